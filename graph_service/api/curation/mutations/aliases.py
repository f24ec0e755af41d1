"""The spellings of skills."""

from __future__ import annotations

import strawberry

from graph_service.api.curation.mutations.answers import no_skill
from graph_service.api.curation.types import SkillPayload
from graph_service.api.enums import AliasType, MatchStrategy
from graph_service.api.errors import not_available
from graph_service.domain import taxonomy as domain


@strawberry.input
class AddAliasInput:
    """A spelling for a skill (slug)."""

    skill: str
    text: str
    type: AliasType | None = domain.AliasType.SYNONYM
    match_strategy: MatchStrategy | None = domain.MatchStrategy.CASE_INSENSITIVE


@strawberry.type
class AliasMutations:
    """Fields of Mutation."""

    @strawberry.mutation
    async def add_alias(self, input: AddAliasInput) -> SkillPayload:
        """Give a skill a spelling."""
        return no_skill([not_available("addAlias")])

    @strawberry.mutation
    async def remove_alias(self, skill: str, text: str) -> SkillPayload:
        """Take a spelling from a skill."""
        return no_skill([not_available("removeAlias")])
