"""Merging skills and moving spellings. A merged skill stays as a tombstone that answers its target for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph_service.curation import references, relations
from graph_service.curation.decisions import decide
from graph_service.domain.changes import EdgeKey, Excerpt, NodeKey
from graph_service.domain.nodes import MOST_PASSAGES
from graph_service.domain.review import ReviewKind, ReviewStatus
from graph_service.domain.taxonomy import AliasType, MatchStrategy, SkillStatus
from graph_service.errors import Conflict, InvalidInput, NotFound
from graph_service.language.normalise import normalised
from graph_service.store import changes
from graph_service.store.changes import Deed, Desk, Done
from graph_service.store.connection import Graph

MOST_AT_ONCE = 100
"""So many skills or spellings go into one merge."""
MOVED = frozenset({"HAS_ALIAS", "IN_DIMENSION", "CANDIDATE_FOR", "RELATED_TO", "NOT_SAME_AS", "FOUND", "ABOUT"})
"""The edges of a skill that go over to the one that it is merged into."""
_LINKS = ("IN_DIMENSION", "CANDIDATE_FOR")
_MEANT = "input.into"


async def merge_skills(graph: Graph, actor: str, sources: Sequence[str], into: str, *, preview: bool = False) -> Done:
    """Merge skills (slugs, uids or spellings) into another. Raises InvalidInput, NotFound and Conflict."""
    wanted = _distinct(sources, "input.from")

    async def operation(desk: Desk) -> Deed:
        target = await live_skill(desk, into)
        merged = [await references.skill(desk, source, f"input.from.{at}") for at, source in enumerate(wanted)]
        for at, source in enumerate(dict.fromkeys(merged)):
            if source == target:
                raise InvalidInput(
                    f"{_name(desk, target)} cannot be merged into itself; leave it out", f"input.from.{at}"
                )
            await merge(desk, source, target)
        await relations.require_no_ring(desk, _MEANT)
        return _deed(desk, "MERGE_SKILLS", "merged", dict.fromkeys(merged), target)

    return await changes.carry_out(graph, actor, operation, preview=preview)


async def merge_aliases(graph: Graph, actor: str, texts: Sequence[str], into: str, *, preview: bool = False) -> Done:
    """Move spellings to a skill; a skill that loses all of its spellings is merged, one that loses some is split.

    Raises InvalidInput, NotFound and Conflict.
    """
    wanted = _distinct(texts, "input.aliases")

    async def operation(desk: Desk) -> Deed:
        target = await live_skill(desk, into)
        moved = [await _owned(desk, text, target, f"input.aliases.{at}") for at, text in enumerate(wanted)]
        owners = dict.fromkeys(edge.start for edge in moved)
        merged = [o for o in owners if set(desk.excerpt.outgoing(o, "HAS_ALIAS")) <= set(moved)]
        for owner in merged:
            await merge(desk, owner, target)
        split = [edge for edge in moved if edge.start not in merged]
        for edge in split:
            _move_spelling(desk.excerpt, edge, target)
        for owner in owners:
            if owner not in merged:
                name_after_loss(desk.excerpt, owner)
        await relations.require_no_ring(desk, _MEANT)
        told = ", ".join(repr(desk.excerpt.titles[edge.end]) for edge in moved)
        rest = "".join(f"; {_name(desk, owner)} had no other and is merged" for owner in merged)
        summary = f"moved {told} to {_name(desk, target)}{rest}"
        return Deed("MERGE_ALIASES", summary, (target, *owners))

    return await changes.carry_out(graph, actor, operation, preview=preview)


async def live_skill(desk: Desk, reference: str, field: str = _MEANT) -> NodeKey:
    """An active skill. Raises NotFound and Conflict."""
    node = await references.skill(desk, reference, field)
    status = desk.excerpt.nodes[node]["status"]
    if status != SkillStatus.ACTIVE.value:
        raise Conflict(f"{_name(desk, node)} is {status}; send an active skill", field)
    return node


async def merge(desk: Desk, source: NodeKey, target: NodeKey) -> None:
    """Move everything that the one skill has to the other. Both are whole on the desk."""
    excerpt = desk.excerpt
    name = await references.spelling(desk, excerpt.nodes[source]["name"])
    await desk.look_at(*(edge.start for edge in excerpt.incoming(source, "ABOUT")))
    if name not in excerpt.nodes:
        excerpt.add(
            name, {"normalized": name.key, "text": excerpt.nodes[source]["name"]}, excerpt.nodes[source]["name"]
        )
    excerpt.edges.setdefault(
        EdgeKey(source, "HAS_ALIAS", name),
        {"type": AliasType.CANONICAL.value, "isPrimary": True, "matchStrategy": MatchStrategy.CASE_INSENSITIVE.value},
    )
    for edge in excerpt.outgoing(source, "HAS_ALIAS"):
        _move_spelling(excerpt, edge, target)
    _move_links(excerpt, source, target)
    _move_others(excerpt, source, target)
    _move_items(desk, source, target)
    excerpt.nodes[source]["status"] = SkillStatus.MERGED.value
    excerpt.link(EdgeKey(source, "MERGED_INTO", target))


def _move_spelling(excerpt: Excerpt, edge: EdgeKey, target: NodeKey) -> None:
    """A canonical name becomes a synonym; a spelling that the target has too stays as the target has it."""
    said = excerpt.unlink(edge)
    canonical = said["type"] == AliasType.CANONICAL.value
    kind = AliasType.SYNONYM.value if canonical else said["type"]
    excerpt.edges.setdefault(EdgeKey(target, "HAS_ALIAS", edge.end), {**said, "type": kind, "isPrimary": False})


def _move_links(excerpt: Excerpt, source: NodeKey, target: NodeKey) -> None:
    for edge in excerpt.outgoing(source, *_LINKS):
        said, moved = excerpt.unlink(edge), edge.moved(source, target)
        there = excerpt.edges.get(moved)
        excerpt.edges[moved] = united(there, said) if there is not None else _without(said, "position")
    for edge in excerpt.outgoing(target, "CANDIDATE_FOR"):
        if EdgeKey(target, "IN_DIMENSION", edge.end) in excerpt.edges:
            excerpt.unlink(edge)


def united(kept: Mapping[str, Any], moved: Mapping[str, Any]) -> dict[str, Any]:
    """One link in place of two: where it comes from is the older one's, what speaks for it is both's."""
    older, newer = sorted((kept, moved), key=lambda link: (link.get("createdAt") is not None, link.get("createdAt")))
    union = {**newer, **older, "confirmations": (kept.get("confirmations") or 0) + (moved.get("confirmations") or 0)}
    union["confidence"] = max(link.get("confidence", 0.0) for link in (kept, moved))
    union["position"] = kept.get("position")
    confirmed = [link["confirmedAt"] for link in (kept, moved) if link.get("confirmedAt") is not None]
    union["confirmedAt"] = max(confirmed, default=None)
    words = dict.fromkeys([*(kept.get("evidence") or ()), *(moved.get("evidence") or ())])
    union["evidence"] = list(words)[:MOST_PASSAGES] or None
    return {name: value for name, value in union.items() if value is not None}


def _move_others(excerpt: Excerpt, source: NodeKey, target: NodeKey) -> None:
    """Relations, rulings and what runs found; between the two there is nothing left to say."""
    around = [
        *excerpt.outgoing(source, "RELATED_TO", "NOT_SAME_AS"),
        *excerpt.incoming(source, "RELATED_TO", "NOT_SAME_AS", "FOUND"),
    ]
    for edge in around:
        said, moved = excerpt.unlink(edge), edge.moved(source, target)
        if moved.start == moved.end:
            continue
        there = excerpt.edges.get(moved)
        excerpt.edges[moved] = _found_twice(there, said) if there is not None else said


def _found_twice(kept: Mapping[str, Any], moved: Mapping[str, Any]) -> dict[str, Any]:
    words = list(dict.fromkeys([*(kept.get("evidence") or ()), *(moved.get("evidence") or ())]))
    union = {**moved, **kept}
    if "isPrimary" in union:
        union["isPrimary"] = bool(kept.get("isPrimary") or moved.get("isPrimary"))
    return {**union, "evidence": words} if words else union


def _move_items(desk: Desk, source: NodeKey, target: NodeKey) -> None:
    """Review items of the one are the other's; where both wait for the same decision, one item is left waiting."""
    excerpt = desk.excerpt
    slugs = [excerpt.nodes[node]["slug"] for node in (source, target)]
    waiting = {excerpt.nodes[edge.start]["key"]: edge.start for edge in excerpt.incoming(target, "ABOUT")}
    for edge in excerpt.incoming(source, "ABOUT"):
        item = excerpt.nodes[edge.start]
        excerpt.link(edge.moved(source, target), excerpt.unlink(edge))
        if item["kind"] == ReviewKind.NEW_SKILL.value:
            if item["status"] == ReviewStatus.PENDING.value:
                decide(desk, edge.start, ReviewStatus.APPROVED, f"merged into {slugs[1]}")
            continue
        key = item["key"].replace(f":skill:{slugs[0]}:", f":skill:{slugs[1]}:", 1)
        if key in waiting:
            _supersede(desk, edge.start, waiting[key])
        else:
            item["key"] = key


