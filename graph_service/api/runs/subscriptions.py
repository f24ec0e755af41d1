"""Following a run from any process: its progress is read from the graph."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import strawberry

from graph_service.api.context import Info
from graph_service.api.ids import uid_of
from graph_service.api.runs.types import PipelineProgress
from graph_service.api.taxonomy.types import shown
from graph_service.domain.run import RunStatus
from graph_service.errors import InvalidInput, NotFound
from graph_service.store import runs

POLL_S = 0.2
APPEARS_WITHIN_S = 30
"""A client may follow an idempotency key before it sends the run."""
LONGEST_S = 900
_GOING = (RunStatus.QUEUED, RunStatus.RUNNING)


@strawberry.type
class RunSubscriptions:
    """Fields of Subscription."""

    @strawberry.subscription
    async def pipeline_progress(self, info: Info, run_id: strawberry.ID) -> AsyncGenerator[PipelineProgress, None]:
        """How far a run is, whenever that changes, until it rests. `runId` is the run's id, or the idempotency key
        that it was, or is about to be, sent with."""
        key, appears_within_s = _key(run_id)
        last, waited = None, 0.0
        while waited < LONGEST_S:
            told = await runs.progress(info.context.graph, key)
            if told is None and waited >= appears_within_s:
                raise NotFound(f"there is no run {run_id[:80]!r}; pipelineRuns lists those there are", "runId")
            if told is not None and (told[:3], told[3].status) != last:
                last = (told[:3], told[3].status)
                rests = told[3].status not in _GOING
                yield PipelineProgress(
                    step=told[0], fraction=told[1], message=told[2], run=shown(told[3]) if rests else None
                )
                if rests:
                    return
            await asyncio.sleep(POLL_S)
            waited += POLL_S


def _key(run_id: str) -> tuple[str, float]:
    """A run's uid, or an idempotency key as it is; and how long to wait for the run: an id is of one there is."""
    try:
        return uid_of(run_id, "PipelineRun", "runId"), 0.0
    except InvalidInput:
        return run_id, APPEARS_WITHIN_S
