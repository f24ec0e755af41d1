from __future__ import annotations

from typing import Any

import pytest
from starlette.datastructures import FormData

from graph_service.errors import InvalidInput
from graph_service.web.approvals import approval, chosen, merging

COMMON = [("item", "id"), ("version", "3")]


def meant(kind: str, *fields: tuple[str, str]) -> dict[str, Any]:
    sent = approval(FormData([*COMMON, ("kind", kind), *fields]))
    assert (sent.pop("id"), sent.pop("expectedVersion")) == ("id", 3)
    return sent


def test_what_was_not_changed_is_not_sent() -> None:
    shown = [
        ("name", "CV"),
        ("was.name", "CV"),
        ("nature", ""),
        ("was.nature", ""),
        ("aliases", ""),
        ("was.aliases", ""),
    ]
    dimensions = [("dimension", "a"), ("was.dimension", "a"), ("furtherDimensions", " ")]

    assert meant("NEW_SKILL", *shown, *dimensions) == {}


def test_what_was_changed_of_a_skill_is_sent() -> None:
    assert meant(
        "NEW_SKILL",
        *[("name", " Curriculum "), ("was.name", "CV"), ("nature", "CONCEPT"), ("was.nature", "TOOL")],
        *[("description", ""), ("was.description", "old"), ("aliases", "a, b,,a"), ("matchStrategy", "CASE_SENSITIVE")],
    ) == {
        "skill": {
            "name": "Curriculum",
            "nature": "CONCEPT",
            "description": None,
            "aliases": ["a", "b"],
            "matchStrategy": "CASE_SENSITIVE",
        }
    }


def test_category_goes_with_its_sub_category() -> None:
    fields = [
        ("category", "Data"),
        ("was.category", "Cloud"),
        ("subCategory", "Streams"),
        ("was.subCategory", "Streams"),
    ]

    assert meant("NEW_SKILL", *fields) == {"skill": {"category": "Data", "subCategory": "Streams"}}


def test_dimensions_are_those_that_are_ticked_and_named() -> None:
    ticked = [("dimension", "b"), ("was.dimension", "a"), ("furtherDimensions", "c, b")]

    assert meant("NEW_SKILL", *ticked) == {"skill": {"dimensions": ["b", "c"]}}
    assert meant("NEW_SKILL", ("was.dimension", "a")) == {"skill": {"dimensions": []}}


def test_name_that_was_emptied_stays() -> None:
    assert meant("NEW_SKILL", ("name", ""), ("was.name", "CV")) == {}


@pytest.mark.parametrize("field", ["into", "mergeInto"])
def test_merging_sends_nothing_else(field: str) -> None:
    form = FormData([*COMMON, (field, " spark "), ("name", "x"), ("was.name", "y")])

    assert merging(form) == {"id": "id", "expectedVersion": 3, "mergeInto": "spark"}


def test_merging_needs_a_skill() -> None:
    with pytest.raises(InvalidInput, match="no skill is named to merge it into"):
        merging(FormData([*COMMON, ("into", " ")]))


def test_sentence_is_sent_once_it_is_edited() -> None:
    assert meant("NEW_KRA", ("text", "a\r\nb"), ("was.text", "a\nb")) == {}
    assert meant("NEW_KRA", ("text", "a c"), ("was.text", "a b")) == {"text": "a c"}


def test_spelling_goes_to_another_owner() -> None:
    fields = [("owner", "Java"), ("was.owner", "Go"), ("aliasType", "ABBREVIATION"), ("matchStrategy", "")]

    assert meant("NEW_ALIAS", *fields) == {"owner": "Java", "aliasType": "ABBREVIATION"}
    assert meant("NEW_ALIAS", ("owner", ""), ("was.owner", "Go")) == {}


@pytest.mark.parametrize(("keeper", "sent"), [("*", {"homonym": True}), ("sre", {"owner": "sre"}), ("", {})])
def test_title_is_ruled_on(keeper: str, sent: dict[str, object]) -> None:
    assert meant("ALIAS_COLLISION", ("keeper", keeper)) == sent


def test_lists_of_a_role_are_lines() -> None:
    fields = [
        ("kras", "a\r\n\r\n b "),
        ("was.kras", "a"),
        ("titles", "T"),
        ("was.titles", "T"),
        ("slug", ""),
        ("was.slug", "s"),
    ]

    assert meant("NEW_ROLE", *fields) == {"role": {"kras": ["a", "b"]}}


def test_link_takes_nothing() -> None:
    assert meant("NEW_LINK", ("text", "x")) == {}


def test_ticked_items_carry_their_versions() -> None:
    assert chosen(FormData([("chosen", "aWQ=.12"), ("chosen", "aWQ="), ("other", "x")])) == [
        ("aWQ=", 12),
        ("aWQ=", None),
    ]
