"""Which role a job description is for: one rule for each case, and a sentence with the figures.

| case | when | then |
|---|---|---|
| A | an exact alias of one role, and the skill signal does not contradict it | that role, confidence 1.0 |
| B | an exact alias, and the skill signal clearly prefers another role | the arbiter decides between the two |
| C | the alias belongs to several roles | skill signal, then KRA signal, then the arbiter decides among them |
| D | no exact alias; the skill and KRA signals agree | that role; the title is proposed as its alias |
| E | no exact alias; the signals disagree or are close | the arbiter decides |
| F | no signal above its floor | a new role is proposed |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from graph_service.domain.run import AliasSignal, Decision, DecisionCase, Evidence, Signals, SkillSignal
from graph_service.domain.taxonomy import Library
from graph_service.pipeline.titles import EXACT, title_key
from graph_service.settings import SkillScore, Thresholds


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an arbiter says: one of the candidates or None, how sure it is (0–1), and why."""

    role: str | None
    confidence: float
    reasoning: str
    runner_up: str | None = None
    margin: float = 0.0


class Arbiter(Protocol):
    """Chooses among candidates where the rules do not settle it."""

    def choose(self, candidates: Sequence[str], evidence: Evidence, thresholds: Thresholds) -> Verdict:
        """One of the candidates (role slugs), or None."""
        ...


class WeightedVote:
    """The arbiter that needs no model: a weighted mean of the skill and KRA signals and the centroid similarity.

    A title near an alias adds to it, in proportion: most titles are near none, and that says nothing.
    """

    weights: Mapping[str, float] = {"skill": 0.4, "KRA": 0.2, "centroid": 0.4}
    title_bonus = 0.25

    def choose(self, candidates: Sequence[str], evidence: Evidence, thresholds: Thresholds) -> Verdict:
        """See Arbiter. Ties go to the candidate that comes first."""
        votes = {role: self._vote(role, evidence, thresholds) for role in candidates}
        ranked = sorted(candidates, key=lambda role: -votes[role])
        if not ranked or votes[ranked[0]] < thresholds.vote_floor:
            return Verdict(None, 0.0, f"no candidate reaches a vote of {thresholds.vote_floor:.2f}")
        best, second = ranked[0], ranked[1] if len(ranked) > 1 else None
        margin = votes[best] - votes[second] if second else votes[best]
        told = ", ".join(f"{role} {votes[role]:.2f}" for role in ranked[:3])
        return Verdict(best, min(votes[best], 1.0), f"weighted vote: {told}", second, margin)

    def ranked(self, candidates: Sequence[str], evidence: Evidence, thresholds: Thresholds) -> list[str]:
        """The candidates by their votes, best first."""
        return sorted(candidates, key=lambda role: -self._vote(role, evidence, thresholds))

    def _vote(self, role: str, evidence: Evidence, thresholds: Thresholds) -> float:
        figures = {
            "skill": skill_scores(evidence.signals, thresholds).get(role, 0.0),
            "KRA": {row.role: row.score for row in evidence.signals.kra}.get(role, 0.0),
            "centroid": evidence.centroids.get(role, 0.0),
        }
        near = {row.role: row.score for row in evidence.signals.alias}.get(role, 0.0)
        bonus = self.title_bonus * near if near >= thresholds.alias_floor else 0.0
        return sum(self.weights[name] * figure for name, figure in figures.items()) + bonus


def decide(evidence: Evidence, library: Library, thresholds: Thresholds, arbiter: Arbiter) -> Decision:
    """The decision on the evidence. Pure: the same evidence under the same thresholds decides alike."""
    evidence = _by_chosen_score(evidence, thresholds)
    exact = [row for row in evidence.signals.alias if row.score >= EXACT]
    decision = (
        _by_collision(exact, evidence, thresholds, arbiter)
        if len(exact) > 1
        else _by_alias(exact[0].role, evidence, library, thresholds, arbiter)
        if exact
        else _by_signals(evidence, thresholds, arbiter)
    )
    return _with_sub_role(decision, evidence, library, thresholds)


def _by_chosen_score(evidence: Evidence, thresholds: Thresholds) -> Evidence:
    """The evidence with the skill signal in the order of the score that decisions rest on."""
    rows = sorted(evidence.signals.skill, key=lambda row: -score_of(row, thresholds))
    return replace(evidence, signals=replace(evidence.signals, skill=tuple(rows)))


