"""What the library says of a term that it does not have: the skills that have a vote on it, and its dimensions.

A skill has a vote by how near it is in meaning, by the words that its spellings share with the term, and by standing
beside the term in the job description. A dimension scores by the votes of its skills and by how near its own
description is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_service.domain.run import CandidateDimension
from graph_service.domain.taxonomy import Library, Skill, Vectors
from graph_service.language.normalise import normalised

NEIGHBOURS = 20
CANDIDATES = 3
WEAKEST = 0.25
"""Skills less near than this have no vote by meaning."""
SHARED_WORDS_WEIGHT = 0.6
"""How much it counts, beside an equal meaning, that a skill has all words of the term."""
BESIDE_WEIGHT = 0.35
"""How much it counts, beside a cosine similarity, that a skill is named in the same breath."""
FURTHER_DIMENSION = 0.8
"""How much less each further dimension of a skill gets of its vote."""

_WORD = re.compile(r"[a-z0-9+#]+(?:\.[a-z]+)*")
_PLURAL = re.compile(r"(?<=\w{3})(?<!s)s$")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A library skill with a vote."""

    skill: Skill
    weight: float


@dataclass(frozen=True)
class Neighbourhood:
    """A library as terms that it lacks are placed in it."""

    library: Library

    def of(
        self, name: str, vector: Vectors, beside: Iterable[Skill] = (), hidden: str | None = None
    ) -> tuple[Neighbour, ...]:
        """The skills with a vote on a term of this name and vector, shape (numbers,); most weight first."""
        weights: dict[str, float] = dict(self._by_meaning(vector))
        for slug, share in self._by_words(name, hidden).items():
            weights[slug] = weights.get(slug, 0.0) + SHARED_WORDS_WEIGHT * share**2
        for skill in beside:
            weights[skill.slug] = weights.get(skill.slug, 0.0) + BESIDE_WEIGHT**2
        weights.pop(hidden or "", None)
        ranked = sorted(weights.items(), key=lambda item: -item[1])[:NEIGHBOURS]
        return tuple(Neighbour(self.library.skills[slug], weight) for slug, weight in ranked)

    def dimensions(self, votes: Sequence[Neighbour], vector: Vectors) -> tuple[CandidateDimension, ...]:
        """The dimensions that the neighbours are in, at most three, best first.

        The score, 0–1, is the mean of a dimension's share of the votes and its own cosine similarity with the term.
        """
        total = sum(vote.weight for vote in votes)
        shares: dict[str, float] = {}
        for vote in votes:
            for place, dimension in enumerate(vote.skill.dimensions):
                shares[dimension] = shares.get(dimension, 0.0) + vote.weight / total * FURTHER_DIMENSION**place
        scores = {slug: round((share + self._likeness(slug, vector)) / 2, 4) for slug, share in shares.items()}
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:CANDIDATES]
        return tuple(CandidateDimension(slug, score) for slug, score in ranked)

    def _likeness(self, dimension: str, vector: Vectors) -> float:
        return max(0.0, float(self.library.dimension_vectors[self._rows[dimension]] @ vector))

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {slug: row for row, slug in enumerate(self.library.dimensions)}

    def _by_meaning(self, vector: Vectors) -> Iterable[tuple[str, float]]:
        if not len(self.library.skill_vectors):
            return
        similarities = self.library.skill_vectors @ vector
        slugs = self.library.skill_slugs
        nearest = np.argpartition(-similarities, min(NEIGHBOURS, len(slugs) - 1))[: NEIGHBOURS + 1]
        for row in sorted(nearest, key=lambda row: (-similarities[row], row)):
            if similarities[row] >= WEAKEST:
                yield slugs[row], float(similarities[row]) ** 2

    def _by_words(self, name: str, hidden: str | None) -> dict[str, float]:
        """Skill → how much of what the term's words tell is in its spellings, 0–1. Rare words tell more."""
        wanted = _words(name)
        whole = sum(self._rarity(word) for word in wanted)
        shares: dict[str, float] = {}
        for word in wanted:
            for slug in self._with_word.get(word, ()):
                if slug != hidden:
                    shares[slug] = shares.get(slug, 0.0) + self._rarity(word) / whole
        return shares

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self.library.skills) / len(self._with_word.get(word, "-")))

    @cached_property
    def _with_word(self) -> Mapping[str, frozenset[str]]:
        """Word → the skills that have it in a spelling."""
        found: dict[str, set[str]] = {}
        for skill in self.library.skills.values():
            for word in {word for alias in skill.aliases for word in _words(alias.text)}:
                found.setdefault(word, set()).add(skill.slug)
        return {word: frozenset(slugs) for word, slugs in found.items()}


def _words(name: str) -> tuple[str, ...]:
    """The words of a name in the singular, once each."""
    return tuple(dict.fromkeys(_PLURAL.sub("", word) for word in _WORD.findall(normalised(name))))
