"""Figures of two roles side by side."""

from __future__ import annotations

from typing import Any

from graph_service.web.comparison import Comparison, grouped


def skills(*slugs: str) -> list[dict[str, Any]]:
    return [{"slug": slug, "name": slug.title(), "nature": None} for slug in slugs]


def dimension(slug: str, *slugs: str) -> dict[str, Any]:
    return {"slug": slug, "name": slug.title(), "skills": skills(*slugs)}


def role(*dimensions: dict[str, Any]) -> dict[str, Any]:
    return {"slug": "role", "name": "Role", "dimensions": list(dimensions), "kras": []}


FOUND = Comparison(
    {
        "from": role(dimension("one", "a", "b"), dimension("both", "c"), dimension("two", "d")),
        "to": role(dimension("both", "c"), dimension("three", "e", "f")),
        "shared": skills("c"),
        "missing": skills("e", "f"),
    },
    {"missing": skills("a", "b", "d")},
)


def test_figures_are_shares_of_skills() -> None:
    assert (FOUND.overlap, FOUND.ready, FOUND.ready_back) == (1 / 6, 1 / 3, 1 / 4)


def test_roles_without_skills_overlap_in_nothing() -> None:
    empty = Comparison({"from": role(), "to": role(), "shared": [], "missing": []}, {"missing": []})

    assert (empty.overlap, empty.ready, empty.ready_back, empty.dimensions) == (0, 0, 0, [])


def test_dimensions_of_both_come_first_and_the_others_stand_side_by_side() -> None:
    pairs = [(one and one["slug"], other and other["slug"]) for one, other in FOUND.dimensions]

    assert pairs == [("both", "both"), ("one", "three"), ("two", None)]


def test_what_is_to_be_learnt_is_grouped_by_the_first_dimension_that_has_it() -> None:
    within = [dimension("first", "a", "b"), dimension("second", "b", "c"), dimension("none", "x")]

    found = [(name, [skill["slug"] for skill in group]) for name, group in grouped(skills("c", "b", "z"), within)]

    assert found == [("First", ["b"]), ("Second", ["c"]), ("Elsewhere", ["z"])]
