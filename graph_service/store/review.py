"""The review queue in the graph."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.domain.review import ReviewItem, ReviewKind, ReviewStatus
from graph_service.store.connection import Graph, Row


async def of_runs(graph: Graph, uids: Sequence[str]) -> dict[str, list[ReviewItem]]:
    """Run uid → the review items that it proposed, oldest first."""
    found: dict[str, list[ReviewItem]] = {uid: [] for uid in uids}
    for row in await graph.read("review/of_runs", uids=list(uids)):
        found[row["run"]].append(item_of(row))
    return found


async def by_uids(graph: Graph, uids: Sequence[str]) -> dict[str, ReviewItem]:
    """uid → review item, of those there are."""
    items = (item_of(row) for row in await graph.read("review/by_uids", uids=list(uids)))
    return {item.uid: item for item in items}


async def uids_of_keys(graph: Graph, keys: Sequence[str]) -> dict[str, str]:
    """Key → uid, of the review items there are."""
    return {row["key"]: row["uid"] for row in await graph.read("review/uids_of_keys", keys=list(keys))}


async def page(
    graph: Graph, kind: ReviewKind | None, status: ReviewStatus | None, after: str | None, limit: int
) -> list[ReviewItem]:
    """Review items, oldest first, after the one with this uid; None takes every kind or status."""
    rows = await graph.read(
        "review/page",
        kind=kind.value if kind else None,
        status=status.value if status else None,
        after=after,
        limit=limit,
    )
    return [item_of(row) for row in rows]


async def count(graph: Graph, kind: ReviewKind | None, status: ReviewStatus | None) -> int:
    """How many review items there are; None takes every kind or status."""
    rows = await graph.read("review/count", kind=kind.value if kind else None, status=status.value if status else None)
    return int(rows[0]["total"])


def item_of(row: Row) -> ReviewItem:
    """A review item of a row of `review/by_uids`."""
    node = row["item"]
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
        run=row["firstRun"],
        details=node.get("details"),
    )
