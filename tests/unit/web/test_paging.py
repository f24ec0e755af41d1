from __future__ import annotations

from graph_service.web.paging import MOST_STEPS, Place


def page(end: str | None) -> dict[str, object]:
    return {"hasNextPage": end is not None, "endCursor": end}


def test_first_page_leads_on_and_not_back() -> None:
    first = Place.of({})

    assert first.back is None
    assert first.on(page("a")) == Place("a")
    assert first.on(page(None)) is None
    assert first.parameters == {}


def test_each_page_leads_back_to_the_one_before() -> None:
    second = Place().on(page("a"))
    assert second is not None
    third = second.on(page("b"))
    assert third is not None

    assert third.parameters == {"after": "b", "trail": "a"}
    assert third.back == second
    assert second.back == Place()


def test_address_says_its_place_again() -> None:
    place = Place("c==", ("a=", "b="))

    assert Place.of(place.parameters) == place


def test_trail_ends_after_so_many_pages() -> None:
    place = Place()
    for number in range(MOST_STEPS + 5):
        following = place.on(page(f"c{number}"))
        assert following is not None
        place = following

    assert len(place.trail) == MOST_STEPS
    assert place.trail[-1] == f"c{MOST_STEPS + 3}"


def test_cursor_without_a_trail_leads_back_to_the_first_page() -> None:
    assert Place.of({"after": "x", "trail": ".."}).back == Place()
