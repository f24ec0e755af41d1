"""Reading the taxonomy."""

from __future__ import annotations

from functools import partial
from typing import Any

import strawberry

from graph_service.api.connections import page_of_found, page_size, place_of
from graph_service.api.context import Info
from graph_service.api.enums import DimensionOrder, SkillNature, SkillStatus
from graph_service.api.ids import Node, parsed_id
from graph_service.api.reads import Entry, Expression, Listing, PageStart, Property, Start, reads
from graph_service.api.taxonomy.links import LinkExplanation, explanations
from graph_service.api.taxonomy.types import (
    Dimension,
    DimensionConnection,
    GroupCount,
    Role,
    RoleConnection,
    Skill,
    SkillConnection,
    TaxonomyStats,
    shown,
)
from graph_service.domain import nodes
from graph_service.domain import taxonomy as domain
from graph_service.errors import InvalidInput, NotFound
from graph_service.language.normalise import normalised
from graph_service.store import taxonomy


@strawberry.input
class SkillFilter:
    """Which skills to list. Without a status, the active ones."""

    status: SkillStatus | None = None
    nature: SkillNature | None = None
    category: str | None = None
    dimension: str | None = strawberry.field(default=None, description="A dimension's slug.")
    role: str | None = strawberry.field(default=None, description="A role's slug.")
    text: str | None = strawberry.field(default=None, description="Part of a name or of another spelling.")

    def conditions(self) -> taxonomy.SkillConditions:
        """As the store takes it."""
        return taxonomy.SkillConditions(
            status=self.status or domain.SkillStatus.ACTIVE,
            nature=self.nature,
            category=self.category,
            dimension=self.dimension,
            role=self.role,
            text=self.text,
        )


@strawberry.input
class RoleFilter:
    """Which roles to list."""

    family: str | None = None
    text: str | None = strawberry.field(default=None, description="Part of a name or of another title.")

    def conditions(self) -> taxonomy.RoleConditions:
        """As the store takes it."""
        return taxonomy.RoleConditions(family=self.family, text=self.text)


_BY_UID = {
    "Skill": "skill_by_uid",
    "Role": "role_by_uid",
    "Dimension": "dimension_by_uid",
    "KRA": "kra_by_uid",
    "PipelineRun": "run_by_uid",
    "ReviewItem": "item_by_uid",
    "AuditEvent": "event_by_uid",
}
"""Type names, and the pieces that find a node of the type by its uid."""


def _any_node(id: str) -> Start:
    name, uid = parsed_id(id)
    return Start(_BY_UID[name], {"uid": uid}, name)


def _one_start(label: str, slug: str | None, name: str | None) -> Start:
    _check_one(slug, name)
    if slug is not None:
        return Start(f"{label.lower()}_by_slug", {"slug": slug}, label)
    return Start(f"{label.lower()}_by_alias", {"normalized": normalised(name or "")}, label)


def _dimension_start(slug: str) -> Start:
    return Start("dimension_by_slug", {"slug": slug}, "Dimension")


def _skills_start(filter: SkillFilter | None, first: int | None, after: str | None) -> PageStart:
    size, where = page_size(first), (filter or SkillFilter()).conditions()
    among = "_of_role" if where.role is not None else "_of_dimension" if where.dimension is not None else ""
    parameters = {**where.parameters(), "after": place_of(after) or ""}
    return PageStart(f"skills_page{among}", f"skills_total{among}", size, after, parameters)


def _roles_start(filter: RoleFilter | None, first: int | None, after: str | None) -> PageStart:
    where = (filter or RoleFilter()).conditions()
    parameters = {**where.parameters(), "after": place_of(after) or ""}
    return PageStart("roles_page", "roles_total", page_size(first), after, parameters)


def _dimensions_start(
    text: str | None, order_by: DimensionOrder | None, first: int | None, after: str | None
) -> PageStart:
    order = order_by or nodes.DimensionOrder.SLUG
    parameters = {**taxonomy.named_like(text), **taxonomy.standing(order, place_of(after))}
    piece = f"dimensions_page_by_{order.value.lower()}"
    return PageStart(piece, "dimensions_total", page_size(first), after, parameters)