def _supersede(desk: Desk, item: NodeKey, kept: NodeKey) -> None:
    """The runs that proposed the one item propose the other."""
    excerpt = desk.excerpt
    proposed = excerpt.incoming(item, "PROPOSED", "REPEATED")
    fresh = [edge for edge in proposed if edge.moved(item, kept) not in excerpt.edges]
    for edge in proposed:
        said = excerpt.unlink(edge)
        excerpt.edges.setdefault(edge.moved(item, kept), said)
    excerpt.nodes[kept]["count"] += len(fresh)
    decide(desk, item, ReviewStatus.SUPERSEDED, excerpt.nodes[kept]["uid"])


def name_after_loss(excerpt: Excerpt, skill: NodeKey) -> None:
    """A skill whose canonical spelling is gone takes the next one as its name."""
    left = excerpt.outgoing(skill, "HAS_ALIAS")
    if any(excerpt.edges[edge]["isPrimary"] for edge in left):
        return
    order = list(AliasType)
    chosen = min(left, key=lambda edge: (order.index(AliasType(excerpt.edges[edge]["type"])), edge))
    excerpt.edges[chosen] |= {"isPrimary": True, "type": AliasType.CANONICAL.value}
    excerpt.nodes[skill]["name"] = excerpt.nodes[chosen.end]["text"]


