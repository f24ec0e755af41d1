"""How well search finds what library spellings lead to: spelt right, half typed, and with a typo."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from graph_service.domain.nodes import KRANode, SearchHit
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import Embedder
from graph_service.language.normalise import normalised
from graph_service.store.connection import Graph
from graph_service.store.search import SearchMode, search

SAMPLE = 300
SEED = 8
TYPED = 0.6
"""The share of a spelling that is typed in a half-typed one."""
LEAST_CHANGED = 5
"""Shorter spellings are only tried as they are: what is left of them, or is near them, leads to many others."""
ASKED = 10
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Typing(Enum):
    """How a spelling is typed."""

    SPELT = "as it is spelt"
    HALF = "its first six tenths"
    TYPO = "with one typo"


@dataclass(frozen=True, slots=True)
class Trial:
    """A text to search for, and the slugs of whom its spelling belongs to."""

    typing: Typing
    text: str
    owners: frozenset[str]


@dataclass(frozen=True, slots=True)
class SearchScores:
    """Of some trials: the mean of 1 ÷ rank (0 where it is not among ten), and the shares found first and in five."""

    trials: int
    mean_reciprocal_rank: float
    first: float
    in_five: float
    misses: tuple[str, ...]


def trials(library: Library) -> list[Trial]:
    """The same for the same library: a sample of the spellings of skills, roles and dimensions, each in three ways."""
    owners = _owners(library)
    chance = random.Random(SEED)
    made = []
    for spelling in chance.sample(sorted(owners), min(SAMPLE, len(owners))):
        key, owned = normalised(spelling), owners[spelling]
        made.append(Trial(Typing.SPELT, spelling, owned))
        if len(key) >= LEAST_CHANGED:
            made.append(Trial(Typing.HALF, key[: round(TYPED * len(key))].rstrip(), owned))
            made.append(Trial(Typing.TYPO, mistyped(key, chance), owned))
    return made


def mistyped(text: str, chance: random.Random) -> str:
    """The text with a letter left out, doubled or replaced, or two swapped; never the first one."""
    places = [at for at in range(1, len(text) - 1) if text[at].isalpha()] or [1]
    at = chance.choice(places)
    return chance.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + chance.choice(_LETTERS) + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


async def score_search(
    graph: Graph, embedder: Embedder, tried: Sequence[Trial], mode: SearchMode
) -> Mapping[Typing, SearchScores]:
    """Search for every trial over the graph that holds the library."""
    ranks: dict[Typing, list[int | None]] = {typing: [] for typing in Typing}
    misses: dict[Typing, list[str]] = {typing: [] for typing in Typing}
    for trial in tried:
        hits = await search(graph, embedder, trial.text, mode, ASKED)
        rank = _rank(hits, trial.owners)
        ranks[trial.typing].append(rank)
        if rank != 1:
            found = ", ".join(_name(hit) for hit in hits[:3])
            misses[trial.typing].append(f"{trial.text}: {found} in place of {', '.join(sorted(trial.owners))}")
    return {typing: _scores(ranks[typing], misses[typing]) for typing in Typing}


def _owners(library: Library) -> dict[str, frozenset[str]]:
    """Spelling → slugs of all whose spelling it is, under the first way to write it."""
    texts: dict[str, str] = {}
    owners: dict[str, set[str]] = {}
    spelt = [
        *((alias.text, skill.slug) for skill in library.skills.values() for alias in skill.aliases),
        *((title.text, role.slug) for role in library.roles.values() for title in role.titles),
        *((dimension.name, dimension.slug) for dimension in library.dimensions.values()),
    ]
    for text, slug in spelt:
        owners.setdefault(texts.setdefault(normalised(text), text), set()).add(slug)
    return {text: frozenset(slugs) for text, slugs in owners.items()}


def _rank(hits: Sequence[SearchHit], owners: frozenset[str]) -> int | None:
    slugs = [None if isinstance(hit.node, KRANode) else hit.node.slug for hit in hits]
    return next((rank for rank, slug in enumerate(slugs, start=1) if slug in owners), None)


def _name(hit: SearchHit) -> str:
    return hit.node.text if isinstance(hit.node, KRANode) else hit.node.name


def _scores(ranks: Sequence[int | None], misses: Sequence[str]) -> SearchScores:
    count = max(1, len(ranks))
    found = [rank for rank in ranks if rank is not None]
    return SearchScores(
        trials=len(ranks),
        mean_reciprocal_rank=sum(1 / rank for rank in found) / count,
        first=sum(rank == 1 for rank in found) / count,
        in_five=sum(rank <= 5 for rank in found) / count,
        misses=tuple(misses),
    )
