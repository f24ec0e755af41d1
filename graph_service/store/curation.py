"""What proposals hold that has to be embedded before they are decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from graph_service.domain.review import ReviewKind
from graph_service.store.connection import Graph, Row


@dataclass(frozen=True, slots=True)
class Job:
    """A job description as a run was sent it; `sha256` is its digest."""

    sha256: str
    text: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A pending proposal. `skill` has name, description and whether it is embedded, where it is about one."""

    item: str
    kind: ReviewKind
    text: str
    details: Mapping[str, Any]
    skill: Row | None


async def jobs_of_item(graph: Graph, uid: str, limit: int) -> list[Job]:
    """The job descriptions that proposed a review item, oldest first."""
    rows = await graph.read("curation/jobs_of_item", uid=uid, limit=limit)
    return [Job(row["sha256"], row["text"], row["title"]) for row in rows]


async def drafts(graph: Graph, uids: Sequence[str]) -> dict[str, Draft]:
    """uid of a review item → its proposal, of those that are pending."""
    return {
        row["uid"]: Draft(
            row["uid"], ReviewKind(row["kind"]), row["text"], orjson.loads(row["details"] or "{}"), row["skill"]
        )
        for row in await graph.read("curation/drafts", uids=list(uids))
    }
