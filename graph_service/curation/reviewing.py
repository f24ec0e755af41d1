"""Deciding what runs propose, one item or many; each decision is an event of its own, and can be undone.

| kind | what accepting it does | what may be sent |
|---|---|---|
| NEW_SKILL | makes the skill active, or gives its name to another | skill, dimension, mergeInto |
| NEW_KRA | adds the sentence to the role | text |
| NEW_ALIAS | gives the spelling to the skill or role | owner, aliasType, matchStrategy |
| NEW_LINK | makes the candidate link live | |
| ALIAS_COLLISION | rules on a title of several roles | homonym or owner |
| NEW_ROLE | creates the role | role |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph_service.curation import additions, collisions, new_skills, roles, texts
from graph_service.curation.decisions import Acceptance, Case, Item, decide, pending_item
from graph_service.curation.prepared import Prepared
from graph_service.domain.changes import NodeKey
from graph_service.domain.curation import Approval, Rejection
from graph_service.domain.review import ReviewItem, ReviewKind, ReviewStatus
from graph_service.domain.taxonomy import SkillStatus
from graph_service.errors import InvalidInput
from graph_service.language.embeddings import Embedder
from graph_service.store import changes
from graph_service.store import curation as store
from graph_service.store.changes import Deed, Desk, Done
from graph_service.store.connection import Graph

MOST_AT_ONCE = 500
"""So many items are decided in one call."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How items of a kind are accepted, and which arguments say how, as callers spell them."""

    accept: Acceptance
    takes: frozenset[str]


_KINDS: Mapping[ReviewKind, _Kind] = {
    ReviewKind.NEW_SKILL: _Kind(new_skills.accept, frozenset({"merge_into", "dimension", "skill"})),
    ReviewKind.NEW_KRA: _Kind(additions.accept_kra, frozenset({"text"})),
    ReviewKind.NEW_ALIAS: _Kind(additions.accept_alias, frozenset({"owner", "alias_type", "match_strategy"})),
    ReviewKind.NEW_LINK: _Kind(additions.accept_link, frozenset()),
    ReviewKind.ALIAS_COLLISION: _Kind(collisions.accept, frozenset({"homonym", "owner"})),
    ReviewKind.NEW_ROLE: _Kind(roles.accept, frozenset({"role"})),
}
_SPELT = {"merge_into": "mergeInto", "alias_type": "aliasType", "match_strategy": "matchStrategy"}


async def approve(graph: Graph, embedder: Embedder, actor: str, approval: Approval) -> Done:
    """Accept a pending proposal. Raises NotFound, InvalidInput and Conflict; then nothing was written."""
    prepared = await _prepared(graph, embedder, [approval])
    return await _approve(graph, actor, approval, prepared)


async def approve_all(
    graph: Graph, embedder: Embedder, actor: str, approvals: Sequence[Approval]
) -> list[Done | InvalidInput]:
    """Accept proposals one after the other; what came of each, in order. Raises InvalidInput for too many."""
    require_few(approvals)
    prepared = await _prepared(graph, embedder, approvals)
    answers: list[Done | InvalidInput] = []
    for approval in approvals:
        try:
            answers.append(await _approve(graph, actor, approval, prepared))
        except InvalidInput as refused:
            answers.append(refused)
    return answers


async def preview(graph: Graph, item: ReviewItem) -> Done:
    """What approving an item as it is would change; nothing is embedded or written. Raises what `approve` raises."""
    prepared = Prepared()
    if item.kind is ReviewKind.NEW_ROLE:
        await prepared.add_jobs(await store.jobs_of_item(graph, item.uid, roles.MOST_JOBS))
    return await _approve(graph, "", Approval(item.uid), prepared, preview=True)


async def reject(graph: Graph, actor: str, rejection: Rejection) -> Done:
    """Turn a pending proposal down. Raises NotFound, InvalidInput and Conflict; then nothing was written."""
    reason = texts.optional(rejection.reason, "reason")

    async def operation(desk: Desk) -> Deed:
        item = await pending_item(desk, rejection.item, rejection.expected_version)
        subjects = await _withdraw(desk, item)
        decide(desk, item.node, ReviewStatus.REJECTED, None, reason)
        desk.excerpt.amend(item.node, {"rejectedCount": item.count})
        told = f"rejected {_told(desk, item)}" + (f": {reason}" if reason else "")
        return Deed(f"REJECT_{item.kind.value}", told, (item.node, *subjects))

    return await changes.carry_out(graph, actor, operation)


