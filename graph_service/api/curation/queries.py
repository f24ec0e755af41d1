"""The review queue."""

from __future__ import annotations

import strawberry

from graph_service.api.connections import checked_first, page_of, place_of
from graph_service.api.context import Info
from graph_service.api.curation.types import ReviewItemConnection
from graph_service.api.enums import ReviewKind, ReviewStatus
from graph_service.api.taxonomy.types import shown
from graph_service.domain import review as domain
from graph_service.store import review


@strawberry.type
class CurationQueries:
    """Fields of Query."""

    @strawberry.field
    async def review_items(
        self,
        info: Info,
        kind: ReviewKind | None = None,
        status: ReviewStatus | None = domain.ReviewStatus.PENDING,
        first: int | None = 20,
        after: str | None = None,
    ) -> ReviewItemConnection:
        """What waits for a curator, oldest first."""
        size, graph = checked_first(first), info.context.graph
        items = await review.page(graph, kind, status, place_of(after), size + 1)
        total = await review.count(graph, kind, status)
        return shown(page_of(items, lambda item: item.uid, size, after, total))
