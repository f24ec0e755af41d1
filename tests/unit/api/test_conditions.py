from __future__ import annotations

import pytest

from graph_service.api.conditions import Condition, NotModified


def tag_of(asked: dict[str, object]) -> str:
    """The tag of an answer."""
    condition = Condition.of([], None, asked)
    condition.settle("1")
    assert condition.tag is not None
    return condition.tag


@pytest.mark.parametrize("headers", [["*"], ['"x", *'], ['"x"', "{tag}"], ['W/"x", {tag}']])
def test_any_header_may_hold_the_tag_and_a_star_is_every_tag(headers: list[str]) -> None:
    tag = tag_of({"to": "{ stats { skills } }"})

    condition = Condition.of([one.format(tag=tag) for one in headers], None, {"to": "{ stats { skills } }"})

    with pytest.raises(NotModified):
        condition.settle("1")


@pytest.mark.parametrize("headers", [[], [""], ['"x"']])
def test_tag_that_is_not_known_is_given(headers: list[str]) -> None:
    condition = Condition.of(headers, None, {"to": "{ stats { skills } }"})

    condition.settle("1")

    assert condition.tag == tag_of({"to": "{ stats { skills } }"})
