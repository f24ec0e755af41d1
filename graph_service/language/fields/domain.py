"""The line of business."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from graph_service.domain.document import ParsedDomain, SectionKind
from graph_service.language.cue_files import any_of, cues
from graph_service.language.fields.passages import Passage

_STRONG, _WEAK = 2.0, 0.7
_MOST_REPEATS = 4
_FLOOR = 3.0
_SECOND_SHARE = 0.45
_WEIGHTS = {SectionKind.ABOUT_COMPANY: 1.6, SectionKind.TITLE: 1.5, SectionKind.SUMMARY: 1.3}
_SILENT = frozenset({SectionKind.LEGAL, SectionKind.BENEFITS, SectionKind.EDUCATION})
_LISTED_INDUSTRIES = re.compile(
    r"(?i)\b(?:all|across|various|many|multiple|different) (?:\S+ ){0,2}industries\b|\bindustr(?:y|ies) \("
    r"|expertise and knowledge within|industry expertise"
)


@dataclass(frozen=True)
class _Industry:
    domain: ParsedDomain
    strong: re.Pattern[str]
    weak: re.Pattern[str]


@cache
def _industries() -> tuple[_Industry, ...]:
    return tuple(
        _Industry(
            ParsedDomain(entry["name"], tuple(entry["aliases"])),
            _whole_words(entry["strong"]),
            _whole_words(entry["weak"]),
        )
        for entry in cues("industries")["industries"]
    )


def _whole_words(expressions: Sequence[str]) -> re.Pattern[str]:
    return any_of([rf"(?:{expression})(?!\w)" for expression in expressions])


def read_domains(passages: Sequence[Passage]) -> tuple[ParsedDomain | None, ParsedDomain | None]:
    """The first and the second line of business that the text speaks of."""
    weighed = [(passage.plain.lower(), _weight(passage)) for passage in passages if passage.kind not in _SILENT]
    scores = [(industry.domain, _score(industry, weighed)) for industry in _industries()]
    ranked = sorted((entry for entry in scores if entry[1] >= _FLOOR), key=lambda entry: -entry[1])
    if not ranked:
        return None, None
    second = ranked[1][0] if len(ranked) > 1 and ranked[1][1] >= _SECOND_SHARE * ranked[0][1] else None
    return ranked[0][0], second


def _weight(passage: Passage) -> float:
    return 0.3 if _LISTED_INDUSTRIES.search(passage.plain) else _WEIGHTS.get(passage.kind, 1.0)


def _score(industry: _Industry, passages: Sequence[tuple[str, float]]) -> float:
    """Each cue counts with the weight of the section, a repeated one less and less."""
    seen: dict[str, int] = {}
    score = 0.0
    for lowered, weight in passages:
        for pattern, points in ((industry.strong, _STRONG), (industry.weak, _WEAK)):
            for match in pattern.finditer(lowered):
                seen[match[0]] = seen.get(match[0], 0) + 1
                if seen[match[0]] <= _MOST_REPEATS:
                    score += points * weight / seen[match[0]]
    return score