async def reject_all(graph: Graph, actor: str, rejections: Sequence[Rejection]) -> list[Done | InvalidInput]:
    """Turn proposals down one after the other; what came of each, in order. Raises InvalidInput for too many."""
    require_few(rejections)
    answers: list[Done | InvalidInput] = []
    for rejection in rejections:
        try:
            answers.append(await reject(graph, actor, rejection))
        except InvalidInput as refused:
            answers.append(refused)
    return answers


async def _approve(graph: Graph, actor: str, approval: Approval, prepared: Prepared, *, preview: bool = False) -> Done:
    async def operation(desk: Desk) -> Deed:
        item = await pending_item(desk, approval.item, approval.expected_version, "input.")
        _require_arguments(item.kind, approval)
        accepted = await _KINDS[item.kind].accept(desk, Case(item, approval, prepared))
        decide(desk, item.node, ReviewStatus.APPROVED, accepted.resolution)
        told = f"approved {_told(desk, item)}: {accepted.resolution}"
        return Deed(f"APPROVE_{item.kind.value}", told, (item.node, *accepted.subjects))

    return await changes.carry_out(graph, actor, operation, preview=preview)


async def _withdraw(desk: Desk, item: Item) -> tuple[NodeKey, ...]:
    """What runs wrote of a rejected proposal goes: candidate links, and the skill that waited. The nodes changed."""
    if item.kind is ReviewKind.NEW_LINK:
        start, dimension = additions.link_of(desk, item)
        candidate = additions.candidate(start, dimension)
        await desk.look_up([candidate])
        if candidate in desk.excerpt.edges:
            desk.excerpt.unlink(candidate)
    if item.kind is ReviewKind.NEW_SKILL:
        skill = item.about(desk, "Skill")
        await desk.look_at(skill)
        if desk.excerpt.nodes[skill]["status"] == SkillStatus.PENDING.value:
            desk.excerpt.nodes[skill]["status"] = SkillStatus.REJECTED.value
            for edge in desk.excerpt.outgoing(skill, "CANDIDATE_FOR"):
                desk.excerpt.unlink(edge)
            return (skill,)
    return ()


async def _prepared(graph: Graph, embedder: Embedder, approvals: Sequence[Approval]) -> Prepared:
    """Everything that the approvals need embedded, in one batch."""
    prepared = Prepared(embedder)
    drafts = await store.drafts(graph, [approval.item for approval in approvals])
    wanted: list[str] = []
    for approval in approvals:
        draft = drafts.get(approval.item)
        if draft is None:
            continue
        wanted += _texts(draft, approval)
        if draft.kind is ReviewKind.NEW_ROLE:
            await prepared.add_jobs(await store.jobs_of_item(graph, draft.item, roles.MOST_JOBS))
    await prepared.add(wanted)
    return prepared


def _texts(draft: store.Draft, approval: Approval) -> list[str]:
    if draft.kind is ReviewKind.NEW_KRA:
        return [" ".join((draft.text if approval.text is None else approval.text).split())]
    if draft.kind is ReviewKind.NEW_SKILL and draft.skill and approval.merge_into is None:
        name, description = draft.skill["name"], draft.skill["description"]
        if approval.skill is not None or not draft.skill["embedded"]:
            return [new_skills.words(name, description, approval.skill)]
    if draft.kind is ReviewKind.NEW_ROLE:
        try:
            return roles.words(draft.text, draft.details, approval.role)
        except InvalidInput:
            return []  # said again, for this item alone, once it is its turn
    return []


def _require_arguments(kind: ReviewKind, approval: Approval) -> None:
    """Raises InvalidInput for an argument that an item of this kind does not take."""
    takes = _KINDS[kind].takes
    for name in sorted(approval.arguments() - takes):
        field = _SPELT.get(name, name)
        sent = ", ".join(sorted(_SPELT.get(each, each) for each in takes)) or "no more than the id"
        raise InvalidInput(f"a {kind.value} takes no {field}; send {sent}", f"input.{field}")
    if approval.merge_into is not None and approval.arguments() != {"merge_into"}:
        raise InvalidInput("what is merged into another skill is not edited; send mergeInto alone", "input.mergeInto")


def require_few(entries: Sequence[object]) -> None:
    """Raises InvalidInput for more items than are decided at once."""
    if len(entries) > MOST_AT_ONCE:
        raise InvalidInput(f"there are {len(entries):,} items; send at most {MOST_AT_ONCE}")


def _told(desk: Desk, item: Item) -> str:
    return f"{item.kind.value} “{desk.excerpt.titles[item.node]}”"
