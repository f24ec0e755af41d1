"""What a curator does. The contract's names are here; each answers that it is not available yet."""

from __future__ import annotations

import strawberry

from graph_service.api.curation.types import ReviewPayload, SkillPayload, UndoPayload
from graph_service.api.enums import AliasType, MatchStrategy
from graph_service.api.errors import not_available
from graph_service.domain import taxonomy as domain


@strawberry.input
class MergeSkillsInput:
    """Skills (slugs) and the skill that they are merged into."""

    from_: list[str] = strawberry.field(name="from")
    into: str


@strawberry.input
class MergeAliasesInput:
    """Spellings and the skill (slug) that they are moved to."""

    aliases: list[str]
    into: str


@strawberry.input
class AddAliasInput:
    """A spelling for a skill (slug)."""

    skill: str
    text: str
    type: AliasType | None = domain.AliasType.SYNONYM
    match_strategy: MatchStrategy | None = domain.MatchStrategy.CASE_INSENSITIVE


@strawberry.input
class ReviewInput:
    """The item to approve, and how."""

    id: strawberry.ID
    merge_into: str | None = strawberry.field(
        default=None, description="NEW_SKILL: attach it to this skill as an alias instead of making a new one."
    )
    dimension: str | None = None


@strawberry.type
class CurationMutations:
    """Fields of Mutation."""

    @strawberry.mutation
    async def merge_skills(self, input: MergeSkillsInput) -> SkillPayload:
        """Merge skills into another."""
        return SkillPayload(skill=None, event=None, errors=[not_available("mergeSkills")])

    @strawberry.mutation
    async def merge_aliases(self, input: MergeAliasesInput) -> SkillPayload:
        """Move spellings to another skill."""
        return SkillPayload(skill=None, event=None, errors=[not_available("mergeAliases")])

    @strawberry.mutation
    async def add_alias(self, input: AddAliasInput) -> SkillPayload:
        """Give a skill a spelling."""
        return SkillPayload(skill=None, event=None, errors=[not_available("addAlias")])

    @strawberry.mutation
    async def remove_alias(self, skill: str, text: str) -> SkillPayload:
        """Take a spelling from a skill."""
        return SkillPayload(skill=None, event=None, errors=[not_available("removeAlias")])

    @strawberry.mutation
    async def approve_review_item(self, input: ReviewInput) -> ReviewPayload:
        """Accept what a run proposed."""
        return ReviewPayload(item=None, event=None, errors=[not_available("approveReviewItem")])

    @strawberry.mutation
    async def reject_review_item(self, id: strawberry.ID, reason: str | None = None) -> ReviewPayload:
        """Turn down what a run proposed."""
        return ReviewPayload(item=None, event=None, errors=[not_available("rejectReviewItem")])

    @strawberry.mutation
    async def undo(self, event_id: strawberry.ID) -> UndoPayload:
        """Undo what was done."""
        return UndoPayload(event=None, errors=[not_available("undo")])
