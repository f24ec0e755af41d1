"""Asking a model for a step of a run, over the double that ships and a ledger in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from graph_service.domain.ledger import CallStatus, Caps, LLMCall, LLMStep, Usage, run_cost
from graph_service.errors import CallFailed
from graph_service.language.llm import ModelRequest, ScriptedModel
from graph_service.language.prices import Price, Prices
from graph_service.language.prompt_files import prompt
from graph_service.pipeline.assistant import MOST_WAITS, Advice, Assistant, Rules
from graph_service.pipeline.ledger import MemoryLedger
from graph_service.settings import StepModels

USD = 0.0011
"""What a call costs here."""
PRICES = Prices({"known": Price(input=1.0, output=1.0)}, date(2026, 11, 23))
MODELS = StepModels(parse="known", extract="known", arbitrate="none", enrich="unheard-of", report="known")
RULES = Rules(MODELS, Caps(1.0, 1.0), reuse=True)


class Glaze(BaseModel):
    model_config = ConfigDict(extra="forbid")

    colour: str


def fails(status: CallStatus, usage: Usage | None = None) -> Callable[[ModelRequest[Any]], object]:
    def script(_: ModelRequest[Any]) -> object:
        raise CallFailed(status, "the kiln is cold", usage=usage)

    return script


def right(_: ModelRequest[Any]) -> object:
    return {"colour": "cobalt"}


def assistant(
    script: Callable[[ModelRequest[Any]], object] = right, rules: Rules = RULES
) -> tuple[Assistant, MemoryLedger, ScriptedModel]:
    model, ledger = ScriptedModel(dict.fromkeys(LLMStep, script)), MemoryLedger()
    return Assistant(model, ledger, PRICES, rules, pause=no_pause), ledger, model


async def no_pause(_: float) -> None:
    await asyncio.sleep(0)


async def ask(
    helper: Assistant, step: LLMStep = LLMStep.PARSE, run: str = "run", data: str = "six kilns"
) -> Advice[Glaze]:
    return await helper.advise(run, step, data, Glaze, 100)


def calls(ledger: MemoryLedger) -> list[LLMCall]:
    return [call for _, call in ledger.calls]


async def test_answer_is_recorded_with_everything_that_it_took() -> None:
    helper, ledger, _ = assistant()

    assert await ask(helper) == Advice(Glaze(colour="cobalt"))

    [(run, call)] = ledger.calls
    used = prompt(LLMStep.PARSE)
    assert (run, call.step, call.model, call.status) == ("run", LLMStep.PARSE, "known", CallStatus.OK)
    assert (call.prompt_name, call.prompt_version, call.prompt_sha256) == (used.name, used.version, used.sha256)
    assert (call.prompt_tokens, call.completion_tokens, call.attempts) == (1000, 100, 1)
    assert call.cost_usd == pytest.approx(USD)
    assert call.priced
    assert call.response == '{"colour": "cobalt"}'


async def test_step_without_a_model_asks_nothing() -> None:
    helper, ledger, model = assistant()

    assert await ask(helper, LLMStep.ARBITRATE) == Advice()
    assert not helper.is_asked_for(LLMStep.ARBITRATE)
    assert (ledger.calls, model.requests) == ([], [])


@pytest.mark.parametrize(
    "status",
    [
        s
        for s in CallStatus
        if not s.has_answer and s not in (CallStatus.INVALID_ANSWER, CallStatus.EMPTY, CallStatus.CANCELLED)
    ],
)
async def test_failure_becomes_a_warning_and_is_recorded(status: CallStatus) -> None:
    helper, ledger, _ = assistant(fails(status))

    advice = await ask(helper)

    assert advice == Advice(None, (f"PARSE was done without the model ({status.value}): the kiln is cold",))
    [call] = calls(ledger)
    assert (call.status, call.error, call.cost_usd) == (status, "the kiln is cold", 0.0)


@pytest.mark.parametrize("status", [CallStatus.TIMEOUT, CallStatus.CONNECTION])
async def test_cost_of_what_a_server_did_not_get_to_say_is_not_known(status: CallStatus) -> None:
    helper, ledger, _ = assistant(fails(status))

    await ask(helper)

    assert [call.priced for call in calls(ledger)] == [False]


@pytest.mark.parametrize("status", [CallStatus.INVALID_ANSWER, CallStatus.EMPTY])
async def test_unusable_answer_is_asked_for_once_more_and_both_are_paid_for(status: CallStatus) -> None:
    helper, ledger, _ = assistant(fails(status, Usage(1000, 100)))

    advice = await ask(helper)

    assert advice.answer is None
    assert [call.status for call in calls(ledger)] == [status] * 2
    assert run_cost(calls(ledger)).extract_usd == pytest.approx(2 * USD)


async def test_second_answer_may_be_the_right_one() -> None:
    said = iter(["no JSON", '{"colour": "cobalt"}'])
    helper, ledger, _ = assistant(lambda _: next(said))

    assert await ask(helper) == Advice(Glaze(colour="cobalt"))
    assert [call.status for call in calls(ledger)] == [CallStatus.INVALID_ANSWER, CallStatus.OK]


async def test_price_that_is_not_known_is_said_and_not_guessed() -> None:
    helper, ledger, _ = assistant()

    advice = await ask(helper, LLMStep.ENRICH)

    assert advice.answer == Glaze(colour="cobalt")
    assert advice.warnings == (
        "the price of unheard-of is not known: its calls count as 0 dollars; add it to LLM_PRICES",
    )
    assert [(call.cost_usd, call.priced) for call in calls(ledger)] == [(0.0, False)]


# ---- what was asked before


async def test_same_text_is_answered_from_the_ledger() -> None:
    helper, ledger, model = assistant()
    await ask(helper, run="first")

    assert await ask(helper, run="second") == Advice(Glaze(colour="cobalt"))

    assert len(model.requests) == 1
    first, second = calls(ledger)
    assert (second.status, second.cost_usd, second.reused_from, second.attempts) == (
        CallStatus.REUSED,
        0.0,
        first.uid,
        0,
    )
    assert second.response == first.response


async def test_other_text_is_asked_about() -> None:
    helper, _, model = assistant()
    await ask(helper)
    await ask(helper, data="five kilns")

    assert len(model.requests) == 2


async def test_without_reuse_a_run_still_does_not_pay_twice() -> None:
    helper, _, model = assistant(rules=replace(RULES, reuse=False))

    for run in ("first", "second", "first", "second"):
        await ask(helper, run=run)

    assert len(model.requests) == 2


async def test_failed_call_is_not_reused() -> None:
    said = iter([CallFailed(CallStatus.SERVER_ERROR, "oops"), None])

    def script(_: ModelRequest[Any]) -> object:
        if (failure := next(said)) is not None:
            raise failure
        return {"colour": "cobalt"}

    helper, _, _ = assistant(script)
    assert (await ask(helper)).answer is None

    assert (await ask(helper)).answer == Glaze(colour="cobalt")


# ---- caps


@pytest.mark.parametrize(
    ("caps", "says"),
    [
        (Caps(0.0, 1.0), "a call more could cost this run over 0 dollars (LLM_RUN_CAP_USD)"),
        (Caps(1.0, 0.0), "a call more could cost the day over 0 dollars (LLM_DAY_CAP_USD)"),
    ],
)
async def test_call_over_a_cap_is_not_made(caps: Caps, says: str) -> None:
    helper, ledger, model = assistant(rules=replace(RULES, caps=caps))

    assert await ask(helper) == Advice(None, (f"PARSE was done without the model: {says}",))
    assert (ledger.calls, model.requests) == ([], [])


async def test_run_cap_is_of_each_run() -> None:
    helper, _, _ = assistant(rules=Rules(MODELS, Caps(0.005, 1.0), reuse=False))

    answered = [(await ask(helper, run=run, data=f"{number}")).answer for run in "ab" for number in range(5)]

    assert answered[:5] == answered[5:]
    assert answered[0] is not None
    assert answered[4] is None


async def test_day_cap_is_exact_to_one_call_under_sixteen_runs() -> None:
    cap = 0.05
    most = 0.0

    async def slowly(request: ModelRequest[Any]) -> None:
        nonlocal most
        most = max(most, (request.most_prompt_tokens + request.most_completion_tokens) / 1e6)
        await asyncio.sleep(0.001)

    class Slow(ScriptedModel):
        async def ask(self, request: ModelRequest[Any]) -> Any:
            await slowly(request)
            return await super().ask(request)

    ledger = MemoryLedger()
    helper = Assistant(Slow({LLMStep.PARSE: right}), ledger, PRICES, Rules(MODELS, Caps(1.0, cap), False), no_pause)

    async def run(uid: str) -> list[Advice[Glaze]]:
        return [await ask(helper, run=uid, data=f"{uid} {number}") for number in range(6)]

    advice = [each for row in await asyncio.gather(*(run(f"run {number}") for number in range(16))) for each in row]

    spent = sum(call.cost_usd for call in calls(ledger))
    assert spent <= cap < spent + most
    assert sum(each.answer is not None for each in advice) == len(calls(ledger))
    assert {each.warnings for each in advice if each.answer is None} == {
        ("PARSE was done without the model: a call more could cost the day over 0.05 dollars (LLM_DAY_CAP_USD)",)
    }


async def test_call_that_never_ends_does_not_hold_others_for_ever() -> None:
    helper, ledger, _ = assistant(rules=replace(RULES, caps=Caps(1.0, 0.01)))
    waits = 0

    async def counted(_: float) -> None:
        nonlocal waits
        waits += 1

    helper = Assistant(
        ScriptedModel({LLMStep.PARSE: right}), ledger, PRICES, replace(RULES, caps=Caps(1.0, 0.01)), counted
    )
    await ledger.reserve("dead", "held", 0.0099, Caps(1.0, 0.01))

    advice = await ask(helper)

    assert advice.warnings == (
        "PARSE was done without the model: what is left under the caps is held back for calls that do not end",
    )
    assert waits == MOST_WAITS


# ---- stopping, and rehearsing


async def test_cancelled_call_stops_and_is_recorded() -> None:
    started = asyncio.Event()

    class Hanging(ScriptedModel):
        async def ask(self, request: ModelRequest[Any]) -> Any:
            started.set()
            await asyncio.Event().wait()

    ledger = MemoryLedger()
    helper = Assistant(Hanging({}), ledger, PRICES, RULES)
    call = asyncio.create_task(ask(helper))
    await started.wait()

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert [(each.status, each.priced) for each in calls(ledger)] == [(CallStatus.CANCELLED, False)]


async def test_rehearsal_estimates_what_it_does_not_ask() -> None:
    helper, ledger, model = assistant()
    await ask(helper, data="known already")
    rehearsal = helper.rehearsing()

    assert (await ask(rehearsal, data="known already")).answer == Glaze(colour="cobalt")
    assert await ask(rehearsal) == Advice()
    assert await ask(rehearsal, LLMStep.ENRICH) == Advice()

    assert rehearsal.estimate is not None
    assert rehearsal.estimate.calls == 2
    assert 0.0002 < rehearsal.estimate.usd < USD
    assert rehearsal.estimate.unpriced == {"unheard-of"}
    assert (len(ledger.calls), len(model.requests)) == (1, 1)
