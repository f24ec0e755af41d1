"""What is promised of the starter library, executed on it: README's blocks, GraphiQL's examples, researchers' statements.

One module, so that the library is loaded once.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from graph_service.api.context import Context
from graph_service.api.schema import Schema, make_schema
from graph_service.domain.access import Access, Actor
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline, Request
from graph_service.settings import Limits, Thresholds
from graph_service.store import library as library_store
from graph_service.store.connection import Graph
from graph_service.store.statements import names, statement
from graph_service.taxonomy import read_library
from graph_service.web.graphiql import Example, examples
from graph_service.web.research import FOLDER, ORDER
from tests.support import wipe

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "examples" / "platform-engineer.txt").read_text(encoding="utf-8")
CURATOR = Actor("curator", Access.CURATOR, "curator")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN_SKILLS = 2
"""So many of the found skills are in README's answer."""


def blocks(language: str) -> list[str]:
    """README's fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


QUERY, SEARCH, EXTRACT, DETAILS, FINALIZE, FOLLOW, CURATE, QUEUE, DUPLICATES = blocks("graphql")
ANSWER, EXTRACTED, REFUSAL = (json.loads(block) for block in blocks("json"))


@pytest.fixture(scope="module")
async def pipeline(graph: Graph, neo4j_home: Path, embedder: HashedEmbedder) -> AsyncIterator[Pipeline]:
    """A pipeline over the starter library. What is promised does not rest on embeddings, so the double does."""
    await wipe(graph, neo4j_home)
    await library_store.load(graph, read_library(), embedder)
    yield Pipeline(graph, embedder, Thresholds())
    await wipe(graph, neo4j_home)


@pytest.fixture(scope="module")
def schema() -> Schema:
    # More patient than the service is, so that a busy machine fails no test.
    return make_schema(limits=Limits(seconds=300))


async def answered(schema: Schema, pipeline: Pipeline, document: str, **variables: object) -> dict[str, Any]:
    """The data of an operation without errors, for a curator."""
    result = await schema.execute(document, variables, Context(pipeline, CURATOR))
    assert result.errors is None, result.errors
    assert result.data is not None
    return result.data


async def run_id(schema: Schema, pipeline: Pipeline) -> str:
    """The id of README's run. Its idempotency key makes it one run, whichever test asks first."""
    data = await answered(schema, pipeline, EXTRACT, text=EXAMPLE)
    return str(data["extractFromJd"]["run"]["id"])


async def test_readme_query_has_the_answer_that_readme_shows(schema: Schema, pipeline: Pipeline) -> None:
    assert await answered(schema, pipeline, QUERY) == ANSWER


async def test_readme_search_finds_what_is_half_typed(schema: Schema, pipeline: Pipeline) -> None:
    found = (await answered(schema, pipeline, SEARCH))["search"]

    assert (found[0]["node"]["__typename"], found[0]["node"]["name"]) == ("Skill", "Kubernetes")


async def test_readme_first_step_answers_what_readme_shows(schema: Schema, pipeline: Pipeline) -> None:
    fresh = EXTRACT.replace("posting-4711", "posting-4712")

    data = await answered(schema, pipeline, fresh, text=EXAMPLE)

    run = data["extractFromJd"]["run"]
    run["skills"] = run["skills"][:SHOWN_SKILLS]
    del run["id"]
    assert data == EXTRACTED
    assert all(
        EXAMPLE[span["start"] : span["end"]] == span["text"] for skill in run["skills"] for span in skill["evidence"]
    )


async def test_readme_steps_finish_the_run(schema: Schema, pipeline: Pipeline) -> None:
    run = await run_id(schema, pipeline)

    details = (await answered(schema, pipeline, DETAILS, run=run))["extractDetails"]
    done = (await answered(schema, pipeline, FINALIZE, run=run))["finalizeRole"]

    assert details["errors"] == []
    assert {placement["name"] for placement in details["run"]["placements"]} == {
        "Kubernetes",
        "Terraform",
        "Go",
        "Prometheus",
    }
    assert done["errors"] == []
    assert done["run"]["status"] == "COMPLETED"
    assert {row["skill"] for row in done["run"]["persistence"]["rows"]} <= {
        "Kubernetes",
        "Terraform",
        "Go",
        "Prometheus",
    }


async def test_readme_subscription_ends_with_the_run(schema: Schema, pipeline: Pipeline) -> None:
    await run_id(schema, pipeline)

    events = await schema.subscribe(FOLLOW, context_value=Context(pipeline, CURATOR))
    assert hasattr(events, "__aiter__"), events
    received = [event async for event in events]

    assert [event.errors for event in received] == [None]
    assert received[-1].data is not None
    assert received[-1].data["pipelineProgress"]["run"] is not None


async def test_readme_mutation_gives_a_skill_a_spelling(schema: Schema, pipeline: Pipeline) -> None:
    added = (await answered(schema, pipeline, CURATE))["addAlias"]

    assert added["errors"] == []
    assert added["skill"]["version"] == 1
    assert {"text": "Kubes", "type": "ABBREVIATION"} in added["skill"]["aliases"]
    assert added["event"]["summary"] == "made 'Kubes' a spelling of kubernetes"


async def test_readme_queue_can_be_asked_for(schema: Schema, pipeline: Pipeline) -> None:
    found = (await answered(schema, pipeline, QUEUE))["reviewItems"]

    assert len(found["nodes"]) <= found["totalCount"]


async def test_readme_duplicates_come_with_their_reasons(schema: Schema, pipeline: Pipeline) -> None:
    found = (await answered(schema, pipeline, DUPLICATES))["duplicateCandidates"]

    assert {pair["second"]["status"] for pair in found} == {"ACTIVE"}
    assert all(pair["reasons"] and 0.55 <= pair["score"] <= 1 for pair in found)


async def test_readme_shows_how_a_limit_is_told(schema: Schema, pipeline: Pipeline) -> None:
    level = "similar(first: 100) { skill { similar(first: 100) { score } } }"

    result = await schema.execute(f"{{ skills(first: 100) {{ nodes {{ {level} }} }} }}", {}, Context(pipeline, CURATOR))

    assert result.errors is not None
    [error] = result.errors
    assert {"message": error.message, "extensions": error.extensions} == REFUSAL


def test_graphiql_has_ten_examples_with_titles_of_their_own() -> None:
    assert len({example.title for example in examples()}) == 10


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.title)
async def test_example_answers_on_the_starter_library(example: Example, schema: Schema, pipeline: Pipeline) -> None:
    await pipeline.run(Request(EXAMPLE, None, "an example"))

    data = await answered(schema, pipeline, example.query, **json.loads(example.variables or "{}"))

    assert all(data.values()), data
    assert not any(answer.get("errors") for answer in data.values() if isinstance(answer, dict))


def test_researchers_page_has_each_of_twenty_statements() -> None:
    assert sorted(ORDER) == sorted(name.removeprefix(FOLDER) for name in names() if name.startswith(FOLDER))
    assert len(ORDER) == 20


@pytest.mark.parametrize("name", ORDER)
async def test_statement_answers_and_only_reads(name: str, pipeline: Pipeline) -> None:
    await pipeline.run(Request(EXAMPLE, None, "an example"))

    records, summary, _ = await pipeline.graph.driver.execute_query(statement(FOLDER + name).text)

    assert records
    assert summary.query_type == "r"
