"""Which degrees a posting asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from graph_service.domain.document import ParsedEducation, SectionKind
from graph_service.language.cue_files import cues
from graph_service.language.fields.passages import BOILERPLATE, Passage

_CLAUSE = re.compile(
    r";|(?<=required),|(?<=preferred),|, (?=(?:master|ph\.?d|mba|bachelor"
    r"|advanced degree)[^,;]{0,60}(?:preferred|desired|plus))",
    re.I,
)
_STOP = re.compile(r"(?<!e\.g)(?<!i\.e)[.;:](?:\s|$)|\bOR\b|\s-\s|\s{3,}")
_FIELD_BEFORE = re.compile(
    r"((?:computer science|life science|engineering|business|technical|quantitative|science"
    r"|stem)(?: or [a-z ]{3,30}?)?) degree",
    re.IGNORECASE,
)
_ELSE = re.compile(r"\b(?:with|experience)\b", re.IGNORECASE)
_LONGEST_FIELD = 160
_NEAR = 60
"""Characters; what is farther off belongs to something else."""


@dataclass(frozen=True)
class _Degrees:
    levels: Sequence[tuple[str, re.Pattern[str]]]
    letters: Sequence[tuple[str, re.Pattern[str]]]
    never: re.Pattern[str]
    beside: re.Pattern[str]
    field_starts: Sequence[re.Pattern[str]]
    field_ends: re.Pattern[str]
    wished: re.Pattern[str]
    demanded: re.Pattern[str]


@cache
def _degrees() -> _Degrees:
    lists = cues("degrees")
    every = "|".join(letter for level in lists["levels"] for letter in level["letters"])
    neighbour = rf"(?:(?:{every})(?![A-Za-z]))"
    return _Degrees(
        levels=[
            (level["level"], re.compile(rf"(?<![\w.])(?:{'|'.join(level['words'])})", re.IGNORECASE))
            for level in lists["levels"]
        ],
        letters=[
            (
                level["level"],
                re.compile(
                    rf"(?<![\w./&])(?:{neighbour}\s?(?:/|,|or|and"
                    rf"|&)\s?(?:or )?){{0,3}}(?P<degree>{'|'.join(level['letters'])})(?![\w+#])"
                    rf"(?=\.?\s?(?:{lists['beside']}|(?:/|,|or|and|&)\s?(?:or )?(?:{neighbour}|[Pp][Hh]\.?[Dd]"
                    rf"|M\.?B\.?A|higher|above|better)))"
                ),
            )
            for level in lists["levels"]
            if level["letters"]
        ],
        never=re.compile("|".join(lists["not_a_degree"]), re.IGNORECASE),
        beside=re.compile(lists["beside"]),
        field_starts=[re.compile(lists[key], re.IGNORECASE) for key in ("field_starts", "field_starts_of")],
        field_ends=re.compile(lists["field_ends"], re.IGNORECASE),
        wished=re.compile(lists["wished"], re.IGNORECASE),
        demanded=re.compile(lists["demanded"], re.IGNORECASE),
    )


def read_education(passages: Sequence[Passage]) -> tuple[ParsedEducation, ...]:
    """One entry for each clause that asks for a degree, with the lowest level that suffices."""
    found: list[ParsedEducation] = []
    for passage in passages:
        if passage.kind in BOILERPLATE or passage.kind is SectionKind.TITLE:
            continue
        found.extend(entry for entry in _entries(passage) if entry not in found)
    return tuple(found)


def _entries(passage: Passage) -> Iterator[ParsedEducation]:
    for start, end in _clauses(passage.plain):
        clause = passage.plain[start:end]
        mentions = _mentions(clause)
        if not mentions:
            continue
        position, level = min(mentions, key=lambda mention: _ranks()[mention[1]])
        if _is_in_progress(clause):
            continue
        field = _field(clause, min(place for place, _ in mentions))
        qualification = passage.cut(start + field[0], start + field[1]) if field else None
        raw = passage.cut(start, end).rstrip(",;")
        yield ParsedEducation(level or None, qualification, raw, _is_required(passage, clause, position))


def _clauses(plain: str) -> Iterator[tuple[int, int]]:
    """The parts of a sentence that each name a degree; a part without one goes with the one before."""
    edges = [0, *(found.end() for found in _CLAUSE.finditer(plain)), len(plain)]
    start = 0
    for left, right in zip(edges[1:], [*edges[2:], len(plain)], strict=True):
        if left == len(plain) or (_mentions(plain[left:right]) and _mentions(plain[start:left])):
            yield start, left
            start = left


@cache
def _ranks() -> dict[str, int]:
    return {level["level"]: rank for rank, level in enumerate(cues("degrees")["levels"])} | {"": -1}


def _mentions(clause: str) -> list[tuple[int, str]]:
    """Where a clause names degrees, and of which levels."""
    degrees = _degrees()
    blanked = degrees.never.sub(lambda found: " " * len(found[0]), clause)
    found = [(match.start(), level) for level, pattern in degrees.levels for match in pattern.finditer(blanked)]
    found += [
        (match.start("degree"), level) for level, pattern in degrees.letters for match in pattern.finditer(blanked)
    ]
    return _without_vague(blanked, found)


def _without_vague(clause: str, found: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """ "Degree in …" means a bachelor's only where no level is named beside it."""
    named = [
        (place, level)
        for place, level in found
        if not re.match(
            r"(?i)degree|(?:computer|cs|engineering|technical|science|business|life|quantitative|stem|related)",
            clause[place:],
        )
    ]
    if named and named != found:
        return named
    if any(level == "High School" for _, level in named):
        return [(place, level) for place, level in named if level != "Diploma"]
    return found


