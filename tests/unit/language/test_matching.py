from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graph_service.domain.run import MatchMethod
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.matching import AliasIndex, Match
from tests.unit.libraries import EMPTY, LIBRARY, a_library, a_skill

INDEX = AliasIndex(LIBRARY)


@pytest.mark.parametrize(
    ("term", "skill", "spelling"),
    [
        ("Java", "java", "Java"),
        ("jdk", "java", "JDK"),
        ("  apache   KAFKA ", "apache-kafka", "Apache Kafka"),
        ("C++", "c-plus-plus", "C++"),
        ("c", "c", "C"),
        ("React.js", "react", "React.js"),
    ],
)
def test_term_is_found_by_an_alias_in_any_case(term: str, skill: str, spelling: str) -> None:
    assert INDEX.by_spelling(term) == Match(skill, MatchMethod.ALIAS, spelling)


@pytest.mark.parametrize(
    ("term", "skill"),
    [
        ("spring-boot", "spring-boot"),
        ("SpringBoot", "spring-boot"),
        ("Microservice", "microservices"),
        ("Node JS", "node-js"),
        ("ReactJS", "react"),
        ("Java 17", "java"),
        ("Spring Boot 3.x", "spring-boot"),
        ("apache_kafka", "apache-kafka"),
    ],
)
def test_term_is_found_by_its_normal_form(term: str, skill: str) -> None:
    match = INDEX.by_spelling(term)
    assert match is not None
    assert (match.skill, match.method, match.similarity) == (skill, MatchMethod.NORMAL_FORM, 1.0)


@pytest.mark.parametrize("term", ["Javanese", "C#", "Kafka Connect", "Boot", ""])
def test_term_that_is_no_spelling_of_a_skill_is_not_found(term: str) -> None:
    assert INDEX.by_spelling(term) is None


def test_nothing_is_found_in_an_empty_library() -> None:
    index = AliasIndex(EMPTY)
    assert index.by_spelling("Java") is None
    assert index.by_meaning(HashedEmbedder().embed_queries(["Java"])[0], 0.0) is None
    assert index.parts("Java/Scala") == ()


def test_alias_goes_before_a_normal_form() -> None:
    index = AliasIndex(a_library([a_skill("Expresses", (), "Express"), a_skill("Express.js")], ()))
    assert index.by_spelling("express") == Match("expresses", MatchMethod.ALIAS, "Express")
    assert index.by_spelling("Express.js") == Match("express-js", MatchMethod.ALIAS, "Express.js")


# ---- meaning


def pointed() -> Library:
    return replace(a_library([a_skill("A"), a_skill("B")], ()), skill_vectors=np.eye(2, dtype=np.float32))


def test_meaning_is_the_nearest_skill() -> None:
    match = AliasIndex(pointed()).by_meaning(np.array([0.6, 0.8], np.float32), 0.5)
    assert match == Match("b", MatchMethod.MEANING, "B", 0.8)


def test_meaning_needs_to_be_near_enough() -> None:
    index = AliasIndex(pointed())
    vector = np.array([0.0, 0.75], np.float32)
    assert index.by_meaning(vector, 0.75) is not None
    assert index.by_meaning(vector, 0.76) is None


# ---- compounds


@pytest.mark.parametrize(
    ("term", "parts"),
    [
        ("Kafka/Flink", ("Kafka", "Flink")),
        ("Java / Scala", ("Java", "Scala")),
        ("React & HTML", ("React", "HTML")),
        ("Java, Scala, SQL", ("Java", "Scala", "SQL")),
        ("Java and Scala", ("Java", "Scala")),
        ("Java or Scala", ("Java", "Scala")),
        ("Java+SQL", ("Java", "SQL")),
    ],
)
def test_parts_of_a_compound_are_what_the_library_knows(term: str, parts: tuple[str, ...]) -> None:
    assert INDEX.parts(term) == parts


@pytest.mark.parametrize("term", ["Java", "Kafka/Claythrow", "A/B testing", "/", "Sandor Orlando", "C++"])
def test_parts_are_none_for_what_is_no_compound_of_known_skills(term: str) -> None:
    assert INDEX.parts(term) == ()
