"""Search over skills, roles, dimensions and KRAs: by words, by meaning, and by both (reciprocal rank fusion)."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import cast

from rapidfuzz import fuzz

from graph_service.domain.nodes import SearchHit
from graph_service.domain.taxonomy import Vectors
from graph_service.language.embeddings import Embedder
from graph_service.language.lookup import fit, lucene_query
from graph_service.language.normalise import normalised
from graph_service.store import taxonomy
from graph_service.store.connection import Graph, Row
from graph_service.store.embedding import require

FUSION = 60
"""The usual constant of reciprocal rank fusion: how much the first ranks count over later ones."""
OVERFETCH = 3
LEAST_FETCHED = 50
NAMED = 0.75
"""A spelling that fits so well is what the words name, half typed or mistyped as they may be."""
MOST_NAMED = 3
LEAST_FIT = 0.7
"""Spellings that fit less are not fused with what is near in meaning: they share a word, by chance or not."""
_KINDS = ("Skill", "Role", "Dimension", "KRA")
"""Of hits that are else the same, the first kind comes first."""
_BY_ITS_NAME = 0.02
_BY_ITS_LINKS = 0.05
"""The most that it lifts a hit how many nodes lead to it: of Python and pytest, "pyt" is rather Python."""
_MANY_LINKS = math.log1p(200)
_MOST_BUT_NOT_SPELT = 0.99
_SENTENCE = 0.6
"""What a word in a KRA is worth, of one in a name."""


class SearchMode(Enum):
    """By what to search."""

    HYBRID = "HYBRID"
    TEXT = "TEXT"
    SEMANTIC = "SEMANTIC"


async def search(graph: Graph, embedder: Embedder, text: str, mode: SearchMode, first: int) -> list[SearchHit]:
    """The best hits, best first; what the text spells exactly comes before all else."""

    async def looked_for(graph: Graph) -> list[SearchHit]:
        chosen = (await _ranked(graph, embedder, text, mode, first * OVERFETCH))[:first]
        found = await taxonomy.mixed(graph, [(row["label"], row["uid"]) for row in chosen])
        hits = [(found.get(row["uid"]), row) for row in chosen]
        return [SearchHit(node, round(row["score"], 4), row["matched"]) for node, row in hits if node is not None]

    return await graph.looking(looked_for)


async def _ranked(graph: Graph, embedder: Embedder, text: str, mode: SearchMode, limit: int) -> list[Row]:
    match mode:
        case SearchMode.TEXT:
            return await by_words(graph, text, limit)
        case SearchMode.SEMANTIC:
            return await by_meaning(graph, embedder, text, limit)
        case SearchMode.HYBRID:
            # The model takes as long as the index of words: each has a processor.
            spelt, vector = await asyncio.gather(by_words(graph, text, limit), _vector(embedder, text))
            return fused(spelt, await _nearest(graph, embedder.model, vector, limit))


async def by_words(graph: Graph, text: str, limit: int) -> list[Row]:
    """Hits by words, beginnings of words and near misses; the spellings that fit the text best first.

    The indexes find, and fit ranks: by the index's own scores, a spelling that says one word twice would beat a typo.
    """
    rated = [_rated(text, row) for row in await _spelt_like(graph, text, max(limit, LEAST_FETCHED))]
    return sorted(rated, key=_place)[:limit]


async def by_meaning(graph: Graph, embedder: Embedder, text: str, limit: int) -> list[Row]:
    """Hits by embedding; scores are cosine similarities."""
    return await _nearest(graph, embedder.model, await _vector(embedder, text), limit)


async def _vector(embedder: Embedder, text: str) -> Vectors:
    [vector] = await asyncio.to_thread(embedder.embed_queries, [text])
    return cast(Vectors, vector)


async def _nearest(graph: Graph, model: str, vector: Vectors, limit: int) -> list[Row]:
    await require(graph, model)
    if not vector.any():  # a text without words is near nothing, and the index refuses it
        return []
    rows = await graph.read("search/semantic", vector=vector.tolist(), limit=limit)
    return [{**row, "score": 2 * row["score"] - 1} for row in rows]


async def similar_skills(graph: Graph, embedder: Embedder, text: str, first: int) -> list[tuple[str, float, str]]:
    """The live skills (uids) nearest to a term by words or by meaning, with the better score and what it is near."""
    spelt, vector = await asyncio.gather(_spelt_like(graph, text, LEAST_FETCHED), _vector(embedder, text))
    found = [*_likened(text, spelt), *await _nearest(graph, embedder.model, vector, LEAST_FETCHED)]
    best: dict[str, Row] = {}
    for row in found:
        if row["label"] == "Skill" and row["score"] > best.get(row["uid"], {"score": 0.0})["score"]:
            best[row["uid"]] = row
    ranked = sorted(best.values(), key=lambda row: (-row["score"], row["uid"]))[:first]
    return [(row["uid"], round(row["score"], 4), row["matched"]) for row in ranked]


def fused(by_words: Sequence[Row], by_meaning: Sequence[Row]) -> list[Row]:
    """Two rankings as one. What the words name comes first; each other hit scores 1 ÷ (60 + rank) in each ranking."""
    named = _named(by_words)
    fitting = [row for row in by_words if row["score"] >= LEAST_FIT]
    scores = {row["uid"]: 0.0 for row in (*fitting, *by_meaning)}
    for ranking in (fitting, by_meaning):
        for rank, row in enumerate(ranking, start=1):
            scores[row["uid"]] += 1 / (FUSION + rank)
    rows = {row["uid"]: row for row in (*by_meaning, *fitting)}
    rest = sorted(
        rows.keys() - {row["uid"] for row in named}, key=lambda uid: (-scores[uid], rows[uid]["matched"], uid)
    )
    return [*named, *({**rows[uid], "score": scores[uid]} for uid in rest)]


def _named(by_words: Sequence[Row]) -> Sequence[Row]:
    """What the words spell; where they spell nothing, the first of what they may be going to spell."""
    spelt = [row for row in by_words if row["score"] == 1]
    return spelt or [row for row in by_words[:MOST_NAMED] if row["score"] >= NAMED]


async def _spelt_like(graph: Graph, text: str, limit: int) -> list[Row]:
    query = lucene_query(text)
    if not query:
        return []
    return await graph.read("search/text", beginning=normalised(text), query=query, limit=limit)


def _rated(text: str, row: Row) -> Row:
    """A row with how well its best spelling fits: 1 for that alone which the text spells, or whose slug it is."""
    if normalised(text) == row["slug"]:
        return {**row, "score": 1.0, "matched": row["name"]}
    score, _, matched = max((_fit(text, each, row["name"]), each == row["name"], each) for each in row["spellings"])
    if score < 1:
        linked = _BY_ITS_LINKS * min(1.0, math.log1p(row["links"]) / _MANY_LINKS)
        score = min(_MOST_BUT_NOT_SPELT, (score + linked) * (_SENTENCE if row["label"] == "KRA" else 1))
    return {**row, "score": score, "matched": matched}


def _fit(text: str, spelling: str, name: str) -> float:
    fitting = fit(text, spelling)
    return fitting if fitting == 1 or spelling != name else min(_MOST_BUT_NOT_SPELT, fitting + _BY_ITS_NAME)


def _place(row: Row) -> tuple[object, ...]:
    by_its_name = row["matched"] == row["name"]
    return -row["score"], not by_its_name, _KINDS.index(row["label"]), -row["links"], row["name"], row["uid"]


def _likened(text: str, rows: Sequence[Row]) -> Iterator[Row]:
    """The rows by how like the text their likest spellings are, letter by letter."""
    wanted = normalised(text)
    for row in rows:
        score, matched = max(
            (fuzz.ratio(wanted, normalised(spelling)) / 100, spelling) for spelling in row["spellings"]
        )
        yield {**row, "score": score, "matched": matched}
