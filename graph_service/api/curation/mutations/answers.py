"""What a mutation answers: the node as it is afterwards, or why it was refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Concatenate, ParamSpec

import strawberry

from graph_service.api.context import Info
from graph_service.api.curation.types import DimensionPayload, KRAPayload, RolePayload, RulingPayload, SkillPayload
from graph_service.api.errors import UserError
from graph_service.api.taxonomy.types import shown
from graph_service.store.changes import Done
from graph_service.store.connection import Graph

Arguments = ParamSpec("Arguments")


def sent(input: object, *apart: str) -> dict[str, Any]:
    """The fields of an input that a caller sent, but for some that are no fields of the node."""
    return {name: value for name, value in vars(input).items() if value is not strawberry.UNSET and name not in apart}


def no_skill(errors: list[UserError]) -> SkillPayload:
    """What a mutation on a skill answers when it was refused."""
    return SkillPayload(skill=None, event=None, changes=[], errors=errors)


def no_dimension(errors: list[UserError]) -> DimensionPayload:
    """What a mutation on a dimension answers when it was refused."""
    return DimensionPayload(dimension=None, event=None, changes=[], errors=errors)


def no_role(errors: list[UserError]) -> RolePayload:
    """What a mutation on a role answers when it was refused."""
    return RolePayload(role=None, event=None, changes=[], errors=errors)


def no_kra(errors: list[UserError]) -> KRAPayload:
    """What a mutation on a KRA answers when it was refused."""
    return KRAPayload(kra=None, role=None, event=None, changes=[], errors=errors)


def no_ruling(errors: list[UserError]) -> RulingPayload:
    """What a ruling answers when it was refused."""
    return RulingPayload(skills=[], event=None, changes=[], errors=errors)


async def skill_done(info: Info, done: Done) -> SkillPayload:
    """The skill that an operation is about first, as it is afterwards."""
    skill = await info.context.nodes("Skill").load(done.deed.subjects[0].key)
    return SkillPayload(skill=shown(skill), event=shown(done.event), changes=shown(done.changes), errors=[])


async def skill_changed(
    info: Info,
    change: Callable[Concatenate[Graph, str, Arguments], Awaitable[Done]],
    *arguments: Arguments.args,
    **named: Arguments.kwargs,
) -> SkillPayload:
    """The skill after a change by the caller, which takes the graph and the actor's name before its own arguments."""
    return await skill_done(info, await change(info.context.graph, info.context.actor.name, *arguments, **named))


async def dimension_done(info: Info, done: Done) -> DimensionPayload:
    """The dimension that an operation is about, as it is afterwards."""
    node = await info.context.nodes("Dimension").load(done.deed.subjects[0].key)
    return DimensionPayload(dimension=shown(node), event=shown(done.event), changes=shown(done.changes), errors=[])


async def role_done(info: Info, done: Done) -> RolePayload:
    """The role that an operation is about, as it is afterwards."""
    role = await info.context.nodes("Role").load(done.deed.subjects[0].key)
    return RolePayload(role=shown(role), event=shown(done.event), changes=shown(done.changes), errors=[])


async def kra_done(info: Info, done: Done) -> KRAPayload:
    """The KRA and the role that an operation is about, as they are afterwards."""
    kra, role = done.deed.subjects
    return KRAPayload(
        kra=shown(await info.context.nodes("KRA").load(kra.key)),
        role=shown(await info.context.nodes("Role").load(role.key)),
        event=shown(done.event),
        changes=shown(done.changes),
        errors=[],
    )


async def ruled(info: Info, done: Done) -> RulingPayload:
    """The skills that a ruling is about, as they are afterwards."""
    skills = await info.context.many("Skill", [node.key for node in done.deed.subjects if node.label == "Skill"])
    return RulingPayload(skills=shown(skills), event=shown(done.event), changes=shown(done.changes), errors=[])
