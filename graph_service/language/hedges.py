"""Which part of a sentence only says what would be welcome: "Java and SQL; exposure to Kafka is a plus"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from graph_service.language.cue_files import any_of, cues

_CLAUSE_END = re.compile(r";|[.!?](?=\s|$)|\n|(?<=\w)\)\s*[,;]|,\s+(?=but\b)")
_ABBREVIATION_END = re.compile(r"(?:\be\.?g|\bi\.?e|\betc|\bvs|\bincl|\bapprox|\bNet|\bv)\.$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\b(?:experiences?|knowledge|familiarity|understanding|exposure|background|certifications?|proficiency|ability|"
    r"skills?|expertise|degree|training|use|awareness)\b",
    re.IGNORECASE,
)
_MET_DEMAND = re.compile(r"\b(?:required|mandatory|essential|needed|a must)\b", re.IGNORECASE)
"""Ends what was asked for before: "Python required, Scala a plus"."""
_NEW_OBJECT = re.compile(
    r",\s*(?:and\s+)?(?=(?:\w+\s+){0,2}(?:experience|knowledge|familiarity|exposure|understanding)\b)", re.IGNORECASE
)
_SINGULAR = re.compile(r"(?:is|would be|will be)\b", re.IGNORECASE)


def hedged_parts(sentence: str) -> tuple[tuple[int, int], ...]:
    """The [start, end) of each part of a sentence that is hedged."""
    return tuple(part for start, end in _clauses(sentence) for part in _hedged_in_clause(sentence, start, end))


def _clauses(sentence: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _CLAUSE_END.finditer(sentence):
        if _ABBREVIATION_END.search(sentence[start : found.end()]):
            continue
        yield start, found.end()
        start = found.end()
    yield start, len(sentence)


def _hedged_in_clause(sentence: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in _pattern("after").finditer(sentence, start, end):
        yield _reach_back(sentence, start, found.start(), found[0])
    for found in _pattern("before").finditer(sentence, start, end):
        if sentence[found.end() : end].strip(" .;:)"):
            yield found.start(), _reach_forward(sentence, found.end(), end)


def _reach_back(sentence: str, start: int, hedge: int, words: str) -> tuple[int, int]:
    """What a hedge behind its object is about: its parenthesis, its last item, or its clause."""
    bracket = sentence.rfind("(", start, hedge)
    if bracket >= 0 and ")" not in sentence[bracket:hedge]:
        is_alone = not sentence[bracket + 1 : hedge].strip()
        return _only_the_word_before(sentence, start, bracket) if is_alone else (bracket, hedge)
    start = _last_end(_MET_DEMAND, sentence, start, hedge)
    comma = sentence.rfind(",", start, hedge)
    is_last_item = comma >= 0 and not re.match(r",\s*(?:and|or)\b", sentence[comma:hedge])
    is_sentence = not _SUBJECT.search(sentence, start, comma) or _pattern("demands").search(sentence, start, comma)
    if is_last_item and _SINGULAR.match(words) and is_sentence:
        return comma, hedge
    return _last_end(_NEW_OBJECT, sentence, start, hedge), hedge


def _last_end(pattern: re.Pattern[str], sentence: str, start: int, end: int) -> int:
    """Where the last match of a pattern ends; `start` if there is none."""
    return max((found.end() for found in pattern.finditer(sentence, start, end)), default=start)


def _only_the_word_before(sentence: str, start: int, bracket: int) -> tuple[int, int]:
    """What "(preferred)" is about: the item right before it."""
    item = max(sentence.rfind(mark, start, bracket) for mark in (",", "/", " or ", " and ", "("))
    return max(item, start), bracket


def _reach_forward(sentence: str, hedge: int, end: int) -> int:
    """To where a hedge before its object holds: its parenthesis, the next demand, or the clause."""
    demand = _pattern("demands").search(sentence, hedge, end)
    stop = demand.start() if demand else end
    closing = sentence.find(")", hedge, stop)
    return closing if closing >= 0 and "(" not in sentence[hedge:closing] else stop


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return any_of(cues("hedges")[name], re.IGNORECASE)
