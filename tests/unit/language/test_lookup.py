from __future__ import annotations

import re

import pytest

from graph_service.language.lookup import fit, lucene_query


def test_words_are_asked_for_as_they_are_and_as_beginnings() -> None:
    assert lucene_query("C#") == "(c^4 OR c*^2)"
    assert lucene_query("go sql") == "(go^4 OR go*^2) (sql^4 OR sql*^2) gosql^8"


def test_longer_words_are_asked_for_with_a_typo_and_in_two_parts() -> None:
    assert lucene_query("java") == "(java^4 OR java*^2 OR java~1 OR (+ja +va))"


def test_names_with_dots_are_asked_for_as_they_are_indexed() -> None:
    assert lucene_query("io.js") == "(io^4 OR io*^2) (js^4 OR js*^2) io.js~1 iojs^8"


def test_words_of_a_longer_text_are_not_taken_apart() -> None:
    assert "+" not in lucene_query("people who build data pipelines")


@pytest.mark.parametrize("text", ["", " ", "***", "()[]{}", "🤷", "\x00"])
def test_text_without_words_makes_no_query(text: str) -> None:
    assert lucene_query(text) == ""


@pytest.mark.parametrize(
    "text",
    ['a"b', "name:[* TO *]", "(a+)+$", "x OR y AND NOT z", "a\\", "a && b || !c", "/a.*/", "{a TO b}", "a~0.1^99 ?*"],
)
def test_query_syntax_does_not_get_through(text: str) -> None:
    form = r"(?:\w+\^4|\w+\*\^2|\w+~1|\(\+\w+ \+\w+\))"

    assert re.fullmatch(rf"(?:\({form}(?: OR {form})*\)|[\w.]+~1|\w+\^8| )+", lucene_query(text))


def test_query_of_a_very_long_text_stays_short() -> None:
    assert len(lucene_query("wor.ds" * 100_000)) < 10_000


@pytest.mark.parametrize("spelling", ["Machine Learning", "machine  learning", "machine\u200b learning"])
def test_text_itself_fits_wholly(spelling: str) -> None:
    assert fit("MACHINE LEARNING", spelling) == 1


@pytest.mark.parametrize(
    ("text", "spelling"),
    [("nodejs", "Node.js"), ("ci cd", "CI/CD"), ("springboot", "Spring Boot"), ("postgre sql", "PostgreSQL")],
)
def test_other_way_to_write_a_text_fits_nearly_wholly(text: str, spelling: str) -> None:
    assert 0.97 < fit(text, spelling) < 1


@pytest.mark.parametrize(
    ("text", "better", "worse"),
    [
        ("jav", "Java", "JavaScript"),
        ("java", "Java Swing", "JavaScript"),
        ("java", "Java Swing", "Apache Derby (Java DB)"),
        ("kuber", "Kubernetes", "Kubernetes Operators"),
        ("machine lerning", "Machine Learning", "Machine Learning Engineer"),
        ("data enginer", "Data Engineer", "Data Engineering"),
        ("kubrnetes", "Kubernetes", "Google Kubernetes Engine"),
        ("lambda aws", "AWS Lambda", "AWS"),
        ("c#", "C# MVC", "Style Guide for C#"),
        ("containers orchestrator", "Container Orchestration", "Containers"),
    ],
)
def test_better_spelling_fits_better(text: str, better: str, worse: str) -> None:
    assert 1 > fit(text, better) > fit(text, worse) > 0


@pytest.mark.parametrize(
    ("text", "spelling"), [("java", "Kafka"), ("go", "R"), ("", "Java"), ("java", ""), ("***", "Java"), ("sql", "SQS")]
)
def test_words_that_share_nothing_do_not_fit(text: str, spelling: str) -> None:
    assert fit(text, spelling) == 0


def test_fit_of_a_very_long_text_looks_at_its_first_words() -> None:
    assert fit("kafka " + "word " * 100_000, "Kafka") > 0
