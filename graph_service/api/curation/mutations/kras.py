"""Writing, changing and removing the KRAs of roles."""

from __future__ import annotations

import strawberry

from graph_service.api.access import mutation
from graph_service.api.context import Info
from graph_service.api.curation.mutations.answers import kra_done, no_kra
from graph_service.api.curation.types import KRAPayload
from graph_service.api.errors import as_payload
from graph_service.api.ids import uid_of, uid_or_text
from graph_service.curation import kras
from graph_service.domain.access import Access


@strawberry.input(name="CreateKRAInput")
class CreateKRAInput:
    """One sentence on what a role (slug, id or title) is responsible for; expectedVersion is the role's."""

    role: str
    text: str
    expected_version: int | None = None


@strawberry.input(name="UpdateKRAInput")
class UpdateKRAInput:
    """A KRA in other words."""

    kra: strawberry.ID
    text: str
    expected_version: int | None = None


@strawberry.type
class KRAMutations:
    """Fields of Mutation."""

    @mutation(needs=Access.CURATOR, name="createKRA")
    @as_payload(no_kra)
    async def create_kra(self, info: Info, input: CreateKRAInput) -> KRAPayload:
        """Give a role a further KRA."""
        done = await kras.create_kra(
            info.context.graph,
            info.context.pipeline.embedder,
            info.context.actor.name,
            uid_or_text(input.role, "Role", "input.role"),
            input.text,
            input.expected_version,
        )
        return await kra_done(info, done)

    @mutation(needs=Access.CURATOR, name="updateKRA")
    @as_payload(no_kra)
    async def update_kra(self, info: Info, input: UpdateKRAInput) -> KRAPayload:
        """Word a KRA otherwise."""
        done = await kras.update_kra(
            info.context.graph,
            info.context.pipeline.embedder,
            info.context.actor.name,
            uid_of(input.kra, "KRA", "input.kra"),
            input.text,
            input.expected_version,
        )
        return await kra_done(info, done)

    @mutation(needs=Access.CURATOR, name="removeKRA")
    @as_payload(no_kra)
    async def remove_kra(self, info: Info, kra: strawberry.ID, expected_version: int | None = None) -> KRAPayload:
        """Take a KRA from its role."""
        context, uid = info.context, uid_of(kra, "KRA", "kra")
        return await kra_done(info, await kras.remove_kra(context.graph, context.actor.name, uid, expected_version))
