"""The starter library, loaded once for all that is promised of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from graph_service.api.context import Context
from graph_service.api.schema import Schema, make_schema
from graph_service.domain.access import Access, Actor
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline
from graph_service.settings import Limits, Thresholds
from graph_service.store import library as library_store
from graph_service.store.connection import Graph
from graph_service.taxonomy import read_library
from tests.support import wipe

ROOT = Path(__file__).parents[3]
EXAMPLE = (ROOT / "examples" / "platform-engineer.txt").read_text(encoding="utf-8")
CURATOR = Actor("curator", Access.CURATOR, "curator")


@pytest.fixture(scope="package")
async def pipeline(graph: Graph, neo4j_home: Path, embedder: HashedEmbedder) -> AsyncIterator[Pipeline]:
    """A pipeline over the starter library. What is promised does not rest on embeddings, so the double does."""
    await wipe(graph, neo4j_home)
    await library_store.load(graph, read_library(), embedder)
    yield Pipeline(graph, embedder, Thresholds())
    await wipe(graph, neo4j_home)


@pytest.fixture(scope="package")
def schema() -> Schema:
    # More patient than the service is, so that a busy machine fails no test.
    return make_schema(limits=Limits(seconds=300))


async def answered(schema: Schema, pipeline: Pipeline, document: str, **variables: object) -> dict[str, Any]:
    """The data of an operation without errors, for a curator."""
    result = await schema.execute(document, variables, Context(pipeline, CURATOR))
    assert result.errors is None, result.errors
    assert result.data is not None
    return result.data
