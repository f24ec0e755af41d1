"""An operation, compiled: for each root field one Cypher statement, and what makes the response of its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter, itemgetter
from typing import Any, cast

import strawberry
from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    OperationDefinitionNode,
    VariableValues,
    get_argument_values,
    get_named_type,
    get_nullable_type,
    is_interface_type,
)
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET

from graph_service.api.compiled.selections import Fields, NotCompilable, Selections
from graph_service.api.compiled.shapes import (
    Column,
    Convert,
    Lookup,
    completed,
    leaf,
    many,
    one,
    value_shape,
)
from graph_service.api.connections import page_of
from graph_service.api.ids import global_id
from graph_service.api.reads import (
    Attribute,
    Edge,
    Entry,
    Expression,
    Identity,
    Listing,
    Property,
    Reference,
    said_of,
)
from graph_service.store import fragments
from graph_service.store.connection import native
from graph_service.store.statements import Statement

MOST_COLUMNS = 1000
"""A statement with more is left to plain execution, which has no text that grows."""
MOST_PIECES = 50
"""So many edges of one root field are followed at most: within one another, or side by side."""
_ROOT = 0
_NOTHING = "null"


@dataclass(frozen=True, slots=True)
class Question:
    """A statement, its parameters, and what makes the root field's value of its row, None where there is none."""

    statement: Statement
    parameters: Mapping[str, object]
    answer: Convert
    following: Sequence[Following] = ()


@dataclass(frozen=True, slots=True)
class Following:
    """A statement for what values of the row name by their slugs; its parameters but `slugs`."""

    lookup: Lookup
    statement: Statement
    parameters: Mapping[str, object]
    answer: Convert
    following: Sequence[Following]


Within = Mapping[str, Callable[[Fields], Convert]]
Ask = Callable[[VariableValues], Question]


@dataclass(frozen=True, slots=True)
class RootField:
    """One field of Query: what it asks once the variables are known; a constant asks nothing.

    `columns` is how much there is to it; of a node of a type that is not known yet, how much there may be.
    """

    key: str
    nodes: Sequence[FieldNode]
    nullable: bool
    ask: Ask | None
    constant: object = None
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Called:
    """The arguments of a field, as its resolver would get them."""

    schema: strawberry.Schema
    definition: GraphQLField
    field: StrawberryField
    node: FieldNode

    def arguments(self, variables: VariableValues) -> dict[str, Any]:
        """By their Python names. Raises GraphQLError and InvalidInput."""
        if not self.definition.args:
            return {}
        given = get_argument_values(self.definition, self.node, variables)
        own = self.field.arguments
        left_out = {argument.python_name: argument.default for argument in own if argument.default is not UNSET}
        return left_out | convert_arguments(
            given, own, scalar_registry=self.schema.schema_converter.scalar_registry, config=self.schema.config
        )


@dataclass(slots=True)
class Size:
    """How large a root field is."""

    columns: int = 0
    pieces: int = 0


@dataclass(slots=True)
class Body:
    """What is asked of one node, as it grows: where parameters come from, and what its values refer to."""

    size: Size = field(default_factory=Size)
    references: list[tuple[Lookup, str, Convert, Body]] = field(default_factory=list)
    """What is looked up, its statement's text, how its rows are answered, and what is asked of its nodes."""
    sources: list[tuple[Called, Callable[..., Mapping[str, object]], Mapping[str, str]]] = field(default_factory=list)

    def number(self) -> int:
        """A number for the variables of one more piece. Raises NotCompilable."""
        self.size.pieces += 1
        if self.size.pieces > MOST_PIECES:
            raise NotCompilable("large", f"more than {MOST_PIECES} edges")
        return self.size.pieces

    def count(self, columns: int) -> None:
        """Some more columns. Raises NotCompilable."""
        self.size.columns += columns
        if self.size.columns > MOST_COLUMNS:
            raise NotCompilable("large", f"more than {MOST_COLUMNS} fields")

    def parameters(self, variables: VariableValues) -> dict[str, object]:
        """The parameters of all pieces within. Raises GraphQLError and InvalidInput."""
        found: dict[str, object] = {}
        for called, read, names in self.sources:
            for name, value in read(**called.arguments(variables)).items():
                found[names[name]] = value
        return found


def followed(body: Body, variables: VariableValues) -> list[Following]:
    """What follows the statement of a body. Raises GraphQLError and InvalidInput."""
    found = []
    for lookup, text, answer, within in body.references:
        parameters = within.parameters(variables)
        statement = fragments.looked_up(text, [*parameters, "slugs"])
        found.append(Following(lookup, statement, parameters, answer, followed(within, variables)))
    return found


