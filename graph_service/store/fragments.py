"""Statements that are put together: pieces of fixed text in `cypher/compiled/`, under names of their own.

A piece either binds `node` (its header's rows begin with it), starting from `parent` where it is an edge, or is an
expression over `node` (its rows are `value`). Its variables are the words below, and are given a number each time that
the piece is used, so that one statement can hold it many times and within itself; what a procedure YIELDs keeps the
procedure's name for it, until AS. No text but the pieces', and no value at all, gets into a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from graph_service.store.statements import Statement, statement

FOLDER = "compiled"
_NAME = re.compile(
    r"\$(?P<parameter>\w+)|(?<![.\w])(?<!YIELD )(?P<variable>parent|node|link|other|place|rank|target)\b"
)
_PROPERTY = re.compile(r"[A-Za-z]+")


@cache
def fragment(name: str) -> Statement:
    """The piece of that name. Raises KeyError with the names there are."""
    return statement(f"{FOLDER}/{name}")


def placed(name: str, number: int, parent: int | None = None, parameters: Mapping[str, str] | None = None) -> str:
    """A piece whose variables have a number, and `parent` that of another; `parameters` renames the piece's."""

    def renamed(match: re.Match[str]) -> str:
        if parameter := match["parameter"]:
            return f"${(parameters or {}).get(parameter, parameter)}"
        variable = match["variable"]
        return f"node{parent}" if variable == "parent" else f"{variable}{number}"

    return _NAME.sub(renamed, fragment(name).text)


def property_of(number: int, name: str) -> str:
    """A property of the node with a number; the name is a declared one, never one of a request."""
    if not _PROPERTY.fullmatch(name):
        raise ValueError(f"{name!r} is no property; a property is letters only")
    return f"node{number}.{name}"


def listed(expressions: Iterable[str]) -> str:
    """A list of expressions."""
    return f"[{', '.join(expressions)}]"


def collected(piece: str, row: str) -> str:
    """The rows of a piece, as a list."""
    return f"COLLECT {{ {piece} RETURN {row} }}"


def first_of(collection: str) -> str:
    """The first element of a list; null of an empty one."""
    return f"head({collection})"


def returned(piece: str, row: str, parameters: Iterable[str]) -> Statement:
    """A whole statement that answers one column, `row`."""
    text = f"{piece} RETURN {row} AS row".strip()
    return Statement("compiled", text, "A compiled read.", frozenset(parameters), ("row",))


def keyed(piece: str, number: int, row: str) -> str:
    """The text of a statement that answers a row for each of several slugs; the piece binds `place` to a slug."""
    return f"{piece} RETURN place{number} AS slug, {row} AS row"


def looked_up(text: str, parameters: Iterable[str]) -> Statement:
    """A whole statement of such a text."""
    return Statement("compiled", text, "Nodes that a compiled read refers to.", frozenset(parameters), ("slug", "row"))
