"""The web application on a port of this machine, in the tests' own event loop."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect

from graph_service.access.admission import Admission
from graph_service.access.keys import KeyRing
from graph_service.access.tokens import Tokens
from graph_service.app import Service, create_app
from graph_service.pipeline.run import Pipeline
from graph_service.settings import EmbeddingRuntime, Settings

PATIENCE_S = 60


@dataclass(frozen=True)
class Server:
    """A running service, and the ways to ask it."""

    url: str
    http: httpx.AsyncClient

    async def post(self, query: str, credential: str | None = None, **headers: str) -> httpx.Response:
        """The answer to a request with a credential."""
        return await self.http.post(f"{self.url}/graphql", json={"query": query}, headers=_headers(credential, headers))

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """The answer to a GET request."""
        return await self.http.get(f"{self.url}{path}", headers=_headers(None, headers))

    def websocket(self, credential: str | None = None, **headers: str) -> connect:
        """A WebSocket for GraphQL, with the credential in its header."""
        return connect(
            f"{self.url.replace('http', 'ws')}/graphql",
            subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]  # any str will do
            additional_headers=_headers(credential, headers),
            proxy=None,
        )


def _headers(credential: str | None, headers: dict[str, str]) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return named | ({"Authorization": f"Bearer {credential}"} if credential is not None else {})


async def tell(socket: ClientConnection, message: dict[str, Any]) -> None:
    """Send a message of the protocol."""
    await socket.send(json.dumps(message))


async def hear(socket: ClientConnection) -> dict[str, Any]:
    """The next message of the protocol."""
    heard: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_S))
    return heard


def service_of(pipeline: Pipeline, settings: Settings, ring: KeyRing, tokens: Tokens | None = None) -> Service:
    """A service that is open already, on the tests' own graph."""
    service = Service(settings, EmbeddingRuntime.ONNX, lambda _: None)
    service.admission = Admission(ring, tokens)
    service.pipeline = pipeline
    return service


@asynccontextmanager
async def serving(service: Service, host: str = "127.0.0.1") -> AsyncIterator[Server]:
    """The service as if it were told to listen on an address; it listens on loopback all the same."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(_config(create_app(service, host)))
        running = asyncio.create_task(server.serve([listener]))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            async with httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False) as http:
                yield Server(url, http)
        finally:
            server.should_exit = True
            await running


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(app, log_level="warning", ws="websockets-sansio", timeout_graceful_shutdown=1)
