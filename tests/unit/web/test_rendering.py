from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from graph_service.api.ids import global_id
from graph_service.web.rendering import age, combined, environment, sentence, spoken, tone, uid
from graph_service.web.site import Database


@pytest.mark.parametrize(
    ("name", "words"), [("AWAITING_CONFIRMATION", "Awaiting confirmation"), ("NEW_KRA", "New KRA"), ("A", "A")]
)
def test_enum_is_told_in_words(name: str, words: str) -> None:
    assert spoken(name) == words


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(seconds=-30), "0 min"),
        (timedelta(minutes=59, seconds=30), "59 min"),
        (timedelta(hours=47, minutes=30), "47 h"),
        (timedelta(days=1500, hours=1), "1,500 d"),
    ],
)
def test_age_has_its_largest_unit(ago: timedelta, told: str) -> None:
    assert age((datetime.now(UTC) - ago).isoformat()) == told


def test_address_has_the_uid_of_a_global_id() -> None:
    assert uid(global_id("PipelineRun", "0-1")) == "0-1"


def test_second_of_two_that_say_the_same_counts() -> None:
    assert combined({"a": "1", "b": "2"}, {"b": "3"}) == {"a": "1", "b": "3"}


def test_status_has_a_tone_and_an_unknown_one_none() -> None:
    assert (tone("FAILED"), tone("SUPERSEDED")) == ("bad", "")


def test_sentence_begins_with_a_capital_letter() -> None:
    assert (sentence("undid x"), sentence("")) == ("Undid x", "")


@pytest.mark.parametrize(
    ("browser", "password", "told"),
    [
        ("http://127.0.0.1:7474/browser/", None, "These addresses are of the machine that runs the service"),
        ("http://127.0.0.1:7474/browser/", Path("password"), None),
        (None, None, "from outside of its containers or network the address may be another"),
    ],
)
def test_researchers_are_told_where_the_addresses_of_the_graph_answer(
    browser: str | None, password: Path | None, told: str | None
) -> None:
    hints = (
        "These addresses are of the machine that runs the service",
        "from outside of its containers or network the address may be another",
    )
    template = environment({"asset": str, "query": urlencode}).get_template("research/researchers.html")
    database = Database("bolt://127.0.0.1:7687", "neo4j", browser, password)

    page = template.render(visitor=None, path="/researchers", onward="/researchers", database=database, statements=())

    assert [hint for hint in hints if hint in page] == ([told] if told else [])
