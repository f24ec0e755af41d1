"""A model in the arbiter's place: it chooses among the given roles or none, or else the vote does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph_service.domain.run import Evidence, ExtractedSkill
from graph_service.domain.taxonomy import Library
from graph_service.pipeline.advised.material import Material, StrictAnswer
from graph_service.pipeline.decide import Verdict, WeightedVote, skill_scores
from graph_service.settings import Thresholds

ANSWER_TOKENS = 400
NONE = "none"
LONGEST_REASONING = 600
MOST_SENTENCES, MOST_SKILLS = 30, 60


class ArbiterAnswer(StrictAnswer):
    """What the model decides."""

    role: str
    confidence: float
    reasoning: str


@dataclass(slots=True)
class Question:
    """An arbiter that votes, and keeps what it was asked: the candidates, empty where it was not."""

    candidates: tuple[str, ...] = ()
    vote: WeightedVote = field(default_factory=WeightedVote)

    def choose(self, candidates: Sequence[str], evidence: Evidence, thresholds: Thresholds) -> Verdict:
        """See Arbiter."""
        self.candidates = tuple(candidates)
        return self.vote.choose(candidates, evidence, thresholds)


@dataclass(frozen=True, slots=True)
class Ruling:
    """An arbiter that says what was decided before."""

    verdict: Verdict

    def choose(self, candidates: Sequence[str], evidence: Evidence, thresholds: Thresholds) -> Verdict:
        """See Arbiter."""
        return self.verdict


def brief(
    candidates: Sequence[str],
    evidence: Evidence,
    skills: Sequence[ExtractedSkill],
    sentences: Sequence[str],
    material: Material,
    library: Library,
    thresholds: Thresholds,
) -> str:
    """The user message. The centroids' figures are left out: they change with every run, and the question would too."""
    figures: Mapping[str, Mapping[str, float]] = {
        "skills": skill_scores(evidence.signals, thresholds),
        "responsibilities": {row.role: row.score for row in evidence.signals.kra},
        "title": {row.role: row.score for row in evidence.signals.alias},
    }
    rows = []
    for slug in sorted(candidates):
        role = library.roles[slug]
        told = ", ".join(f"{name} {values.get(slug, 0.0):.2f}" for name, values in figures.items())
        rows.append(f"- {slug}: {role.name}. {role.archetype} ({told})")
    said = [sentence for sentence in sentences if material.said(sentence, len(sentence))]
    lines = [f"- {sentence}" for sentence in said[:MOST_SENTENCES]]
    named = ", ".join(skill.name for skill in skills[:MOST_SKILLS] if skill.skill is not None)
    text = "\n".join(["What the person does:", *lines, "", f"Skills: {named}"])
    shown = Material(material.title, text, 0)
    return shown.shown("\n".join(["Candidates:", *rows]))


def verdict(
    answer: ArbiterAnswer, candidates: Sequence[str], evidence: Evidence, thresholds: Thresholds
) -> Verdict | None:
    """The model's verdict; None where it names what is no candidate, which counts as a failure."""
    if answer.role != NONE and answer.role not in candidates:
        return None
    why = f"language model: {' '.join(answer.reasoning.split())[:LONGEST_REASONING]}"
    confidence = max(0.0, min(1.0, answer.confidence))
    if answer.role == NONE:
        return Verdict(None, 0.0, why)
    others = [role for role in WeightedVote().ranked(candidates, evidence, thresholds) if role != answer.role]
    return Verdict(answer.role, confidence, why, others[0] if others else None, 0.0)
