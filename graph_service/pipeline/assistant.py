"""Asking a language model for a step of a run: within the caps, not twice for one thing, and never unrecorded.

What fails, is over a cap or has no model comes back as an advice without an answer, with a warning that says why; the
step goes on without.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic
from uuid import uuid4

from graph_service.domain.ledger import CallStatus, Caps, Leave, LLMCall, LLMStep, Usage
from graph_service.errors import CallFailed
from graph_service.language.llm import Answer, LanguageModel, ModelReply, ModelRequest, validated
from graph_service.language.prices import Prices
from graph_service.language.prompt_files import prompt
from graph_service.pipeline.ledger import Ledger
from graph_service.settings import NO_MODEL, StepModels

TRIES = 2
"""So often is a model asked that answers with nothing, or with something else than it was asked for."""
_ASKED_AGAIN = frozenset({CallStatus.INVALID_ANSWER, CallStatus.EMPTY})
_COST_UNKNOWN = frozenset({CallStatus.TIMEOUT, CallStatus.CONNECTION, CallStatus.CANCELLED})
"""A server may charge for what it did not get to say."""
WAIT_S, MOST_WAITS = 0.1, 1200
"""Between two looks whether the calls that decide over a cap have ended, seconds; and how many looks."""
BYTES_PER_TOKEN = 4.0
_EXPECTED_TOKENS = {
    LLMStep.PARSE: 200,
    LLMStep.EXTRACT: 800,
    LLMStep.ARBITRATE: 120,
    LLMStep.ENRICH: 300,
    LLMStep.REPORT: 250,
}
"""What an answer of each step usually takes: for estimates."""


@dataclass(frozen=True, slots=True)
class Advice(Generic[Answer]):
    """What a model says; no answer where it was not asked, or could not answer. The warnings are for the run."""

    answer: Answer | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """Which model each step asks, how much may be spent, and whether other runs' answers are taken over."""

    models: StepModels
    caps: Caps
    reuse: bool


@dataclass(slots=True)
class Estimate:
    """What calls would cost that were not made; `unpriced` names the models whose price is not known."""

    usd: float = 0.0
    calls: int = 0
    unpriced: set[str] = field(default_factory=set)


