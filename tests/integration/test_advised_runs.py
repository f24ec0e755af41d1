"""Whole runs with the real client, against a server on loopback: what a model adds, what it costs, and how it fails."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from graph_service.app import advisor_of
from graph_service.domain.ledger import CallStatus, CostGroup, LLMStep
from graph_service.domain.run import Run, RunStatus, RunStep, SkillTag
from graph_service.errors import Conflict, StoreError
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.openai_client import OpenAIClient
from graph_service.pipeline.preview import preview
from graph_service.pipeline.run import Pipeline, Request
from graph_service.settings import Settings
from graph_service.store import ledger, review, runs
from graph_service.store.connection import Graph
from graph_service.store.ledger import GraphLedger
from tests.support import BACKEND, contents, query, value
from tests.wire import HANGING, KEY, Answer, Asked, Wire, completion, error, listening

POSTING = replace(
    BACKEND,
    must=(
        *BACKEND.must,
        "You know your way around feature toggles and blue-green rollouts.",
        "Fluency in express delivery.",
    ),
)
"""With skills that only a reader finds."""
STEPS = [LLMStep.PARSE, LLMStep.EXTRACT, LLMStep.REPORT]
QUOTE = "Design, build and operate backend services with clear interfaces for our customers."
ANSWERS: dict[str, Any] = {
    "parse": {
        "title": "Senior Software Engineer",
        "company": None,
        "experience": {"phrase": "At least five years of experience", "least": 5, "most": None},
        "education": [],
        "certifications": [],
        "locations": ["Leeds", "Atlantis"],
        "compensation": None,
    },
    "extract": {
        "skills": [
            {"name": "Java", "quote": "x"},
            {"name": "feature toggles", "quote": "x"},
            {"name": "Blue-Green Rollouts", "quote": "x"},
            {"name": "Haskell", "quote": "x"},
        ]
    },
    "arbitrate": {"role": "backend-engineer", "confidence": 0.9, "reasoning": "It is about services."},
    "enrich": {
        "skills": [
            {
                "number": 1,
                "category": None,
                "nature": "PRACTICE",
                "volatility": "STABLE",
                "lifespan": "EVERGREEN",
                "version_strategy": "UNVERSIONED",
                "dimensions": ["backend-services"],
            }
        ]
    },
    "report": {
        "label": "Building new features and services",
        "summary": "The person designs and runs backend services for customers and keeps them fast. They review code.",
        "quotes": [QUOTE, "Ship it on Fridays, always and without tests."],
    },
}
Make = Callable[..., Pipeline]


def answers(asked: Asked) -> Answer:
    """What a well-behaved model answers."""
    return completion(ANSWERS[asked.body["response_format"]["json_schema"]["name"]])


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with listening() as wire:
        wire.otherwise = answers
        yield wire


@pytest.fixture
async def make(wire: Wire, small_graph: Graph, embedder: HashedEmbedder) -> AsyncIterator[Make]:
    """Makes pipelines whose models are the server's."""
    clients = []

    def made(**settings: Any) -> Pipeline:
        chosen = Settings(openai_api_key=SecretStr(KEY), openai_base_url=wire.url, **settings)
        client = OpenAIClient(
            chosen.openai_api_key,
            wire.url,
            timeout_s=chosen.llm_timeout_s,
            attempts=chosen.llm_attempts,
            pause=no_pause,
        )
        clients.append(client)
        return Pipeline(small_graph, embedder, chosen.thresholds, advisor_of(client, GraphLedger(small_graph), chosen))

    yield made
    for client in clients:
        await client.close()


async def no_pause(_: float) -> None:
    await asyncio.sleep(0)


def request(key: str | None = None) -> Request:
    return Request(POSTING.text, POSTING.title, key)


def steps(run: Run) -> list[tuple[LLMStep, CallStatus]]:
    return sorted(((call.step, call.status) for call in run.llm_calls), key=lambda pair: list(LLMStep).index(pair[0]))


# ---- what a model adds


