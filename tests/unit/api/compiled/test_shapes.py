from __future__ import annotations

from datetime import UTC, datetime

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLString,
)

from graph_service.api.compiled.shapes import (
    Column,
    Lookup,
    Unanswerable,
    completed,
    leaf,
    many,
    one,
    rows_shape,
    value_shape,
)
from graph_service.api.schema import make_schema
from graph_service.domain.nodes import LinkOrigin

TYPES = make_schema()._schema.type_map


def test_rows_become_objects_in_the_order_of_their_columns() -> None:
    shape = rows_shape(
        [Column("b", "x"), Column("a", "y", convert=str.upper), Column("t", "null", computed=lambda _: "T")]
    )

    first, second = shape([["one", "two", None], [None, None, None]])

    assert list(first.items()) == [("b", "one"), ("a", "TWO"), ("t", "T")]
    assert second == {"b": None, "a": None, "t": "T"}


def test_many_rows_of_one_plain_column_are_its_values() -> None:
    expression, shape = many([Column("a", "x")])
    _, required = many([Column("a", "x", required=True)])

    assert expression == "x"
    assert shape(["one", None]) == [{"a": "one"}, {"a": None}]
    assert (required([]), required(["one"])) == ([], [{"a": "one"}])
    with pytest.raises(Unanswerable):
        required(["one", None])


def test_many_rows_of_more_are_lists() -> None:
    converted, shape = many([Column("a", "x", convert=str.upper)])
    two, _ = many([Column("a", "x"), Column("b", "y")])

    assert (converted, two) == ("[x]", "[x, y]")
    assert shape([["one"], [None]]) == [{"a": "ONE"}, {"a": None}]


def test_one_row_is_a_list_so_that_there_is_none_can_be_told_from_a_null() -> None:
    expression, shape = one([Column("a", "x")])

    assert expression == "[x]"
    assert shape([None]) == {"a": None}


def test_null_where_there_must_be_a_value_is_unanswerable() -> None:
    shape = rows_shape([Column("a", "x", required=True), Column("b", "y")])

    assert shape([["one", None]]) == [{"a": "one", "b": None}]
    with pytest.raises(Unanswerable):
        shape([["one", "two"], [None, "two"]])
    with pytest.raises(Unanswerable):
        rows_shape([Column("a", "x", required=True)])([["one"], [None]])


def test_enum_is_answered_by_name_of_member_and_of_what_is_stored() -> None:
    origin = TYPES["LinkOrigin"]
    assert isinstance(origin, GraphQLEnumType)
    convert = leaf(origin)

    assert convert is not None
    assert [convert("library"), convert(LinkOrigin.CURATOR)] == ["LIBRARY", "CURATOR"]
    with pytest.raises(Unanswerable):
        convert("nobody")


def test_time_is_answered_as_iso_text() -> None:
    kind = TYPES["DateTime"]
    assert isinstance(kind, GraphQLScalarType)
    convert = leaf(kind, lambda value: value)

    assert convert is not None
    assert convert(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)) == "2026-01-02T03:04:00+00:00"


def test_whole_number_is_answered_as_the_float_that_is_declared() -> None:
    convert = leaf(GraphQLFloat)

    assert convert is not None
    assert repr(convert(1)) == "1.0"
    assert [leaf(kind) for kind in (GraphQLString, GraphQLInt)] == [None, None]


def test_lists_are_answered_item_by_item_with_their_nulls() -> None:
    convert = completed(GraphQLList(GraphQLNonNull(GraphQLString)), None)

    assert (convert(None), convert(()), convert(("a", "b"))) == (None, [], ["a", "b"])
    with pytest.raises(Unanswerable):
        convert(("a", None))
    with pytest.raises(Unanswerable):
        completed(GraphQLNonNull(GraphQLString), None)(None)


def test_domain_value_becomes_an_object() -> None:
    shape = value_shape({"real": (lambda value: value.real, str), "kind": (lambda _: "complex", str.upper)}, {})

    assert shape(3 + 4j) == {"real": "3.0", "kind": "COMPLEX"}


def test_node_that_a_value_names_by_slug_is_put_where_it_is_wanted() -> None:
    lookup = Lookup(required=False)
    shape = value_shape({"role": (lambda _: None, lambda value: value), "n": (len, int)}, {"role": (str.lower, lookup)})

    known, unknown, none = shape("SRE"), shape("Nobody"), shape("")
    wanted = lookup.take()
    lookup.settle(wanted, {"sre": {"name": "SRE"}})

    assert [list(one.items()) for one in (known, unknown, none)] == [
        [("role", {"name": "SRE"}), ("n", 3)],
        [("role", None), ("n", 6)],
        [("role", None), ("n", 0)],
    ]
    assert lookup.take() == []


def test_node_that_must_be_there_and_is_not_is_unanswerable() -> None:
    lookup = Lookup(required=True)
    lookup.want({}, "role", "gone")

    with pytest.raises(Unanswerable):
        lookup.settle(lookup.take(), {})
    with pytest.raises(Unanswerable):
        lookup.want({}, "role", None)
