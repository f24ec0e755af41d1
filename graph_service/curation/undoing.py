"""Taking back what a curator did, the taking back of something included."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.domain.changes import EdgeKey, Element, Event, Excerpt, NodeKey, take_back
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
        in_the_way = take_back(event.changes, desk.excerpt)
        in_the_way += _claimed_twice(desk.excerpt, event)
        await changes.require_free(desk.transaction, event.version, in_the_way)
        return Deed("UNDO", f"undid: {event.summary}", event.subjects, undoes=event.uid)

    return await changes.carry_out(graph, actor, operation)


async def _look(desk: Desk, event: Event) -> None:
    """Everything that the event touched; whole where others may hang on it by now."""
    elements = [change.element for change in event.changes]
    created = [c.element for c in event.changes if isinstance(c.element, NodeKey) and c.before is None]
    spellings = [edge.end for edge in elements if isinstance(edge, EdgeKey) and edge.type == "HAS_ALIAS"]
    await desk.look_at(*event.subjects, *created, *spellings)
    await desk.look_up(elements)
    owners = {edge.start for spelling in spellings for edge in _owners(desk.excerpt, spelling)}
    await desk.look_at(*owners)


def _claimed_twice(excerpt: Excerpt, event: Event) -> Iterator[Element]:
    """Where a spelling that comes back has another owner by now."""
    for change in event.changes:
        if isinstance(change.element, EdgeKey) and change.element.type == "HAS_ALIAS" and change.after is None:
            spelling = change.element.end
            owners = _owners(excerpt, spelling)
            if len(owners) > 1 and excerpt.nodes[spelling].get("ruling") != HOMONYM:
                yield from (edge for edge in owners if edge != change.element)


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
