"""How many years of experience a posting asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph_service.domain.document import ParsedExperience, SectionKind
from graph_service.language.fields.passages import BOILERPLATE, Passage

_UNITS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
]
_WORDS = {word: number for number, word in enumerate(_UNITS, start=1)} | {"twenty": 20, "a": 1}
_NUMBER = rf"(?:\d{{1,2}}(?:\.\d)?|\b(?:{'|'.join(_UNITS)}|twenty)\b)"
_YEARS = re.compile(
    rf"(?:(?P<modifier>at least|a minimum of|minimum of|minimum|min\.?|over|more than|up to|atleast|>|about"
    rf"|approximately)"
    rf"\s*:?\s*)?(?P<low>{_NUMBER})\s?(?:\(\s?(?P<digits>\d{{1,2}})\s?\))?\s?(?P<plus>\+|plus|or more)?"
    rf"(?:\s?(?:-|—|to|or|\s)\s?(?P<high>{_NUMBER})\s?(?:\(\d{{1,2}}\))?\s?(?P<more>\+)?)?\s?(?:\+|plus"
    rf"|or more)?\s?-?\s?"
    r"(?P<unit>years?'?s?|yrs?\.?|months?)\b'?",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:years of experience|experience(?: level| required)?"
    r"|exp)(?:\s?\(?(?:in )?years\)?)?\s?[:-]+\s?(?P<low>\d{1,2})\s?(?P<plus>\+)?"
    r"(?:\s?(?:-|to)\s?(?P<high>\d{1,2})\s?\+?)?\s?(?P<unit>years?|yrs?)?",
    re.IGNORECASE,
)
_NOT_EXPERIENCE = re.compile(
    r"^(?:'?s)?\s?(?:(?:\S+ ){0,2}(?:program|degree|course|college)\b|of age|old|or older|ago|in business"
    r"|contract|term|warranty|running|in a row|program\b|college|degree|of service"
    r"|of innovation|of (?:college|university|school|study|history|growth|success|combined)|duration|university|later)",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\b(?:within|during|past|last|next|every|each|first|age of|founded|since|previous)(?:\sthe)?\s$",
    re.IGNORECASE,
)
_EXPERIENCE = re.compile(
    r"\b(?:experience|experienced|exp|background|expertise|working|work|knowledge|development|track record)\b", re.I
)
_OVERALL = re.compile(
    r"^[\s')]*(?:of )?(?:(?:relevant|related|professional|progressive(?:ly)?|total|overall|work|working|industry"
    r"|applicable|prior|previous"
    r"|hands[- ]on|practical|solid|strong|proven|full[- ]time|directly|responsible|post-graduate|it|the|and|or"
    r"|recent|demonstrated"
    r"|significant|technical|software|engineering|development|technology|business|similar|equivalent|increasing(?:ly)?|field|in)\W+){0,6}"
    r"(?:experience|exp)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\b(?:total|overall|progressive|relevant|professional|in (?:the )?(?:it|information technology) industry"
    r"|similar role|related field)\b",
    re.I,
)
_PARTIAL = re.compile(
    r"\b(?:of which|including|additional|among them|with at least|at least|plus)\s*$|\badditional\b", re.IGNORECASE
)
_END = re.compile(
    r"[.;:!?](?:\s|$)|,? (?:with|and|or|OR|including|as|who|plus|preferred|required|is|are|which) |\(|,|\s{2,}|$"
)
_RANK = {
    SectionKind.REQUIREMENTS: 3.0,
    SectionKind.EDUCATION: 2.5,
    SectionKind.SUMMARY: 2.5,
    SectionKind.TITLE: 2.0,
    SectionKind.RESPONSIBILITIES: 2.0,
    SectionKind.LOGISTICS: 1.5,
    SectionKind.PREFERRED: 0.0,
}
_ASKING = frozenset({SectionKind.REQUIREMENTS, SectionKind.EDUCATION, SectionKind.PREFERRED})
_LONGEST_CAREER = 30
_LONGEST_DEMAND = 15
"""Years; "over 20 years" is what a company says of itself."""


@dataclass(frozen=True, slots=True)
class _Ask:
    years: ParsedExperience
    points: float


def read_experience(passages: Sequence[Passage]) -> ParsedExperience | None:
    """The overall experience that is asked for; not the years of one skill where there is a general demand."""
    asks = [
        ask
        for passage in passages
        if passage.kind not in BOILERPLATE
        for place, ask in enumerate(_asks(passage))
        if place < 4
    ]
    return max(asks, key=lambda ask: ask.points).years if asks else None


def _asks(passage: Passage) -> Iterator[_Ask]:
    """The demands of one sentence; of alternatives ("BS and 6 years or MS and 4") the first counts most."""
    found = [*_YEARS.finditer(passage.plain), *_LABELLED.finditer(passage.plain)]
    for index, match in enumerate(sorted(found, key=lambda each: each.start())):
        if not _is_experience(passage, match):
            continue
        low, high = _bounds(match)
        if 0 < max(low or 0, high or 0) <= _LONGEST_CAREER:
            end = match.end() if match.re is _LABELLED else _end_of_demand(passage.plain, match.end())
            years = ((low if low is not None else high or 0) + (high or low or 0)) / 2
            points = _points(passage, match, years) - 1.5 * index
            raw = passage.cut(match.start(), end)
            yield _Ask(ParsedExperience(low, high, raw), points)


def _is_experience(passage: Passage, match: re.Match[str]) -> bool:
    before, after = passage.plain[: match.start()], passage.plain[match.end() :]
    if match.re is _LABELLED:
        return True
    if _NOT_EXPERIENCE.match(after.lstrip()) or before.rstrip().endswith(("$", "age", "aged", "#")):
        return False
    if not match["modifier"] and _WITHIN.search(before):
        return False
    boasts = (match["modifier"] or "").lower() in {"over", "more than"}
    if boasts and _value(match["low"]) > _LONGEST_DEMAND:
        return False
    near = before[-60:] + " " + after[:110]
    heading = f"{passage.heading or ''}"
    return bool(_EXPERIENCE.search(near)) or passage.kind in _ASKING or "xperience" in heading


def _bounds(match: re.Match[str]) -> tuple[float | None, float | None]:
    groups = match.groupdict()
    scale = 1 / 12 if (groups["unit"] or "").lower().startswith("month") else 1.0
    low = _value(groups.get("digits") or groups["low"]) * scale
    high = _value(groups["high"]) * scale if groups["high"] else None
    if high is not None and high <= low:
        high = None
    if (groups.get("modifier") or "").lower() == "up to" and high is None:
        return None, round(low, 2)
    return round(low, 2), None if high is None else round(high, 2)


def _value(word: str) -> float:
    return float(_WORDS.get(word.lower(), 0)) if word.isalpha() else float(word)


def _points(passage: Passage, match: re.Match[str], years: float) -> float:
    """How likely a demand is the overall one."""
    after = passage.plain[match.end() :]
    before = passage.plain[: match.start()]
    overall = 2.5 if match.re is _LABELLED or _OVERALL.match(after) else 0.0
    total = 1.5 if _TOTAL.search(before[-30:] + after[:60]) else 0.0
    partial = 2.0 if _PARTIAL.search(before[-25:]) and match.start() > 40 else 0.0
    return _RANK[passage.kind] + overall + total - partial + min(years, 15) * 0.4


def _end_of_demand(plain: str, position: int) -> int:
    """The end of the phrase that says experience in what, before the next clause."""
    said = re.compile(r"\b(?:experience|exp)\b", re.IGNORECASE).search(plain, position, position + 70)
    start = said.end() if said and not _END.search(plain[position : said.start()].strip() + " x") else position
    start = max(start, said.end()) if said and said.end() - position < 45 else start
    end = _END.search(plain, start)
    return min(end.start() if end else len(plain), start + 90)
