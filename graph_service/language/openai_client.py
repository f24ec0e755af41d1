"""Language models of OpenAI, and of every server that speaks its chat-completions wire: Azure, vLLM, Ollama."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import openai
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion
from pydantic import SecretStr

from graph_service.domain.ledger import CallStatus, Usage
from graph_service.errors import CallFailed
from graph_service.language.llm import Answer, ModelReply, ModelRequest, validated
from graph_service.language.model_families import family

SEED = 7
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
"""A server that asks for a longer pause than the longest is not asked again."""
_NOT_PAID = frozenset({CallStatus.RATE_LIMITED, CallStatus.TIMEOUT, CallStatus.SERVER_ERROR, CallStatus.CONNECTION})
"""After these the same request is sent again. An answer that was paid for is not asked for again in silence."""
_OPTIONAL = ("response_format", "temperature", "seed", "reasoning_effort", "max_completion_tokens")
_FORMATS = ("json_schema", "json_object", "text")
_LONGEST_MESSAGE = 300
_KEY = re.compile(r"\bsk-[\w*-]{6,}|\bBearer \S+")

Pause = Callable[[float], Awaitable[None]]


class OpenAIClient:
    """Keeps, for each model, which optional parameters its server has refused: they are not sent again."""

    def __init__(
        self,
        api_key: SecretStr | None,
        base_url: str | None,
        *,
        timeout_s: float,
        attempts: int,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._key = api_key.get_secret_value() if api_key else "none"
        self._client = openai.AsyncOpenAI(api_key=self._key, base_url=base_url, timeout=timeout_s, max_retries=0)
        self._timeout_s = timeout_s
        self._attempts = attempts
        self._pause = pause
        self._refused: dict[str, set[str]] = {}

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()

    async def ask(self, request: ModelRequest[Answer]) -> ModelReply[Answer]:
        """See LanguageModel."""
        failures: list[str] = []
        for attempt in range(1, self._attempts + 1):
            try:
                reply = await self._attempt(request)
            except CallFailed as error:
                error.attempts, error.failures = attempt, tuple(failures)
                if attempt == self._attempts or not _is_sent_again(error):
                    raise
                failures.append(f"{error.status.value}: {error.message}")
                await self._pause(pause_s(attempt, error.wait_s))
            else:
                return replace(reply, attempts=attempt, failures=tuple(failures))
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(self, request: ModelRequest[Answer]) -> ModelReply[Answer]:
        """One answer; sent again without a parameter for as long as the server refuses one."""
        while True:
            parameters = self._parameters(request)
            async with self._typed_errors(request.model):
                try:
                    async with asyncio.timeout(self._timeout_s):
                        completion = await self._client.chat.completions.create(**parameters)
                except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                    if (refused := refused_parameter(error, parameters)) is None:
                        raise
                    self._refuse(request.model, refused)
                    continue
            return self._reply(request, completion)

    def _parameters(self, request: ModelRequest[Any]) -> dict[str, Any]:
        kind, refused = family(request.model), self._refused.get(request.model, set())
        form = next(name for name in _FORMATS if name not in refused)
        shown = "" if form == "json_schema" else f"\n\nAnswer with one JSON object of this schema:\n{_compact(request)}"
        optional = {
            "response_format": _response_format(request, form),
            "temperature": 0 if kind.is_steady else None,
            "seed": SEED if kind.is_steady else None,
            "reasoning_effort": kind.effort,
            "max_completion_tokens": request.most_completion_tokens,
        }
        if "max_completion_tokens" in refused:
            optional["max_tokens"] = request.most_completion_tokens
        return {
            "model": request.model,
            "messages": [
                {"role": "system", "content": request.prompt.text + shown},
                {"role": "user", "content": request.data},
            ],
            **{name: value for name, value in optional.items() if value is not None and name not in refused},
        }

    def _refuse(self, model: str, parameter: str) -> None:
        refused = self._refused.setdefault(model, set())
        if parameter == "response_format":
            parameter = next(name for name in _FORMATS if name not in refused)
        refused.add(parameter)

    def _reply(self, request: ModelRequest[Answer], completion: object) -> ModelReply[Answer]:
        model = request.model
        if not isinstance(completion, ChatCompletion):
            raise CallFailed(CallStatus.INVALID_ANSWER, f"the server of {model} did not answer with a completion")
        usage = _usage(completion.usage)
        if not completion.choices:
            raise CallFailed(CallStatus.EMPTY, f"{model} answered without a choice", usage=usage)
        choice = completion.choices[0]
        text = self._safe(choice.message.content or "", None)
        if choice.message.refusal:
            reason = self._safe(choice.message.refusal)
            raise CallFailed(CallStatus.REFUSED, f"{model} refused: {reason}", usage=usage, response=reason)
        if choice.finish_reason == "content_filter":
            raise CallFailed(
                CallStatus.CONTENT_FILTER, f"the answer of {model} was filtered", usage=usage, response=text
            )
        if choice.finish_reason == "length":
            message = f"the answer of {model} is cut off at {request.most_completion_tokens} tokens"
            raise CallFailed(CallStatus.TRUNCATED, message, usage=usage, response=text)
        if not text.strip():
            raise CallFailed(CallStatus.EMPTY, f"{model} answered with an empty choice", usage=usage)
        return ModelReply(validated(request, text, usage), text, usage)

    @asynccontextmanager
    async def _typed_errors(self, model: str) -> AsyncIterator[None]:
        try:
            yield
        except (openai.APITimeoutError, TimeoutError):
            raise CallFailed(
                CallStatus.TIMEOUT, f"{model} did not answer within {self._timeout_s:g} seconds; see LLM_TIMEOUT_S"
            ) from None
        except openai.APIConnectionError as error:
            cause = type(error.__cause__).__name__ if error.__cause__ else "no connection"
            message = f"the server of {model} cannot be reached ({cause}); check OPENAI_BASE_URL"
            raise CallFailed(CallStatus.CONNECTION, message) from None
        except openai.APIStatusError as error:
            raise self._of_status(model, error) from None
        except (openai.APIError, ValueError) as error:
            message = f"the server of {model} did not answer with a completion ({type(error).__name__})"
            raise CallFailed(CallStatus.INVALID_ANSWER, message) from None

    def _of_status(self, model: str, error: openai.APIStatusError) -> CallFailed:
        """What a status says. Neither the key nor a whole page of the server's gets into the message."""
        told = f"({error.status_code}: {self._safe(error.message)})"
        status = status_of(error)
        what = {
            CallStatus.UNAUTHORISED: f"the key is not accepted for {model} {told}; check OPENAI_API_KEY",
            CallStatus.OUT_OF_CREDIT: f"the account of the key has no credit left {told}; see its billing page",
            CallStatus.UNKNOWN_MODEL: f"there is no model {model!r} for this key {told}; check LLM_MODELS__…",
            CallStatus.RATE_LIMITED: f"{model} is rate limited {told}",
            CallStatus.CONTENT_FILTER: f"the request to {model} was filtered {told}",
            CallStatus.TIMEOUT: f"the server of {model} timed out {told}",
            CallStatus.SERVER_ERROR: f"the server of {model} failed {told}",
        }.get(status, f"{model} refused the request {told}")
        return CallFailed(status, what, wait_s=asked_pause_s(error.response.headers))

    def _safe(self, text: str, longest: int | None = _LONGEST_MESSAGE) -> str:
        """A server's text without the key: servers like to repeat it."""
        return _KEY.sub("***", text.replace(self._key, "***") if len(self._key) > 4 else text)[:longest]


