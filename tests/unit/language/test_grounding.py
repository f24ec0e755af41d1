from __future__ import annotations

import pytest

from graph_service.language.grounding import LONGEST_PHRASE, numbers_in, says_number, spans_of, unsaid

TEXT = "We use Event-Driven\n  Architecture, C++ and C#, ASP.NET, Node.js, Hive/PySpark. Java. Six kilns, 1,250 pots."


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("event driven architecture", ["Event-Driven\n  Architecture"]),
        ("EVENT-DRIVEN ARCHITECTURE", ["Event-Driven\n  Architecture"]),
        ("C++", ["C++"]),
        ("c#", ["C#"]),
        ("PySpark", ["PySpark"]),
        ("Hive/PySpark", ["Hive/PySpark"]),
        ("Java", ["Java"]),
        ("C", []),
        ("Node", []),
        ("NET", []),
        (".NET", []),
        ("Spark", []),
        ("Event Sourcing", []),
        ("kiln", []),
        ("", []),
        (" - ", []),
        ("++", []),
        ("Event, Driven", []),
    ],
)
def test_phrase_is_found_where_the_text_says_it_and_nowhere_else(phrase: str, found: list[str]) -> None:
    spans = spans_of(phrase, TEXT)

    assert [span.text for span in spans] == found
    assert all(TEXT[span.start : span.end] == span.text for span in spans)


def test_every_place_is_found() -> None:
    assert [(span.start, span.end) for span in spans_of("kiln", "kiln, Kiln; kilns kiln")] == [
        (0, 4),
        (6, 10),
        (18, 22),
    ]


def test_pattern_characters_are_letters_like_others() -> None:
    assert spans_of("a.*b", "axxb") == ()
    assert [span.text for span in spans_of("(a|b)", "say (a|b) twice")] == ["(a|b)"]


def test_long_phrase_is_no_quotation() -> None:
    phrase = "kiln " * LONGEST_PHRASE

    assert spans_of(phrase, phrase) == ()


def test_numbers_are_compared_as_numbers() -> None:
    assert numbers_in("1,250 pots at 3.5 bar, in 2") == {"1250", "3.5", "2"}
    assert says_number(1250, "1,250 pots")
    assert says_number(5, "5+ years")
    assert not says_number(5, "15 years")
    assert says_number(6, "Six years")
    assert not says_number(7, "six years")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Builds kilns and fires them.", ()),
        ("The person works with Kafka.", ()),
        ("Leads 12 people.", ("12",)),
        ("The person joins Acme.", ("Acme",)),
        ("Uses gRPC every day.", ("gRPC",)),
        ("Apply at https://x.example or www.y.z", ("https:", "www.")),
        ("Write to a@b.", ("a@b",)),
    ],
)
def test_words_of_a_models_own_are_checked_for_what_the_text_does_not_say(
    words: str, expected: tuple[str, ...]
) -> None:
    assert unsaid(words, ["We use Kafka in six kilns"]) == expected
