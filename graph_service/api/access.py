"""Which role a mutation needs, declared beside it: `@mutation(needs=Access.CURATOR)`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import strawberry
from strawberry.extensions.field_extension import AsyncExtensionResolver, FieldExtension
from strawberry.types.base import StrawberryList, StrawberryOptional, get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from graph_service.api.context import Context
from graph_service.api.errors import user_error
from graph_service.domain.access import Access
from graph_service.errors import AccessError, Forbidden, Unauthenticated


class Needs(FieldExtension):
    """Answers whoever lacks the role with a payload that says so; the mutation itself never begins."""

    def __init__(self, role: Access) -> None:
        self.role = role

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: strawberry.Info[Context, None], **kwargs: Any
    ) -> Any:
        """The mutation's answer, or the refusal."""
        try:
            self._admit(info.context, info.field_name)
        except AccessError as error:
            return _refused(info.return_type, error)
        return await next_(source, info, **kwargs)

    def _admit(self, context: Context, name: str) -> None:
        """Raises Unauthenticated, Forbidden, RateLimited."""
        actor = context.caller
        if actor is None:
            raise Unauthenticated(
                f"{name} needs a key with the role {self.role.value}; send one as the header `Authorization: Bearer …`"
            )
        if not actor.role.includes(self.role):
            raise Forbidden(
                f"{name} needs the role {self.role.value}, and {actor.name} is {actor.role.value}; send another key"
            )
        if context.limits is not None:
            context.limits.mutations.take(actor.id)


def mutation(
    *, needs: Access, name: str | None = None
) -> Callable[[Callable[..., Coroutine[Any, Any, object]]], StrawberryField]:
    """Make a resolver a field of Mutation, for callers with that role or a stronger one; by another name if given."""

    def decorate(resolver: Callable[..., Coroutine[Any, Any, object]]) -> StrawberryField:
        field: StrawberryField = strawberry.mutation(resolver=resolver, name=name, extensions=[Needs(needs)])
        return field

    return decorate


def guarded(root: type[Any]) -> type[Any]:
    """The type, once each of its fields declares the role that it needs. Raises TypeError."""
    for field in get_object_definition(root, strict=True).fields:
        name = f"{root.__name__}.{field.graphql_name or to_camel_case(field.python_name)}"
        if not any(isinstance(extension, Needs) for extension in field.extensions):
            raise TypeError(f"{name} declares no role; make it a @mutation(needs=…)")
        if not _can_say_no(field.type):
            raise TypeError(f"{name} cannot say no: its payload needs `errors`, and nothing else that is required")
    return root


def _refused(payload: Any, error: AccessError) -> Any:
    """The payload with nothing in it but the error."""
    values: dict[str, Any] = {field.python_name: _nothing(field) for field in _kept_fields(payload)}
    return payload(**values | {"errors": [user_error(error)]})


def _can_say_no(payload: Any) -> bool:
    if get_object_definition(payload) is None:
        return False
    fields = {field.python_name: field.type for field in _kept_fields(payload)}
    return "errors" in fields and all(isinstance(kind, StrawberryList | StrawberryOptional) for kind in fields.values())


def _kept_fields(payload: Any) -> list[StrawberryField]:
    return [field for field in get_object_definition(payload, strict=True).fields if field.base_resolver is None]


def _nothing(field: StrawberryField) -> list[Any] | None:
    return [] if isinstance(field.type, StrawberryList) else None
