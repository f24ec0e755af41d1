"""Which Neo4j the settings mean: another one, or our own, started when it is needed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from graph_service.errors import GraphServiceError
from graph_service.settings import Settings
from graph_service.store import schema
from graph_service.store.connection import Graph
from graph_service.store.server import Endpoint, OwnServer, own_server

Say = Callable[[str], None]
"""Called with what is being done, for a person to read."""


class Connection:
    """The way to the Neo4j that the settings name, or to our own, which runs while it is used."""

    def __init__(self, settings: Settings, say: Say) -> None:
        self._settings = settings
        self._say = say
        self.endpoint: Endpoint | None = None
        self._server: OwnServer | None = None
        self._graph: Graph | None = None

    async def open(self) -> Graph:
        """Connect, having started our own Neo4j if it is the one. Raises StoreError, ConfigurationError."""
        uri, user, password = await self._address()
        graph = Graph.connect(uri, user, password, self._settings.neo4j_timeout_s)
        try:
            await graph.read("schema/ping")
        except GraphServiceError:
            await graph.close()
            raise
        self._graph = graph
        return graph

    async def _address(self) -> tuple[str, str, str]:
        settings = self._settings
        if settings.neo4j_uri is not None and settings.neo4j_password is not None:
            return settings.neo4j_uri, settings.neo4j_user, settings.neo4j_password.get_secret_value()
        self._server = own_server(settings)
        endpoint = self.endpoint = await asyncio.to_thread(self._server.start, self._say)
        return endpoint.bolt_uri, endpoint.user, endpoint.password.get_secret_value()

    async def close(self) -> None:
        """Close the connection, and stop our own Neo4j unless someone else uses it."""
        if self._graph is not None:
            await self._graph.close()
        if self._server is not None:
            await asyncio.to_thread(self._server.release)


@contextlib.asynccontextmanager
async def connected(settings: Settings, say: Say) -> AsyncIterator[Graph]:
    """A graph that keys can be kept in, for as long as it is used; whether a service runs on it or not."""
    connection = Connection(settings, say)
    try:
        graph = await connection.open()
        await schema.install_keys(graph)
        yield graph
    finally:
        await connection.close()
