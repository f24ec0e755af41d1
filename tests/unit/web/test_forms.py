"""Forms with a bound on what is taken in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message

from graph_service.errors import InvalidInput
from graph_service.web.forms import MB, MOST_FIELDS, bounded_form

BOUNDARY = b"frontier"


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    named = f'; filename="{filename}"' if filename else ""
    head = f'--{BOUNDARY.decode()}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


class Sender:
    """A client that sends chunks, and counts those that were taken."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        self.chunks = list(chunks)
        self.taken = 0

    async def __call__(self) -> Message:
        self.taken += 1
        return {"type": "http.request", "body": self.chunks.pop(0), "more_body": bool(self.chunks)}


MULTIPART = b"multipart/form-data; boundary=" + BOUNDARY


def request_of(*chunks: bytes, kind: bytes = MULTIPART) -> tuple[Request, Sender]:
    sender = Sender(chunks)
    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind)], "app": None}
    return Request(scope, sender), sender


async def test_form_has_what_was_sent_and_closes_its_file() -> None:
    request, _ = request_of(part("text", b"Java"), part("file", b"Kafka", "jd.txt") + b"--frontier--\r\n")

    async with bounded_form(request, 1) as form:
        file = form["file"]
        assert isinstance(file, UploadFile)
        assert (form["text"], file.filename, await file.read()) == ("Java", "jd.txt", b"Kafka")

    assert file.file.closed


async def test_form_beyond_the_limit_is_read_and_dropped() -> None:
    request, sender = request_of(part("file", bytes(MB), "jd.txt"), *[bytes(MB)] * 3, b"--frontier--\r\n")

    with pytest.raises(InvalidInput, match="what was sent is larger than 1 MB; choose a smaller file") as refused:
        async with bounded_form(request, 1):
            pass

    assert refused.value.field == "file"
    assert sender.chunks == []


async def test_flood_is_not_read_to_its_end() -> None:
    request, sender = request_of(part("file", bytes(MB), "jd.txt"), *[bytes(MB)] * 200)

    with pytest.raises(InvalidInput, match="what was sent is larger than 1 MB"):
        async with bounded_form(request, 1):
            pass

    assert sender.taken < 30


async def test_form_without_a_file_has_the_same_limit() -> None:
    request, _ = request_of(b"key=", *[b"a" * MB] * 3, kind=b"application/x-www-form-urlencoded")

    with pytest.raises(InvalidInput, match="what was sent is larger than 1 MB"):
        async with bounded_form(request):
            pass


@pytest.mark.parametrize(
    "chunk",
    [
        part("file", b"a", "a.txt") + part("file", b"b", "b.txt") + b"--frontier--\r\n",
        b"".join(part(f"field{number}", b"x") for number in range(MOST_FIELDS + 1)) + b"--frontier--\r\n",
        b"no form at all",
    ],
)
async def test_what_is_no_form_of_ours_is_refused(chunk: bytes) -> None:
    request, _ = request_of(chunk)

    with pytest.raises(InvalidInput, match="the form could not be read"):
        async with bounded_form(request, 1):
            pass
