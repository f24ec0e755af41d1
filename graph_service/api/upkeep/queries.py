"""What a curator should look at."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import strawberry

from graph_service.api.connections import page_of, page_size, place_of
from graph_service.api.context import Info
from graph_service.api.enums import ReviewGrouping, TaxonomyIssueKind
from graph_service.api.taxonomy.types import shown
from graph_service.api.upkeep.types import (
    DuplicateCandidate,
    ReviewPrecision,
    TaxonomyIssueConnection,
    TaxonomyIssueCount,
)
from graph_service.curation.duplicates import LEAST_SCORE, find_duplicates
from graph_service.domain import review as domain
from graph_service.errors import InvalidInput
from graph_service.store import health

MOST_RUNS = 1_000_000


@strawberry.type
class UpkeepQueries:
    """Fields of Query."""

    @strawberry.field
    async def duplicate_candidates(
        self, info: Info, first: int | None = 20, min_score: float | None = LEAST_SCORE
    ) -> list[DuplicateCandidate]:
        """Pairs of active and pending skills that may be one, the likeliest first; ruled-out ones never come back."""
        size, least = page_size(first), LEAST_SCORE if min_score is None else min_score
        if not 0 <= least <= 1:
            raise InvalidInput(f"minScore is {least}; send a number from 0 to 1", "minScore")
        knowledge = await info.context.pipeline.knowledge.current()
        return shown(await find_duplicates(info.context.graph, knowledge.library, least, size))

    @strawberry.field
    async def taxonomy_issues(
        self,
        info: Info,
        kind: TaxonomyIssueKind,
        first: int | None = 20,
        after: str | None = None,
        runs: Annotated[
            int | None, strawberry.argument(description="UNSEEN_SKILL: how many runs in a row missed it.")
        ] = health.RUNS,
    ) -> TaxonomyIssueConnection:
        """What is the matter with the taxonomy, one kind at a time, in a steady order."""
        size = page_size(first)
        issues, total = await health.issues(info.context.graph, kind, place_of(after), size + 1, _checked_runs(runs))
        return shown(page_of(issues, lambda issue: issue.key, size, after, total))

    @strawberry.field
    async def taxonomy_health(
        self,
        info: Info,
        runs: Annotated[
            int | None, strawberry.argument(description="UNSEEN_SKILL: how many runs in a row missed it.")
        ] = health.RUNS,
    ) -> list[TaxonomyIssueCount]:
        """How many issues of each kind there are."""
        return shown(await health.counts(info.context.graph, _checked_runs(runs)))

    @strawberry.field
    async def review_precision(
        self,
        info: Info,
        from_: Annotated[
            datetime | None, strawberry.argument(name="from", description="Decided, or proposed, then or later.")
        ] = None,
        to: Annotated[datetime | None, strawberry.argument(description="And before then.")] = None,
        group_by: Annotated[
            list[ReviewGrouping] | None, strawberry.argument(description="By all of them unless said otherwise.")
        ] = None,
    ) -> list[ReviewPrecision]:
        """How many proposals curators approved and rejected in a period, and how many of its own still wait."""
        since, until = _aware(from_), _aware(to)
        if since and until and since >= until:
            raise InvalidInput("from is not before to; send an earlier from", "from")
        groups = list(domain.ReviewGrouping) if group_by is None else group_by
        return shown(await health.precision(info.context.graph, since, until, groups))


def _checked_runs(runs: int | None) -> int:
    """Raises InvalidInput."""
    number = health.RUNS if runs is None else runs
    if not 1 <= number <= MOST_RUNS:
        raise InvalidInput(f"runs is {number}; send a number from 1 to {MOST_RUNS:,}", "runs")
    return number


def _aware(at: datetime | None) -> datetime | None:
    """A time without a zone is UTC."""
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
