"""The review queue in the graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson

from graph_service.domain.review import ReviewFilter, ReviewItem, ReviewKind, ReviewOrder, ReviewStatus
from graph_service.language.normalise import normalised
from graph_service.store.connection import Graph, Row
from graph_service.store.places import numbered


async def of_runs(graph: Graph, uids: Sequence[str]) -> dict[str, list[ReviewItem]]:
    """Run uid → the review items that it proposed, oldest first."""
    rows = await graph.read("review/of_runs", uids=list(uids))
    items = await by_uids(graph, [row["item"] for row in rows])
    found: dict[str, list[ReviewItem]] = {uid: [] for uid in uids}
    for row in rows:
        found[row["run"]].append(items[row["item"]])
    return found


async def by_uids(graph: Graph, uids: Sequence[str]) -> dict[str, ReviewItem]:
    """uid → review item, of those there are."""
    items = (item_of(row) for row in await graph.read("review/by_uids", uids=list(uids)))
    return {item.uid: item for item in items}


async def uids_of_keys(graph: Graph, keys: Sequence[str]) -> dict[str, str]:
    """Key → uid, of the review items there are."""
    return {row["key"]: row["uid"] for row in await graph.read("review/uids_of_keys", keys=list(keys))}


async def page(
    graph: Graph, where: ReviewFilter, order: ReviewOrder, after: str | None, limit: int
) -> list[ReviewItem]:
    """Review items in an order, after a place that `place` gave. Raises InvalidInput for a place of another order."""
    parameters = {**conditions(where), **standing(order, after)}
    rows = await graph.read(f"review/page_{order.value.lower()}", **parameters, limit=limit)
    items = await by_uids(graph, [row["uid"] for row in rows])
    return [items[row["uid"]] for row in rows]


def standing(order: ReviewOrder, after: str | None) -> dict[str, object]:
    """After what a page begins, as parameters. Raises InvalidInput for a place of another order."""
    count, uid = numbered(after)
    return {"after": uid or None, **({"count": count} if order is ReviewOrder.COUNT else {})}


def place(item: ReviewItem) -> str:
    """Where an item stands in any order, also once more job descriptions proposed it."""
    return f"{item.count}:{item.uid}"


async def count(graph: Graph, where: ReviewFilter) -> int:
    """How many review items there are."""
    return int((await graph.read("review/count", **conditions(where)))[0]["total"])


async def runs_of(graph: Graph, uids: Sequence[str], first: int) -> dict[str, list[str]]:
    """uid of an item → the uids of the first runs that proposed it."""
    return {row["uid"]: row["runs"] for row in await graph.read("review/runs_of", uids=list(uids), limit=first)}


async def neighbours(graph: Graph, items: Iterable[ReviewItem]) -> dict[str, list[tuple[str, float | None]]]:
    """uid of an item → the skills (uids) among which placement put its skill, with their cosine similarity."""
    named = {
        item.uid: orjson.loads(item.details).get("neighbours") or ()
        for item in items
        if item.kind is ReviewKind.NEW_SKILL and item.details
    }
    rows = [{"uid": uid, "normalized": [normalised(name) for name in names]} for uid, names in named.items()]
    found: dict[str, list[tuple[str, float | None]]] = {}
    for row in await graph.read("review/neighbours", rows=rows):
        score = None if row["score"] is None else round(2 * row["score"] - 1, 4)
        found.setdefault(row["uid"], []).append((row["skill"], score))
    return found


def conditions(where: ReviewFilter) -> dict[str, object]:
    """Which items to list, as parameters."""
    return {
        "kind": where.kind.value if where.kind else None,
        "status": where.status.value if where.status else None,
        "role": where.role,
        "before": where.created_before.isoformat() if where.created_before else None,
        "least": where.min_count,
    }


def item_of(row: Row) -> ReviewItem:
    """A review item of a row of `review/by_uids`."""
    node = row["item"]
    decided = node.get("decidedAt")
    return ReviewItem(
        uid=node["uid"],
        kind=ReviewKind(node["kind"]),
        status=ReviewStatus(node["status"]),
        text=node["text"],
        count=node["count"],
        created_at=node["createdAt"].to_native(),
        similarity=node.get("similarity"),
        role=row["role"],
        skill=row["skill"],
        dimension=row["dimension"],
        run=row["firstRun"],
        details=node.get("details"),
        version=row["version"],
        decided_at=decided.to_native() if decided else None,
        decided_by=node.get("decidedBy"),
        reason=node.get("reason"),
        resolution=node.get("resolution"),
    )