def _with_sub_role(decision: Decision, evidence: Evidence, library: Library, thresholds: Thresholds) -> Decision:
    """The decision with the specialisation of its role that fits clearly better than the role itself, if one does."""
    scores = skill_scores(evidence.signals, thresholds)
    own = scores.get(decision.role or "", 0.0)
    narrower = [role.slug for role in library.roles.values() if decision.role and role.specialises == decision.role]
    best = max(narrower, key=lambda role: scores.get(role, 0.0), default=None)
    if best is None or scores.get(best, 0.0) < own + thresholds.specialisation_margin:
        return decision
    told = f"; its specialisation {best} fits clearly better ({scores[best]:.2f} against {own:.2f})"
    return replace(decision, sub_role=best, reasoning=decision.reasoning + told)


def score_of(row: SkillSignal, thresholds: Thresholds) -> float:
    """The skill score that decisions rest on."""
    return row.weighted_score if thresholds.skill_score is SkillScore.WEIGHTED else row.score


def skill_scores(signals: Signals, thresholds: Thresholds) -> dict[str, float]:
    """Role → the skill score that decisions rest on."""
    return {row.role: score_of(row, thresholds) for row in signals.skill}


def _by_alias(role: str, evidence: Evidence, library: Library, thresholds: Thresholds, arbiter: Arbiter) -> Decision:
    """Cases A and B."""
    scores = skill_scores(evidence.signals, thresholds)
    own = scores.get(role, 0.0)
    rival = next((row.role for row in evidence.signals.skill if not _related(row.role, role, library)), None)
    lead = scores[rival] - own if rival else 0.0
    clear = lead >= thresholds.contradiction_margin and rival is not None and scores[rival] >= CLEARLY * own
    if rival is None or not clear or evidence.recognised_skills < MIN_CONTRADICTING_SKILLS:
        top = evidence.signals.skill[0] if evidence.signals.skill else None
        told = f"skill_top {_not_contradicting(top.role, role, scores)}" if top else "no library skill was found"
        return Decision(
            DecisionCase.A,
            role,
            1.0,
            f"Exact alias hit on {role} (1.0) — no other alias at this confidence; {told}",
            runner_up=rival,
            margin=_clamped(1.0 - scores.get(rival, 0.0)) if rival else 1.0,
        )
    verdict = arbiter.choose((role, rival), evidence, thresholds)
    return Decision(
        DecisionCase.B,
        verdict.role or role,
        verdict.confidence,
        f"Exact alias hit on {role} (1.0), whose skill score is {own:.2f}, but {rival} has {scores[rival]:.2f}: "
        f"a lead of {lead:.2f}, over the limit of {thresholds.contradiction_margin:.2f}; "
        "the arbiter chose between the two",
        arbiter_fired=True,
        arbiter_reasoning=verdict.reasoning,
        runner_up=verdict.runner_up,
        margin=_clamped(verdict.margin),
    )


def _not_contradicting(top: str, role: str, scores: Mapping[str, float]) -> str:
    beside = f" ({role} has {scores.get(role, 0.0):.2f})" if top != role else ""
    return f"{top} {scores[top]:.2f} does not contradict{beside}"


CLEARLY = 3.0
"""A role of the same kind shares much of another's profile: it contradicts only with so many times the score."""
MIN_CONTRADICTING_SKILLS = 3
"""Fewer recognised skills than this cannot contradict a title."""


def _related(one: str, other: str, library: Library) -> bool:
    """Whether two roles are the same, or one specialises the other."""
    return one == other or _parent(one, library) == other or _parent(other, library) == one


def _parent(role: str, library: Library) -> str | None:
    return library.roles[role].specialises if role in library.roles else None


def _by_collision(
    rows: Sequence[AliasSignal], evidence: Evidence, thresholds: Thresholds, arbiter: Arbiter
) -> Decision:
    """Case C: the skill signal decides among the owners, then the KRA signal, then the arbiter.

    A posting with two titles ("DevOps Engineer / System Administrator") is decided alike, but is no collision.
    """
    owners = [row.role for row in rows]
    collides = len({title_key(row.matched_alias) for row in rows}) == 1
    whose = "is an alias of" if collides else "names"
    opening = f"The title {whose} {len(owners)} roles ({', '.join(sorted(owners))})"
    for name, figures in (
        ("skill", skill_scores(evidence.signals, thresholds)),
        ("KRA", {row.role: row.score for row in evidence.signals.kra}),
    ):
        best, second, margin = _leader(owners, figures)
        if figures.get(best, 0.0) > 0 and margin >= thresholds.agreement_margin:
            return Decision(
                DecisionCase.C,
                best,
                _clamped(0.5 + margin),
                f"{opening}; the {name} signal prefers {best} {figures[best]:.2f} "
                f"over {second} {figures.get(second or '', 0.0):.2f}",
                alias_collision=collides,
                runner_up=second,
                margin=_clamped(margin),
            )
    verdict = arbiter.choose(owners, evidence, thresholds)
    return Decision(
        DecisionCase.C,
        verdict.role or sorted(owners)[0],
        verdict.confidence,
        f"{opening}; neither the skill nor the KRA signal tells them apart, so the arbiter decided",
        arbiter_fired=True,
        arbiter_reasoning=verdict.reasoning,
        alias_collision=collides,
        runner_up=verdict.runner_up,
        margin=_clamped(verdict.margin),
    )


