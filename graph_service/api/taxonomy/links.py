"""Links to dimensions as GraphQL types: where each comes from, beside the plain lists of what it leads to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph_service.api.connections import page_size
from graph_service.api.context import Info
from graph_service.api.enums import LinkOrigin, LinkStatus
from graph_service.api.reads import Edge, Expression, read_as, reads, stored
from graph_service.api.taxonomy.types import Dimension, Role, Skill, first_events, shown
from graph_service.domain import nodes
from graph_service.store.links import LinkEnd

if TYPE_CHECKING:
    from graph_service.api.runs.types import PipelineRun

Run = Annotated["PipelineRun", strawberry.lazy("graph_service.api.runs.types")]


@strawberry.interface
class DimensionLink:
    """A link to a dimension, and where it comes from."""

    status: LinkStatus = read_as(Expression("link_status"))
    origin: LinkOrigin = stored()
    created_at: datetime | None = stored()
    confirmed_at: datetime | None = stored(description="When a job description last said the same.")
    confirmations: int = read_as(
        Expression("confirmations"), description="How many job descriptions said the same since it was written."
    )
    confidence: float = read_as(Expression("confidence"), description="How sure it was when it was written, 0–1.")
    evidence: list[str] = read_as(Expression("evidence"), description="What the job description said, verbatim.")

    @strawberry.field
    @reads(Edge("dimension_of_link"))
    async def dimension(parent: strawberry.Parent[nodes.DimensionLink], info: Info) -> Dimension:
        """The dimension."""
        return shown(await info.context.nodes("Dimension").load(parent.dimension))

    @strawberry.field
    @reads(Edge("run_of_link"))
    async def run(parent: strawberry.Parent[nodes.DimensionLink], info: Info) -> Run | None:
        """The run that wrote or proposed it; null where the library did."""
        return shown(await info.context.runs.load(parent.run) if parent.run else None)


@strawberry.type
class SkillDimensionLink(DimensionLink):
    """That a skill is in a dimension, and why."""

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.SkillDimensionLink)

    @strawberry.field
    @reads(Edge("skill_of_link"))
    @staticmethod
    async def skill(parent: strawberry.Parent[nodes.SkillDimensionLink], info: Info) -> Skill:
        """The skill."""
        return shown(await info.context.nodes("Skill").load(parent.skill))


@strawberry.type
class RoleDimensionLink(DimensionLink):
    """That a role works in a dimension, and why."""

    asked_by: int = read_as(
        Expression("asked_by"), description="How many different job descriptions asked the role for it."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.RoleDimensionLink)

    @strawberry.field
    @reads(Edge("role_of_link"))
    @staticmethod
    async def role(parent: strawberry.Parent[nodes.RoleDimensionLink], info: Info) -> Role:
        """The role."""
        return shown(await info.context.nodes("Role").load(parent.role))

    @strawberry.field
    @reads(Edge("requests", first_events))
    @staticmethod
    async def requests(
        parent: strawberry.Parent[nodes.RoleDimensionLink], info: Info, first: int | None = 20
    ) -> list[DimensionRequest]:
        """The job descriptions that asked the role for it, oldest first."""
        loader = info.context.requests(page_size(first))
        return shown(await loader.load((parent.role, parent.dimension)))


@strawberry.type
class DimensionRequest:
    """That a job description asked a role for a dimension."""

    at: datetime | None = stored()
    words: list[str] = read_as(Expression("words"), description="What the job description said, verbatim.")

    @strawberry.field
    @reads(Edge("run_of_link"))
    @staticmethod
    async def run(parent: strawberry.Parent[nodes.DimensionRequest], info: Info) -> Run | None:
        """The run of the job description."""
        return shown(await info.context.runs.load(parent.run))


@strawberry.type
class LinkExplanation:
    """One way in which a role covers a skill: the two links that meet in a dimension."""

    status: LinkStatus = strawberry.field(description="LIVE once both links are.")
    skill_link: SkillDimensionLink
    role_link: RoleDimensionLink

    @strawberry.field
    @staticmethod
    async def dimension(parent: strawberry.Parent[nodes.LinkExplanation], info: Info) -> Dimension:
        """The dimension in which the links meet."""
        return shown(await info.context.nodes("Dimension").load(parent.dimension))


async def explanations(info: Info, skill: str, role: str) -> list[nodes.LinkExplanation]:
    """Every dimension (uids) in which a skill and a role meet, the live ones first, each in the role's order."""
    placed = {link.dimension: link for link in await info.context.links(LinkEnd.SKILL, skill, candidates=True)}
    worked_in = await info.context.links(LinkEnd.ROLE, role, candidates=True)
    found = [nodes.LinkExplanation(placed[link.dimension], link) for link in worked_in if link.dimension in placed]
    return sorted(found, key=lambda way: way.status is nodes.LinkStatus.CANDIDATE)
