"""What a transaction that is still open changes: the same statement, inside of it and outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph_service.domain.preview import Change, EdgeChange, GraphDiff, NodeChange, NodeReference, ReviewItemChange
from graph_service.domain.review import ReviewKind, ReviewStatus
from graph_service.store.connection import Graph, Row

THIS_RUN = "this run"
"""The key of a run without one of its own: the uid that it would get is not known."""
_BOOKKEEPING = frozenset({"updatedAt"})
"""Written whether anything changed or not."""

State = Mapping[str, Row]
"""Element id → node, properties and the edges that start at the node."""


async def difference(inside: Graph, outside: Graph, uid: str) -> GraphDiff:
    """What the run with a uid changed, `inside` a rehearsal that still holds its locks, of the graph as all others
    see it `outside`. Only a change beside those locks that is committed between the two reads could get into it.
    """
    ids = [row["id"] for row in await inside.read("preview/sources", uid=uid)]
    before, after = await _state(outside, ids), await _state(inside, ids)
    for row in after.values():
        if row["properties"].get("uid") == uid and row["node"]["key"] == uid:
            row["node"]["key"] = THIS_RUN
    return GraphDiff(
        nodes=tuple(sorted(_nodes(before, after), key=lambda change: (change.node.label, change.node.key))),
        edges=tuple(sorted(_edges(before, after), key=lambda edge: (edge.type, edge.start.key, edge.end.key))),
        review_items=tuple(sorted(_review_items(before, after, uid), key=lambda item: (item.kind.value, item.text))),
    )


async def _state(graph: Graph, ids: list[str]) -> State:
    return {row["id"]: row for row in await graph.read("preview/state", ids=ids)}


def _nodes(before: State, after: State) -> Iterator[NodeChange]:
    for id_, row in after.items():
        if id_ not in before:
            yield NodeChange(NodeReference(**row["node"]), Change.CREATED)
        elif changed := _changed(before[id_]["properties"], row["properties"]):
            yield NodeChange(NodeReference(**row["node"]), Change.CHANGED, changed)


def _edges(before: State, after: State) -> Iterator[EdgeChange]:
    for id_, row in after.items():
        old, new = _starting_at(before.get(id_)), _starting_at(row)
        for key in (*new, *(old.keys() - new.keys())):
            if change := _edge_change(old.get(key), new.get(key)):
                edge = new.get(key) or old[key]
                yield EdgeChange(edge["type"], NodeReference(**row["node"]), NodeReference(**edge["end"]), change)


def _starting_at(row: Row | None) -> dict[tuple[str | None, ...], Row]:
    """What identifies an edge at its start → the edge. One that was written anew is the same."""
    return {
        (edge["type"], edge["end"]["label"], edge["end"]["key"], edge["properties"].get("role")): edge
        for edge in (row["edges"] if row else ())
    }


def _edge_change(old: Row | None, new: Row | None) -> Change | None:
    if old is None or new is None:
        return Change.REMOVED if new is None else Change.CREATED
    was, now = old["properties"], new["properties"]
    if (now.get("confirmations") or 0) > (was.get("confirmations") or 0):
        return Change.CONFIRMED
    return Change.CHANGED if _changed(was, now) else None


def _changed(was: Row, now: Row) -> tuple[str, ...]:
    names = (was.keys() | now.keys()) - _BOOKKEEPING
    return tuple(sorted(name for name in names if was.get(name) != now.get(name)))


def _review_items(before: State, after: State, uid: str) -> Iterator[ReviewItemChange]:
    """The items that the run proposes now and did not propose before."""
    run_id = next(id_ for id_, row in after.items() if row["properties"].get("uid") == uid)
    new = _starting_at(after[run_id]).keys() - _starting_at(before.get(run_id)).keys()
    proposed = {key for kind, _, key, _ in new if kind == "PROPOSED"}
    for id_, row in after.items():
        if row["node"]["label"] == "ReviewItem" and row["node"]["key"] in proposed:
            item = row["properties"]
            yield ReviewItemChange(
                kind=ReviewKind(item["kind"]),
                status=ReviewStatus(item["status"]),
                text=item["text"],
                count_before=before[id_]["properties"]["count"] if id_ in before else 0,
                count_after=item["count"],
                similarity=item.get("similarity"),
            )
