"""GraphQL over HTTP, WebSocket and server-sent events. Who asks is known before anything is carried out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import Any, Protocol

import orjson
from cross_web import HTTPException
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)

from graph_service.access.admission import HOW, Admission, bearer
from graph_service.access.limits import RateLimits
from graph_service.api import session
from graph_service.api.context import Context
from graph_service.api.errors import status_of
from graph_service.api.schema import make_schema
from graph_service.errors import (
    AccessError,
    Forbidden,
    GraphServiceError,
    RateLimited,
    StoreUnavailable,
    Unauthenticated,
)
from graph_service.pipeline.run import Pipeline

_CONTEXT = "graph_service.context"
"""Under this name a request's scope has its context."""
_UNAUTHORIZED, _FORBIDDEN, _TRY_LATER = 4401, 4403, 1013
_LONGEST_REASON = 123
"""Bytes; a WebSocket's close frame has no room for more."""


class Backend(Protocol):
    """What answers: usable once both are there, unusable for good where there is a failure."""

    pipeline: Pipeline | None
    admission: Admission | None
    failure: str | None


class WebContext(Context):
    """A request that came over a network, or a WebSocket with all that is asked on it."""

    def __init__(
        self, pipeline: Pipeline, admission: Admission, limits: RateLimits, address: str, open_reading: bool
    ) -> None:
        super().__init__(pipeline, limits=limits)
        self._admission = admission
        self._web_limits = limits
        self._address = address
        self._open_reading = open_reading
        self._credential: str | None = None

    async def introduce(self, credential: str | None) -> None:
        """Learn who asks. Raises AccessError, and StoreUnavailable where that cannot be found out."""
        if credential is None and self._credential is None and not self._open_reading:
            self._web_limits.anonymous.take(self._address)
            raise Unauthenticated(f"a key is needed here, for reading too; {HOW}")
        if credential is not None:
            try:
                self.caller = await self._admission.actor_of(credential)
            except (Unauthenticated, Forbidden):
                self._web_limits.anonymous.take(self._address)
                raise
            self._credential = credential

    async def reassure(self) -> None:
        """See to it that the credential is still good. Raises what `introduce` raises."""
        if self._credential is not None:
            await self.introduce(self._credential)

    def count(self) -> None:
        """Count a request. Raises RateLimited."""
        if self.caller is None:
            self._web_limits.anonymous.take(self._address)
        else:
            self._web_limits.requests.take(self.caller.id)

    def again(self) -> WebContext:
        """The same caller's next request: what was read for the last one is read again."""
        following = WebContext(self.pipeline, self._admission, self._web_limits, self._address, self._open_reading)
        following.caller, following._credential = self.caller, self._credential
        return following


class _WebSocketHandler(BaseGraphQLTransportWSHandler[WebContext, None]):
    """The protocol, with a credential in `connection_init` and a look at it before each message in or out."""

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        if not self.connection_init_received and not await self._admits(message.get("payload")):
            return
        await super().handle_connection_init(message)

    async def _admits(self, payload: object) -> bool:
        named = payload.items() if isinstance(payload, dict) else ()
        sent = [str(value) for name, value in named if str(name).lower() == "authorization"]
        try:
            await self.context.introduce(bearer(sent))
        except GraphServiceError as error:
            missing = isinstance(error, Unauthenticated) and not sent
            await self._close(error, _UNAUTHORIZED if missing else _FORBIDDEN)
            return False
        return True

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        if self.connection_acknowledged:
            if not await self._still_admits():
                return
            self.context = self.context.again()
            try:
                self.context.count()
            except RateLimited as error:
                await self.send_message({"id": message["id"], "type": "error", "payload": [_formatted(error)]})
                return
        await super().handle_subscribe(message)

    async def send_message(self, message: Message) -> None:
        if message["type"] != "next" or await self._still_admits():
            await super().send_message(message)

    async def _still_admits(self) -> bool:
        try:
            await self.context.reassure()
        except GraphServiceError as error:
            await self._close(error, _FORBIDDEN)
            return False
        return True

    async def _close(self, error: GraphServiceError, code: int) -> None:
        refused = isinstance(error, Unauthenticated | Forbidden)
        reason = error.message.encode()[:_LONGEST_REASON].decode(errors="ignore")
        await self.websocket.close(code if refused else _TRY_LATER, reason)
        for operation in list(self.operations):
            await self.cleanup_operation(operation)


