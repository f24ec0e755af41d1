"""Deciding what runs propose."""

from __future__ import annotations

import strawberry

from graph_service.api.access import mutation
from graph_service.api.curation.types import ReviewPayload
from graph_service.api.errors import not_available
from graph_service.domain.access import Access


@strawberry.input
class ReviewInput:
    """The item to approve, and how."""

    id: strawberry.ID
    merge_into: str | None = strawberry.field(
        default=None, description="NEW_SKILL: attach it to this skill as an alias instead of making a new one."
    )
    dimension: str | None = None


@strawberry.type
class ReviewMutations:
    """Fields of Mutation."""

    @mutation(needs=Access.CURATOR)
    async def approve_review_item(self, input: ReviewInput) -> ReviewPayload:
        """Accept what a run proposed."""
        return ReviewPayload(item=None, event=None, errors=[not_available("approveReviewItem")])

    @mutation(needs=Access.CURATOR)
    async def reject_review_item(self, id: strawberry.ID, reason: str | None = None) -> ReviewPayload:
        """Turn down what a run proposed."""
        return ReviewPayload(item=None, event=None, errors=[not_available("rejectReviewItem")])
