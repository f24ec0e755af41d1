"""The ledger in the graph: what is kept of a call, what is held back before it, and sums over many."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from graph_service.domain.ledger import CallStatus, Caps, CostGroup, CostRow, Leave, LLMCall, LLMStep
from graph_service.store import ledger, runs
from graph_service.store.connection import Graph
from graph_service.store.ledger import GraphLedger
from tests.calls import CALL
from tests.support import query, value

WIDE = Caps(1.0, 1.0)


async def a_run(graph: Graph, key: str) -> str:
    run, _ = await runs.start(graph, key=key, sha256=key, text="six kilns", title=None, rejection=None)
    return run.uid


@pytest.mark.parametrize(
    "call",
    [
        CALL,
        replace(CALL, status=CallStatus.REUSED, reused_from="other", attempts=0, failures=(), cost_usd=0.0),
        replace(CALL, status=CallStatus.TIMEOUT, response=None, error="silent", priced=False),
    ],
)
async def test_call_comes_back_as_it_was_kept(empty_graph: Graph, call: LLMCall) -> None:
    run = await a_run(empty_graph, "a")

    await GraphLedger(empty_graph).record(run, call)

    assert await ledger.of_runs(empty_graph, [run, "none"]) == {run: (call,), "none": ()}


async def test_calls_of_a_run_come_oldest_first(empty_graph: Graph) -> None:
    run = await a_run(empty_graph, "a")
    for minutes in (2, 0, 1):
        at = CALL.at + timedelta(minutes=minutes)
        await GraphLedger(empty_graph).record(run, replace(CALL, uid=str(minutes), at=at))

    found = await ledger.of_runs(empty_graph, [run])

    assert [call.uid for call in found[run]] == ["0", "1", "2"]


async def test_earlier_answer_is_the_newest_that_was_paid_for(empty_graph: Graph) -> None:
    book = GraphLedger(empty_graph)
    first, second = await a_run(empty_graph, "a"), await a_run(empty_graph, "b")
    await book.record(first, CALL)
    await book.record(first, replace(CALL, uid="newer", at=CALL.at + timedelta(hours=1)))
    await book.record(first, replace(CALL, uid="failed", status=CallStatus.TRUNCATED, at=CALL.at + timedelta(hours=2)))
    await book.record(second, replace(CALL, uid="again", status=CallStatus.REUSED, at=CALL.at + timedelta(hours=3)))

    found = await book.earlier("r", None)

    assert found is not None
    assert found.uid == "newer"
    assert await book.earlier("r", second) is None
    assert await book.earlier("other", None) is None


# ---- caps


async def test_leave_depends_on_what_was_spent_and_on_what_is_held(empty_graph: Graph) -> None:
    book = GraphLedger(empty_graph)
    one, other = await a_run(empty_graph, "a"), await a_run(empty_graph, "b")
    caps = Caps(run_usd=0.05, day_usd=0.08)

    assert await book.reserve(one, "1", 0.03, caps) is Leave.GRANTED
    assert await book.reserve(one, "2", 0.03, caps) is Leave.WAIT
    await book.record(one, replace(CALL, uid="1", cost_usd=0.03))
    assert await book.reserve(one, "3", 0.03, caps) is Leave.OVER_RUN_CAP
    assert await book.reserve(one, "4", 0.02, caps) is Leave.GRANTED
    assert await book.reserve(other, "5", 0.04, caps) is Leave.WAIT
    assert await book.reserve(other, "6", 0.03, caps) is Leave.GRANTED
    await book.record(one, replace(CALL, uid="4", cost_usd=0.02))
    assert await book.reserve(other, "7", 0.04, caps) is Leave.OVER_DAY_CAP
    assert await book.reserve(other, "8", 0.06, caps) is Leave.OVER_RUN_CAP


async def test_what_a_dead_process_held_is_given_back(empty_graph: Graph) -> None:
    book, run = GraphLedger(empty_graph), await a_run(empty_graph, "a")
    await book.reserve(run, "dead", 0.9, WIDE)
    assert await book.reserve(run, "alive", 0.9, WIDE) is Leave.WAIT
    await query(empty_graph, "MATCH (r:LLMReservation) SET r.expiresAt = datetime() - duration({seconds: 1})")

    assert await book.reserve(run, "alive", 0.9, WIDE) is Leave.GRANTED
    assert await value(empty_graph, "MATCH (r:LLMReservation) RETURN collect(r.uid)") == ["alive"]


async def test_call_that_outlives_its_reservation_still_counts(empty_graph: Graph) -> None:
    book, run = GraphLedger(empty_graph), await a_run(empty_graph, "a")

    await book.record(run, replace(CALL, cost_usd=0.99))

    assert await book.reserve(run, "next", 0.02, WIDE) is Leave.OVER_RUN_CAP


async def test_day_cap_is_exact_to_one_call_under_sixteen_runs(empty_graph: Graph) -> None:
    book, cost, cap = GraphLedger(empty_graph), 0.01, Caps(1.0, 0.255)
    uids = [await a_run(empty_graph, f"run {number}") for number in range(16)]
    made: list[str] = []

    async def calls(run: str) -> None:
        for number in range(4):
            uid = f"{run} {number}"
            while (leave := await book.reserve(run, uid, 2 * cost, cap)) is Leave.WAIT:  # noqa: ASYNC110 - see Ledger
                await asyncio.sleep(0.01)
            if leave is Leave.GRANTED:
                made.append(uid)
                await book.record(run, replace(CALL, uid=uid, cost_usd=cost))

    await asyncio.gather(*(calls(run) for run in uids))

    # A 25th call could cost up to 0.02 on top of 0.24: over 0.255. Of real costs, 25 would have fitted.
    assert len(made) == 24
    assert await value(empty_graph, "MATCH (d:LLMDay) RETURN d.usd") == pytest.approx(0.24)
    assert await value(empty_graph, "MATCH (r:LLMReservation) RETURN count(r)") == 0


# ---- sums


async def test_costs_are_summed_by_step_model_role_and_day(empty_graph: Graph) -> None:
    book = GraphLedger(empty_graph)
    one, other = await a_run(empty_graph, "a"), await a_run(empty_graph, "b")
    await query(empty_graph, "MATCH (r:PipelineRun {uid: $uid}) SET r.decisionRole = 'potter'", uid=one)
    later = CALL.at + timedelta(days=1)
    await book.record(one, CALL)
    await book.record(one, replace(CALL, uid="2", step=LLMStep.PARSE, status=CallStatus.REUSED, cost_usd=0.0))
    await book.record(other, replace(CALL, uid="3", model="mine", cost_usd=0.0, priced=False, at=later))
    await book.record(other, replace(CALL, uid="4", status=CallStatus.REFUSED, at=later))

    by_step = await ledger.costs(empty_graph, None, None, CostGroup.STEP)

    assert by_step.rows == (
        CostRow("EXTRACT", 3, 0, 1, 1, 3000, 1200, 300, 0.04),
        CostRow("PARSE", 1, 1, 0, 0, 1000, 400, 100, 0.0),
    )
    assert by_step.total_usd == pytest.approx(0.04)
    assert by_step.unpriced == 1
    keys = {by: [row.key for row in (await ledger.costs(empty_graph, None, None, by)).rows] for by in CostGroup}
    assert keys == {
        CostGroup.STEP: ["EXTRACT", "PARSE"],
        CostGroup.MODEL: ["gpt-6-luna", "mine"],
        CostGroup.ROLE: ["none", "potter"],
        CostGroup.DAY: ["2026-11-20", "2026-11-21"],
    }


async def test_costs_of_a_time_leave_out_its_end(empty_graph: Graph) -> None:
    run = await a_run(empty_graph, "a")
    await GraphLedger(empty_graph).record(run, CALL)
    second = timedelta(seconds=1)

    async def total(since: datetime, until: datetime) -> float:
        return (await ledger.costs(empty_graph, since, until, CostGroup.STEP)).total_usd

    assert await total(CALL.at, CALL.at + second) == pytest.approx(0.02)
    assert await total(CALL.at - second, CALL.at) == 0
    assert await total(CALL.at + second, CALL.at + 2 * second) == 0


async def test_cost_of_an_accepted_new_skill(empty_graph: Graph) -> None:
    run = await a_run(empty_graph, "a")
    await GraphLedger(empty_graph).record(run, CALL)
    assert (await ledger.costs(empty_graph, None, None, CostGroup.STEP)).usd_per_accepted_new_skill is None
    for number, (kind, status) in enumerate(
        [("NEW_SKILL", "APPROVED"), ("NEW_SKILL", "APPROVED"), ("NEW_SKILL", "PENDING"), ("NEW_ALIAS", "APPROVED")]
    ):
        await query(
            empty_graph,
            "CREATE (:ReviewItem {uid: $key, key: $key, kind: $kind, status: $status, createdAt: datetime()})",
            key=str(number),
            kind=kind,
            status=status,
        )

    found = await ledger.costs(empty_graph, None, None, CostGroup.STEP)

    assert found.accepted_new_skills == 2
    assert found.usd_per_accepted_new_skill == pytest.approx(0.01)
    assert (await ledger.costs(empty_graph, None, CALL.at, CostGroup.STEP)).accepted_new_skills == 0
