"""Who answers reads: this service, the peer, and the bare driver. Each runs in a process, on the same Neo4j."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx
from neo4j import READ_ACCESS, AsyncDriver

from graph_service.store.server import Endpoint, free_port

PEER = Path(__file__).parent / "peer"
"""The peer's server, and what sends the requests; npm installs into it what they need."""

_HOST = "127.0.0.1"
_START_S = 120.0
_STOP_S = 20.0
_POLL_S = 0.2
_ANSWER_S = 60.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What a while of one request over and over came to: the milliseconds of each answer, in order."""

    seconds: float
    milliseconds: Sequence[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds

    def percentile(self, share: float) -> float:
        """The milliseconds within which a share of the answers came."""
        return sorted(self.milliseconds)[min(int(share * len(self.milliseconds)), len(self.milliseconds) - 1)]


class Side(Protocol):
    """One that answers: once, to see what it says, or for a while."""

    async def answer(self, text: str, values: Mapping[str, object]) -> Any:
        """What a document or statement is answered with."""
        ...

    async def sample(self, text: str, values: Mapping[str, object], connections: int, seconds: float) -> Sample:
        """What it takes to answer that over so many connections at once."""
        ...


@dataclass(frozen=True, slots=True)
class WebSide:
    """A GraphQL server at an address; autocannon asks it, from a process of its own."""

    url: str

    async def answer(self, text: str, values: Mapping[str, object]) -> Any:
        """The data of a response without errors."""
        async with httpx.AsyncClient(timeout=_ANSWER_S, trust_env=False) as http:
            response = await http.post(self.url, json={"query": text, "variables": values})
        body = response.raise_for_status().json()
        assert "errors" not in body, f"{self.url} answered {body['errors']}"
        return body["data"]

    async def sample(self, text: str, values: Mapping[str, object], connections: int, seconds: float) -> Sample:
        """See Side. Raises RuntimeError where a request fails."""
        body = json.dumps({"query": text, "variables": values})
        told = {"url": self.url, "body": body, "connections": connections, "seconds": seconds}
        load = await asyncio.create_subprocess_exec(
            _program("node"), "load.mjs", json.dumps(told), cwd=PEER, stdout=PIPE, stderr=PIPE
        )
        printed, errors = await load.communicate()
        if load.returncode:
            raise RuntimeError(errors.decode())
        return Sample(**json.loads(printed))


@dataclass(frozen=True, slots=True)
class BareSide:
    """A statement by the driver alone: no server, no transaction function, and records as the driver has them."""

    driver: AsyncDriver

    async def answer(self, text: str, values: Mapping[str, object]) -> Any:
        """The column `answer` of all rows."""
        async with self.driver.session(default_access_mode=READ_ACCESS) as session:
            result = await session.run(text, dict(values))
            return [record["answer"] async for record in result]

    async def sample(self, text: str, values: Mapping[str, object], connections: int, seconds: float) -> Sample:
        """See Side; a connection is a task that asks again as soon as it is answered."""
        took: list[float] = []
        began = time.perf_counter()

        async def ask() -> None:
            while (at := time.perf_counter()) < began + seconds:
                await self.answer(text, values)
                took.append((time.perf_counter() - at) * 1000)

        await asyncio.gather(*(ask() for _ in range(connections)))
        return Sample(time.perf_counter() - began, took)


@asynccontextmanager
async def own_service(neo4j: Endpoint, home: Path, **settings: str) -> AsyncIterator[tuple[WebSide, Process]]:
    """This service as `graph-service serve` starts it, without a limit of requests; and its process."""
    port = free_port(0)
    environment = os.environ | _login(neo4j) | {"GRAPH_SERVICE_HOME": str(home), "EMBEDDING_RUNTIME": "onnx"}
    unlimited = {"RATE_LIMIT_PER_ADDRESS": "0"}
    command = (sys.executable, "-m", "graph_service", "serve", "--host", _HOST, "--port", str(port))
    process = await asyncio.create_subprocess_exec(
        *command, env=environment | unlimited | settings, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        await asyncio.wait_for(_until_ready(process, f"http://{_HOST}:{port}/readyz"), _START_S)
        yield WebSide(f"http://{_HOST}:{port}/graphql"), process
    finally:
        await _end(process)


@asynccontextmanager
async def peer_service(neo4j: Endpoint) -> AsyncIterator[WebSide]:
    """@neo4j/graphql on graphql-yoga, as in production."""
    environment = os.environ | _login(neo4j) | {"NODE_ENV": "production"}
    process = await asyncio.create_subprocess_exec(
        _program("node"), "server.mjs", cwd=PEER, env=environment, stdout=PIPE, stderr=DEVNULL
    )
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), _START_S)
        if not line:
            raise RuntimeError("the peer ended before it answered; `node server.mjs` in benchmarks/peer says why")
        yield WebSide(line.decode().strip())
    finally:
        await _end(process)


async def install_peer() -> None:
    """Have npm fetch the peer and autocannon, as package.json pins them. Raises RuntimeError."""
    command = ("install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    npm = await asyncio.create_subprocess_exec(_program("npm"), *command, cwd=PEER, stdout=DEVNULL, stderr=PIPE)
    _, errors = await npm.communicate()
    if npm.returncode:
        raise RuntimeError(errors.decode())


def _program(name: str) -> str:
    if (found := shutil.which(name)) is None:
        raise RuntimeError(f"{name} is not installed; the peer needs Node.js 20 or later, with npm")
    return found


def _login(neo4j: Endpoint) -> dict[str, str]:
    return {
        "NEO4J_URI": neo4j.bolt_uri,
        "NEO4J_USER": neo4j.user,
        "NEO4J_PASSWORD": neo4j.password.get_secret_value(),
    }


async def _until_ready(process: Process, url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        while process.returncode is None:
            try:
                if (await http.get(url)).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(_POLL_S)
    raise RuntimeError("the service ended before it was ready; `graph-service serve` says why")


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _STOP_S)
    except TimeoutError:
        process.kill()
        await process.wait()
