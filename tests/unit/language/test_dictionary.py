from __future__ import annotations

import pytest

from graph_service.domain.taxonomy import Alias, MatchStrategy
from graph_service.language.dictionary import Dictionary, Hit
from tests.unit.language.samples import SKILLS, skill


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return Dictionary(SKILLS)


def texts(hits: list[Hit]) -> list[str]:
    return [hit.text for hit in hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Java 8/11/17", ["Java"]),
        ("Python3 and Python 3.11", ["Python3", "Python"]),
        ("HTML5/CSS3", ["HTML5", "CSS3"]),
        ("Hive/PySpark-dataframes", ["Hive", "PySpark"]),
        ("AWS (EC2, S3)", ["AWS", "EC2", "S3"]),
        ("C/C++, C# and .NET", ["C", "C++", "C#", ".NET"]),
        ("TypeScript/JavaScript", ["TypeScript", "JavaScript"]),
        ("CI/CD, CI & CD, CI-CD", ["CI/CD", "CI", "CD", "CI-CD"]),
        ("NodeJS, node js, Node.JS", ["NodeJS", "node js", "Node.JS"]),
        ("React Native", ["React Native"]),
        ("•Java•SQL", ["Java", "SQL"]),
        ("<li>Java</li>", ["Java"]),
        ("JAVA&amp;SQL", ["JAVA", "SQL"]),
        ("know PythonExperience with SQL", ["Python", "SQL"]),
        ("Java Script", ["Java Script"]),
    ],
)
def test_find_reads_compounds_and_versions(dictionary: Dictionary, text: str, found: list[str]) -> None:
    assert texts(dictionary.find(text)) == found


@pytest.mark.parametrize("text", ["micro services", "micro-service", "Micro\u200bservices", "MICROSERVICES"])
def test_find_takes_every_way_to_write_a_word(dictionary: Dictionary, text: str) -> None:
    assert [hit.skills for hit in dictionary.find(text)] == [("microservices",)]


@pytest.mark.parametrize("text", ["data modeling", "data-modelling", "data\nmodelling"])
def test_find_takes_both_sides_of_the_atlantic(dictionary: Dictionary, text: str) -> None:
    assert [hit.skills for hit in dictionary.find(text)] == [("data-modelling",)]


@pytest.mark.parametrize(
    "text",
    [
        "Javanese",
        "3D",
        "C4",
        "S3x",
        "net growth. Net income",
        "internal tool",
        "old tool",
        "initiatives",
        "data\nModelling",
    ],
)
def test_find_leaves_other_words_alone(dictionary: Dictionary, text: str) -> None:
    assert dictionary.find(text) == []


def test_find_takes_a_name_apart_only_where_capitals_show_it() -> None:
    dictionary = Dictionary([skill("SuccessFactors", "PLATFORM")])
    assert texts(dictionary.find("Success Factors and success-factors")) == ["Success Factors", "success-factors"]
    assert dictionary.find("the success factors of a team") == []


def test_find_gives_offsets_of_the_original_text(dictionary: Dictionary) -> None:
    text = "  Uses  “Event–Driven   Architecture”, ＳＱＬ\u200b and C++."
    hits = dictionary.find(text)
    assert [text[hit.start : hit.end] for hit in hits] == texts(hits)
    assert texts(hits) == ["Event–Driven   Architecture", "ＳＱＬ", "C++"]


def test_find_names_every_owner_of_a_spelling() -> None:
    dictionary = Dictionary([skill("Master Data", also=["MDM"]), skill("Device Management", also=["MDM"])])
    (hit,) = dictionary.find("MDM")
    assert hit.skills == ("master-data", "device-management")


def test_find_says_by_which_alias(dictionary: Dictionary) -> None:
    (hit,) = dictionary.find("spark")
    assert hit.alias == Alias("Spark", match_strategy=MatchStrategy.CONTEXT_REQUIRED)


def test_shorter_gives_what_stands_inside_a_hit() -> None:
    dictionary = Dictionary([skill("Go"), skill("Microservices"), skill("Go Microservices")])
    (hit,) = dictionary.find("in Go microservices")
    assert [(inner.start, inner.text) for inner in dictionary.shorter(hit)] == [(3, "Go")]


def test_find_counts_each_member_of_a_compound_alias() -> None:
    dictionary = Dictionary([skill("REST"), skill("SOAP"), skill("Web Services", also=["REST and SOAP"])])
    assert texts(dictionary.find("REST & SOAP")) == ["REST", "SOAP"]


def test_find_takes_an_empty_text_and_an_empty_library() -> None:
    assert Dictionary(SKILLS).find("") == []
    assert Dictionary([]).find("Java") == []
