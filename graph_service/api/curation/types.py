"""Review items and what curation answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph_service.api.connections import PageInfo, page_size
from graph_service.api.context import Effect, Info
from graph_service.api.enums import ReviewKind, ReviewStatus
from graph_service.api.errors import UserError
from graph_service.api.ids import Node
from graph_service.api.reads import Edge, Expression, read_as, reads, stored
from graph_service.api.taxonomy.types import KRA, AuditEvent, Dimension, GraphChange, Role, Skill, SkillLink, shown
from graph_service.curation import evidence
from graph_service.domain import review as domain
from graph_service.domain.nodes import LinkStatus
from graph_service.domain.run import Run
from graph_service.store import search
from graph_service.store.links import LinkEnd

if TYPE_CHECKING:
    from graph_service.api.runs.types import PipelineRun, TextSpan

RunOfItem = Annotated["PipelineRun", strawberry.lazy("graph_service.api.runs.types")]
Passage = Annotated["TextSpan", strawberry.lazy("graph_service.api.runs.types")]


def _first_runs(first: int | None) -> Mapping[str, object]:
    return {"first": page_size(first, 10)}


@strawberry.type
class ReviewItem(Node):
    """Something that runs propose and a curator decides."""

    kind: ReviewKind = stored()
    status: ReviewStatus = stored()
    text: str = stored()
    count: int = stored(description="How many different job descriptions proposed it.")
    similarity: float | None = stored()
    created_at: datetime = stored()
    details: str | None = stored(description="What the run said of it, as JSON.")
    version: int = read_as(
        Expression("version"), description="Counts what curators did to it; send it as expectedVersion."
    )
    decided_at: datetime | None = stored(
        description="When it was last decided, here and below: one that waits again keeps its rejection."
    )
    decided_by: str | None = stored(description="Null where runs answered it themselves.")
    reason: str | None = stored(description="Why it was rejected.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, domain.ReviewItem)

    @strawberry.field
    @reads(Edge("role_of_item"))
    @staticmethod
    async def role(parent: strawberry.Parent[domain.ReviewItem], info: Info) -> Role | None:
        """The role that it is about."""
        return shown(await info.context.nodes("Role").load(parent.role) if parent.role else None)

    @strawberry.field
    @reads(Edge("skill_of_item"))
    @staticmethod
    async def skill(parent: strawberry.Parent[domain.ReviewItem], info: Info) -> Skill | None:
        """The skill that it is about."""
        return shown(await info.context.nodes("Skill").load(parent.skill) if parent.skill else None)

    @strawberry.field
    @reads(Edge("dimension_of_item"))
    @staticmethod
    async def dimension(parent: strawberry.Parent[domain.ReviewItem], info: Info) -> Dimension | None:
        """The dimension of a proposed link."""
        return shown(await info.context.nodes("Dimension").load(parent.dimension) if parent.dimension else None)

    @strawberry.field
    @reads(Expression("resolution"))
    @staticmethod
    def resolution(parent: strawberry.Parent[domain.ReviewItem]) -> str | None:
        """What came of it."""
        return None if parent.status is domain.ReviewStatus.SUPERSEDED else parent.resolution

    @strawberry.field
    @reads(Edge("superseding_item"))
    @staticmethod
    async def superseded_by(parent: strawberry.Parent[domain.ReviewItem], info: Info) -> ReviewItem | None:
        """The item that asks the same and is kept."""
        if parent.status is not domain.ReviewStatus.SUPERSEDED or parent.resolution is None:
            return None
        return shown(await info.context.review_items.load(parent.resolution))

    @strawberry.field
    @staticmethod
    async def candidate_dimensions(parent: strawberry.Parent[domain.ReviewItem], info: Info) -> list[SkillLink]:
        """NEW_SKILL: where placement would put it, the best first."""
        if parent.kind is not domain.ReviewKind.NEW_SKILL or parent.skill is None:
            return []
        links = await info.context.links(LinkEnd.SKILL, parent.skill, candidates=True)
        return shown([link for link in links if link.status is LinkStatus.CANDIDATE])

    @strawberry.field
    @staticmethod
    async def neighbours(parent: strawberry.Parent[domain.ReviewItem], info: Info) -> list[NearSkill]:
        """NEW_SKILL: the skills among which it was placed."""
        rows = await info.context.neighbours.load(parent)
        skills = await info.context.nodes("Skill").load_many([uid for uid, _ in rows])
        return [NearSkill(skill=node, score=score) for node, (_, score) in zip(skills, rows, strict=True)]

    @strawberry.field
    @staticmethod
    async def similar_skills(
        parent: strawberry.Parent[domain.ReviewItem], info: Info, first: int | None = 5
    ) -> list[NearSkill]:
        """NEW_SKILL and NEW_ALIAS: the live skills nearest to the term, by spelling or by meaning."""
        if parent.kind not in (domain.ReviewKind.NEW_SKILL, domain.ReviewKind.NEW_ALIAS):
            return []
        context = info.context
        size = page_size(first, 5)
        rows = await search.similar_skills(context.graph, context.pipeline.embedder, parent.text, size)
        skills = await context.nodes("Skill").load_many([uid for uid, _, _ in rows])
        return [
            NearSkill(skill=node, score=score, matched=matched)
            for node, (_, score, matched) in zip(skills, rows, strict=True)
        ]

    @strawberry.field
    @reads(Edge("runs_of_item", _first_runs))
    @staticmethod
    async def runs(parent: strawberry.Parent[domain.ReviewItem], info: Info, first: int | None = 10) -> list[RunOfItem]:
        """The runs that proposed it, oldest first; those that repeated it once it was decided, too."""
        return shown(await _runs(parent, info, page_size(first, 10)))

    @strawberry.field
    @staticmethod
    async def evidence(
        parent: strawberry.Parent[domain.ReviewItem], info: Info, first: int | None = 5
    ) -> list[ReviewEvidence]:
        """What the job descriptions of the first runs say, verbatim."""
        found = await _runs(parent, info, page_size(first, 5))
        skill = await info.context.nodes("Skill").load(parent.skill) if parent.skill else None
        dimension = await info.context.nodes("Dimension").load(parent.dimension) if parent.dimension else None
        subject = evidence.Subject(skill and skill.slug, dimension and dimension.slug)
        return [
            ReviewEvidence(run=shown(run), passages=shown(evidence.passages(parent, subject, run))) for run in found
        ]

    @strawberry.field
    @staticmethod
    async def effect(parent: strawberry.Parent[domain.ReviewItem], info: Info) -> list[GraphChange]:
        """What approving it as it is would write; empty once it is decided, and where `obstacle` says why not."""
        return shown((await _effect(parent, info))[0])

    @strawberry.field
    @staticmethod
    async def obstacle(parent: strawberry.Parent[domain.ReviewItem], info: Info) -> str | None:
        """Why it cannot be approved as it is, and what to send."""
        return (await _effect(parent, info))[1]

    @strawberry.field
    @reads(Edge("run_of_item"))
    @staticmethod
    async def run(
        parent: strawberry.Parent[domain.ReviewItem], info: Info
    ) -> Annotated[PipelineRun, strawberry.lazy("graph_service.api.runs.types")] | None:
        """The run that proposed it first."""
        return shown(await info.context.runs.load(parent.run) if parent.run else None)


async def _runs(item: domain.ReviewItem, info: Info, first: int) -> list[Run]:
    uids = await info.context.proposers(first).load(item.uid)
    return [run for run in await info.context.runs.load_many(uids) if run is not None]


async def _effect(item: domain.ReviewItem, info: Info) -> Effect:
    is_pending = item.status is domain.ReviewStatus.PENDING
    return await info.context.effects.load(item) if is_pending else ((), None)


@strawberry.type
class NearSkill:
    """A live skill near a proposed term."""

    skill: Skill
    score: float | None = strawberry.field(
        description="Cosine similarity or likeness of spelling, the better of the two; null where it is not known."
    )
    matched: str | None = strawberry.field(default=None, description="The spelling that is near.")


@strawberry.type
class ReviewEvidence:
    """What the job description of a run says for a proposal."""

    run: RunOfItem
    passages: list[Passage]


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
    changes: list[GraphChange]
    errors: list[UserError]


@strawberry.type
class ReviewPayloads:
    """What came of each of several items, in their order; nothing was decided where there are errors here."""

    results: list[ReviewPayload]
    errors: list[UserError]


@strawberry.type
class UndoPayload:
    """What was done to undo."""

    event: AuditEvent | None
    changes: list[GraphChange]
    errors: list[UserError]
