"""How fields read from the graph, said beside the fields: compiled reads are put together of this.

A field that says nothing is read by its resolver, and so is every operation that asks for it. What is said of a field
and what its resolver does are the same read, and `tests/integration/test_compiled_reads.py` compares the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import strawberry
from strawberry.types.field import StrawberryField

Resolver = TypeVar("Resolver")
Arguments = Callable[..., Mapping[str, object]]
"""From a field's arguments, by their Python names, to the parameters of a piece. Raises InvalidInput."""

_READS = "graph_service_reads"


def _no_parameters() -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the node or edge; by default the one of the field's name.

    `value` makes a domain value of what is stored, null too; without it, what is stored is what is answered.
    """

    name: str = ""
    value: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression over the node: a piece by its name. `value` makes a domain value of what it yields, null too."""

    piece: str
    value: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The global id of the node."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """What is read of a domain value, which is no node of the graph."""

    value: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Reference:
    """The node whose slug a domain value holds: a piece that finds all of `slugs`, binding each to `place`."""

    piece: str
    slug: Callable[[Any], str | None]


@dataclass(frozen=True, slots=True)
class Edge:
    """What stands at the other end of an edge: a piece by its name, and what its parameters are."""

    piece: str
    arguments: Arguments = _no_parameters


@dataclass(frozen=True, slots=True)
class Start:
    """Where a statement starts: a piece that binds one node of a type, and its parameters. No piece: at nothing."""

    piece: str
    parameters: Mapping[str, object]
    type_name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One node, found by the field's arguments."""

    start: Callable[..., Start]


@dataclass(frozen=True, slots=True)
class PageStart:
    """Which page of a list: the pieces that list and count its nodes, all parameters but `limit`, and what was sent."""

    piece: str
    total: str
    first: int
    after: str | None
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Listing:
    """A connection, and what holds a node's place in it."""

    place: Property | Expression
    start: Callable[..., PageStart]


Reads = Property | Expression | Identity | Attribute | Reference | Edge | Entry | Listing


def reads(how: Reads) -> Callable[[Resolver], Resolver]:
    """Say beside a resolver how its field reads."""

    def said(resolver: Resolver) -> Resolver:
        setattr(getattr(resolver, "__func__", resolver), _READS, how)
        return resolver

    return said


def stored(name: str = "", *, description: str | None = None) -> Any:
    """A field without a resolver that is a property of the node, by default the one of the field's name."""
    return read_as(Property(name), description=description)


def read_as(how: Reads, *, description: str | None = None) -> Any:
    """A field without a resolver, and how it reads."""
    return strawberry.field(metadata={_READS: how}, description=description)


def said_of(field: StrawberryField) -> Reads | None:
    """How a field reads, where that was said."""
    if field.base_resolver is None:
        return field.metadata.get(_READS)
    resolver = field.base_resolver.wrapped_func
    return getattr(getattr(resolver, "__func__", resolver), _READS, None)
