from __future__ import annotations

import pytest
import strawberry

from graph_service.api.access import mutation
from graph_service.api.errors import UserError
from graph_service.api.schema import Mutation, make_schema
from graph_service.domain.access import Access


@strawberry.type
class Payload:
    done: bool | None
    items: list[str]
    errors: list[UserError]


@strawberry.type
class Mute:
    done: bool
    errors: list[UserError]


@strawberry.type
class Undeclared(Mutation):
    @strawberry.mutation
    async def wipe_everything(self) -> Payload:
        return Payload(done=True, items=[], errors=[])


@strawberry.type
class Unrefusable(Mutation):
    @mutation(needs=Access.ADMIN)
    async def wipe_everything(self) -> Mute:
        return Mute(done=True, errors=[])


@strawberry.type
class Bare(Mutation):
    @mutation(needs=Access.ADMIN)
    async def wipe_everything(self) -> bool:
        return True


@strawberry.type
class Declared(Mutation):
    @mutation(needs=Access.ADMIN)
    async def wipe_everything(self) -> Payload:
        return Payload(done=True, items=[], errors=[])


def test_schema_with_a_mutation_that_declares_no_role_is_not_made() -> None:
    with pytest.raises(TypeError, match=r"^Undeclared.wipeEverything declares no role; make it a @mutation\(needs=…\)"):
        make_schema(Undeclared)


@pytest.mark.parametrize("root", [Unrefusable, Bare])
def test_schema_with_a_mutation_that_cannot_say_no_is_not_made(root: type) -> None:
    with pytest.raises(TypeError, match=r"wipeEverything cannot say no: its payload needs `errors`"):
        make_schema(root)


def test_schema_with_a_mutation_that_declares_its_role_is_made() -> None:
    assert "wipeEverything: Payload!" in make_schema(Declared).as_str()
