"""Search over skills, roles, dimensions and KRAs: by words, by meaning, and by both (reciprocal rank fusion)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from enum import Enum

from rapidfuzz import fuzz

from graph_service.domain.nodes import SearchHit
from graph_service.language.embeddings import Embedder
from graph_service.language.normalise import normalised
from graph_service.store import taxonomy
from graph_service.store.connection import Graph, Row
from graph_service.store.embedding import require

FUSION = 60
"""The usual constant of reciprocal rank fusion: how much the first ranks count over later ones."""
OVERFETCH = 3
LEAST_FETCHED = 50
_WORD = re.compile(r"\w+")


class SearchMode(Enum):
    """By what to search."""

    HYBRID = "HYBRID"
    TEXT = "TEXT"
    SEMANTIC = "SEMANTIC"


async def search(graph: Graph, embedder: Embedder, text: str, mode: SearchMode, first: int) -> list[SearchHit]:
    """The best hits, best first; what the text spells exactly comes before all else."""
    exact, lists = [], []
    if mode is not SearchMode.SEMANTIC:
        exact = await graph.read("search/exact", normalized=normalised(text))
        lists.append(await by_words(graph, text, first * OVERFETCH))
    if mode is not SearchMode.TEXT:
        lists.append(await by_meaning(graph, embedder, text, first * OVERFETCH))
    ranked = lists[0] if len(lists) == 1 else fused(lists)
    known = {row["uid"] for row in exact}
    chosen = [*({**row, "score": 1.0} for row in exact), *(row for row in ranked if row["uid"] not in known)][:first]
    found = await taxonomy.mixed(graph, [(row["label"], row["uid"]) for row in chosen])
    return [
        SearchHit(found[row["uid"]], round(row["score"], 4), row["matched"]) for row in chosen if row["uid"] in found
    ]


async def by_words(graph: Graph, text: str, limit: int) -> list[Row]:
    """Hits by words, beginnings of words and near misses; the spellings most like the text first.

    The index finds, and likeness ranks: by its own scores, a spelling that says one word twice would beat a typo.
    """
    query = lucene_query(text)
    rows = await graph.read("search/text", query=query, limit=max(limit, LEAST_FETCHED)) if query else []
    wanted = normalised(text)
    rated = [{**row, "score": fuzz.ratio(wanted, normalised(row["matched"])) / 100} for row in rows]
    return sorted(rated, key=lambda row: (-row["score"], row["uid"]))[:limit]


async def by_meaning(graph: Graph, embedder: Embedder, text: str, limit: int) -> list[Row]:
    """Hits by embedding; scores are cosine similarities."""
    await require(graph, embedder.model)
    vector = (await asyncio.to_thread(embedder.embed_queries, [text]))[0]
    if not vector.any():  # a text without words is near nothing, and the index refuses it
        return []
    rows = await graph.read("search/semantic", vector=vector.tolist(), limit=limit)
    return [{**row, "score": 2 * row["score"] - 1} for row in rows]


async def similar_skills(graph: Graph, embedder: Embedder, text: str, first: int) -> list[tuple[str, float, str]]:
    """The live skills (uids) nearest to a term by words or by meaning, with the better score and what it is near."""
    found = [*await by_words(graph, text, LEAST_FETCHED), *await by_meaning(graph, embedder, text, LEAST_FETCHED)]
    best: dict[str, Row] = {}
    for row in found:
        if row["label"] == "Skill" and row["score"] > best.get(row["uid"], {"score": 0.0})["score"]:
            best[row["uid"]] = row
    ranked = sorted(best.values(), key=lambda row: (-row["score"], row["uid"]))[:first]
    return [(row["uid"], round(row["score"], 4), row["matched"]) for row in ranked]


def lucene_query(text: str) -> str:
    """The words of a text as a query: each as it is, as a beginning, and with a typo. Empty where there are none.

    Only letters and digits get through, so that no text can be read as query syntax.
    """
    words = _WORD.findall(normalised(text))[:12]
    return " ".join(f"({word}^4 OR {word}*^2{f' OR {word}~1' if len(word) > 3 else ''})" for word in words)


def fused(lists: Sequence[Sequence[Row]]) -> list[Row]:
    """Several rankings as one: each hit scores 1 ÷ (60 + rank) in each list that has it."""
    scores: dict[str, float] = {}
    rows: dict[str, Row] = {}
    for ranking in lists:
        for rank, row in enumerate(ranking, start=1):
            scores[row["uid"]] = scores.get(row["uid"], 0.0) + 1 / (FUSION + rank)
            rows.setdefault(row["uid"], row)
    order = sorted(scores, key=lambda uid: (-scores[uid], uid))
    return [{**rows[uid], "score": scores[uid]} for uid in order]
