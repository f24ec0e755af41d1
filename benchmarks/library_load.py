"""Library load ÷ raw UNWIND of the same rows.

Ours: `library.load` of the starter library into an empty graph: digests, comparing with what is there, making the
rows, and merging them so that it can be repeated and what runs and curators wrote stays.
Peer: the very rows that a load sends, in the same batches, by the plainest statements that make such nodes and edges
(`unwind/*.cypher`: mostly MATCH and CREATE), each in a transaction of its own, straight through the driver.
Constraints and indexes, vector indexes included, are there on both sides. Embeddings are computed before, on both
sides. The graph is emptied before each turn, outside the time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from neo4j import AsyncDriver

from benchmarks.rounds import Result, interleaved, timed
from benchmarks.workbench import Workbench
from graph_service.store import library
from graph_service.store.connection import Graph, Row, Transaction

NAME = "library load ÷ raw UNWIND"
AIM = 1.5

Answer = TypeVar("Answer")
Batch = tuple[str, list[Row]]
"""The name of a statement in `unwind/`, and the rows that go through it."""

STATEMENTS = Path(__file__).parent / "unwind"
"""The plain statements, and one that empties the graph."""


class _Recording(Transaction):
    """A transaction that keeps the rows of what it writes."""

    def __init__(self, transaction: Transaction, batches: list[Batch]) -> None:
        self._inner = transaction
        self._batches = batches

    async def run(self, name: str, **parameters: Any) -> list[Row]:
        """See Transaction."""
        if (STATEMENTS / f"{Path(name).name}.cypher").is_file():
            self._batches.append((Path(name).name, parameters["rows"]))
        return await self._inner.run(name, **parameters)


class _RecordingGraph(Graph):
    """A graph that keeps the rows of what is written through it."""

    def __init__(self, driver: AsyncDriver, timeout_s: float) -> None:
        super().__init__(driver, timeout_s)
        self.batches: list[Batch] = []

    async def writing(self, work: Callable[[Transaction], Awaitable[Answer]]) -> Answer:
        """See Graph."""
        return await super().writing(lambda transaction: work(_Recording(transaction, self.batches)))


async def measure(bench: Workbench) -> Result:
    """The ratio. Empties the workbench's graph and loads the library again."""
    driver = bench.graph.driver
    batches = await _batches(bench)

    async def ours(_number: int) -> float:
        await wipe(driver)
        return await timed(lambda: library.load(bench.graph, bench.library, bench.remembering))

    async def peer(_number: int) -> float:
        await wipe(driver)
        return await timed(lambda: _write(driver, batches))

    rounds = await interleaved(ours, peer, bench.say)
    await wipe(driver)
    await library.load(bench.graph, bench.library, bench.remembering)
    return Result(NAME, __doc__ or "", AIM, rounds)


async def _batches(bench: Workbench) -> list[Batch]:
    """The rows that a load into an empty graph sends."""
    recording = _RecordingGraph(bench.graph.driver, 0)
    await wipe(recording.driver)
    await library.load(recording, bench.library, bench.remembering)
    return recording.batches


async def _write(driver: AsyncDriver, batches: list[Batch]) -> None:
    for name, rows in batches:
        await _run(driver, name, rows=rows)


async def wipe(driver: AsyncDriver) -> None:
    """Take everything out of the graph; constraints and indexes stay."""
    await _run(driver, "wipe")


async def _run(driver: AsyncDriver, name: str, **parameters: Any) -> None:
    text = (STATEMENTS / f"{name}.cypher").read_text(encoding="utf-8")
    async with driver.session() as session:
        result = await session.run(text, parameters)
        await result.consume()
