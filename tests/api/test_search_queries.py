from __future__ import annotations

from typing import Any

import pytest

from graph_service.api.ids import global_id
from tests.api.client import Client

SEARCH = """
query ($text: String!, $mode: SearchMode, $first: Int) {
  search(text: $text, mode: $mode, first: $first) {
    score matched
    node { __typename ... on Skill { slug } ... on Role { slug } ... on Dimension { slug } ... on KRA { text } }
  }
}
"""
PATH = """
query ($from: ID!, $to: ID!) {
  path(from: $from, to: $to) { relationship from { ...Named } to { ...Named } }
}
fragment Named on SearchNode { __typename ... on Skill { slug } ... on Role { slug } ... on Dimension { slug } }
"""
GAP = """
query ($from: String!, $to: String!) {
  roleGap(from: $from, to: $to) { from { slug } to { slug } shared { slug } missing { slug } }
}
"""
ROLES_FOR = """
query ($skills: [String!]!, $first: Int) {
  rolesForSkills(skills: $skills, first: $first) { score matchedCount totalCount matchedSkills role { slug } }
}
"""


async def found_by(client: Client, text: str, mode: str, first: int = 5) -> list[dict[str, Any]]:
    hits: list[dict[str, Any]] = (await client.ask(SEARCH, text=text, mode=mode, first=first))["search"]
    return hits


@pytest.mark.parametrize("mode", ["TEXT", "HYBRID"])
async def test_search_puts_what_is_spelt_exactly_first(reader: Client, mode: str) -> None:
    assert (await found_by(reader, "KAFKA", mode))[0] == {
        "score": 1.0,
        "matched": "Kafka",
        "node": {"__typename": "Skill", "slug": "apache-kafka"},
    }


async def test_search_by_words_forgives_a_typo(reader: Client) -> None:
    [hit] = await found_by(reader, "Kubernets", "TEXT")

    assert (hit["matched"], hit["node"]["slug"]) == ("Kubernetes", "kubernetes")
    assert 0 < hit["score"] < 1


async def test_search_by_words_finds_every_kind(reader: Client) -> None:
    hits = await found_by(reader, "backend", "TEXT", 10)

    assert {hit["node"]["__typename"] for hit in hits} == {"Role", "Dimension", "KRA"}
    assert hits[0]["node"]["slug"] == "backend-engineer"


async def test_search_by_meaning_ranks_by_similarity(reader: Client) -> None:
    hits = await found_by(reader, "event streams", "SEMANTIC")

    scores = [hit["score"] for hit in hits]
    assert [hit["node"]["slug"] for hit in hits[:2]] == ["apache-kafka", "apache-flink"]
    assert scores == sorted(scores, reverse=True)
    assert all(-1 <= score <= 1 for score in scores)


async def test_search_by_both_is_the_default_and_answers_each_node_once(reader: Client) -> None:
    default = (await reader.ask('{ search(text: "event streams") { matched score } }'))["search"]
    hits = await found_by(reader, "event streams", "HYBRID", 10)

    assert [hit["matched"] for hit in default] == [hit["matched"] for hit in hits]
    names = [str(hit["node"]) for hit in hits]
    assert len(names) == len(set(names)) == 10
    slugs = {hit["node"].get("slug") for hit in hits}
    assert {"event-driven-architecture", "stream-processing", "apache-kafka"} <= slugs


@pytest.mark.parametrize("text", ["qwzx vbnk", '" OR * AND ( ~ [', "/", "C++ && rm -rf", "null\0byte", "a" * 400])
@pytest.mark.parametrize("mode", ["TEXT", "SEMANTIC", "HYBRID"])
async def test_search_takes_any_text(reader: Client, text: str, mode: str) -> None:
    assert len(await found_by(reader, text, mode)) <= 5


@pytest.mark.parametrize(("text", "length"), [("", 0), (" \n ", 0), ("\ud800", 0), ("a" * 401, 401)])
async def test_search_for_nothing_or_for_a_book_is_refused(reader: Client, text: str, length: int) -> None:
    assert await reader.refusal(SEARCH, text=text) == (
        f"text has {length} characters; send 1 to 400",
        {"code": "INVALID_INPUT", "field": "text"},
    )


@pytest.mark.parametrize("first", [0, 101])
async def test_search_is_capped(reader: Client, first: int) -> None:
    assert await reader.refusal(SEARCH, text="go", first=first) == (
        f"first is {first}; send a number from 1 to 100",
        {"code": "INVALID_INPUT", "field": "first"},
    )


async def test_path_leads_from_one_node_to_another(reader: Client) -> None:
    start, end = await reader.id_of("Skill", "apache-flink"), await reader.id_of("Role", "data-engineer")

    data = await reader.ask(PATH, **{"from": start, "to": end})

    assert data["path"] == [
        {
            "relationship": "IN_DIMENSION",
            "from": {"__typename": "Skill", "slug": "apache-flink"},
            "to": {"__typename": "Dimension", "slug": "stream-processing"},
        },
        {
            "relationship": "HAS_DIMENSION",
            "from": {"__typename": "Dimension", "slug": "stream-processing"},
            "to": {"__typename": "Role", "slug": "data-engineer"},
        },
    ]


