"""A text cut into pieces, each with what was found in it: how a job description is shown with its skills marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Find:
    """Where something stands in the text: offsets in characters, and the number of what it is."""

    start: int
    end: int
    what: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text within which nothing begins or ends.

    `finds` cover it, the shortest first; so do `passages`. `begins` are those of the passages that begin with it.
    """

    text: str
    finds: tuple[Find, ...]
    passages: tuple[Find, ...]
    begins: tuple[Find, ...]


def pieces(text: str, finds: Iterable[Find], passages: Iterable[Find] = ()) -> Iterator[Piece]:
    """The whole text in order. Finds and passages may overlap; what of them lies outside is cut off."""
    marks, quotes = _by_start(finds, len(text)), _by_start(passages, len(text))
    known = [one for starts in (marks, quotes) for found in starts.values() for one in found]
    cuts = sorted({0, len(text), *(place for one in known for place in (one.start, one.end))})
    covering: list[Find] = []
    quoting: list[Find] = []
    for start, end in pairwise(cuts):
        covering = [find for find in covering if find.end > start] + marks[start]
        quoting = [quote for quote in quoting if quote.end > start] + quotes[start]
        shortest_first = sorted(covering, key=_length)
        yield Piece(text[start:end], tuple(shortest_first), tuple(quoting), tuple(quotes[start]))


def _by_start(finds: Iterable[Find], length: int) -> defaultdict[int, list[Find]]:
    found: defaultdict[int, list[Find]] = defaultdict(list)
    for one in finds:
        inside = replace(one, start=max(one.start, 0), end=min(one.end, length))
        if inside.start < inside.end:
            found[inside.start].append(inside)
    return found


def _length(find: Find) -> int:
    return find.end - find.start
