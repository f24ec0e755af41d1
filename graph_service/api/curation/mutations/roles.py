"""Creating and changing roles, and the dimensions that they work in."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

from graph_service.api.access import mutation
from graph_service.api.context import Info
from graph_service.api.curation.mutations.answers import no_role, role_done, sent
from graph_service.api.curation.types import RolePayload
from graph_service.api.errors import as_payload
from graph_service.api.ids import uid_or_text
from graph_service.curation import role_edits
from graph_service.domain.access import Access
from graph_service.domain.edits import RoleFields


@strawberry.input
class CreateRoleInput:
    """A role. Its slug is made of its name where none is sent."""

    name: str
    slug: str | None = None
    archetype: str | None = UNSET
    description: str | None = UNSET
    titles: list[str] | None = strawberry.field(default=UNSET, description="The other names that it goes by.")
    specialises: str | None = strawberry.field(default=UNSET, description="The broader role: slug, id or title.")
    dimensions: list[str] | None = strawberry.field(
        default=None, description="Slugs, ids or names, in their order of weight."
    )
    kras: list[str] | None = strawberry.field(default=None, description="One sentence each.")


@strawberry.input
class UpdateRoleInput:
    """What to change of a role (slug, id or title): what is left out stays, null clears."""

    role: str
    name: str | None = strawberry.field(
        default=UNSET, description="Becomes its canonical title; the old one stays a synonym. The slug stays."
    )
    archetype: str | None = UNSET
    description: str | None = UNSET
    titles: list[str] | None = strawberry.field(
        default=UNSET, description="All the other names that it is to go by; the old ones that are not sent go."
    )
    specialises: str | None = strawberry.field(default=UNSET, description="The broader role: slug, id or title.")
    expected_version: int | None = None


def _fields(fields: dict[str, object]) -> RoleFields:
    """Raises InvalidInput."""
    if isinstance(broader := fields.get("specialises"), str):
        fields["specialises"] = uid_or_text(broader, "Role", "input.specialises")
    return RoleFields(**fields)  # type: ignore[typeddict-item]  # the inputs have these fields and no others


@strawberry.type
class RoleMutations:
    """Fields of Mutation."""

    @mutation(needs=Access.CURATOR)
    @as_payload(no_role)
    async def create_role(self, info: Info, input: CreateRoleInput) -> RolePayload:
        """Create a role."""
        done = await role_edits.create_role(
            info.context.graph,
            info.context.pipeline.embedder,
            info.context.actor.name,
            _fields(sent(input, "slug", "dimensions", "kras")),
            slug=input.slug,
            dimensions=[uid_or_text(d, "Dimension", "input.dimensions") for d in input.dimensions or ()],
            kras=input.kras or (),
        )
        return await role_done(info, done)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_role)
    async def update_role(self, info: Info, input: UpdateRoleInput) -> RolePayload:
        """Change a role. Where nothing differs there is no event."""
        done = await role_edits.update_role(
            info.context.graph,
            info.context.pipeline.embedder,
            info.context.actor.name,
            uid_or_text(input.role, "Role", "input.role"),
            _fields(sent(input, "role", "expected_version")),
            input.expected_version,
        )
        return await role_done(info, done)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_role)
    async def link_role_to_dimension(
        self,
        info: Info,
        role: str,
        dimension: str,
        position: int | None = None,
        expected_version: int | None = None,
    ) -> RolePayload:
        """Let a role work in a dimension, at a place in its order of weight (0 is first), or last. A link that is there
        moves to the place."""
        ends = uid_or_text(role, "Role", "role"), uid_or_text(dimension, "Dimension", "dimension")
        context = info.context
        return await role_done(
            info, await role_edits.link_role(context.graph, context.actor.name, *ends, position, expected_version)
        )

    @mutation(needs=Access.CURATOR)
    @as_payload(no_role)
    async def unlink_role_from_dimension(
        self, info: Info, role: str, dimension: str, expected_version: int | None = None
    ) -> RolePayload:
        """Take a dimension from a role."""
        ends = uid_or_text(role, "Role", "role"), uid_or_text(dimension, "Dimension", "dimension")
        context = info.context
        return await role_done(
            info, await role_edits.unlink_role(context.graph, context.actor.name, *ends, expected_version)
        )