def _leader(roles: Sequence[str], figures: Mapping[str, float]) -> tuple[str, str | None, float]:
    ranked = sorted(roles, key=lambda role: (-figures.get(role, 0.0), role))
    second = ranked[1] if len(ranked) > 1 else None
    return ranked[0], second, figures.get(ranked[0], 0.0) - (figures.get(second, 0.0) if second else 0.0)


def _by_signals(evidence: Evidence, thresholds: Thresholds, arbiter: Arbiter) -> Decision:
    """Cases D, E and F."""
    scores = skill_scores(evidence.signals, thresholds)
    skill = [row.role for row in evidence.signals.skill if scores[row.role] >= thresholds.skill_floor]
    kra = [row.role for row in evidence.signals.kra if row.score >= thresholds.kra_floor]
    near = [row.role for row in evidence.signals.alias if row.score >= thresholds.alias_floor]
    if evidence.recognised_skills < MIN_SKILLS_FOR_A_ROLE and not near:
        skill = []
    if not skill and not near:
        return _no_role(evidence, thresholds)
    lead = scores[skill[0]] - max((scores[role] for role in skill[1:]), default=0.0) if skill else 0.0
    if skill and kra and skill[0] == kra[0] and lead >= thresholds.agreement_margin:
        return _agreed(skill[0], evidence, thresholds)
    like = sorted(evidence.centroids, key=lambda role: -evidence.centroids[role])[:CANDIDATES]
    candidates = tuple(dict.fromkeys((*near[:CANDIDATES], *skill[:CANDIDATES], *kra[:CANDIDATES], *like)))
    verdict = arbiter.choose(candidates, evidence, thresholds)
    if verdict.role is None:
        return _no_role(evidence, thresholds, verdict)
    return Decision(
        DecisionCase.E,
        verdict.role,
        verdict.confidence,
        f"No exact alias, and the signals disagree or are close ({_told(evidence, thresholds)}); the arbiter decided",
        arbiter_fired=True,
        arbiter_reasoning=verdict.reasoning,
        runner_up=verdict.runner_up,
        margin=_clamped(verdict.margin),
    )


CANDIDATES = 5
"""So many roles of each signal stand for the arbiter's choice."""
MIN_SKILLS_FOR_A_ROLE = 2
"""One recognised skill alone, with no title near any alias, names no role."""


def _agreed(role: str, evidence: Evidence, thresholds: Thresholds) -> Decision:
    """Case D."""
    scores = skill_scores(evidence.signals, thresholds)
    runner_up = next((row.role for row in evidence.signals.skill if row.role != role), None)
    kra = next(row.score for row in evidence.signals.kra if row.role == role)
    return Decision(
        DecisionCase.D,
        role,
        _clamped((scores[role] + kra) / 2),
        f"No exact alias, but the skill signal ({role} {scores[role]:.2f}) and the KRA signal ({role} {kra:.2f}) agree",
        runner_up=runner_up,
        margin=_clamped(scores[role] - scores.get(runner_up or "", 0.0)),
        proposed_alias=evidence.title if title_key(evidence.title or "") else None,
    )


def _no_role(evidence: Evidence, thresholds: Thresholds, verdict: Verdict | None = None) -> Decision:
    """Case F, without the proposal: `pipeline.capture` makes it."""
    why = "no signal that names a role is above its floor" if verdict is None else "the arbiter chose none"
    return Decision(
        DecisionCase.F,
        None,
        0.0,
        f"No exact alias, and {why} ({_told(evidence, thresholds)}; floors: skill "
        f"{thresholds.skill_floor:.2f}, KRA {thresholds.kra_floor:.2f}, alias {thresholds.alias_floor:.2f}); "
        "a new role is proposed",
        is_new_role=True,
        arbiter_fired=verdict is not None,
        arbiter_reasoning=verdict.reasoning if verdict else None,
    )


def _told(evidence: Evidence, thresholds: Thresholds) -> str:
    """The head of each signal, for a reasoning sentence."""
    signals = evidence.signals
    parts = [
        f"skill {signals.skill[0].role} {score_of(signals.skill[0], thresholds):.2f}" if signals.skill else "no skill",
        f"KRA {signals.kra[0].role} {signals.kra[0].score:.2f}" if signals.kra else "no KRA",
        f"alias {signals.alias[0].role} {signals.alias[0].score:.2f}" if signals.alias else "no near title",
    ]
    return ", ".join(parts)


def _clamped(share: float) -> float:
    return max(0.0, min(1.0, share))
