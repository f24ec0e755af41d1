"""Rulings: that skills are not the same, that a spelling has several owners."""

from __future__ import annotations

import strawberry

from graph_service.api.access import mutation
from graph_service.api.context import Info
from graph_service.api.curation.mutations.answers import no_ruling, ruled
from graph_service.api.curation.types import RulingPayload
from graph_service.api.errors import as_payload
from graph_service.api.ids import uid_or_text
from graph_service.curation import rulings
from graph_service.domain.access import Access


@strawberry.type
class RulingMutations:
    """Fields of Mutation."""

    @mutation(needs=Access.CURATOR)
    @as_payload(no_ruling)
    async def rule_not_same(self, info: Info, skills: list[str]) -> RulingPayload:
        """Rule that no two of these skills are the same: they are no duplicate candidates again."""
        references = [uid_or_text(skill, "Skill", f"skills.{at}") for at, skill in enumerate(skills)]
        done = await rulings.rule_not_same(info.context.graph, info.context.actor.name, references)
        return await ruled(info, done)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_ruling)
    async def rule_homonym(self, info: Info, text: str) -> RulingPayload:
        """Rule that a spelling may have several owners. Then addAlias gives it to further skills."""
        return await ruled(info, await rulings.rule_homonym(info.context.graph, info.context.actor.name, text))
