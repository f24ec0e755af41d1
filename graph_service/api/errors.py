"""What the caller did wrong, as data; and what may be said of everything else."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

import strawberry
from graphql import GraphQLError, GraphQLSyntaxError, Node

from graph_service import errors

NO_SUCH_OPERATION = "the document has no such operation, or several and you do not say which"
NO_INTROSPECTION = "the schema cannot be asked for here (INTROSPECTION)"
INSIDE = "something went wrong inside; the service's log says what"
OWN_MESSAGES = frozenset({NO_SUCH_OPERATION, NO_INTROSPECTION, INSIDE})
"""Messages that no exception of ours stands behind."""
_MOST_QUOTED = 60

Arguments = ParamSpec("Arguments")
Payload = TypeVar("Payload")
Root = TypeVar("Root")


_STATUS: dict[type[errors.GraphServiceError], int] = {
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.RateLimited: 429,
    errors.StoreUnavailable: 503,
    errors.IssuerUnavailable: 503,
    errors.LimitExceeded: 413,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.InvalidInput: 400,
}
"""The most telling class comes first."""


def status_of(error: errors.GraphServiceError) -> int:
    """The HTTP status of a request that fails as a whole."""
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)


def status_of_codes(codes: Collection[str]) -> int:
    """The HTTP status of a page that tells of problems with these codes: of the most telling; 200 without any."""
    return next((status for kind, status in _STATUS.items() if kind.code in codes), 400 if codes else 200)


@strawberry.type
class UserError:
    """A problem with what the caller sent, as data: code is stable, field is the input's path."""

    code: str
    message: str
    field: str | None = None


def user_error(error: errors.GraphServiceError) -> UserError:
    """An error of ours as data."""
    return UserError(code=error.code, message=error.message, field=getattr(error, "field", None))


def as_payload(
    payload: Callable[[list[UserError]], Payload],
) -> Callable[
    [Callable[Concatenate[Root, Arguments], Coroutine[Any, Any, Payload]]],
    Callable[Concatenate[Root, Arguments], Coroutine[Any, Any, Payload]],
]:
    """Answer errors of ours as a payload, made by `payload` of them, in place of failing the request."""

    def decorate(
        resolver: Callable[Concatenate[Root, Arguments], Coroutine[Any, Any, Payload]],
    ) -> Callable[Concatenate[Root, Arguments], Coroutine[Any, Any, Payload]]:
        async def answer(root: Root, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Payload:
            try:
                return await resolver(root, *args, **kwargs)
            except errors.GraphServiceError as error:
                return payload([user_error(error)])

        # Strawberry reads names and types off the resolver.
        functools.update_wrapper(answer, resolver)
        return answer

    return decorate


def may_be_shown(error: GraphQLError) -> bool:
    """Whether a GraphQL error's message was written for the caller: the library's own, or one of our tree."""
    return error.original_error is None or isinstance(error.original_error, errors.GraphServiceError | GraphQLError)


def without_hints(error: GraphQLError) -> GraphQLError:
    """An error of the library's that says nothing but what was sent, for who may not ask for the schema."""
    own = isinstance(error.original_error, errors.GraphServiceError) or error.message in OWN_MESSAGES
    if own or isinstance(error, GraphQLSyntaxError):
        return error
    what = _sent(error.nodes[0]) if error.nodes else "the request"
    return GraphQLError(
        f"{what} is not as it has to be; compare it with the schema that you were given",
        error.nodes,
        path=error.path,
        extensions=error.extensions,
    )


def _sent(node: Node) -> str:
    """How a node of a document begins, as it was written."""
    named = getattr(node, "name", None) or getattr(getattr(node, "variable", None), "name", None) or node
    if named.loc is None:
        return "the request"
    text = named.loc.source.body[named.loc.start : named.loc.end]
    return f"`{text[:_MOST_QUOTED]}{'…' if len(text) > _MOST_QUOTED else ''}`"


def with_code(error: GraphQLError) -> GraphQLError:
    """The error with the stable code of our tree, where it is of it."""
    if isinstance(error.original_error, errors.GraphServiceError):
        extensions: dict[str, Any] = {**(error.extensions or {}), "code": error.original_error.code}
        if field := getattr(error.original_error, "field", None):
            extensions["field"] = field
        if isinstance(error.original_error, errors.LimitExceeded):
            extensions |= {"limit": error.original_error.limit, "most": error.original_error.most}
        error.extensions = extensions
    return error
