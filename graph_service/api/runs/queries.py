"""Reading runs."""

from __future__ import annotations

import strawberry

from graph_service.api.connections import checked_first, page_of, place_of
from graph_service.api.context import Info
from graph_service.api.ids import uid_of
from graph_service.api.runs.types import PipelineRun, PipelineRunConnection
from graph_service.api.taxonomy.types import shown
from graph_service.store import runs


@strawberry.type
class RunQueries:
    """Fields of Query."""

    @strawberry.field
    async def pipeline_run(self, info: Info, id: strawberry.ID) -> PipelineRun | None:
        """A run by its id."""
        return shown(await info.context.runs.load(uid_of(id, "PipelineRun")))

    @strawberry.field
    async def pipeline_runs(
        self, info: Info, first: int | None = 20, after: str | None = None
    ) -> PipelineRunConnection:
        """Runs, newest first."""
        size, graph = checked_first(first), info.context.graph
        items = await runs.page(graph, place_of(after), size + 1)
        return shown(page_of(items, lambda run: run.uid, size, after, await runs.count(graph)))
