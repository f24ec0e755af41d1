"""Merging skills, and moving spellings from one to another."""

from __future__ import annotations

import strawberry

from graph_service.api.access import mutation
from graph_service.api.context import Info
from graph_service.api.curation.mutations.answers import no_skill, skill_done
from graph_service.api.curation.types import SkillPayload
from graph_service.api.errors import as_payload
from graph_service.api.ids import uid_or_text
from graph_service.curation import merging
from graph_service.domain.access import Access


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


@strawberry.type
class MergeMutations:
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
