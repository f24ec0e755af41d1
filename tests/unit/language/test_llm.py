from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import BaseModel, ConfigDict

from graph_service.domain.ledger import CallStatus, LLMStep, Usage
from graph_service.errors import CallFailed
from graph_service.language.llm import ModelRequest, ScriptedModel, validated
from graph_service.language.prompt_files import Prompt


class Glaze(BaseModel):
    model_config = ConfigDict(extra="forbid")

    colour: str


class Kiln(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: int


REQUEST = ModelRequest(LLMStep.PARSE, "gpt-6-luna", Prompt("parse", 1, "Read."), "six kilns", Glaze, 100)


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, model="gpt-6-sol"),
        replace(REQUEST, data="five kilns"),
        replace(REQUEST, prompt=Prompt("parse", 1, "Read well.")),
        ModelRequest(LLMStep.PARSE, "gpt-6-luna", REQUEST.prompt, "six kilns", Kiln, 100),
    ],
)
def test_request_with_another_model_text_prompt_or_schema_is_another(other: ModelRequest[BaseModel]) -> None:
    assert other.sha256 != REQUEST.sha256


def test_same_request_has_the_same_digest() -> None:
    assert replace(REQUEST, answer_tokens=50).sha256 == REQUEST.sha256


def test_bounds_cover_every_byte_and_the_thinking() -> None:
    assert REQUEST.most_prompt_tokens > len("Read.") + len("six kilns")
    assert replace(REQUEST, data="日本" * 100).most_prompt_tokens - REQUEST.most_prompt_tokens == 600 - len("six kilns")
    assert REQUEST.most_completion_tokens == 100
    assert replace(REQUEST, model="o3-mini").most_completion_tokens == 4100


async def test_script_answers_its_step_and_keeps_what_it_was_asked() -> None:
    model = ScriptedModel({LLMStep.PARSE: lambda request: {"colour": request.data[:3]}}, Usage(10, 2))

    reply = await model.ask(REQUEST)

    assert reply.answer == Glaze(colour="six")
    assert (reply.text, reply.usage) == ('{"colour": "six"}', Usage(10, 2))
    assert model.requests == [REQUEST]


async def test_step_without_a_script_is_an_unknown_model() -> None:
    with pytest.raises(CallFailed, match="there is no model 'gpt-6-luna'") as caught:
        await ScriptedModel({}).ask(REQUEST)

    assert caught.value.status is CallStatus.UNKNOWN_MODEL


async def test_script_is_held_to_the_schema() -> None:
    with pytest.raises(CallFailed, match=r"gpt-6-luna did not answer as asked for \(color: Extra") as caught:
        await ScriptedModel({LLMStep.PARSE: lambda _: {"colour": "x", "color": "y"}}).ask(REQUEST)

    assert caught.value.status is CallStatus.INVALID_ANSWER
    assert caught.value.response == '{"colour": "x", "color": "y"}'


@pytest.mark.parametrize("text", ['{"colour": "x"}', '```json\n{"colour": "x"}\n```', ' ```\n{"colour": "x"}```\n'])
def test_fence_around_an_answer_is_no_fault(text: str) -> None:
    assert validated(REQUEST, text, Usage()) == Glaze(colour="x")
