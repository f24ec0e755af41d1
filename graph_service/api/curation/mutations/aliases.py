"""The spellings of skills."""

from __future__ import annotations

import strawberry

from graph_service.api.access import mutation
from graph_service.api.context import Info
from graph_service.api.curation.mutations.answers import no_skill, skill_changed, skill_done
from graph_service.api.curation.types import SkillPayload
from graph_service.api.enums import AliasType, MatchStrategy
from graph_service.api.errors import as_payload
from graph_service.api.ids import uid_or_text
from graph_service.curation import spellings
from graph_service.domain import taxonomy as domain
from graph_service.domain.access import Access


@strawberry.input
class AddAliasInput:
    """A spelling for a skill (slug, id or spelling)."""

    skill: str
    text: str
    type: AliasType | None = domain.AliasType.SYNONYM
    match_strategy: MatchStrategy | None = domain.MatchStrategy.CASE_INSENSITIVE
    expected_version: int | None = None


@strawberry.type
class AliasMutations:
    """Fields of Mutation."""

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def add_alias(self, info: Info, input: AddAliasInput) -> SkillPayload:
        """Give a skill a spelling, or say otherwise what one of its spellings is to it."""
        return await skill_changed(
            info,
            spellings.add_alias,
            uid_or_text(input.skill, "Skill", "input.skill"),
            input.text,
            input.type or domain.AliasType.SYNONYM,
            input.match_strategy or domain.MatchStrategy.CASE_INSENSITIVE,
            input.expected_version,
        )

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def remove_alias(
        self, info: Info, skill: str, text: str, expected_version: int | None = None
    ) -> SkillPayload:
        """Take a spelling from a skill; not its canonical one, and not the last."""
        reference = uid_or_text(skill, "Skill", "skill")
        return await skill_changed(info, spellings.remove_alias, reference, text, expected_version)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def set_canonical_alias(
        self, info: Info, skill: str, text: str, expected_version: int | None = None
    ) -> SkillPayload:
        """Make one of a skill's spellings its name. The old name stays a synonym, and the slug stays."""
        done = await spellings.set_canonical_alias(
            info.context.graph,
            info.context.pipeline.embedder,
            info.context.actor.name,
            uid_or_text(skill, "Skill", "skill"),
            text,
            expected_version,
        )
        return await skill_done(info, done)