async def _owned(desk: Desk, text: str, target: NodeKey, field: str) -> EdgeKey:
    """The edge from the skill that owns a spelling. Raises NotFound and Conflict."""
    node = await references.spelling(desk, text)
    if node not in desk.excerpt.nodes:
        raise NotFound(f"there is no spelling {text[: references.MOST_SHOWN]!r}; addAlias makes one", field)
    edges = [edge for edge in desk.excerpt.incoming(node, "HAS_ALIAS") if edge.start.label == "Skill"]
    if not edges:
        raise NotFound(f"{text[: references.MOST_SHOWN]!r} is a spelling of no skill; addAlias gives it to one", field)
    if any(edge.start == target for edge in edges):
        raise InvalidInput(f"{text[: references.MOST_SHOWN]!r} is a spelling of it already; leave it out", field)
    await desk.look_at(*(edge.start for edge in edges))
    if len(edges) > 1:
        owners = ", ".join(sorted(desk.excerpt.titles[edge.start] for edge in edges))
        raise Conflict(f"{text!r} is ruled a homonym of {owners}; remove it from one with removeAlias", field)
    return edges[0]


def _distinct(values: Sequence[str], field: str) -> list[str]:
    """Raises InvalidInput."""
    distinct = list({normalised(value): value for value in values}.values())
    if not 1 <= len(distinct) <= MOST_AT_ONCE:
        raise InvalidInput(f"there are {len(distinct):,} entries; send 1 to {MOST_AT_ONCE}", field)
    return distinct


def _deed(desk: Desk, action: str, verb: str, sources: Iterable[NodeKey], target: NodeKey) -> Deed:
    listed = list(sources)
    names = ", ".join(_name(desk, source) for source in listed)
    return Deed(action, f"{verb} {names} into {_name(desk, target)}", (target, *listed))


def _name(desk: Desk, node: NodeKey) -> str:
    return desk.excerpt.titles[node]


def _without(properties: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name not in names}