def _is_in_progress(clause: str) -> bool:
    """Whether a degree is only counted against years: "6 months for every year of college"."""
    return (
        bool(re.search(r"\bfor (?:every|each) year of college\b", clause, re.IGNORECASE))
        and "diploma" not in clause.lower()
    )


def _field(clause: str, position: int) -> tuple[int, int] | None:
    """The span of the field of study after the degree, or right before the word "degree"."""
    for pattern in _degrees().field_starts:
        start = pattern.search(clause, max(0, position - 2))
        if start and start.start() - position <= _NEAR and not _ELSE.search(clause, position, start.start()):
            return _field_from(clause, start.end())
    before = _FIELD_BEFORE.search(clause)
    return before.span(1) if before else None


def _field_from(clause: str, start: int) -> tuple[int, int] | None:
    ends = (_degrees().field_ends.search(clause, start), _STOP.search(clause, start))
    last = min([each.start() for each in ends if each] + [len(clause), start + _LONGEST_FIELD])
    text = clause[start:last].rstrip(" ,.;:(/")
    if text.count("(") > text.count(")"):
        closing = clause.find(")", start + len(text))
        text = (
            clause[start : closing + 1] if 0 <= closing - start - len(text) <= 3 else text[: text.rindex("(")].rstrip()
        )
    return (start, start + len(text)) if len(text) > 1 and not text.startswith("following") else None


def _is_required(passage: Passage, clause: str, position: int) -> bool:
    """Whether a degree is demanded: by its section, unless its own clause only wishes for it."""
    if passage.kind is SectionKind.PREFERRED:
        return bool(re.search(r"\brequired\b|\bmust\b", clause, re.IGNORECASE)) and not _degrees().wished.search(clause)
    near = [
        match.start()
        for match in _degrees().wished.finditer(clause)
        if -_NEAR / 2 < match.start() - position < _NEAR * 2 or match.end() > len(clause) - _NEAR / 2
    ]
    demanded = [match.start() for match in _degrees().demanded.finditer(clause)]
    after = [place for place in near if place > position]
    if not near:
        return True
    return bool(demanded) and (not after or min(abs(place - position) for place in demanded) < min(after) - position)
