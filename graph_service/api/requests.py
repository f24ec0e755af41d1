"""What a request over HTTP asks, and in which form it wants the answer. What is too long is not kept, nor parsed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import Request
from strawberry.http import GraphQLRequestData

from graph_service.api.limits.measure import exceeded
from graph_service.errors import GraphServiceError
from graph_service.settings import Limits

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
EVENTS = "text/event-stream"
PATIENCE = 10
"""What is so many times too long is let pass by, unread: who is hung up on while sending may never see the answer."""
_ANSWERED_AS = {JSON: JSON, GRAPHQL: GRAPHQL, EVENTS: EVENTS, "*/*": JSON, "application/*": JSON, "text/*": EVENTS}


class BadRequest(GraphServiceError):
    """A request over HTTP that is none of GraphQL's; `status` says in which way."""

    code = "BAD_REQUEST"

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def wanted_forms(accept: str | None) -> list[str]:
    """The media types that a caller takes of those there are, what it likes best first. Raises BadRequest."""
    if not accept:
        return [JSON]
    ranked = sorted((_ranked(part) for part in accept.split(",")), key=lambda found: -found[1])
    if forms := [_ANSWERED_AS[name] for name, liking in ranked if liking > 0 and name in _ANSWERED_AS]:
        return forms
    raise BadRequest(f"nothing that is accepted here can be answered; accept {GRAPHQL}, {JSON} or {EVENTS}", 406)


def _ranked(part: str) -> tuple[str, float]:
    """A media type of an Accept header, and its quality."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, float(parameter[2:])
            except ValueError:
                return name, 0.0
    return name, 1.0


async def received(request: Request, limits: Limits) -> GraphQLRequestData:
    """What a request asks. Raises BadRequest and LimitExceeded."""
    if request.method == "GET":
        return _asked(_of_address(request.query_params))
    content_type, _, parameters = request.headers.get("content-type", "").partition(";")
    if content_type.strip().lower() != JSON:
        # A page of another site may send anything else without being asked whether it may.
        raise BadRequest(f"the content type is {content_type.strip()[:80] or 'missing'}; send {JSON}", 415)
    if "charset" in parameters.lower() and "utf-8" not in parameters.lower():
        raise BadRequest("the body is in another character set; send UTF-8", 415)
    found = parsed(await _body(request, limits.body_bytes))
    if isinstance(found, list):
        raise BadRequest("several operations in one request are not carried out; send each by itself")
    if not isinstance(found, dict):
        raise BadRequest("the request must be a JSON object with `query`, and `variables` where there are some")
    return _asked(found)


async def _body(request: Request, most: int) -> bytes:
    """The body, of which no more is kept than it may have. Raises LimitExceeded."""
    refused = exceeded("body_bytes", most, "the body of the request is too long; send less at once")
    patience = PATIENCE * most
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and (len(announced) > len(str(patience)) or int(announced) > patience):
        raise refused
    found, length = bytearray(), 0
    async for chunk in request.stream():
        length += len(chunk)
        if length > patience:
            raise refused
        if length <= most:
            found += chunk
    if length > most:
        raise refused
    return bytes(found)


def parsed(text: bytes | str) -> Any:
    """JSON. Raises BadRequest."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"the request is not JSON in UTF-8 ({error.msg}); send a JSON object") from None


def _of_address(parameters: QueryParams) -> Mapping[str, Any]:
    """The parameters of a GET request; two of them hold JSON."""
    found: dict[str, Any] = dict(parameters)
    for name in ("variables", "extensions"):
        if found.get(name):
            found[name] = parsed(found[name].encode(errors="surrogatepass"))
        else:
            found.pop(name, None)
    return found


def _asked(found: Mapping[str, Any]) -> GraphQLRequestData:
    query, name = _typed(found, "query", str, "a string"), _typed(found, "operationName", str, "a string")
    variables = _typed(found, "variables", dict, "an object")
    extensions = _typed(found, "extensions", dict, "an object")
    return GraphQLRequestData(query, variables, name, extensions)


def _typed(found: Mapping[str, Any], name: str, kind: type, told: str) -> Any:
    """A parameter, or None. Raises BadRequest."""
    value = found.get(name)
    if not isinstance(value, kind | None):
        raise BadRequest(f"`{name}` must be {told}, or left out")
    return value
