"""Vectors of one model and of no other: what is there is embedded anew before anything is compared with it."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from graph_service.domain.taxonomy import Vectors
from graph_service.errors import ConfigurationError, StoreUnavailable
from graph_service.language.embeddings import Embedder
from graph_service.language.vectors import role_words, skill_text
from graph_service.store.connection import Graph, Row

Progress = Callable[[str, float], None]
"""Called with what is being done and how much of it is done, 0–1."""
JobVector = Callable[[str, str | None], Vectors | None]
"""The vector of a job description (text, title), or None where it says nothing of the job."""

BATCH = 128


async def require(graph: Graph, model: str) -> None:
    """Refuse to compare with vectors of another model. Raises ConfigurationError, StoreUnavailable."""
    rows = await graph.read("library/state")
    if rows:
        check(rows[0], model)


def check(state: Row, model: str) -> None:
    """The same, of the library's state as it was read."""
    known = state["model"]
    if known is None:
        raise StoreUnavailable(
            "the library is being embedded anew; ask again when `graph-service load` is done, or run it if it broke off"
        )
    if known != model:
        raise ConfigurationError(
            f"the library is embedded with {known}, and EMBEDDING_MODEL is {model}: run `graph-service load` to embed "
            f"it anew, or set EMBEDDING_MODEL={known}"
        )


async def embed_rest(
    graph: Graph, written: Collection[tuple[str, str | None]], embedder: Embedder, progress: Progress
) -> None:
    """Embed anew what a load does not write: what runs and curators made. `written` holds (label, slug)."""
    rows = [row for row in await graph.read("embedding/embedded") if _owner(row) not in written]
    for start in range(0, len(rows), BATCH):
        progress(f"embedding {len(rows)} more texts anew", 0.9)
        batch = rows[start : start + BATCH]
        vectors = embedder.embed_documents([_words(row) for row in batch]).tolist()
        written_rows = [{"uid": row["uid"], "vector": vector} for row, vector in zip(batch, vectors, strict=True)]
        await graph.write("embedding/write_vectors", rows=written_rows)


def _owner(row: Row) -> tuple[str, str | None]:
    """What a load writes the vector with: a KRA's is written with its role."""
    return ("Role" if row["label"] == "KRA" else row["label"], row["slug"])


def _words(row: Row) -> str:
    named = role_words if row["label"] == "Role" else skill_text
    return str(row["name"]) if row["label"] == "KRA" else named(row["name"], row["about"])


async def embed_centroids(graph: Graph, job_vector: JobVector, progress: Progress) -> None:
    """Make each role's centroid anew, of the job descriptions that count in it."""
    roles = [row["role"] for row in await graph.read("library/centroids")]
    for done, role in enumerate(roles):
        progress(f"embedding the job descriptions of {len(roles)} roles anew ({done} done)", 0.95)
        jobs = await graph.read("embedding/counted_jobs", role=role)
        vectors = [vector for row in jobs if (vector := job_vector(row["text"], row["title"])) is not None]
        mean = np.mean(vectors, axis=0).tolist() if vectors else None
        await graph.write("embedding/write_centroid", role=role, vector=mean, count=len(vectors))
