"""Runs in the graph: started once a key, kept step by step, and finished in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

import orjson
from pydantic import TypeAdapter

from graph_service.domain.document import ParsedJD
from graph_service.domain.replay import DecidedRun, ReplayFilter
from graph_service.domain.review import REJECTED_BEFORE, ReviewKind
from graph_service.domain.run import (
    ClientReport,
    Decision,
    Evidence,
    ExtractedSkill,
    LinkOutcome,
    PersistenceReport,
    Placement,
    Run,
    RunFilter,
    RunStatus,
    RunStep,
    SkillDimensionRow,
)
from graph_service.domain.wording import counted
from graph_service.domain.work import NewSkill, Outcome, RoleLink, SkillLink, WorkItem
from graph_service.errors import Conflict, InvalidInput, NotFound
from graph_service.language.lookup import words_of
from graph_service.store.connection import Graph, Row, Transaction
from graph_service.store.ledger import call_of

_LINKED = (LinkOutcome.CREATED, LinkOutcome.ALREADY_LINKED)
CLAIM_S = 60
"""A RUNNING run that was not heard of for so many seconds lost its process: another may take it over."""


async def start(
    graph: Graph, *, key: str | None, sha256: str, text: str, title: str | None, rejection: str | None
) -> tuple[Run, bool]:
    """A new run and True, or the run that was started with the same key and False. Raises Conflict."""
    uid = str(uuid4())
    rows = await graph.write(
        "runs/start",
        key=key or uid,
        uid=uid,
        sha256=sha256,
        text=text,
        title=title,
        status=(RunStatus.REJECTED if rejection else RunStatus.RUNNING).value,
        reason=rejection,
    )
    if rows[0]["sha256"] != sha256:
        raise Conflict(
            "this idempotencyKey was sent with another job description before; send a new key", "input.idempotencyKey"
        )
    return await by_uid(graph, rows[0]["uid"]), rows[0]["created"]


async def claim(graph: Graph, uid: str) -> bool:
    """Whether the run is now this process's to go on with; False while another one is at it."""
    return bool(await graph.write("runs/claim", uid=uid, seconds=CLAIM_S))


async def by_uid(graph: Graph, uid: str) -> Run:
    """The run with a uid or an idempotency key. Raises NotFound."""
    rows = await graph.read("runs/by_uid", id=uid)
    if not rows:
        raise NotFound(f"there is no run {uid!r}; pipelineRuns lists those there are", "input.runId")
    return run_of(rows[0])


async def by_uids(graph: Graph, uids: Sequence[str]) -> dict[str, Run]:
    """The runs there are of these uids."""
    rows = await graph.read("runs/by_uids", uids=list(uids))
    return {row["run"]["uid"]: run_of(row) for row in rows}


async def keep_alive(graph: Graph, uid: str) -> bool:
    """Say that the run's process is at work; True if the run is to be cancelled, once."""
    return bool((await graph.write("runs/keep_alive", uid=uid))[0]["cancelled"])


async def ask_to_cancel(graph: Graph, uid: str) -> None:
    """Have the run stopped by the process that is at it."""
    await graph.write("runs/save", uid=uid, properties={"cancelRequested": True})


async def page(graph: Graph, where: RunFilter, after: str | None, limit: int) -> list[Run]:
    """Runs, newest first, after the one with this uid. Raises InvalidInput for a text without words."""
    rows = await graph.read("runs/page", after=after, limit=limit, **conditions(where))
    return [run_of(row) for row in rows]


async def count(graph: Graph, where: RunFilter) -> int:
    """How many runs there are. Raises InvalidInput for a text without words."""
    return int((await graph.read("runs/count", **conditions(where)))[0]["total"])


def conditions(where: RunFilter) -> dict[str, object]:
    """Which runs to list, as parameters. Raises InvalidInput for a text without words."""
    words = words_of(where.text or "")
    if not words and (where.text or "").strip():
        raise InvalidInput("text has no words to look for; send letters or digits", "filter.text")
    return {
        "query": " ".join(f"+{word}*" for word in words) or None,
        "terms": words or None,
        "role": where.role,
        "case": where.case.value if where.case else None,
        "status": where.status.value if where.status else None,
        "since": where.created_since.isoformat() if where.created_since else None,
        "until": where.created_until.isoformat() if where.created_until else None,
    }


async def decided(graph: Graph, where: ReplayFilter, after: str | None, limit: int) -> list[DecidedRun]:
    """Runs with a decision, newest first, after the one with this uid."""
    rows = await graph.read("runs/for_replay", after=after, limit=limit, **_conditions(where))
    return [_decided(row["run"]) for row in rows]


