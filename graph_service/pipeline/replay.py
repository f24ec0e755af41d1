"""Stored runs decided again, under other thresholds or with today's library: which decisions flip, and why.

Three things can have moved a decision, and each is looked at alone: the rules and settings since the run (the stored
evidence, today's settings), the library (the evidence weighed again from the text), and the overrides.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from graph_service.domain.replay import (
    CaseMove,
    DecidedRun,
    Replay,
    ReplayCause,
    ReplayedDecision,
    ReplayFilter,
    ReplayReport,
    ReplayTotals,
)
from graph_service.domain.run import Decision, Evidence
from graph_service.domain.taxonomy import Centroid, Library
from graph_service.errors import InvalidInput
from graph_service.language.embeddings import Embedder
from graph_service.pipeline.decide import Arbiter, WeightedVote, decide, skill_scores
from graph_service.pipeline.extract import extract
from graph_service.pipeline.knowledge import Knowledge
from graph_service.pipeline.run import Pipeline, read_document, weigh
from graph_service.settings import SkillScore, Thresholds
from graph_service.store import library as library_store
from graph_service.store import runs

BATCH = 50
"""So many runs are read and decided at a time."""
NOTICED = 0.005
"""Figures that differ by less read the same."""
MOST_FIGURES = 5


@dataclass(frozen=True, slots=True)
class Conditions:
    """What runs are decided again under: `settings` are the service's own thresholds, `thresholds` the overridden."""

    library: Library
    settings: Thresholds
    thresholds: Thresholds
    arbiter: Arbiter

    def decided(self, evidence: Evidence, thresholds: Thresholds) -> ReplayedDecision:
        """The decision on the evidence, in short."""
        return in_short(decide(evidence, self.library, thresholds, self.arbiter))


Reweigh = Callable[[DecidedRun], Evidence]


async def replay(
    pipeline: Pipeline,
    where: ReplayFilter,
    thresholds: Thresholds,
    *,
    todays_library: bool,
    first: int,
    after: str | None = None,
) -> ReplayReport:
    """The first runs after the one with this uid, newest first, decided again. Nothing is written."""
    knowledge = await pipeline.knowledge.current()
    conditions = Conditions(knowledge.library, pipeline.thresholds, thresholds, WeightedVote())
    reweigh: Reweigh = stored_evidence
    if todays_library:
        reweigh = reweighing(pipeline.embedder, knowledge, await library_store.centroids(pipeline.graph))
    done: list[Replay] = []
    has_more = True
    while has_more and len(done) < first:
        size = min(BATCH, first - len(done))
        batch = await runs.decided(pipeline.graph, where, after, size + 1)
        has_more = len(batch) > size
        done += await asyncio.to_thread(_replays, batch[:size], reweigh, conditions)
        after = done[-1].uid if done else after
    return ReplayReport(done, totals(done, await runs.count_decided(pipeline.graph, where)), after, has_more)


def _replays(batch: Sequence[DecidedRun], reweigh: Reweigh, conditions: Conditions) -> list[Replay]:
    return [decided_again(run, reweigh(run), conditions) for run in batch]


def stored_evidence(run: DecidedRun) -> Evidence:
    """The evidence that the run was decided on."""
    return run.evidence


def reweighing(embedder: Embedder, knowledge: Knowledge, centroids: Mapping[str, Centroid]) -> Reweigh:
    """What weighs a run's text against today's library, as a new run of it would be."""

    def reweigh(run: DecidedRun) -> Evidence:
        reading = read_document(run.job_description, run.job_title, embedder)
        skills = extract(reading.document, knowledge.dictionary, knowledge.library)
        return weigh(reading, skills, centroids, knowledge)

    return reweigh


def overridden_thresholds(settings: Thresholds, overrides: Mapping[str, object]) -> Thresholds:
    """The thresholds with others in place of some. Raises InvalidInput that names the one that is out of range."""
    try:
        return Thresholds.model_validate({**settings.model_dump(), **overrides})
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        name = _field(str(problem["loc"][0]))
        raise InvalidInput(f"{name} is out of range: {problem['msg']}", f"overrides.{name}") from None


def decided_again(run: DecidedRun, evidence: Evidence, conditions: Conditions) -> Replay:
    """The run decided on the evidence under the conditions. What a person decided stands."""
    before = in_short(run.decision)
    if run.decision.by_caller:
        return Replay(run.uid, run.created_at, before, before)
    after = conditions.decided(evidence, conditions.thresholds)
    why = _why(run, evidence, after, conditions) if before.outcome != after.outcome else ()
    return Replay(run.uid, run.created_at, before, after, tuple(why))


def in_short(decision: Decision) -> ReplayedDecision:
    """What a replay keeps of a decision."""
    return ReplayedDecision(
        decision.case,
        decision.role,
        decision.sub_role,
        decision.confidence,
        decision.reasoning,
        decision.arbiter_reasoning,
    )


def totals(replays: Sequence[Replay], matching: int) -> ReplayTotals:
    """The sums over replays."""
    moves = Counter((one.before.case, one.after.case) for one in replays)
    return ReplayTotals(
        matching=matching,
        replayed=len(replays),
        flipped=sum(one.flipped for one in replays),
        role_changed=sum(one.role_changed for one in replays),
        cases=tuple(
            CaseMove(before, after, count)
            for (before, after), count in sorted(moves.items(), key=lambda item: (item[0][0].value, item[0][1].value))
        ),
    )


