"""schema.graphql is what the service serves, and holds everything that outside clients rely on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    specified_scalar_types,
    validate_schema,
)
from graphql.utilities.print_schema import print_input_value

from graph_service.api.schema import printed_schema

Inputs = Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField]

CONTRACT = Path(__file__).parent / "contract.graphql"
PRINTED = Path(__file__).parents[2] / "schema.graphql"


@pytest.fixture(scope="module")
def contract() -> GraphQLSchema:
    return build_schema(CONTRACT.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def served() -> GraphQLSchema:
    return build_schema(printed_schema())


def test_printed_schema_is_current() -> None:
    assert PRINTED.read_text(encoding="utf-8") == printed_schema()


def test_schema_is_valid(served: GraphQLSchema) -> None:
    assert validate_schema(served) == []


def test_schema_holds_the_contract(contract: GraphQLSchema, served: GraphQLSchema) -> None:
    assert list(breaks(contract, served)) == []


def test_check_sees_what_breaks_a_client(contract: GraphQLSchema) -> None:
    text = CONTRACT.read_text(encoding="utf-8")
    for was, becomes in {
        "name: String!\n  description: String\n": "name: String\n  description: String\n",
        "skills(filter: SkillFilter, first: Int = 20": "skills(filter: SkillFilter, first: Int = 50",
        "roleGap(from: String!, to: String!)": "roleGap(from_: String!, to: String!)",
        "enum DecisionCase { A B": "enum DecisionCase { B",
        "type KRA implements Node {": "type KRA {",
        "union SearchNode = Skill | Role": "union SearchNode = Skill",
        "input ExtractInput { jobDescription: String!": "input ExtractInput { text: String! jobDescription: String!",
        "runPipeline(input: RunPipelineInput!)": "runPipeline(input: RunPipelineInput!, dry: Boolean!)",
        "type AuditEvent implements": "type Event implements Node { id: ID! }\ntype AuditEvent implements",
    }.items():
        assert was in text
        found = list(breaks(contract, build_schema(text.replace(was, becomes, 1))))
        assert bool(found) is ("type Event" not in becomes), becomes


def test_descriptions_of_placeholders_do_not_leak(served: GraphQLSchema) -> None:
    assert "See the description" not in printed_schema()
    assert [name for name, kind in own_types(served) if not kind.description] == []


def own_types(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLNamedType]]:
    for name, kind in schema.type_map.items():
        if not name.startswith("__") and name not in specified_scalar_types:
            yield name, kind


def breaks(contract: GraphQLSchema, served: GraphQLSchema) -> Iterator[str]:
    """What a client of the contract would miss, or be asked for in vain."""
    for name, wanted in own_types(contract):
        match wanted, served.type_map.get(name):
            case GraphQLEnumType(), GraphQLEnumType() as found:
                yield from missing(name, wanted.values, found.values)
            case GraphQLUnionType(), GraphQLUnionType() as found:
                yield from missing(name, names(wanted.types), names(found.types))
            case GraphQLInputObjectType(), GraphQLInputObjectType() as found:
                yield from in_inputs(name, wanted.fields, found.fields)
            case GraphQLInterfaceType(), GraphQLInterfaceType() as found:
                yield from in_fields(name, wanted.fields, found.fields)
            case GraphQLObjectType(), GraphQLObjectType() as found:
                yield from missing(name, names(wanted.interfaces), names(found.interfaces))
                yield from in_fields(name, wanted.fields, found.fields)
            case GraphQLScalarType(), GraphQLScalarType():
                pass
            case _, other:
                yield f"{name}: {type(wanted).__name__} wanted, {other!r} found"


def in_fields(of: str, wanted: Mapping[str, GraphQLField], found: Mapping[str, GraphQLField]) -> Iterator[str]:
    for name, field in wanted.items():
        other = found.get(name)
        if other is None or str(other.type) != str(field.type):
            yield f"{of}.{name}: {field.type} wanted, {other.type if other else None} found"
        else:
            yield from in_inputs(f"{of}.{name}", field.args, other.args)


def in_inputs(where: str, wanted: Inputs, found: Inputs) -> Iterator[str]:
    for name, value in wanted.items():
        other = found.get(name)
        # Printed, so that defaults are compared with their types.
        told = print_input_value(name, cast(GraphQLArgument, other)) if other else None
        signature = print_input_value(name, cast(GraphQLArgument, value))
        if told != signature:
            yield f"{where}: {signature} wanted, {told} found"
    for name in found.keys() - wanted.keys():
        if str(found[name].type).endswith("!"):
            yield f"{where}({name}): clients of the contract do not send it"


def missing(where: str, wanted: Iterable[str], found: Iterable[str]) -> Iterator[str]:
    for name in sorted(set(wanted) - set(found)):
        yield f"{where}: {name} is missing"


def names(types: Iterable[GraphQLNamedType]) -> list[str]:
    return [kind.name for kind in types]
