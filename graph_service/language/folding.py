"""A text folded for matching, with a map back to where each character came from.

Folded text is a run of words, each between START and END, in lower case and without accents. White space, hyphens
and underscores between words are gone, so that "event driven" and "event-driven" are one; every other mark stays,
so that "Java, Script" is not "Java Script". A word ends where letters meet digits ("HTML5" is two). "++" and "#" at
the end of a word belong to it.
"""

from __future__ import annotations

import re
import unicodedata
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

_ADDRESS_OR_TAG = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|</?[A-Za-z][^<>]{0,300}>")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `origin[i]` is where in the text its character i came from."""

    text: str
    origin: NDArray[np.intp]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original text the folded characters [start, end) came from."""
        return int(self.origin[start]), int(self.origin[end - 1]) + 1


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
    codes = np.frombuffer(masked.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    rows = np.minimum(codes, _TABLE_SIZE - 1)
    kind = tables.kind[rows]
    place = np.arange(len(rows))
    if (kind == _NOTHING).any():
        place = np.flatnonzero(kind != _NOTHING)
        rows, kind = rows[place], kind[place]
    folded = tables.folded[rows]
    _join_symbols(folded, kind)
    _settle_newlines(kind, tables.lower[rows])
    start, end = _word_edges(kind)
    _split_run_on_lines(masked, place, tables, rows, start, end)
    return _assembled(folded, kind, start, end, place)


def _masked(text: str) -> str:
    if "://" in text or "www." in text or "@" in text or "<" in text:
        return _ADDRESS_OR_TAG.sub(lambda found: ";" * len(found[0]), text)
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
    breaks = kind[solid] == _NEWLINE
    goes_on = np.zeros_like(breaks)
    goes_on[:-1] = lower[solid[1:]]
    kind[solid[breaks & goes_on]] = _GAP
    kind[solid[breaks & ~goes_on]] = _MARK


def _word_edges(kind: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    start = (kind == _LETTER) | (kind == _DIGIT)
    end = start.copy()
    start[1:] &= kind[1:] != kind[:-1]
    end[:-1] &= kind[1:] != kind[:-1]
    return start, end


def _split_run_on_lines(
    text: str,
    place: NDArray[np.intp],
    tables: _Tables,
    rows: NDArray[np.uint32],
    start: NDArray[np.bool_],
    end: NDArray[np.bool_],
) -> None:
    upper, lower = tables.upper[rows], tables.lower[rows]
    humps = np.flatnonzero(upper[1:-1] & lower[2:] & (upper[:-2] | lower[:-2])) + 1
    for hump in humps:
        if text.startswith(_line_openers(), int(place[hump])):
            start[hump], end[hump - 1] = True, True


def _assembled(
    folded: NDArray[np.uint32],
    kind: NDArray[np.uint8],
    start: NDArray[np.bool_],
    end: NDArray[np.bool_],
    place: NDArray[np.intp],
) -> Folded:
    """Put the edges around the words and drop the gaps."""
    widths = np.where(kind == _GAP, 0, 1 + start + end.astype(np.int64))
    last = np.cumsum(widths) - 1
    out = np.repeat(folded, widths)
    out[last[start] - end[start] - 1] = ord(START)
    out[last[end]] = ord(END)
    return Folded(out.astype("<u4").tobytes().decode("utf-32-le"), np.repeat(place, widths))


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
