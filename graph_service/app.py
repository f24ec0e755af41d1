"""The only wiring: from settings to a graph, an embedder, a pipeline and a web application."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from graph_service.access import keys
from graph_service.access.admission import Admission
from graph_service.access.keys import KeyRing, LocalKey
from graph_service.access.limits import RateLimits
from graph_service.access.tokens import Tokens, issuer_of
from graph_service.api.endpoint import GraphQLApp
from graph_service.domain.access import is_loopback
from graph_service.domain.ledger import Caps
from graph_service.errors import GraphServiceError, StoreUnavailable
from graph_service.language.embeddings import BackgroundEmbedder, configured_embedder
from graph_service.language.llm import LanguageModel
from graph_service.language.prices import read_prices
from graph_service.pipeline.advisor import Advisor
from graph_service.pipeline.assistant import Assistant, Rules
from graph_service.pipeline.ledger import Ledger
from graph_service.pipeline.run import Pipeline, read_document
from graph_service.settings import EmbeddingRuntime, Settings
from graph_service.store import embedding, library, schema
from graph_service.store.connection import Graph
from graph_service.store.launch import Layout
from graph_service.store.ledger import GraphLedger
from graph_service.store.opening import Connection, Say
from graph_service.store.server import Endpoint
from graph_service.taxonomy import read_library
from graph_service.web.assets import WebJars
from graph_service.web.graphiql import EDITOR, EditorInFront
from graph_service.web.pages import PAGES
from graph_service.web.site import Database, Site

if TYPE_CHECKING:
    from graph_service.language.openai_client import OpenAIClient

log = logging.getLogger(__name__)

YOUNG_OBJECTS = 50_000
"""So many more objects there are before the youngest are looked through: some 5 MB."""
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


class Service:
    """Everything that one process runs on. `open` makes it usable, `close` gives back all that it started."""

    def __init__(self, settings: Settings, runtime: EmbeddingRuntime, say: Say, *, loads: bool = False) -> None:
        self.settings = settings
        self.say = say
        self._loads = loads
        self.loaded: library.LoadReport | None = None
        self.scripts = WebJars(settings.jars)
        self.embedder = BackgroundEmbedder(lambda: configured_embedder(settings, runtime))
        self.pipeline: Pipeline | None = None
        self.admission: Admission | None = None
        self.admin_key: LocalKey | None = None
        self.failure: str | None = None
        self._connection = Connection(settings, say)
        self._model: OpenAIClient | None = None

    @property
    def endpoint(self) -> Endpoint | None:
        """Where our own Neo4j answers, if it is the one."""
        return self._connection.endpoint

    async def open(self, *, to_callers: bool = False) -> Pipeline:
        """Start Neo4j or connect to it, install the schema, load the library into an empty taxonomy.

        With `to_callers` also find out who may call; the first time on our own Neo4j, make an admin key.
        Raises ConfigurationError where the library's vectors are of another model, unless it is to be loaded.
        """
        graph = await self._connection.open()
        model, dimensions = await asyncio.to_thread(lambda: (self.embedder.model, self.embedder.dimensions))
        if not self._loads:
            await embedding.require(graph, model)
        await schema.install(graph, dimensions)
        if self._loads or await library.version(graph) == 0:
            self.loaded = await load_library(graph, self.embedder, self.say)
        if to_callers:
            self.scripts.fetch(self.say)
            await self._open_to_callers(graph)
        self._model = await asyncio.to_thread(language_model, self.settings)
        advisor = advisor_of(self._model, GraphLedger(graph), self.settings)
        self.pipeline = Pipeline(graph, self.embedder, self.settings.thresholds, advisor)
        return self.pipeline

    async def _open_to_callers(self, graph: Graph) -> None:
        if self.endpoint is not None:
            layout = Layout(self.settings.graph_service_home.expanduser().resolve())
            self.admin_key = await keys.local_admin_key(graph, layout)
        issuer = issuer_of(self.settings)
        self.admission = Admission(KeyRing(graph), Tokens(issuer) if issuer else None)

    async def close(self) -> None:
        """Close the connection, and stop our own Neo4j unless someone else uses it."""
        if self._model is not None:
            await self._model.close()
        await self._connection.close()

    async def not_ready(self) -> str | None:
        """What is still missing; None when every request can be answered."""
        if self.failure:
            return self.failure
        if self.embedder.failure:
            return self.embedder.failure
        if self.pipeline is None or not self.embedder.ready:
            return "starting"
        return None if await self.pipeline.graph.is_ready() else "Neo4j does not answer"


def language_model(settings: Settings) -> OpenAIClient | None:
    """The client of the server that the settings name; None where they name none."""
    if not settings.has_language_model:
        return None
    # Importing openai takes a second: only who has a key pays.
    from graph_service.language.openai_client import OpenAIClient

    return OpenAIClient(
        settings.openai_api_key,
        settings.openai_base_url,
        timeout_s=settings.llm_timeout_s,
        attempts=settings.llm_attempts,
    )


def advisor_of(model: LanguageModel | None, ledger: Ledger, settings: Settings) -> Advisor:
    """A model's part in the stages, under the settings' rules. Raises ConfigurationError."""
    prices = read_prices(settings.llm_prices)
    if model is None:
        return Advisor()
    caps = Caps(settings.llm_run_cap_usd, settings.llm_day_cap_usd)
    return Advisor(Assistant(model, ledger, prices, Rules(settings.llm_models, caps, settings.llm_reuse)))


async def load_library(graph: Graph, embedder: BackgroundEmbedder, say: Say) -> library.LoadReport:
    """Load or update the starter library, saying how far it is."""
    starter = await asyncio.to_thread(read_library)
    return await library.load(
        graph,
        starter,
        embedder,
        lambda message, share: say(f"{message} ({share:.0%})"),
        lambda text, title: read_document(text, title, embedder).vector,
    )


@contextlib.asynccontextmanager
async def opened(
    settings: Settings, runtime: EmbeddingRuntime, say: Say, *, loads: bool = False
) -> AsyncIterator[Service]:
    """A service for as long as it is used; with `loads`, the library is loaded or updated first."""
    service = Service(settings, runtime, say, loads=loads)
    try:
        await service.open()
        yield service
    finally:
        await service.close()


def create_app(service: Service, host: str) -> Starlette:
    """The web application of a service, for the address that it is told to listen on.

    It listens at once; a service that is not open yet opens in the background.
    """

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        missing = await service.not_ready()
        return PlainTextResponse("ready\n") if missing is None else PlainTextResponse(f"{missing}\n", 503)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(graphql.registry), media_type=CONTENT_TYPE_LATEST)

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

    open_reading = is_loopback(host) and not service.settings.reading_needs_key
    graphql = GraphQLApp(
        service,
        RateLimits(service.settings),
        service.settings.limits,
        open_reading=open_reading,
        introspection=open_reading if service.settings.introspection is None else service.settings.introspection,
    )
    site = Site(graphql, service.scripts, service.settings, lambda: _database(service, host))
    routes = [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
        Route("/graphql", EditorInFront(graphql, site.app(EDITOR)), methods=["GET", "POST"]),
        WebSocketRoute("/graphql", graphql),
        *site.routes(PAGES),
    ]
    return Starlette(
        routes=routes,
        middleware=_own_names_only(host) if open_reading else [],
        exception_handlers={404: site.missing, 405: site.missing, 500: site.failed},
        lifespan=lifespan,
    )


def _database(service: Service, host: str) -> Database:
    """How to reach the graph. Where a file is on this machine is for those who are on it."""
    endpoint, settings = service.endpoint, service.settings
    if endpoint is None:
        return Database(settings.neo4j_uri or "", settings.neo4j_user)
    password_file = endpoint.password_file if is_loopback(host) else None
    return Database(endpoint.bolt_uri, endpoint.user, endpoint.browser_url, password_file)


def _own_names_only(host: str) -> list[Middleware]:
    """Turn away requests for other hosts: else any web page could read here, by a name of its own for this address."""
    names = [*LOOPBACK_NAMES, f"[{host}]" if ":" in host else host]
    return [Middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)]


async def _open(service: Service) -> None:
    """Get ready; a Neo4j that does not answer yet is asked again until it does."""
    while True:
        try:
            await service.open(to_callers=True)
        except StoreUnavailable as error:
            service.say(error.message)
            await asyncio.sleep(2)
        except GraphServiceError as error:
            service.failure = error.message
            log.critical("the service cannot start: %s", error.message)
            return
        else:
            break
    if service.pipeline is not None:
        # What every run needs takes seconds to read: the first one need not wait for it.
        with contextlib.suppress(GraphServiceError):
            await service.pipeline.knowledge.current()
    collect_rarely()


def collect_rarely() -> None:
    """Leave all that is here now out of garbage collection, and let answers come and go between two of them.

    The library is millions of objects, and an answer thousands that no cycle holds: looking through them took as long
    as making them, and held up whoever waited.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
