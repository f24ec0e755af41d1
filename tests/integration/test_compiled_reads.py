"""Compiled reads and plain execution answer the same, over the small library with runs, merges and events in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, cast

import orjson
import pytest
import strawberry
from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from strawberry.http import process_result
from strawberry.types import ExecutionResult

from graph_service.api.connections import cursor
from graph_service.api.context import Context
from graph_service.api.ids import global_id
from graph_service.api.reads import said_of
from graph_service.api.schema import Schema, make_schema
from graph_service.curation import merging, undoing
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline, Request
from graph_service.settings import Limits, Thresholds
from graph_service.store import library as library_store
from graph_service.store.connection import Graph
from tests.operations import Generator, Operation, Speller, Values
from tests.support import BACKEND, VETERINARY, query, wipe

COMPARED = 2000
"""Operations that are compiled, at least; others are left to plain execution, or refused."""
SPELLINGS = 8
PARTS = 6
"""So many tests share the operations, so that a failure names a few."""

GENEROUS = Limits(tokens=100_000, depth=100, aliases=100_000, directives=100_000, cost=10**12)

SPARK = replace(BACKEND, must=(*BACKEND.must, "Hands-on experience with PySpark on large data sets."))


class Both:
    """A caller of both paths."""

    def __init__(self, pipeline: Pipeline, schema: Schema) -> None:
        self.pipeline = pipeline
        self.schema = schema

    async def plain(self, operation: Operation) -> bytes:
        """What plain execution answers."""
        context = Context(self.pipeline)
        result = await strawberry.Schema.execute(self.schema, operation.text, dict(operation.variables), context)
        assert isinstance(result, ExecutionResult)
        return orjson.dumps(process_result(result))

    async def compiled(self, operation: Operation) -> bytes | None:
        """What the compiled read answers; None where it leaves the operation to plain execution."""
        found = await self.schema.reader.answer(self.pipeline.graph, operation.text, operation.variables, None)
        return None if found is None else orjson.dumps(process_result(found))


@pytest.fixture(scope="module")
async def both(graph: Graph, neo4j_home: Path, small_library: Library, embedder: HashedEmbedder) -> Both:
    """Both paths over a graph with something of everything in it."""
    await wipe(graph, neo4j_home)
    await library_store.load(graph, small_library, embedder)
    pipeline = Pipeline(graph, embedder, Thresholds())
    for city in ("Leeds", "Bath", "York"):
        await pipeline.run(Request(replace(SPARK, opening=SPARK.opening.replace("Leeds", city)).text, SPARK.title))
    await pipeline.run(Request(VETERINARY.text, VETERINARY.title))
    await pipeline.run(Request("Too short.", "Nobody"))
    await merging.merge_skills(graph, "ada", ["pyspark"], "apache-spark")
    await merging.merge_aliases(graph, "ada", ["Golang"], "java")
    done = await merging.merge_skills(graph, "bob", ["docker"], "kubernetes")
    assert done.event is not None
    await undoing.undo(graph, "ada", done.event.uid)
    return Both(pipeline, make_schema(limits=GENEROUS))


async def values(graph: Graph) -> Values:
    """What the graph holds to ask for, and what it does not."""

    async def column(text: str) -> list[Any]:
        return [row["x"] for row in await query(graph, text)]

    slugs = {label: await column(f"MATCH (n:{label}) RETURN n.slug AS x ORDER BY x") for label in ("Skill", "Role")}
    dimensions = await column("MATCH (n:Dimension) RETURN n.slug AS x ORDER BY x")
    actions = await column("MATCH (e:AuditEvent) RETURN DISTINCT e.action AS x ORDER BY x")
    labels = ("Skill", "Role", "Dimension", "KRA", "PipelineRun", "ReviewItem", "AuditEvent")
    uids = {label: await column(f"MATCH (n:{label}) RETURN n.uid AS x ORDER BY x LIMIT 12") for label in labels}
    ids = [global_id(label, uid) for label in labels for uid in uids[label]]
    after = [*[None] * 12, *map(cursor, ("", "docker", "m", "n", "p", "r", "~")), "not a cursor"]
    one = ["PENDING", "ACTIVE", "MERGED", "DEPRECATED", None]
    return Values(
        {
            "id": [*ids, *ids, *ids, "bm90aGluZw==", global_id("Skill", "nobody")],
            "pipelineRun.id": [*(global_id("PipelineRun", uid) for uid in uids["PipelineRun"]), ids[0]],
            "skill.slug": [*slugs["Skill"], "pyspark", "no-such", "' OR 1=1 //"],
            "role.slug": [*slugs["Role"], "no-such"],
            "dimension.slug": [*dimensions, "no-such"],
            "skill.name": [None, "Golang", "JAVA", "k8s", "pyspark", "nobody knows"],
            "role.name": [None, "Backend Engineer", "SRE", "nobody"],
            "first": [*list(range(1, 9)) * 5, 20, 100, None, 0, 101],
            "after": after,
            "pipelineRuns.after": [*[None] * 9, *map(cursor, uids["PipelineRun"]), "%"],
            "reviewItems.after": [*[None] * 9, *(cursor(f"1:{uid}") for uid in uids["ReviewItem"]), "%"],
            "auditEvents.after": [*[None] * 4, *map(cursor, uids["AuditEvent"])],
            "candidates": [True, False, None],
            "reviewItems.role": [None, None, *slugs["Role"], ids[-1]],
            "createdBefore": [None, "2040-01-01T00:00:00", "2000-01-01T00:00:00+02:00"],
            "minCount": [None, 1, 2],
            "dimensions.after": [*[None] * 4, *(cursor(f"3:{slug}") for slug in dimensions), "%"],
            "dimensions.orderBy": ["SLUG", "SIZE", None],
            "dimensions.text": [None, None, "development", "", "no such"],
            "roles.filter": [None, {}, {"family": "Data"}, {"text": "engineer"}, {"family": None, "text": "no such"}],
            "orderBy": ["OLDEST", "NEWEST", "COUNT", None],
            "actor": [None, None, "ada", "nobody"],
            "action": [None, None, *actions],
            "since": [None, "2020-05-05T12:00:00Z", "2040-01-01T00:00:00"],
            "until": [None, "2040-05-05T12:00:00Z", "2000-01-01T00:00:00"],
            "kind": ["NEW_SKILL", "NEW_ROLE", "NEW_LINK", "NEW_ALIAS", None],
            "status": ["PENDING", "SUPERSEDED", "APPROVED", None],
            "pipelineRuns.filter": [
                None,
                {},
                {"text": "java kaf"},
                {"text": "backend"},
                {"text": "?"},
                {"role": slugs["Role"][0], "status": "COMPLETED"},
                {"case": "F", "createdSince": "2020-05-05T12:00:00Z"},
                {"createdUntil": "2000-01-01T00:00:00"},
            ],
            "filter": [
                None,
                {},
                *({"status": status} for status in one),
                {"nature": "TOOL"},
                {"category": "Data"},
                {"role": slugs["Role"][0], "text": "a"},
                {"dimension": dimensions[0], "nature": None},
                {"text": "java\x00`)"},
            ],
        }
    )


def left_to_plain(schema: Schema) -> frozenset[str]:
    """The fields ("Type.field") that say nothing of how they read from the graph, and are more than attributes."""
    return frozenset(
        f"{kind.name}.{name}"
        for kind in schema._schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, definition in kind.fields.items()
        if said_of(own := definition.extensions["strawberry-definition"]) is None and own.base_resolver is not None
    )


def operations(schema: Schema, pools: Values, part: int) -> Iterator[Operation]:
    """One part of the operations, without end."""
    left_out = left_to_plain(schema)
    for number in count(part, PARTS):
        random = Random(number)
        tree = Generator(schema._schema, pools, random, left_out).tree()
        for _ in range(SPELLINGS):
            yield Speller(schema._schema, random).spelt(tree)


@pytest.mark.parametrize("part", range(PARTS))
async def test_both_paths_answer_the_same_bytes(both: Both, part: int) -> None:
    pools, taken = await values(both.pipeline.graph), Counter[str]()

    for operation in operations(both.schema, pools, part):
        if taken["compiled"] * PARTS >= COMPARED:
            break
        if both.schema.refused(operation.text, dict(operation.variables), None):
            taken["refused"] += 1
            continue
        plain, compiled = await both.plain(operation), await both.compiled(operation)
        taken["plain" if compiled is None else "compiled"] += 1
        assert compiled in (None, plain), operation

    assert taken["compiled"] > 0.75 * sum(taken.values()), taken


EVERYTHING = """
fragment S on Skill { %(Skill)s }
fragment D on Dimension { %(Dimension)s }
fragment R on Role { %(Role)s }
fragment K on KRA { %(KRA)s }
fragment P on PipelineRun { %(PipelineRun)s }
fragment I on ReviewItem { %(ReviewItem)s }
fragment E on AuditEvent { %(AuditEvent)s }
fragment L on SkillDimensionLink { %(SkillDimensionLink)s }
fragment M on RoleDimensionLink { %(RoleDimensionLink)s requests { at words run { id } } }
"""


def fields_of(schema: Schema, name: str) -> str:
    """All that is compiled of a type: its leaves, and the type names of what its edges lead to."""
    kind = cast(GraphQLObjectType, schema._schema.type_map[name])
    asked = []
    for field, definition in kind.fields.items():
        own = definition.extensions["strawberry-definition"]
        if said_of(own) is not None:
            leaf = is_leaf_type(get_named_type(definition.type))
            asked.append(field if leaf else f"{field} {{ __typename }}")
    return " ".join(asked)


@pytest.mark.parametrize(
    "selection",
    [
        "skills(first: 100) { nodes { ...S links: dimensionLinks(candidates: true) { ...L } } totalCount }",
        "skills(first: 100, filter: {status: MERGED}) { edges { cursor node { ...S } } pageInfo { endCursor } }",
        "skills(first: 100, filter: {status: PENDING}) { nodes { ...S links: dimensionLinks(candidates: true) { ...L } } }",
        "skills(first: 100) { nodes { dimensions { ...D links: skillLinks(candidates: true) { ...L } } history { ...E } } }",
        "roles(first: 100) { nodes { ...R kras { ...K } links: dimensionLinks(candidates: true) { ...M } } totalCount }",
        "roles { nodes { dimensions { ...D links: roleLinks(candidates: true) { ...M } } history { ...E } } }",
        "pipelineRuns { nodes { ...P captured { ...I } } totalCount pageInfo { hasNextPage } }",
        """pipelineRuns { nodes { decision { role { ...R } runnerUp { ...R } subRole { name } newRole { kras } }
          skills { name skill { ...S } } placements { skill { slug } dimensions { dimension { ...D } } }
          persistence { rows { dimension { slug } } } report { skillClusters { dimension { slug } } }
          signals { skill { role { slug } } alias { role { slug } } kra { role { slug } } }
          cost { totalUsd } llmCalls { status at } } }""",
        """role(slug: "backend-engineer") { dimensionLinks(candidates: true) {
          run { decision { role { dimensionLinks { run { id decision { role { slug } runnerUp { slug } } } } } } } } }""",
        "auditEvents(action: null) { nodes { ...E } totalCount edges { cursor } }",
        "reviewItems(status: null, first: 100, orderBy: COUNT) { nodes { id runs { id } } pageInfo { endCursor } }",
        "reviewItems(status: null, first: 100, orderBy: NEWEST) { edges { cursor } }",
        "reviewItems(status: null, first: 100) { nodes { ...I run { ...P } skill { ...S } role { ...R } } totalCount }",
        "stats { skills aliases roles dimensions kras runs }",
        'a: skill(slug: "pyspark") { ...S } b: skill(name: "Golang") { ...S successor { ...S } }',
        """skills { nodes { slug aliases { text @skip(if: true) } dimensions { ... @include(if: false) { name } } } }
          role(slug: "backend-engineer") { name @skip(if: true) } stats { skills @skip(if: true) }""",
        'a: role(name: "SRE") { ...R } b: role(slug: "nobody") { ...R } c: dimension(slug: "data-pipelines") { ...D }',
    ],
)
async def test_everything_that_is_compiled_answers_the_same_bytes(both: Both, selection: str) -> None:
    names = ("Skill", "Dimension", "Role", "KRA", "PipelineRun", "ReviewItem", "AuditEvent")
    parts = {name: fields_of(both.schema, name) for name in (*names, "SkillDimensionLink", "RoleDimensionLink")}
    fragments = [line for line in (EVERYTHING % parts).splitlines() if f"...{line[9:10]} " in f"{selection} "]
    operation = Operation("\n".join([f"{{ {selection} }}", *fragments]), {})

    assert await both.compiled(operation) == await both.plain(operation)


async def test_node_that_lacks_what_it_must_have_is_the_same_error(both: Both) -> None:
    graph = both.pipeline.graph
    await query(graph, "CREATE (:Dimension {uid: 'bare', slug: 'bare'})")
    operation = Operation('{ dimension(slug: "bare") { slug name } stats { dimensions } }', {})

    compiled, plain = await both.compiled(operation), await both.plain(operation)
    await query(graph, "MATCH (d:Dimension {uid: 'bare'}) DELETE d")

    assert compiled is None
    assert orjson.loads(plain) == {
        "data": {"dimension": None, "stats": {"dimensions": 13}},
        "errors": [
            {
                "message": "something went wrong inside; the service's log says what",
                "locations": [{"line": 1, "column": 34}],
                "path": ["dimension", "name"],
            }
        ],
    }


async def test_paths_are_counted(both: Both) -> None:
    paths = both.schema.reader.paths
    before = [paths.counted("compiled", ""), paths.counted("plain", "introspection")]
    for text in ("{ stats { skills } }", "{ __typename }", "{ __schema { __typename } }"):
        await both.schema.execute(text, {}, Context(both.pipeline))

    after = [paths.counted("compiled", ""), paths.counted("plain", "introspection")]
    assert [now - then for now, then in zip(after, before, strict=True)] == [2, 1]
