"""Operations made up over the schema, with a seed: what one path answers is compared with what another does.

A tree of fields and arguments is drawn first, and then spelt in several ways that ask the same: with aliases, variables
and their defaults, named and inline fragments, fields asked for twice, and fields that are left out again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

DEEPEST = 6
MOST_LISTS = 3
"""Lists within lists: the fourth level of a small library is its whole content many times over."""

_EITHER = frozenset({"slug", "name"})
"""Arguments of which one is to be sent; both are, or none, now and then."""


@dataclass(frozen=True)
class Values:
    """What arguments are drawn from: by "Type.field.argument", by "field.argument" or by the argument alone."""

    pools: Mapping[str, Sequence[object]]

    def draw(self, random: Random, owner: str, name: str, argument: str) -> object:
        """A value of an argument; KeyError where there is no pool for it."""
        for key in (f"{owner}.{name}.{argument}", f"{name}.{argument}", argument):
            if key in self.pools:
                return random.choice(self.pools[key])
        raise KeyError(f"{owner}.{name}.{argument}")


@dataclass(frozen=True)
class Asked:
    """A field, its arguments, and what is asked of its value; `within` is the type that declares it."""

    name: str
    within: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    fields: Sequence[Asked] = ()


@dataclass(frozen=True)
class Operation:
    """A document with the values of its variables."""

    text: str
    variables: Mapping[str, object]


@dataclass(frozen=True)
class Generator:
    """Draws trees of fields. `left_out` are fields ("Type.field") that are never drawn."""

    schema: GraphQLSchema
    values: Values
    random: Random
    left_out: frozenset[str] = frozenset()

    def tree(self) -> Sequence[Asked]:
        """What one operation asks of Query."""
        query = cast(GraphQLObjectType, self.schema.query_type)
        names = [name for name in query.fields if f"Query.{name}" not in self.left_out]
        chosen = self.random.sample(names, self.random.choice((1, 1, 1, 1, 2)))
        return [self._field(query, name, 1, 0) for name in chosen]

    def _field(self, kind: GraphQLObjectType, name: str, depth: int, lists: int) -> Asked:
        definition = kind.fields[name]
        arguments = {
            argument: self.values.draw(self.random, kind.name, name, argument)
            for argument, declared in definition.args.items()
            if isinstance(declared.type, GraphQLNonNull) or self.random.random() < 0.6
        }
        if definition.args.keys() >= _EITHER and self.random.random() < 0.95:
            chosen = self.random.choice(sorted(_EITHER))
            arguments = {chosen: self.values.draw(self.random, kind.name, name, chosen)}
        answered = get_named_type(definition.type)
        if is_leaf_type(answered):
            return Asked(name, kind.name, arguments)
        lists += _is_list(definition.type)
        if isinstance(answered, GraphQLInterfaceType):
            fields = [self._on(one, depth, lists) for one in self._some(self.schema.get_possible_types(answered), 3)]
            return Asked(name, kind.name, arguments, [Asked("id", answered.name), *(f for one in fields for f in one)])
        return Asked(name, kind.name, arguments, self._fields(cast(GraphQLObjectType, answered), depth, lists))

    def _on(self, kind: GraphQLObjectType, depth: int, lists: int) -> Sequence[Asked]:
        # An alias of its own a type: fields of two types under one key would have to be of one shape.
        return [Asked(f"... on {kind.name}", kind.name, {}, self._fields(kind, depth, lists))]

    def _fields(self, kind: GraphQLObjectType, depth: int, lists: int) -> Sequence[Asked]:
        known = {name: f for name, f in kind.fields.items() if f"{kind.name}.{name}" not in self.left_out}
        leaves = [name for name, f in known.items() if is_leaf_type(get_named_type(f.type))]
        others = [
            name
            for name, f in known.items()
            if name not in leaves and depth < DEEPEST and lists + _is_list(f.type) <= MOST_LISTS
        ]
        chosen = self._some([*leaves, "__typename"], 3) + self._some(others, self.random.choice((0, 0, 1, 1, 2)))
        chosen = chosen or ["__typename"]
        self.random.shuffle(chosen)
        return [
            Asked(name, kind.name) if name == "__typename" else self._field(kind, name, depth + 1, lists)
            for name in chosen
        ]

    def _some(self, names: Sequence[Any], most: int) -> list[Any]:
        return self.random.sample(list(names), min(len(names), self.random.randint(min(1, most), most)))


def _is_list(kind: object) -> bool:
    while isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    return isinstance(kind, GraphQLList)


class Speller:
    """One way to spell a tree."""

    def __init__(self, schema: GraphQLSchema, random: Random) -> None:
        self._schema, self._random = schema, random
        self._declared: list[str] = []
        self._variables: dict[str, object] = {}
        self._fragments: list[str] = []

    def spelt(self, tree: Sequence[Asked]) -> Operation:
        """The tree as a document."""
        query = cast(GraphQLObjectType, self._schema.query_type)
        body = self._selections(query.name, tree)
        declared = f"({', '.join(self._declared)})" if self._declared else ""
        return Operation("\n".join([f"query Spelt{declared} {body}", *self._fragments]), self._variables)

    def _selections(self, kind: str, tree: Sequence[Asked]) -> str:
        parts = [part for asked in tree for part in self._field(kind, asked)]
        if len(parts) > 1 and self._chance(0.3):
            start = self._random.randrange(len(parts))
            end = self._random.randint(start + 1, len(parts))
            parts[start:end] = [self._fragment(kind, " ".join(parts[start:end]))]
        if self._chance(0.15):
            parts.append(f"left{len(parts)}: __typename {self._condition(False)}")
        return f"{{ {' '.join(parts)} }}"

    def _fragment(self, kind: str, body: str) -> str:
        form = self._random.randrange(4)
        if form == 0:
            return f"... {{ {body} }}"
        if form == 1:
            return f"... on {kind} {self._condition(self._chance(0.8))} {{ {body} }}"
        if form == 2:
            return f"... {self._condition(self._chance(0.8))} {{ {body} }}"
        name = f"Part{len(self._fragments)}"
        self._fragments.append(f"fragment {name} on {kind} {{ {body} }}")
        return f"...{name}"

    def _condition(self, included: bool) -> str:
        directive, value = self._random.choice((("include", included), ("skip", not included)))
        if self._chance(0.5):
            return f"@{directive}(if: {json.dumps(value)})"
        return f"@{directive}(if: ${self._variable('Boolean!', value, json.dumps(value))})"

    def _field(self, kind: str, asked: Asked) -> Iterator[str]:
        if asked.name.startswith("..."):
            yield f"{asked.name} {self._selections(asked.within, asked.fields)}"
            return
        # Under an interface, every type's fields have keys of their own.
        alias = f"{kind.lower()}_{asked.name}_{self._random.randrange(10**6)}: " if self._chance(0.4) else ""
        if not alias and asked.name != "__typename":
            alias = f"{kind.lower()}_{asked.name}: " if kind != "Query" and self._chance(0.2) else ""
        head = f"{alias}{asked.name}{self._arguments(asked)}"
        if not asked.fields:
            yield from [head, head] if self._chance(0.05) else [head]
            return
        answered = get_named_type(cast(GraphQLObjectType, self._schema.type_map[kind]).fields[asked.name].type).name
        if len(asked.fields) > 1 and self._chance(0.1):
            cut = self._random.randrange(1, len(asked.fields))
            yield f"{head} {self._selections(answered, asked.fields[:cut])}"
            yield f"{head} {self._selections(answered, asked.fields[cut:])}"
        else:
            yield f"{head} {self._selections(answered, asked.fields)}"

    def _arguments(self, asked: Asked) -> str:
        if not asked.arguments:
            return ""
        declared = cast(GraphQLObjectType, self._schema.type_map[asked.within]).fields[asked.name].args
        spelt = (f"{name}: {self._value(declared[name].type, value)}" for name, value in asked.arguments.items())
        return f"({', '.join(spelt)})"

    def _value(self, kind: GraphQLInputType, value: object) -> str:
        if self._chance(0.5):
            return literal(kind, value)
        return f"${self._variable(str(kind), value, literal(kind, value))}"

    def _variable(self, kind: str, value: object, spelt: str) -> str:
        name = f"v{len(self._declared)}"
        if self._chance(0.2):
            # Its default is what it is: not sent.
            self._declared.append(f"${name}: {kind} = {spelt}")
        else:
            self._declared.append(f"${name}: {kind}")
            self._variables[name] = value
        return name

    def _chance(self, share: float) -> bool:
        return self._random.random() < share


def literal(kind: GraphQLInputType, value: object) -> str:
    """A value as a document spells it."""
    named = get_named_type(kind)
    if isinstance(value, dict):
        fields = cast(GraphQLInputObjectType, named).fields
        return f"{{{', '.join(f'{name}: {literal(fields[name].type, one)}' for name, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(literal(cast(GraphQLInputType, named), one) for one in value)}]"
    if isinstance(named, GraphQLEnumType) and value is not None:
        return str(value)
    return json.dumps(value, ensure_ascii=False)
