"""Reading the taxonomy: nodes by id, slug or alias, and along the edges, always for many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph_service.domain.nodes import (
    DimensionNode,
    DimensionOrder,
    GroupCount,
    KRANode,
    PathStep,
    RoleNode,
    SkillNode,
    TaxonomyNode,
    TaxonomyStats,
)
from graph_service.domain.taxonomy import (
    Alias,
    AliasType,
    Difficulty,
    Lifespan,
    MatchStrategy,
    SkillNature,
    SkillStatus,
    VersionStrategy,
    Volatility,
)
from graph_service.language.normalise import normalised
from graph_service.store.connection import Graph, Row
from graph_service.store.places import numbered

MOST_SIMILAR_ASKED = 200


@dataclass(frozen=True, slots=True)
class SkillConditions:
    """Which skills to list; None takes all. `text` is looked for in names and spellings."""

    status: SkillStatus = SkillStatus.ACTIVE
    nature: SkillNature | None = None
    category: str | None = None
    dimension: str | None = None
    role: str | None = None
    text: str | None = None

    def parameters(self) -> dict[str, object]:
        """As parameters of a statement."""
        return {
            "status": self.status.value,
            "nature": self.nature.value if self.nature else None,
            "category": self.category,
            "dimension": self.dimension,
            "role": self.role,
            "text": normalised(self.text) if self.text else None,
        }


@dataclass(frozen=True, slots=True)
class RoleConditions:
    """Which roles to list; None takes all. `text` is looked for in names and titles."""

    family: str | None = None
    text: str | None = None

    def parameters(self) -> dict[str, object]:
        """As parameters of a statement."""
        return {"family": self.family, "text": normalised(self.text) if self.text else None}


def named_like(text: str | None) -> dict[str, object]:
    """Which dimensions to list, as parameters: those with a text in their names; None takes all."""
    return {"text": normalised(text) if text else None}


def standing(order: DimensionOrder, after: str | None) -> dict[str, object]:
    """After what a page of dimensions begins, as parameters. Raises InvalidInput for a place of another list."""
    size, slug = numbered(after)
    return {"after": slug, **({"size": size} if order is DimensionOrder.SIZE else {})}


async def nodes(graph: Graph, label: str, uids: Sequence[str]) -> dict[str, TaxonomyNode]:
    """uid → node, of one label; the uid of a merged Skill answers its target, as a MergedSkill itself."""
    statement, mapping = _NODES[label]
    rows = await graph.read(statement, uids=list(dict.fromkeys(uids)))
    return {row["uid"]: mapping(row["node"]) for row in rows}


async def uid_of_slug(graph: Graph, label: str, slug: str) -> str | None:
    """The uid of the node with a slug; a merged skill's slug answers the skill that it was merged into."""
    rows = await graph.read("taxonomy/uids_of_slugs", label=label, slugs=[slug])
    return rows[0]["uid"] if rows else None


async def uids_of_slugs(graph: Graph, label: str, slugs: Sequence[str]) -> dict[str, str]:
    """slug → uid, of the nodes there are."""
    rows = await graph.read("taxonomy/uids_of_slugs", label=label, slugs=list(dict.fromkeys(slugs)))
    return {row["slug"]: row["uid"] for row in rows}


async def uid_of_alias(graph: Graph, label: str, name: str) -> str | None:
    """The uid of the live skill or the role that a spelling leads to."""
    rows = await graph.read("taxonomy/uid_of_alias", label=label, normalized=normalised(name))
    return rows[0]["uid"] if rows else None


async def aliases(graph: Graph, uids: Sequence[str]) -> dict[str, tuple[Alias, ...]]:
    """uid of a skill or role → its spellings, the canonical one first."""
    return {
        row["uid"]: tuple(
            Alias(text, AliasType(kind), primary, MatchStrategy(how)) for text, kind, primary, how in row["aliases"]
        )
        for row in await graph.read("taxonomy/aliases_of", uids=list(uids))
    }


async def edges(graph: Graph, edge: str, uids: Sequence[str]) -> dict[str, list[str]]:
    """uid → uids at the other end of an edge; `edge` names a statement, such as skills_of_roles."""
    return {row["uid"]: row["uids"] for row in await graph.read(f"taxonomy/{edge}", uids=list(uids))}


async def similar(graph: Graph, uid: str, first: int) -> list[tuple[str, float]]:
    """The uids of the active skills nearest to a skill, with their cosine similarity; nearest first."""
    # The index answers (1 + cosine) / 2, and the skill itself and inactive ones are among its answers.
    rows = await graph.read("taxonomy/similar_skills", uid=uid, limit=min(2 * first + 10, MOST_SIMILAR_ASKED))
    return [(row["uid"], round(2 * row["score"] - 1, 4)) for row in rows[:first]]


async def skills_page(graph: Graph, where: SkillConditions, after: str | None, limit: int) -> list[tuple[str, str]]:
    """(uid, slug) of skills by slug, after a slug."""
    rows = await graph.read("taxonomy/skills_page", **where.parameters(), after=after or "", limit=limit)
    return [(row["uid"], row["slug"]) for row in rows]


