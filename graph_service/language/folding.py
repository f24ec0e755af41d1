"""A text folded for matching, with a map back to where each character came from.

Folded text is a run of words, each between START and END, in lower case and without accents. White space, hyphens
and underscores between words are gone, so that "event driven" and "event-driven" are one; every other mark stays,
so that "Java, Script" is not "Java Script". A word ends where letters meet digits ("HTML5" is two). "++" and "#" at
the end of a word belong to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from graph_service.language.cue_files import cues

START, END = "\x01", "\x02"

_GAP, _LETTER, _DIGIT, _MARK, _NOTHING, _NEWLINE = range(6)
_TABLE_SIZE = 0x10000
_WHITE = frozenset(" \t\r\v\f\u00a0\u1680\u202f\u205f\u3000\u2028\u2029") | {chr(c) for c in range(0x2000, 0x200B)}
_HYPHENS = frozenset("-_\u00ac\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe63\uff0d")
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff")

_MASKED = (
    ("://", re.compile(r"https?://\S+")),
    ("www.", re.compile(r"www\.\S+")),
    ("@", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("<", re.compile(r"</?[A-Za-z][^<>]{0,300}>")),
)
"""A mark of each address or tag, and the whole of it."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `ends[i]` is where in it the i-th character of the original that it keeps ends, with its edges.

    `place[i]` is where that character stands in the original.
    """

    text: str
    ends: NDArray[np.intp]
    place: NDArray[np.intp]

    def origins(self, positions: Sequence[int] | NDArray[np.intp]) -> NDArray[np.intp]:
        """Where in the original text the folded characters at some positions came from."""
        return self.place[self.ends.searchsorted(positions, side="right")]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original text the folded characters [start, end) came from."""
        first, last = self.origins((start, end - 1)).tolist()
        return first, last + 1


@dataclass(frozen=True, slots=True)
class _Tables:
    folded: NDArray[np.uint32]
    kind: NDArray[np.uint8]
    upper: NDArray[np.bool_]
    lower: NDArray[np.bool_]


def fold(text: str) -> Folded:
    """Fold a text. Addresses and tags become marks that nothing matches."""
    tables = _tables()
    masked = _masked(text)
    rows = np.frombuffer(masked.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if len(rows) and rows.max() >= _TABLE_SIZE:
        rows = np.minimum(rows, _TABLE_SIZE - 1)
    kind = tables.kind[rows]
    place = None
    if not masked.isascii() and (kind == _NOTHING).any():
        place = np.flatnonzero(kind != _NOTHING)
        rows, kind = rows[place], kind[place]
    folded = tables.folded[rows]
    if "#" in masked or "++" in masked:
        _join_symbols(folded, kind)
    lower = tables.lower[rows]
    if "\n" in masked:
        _settle_newlines(kind, lower)
    start, end = _word_edges(kind)
    _split_run_on_lines(masked, place, tables.upper[rows], lower, start, end)
    return _assembled(folded, kind, start, end, place)


def _masked(text: str) -> str:
    for mark, expression in _MASKED:
        if mark in text:
            text = expression.sub(lambda found: ";" * len(found[0]), text)
    return text


def _join_symbols(folded: NDArray[np.uint32], kind: NDArray[np.uint8]) -> None:
    """Make "++" and "#" behind a letter part of its word: C++, C#, but not "2+" nor "#1"."""
    letter = kind == _LETTER
    plus, sharp = folded == ord("+"), folded == ord("#")
    first = np.zeros_like(plus)
    first[1:-1] = plus[1:-1] & plus[2:] & letter[:-2]
    joined = first.copy()
    joined[1:] |= first[:-1]
    joined[1:] |= sharp[1:] & letter[:-1]
    kind[joined] = _LETTER


def _settle_newlines(kind: NDArray[np.uint8], lower: NDArray[np.bool_]) -> None:
    """A line that goes on in lower case was only wrapped; every other line break is a mark."""
    solid = np.flatnonzero(kind != _GAP)
    places = np.flatnonzero(kind[solid] == _NEWLINE)
    breaks = solid[places]
    following = np.minimum(places + 1, len(solid) - 1)
    kind[breaks] = np.where(lower[solid[following]], _GAP, _MARK)


def _word_edges(kind: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    start = (kind == _LETTER) | (kind == _DIGIT)
    end = start.copy()
    changes = kind[1:] != kind[:-1]
    start[1:] &= changes
    end[:-1] &= changes
    return start, end


def _split_run_on_lines(
    text: str,
    place: NDArray[np.intp] | None,
    upper: NDArray[np.bool_],
    lower: NDArray[np.bool_],
    start: NDArray[np.bool_],
    end: NDArray[np.bool_],
) -> None:
    humps = np.flatnonzero(upper[1:-1] & lower[2:] & (upper[:-2] | lower[:-2])) + 1
    for hump in humps.tolist():
        if text.startswith(_line_openers(), hump if place is None else int(place[hump])):
            start[hump], end[hump - 1] = True, True


def _assembled(
    folded: NDArray[np.uint32],
    kind: NDArray[np.uint8],
    start: NDArray[np.bool_],
    end: NDArray[np.bool_],
    place: NDArray[np.intp] | None,
) -> Folded:
    """Put the edges around the words and drop the gaps."""
    solid = np.flatnonzero(kind != _GAP)
    start, end = start[solid], end[solid]
    ends = np.cumsum(np.add(start, end, dtype=np.uint8) + np.uint8(1), dtype=np.intp)
    out = np.empty(int(ends[-1]) if len(ends) else 0, dtype="<u4")
    out[ends - end - 1] = folded[solid]
    out[(ends - end)[start] - 2] = ord(START)
    out[ends[end] - 1] = ord(END)
    return Folded(out.tobytes().decode("utf-32-le"), ends, solid if place is None else place[solid])


@cache
def _line_openers() -> tuple[str, ...]:
    return tuple(cues("run_on_lines")["openers"].split())


@cache
def _tables() -> _Tables:
    """What each character of the Basic Multilingual Plane folds to and is; the rest counts as a mark."""
    folded = np.arange(_TABLE_SIZE, dtype=np.uint32)
    kind = np.full(_TABLE_SIZE, _MARK, dtype=np.uint8)
    upper, lower = np.zeros(_TABLE_SIZE, dtype=np.bool_), np.zeros(_TABLE_SIZE, dtype=np.bool_)
    for code in (*range(0x3000), *range(0xFF00, 0xFFF0)):
        character = chr(code)
        folded[code], kind[code] = _folded(character), _kind(character)
        upper[code], lower[code] = character.isupper(), character.islower()
    kind[0x3040:0xD7A4] = _LETTER
    folded[0xD800:0xE000] = ord("?")
    folded[_TABLE_SIZE - 1] = ord("?")
    return _Tables(folded, kind, upper, lower)


def _folded(character: str) -> int:
    plain = unicodedata.normalize("NFKD", character)[0].lower()
    return ord({"’": "'", "‘": "'", "´": "'", "`": "'"}.get(plain, plain[0]))


def _kind(character: str) -> int:
    if character == "\n":
        return _NEWLINE
    if character in _INVISIBLE:
        return _NOTHING
    if character in _WHITE or character in _HYPHENS or unicodedata.category(character) == "Cc":
        return _GAP
    if character.isdigit():
        return _DIGIT
    return _LETTER if character.isalnum() or unicodedata.category(character) == "Mn" else _MARK
