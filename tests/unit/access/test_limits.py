from __future__ import annotations

import pytest

from graph_service.access.limits import MOST_CALLERS, Buckets, RateLimits
from graph_service.errors import RateLimited
from graph_service.settings import Settings


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def take_until_refused(buckets: Buckets, caller: str, most: int = 1000) -> tuple[int, RateLimited]:
    for taken in range(most):
        try:
            buckets.take(caller)
        except RateLimited as error:
            return taken, error
    raise AssertionError("never refused")


def test_bucket_gives_as_many_as_it_holds_and_says_when_there_is_more() -> None:
    buckets = Buckets(30, "requests", Clock())

    taken, error = take_until_refused(buckets, "anna")

    assert taken == 30
    assert error.message == "more than 30 requests a minute; send it again in 2 s"
    assert (error.code, error.retry_after_s) == ("RATE_LIMITED", 2)


def test_bucket_fills_evenly_and_never_over() -> None:
    clock = Clock()
    buckets = Buckets(60, "requests", clock)
    take_until_refused(buckets, "anna")

    clock.now += 5
    assert take_until_refused(buckets, "anna")[0] == 5
    clock.now += 3600
    assert take_until_refused(buckets, "anna")[0] == 60


def test_waiting_as_long_as_told_is_enough() -> None:
    clock = Clock()
    buckets = Buckets(7, "requests", clock)
    _, error = take_until_refused(buckets, "anna")

    clock.now += error.retry_after_s

    buckets.take("anna")


def test_callers_do_not_share_a_bucket() -> None:
    buckets = Buckets(2, "requests", Clock())
    take_until_refused(buckets, "anna")

    assert take_until_refused(buckets, "ben")[0] == 2


def test_zero_is_no_limit_and_remembers_nobody() -> None:
    buckets = Buckets(0, "requests", Clock())

    for _ in range(1000):
        buckets.take("anna")
    assert len(buckets) == 0


def test_only_so_many_callers_are_remembered() -> None:
    buckets = Buckets(5, "requests", Clock())

    for number in range(MOST_CALLERS + 500):
        buckets.take(f"10.0.{number // 256}.{number % 256}")

    assert len(buckets) == MOST_CALLERS


def test_who_asked_last_is_forgotten_last() -> None:
    buckets = Buckets(2, "requests", Clock())
    take_until_refused(buckets, "anna")
    for number in range(MOST_CALLERS - 1):
        buckets.take(f"other {number}")
    with pytest.raises(RateLimited):
        buckets.take("anna")

    buckets.take("one more")

    with pytest.raises(RateLimited):
        buckets.take("anna")


def test_limits_are_those_of_the_settings() -> None:
    settings = Settings(rate_limit_per_key=3, rate_limit_mutations_per_key=2, rate_limit_per_address=4)

    limits = RateLimits(settings, Clock())

    assert [
        take_until_refused(buckets, "x")[0] for buckets in (limits.requests, limits.mutations, limits.anonymous)
    ] == [3, 2, 4]
