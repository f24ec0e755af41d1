"""What curators decide, written in one transaction each, with an audit event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from graph_service.domain.curation import AcceptedRole, AliasCollision, RoleAcceptance
from graph_service.domain.nodes import AuditEvent, RoleNode
from graph_service.domain.review import ReviewKind, ReviewStatus
from graph_service.domain.taxonomy import Role
from graph_service.errors import Conflict, InvalidInput, NotFound
from graph_service.language.normalise import normalised
from graph_service.store import review
from graph_service.store.connection import Graph, Row, Transaction

MOST_WORDS = 5
"""A link keeps at most so many of the passages that speak for it."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job description as a run was sent it; `sha256` is its digest."""

    sha256: str
    text: str
    title: str | None


async def jobs_of_item(graph: Graph, uid: str, limit: int) -> list[Job]:
    """The job descriptions that proposed a review item, oldest first."""
    rows = await graph.read("curation/jobs_of_item", uid=uid, limit=limit)
    return [Job(row["sha256"], row["text"], row["title"]) for row in rows]


def require_pending(kind: ReviewKind, status: ReviewStatus, wanted: ReviewKind) -> None:
    """Raises InvalidInput for an item of another kind, and Conflict for one that was decided before."""
    if kind is not wanted:
        raise InvalidInput(f"this item is a {kind.value}; send one of kind {wanted.value}", "input.id")
    if status is not ReviewStatus.PENDING:
        raise Conflict(f"this item is {status.value} already; reviewItems lists those that wait", "input.id")


async def accept_role(graph: Graph, acceptance: RoleAcceptance) -> AcceptedRole:
    """Write the role and all that goes with it, or nothing. Raises Conflict, InvalidInput and NotFound."""

    async def work(transaction: Transaction) -> AcceptedRole:
        return await _accept(transaction, acceptance)

    return await graph.writing(work)


async def _accept(transaction: Transaction, acceptance: RoleAcceptance) -> AcceptedRole:
    role, uid = acceptance.role, str(uuid4())
    await _hold(transaction, acceptance.item)
    await _create(transaction, uid, acceptance)
    collisions = await _write_aliases(transaction, role)
    await _write_dimensions(transaction, acceptance)
    await _write_kras(transaction, acceptance)
    await _specialise(transaction, role)
    rows = await transaction.run("curation/resolve_proposers", item=acceptance.item, role=role.slug)
    counted = await _count_in(transaction, acceptance)
    await transaction.run("curation/approve_item", uid=acceptance.item, role=role.slug)
    summary = _summary(role, len(rows), collisions)
    event = await _record(transaction, "ACCEPT_ROLE", acceptance.actor, summary, [uid, acceptance.item])
    version = (await transaction.run("library/touch"))[0]["version"]
    [item] = [review.item_of(row) for row in await transaction.run("review/by_uids", uids=[acceptance.item])]
    node = RoleNode(uid, role.slug, role.name, role.archetype, role.description, counted, 1)
    return AcceptedRole(item, node, event, collisions, tuple(row["run"] for row in rows), counted, version)


async def _hold(transaction: Transaction, item: str) -> None:
    """Keep others from deciding on the item. Raises NotFound, InvalidInput and Conflict."""
    rows = await transaction.run("curation/hold_item", uid=item)
    if not rows:
        raise NotFound(f"there is no review item {item!r}; reviewItems lists those there are", "input.id")
    require_pending(ReviewKind(rows[0]["kind"]), ReviewStatus(rows[0]["status"]), ReviewKind.NEW_ROLE)


async def _create(transaction: Transaction, uid: str, acceptance: RoleAcceptance) -> None:
    role = acceptance.role
    properties = {
        "name": role.name,
        "family": role.family or None,
        "archetype": role.archetype,
        "description": role.description,
        "embedding": list(acceptance.embedding),
    }
    rows = await transaction.run("curation/create_role", slug=role.slug, uid=uid, properties=properties)
    if not rows[0]["created"]:
        raise Conflict(
            f"there is a role {role.slug!r} already; send another slug, or give that role the title",
            "input.changes.slug",
        )


async def _write_aliases(transaction: Transaction, role: Role) -> tuple[AliasCollision, ...]:
    rows = [
        {
            "normalized": normalised(alias.text),
            "text": alias.text,
            "type": alias.type.value,
            "isPrimary": alias.is_primary,
            "matchStrategy": alias.match_strategy.value,
        }
        for alias in role.titles
    ]
    written = await transaction.run("curation/write_role_aliases", role=role.slug, rows=rows)
    return tuple(AliasCollision(row["text"], tuple(row["owners"])) for row in written if row["owners"])


async def _write_dimensions(transaction: Transaction, acceptance: RoleAcceptance) -> None:
    role = acceptance.role
    rows = [
        {"dimension": slug, "position": position, "isProposed": slug in acceptance.proposed}
        for position, slug in enumerate(role.dimensions)
    ]
    written = await transaction.run(
        "curation/write_role_dimensions", item=acceptance.item, role=role.slug, rows=rows, words=MOST_WORDS
    )
    _require_all(role.dimensions, [row["dimension"] for row in written], "dimension", "input.changes.dimensions")


async def _write_kras(transaction: Transaction, acceptance: RoleAcceptance) -> None:
    rows = [
        {"uid": str(uuid4()), "position": position, "text": text, "embedding": list(acceptance.vectors[text])}
        for position, text in enumerate(acceptance.role.kras)
    ]
    await transaction.run("curation/write_role_kras", role=acceptance.role.slug, rows=rows)


async def _specialise(transaction: Transaction, role: Role) -> None:
    if role.specialises is None:
        return
    if role.specialises == role.slug:
        raise InvalidInput("a role cannot specialise itself; send the broader role", "input.changes.specialises")
    found = await transaction.run("taxonomy/uids_of_slugs", label="Role", slugs=[role.specialises])
    _require_all([role.specialises], [row["slug"] for row in found], "role", "input.changes.specialises")
    await transaction.run("library/write_specialisations", rows=[{"role": role.slug, "broader": role.specialises}])


async def _count_in(transaction: Transaction, acceptance: RoleAcceptance) -> int:
    """Take the job descriptions that count for no role yet into the centroid; how many there were."""
    slug, counted = acceptance.role.slug, 0
    rows = await transaction.run("curation/count_jobs", role=slug, sha256s=list(acceptance.jobs))
    for row in rows:
        vector = acceptance.jobs[row["sha256"]]
        if vector is not None:
            await transaction.run("runs/step_centroid", role=slug, vector=list(vector))
            counted += 1
    return counted


async def _record(
    transaction: Transaction, action: str, actor: str, summary: str, changed: Sequence[str]
) -> AuditEvent:
    uid = str(uuid4())
    rows: list[Row] = await transaction.run(
        "curation/record_event", uid=uid, action=action, actor=actor, summary=summary, changed=list(changed)
    )
    return AuditEvent(uid, action, actor, rows[0]["at"].to_native(), summary, undone=False, version=0, changes=())


def _require_all(wanted: Sequence[str], found: Sequence[str], kind: str, field: str) -> None:
    """Raises NotFound."""
    missing = [slug for slug in wanted if slug not in found]
    if missing:
        raise NotFound(f"there is no {kind} {missing[0]!r}; nothing was written, send others", field)


def _summary(role: Role, runs: int, collisions: Sequence[AliasCollision]) -> str:
    shared = "".join(f"; {found.text!r} is shared with {', '.join(found.owners)}" for found in collisions)
    return f"accepted the role {role.name} ({role.slug}), proposed by {runs} run{'' if runs == 1 else 's'}{shared}"
