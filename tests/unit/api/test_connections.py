from __future__ import annotations

import pytest

from graph_service.api.connections import cursor, page_of, page_of_found, place_of
from graph_service.errors import InvalidInput


def test_page_tells_where_it_stands() -> None:
    page = page_of(["a", "b", "c"], str, 2, None, 9)

    assert page.nodes == ["a", "b"]
    assert (page.page_info.has_next_page, page.page_info.has_previous_page, page.total_count) == (True, False, 9)
    assert (place_of(page.page_info.start_cursor), place_of(page.page_info.end_cursor)) == ("a", "b")


def test_page_without_items_has_no_cursors() -> None:
    page = page_of(list[str](), str, 2, cursor("z"), 9)

    assert (page.page_info.start_cursor, page.page_info.end_cursor) == (None, None)
    assert (page.page_info.has_next_page, page.page_info.has_previous_page) == (False, True)


def test_what_is_gone_since_it_was_listed_is_left_out_and_its_place_counts() -> None:
    page = page_of_found(["a", "b", "c"], ["A", None, None], 2, None, 3)

    assert [(edge.node, place_of(edge.cursor)) for edge in page.edges] == [("A", "a")]
    assert page.page_info.has_next_page
    assert place_of(page.page_info.end_cursor) == "b"


@pytest.mark.parametrize("after", ["%", "é", "abc", "\ud800", "gICA"])
def test_cursor_that_is_none_is_refused(after: str) -> None:
    with pytest.raises(InvalidInput, match="is no cursor of ours; send an endCursor"):
        place_of(after)
