"""Every spelling of every skill, found in one pass over a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from graph_service.domain.taxonomy import Alias, MatchStrategy, Skill, SkillNature, SkillStatus
from graph_service.language.folding import START, fold
from graph_service.language.normalise import normalised
from graph_service.language.spellings import has_plural, spellings, split_spellings

PRODUCTS = frozenset(
    {
        SkillNature.LANGUAGE,
        SkillNature.FRAMEWORK,
        SkillNature.LIBRARY,
        SkillNature.TOOL,
        SkillNature.PLATFORM,
        SkillNature.DATABASE,
        SkillNature.CERTIFICATION,
    }
)
"""Natures whose skills have proper names, which have no plural."""

_LOWER_CASE_WORD = re.compile(r"\b[a-z]{2,}\b")
_LIST_MARK = re.compile(r"\s*/\s*|\s+(?:and|&)\s+")
_PARAGRAPH = "\n\n"
_VERSIONED_WORD = 3
"""A name with at least so many letters may carry a version glued to it: Python3, CSS3, but not C4."""


class Hit(NamedTuple):
    """A spelling found at text[start:end]. `skills` holds the slugs of its owners, more than one for a homonym.

    `alias` is the spelling as its first owner uses it. (A named tuple, for speed: a long text has hundreds.)
    """

    start: int
    end: int
    text: str
    alias: Alias
    skills: tuple[str, ...]


@dataclass(slots=True)
class _Entry:
    """What a pattern stands for. `apart`: it is a name pulled apart at its humps, so its words need capitals.

    `delicate`: what was found has to be looked at more closely than for its edges.
    """

    alias: Alias
    skills: tuple[str, ...]
    apart: bool = False
    delicate: bool = False


class Dictionary:
    """All aliases of all extractable, active skills as one automaton."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        extractable = [skill for skill in skills if skill.is_extractable and skill.status is SkillStatus.ACTIVE]
        entries = _entries(extractable)
        self._descriptions = tuple(skill.description for skill in extractable)
        self._entries = tuple(entries.values())
        self._automaton = AhoCorasick(
            list(entries), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
        )

    def find(self, text: str) -> list[Hit]:
        """The longest spellings in a text, in order, none overlapping another."""
        folded = fold(text)
        found = self._automaton.find_matches_as_indexes(folded.text)
        if not found:
            return []
        patterns, firsts, lasts = zip(*found, strict=True)
        starts = folded.origins(firsts).tolist()
        ends = (folded.origins(np.array(lasts) - 1) + 1).tolist()
        hits: list[Hit] = []
        entries = self._entries
        for pattern, start, end in zip(patterns, starts, ends, strict=True):
            entry = entries[pattern]
            if entry.delicate or text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
                hits += self._looked_at(text, start, end, entry)
            else:
                hits.append(Hit(start, end, text[start:end], entry.alias, entry.skills))
        return hits

    @cached_property
    def ordinary_words(self) -> frozenset[str]:
        """The words that the skills' descriptions write in lower case: a vocabulary of what is no name."""
        return frozenset(word for text in self._descriptions for word in _LOWER_CASE_WORD.findall(text))

    def shorter(self, hit: Hit) -> list[Hit]:
        """What stands inside a hit if the hit itself does not count: without its last word, or without its first."""
        folded = fold(hit.text)
        words = [place for place, mark in enumerate(folded.text) if mark == START]
        if len(words) < 2:
            return []
        head, tail = folded.span(words[-1], words[-1] + 1)[0], folded.span(words[1], words[1] + 1)[0]
        found = self.find(hit.text[:head]) or [_moved(inner, tail) for inner in self.find(hit.text[tail:])]
        return [_moved(inner, hit.start) for inner in found]

    def _looked_at(self, text: str, start: int, end: int, entry: _Entry) -> list[Hit]:
        end = _with_glued_version(text, start, end)
        hit = Hit(start, end, text[start:end], entry.alias, entry.skills)
        if not _stands_alone(text, start, end):
            return []
        if (entry.apart and not _words_are_capitalised(hit.text)) or _is_sentence_end(text, hit):
            return self.shorter(hit)
        return [hit]


def _moved(hit: Hit, by: int) -> Hit:
    return Hit(hit.start + by, hit.end + by, hit.text, hit.alias, hit.skills)


