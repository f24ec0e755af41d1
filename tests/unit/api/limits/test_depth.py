from __future__ import annotations

import pytest

from tests.unit.api.limits.refusals import fan_out, limit_of, refusals


def nested(levels: int) -> str:
    return '{ skill(slug: "x") ' + "{ successor " * (levels - 2) + "{ name }" + " }" * (levels - 1)


def test_fields_may_stand_so_many_levels_within_one_another() -> None:
    assert limit_of(nested(5), depth=5) is None
    [refusal] = refusals(nested(6), depth=5)
    assert refusal.message == (
        "fields stand 6 levels within one another; ask for less at once, or for nodes by their ids (LIMITS__DEPTH is 5)"
    )


def test_fragments_add_no_level_and_what_they_hold_does() -> None:
    text = '{ skill(slug: "x") { ... on Skill { ...A } } } fragment A on Skill { successor { ...B } } fragment B on Skill { name }'

    assert limit_of(text, depth=3) is None
    assert limit_of(text, depth=2) == "depth"


def test_depth_of_what_fans_out_is_that_of_one_way() -> None:
    inside = "a: successor {{ ...{next} }} b: successor {{ ...{next} }}"

    assert limit_of(fan_out(60), depth=2, aliases=10**15, directives=10**15) is None
    assert limit_of(fan_out(60, inside), depth=61) == "depth"
    assert limit_of(fan_out(60, inside), depth=62) == "aliases"


@pytest.mark.parametrize("depth", [500, 5000])
def test_document_that_cannot_even_be_read_is_too_deep(depth: int) -> None:
    [refusal] = refusals(nested(depth), tokens=100_000)

    assert refusal.message == "the document is nested too deeply to be read; ask for less at once (LIMITS__DEPTH is 20)"


def test_chain_of_fragments_that_is_too_long_to_follow_is_too_deep() -> None:
    chain = "".join(f" fragment F{n} on Skill {{ ...F{n + 1} }}" for n in range(2000))

    assert (
        limit_of(f'{{ skill(slug: "x") {{ ...F0 }} }}{chain} fragment F2000 on Skill {{ name }}', tokens=100_000)
        == "depth"
    )


@pytest.mark.parametrize(
    "fragments",
    [
        "fragment A on Skill { ...A }",
        "fragment A on Skill { successor { ...B } } fragment B on Skill { ...A }",
        "fragment A on Skill { name ...B } fragment B on Skill { ...C } fragment C on Skill { ...B }",
    ],
)
def test_fragments_in_a_circle_have_no_end(fragments: str) -> None:
    for text in (f'{{ skill(slug: "x") {{ ...A }} }} {fragments}', f"{{ stats {{ skills }} }} {fragments}"):
        [refusal] = refusals(text)
        assert refusal.message == (
            "fields stand within one another without end, for a fragment spreads itself; take the circle out "
            "(LIMITS__DEPTH is 20)"
        )
