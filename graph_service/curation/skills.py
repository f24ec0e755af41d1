"""Creating, changing and deprecating skills, and the dimensions that they are in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph_service.curation import decisions, merging, references, relations, spellings, texts
from graph_service.curation import fields as checked
from graph_service.curation.embedding import loaded, refresh
from graph_service.domain.changes import EdgeKey, NodeKey
from graph_service.domain.edits import SkillFields
from graph_service.domain.review import ReviewKind
from graph_service.domain.taxonomy import Lifespan, SkillNature, SkillStatus, VersionStrategy, Volatility
from graph_service.errors import InvalidInput, NotFound
from graph_service.language.embeddings import Embedder
from graph_service.store import changes
from graph_service.store.changes import Deed, Desk, Done
from graph_service.store.connection import Graph

UNSAID: dict[str, Any] = {
    "nature": SkillNature.CONCEPT.value,
    "volatility": Volatility.MEDIUM.value,
    "lifespan": Lifespan.MULTI_YEAR.value,
    "versionStrategy": VersionStrategy.NOT_APPLICABLE.value,
    "isExtractable": True,
    "contextTags": [],
}
"""What a skill is where its curator does not say."""

_BETWEEN = " / "
"""Stands between category and sub-category in the sub-category's key."""

Place = tuple[str | None, str | None]
"""Category and sub-category."""


async def create_skill(
    graph: Graph,
    embedder: Embedder,
    actor: str,
    fields: SkillFields,
    *,
    slug: str | None = None,
    aliases: Sequence[str] = (),
    dimensions: Sequence[str] = (),
) -> Done:
    """Create an active skill, with further spellings and dimensions. Raises InvalidInput, NotFound and Conflict."""
    properties, place = checked.properties_of({"name": "", **fields}), place_of(fields)
    others = [texts.spelling(text, "input.aliases") for text in texts.several(aliases, "input.aliases")]
    await loaded(embedder)

    async def operation(desk: Desk) -> Deed:
        said = {**UNSAID, **properties, "status": SkillStatus.ACTIVE.value, "confidence": 1.0}
        skill = await checked.created(desk, "Skill", said, slug)
        await spellings.rename(desk, skill, said["name"], "input.name")
        for text in others:
            edge = EdgeKey(skill, "HAS_ALIAS", await spellings.claimed(desk, skill, text, "input.aliases"))
            if edge not in desk.excerpt.edges:
                spellings.give(desk, edge)
        for at, reference in enumerate(dimensions):
            dimension = await references.dimension(desk, reference, f"input.dimensions.{at}")
            desk.excerpt.edges.setdefault(EdgeKey(skill, "IN_DIMENSION", dimension), curators_link())
        await put(desk, skill, place)
        await refresh(desk, skill, embedder=embedder)
        return Deed("CREATE_SKILL", f"created the skill {said['name']} ({desk.excerpt.titles[skill]})", (skill,))

    return await changes.carry_out(graph, actor, operation)


async def update_skill(
    graph: Graph, embedder: Embedder, actor: str, reference: str, fields: SkillFields, expected: int | None = None
) -> Done:
    """Change what the fields say of a skill. Raises InvalidInput, NotFound and Conflict."""
    properties, place = checked.properties_of(fields), place_of(fields)
    await loaded(embedder)

    async def operation(desk: Desk) -> Deed:
        skill = await references.settled_skill(desk, reference, "input.skill")
        references.require_version(desk, skill, expected)
        if properties.get("name", desk.excerpt.nodes[skill]["name"]) != desk.excerpt.nodes[skill]["name"]:
            await spellings.rename(desk, skill, properties["name"], "input.name")
        desk.excerpt.amend(skill, properties)
        await put(desk, skill, place)
        await refresh(desk, skill, embedder=embedder)
        return Deed("UPDATE_SKILL", f"changed {checked.told(desk, skill)} of {desk.excerpt.titles[skill]}", (skill,))

    return await changes.carry_out(graph, actor, operation)


async def deprecate_skill(
    graph: Graph, actor: str, reference: str, replaced_by: str | None = None, expected: int | None = None
) -> Done:
    """Take an active skill out of the library; its spellings still lead to it.

    Raises InvalidInput, NotFound and Conflict.
    """

    async def operation(desk: Desk) -> Deed:
        skill = await merging.live_skill(desk, reference, "skill")
        references.require_version(desk, skill, expected, "expectedVersion")
        names = [desk.excerpt.titles[skill]]
        other = None if replaced_by is None else await merging.live_skill(desk, replaced_by, "replacedBy")
        if other == skill:
            raise InvalidInput(f"{names[0]} cannot replace itself; send another skill", "replacedBy")
        desk.excerpt.nodes[skill]["status"] = SkillStatus.DEPRECATED.value
        if other is not None:
            desk.excerpt.link(EdgeKey(skill, "REPLACED_BY", other))
            await relations.require_no_ring(desk, "replacedBy")
            names.append(desk.excerpt.titles[other])
        return Deed("DEPRECATE_SKILL", f"deprecated {', replaced by '.join(names)}", (skill,))

    return await changes.carry_out(graph, actor, operation)


