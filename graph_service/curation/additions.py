"""Accepting what runs would add to what is there: a KRA, a spelling, a link."""

from __future__ import annotations

from graph_service.curation import fields as checked
from graph_service.curation import lookup, skills, texts
from graph_service.curation.decisions import Accepted, Case, Item
from graph_service.curation.embedding import refresh
from graph_service.curation.new_skills import give
from graph_service.domain.changes import EdgeKey, NodeKey
from graph_service.domain.taxonomy import AliasType, MatchStrategy, SkillStatus
from graph_service.errors import Conflict, InvalidInput
from graph_service.language.normalise import normalised
from graph_service.store.changes import Desk
from graph_service.store.connection import Row

LIVE = {"Skill": "IN_DIMENSION", "Role": "HAS_DIMENSION"}
"""Label → the type of its live links to dimensions."""


async def accept_kra(desk: Desk, case: Case) -> Accepted:
    """See decisions.Acceptance."""
    item, text = case.item, case.approval.text
    role = item.about(desk, "Role")
    sentence = texts.clean(item.text if text is None else text, "input.text", texts.MOST_SENTENCE)
    orders = await _orders(desk, role)
    if normalised(sentence) in map(normalised, orders["kras"]):
        raise Conflict(
            f"{desk.excerpt.titles[role]} has this KRA already; reject the item, or send another text", item.field
        )
    kra = await checked.created(desk, "KRA", {"text": sentence})
    await refresh(desk, kra, embedder=case.prepared)
    desk.excerpt.link(EdgeKey(role, "HAS_KRA", kra), {"position": orders["nextKra"]})
    return Accepted(f"KRA of {desk.excerpt.titles[role]}", (role, kra))


async def accept_alias(desk: Desk, case: Case) -> Accepted:
    """See decisions.Acceptance."""
    item, approval = case.item, case.approval
    owner = await _owner(desk, item, approval.owner)
    kind = approval.alias_type or AliasType.SYNONYM
    if kind is AliasType.CANONICAL:
        raise InvalidInput("a proposed spelling is no name; setCanonicalAlias makes it one later", "input.aliasType")
    strategy = approval.match_strategy or MatchStrategy.CASE_INSENSITIVE
    field = item.field if approval.owner is None else "input.owner"
    await give(desk, owner, item.text, field, kind, strategy)
    return Accepted(f"spelling of {desk.excerpt.titles[owner]}", (owner,))


async def _owner(desk: Desk, item: Item, named: str | None) -> NodeKey:
    """Who gets the spelling: of the kind that it was proposed for."""
    label = _label(item)
    if named is None:
        owner = item.about(desk, label)
        if label == "Skill":
            await _require_active(desk, owner, item.field)
        return owner
    find = lookup.active_skill if label == "Skill" else lookup.role
    return await find(desk, named, "input.owner")


async def accept_link(desk: Desk, case: Case) -> Accepted:
    """See decisions.Acceptance. What speaks for the candidate speaks for the link."""
    excerpt = desk.excerpt
    start, dimension = link_of(desk, case.item)
    if start.label == "Skill":
        await _require_active(desk, start, case.item.field)
    waiting, live = candidate(start, dimension), EdgeKey(start, LIVE[start.label], dimension)
    await desk.look_up([waiting, live])
    said = excerpt.unlink(waiting) if waiting in excerpt.edges else skills.curators_link()
    if live not in excerpt.edges:
        at_end = {"position": (await _orders(desk, start))["nextDimension"]} if start.label == "Role" else {}
        excerpt.link(live, {**said, **at_end})
    return Accepted(f"{excerpt.titles[start]} linked to {excerpt.titles[dimension]}", (start,))


def link_of(desk: Desk, item: Item) -> tuple[NodeKey, NodeKey]:
    """The skill or role and the dimension that a link is proposed between. Raises Conflict."""
    return item.about(desk, _label(item)), item.about(desk, "Dimension")


def candidate(start: NodeKey, dimension: NodeKey) -> EdgeKey:
    """The link that waits for a curator."""
    return EdgeKey(start, "CANDIDATE_FOR", dimension)


def _label(item: Item) -> str:
    """Whether an alias or a link was proposed for a skill or for a role: its key says so."""
    return item.key.split(":")[1].capitalize()


async def _require_active(desk: Desk, skill: NodeKey, field: str) -> None:
    await desk.look_up([skill])
    status = desk.excerpt.nodes[skill]["status"]
    if status != SkillStatus.ACTIVE.value:
        raise Conflict(f"{desk.excerpt.titles[skill]} is {status}; accept it first, or reject the item", field)


async def _orders(desk: Desk, role: NodeKey) -> Row:
    [row] = await desk.transaction.run("curation/orders_of_role", uid=role.key)
    return row