async def count_decided(graph: Graph, where: ReplayFilter) -> int:
    """How many runs with a decision there are."""
    return int((await graph.read("runs/count_for_replay", **_conditions(where)))[0]["total"])


async def save(graph: Graph, uid: str, **values: object) -> Run:
    """Keep these fields of the run (`Run`'s names), and answer the run as it is then."""
    properties = {_PROPERTIES[name]: _stored(name, value) for name, value in values.items()}
    if isinstance(decision := values.get("decision"), Decision):
        properties |= {"decisionCase": decision.case.value, "decisionRole": decision.role}
    await graph.write("runs/save", uid=uid, properties=properties)
    return await by_uid(graph, uid)


async def tell(graph: Graph, uid: str, step: str, fraction: float, message: str) -> None:
    """Keep how far the run is, for whoever follows it from any process."""
    properties = {"progressStep": step, "progressFraction": fraction, "progressMessage": message}
    await graph.write("runs/save", uid=uid, properties=properties)


async def progress(graph: Graph, key: str) -> tuple[str, float, str, Run] | None:
    """Step, fraction, message and run of a uid or idempotency key; None while there is no such run."""
    rows = await graph.read("runs/by_uid", id=key)
    if not rows:
        return None
    node = rows[0]["run"]
    told = (node.get("progressStep") or "start", node.get("progressFraction") or 0.0, node.get("progressMessage") or "")
    return (*told, run_of(rows[0]))


async def save_found(graph: Graph, uid: str, skills: Iterable[ExtractedSkill | Placement]) -> None:
    """Link the run to the library skills that it found."""
    rows = [
        {"skill": s.skill, "isPrimary": s.is_primary, "evidence": [span.text for span in s.evidence]}
        for s in skills
        if s.skill
    ]

    async def work(transaction: Transaction) -> None:
        await transaction.run("changes/lock")
        await transaction.run("runs/save_found", uid=uid, rows=rows)

    await graph.writing(work)


async def successors(graph: Graph, skills: Sequence[str]) -> dict[str, str]:
    """Slug of a merged skill → slug of the skill that it was merged into, chains and all."""
    rows = await graph.read("runs/successors", slugs=list(skills)) if skills else []
    return {row["slug"]: row["successor"] for row in rows}


async def finish(graph: Graph, uid: str, outcome: Outcome) -> PersistenceReport | None:
    """Write everything of a finished run, or nothing; None if the run was finished before."""

    async def work(transaction: Transaction) -> PersistenceReport | None:
        # The taxonomy first, as curators take it: whoever holds it meets nobody who waits for it with a run in hand.
        await transaction.run("changes/lock")
        rows = await transaction.run("runs/lock", uid=uid)
        if rows[0]["finishedStep"] == RunStep.FINALIZE.value:
            return None
        slugs = sorted({item.skill for item in outcome.work} | {p.skill for p in outcome.proposals if p.skill})
        merged = await transaction.run("runs/successors", slugs=slugs)
        followed = outcome.following({row["slug"]: row["successor"] for row in merged})
        return await _write(transaction, uid, followed)

    return await graph.writing(work)


async def _write(transaction: Transaction, uid: str, outcome: Outcome) -> PersistenceReport:
    fresh = (await transaction.run("runs/count_job", uid=uid, sha256=outcome.sha256, role=outcome.role))[0]["fresh"]
    step = int(fresh and outcome.role is not None)
    created = await _write_new_skills(transaction, uid, outcome.new_skills)
    # Before the links: what was rejected and waits again by now has its candidate links again.
    await _propose(transaction, uid, outcome)
    skill_links = await _write_skill_links(transaction, uid, outcome, step)
    role_links = await _write_role_links(transaction, uid, outcome, step)
    await _settle(transaction, outcome.role, role_links)
    centroid_count: int | None = None
    if outcome.role is not None:
        await transaction.run("runs/resolve", uid=uid, role=outcome.role)
        if step and outcome.centroid_step is not None:
            vector = list(outcome.centroid_step)
            moved = await transaction.run("runs/step_centroid", role=outcome.role, vector=vector)
            centroid_count = moved[0]["count"]
    rows = tuple(
        SkillDimensionRow(
            skill=item.skill_name,
            skill_slug=item.skill,
            tag=item.tag,
            dimension=item.dimension,
            skill_dimension=skill_links[item.skill, item.dimension][0],
            role_dimension=role_links[item.role_link, item.dimension][0],
            note=_note(skill_links[item.skill, item.dimension][1], role_links[item.role_link, item.dimension][1], item),
        )
        for item in outcome.work
    )
    report = PersistenceReport(rows, created, centroid_count)
    if any(LinkOutcome.CREATED in (row.skill_dimension, row.role_dimension) for row in rows):
        await transaction.run("library/touch")
    done = {
        _PROPERTIES["finished_step"]: RunStep.FINALIZE.value,
        _PROPERTIES["persistence"]: _stored("persistence", report),
    }
    await transaction.run("runs/save", uid=uid, properties=done)
    return report


