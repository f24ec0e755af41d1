"""What curators change, in the graph: read as an excerpt, written as its differences, logged, and taken back.

One transaction holds the taxonomy from its first statement to its last, so curators' operations come one after the
other, in the order of their events' versions: nothing that one of them checks can change before it writes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
from neo4j.time import DateTime

from graph_service.domain.changes import NAMES, Change, EdgeKey, Element, Event, Excerpt, NodeKey, Obstacles, Properties
from graph_service.domain.nodes import AuditEvent, GraphChange
from graph_service.errors import Conflict, NotFound
from graph_service.store.connection import Graph, Row, Transaction

_DATETIME = "$datetime"
"""A property of the graph is never a map, so a map in JSON is a value that JSON has no form for."""

_LONG = frozenset({"embedding", "centroid"})
"""Vectors: kept with the event, and left out of what is shown of it."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What an operation did, for the log. `subjects` are the nodes that it is about, `undoes` is an event's uid."""

    action: str
    summary: str
    subjects: tuple[NodeKey, ...]
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an operation. There is no event where nothing was changed, or nothing was to be written."""

    deed: Deed
    changes: tuple[GraphChange, ...]
    event: AuditEvent | None


@dataclass(slots=True)
class Desk:
    """Where a curator's operation works: a transaction to read with, and the excerpt that it edits, in whose name."""

    transaction: Transaction
    actor: str
    excerpt: Excerpt = field(default_factory=Excerpt)

    async def look_at(self, *nodes: NodeKey) -> None:
        """Take in nodes, whole, and the spellings and review items at the other end of their edges."""
        wanted = [node for node in nodes if node not in self.excerpt.whole]
        if not wanted:
            return
        for row in await self.transaction.run(
            "changes/around",
            uids=[node.key for node in wanted if node.label not in NAMES],
            keys=[node.key for node in wanted if node.label in NAMES],
        ):
            self._take(row)

    def _take(self, row: Row) -> None:
        excerpt, node = self.excerpt, NodeKey(row["label"], row["key"])
        excerpt.know_node(node, row["properties"])
        excerpt.titles[node], excerpt.versions[node] = row["title"], row["version"]
        excerpt.whole.add(node)
        for edge in row["edges"]:
            other = NodeKey(edge["label"], edge["key"])
            start, end = (node, other) if edge["out"] else (other, node)
            excerpt.know_edge(EdgeKey(start, edge["type"], end, edge["kind"]), edge["properties"])
            excerpt.titles.setdefault(other, edge["title"])
            if edge["node"] is not None:
                excerpt.know_node(other, edge["node"])

    async def look_up(self, elements: Iterable[Element]) -> None:
        """Take in exactly these nodes and edges, as far as they are there."""
        listed = list(elements)
        nodes = [element for element in listed if isinstance(element, NodeKey)]
        edges = [element for element in listed if isinstance(element, EdgeKey)]
        named = [*nodes, *(end for edge in edges for end in (edge.start, edge.end))]
        ids = await self._ids(named)
        self.excerpt.missing |= set(named) - ids.keys()
        by_id = {ids[node]: node for node in nodes if node in ids}
        present = await self.transaction.run("changes/present", ids=list(by_id)) if by_id else []
        for row in present:
            self.excerpt.know_node(by_id[row["id"]], row["properties"])
        rows = [_edge_row(edge, ids, position=at) for at, edge in enumerate(edges) if _has_ends(edge, ids)]
        between = await self.transaction.run("changes/edges_between", rows=rows) if rows else []
        for row in between:
            self.excerpt.know_edge(edges[row["position"]], row["properties"])

    async def _ids(self, nodes: Iterable[NodeKey]) -> dict[NodeKey, str]:
        rows = [{"label": node.label, "key": node.key} for node in dict.fromkeys(nodes)]
        found = await self.transaction.run("changes/ids", rows=rows)
        return {NodeKey(row["label"], row["key"]): row["id"] for row in found}

    async def write(self, changes: Sequence[Change]) -> None:
        """Write changes: edges leave before nodes do, and come after them."""
        nodes = [(change.element, change) for change in changes if isinstance(change.element, NodeKey)]
        edges = [(change.element, change) for change in changes if isinstance(change.element, EdgeKey)]
        rows = [{"label": node.label, "properties": _storable(c.after)} for node, c in nodes if c.before is None]
        await self._write_rows("changes/create_nodes", rows)
        ids = await self._ids(
            [*(node for node, _ in nodes), *(end for edge, _ in edges for end in (edge.start, edge.end))]
        )
        await self._write_rows("changes/remove_edges", [_edge_row(edge, ids) for edge, c in edges if c.after is None])
        patched = [(edge, c) for edge, c in edges if c.before is not None and c.after is not None]
        rows = [_edge_row(edge, ids, properties=_storable(c.after)) for edge, c in patched]
        await self._write_rows("changes/patch_edges", rows)
        created = [_edge_row(edge, ids, properties=_storable(c.after)) for edge, c in edges if c.before is None]
        await self._write_rows("changes/create_edges", created)
        both = [(node, c) for node, c in nodes if c.before is not None and c.after is not None]
        rows = [{"id": ids[node], "properties": _storable(c.after)} for node, c in both]
        await self._write_rows("changes/patch_nodes", rows)
        await self._write_rows("changes/remove_nodes", [{"id": ids[node]} for node, c in nodes if c.after is None])

    async def _write_rows(self, statement: str, rows: Sequence[Row]) -> None:
        if rows:
            await self.transaction.run(statement, rows=list(rows))


