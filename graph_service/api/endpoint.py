"""GraphQL over HTTP, WebSocket and server-sent events. Who asks is known before anything is carried out."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import Any, Protocol, cast

import orjson
from cross_web import AsyncHTTPRequestAdapter, StarletteRequestAdapter
from graphql import GraphQLError, GraphQLFormattedError
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData, process_result
from strawberry.http.base import BaseRequestProtocol
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    CompleteMessage,
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
    SubscribeMessagePayload,
)
from strawberry.types.execution import ExecutionResult, PreExecutionError, SubscriptionExecutionResult
from strawberry.types.graphql import OperationType

from graph_service.access.admission import HOW, Admission, bearer
from graph_service.access.limits import RateLimits
from graph_service.api import session
from graph_service.api.conditions import Condition, NotModified
from graph_service.api.context import Context
from graph_service.api.errors import status_of, with_code
from graph_service.api.limits.measure import exceeded
from graph_service.api.persisted import PersistedQueries, PersistedQueryNotFound
from graph_service.api.requests import EVENTS, GRAPHQL, JSON, BadRequest, received, wanted_forms
from graph_service.api.schema import Schema, make_schema
from graph_service.errors import (
    AccessError,
    Forbidden,
    GraphServiceError,
    LimitExceeded,
    RateLimited,
    StoreUnavailable,
    Unauthenticated,
)
from graph_service.pipeline.run import Pipeline
from graph_service.settings import Limits

_CONTEXT = "graph_service.context"
"""Under this name a request's scope has its context."""
_CACHING = {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, Cookie"}
_UNAUTHORIZED, _FORBIDDEN, _TRY_LATER, _TOO_LONG = 4401, 4403, 1013, 1009
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


class _WebSocketAdapter(ASGIWebSocketAdapter):
    """A WebSocket that says why it closes as far as there is room for that."""

    async def close(self, code: int, reason: str) -> None:
        await super().close(code, reason.encode()[:_LONGEST_REASON].decode(errors="ignore"))


class _WebSocketHandler(BaseGraphQLTransportWSHandler[WebContext, None]):
    """The protocol, with a credential in `connection_init` and a look at it before each message in or out."""

    schema: Schema

    async def handle(self) -> None:
        try:
            await super().handle()
        except LimitExceeded as error:
            await self.websocket.close(_TOO_LONG, error.message)

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

    async def handle_message(self, message: Message) -> None:
        if isinstance(message, dict):
            await super().handle_message(message)
        else:
            await self.handle_invalid_message("a message must be a JSON object")

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        if not _is_request(message):
            await self.handle_invalid_message("`payload` must have a `query`, and `variables` that are an object")
            return
        if self.connection_acknowledged:
            if not await self._still_admits():
                return
            self.context = self.context.again()
            if refused := self._refused(message["payload"]):
                await self.send_message({"id": message["id"], "type": "error", "payload": refused})
                return
        await super().handle_subscribe(message)

    def _refused(self, asked: SubscribeMessagePayload) -> list[GraphQLFormattedError]:
        """What is said in place of an answer: of one request, so that the others on this WebSocket go on."""
        try:
            self.context.count()
            if len(self.operations) >= (most := self.schema.limits.operations):
                raise exceeded("operations", most, "too much is asked at a time here; wait for an answer")
        except GraphServiceError as error:
            return [_formatted(error)]
        refused = self.schema.refused(asked["query"], asked.get("variables"), asked.get("operationName"))
        return [error.formatted for error in refused.errors or ()] if refused else []

    async def handle_complete(self, message: CompleteMessage) -> None:
        if not isinstance(message["id"], str):
            await self.handle_invalid_message("`id` must be a string")
            return
        await super().handle_complete(message)

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
        await self.websocket.close(code if refused else _TRY_LATER, error.message)
        for operation in list(self.operations):
            await self.cleanup_operation(operation)


def _is_request(message: SubscribeMessage) -> bool:
    """Whether a message asks something: whatever the types say, it is as it was sent."""
    payload: Any = message.get("payload")
    return (
        isinstance(message.get("id"), str)
        and isinstance(payload, dict)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("operationName"), str | None)
    )


