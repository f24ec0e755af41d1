"""Strawberry reads a field without a resolver off the value by name: it must be there, and hold what is declared."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from strawberry.types.base import (
    StrawberryList,
    StrawberryObjectDefinition,
    StrawberryOptional,
    get_object_definition,
)
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.union import StrawberryUnion

from graph_service.api import connections
from graph_service.api.ids import TYPE_NAMES
from graph_service.api.schema import make_schema
from graph_service.domain import document, duplicates, health, ledger, nodes, preview, replay, review, run, taxonomy

SHOWN: dict[str, type] = {
    "Skill": nodes.SkillNode,
    "Dimension": nodes.DimensionNode,
    "Role": nodes.RoleNode,
    "KRA": nodes.KRANode,
    "Alias": taxonomy.Alias,
    "ReviewItem": review.ReviewItem,
    "PipelineRun": run.Run,
    "TextSpan": document.TextSpan,
    **{name: value for name, value in vars(document).items() if name.startswith("Parsed")},
    **{
        name: value
        for module in (nodes, run, ledger, preview, replay, duplicates, health, review)
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__
    },
}
"""GraphQL type → the domain class that is shown as it."""

MADE_IN_RESOLVERS = {
    *{"Query", "Mutation", "Subscription", "PageInfo", "UserError", "PipelineProgress", "SimilarSkill", "RoleGap"},
    *{"RunPayload", "SkillPayload", "DimensionPayload", "RolePayload", "KRAPayload", "RulingPayload"},
    *{"ReviewPayload", "ReviewPayloads", "UndoPayload", "NearSkill", "ReviewEvidence"},
    *{"PreviewPayload", "ReplayPayload"},
}
"""Types whose values are instances of the type itself: mypy knows their fields."""


def value_types() -> Iterator[StrawberryObjectDefinition]:
    for kind in make_schema()._schema.type_map.values():
        definition = kind.extensions.get("strawberry-definition")
        if isinstance(definition, StrawberryObjectDefinition) and not (definition.is_input or definition.is_interface):
            yield definition


def shown_as(definition: StrawberryObjectDefinition) -> type | None:
    if definition.name.endswith("Connection"):
        return connections.Page
    if definition.name.endswith("Edge"):
        return connections.Edge
    return SHOWN.get(definition.name)


def fields_read_by_name() -> list[tuple[str, type, StrawberryField]]:
    found = []
    for definition in value_types():
        if (domain := shown_as(definition)) is not None:
            plain = [field for field in definition.fields if field.base_resolver is None]
            found += [(f"{definition.name}.{field.python_name}", domain, field) for field in plain]
    return found


def declared(domain: type, name: str) -> Any:
    """The type of an attribute: a field of the dataclass or a property."""
    hints = typing.get_type_hints(domain)
    if name in hints:
        return hints[name]
    found = inspect.getattr_static(domain, name, None)
    return typing.get_type_hints(found.fget)["return"] if isinstance(found, property) and found.fget else None


def fits(shown: Any, held: Any) -> bool:
    """Whether a value of an attribute's type can be shown as a field's type."""
    if typing.get_origin(held) in (typing.Union, types.UnionType):
        parts = typing.get_args(held)
        nullable = isinstance(shown, StrawberryOptional) or type(None) not in parts
        return nullable and all(fits(shown, part) for part in parts if part is not type(None))
    if isinstance(shown, StrawberryOptional):
        return fits(shown.of_type, held)
    if isinstance(shown, StrawberryUnion):
        return any(fits(kind, held) for kind in shown.types)
    if isinstance(shown, StrawberryList):
        origin = typing.get_origin(held)
        return (
            inspect.isclass(origin) and issubclass(origin, Sequence) and fits(shown.of_type, typing.get_args(held)[0])
        )
    if isinstance(shown, StrawberryEnumDefinition):
        return shown.wrapped_cls is held
    if shown in (str, int, float, bool, datetime):
        return held is shown
    # A page's items are of any type: its connection says of which.
    return isinstance(held, typing.TypeVar) or own_or_domain(shown) is (typing.get_origin(held) or held)


def own_or_domain(shown: Any) -> type:
    return shown_as(get_object_definition(shown, strict=True)) or shown


def test_every_type_shows_a_domain_class_or_is_made_by_its_resolver() -> None:
    unknown = {kind.name for kind in value_types() if shown_as(kind) is None}

    assert unknown == MADE_IN_RESOLVERS


def test_fields_without_resolvers_are_attributes_of_the_domain_class() -> None:
    assert len(fields_read_by_name()) > 150
    missing = [name for name, domain, field in fields_read_by_name() if declared(domain, field.python_name) is None]
    assert missing == []


def test_fields_without_resolvers_declare_what_the_domain_class_holds() -> None:
    wrong = {
        name: declared(domain, field.python_name)
        for name, domain, field in fields_read_by_name()
        if not fits(field.type, declared(domain, field.python_name))
    }
    assert wrong == {}


def test_check_sees_a_field_that_could_be_null_without_saying_so() -> None:
    [name] = [field for _, domain, field in fields_read_by_name() if domain is nodes.SkillNode and field.name == "name"]

    assert fits(name.type, str)
    assert not fits(name.type, str | None)
    assert not fits(name.type, int)


def test_ids_name_every_domain_class_that_is_a_node() -> None:
    is_node = {kind.name for kind in value_types() if any(base.name == "Node" for base in kind.interfaces)}

    assert {name: domain for domain, name in TYPE_NAMES.items()} == {name: SHOWN[name] for name in is_node}