async def test_model_adds_what_the_text_bears_out(make: Make, pipeline: Pipeline) -> None:
    plain = await pipeline.run(request())
    run = await make().run(request())

    assert run.status is RunStatus.COMPLETED
    names = {skill.name: skill for skill in run.skills}
    assert {skill.name for skill in plain.skills} <= names.keys()
    assert names.keys() - {skill.name for skill in plain.skills} == {"feature toggles", "blue-green rollouts"}
    assert names["blue-green rollouts"].tag is SkillTag.NEW
    [span] = names["blue-green rollouts"].evidence
    assert POSTING.text[span.start : span.end] == span.text == "blue-green rollouts"
    assert "EXTRACT: skills that the text does not bear out were dropped: 1" in run.warnings
    assert "PARSE: fields that the text does not bear out were dropped: 1" in run.warnings
    assert "REPORT: quotes that the text does not bear out were dropped: 1" in run.warnings


async def test_new_skills_of_a_model_wait_for_a_curator(make: Make) -> None:
    pipeline = make()
    run = await pipeline.run(request())

    items = (await review.of_runs(pipeline.graph, [run.uid]))[run.uid]
    assert {"feature toggles", "blue-green rollouts"} <= {item.text for item in items if item.kind.value == "NEW_SKILL"}
    sources = await query(
        pipeline.graph,
        "MATCH (i:ReviewItem {text: 'feature toggles'}) RETURN i.source AS source, i.promptVersion AS prompt",
    )
    assert sources == [{"source": "model", "prompt": "1"}]
    assert await value(
        pipeline.graph,
        "MATCH (s:Skill) WHERE s.name IN $names RETURN collect(DISTINCT s.status)",
        names=["feature toggles", "blue-green rollouts"],
    ) == ["PENDING"]
    filed = next(p for p in run.placements if p.name == "feature toggles")
    assert filed.nature is not None
    assert (filed.nature.value, filed.dimensions[0].dimension) == ("PRACTICE", "backend-services")


async def test_wording_is_the_models_and_quotes_are_the_texts(make: Make) -> None:
    run = await make().run(request())

    assert run.report is not None
    work = run.report.nature_of_work
    assert work.summary == ANSWERS["report"]["summary"]
    assert [span.text for span in work.evidence] == [QUOTE]
    assert POSTING.text[work.evidence[0].start : work.evidence[0].end] == QUOTE


async def test_every_call_is_kept_with_its_run(make: Make, wire: Wire) -> None:
    run = await make().run(request())

    assert steps(run) == [(step, CallStatus.OK) for step in (*STEPS[:2], LLMStep.ENRICH, LLMStep.REPORT)]
    luna, terra = (1000 * 0.1 + 100 * 0.5) / 1e6, (1000 * 1 + 100 * 5) / 1e6
    assert run.cost.extract_usd == pytest.approx(2 * luna)
    assert run.cost.details_usd == pytest.approx(terra)
    assert run.cost.final_usd == pytest.approx(luna)
    assert run.cost.total_usd == pytest.approx(3 * luna + terra)
    assert [json.loads(call.response or "") for call in run.llm_calls if call.step is LLMStep.PARSE] == [
        ANSWERS["parse"]
    ]
    assert len(wire.asked) == 4


async def test_text_is_data_and_never_in_the_system_message(make: Make, wire: Wire) -> None:
    await make().run(request())

    for body in wire.bodies:
        system, user = body["messages"]
        assert (system["role"], user["role"]) == ("system", "user")
        assert "Leeds" not in system["content"]
        assert "feature toggles" not in system["content"]
    about_the_text = [body["messages"][1]["content"] for body in wire.bodies]
    assert sum("Leeds" in told for told in about_the_text) == 3
    assert all(told.count('<posting id="') == 1 for told in about_the_text)


async def test_same_text_is_not_asked_about_twice(make: Make, wire: Wire) -> None:
    pipeline = make()
    first = await pipeline.run(request("one"))
    asked = len(wire.asked)

    second = await pipeline.run(request("two"))

    assert len(wire.asked) == asked
    assert second.uid != first.uid
    assert second.cost.total_usd == 0
    assert {call.status for call in second.llm_calls} == {CallStatus.REUSED}
    assert [skill.name for skill in second.skills] == [skill.name for skill in first.skills]


async def test_another_model_is_asked_anew(make: Make, wire: Wire) -> None:
    await make(llm_models={"extract": "gpt-6-sol"}).run(request("one"))
    asked = len(wire.asked)

    await make(llm_models={"extract": "gpt-6-luna"}).run(request("two"))

    assert [body["model"] for body in wire.bodies[asked:]] == ["gpt-6-luna"]


# ---- how it fails


