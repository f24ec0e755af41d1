from __future__ import annotations

from tests.unit.api.limits.refusals import fan_out, limit_of, refusals


def test_there_may_be_so_many_directives_wherever_they_stand() -> None:
    text = """query ($a: Boolean! @deprecated) @skip(if: $a) { stats @skip(if: $a) { ... @skip(if: $a) { skills }
      ...A @skip(if: $a) } } fragment A on TaxonomyStats { roles @skip(if: $a) }"""

    assert limit_of(text, directives=6) == ""
    [refusal] = refusals(text, directives=5)
    assert refusal.message == (
        "there are 6 directives; put one on a fragment in place of one on each of its fields (LIMITS__DIRECTIVES is 5)"
    )


def test_directives_of_fragments_count_each_time_that_they_are_spread() -> None:
    assert limit_of(fan_out(5), directives=32) is None
    assert limit_of(fan_out(5), directives=31) == "directives"


def test_ten_thousand_directives_are_refused() -> None:
    text = f"{{ stats {{ skills {'@include(if: true) ' * 10_000} }} }}"

    assert limit_of(text, characters=10**6) == "tokens"
    assert limit_of(text, characters=10**6, tokens=10**6) == "directives"
