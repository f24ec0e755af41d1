from __future__ import annotations

import pytest

from graph_service.store import fragments
from graph_service.store.statements import names

PIECES = [name.removeprefix("compiled/") for name in names() if name.startswith("compiled/")]


def test_piece_is_placed_with_numbers_for_its_variables() -> None:
    assert fragments.placed("dimensions_of_role", 7, 3) == (
        "MATCH (node3)-[link7:HAS_DIMENSION]->(node7:Dimension)\n"
        "WITH node7 ORDER BY coalesce(link7.position, 1000), node7.slug"
    )


def test_parameters_of_a_piece_get_the_names_of_their_use() -> None:
    placed = fragments.placed("history", 2, 1, {"first": "first2"})

    assert placed.endswith("LIMIT $first2")


def test_parameters_of_an_entry_keep_their_names() -> None:
    assert fragments.placed("role_by_slug", 0) == "MATCH (node0:Role {slug: $slug})"


@pytest.mark.parametrize("name", PIECES)
def test_every_word_of_a_piece_that_could_be_a_variable_has_a_number(name: str) -> None:
    placed = fragments.placed(name, 4, 3).replace("YIELD node AS", "YIELD")

    for word in ("parent", "node", "link", "other", "place", "rank", "target"):
        assert not [part for part in placed.replace(".", " .").split() if part.strip("(){}[]:,-<>") == word]


@pytest.mark.parametrize("name", PIECES)
def test_piece_binds_a_node_or_is_a_value(name: str) -> None:
    assert fragments.fragment(name).rows[0] in ("node", "value")


def test_unknown_piece_is_named() -> None:
    with pytest.raises(KeyError, match="there is no statement 'compiled/nothing'"):
        fragments.fragment("nothing")


@pytest.mark.parametrize("name", ["na me", "name}) DETACH DELETE n //", "a.b", "", "naïve"])
def test_only_letters_are_a_property(name: str) -> None:
    with pytest.raises(ValueError, match="is no property; a property is letters only"):
        fragments.property_of(0, name)


def test_whole_statement_answers_one_column() -> None:
    statement = fragments.returned("MATCH (node0)", fragments.listed(["node0.slug", "null"]), ["slug"])

    assert statement.text == "MATCH (node0) RETURN [node0.slug, null] AS row"
    assert (set(statement.parameters), statement.rows) == ({"slug"}, ("row",))
    assert fragments.collected("MATCH (node1)", "[1]") == "COLLECT { MATCH (node1) RETURN [1] }"


def test_what_a_procedure_yields_keeps_the_procedures_name() -> None:
    assert "YIELD node AS node7\n" in fragments.placed("runs_page", 7)