def compiled(schema: strawberry.Schema, operation: OperationDefinitionNode, selections: Selections) -> list[RootField]:
    """The root fields of a query. Raises NotCompilable."""
    query = cast(GraphQLObjectType, selections.schema.query_type)
    compiler = _Compiler(schema, selections)
    asked = selections.of(query, [operation.selection_set])
    return [compiler.root(query, key, nodes) for key, nodes in asked.items()]


@dataclass(frozen=True, slots=True)
class _Compiler:
    schema: strawberry.Schema
    selections: Selections

    def root(self, query: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> RootField:
        name = nodes[0].name.value
        if name == "__typename":
            return RootField(key, nodes, nullable=False, ask=None, constant=query.name)
        if name.startswith("__"):
            raise NotCompilable("introspection", name)
        called = self._called(query, nodes[0])
        how = said_of(called.field)
        nullable = not isinstance(called.definition.type, GraphQLNonNull)
        if isinstance(how, Entry):
            ask, columns = self._entry(called, how, nodes)
            return RootField(key, nodes, nullable, ask, columns=columns)
        if isinstance(how, Listing):
            ask, columns = self._listing(called, how, nodes)
            return RootField(key, nodes, nullable, ask, columns=columns)
        raise NotCompilable("field", f"Query.{name}")

    def _called(self, kind: GraphQLObjectType, node: FieldNode) -> Called:
        definition = kind.fields[node.name.value]
        own = definition.extensions.get("strawberry-definition")
        if not isinstance(own, StrawberryField) or own.permission_classes or own.extensions:
            raise NotCompilable("field", f"{kind.name}.{node.name.value}")
        return Called(self.schema, definition, own, node)

    def _entry(self, called: Called, how: Entry, nodes: list[FieldNode]) -> tuple[Ask, int]:
        known: dict[str, tuple[Body, str, Convert]] = {}

        def body_of(type_name: str) -> tuple[Body, str, Convert]:
            if type_name not in known:
                kind, body = cast(GraphQLObjectType, self.selections.schema.type_map[type_name]), Body()
                known[type_name] = (body, *one(self._node(kind, self.selections.within(kind, nodes), _ROOT, body)))
            return known[type_name]

        def ask(variables: VariableValues) -> Question:
            start = how.start(**called.arguments(variables))
            body, columns, shape = body_of(start.type_name)
            parameters = {**start.parameters, **body.parameters(variables)}
            piece = fragments.placed(start.piece, _ROOT) if start.piece else ""
            return Question(
                fragments.returned(piece, columns, parameters), parameters, shape, followed(body, variables)
            )

        answered = get_named_type(called.definition.type)
        if is_interface_type(answered):
            return ask, MOST_COLUMNS
        return ask, body_of(answered.name)[0].size.columns

    def _listing(self, called: Called, how: Listing, nodes: list[FieldNode]) -> tuple[Ask, int]:
        connection = cast(GraphQLObjectType, get_named_type(called.definition.type))
        kind, body = _node_of(connection), Body()
        columns = [_expression(how.place, _ROOT)]

        def node(fields: Fields) -> Convert:
            expression, shape = one(self._node(kind, fields, _ROOT, body))
            columns.append(expression)
            at = len(columns) - 1
            return lambda row: shape(row[at])

        shape = self._value(connection, self.selections.within(connection, nodes), body, {kind.name: node})
        asks_total = any(node.name.value == "totalCount" for node in self._under(connection, nodes))
        item = fragments.listed(columns)

        def ask(variables: VariableValues) -> Question:
            start = how.start(**called.arguments(variables))
            total = fragments.placed(start.total, _ROOT) if asks_total else _NOTHING
            row = fragments.listed([fragments.collected(fragments.placed(start.piece, _ROOT), item), total])
            parameters = {**start.parameters, "limit": start.first + 1, **body.parameters(variables)}

            def answer(found: list[Any]) -> Any:
                return shape(page_of(found[0], itemgetter(0), start.first, start.after, found[1]))

            return Question(fragments.returned("", row, parameters), parameters, answer, followed(body, variables))

        return ask, body.size.columns

    def _under(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> list[FieldNode]:
        return [fields[0] for fields in self.selections.within(kind, nodes).values()]

    def _node(self, kind: GraphQLObjectType, fields: Fields, number: int, body: Body) -> list[Column]:
        """What is asked of the node with a number."""
        columns = [self._column(kind, key, nodes, number, body) for key, nodes in fields.items()]
        body.count(len(columns))
        return columns

    def _column(self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode], number: int, body: Body) -> Column:
        if nodes[0].name.value == "__typename":
            return Column(key, _NOTHING, computed=lambda _: kind.name)
        called = self._called(kind, nodes[0])
        answered = called.definition.type
        match said_of(called.field):
            case Identity():
                expression = fragments.property_of(number, "uid")
                return Column(key, expression, required=True, convert=partial(global_id, kind.name))
            case Property() | Expression() as how:
                expression = _expression(how, number, nodes[0].name.value)
                if (value := how.value) is None:
                    return _stored(key, expression, answered)
                shown = self._complete(answered, nodes, body, {})
                return Column(key, expression, computed=lambda stored: shown(value(stored)))
            case Edge() as how:
                return self._edge(key, called, how, nodes, number, body)
        raise NotCompilable("field", f"{kind.name}.{nodes[0].name.value}")

    def _edge(self, key: str, called: Called, how: Edge, nodes: list[FieldNode], parent: int, body: Body) -> Column:
        answered, number = called.definition.type, body.number()
        kind = cast(GraphQLObjectType, get_named_type(answered))
        names = {name: f"{name}{number}" for name in fragments.fragment(how.piece).parameters}
        if names:
            body.sources.append((called, how.arguments, names))
        columns = self._node(kind, self.selections.within(kind, nodes), number, body)
        piece = fragments.placed(how.piece, number, parent, names)
        if _is_list(answered):
            row, rows_shape = many(columns)
            return Column(key, fragments.collected(piece, row), convert=rows_shape)
        row, shape = one(columns)
        required = isinstance(answered, GraphQLNonNull)
        return Column(key, fragments.first_of(fragments.collected(piece, row)), required, convert=shape)

    def _complete(self, kind: GraphQLOutputType, nodes: list[FieldNode], body: Body, within: Within) -> Convert:
        """How a domain value is answered; `within` says how those types are that are nodes of the graph."""
        named = get_named_type(kind)
        if isinstance(named, GraphQLScalarType | GraphQLEnumType):
            return completed(kind, leaf(named))
        if not isinstance(named, GraphQLObjectType):
            raise NotCompilable("field", f"a value of {named.name}")
        fields = self.selections.within(named, nodes)
        if named.name in within:
            return completed(kind, within[named.name](fields))
        return completed(kind, self._value(named, fields, body, within))

    def _value(self, kind: GraphQLObjectType, fields: Fields, body: Body, within: Within) -> Convert:
        parts: dict[str, tuple[Convert, Convert]] = {}
        lookups: dict[str, tuple[Convert, Lookup]] = {}
        for key, nodes in fields.items():
            if nodes[0].name.value == "__typename":
                parts[key] = (_constant(kind.name), _as_it_is)
                continue
            called = self._called(kind, nodes[0])
            how = said_of(called.field)
            if isinstance(how, Reference):
                parts[key] = (_constant(None), _as_it_is)
                lookups[key] = (how.slug, self._lookup(called, how, nodes, body))
            else:
                parts[key] = (
                    _reading(kind, called),
                    self._complete(called.definition.type, nodes, body, within),
                )
        return value_shape(parts, lookups)

    def _lookup(self, called: Called, how: Reference, nodes: list[FieldNode], body: Body) -> Lookup:
        answered = called.definition.type
        kind, lookup = cast(GraphQLObjectType, get_named_type(answered)), Lookup(isinstance(answered, GraphQLNonNull))
        within, number = Body(body.size), body.number()
        row, shape = one(self._node(kind, self.selections.within(kind, nodes), number, within))
        text = fragments.keyed(fragments.placed(how.piece, number), number, row)
        body.references.append((lookup, text, shape, within))
        return lookup


def _expression(how: Property | Expression, number: int, name: str = "") -> str:
    if isinstance(how, Expression):
        return fragments.placed(how.piece, number)
    return fragments.property_of(number, how.name or name)


def _is_list(kind: GraphQLOutputType) -> bool:
    return isinstance(get_nullable_type(kind), GraphQLList)


def _stored(key: str, expression: str, kind: GraphQLOutputType) -> Column:
    """A leaf, or a list of leaves, as the graph holds it."""
    named = get_named_type(kind)
    if not isinstance(named, GraphQLScalarType | GraphQLEnumType):
        raise NotCompilable("field", f"a value of {named.name}")
    convert, required = leaf(named, native), isinstance(kind, GraphQLNonNull)
    if convert is not None and _is_list(kind):
        convert = completed(kind, convert)
    return Column(key, expression, required, convert)


def _reading(kind: GraphQLObjectType, called: Called) -> Convert:
    how = said_of(called.field)
    if isinstance(how, Attribute):
        return how.value
    if how is None and called.field.base_resolver is None:
        return attrgetter(called.field.python_name)
    raise NotCompilable("field", f"{kind.name}.{called.node.name.value}")


def _constant(value: object) -> Convert:
    return lambda _: value


def _as_it_is(value: Any) -> Any:
    return value


def _node_of(connection: GraphQLObjectType) -> GraphQLObjectType:
    return cast(GraphQLObjectType, get_named_type(connection.fields["nodes"].type))
