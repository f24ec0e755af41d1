"""A review item on the desk, and what is kept of the decision on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from graph_service.curation import references
from graph_service.curation.prepared import Prepared
from graph_service.domain.changes import NodeKey
from graph_service.domain.curation import Approval
from graph_service.domain.review import ReviewKind, ReviewStatus
from graph_service.errors import Conflict, InvalidInput, NotFound
from graph_service.store import changes
from graph_service.store.changes import Desk


@dataclass(frozen=True, slots=True)
class Item:
    """A pending review item, whole on the desk; `details` is what the runs said of it.

    `field` is the path of its id in the input.
    """

    node: NodeKey
    field: str
    kind: ReviewKind
    key: str
    text: str
    count: int
    details: Mapping[str, Any]

    def about(self, desk: Desk, label: str) -> NodeKey:
        """The node of a label that it is about. Raises Conflict."""
        found = [edge.end for edge in desk.excerpt.outgoing(self.node, "ABOUT") if edge.end.label == label]
        if not found:
            raise Conflict(f"the {label.lower()} that this item is about is gone; reject the item", self.field)
        return found[0]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of an item: said in words, and the nodes concerned."""

    resolution: str
    subjects: tuple[NodeKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """An item that is approved: how, and with which vectors."""

    item: Item
    approval: Approval
    prepared: Prepared


Acceptance = Callable[[Desk, Case], Awaitable[Accepted]]
"""Accepts an item of one kind: edits the desk. Raises InvalidInput, NotFound and Conflict."""


async def pending_item(desk: Desk, uid: str, expected_version: int | None, path: str = "") -> Item:
    """An item that waits; `path` leads to what names it in the input. Raises NotFound and Conflict."""
    node, field = NodeKey("ReviewItem", uid), f"{path}id"
    await desk.look_at(node)
    if node not in desk.excerpt.nodes:
        shown = uid[: references.MOST_SHOWN]
        raise NotFound(f"there is no review item {shown!r}; reviewItems lists those there are", field)
    found = desk.excerpt.nodes[node]
    desk.excerpt.titles[node] = found["text"][: references.MOST_SHOWN]
    references.require_version(desk, node, expected_version, f"{path}expectedVersion")
    if found["status"] != ReviewStatus.PENDING.value:
        raise Conflict(f"this item is {found['status']} already; reviewItems lists those that wait", field)
    details = orjson.loads(found.get("details") or "{}")
    return Item(node, field, ReviewKind(found["kind"]), found["key"], found["text"], found["count"], details)


def decide(desk: Desk, item: NodeKey, status: ReviewStatus, resolution: str | None, reason: str | None = None) -> None:
    """Keep the decision with the item."""
    decision = {"decidedAt": changes.now(), "decidedBy": desk.actor, "reason": reason, "resolution": resolution}
    desk.excerpt.amend(item, {"status": status.value, **decision})


def settle(desk: Desk, node: NodeKey, kind: ReviewKind, what: str) -> None:
    """Approve what waits about a skill or role, whole on the desk, once a curator has done it by hand.

    `what` is the rest of the item's key: a dimension's slug or a spelling.
    """
    key = f"{kind.value}:{node.label.lower()}:{desk.excerpt.nodes[node]['slug']}:{what}"
    for edge in desk.excerpt.incoming(node, "ABOUT"):
        item = desk.excerpt.nodes[edge.start]
        if item["key"] == key and item["status"] == ReviewStatus.PENDING.value:
            decide(desk, edge.start, ReviewStatus.APPROVED, "done by hand")


@contextmanager
def within(name: str) -> Iterator[None]:
    """Errors with a path in the input are of this part of it."""
    try:
        yield
    except InvalidInput as refused:
        if refused.field is not None and refused.field.startswith("input."):
            refused.field = f"input.{name}.{refused.field.removeprefix('input.')}"
        raise