async def test_path_is_connected_and_the_same_length_both_ways(reader: Client) -> None:
    start, end = await reader.id_of("Skill", "react"), await reader.id_of("Role", "data-engineer")

    there = (await reader.ask(PATH, **{"from": start, "to": end}))["path"]
    back = (await reader.ask(PATH, **{"from": end, "to": start}))["path"]

    assert [step["to"] for step in there[:-1]] == [step["from"] for step in there[1:]]
    assert (there[0]["from"]["slug"], there[-1]["to"]["slug"]) == ("react", "data-engineer")
    assert len(there) == len(back)


async def test_path_from_a_node_to_itself_has_no_steps(reader: Client) -> None:
    node = await reader.id_of("Skill", "react")

    assert (await reader.ask(PATH, **{"from": node, "to": node}))["path"] == []


async def test_path_that_is_not_there_is_null(reader: Client) -> None:
    start, end = await reader.id_of("Skill", "react"), await reader.id_of("Skill", "mentoring")

    assert (await reader.ask(PATH, **{"from": start, "to": end}))["path"] is None
    assert (await reader.ask(PATH, **{"from": start, "to": global_id("Skill", "gone")}))["path"] is None


@pytest.mark.parametrize("end", ["from", "to"])
async def test_path_names_the_id_that_is_none(reader: Client, end: str) -> None:
    ends = {"from": await reader.id_of("Skill", "react"), "to": await reader.id_of("Skill", "html")}

    assert await reader.refusal(PATH, **(ends | {end: "nonsense"})) == (
        "'nonsense' is no id of ours; send one that a query answered",
        {"code": "INVALID_INPUT", "field": end},
    )


async def test_role_gap_tells_what_is_shared_and_what_is_missing(reader: Client) -> None:
    gap = (await reader.ask(GAP, **{"from": "backend-engineer", "to": "Big Data Engineer"}))["roleGap"]

    assert (gap["from"]["slug"], gap["to"]["slug"]) == ("backend-engineer", "data-engineer")
    assert [skill["slug"] for skill in gap["shared"]] == [
        *("apache-kafka", "data-modelling", "mongodb", "postgresql", "python", "sql"),
    ]
    assert [skill["slug"] for skill in gap["missing"]] == [
        *("apache-airflow", "apache-flink", "apache-spark", "dbt", "pyspark"),
    ]


async def test_role_gap_of_a_role_to_itself_misses_nothing(reader: Client) -> None:
    gap = (await reader.ask(GAP, **{"from": "data-engineer", "to": "data-engineer"}))["roleGap"]

    assert gap["missing"] == []
    assert len(gap["shared"]) == 11


@pytest.mark.parametrize("end", ["from", "to"])
async def test_role_gap_names_the_role_that_is_not_there(reader: Client, end: str) -> None:
    ends = {"from": "data-engineer", "to": "data-engineer", end: "astronaut"}

    assert await reader.refusal(GAP, **ends) == (
        "there is no role 'astronaut'; roles lists those there are",
        {"code": "NOT_FOUND", "field": end},
    )


async def test_roles_for_skills_are_ranked_by_how_much_they_cover(reader: Client) -> None:
    found = (await reader.ask(ROLES_FOR, skills=["Kafka", "apache-spark", "sql", "no such skill"]))["rolesForSkills"]

    assert found[0] == {
        "score": 1.0,
        "matchedCount": 3,
        "totalCount": 3,
        "matchedSkills": ["Apache Kafka", "Apache Spark", "SQL"],
        "role": {"slug": "data-engineer"},
    }
    assert [row["role"]["slug"] for row in found[1:]] == ["backend-engineer", "node-backend-developer"]


async def test_roles_for_skills_answer_as_many_as_are_asked_for(reader: Client) -> None:
    found = (await reader.ask(ROLES_FOR, skills=["Kafka"], first=1))["rolesForSkills"]

    assert len(found) == 1


@pytest.mark.parametrize("skills", [[], ["nothing that is known"]])
async def test_roles_for_no_known_skills_are_none(reader: Client, skills: list[str]) -> None:
    assert (await reader.ask(ROLES_FOR, skills=skills))["rolesForSkills"] == []


@pytest.mark.parametrize("name", ["", "  ", "!!!", "x" * 121])
async def test_roles_for_skills_refuse_what_is_no_name(reader: Client, name: str) -> None:
    message, extensions = await reader.refusal(ROLES_FOR, skills=["Kafka", name])

    assert message.endswith("is no name of a skill; send 1 to 120 characters")
    assert extensions["code"] == "INVALID_INPUT"
