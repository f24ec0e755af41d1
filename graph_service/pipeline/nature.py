"""Nature of work: what the person does all day, as a label of a maintained list and in the posting's own sentences.

A label scores by its words. A word counts once a sentence, and the more the fewer labels have it: "build" speaks for
nearly every job, "lineage" for one. The duties, or what else is said of the job where there are none, count with the
title's words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from graph_service.domain.document import Document, SectionKind, TextSpan
from graph_service.domain.run import BASELINE, JD, MIXED, NatureOfWork
from graph_service.domain.taxonomy import Role, Vectors
from graph_service.language.cue_files import cues

QUOTES = 3
SUMMARY_SENTENCES = 2
SUMMARY_WORDS = range(7, 46)
TITLE_WEIGHT = 0.5
"""How much the title's words count beside those of all duties together."""
TELLING = 0.1
"""By how much nearer to the centre, in cosine similarity, a sentence stands that has a word of the label."""
ASKING = 0.2
"""By how much farther from the centre a sentence stands that asks for a person and tells no duty."""
UNCLEAR = "Unclear"
"""Label of what neither the posting nor its role says anything about."""
_OF_THE_JOB = (SectionKind.SUMMARY, SectionKind.REQUIREMENTS)


@dataclass(frozen=True, slots=True)
class _Cue:
    """A word of a label; `weight` is how much it tells."""

    pattern: re.Pattern[str]
    weight: float


def nature_of_work(
    document: Document, title: str | None, duties: Sequence[TextSpan], vectors: Vectors, role: Role | None
) -> NatureOfWork:
    """A label, two sentences, and one to three verbatim quotes. `vectors` has a row for each of the duties."""
    baseline = (role.archetype, *role.kras) if role is not None else ()
    others = [span for kind in _OF_THE_JOB for span in _statements(document, kind)]
    label = label_of(title, [span.text for span in duties or others] or baseline)
    ranked = _ranked(duties, vectors, label) or _telling(_statements(document, SectionKind.SUMMARY), label)
    readable = [span for span in ranked if len(span.text.split()) in SUMMARY_WORDS]
    texts = [_sentence(span.text) for span in sorted(readable[:SUMMARY_SENTENCES])]
    source = JD
    if len(texts) < SUMMARY_SENTENCES and baseline:
        source = MIXED if texts else BASELINE
        texts += [_sentence(text) for text in baseline][: SUMMARY_SENTENCES - len(texts)]
    return NatureOfWork(label, " ".join(texts), tuple(sorted(ranked[:QUOTES])), source)


def label_of(title: str | None, texts: Iterable[str]) -> str:
    """The label that the texts' words and the title's speak for; `UNCLEAR` where none does."""
    scores = dict.fromkeys(_labels(), 0.0)
    for weight, said in ((1.0, list(texts)), (TITLE_WEIGHT, [title or ""])):
        found = {label: sum(_weight(text, label) for text in said) for label in scores}
        whole = sum(found.values()) or 1.0
        for label, score in found.items():
            scores[label] += weight * score / whole
    best = max(scores, key=lambda label: scores[label])
    return best if scores[best] else UNCLEAR


def labels() -> tuple[str, ...]:
    """The labels of the list."""
    return tuple(_labels())


def _weight(text: str, label: str) -> float:
    lower = text.lower()
    return sum(cue.weight for cue in _labels().get(label, ()) if cue.pattern.search(lower))


@cache
def _labels() -> Mapping[str, tuple[_Cue, ...]]:
    words = {entry["label"]: entry["words"] for entry in cues("nature_of_work")["labels"]}

    def tells(word: str) -> float:
        owners = sum(any(_overlap(word, other) for other in others) for others in words.values())
        return math.log(1 + len(words) / owners)

    return {label: tuple(_Cue(cue_pattern([word]), tells(word)) for word in own) for label, own in words.items()}


def _overlap(word: str, other: str) -> bool:
    """Whether two words or stems can be the same word of a text."""
    shorter, longer = sorted((word, other), key=len)
    return word == other or (shorter.endswith("*") and longer.startswith(shorter.rstrip("*")))


def cue_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for whole words, and stems where they end in *, in lower case; longest first."""
    parts = sorted((re.escape(word.lower()).replace(r"\*", r"\w*") for word in words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def _ranked(duties: Sequence[TextSpan], vectors: Vectors, label: str) -> list[TextSpan]:
    """The duties, those first that are nearest to the mean of all and have words of the label."""
    if not len(duties):
        return []
    asking = cue_pattern(cues("nature_of_work")["asking"])
    shifts = [
        TELLING * (_weight(span.text, label) > 0) - ASKING * bool(asking.search(span.text.lower())) for span in duties
    ]
    order = np.argsort(-(vectors @ vectors.mean(axis=0) + np.array(shifts, np.float32)), kind="stable")
    return [duties[int(row)] for row in order]


def _telling(spans: Iterable[TextSpan], label: str) -> list[TextSpan]:
    """The spans with words of the label, those first that have most of them."""
    return sorted((span for span in spans if _weight(span.text, label)), key=lambda span: -_weight(span.text, label))


def _statements(document: Document, kind: SectionKind) -> list[TextSpan]:
    return [statement.span for section in document.sections if section.kind is kind for statement in section.statements]


def _sentence(text: str) -> str:
    stripped = " ".join(text.split()).rstrip(" ;,:")
    return stripped if stripped.endswith((".", "!", "?")) else stripped + "."
