"""What curators rule once and for all: that skills are not the same, that a spelling has several owners."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from graph_service.curation import references, texts
from graph_service.curation.undoing import HOMONYM
from graph_service.domain.changes import EdgeKey
from graph_service.errors import InvalidInput, NotFound
from graph_service.store import changes
from graph_service.store.changes import Deed, Desk, Done
from graph_service.store.connection import Graph

MOST_APART = 20
"""So many skills are ruled apart at once: each pair of them is kept."""


async def rule_not_same(graph: Graph, actor: str, skills: Sequence[str]) -> Done:
    """Rule that no two of these skills (slugs, uids or spellings) are the same. Raises InvalidInput and NotFound."""
    if not 2 <= len(skills) <= MOST_APART:
        raise InvalidInput(f"there are {len(skills)} skills; send 2 to {MOST_APART}", "skills")

    async def operation(desk: Desk) -> Deed:
        found = [await references.skill(desk, skill, f"skills.{at}") for at, skill in enumerate(skills)]
        for at, node in enumerate(found):
            if node in found[:at]:
                raise InvalidInput(f"{desk.excerpt.titles[node]} is there twice; send it once", f"skills.{at}")
        for one, other in combinations(found, 2):
            if EdgeKey(other, "NOT_SAME_AS", one) not in desk.excerpt.edges:
                desk.excerpt.edges.setdefault(EdgeKey(one, "NOT_SAME_AS", other), {"origin": "curator"})
        names = ", ".join(desk.excerpt.titles[node] for node in found)
        return Deed("RULE_NOT_SAME", f"ruled that {names} are not the same", tuple(found))

    return await changes.carry_out(graph, actor, operation)


async def rule_homonym(graph: Graph, actor: str, text: str) -> Done:
    """Rule that a spelling may have several owners. Raises InvalidInput and NotFound."""
    wanted = texts.spelling(text, "text")

    async def operation(desk: Desk) -> Deed:
        spelling = await references.spelling(desk, wanted)
        if spelling not in desk.excerpt.nodes:
            raise NotFound(f"there is no spelling {wanted[: references.MOST_SHOWN]!r}; addAlias makes one", "text")
        desk.excerpt.nodes[spelling]["ruling"] = HOMONYM
        owners = tuple(edge.start for edge in desk.excerpt.incoming(spelling, "HAS_ALIAS"))
        return Deed("RULE_HOMONYM", f"ruled that {wanted!r} is a homonym", owners)

    return await changes.carry_out(graph, actor, operation)
