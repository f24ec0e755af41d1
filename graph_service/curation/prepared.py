"""The vectors that accepting proposals needs, made in a batch before the taxonomy is held."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from graph_service.domain.taxonomy import Vectors
from graph_service.language.embeddings import Embedder
from graph_service.pipeline.run import read_document
from graph_service.store.curation import Job

Vector = list[float]


@dataclass(slots=True)
class Prepared:
    """An embedder that knows texts already, and the vectors of job descriptions by their digests.

    A job description that says nothing of the job has the vector None. Without an embedder all vectors are empty: a
    preview shows none.
    """

    embedder: Embedder | None = None
    jobs: dict[str, Vector | None] = field(default_factory=dict)
    _texts: dict[str, Vector] = field(default_factory=dict)

    @property
    def model(self) -> str:
        """See Embedder."""
        return self.embedder.model if self.embedder else "none"

    @property
    def dimensions(self) -> int:
        """See Embedder."""
        return self.embedder.dimensions if self.embedder else 0

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._texts]
        if missing and self.embedder is not None:
            self._texts |= dict(zip(missing, self.embedder.embed_documents(missing).tolist(), strict=True))
        rows = [self._texts.get(text, []) for text in texts]
        return np.array(rows, np.float32).reshape(len(rows), self.dimensions)

    embed_queries = embed_documents

    async def add(self, texts: Iterable[str]) -> None:
        """Embed texts, all at once; this waits for a model that is still loading."""
        await asyncio.to_thread(self.embed_documents, list(texts))

    async def add_jobs(self, jobs: Sequence[Job]) -> None:
        """Embed job descriptions."""
        missing = [job for job in jobs if job.sha256 not in self.jobs]
        if self.embedder is None:
            self.jobs |= {job.sha256: [] for job in missing}
        else:
            self.jobs |= await asyncio.to_thread(_read, missing, self.embedder)


def _read(jobs: Sequence[Job], embedder: Embedder) -> dict[str, Vector | None]:
    readings = {job.sha256: read_document(job.text, job.title, embedder).vector for job in jobs}
    return {sha256: None if vector is None else vector.tolist() for sha256, vector in readings.items()}
