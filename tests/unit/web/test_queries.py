"""The operations that the pages ask for."""

from __future__ import annotations

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)

from graph_service.api.schema import make_schema
from graph_service.web.site import QUERIES, document

SCHEMA = make_schema()._schema
NAMES = sorted(path.stem for path in QUERIES.glob("*.graphql"))
SHARED = sorted(path.stem for path in (QUERIES / "fragments").glob("*.graphql"))


@pytest.mark.parametrize("name", NAMES)
def test_query_is_one_operation_of_the_schema(name: str) -> None:
    asked = parse(document(name))

    assert validate(SCHEMA, asked) == []
    [operation] = (node for node in asked.definitions if isinstance(node, OperationDefinitionNode))
    assert all(isinstance(field, FieldNode) for field in operation.selection_set.selections)


class Unasked(Visitor):
    """Fields of the types that an operation selects of, and that it does not ask for."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.found: list[str] = []

    def enter_field(self, node: FieldNode, *_: object) -> None:
        kind = get_named_type(self.types.get_type())
        if isinstance(kind, GraphQLObjectType) and node.selection_set and _is_of_a_run(kind):
            asked = {field.name.value for field in node.selection_set.selections if isinstance(field, FieldNode)}
            self.found += [f"{kind.name}.{name}" for name in kind.fields if name not in asked]


def _is_of_a_run(kind: GraphQLObjectType) -> bool:
    """Whether it is the run or a part of it: what else has an id stands for itself, and so do spellings."""
    return kind.name == "PipelineRun" or (SCHEMA.get_type("Node") not in kind.interfaces and kind.name != "Alias")


def test_run_is_asked_for_whole_but_for_what_it_leads_to() -> None:
    types = TypeInfo(SCHEMA)
    unasked = Unasked(types)

    visit(parse(document("run")), TypeInfoVisitor(types, unasked))

    assert unasked.found == []


@pytest.mark.parametrize("name", SHARED)
def test_shared_fragment_bears_its_file_s_name_and_is_shared(name: str) -> None:
    asking = [parse(document(query)) for query in NAMES]
    users = [
        asked
        for asked in asking
        if any(isinstance(node, FragmentDefinitionNode) and node.name.value == name for node in asked.definitions)
    ]

    assert len(users) > 1
