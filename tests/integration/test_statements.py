"""Each statement against the live database: that it can be planned, and that its header is true."""

from __future__ import annotations

import pytest
from neo4j.exceptions import ConstraintError

from graph_service.errors import StoreError
from graph_service.store.connection import Graph
from graph_service.store.statements import names, statement
from tests.support import query

VALUES: dict[str, object] = {
    "action": "a",
    "actor": "a",
    "after": None,
    "case": None,
    "candidates": True,
    "category": None,
    "changed": ["a"],
    "changes": "[]",
    "curated": ["a"],
    "demand": 5,
    "details": None,
    "digest": "d",
    "dimension": None,
    "dimensions": ["d"],
    "from": "a",
    "id": "a",
    "ids": ["a"],
    "item": "a",
    "key": "a",
    "keys": ["a"],
    "keyName": "a",
    "kind": None,
    "label": "Skill",
    "limit": 10,
    "model": "m",
    "nature": None,
    "normalized": "a",
    "options": {"indexConfig": {"vector.dimensions": 384, "vector.similarity_function": "cosine"}},
    "properties": {},
    "query": "a",
    "reason": None,
    "reference": "a",
    "role": "a",
    "rows": [],
    "seconds": 60,
    "sha256": "a",
    "sha256s": ["a"],
    "since": None,
    "slug": "a",
    "slugs": ["a"],
    "status": "ACTIVE",
    "subjects": ["a"],
    "step": 1,
    "summary": "a",
    "text": "a",
    "title": None,
    "to": "b",
    "touched": ["a"],
    "uid": "a",
    "uids": ["a"],
    "undoes": None,
    "until": None,
    "vector": [0.0] * 384,
    "version": 1,
    "words": 5,
}
"""Values of parameters by their names; null for any other."""


WHOLE = [name for name in names() if not name.startswith("compiled/")]
"""Without the pieces that compiled reads are put together of: their tests run them all."""


@pytest.mark.parametrize("name", WHOLE)
async def test_statement_can_be_planned_and_its_columns_are_declared(name: str, graph: Graph) -> None:
    chosen = statement(name)
    values = {parameter: VALUES.get(parameter) for parameter in chosen.parameters}
    # `write_state` stores the number of dimensions, `confirm_role_links` takes their slugs.
    values |= {"dimensions": 384} if name == "library/write_state" else {}

    async with graph.driver.session() as session:
        result = await session.run(f"EXPLAIN {chosen.text}", values)
        columns = tuple(result.keys())
        await result.consume()

    assert columns == chosen.rows


async def test_statements_write_nothing_while_they_are_explained(empty_graph: Graph) -> None:
    await query(empty_graph, "EXPLAIN CREATE (:Skill {slug: 'x'})")

    assert await query(empty_graph, "MATCH (n) RETURN n") == []


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Taxonomy", "uid"),
        ("Category", "name"),
        ("SubCategory", "key"),
        ("Alias", "normalized"),
        ("Dimension", "uid"),
        ("Dimension", "slug"),
        ("Skill", "uid"),
        ("Skill", "slug"),
        ("Role", "uid"),
        ("Role", "slug"),
        ("KRA", "uid"),
        ("JobDescription", "sha256"),
        ("PipelineRun", "uid"),
        ("PipelineRun", "idempotencyKey"),
        ("LLMCall", "uid"),
        ("LLMDay", "day"),
        ("LLMReservation", "uid"),
        ("ReviewItem", "uid"),
        ("ReviewItem", "key"),
        ("AuditEvent", "uid"),
        ("ApiKey", "uid"),
        ("ApiKey", "name"),
        ("ApiKey", "digest"),
    ],
)
async def test_database_refuses_two_nodes_with_one_key(label: str, key: str, empty_graph: Graph) -> None:
    await query(empty_graph, f"CREATE (:{label} {{{key}: 'same'}})")

    with pytest.raises(ConstraintError, match=rf"already exists with label `{label}` and property `{key}` = 'same'"):
        await query(empty_graph, f"CREATE (:{label} {{{key}: 'same'}})")


async def test_statement_that_breaks_a_constraint_is_a_store_error(small_graph: Graph) -> None:
    # A uid that another slug has: the second skill cannot be written.
    uid = (await small_graph.read("taxonomy/uids_of_slugs", label="Skill", slugs=["go"]))[0]["uid"]
    row = {"slug": "not-go", "uid": uid, "subCategoryKey": None, "properties": {}}

    with pytest.raises(StoreError, match=r"^Neo4j could not carry out a statement \(ConstraintError\)$"):
        await small_graph.write("runs/write_new_skills", uid="run", rows=[row])


async def test_indexes_that_search_asks_are_there_and_online(graph: Graph) -> None:
    rows = await query(graph, "SHOW INDEXES YIELD name, type, state WHERE type IN ['VECTOR', 'FULLTEXT']")

    assert {row["name"] for row in rows} >= {
        "skill_embedding",
        "role_embedding",
        "dimension_embedding",
        "kra_embedding",
        "fulltext_index_Alias_text",
        "fulltext_index_Dimension_name",
        "fulltext_index_KRA_text",
        "run_words",
    }
    assert {row["state"] for row in rows} == {"ONLINE"}