FAULTS: dict[str, tuple[Answer, CallStatus]] = {
    "429": (error(429, "slow down"), CallStatus.RATE_LIMITED),
    "500": (error(500, "oops"), CallStatus.SERVER_ERROR),
    "dropped": (Answer(is_dropped=True), CallStatus.CONNECTION),
    "silent": (HANGING, CallStatus.TIMEOUT),
    "truncated": (completion('{"skills": [', finish="length"), CallStatus.TRUNCATED),
    "no JSON": (completion("Sure! Here they are."), CallStatus.INVALID_ANSWER),
    "refusal": (completion(None, refusal="No."), CallStatus.REFUSED),
    "empty": (completion(""), CallStatus.EMPTY),
    "no model": (error(404, "no such model", "model_not_found"), CallStatus.UNKNOWN_MODEL),
    "wrong key": (error(401, f"Incorrect API key provided: {KEY}", "invalid_api_key"), CallStatus.UNAUTHORISED),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_fault_degrades_to_the_offline_result_and_says_so(
    name: str, make: Make, wire: Wire, pipeline: Pipeline
) -> None:
    fault, status = FAULTS[name]
    wire.otherwise = lambda _: fault
    plain = await pipeline.run(request())

    run = await make(llm_timeout_s=0.2 if name == "silent" else 5.0, llm_attempts=2).run(request())

    assert run.status is RunStatus.COMPLETED
    assert (run.skills, run.parsed, run.report) == (plain.skills, plain.parsed, plain.report)
    assert {call.status for call in run.llm_calls} == {status}
    assert [
        f"{step.value} was done without the model ({status.value})" in " ".join(run.warnings) for step in STEPS
    ] == [True] * 3
    stored = await query(make().graph, "MATCH (n:LLMCall|PipelineRun) RETURN properties(n) AS all")
    assert KEY not in str(stored)


async def test_results_of_a_finished_step_survive_the_failure_of_a_later_one(make: Make, wire: Wire) -> None:
    class Moody(HashedEmbedder):
        failing = False

        def embed_documents(self, texts: Any) -> Any:
            if self.failing:
                raise StoreError("out of order")
            return super().embed_documents(texts)

    pipeline = make()
    pipeline.embedder = moody = Moody()
    run = await pipeline.extract(request("key"))
    moody.failing = True
    with pytest.raises(StoreError):
        await pipeline.details(run.uid, None)
    asked = len(wire.asked)

    moody.failing = False
    done = await pipeline.run(request("key"))

    assert done.uid == run.uid
    assert done.status is RunStatus.COMPLETED
    assert [body["response_format"]["json_schema"]["name"] for body in wire.bodies[asked:]] == ["enrich", "report"]


async def test_paid_answers_of_a_step_that_failed_are_used_when_it_is_sent_again(make: Make, wire: Wire) -> None:
    pipeline = make(llm_reuse=False)
    run, _ = await runs.start(
        pipeline.graph, key="key", sha256="x", text=POSTING.text, title=POSTING.title, rejection=None
    )
    knowledge = await pipeline.knowledge.current()
    reading = await pipeline._read(run)
    await pipeline.advisor.skills(run.uid, (), reading.document, knowledge)
    await pipeline.advisor.skills(run.uid, (), reading.document, knowledge)

    found = (await ledger.of_runs(pipeline.graph, [run.uid]))[run.uid]
    assert [call.status for call in found] == [CallStatus.OK, CallStatus.REUSED]
    assert len(wire.asked) == 1


async def test_run_over_its_cap_goes_on_without_the_model_and_says_so(
    make: Make, wire: Wire, pipeline: Pipeline
) -> None:
    plain = await pipeline.run(request())

    run = await make(llm_run_cap_usd=0.0001).run(request())

    assert run.status is RunStatus.COMPLETED
    assert run.skills == plain.skills
    assert wire.asked == []
    assert run.cost.total_usd == 0
    assert [warning for warning in run.warnings if "LLM_RUN_CAP_USD" in warning] == [
        f"{step.value} was done without the model: a call more could cost this run over 0.0001 dollars (LLM_RUN_CAP_USD)"
        for step in STEPS
    ]


async def test_day_cap_holds_for_runs_at_once(make: Make, wire: Wire) -> None:
    pipeline = make(
        llm_day_cap_usd=0.02,
        llm_run_cap_usd=1.0,
        llm_models={"parse": "gpt-6.1-terra", "extract": "none", "enrich": "none", "report": "none"},
    )
    postings = [Request(POSTING.text.replace("Leeds", f"Leeds {number}"), POSTING.title) for number in range(16)]

    done = await asyncio.gather(*(pipeline.run(each) for each in postings))

    spent = sum(run.cost.total_usd for run in done)
    most = 0.009
    assert spent <= 0.02 < spent + most
    assert len(wire.asked) == sum(len(run.llm_calls) for run in done) > 0
    without = [run for run in done if not run.llm_calls]
    assert without
    assert all("LLM_DAY_CAP_USD" in " ".join(run.warnings) for run in without)
    assert await value(pipeline.graph, "MATCH (d:LLMDay) RETURN d.usd") == pytest.approx(spent)


# ---- stopping, and previewing


async def test_cancelled_run_stops_its_calls_and_can_be_sent_again(make: Make, wire: Wire) -> None:
    wire.otherwise = lambda _: HANGING
    pipeline = make()
    going = asyncio.create_task(pipeline.run(request("key")))
    await wire.hangs.wait()
    run = await runs.by_uid(pipeline.graph, "key")

    await pipeline.cancel("key")
    with pytest.raises(Conflict, match="this run was cancelled"):
        await going

    await asyncio.wait_for(wire.hung_up.wait(), 5)
    stopped = await runs.by_uid(pipeline.graph, run.uid)
    assert stopped.status is RunStatus.FAILED
    assert stopped.failure_reason == "this run was cancelled; send it again to go on with it"
    assert {call.status for call in stopped.llm_calls} == {CallStatus.CANCELLED}
    wire.otherwise = answers
    assert (await pipeline.run(request("key"))).status is RunStatus.COMPLETED


async def test_task_that_is_cancelled_gives_its_run_back(make: Make, wire: Wire) -> None:
    wire.otherwise = lambda _: HANGING
    pipeline = make()
    going = asyncio.create_task(pipeline.run(request("key")))
    await wire.hangs.wait()

    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going

    run = await runs.by_uid(pipeline.graph, "key")
    assert (run.status, run.finished_step) == (RunStatus.FAILED, None)
    assert (run.failure_reason or "").startswith("this step ended before it was done")
    assert await value(pipeline.graph, "MATCH (r:LLMReservation) RETURN count(r)") == 0


async def test_run_that_is_done_cannot_be_cancelled(make: Make) -> None:
    pipeline = make()
    run = await pipeline.run(request())

    with pytest.raises(Conflict, match="this run is COMPLETED: there is nothing to cancel"):
        await pipeline.cancel(run.uid)


async def test_preview_estimates_the_calls_and_makes_none(make: Make, wire: Wire) -> None:
    pipeline = make()
    before = await contents(pipeline.graph)

    shown = await preview(pipeline, request())

    assert wire.asked == []
    assert shown.estimated_calls == 3
    assert 0.0001 < shown.estimated_cost_usd < 0.01
    assert "no language model was asked: a run would make about 3 calls, and may find more" in shown.warnings
    assert await contents(pipeline.graph) == before


async def test_preview_of_what_was_asked_before_costs_nothing(make: Make, wire: Wire) -> None:
    pipeline = make()
    run = await pipeline.run(request())
    asked = len(wire.asked)

    shown = await preview(pipeline, request())

    assert (shown.estimated_calls, shown.estimated_cost_usd) == (0, 0.0)
    assert shown.skills == run.skills
    assert len(wire.asked) == asked


async def test_costs_of_runs_are_summed(make: Make) -> None:
    pipeline = make()
    run = await pipeline.run(request())

    report = await ledger.costs(pipeline.graph, None, None, CostGroup.ROLE)

    assert [row.key for row in report.rows] == ["backend-engineer"]
    assert report.total_usd == pytest.approx(run.cost.total_usd)


async def test_arbiter_is_the_model_where_the_rules_leave_it_open(make: Make) -> None:
    pipeline = make()
    posting = replace(
        BACKEND, title="Reliability Wizard", must=("Kubernetes, Terraform and Linux.", "SQL, Java, Kafka.")
    )

    run = await pipeline.run(Request(posting.text, posting.title))

    assert run.decision is not None
    assert run.decision.arbiter_fired, run.decision.reasoning
    assert (run.decision.role, run.decision.by_model, run.decision.confidence) == ("backend-engineer", True, 0.9)
    assert run.decision.arbiter_reasoning == "language model: It is about services."
    assert (LLMStep.ARBITRATE, CallStatus.OK) in steps(run)
    assert run.finished_step is RunStep.FINALIZE