@strawberry.type
class TaxonomyQueries:
    """Fields of Query."""

    @strawberry.field
    @reads(Entry(_any_node))
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """Any node by its global id."""
        name, uid = parsed_id(id)
        if name == "PipelineRun":
            return shown(await info.context.runs.load(uid))
        if name == "ReviewItem":
            return shown(await info.context.review_items.load(uid))
        if name == "AuditEvent":
            return shown(await info.context.events.load(uid))
        return shown(await info.context.nodes(name).load(uid))

    @strawberry.field
    @reads(Entry(partial(_one_start, "Skill")))
    async def skill(self, info: Info, slug: str | None = None, name: str | None = None) -> Skill | None:
        """By slug, or by any alias; a merged skill's slug answers the skill it was merged into."""
        return shown(await _one(info, "Skill", slug, name))

    @strawberry.field
    @reads(Listing(Property("slug"), _skills_start))
    async def skills(
        self, info: Info, filter: SkillFilter | None = None, first: int | None = 20, after: str | None = None
    ) -> SkillConnection:
        """Skills by slug."""
        size, where = page_size(first), (filter or SkillFilter()).conditions()
        rows = await taxonomy.skills_page(info.context.graph, where, place_of(after), size + 1)
        total = await taxonomy.skills_count(info.context.graph, where)
        # The listed skills themselves are wanted, also those that were merged into others, before or just now.
        found = await info.context.nodes("MergedSkill").load_many([uid for uid, _ in rows])
        return shown(page_of_found([slug for _, slug in rows], found, size, after, total))

    @strawberry.field
    @reads(Entry(partial(_one_start, "Role")))
    async def role(self, info: Info, slug: str | None = None, name: str | None = None) -> Role | None:
        """By slug, or by any alias."""
        return shown(await _one(info, "Role", slug, name))

    @strawberry.field
    @reads(Listing(Property("slug"), _roles_start))
    async def roles(
        self, info: Info, filter: RoleFilter | None = None, first: int | None = 20, after: str | None = None
    ) -> RoleConnection:
        """Roles by slug."""
        size, where = page_size(first), (filter or RoleFilter()).conditions()
        rows = await taxonomy.roles_page(info.context.graph, where, place_of(after), size + 1)
        total = await taxonomy.roles_count(info.context.graph, where)
        found = await info.context.nodes("Role").load_many([uid for uid, _ in rows])
        return shown(page_of_found([slug for _, slug in rows], found, size, after, total))

    @strawberry.field
    @reads(Entry(_dimension_start))
    async def dimension(self, info: Info, slug: str) -> Dimension | None:
        """By slug."""
        return shown(await info.context.by_slug("Dimension", slug))

    @strawberry.field
    @reads(Listing(Expression("dimension_place"), _dimensions_start))
    async def dimensions(
        self,
        info: Info,
        text: str | None = None,
        order_by: DimensionOrder | None = nodes.DimensionOrder.SLUG,
        first: int | None = 20,
        after: str | None = None,
    ) -> DimensionConnection:
        """Dimensions; `text` is part of a name."""
        size, order = page_size(first), order_by or nodes.DimensionOrder.SLUG
        rows = await taxonomy.dimensions_page(info.context.graph, text, order, place_of(after), size + 1)
        total = await taxonomy.dimensions_count(info.context.graph, text)
        found = await info.context.nodes("Dimension").load_many([uid for uid, _ in rows])
        return shown(page_of_found([place for _, place in rows], found, size, after, total))

    @strawberry.field
    async def categories(self, info: Info) -> list[GroupCount]:
        """The categories of active skills, by name, and how many skills each has."""
        return shown(await taxonomy.categories(info.context.graph))

    @strawberry.field
    async def role_families(self, info: Info) -> list[GroupCount]:
        """The families of roles, by name, and how many roles each has."""
        return shown(await taxonomy.families(info.context.graph))

    @strawberry.field
    async def why(self, info: Info, skill: str, role: str) -> list[LinkExplanation]:
        """Why a role covers a skill (slugs or aliases): each dimension in which they meet, live ones first, and where
        both links come from; candidate links too. Empty where nothing connects them."""
        placed, worked_in = await named(info, "Skill", skill, "skill"), await named(info, "Role", role, "role")
        return shown(await explanations(info, placed.uid, worked_in.uid))

    @strawberry.field
    @reads(Entry(lambda: Start("", {}, "TaxonomyStats")))
    async def stats(self, info: Info) -> TaxonomyStats:
        """How many of each there are."""
        return shown(await taxonomy.stats(info.context.graph))


def _check_one(slug: str | None, name: str | None) -> None:
    if (slug is None) == (name is None):
        raise InvalidInput("send either slug or name", "slug")


async def _one(info: Info, label: str, slug: str | None, name: str | None) -> Any:
    """The node with a slug or, without one, the one that a spelling leads to."""
    _check_one(slug, name)
    if slug is not None:
        return await info.context.by_slug(label, slug)
    uid = await taxonomy.uid_of_alias(info.context.graph, label, name or "")
    return await info.context.nodes(label).load(uid) if uid else None


async def named(info: Info, label: str, key: str, field: str) -> Any:
    """The skill or role (by label) with a slug or an alias. Raises NotFound."""
    found = await info.context.by_slug(label, key)
    if found is None and (uid := await taxonomy.uid_of_alias(info.context.graph, label, key)):
        found = await info.context.nodes(label).load(uid)
    if found is None:
        kind = label.lower()
        raise NotFound(f"there is no {kind} {key[:80]!r}; {kind}s lists those there are", field)
    return found
