"""Skills, aliases, dimensions, roles and KRAs as GraphQL types.

Resolvers answer domain values, and Strawberry reads the fields off them by name: there is one shape, not two. Where
a field is more than an attribute, its resolver takes the domain value as `parent`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from graph_service.api.connections import PageInfo, checked_first
from graph_service.api.context import Info
from graph_service.api.enums import (
    AliasType,
    Difficulty,
    Lifespan,
    MatchStrategy,
    SkillNature,
    SkillStatus,
    VersionStrategy,
    Volatility,
)
from graph_service.api.ids import Node
from graph_service.domain import nodes
from graph_service.store import taxonomy
from graph_service.store.links import LinkEnd

if TYPE_CHECKING:
    from graph_service.api.taxonomy.links import RoleDimensionLink, SkillDimensionLink

SkillLink = Annotated["SkillDimensionLink", strawberry.lazy("graph_service.api.taxonomy.links")]
RoleLink = Annotated["RoleDimensionLink", strawberry.lazy("graph_service.api.taxonomy.links")]


def shown(value: object) -> Any:
    """A domain value where a GraphQL type is declared: Strawberry reads its fields by name."""
    return value


@strawberry.type
class Alias:
    """A spelling, as one owner of it uses it."""

    text: str
    type: AliasType
    is_primary: bool
    match_strategy: MatchStrategy


@strawberry.type
class GraphChange:
    """One node or edge that was changed."""

    subject: str
    before: str | None = strawberry.field(description="Its properties as JSON; null where it was not there.")
    after: str | None = strawberry.field(description="Its properties as JSON; null where it is gone.")


@strawberry.type
class AuditEvent(Node):
    """What was done to the taxonomy, by whom and when."""

    action: str
    actor: str
    at: datetime
    summary: str
    undone: bool
    version: int = strawberry.field(description="The taxonomy's version afterwards: it orders all events.")
    changes: list[GraphChange]

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.AuditEvent)


@strawberry.type
class Skill(Node):
    """One canonical thing that a person can be good at."""

    slug: str
    name: str
    description: str | None
    status: SkillStatus
    category: str | None
    sub_category: str | None
    nature: SkillNature | None
    volatility: Volatility | None
    lifespan: Lifespan | None
    version_strategy: VersionStrategy | None
    confidence: float | None
    maturity_reasoning: str | None
    is_extractable: bool
    context_tags: list[str]
    version: int = strawberry.field(description="Counts what curators did to it; send it as expectedVersion.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.SkillNode)

    @strawberry.field
    @staticmethod
    async def aliases(parent: strawberry.Parent[nodes.SkillNode], info: Info) -> list[Alias]:
        """Its spellings, the canonical one first."""
        return shown(await info.context.aliases.load(parent.uid))

    @strawberry.field
    @staticmethod
    async def dimensions(parent: strawberry.Parent[nodes.SkillNode], info: Info) -> list[Dimension]:
        """The dimensions that it is in."""
        return await info.context.along("dimensions_of_skills", "Dimension", parent.uid)

    @strawberry.field
    @staticmethod
    async def dimension_links(
        parent: strawberry.Parent[nodes.SkillNode], info: Info, candidates: bool | None = False
    ) -> list[SkillLink]:
        """Why it is in its dimensions; with candidates, where runs would put it too."""
        return shown(await info.context.links(LinkEnd.SKILL, parent.uid, bool(candidates)))

    @strawberry.field
    @staticmethod
    async def roles(parent: strawberry.Parent[nodes.SkillNode], info: Info) -> list[Role]:
        """The roles that cover it through their dimensions."""
        return await info.context.along("roles_of_skills", "Role", parent.uid)

    @strawberry.field
    @staticmethod
    async def related(parent: strawberry.Parent[nodes.SkillNode], info: Info, first: int | None = 10) -> list[Skill]:
        """Skills that it implies, that imply it, or that are otherwise related to it."""
        found = await info.context.along("related_of_skills", "Skill", parent.uid)
        return found[: checked_first(first, 10)]

    @strawberry.field
    @staticmethod
    async def similar(
        parent: strawberry.Parent[nodes.SkillNode], info: Info, first: int | None = 10
    ) -> list[SimilarSkill]:
        """The skills nearest to it by meaning."""
        rows = await taxonomy.similar(info.context.graph, parent.uid, checked_first(first, 10))
        found = await info.context.nodes("Skill").load_many([uid for uid, _ in rows])
        return [SimilarSkill(skill=node, score=score) for node, (_, score) in zip(found, rows, strict=True)]

    @strawberry.field
    @staticmethod
    async def history(
        parent: strawberry.Parent[nodes.SkillNode], info: Info, first: int | None = 20
    ) -> list[AuditEvent]:
        """Where this skill came from and what was done to it, newest first."""
        return shown(await info.context.history(parent.uid, checked_first(first)))

    @strawberry.field
    @staticmethod
    async def successor(parent: strawberry.Parent[nodes.SkillNode], info: Info) -> Skill | None:
        """The skill that it was merged into, or that replaces it since it is deprecated."""
        found = await info.context.along("successors", "Skill", parent.uid)
        return found[0] if found else None


@strawberry.type
class SimilarSkill:
    """A skill near another by meaning; score is the cosine similarity of their embeddings."""

    skill: Skill
    score: float


@strawberry.type
class Dimension(Node):
    """A named group of skills that roles work in."""

    slug: str
    name: str
    rationale: str | None
    difficulty: Difficulty | None
    version: int = strawberry.field(description="Counts what curators did to it; send it as expectedVersion.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.DimensionNode)

    @strawberry.field
    @staticmethod
    async def skills(parent: strawberry.Parent[nodes.DimensionNode], info: Info) -> list[Skill]:
        """Its active skills."""
        return await info.context.along("skills_of_dimensions", "Skill", parent.uid)

    @strawberry.field
    @staticmethod
    async def skill_links(
        parent: strawberry.Parent[nodes.DimensionNode], info: Info, candidates: bool | None = False
    ) -> list[SkillLink]:
        """Why its skills are in it; with candidates, also those that runs would put into it."""
        return shown(await info.context.links(LinkEnd.SKILLS_OF_DIMENSION, parent.uid, bool(candidates)))

    @strawberry.field
    @staticmethod
    async def roles(parent: strawberry.Parent[nodes.DimensionNode], info: Info) -> list[Role]:
        """The roles that work in it; those for which it weighs most first."""
        return await info.context.along("roles_of_dimensions", "Role", parent.uid)

    @strawberry.field
    @staticmethod
    async def role_links(
        parent: strawberry.Parent[nodes.DimensionNode], info: Info, candidates: bool | None = False
    ) -> list[RoleLink]:
        """Why roles work in it; with candidates, also those that are asked to."""
        return shown(await info.context.links(LinkEnd.ROLES_OF_DIMENSION, parent.uid, bool(candidates)))

    @strawberry.field
    @staticmethod
    async def history(
        parent: strawberry.Parent[nodes.DimensionNode], info: Info, first: int | None = 20
    ) -> list[AuditEvent]:
        """What was done to it, newest first."""
        return shown(await info.context.history(parent.uid, checked_first(first)))


@strawberry.type(name="KRA")
class KRA(Node):
    """Key result area: one sentence on what a role is responsible for."""

    text: str
    version: int = strawberry.field(description="Counts what curators did to it; send it as expectedVersion.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.KRANode)

    @strawberry.field
    @staticmethod
    async def role(parent: strawberry.Parent[nodes.KRANode], info: Info) -> Role:
        """The role that it is of."""
        return shown(await info.context.nodes("Role").load(parent.role))


@strawberry.type
class Role(Node):
    """A job, with the titles that it goes by, its dimensions and its KRAs."""

    slug: str
    name: str
    archetype: str | None
    description: str | None
    centroid_count: int = strawberry.field(description="How many job descriptions the centroid is the mean of.")
    version: int = strawberry.field(description="Counts what curators did to it; send it as expectedVersion.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.RoleNode)

    @strawberry.field
    @staticmethod
    async def aliases(parent: strawberry.Parent[nodes.RoleNode], info: Info) -> list[Alias]:
        """The titles that lead to it, its name first."""
        return shown(await info.context.aliases.load(parent.uid))

    @strawberry.field
    @staticmethod
    async def dimensions(parent: strawberry.Parent[nodes.RoleNode], info: Info) -> list[Dimension]:
        """The dimensions that it works in, in their order of weight."""
        return await info.context.along("dimensions_of_roles", "Dimension", parent.uid)

    @strawberry.field
    @staticmethod
    async def dimension_links(
        parent: strawberry.Parent[nodes.RoleNode], info: Info, candidates: bool | None = False
    ) -> list[RoleLink]:
        """Why it works in its dimensions; with candidates, also those that it is asked for."""
        return shown(await info.context.links(LinkEnd.ROLE, parent.uid, bool(candidates)))

    @strawberry.field
    @staticmethod
    async def kras(parent: strawberry.Parent[nodes.RoleNode], info: Info) -> list[KRA]:
        """What it is responsible for."""
        return await info.context.along("kras_of_roles", "KRA", parent.uid)

    @strawberry.field
    @staticmethod
    async def skills(parent: strawberry.Parent[nodes.RoleNode], info: Info) -> list[Skill]:
        """The active skills that it covers through its dimensions."""
        return await info.context.along("skills_of_roles", "Skill", parent.uid)

    @strawberry.field
    @staticmethod
    async def specialisations(parent: strawberry.Parent[nodes.RoleNode], info: Info) -> list[Role]:
        """Roles that specialise this one, e.g. Node.js Backend Developer under Backend Developer."""
        return await info.context.along("specialisations_of_roles", "Role", parent.uid)

    @strawberry.field
    @staticmethod
    async def history(
        parent: strawberry.Parent[nodes.RoleNode], info: Info, first: int | None = 20
    ) -> list[AuditEvent]:
        """What was done to it, newest first."""
        return shown(await info.context.history(parent.uid, checked_first(first)))


@strawberry.type
class SkillEdge:
    """A skill and its place in a connection."""

    node: Skill
    cursor: str


@strawberry.type
class SkillConnection:
    """A page of skills."""

    edges: list[SkillEdge]
    nodes: list[Skill]
    page_info: PageInfo
    total_count: int


@strawberry.type
class RoleEdge:
    """A role and its place in a connection."""

    node: Role
    cursor: str


@strawberry.type
class RoleConnection:
    """A page of roles."""

    edges: list[RoleEdge]
    nodes: list[Role]
    page_info: PageInfo
    total_count: int


@strawberry.type
class TaxonomyStats:
    """How many of each there are."""

    skills: int
    aliases: int
    roles: int
    dimensions: int
    kras: int
    runs: int