class GraphQLApp(GraphQL[WebContext, None]):
    """The endpoint. Without `open_reading` it answers nobody whom it does not know."""

    graphql_transport_ws_handler_class = _WebSocketHandler

    def __init__(self, backend: Backend, limits: RateLimits, *, open_reading: bool) -> None:
        schema = make_schema()
        self.registry = schema.reader.paths.registry
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
        )
        self._backend = backend
        self._limits = limits
        self._open_reading = open_reading

    async def get_context(self, request: Any, response: Any) -> WebContext:
        """A request's own context."""
        context: WebContext = request.scope[_CONTEXT]
        return context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or WebSocket. A refusal of the whole of it has GraphQL's own error shape, too."""
        try:
            scope[_CONTEXT] = await self.admitted(scope)
        except GraphServiceError as error:
            response = _refusal(error)
            if scope["type"] == "websocket":
                await WebSocket(scope, receive, send).send_denial_response(response)
            else:
                await response(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def visitor(self, scope: Scope) -> WebContext:
        """Who asks, as yet unknown. Raises StoreUnavailable."""
        pipeline, admission = self._backend.pipeline, self._backend.admission
        if pipeline is None or admission is None:
            raise StoreUnavailable(self._backend.failure or "the service is starting; /readyz says when it is ready")
        address = str((scope.get("client") or ("unknown",))[0])
        return WebContext(pipeline, admission, self._limits, address, self._open_reading)

    async def admitted(self, scope: Scope) -> WebContext:
        """Who asks, by the key that was sent or the browser's session. Raises AccessError, StoreUnavailable."""
        context, headers = self.visitor(scope), Headers(scope=scope)
        credential = bearer(headers.getlist("authorization")) or session.credential_of(scope)
        if credential is not None or scope["type"] == "http":  # a WebSocket's may follow in its first message
            await context.introduce(credential)
        if credential is None and headers.get("sec-fetch-site") == "cross-site" and not _is_visit(headers):
            raise Forbidden("this is sent by a page of another site, and without a key; send one")
        context.count()
        return context

    async def create_streaming_response(
        self,
        request: Request | WebSocket,
        stream: Callable[[], AsyncIterator[str]],
        sub_response: Response,
        headers: Mapping[str, str],
    ) -> Response:
        """Server-sent events, for as long as the credential is good."""
        context: WebContext = request.scope[_CONTEXT]
        return await super().create_streaming_response(
            request, lambda: _while_admitted(context, stream()), sub_response, headers
        )

    def encode_json(self, data: object) -> str:
        """JSON text. Only Python's own encoder has a form for what is no text: lone surrogates of the caller's."""
        try:
            return orjson.dumps(data).decode()
        except orjson.JSONEncodeError:
            return str(super().encode_json(data))

    def parse_json(self, data: str | bytes) -> Any:
        """Strawberry takes for granted that JSON is UTF-8 and an object; what is neither is the caller's mistake."""
        try:
            found = super().parse_json(data)
        except UnicodeDecodeError:
            raise HTTPException(400, "The request is not UTF-8 text.") from None
        if not isinstance(found, dict | list | None):
            raise HTTPException(400, "The request and its variables must be JSON objects.")
        return found or {}


async def _while_admitted(context: WebContext, events: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    async with aclosing(events) as open_events:  # type: ignore[type-var]  # it is a generator
        async for event in open_events:
            try:
                await context.reassure()
            except (AccessError, StoreUnavailable):
                return
            yield event


def _is_visit(headers: Headers) -> bool:
    """Whether somebody follows a link to here: the site that has the link does not get to see the answer."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def _formatted(error: GraphServiceError) -> Any:
    return {"message": error.message, "extensions": {"code": error.code}}


def _refusal(error: GraphServiceError) -> JSONResponse:
    response = JSONResponse({"errors": [_formatted(error)]}, status_of(error))
    match error:
        case Unauthenticated():
            response.headers["WWW-Authenticate"] = 'Bearer realm="graph-service"'
        case RateLimited():
            response.headers["Retry-After"] = str(error.retry_after_s)
    return response