def _why(run: DecidedRun, evidence: Evidence, after: ReplayedDecision, conditions: Conditions) -> list[ReplayCause]:
    """Every move on the way from the stored decision to the new one."""
    causes = []
    then, stored = in_short(run.decision), conditions.decided(run.evidence, conditions.settings)
    now = stored if evidence is run.evidence else conditions.decided(evidence, conditions.settings)
    if stored.outcome != then.outcome and run.decision.by_model:
        causes.append(
            ReplayCause(
                "arbiter",
                "language model",
                "weighted vote",
                "a language model was the arbiter; a replay asks none, because its answers cost and need not repeat",
            )
        )
    elif stored.outcome != then.outcome:
        causes.append(
            ReplayCause(
                "settings",
                _told(then),
                _told(stored),
                "the same evidence is decided otherwise since: the rules, the service's own thresholds or which roles "
                "specialise others have changed",
            )
        )
    if now.outcome != stored.outcome:
        causes += _figures(run.evidence, evidence, (stored, now), conditions.settings)
    if after.outcome != now.outcome:
        causes += _thresholds(evidence, now, after, conditions)
    return causes


def _thresholds(
    evidence: Evidence, now: ReplayedDecision, after: ReplayedDecision, conditions: Conditions
) -> list[ReplayCause]:
    """The overrides that the flip takes: those that do it alone, and those without which it is not the same."""
    settings, others = conditions.settings, conditions.thresholds
    changed = [name for name in Thresholds.model_fields if getattr(settings, name) != getattr(others, name)]
    causes = []
    for name in changed:
        alone = settings.model_copy(update={name: getattr(others, name)})
        without = others.model_copy(update={name: getattr(settings, name)})
        does = conditions.decided(evidence, alone).outcome != now.outcome
        if does or conditions.decided(evidence, without).outcome != after.outcome:
            share = "it makes the decision flip by itself" if does else "it does so together with other overrides"
            causes.append(_threshold(name, evidence, settings, others, share))
    return causes


def _threshold(name: str, evidence: Evidence, settings: Thresholds, others: Thresholds, share: str) -> ReplayCause:
    was, now = getattr(settings, name), getattr(others, name)
    figures = _SIGNALS[name](evidence, others) if name in _SIGNALS else {}
    passed = [f"{role} {figure:.2f}" for role, figure in figures.items() if min(was, now) <= figure < max(was, now)]
    moved = "now below it" if passed and now > was else "now reaching it"
    meaning = f"{moved}: {', '.join(passed[:MOST_FIGURES])}" if passed else Thresholds.model_fields[name].description
    return ReplayCause(_field(name), _shown(was), _shown(now), f"{meaning}; {share}")


def _figures(
    was: Evidence, now: Evidence, decisions: Iterable[ReplayedDecision], thresholds: Thresholds
) -> list[ReplayCause]:
    """The figures of the roles concerned that the library has changed, those that moved most first."""
    roles = {role for decision in decisions for role in (decision.role_slug, decision.sub_role_slug) if role}
    roles |= {rows[0].role for one in (was, now) for rows in (one.signals.skill, one.signals.kra) if rows}
    moved = []
    for signal, figures in _FIGURES.items():
        old, new = figures(was, thresholds), figures(now, thresholds)
        moved += [(f"{signal} of {role}", old.get(role, 0.0), new.get(role, 0.0)) for role in sorted(roles)]
    moved = [row for row in moved if abs(row[1] - row[2]) >= NOTICED]
    moved.sort(key=lambda row: -abs(row[1] - row[2]))
    causes = [
        ReplayCause(name, f"{old:.2f}", f"{new:.2f}", "weighed again with today's library")
        for name, old, new in moved[:MOST_FIGURES]
    ]
    if was.recognised_skills != now.recognised_skills:
        counts = str(was.recognised_skills), str(now.recognised_skills)
        causes.append(ReplayCause("recognised skills", *counts, "found again with today's library"))
    return causes


def _alias_scores(evidence: Evidence, _: Thresholds) -> dict[str, float]:
    return {row.role: row.score for row in evidence.signals.alias}


def _kra_scores(evidence: Evidence, _: Thresholds) -> dict[str, float]:
    return {row.role: row.score for row in evidence.signals.kra}


def _skill_scores(evidence: Evidence, thresholds: Thresholds) -> dict[str, float]:
    return skill_scores(evidence.signals, thresholds)


def _centroids(evidence: Evidence, _: Thresholds) -> dict[str, float]:
    return dict(evidence.centroids)


_FIGURES = {
    "skill score": _skill_scores,
    "KRA score": _kra_scores,
    "title score": _alias_scores,
    "centroid similarity": _centroids,
}
_SIGNALS = {"skill_floor": _skill_scores, "kra_floor": _kra_scores, "alias_floor": _alias_scores}
"""The thresholds that each role's figure is compared with, and that figure."""


def _told(decision: ReplayedDecision) -> str:
    return f"case {decision.case.value}, {decision.sub_role_slug or decision.role_slug or 'a new role'}"


def _shown(value: float | SkillScore) -> str:
    return value.value if isinstance(value, SkillScore) else str(value)


def _field(name: str) -> str:
    """A setting's name as the API spells it."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
