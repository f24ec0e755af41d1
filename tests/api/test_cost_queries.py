"""What calls of language models look like to a client, and what they cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph_service.api.ids import global_id
from graph_service.pipeline.run import Request
from graph_service.store.ledger import GraphLedger
from tests.api.client import Client
from tests.calls import CALL
from tests.support import BACKEND

COSTLY = replace(CALL, cost_usd=0.25, at=datetime(2026, 11, 20, 10, 30, tzinfo=UTC))
COSTS = """query ($from: DateTime, $to: DateTime, $by: CostGroup! = STEP) { costs(from: $from, to: $to, groupBy: $by) {
  totalUsd unpriced acceptedNewSkills usdPerAcceptedNewSkill
  rows { key calls reused failed unpriced promptTokens cachedTokens completionTokens costUsd } } }"""


@pytest.fixture
async def run(client: Client) -> str:
    """The id of a run with one call."""
    found = await client.pipeline.run(Request(BACKEND.text, BACKEND.title))
    await GraphLedger(client.pipeline.graph).record(found.uid, COSTLY)
    return global_id("PipelineRun", found.uid)


async def test_run_shows_its_calls_and_their_sum(client: Client, run: str) -> None:
    data = await client.ask(
        """query ($id: ID!) { pipelineRun(id: $id) { cost { extractUsd detailsUsd finalUsd totalUsd }
        llmCalls { step model promptName promptVersion promptTokens cachedTokens completionTokens costUsd priced durationMs
                   attempts failures status response error at } } }""",
        id=run,
    )

    assert data["pipelineRun"] == {
        "cost": {"extractUsd": 0.25, "detailsUsd": 0.0, "finalUsd": 0.0, "totalUsd": 0.25},
        "llmCalls": [
            {
                "step": "EXTRACT",
                "model": "gpt-6-luna",
                "promptName": "extract",
                "promptVersion": 1,
                "promptTokens": 1000,
                "cachedTokens": 400,
                "completionTokens": 100,
                "costUsd": 0.25,
                "priced": True,
                "durationMs": 321,
                "attempts": 2,
                "failures": ["SERVER_ERROR: oops"],
                "status": "OK",
                "response": '{"skills": []}',
                "error": None,
                "at": "2026-11-20T10:30:00+00:00",
            }
        ],
    }


async def test_run_without_a_model_costs_nothing_and_not_null(client: Client) -> None:
    found = await client.pipeline.run(Request(BACKEND.text, BACKEND.title))

    data = await client.ask(
        "query ($id: ID!) { pipelineRun(id: $id) { cost { totalUsd } llmCalls { step } decision { byModel } } }",
        id=global_id("PipelineRun", found.uid),
    )

    assert data["pipelineRun"] == {"cost": {"totalUsd": 0.0}, "llmCalls": [], "decision": {"byModel": False}}


@pytest.mark.usefixtures("run")
async def test_costs_are_summed_by_group(client: Client) -> None:
    data = await client.ask(COSTS, by="ROLE")

    assert data["costs"] == {
        "totalUsd": 0.25,
        "unpriced": 0,
        "acceptedNewSkills": 0,
        "usdPerAcceptedNewSkill": None,
        "rows": [
            {
                "key": "backend-engineer",
                "calls": 1,
                "reused": 0,
                "failed": 0,
                "unpriced": 0,
                "promptTokens": 1000.0,
                "cachedTokens": 400.0,
                "completionTokens": 100.0,
                "costUsd": 0.25,
            }
        ],
    }


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    ("variables", "keys"),
    [
        ({}, ["EXTRACT"]),
        ({"by": "DAY"}, ["2026-11-20"]),
        ({"by": "MODEL", "from": "2026-11-20T10:30:00", "to": "2026-11-20T12:30:00+01:00"}, ["gpt-6-luna"]),
        ({"from": "2026-11-21T00:00:00Z"}, []),
        ({"to": "2026-11-20T10:30:00Z"}, []),
    ],
)
async def test_costs_are_of_a_time(client: Client, variables: dict[str, str], keys: list[str]) -> None:
    data = await client.ask(COSTS, **variables)

    assert [row["key"] for row in data["costs"]["rows"]] == keys


async def test_costs_of_no_time_are_refused(client: Client) -> None:
    message, extensions = await client.refusal(COSTS, **{"from": "2026-11-21T00:00:00Z", "to": "2026-11-20T00:00:00Z"})

    assert (message, extensions["code"]) == ("to is not after from: no call can match", "INVALID_INPUT")


async def test_run_that_is_done_cannot_be_cancelled(client: Client, run: str) -> None:
    data = await client.ask(
        "mutation ($id: ID!) { cancelRun(id: $id) { run { id } errors { code message field } } }", id=run
    )

    assert data["cancelRun"] == {
        "run": None,
        "errors": [{"code": "CONFLICT", "message": "this run is COMPLETED: there is nothing to cancel", "field": "id"}],
    }


async def test_preview_without_a_model_estimates_nothing(client: Client) -> None:
    data = await client.ask(
        "query ($input: RunPipelineInput!) { previewPipeline(input: $input) { preview { estimatedCostUsd estimatedCalls } } }",
        input={"jobDescription": BACKEND.text, "jobTitle": BACKEND.title},
    )

    assert data["previewPipeline"]["preview"] == {"estimatedCostUsd": 0.0, "estimatedCalls": 0}