class _RequestAdapter(StarletteRequestAdapter):
    """A request as Strawberry takes it, and as it came."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.request = request


class GraphQLApp(GraphQL[WebContext, None]):
    """The endpoint. Without `open_reading` it answers nobody whom it does not know."""

    schema: Schema
    graphql_transport_ws_handler_class = _WebSocketHandler
    websocket_adapter_class = _WebSocketAdapter
    request_adapter_class = _RequestAdapter

    def __init__(
        self, backend: Backend, rates: RateLimits, limits: Limits, *, open_reading: bool, introspection: bool
    ) -> None:
        schema = make_schema(limits=limits, introspection=introspection)
        self.registry = schema.reader.paths.registry
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            max_subscriptions_per_connection=None,  # a limit says so with its code
        )
        self._backend = backend
        self._rates = rates
        self._limits = limits
        self.open_reading = open_reading
        self._persisted = PersistedQueries(schema.reader.is_sound)

    async def get_context(self, request: Any, response: Any) -> WebContext:
        """A request's own context."""
        context: WebContext = request.scope[_CONTEXT]
        return context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or WebSocket. A refusal of the whole of it has GraphQL's own error shape, too."""
        try:
            scope[_CONTEXT] = await self.admitted(scope)
        except GraphServiceError as error:
            response = _refusal(error, Headers(scope=scope))
            if scope["type"] == "websocket":
                await WebSocket(scope, receive, send).send_denial_response(response)
            else:
                await response(scope, receive, send)
        else:
            if scope["type"] == "websocket":
                await super().__call__(scope, receive, send)
            else:
                await (await self._answer(Request(_got(scope), receive)))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        """The response to a request of somebody who may ask."""
        try:
            return await self.run(request)
        except GraphServiceError as error:
            return _refusal(error, request.headers)
        except NotModified as found:
            return Response(status_code=304, headers=_CACHING | {"ETag": found.tag})

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """What the response will be built on: it knows in which form it is wanted. Raises BadRequest."""
        response = await super().get_sub_response(request)
        response.media_type = wanted_forms(request.headers.get("accept"))[0]
        return response

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """There is none."""
        return False

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """What is asked. Raises BadRequest and LimitExceeded."""
        asked = await received(cast(_RequestAdapter, request).request, self._limits)
        asked.query = self._persisted.document(asked.query, asked.extensions)
        if not asked.query:
            raise BadRequest("there is no `query`; send a GraphQL document")
        return asked

    async def execute_operation(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        context: WebContext,
        root_value: None,
        sub_response: Response,
    ) -> ExecutionResult | list[ExecutionResult] | SubscriptionExecutionResult:
        """The result, or the results one by one where events are wanted. Raises BadRequest."""
        assert isinstance(request_data, GraphQLRequestData)
        asked, kind = request_data, self.schema.reader.kind(request_data.query or "", request_data.operation_name)
        if kind is OperationType.SUBSCRIPTION:
            if EVENTS not in wanted_forms(request.headers.get("accept")):
                raise BadRequest(f"a subscription is answered over a WebSocket, or to who accepts {EVENTS}", 406)
            sub_response.media_type = EVENTS
        if kind is OperationType.MUTATION and request.method == "GET":
            raise BadRequest("a GET request only reads; send what writes by POST", 405)
        if sub_response.media_type == EVENTS:
            if refused := self.schema.refused(asked.query, asked.variables, asked.operation_name):
                sub_response.media_type = GRAPHQL
                return refused
            asked.protocol = "sse"
            events = await self.schema.stream(
                asked.query,
                asked.variables,
                context,
                operation_name=asked.operation_name,
            )
            return cast(SubscriptionExecutionResult, events)
        if request.method == "GET":
            wanted = {
                "in": sub_response.media_type,
                "to": asked.query,
                "of": asked.operation_name,
                "with": asked.variables,
            }
            context.condition = Condition.of(request.headers.getlist("if-none-match"), context.caller, wanted)
        result = await self.schema.execute(asked.query, asked.variables, context, operation_name=asked.operation_name)
        if context.condition is not None:
            sub_response.headers.update(_caching(context.condition, result))
        return result

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """The response's content; what was never carried out has no data, not even null."""
        content = process_result(result)
        if isinstance(result, PreExecutionError):
            del content["data"]
        return content

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """The response, in the form that is wanted."""
        assert isinstance(response_data, dict)
        form = str(sub_response.media_type)
        response = _response(_json(response_data), form, _status_of(response_data, form))
        response.headers.update(sub_response.headers)
        return response

    def visitor(self, scope: Scope) -> WebContext:
        """Who asks, as yet unknown. Raises StoreUnavailable."""
        pipeline, admission = self._backend.pipeline, self._backend.admission
        if pipeline is None or admission is None:
            raise StoreUnavailable(self._backend.failure or "the service is starting; /readyz says when it is ready")
        address = str((scope.get("client") or ("unknown",))[0])
        return WebContext(pipeline, admission, self._rates, address, self.open_reading)

    async def admitted(self, scope: Scope, *, for_page: bool = False) -> WebContext:
        """Who asks, by the key that was sent or the browser's session.

        Raises SessionEnded where that session is no longer good, else AccessError, StoreUnavailable.
        """
        context, headers = self.visitor(scope), Headers(scope=scope)
        sent = bearer(headers.getlist("authorization"))
        held = None if sent else session.credential_of(scope, for_page=for_page)
        credential = sent or held
        try:
            if credential is not None or scope["type"] == "http":  # a WebSocket's may follow in its first message
                await context.introduce(credential)
        except Unauthenticated as refused:
            if held is None:
                raise
            raise session.SessionEnded(f"your session has ended, sign in again: {refused.message}") from None
        if credential is None and headers.get("sec-fetch-site") == "cross-site" and not session.is_visit(headers):
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
        """What an event or a message says, as JSON."""
        return _json(data).decode()

    def decode_json(self, data: str | bytes) -> object:
        """A message of a WebSocket. Raises json.JSONDecodeError where it is none, and LimitExceeded."""
        if len(data) > (most := self._limits.body_bytes):
            raise exceeded("body_bytes", most, "the message is too long; send less at once")
        return orjson.loads(data)