def _is_sent_again(error: CallFailed) -> bool:
    return error.status in _NOT_PAID and (error.wait_s or 0.0) <= LONGEST_PAUSE_S


def pause_s(attempt: int, asked: float | None) -> float:
    """Seconds before the next attempt: what the server asks for, else doubling; jittered so that callers spread."""
    if asked is not None:
        return asked + random.uniform(0, FIRST_PAUSE_S)
    return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.0)


def asked_pause_s(headers: Mapping[str, str]) -> float | None:
    """The pause that a server asks for, in seconds; None where it does not, or not in a form that one can read."""
    if (milliseconds := headers.get("retry-after-ms")) and milliseconds.isdecimal():
        return int(milliseconds) / 1000
    value = headers.get("retry-after") or ""
    if re.fullmatch(r"\d+(?:\.\d+)?", value):
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        return max(0.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def status_of(error: openai.APIStatusError) -> CallStatus:
    """What an HTTP status and an error code mean."""
    if error.code == "insufficient_quota":
        return CallStatus.OUT_OF_CREDIT
    if error.code == "content_filter":
        return CallStatus.CONTENT_FILTER
    if error.code == "model_not_found":
        return CallStatus.UNKNOWN_MODEL
    if error.status_code >= 500:
        return CallStatus.SERVER_ERROR
    return {
        401: CallStatus.UNAUTHORISED,
        403: CallStatus.UNAUTHORISED,
        404: CallStatus.UNKNOWN_MODEL,
        408: CallStatus.TIMEOUT,
        409: CallStatus.SERVER_ERROR,
        429: CallStatus.RATE_LIMITED,
    }.get(error.status_code, CallStatus.BAD_REQUEST)


def refused_parameter(error: openai.APIStatusError, sent: dict[str, Any]) -> str | None:
    """The optional parameter that a server refuses; None where the request is wrong for another reason."""
    names = [name for name in _OPTIONAL if name in sent]
    told = f"{error.param or ''} {error.message}"
    if "json_schema" in told and "response_format" in names:
        return "response_format"
    return next((name for name in names if re.search(rf"\b{name}\b", told)), None)


def _response_format(request: ModelRequest[Any], form: str) -> dict[str, Any] | None:
    if form == "json_schema":
        schema = {"name": request.step.value.lower(), "strict": True, "schema": request.schema}
        return {"type": "json_schema", "json_schema": schema}
    return {"type": form} if form == "json_object" else None


def _compact(request: ModelRequest[Any]) -> str:
    return json.dumps(request.schema, separators=(",", ":"))


def _usage(usage: CompletionUsage | None) -> Usage:
    if usage is None:
        return Usage()
    details = usage.prompt_tokens_details
    return Usage(
        usage.prompt_tokens,
        usage.completion_tokens,
        (details.cached_tokens if details else None) or 0,
        (details.cache_write_tokens if details else None) or 0,
    )
