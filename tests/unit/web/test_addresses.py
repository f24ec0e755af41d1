"""What an address of a list says, and what it cannot mean."""

from __future__ import annotations

import pytest

from graph_service.web.history import Search
from graph_service.web.problems import Problem
from graph_service.web.review import Outcome, Queue


def test_search_says_its_address_and_asks_for_days() -> None:
    said = {
        "text": "kafka",
        "role": "sre",
        "case": "A",
        "status": "FAILED",
        "since": "2026-01-31",
        "until": "2026-01-31",
    }

    search = Search.of(said)

    assert search.parameters == said
    assert search.filter == {
        "text": "kafka",
        "role": "sre",
        "case": "A",
        "status": "FAILED",
        "createdSince": "2026-01-31T00:00:00",
        "createdUntil": "2026-02-01T00:00:00",
    }


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"case": "Z"},
        {"status": "__class__"},
        {"since": "soon"},
        {"until": "9999-12-31"},
        {"since": ""},
        {"text": " "},
    ],
)
def test_search_leaves_out_what_it_cannot_mean(said: dict[str, str]) -> None:
    assert (Search.of(said).parameters, Search.of(said).filter) == ({}, {})


def test_queue_lists_what_waits_unless_it_is_asked_for_something_else() -> None:
    usual = {"kind": None, "status": "PENDING", "role": None, "minCount": None, "orderBy": "OLDEST"}
    asked = {"kind": "NEW_KRA", "status": "APPROVED", "role": "sre", "least": "2", "order": "COUNT"}

    assert Queue.of({"kind": "X", "status": "y", "least": "-1", "order": "z"}).variables == usual
    assert Queue.of(asked).parameters == asked
    assert Queue.of({"status": "ALL"}).variables == usual | {"status": None}


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ([], 200),
        (["INVALID_INPUT"], 400),
        (["UNAUTHENTICATED"], 401),
        (["FORBIDDEN"], 403),
        (["INVALID_INPUT", "CONFLICT"], 409),
        (["NOT_FOUND"], 404),
    ],
)
def test_refusal_has_its_status(codes: list[str], status: int) -> None:
    assert Outcome(refused=[Problem(code, "m") for code in codes]).status == status
