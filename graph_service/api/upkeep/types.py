"""Likely duplicates, issues of the taxonomy, and accept rates."""

from __future__ import annotations

import strawberry

from graph_service.api.connections import PageInfo
from graph_service.api.context import Info
from graph_service.api.enums import DuplicateKind, ReviewKind, ReviewSource, TaxonomyIssueKind
from graph_service.api.search.types import SearchNode
from graph_service.api.taxonomy.types import Skill, shown
from graph_service.domain import duplicates as domain


@strawberry.type
class DuplicateReason:
    """One thing that speaks for two skills being one, and how strongly it does, 0 to 1."""

    kind: DuplicateKind
    detail: str
    score: float


@strawberry.type
class DuplicateCandidate:
    """Two skills that may be one; where one of them is of the library, it comes first."""

    score: float = strawberry.field(description="How likely they are one, 0 to 1: it ranks, and is no probability.")
    reasons: list[DuplicateReason] = strawberry.field(description="What speaks for it, the strongest first.")

    @strawberry.field
    @staticmethod
    async def first(parent: strawberry.Parent[domain.DuplicateCandidate], info: Info) -> Skill:
        """The one to keep, if they are."""
        return shown(await info.context.nodes("Skill").load(parent.first))

    @strawberry.field
    @staticmethod
    async def second(parent: strawberry.Parent[domain.DuplicateCandidate], info: Info) -> Skill:
        """The other."""
        return shown(await info.context.nodes("Skill").load(parent.second))


@strawberry.type
class TaxonomyIssue:
    """Something that is the matter with the taxonomy, what to do about it, and the nodes that it is about."""

    kind: TaxonomyIssueKind
    message: str
    nodes: list[SearchNode]


@strawberry.type
class TaxonomyIssueEdge:
    """An issue and its place in a connection."""

    node: TaxonomyIssue
    cursor: str


@strawberry.type
class TaxonomyIssueConnection:
    """A page of issues."""

    edges: list[TaxonomyIssueEdge]
    nodes: list[TaxonomyIssue]
    page_info: PageInfo
    total_count: int


@strawberry.type
class TaxonomyIssueCount:
    """How many issues of a kind there are."""

    kind: TaxonomyIssueKind
    total: int


@strawberry.type
class ReviewPrecision:
    """What curators made of what was proposed; null is what is not grouped by, or not known of the items."""

    kind: ReviewKind | None
    source: ReviewSource | None
    prompt_version: str | None
    approved: int
    rejected: int
    pending: int
    precision: float | None = strawberry.field(description="The share approved of what was decided, 0 to 1.")
