"""The server process: uvicorn on our application, what it says on start, and the demonstration."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import sys
from pathlib import Path
from urllib.request import ProxyHandler, build_opener
from urllib.request import Request as HttpRequest
from uuid import uuid4

import uvicorn
from rich.console import Console

from graph_service.access.keys import read_local_key
from graph_service.api.requests import PATIENCE
from graph_service.app import Service, create_app
from graph_service.console import print_run
from graph_service.errors import ServerError
from graph_service.pipeline.run import Request
from graph_service.settings import EmbeddingRuntime, read_settings
from graph_service.store import review
from graph_service.store.opening import Say
from graph_service.store.server import free_port

DEMO_PORT = 8000
_RUN = """
mutation ($text: String!, $title: String, $key: String!) {
  runPipeline(input: {jobDescription: $text, jobTitle: $title, idempotencyKey: $key}) {
    run { status } errors { code message }
  }
}
"""
_ANSWER_S = 60
_POLL_S = 0.1


async def serve(host: str, port: int, console: Console) -> None:
    """Serve until Ctrl-C. Raises ConfigurationError, ServerError."""
    settings, listener = read_settings(), _listening(host, port)
    service = Service(settings, EmbeddingRuntime.SENTENCE_TRANSFORMERS, _saying(console))
    server = _server(service, host, port)
    greeting = asyncio.create_task(_greet_when_ready(service, server, host, port, console))
    try:
        await server.serve([listener])
    finally:
        greeting.cancel()
    if service.failure:
        raise ServerError(service.failure)


async def demo(text: str, title: str | None, console: Console) -> None:
    """Run one job description, print what it found, and serve; in a terminal until Ctrl-C."""
    service = Service(read_settings(), EmbeddingRuntime.ONNX, _saying(console))
    try:
        pipeline = await service.open(to_callers=True)
        with console.status("") as status:
            request = Request(text, title, f"demo-{uuid4()}")
            run = await pipeline.run(request, lambda _, share, message: status.update(f"{share:4.0%} {message}"))
        captured = (await review.of_runs(pipeline.graph, [run.uid]))[run.uid]
        knowledge = await pipeline.knowledge.current()
        print_run(run, captured, knowledge.library, Console(highlight=False))
        await _serve_a_while(service, request, console)
    finally:
        await service.close()


async def _serve_a_while(service: Service, request: Request, console: Console) -> None:
    """Serve: in a terminal until Ctrl-C, elsewhere until the addresses have answered."""
    host, port = "127.0.0.1", free_port(DEMO_PORT)
    server = _server(service, host, port)
    serving = asyncio.create_task(server.serve())
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has a flag and no event
        await asyncio.sleep(_POLL_S)
    _greet(service, host, port, console)
    if service.admin_key:
        status = await asyncio.to_thread(_ask_again, f"http://{host}:{port}/graphql", service.admin_key.path, request)
        console.print(f"request  runPipeline, sent there with the key: {status}", markup=False)
    if sys.stdin.isatty() and sys.stdout.isatty():
        console.print("Ctrl-C stops all of it.", markup=False)
    else:
        console.print("No terminal: stopped again. `graph-service serve` serves until Ctrl-C.", markup=False)
        server.should_exit = True
    await serving


def _ask_again(address: str, key_file: Path, request: Request) -> str:
    """How the same run stands, as a front end would learn it: by a mutation that needs a key. Raises ServerError."""
    variables = {"text": request.job_description, "title": request.job_title, "key": request.idempotency_key}
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {read_local_key(key_file)}"}
    body = json.dumps({"query": _RUN, "variables": variables}).encode()
    directly = build_opener(ProxyHandler({}))  # whatever proxy the environment names, this stays on the machine
    try:
        with directly.open(HttpRequest(address, body, headers), timeout=_ANSWER_S) as response:
            answer = json.load(response)["data"]["runPipeline"]
    except (OSError, ValueError, KeyError) as error:
        raise ServerError(f"{address} does not answer a mutation with the key in {key_file}: {error}") from error
    return str(answer["run"]["status"] if answer["run"] else answer["errors"])


def _listening(host: str, port: int) -> socket.socket:
    """A socket of our own, before anything is started that would have to be stopped again. Raises ServerError."""
    # Named as TCP, or asyncio leaves Nagle's algorithm on: the body would wait 40 ms for the headers' acknowledgement.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise ServerError(f"cannot listen on {host}:{port}: {error.strerror}; name another with --port") from error
    return listener


def _server(service: Service, host: str, port: int) -> uvicorn.Server:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return uvicorn.Server(
        uvicorn.Config(
            create_app(service, host),
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            ws="websockets-sansio",
            ws_max_size=PATIENCE * service.settings.limits.body_bytes,
            timeout_graceful_shutdown=5,
        )
    )


def _saying(console: Console) -> Say:
    return lambda message: console.print(f"· {message}", markup=False, style="dim")


async def _greet_when_ready(service: Service, server: uvicorn.Server, host: str, port: int, console: Console) -> None:
    while await service.not_ready() is not None:
        if service.failure:
            server.should_exit = True
            return
        await asyncio.sleep(_POLL_S)
    _greet(service, host, port, console)


def _greet(service: Service, host: str, port: int, console: Console) -> None:
    """What runs, and where, in a few lines."""
    lines = [f"pages    http://{host}:{port}/", f"GraphQL  http://{host}:{port}/graphql"]
    if key := service.admin_key:
        lines.append(f"key      admin, in {key.path}")
        if key.fresh:
            lines.append(f"         {key.fresh}  (shown this once)")
    if endpoint := service.endpoint:
        lines += [
            f"Browser  {endpoint.browser_url}  (Neo4j Browser; connect to {endpoint.bolt_uri})",
            f"login    user {endpoint.user}, password in {endpoint.password_file}",
            f"data     {endpoint.data_folder}",
        ]
    else:
        lines.append(f"Neo4j    {service.settings.neo4j_uri}, as {service.settings.neo4j_user}")
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
