"""Search ÷ the bare index queries, at the 95th percentile.

Ours: `search` for 300 texts, one after the other: library spellings as they are, half typed and mistyped; by words, by
meaning and by both in turn. The text is made a query and a vector, the index is asked, what it finds is rated, ranked
and fused, and the first ten nodes are read.
Peer: the index queries alone, straight through the driver: the same words in the full-text
index of spellings, and the ready-made vector in the vector index of skills; both, where search asks both.
A round's time is what 95 of 100 searches take at most. All texts are searched for once before the clock starts.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import cycle

from benchmarks.rounds import Result, interleaved
from benchmarks.workbench import Workbench
from graph_service.evaluation.search import trials
from graph_service.language.lookup import lucene_query
from graph_service.store.search import SearchMode, search

NAME = "search, p95 ÷ bare index queries"
AIM = 5.0
FIRST = 10
_TEXTS = 300
_PERCENTILE = 0.95

_FULL_TEXT = """
CALL db.index.fulltext.queryNodes('fulltext_index_Alias_text', $query, {limit: $limit}) YIELD node, score
RETURN node.text AS text, score
"""
_VECTOR = """
CALL db.index.vector.queryNodes('skill_embedding', $limit, $vector) YIELD node, score
RETURN node.name AS name, score
"""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A text, how it is searched for, and what a bare index query is asked with."""

    text: str
    mode: SearchMode
    query: str
    vector: list[float]


async def measure(bench: Workbench) -> Result:
    """The ratio."""
    asked = _asked(bench)

    async def ours(_number: int) -> float:
        return await _slowest(asked, lambda one: search(bench.graph, bench.embedder, one.text, one.mode, FIRST))

    async def peer(_number: int) -> float:
        return await _slowest(asked, lambda one: _bare(bench, one))

    await ours(0)
    await peer(0)
    return Result(NAME, __doc__ or "", AIM, await interleaved(ours, peer, bench.say))


def _asked(bench: Workbench) -> list[_Asked]:
    texts = [trial.text for trial in trials(bench.library)[:_TEXTS]]
    vectors = bench.embedder.embed_queries(texts).tolist()
    return [
        _Asked(text, mode, lucene_query(text), vector)
        for text, mode, vector in zip(texts, cycle(SearchMode), vectors, strict=False)
    ]


async def _bare(bench: Workbench, asked: _Asked) -> None:
    async with bench.graph.driver.session() as session:
        if asked.mode is not SearchMode.SEMANTIC and asked.query:
            await (await session.run(_FULL_TEXT, {"query": asked.query, "limit": FIRST})).consume()
        if asked.mode is not SearchMode.TEXT:
            await (await session.run(_VECTOR, {"vector": asked.vector, "limit": FIRST})).consume()


async def _slowest(asked: Sequence[_Asked], work: Callable[[_Asked], Awaitable[object]]) -> float:
    """The seconds that 95 of 100 pieces of work take at most."""
    times = []
    for one in asked:
        began = time.perf_counter()
        await work(one)
        times.append(time.perf_counter() - began)
    return sorted(times)[round(_PERCENTILE * (len(times) - 1))]
