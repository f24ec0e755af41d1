"""How well skills are found in sentences that a person marked.

Two measures. `tech`: the named technologies, where finds of other natures (practices, concepts, soft skills) are not
looked at. `skills`: every marked phrase, where a find counts if it overlaps one. A phrase is where its words stand in
the sentence; a phrase that the sentence does not hold is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph_service.domain.document import Document, Section, SectionKind, Statement, TextSpan
from graph_service.domain.run import ExtractedSkill, SkillTag
from graph_service.domain.taxonomy import Library, SkillNature
from graph_service.evaluation.stages import Stages
from graph_service.language.normalise import normal_form

TECHNOLOGIES = frozenset(
    {
        SkillNature.LANGUAGE,
        SkillNature.FRAMEWORK,
        SkillNature.LIBRARY,
        SkillNature.TOOL,
        SkillNature.PLATFORM,
        SkillNature.DATABASE,
        SkillNature.PROTOCOL,
    }
)
"""The natures that people mean by "technologies"."""


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence with the phrases that a person marked in it."""

    text: str
    skills: tuple[str, ...]
    technologies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one measure: right finds of all finds, and marked phrases that were found of all."""

    right: int = 0
    found: int = 0
    met: int = 0
    marked: int = 0

    @property
    def precision(self) -> float:
        """The share of finds that are right, 0–1."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of marked phrases that were found, 0–1."""
        return self.met / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0–1."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.right + other.right, self.found + other.found, self.met + other.met, self.marked + other.marked
        )


@dataclass(frozen=True, slots=True)
class Error:
    """A marked phrase that was missed, or a find that nobody marked (`skill` is then its name)."""

    measure: str
    kind: str
    phrase: str
    skill: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """Extraction on marked sentences.

    `tech` counts a find in a phrase that is marked as a skill but not as a technology as false; `tech_undisputed`
    leaves such finds out. `tech_exact` asks for equal spellings (but for case, plural and version).
    """

    tech: Tally
    tech_undisputed: Tally
    tech_exact: Tally
    skills: Tally
    errors: tuple[Error, ...]


def score_sentences(rows: Iterable[MarkedSentence], stages: Stages) -> SentenceScores:
    """Precision, recall and F1 over all sentences (micro-averaged), with every miss and every false find."""
    total = SentenceScores(Tally(), Tally(), Tally(), Tally(), ())
    for row in rows:
        found = stages.skills(sentence_document(row.text))
        total = _sum(total, _score(row, found, stages.knowledge.library))
    return total


def _score(row: MarkedSentence, found: Sequence[ExtractedSkill], library: Library) -> SentenceScores:
    finds = [(span, skill) for skill in found for span in skill.evidence]
    technical = [(span, skill) for span, skill in finds if _is_technology(skill, library)]
    marked, marked_technical = located(row.text, row.skills), located(row.text, row.technologies)
    other = [phrase for phrase in marked if not any(_meet(phrase, technology) for technology in marked_technical)]
    undisputed = [(span, skill) for span, skill in technical if not any(_meet(span, phrase) for phrase in other)]
    errors = (
        *_errors("tech", row.text, technical, marked_technical),
        *_errors("skills", row.text, finds, marked),
    )
    return SentenceScores(
        _overlap(technical, marked_technical),
        _overlap(undisputed, marked_technical),
        _exact(technical, marked_technical),
        _overlap(finds, marked),
        errors,
    )


def _sum(one: SentenceScores, other: SentenceScores) -> SentenceScores:
    return SentenceScores(
        one.tech + other.tech,
        one.tech_undisputed + other.tech_undisputed,
        one.tech_exact + other.tech_exact,
        one.skills + other.skills,
        one.errors + other.errors,
    )


def sentence_document(text: str) -> Document:
    """A sentence as a document of one requirement."""
    span = TextSpan(0, len(text), text)
    section = Section(SectionKind.REQUIREMENTS, None, span, (Statement(span, is_bullet=False),))
    return Document(text, None, (section,))


def located(text: str, phrases: Sequence[str]) -> tuple[TextSpan, ...]:
    """Where each phrase stands in a text; a phrase that is given twice stands twice."""
    spans: list[TextSpan] = []
    for phrase in sorted(phrases, key=len, reverse=True):
        start = _free_place(text, phrase, spans)
        if start >= 0:
            spans.append(TextSpan(start, start + len(phrase), text[start : start + len(phrase)]))
    return tuple(sorted(spans))


def _free_place(text: str, phrase: str, taken: Sequence[TextSpan]) -> int:
    """The first place of a phrase as a word of its own that no other one overlaps; -1 for none."""
    start = text.find(phrase)
    fallback = -1
    while start >= 0:
        end = start + len(phrase)
        if not any(start < span.end and span.start < end for span in taken):
            if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
                return start
            fallback = start if fallback < 0 else fallback
        start = text.find(phrase, start + 1)
    return fallback


Find = tuple[TextSpan, ExtractedSkill]


def _is_technology(skill: ExtractedSkill, library: Library) -> bool:
    return skill.tag is SkillTag.NEW or library.skills[skill.skill or ""].nature in TECHNOLOGIES


def _overlap(finds: Sequence[Find], marked: Sequence[TextSpan]) -> Tally:
    return Tally(
        right=sum(any(_meet(span, phrase) for phrase in marked) for span, _ in finds),
        found=len(finds),
        met=sum(any(_meet(span, phrase) for span, _ in finds) for phrase in marked),
        marked=len(marked),
    )


def _exact(finds: Sequence[Find], marked: Sequence[TextSpan]) -> Tally:
    """Finds and phrases as sets of spellings, so that each counts once a sentence."""
    spelled = {normal_form(span.text) for span, _ in finds}
    asked = {normal_form(span.text) for span in marked}
    both = len(spelled & asked)
    return Tally(right=both, found=len(spelled), met=both, marked=len(asked))


def _errors(measure: str, text: str, finds: Sequence[Find], marked: Sequence[TextSpan]) -> list[Error]:
    missed = [phrase for phrase in marked if not any(_meet(span, phrase) for span, _ in finds)]
    false = [(span, skill) for span, skill in finds if not any(_meet(span, phrase) for phrase in marked)]
    return [
        *(Error(measure, "missed", phrase.text, None, text) for phrase in missed),
        *(Error(measure, "false", span.text, skill.name, text) for span, skill in false),
    ]


def _meet(one: TextSpan, other: TextSpan) -> bool:
    return one.start < other.end and other.start < one.end


def marked_sentence(row: Mapping[str, object]) -> MarkedSentence:
    """A row of a file of marked sentences: `text`, `skills`, `skills_tech`."""
    return MarkedSentence(str(row["text"]), _strings(row["skills"]), _strings(row["skills_tech"]))


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, (list, tuple)) else ()
