"""Skills, aliases, dimensions, roles and KRAs as GraphQL types.

Resolvers answer domain values, and Strawberry reads the fields off them by name: there is one shape, not two. Where
a field is more than an attribute, its resolver takes the domain value as `parent`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from graph_service.api.connections import PageInfo, page_size
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
from graph_service.api.reads import Edge, Expression, Property, read_as, reads, stored
from graph_service.domain import nodes
from graph_service.store import taxonomy
from graph_service.store.changes import shown_changes
from graph_service.store.links import MOST_LINKS, LinkEnd

if TYPE_CHECKING:
    from graph_service.api.taxonomy.links import RoleDimensionLink, SkillDimensionLink

SkillLink = Annotated["SkillDimensionLink", strawberry.lazy("graph_service.api.taxonomy.links")]
RoleLink = Annotated["RoleDimensionLink", strawberry.lazy("graph_service.api.taxonomy.links")]


def shown(value: object) -> Any:
    """A domain value where a GraphQL type is declared: Strawberry reads its fields by name."""
    return value


def first_events(first: int | None) -> Mapping[str, object]:
    """The parameters of a history."""
    return {"first": page_size(first)}


def first_related(first: int | None) -> Mapping[str, object]:
    """The parameters of related skills."""
    return {"first": page_size(first, 10)}


def among_links(candidates: bool | None) -> Mapping[str, object]:
    """The parameters of links."""
    return {"candidates": bool(candidates), "limit": MOST_LINKS}


@strawberry.type
class Alias:
    """A spelling, as one owner of it uses it."""

    text: str = read_as(Expression("alias_text"))
    type: AliasType = stored()
    is_primary: bool = stored()
    match_strategy: MatchStrategy = stored()


@strawberry.type
class GraphChange:
    """One node or edge that was changed."""

    subject: str
    before: str | None = strawberry.field(description="Its properties as JSON; null where it was not there.")
    after: str | None = strawberry.field(description="Its properties as JSON; null where it is gone.")


@strawberry.type
class AuditEvent(Node):
    """What was done to the taxonomy, by whom and when."""

    action: str = stored()
    actor: str = stored()
    at: datetime = stored()
    summary: str = stored()
    undone: bool = stored()
    version: int = read_as(
        Expression("event_version"), description="The taxonomy's version afterwards: it orders all events."
    )
    changes: list[GraphChange] = read_as(Property("changes", shown_changes))

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.AuditEvent)


@strawberry.type
class Skill(Node):
    """One canonical thing that a person can be good at."""

    slug: str = stored()
    name: str = stored()
    description: str | None = stored()
    status: SkillStatus = stored()
    category: str | None = read_as(Expression("category"))
    sub_category: str | None = read_as(Expression("sub_category"))
    nature: SkillNature | None = stored()
    volatility: Volatility | None = stored()
    lifespan: Lifespan | None = stored()
    version_strategy: VersionStrategy | None = stored()
    confidence: float | None = stored()
    maturity_reasoning: str | None = stored()
    is_extractable: bool = read_as(Expression("is_extractable"))
    context_tags: list[str] = read_as(Expression("context_tags"))
    version: int = read_as(
        Expression("version"), description="Counts what curators did to it; send it as expectedVersion."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.SkillNode)

    @strawberry.field
    @reads(Edge("aliases"))
    @staticmethod
    async def aliases(parent: strawberry.Parent[nodes.SkillNode], info: Info) -> list[Alias]:
        """Its spellings, the canonical one first."""
        return shown(await info.context.aliases.load(parent.uid))

    @strawberry.field
    @reads(Edge("dimensions_of_skill"))
    @staticmethod
    async def dimensions(parent: strawberry.Parent[nodes.SkillNode], info: Info) -> list[Dimension]:
        """The dimensions that it is in."""
        return await info.context.along("dimensions_of_skills", "Dimension", parent.uid)

    @strawberry.field
    @reads(Edge("links_of_skill", among_links))
    @staticmethod
    async def dimension_links(
        parent: strawberry.Parent[nodes.SkillNode], info: Info, candidates: bool | None = False
    ) -> list[SkillLink]:
        """Why it is in its dimensions; with candidates, where runs would put it too."""
        return shown(await info.context.links(LinkEnd.SKILL, parent.uid, bool(candidates)))

    @strawberry.field
    @reads(Edge("roles_of_skill"))
    @staticmethod
    async def roles(parent: strawberry.Parent[nodes.SkillNode], info: Info) -> list[Role]:
        """The roles that cover it through their dimensions."""
        return await info.context.along("roles_of_skills", "Role", parent.uid)

    @strawberry.field
    @reads(Edge("related", first_related))
    @staticmethod
    async def related(parent: strawberry.Parent[nodes.SkillNode], info: Info, first: int | None = 10) -> list[Skill]:
        """Skills that it implies, that imply it, or that are otherwise related to it."""
        found = await info.context.along("related_of_skills", "Skill", parent.uid)
        return found[: page_size(first, 10)]

    @strawberry.field
    @staticmethod
    async def similar(
        parent: strawberry.Parent[nodes.SkillNode], info: Info, first: int | None = 10
    ) -> list[SimilarSkill]:
        """The skills nearest to it by meaning."""
        rows = await taxonomy.similar(info.context.graph, parent.uid, page_size(first, 10))
        found = await info.context.nodes("Skill").load_many([uid for uid, _ in rows])
        return [SimilarSkill(skill=node, score=score) for node, (_, score) in zip(found, rows, strict=True)]

    @strawberry.field
    @reads(Edge("history", first_events))
    @staticmethod
    async def history(
        parent: strawberry.Parent[nodes.SkillNode], info: Info, first: int | None = 20
    ) -> list[AuditEvent]:
        """Where this skill came from and what was done to it, newest first."""
        return shown(await info.context.history(parent.uid, page_size(first)))

    @strawberry.field
    @reads(Edge("successor"))
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

    slug: str = stored()
    name: str = stored()
    rationale: str | None = stored()
    difficulty: Difficulty | None = stored()
    version: int = read_as(
        Expression("version"), description="Counts what curators did to it; send it as expectedVersion."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.DimensionNode)

    @strawberry.field
    @reads(Edge("skills_of_dimension"))
    @staticmethod
    async def skills(parent: strawberry.Parent[nodes.DimensionNode], info: Info) -> list[Skill]:
        """Its active skills."""
        return await info.context.along("skills_of_dimensions", "Skill", parent.uid)

    @strawberry.field
    @reads(Edge("skill_links_of_dimension", among_links))
    @staticmethod
    async def skill_links(
        parent: strawberry.Parent[nodes.DimensionNode], info: Info, candidates: bool | None = False
    ) -> list[SkillLink]:
        """Why its skills are in it; with candidates, also those that runs would put into it."""
        return shown(await info.context.links(LinkEnd.SKILLS_OF_DIMENSION, parent.uid, bool(candidates)))

    @strawberry.field
    @reads(Edge("roles_of_dimension"))
    @staticmethod
    async def roles(parent: strawberry.Parent[nodes.DimensionNode], info: Info) -> list[Role]:
        """The roles that work in it; those for which it weighs most first."""
        return await info.context.along("roles_of_dimensions", "Role", parent.uid)

    @strawberry.field
    @reads(Edge("role_links_of_dimension", among_links))
    @staticmethod
    async def role_links(
        parent: strawberry.Parent[nodes.DimensionNode], info: Info, candidates: bool | None = False
    ) -> list[RoleLink]:
        """Why roles work in it; with candidates, also those that are asked to."""
        return shown(await info.context.links(LinkEnd.ROLES_OF_DIMENSION, parent.uid, bool(candidates)))

    @strawberry.field
    @reads(Edge("history", first_events))
    @staticmethod
    async def history(
        parent: strawberry.Parent[nodes.DimensionNode], info: Info, first: int | None = 20
    ) -> list[AuditEvent]:
        """What was done to it, newest first."""
        return shown(await info.context.history(parent.uid, page_size(first)))


@strawberry.type(name="KRA")
class KRA(Node):
    """Key result area: one sentence on what a role is responsible for."""

    text: str = stored()
    version: int = read_as(
        Expression("version"), description="Counts what curators did to it; send it as expectedVersion."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.KRANode)

    @strawberry.field
    @reads(Edge("role_of_kra"))
    @staticmethod
    async def role(parent: strawberry.Parent[nodes.KRANode], info: Info) -> Role:
        """The role that it is of."""
        return shown(await info.context.nodes("Role").load(parent.role))


@strawberry.type
class Role(Node):
    """A job, with the titles that it goes by, its dimensions and its KRAs."""

    slug: str = stored()
    name: str = stored()
    family: str | None = stored(description="The family of roles that it is of, such as Data.")
    archetype: str | None = stored()
    description: str | None = stored()
    centroid_count: int = read_as(
        Expression("centroid_count"), description="How many job descriptions the centroid is the mean of."
    )
    version: int = read_as(
        Expression("version"), description="Counts what curators did to it; send it as expectedVersion."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, nodes.RoleNode)

    @strawberry.field
    @reads(Edge("aliases"))
    @staticmethod
    async def aliases(parent: strawberry.Parent[nodes.RoleNode], info: Info) -> list[Alias]:
        """The titles that lead to it, its name first."""
        return shown(await info.context.aliases.load(parent.uid))

    @strawberry.field
    @reads(Edge("dimensions_of_role"))
    @staticmethod
    async def dimensions(parent: strawberry.Parent[nodes.RoleNode], info: Info) -> list[Dimension]:
        """The dimensions that it works in, in their order of weight."""
        return await info.context.along("dimensions_of_roles", "Dimension", parent.uid)

    @strawberry.field
    @reads(Edge("links_of_role", among_links))
    @staticmethod
    async def dimension_links(
        parent: strawberry.Parent[nodes.RoleNode], info: Info, candidates: bool | None = False
    ) -> list[RoleLink]:
        """Why it works in its dimensions; with candidates, also those that it is asked for."""
        return shown(await info.context.links(LinkEnd.ROLE, parent.uid, bool(candidates)))

    @strawberry.field
    @reads(Edge("kras_of_role"))
    @staticmethod
    async def kras(parent: strawberry.Parent[nodes.RoleNode], info: Info) -> list[KRA]:
        """What it is responsible for."""
        return await info.context.along("kras_of_roles", "KRA", parent.uid)

    @strawberry.field
    @reads(Edge("skills_of_role"))
    @staticmethod
    async def skills(parent: strawberry.Parent[nodes.RoleNode], info: Info) -> list[Skill]:
        """The active skills that it covers through its dimensions."""
        return await info.context.along("skills_of_roles", "Skill", parent.uid)

    @strawberry.field
    @reads(Edge("specialises"))
    @staticmethod
    async def specialises(parent: strawberry.Parent[nodes.RoleNode], info: Info) -> Role | None:
        """The broader role that it specialises."""
        found = await info.context.along("broader_of_roles", "Role", parent.uid)
        return found[0] if found else None

    @strawberry.field
    @reads(Edge("specialisations"))
    @staticmethod
    async def specialisations(parent: strawberry.Parent[nodes.RoleNode], info: Info) -> list[Role]:
        """Roles that specialise this one, e.g. Node.js Backend Developer under Backend Developer."""
        return await info.context.along("specialisations_of_roles", "Role", parent.uid)

    @strawberry.field
    @reads(Edge("history", first_events))
    @staticmethod
    async def history(
        parent: strawberry.Parent[nodes.RoleNode], info: Info, first: int | None = 20
    ) -> list[AuditEvent]:
        """What was done to it, newest first."""
        return shown(await info.context.history(parent.uid, page_size(first)))


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
class DimensionEdge:
    """A dimension and its place in a connection."""

    node: Dimension
    cursor: str


@strawberry.type
class DimensionConnection:
    """A page of dimensions."""

    edges: list[DimensionEdge]
    nodes: list[Dimension]
    page_info: PageInfo
    total_count: int


@strawberry.type
class GroupCount:
    """A group by its name, and how many are in it."""

    name: str
    count: int


@strawberry.type
class TaxonomyStats:
    """How many of each there are."""

    skills: int = read_as(Expression("skills_in_all"))
    aliases: int = read_as(Expression("aliases_in_all"))
    roles: int = read_as(Expression("roles_in_all"))
    dimensions: int = read_as(Expression("dimensions_in_all"))
    kras: int = read_as(Expression("kras_in_all"))
    runs: int = read_as(Expression("runs_in_all"))
