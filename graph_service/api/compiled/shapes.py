"""From rows to the response: each function here is made once a plan, and called for each row.

What plain execution would answer with an error is `Unanswerable`: the operation is executed again, plainly, and the
error is that execution's own, with its path and its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLScalarType,
    specified_scalar_types,
)

from graph_service.store import fragments

Convert = Callable[[Any], Any]
AS_STORED = frozenset({"String", "ID", "Boolean", "Int"})
"""Scalars whose values the graph holds as they are answered; a Float may be held as a whole number."""


class Unanswerable(Exception):
    """A value that is an error to GraphQL."""


class _Names(dict[object, str]):
    """Values of an enum, as members or as stored, and their names."""

    def __missing__(self, value: object) -> str:
        raise Unanswerable


def leaf(kind: GraphQLScalarType | GraphQLEnumType, native: Convert | None = None) -> Convert | None:
    """How a value of a leaf type is answered; None where it is as it is stored.

    `native` makes Python's value of a custom scalar of what is stored.
    """
    if isinstance(kind, GraphQLEnumType):
        names = {value.value: name for name, value in kind.values.items()}
        members: Callable[[object], object] = getattr(kind, "wrapped_cls", lambda value: value)
        return _Names(names | {members(value): name for value, name in names.items()}).__getitem__
    if kind.name in AS_STORED:
        return None
    if native is None or kind.name in specified_scalar_types:
        return kind.serialize
    return lambda value: kind.serialize(native(value))


def completed(kind: GraphQLOutputType, convert: Convert | None) -> Convert:
    """How a value of a type is answered, null too; `convert` is for what its lists and non-nulls wrap."""
    if isinstance(kind, GraphQLNonNull):
        return _required(completed(kind.of_type, convert))
    if isinstance(kind, GraphQLList):
        item = completed(kind.of_type, convert)
        return lambda values: None if values is None else [item(value) for value in values]
    if convert is None:
        return lambda value: value
    return lambda value: None if value is None else convert(value)


def _required(inner: Convert) -> Convert:
    def convert(value: Any) -> Any:
        if value is None:
            raise Unanswerable
        return inner(value)

    return convert


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a row: the expression that reads it, and how it is answered.

    `convert` gets what is not null; null is answered as null, unless it is required. `computed` gets null too, and
    decides by itself.
    """

    key: str
    expression: str
    required: bool = False
    convert: Convert | None = None
    computed: Convert | None = None


RowsShape = Callable[[list[Any]], list[dict[str, Any]]]
"""From rows, which are used up, to objects of the response. One call for many: most rows have but a few values."""


def many(columns: Sequence[Column]) -> tuple[str, RowsShape]:
    """The expression of a row of which there are many, and how they are answered: a single value needs no list."""
    if len(columns) == 1 and columns[0].convert is None and columns[0].computed is None:
        return columns[0].expression, _values_shape(columns[0])
    return fragments.listed(column.expression for column in columns), rows_shape(columns)


def one(columns: Sequence[Column]) -> tuple[str, Callable[[list[Any]], dict[str, Any]]]:
    """The expression of a row that may be null, and how it is answered where it is not."""
    shape = rows_shape(columns)
    return fragments.listed(column.expression for column in columns), lambda row: shape([row])[0]


def rows_shape(columns: Sequence[Column]) -> RowsShape:
    """How rows of such columns are answered."""
    keys = tuple(column.key for column in columns)
    computed = tuple((at, column.computed) for at, column in enumerate(columns) if column.computed)
    required = tuple(at for at, column in enumerate(columns) if column.required)
    converted = tuple((at, column.convert) for at, column in enumerate(columns) if column.convert)

    def shape(rows: list[list[Any]]) -> list[dict[str, Any]]:
        for row in rows:
            for at, compute in computed:
                row[at] = compute(row[at])
            if None in row:
                if any(row[at] is None for at in required):
                    raise Unanswerable
                for at, convert in converted:
                    if row[at] is not None:
                        row[at] = convert(row[at])
            else:
                for at, convert in converted:
                    row[at] = convert(row[at])
        return [dict(zip(keys, row, strict=True)) for row in rows]

    return shape


def _values_shape(column: Column) -> RowsShape:
    key, required = column.key, column.required

    def shape(values: list[Any]) -> list[dict[str, Any]]:
        if required and None in values:
            raise Unanswerable
        return [{key: value} for value in values]

    return shape


@dataclass(slots=True)
class Lookup:
    """Nodes that domain values name by their slugs: wanted while values are shaped, and read all at once after that."""

    required: bool
    wanted: list[tuple[dict[str, Any], str, str]] = field(default_factory=list)

    def want(self, value: dict[str, Any], key: str, slug: str | None) -> None:
        """Have the node with a slug put under a key of an object of the response. Raises Unanswerable."""
        if slug:
            self.wanted.append((value, key, slug))
        elif self.required:
            raise Unanswerable

    def take(self) -> list[tuple[dict[str, Any], str, str]]:
        """What is wanted, which is forgotten here."""
        wanted, self.wanted = self.wanted, []
        return wanted

    def settle(self, wanted: Sequence[tuple[dict[str, Any], str, str]], found: Mapping[str, object]) -> None:
        """Put the nodes that were found where they were wanted. Raises Unanswerable."""
        for value, key, slug in wanted:
            if self.required and slug not in found:
                raise Unanswerable
            value[key] = found.get(slug)


def value_shape(parts: Mapping[str, tuple[Convert, Convert]], lookups: Mapping[str, tuple[Convert, Lookup]]) -> Convert:
    """From a domain value to an object of the response: for each key, what it reads and how that is answered.

    What `lookups` read are slugs; those keys stay null until their nodes are there.
    """
    listed = [(key, read, complete) for key, (read, complete) in parts.items()]
    wanting = [(key, read, lookup) for key, (read, lookup) in lookups.items()]

    def shape(value: Any) -> dict[str, Any]:
        found = {key: complete(read(value)) for key, read, complete in listed}
        for key, read, lookup in wanting:
            lookup.want(found, key, read(value))
        return found

    return shape
