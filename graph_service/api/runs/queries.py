"""Reading runs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from graph_service.api.connections import page_of, page_size, place_of
from graph_service.api.context import Info
from graph_service.api.enums import CostGroup
from graph_service.api.ids import uid_of
from graph_service.api.reads import Entry, Listing, PageStart, Property, Start, reads
from graph_service.api.runs.types import CostReport, PipelineRun, PipelineRunConnection
from graph_service.api.taxonomy.types import shown
from graph_service.api.times import in_utc
from graph_service.errors import InvalidInput
from graph_service.store import ledger, runs


def _run_start(id: str) -> Start:
    return Start("run_by_uid", {"uid": uid_of(id, "PipelineRun")}, "PipelineRun")


def _runs_start(first: int | None, after: str | None) -> PageStart:
    return PageStart("runs_page", "runs_total", page_size(first), after, {"after": place_of(after)})


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
        self, info: Info, first: int | None = 20, after: str | None = None
    ) -> PipelineRunConnection:
        """Runs, newest first."""
        size, graph = page_size(first), info.context.graph
        items = await runs.page(graph, place_of(after), size + 1)
        return shown(page_of(items, lambda run: run.uid, size, after, await runs.count(graph)))

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