async def carry_out(
    graph: Graph, actor: str, operation: Callable[[Desk], Awaitable[Deed]], *, preview: bool = False
) -> Done:
    """Carry out an operation in one transaction and log it; a preview writes nothing and has no event.

    Raises what the operation raises; then nothing was written.
    """

    async def look(transaction: Transaction) -> Done:
        desk = Desk(transaction, actor)
        deed = await operation(desk)
        desk.excerpt.prune()
        return Done(deed, shown(desk.excerpt.changes()), None)

    async def work(transaction: Transaction) -> Done:
        await transaction.run("changes/lock")
        desk = Desk(transaction, actor)
        deed = await operation(desk)
        desk.excerpt.prune()
        changes = desk.excerpt.changes()
        if not changes and deed.undoes is None:
            return Done(deed, (), None)
        await desk.write(changes)
        return Done(deed, shown(changes), await _record(transaction, actor, deed, changes))

    return await (graph.reading(look) if preview else graph.writing(work))


async def event(transaction: Transaction, uid: str) -> Event:
    """An event as it was kept. Raises NotFound."""
    rows = await transaction.run("changes/event", uid=uid)
    if not rows:
        raise NotFound("there is no such event; a skill's history lists those there are", "eventId")
    node = rows[0]["event"]
    subjects = tuple(NodeKey(label, key) for label, key in rows[0]["subjects"])
    changes = _decoded(node["changes"])
    return Event(node["uid"], node["action"], node["summary"], node["version"], node["undone"], subjects, changes)


async def require_free(transaction: Transaction, since: int, obstacles: Obstacles) -> None:
    """Raises Conflict where something later is in the way of taking back what an event (of version `since`) did."""
    touched = sorted({str(element) for element in (*obstacles.in_the_way, *obstacles.gone)})
    rows = await transaction.run("changes/later", version=since, touched=touched) if touched else []
    if rows:
        when = rows[0]["at"].iso_format()[:19]
        raise Conflict(f"a later event stands in the way: “{rows[0]['summary']}” ({when}); undo it first", "eventId")
    if obstacles.in_the_way:
        raise Conflict(
            "runs or a library load have built on this since; undoing it would lose that. Merge or deprecate instead",
            "eventId",
        )


async def history(graph: Graph, uids: Sequence[str], limit: int) -> dict[str, list[AuditEvent]]:
    """uid of a node → the events that changed it, newest first."""
    rows = await graph.read("changes/of_subjects", uids=list(uids), limit=limit)
    return {row["uid"]: [_audit_event(node) for node in row["events"]] for row in rows}


@dataclass(frozen=True, slots=True)
class EventConditions:
    """Which events to list; None takes all. `since` is the first moment, `until` the first that is too late; in UTC."""

    actor: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def parameters(self) -> dict[str, object]:
        """As parameters of a statement."""
        since, until = (time.isoformat() if time else None for time in (self.since, self.until))
        return {"actor": self.actor, "action": self.action, "since": since, "until": until}


async def page(graph: Graph, where: EventConditions, after: str | None, limit: int) -> list[AuditEvent]:
    """Events, latest first, after the one with this uid."""
    rows = await graph.read("changes/page", **where.parameters(), after=after, limit=limit)
    return [_audit_event(row["event"]) for row in rows]


async def count(graph: Graph, where: EventConditions) -> int:
    """How many events there are to list."""
    return int((await graph.read("changes/count", **where.parameters()))[0]["total"])