async def skills_count(graph: Graph, where: SkillConditions) -> int:
    """How many skills there are to list."""
    return int((await graph.read("taxonomy/skills_count", **where.parameters()))[0]["total"])


async def roles_page(graph: Graph, where: RoleConditions, after: str | None, limit: int) -> list[tuple[str, str]]:
    """(uid, slug) of roles by slug, after a slug."""
    rows = await graph.read("taxonomy/roles_page", **where.parameters(), after=after or "", limit=limit)
    return [(row["uid"], row["slug"]) for row in rows]


async def roles_count(graph: Graph, where: RoleConditions) -> int:
    """How many roles there are to list."""
    return int((await graph.read("taxonomy/roles_count", **where.parameters()))[0]["total"])


async def dimensions_page(
    graph: Graph, text: str | None, order: DimensionOrder, after: str | None, limit: int
) -> list[tuple[str, str]]:
    """(uid, place) of dimensions with a text in their names, in an order, after a place."""
    parameters = {**named_like(text), **standing(order, after), "limit": limit}
    rows = await graph.read(f"taxonomy/dimensions_by_{order.value.lower()}", **parameters)
    return [(row["uid"], f"{row['size']}:{row['slug']}") for row in rows]


async def dimensions_count(graph: Graph, text: str | None) -> int:
    """How many dimensions there are to list."""
    return int((await graph.read("taxonomy/dimensions_count", **named_like(text)))[0]["total"])


async def categories(graph: Graph) -> list[GroupCount]:
    """The categories of active skills, by name."""
    return [GroupCount(**row) for row in await graph.read("taxonomy/categories")]


async def families(graph: Graph) -> list[GroupCount]:
    """The families of roles, by name."""
    return [GroupCount(**row) for row in await graph.read("taxonomy/families")]


async def stats(graph: Graph) -> TaxonomyStats:
    """How many of each there are."""
    return TaxonomyStats(**(await graph.read("taxonomy/stats"))[0])


async def path(graph: Graph, start: str, end: str) -> list[PathStep] | None:
    """The steps of a shortest path between two nodes (uids); None where there is none, empty from a node to itself."""
    if start == end:
        return []
    rows = await graph.read("taxonomy/path", **{"from": start, "to": end})
    if not rows:
        return None
    found = await mixed(graph, [(label, uid) for label, uid in rows[0]["nodes"]])
    ends = [found[uid] for _, uid in rows[0]["nodes"]]
    return [
        PathStep(a, relationship, b)
        for a, relationship, b in zip(ends, rows[0]["relationships"], ends[1:], strict=False)
    ]


async def mixed(graph: Graph, keys: Sequence[tuple[str, str]]) -> dict[str, TaxonomyNode]:
    """uid → node, of (label, uid) pairs of several labels."""
    found: dict[str, TaxonomyNode] = {}
    for label in dict.fromkeys(label for label, _ in keys):
        found |= await nodes(graph, label, [uid for own, uid in keys if own == label])
    return found


def _skill(node: Row) -> SkillNode:
    return SkillNode(
        uid=node["uid"],
        slug=node["slug"],
        name=node["name"],
        description=node["description"],
        status=SkillStatus(node["status"]),
        category=node["category"],
        sub_category=node["subCategory"],
        nature=SkillNature(node["nature"]) if node["nature"] else None,
        volatility=Volatility(node["volatility"]) if node["volatility"] else None,
        lifespan=Lifespan(node["lifespan"]) if node["lifespan"] else None,
        version_strategy=VersionStrategy(node["versionStrategy"]) if node["versionStrategy"] else None,
        confidence=node["confidence"],
        maturity_reasoning=node["maturityReasoning"],
        is_extractable=bool(node["isExtractable"]),
        context_tags=tuple(node["contextTags"] or ()),
        version=node["version"],
    )


def _dimension(node: Row) -> DimensionNode:
    difficulty = Difficulty(node["difficulty"]) if node["difficulty"] else None
    return DimensionNode(node["uid"], node["slug"], node["name"], node["rationale"], difficulty, node["version"])


def _role(node: Row) -> RoleNode:
    return RoleNode(
        uid=node["uid"],
        slug=node["slug"],
        name=node["name"],
        family=node["family"],
        archetype=node["archetype"],
        description=node["description"],
        centroid_count=node["centroidCount"] or 0,
        version=node["version"],
    )


def _kra(node: Row) -> KRANode:
    return KRANode(node["uid"], node["text"], node["role"], node["version"])


_NODES: dict[str, tuple[str, Callable[[Row], TaxonomyNode]]] = {
    "Skill": ("taxonomy/skills", _skill),
    "MergedSkill": ("taxonomy/merged_skills", _skill),
    "Dimension": ("taxonomy/dimensions", _dimension),
    "Role": ("taxonomy/roles", _role),
    "KRA": ("taxonomy/kras", _kra),
}