async def link_skill(graph: Graph, actor: str, reference: str, dimension: str, expected: int | None = None) -> Done:
    """Put a skill into a dimension; a candidate link becomes live. Raises InvalidInput, NotFound and Conflict."""

    async def operation(desk: Desk) -> Deed:
        skill, group = await _ends(desk, reference, dimension, expected)
        link(desk, EdgeKey(skill, "IN_DIMENSION", group))
        names = desk.excerpt.titles
        return Deed("LINK_SKILL", f"put {names[skill]} into the dimension {names[group]}", (skill,))

    return await changes.carry_out(graph, actor, operation)


async def unlink_skill(graph: Graph, actor: str, reference: str, dimension: str, expected: int | None = None) -> Done:
    """Take a skill out of a dimension. Raises InvalidInput, NotFound and Conflict."""

    async def operation(desk: Desk) -> Deed:
        skill, group = await _ends(desk, reference, dimension, expected)
        edge, names = EdgeKey(skill, "IN_DIMENSION", group), desk.excerpt.titles
        if edge not in desk.excerpt.edges:
            raise NotFound(f"{names[skill]} is not in the dimension {names[group]}", "dimension")
        desk.excerpt.unlink(edge)
        return Deed("UNLINK_SKILL", f"took {names[skill]} out of the dimension {names[group]}", (skill,))

    return await changes.carry_out(graph, actor, operation)


def link(desk: Desk, edge: EdgeKey) -> None:
    """Link a skill or role to a dimension, unless it is; what speaks for a candidate link speaks for the live one."""
    candidate = EdgeKey(edge.start, "CANDIDATE_FOR", edge.end)
    said = desk.excerpt.unlink(candidate) if candidate in desk.excerpt.edges else {}
    desk.excerpt.edges.setdefault(edge, {**curators_link(), **said, "origin": "curator", "confidence": 1.0})
    decisions.settle(desk, edge.start, ReviewKind.NEW_LINK, desk.excerpt.nodes[edge.end]["slug"])


def curators_link() -> dict[str, Any]:
    """A link to a dimension that rests on a curator's word alone."""
    return {"origin": "curator", "createdAt": changes.now(), "confirmations": 0, "confidence": 1.0}


async def _ends(desk: Desk, reference: str, dimension: str, expected: int | None) -> tuple[NodeKey, NodeKey]:
    """Raises NotFound and Conflict."""
    skill = await references.settled_skill(desk, reference, "skill")
    references.require_version(desk, skill, expected, "expectedVersion")
    return skill, await references.dimension(desk, dimension, "dimension")


def place_of(fields: SkillFields) -> Place | None:
    """Where a skill is put; None where nothing is said. Raises InvalidInput."""
    sent = [name for name in ("category", "sub_category") if name in fields]
    if not sent:
        return None
    place = (
        texts.optional(fields.get("category"), "input.category", texts.MOST_NAME),
        texts.optional(fields.get("sub_category"), "input.subCategory", texts.MOST_NAME),
    )
    if len(sent) == 1 or (place[0] is None) != (place[1] is None):
        raise InvalidInput("category and subCategory go together; send both, or null for both", "input.subCategory")
    if any(_BETWEEN in name for name in place if name):
        raise InvalidInput(f"a category has no {_BETWEEN!r} in its name; leave it out", "input.category")
    return place


async def put(desk: Desk, skill: NodeKey, place: Place | None) -> None:
    """Put a skill under a sub-category, which is made where it is missing; nobody's are pruned."""
    if place is None:
        return
    excerpt, (category, sub_category) = desk.excerpt, place
    for edge in excerpt.outgoing(skill, "IN_SUBCATEGORY"):
        await _look_at_sub_category(desk, edge.end)
        excerpt.unlink(edge)
    if category is None or sub_category is None:
        return
    group, broader = NodeKey("SubCategory", f"{category}{_BETWEEN}{sub_category}"), NodeKey("Category", category)
    await desk.look_at(broader)
    await _look_at_sub_category(desk, group)
    if broader not in excerpt.nodes:
        excerpt.add(broader, {"name": category}, category)
    if group not in excerpt.nodes:
        excerpt.add(group, {"key": group.key, "name": sub_category}, group.key)
    excerpt.edges.setdefault(EdgeKey(group, "PART_OF", broader), {})
    excerpt.link(EdgeKey(skill, "IN_SUBCATEGORY", group))


async def _look_at_sub_category(desk: Desk, node: NodeKey) -> None:
    await desk.look_at(node)
    if node in desk.excerpt.whole:
        await desk.look_at(*(edge.end for edge in desk.excerpt.outgoing(node, "PART_OF")))
