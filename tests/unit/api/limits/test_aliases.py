from __future__ import annotations

from tests.unit.api.limits.refusals import fan_out, limit_of, refusals


def test_so_many_fields_may_have_an_alias() -> None:
    text = "{ a: stats { b: skills roles c: roles } }"

    assert limit_of(text, aliases=3) is None
    [refusal] = refusals(text, aliases=2)
    assert refusal.message == (
        "3 fields have an alias; ask in several requests, or for lists by a filter (LIMITS__ALIASES is 2)"
    )


def test_aliases_of_fragments_count_each_time_that_they_are_spread() -> None:
    text = '{ x: skill(slug: "x") { ...A } y: skill(slug: "y") { ...A ... { ...A } } } fragment A on Skill { n: name }'

    assert limit_of(text, aliases=5) is None
    assert limit_of(text, aliases=4) == "aliases"


def test_fan_out_is_counted_without_following_each_way() -> None:
    assert limit_of(fan_out(6), aliases=64, directives=64) is None
    [refusal] = refusals(fan_out(20), aliases=1000, directives=2**20)
    assert refusal.message.startswith("1,048,576 fields have an alias;")
    [refusal] = refusals(fan_out(60), aliases=1000, directives=10**15)
    assert refusal.message.startswith("endlessly many fields have an alias;")


def test_ten_thousand_aliases_are_refused() -> None:
    text = f"{{ stats {{ {' '.join(f'a{n}: skills' for n in range(10_000))} }} }}"

    assert limit_of(text) == "characters"
    assert limit_of(text, characters=10**6) == "tokens"
    assert limit_of(text, characters=10**6, tokens=10**6) == "aliases"
