from __future__ import annotations

import pytest

from tests.unit.api.limits.refusals import limit_of, refusals

FRAGMENTS = "".join(f" fragment F{n} on Skill {{ name }}" for n in range(150))


@pytest.mark.parametrize(
    "text",
    [
        f"{{ stats {{ {'skills ' * 600} }} }}",
        f"{{ {'stats { skills roles } ' * 300} }}",
        f"""{{ skill(slug: "x") {{ {" ".join(f"...F{n}" for n in range(150))} }} }}{FRAGMENTS}""",
    ],
    ids=["fields", "objects", "fragments"],
)
def test_merging_is_given_up_where_it_takes_too_long(text: str) -> None:
    [refusal] = refusals(text)

    assert refusal.message == (
        "too many fields of one name, or fragments, are to be merged; ask for each field once (LIMITS__COMPARISONS is 20,000)"
    )


def test_fragments_of_many_components_that_ask_for_the_same_are_merged() -> None:
    spreads = " ".join(f"...F{n}" for n in range(40))
    fragments = "".join(f" fragment F{n} on Skill {{ id name slug }}" for n in range(40))

    assert limit_of(f'{{ skill(slug: "x") {{ {spreads} }} }}{fragments}') is None


def test_fields_that_cannot_be_merged_are_validations_matter() -> None:
    assert limit_of("{ stats { a: skills a: roles } }") == ""


def test_errors_are_told_up_to_a_number() -> None:
    found = refusals(f"{{ stats {{ {' '.join(f'x{n}' for n in range(500))} }} }}")

    assert len(found) == 6
    assert found[-1].message == "Too many validation errors, error limit reached. Validation aborted."
