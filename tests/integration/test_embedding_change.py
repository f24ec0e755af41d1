"""A library whose vectors another model made: never mixed, and embedded anew on demand."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graph_service.domain.taxonomy import Library, Vectors
from graph_service.errors import ConfigurationError, ModelError, StoreUnavailable
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline, Request, read_document
from graph_service.settings import Thresholds
from graph_service.store import embedding, schema, search
from graph_service.store import library as library_store
from graph_service.store.connection import Graph
from tests.support import BACKEND, query, value, wipe

SIZE = 96


class Other(HashedEmbedder):
    """Another model, with shorter vectors; it can break off."""

    model = "other-words"
    left = 10**9

    def __init__(self) -> None:
        super().__init__(SIZE)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        self.left -= len(texts)
        if self.left < 0:
            raise ModelError("the server is gone")
        return super().embed_documents(texts)


@pytest.fixture
async def other(pipeline: Pipeline, embedder: HashedEmbedder, neo4j_home: Path) -> AsyncIterator[Other]:
    """Another model, over a graph in which runs have left new skills and centroids; its indexes are put back."""
    for city in ("Leeds", "York"):
        posting = replace(BACKEND, opening=BACKEND.opening.replace("Leeds", city))
        run = await pipeline.extract(Request(posting.text, posting.title))
        await pipeline.details(run.uid, [*(skill.name for skill in run.skills), "Quarkus"])
        await pipeline.finalize(run.uid, None)
    yield Other()
    await wipe(pipeline.graph, neo4j_home)
    await schema.install(pipeline.graph, embedder.dimensions)


async def reload(graph: Graph, library: Library, other: Other) -> list[str]:
    """What `graph-service load` does after the setting has changed; what it says."""
    told: list[str] = []
    await schema.install(graph, other.dimensions)
    await library_store.load(
        graph,
        library,
        other,
        lambda message, _: told.append(message),
        lambda text, title: read_document(text, title, other).vector,
    )
    return told


async def test_vectors_of_another_model_are_not_compared_with(
    pipeline: Pipeline, other: Other, embedder: HashedEmbedder
) -> None:
    graph = pipeline.graph
    says = re.escape(
        "the library is embedded with hashed-words, and EMBEDDING_MODEL is other-words: run `graph-service load` to embed "
        "it anew, or set EMBEDDING_MODEL=hashed-words"
    )

    with pytest.raises(ConfigurationError, match=says):
        await embedding.require(graph, other.model)
    with pytest.raises(ConfigurationError, match=says):
        await Pipeline(graph, other, Thresholds()).run(Request(BACKEND.text, BACKEND.title))
    with pytest.raises(ConfigurationError, match=says):
        await search.by_meaning(graph, other, "kafka", 5)
    await embedding.require(graph, embedder.model)


async def test_load_embeds_everything_anew(pipeline: Pipeline, other: Other, small_library: Library) -> None:
    graph = pipeline.graph

    told = await reload(graph, small_library, other)

    sizes = await query(
        graph,
        "MATCH (n) WHERE n.embedding IS NOT NULL RETURN labels(n)[0] AS label, collect(DISTINCT size(n.embedding)) AS sizes",
    )
    assert sorted((row["label"], *row["sizes"]) for row in sizes) == [
        (label, SIZE) for label in ("Dimension", "KRA", "Role", "Skill")
    ]
    pending = await value(graph, "MATCH (s:Skill {status: 'PENDING'}) RETURN s.embedding")
    assert np.allclose(pending, other.embed_documents(["Quarkus"])[0], atol=1e-6)
    assert await value(graph, "MATCH (t:Taxonomy) RETURN t.embeddingModel") == "other-words"
    assert any("embedding 1 more texts anew" in message for message in told)
    run = await Pipeline(graph, other, Thresholds()).run(Request(BACKEND.text, BACKEND.title))
    assert run.decision is not None
    assert run.decision.role == "backend-engineer"
    assert await search.by_meaning(graph, other, "Kafka", 5)


async def test_centroids_are_made_anew_of_the_same_job_descriptions(
    pipeline: Pipeline, other: Other, small_library: Library
) -> None:
    graph = pipeline.graph
    texts = await query(graph, "MATCH (r:PipelineRun) RETURN r.jobDescription AS text, r.jobTitle AS title")

    await reload(graph, small_library, other)

    [centroid, count] = await value(
        graph, "MATCH (r:Role {slug: 'backend-engineer'}) RETURN [r.centroid, r.centroidCount]"
    )
    vectors = [read_document(row["text"], row["title"], other).vector for row in texts]
    assert count == len(vectors) == 2
    assert np.allclose(centroid, np.mean([vector for vector in vectors if vector is not None], axis=0), atol=1e-5)


async def test_load_that_was_cut_off_leaves_nothing_to_compare_with_and_goes_on(
    pipeline: Pipeline, other: Other, small_library: Library, embedder: HashedEmbedder
) -> None:
    graph = pipeline.graph
    other.left = 60
    with pytest.raises(ModelError):
        await reload(graph, small_library, other)

    for model in (embedder.model, other.model):
        with pytest.raises(StoreUnavailable, match="the library is being embedded anew"):
            await embedding.require(graph, model)
    other.left = 10**9
    await reload(graph, small_library, other)

    await embedding.require(graph, other.model)
    sizes = await value(graph, "MATCH (n) WHERE n.embedding IS NOT NULL RETURN collect(DISTINCT size(n.embedding))")
    assert sizes == [SIZE]


async def test_load_with_the_same_model_embeds_nothing(
    pipeline: Pipeline, small_library: Library, embedder: HashedEmbedder
) -> None:
    report = await library_store.load(pipeline.graph, small_library, embedder)

    assert (report.skills, report.dimensions, report.roles) == (0, 0, 0)
