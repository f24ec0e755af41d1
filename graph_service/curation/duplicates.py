"""Which skills may be one: what their spellings say, with meaning and context to support it.

Spellings decide, for a skill's nearest by meaning is nearly always its sibling: meaning alone stays below what is
listed unless a curator asks for it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph_service.curation.likeness import Likeness, Spellings
from graph_service.curation.slips import slips
from graph_service.domain.duplicates import (
    DuplicateCandidate,
    DuplicateKind,
    DuplicateReason,
    SkillPool,
    SkillProfile,
)
from graph_service.domain.taxonomy import Library
from graph_service.store import duplicates as store
from graph_service.store.connection import Graph

LEAST_SCORE = 0.55
"""Below it a pair is more likely two skills."""
CONCLUSIVE = 0.9
"""A likeness of spellings from which little else counts."""
MEANING_SHARE, CONTEXT_SHARE = 0.2, 0.1
SUPPORT_OF_CONCLUSIVE = 0.05
"""How much of a score is meaning's and context's; each of them, where spellings are conclusive."""
FAR, NEAR = 0.3, 0.8
"""Cosine similarities that support nothing, and all that one can."""
LEAST_NEAR, MEANING_ALONE = 0.75, 0.5
"""From which similarity on pairs are looked at that share no spelling, and what the greatest says alone."""

BOTH_IN_LIBRARY = 0.6
RELATED = 0.85
OTHER_NATURE = 0.9
"""What is left where the library lists both, where they are related, and where they are two kinds of thing."""

BLOCK = 1024
MOST_ASKED = 500
"""Of so many pairs the runs are looked up, the likeliest first."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two skills (uids) that may be one, before their context is known in full; one of the library comes first.

    `score` is what spellings and meaning make of it; full context adds `room`.
    """

    first: str
    second: str
    score: float
    room: float
    reasons: tuple[DuplicateReason, ...]

    def candidate(self, shared_runs: int) -> DuplicateCandidate:
        """With its context, and the runs that found both."""
        reasons = self.reasons
        if shared_runs:
            detail = f"{shared_runs} run{'s' if shared_runs > 1 else ''} found both"
            reasons += (DuplicateReason(DuplicateKind.RUNS, detail, round(shared_runs / (shared_runs + 2), 3)),)
        doubt = np.prod([1 - reason.score for reason in reasons if reason.kind in _CONTEXT])
        score = round(self.score + self.room * (1 - float(doubt)), 4)
        ordered = sorted(reasons, key=lambda reason: -reason.score)
        return DuplicateCandidate(self.first, self.second, score, tuple(ordered))


_CONTEXT = frozenset({DuplicateKind.DIMENSIONS, DuplicateKind.NEIGHBOURS, DuplicateKind.RUNS})


async def find_duplicates(graph: Graph, library: Library, least: float, first: int) -> list[DuplicateCandidate]:
    """The pairs of live and pending skills that may be one, the surest first; none that a curator ruled out."""
    pool = await store.pool(graph, library)
    suspected = await asyncio.to_thread(suspicions, pool, least)
    likely = sorted(suspected, key=lambda each: -each.score - each.room)[: max(MOST_ASKED, first)]
    runs = await store.shared_runs(graph, [(each.first, each.second) for each in likely])
    return ranked(likely, runs, least)[:first]


def suspicions(pool: SkillPool, least: float = 0.0) -> list[Suspicion]:
    """The pairs of skills that may come to a score of `least`, unordered; none that a curator ruled out."""
    spellings = Spellings(pool.skills)
    found: dict[Pair, dict[DuplicateKind, Likeness]] = defaultdict(dict)
    for likeness in (*spellings.likenesses(), *slips(spellings)):
        _keep(found, likeness)
    for pair in _nearest(pool):
        if (shared := spellings.shared_words(*pair)) is not None:
            _keep(found, shared)
        found.setdefault(pair, {})
    judged = (_suspicion(pool, pair, list(likenesses.values())) for pair, likenesses in found.items())
    return [
        each
        for each in judged
        if each.score + each.room >= least and frozenset((each.first, each.second)) not in pool.ruled_out
    ]


def ranked(
    suspected: Iterable[Suspicion], shared_runs: Mapping[frozenset[str], int], least: float
) -> list[DuplicateCandidate]:
    """Those with a score of `least`, the surest first; `shared_runs`: pair of uids → runs that found both."""
    candidates = (each.candidate(shared_runs.get(frozenset((each.first, each.second)), 0)) for each in suspected)
    likely = [candidate for candidate in candidates if candidate.score >= least]
    return sorted(likely, key=lambda candidate: (-candidate.score, candidate.first, candidate.second))


def _keep(found: Mapping[Pair, dict[DuplicateKind, Likeness]], likeness: Likeness) -> None:
    kinds = found[likeness.one, likeness.other]
    if likeness.kind not in kinds or kinds[likeness.kind].score < likeness.score:
        kinds[likeness.kind] = likeness


def _nearest(pool: SkillPool) -> Iterator[Pair]:
    """The pairs of rows that are near by meaning, in blocks that fit in memory."""
    for start in range(0, len(pool.skills), BLOCK):
        cosines = pool.vectors[start : start + BLOCK] @ pool.vectors[start:].T
        for row, column in np.argwhere(cosines >= LEAST_NEAR).tolist():
            if row < column:
                yield start + row, start + column


def _suspicion(pool: SkillPool, pair: Pair, likenesses: Sequence[Likeness]) -> Suspicion:
    one, other = sorted((pool.skills[row] for row in pair), key=lambda skill: not skill.from_library)
    cosine = float(pool.vectors[pair[0]] @ pool.vectors[pair[1]])
    spelt = max((likeness.score for likeness in likenesses), default=0.0)
    score, room = _weighed(spelt, cosine)
    doubt = 1.0 if spelt >= CONCLUSIVE else _doubt(one, other)
    reasons = [DuplicateReason(each.kind, each.detail, each.score) for each in likenesses]
    return Suspicion(
        one.uid, other.uid, score * doubt, room * doubt, (*reasons, *_meaning(cosine), *_context(one, other))
    )


def _weighed(spelt: float, cosine: float) -> tuple[float, float]:
    """What spellings and meaning say together, and what context may add."""
    meaning = _share(cosine, FAR, NEAR)
    if spelt >= CONCLUSIVE:
        return spelt * (1 - SUPPORT_OF_CONCLUSIVE * (2 - meaning)), spelt * SUPPORT_OF_CONCLUSIVE
    alone = MEANING_ALONE * _share(cosine, LEAST_NEAR, 1.0)
    by_spelling = spelt * (1 - MEANING_SHARE * (1 - meaning) - CONTEXT_SHARE)
    return max(by_spelling, alone), max(spelt, alone) * CONTEXT_SHARE


def _doubt(one: SkillProfile, other: SkillProfile) -> float:
    """What is left of a score where something speaks for two skills."""
    left = 1.0
    if one.from_library and other.from_library:
        left *= BOTH_IN_LIBRARY
    if other.slug in one.neighbours or one.slug in other.neighbours:
        left *= RELATED
    if one.nature and other.nature and one.nature is not other.nature:
        left *= OTHER_NATURE
    return left


def _meaning(cosine: float) -> Iterator[DuplicateReason]:
    if cosine > FAR:
        detail = f"their descriptions have a cosine similarity of {cosine:.2f}"
        yield DuplicateReason(DuplicateKind.MEANING, detail, round(_share(cosine, FAR, NEAR), 3))


def _context(one: SkillProfile, other: SkillProfile) -> Iterator[DuplicateReason]:
    if dimensions := one.dimensions & other.dimensions:
        share = len(dimensions) / min(len(one.dimensions), len(other.dimensions))
        detail = f"both are in {', '.join(sorted(dimensions))}"
        yield DuplicateReason(DuplicateKind.DIMENSIONS, detail, round(share, 3))
    if shared := len(one.neighbours & other.neighbours):
        detail = f"both are related to {shared} skill{'s' if shared > 1 else ''}"
        yield DuplicateReason(DuplicateKind.NEIGHBOURS, detail, round(shared / (shared + 1), 3))


def _share(value: float, none: float, full: float) -> float:
    return min(max((value - none) / (full - none), 0.0), 1.0)
