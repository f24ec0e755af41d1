"""A server on loopback that speaks OpenAI's chat-completions and embeddings wire, with every fault one asks it for."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

KEY = "sk-test-1234567890abcdef"


@dataclass(frozen=True)
class Answer:
    """What is written back: a status with a body, or a fault."""

    body: bytes = b"{}"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    is_cut_off: bool = False
    """Whether the connection is closed in the middle of the body."""
    is_dropped: bool = False
    """Whether the connection is closed before anything is written."""
    hangs: bool = False
    """Whether nothing is ever written."""


@dataclass
class Asked:
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


Handler = Callable[[Asked], Answer]


class Wire:
    """Answers from a queue; when it is empty, by `otherwise`. Keeps what it was asked."""

    def __init__(self) -> None:
        self.queue: deque[Answer] = deque()
        self.otherwise: Handler = lambda _: error(500, "nothing to answer with")
        self.asked: list[Asked] = []
        self.hangs = asyncio.Event()
        """Set when a request is left without an answer."""
        self.hung_up = asyncio.Event()
        """Set when a client closes its connection while it waits."""
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [asked.body for asked in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (asked := await _read(reader)) is not None:
                self.asked.append(asked)
                answer = self.queue.popleft() if self.queue else self.otherwise(asked)
                if answer.hangs:
                    self.hangs.set()
                    await reader.read()
                    self.hung_up.set()
                    return
                if answer.is_dropped or not await _write(writer, answer):
                    return
        except ConnectionError:
            self.hung_up.set()
        finally:
            writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    line, *rows = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rows)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(line.split(" ")[1], headers, json.loads(body or b"{}"))


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    headers = {"content-type": "application/json", "content-length": str(len(answer.body)), **answer.headers}
    head = f"HTTP/1.1 {answer.status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    body = answer.body[: len(answer.body) // 2] if answer.is_cut_off else answer.body
    writer.write(head.encode() + b"\r\n" + body)
    await writer.drain()
    return not answer.is_cut_off


@asynccontextmanager
async def listening() -> AsyncIterator[Wire]:
    """A server for as long as it is used."""
    wire = Wire()
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()


DROPPED, HANGING = Answer(is_dropped=True), Answer(hangs=True)
CUT_OFF = Answer(b'{"id": "x", "choices": [', is_cut_off=True)


def error(
    status: int,
    message: str,
    code: str | None = None,
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """An error as OpenAI words it."""
    told = {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}}
    return Answer(json.dumps(told).encode(), status, headers or {})


def completion(
    content: object,
    *,
    finish: str = "stop",
    refusal: str | None = None,
    prompt: int = 1000,
    cached: int = 0,
    output: int = 100,
) -> Answer:
    """A completion with one choice; what is no text is sent as JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    message = {"role": "assistant", "content": text, "refusal": refusal}
    return completion_of([{"index": 0, "message": message, "finish_reason": finish}], prompt, cached, output)


def completion_of(choices: list[dict[str, Any]], prompt: int = 1000, cached: int = 0, output: int = 100) -> Answer:
    """A completion with these choices."""
    usage = {
        "prompt_tokens": prompt,
        "completion_tokens": output,
        "total_tokens": prompt + output,
        "prompt_tokens_details": {"cached_tokens": cached},
    }
    whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": choices, "usage": usage}
    return Answer(json.dumps(whole).encode())


def embeddings(vectors: list[list[float]], tokens: int = 10) -> Answer:
    """Vectors, in the order in which they were asked for but sent the other way round."""
    data = [{"object": "embedding", "index": row, "embedding": vector} for row, vector in enumerate(vectors)]
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return Answer(json.dumps({"object": "list", "data": data[::-1], "model": "m", "usage": usage}).encode())
