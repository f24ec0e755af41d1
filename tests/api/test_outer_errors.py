"""What goes wrong behind the API: what the caller is told, and what stays in the log."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import pytest

from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline
from graph_service.settings import Thresholds
from graph_service.store.connection import Answer, Graph, Row, Transaction
from graph_service.store.statements import Statement
from tests.api.client import Client
from tests.support import BACKEND

MASKED = "something went wrong inside; the service's log says what"
RUN = """
mutation ($text: String!) {
  runPipeline(input: {jobDescription: $text}) { errors { code message field } run { id } }
}
"""
FOLLOW = 'subscription { pipelineProgress(runId: "key") { step } }'


class Exploding(Graph):
    """A graph with a mistake in it."""

    async def carry_out(self, chosen: Statement, parameters: Mapping[str, object]) -> list[Row]:
        raise RuntimeError("secret detail of the inside")

    async def reading(self, work: Callable[[Transaction], Awaitable[Answer]]) -> Answer:
        raise RuntimeError("secret detail of the inside")

    writing = reading


@pytest.fixture
async def nowhere() -> AsyncIterator[str]:
    """An address at which nothing answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"bolt://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
async def broken(nowhere: str) -> AsyncIterator[Client]:
    graph = Exploding.connect(nowhere, "neo4j", "password", 0.5)
    yield Client(Pipeline(graph, HashedEmbedder(), Thresholds()))
    await graph.close()


@pytest.fixture
async def cut_off(nowhere: str) -> AsyncIterator[Client]:
    graph = Graph.connect(nowhere, "neo4j", "password", 0.5)
    yield Client(Pipeline(graph, HashedEmbedder(), Thresholds()))
    await graph.close()


@pytest.mark.parametrize("document", ["{ stats { skills } }", '{ skill(slug: "go") { name } }', RUN])
async def test_unexpected_error_is_masked_and_logged(
    broken: Client, document: str, caplog: pytest.LogCaptureFixture
) -> None:
    variables = {"text": BACKEND.text} if document == RUN else {}
    with caplog.at_level(logging.ERROR):
        result = await broken.result(document, **variables)

    assert result.errors is not None
    [error] = result.errors
    assert (error.message, error.original_error) == (MASKED, None)
    assert "secret" not in str(error.formatted)
    assert "secret detail of the inside" in caplog.text


async def test_unexpected_error_in_a_subscription_is_masked(broken: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        [answer] = await broken.follow(FOLLOW)

    assert answer.errors is not None
    assert [error.message for error in answer.errors] == [MASKED]
    assert "secret detail of the inside" in caplog.text


async def test_neo4j_that_is_down_is_told_by_its_code(cut_off: Client) -> None:
    message = "Neo4j does not answer; it is asked again at the next call. Is it running?"

    assert await cut_off.refusal("{ stats { skills } }") == (message, {"code": "STORE_UNAVAILABLE"})
    payload = (await cut_off.ask(RUN, text=BACKEND.text))["runPipeline"]
    assert payload == {"run": None, "errors": [{"code": "STORE_UNAVAILABLE", "message": message, "field": None}]}


@pytest.mark.parametrize(
    "document",
    [
        "query ($text: String!) { skill(slug: $text) { slug } }",
        "query ($text: String!) { skill(name: $text) { slug } }",
        "query ($text: String!) { role(name: $text) { slug } }",
        "query ($text: String!) { dimension(slug: $text) { slug } }",
        "query ($text: String!) { skills(filter: {text: $text}) { totalCount } }",
        "query ($text: String!) { roleGap(from: $text, to: $text) { shared { slug } } }",
    ],
)
async def test_lone_surrogates_are_the_callers_mistake(reader: Client, document: str) -> None:
    message, extensions = await reader.refusal(document, text="caf\ud800")

    assert message == "a text has characters that are no text (lone surrogates); send UTF-8"
    assert extensions == {"code": "INVALID_INPUT"}


@pytest.mark.parametrize(
    "document", ["{ nonsense }", "{", "{ skill(slug: 5) { slug } }", "{ skills(first: 1e99) { totalCount } }"]
)
async def test_what_is_no_query_says_why(reader: Client, document: str) -> None:
    message, _ = await reader.refusal(document)

    assert message != MASKED
    assert message
