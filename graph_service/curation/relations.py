"""Relations between skills, and the rings that must not be."""

from __future__ import annotations

from collections.abc import Mapping

from graph_service.curation import references
from graph_service.domain.changes import EdgeKey, NodeKey
from graph_service.domain.edits import RelationKind
from graph_service.errors import InvalidInput, NotFound
from graph_service.store import changes
from graph_service.store.changes import Deed, Desk, Done
from graph_service.store.connection import Graph

_RINGLESS = {
    ("RELATED_TO", RelationKind.IMPLIES.value): "implications",
    ("SPECIALISES", ""): "specialisations",
    ("MERGED_INTO", ""): "merges",
    ("REPLACED_BY", ""): "replacements",
}
"""Edges (type, kind) that never lead back to where they started, and what they are called."""


async def relate_skills(
    graph: Graph, actor: str, reference: str, other: str, kind: RelationKind, expected: int | None = None
) -> Done:
    """Relate a skill to another; a relation that is there stays. Raises InvalidInput, NotFound and Conflict."""

    async def operation(desk: Desk) -> Deed:
        start, end = await _pair(desk, reference, other, expected)
        if _relation(desk, start, end, kind) is None:
            edge = EdgeKey(start, "RELATED_TO", end, kind.value)
            desk.excerpt.link(edge, {"kind": kind.value, "origin": "curator"})
            await require_no_ring(desk, "other")
        names = [desk.excerpt.titles[node] for node in (start, end)]
        verb = "implies" if kind is RelationKind.IMPLIES else "is related to"
        return Deed("RELATE_SKILLS", f"said that {names[0]} {verb} {names[1]}", (start, end))

    return await changes.carry_out(graph, actor, operation)


async def unrelate_skills(
    graph: Graph, actor: str, reference: str, other: str, kind: RelationKind, expected: int | None = None
) -> Done:
    """Take back that a skill is related to another. Raises InvalidInput, NotFound and Conflict."""

    async def operation(desk: Desk) -> Deed:
        start, end = await _pair(desk, reference, other, expected)
        names = [desk.excerpt.titles[node] for node in (start, end)]
        edge = _relation(desk, start, end, kind)
        if edge is None:
            verb = "imply" if kind is RelationKind.IMPLIES else "relate to"
            raise NotFound(f"{names[0]} does not {verb} {names[1]}; there is nothing to take back", "other")
        desk.excerpt.unlink(edge)
        verb = "implies" if kind is RelationKind.IMPLIES else "is related to"
        return Deed("UNRELATE_SKILLS", f"took back that {names[0]} {verb} {names[1]}", (start, end))

    return await changes.carry_out(graph, actor, operation)


async def require_no_ring(desk: Desk, field: str) -> None:
    """Raises InvalidInput where the edges that are new on the desk close a ring; the message has it whole."""
    found = await ring(desk)
    if found:
        chain = " → ".join(desk.excerpt.titles[edge.start] for edge in [*found, found[0]])
        what = _RINGLESS[found[0].type, found[0].kind]
        raise InvalidInput(f"this would make a ring of {what}: {chain}; take back another of them first", field)


async def ring(desk: Desk) -> list[EdgeKey]:
    """The edges of a ring that those new on the desk close, in order; empty where there is none."""
    for edge in desk.excerpt.added():
        if (edge.type, edge.kind) in _RINGLESS:
            way = await _way_back(desk, edge)
            if way:
                return [edge, *way]
    return []


async def _way_back(desk: Desk, edge: EdgeKey) -> list[EdgeKey]:
    """Edges of the same type and kind that lead from an edge's end to its start, the fewest; empty where none do."""
    reached: dict[NodeKey, EdgeKey | None] = {edge.end: None}
    frontier = [edge.end]
    while frontier and edge.start not in reached:
        steps = [step for step in await _steps(desk, frontier, edge) if step.end not in reached]
        reached |= {step.end: step for step in reversed(steps)}
        frontier = list(dict.fromkeys(step.end for step in steps))
    return _walked(reached, edge.start)


def _walked(reached: Mapping[NodeKey, EdgeKey | None], goal: NodeKey) -> list[EdgeKey]:
    way: list[EdgeKey] = []
    step = reached.get(goal)
    while step is not None:
        way.insert(0, step)
        step = reached[step.start]
    return way


async def _steps(desk: Desk, nodes: list[NodeKey], like: EdgeKey) -> list[EdgeKey]:
    """The edges of a type and kind that leave nodes, as the desk has them."""
    excerpt, label = desk.excerpt, like.start.label
    rows = await desk.transaction.run(
        "curation/next_along", uids=[node.key for node in nodes], type=like.type, kind=like.kind
    )
    kept = []
    for row in rows:
        end = NodeKey(label, row["end"])
        excerpt.titles.setdefault(end, row["slug"])
        kept.append(EdgeKey(NodeKey(label, row["start"]), like.type, end, like.kind))
    fresh = [e for e in excerpt.added() if (e.type, e.kind) == (like.type, like.kind) and e.start in nodes]
    return [*fresh, *(edge for edge in sorted(kept) if edge not in excerpt.removed())]


async def _pair(desk: Desk, reference: str, other: str, expected: int | None) -> tuple[NodeKey, NodeKey]:
    """Raises InvalidInput, NotFound and Conflict."""
    start = await references.settled_skill(desk, reference, "skill")
    end = await references.settled_skill(desk, other, "other")
    if start == end:
        raise InvalidInput(f"{desk.excerpt.titles[start]} has no relation to itself; send another skill", "other")
    references.require_version(desk, start, expected, "expectedVersion")
    return start, end


def _relation(desk: Desk, start: NodeKey, end: NodeKey, kind: RelationKind) -> EdgeKey | None:
    """The relation of two skills; being related has no direction."""
    edges = [EdgeKey(start, "RELATED_TO", end, kind.value)]
    if kind is RelationKind.RELATED:
        edges.append(EdgeKey(end, "RELATED_TO", start, kind.value))
    return next((edge for edge in edges if edge in desk.excerpt.edges), None)
