from __future__ import annotations

import pytest

from graph_service.language.hedges import hedged_parts


def hedged_words(sentence: str, words: tuple[str, ...]) -> list[str]:
    parts = hedged_parts(sentence)
    return [word for word in words if any(start <= sentence.index(word) < end for start, end in parts)]


@pytest.mark.parametrize(
    ("sentence", "hedged"),
    [
        ("Java and SQL; exposure to Kafka is a plus.", ["Kafka"]),
        ("Five years of Java. Kafka is a plus.", ["Kafka"]),
        ("Experience with Java, Kafka or SQL is a plus", ["Java", "Kafka", "SQL"]),
        ("Strong Java skills, Kafka is a plus", ["Kafka"]),
        ("Java required, Kafka a plus", ["Kafka"]),
        ("A message broker (Kafka preferred) and Java", ["Kafka"]),
        ("A database, preferably SQL", ["SQL"]),
        ("Ideally you know Kafka, and strong experience with Java", ["Kafka"]),
        ("Familiarity with Kafka, proficient in Java", ["Kafka"]),
        ("Nice to have: Kafka, SQL", ["Kafka", "SQL"]),
        ("Knowledge of Kafka is desirable", ["Kafka"]),
        ("Kafka is beneficial but not required", ["Kafka"]),
        ("It is a plus if you have used Kafka", ["Kafka"]),
        ("Tools (e.g. Kafka), and Java is a must", []),
        ("Java 8+ plus SQL", []),
        ("Our preferred vendor is Kafka", []),
        ("You write Java and SQL", []),
    ],
)
def test_hedged_parts_cover_what_is_only_welcome(sentence: str, hedged: list[str]) -> None:
    words = tuple(word for word in ("Java", "Kafka", "SQL") if word in sentence)
    assert hedged_words(sentence, words) == hedged


def test_hedged_parts_of_nothing_are_none() -> None:
    assert hedged_parts("") == ()
