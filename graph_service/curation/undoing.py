"""Taking back what a curator did, the taking back of something included."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.curation import merging, relations
from graph_service.domain.changes import NAMES, EdgeKey, Element, Event, Excerpt, NodeKey, Obstacles, take_back
from graph_service.domain.taxonomy import SkillStatus
from graph_service.errors import Conflict
from graph_service.store import changes
from graph_service.store.changes import Deed, Desk, Done
from graph_service.store.connection import Graph

HOMONYM = "HOMONYM"
"""The ruling on a spelling that several skills or roles may have."""


async def undo(graph: Graph, actor: str, event_uid: str) -> Done:
    """Restore what was there before an event; what was added since stays.

    Raises NotFound for an unknown event, and Conflict for one that is undone already, or that something later is in the
    way of: the message names it.
    """

    async def operation(desk: Desk) -> Deed:
        event = await changes.event(desk.transaction, event_uid)
        if event.undone:
            raise Conflict(f"“{event.summary}” is undone already; undo its undoing to do it again", "eventId")
        await _look(desk, event)
        obstacles = take_back(event.changes, desk.excerpt)
        in_the_way = (
            *obstacles.in_the_way,
            *_claimed_twice(desk.excerpt, event),
            *_of_tombstones(desk.excerpt),
            *await relations.ring(desk),
        )
        gone = (*obstacles.gone, *_other_titles(desk.excerpt))
        await changes.require_free(desk.transaction, event.version, Obstacles(in_the_way, gone))
        return Deed("UNDO", f"undid: {event.summary}", _subjects(event), undoes=event.uid)

    return await changes.carry_out(graph, actor, operation)


def _subjects(event: Event) -> tuple[NodeKey, ...]:
    """The nodes that an event is about, those included that it created or removed and that may not be there now."""
    listed = [change.element for change in event.changes if change.before is None or change.after is None]
    nodes = [node for node in listed if isinstance(node, NodeKey) and node.label not in NAMES]
    return tuple(dict.fromkeys([*event.subjects, *nodes]))


async def _look(desk: Desk, event: Event) -> None:
    """Everything that the event touched; whole where others may hang on it by now."""
    elements = [change.element for change in event.changes]
    ends = [end for edge in elements if isinstance(edge, EdgeKey) for end in (edge.start, edge.end)]
    nodes = [node for node in elements if isinstance(node, NodeKey)]
    names = {node for node in (*nodes, *ends) if node.label in NAMES}
    created = [c.element for c in event.changes if isinstance(c.element, NodeKey) and c.before is None]
    await desk.look_at(*event.subjects, *created, *names)
    await desk.look_up([*elements, *(end for end in ends if end.label == "Skill")])
    await desk.look_at(*{edge.start for edge in desk.excerpt.edges if edge.type == "HAS_ALIAS" and edge.end in names})


def _claimed_twice(excerpt: Excerpt, event: Event) -> Iterator[Element]:
    """The skills that have a spelling which is to be one's alone again."""
    for spelling in _spellings(event):
        owners = _owners(excerpt, spelling)
        if len(owners) > 1 and excerpt.nodes[spelling].get("ruling") != HOMONYM:
            yield spelling
            yield from owners


def _spellings(event: Event) -> set[NodeKey]:
    elements = [change.element for change in event.changes]
    nodes = [element if isinstance(element, NodeKey) else element.end for element in elements]
    return {node for node in nodes if node.label == "Alias"}


def _owners(excerpt: Excerpt, spelling: NodeKey) -> list[EdgeKey]:
    """The skills that have a spelling and are there."""
    return [
        edge
        for edge in excerpt.edges
        if edge.type == "HAS_ALIAS"
        and edge.end == spelling
        and edge.start.label == "Skill"
        and excerpt.nodes.get(edge.start, {}).get("status") != SkillStatus.MERGED.value
    ]


def _other_titles(excerpt: Excerpt) -> Iterator[Element]:
    """Other roles' hold on the titles that come back to a role. Roles may share one; who took it up since is asked."""
    for title in excerpt.added():
        if title.type == "HAS_ALIAS" and title.start.label == "Role":
            yield from (e for e in excerpt.edges if e.type == title.type and e.end == title.end and e != title)


def _of_tombstones(excerpt: Excerpt) -> Iterator[Element]:
    """What a merged skill would have: it has nothing but its target, and that is no merged one."""
    merged = {node for node, said in excerpt.nodes.items() if said.get("status") == SkillStatus.MERGED.value}
    buried = {node for node in merged if excerpt.was(node).get("status") != SkillStatus.MERGED.value}
    fresh = set(excerpt.added())
    for edge in excerpt.edges:
        if edge.type == "MERGED_INTO" and edge in fresh and edge.end in merged:
            yield edge.end
        elif edge.type in merging.MOVED:
            ends = {edge.start, edge.end}
            yield from ends & merged if edge in fresh else ()
            yield from [edge] if edge not in fresh and ends & buried else ()