def _entries(skills: list[Skill]) -> dict[str, _Entry]:
    """Folded pattern → what it stands for. A spelling that is written down beats one that was derived."""
    owned = [(alias, skill) for skill in skills for alias in skill.aliases]
    compounds = _compounds(owned)
    owned = [(alias, skill) for alias, skill in owned if (normalised(alias.text), skill.slug) not in compounds]
    entries: dict[str, _Entry] = {}
    for pattern, (alias, skill) in zip(_patterns(alias.text for alias, _ in owned), owned, strict=True):
        entry = entries.setdefault(pattern, _Entry(alias, ()))
        if skill.slug not in entry.skills:
            entry.skills = (*entry.skills, skill.slug)
    for texts, apart in ((_derived(owned), False), (_split(owned), True)):
        derived = list(texts)
        for pattern, (_, alias, skill) in zip(_patterns(text for text, _, _ in derived), derived, strict=True):
            entries.setdefault(pattern, _Entry(alias, (skill.slug,), apart))
    entries.pop("", None)
    for pattern, entry in entries.items():
        entry.delicate = entry.apart or "." in pattern
    return entries


def _patterns(texts: Iterable[str]) -> list[str]:
    """Each text folded; all in one go, because folding costs per call."""
    lines = [text.replace("\n", " ").capitalize() for text in texts]
    return fold(_PARAGRAPH.join(lines)).text.split(_PARAGRAPH) if lines else []


def _derived(owned: Iterable[tuple[Alias, Skill]]) -> Iterator[tuple[str, Alias, Skill]]:
    for alias, skill in owned:
        for text in spellings(alias.text, _has_number(alias, skill)):
            yield text, alias, skill


def _has_number(alias: Alias, skill: Skill) -> bool:
    """Whether a spelling has a singular and a plural that mean the same: a product's name has not, nor "initiative"."""
    if alias.match_strategy is MatchStrategy.CASE_SENSITIVE:
        return False
    if skill.nature is SkillNature.SOFT_SKILL:
        return " " in alias.text
    return skill.nature not in PRODUCTS or has_plural(alias.text)


def _split(owned: Iterable[tuple[Alias, Skill]]) -> Iterator[tuple[str, Alias, Skill]]:
    for alias, skill in owned:
        for text in split_spellings(alias.text):
            yield text, alias, skill


def _compounds(owned: Sequence[tuple[Alias, Skill]]) -> set[tuple[str, str]]:
    """(alias key, skill) of aliases such as "C/C++" or "REST and SOAP": they are lists, and each member counts itself.

    A skill's own name is none ("CI/CD"), nor are two words that count only in context ("training and development").
    """
    spelled = {normalised(alias.text): alias for alias, _ in owned}
    compounds = set()
    for alias, skill in owned:
        parts = _LIST_MARK.split(alias.text)
        if len(parts) > 1 and not alias.is_primary and all(normalised(part) in spelled for part in parts):
            members = [spelled[normalised(part)] for part in parts]
            if "/" in alias.text or all(_is_definite(member) for member in members):
                compounds.add((normalised(alias.text), skill.slug))
    return compounds


def _is_definite(alias: Alias) -> bool:
    return alias.match_strategy is not MatchStrategy.CONTEXT_REQUIRED or alias.text.isupper()


def _with_glued_version(text: str, start: int, end: int) -> int:
    """The end of a name with the digits that stick to it: "Python3", "HTML5"."""
    if end >= len(text) or not text[end].isdecimal() or not text[end - 1].isalpha():
        return end
    letters = text[start:end]
    if len(letters) < _VERSIONED_WORD or not letters[-_VERSIONED_WORD:].isalpha():
        return end
    while end < len(text) and text[end].isdecimal():
        end += 1
    return end


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether letters do not meet digits at the edges of a match, as D does in 3D and S3 in S3a."""
    before, after = text[start - 1 : start], text[end : end + 1]
    edge = (before.isdigit() and text[start].isalpha()) or (before.isalpha() and text[start].isdigit())
    return (
        not edge
        and not (after.isdigit() and text[end - 1].isalpha())
        and not (after.isalpha() and text[end - 1].isdigit())
    )


def _words_are_capitalised(text: str) -> bool:
    """Whether the parts of a name that was pulled apart still look like a name: "Java Script", "Java-script"."""
    parts = text.split()
    return len(parts) == 1 or (all(part[0].isupper() for part in parts) and not text.isupper())


def _is_sentence_end(text: str, hit: Hit) -> bool:
    """Whether the dot of a match ends a sentence: "… growth. Net income" is not .NET."""
    dot = hit.text.find(".")
    if dot < 0 or not hit.text[dot + 1 : dot + 2].isspace():
        return False
    return dot > 0 or text[max(0, hit.start - 1) : hit.start].isalnum()
