"""How the schema reads: docstrings are its descriptions, and what may be left out has no default of null."""

from __future__ import annotations

import inspect

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
)
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

_DEFINITION = "strawberry-definition"
"""Under this name Strawberry leaves what it made a type or a field of."""


def present(schema: GraphQLSchema) -> None:
    """Change the schema in place."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            _describe_type(kind)
        if isinstance(kind, GraphQLInputObjectType):
            for input_field in kind.fields.values():
                _drop_null_default(input_field)
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field in kind.fields.values():
                _describe_field(field)
                for argument in field.args.values():
                    _drop_null_default(argument)


def _describe_type(kind: GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType) -> None:
    definition = kind.extensions.get(_DEFINITION)
    if isinstance(definition, StrawberryObjectDefinition):
        kind.description = kind.description or inspect.getdoc(definition.origin)


def _describe_field(field: GraphQLField) -> None:
    definition = field.extensions.get(_DEFINITION)
    if isinstance(definition, StrawberryField) and definition.base_resolver:
        field.description = field.description or inspect.getdoc(definition.base_resolver.wrapped_func)


def _drop_null_default(value: GraphQLArgument | GraphQLInputField) -> None:
    """Strawberry prints what Python leaves out as `= null`; the resolver's own default takes its place."""
    if value.default_value is None:
        value.default_value = Undefined
