"""What a mutation answers: the node as it is afterwards, or why it was refused."""

from __future__ import annotations

from graph_service.api.context import Info
from graph_service.api.curation.types import SkillPayload
from graph_service.api.errors import UserError
from graph_service.api.taxonomy.types import shown
from graph_service.store.changes import Done


def no_skill(errors: list[UserError]) -> SkillPayload:
    """What a mutation on a skill answers when it was refused."""
    return SkillPayload(skill=None, event=None, changes=[], errors=errors)


async def skill_done(info: Info, done: Done) -> SkillPayload:
    """The skill that an operation is about first, as it is afterwards."""
    skill = await info.context.nodes("Skill").load(done.deed.subjects[0].key)
    return SkillPayload(skill=shown(skill), event=shown(done.event), changes=shown(done.changes), errors=[])
