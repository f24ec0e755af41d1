"""The review queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from graph_service.api.connections import page_of, page_size, place_of
from graph_service.api.context import Info
from graph_service.api.curation.types import AuditEventConnection, ReviewItemConnection
from graph_service.api.enums import ReviewKind, ReviewOrder, ReviewStatus
from graph_service.api.ids import uid_or_text
from graph_service.api.reads import Expression, Listing, PageStart, Property, reads
from graph_service.api.taxonomy.types import shown
from graph_service.api.times import in_utc
from graph_service.domain import review as domain
from graph_service.store import changes, review
from graph_service.store.changes import EventConditions


def _item_filter(
    kind: ReviewKind | None,
    status: ReviewStatus | None,
    role: str | None,
    created_before: datetime | None,
    min_count: int | None,
) -> domain.ReviewFilter:
    about = uid_or_text(role, "Role", "role") if role is not None else None
    return domain.ReviewFilter(kind, status, about, in_utc(created_before, "createdBefore"), min_count)


def _items_start(first: int | None, after: str | None, order_by: ReviewOrder | None, **conditions: Any) -> PageStart:
    size, order = page_size(first), order_by or domain.ReviewOrder.OLDEST
    where = review.conditions(_item_filter(**conditions))
    piece = f"items_{order.value.lower()}"
    return PageStart(piece, "items_total", size, after, {**where, **review.standing(order, place_of(after))})


def _events_start(
    first: int | None,
    after: str | None,
    actor: str | None,
    action: str | None,
    since: datetime | None,
    until: datetime | None,
) -> PageStart:
    where = EventConditions(actor, action, in_utc(since, "since"), in_utc(until, "until"))
    return PageStart(
        "events_page", "events_total", page_size(first), after, {**where.parameters(), "after": place_of(after)}
    )


@strawberry.type
class CurationQueries:
    """Fields of Query."""

    @strawberry.field
    @reads(Listing(Expression("item_place"), _items_start))
    async def review_items(
        self,
        info: Info,
        kind: ReviewKind | None = None,
        status: ReviewStatus | None = domain.ReviewStatus.PENDING,
        first: int | None = 20,
        after: str | None = None,
        role: str | None = None,
        created_before: datetime | None = None,
        min_count: int | None = None,
        order_by: ReviewOrder | None = domain.ReviewOrder.OLDEST,
    ) -> ReviewItemConnection:
        """What waits for a curator; `role` is the slug or id of the role that it is about, null takes all."""
        size, graph, order = page_size(first), info.context.graph, order_by or domain.ReviewOrder.OLDEST
        where = _item_filter(kind, status, role, created_before, min_count)
        items = await review.page(graph, where, order, place_of(after), size + 1)
        total = await review.count(graph, where)
        return shown(page_of(items, review.place, size, after, total))

    @strawberry.field
    @reads(Listing(Property("uid"), _events_start))
    async def audit_events(
        self,
        info: Info,
        first: int | None = 20,
        after: str | None = None,
        actor: str | None = None,
        action: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> AuditEventConnection:
        """What was done to the taxonomy, the latest first. Of `until` itself nothing is answered; without a time zone,
        times are UTC."""
        size, graph = page_size(first), info.context.graph
        where = EventConditions(actor, action, in_utc(since, "since"), in_utc(until, "until"))
        events = await changes.page(graph, where, place_of(after), size + 1)
        total = await changes.count(graph, where)
        return shown(page_of(events, lambda event: event.uid, size, after, total))