def _note(of_skill: str | None, of_role: str | None, item: WorkItem) -> str | None:
    return "; ".join(told for told in (of_skill, of_role or item.note) if told) or None


async def _write_new_skills(transaction: Transaction, uid: str, skills: Sequence[NewSkill]) -> int:
    rows = [
        {"slug": s.slug, "uid": str(uuid4()), "subCategoryKey": s.sub_category_key, "properties": s.properties}
        for s in skills
    ]
    return sum(row["created"] for row in await transaction.run("runs/write_new_skills", uid=uid, rows=rows))


async def _write_skill_links(
    transaction: Transaction, uid: str, outcome: Outcome, step: int
) -> dict[tuple[str, str], tuple[LinkOutcome, str | None]]:
    """(skill, dimension) → what came of the link, and a note."""
    rows = {
        kind: [
            {"skill": w.skill, "dimension": w.dimension, "confidence": w.confidence, "words": list(w.words)}
            for w in outcome.work
            if w.skill_link is kind
        ]
        for kind in SkillLink
    }
    # A link that a curator removed since the run began is not confirmed: it waits for one.
    done: dict[tuple[str, str], tuple[LinkOutcome, str | None]] = {
        (w.skill, w.dimension): (LinkOutcome.QUEUED_FOR_REVIEW, None) for w in outcome.work
    }
    for row in await transaction.run("runs/confirm_skill_links", rows=rows[SkillLink.CONFIRM], step=step):
        done[row["skill"], row["dimension"]] = (LinkOutcome.ALREADY_LINKED, None)
    written = await transaction.run("runs/write_skill_links", uid=uid, rows=rows[SkillLink.WRITE], step=step)
    for row in written:
        done[row["skill"], row["dimension"]] = _linked(row)
    proposed = await transaction.run("runs/propose_skill_links", uid=uid, rows=rows[SkillLink.PROPOSE], step=step)
    for row in proposed:
        if row["rejected"]:
            done[row["skill"], row["dimension"]] = (LinkOutcome.QUEUED_FOR_REVIEW, REJECTED_BEFORE)
    return done


def _linked(row: Row) -> tuple[LinkOutcome, str | None]:
    if row["rejected"]:
        return LinkOutcome.QUEUED_FOR_REVIEW, REJECTED_BEFORE
    return LinkOutcome.CREATED if row["created"] else LinkOutcome.ALREADY_LINKED, None


async def _write_role_links(
    transaction: Transaction, uid: str, outcome: Outcome, step: int
) -> dict[tuple[RoleLink, str], tuple[LinkOutcome, str | None]]:
    """(what to do, dimension) → what came of the link, and a note."""
    done: dict[tuple[RoleLink, str], tuple[LinkOutcome, str | None]] = {}
    for item in outcome.work:
        skipped = item.role_link is RoleLink.SKIP
        rest = LinkOutcome.SKIPPED_NOT_UNDER_ROLE if skipped else LinkOutcome.QUEUED_FOR_REVIEW
        done[item.role_link, item.dimension] = (rest, None)
    if outcome.role is None:
        return done
    own = list(dict.fromkeys(w.dimension for w in outcome.work if w.role_link is RoleLink.CONFIRM))
    confirmed = await transaction.run("runs/confirm_role_links", role=outcome.role, dimensions=own, step=step)
    for row in confirmed:
        done[RoleLink.CONFIRM, row["dimension"]] = (LinkOutcome.ALREADY_LINKED, None)
    asked = {w.dimension: w for w in outcome.work if w.role_link is RoleLink.ASK}
    rows = [{"dimension": w.dimension, "confidence": w.confidence, "words": list(w.words)} for w in asked.values()]
    for row in await transaction.run(
        "runs/ask_role_links", uid=uid, sha256=outcome.sha256, role=outcome.role, rows=rows, demand=outcome.demand
    ):
        done[RoleLink.ASK, row["dimension"]] = _asked(row, outcome)
    return done


