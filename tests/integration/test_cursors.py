"""Pages of 20,000 skills while others come and go: each one once, by compiled reads and by plain execution."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import strawberry
from strawberry.types import ExecutionResult

from graph_service.api.context import Context
from graph_service.api.schema import make_schema
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline
from graph_service.settings import Thresholds
from graph_service.store.connection import Graph
from tests.support import query, wipe

SKILLS = 20_000
PAGE = 100
SCHEMA = make_schema()
PATHS = pytest.mark.parametrize("path", ["compiled", "plain"])

SKILLS_PAGE = """
query ($after: String, $first: Int) {
  skills(first: $first, after: $after) { nodes { slug } pageInfo { hasNextPage endCursor } }
}
"""
CREATE = """
UNWIND $slugs AS slug CREATE (:Skill {uid: slug, slug: slug, name: slug, status: 'ACTIVE'})
"""
DELETE = "MATCH (s:Skill) WHERE s.slug IN $slugs DELETE s"


@pytest.fixture(scope="module")
async def many(graph: Graph, neo4j_home: Path) -> AsyncIterator[Pipeline]:
    """A graph with 20,000 skills and nothing else."""
    await wipe(graph, neo4j_home)
    await query(graph, CREATE, slugs=[f"s{number:05}" for number in range(SKILLS)])
    yield Pipeline(graph, HashedEmbedder(), Thresholds())
    await wipe(graph, neo4j_home)


async def page(pipeline: Pipeline, path: str, after: str | None, first: int = PAGE) -> dict[str, Any]:
    """One page, by one of the two paths."""
    variables = {"after": after, "first": first}
    if path == "compiled":
        found = await SCHEMA.reader.answer(pipeline.graph, SKILLS_PAGE, variables, None)
    else:
        answer = await strawberry.Schema.execute(SCHEMA, SKILLS_PAGE, variables, Context(pipeline))
        assert isinstance(answer, ExecutionResult)
        found = answer
    assert found is not None
    assert not found.errors
    assert found.data is not None
    skills: dict[str, Any] = found.data["skills"]
    return skills


async def come_and_go(graph: Graph, random: Random, gone: list[str]) -> None:
    """Create skills anywhere in the order, and delete them again, until cancelled."""
    while True:
        slugs = [f"s{random.randrange(SKILLS):05}-{random.randrange(10**9)}" for _ in range(20)]
        await query(graph, CREATE, slugs=slugs)
        await asyncio.sleep(0.01)
        await query(graph, DELETE, slugs=slugs)
        gone += slugs


@PATHS
async def test_each_skill_is_on_one_page_while_others_come_and_go(path: str, many: Pipeline) -> None:
    seen: list[str] = []
    gone: list[str] = []
    after, more = None, True
    others = asyncio.create_task(come_and_go(many.graph, Random(8), gone))
    while more:
        found = await page(many, path, after)
        seen += [node["slug"] for node in found["nodes"]]
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    still_going = not others.done()
    others.cancel()
    await asyncio.gather(others, return_exceptions=True)
    await query(many.graph, "MATCH (s:Skill) WHERE s.slug CONTAINS '-' DELETE s")

    assert still_going
    assert [slug for slug in seen if "-" not in slug] == [f"s{number:05}" for number in range(SKILLS)]
    assert len(seen) == len(set(seen))
    assert len(gone) > PAGE


@PATHS
async def test_page_begins_after_a_skill_that_is_gone(path: str, many: Pipeline) -> None:
    await query(many.graph, CREATE, slugs=["s00002-gone", "s00003-gone"])
    first = await page(many, path, None, 4)
    await query(many.graph, DELETE, slugs=["s00002-gone", "s00003-gone"])

    second = await page(many, path, first["pageInfo"]["endCursor"], 4)

    assert [node["slug"] for node in first["nodes"]][-1] == "s00002-gone"
    assert [node["slug"] for node in second["nodes"]] == ["s00003", "s00004", "s00005", "s00006"]
