"""Accepting a role that runs proposed, as it was proposed or edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from graph_service.curation import fields as checked
from graph_service.curation import kras as key_areas
from graph_service.curation import lookup, references, skills, spellings, texts
from graph_service.curation.decisions import Accepted, Case, Item, within
from graph_service.curation.embedding import refresh
from graph_service.curation.prepared import Prepared, Vector
from graph_service.curation.texts import MOST_NAME, MOST_SENTENCE
from graph_service.domain.changes import EdgeKey, NodeKey
from graph_service.domain.curation import RoleChanges
from graph_service.domain.nodes import MOST_PASSAGES
from graph_service.domain.taxonomy import Alias, AliasType, Role
from graph_service.errors import InvalidInput
from graph_service.language.normalise import normalised, slugify
from graph_service.language.vectors import role_text
from graph_service.pipeline.titles import title_key
from graph_service.store.changes import Desk
from graph_service.store.connection import Row

MOST_JOBS = 50
"""So many job descriptions make up the centroid of a new role; others are taken in when they are sent again."""
_INPUT = "input."


async def accept(desk: Desk, case: Case) -> Accepted:
    """See decisions.Acceptance. The runs that proposed it are for it, and their job descriptions count for it."""
    with within("role"):
        return await _accept(desk, case)


async def _accept(desk: Desk, case: Case) -> Accepted:
    item = case.item
    role = role_of(item.text, item.details, case.approval.role or RoleChanges())
    runs = await desk.transaction.run("curation/proposers", uid=item.node.key)
    node = await checked.created(desk, "Role", _properties(role), role.slug)
    _count_in(desk, node, runs, case.prepared)
    shared = await _give_titles(desk, node, role)
    await _link(desk, node, role, item, runs)
    kras = [await key_areas.added(desk, node, sentence) for sentence in role.kras]
    await refresh(desk, node, *kras, embedder=case.prepared)
    await _specialise(desk, node, role)
    waiting = [NodeKey("PipelineRun", row["run"]) for row in runs if not row["resolved"]]
    for run in waiting:
        desk.excerpt.link(EdgeKey(run, "RESOLVED_TO", node))
    desk.excerpt.link(EdgeKey(item.node, "ABOUT", node))
    told = f"new role {role.slug}, proposed by {len(waiting)} run{'' if len(waiting) == 1 else 's'}"
    others = "".join(f"; {text!r} is shared with {', '.join(owners)}" for text, owners in shared)
    return Accepted(told + others, (node,))


def _properties(role: Role) -> dict[str, Any]:
    return {
        "name": role.name,
        "family": role.family or None,
        "archetype": role.archetype,
        "description": role.description,
    }


def _count_in(desk: Desk, node: NodeKey, runs: Sequence[Row], prepared: Prepared) -> None:
    """The job descriptions that count for no role yet count for this one: its centroid is their mean."""
    free = dict.fromkeys(row["sha256"] for row in runs if not row["counted"])
    jobs = {sha256: prepared.jobs[sha256] for sha256 in free if sha256 in prepared.jobs}
    vectors = [vector for vector in jobs.values() if vector is not None]
    desk.excerpt.amend(node, {"centroid": _mean(vectors), "centroidCount": len(vectors)})
    for sha256 in jobs:
        desk.excerpt.link(EdgeKey(NodeKey("JobDescription", sha256), "COUNTED_IN", node))


def _mean(vectors: Sequence[Vector]) -> Vector | None:
    if not vectors:
        return None
    mean: Vector = np.mean(np.array(vectors, np.float64), axis=0).tolist()
    return mean


async def _give_titles(desk: Desk, node: NodeKey, role: Role) -> list[tuple[str, list[str]]]:
    """Titles of other roles are shared with them: a collision that is declared. Each of those with its other owners."""
    excerpt, shared = desk.excerpt, []
    for title in role.titles:
        spelling = await references.spelling(desk, title.text)
        if spelling not in excerpt.nodes:
            excerpt.add(spelling, {"normalized": spelling.key, "text": title.text}, title.text)
        owners = [edge.start for edge in excerpt.incoming(spelling, "HAS_ALIAS") if edge.start.label == "Role"]
        if owners:
            shared.append((title.text, sorted(excerpt.titles[owner] for owner in owners)))
        edge = EdgeKey(node, "HAS_ALIAS", spelling)
        spellings.give(desk, edge, title.type, title.match_strategy)
        excerpt.edges[edge]["isPrimary"] = title.is_primary
    return shared


async def _link(desk: Desk, node: NodeKey, role: Role, item: Item, runs: Sequence[Row]) -> None:
    """Dimensions in their order of weight. One that runs proposed keeps the first of them and what it says of it."""
    found = await lookup.dimensions(desk, role.dimensions, f"{_INPUT}dimensions")
    rows = await desk.transaction.run(
        "curation/words_on_dimensions", uid=item.node.key, dimensions=[each.key for each in found], limit=MOST_PASSAGES
    )
    words = {row["dimension"]: row["words"] for row in rows}
    proposed = set(item.details.get("dimensions") or ())
    for position, dimension in enumerate(found):
        is_proposed = desk.excerpt.titles[dimension] in proposed
        said = {
            **skills.curators_link(),
            "position": position,
            "runId": runs[0]["run"] if runs and is_proposed else None,
            "evidence": words[dimension.key],
        }
        desk.excerpt.link(EdgeKey(node, "HAS_DIMENSION", dimension), said)


async def _specialise(desk: Desk, node: NodeKey, role: Role) -> None:
    if role.specialises is None:
        return
    field = f"{_INPUT}specialises"
    if role.specialises == role.slug:
        raise InvalidInput("a role cannot specialise itself; send the broader role", field)
    desk.excerpt.link(EdgeKey(node, "SPECIALISES", await lookup.role(desk, role.specialises, field)))


def words(proposed_name: str, details: Mapping[str, Any], changes: RoleChanges | None) -> list[str]:
    """What is embedded for a proposed role and its KRAs. Raises InvalidInput."""
    role = role_of(proposed_name, details, changes or RoleChanges())
    return [role_text(role), *role.kras]


def role_of(proposed_name: str, details: Mapping[str, Any], changes: RoleChanges) -> Role:
    """The role that a proposal (its name and details) and a curator's changes make together. Raises InvalidInput."""
    name = texts.spelling(_chosen(changes.name, proposed_name), f"{_INPUT}name")
    proposed_slug = details.get("slug") if changes.name is None else slugify(name)
    titles = _chosen(changes.titles, _telling(name, details.get("titles") or ()))
    return Role(
        slug=texts.slug(_chosen(changes.slug, proposed_slug or ""), f"{_INPUT}slug"),
        name=name,
        family=texts.optional(changes.family, f"{_INPUT}family", MOST_NAME) or "",
        archetype=texts.optional(_chosen(changes.archetype, details.get("archetype")), f"{_INPUT}archetype") or "",
        titles=_aliases(name, texts.several(titles, f"{_INPUT}titles")),
        dimensions=texts.several(_chosen(changes.dimensions, details.get("dimensions") or ()), f"{_INPUT}dimensions"),
        kras=texts.several(_chosen(changes.kras, details.get("kras") or ()), f"{_INPUT}kras", MOST_SENTENCE),
        specialises=texts.optional(changes.specialises, f"{_INPUT}specialises", MOST_NAME),
        description=texts.optional(changes.description, f"{_INPUT}description"),
    )


def _chosen(change: Any, proposed: Any) -> Any:
    """What the curator says, else what was proposed."""
    return proposed if change is None else change


def _telling(name: str, titles: Iterable[str]) -> list[str]:
    """The proposed titles, without those that differ from the name or an earlier one in seniority only."""
    kept = {title_key(name): name}
    for title in titles:
        kept.setdefault(title_key(title), title)
    return list(kept.values())[1:]


def _aliases(name: str, titles: Iterable[str]) -> tuple[Alias, ...]:
    """The name, and the titles that are spelt otherwise."""
    others = {normalised(title): Alias(title) for title in titles if normalised(title) != normalised(name)}
    return (Alias(name, AliasType.CANONICAL, is_primary=True), *others.values())
