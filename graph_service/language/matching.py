"""From a term to the library skill it means: by alias, then by normal form, then by meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_service.domain.run import MatchMethod
from graph_service.domain.taxonomy import Library, Vectors
from graph_service.language.normalise import normal_form, normalised

_JOINT = re.compile(r"\s*(?:[/&,]|(?<!\+)\+(?!\+))\s*|\s+(?:and|or)\s+")


@dataclass(frozen=True, slots=True)
class Match:
    """The library skill (slug) that a term means, by what, and through which spelling; how sure, 0–1."""

    skill: str
    method: MatchMethod
    spelling: str
    similarity: float = 1.0


@dataclass(frozen=True)
class AliasIndex:
    """Every spelling of every skill of a library, for looking terms up."""

    library: Library

    @cached_property
    def _spellings(self) -> dict[str, tuple[str, str]]:
        spellings: dict[str, tuple[str, str]] = {}
        for skill in self.library.skills.values():
            for alias in skill.aliases:
                spellings.setdefault(normalised(alias.text), (skill.slug, alias.text))
        return spellings

    @cached_property
    def _forms(self) -> dict[str, tuple[str, str]]:
        forms: dict[str, tuple[str, str]] = {}
        for skill in self.library.skills.values():
            for alias in skill.aliases:
                forms.setdefault(normal_form(alias.text), (skill.slug, alias.text))
        return forms

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {slug: row for row, slug in enumerate(self.library.skills)}

    def row(self, skill: str) -> int:
        """The row of a skill (slug) in the library's vectors."""
        return self._rows[skill]

    def by_spelling(self, term: str) -> Match | None:
        """The skill whose alias the term is, or is but for case, punctuation, spacing, plural or version."""
        if found := self._spellings.get(normalised(term)):
            return Match(found[0], MatchMethod.ALIAS, found[1])
        if found := self._forms.get(normal_form(term)):
            return Match(found[0], MatchMethod.NORMAL_FORM, found[1])
        return None

    def by_meaning(self, vector: Vectors, least: float) -> Match | None:
        """The skill whose vector is nearest to the term's, shape (numbers,), if it is at least that near."""
        if not len(self.library.skill_vectors):
            return None
        similarities = self.library.skill_vectors @ vector
        row = int(np.argmax(similarities))
        if similarities[row] < least:
            return None
        skill = self.library.skills[self.library.skill_slugs[row]]
        return Match(skill.slug, MatchMethod.MEANING, skill.name, round(float(similarities[row]), 4))

    def parts(self, term: str) -> tuple[str, ...]:
        """The parts of a compound ("Hive/PySpark"), if every part is a spelling that the library knows; else none."""
        parts = joint_parts(term)
        return parts if len(parts) > 1 and all(self.by_spelling(part) for part in parts) else ()


def joint_parts(term: str) -> tuple[str, ...]:
    """What a term joins by a slash, a comma, an ampersand, a plus or a word; the term alone where it joins nothing."""
    return tuple(part for part in _JOINT.split(term) if part)
