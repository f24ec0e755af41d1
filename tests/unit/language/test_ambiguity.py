from __future__ import annotations

import pytest

from graph_service.domain.document import TextSpan
from graph_service.language.ambiguity import credible_hits
from graph_service.language.dictionary import Dictionary, Hit
from tests.unit.language.samples import SKILLS, skill

BY_SLUG = {each.slug: each for each in SKILLS}


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return Dictionary(SKILLS)


def read(dictionary: Dictionary, text: str, employers: tuple[str, ...] = ()) -> list[Hit]:
    return credible_hits(text, [TextSpan(0, len(text), text)], dictionary, BY_SLUG, employers)


def names(hits: list[Hit]) -> list[str]:
    return [BY_SLUG[hit.skills[0]].name for hit in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("typescript javascript node.js react go", ["TypeScript", "JavaScript", "Node.js", "React", "Go"]),
        ("python c c++", ["Python", "C", "C++"]),
        ("Experience with Go", ["Go"]),
        ("Senior Go Developer", ["Go"]),
        ("Statistics in R, SQL or Python", ["R", "SQL", "Python"]),
        ("Spark, Hive and SQL", ["Apache Spark", "Apache Hive", "SQL"]),
        ("You know Chef or Ansible", ["Chef", "Ansible"]),
        ("Proficient in Word, Excel and Teams", ["Microsoft Word", "Microsoft Excel", "Microsoft Teams"]),
        ("React or another web framework", ["React"]),
        ("a C/C++ code base", ["C", "C++"]),
        ("Databases: Oracle, Snowflake", ["Oracle Database", "Snowflake"]),
        ("REST services", ["REST APIs"]),
        ("python rest sql", ["Python", "REST APIs", "SQL"]),
        ("monitoring and alerting of our services", ["System Monitoring"]),
        ("• React", ["React"]),
        ("Front end: React.", ["React"]),
        ("Tools: Chef", ["Chef"]),
    ],
)
def test_doubtful_spellings_count_in_a_technical_setting(
    dictionary: Dictionary, text: str, expected: list[str]
) -> None:
    assert names(read(dictionary, text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "At American Express, people come first.",
        "Express Scripts is looking for a nurse.",
        "Own the go-to-market plan and the R&D budget.",
        "Ideas that spark joy for the rest of the team.",
        "You excel in a team that is ready to go.",
        "Word of mouth, and teams that care.",
        "Oracle Corporation was founded long ago.",
        "A series C startup in Washington, D.C.",
        "a) Plan b) Build c) Ship",
        "Our chef cooks for the Product Teams.",
        "GO FURTHER THAN THE REST AND EXCEL",
        "Responsible for the whole team.",
        "monitoring the shop floor",
        "React quickly to what customers say.",
        "Rest assured that we care.",
    ],
)
def test_ordinary_words_and_names_do_not_count(dictionary: Dictionary, text: str) -> None:
    assert names(read(dictionary, text)) == []


def test_a_rejected_long_spelling_gives_way_to_a_shorter_one() -> None:
    skills = [BY_SLUG["java"]]
    skills.append(skill("Java Flow", "TOOL", context=["Java Flow"]))
    hits = credible_hits(
        "the java flow of things",
        [TextSpan(0, 23, "the java flow of things")],
        Dictionary(skills),
        {each.slug: each for each in skills},
    )
    assert [hit.text for hit in hits] == ["java"]


def test_a_product_is_no_skill_where_it_is_the_employer(dictionary: Dictionary) -> None:
    assert names(read(dictionary, "Join Snowflake. We write Java.")) == ["Java"]
    assert names(read(dictionary, "Snowflake builds a cloud. We write Java.", ("Snowflake",))) == ["Java"]
    assert names(read(dictionary, "Java, Snowflake and SQL", ("Snowflake",))) == ["Java", "Snowflake", "SQL"]


def test_a_product_inside_the_employers_name_does_not_count(dictionary: Dictionary) -> None:
    assert names(read(dictionary, "Docker House hires. We use Java.", ("Docker House",))) == ["Java"]


def test_hits_outside_the_passages_do_not_count(dictionary: Dictionary) -> None:
    text = "Java here. SQL there."
    hits = credible_hits(text, [TextSpan(11, 21, "SQL there.")], dictionary, BY_SLUG)
    assert [(hit.start, hit.text) for hit in hits] == [(11, "SQL")]
