"""Stored runs decided again: from the graph, under other thresholds and with a library that changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from graph_service.domain.replay import ReplayFilter, ReplayReport
from graph_service.domain.run import DecisionCase, Run
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.replay import overridden_thresholds, replay
from graph_service.pipeline.run import Pipeline, Request
from graph_service.store import library as library_store
from graph_service.store import runs
from graph_service.store.connection import Graph
from tests.support import BACKEND, VETERINARY, Posting, contents, query

UNTITLED = replace(BACKEND, title="Wizard of Services")
ANY = ReplayFilter()


async def sent(pipeline: Pipeline, *postings: Posting) -> list[Run]:
    """Runs of these postings, in order."""
    return [await pipeline.run(Request(posting.text, posting.title)) for posting in postings]


async def replayed(
    pipeline: Pipeline,
    where: ReplayFilter = ANY,
    *,
    first: int = 100,
    after: str | None = None,
    todays_library: bool = False,
    **overrides: object,
) -> ReplayReport:
    thresholds = overridden_thresholds(pipeline.thresholds, overrides)
    return await replay(pipeline, where, thresholds, todays_library=todays_library, first=first, after=after)


async def test_replay_without_overrides_flips_nothing_and_writes_nothing(pipeline: Pipeline) -> None:
    done = await sent(pipeline, BACKEND, UNTITLED, VETERINARY)
    before = await contents(pipeline.graph)

    report = await replayed(pipeline)

    assert await contents(pipeline.graph) == before
    assert [one.uid for one in report.replays] == [run.uid for run in reversed(done)]
    assert [one.before for one in report.replays] == [one.after for one in report.replays]
    assert (report.totals.matching, report.totals.replayed, report.totals.flipped) == (3, 3, 0)
    assert (report.last, report.has_more) == (done[0].uid, False)


async def test_replay_under_other_thresholds_flips_what_rested_on_them(pipeline: Pipeline) -> None:
    titled, untitled = await sent(pipeline, BACKEND, UNTITLED)
    assert untitled.decision is not None
    assert untitled.decision.role == "backend-engineer"

    report = await replayed(pipeline, skill_floor=1.0, alias_floor=1.0)

    flips = {one.uid: one for one in report.replays if one.flipped}
    assert flips.keys() == {untitled.uid}
    flip = flips[untitled.uid]
    assert (flip.before.case, flip.before.role_slug) == (untitled.decision.case, "backend-engineer")
    assert (flip.after.case, flip.after.role_slug) == (DecisionCase.F, None)
    assert "skillFloor" in [cause.name for cause in flip.why]
    assert report.totals.role_changed == 1
    assert {(move.before, move.after) for move in report.totals.cases} == {
        (DecisionCase.A, DecisionCase.A),
        (untitled.decision.case, DecisionCase.F),
    }
    assert titled.uid not in flips


async def test_replay_with_todays_library_weighs_the_texts_again(
    pipeline: Pipeline, small_library: Library, embedder: HashedEmbedder
) -> None:
    [run] = await sent(pipeline, BACKEND)
    unchanged = await replayed(pipeline, todays_library=True)
    roles = {slug: role for slug, role in small_library.roles.items() if slug != "data-engineer"}
    title = next(alias for alias in roles["backend-engineer"].titles if alias.text == "Software Engineer")
    # Someone gives the title away, and its owner no longer works in anything that the posting asks for.
    roles["backend-engineer"] = replace(
        roles["backend-engineer"],
        titles=tuple(alias for alias in roles["backend-engineer"].titles if alias != title),
        dimensions=("systems-programming",),
    )
    roles["frontend-engineer"] = replace(roles["frontend-engineer"], titles=(*roles["frontend-engineer"].titles, title))
    await library_store.load(pipeline.graph, replace(small_library, roles=roles), embedder)

    stored, today = await replayed(pipeline), await replayed(pipeline, todays_library=True)

    assert [one.flipped for one in unchanged.replays] == [False]
    assert [one.flipped for one in stored.replays] == [False]
    [flip] = today.replays
    assert run.decision is not None
    assert (flip.before.role_slug, flip.flipped) == (run.decision.role, True)
    assert "title score of backend-engineer" in [cause.name for cause in flip.why]
    assert {cause.explanation for cause in flip.why} <= {
        "weighed again with today's library",
        "found again with today's library",
    }


async def test_replay_takes_the_runs_that_its_filter_asks_for(pipeline: Pipeline) -> None:
    first, second, unknown = await sent(pipeline, BACKEND, UNTITLED, VETERINARY)
    assert second.decision is not None
    soon = datetime.now(UTC) + timedelta(hours=1)

    async def uids(where: ReplayFilter) -> list[str]:
        report = await replayed(pipeline, where)
        assert report.totals.matching == len(report.replays)
        return [one.uid for one in report.replays]

    assert await uids(ReplayFilter(case=DecisionCase.A)) == [first.uid]
    assert await uids(ReplayFilter(case=DecisionCase.F)) == [unknown.uid]
    assert await uids(ReplayFilter(role="backend-engineer")) == [second.uid, first.uid]
    assert await uids(ReplayFilter(role="backend-engineer", case=second.decision.case)) == [second.uid]
    assert await uids(ReplayFilter(role="nobody")) == []
    assert await uids(ReplayFilter(created_since=second.created_at)) == [unknown.uid, second.uid]
    assert await uids(ReplayFilter(created_until=second.created_at)) == [first.uid]
    assert await uids(ReplayFilter(created_since=soon)) == []


async def test_replay_goes_on_where_the_last_page_ended(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.pipeline.replay.BATCH", 2)
    cities = ("Leeds", "Bristol", "Cardiff", "Derby", "Exeter")
    done = await sent(
        pipeline, *(replace(BACKEND, opening=f"We look for someone who will join us in {city}.") for city in cities)
    )
    newest_first = [run.uid for run in reversed(done)]

    start = await replayed(pipeline, first=3)
    rest = await replayed(pipeline, first=3, after=start.last)

    assert [one.uid for one in start.replays] == newest_first[:3]
    assert (start.has_more, start.totals.matching, start.totals.replayed) == (True, 5, 3)
    assert [one.uid for one in rest.replays] == newest_first[3:]
    assert (rest.has_more, rest.last) == (False, newest_first[-1])
    assert (await replayed(pipeline, after="nobody")).replays == []


async def test_replay_leaves_out_runs_without_a_decision(pipeline: Pipeline) -> None:
    await pipeline.run(Request("Engineer wanted"))
    waiting = await pipeline.extract(Request(BACKEND.text, BACKEND.title))

    report = await replayed(pipeline)

    assert [one.uid for one in report.replays] == [waiting.uid]


async def test_replay_leaves_what_a_person_decided(pipeline: Pipeline) -> None:
    run = await pipeline.details((await pipeline.extract(Request(BACKEND.text, BACKEND.title))).uid, None)
    await pipeline.finalize(run.uid, "data-engineer")

    report = await replayed(pipeline, ReplayFilter(role="data-engineer"), contradiction_margin=0.0)

    [one] = report.replays
    assert (one.uid, one.after.role_slug, one.flipped) == (run.uid, "data-engineer", False)


async def test_run_keeps_case_and_role_beside_its_decision(pipeline: Pipeline) -> None:
    run, unknown = await sent(pipeline, BACKEND, VETERINARY)

    rows = await query(
        pipeline.graph, "MATCH (n:PipelineRun) RETURN n.uid AS uid, n.decisionCase AS case, n.decisionRole AS role"
    )

    assert {(row["uid"], row["case"], row["role"]) for row in rows} == {
        (run.uid, "A", "backend-engineer"),
        (unknown.uid, "F", None),
    }


async def test_no_runs_are_replayed_as_none(small_graph: Graph, pipeline: Pipeline) -> None:
    report = await replayed(pipeline, todays_library=True)

    assert await runs.count_decided(small_graph, ANY) == 0
    assert (report.replays, report.last, report.has_more) == ([], None, False)