class Assistant:
    """Asks a model for the steps of runs."""

    def __init__(
        self,
        model: LanguageModel,
        ledger: Ledger,
        prices: Prices,
        rules: Rules,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._model = model
        self._ledger = ledger
        self._prices = prices
        self._rules = rules
        self._pause = pause
        self.estimate: Estimate | None = None

    def rehearsing(self) -> Assistant:
        """The same, but it makes no call and records nothing: earlier answers count, others go into `estimate`."""
        other = Assistant(self._model, self._ledger, self._prices, self._rules, self._pause)
        other.estimate = Estimate()
        return other

    def is_asked_for(self, step: LLMStep) -> bool:
        """Whether a step has a model."""
        return self._model_of(step) != NO_MODEL

    async def advise(
        self, run: str, step: LLMStep, data: str, answer: type[Answer], answer_tokens: int
    ) -> Advice[Answer]:
        """A model's advice on a step of the run with this uid. Raises no CallFailed; cancelling stops the call."""
        if not self.is_asked_for(step):
            return Advice()
        request = ModelRequest(step, self._model_of(step), prompt(step), data, answer, answer_tokens)
        if (known := await self._known(run, request)) is not None:
            return Advice(known)
        if self.estimate is not None:
            self._estimated(request, self.estimate)
            return Advice()
        return await self._asked(run, request)

    def _model_of(self, step: LLMStep) -> str:
        name: str = getattr(self._rules.models, step.value.lower())
        return name

    async def _known(self, run: str, request: ModelRequest[Answer]) -> Answer | None:
        """The answer of an earlier call: what a run has paid for, it does not pay for again."""
        earlier = await self._ledger.earlier(request.sha256, None if self._rules.reuse else run)
        if earlier is None or earlier.response is None:
            return None
        answer = validated(request, earlier.response, Usage())
        if self.estimate is None:
            call = _call(request, CallStatus.REUSED, response=earlier.response, reused_from=earlier.uid)
            await self._ledger.record(run, call)
        return answer

    async def _asked(self, run: str, request: ModelRequest[Answer]) -> Advice[Answer]:
        price = self._prices.of(request.model)
        warnings: tuple[str, ...] = ()
        if price is None:
            warnings = (
                f"the price of {request.model} is not known: its calls count as 0 dollars; add it to LLM_PRICES",
            )
        most = price.most_usd(request.most_prompt_tokens, request.most_completion_tokens) if price else 0.0
        failure = ""
        for _ in range(TRIES):
            uid = str(uuid4())
            leave = await self._leave(run, uid, most)
            if leave is not Leave.GRANTED:
                return Advice(None, (*warnings, self._over(leave, request.step)))
            try:
                return Advice((await self._made(run, uid, request)).answer, warnings)
            except CallFailed as error:
                failure = f"{request.step.value} was done without the model ({error.status.value}): {error.message}"
                if error.status not in _ASKED_AGAIN:
                    break
        return Advice(None, (*warnings, failure))

    async def _leave(self, run: str, uid: str, usd: float) -> Leave:
        """Whether a call may be made, once the calls that it depends on have ended."""
        for _ in range(MOST_WAITS):
            leave = await self._reserved(run, uid, usd)
            if leave is not Leave.WAIT:
                return leave
            await self._pause(WAIT_S * random.uniform(0.5, 1.5))
        return Leave.WAIT

    async def _reserved(self, run: str, uid: str, usd: float) -> Leave:
        """What the ledger says; who is cancelled meanwhile holds nothing back."""
        asking = asyncio.ensure_future(self._ledger.reserve(run, uid, usd, self._rules.caps))
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            if await asking is Leave.GRANTED:
                await self._ledger.release(run, uid)
            raise

    async def _record(self, run: str, call: LLMCall) -> None:
        """Keep a call, to the end even for who is cancelled meanwhile: it is paid for."""
        keeping = asyncio.ensure_future(self._ledger.record(run, call))
        try:
            await asyncio.shield(keeping)
        except asyncio.CancelledError:
            await keeping
            raise

    def _over(self, leave: Leave, step: LLMStep) -> str:
        caps = self._rules.caps
        why = {
            Leave.OVER_RUN_CAP: f"a call more could cost this run over {caps.run_usd:g} dollars (LLM_RUN_CAP_USD)",
            Leave.OVER_DAY_CAP: f"a call more could cost the day over {caps.day_usd:g} dollars (LLM_DAY_CAP_USD)",
        }.get(leave, "what is left under the caps is held back for calls that do not end")
        return f"{step.value} was done without the model: {why}"

    async def _made(self, run: str, uid: str, request: ModelRequest[Answer]) -> ModelReply[Answer]:
        """One call, recorded however it ends. Raises CallFailed."""
        began = time.monotonic()
        try:
            reply = await self._model.ask(request)
        except CallFailed as error:
            await self._record(run, self._failed(uid, request, error, began))
            raise
        except asyncio.CancelledError:
            stopped = CallFailed(CallStatus.CANCELLED, "the run was cancelled")
            await self._record(run, self._failed(uid, request, stopped, began))
            raise
        call = _call(
            request,
            CallStatus.OK,
            uid=uid,
            usage=reply.usage,
            usd=self._usd(request.model, reply.usage),
            duration_ms=_elapsed(began),
            attempts=reply.attempts,
            failures=reply.failures,
            response=reply.text,
        )
        await self._record(run, call)
        return reply

    def _failed(self, uid: str, request: ModelRequest[Any], error: CallFailed, began: float) -> LLMCall:
        known = error.status not in _COST_UNKNOWN
        return _call(
            request,
            error.status,
            uid=uid,
            usage=error.usage,
            usd=self._usd(request.model, error.usage) if known else None,
            duration_ms=_elapsed(began),
            attempts=error.attempts,
            failures=error.failures,
            response=error.response,
            error=error.message,
        )

    def _usd(self, model: str, usage: Usage) -> float | None:
        price = self._prices.of(model)
        return price.usd(usage) if price else None

    def _estimated(self, request: ModelRequest[Any], estimate: Estimate) -> None:
        price = self._prices.of(request.model)
        estimate.calls += 1
        if price is None:
            estimate.unpriced.add(request.model)
            return
        prompt_tokens = round(request.most_prompt_tokens / BYTES_PER_TOKEN)
        thinking = (request.most_completion_tokens - request.answer_tokens) // 4
        completion = min(_EXPECTED_TOKENS[request.step], request.answer_tokens) + thinking
        estimate.usd += price.usd(Usage(prompt_tokens, completion))


def _call(
    request: ModelRequest[Any],
    status: CallStatus,
    *,
    uid: str | None = None,
    usage: Usage | None = None,
    usd: float | None = 0.0,
    duration_ms: int = 0,
    attempts: int = 0,
    failures: tuple[str, ...] = (),
    response: str | None = None,
    error: str | None = None,
    reused_from: str | None = None,
) -> LLMCall:
    used = usage or Usage()
    return LLMCall(
        uid=uid or str(uuid4()),
        step=request.step,
        model=request.model,
        prompt_name=request.prompt.name,
        prompt_version=request.prompt.version,
        prompt_sha256=request.prompt.sha256,
        request_sha256=request.sha256,
        prompt_tokens=used.prompt_tokens,
        completion_tokens=used.completion_tokens,
        cached_tokens=used.cached_tokens,
        cost_usd=usd or 0.0,
        priced=usd is not None,
        duration_ms=duration_ms,
        attempts=attempts,
        failures=failures,
        status=status,
        response=response,
        error=error,
        reused_from=reused_from,
        at=datetime.now(UTC),
    )


def _elapsed(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