def _got(scope: Scope) -> Scope:
    """A request for the headers alone, as one for all: the server leaves the body out."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


async def _while_admitted(context: WebContext, events: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    async with aclosing(events) as open_events:  # type: ignore[type-var]  # it is a generator
        async for event in open_events:
            try:
                await context.reassure()
            except (AccessError, StoreUnavailable):
                return
            yield event


def _formatted(error: GraphServiceError) -> Any:
    shown = with_code(GraphQLError(error.message, original_error=error))
    return {"message": shown.message, "extensions": shown.extensions}


def _caching(condition: Condition, result: ExecutionResult) -> dict[str, str]:
    """What may be kept of a GET request's answer: what depends on the taxonomy alone, until that changes."""
    if condition.tag is None or result.errors:
        return {"Cache-Control": "no-store"}
    return _CACHING | {"ETag": condition.tag}


def _status_of(content: GraphQLHTTPResponse, form: str) -> int:
    """200 where something was carried out. What is no request for this schema has 400, but for who knows JSON alone."""
    if "data" in content:
        return 200
    found = [error.get("extensions", {}) for error in cast("list[dict[str, Any]]", content["errors"])]
    if any(extensions.get("limit") == "seconds" for extensions in found):
        return 503
    exceeds = any(extensions.get("code") == LimitExceeded.code for extensions in found)
    return 400 if exceeds or form != JSON else 200


def _json(data: object) -> bytes:
    """JSON. Only Python's own encoder has a form for what is no text: lone surrogates of the caller's."""
    try:
        return orjson.dumps(data)
    except orjson.JSONEncodeError:
        return json.dumps(data).encode()


def _response(content: bytes, form: str, status: int) -> Response:
    return Response(content, status, {"Content-Type": f"{form}; charset=utf-8"})


def _refusal(error: GraphServiceError, headers: Headers) -> Response:
    """The response to what is not carried out at all."""
    form = JSON
    with contextlib.suppress(BadRequest):
        form = GRAPHQL if wanted_forms(headers.get("accept"))[0] in (GRAPHQL, EVENTS) else JSON
    response = _response(_json({"errors": [_formatted(error)]}), form, _status(error, form))
    response.headers["Cache-Control"] = "no-store"
    match error:
        case Unauthenticated():
            response.headers["WWW-Authenticate"] = 'Bearer realm="graph-service"'
        case RateLimited():
            response.headers["Retry-After"] = str(error.retry_after_s)
        case LimitExceeded():
            response.headers["Connection"] = "close"  # or the rest of a body that is too long would be waited for
        case BadRequest(status=405):
            response.headers["Allow"] = "POST"
    return response


def _status(error: GraphServiceError, form: str) -> int:
    if isinstance(error, PersistedQueryNotFound) and form == JSON:
        return 200  # clients take it for an answer: they send the document next
    if isinstance(error, BadRequest):
        return error.status
    return status_of(error)
