"""What a curator does: merge, edit, decide and undo. Every answer carries the event, what it changed, and errors."""

from __future__ import annotations

import strawberry

from graph_service.api.access import mutation
from graph_service.api.context import Info
from graph_service.api.curation.types import ReviewPayload, SkillPayload, UndoPayload
from graph_service.api.enums import AliasType, MatchStrategy
from graph_service.api.errors import UserError, as_payload, not_available
from graph_service.api.ids import uid_of, uid_or_text
from graph_service.api.taxonomy.types import shown
from graph_service.curation import merging, undoing
from graph_service.domain import taxonomy as domain
from graph_service.domain.access import Access
from graph_service.store.changes import Done


@strawberry.input
class MergeSkillsInput:
    """Skills (slugs, ids or spellings) and the skill that they are merged into."""

    from_: list[str] = strawberry.field(name="from")
    into: str
    preview: bool | None = strawberry.field(default=False, description="Answer what would change, and write nothing.")


@strawberry.input
class MergeAliasesInput:
    """Spellings and the skill (slug, id or spelling) that they are moved to."""

    aliases: list[str]
    into: str
    preview: bool | None = strawberry.field(default=False, description="Answer what would change, and write nothing.")


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


def no_skill(errors: list[UserError]) -> SkillPayload:
    """What a mutation on a skill answers when it was refused."""
    return SkillPayload(skill=None, event=None, changes=[], errors=errors)


def _not_undone(errors: list[UserError]) -> UndoPayload:
    return UndoPayload(event=None, changes=[], errors=errors)


async def skill_done(info: Info, done: Done) -> SkillPayload:
    """The skill that an operation is about first, as it is afterwards."""
    skill = await info.context.nodes("Skill").load(done.deed.subjects[0].key)
    return SkillPayload(skill=shown(skill), event=shown(done.event), changes=shown(done.changes), errors=[])


@strawberry.type
class CurationMutations:
    """Fields of Mutation."""

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def merge_skills(self, info: Info, input: MergeSkillsInput) -> SkillPayload:
        """Merge skills into another. What they had is the target's; their slugs, ids and spellings lead to it."""
        sources = [uid_or_text(source, "Skill", "input.from") for source in input.from_]
        into = uid_or_text(input.into, "Skill", "input.into")
        context = info.context
        done = await merging.merge_skills(context.graph, context.actor.name, sources, into, preview=bool(input.preview))
        return await skill_done(info, done)

    @mutation(needs=Access.CURATOR)
    @as_payload(no_skill)
    async def merge_aliases(self, info: Info, input: MergeAliasesInput) -> SkillPayload:
        """Move spellings to another skill. One that loses all of its spellings is merged into it."""
        into = uid_or_text(input.into, "Skill", "input.into")
        context = info.context
        done = await merging.merge_aliases(
            context.graph, context.actor.name, input.aliases, into, preview=bool(input.preview)
        )
        return await skill_done(info, done)

    @mutation(needs=Access.CURATOR)
    async def add_alias(self, input: AddAliasInput) -> SkillPayload:
        """Give a skill a spelling."""
        return no_skill([not_available("addAlias")])

    @mutation(needs=Access.CURATOR)
    async def remove_alias(self, skill: str, text: str) -> SkillPayload:
        """Take a spelling from a skill."""
        return no_skill([not_available("removeAlias")])

    @mutation(needs=Access.CURATOR)
    async def approve_review_item(self, input: ReviewInput) -> ReviewPayload:
        """Accept what a run proposed."""
        return ReviewPayload(item=None, event=None, errors=[not_available("approveReviewItem")])

    @mutation(needs=Access.CURATOR)
    async def reject_review_item(self, id: strawberry.ID, reason: str | None = None) -> ReviewPayload:
        """Turn down what a run proposed."""
        return ReviewPayload(item=None, event=None, errors=[not_available("rejectReviewItem")])

    @mutation(needs=Access.CURATOR)
    @as_payload(_not_undone)
    async def undo(self, info: Info, event_id: strawberry.ID) -> UndoPayload:
        """Restore what was there before an event; what was added since stays. An undo can be undone."""
        uid = uid_of(event_id, "AuditEvent", "eventId")
        done = await undoing.undo(info.context.graph, info.context.actor.name, uid)
        return UndoPayload(event=shown(done.event), changes=shown(done.changes), errors=[])