async def by_uids(graph: Graph, uids: Sequence[str]) -> dict[str, AuditEvent]:
    """uid → event, of those there are."""
    rows = await graph.read("changes/by_uids", uids=list(uids))
    return {row["event"]["uid"]: _audit_event(row["event"]) for row in rows}


def now() -> DateTime:
    """The time, as nodes and edges keep it."""
    return DateTime.now(UTC)


def shown(changes: Iterable[Change]) -> tuple[GraphChange, ...]:
    """Changes for a person to read."""
    return tuple(GraphChange(change.title, _readable(change.before), _readable(change.after)) for change in changes)


async def _record(transaction: Transaction, actor: str, deed: Deed, changes: Sequence[Change]) -> AuditEvent:
    uid = str(uuid4())
    version = (await transaction.run("library/touch"))[0]["version"]
    subjects = [node.key for node in deed.subjects]
    rows = await transaction.run(
        "changes/record",
        uid=uid,
        action=deed.action,
        actor=actor,
        summary=deed.summary,
        version=version,
        subjects=subjects,
        touched=[str(change.element) for change in changes],
        changes=_encoded(changes),
        undoes=deed.undoes,
    )
    if deed.undoes is not None:
        await transaction.run("changes/flip", uid=deed.undoes)
        created = [c.element.key for c in changes if isinstance(c.element, NodeKey) and c.before is None]
        await transaction.run("changes/relink", uids=created)
    at = rows[0]["at"].to_native()
    return AuditEvent(uid, deed.action, actor, at, deed.summary, False, version, shown(changes))


def _storable(properties: Properties | None) -> Row:
    """Properties as the graph keeps them: the driver's own name for UTC would make another value of a time."""
    told = (properties or {}).items()
    return {name: value.astimezone(UTC) if isinstance(value, DateTime) else value for name, value in told}


def _edge_row(edge: EdgeKey, ids: Mapping[NodeKey, str], **more: object) -> Row:
    return {"start": ids[edge.start], "end": ids[edge.end], "type": edge.type, "kind": edge.kind, **more}


def _has_ends(edge: EdgeKey, ids: Mapping[NodeKey, str]) -> bool:
    return edge.start in ids and edge.end in ids


def _audit_event(node: Row) -> AuditEvent:
    changes = shown_changes(node.get("changes"))
    at = node["at"].to_native()
    return AuditEvent(
        node["uid"], node["action"], node["actor"], at, node["summary"], node["undone"], node["version"] or 0, changes
    )


def shown_changes(kept: str | None) -> tuple[GraphChange, ...]:
    """The changes that an event keeps, as readers see them."""
    return shown(_decoded(kept)) if kept else ()


def _readable(properties: Properties | None) -> str | None:
    if properties is None:
        return None
    told = {name: value for name, value in properties.items() if name not in _LONG}
    return orjson.dumps(told, default=_readable_value, option=orjson.OPT_SORT_KEYS).decode()


def _readable_value(value: object) -> str:
    if isinstance(value, DateTime):
        return value.iso_format()
    raise TypeError


def _encoded(changes: Iterable[Change]) -> str:
    rows = [[_encoded_element(c.element), c.before, c.after, c.title] for c in changes]
    return orjson.dumps(rows, default=_encoded_value).decode()


def _encoded_element(element: Element) -> list[Any]:
    if isinstance(element, NodeKey):
        return [element.label, element.key]
    return [_encoded_element(element.start), element.type, _encoded_element(element.end), element.kind]


def _encoded_value(value: object) -> dict[str, str]:
    if isinstance(value, DateTime):
        return {_DATETIME: value.iso_format()}
    raise TypeError


def _decoded(text: str) -> tuple[Change, ...]:
    return tuple(
        Change(_decoded_element(element), _decoded_properties(before), _decoded_properties(after), title)
        for element, before, after, title in orjson.loads(text)
    )


def _decoded_element(parts: list[Any]) -> Element:
    if len(parts) == 2:
        return NodeKey(*parts)
    start, kind_of_edge, end, kind = parts
    return EdgeKey(NodeKey(*start), kind_of_edge, NodeKey(*end), kind)


def _decoded_properties(properties: dict[str, Any] | None) -> Properties | None:
    if properties is None:
        return None
    return {
        name: DateTime.from_iso_format(value[_DATETIME]) if isinstance(value, dict) else value
        for name, value in properties.items()
    }
