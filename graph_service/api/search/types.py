"""What searches and comparisons answer."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph_service.api.taxonomy.types import KRA, Dimension, Role, Skill
from graph_service.domain import nodes

SearchNode = Annotated[
    Skill | Role | Dimension | KRA, strawberry.union("SearchNode", description="What searches find and paths lead by.")
]


@strawberry.type
class SearchHit:
    """A node that a search found; score ranks within one search."""

    node: SearchNode
    score: float
    matched: str | None


@strawberry.type
class PathStep:
    """One edge of a path, in the direction of travel."""

    relationship: str

    @strawberry.field(name="from")  # type: ignore[untyped-decorator]  # Strawberry types it for functions only
    @staticmethod
    def from_(parent: strawberry.Parent[nodes.PathStep]) -> SearchNode:
        """Where the step starts."""
        return parent.start  # type: ignore[return-value]  # shown as its GraphQL type

    @strawberry.field
    @staticmethod
    def to(parent: strawberry.Parent[nodes.PathStep]) -> SearchNode:
        """Where the step ends."""
        return parent.end  # type: ignore[return-value]  # shown as its GraphQL type


@strawberry.type
class RoleGap:
    """What someone in one role lacks for another."""

    from_: Role = strawberry.field(name="from")
    to: Role
    shared: list[Skill]
    missing: list[Skill]
