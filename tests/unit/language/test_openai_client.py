"""The real client against a real server on loopback, through every way in which a call can end."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, SecretStr

from graph_service.domain.ledger import CallStatus, LLMStep, Usage
from graph_service.errors import CallFailed
from graph_service.language.llm import ModelReply, ModelRequest
from graph_service.language.openai_client import LONGEST_PAUSE_S, OpenAIClient, pause_s
from graph_service.language.prompt_files import Prompt
from tests.wire import CUT_OFF, DROPPED, HANGING, KEY, Answer, Wire, completion, completion_of, error, listening


class Glaze(BaseModel):
    model_config = ConfigDict(extra="forbid")

    colour: str
    kilns: int | None


RIGHT = {"colour": "cobalt", "kilns": 6}
PROMPT = Prompt("extract", 1, "Name the glaze.")
MODEL = "gpt-4.1-mini"


def request(model: str = MODEL) -> ModelRequest[Glaze]:
    return ModelRequest(LLMStep.EXTRACT, model, PROMPT, "six kilns, cobalt", Glaze, 300)


class Client(OpenAIClient):
    """A client that does not wait, and says how long it would have."""

    def __init__(self, wire: Wire, timeout_s: float = 5.0, attempts: int = 3, key: str | None = KEY) -> None:
        self.pauses: list[float] = []
        super().__init__(
            SecretStr(key) if key else None, wire.url, timeout_s=timeout_s, attempts=attempts, pause=self._noted
        )
        OPEN.append(self)

    async def _noted(self, seconds: float) -> None:
        self.pauses.append(seconds)


OPEN: list[Client] = []


@pytest.fixture(autouse=True)
async def closed() -> AsyncIterator[None]:
    """Close what a test opened."""
    yield
    while OPEN:
        await OPEN.pop().close()


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with listening() as wire:
        yield wire


async def failure(client: OpenAIClient, model: str = MODEL) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        await client.ask(request(model))
    return caught.value


# ---- what is sent


async def test_client_sends_prompt_and_data_apart_with_a_strict_schema(wire: Wire) -> None:
    wire.queue.append(completion(RIGHT))

    reply = await Client(wire).ask(request())

    assert reply == ModelReply(Glaze(colour="cobalt", kilns=6), json.dumps(RIGHT), Usage(1000, 100))
    [asked] = wire.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.body["messages"] == [
        {"role": "system", "content": "Name the glaze."},
        {"role": "user", "content": "six kilns, cobalt"},
    ]
    assert asked.body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "extract", "strict": True, "schema": Glaze.model_json_schema()},
    }
    assert (asked.body["temperature"], asked.body["seed"], asked.body["max_completion_tokens"]) == (0, 7, 300)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("gpt-4.1-nano", {"temperature": 0, "seed": 7}),
        ("gpt-6-luna", {"temperature": 0, "seed": 7, "reasoning_effort": "none"}),
        ("gpt-6.1-terra", {"temperature": 0, "seed": 7, "reasoning_effort": "none"}),
        ("gpt-5.4-nano", {"temperature": 0, "seed": 7, "reasoning_effort": "none"}),
        ("gpt-5-mini", {"reasoning_effort": "minimal"}),
        ("gpt-5-2025-08-07", {"reasoning_effort": "minimal"}),
        ("gpt-6-astra", {"reasoning_effort": "low"}),
        ("gpt-6.1-sol", {"reasoning_effort": "low"}),
        ("o3-mini", {"reasoning_effort": "low"}),
        ("llama3.3", {"temperature": 0, "seed": 7}),
    ],
)
async def test_client_sends_only_what_a_model_is_known_to_take(
    wire: Wire, model: str, expected: dict[str, object]
) -> None:
    wire.queue.append(completion(RIGHT))

    await Client(wire).ask(request(model))

    sent = {name: wire.bodies[0].get(name) for name in ("temperature", "seed", "reasoning_effort")}
    assert {name: value for name, value in sent.items() if value is not None} == expected


async def test_room_for_thinking_is_added_to_the_answers(wire: Wire) -> None:
    wire.queue.append(completion(RIGHT))

    await Client(wire).ask(request("o3-mini"))

    assert wire.bodies[0]["max_completion_tokens"] == 4300


@pytest.mark.parametrize(
    ("parameter", "answer"),
    [
        (
            "temperature",
            error(400, "Unsupported value: 'temperature' does not support 0", "unsupported_value", "temperature"),
        ),
        ("seed", error(400, "Unrecognized request argument supplied: seed")),
        ("reasoning_effort", error(422, "reasoning_effort: extra fields not permitted")),
    ],
)
async def test_parameter_that_a_server_refuses_is_left_out_from_then_on(
    wire: Wire, parameter: str, answer: Answer
) -> None:
    wire.queue.extend([answer, completion(RIGHT), completion(RIGHT)])
    client = Client(wire)

    for _ in range(2):
        assert (await client.ask(request("gpt-6-luna"))).answer.colour == "cobalt"

    assert [parameter in body for body in wire.bodies] == [True, False, False]
    assert client.pauses == []


async def test_server_with_the_older_name_for_the_bound_gets_it(wire: Wire) -> None:
    wire.queue.extend([error(400, "unknown field max_completion_tokens"), completion(RIGHT)])

    await Client(wire).ask(request())

    assert "max_completion_tokens" not in wire.bodies[1]
    assert wire.bodies[1]["max_tokens"] == 300


async def test_server_without_schemas_is_shown_the_schema_and_asked_for_json(wire: Wire) -> None:
    refusal = error(400, "response_format 'json_schema' is not supported")
    wire.queue.extend(
        [refusal, error(400, "response_format is not supported"), completion(f"```json\n{json.dumps(RIGHT)}\n```")]
    )

    reply = await Client(wire).ask(request("llama3.3"))

    assert reply.answer == Glaze(colour="cobalt", kilns=6)
    assert [body.get("response_format", {}).get("type") for body in wire.bodies] == ["json_schema", "json_object", None]
    system = wire.bodies[2]["messages"][0]["content"]
    assert system.startswith("Name the glaze.\n\nAnswer with one JSON object of this schema:\n{")
    assert '"colour"' in system


async def test_server_of_ones_own_needs_no_key(wire: Wire) -> None:
    wire.queue.append(completion(RIGHT))

    await Client(wire, key=None).ask(request())

    assert wire.asked[0].headers["authorization"] == "Bearer none"


async def test_usage_says_what_was_cached(wire: Wire) -> None:
    wire.queue.append(completion(RIGHT, prompt=900, cached=700, output=40))

    assert (await Client(wire).ask(request())).usage == Usage(900, 40, 700)


# ---- what passes is tried again


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (DROPPED, CallStatus.CONNECTION),
        (CUT_OFF, CallStatus.CONNECTION),
        (error(500, "oops"), CallStatus.SERVER_ERROR),
        (error(503, "overloaded"), CallStatus.SERVER_ERROR),
        (error(429, "slow down", "rate_limit_exceeded"), CallStatus.RATE_LIMITED),
        (error(408, "took too long"), CallStatus.TIMEOUT),
    ],
)
async def test_passing_fault_is_tried_again_and_noted(wire: Wire, fault: Answer, status: CallStatus) -> None:
    wire.queue.extend([fault, fault, completion(RIGHT)])
    client = Client(wire)

    reply = await client.ask(request())

    assert reply.answer.colour == "cobalt"
    assert reply.attempts == 3
    assert [told.split(":")[0] for told in reply.failures] == [status.value] * 2
    assert 0.25 <= client.pauses[0] <= 0.5 < 1.0 >= client.pauses[1] >= 0.5


@pytest.mark.parametrize("fault", [DROPPED, error(500, "oops"), error(429, "slow down")])
async def test_attempts_are_bounded(wire: Wire, fault: Answer) -> None:
    wire.otherwise = lambda _: fault

    found = await failure(Client(wire, attempts=2))

    assert (found.attempts, len(found.failures), len(wire.asked)) == (2, 1, 2)
    assert found.retry_helps


async def test_pause_is_what_the_server_asks_for(wire: Wire) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    headers: list[dict[str, str]] = [{"Retry-After": "7"}, {"retry-after-ms": "1500"}, {"Retry-After": date}]
    wire.queue.extend([*(error(429, "slow down", headers=each) for each in headers), completion(RIGHT)])
    client = Client(wire, attempts=4)

    await client.ask(request())

    assert 7 <= client.pauses[0] <= 7.5
    assert 1.5 <= client.pauses[1] <= 2.0
    assert 15 < client.pauses[2] <= 20.5


async def test_server_that_asks_for_a_long_pause_is_not_asked_again(wire: Wire) -> None:
    wire.queue.append(error(429, "slow down", headers={"Retry-After": "3600"}))
    client = Client(wire)

    found = await failure(client)

    assert (found.status, found.attempts, client.pauses) == (CallStatus.RATE_LIMITED, 1, [])
    assert found.wait_s == 3600


def test_pauses_grow_to_a_bound() -> None:
    assert max(pause_s(attempt, None) for attempt in range(1, 50)) <= LONGEST_PAUSE_S
    assert pause_s(10, None) >= LONGEST_PAUSE_S / 2


async def test_silence_is_a_timeout(wire: Wire) -> None:
    wire.otherwise = lambda _: HANGING

    found = await failure(Client(wire, timeout_s=0.05, attempts=2))

    assert (found.status, found.attempts) == (CallStatus.TIMEOUT, 2)
    assert found.message == "gpt-4.1-mini did not answer within 0.05 seconds; see LLM_TIMEOUT_S"


async def test_nobody_at_the_address_is_a_connection_fault() -> None:
    async with listening() as wire:
        pass

    found = await failure(Client(wire, attempts=1))

    assert found.status is CallStatus.CONNECTION
    assert found.message.endswith("check OPENAI_BASE_URL")


# ---- what does not pass is not


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (error(401, "Incorrect API key provided", "invalid_api_key"), CallStatus.UNAUTHORISED, "check OPENAI_API_KEY"),
        (error(403, "not in your region"), CallStatus.UNAUTHORISED, "check OPENAI_API_KEY"),
        (error(404, "The model does not exist", "model_not_found"), CallStatus.UNKNOWN_MODEL, "check LLM_MODELS__…"),
        (error(429, "You exceeded your quota", "insufficient_quota"), CallStatus.OUT_OF_CREDIT, "no credit left"),
        (error(400, "flagged", "content_filter"), CallStatus.CONTENT_FILTER, "was filtered"),
        (error(400, "too long", "context_length_exceeded"), CallStatus.BAD_REQUEST, "refused the request (400: "),
        (completion("", refusal="I cannot help with that."), CallStatus.REFUSED, "refused: I cannot help with that."),
        (completion('{"colour": "cob', finish="length"), CallStatus.TRUNCATED, "is cut off at 300 tokens"),
        (completion("", finish="content_filter"), CallStatus.CONTENT_FILTER, "was filtered"),
    ],
)
async def test_lasting_fault_is_not_tried_again(wire: Wire, answer: Answer, status: CallStatus, says: str) -> None:
    wire.queue.append(answer)

    found = await failure(Client(wire))

    assert found.status is status
    assert not found.retry_helps
    assert says in found.message
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (completion("The glaze is cobalt."), CallStatus.INVALID_ANSWER),
        (completion('{"colour": "cobalt"'), CallStatus.INVALID_ANSWER),
        (completion({"colour": "cobalt", "kilns": "six"}), CallStatus.INVALID_ANSWER),
        (completion({**RIGHT, "role": "ceo"}), CallStatus.INVALID_ANSWER),
        (completion(None), CallStatus.EMPTY),
        (completion("  \n"), CallStatus.EMPTY),
        (completion_of([]), CallStatus.EMPTY),
    ],
)
async def test_unusable_answer_that_was_paid_for_is_no_retry_of_the_clients(
    wire: Wire, answer: Answer, status: CallStatus
) -> None:
    wire.queue.append(answer)

    found = await failure(Client(wire))

    assert found.status is status
    assert found.retry_helps
    assert found.usage == Usage(1000, 100)
    assert len(wire.asked) == 1


@pytest.mark.parametrize("body", [b"<html>It works!</html>", b"[1, 2]", b"null", b'{"object": "list"}', b"\xff\xfe"])
async def test_server_that_is_none_is_an_invalid_answer(wire: Wire, body: bytes) -> None:
    wire.queue.append(Answer(body))

    assert (await failure(Client(wire))).status in {CallStatus.INVALID_ANSWER, CallStatus.EMPTY}


async def test_page_of_html_is_an_invalid_answer(wire: Wire) -> None:
    wire.queue.append(Answer(b"<html>It works!</html>", headers={"content-type": "text/html"}))

    assert (await failure(Client(wire))).status is CallStatus.INVALID_ANSWER


# ---- stopping, and secrets


async def test_cancelling_closes_the_connection(wire: Wire) -> None:
    wire.otherwise = lambda _: HANGING
    call = asyncio.create_task(Client(wire).ask(request()))
    await wire.hangs.wait()

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    await asyncio.wait_for(wire.hung_up.wait(), 5)


async def test_key_is_nowhere_to_be_seen(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = f"Incorrect API key provided: {KEY}; Authorization: Bearer {KEY}"
    wire.queue.extend([error(500, echo), error(401, echo)])
    client = Client(wire)

    found = await failure(client)

    said: list[Any] = [found.message, found.failures, repr(found), str(found), repr(client), vars(found), caplog.text]
    assert KEY not in " ".join(str(each) for each in said)
    assert "***" in found.message
    assert found.failures
    assert "***" in found.failures[0]


async def test_key_in_an_answer_is_not_kept(wire: Wire) -> None:
    wire.queue.append(completion({"colour": f"the key is {KEY}", "kilns": None}))

    reply = await Client(wire).ask(request())

    assert KEY not in reply.text
    assert reply.answer.colour == "the key is ***"


async def test_long_message_of_a_server_is_cut(wire: Wire) -> None:
    wire.queue.append(error(400, "x" * 5000))

    assert len((await failure(Client(wire))).message) < 400
