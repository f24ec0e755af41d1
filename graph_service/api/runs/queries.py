"""Reading runs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from graph_service.api.connections import page_of, page_size, place_of
from graph_service.api.context import Info
from graph_service.api.enums import CostGroup, DecisionCase, RunStatus
from graph_service.api.ids import uid_of
from graph_service.api.reads import Entry, Listing, PageStart, Property, Start, reads
from graph_service.api.runs.types import CostReport, PipelineRun, PipelineRunConnection
from graph_service.api.taxonomy.types import shown
from graph_service.api.times import in_utc
from graph_service.domain import run as domain
from graph_service.errors import InvalidInput
from graph_service.store import ledger, runs


@strawberry.input
class RunFilter:
    """Which runs to list; what is left out takes all."""

    text: str | None = strawberry.field(
        default=None,
        description="Words, or how they begin: all in the job description and its title, or all in the role's name.",
    )
    role: str | None = strawberry.field(
        default=None, description="The role (slug) that was decided, or that a curator made of what was proposed."
    )
    case: DecisionCase | None = strawberry.field(default=None, description="The case that was decided.")
    status: RunStatus | None = None
    created_since: datetime | None = strawberry.field(default=None, description="Without a time zone, it is UTC.")
    created_until: datetime | None = strawberry.field(default=None, description="Not included.")

    def conditions(self) -> domain.RunFilter:
        """As the store takes it. Raises InvalidInput."""
        since, until = (
            in_utc(self.created_since, "filter.createdSince"),
            in_utc(self.created_until, "filter.createdUntil"),
        )
        if since and until and since >= until:
            raise InvalidInput("createdUntil is not after createdSince: no run can match", "filter.createdUntil")
        return domain.RunFilter(self.text, self.role, self.case, self.status, since, until)


def _run_start(id: str) -> Start:
    return Start("run_by_uid", {"uid": uid_of(id, "PipelineRun")}, "PipelineRun")


def _runs_start(filter: RunFilter | None, first: int | None, after: str | None) -> PageStart:
    size, where = page_size(first), (filter or RunFilter()).conditions()
    return PageStart("runs_page", "runs_total", size, after, {**runs.conditions(where), "after": place_of(after)})


@strawberry.type
class RunQueries:
    """Fields of Query."""

    @strawberry.field
    @reads(Entry(_run_start))
    async def pipeline_run(self, info: Info, id: strawberry.ID) -> PipelineRun | None:
        """A run by its id."""
        return shown(await info.context.runs.load(uid_of(id, "PipelineRun")))

    @strawberry.field
    @reads(Listing(Property("uid"), _runs_start))
    async def pipeline_runs(
        self, info: Info, filter: RunFilter | None = None, first: int | None = 20, after: str | None = None
    ) -> PipelineRunConnection:
        """Runs, newest first."""
        size, graph, where = page_size(first), info.context.graph, (filter or RunFilter()).conditions()
        items = await runs.page(graph, where, place_of(after), size + 1)
        return shown(page_of(items, lambda run: run.uid, size, after, await runs.count(graph, where)))

    @strawberry.field
    async def costs(
        self,
        info: Info,
        start: Annotated[datetime | None, strawberry.argument(name="from")] = None,
        end: Annotated[datetime | None, strawberry.argument(name="to")] = None,
        group_by: CostGroup = CostGroup.STEP,
    ) -> CostReport:
        """What the calls of language models cost from a time on until before another; without a zone, times are UTC."""
        since, until = in_utc(start, "from"), in_utc(end, "to")
        if since and until and since >= until:
            raise InvalidInput("to is not after from: no call can match", "to")
        return shown(await ledger.costs(info.context.graph, since, until, group_by))
