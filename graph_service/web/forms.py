"""Forms with a bound on what is taken in: a browser may send anything."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from graph_service.errors import InvalidInput

MOST_FIELDS = 1_100
MB = 1_000_000
USUAL_MB = 1
"""What a form without a file may have."""
_PATIENCE = 20
"""Times the limit: so much more is read and dropped, so that the browser gets to see the answer."""


@asynccontextmanager
async def bounded_form(request: Request, most_mb: int = USUAL_MB) -> AsyncGenerator[FormData, None]:
    """The form that a request carries; its files are closed afterwards.

    Raises InvalidInput where it is larger, and where it cannot be read.
    """
    receive = _Bounded(request.receive, most_mb * MB)
    too_large = InvalidInput(
        f"what was sent is larger than {most_mb} MB; choose a smaller file, or send less text", "file"
    )
    try:
        form = await Request(request.scope, receive).form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MB)
    except ClientDisconnect:
        raise InvalidInput("the form did not arrive whole; send it again") from None
    except HTTPException as error:
        raise (too_large if receive.is_over else InvalidInput(f"the form could not be read: {error.detail}")) from None
    try:
        yield form
    finally:
        await form.close()


class _Bounded:
    """What a request's body comes by; beyond the limit it is read and dropped."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._taken = 0

    @property
    def is_over(self) -> bool:
        """Whether there was more than the limit."""
        return self._taken > self._most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        while self.is_over and message.get("more_body") and self._taken < _PATIENCE * self._most:
            message = await self._receive()
            self._taken += len(message.get("body", b""))
        if self.is_over:
            # The one error at which the parser closes what it has opened.
            raise MultiPartException("too much was sent")
        return message
