"""Reads over HTTP: this service, @neo4j/graphql on graphql-yoga and the bare driver take turns on one Neo4j.

Ours: `graph-service serve` in one process, without a limit of requests. Every read here is a compiled one.
Peer: @neo4j/graphql in one process of graphql-yoga on Node.js, in production mode, asked the same of the same nodes. It
need not put nested lists in order, which ours does. Its documents, as ours, are in `documents/`.
Bare: what a person would write by hand, as one statement through the same driver without a server: its time is that of
Neo4j and of the driver alone. Records are taken as they come.
autocannon asks both servers, over 1 connection and over 16, in a process of its own; so all share the machine's
processors. The graph is a generated one: 100 roles with 10 dimensions, 200 skills and 600 spellings each. `nested`
reads one role with all of them, `small` one skill, `list` a page of 50 of 20,000 skills, `filtered` the skills of one
nature that a role covers. Before anything is timed, all sides must have answered the same, but for the order of lists.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import library_load, sides
from benchmarks.hundred_roles import MEASURED, StandInEmbedder, hundred_roles
from benchmarks.rounds import ROUNDS
from benchmarks.sides import BareSide, Sample, Side
from benchmarks.workbench import Workbench
from graph_service.store import library

CONNECTIONS = (1, 16)
SECONDS = 2.0
"""Of each side, in each round."""
WARM_UP_S = 3.0
"""Of each side, before the first round of a read: the compilers of Java and JavaScript are at work in it."""
P50_AIM = 1.5
P99_AIM = 1.0
DOCUMENTS = Path(__file__).parent / "documents"

_NODES = ("roles", "role", "skills", "skill", "nodes", "answer")


@dataclass(frozen=True, slots=True)
class Read:
    """One request, with its variables, and how many times the peer's rate ours should be."""

    name: str
    values: Mapping[str, object]
    rate_aim: float

    @property
    def texts(self) -> tuple[str, str, str]:
        """As ours, the peer and the bare driver take it."""
        files = ("ours.graphql", "peer.graphql", "bare.cypher")
        ours, peer, bare = ((DOCUMENTS / self.name / file).read_text(encoding="utf-8") for file in files)
        return ours, peer, bare


READS = (
    Read("nested", {"role": MEASURED}, 2.0),
    Read("small", {"skill": "skill-042-3-07"}, 1.5),
    Read("list", {"first": 50}, 1.0),
    Read("filtered", {"role": MEASURED, "nature": "TOOL", "first": 50}, 1.0),
)


@dataclass(frozen=True, slots=True)
class Round:
    """What the three sides came to, one right after the other."""

    ours: Sample
    peer: Sample
    bare: Sample


@dataclass(frozen=True, slots=True)
class Compared:
    """A read over so many connections at once, and every round. All figures are medians of the rounds' figures."""

    read: Read
    connections: int
    rounds: Sequence[Round]

    @property
    def rates(self) -> tuple[float, float]:
        """Answers a second, ours and the peer's."""
        return self._median(lambda each: each.ours.rate), self._median(lambda each: each.peer.rate)

    @property
    def rate(self) -> float:
        """How many times the peer's rate ours is: more is better."""
        return self._median(lambda each: each.ours.rate / each.peer.rate)

    @property
    def p50(self) -> float:
        """How many times the bare driver's median time ours is: less is better."""
        return self._median(lambda each: each.ours.percentile(0.5) / each.bare.percentile(0.5))

    @property
    def p99(self) -> float:
        """How many times the peer's 99th percentile ours is: less is better."""
        return self._median(lambda each: each.ours.percentile(0.99) / each.peer.percentile(0.99))

    def missed(self) -> list[str]:
        """The aims that are not met."""
        met = {"rate": self.rate >= self.read.rate_aim, "p50": self.p50 <= P50_AIM, "p99": self.p99 <= P99_AIM}
        return [name for name, is_met in met.items() if not is_met]

    def _median(self, figure: Callable[[Round], float]) -> float:
        return median(figure(each) for each in self.rounds)


async def compare(bench: Workbench) -> list[Compared]:
    """Every read, over every number of connections. The workbench's graph is another one afterwards."""
    bench.say("installing the peer")
    await sides.install_peer()
    bench.say("writing the graph to read from")
    await library_load.wipe(bench.graph.driver)
    await library.load(bench.graph, hundred_roles(), StandInEmbedder())
    async with AsyncExitStack() as open_sides:
        home = open_sides.enter_context(TemporaryDirectory(prefix="graph-service-reads-"))
        ours, _ = await open_sides.enter_async_context(sides.own_service(bench.endpoint, Path(home)))
        peer = await open_sides.enter_async_context(sides.peer_service(bench.endpoint))
        trio = (ours, peer, BareSide(bench.graph.driver))
        return [result for read in READS for result in await _compared(read, trio, bench)]


async def _compared(read: Read, trio: Sequence[Side], bench: Workbench) -> list[Compared]:
    answers = [content(await side.answer(text, read.values)) for side, text in zip(trio, read.texts, strict=True)]
    assert answers[0], f"nothing is found for {read.name}"
    assert answers[0] == answers[1] == answers[2], f"the sides answer {read.name} differently"
    bench.say(f"warming up for {read.name}")
    for side, text in zip(trio, read.texts, strict=True):
        await side.sample(text, read.values, max(CONNECTIONS), WARM_UP_S)
    found = []
    for connections in CONNECTIONS:
        rounds = []
        for number in range(ROUNDS):
            bench.say(f"{read.name} over {connections}, round {number + 1} of {ROUNDS}")
            rounds.append(await _round(read, trio, connections, number))
        found.append(Compared(read, connections, rounds))
    return found


async def _round(read: Read, trio: Sequence[Side], connections: int, number: int) -> Round:
    """One round; the side that was second before goes first."""
    texts, samples = read.texts, {}
    for turn in range(len(trio)):
        at = (number + turn) % len(trio)
        samples[at] = await trio[at].sample(texts[at], read.values, connections, SECONDS)
    return Round(samples[0], samples[1], samples[2])


def content(answer: Any) -> Any:
    """What an answer says, whatever its envelope is and in whatever order its lists are."""
    while isinstance(answer, dict) and len(answer) == 1 and (name := next(iter(answer))) in _NODES:
        answer = answer[name]
    return _ordered(answer if isinstance(answer, list) else [answer])


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return sorted((_ordered(item) for item in value), key=json.dumps)
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return value
