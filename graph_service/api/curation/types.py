"""Review items and what curation answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph_service.api.connections import PageInfo
from graph_service.api.context import Info
from graph_service.api.enums import ReviewKind, ReviewStatus
from graph_service.api.errors import UserError
from graph_service.api.ids import Node
from graph_service.api.taxonomy.types import KRA, AuditEvent, Dimension, GraphChange, Role, Skill, shown
from graph_service.domain import review as domain

if TYPE_CHECKING:
    from graph_service.api.runs.types import PipelineRun


@strawberry.type
class ReviewItem(Node):
    """Something that runs propose and a curator decides."""

    kind: ReviewKind
    status: ReviewStatus
    text: str
    count: int = strawberry.field(description="How many different job descriptions proposed it.")
    similarity: float | None
    created_at: datetime
    details: str | None = strawberry.field(description="What accepting it would write, as JSON.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, domain.ReviewItem)

    @strawberry.field
    @staticmethod
    async def role(parent: strawberry.Parent[domain.ReviewItem], info: Info) -> Role | None:
        """The role that it is about."""
        return shown(await info.context.nodes("Role").load(parent.role) if parent.role else None)

    @strawberry.field
    @staticmethod
    async def skill(parent: strawberry.Parent[domain.ReviewItem], info: Info) -> Skill | None:
        """The skill that it is about."""
        return shown(await info.context.nodes("Skill").load(parent.skill) if parent.skill else None)

    @strawberry.field
    @staticmethod
    async def run(
        parent: strawberry.Parent[domain.ReviewItem], info: Info
    ) -> Annotated[PipelineRun, strawberry.lazy("graph_service.api.runs.types")] | None:
        """The run that proposed it first."""
        return shown(await info.context.runs.load(parent.run) if parent.run else None)


@strawberry.type
class ReviewItemEdge:
    """A review item and its place in a connection."""

    node: ReviewItem
    cursor: str


@strawberry.type
class ReviewItemConnection:
    """A page of review items."""

    edges: list[ReviewItemEdge]
    nodes: list[ReviewItem]
    page_info: PageInfo
    total_count: int


@strawberry.type
class SkillPayload:
    """The skill as it is now, and what was done."""

    skill: Skill | None
    event: AuditEvent | None
    changes: list[GraphChange]
    errors: list[UserError]


@strawberry.type
class DimensionPayload:
    """The dimension as it is now, and what was done."""

    dimension: Dimension | None
    event: AuditEvent | None
    changes: list[GraphChange]
    errors: list[UserError]


@strawberry.type
class RolePayload:
    """The role as it is now, and what was done."""

    role: Role | None
    event: AuditEvent | None
    changes: list[GraphChange]
    errors: list[UserError]


@strawberry.type(name="KRAPayload")
class KRAPayload:
    """The KRA as it is now, null once it is removed; its role; and what was done."""

    kra: KRA | None
    role: Role | None
    event: AuditEvent | None
    changes: list[GraphChange]
    errors: list[UserError]


@strawberry.type
class RulingPayload:
    """The skills that a ruling is about, and what was done."""

    skills: list[Skill]
    event: AuditEvent | None
    changes: list[GraphChange]
    errors: list[UserError]


@strawberry.type
class AuditEventEdge:
    """An event and its place in a connection."""

    node: AuditEvent
    cursor: str


@strawberry.type
class AuditEventConnection:
    """A page of events."""

    edges: list[AuditEventEdge]
    nodes: list[AuditEvent]
    page_info: PageInfo
    total_count: int


@strawberry.type
class ReviewPayload:
    """The item as it is now, and what was done."""

    item: ReviewItem | None
    event: AuditEvent | None
    errors: list[UserError]


@strawberry.type
class UndoPayload:
    """What was done to undo."""

    event: AuditEvent | None
    changes: list[GraphChange]
    errors: list[UserError]
