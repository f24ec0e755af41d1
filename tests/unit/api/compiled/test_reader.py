"""Which statements operations become, and why others become none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLInterfaceType, GraphQLObjectType
from strawberry.types.field import StrawberryField

from graph_service.api.compiled import plans, reader
from graph_service.api.compiled.selections import NotCompilable
from graph_service.api.connections import cursor
from graph_service.api.ids import global_id
from graph_service.api.reads import Edge, Expression, Listing, Reference, said_of
from graph_service.api.schema import make_schema
from graph_service.errors import InvalidInput
from graph_service.settings import Limits
from graph_service.store.statements import names

GENEROUS = Limits(tokens=100_000, depth=100, aliases=10**12)
SCHEMA = make_schema(limits=GENEROUS)


def asked(text: str, name: str | None = None, /, **variables: object) -> list[tuple[str, Mapping[str, object]]]:
    """The text and the parameters of each statement."""
    found = SCHEMA.reader.questions(text, variables, name)
    return [(question.statement.text, question.parameters) for _, question in found if question]


def only(text: str, **variables: object) -> tuple[str, Mapping[str, object]]:
    [found] = asked(text, **variables)
    return found


def test_selection_becomes_one_statement() -> None:
    text, parameters = only('{ role(slug: "x") { name dimensions { slug skills { name } } } }')

    assert re.sub(r"\s+", " ", text) == (
        "MATCH (node0:Role {slug: $slug}) RETURN [node0.name, COLLECT { "
        "MATCH (node0)-[link1:HAS_DIMENSION]->(node1:Dimension) "
        "WITH node1 ORDER BY coalesce(link1.position, 1000), node1.slug "
        "RETURN [node1.slug, COLLECT { MATCH (node1)<-[:IN_DIMENSION]-(node2 {status: 'ACTIVE'}) "
        "WITH node2 ORDER BY node2.slug RETURN node2.name }] }] AS row"
    )
    assert parameters == {"slug": "x"}


def test_what_a_run_names_by_slug_follows_in_a_statement_of_its_own() -> None:
    document = (
        """{ pipelineRuns { nodes { decision { role { name } subRole { name history(first: 3) { actor } } } } } }"""
    )
    [(_, question)] = SCHEMA.reader.questions(document, {}, None)
    assert question is not None

    first, second = question.following
    assert first.statement.text == (
        "UNWIND $slugs AS place1\nMATCH (node1:Role {slug: place1}) RETURN place1 AS slug, [node1.name] AS row"
    )
    assert (first.parameters, second.parameters) == ({}, {"first3": 3})
    assert first.answer(["Backend"]) == {"name": "Backend"}


def test_each_root_field_is_a_statement_and_a_type_name_is_none() -> None:
    assert len(asked("{ __typename a: stats { skills } b: stats { roles } }")) == 2


def test_nothing_of_a_document_gets_into_a_statement() -> None:
    evil = "x'}) DETACH DELETE n //"
    text, parameters = only(
        f'query Evil($evil: String) {{ odd_key: skills(filter: {{text: "{evil}", category: $evil}}, first: 7) '
        "{ nodes { odd_name: name h: history(first: 9) { who: actor } } } }",
        evil=evil,
    )

    assert not re.search(r"DETACH|odd|who|evil|7|9", text, re.IGNORECASE)
    assert parameters == {
        "status": "ACTIVE",
        "nature": None,
        "category": evil,
        "dimension": None,
        "role": None,
        "text": parameters["text"],
        "after": "",
        "limit": 8,
        "first1": 9,
    }


def test_spellings_of_one_selection_are_one_statement() -> None:
    first, _ = only("query ($n: Int) { roles(first: $n) { nodes { name slug } } }", n=3)
    second, _ = only("{ r: roles(first: 5) { ...P } } fragment P on RoleConnection { nodes { n: name ... { slug } } }")

    assert first == second


def test_page_counts_only_where_it_is_asked_to() -> None:
    assert "COUNT" not in only("{ roles { nodes { name } } }")[0]
    text, parameters = only(
        "{ roles(after: $a) { totalCount } }".replace("{ roles", "query ($a: String) { roles", 1), a=cursor("m")
    )
    assert "COUNT { MATCH (node0:Role)" in text
    assert parameters == {"family": None, "text": None, "after": "m", "limit": 21}


def test_node_starts_where_its_id_says() -> None:
    document = "query ($id: ID!) { node(id: $id) { id ... on Skill { name } ... on KRA { text } } }"

    skill, parameters = only(document, id=global_id("Skill", "1"))
    assert "(other0:Skill {uid: $uid})" in skill
    assert skill.endswith("RETURN [node0.uid, node0.name] AS row")
    assert parameters == {"uid": "1"}
    assert only(document, id=global_id("KRA", "2"))[0].endswith("RETURN [node0.uid, node0.text] AS row")


def test_skipped_fields_are_not_read() -> None:
    document = 'query ($all: Boolean!) { role(slug: "x") { name slug @include(if: $all) } }'

    assert only(document, all=True)[0].endswith("[node0.name, node0.slug] AS row")
    assert only(document, all=False)[0].endswith("[node0.name] AS row")


def test_plan_is_made_once_an_operation_and_choice_of_fields() -> None:
    document = "query A($all: Boolean!) { stats { skills @skip(if: $all) roles } } query B { stats { roles } }"
    before = SCHEMA.reader.plans
    for _ in range(3):
        asked(document, "A", all=True)
        asked(document, "A", all=False)
        asked(document, "B")

    assert SCHEMA.reader.plans - before == 3


def test_plans_are_bounded_together() -> None:
    schema = make_schema(limits=GENEROUS)
    fields = " ".join(f"n{n}: name" for n in range(plans.MOST_COLUMNS - 1))
    for number in range(130):
        schema.reader.questions(f"{{ roles {{ nodes {{ {fields} }} }} a{number}: __typename }}", {}, None)

    assert 0 < schema.reader.plans < reader.MOST_COLUMNS / plans.MOST_COLUMNS


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("{ nothing }", "invalid"),
        ("{ stats { skills } } query B { stats { skills } }", "invalid"),
        ("query ($id: ID!) { node(id: $id) { id } }", "invalid"),
        ('mutation { mergeAliases(input: {aliases: ["x"], into: "y"}) { errors { code } } }', "mutation"),
        ('subscription { pipelineProgress(runId: "x") { step } }', "subscription"),
        ("{ __schema { queryType { name } } }", "introspection"),
        ('{ stats { skills } __type(name: "Role") { name } }', "introspection"),
        ('{ search(text: "x") { score } }', "field: Query.search"),
        ('{ skill(slug: "x") { similar { score } } }', "field: Skill.similar"),
    ],
)
def test_what_is_left_to_plain_execution_says_why(document: str, reason: str) -> None:
    with pytest.raises(NotCompilable, match=f"^{reason.split(':')[0]}"):
        asked(document)


def test_statement_grows_to_a_limit() -> None:
    def document(fields: int) -> str:
        return f"{{ roles {{ nodes {{ {' '.join(f'n{n}: name' for n in range(fields))} }} }} }}"

    assert len(only(document(plans.MOST_COLUMNS))[0]) > plans.MOST_COLUMNS
    with pytest.raises(NotCompilable, match="large"):
        only(document(plans.MOST_COLUMNS + 1))


def test_fragments_that_fan_out_are_given_up_soon() -> None:
    parts = "".join(
        f" fragment F{n} on Skill {{ a: related {{ ...F{n + 1} }} b: related {{ ...F{n + 1} }} }}" for n in range(30)
    )
    with pytest.raises(NotCompilable, match="large"):
        only('{ skill(slug: "x") { ...F0 } }' + parts + " fragment F30 on Skill { name }")


@pytest.mark.parametrize(
    "document",
    [
        '{ roles(after: "?") { totalCount } }',
        '{ node(id: "x") { id } }',
        "{ skill { name } }",
    ],
)
def test_argument_that_cannot_be_used_is_found_before_the_graph_is_asked(document: str) -> None:
    with pytest.raises((InvalidInput, GraphQLError)):
        asked(document)


def pieces() -> Iterator[str]:
    """The pieces that fields name."""
    for kind in SCHEMA._schema.type_map.values():
        for field in kind.fields.values() if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) else ():
            own: Any = field.extensions.get("strawberry-definition")
            how = said_of(own) if isinstance(own, StrawberryField) else None
            if isinstance(how, Edge | Expression | Reference):
                yield how.piece
            if isinstance(how, Listing) and isinstance(how.place, Expression):
                yield how.place.piece


def test_every_piece_is_used_and_every_piece_that_is_used_is_there() -> None:
    orders = {"items_oldest", "items_newest", "items_count"}
    there = {name.removeprefix("compiled/") for name in names() if name.startswith("compiled/")}
    starts = {name for name in there if "_by_" in name or "_page" in name or "_total" in name}

    assert {*pieces(), *orders, *starts} == there
