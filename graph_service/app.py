"""The only wiring: from settings to a graph, an embedder, a pipeline and a web application."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

from cross_web import HTTPException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL

from graph_service.api.context import Context
from graph_service.api.schema import make_schema
from graph_service.errors import GraphServiceError, StoreUnavailable
from graph_service.language.embeddings import BackgroundEmbedder, load_embedder
from graph_service.pipeline.run import Pipeline
from graph_service.settings import EmbeddingRuntime, Settings
from graph_service.store import library, schema
from graph_service.store.connection import Graph
from graph_service.store.server import Endpoint, OwnServer, own_server
from graph_service.taxonomy import read_library

log = logging.getLogger(__name__)

Say = Callable[[str], None]
"""Called with what is being done, for a person to read."""


class Service:
    """Everything that one process runs on. `open` makes it usable, `close` gives back all that it started."""

    def __init__(self, settings: Settings, runtime: EmbeddingRuntime, say: Say) -> None:
        self.settings = settings
        self.say = say
        chosen = settings.embedding_runtime or runtime
        self.embedder = BackgroundEmbedder(lambda: load_embedder(settings.embedding_model, chosen))
        self.endpoint: Endpoint | None = None
        self.pipeline: Pipeline | None = None
        self.failure: str | None = None
        self._server: OwnServer | None = None
        self._graph: Graph | None = None

    async def open(self) -> Pipeline:
        """Start Neo4j or connect to it, install the schema, load the library into an empty taxonomy."""
        graph = self._graph = await self._connected()
        dimensions = await asyncio.to_thread(lambda: self.embedder.dimensions)
        await schema.install(graph, dimensions)
        if await library.version(graph) == 0:
            await load_library(graph, self.embedder, self.say)
        self.pipeline = Pipeline(graph, self.embedder, self.settings.thresholds)
        return self.pipeline

    async def _connected(self) -> Graph:
        uri, user, password = await self._address()
        graph = Graph.connect(uri, user, password, self.settings.neo4j_timeout_s)
        try:
            await graph.read("schema/ping")
        except GraphServiceError:
            await graph.close()
            raise
        return graph

    async def _address(self) -> tuple[str, str, str]:
        settings = self.settings
        if settings.neo4j_uri is not None and settings.neo4j_password is not None:
            return settings.neo4j_uri, settings.neo4j_user, settings.neo4j_password.get_secret_value()
        self._server = own_server(settings)
        endpoint = self.endpoint = await asyncio.to_thread(self._server.start, self.say)
        return endpoint.bolt_uri, endpoint.user, endpoint.password.get_secret_value()

    async def close(self) -> None:
        """Close the connection, and stop our own Neo4j unless someone else uses it."""
        if self._graph is not None:
            await self._graph.close()
        if self._server is not None:
            await asyncio.to_thread(self._server.release)

    async def not_ready(self) -> str | None:
        """What is still missing; None when every request can be answered."""
        if self.failure:
            return self.failure
        if self.embedder.failure:
            return self.embedder.failure
        if self.pipeline is None or not self.embedder.ready:
            return "starting"
        return None if await self.pipeline.graph.is_ready() else "Neo4j does not answer"


async def load_library(graph: Graph, embedder: BackgroundEmbedder, say: Say) -> library.LoadReport:
    """Load or update the starter library, saying how far it is."""
    starter = await asyncio.to_thread(read_library)
    return await library.load(graph, starter, embedder, lambda message, share: say(f"{message} ({share:.0%})"))


@contextlib.asynccontextmanager
async def opened(settings: Settings, runtime: EmbeddingRuntime, say: Say) -> AsyncIterator[Service]:
    """A service for as long as it is used."""
    service = Service(settings, runtime, say)
    try:
        await service.open()
        yield service
    finally:
        await service.close()


class GraphQLApp(GraphQL[Context, None]):
    """GraphQL over HTTP, WebSocket and SSE, once the service is ready to answer."""

    def __init__(self, service: Service) -> None:
        super().__init__(
            make_schema(),
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
        )
        self._service = service

    async def get_context(self, request: Any, response: Any) -> Context:
        """A request's own context. Raises StoreUnavailable while the service starts."""
        if self._service.pipeline is None:
            raise StoreUnavailable(self._service.failure or "the service is starting; /readyz says when it is ready")
        return Context(self._service.pipeline)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. While the service starts, GraphQL's own error shape with status 503."""
        if self._service.pipeline is not None:
            await super().__call__(scope, receive, send)
            return
        message = self._service.failure or "the service is starting; /readyz says when it is ready"
        error = {"message": message, "extensions": {"code": StoreUnavailable.code}}
        response = JSONResponse({"errors": [error]}, 503)
        if scope["type"] == "websocket":
            await WebSocket(scope, receive, send).send_denial_response(response)
        else:
            await response(scope, receive, send)

    def parse_json(self, data: str | bytes) -> Any:
        """Strawberry takes for granted that JSON is UTF-8 and an object; what is neither is the caller's mistake."""
        try:
            found = super().parse_json(data)
        except UnicodeDecodeError:
            raise HTTPException(400, "The request is not UTF-8 text.") from None
        if not isinstance(found, dict | list | None):
            raise HTTPException(400, "The request and its variables must be JSON objects.")
        return found or {}


def create_app(service: Service) -> Starlette:
    """The web application of a service. It listens at once; a service that is not open yet opens in the background."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        missing = await service.not_ready()
        return PlainTextResponse("ready\n") if missing is None else PlainTextResponse(f"{missing}\n", 503)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        opening = asyncio.create_task(_open(service) if service.pipeline is None else asyncio.sleep(0))
        try:
            yield
        finally:
            opening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await opening
            await service.close()

    graphql = GraphQLApp(service)
    routes = [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/graphql", graphql, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", graphql),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def _open(service: Service) -> None:
    """Get ready; a Neo4j that does not answer yet is asked again until it does."""
    while True:
        try:
            await service.open()
        except StoreUnavailable as error:
            service.say(error.message)
            await asyncio.sleep(2)
        except GraphServiceError as error:
            service.failure = error.message
            log.critical("the service cannot start: %s", error.message)
            return
        else:
            return
