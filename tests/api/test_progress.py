from __future__ import annotations

import asyncio

from graph_service.api.ids import global_id
from tests.api.client import Client
from tests.support import BACKEND

FOLLOW = "subscription ($id: ID!) { pipelineProgress(runId: $id) { step fraction message run { id status } } }"
RUN = "mutation ($input: RunPipelineInput!) { runPipeline(input: $input) { errors { message } run { id status } } }"
EXTRACT = "mutation ($input: ExtractInput!) { extractFromJd(input: $input) { run { id status } } }"
STEPS = ["start", "parse", "extract", "decide", "place", "link", "report", "done"]


async def test_progress_is_followed_by_key_before_the_run_is_sent(client: Client) -> None:
    following = asyncio.create_task(client.follow(FOLLOW, id="key-of-the-caller"))
    run = (await client.ask(RUN, input={"jobDescription": BACKEND.text, "idempotencyKey": "key-of-the-caller"}))[
        "runPipeline"
    ]["run"]

    answers = await following

    assert [answer.errors for answer in answers] == [None] * len(answers)
    told = [answer.data["pipelineProgress"] for answer in answers if answer.data]
    fractions = [progress["fraction"] for progress in told]
    places = [STEPS.index(progress["step"]) for progress in told]
    assert fractions == sorted(fractions)
    assert places == sorted(places)
    assert all(0 <= fraction <= 1 for fraction in fractions)
    assert told[-1]["run"] is not None
    assert told[-1]["run"]["id"] == run["id"]
    assert all(progress["run"] is None for progress in told[:-1])


async def test_progress_of_a_finished_run_is_its_end(client: Client) -> None:
    run = (await client.ask(RUN, input={"jobDescription": BACKEND.text}))["runPipeline"]["run"]

    [answer] = await client.follow(FOLLOW, id=run["id"])

    assert answer.data == {
        "pipelineProgress": {
            "step": "done",
            "fraction": 1.0,
            "message": "done",
            "run": {"id": run["id"], "status": "COMPLETED"},
        }
    }


async def test_progress_of_a_run_that_waits_for_the_caller_ends(client: Client) -> None:
    run = (await client.ask(EXTRACT, input={"jobDescription": BACKEND.text}))["extractFromJd"]["run"]

    answers = await client.follow(FOLLOW, id=run["id"])

    told = [answer.data["pipelineProgress"] for answer in answers if answer.data]
    assert [progress["run"] for progress in told] == [None, {"id": run["id"], "status": "AWAITING_CONFIRMATION"}]
    assert told[0]["fraction"] == told[1]["fraction"] < 1


async def test_progress_of_no_run_is_an_error(reader: Client) -> None:
    gone = global_id("PipelineRun", "gone")

    [answer] = await reader.follow(FOLLOW, id=gone)

    assert answer.errors is not None
    assert answer.errors[0].message == f"there is no run {gone!r}; pipelineRuns lists those there are"
    assert answer.errors[0].extensions == {"code": "NOT_FOUND", "field": "runId"}