def _asked(row: Row, outcome: Outcome) -> tuple[LinkOutcome, str]:
    told = f"asked for by {counted(row['asked'], 'different job description')} of {outcome.role}"
    if row["created"]:
        return LinkOutcome.CREATED, f"{told}: taken up"
    if row["linked"]:
        return LinkOutcome.ALREADY_LINKED, f"{told}: taken up before"
    if row["rejected"]:
        return LinkOutcome.QUEUED_FOR_REVIEW, f"{told}: {REJECTED_BEFORE}"
    return LinkOutcome.QUEUED_FOR_REVIEW, f"{told}, of {outcome.demand} that it takes"


async def _settle(
    transaction: Transaction, role: str | None, links: Mapping[tuple[RoleLink, str], tuple[LinkOutcome, str | None]]
) -> None:
    """A dimension that the role has taken up no longer waits for a curator."""
    taken = [slug for (asked, slug), (outcome, _) in links.items() if asked is RoleLink.ASK and outcome in _LINKED]
    await transaction.run("review/settle", keys=[f"{ReviewKind.NEW_LINK.value}:role:{role}:{slug}" for slug in taken])


async def _propose(transaction: Transaction, uid: str, outcome: Outcome) -> None:
    rows = [
        {
            "key": proposal.key,
            "uid": str(uuid4()),
            "kind": proposal.kind.value,
            "text": proposal.text,
            "similarity": proposal.similarity,
            "details": orjson.dumps(proposal.details).decode(),
            "role": proposal.role,
            "skill": proposal.skill,
            "dimension": proposal.dimension,
            "source": proposal.source.value,
            "promptVersion": proposal.prompt,
        }
        for proposal in outcome.proposals
    ]
    await transaction.run("review/propose", uid=uid, rows=rows, growth=outcome.reproposal_growth)


def _conditions(where: ReplayFilter) -> dict[str, object]:
    return {
        "case": where.case.value if where.case else None,
        "role": where.role,
        "since": where.created_since.isoformat() if where.created_since else None,
        "until": where.created_until.isoformat() if where.created_until else None,
    }


def _decided(node: Row) -> DecidedRun:
    return DecidedRun(
        uid=node["uid"],
        created_at=node["createdAt"].to_native(),
        job_description=node["jobDescription"],
        job_title=node.get("jobTitle"),
        evidence=_adapter("evidence").validate_json(node["evidence"]),
        decision=_adapter("decision").validate_json(node["decision"]),
    )


_PROPERTIES = {
    "status": "status",
    "finished_step": "finishedStep",
    "duration_ms": "durationMs",
    "job_title": "jobTitle",
    "rejection_reason": "rejectionReason",
    "failure_reason": "failureReason",
    "library_version": "libraryVersion",
    "parsed": "parsed",
    "skills": "extracted",
    "evidence": "evidence",
    "decision": "decision",
    "placements": "placements",
    "persistence": "persistence",
    "report": "report",
    "warnings": "warnings",
}
"""Fields of `Run` and the node's properties that hold them."""

_JSON: Mapping[str, Any] = {
    "parsed": ParsedJD,
    "skills": tuple[ExtractedSkill, ...],
    "evidence": Evidence,
    "decision": Decision,
    "placements": tuple[Placement, ...],
    "persistence": PersistenceReport,
    "report": ClientReport,
}
"""Fields that are kept as JSON, and their types."""


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_JSON[name])


def kept(name: str) -> Callable[[str | None], Any]:
    """What makes the value of a field of `Run` that is kept as JSON of the property that holds it."""
    missing = {field.name: field.default for field in fields(Run)}[name]
    return lambda stored: _adapter(name).validate_json(stored) if stored else missing


def _stored(name: str, value: object) -> object:
    if name in _JSON:
        return None if value is None else _adapter(name).dump_json(value).decode()
    if isinstance(value, RunStatus | RunStep):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def run_of(row: Row) -> Run:
    """A run of its node's properties and its calls."""
    node = row["run"]
    found = {
        name: _adapter(name).validate_json(node[_PROPERTIES[name]]) for name in _JSON if node.get(_PROPERTIES[name])
    }
    created: datetime = node["createdAt"].to_native()
    return Run(
        uid=node["uid"],
        status=RunStatus(node["status"]),
        created_at=created,
        updated_at=node["updatedAt"].to_native(),
        job_description=node["jobDescription"],
        job_title=node.get("jobTitle"),
        finished_step=RunStep(node["finishedStep"]) if node.get("finishedStep") else None,
        rejection_reason=node.get("rejectionReason"),
        failure_reason=node.get("failureReason"),
        duration_ms=node.get("durationMs"),
        library_version=node.get("libraryVersion") or 0,
        warnings=tuple(node.get("warnings") or ()),
        llm_calls=tuple(call_of(call) for call in row["calls"]),
        **found,
    )
