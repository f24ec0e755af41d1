"""Finding things, and comparing them."""

from __future__ import annotations

import asyncio
from typing import Annotated

import strawberry

from graph_service.api.connections import page_size
from graph_service.api.context import Info
from graph_service.api.enums import SearchMode
from graph_service.api.ids import parsed_id
from graph_service.api.runs.types import SkillSignal
from graph_service.api.search.types import PathStep, RoleGap, SearchHit
from graph_service.api.taxonomy.queries import named
from graph_service.api.taxonomy.types import shown
from graph_service.errors import InvalidInput
from graph_service.pipeline.run import checked_skills
from graph_service.pipeline.signals import skill_signal
from graph_service.store import search as store
from graph_service.store import taxonomy

LONGEST_SEARCH = 400


@strawberry.type
class SearchQueries:
    """Fields of Query."""

    @strawberry.field
    async def search(
        self, info: Info, text: str, mode: SearchMode | None = store.SearchMode.HYBRID, first: int | None = 10
    ) -> list[SearchHit]:
        """Skills, roles, dimensions and KRAs by words, by meaning, or by both; what is spelt exactly comes first."""
        size = page_size(first, 10)
        wanted = text.encode("utf-8", "ignore").decode().strip()
        if not wanted or len(wanted) > LONGEST_SEARCH:
            raise InvalidInput(f"text has {len(wanted)} characters; send 1 to {LONGEST_SEARCH}", "text")
        pipeline = info.context.pipeline
        return shown(
            await store.search(pipeline.graph, pipeline.embedder, wanted, mode or store.SearchMode.HYBRID, size)
        )

    @strawberry.field
    async def path(
        self,
        info: Info,
        from_: Annotated[strawberry.ID, strawberry.argument(name="from")],
        to: strawberry.ID,
    ) -> list[PathStep] | None:
        """A shortest path between two nodes of the taxonomy; null where there is none within ten steps."""
        (_, start), (_, end) = parsed_id(from_, "from"), parsed_id(to, "to")
        return shown(await taxonomy.path(info.context.graph, start, end))

    @strawberry.field
    async def role_gap(
        self, info: Info, from_: Annotated[str, strawberry.argument(name="from")], to: str
    ) -> RoleGap | None:
        """What someone in one role (slug or alias) shares with another, and lacks for it."""
        start, end = await named(info, "Role", from_, "from"), await named(info, "Role", to, "to")
        own, wanted = await asyncio.gather(
            info.context.along("skills_of_roles", "Skill", start.uid),
            info.context.along("skills_of_roles", "Skill", end.uid),
        )
        held = {skill.uid for skill in own}
        return RoleGap(
            from_=start,
            to=end,
            shared=[skill for skill in wanted if skill.uid in held],
            missing=[skill for skill in wanted if skill.uid not in held],
        )

    @strawberry.field
    async def roles_for_skills(self, info: Info, skills: list[str], first: int | None = 5) -> list[SkillSignal]:
        """Roles ranked by how well they fit a set of skills (names, slugs or aliases)."""
        size, names = page_size(first, 5), checked_skills(skills, "skills")
        knowledge = await info.context.pipeline.knowledge.current()
        matches = {name: knowledge.index.by_spelling(name) for name in names}
        found = [match.skill for match in matches.values() if match]
        found += [name for name, match in matches.items() if match is None and name in knowledge.library.skills]
        return shown(skill_signal(dict.fromkeys(found, 1.0), knowledge.library)[:size])
