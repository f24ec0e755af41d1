"""How often one caller may ask: token buckets, kept in this process."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from graph_service.errors import RateLimited
from graph_service.settings import Settings

MOST_CALLERS = 10_000
"""So many callers are remembered; who asked longest ago is forgotten first, and starts with a full bucket."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class Buckets:
    """A bucket for each caller. It holds `per_minute` tokens and fills evenly; 0 is no limit."""

    def __init__(self, per_minute: int, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._what = what
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, caller: str) -> None:
        """Take a token of the caller's. Raises RateLimited if there is none."""
        if self._per_minute == 0:
            return
        bucket = self._filled(caller)
        if bucket.tokens < 1:
            wait_s = math.ceil((1 - bucket.tokens) * 60 / self._per_minute)
            raise RateLimited(
                f"more than {self._per_minute} {self._what} a minute; send it again in {wait_s} s", wait_s
            )
        bucket.tokens -= 1

    def _filled(self, caller: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(caller, _Bucket(self._per_minute, now))
        self._buckets.move_to_end(caller)
        if len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._per_minute, bucket.tokens + (now - bucket.filled_at) * self._per_minute / 60)
        bucket.filled_at = now
        return bucket


class RateLimits:
    """The limits of a process: of recognised callers, of their mutations, and of addresses that send no key."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self.requests = Buckets(settings.rate_limit_per_key, "requests", clock)
        self.mutations = Buckets(settings.rate_limit_mutations_per_key, "mutations", clock)
        self.anonymous = Buckets(settings.rate_limit_per_address, "requests without a key", clock)
