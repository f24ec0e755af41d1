"""Terms that look like skills and are not in the library: what a curator may want to add.

A term is a run of capitalised words, an acronym, or a word with capitals or digits inside. It is proposed if its shape
and its company speak for it: known technologies beside it in a list, words before it ("experience with", "such as") or
after it ("framework", "scripts"). Few and good is the aim; names of firms, people, places, degrees and jobs are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from wordfreq import zipf_frequency

from graph_service.domain.document import TextSpan
from graph_service.domain.taxonomy import Skill
from graph_service.language.ambiguity import TECHNICAL, joins
from graph_service.language.cue_files import cues
from graph_service.language.dictionary import Dictionary, Hit
from graph_service.language.headings import is_role_noun
from graph_service.language.normalise import normal_form
from graph_service.language.surroundings import (
    LOOK_AROUND,
    closes_an_item,
    follows_a_cue,
    is_mostly_capitals,
    is_title_case,
    names_experience,
    precedes_a_technology_noun,
    starts_a_sentence,
)

ENOUGH = 2.5
"""Points from which a term is proposed."""
INNER_CAPITALS, ACRONYM, NAME = 1.5, 1.0, 0.5
BESIDE_TECHNOLOGY, BETWEEN_TECHNOLOGIES, TECHNOLOGY_IN_PASSAGE, AFTER_CUE, BEFORE_NOUN = 1.5, 2.5, 0.5, 1.0, 1.0
AFTER_EXPERIENCE = 2.0
"""For rare words that are all that somebody should have experience with: "Experience with Quarzel or Foozle."."""
RARE = 3.0
"""Zipf frequency below which a word is not one that everybody knows: under one in a million words of English."""

_MOST_WORDS = 3
_WORD = r"[A-Z][A-Za-z0-9+#]*(?:[.-][A-Z0-9][A-Za-z0-9]*)*|[a-z]{1,8}[A-Z][A-Za-z0-9]+|[a-z]+\d[a-z0-9]*"
_TERM = re.compile(rf"(?<![\w.@&'’/-])(?:{_WORD})(?: (?:{_WORD}))*(?![\w@&])|(?<=/)(?:{_WORD})(?![\w@&])")
_INNER = re.compile(r"[a-z][A-Z]|[A-Z]{2,}[a-z]{2,}|[A-Za-z]{2,}\d|\d[A-Za-z]{2,}")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{1,5}(?:[/-][A-Z0-9]{1,5})?")
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,5}s")
_GLUED = re.compile(r"[a-z]{3,}([A-Z][\w+#]{2,})")
_LONG_TEXT = 500
"""So long a text that ends in a term, without a full stop, was cut off somewhere."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term that the library does not have. `reason` says what speaks for it."""

    name: str
    evidence: tuple[TextSpan, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    span: TextSpan
    passage: TextSpan


def propose(
    text: str,
    passages: Sequence[TextSpan],
    hits: Sequence[Hit],
    dictionary: Dictionary,
    skills: Mapping[str, Skill],
    employers: Sequence[str] = (),
) -> tuple[Proposal, ...]:
    """The new terms of the passages, in order, each once with all its evidence."""
    technical = [hit for hit in hits if any(skills[slug].nature in TECHNICAL for slug in hit.skills)]
    candidates = [
        candidate
        for passage in passages
        for candidate in _candidates(text, passage, hits)
        if not (
            _is_known_or_ordinary(candidate.span, text, dictionary, employers)
            or _is_cut_off(candidate.span, text)
            or _is_glued(candidate.span.text, dictionary)
        )
    ]
    new = [candidate.span for candidate in candidates]
    found: dict[str, list[TextSpan]] = {}
    reasons: dict[str, str] = {}
    for candidate in candidates:
        points, reason = _judge(candidate, text, technical, new, skills)
        if points >= ENOUGH:
            key = normal_form(candidate.span.text)
            found.setdefault(key, []).append(candidate.span)
            reasons.setdefault(key, reason)
    return tuple(Proposal(spans[0].text, tuple(spans), reasons[key]) for key, spans in found.items())


def _candidates(text: str, passage: TextSpan, hits: Sequence[Hit]) -> Iterator[_Candidate]:
    """The terms of a passage between its hits."""
    inside = [hit for hit in hits if hit.start < passage.end and passage.start < hit.end]
    if is_mostly_capitals(passage.text) or is_title_case(passage.text):
        return
    for start, end in _gaps(passage, inside):
        for found in _TERM.finditer(passage.text, start - passage.start, end - passage.start):
            words = found[0].split(" ")
            first = found.start() + passage.start
            if len(words) <= _MOST_WORDS and not _is_cut(text, first, first + len(found[0]), inside):
                yield _Candidate(TextSpan(first, first + len(found[0]), found[0]), passage)


def _gaps(passage: TextSpan, hits: Iterable[Hit]) -> Iterator[tuple[int, int]]:
    start = passage.start
    for hit in hits:
        if start < hit.start:
            yield start, hit.start
        start = max(start, hit.end)
    if start < passage.end:
        yield start, passage.end


def _is_cut(text: str, start: int, end: int, hits: Iterable[Hit]) -> bool:
    """Whether a term goes on into a hit, as "Foo" in "Foo Java" or "Foo-Java": then the two are one name."""
    return any(
        (hit.end <= start and text[hit.end : start] in {"", " ", "-"})
        or (end <= hit.start and text[end : hit.start] in {"", " ", "-"})
        for hit in hits
    )


def _is_known_or_ordinary(span: TextSpan, text: str, dictionary: Dictionary, employers: Sequence[str]) -> bool:
    term = span.text
    low = term.lower()
    words = low.split()
    if is_no_skill(term):
        return True
    if any(hit.start == 0 and hit.end == len(term) for hit in dictionary.find(term)):
        return True
    if any(low in name.lower() or name.lower() in low for name in employers):
        return True
    return _is_plain(term) and any(word in dictionary.ordinary_words or f" {word} " in text for word in words)


def _is_cut_off(span: TextSpan, text: str) -> bool:
    """Whether a text breaks off in what may be the middle of a term."""
    return len(text) > _LONG_TEXT and span.end == len(text.rstrip())


def _is_glued(term: str, dictionary: Dictionary) -> bool:
    """Whether small letters are stuck to a name that the library has: "toolsJenkins"."""
    glued = _GLUED.fullmatch(term)
    return glued is not None and any(hit.text == glued[1] for hit in dictionary.find(glued[1]))


def is_no_skill(term: str) -> bool:
    """Whether a term is on a list of what is no skill: abbreviations, months, places, organisations, jobs."""
    low = term.lower()
    words = low.split()
    return (
        len(normal_form(term)) < 2
        or _is_on_a_list(low)
        or words[0] in _list("never_first")
        or words[-1] in _list("never_last")
        or is_role_noun(words[-1])
    )


def _is_plain(term: str) -> bool:
    """Whether a term looks like ordinary words that only begin with capitals, or are shouted."""
    return term.isupper() or all(word[1:].islower() or len(word) == 1 for word in term.split())


def _is_on_a_list(low: str) -> bool:
    names = low.replace(" ", "_")
    plain = low.rstrip("s") if low.endswith("s") else low
    return any(
        names in _list(name) or plain in _list(name)
        for name in ("abbreviations", "months_and_days", "places", "organisations")
    )


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(cues("not_skills")[name].split())


def _judge(
    candidate: _Candidate, text: str, technical: Sequence[Hit], new: Sequence[TextSpan], skills: Mapping[str, Skill]
) -> tuple[float, str]:
    """A candidate's points, and what speaks for it."""
    span, passage = candidate.span, candidate.passage
    before = _before(candidate, span, text)
    after = text[span.end : min(passage.end, span.end + LOOK_AROUND)]
    beside = _beside(span, text, technical, new)
    noun = precedes_a_technology_noun(after)
    if not (noun or closes_an_item(after)) or (starts_a_sentence(before) and _is_plain(span.text) and not beside):
        return 0.0, ""
    points = _shape_points(span.text) + (0.0, BESIDE_TECHNOLOGY, BETWEEN_TECHNOLOGIES)[len(beside)]
    points += TECHNOLOGY_IN_PASSAGE if any(passage.start <= hit.start < passage.end for hit in technical) else 0.0
    points += _cue_points(candidate, text, new) + (BEFORE_NOUN if noun else 0.0)
    names = " and ".join(dict.fromkeys(skills[hit.skills[0]].name for hit in beside))
    return points, f"named beside {names}" if names else f"said as “{' '.join(before.split()[-3:])} {span.text}”"


def _cue_points(candidate: _Candidate, text: str, new: Sequence[TextSpan]) -> float:
    """What the words before a term say for it; before a list of new terms they speak for all of them."""
    first = candidate.span
    while previous := next((other for other in new if _are_listed(first, other, text, forward=False)), None):
        first = previous
    opening = _before(candidate, first, text)
    if names_experience(opening) and _is_rare(candidate.span.text):
        return AFTER_EXPERIENCE
    return AFTER_CUE if follows_a_cue(_before(candidate, candidate.span, text)) else 0.0


def _before(candidate: _Candidate, span: TextSpan, text: str) -> str:
    """The words before a span in a candidate's passage."""
    return text[max(candidate.passage.start, span.start - LOOK_AROUND) : span.start]


def _is_rare(term: str) -> bool:
    return all(zipf_frequency(word, "en") < RARE for word in term.split())


def _shape_points(term: str) -> float:
    if _ACRONYM.fullmatch(term) or _PLURAL_ACRONYM.fullmatch(term):
        return ACRONYM
    return INNER_CAPITALS if _INNER.search(term) else NAME


def _beside(span: TextSpan, text: str, technical: Sequence[Hit], new: Sequence[TextSpan]) -> list[Hit]:
    """The nearest technology on either side, with nothing but list marks and other new terms between."""
    sides = (_neighbour(span, text, technical, new, forward) for forward in (False, True))
    return [hit for hit in sides if hit is not None]


def _neighbour(
    span: TextSpan, text: str, technical: Sequence[Hit], new: Sequence[TextSpan], forward: bool
) -> Hit | None:
    for hit in technical:
        if _are_listed(span, hit, text, forward):
            return hit
    for other in new:
        if _are_listed(span, other, text, forward):
            return _neighbour(other, text, technical, new, forward)
    return None


def _are_listed(span: TextSpan, other: TextSpan | Hit, text: str, forward: bool) -> bool:
    """Whether two terms are the next members of one list."""
    start, end = (span.end, other.start) if forward else (other.end, span.start)
    return start < end and bool(text[start:end].strip()) and joins(text[start:end])
