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
SETTLES_AFTER_S = 2.0
"""`runPipeline` passes through AWAITING_CONFIRMATION between its steps: only a run that stays there waits."""
_GOING = (RunStatus.QUEUED, RunStatus.RUNNING)


@strawberry.type
class RunSubscriptions:
    """Fields of Subscription."""

    @strawberry.subscription
    async def pipeline_progress(self, info: Info, run_id: strawberry.ID) -> AsyncGenerator[PipelineProgress, None]:
        """How far a run is, whenever that changes, until it rests. `runId` is the run's id, or the idempotency key
        that it was, or is about to be, sent with."""
        key, appears_within_s = _key(run_id)
        last, waited, settled = None, 0.0, 0.0
        while waited < LONGEST_S:
            told = await runs.progress(info.context.graph, key)
            if told is None and waited >= appears_within_s:
                raise NotFound(f"there is no run {run_id[:80]!r}; pipelineRuns lists those there are", "runId")
            if told is not None:
                step, fraction, message, run = told
                settled = settled + POLL_S if run.status is RunStatus.AWAITING_CONFIRMATION else 0.0
                rests = _rests(run.status, settled)
                if rests or (step, fraction, message) != last:
                    last = (step, fraction, message)
                    yield PipelineProgress(
                        step=step, fraction=fraction, message=message, run=shown(run) if rests else None
                    )
                if rests:
                    return
            await asyncio.sleep(POLL_S)
            waited += POLL_S


def _rests(status: RunStatus, settled: float) -> bool:
    """Whether a run goes on only if its caller says so, or not at all."""
    if status is RunStatus.AWAITING_CONFIRMATION:
        return settled > SETTLES_AFTER_S
    return status not in _GOING


def _key(run_id: str) -> tuple[str, float]:
    """A run's uid, or an idempotency key as it is; and how long to wait for the run: an id is of one there is."""
    try:
        return uid_of(run_id, "PipelineRun", "runId"), 0.0
    except InvalidInput:
        return run_id, APPEARS_WITHIN_S
