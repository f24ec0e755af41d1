"""Spellings that are a slip of the pen apart, by RapidFuzz over blocks of like length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA
from wordfreq import zipf_frequency

from graph_service.curation.likeness import Likeness, Owned, Spellings, likenesses, parts_of, words
from graph_service.domain.duplicates import DuplicateKind
from graph_service.language.normalise import normal_form

SWAPPED, DROPPED, REPLACED, TWO_SLIPS = 0.92, 0.88, 0.7, 0.8
CUT_SHORT = 0.68
"""Letters in another order, one too many or too few, another letter, two of these; and an end cut off."""

LEAST_WORD, LEAST_LONG_WORD = 6, 9
"""How long the shorter word has to be for one slip, and for two."""
RARE = 1.0
"""Zipf frequency below which a word is in hardly any text, as misspellings are."""
LEAST_CUT, LONGEST_TAIL, LEAST_SHARE = 7, 3, 0.75
"""How much has to be left of a word that is cut short, and how much may be missing."""


def slips(spellings: Spellings) -> Iterator[Likeness]:
    """Names and spellings that differ in one word, and there by a slip."""
    names = dict.fromkeys(normal_form(skill.name) for skill in spellings.skills)
    for name, form in _near(names, spellings.by_form):
        named = [owned for owned in spellings.by_form[name] if owned.text == spellings.skills[owned.row].name]
        yield from likenesses(
            named, spellings.by_form[form], DuplicateKind.EDIT_DISTANCE, lambda a, b: _judged(a, b, spellings)
        )


def _near(names: Iterable[str], forms: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(name, form) with the same first letter that are within the distance of slips, or of which one is cut short."""
    blocks = _blocks(forms)
    for (letter, size), rows in _blocks(names).items():
        if size < LEAST_WORD:
            continue
        most = _most_slips(size)
        columns = [form for near in range(size - most, size + most + 1) for form in blocks.get((letter, near), ())]
        distances = process.cdist(rows, columns, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)
        for row, column in np.argwhere((distances > 0) & (distances <= most)).tolist():
            yield rows[row], columns[column]
        for tail in range(1, LONGEST_TAIL + 1):
            shorter = set(blocks.get((letter, size - tail), ()))
            yield from ((name, name[:-tail]) for name in rows if name[:-tail] in shorter)
            starts = set(rows)
            yield from ((form[:size], form) for form in blocks.get((letter, size + tail), ()) if form[:size] in starts)


def _blocks(forms: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    """(first letter, length) → the forms that have them."""
    blocks: dict[tuple[str, int], list[str]] = defaultdict(list)
    for form in forms:
        blocks[form[:1], len(form)].append(form)
    return blocks


def _most_slips(size: int) -> int:
    return 2 if size >= LEAST_LONG_WORD else 1


def _judged(one: Owned, other: Owned, spellings: Spellings) -> tuple[str, float]:
    a, b = words(one.text), words(other.text)
    different = [place for place in range(len(a)) if a[place] != b[place]] if len(a) == len(b) else []
    score = 0.0
    if len(different) == 1:
        # Compared as they are written: a slip may hide that a final s is no plural's.
        parts, others = parts_of(one.text), parts_of(other.text)
        score = _slip(parts[different[0]], others[different[0]], spellings.owners_of_word)
    return f"{one.text!r} and {other.text!r} are nearly the same letters", score


def _slip(one: str, other: str, owners: Mapping[str, int]) -> float:
    """How sure it is that one word is the other with a slip; 0 where they are two words."""
    short, long = sorted((one, other), key=len)
    if len(short) < LEAST_WORD or short[0] != long[0] or _digits(short) != _digits(long):
        return 0.0
    tail = len(long) - len(short)
    if long.startswith(short) and tail > 1:
        is_cut = len(short) >= LEAST_CUT and tail <= LONGEST_TAIL and len(short) / len(long) >= LEAST_SHARE
        return CUT_SHORT if is_cut else 0.0
    distance = OSA.distance(one, other)
    if distance > _most_slips(len(short)) or not any(_is_rare(word, owners) for word in (one, other)):
        return 0.0
    if distance > 1:
        return TWO_SLIPS if tail or sorted(short) == sorted(long) else 0.0
    if long.startswith(short):
        return CUT_SHORT
    if tail:
        return DROPPED
    return SWAPPED if sorted(short) == sorted(long) else REPLACED


def _is_rare(word: str, owners: Mapping[str, int]) -> bool:
    """Whether a word is in one skill's spellings at most, and in hardly any text."""
    return owners.get(word, 0) <= 1 and bool(zipf_frequency(word, "en") < RARE)


def _digits(word: str) -> str:
    return "".join(character for character in word if character.isdigit())
