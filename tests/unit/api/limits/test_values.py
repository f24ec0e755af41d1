from __future__ import annotations

from typing import Any

import pytest

from tests.unit.api.limits.refusals import limit_of, refusals

READ = "query ($skills: [String!]!) { rolesForSkills(skills: $skills) { score } }"


def test_variables_may_hold_so_many_values() -> None:
    assert limit_of(READ, variables={"skills": ["x"] * 9}, values=10) is None
    [refusal] = refusals(READ, variables={"skills": ["x"] * 10}, values=10)
    assert refusal.message == (
        "the variables hold more values than one request may; send shorter lists, in several requests "
        "(LIMITS__VALUES is 10)"
    )


@pytest.mark.parametrize(
    "value",
    [["x"] * 100_000, [["x"] * 100] * 100, {str(n): {"a": 1} for n in range(5000)}],
    ids=["long", "wide", "objects"],
)
def test_values_within_values_count(value: Any) -> None:
    assert limit_of(READ, variables={"skills": value}) == "values"


def test_values_nested_without_end_are_counted_all_the_same() -> None:
    value: Any = "x"
    for _ in range(20_000):
        value = [value]

    assert limit_of(READ, variables={"skills": value}) == "values"
