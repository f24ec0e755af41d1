"""Accepting a skill that runs found: as it was placed, edited, or as a spelling of another."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.curation import fields as checked
from graph_service.curation import lookup, merging, skills, spellings, texts
from graph_service.curation.decisions import Accepted, Case, Item, within
from graph_service.curation.embedding import refresh
from graph_service.domain.changes import EdgeKey, Excerpt, NodeKey
from graph_service.domain.curation import Approval, SkillChanges
from graph_service.domain.taxonomy import AliasType, MatchStrategy, SkillStatus
from graph_service.errors import Conflict, InvalidInput
from graph_service.language.normalise import normalised
from graph_service.language.vectors import skill_text
from graph_service.store.changes import Desk


async def accept(desk: Desk, case: Case) -> Accepted:
    """See decisions.Acceptance."""
    item, approval = case.item, case.approval
    skill = item.about(desk, "Skill")
    await desk.look_at(skill, NodeKey("Alias", normalised(item.text)))
    if approval.merge_into is not None:
        return await _attach(desk, item, skill, approval.merge_into)
    slug, status = desk.excerpt.titles[skill], desk.excerpt.nodes[skill]["status"]
    if status != SkillStatus.PENDING.value:
        raise Conflict(
            f"there is a skill {slug} already, and it is {status}; send mergeInto to make {item.text!r} a spelling, "
            "or reject the item",
            item.field,
        )
    with within("skill"):
        await _edit(desk, item, skill, approval.skill or SkillChanges())
    chosen = await _dimensions(desk, skill, approval)
    _put_into(desk, skill, chosen)
    await _embed(desk, skill, case)
    told = ", ".join(desk.excerpt.titles[dimension] for dimension in chosen) or "no dimension"
    return Accepted(f"new skill {slug} in {told}", (skill,))


async def _attach(desk: Desk, item: Item, skill: NodeKey, into: str) -> Accepted:
    """The term becomes a spelling of another skill; what runs kept of it as a skill of its own goes there too."""
    field = "input.mergeInto"
    if desk.excerpt.nodes[skill]["status"] != SkillStatus.PENDING.value:
        target = await lookup.active_skill(desk, into, field)
        await give(desk, target, item.text, field)
        return Accepted(f"spelling of {desk.excerpt.titles[target]}", (target,))
    target = await merging.live_skill(desk, into, field)
    await give(desk, target, desk.excerpt.nodes[skill]["name"], field)
    await merging.merge(desk, skill, target)
    return Accepted(f"merged into {desk.excerpt.titles[target]}", (target, skill))


async def give(
    desk: Desk,
    owner: NodeKey,
    text: str,
    field: str,
    kind: AliasType = AliasType.SYNONYM,
    strategy: MatchStrategy = MatchStrategy.CASE_INSENSITIVE,
) -> None:
    """Give a spelling to an owner that may have it already; then it stays as it is. Raises Conflict."""
    edge = EdgeKey(owner, "HAS_ALIAS", await spellings.claimed(desk, owner, text, field))
    if edge not in desk.excerpt.edges:
        spellings.give(desk, edge, kind, strategy)


async def _edit(desk: Desk, item: Item, skill: NodeKey, changes: SkillChanges) -> None:
    """Make it active, with what the curator says, else what placement gave it, else what skills are by default."""
    properties, place = checked.properties_of(changes.fields), skills.place_of(changes.fields)
    said = desk.excerpt.nodes[skill]
    missing = {name: value for name, value in skills.UNSAID.items() if said.get(name) is None}
    desk.excerpt.amend(skill, {**missing, **properties, "status": SkillStatus.ACTIVE.value})
    await _spell(desk, item, skill, changes)
    await skills.put(desk, skill, place)


async def _spell(desk: Desk, item: Item, skill: NodeKey, changes: SkillChanges) -> None:
    """Its name, how job descriptions spell it, and the curator's further spellings."""
    name = desk.excerpt.nodes[skill]["name"]
    await spellings.rename(desk, skill, name, "input.name")
    further = texts.several(changes.aliases, "input.aliases")
    for text in (item.text, *(texts.spelling(text, "input.aliases") for text in further)):
        await give(desk, skill, text, "input.aliases")
    if changes.match_strategy is not None:
        for edge in desk.excerpt.outgoing(skill, "HAS_ALIAS"):
            desk.excerpt.edges[edge]["matchStrategy"] = changes.match_strategy.value


async def _dimensions(desk: Desk, skill: NodeKey, approval: Approval) -> list[NodeKey]:
    """The dimensions that the curator names, else the best that placement proposed: those with the most confidence."""
    named = approval.skill.dimensions if approval.skill else None
    if approval.dimension is not None:
        if named is not None:
            raise InvalidInput("send dimension or skill.dimensions, not both", "input.dimension")
        return await lookup.dimensions(desk, [approval.dimension], "input.dimension")
    if named is not None:
        wanted = texts.several(named, "input.skill.dimensions")
        return await lookup.dimensions(desk, wanted, "input.skill.dimensions")
    return best_candidates(desk.excerpt, skill)


def best_candidates(excerpt: Excerpt, skill: NodeKey) -> list[NodeKey]:
    """The candidate dimensions of a skill with the most confidence: one, unless several have as much."""
    sure = {edge.end: excerpt.edges[edge].get("confidence", 0.0) for edge in excerpt.outgoing(skill, "CANDIDATE_FOR")}
    best = [dimension for dimension, confidence in sure.items() if confidence == max(sure.values())]
    return sorted(best, key=lambda dimension: excerpt.titles[dimension])


def _put_into(desk: Desk, skill: NodeKey, chosen: Sequence[NodeKey]) -> None:
    """Candidate links to the chosen dimensions become live ones, with where they come from; the others go."""
    excerpt = desk.excerpt
    candidates = {edge.end: excerpt.unlink(edge) for edge in excerpt.outgoing(skill, "CANDIDATE_FOR")}
    for position, dimension in enumerate(chosen):
        said = candidates.get(dimension) or skills.curators_link()
        excerpt.link(EdgeKey(skill, "IN_DIMENSION", dimension), {**said, "position": position})


async def _embed(desk: Desk, skill: NodeKey, case: Case) -> None:
    """Anew where its words have changed, and once where the run did not."""
    await refresh(desk, skill, embedder=case.prepared)
    if desk.excerpt.nodes[skill].get("embedding") is None:
        text = words(desk.excerpt.nodes[skill]["name"], desk.excerpt.nodes[skill].get("description"), None)
        [vector] = case.prepared.embed_documents([text]).tolist()
        desk.excerpt.amend(skill, {"embedding": vector})


def words(name: str, description: str | None, changes: SkillChanges | None) -> str:
    """What is embedded for a skill once the changes are made."""
    fields = changes.fields if changes else {}
    told = {"name": name, "description": description} | {key: value for key, value in fields.items() if value}
    return skill_text(" ".join(str(told["name"]).split()), " ".join(str(told["description"] or "").split()) or None)
