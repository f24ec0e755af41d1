"""What the benchmarks run on: a Neo4j of their own with the starter library, and an embedder that remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.rounds import Say
from graph_service.domain.taxonomy import Library, Vectors
from graph_service.language.embeddings import Embedder
from graph_service.language.onnx_embedder import OnnxEmbedder
from graph_service.settings import read_settings
from graph_service.store import library as library_store
from graph_service.store import schema
from graph_service.store.connection import Graph
from graph_service.store.server import Endpoint, OwnServer
from graph_service.taxonomy import read_library

_STATEMENT_TIMEOUT_S = 60.0
_CHECKOUT_JARS = Path(__file__).parents[1] / ".home" / "jars"


class RememberingEmbedder:
    """An embedder that computes each document's vector once, so that loading twice costs one time of embedding."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.model = embedder.model
        self.dimensions = embedder.dimensions

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        new = [text for text in texts if text not in self._known]
        if new:
            self._known |= zip(new, self._embedder.embed_documents(new), strict=True)
        return np.stack([self._known[text] for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See Embedder; nothing is remembered."""
        return self._embedder.embed_queries(texts)


@dataclass(frozen=True)
class Workbench:
    """What a benchmark may use. `library` has no vectors; the graph holds it when a benchmark starts."""

    endpoint: Endpoint
    graph: Graph
    library: Library
    embedder: OnnxEmbedder
    remembering: RememberingEmbedder
    say: Say


@asynccontextmanager
async def workbench(say: Say) -> AsyncIterator[Workbench]:
    """A workbench for as long as it is used; its Neo4j and its folder are gone afterwards."""
    jars = _CHECKOUT_JARS if _CHECKOUT_JARS.is_dir() else read_settings().graph_service_home / "jars"
    with TemporaryDirectory(prefix="graph-service-benchmarks-") as home:
        server = OwnServer(Path(home), jars=jars)
        try:
            endpoint = server.start(say)
            graph = Graph.connect(
                endpoint.bolt_uri, endpoint.user, endpoint.password.get_secret_value(), _STATEMENT_TIMEOUT_S
            )
            try:
                yield await _prepared(endpoint, graph, say)
            finally:
                await graph.close()
        finally:
            server.stop()


async def _prepared(endpoint: Endpoint, graph: Graph, say: Say) -> Workbench:
    embedder = OnnxEmbedder()
    remembering = RememberingEmbedder(embedder)
    await schema.install(graph, embedder.dimensions)
    library = read_library()
    await library_store.load(graph, library, remembering, lambda message, share: say(f"{message} ({share:.0%})"))
    return Workbench(endpoint, graph, library, embedder, remembering, say)
