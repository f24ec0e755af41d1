"""What would happen: a run that is not kept, and stored runs decided again."""

from __future__ import annotations

from dataclasses import asdict

import strawberry

from graph_service.api.connections import PageInfo, cursor, place_of
from graph_service.api.context import Info
from graph_service.api.errors import UserError, as_payload
from graph_service.api.rehearsal.types import (
    PreviewPayload,
    ReplayFilter,
    ReplayPayload,
    ThresholdOverrides,
)
from graph_service.api.runs.mutations import RunPipelineInput
from graph_service.api.taxonomy.types import shown
from graph_service.api.times import in_utc
from graph_service.domain import replay as domain
from graph_service.errors import InvalidInput
from graph_service.pipeline.preview import preview
from graph_service.pipeline.replay import overridden_thresholds, replay
from graph_service.pipeline.run import Request
from graph_service.settings import Thresholds

MOST_REPLAYS = 1000


def _no_preview(errors: list[UserError]) -> PreviewPayload:
    return PreviewPayload(preview=None, errors=errors)


def _no_replay(errors: list[UserError]) -> ReplayPayload:
    return ReplayPayload(replays=[], totals=None, page_info=None, errors=errors)


@strawberry.type
class RehearsalQueries:
    """Fields of Query."""

    @strawberry.field
    @as_payload(_no_preview)
    async def preview_pipeline(self, info: Info, input: RunPipelineInput) -> PreviewPayload:
        """What runPipeline would answer and write for this input: every node, edge and review item. Writes nothing."""
        request = Request(input.job_description, input.job_title, input.idempotency_key)
        return PreviewPayload(preview=shown(await preview(info.context.pipeline, request)), errors=[])

    @strawberry.field
    @as_payload(_no_replay)
    async def replay_runs(
        self,
        info: Info,
        filter: ReplayFilter | None = None,
        overrides: ThresholdOverrides | None = None,
        use_todays_library: bool | None = False,
        first: int | None = 100,
        after: str | None = None,
    ) -> ReplayPayload:
        """Decides stored runs again, newest first, on the evidence that they kept or, with today's library, on their
        texts; lists which decisions flip and why. `first` is how many runs, 1 to 1000. Writes nothing."""
        where, pipeline = filter or ReplayFilter(), info.context.pipeline
        done = await replay(
            pipeline,
            _where(where),
            _thresholds(pipeline.thresholds, overrides),
            todays_library=bool(use_todays_library),
            first=_checked_first(first),
            after=place_of(after),
        )
        listed = [one for one in done.replays if one.flipped or not where.only_flips]
        return ReplayPayload(
            replays=shown(listed), totals=shown(done.totals), page_info=_page_info(done, after), errors=[]
        )


def _where(filter: ReplayFilter) -> domain.ReplayFilter:
    """The filter with times that have a zone. Raises InvalidInput."""
    since = in_utc(filter.created_since, "filter.createdSince")
    until = in_utc(filter.created_until, "filter.createdUntil")
    if since and until and since >= until:
        raise InvalidInput("createdUntil is not after createdSince: no run can match", "filter.createdUntil")
    return domain.ReplayFilter(filter.case, filter.role, since, until)


def _thresholds(settings: Thresholds, overrides: ThresholdOverrides | None) -> Thresholds:
    given = asdict(overrides) if overrides else {}
    return overridden_thresholds(settings, {name: value for name, value in given.items() if value is not None})


def _checked_first(first: int | None) -> int:
    size = 100 if first is None else first
    if not 1 <= size <= MOST_REPLAYS:
        raise InvalidInput(f"first is {size}; send a number from 1 to {MOST_REPLAYS}", "first")
    return size


def _page_info(done: domain.ReplayReport, after: str | None) -> PageInfo:
    """Of the runs that were decided again, listed or not."""
    start = done.replays[0].uid if done.replays else None
    return PageInfo(
        has_next_page=done.has_more,
        has_previous_page=after is not None,
        start_cursor=cursor(start) if start else None,
        end_cursor=cursor(done.last) if start and done.last else None,
    )
