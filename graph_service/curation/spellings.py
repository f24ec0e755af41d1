"""The spellings of skills, and the titles of roles: each is one owner's alone, unless it is ruled a homonym."""

from __future__ import annotations

from typing import Any

from graph_service.curation import decisions, references, texts
from graph_service.curation.embedding import loaded, refresh
from graph_service.curation.undoing import HOMONYM
from graph_service.domain.changes import EdgeKey, NodeKey
from graph_service.domain.review import ReviewKind
from graph_service.domain.taxonomy import AliasType, MatchStrategy
from graph_service.errors import Conflict, InvalidInput, NotFound
from graph_service.language.embeddings import Embedder
from graph_service.store import changes
from graph_service.store.changes import Deed, Desk, Done
from graph_service.store.connection import Graph


async def add_alias(
    graph: Graph,
    actor: str,
    reference: str,
    text: str,
    type: AliasType = AliasType.SYNONYM,
    match_strategy: MatchStrategy = MatchStrategy.CASE_INSENSITIVE,
    expected: int | None = None,
) -> Done:
    """Give a skill a spelling, or say otherwise what one of its spellings is to it.

    Raises InvalidInput, NotFound and Conflict.
    """
    wanted = texts.spelling(text, "input.text")
    if type is AliasType.CANONICAL:
        raise InvalidInput("a skill has one canonical spelling; setCanonicalAlias changes it", "input.type")

    async def operation(desk: Desk) -> Deed:
        skill = await references.settled_skill(desk, reference, "input.skill")
        references.require_version(desk, skill, expected)
        edge = EdgeKey(skill, "HAS_ALIAS", await claimed(desk, skill, wanted, "input.text"))
        if desk.excerpt.edges.get(edge, {}).get("isPrimary"):
            raise Conflict(f"{wanted!r} is the canonical spelling already; setCanonicalAlias changes it", "input.type")
        give(desk, edge, type, match_strategy)
        decisions.settle(desk, skill, ReviewKind.NEW_ALIAS, edge.end.key)
        return Deed("ADD_ALIAS", f"made {wanted!r} a spelling of {desk.excerpt.titles[skill]}", (skill,))

    return await changes.carry_out(graph, actor, operation)


async def remove_alias(graph: Graph, actor: str, reference: str, text: str, expected: int | None = None) -> Done:
    """Take a spelling from a skill. Raises InvalidInput, NotFound and Conflict."""
    wanted = texts.spelling(text, "text")

    async def operation(desk: Desk) -> Deed:
        skill = await references.settled_skill(desk, reference, "skill")
        references.require_version(desk, skill, expected, "expectedVersion")
        edge = await _own(desk, skill, wanted)
        if len(desk.excerpt.outgoing(skill, "HAS_ALIAS")) == 1:
            name = desk.excerpt.titles[skill]
            raise Conflict(f"{wanted!r} is the only spelling of {name}; merge or deprecate the skill instead", "text")
        if desk.excerpt.edges[edge]["isPrimary"]:
            raise Conflict(
                f"{wanted!r} is the canonical spelling; make another one that with setCanonicalAlias", "text"
            )
        desk.excerpt.unlink(edge)
        return Deed("REMOVE_ALIAS", f"took the spelling {wanted!r} from {desk.excerpt.titles[skill]}", (skill,))

    return await changes.carry_out(graph, actor, operation)


async def set_canonical_alias(
    graph: Graph, embedder: Embedder, actor: str, reference: str, text: str, expected: int | None = None
) -> Done:
    """Make a spelling of a skill its name. Raises InvalidInput, NotFound and Conflict."""
    wanted = texts.spelling(text, "text")
    await loaded(embedder)

    async def operation(desk: Desk) -> Deed:
        skill = await references.settled_skill(desk, reference, "skill")
        references.require_version(desk, skill, expected, "expectedVersion")
        edge = await _own(desk, skill, wanted)
        name = desk.excerpt.nodes[edge.end]["text"]
        name_by(desk, edge, name)
        await refresh(desk, skill, embedder=embedder)
        return Deed("SET_CANONICAL_ALIAS", f"made {name!r} the name of {desk.excerpt.titles[skill]}", (skill,))

    return await changes.carry_out(graph, actor, operation)


async def claimed(desk: Desk, owner: NodeKey | str, text: str, field: str) -> NodeKey:
    """The spelling of a clean text, free for an owner (or for a new one of a label). Raises Conflict."""
    label = owner if isinstance(owner, str) else owner.label
    excerpt, spelling = desk.excerpt, await references.spelling(desk, text)
    if spelling not in excerpt.nodes:
        excerpt.add(spelling, {"normalized": spelling.key, "text": text}, text)
        return spelling
    others = [edge.start for edge in excerpt.incoming(spelling, "HAS_ALIAS") if edge.start.label == label]
    others = [other for other in others if other != owner]
    if others and excerpt.nodes[spelling].get("ruling") != HOMONYM:
        await desk.look_at(others[0])
        name = excerpt.nodes[others[0]]["name"]
        move = "move it with mergeAliases" if label == "Skill" else "leave it out"
        raise Conflict(
            f"{text!r} is a spelling of {name} ({excerpt.titles[others[0]]}); {move}, or let both have it: "
            "rule it a homonym with ruleHomonym",
            field,
        )
    return spelling


def give(
    desk: Desk,
    edge: EdgeKey,
    type: AliasType = AliasType.SYNONYM,
    match_strategy: MatchStrategy = MatchStrategy.CASE_INSENSITIVE,
) -> None:
    """Write what a spelling is to its owner; where it comes from stays."""
    said: dict[str, Any] = {"type": type.value, "isPrimary": False, "matchStrategy": match_strategy.value}
    desk.excerpt.link(edge, {"origin": "curator", **desk.excerpt.edges.get(edge, {}), **said})


def name_by(desk: Desk, edge: EdgeKey, name: str) -> None:
    """Make a spelling the owner's name, and the one that was it a synonym."""
    excerpt, owner = desk.excerpt, edge.start
    for other in excerpt.outgoing(owner, "HAS_ALIAS"):
        if other != edge and excerpt.edges[other]["isPrimary"]:
            excerpt.edges[other] |= {"type": AliasType.SYNONYM.value, "isPrimary": False}
    if edge not in excerpt.edges:
        give(desk, edge)
    excerpt.edges[edge] |= {"type": AliasType.CANONICAL.value, "isPrimary": True}
    excerpt.nodes[owner]["name"] = name
    # One that a skill has as well stays spelt as the skill has it.
    if all(o.start == owner for o in excerpt.incoming(edge.end, "HAS_ALIAS") if o.start.label == "Skill"):
        excerpt.nodes[edge.end]["text"] = name


async def rename(desk: Desk, owner: NodeKey, name: str, field: str) -> None:
    """Give an owner a name, and the spelling of it. Raises Conflict."""
    name_by(desk, EdgeKey(owner, "HAS_ALIAS", await claimed(desk, owner, name, field)), name)


async def _own(desk: Desk, skill: NodeKey, text: str) -> EdgeKey:
    """Raises NotFound."""
    edge = EdgeKey(skill, "HAS_ALIAS", await references.spelling(desk, text))
    if edge not in desk.excerpt.edges:
        raise NotFound(f"{text!r} is no spelling of {desk.excerpt.titles[skill]}; addAlias makes it one", "text")
    return edge
