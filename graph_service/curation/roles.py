"""Accepting a role that runs proposed: what a curator says is checked, embedded and written, all or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from graph_service.curation import texts
from graph_service.curation.texts import MOST_NAME, MOST_SENTENCE
from graph_service.domain.curation import AcceptedRole, RoleAcceptance, RoleChanges
from graph_service.domain.review import ReviewItem, ReviewKind
from graph_service.domain.taxonomy import Alias, AliasType, Role
from graph_service.errors import NotFound
from graph_service.language.embeddings import Embedder
from graph_service.language.normalise import normalised, slugify
from graph_service.language.vectors import role_text
from graph_service.pipeline.run import read_document
from graph_service.pipeline.titles import title_key
from graph_service.store import curation as store
from graph_service.store import review
from graph_service.store.connection import Graph

MOST_JOBS = 50
"""So many job descriptions make up the centroid of a new role; others are taken in when they are sent again."""
_INPUT = "input.changes."


async def accept_role(
    graph: Graph, item_uid: str, embedder: Embedder, *, actor: str, changes: RoleChanges | None = None
) -> AcceptedRole:
    """Make a role of a pending proposal. Raises NotFound, InvalidInput and Conflict; then nothing was written."""
    by = texts.clean(actor, "actor")
    item = await _pending(graph, item_uid)
    details: Mapping[str, Any] = orjson.loads(item.details or "{}")
    role = role_of(item.text, details, changes or RoleChanges())
    jobs = await store.jobs_of_item(graph, item.uid, MOST_JOBS)
    proposed = frozenset(details.get("dimensions") or ())
    acceptance = await asyncio.to_thread(_embedded, item.uid, role, proposed, jobs, embedder, by)
    return await store.accept_role(graph, acceptance)


async def _pending(graph: Graph, uid: str) -> ReviewItem:
    """The item, once it can be accepted at all: nothing is embedded for one that cannot."""
    item = (await review.by_uids(graph, [uid])).get(uid)
    if item is None:
        raise NotFound(f"there is no review item {uid[:80]!r}; reviewItems lists those there are", "input.id")
    store.require_pending(item.kind, item.status, ReviewKind.NEW_ROLE)
    return item


def role_of(proposed_name: str, details: Mapping[str, Any], changes: RoleChanges) -> Role:
    """The role that a proposal (its name and details) and a curator's changes make together. Raises InvalidInput."""
    name = texts.clean(_chosen(changes.name, proposed_name), f"{_INPUT}name")
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


def _embedded(
    item: str, role: Role, proposed: frozenset[str], jobs: Sequence[store.Job], embedder: Embedder, actor: str
) -> RoleAcceptance:
    """The acceptance, with the vectors of the role, its KRAs and the job descriptions that proposed it."""
    [embedding, *rows] = embedder.embed_documents([role_text(role), *role.kras]).tolist()
    readings = {job.sha256: read_document(job.text, job.title, embedder).vector for job in jobs}
    return RoleAcceptance(
        item=item,
        role=role,
        proposed=proposed,
        embedding=embedding,
        vectors=dict(zip(role.kras, rows, strict=True)),
        jobs={sha256: None if vector is None else vector.tolist() for sha256, vector in readings.items()},
        actor=actor,
    )
