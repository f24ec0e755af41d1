"""Relay global ids: the type's name and the node's uid, in base64."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import strawberry

from graph_service.api.reads import Identity, reads
from graph_service.domain.nodes import AuditEvent, DimensionNode, KRANode, RoleNode, SkillNode
from graph_service.domain.review import ReviewItem
from graph_service.domain.run import Run
from graph_service.errors import InvalidInput

TYPE_NAMES: dict[type[Any], str] = {
    SkillNode: "Skill",
    DimensionNode: "Dimension",
    RoleNode: "Role",
    KRANode: "KRA",
    Run: "PipelineRun",
    ReviewItem: "ReviewItem",
    AuditEvent: "AuditEvent",
}


def global_id(type_name: str, uid: str) -> strawberry.ID:
    """The id that clients keep."""
    return strawberry.ID(base64.urlsafe_b64encode(f"{type_name}:{uid}".encode()).decode())


def parsed_id(value: str, field: str = "id") -> tuple[str, str]:
    """(type name, uid) of a global id. Raises InvalidInput."""
    try:
        name, _, uid = base64.b64decode(value, altchars=b"-_", validate=True).decode().partition(":")
    except (binascii.Error, UnicodeError, ValueError):
        name, uid = "", ""
    if name not in TYPE_NAMES.values() or not uid:
        raise InvalidInput(f"{value[:80]!r} is no id of ours; send one that a query answered", field)
    return name, uid


def uid_of(value: str, type_name: str, field: str = "id") -> str:
    """The uid in the global id of a node of a type. Raises InvalidInput."""
    name, uid = parsed_id(value, field)
    if name != type_name:
        raise InvalidInput(f"this is the id of a {name}; send the id of a {type_name}", field)
    return uid


def uid_or_text(value: str, type_name: str, field: str) -> str:
    """The uid in a global id of a type; what is no global id stays what it is: a slug or a spelling.

    Raises InvalidInput for the id of another type.
    """
    try:
        parsed_id(value, field)
    except InvalidInput:
        return value
    return uid_of(value, type_name, field)


@strawberry.interface
class Node:
    """Relay global object identification."""

    @strawberry.field
    @reads(Identity())
    def id(parent: strawberry.Parent[Any]) -> strawberry.ID:
        """The same for ever, also once a skill was merged."""
        return global_id(TYPE_NAMES[type(parent)], parent.uid)
