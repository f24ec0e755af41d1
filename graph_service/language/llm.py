"""Asking a language model: typed request in, validated answer out. One Protocol, and a double that ships."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from graph_service.domain.ledger import CallStatus, LLMStep, Usage
from graph_service.errors import CallFailed
from graph_service.language.model_families import family
from graph_service.language.prompt_files import Prompt

Answer = TypeVar("Answer", bound=BaseModel)

_ENVELOPE_TOKENS = 200
"""What a server adds around the messages: roles, markers, the schema's frame."""


@dataclass(frozen=True, slots=True)
class ModelRequest(Generic[Answer]):
    """What to ask. The prompt is the system message; `data` is the user's, with the job description enclosed in it.

    `answer_tokens` bounds the answer alone.
    """

    step: LLMStep
    model: str
    prompt: Prompt
    data: str
    answer: type[Answer]
    answer_tokens: int

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the answer."""
        return _schema(self.answer)

    @property
    def sha256(self) -> str:
        """Equal for requests that one answer serves: same model, prompt, data and schema."""
        parts = [self.model, self.prompt.text, self.data, self.schema]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8", "replace")).hexdigest()

    @property
    def most_completion_tokens(self) -> int:
        """A bound on what the model may write: the answer, and its reasoning before it."""
        return self.answer_tokens + family(self.model).thinking_tokens

    @property
    def most_prompt_tokens(self) -> int:
        """A bound on what the request takes: no tokenizer makes more tokens of a text than it has bytes."""
        texts = (self.prompt.text, self.data, json.dumps(self.schema))
        return sum(len(text.encode("utf-8", "replace")) for text in texts) + _ENVELOPE_TOKENS


@dataclass(frozen=True, slots=True)
class ModelReply(Generic[Answer]):
    """An answer, and what it took. `failures` says what each attempt before the last ended with."""

    answer: Answer
    text: str
    usage: Usage
    attempts: int = 1
    failures: tuple[str, ...] = ()


class LanguageModel(Protocol):
    """Answers requests."""

    async def ask(self, request: ModelRequest[Answer]) -> ModelReply[Answer]:
        """A validated answer. Raises CallFailed, which says whether a retry helps. Cancelling stops the call."""
        ...


@cache
def _schema(answer: type[BaseModel]) -> dict[str, Any]:
    return answer.model_json_schema()


def validated(request: ModelRequest[Answer], text: str, usage: Usage) -> Answer:
    """The answer in a text. Raises CallFailed where it is not what was asked for."""
    try:
        return request.answer.model_validate_json(_without_fence(text))
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in problem["loc"]) or "the whole"
        message = f"{request.model} did not answer as asked for ({place}: {problem['msg']})"
        raise CallFailed(CallStatus.INVALID_ANSWER, message, usage=usage, response=text) from None


def _without_fence(text: str) -> str:
    """The JSON without the code fence that models without structured outputs like to put around it."""
    stripped = text.strip()
    if stripped.startswith("```") and stripped.endswith("```"):
        return stripped.partition("\n")[2].rpartition("```")[0]
    return stripped


Script = Callable[[ModelRequest[Any]], object]
"""What to answer: a value for JSON, or a text to take as it is. May raise CallFailed."""


class ScriptedModel:
    """A double that needs no network: a script for each step, and a list of everything that it was asked."""

    def __init__(self, scripts: Mapping[LLMStep, Script], usage: Usage | None = None) -> None:
        self._scripts = scripts
        self._usage = usage or Usage(prompt_tokens=1000, completion_tokens=100)
        self.requests: list[ModelRequest[Any]] = []

    async def ask(self, request: ModelRequest[Answer]) -> ModelReply[Answer]:
        """See LanguageModel. A step without a script is a model that the server does not have."""
        self.requests.append(request)
        script = self._scripts.get(request.step)
        if script is None:
            raise CallFailed(CallStatus.UNKNOWN_MODEL, f"there is no model {request.model!r}")
        said = script(request)
        text = said if isinstance(said, str) else json.dumps(said)
        return ModelReply(validated(request, text, self._usage), text, self._usage)
