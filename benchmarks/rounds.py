"""Two sides taking turns, and the ratio of their times."""

from __future__ import annotations

import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median

ROUNDS = 5

Side = Callable[[int], Awaitable[float]]
"""Does its work for the round of that number; answers the seconds that the work took, without its preparation."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Round:
    """What each side took in one round, in seconds."""

    ours: float
    peer: float

    @property
    def ratio(self) -> float:
        """How many times as long ours took."""
        return self.ours / self.peer


@dataclass(frozen=True, slots=True)
class Result:
    """What was compared, what it should come to at most, and every round."""

    name: str
    method: str
    aim: float
    rounds: tuple[Round, ...]

    @property
    def ours(self) -> float:
        """Our side's median, seconds."""
        return median(each.ours for each in self.rounds)

    @property
    def peer(self) -> float:
        """The peer's median, seconds."""
        return median(each.peer for each in self.rounds)

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios: a slow minute of the machine slows both sides of its round."""
        return median(each.ratio for each in self.rounds)

    @property
    def spread(self) -> tuple[float, float]:
        """The lowest and the highest ratio of a round."""
        ratios = [each.ratio for each in self.rounds]
        return min(ratios), max(ratios)

    @property
    def meets_aim(self) -> bool:
        """Whether the ratio is at most what it should be."""
        return self.ratio <= self.aim


async def interleaved(ours: Side, peer: Side, say: Say, rounds: int = ROUNDS) -> tuple[Round, ...]:
    """The rounds, in each of which the side that was second before goes first."""
    done = []
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        if number % 2 == 0:
            own = await ours(number)
            done.append(Round(own, await peer(number)))
        else:
            other = await peer(number)
            done.append(Round(await ours(number), other))
    return tuple(done)


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """The seconds that some work takes; garbage of before is collected first."""
    gc.collect()
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began
