from __future__ import annotations

from typing import cast

import pytest
from graphql import GraphQLObjectType, OperationDefinitionNode, build_schema, specified_rules

from graph_service.api.compiled.documents import Documents
from graph_service.api.compiled.selections import NotCompilable, Selections
from graph_service.settings import Limits

SCHEMA = build_schema(
    """
    directive @marked on FIELD
    interface Thing { id: ID }
    type Book implements Thing { id: ID title: String author: Author }
    type Film implements Thing { id: ID minutes: Int }
    type Author { name: String born: Int }
    union Any = Book | Film
    type Query { thing: Thing any: Any book: Book }
    """
)


def asked(text: str, **switches: bool) -> dict[str, list[str]]:
    """Response keys under `book`, and the names of the fields that each asks for."""
    document = Documents(SCHEMA, specified_rules, Limits()).get(text)
    assert document.errors == ()
    [operation] = [node for node in document.ast.definitions if isinstance(node, OperationDefinitionNode)]
    selections = Selections(SCHEMA, document.fragments, switches)
    query, book = (cast(GraphQLObjectType, SCHEMA.type_map[name]) for name in ("Query", "Book"))
    roots = selections.of(query, [operation.selection_set])
    return {key: [node.name.value for node in nodes] for key, nodes in selections.within(book, roots["book"]).items()}


def test_fields_come_in_the_order_in_which_they_are_asked_for_first() -> None:
    assert asked("{ book { title id name: title author { name } title author { born } } }") == {
        "title": ["title", "title"],
        "id": ["id"],
        "name": ["title"],
        "author": ["author", "author"],
    }


def test_fragments_are_opened_where_their_type_is() -> None:
    text = """{ book { ...Known ... on Any { ... on Film { minutes } ... on Book { title } } ... { id } } }
    fragment Known on Thing { id ... on Book { author { name } } }"""

    assert list(asked(text)) == ["id", "author", "title"]


def test_field_of_two_places_is_one_field_of_both() -> None:
    text = "{ book { id } ...More } fragment More on Query { book { title } }"

    assert list(asked(text)) == ["id", "title"]


@pytest.mark.parametrize(
    ("directives", "switches", "found"),
    [
        ("@skip(if: true)", {}, False),
        ("@skip(if: false)", {}, True),
        ("@include(if: $x)", {"x": True}, True),
        ("@include(if: $x)", {"x": False}, False),
        ("@include(if: $x) @skip(if: $y)", {"x": True, "y": True}, False),
        ("@include(if: $x) @skip(if: $y)", {"x": True, "y": False}, True),
    ],
)
def test_directives_choose_fields_and_fragments(directives: str, switches: dict[str, bool], found: bool) -> None:
    declared = f"({', '.join(f'${name}: Boolean!' for name in switches)})" if switches else ""

    for part in (f"title {directives}", f"... {directives} {{ title }}", f"...Part {directives}"):
        text = f"query {declared} {{ book {{ id {part} }} }}"
        text += " fragment Part on Book { title }" if "Part" in part else ""
        assert ("title" in asked(text, **switches)) is found


def test_other_directives_are_left_to_plain_execution() -> None:
    with pytest.raises(NotCompilable, match=r"^directive: marked$"):
        asked("{ book { id @marked } }")
