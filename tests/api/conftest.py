"""The small library, loaded once for tests that only read, and afresh for each that runs something."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline
from graph_service.settings import Thresholds
from graph_service.store import library as library_store
from graph_service.store.connection import Graph
from tests.api.client import Client
from tests.support import wipe


@pytest.fixture(scope="module")
async def reader(graph: Graph, neo4j_home: Path, small_library: Library, embedder: HashedEmbedder) -> Client:
    """A caller over the small library, for a module whose tests write nothing."""
    await wipe(graph, neo4j_home)
    await library_store.load(graph, small_library, embedder)
    return Client(Pipeline(graph, embedder, Thresholds()))


@pytest.fixture
def client(pipeline: Pipeline) -> Client:
    """A caller over the small library and nothing else."""
    return Client(pipeline)
