"""One Neo4j a test session, started by the session and wiped by no one else; and a small library to fill it with."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline
from graph_service.settings import Thresholds
from graph_service.store import library as library_store
from graph_service.store import schema
from graph_service.store.connection import Graph
from graph_service.store.server import Endpoint, OwnServer
from graph_service.taxonomy.reader import read_library
from tests.support import JARS, wipe

HERE = Path(__file__).parent
TIMEOUT_S = 10.0
"""More patient than the service is, so that a busy machine fails no test."""


@pytest.fixture(autouse=True, scope="session")
def no_real_model() -> Iterator[None]:
    """No test reaches a real model by accident: what would lead to one is not in the environment."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in list(os.environ):
            if variable.upper().startswith(("OPENAI_", "LLM_", "AZURE_OPENAI_", "EMBEDDING_")):
                patch.delenv(variable)
        yield


@pytest.fixture(scope="session")
def jar_cache() -> Path:
    """Where the jars of Neo4j and of the pages are kept."""
    return JARS


@pytest.fixture(scope="session")
def neo4j_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the session's Neo4j lives."""
    return tmp_path_factory.mktemp("neo4j").resolve()


@pytest.fixture(scope="session")
def neo4j(neo4j_home: Path, jar_cache: Path) -> Iterator[Endpoint]:
    """The session's own Neo4j."""
    server = OwnServer(neo4j_home, jars=jar_cache, page_cache_mb=64, bolt_port=0, http_port=0)
    try:
        yield server.start(lambda _: None)
    finally:
        server.release()


@pytest.fixture(scope="session")
def embedder() -> HashedEmbedder:
    """The double: it needs no model and no time."""
    return HashedEmbedder()


@pytest.fixture(scope="session")
async def graph(neo4j: Endpoint, embedder: HashedEmbedder) -> AsyncIterator[Graph]:
    """The session's graph with its constraints and indexes, holding whatever the last test left."""
    graph = Graph.connect(neo4j.bolt_uri, neo4j.user, neo4j.password.get_secret_value(), TIMEOUT_S)
    await schema.install(graph, embedder.dimensions)
    yield graph
    await graph.close()


@pytest.fixture
async def empty_graph(graph: Graph, neo4j_home: Path) -> Graph:
    """The graph with nothing in it."""
    await wipe(graph, neo4j_home)
    return graph


@pytest.fixture(scope="session")
def small_library() -> Library:
    """Six roles, twelve dimensions and some forty skills, in the starter library's format."""
    return read_library(HERE / "library")


@pytest.fixture
async def small_graph(empty_graph: Graph, small_library: Library, embedder: HashedEmbedder) -> Graph:
    """The graph with the small library and nothing else in it."""
    await library_store.load(empty_graph, small_library, embedder)
    return empty_graph


@pytest.fixture
def pipeline(small_graph: Graph, embedder: HashedEmbedder) -> Pipeline:
    """A pipeline over the small library."""
    return Pipeline(small_graph, embedder, Thresholds())
