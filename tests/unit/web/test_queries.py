"""The operations that the pages ask for."""

from __future__ import annotations

import pytest
from graphql import FieldNode, FragmentDefinitionNode, OperationDefinitionNode, parse, validate

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


@pytest.mark.parametrize("name", SHARED)
def test_shared_fragment_bears_its_file_s_name_and_is_shared(name: str) -> None:
    asking = [parse(document(query)) for query in NAMES]
    users = [
        asked
        for asked in asking
        if any(isinstance(node, FragmentDefinitionNode) and node.name.value == name for node in asked.definitions)
    ]

    assert len(users) > 1
