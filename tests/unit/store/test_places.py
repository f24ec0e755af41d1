from __future__ import annotations

import pytest

from graph_service.errors import InvalidInput
from graph_service.store.places import numbered


@pytest.mark.parametrize(
    ("after", "place"), [(None, (0, "")), ("12:java", (12, "java")), ("9" * 18 + ":x", (10**18 - 1, "x"))]
)
def test_place_is_a_number_and_a_name(after: str | None, place: tuple[int, str]) -> None:
    assert numbered(after) == place


@pytest.mark.parametrize("after", ["", "java", ":java", "-1:java", "9" * 19 + ":x", "9" * 5000 + ":x"])
def test_place_that_has_no_number_neo4j_could_hold_is_of_another_order(after: str) -> None:
    with pytest.raises(InvalidInput, match="after is a cursor of another list or order"):
        numbered(after)
