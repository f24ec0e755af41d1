"""Why a skill is under a dimension of a role, as a client asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph_service.api.ids import global_id
from graph_service.domain.run import Run
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline, Request
from graph_service.settings import Thresholds
from graph_service.store.connection import Graph, Row
from tests.api.client import Client
from tests.support import BACKEND, query

PROVENANCE = """
fragment From on DimensionLink {
  status origin createdAt confirmedAt confirmations confidence evidence dimension { slug } run { id }
}
"""
WHY = (
    """
query ($skill: String!, $role: String!) {
  why(skill: $skill, role: $role) {
    status dimension { slug }
    skillLink { ...From skill { slug } }
    roleLink { ...From role { slug } askedBy requests { run { id } at words } }
  }
}
"""
    + PROVENANCE
)
SPARK = replace(BACKEND, must=(*BACKEND.must, "Hands-on experience with PySpark on large data sets."))
"""For the backend engineer, but it asks for Spark Development, which is not the role's."""


async def sent(client: Client, city: str = "Leeds") -> Run:
    text = replace(SPARK, opening=SPARK.opening.replace("Leeds", city)).text
    return await client.pipeline.run(Request(text, SPARK.title))


async def why(client: Client, skill: str, role: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.ask(WHY, skill=skill, role=role))["why"]
    return found


async def test_links_stand_beside_the_plain_lists(reader: Client) -> None:
    data = await reader.ask(
        """{
          skill(slug: "docker") { dimensions { slug } dimensionLinks { skill { slug } dimension { slug } } }
          dimension(slug: "cloud-infrastructure") {
            skills { slug } skillLinks { skill { slug } }
            roles { slug } roleLinks { role { slug } }
          }
          role(slug: "data-engineer") { dimensions { slug } dimensionLinks { role { slug } dimension { slug } } }
        }"""
    )

    skill, dimension, role = data["skill"], data["dimension"], data["role"]
    assert [link["dimension"] for link in skill["dimensionLinks"]] == skill["dimensions"]
    assert {link["skill"]["slug"] for link in skill["dimensionLinks"]} == {"docker"}
    assert [link["skill"] for link in dimension["skillLinks"]] == dimension["skills"]
    assert [link["role"] for link in dimension["roleLinks"]] == dimension["roles"]
    assert [link["dimension"] for link in role["dimensionLinks"]] == role["dimensions"]
    assert {link["role"]["slug"] for link in role["dimensionLinks"]} == {"data-engineer"}


async def test_library_link_names_no_run(reader: Client) -> None:
    [way] = await why(reader, "java", "backend-engineer")

    assert (way["status"], way["dimension"]) == ("LIVE", {"slug": "backend-services"})
    for link in (way["skillLink"], way["roleLink"]):
        assert link.pop("createdAt") is not None
        assert (
            link.items()
            >= {
                "status": "LIVE",
                "origin": "LIBRARY",
                "confirmedAt": None,
                "confirmations": 0,
                "confidence": 1.0,
                "evidence": [],
                "dimension": {"slug": "backend-services"},
                "run": None,
            }.items()
        )
    assert way["skillLink"]["skill"] == {"slug": "java"}
    assert way["roleLink"].items() >= {"role": {"slug": "backend-engineer"}, "askedBy": 0, "requests": []}.items()


async def test_every_dimension_in_which_they_meet_is_told_in_the_roles_order(reader: Client) -> None:
    found = await why(reader, "Kafka", "Big Data Engineer")
    assert [way["dimension"]["slug"] for way in found] == ["stream-processing"]

    both = await why(reader, "docker", "devops-engineer")
    assert [way["dimension"]["slug"] for way in both] == ["delivery-automation", "cloud-infrastructure"]
    turned = await why(reader, "docker", "platform-engineer")
    assert [way["dimension"]["slug"] for way in turned] == ["cloud-infrastructure", "delivery-automation"]


async def test_nothing_connects_them(reader: Client) -> None:
    assert await why(reader, "mentoring", "backend-engineer") == []


@pytest.mark.parametrize(
    ("skill", "role", "field", "message"),
    [
        ("cobol", "data-engineer", "skill", "there is no skill 'cobol'; skills lists those there are"),
        ("java", "astronaut", "role", "there is no role 'astronaut'; roles lists those there are"),
        ("", "data-engineer", "skill", "there is no skill ''; skills lists those there are"),
    ],
)
async def test_what_is_not_there_is_not_found(reader: Client, skill: str, role: str, field: str, message: str) -> None:
    assert await reader.refusal(WHY, skill=skill, role=role) == (message, {"code": "NOT_FOUND", "field": field})


async def test_candidate_link_explains_until_the_fifth_job_description_makes_it_live(client: Client) -> None:
    runs = [await sent(client)]

    [way] = await why(client, "pyspark", "backend-engineer")

    assert (way["status"], way["dimension"]) == ("CANDIDATE", {"slug": "spark-development"})
    assert (way["skillLink"]["status"], way["skillLink"]["confirmations"]) == ("LIVE", 1)
    assert (way["roleLink"]["status"], way["roleLink"]["origin"]) == ("CANDIDATE", "RUN")
    assert way["roleLink"]["run"] == {"id": global_id("PipelineRun", runs[0].uid)}
    assert (way["roleLink"]["evidence"], way["roleLink"]["askedBy"]) == (["PySpark"], 1)

    runs += [await sent(client, city) for city in ("York", "Hull", "Bath", "Derby")]
    [way] = await why(client, "pyspark", "backend-engineer")

    assert (way["status"], way["roleLink"]["status"], way["roleLink"]["askedBy"]) == ("LIVE", "LIVE", 5)
    assert [(request["run"]["id"], request["words"]) for request in way["roleLink"]["requests"]] == [
        (global_id("PipelineRun", run.uid), ["PySpark"]) for run in runs
    ]


async def test_candidates_come_only_where_they_are_asked_for(client: Client) -> None:
    await sent(client)
    document = """query ($candidates: Boolean) {
      role(slug: "backend-engineer") { dimensionLinks(candidates: $candidates) { status dimension { slug } } }
      dimension(slug: "spark-development") { roleLinks(candidates: $candidates) { status role { slug } } }
    }"""

    without, asked = await client.ask(document, candidates=False), await client.ask(document, candidates=True)

    candidate = {"status": "CANDIDATE", "dimension": {"slug": "spark-development"}}
    assert asked["role"]["dimensionLinks"] == [*without["role"]["dimensionLinks"], candidate]
    assert [link["status"] for link in without["role"]["dimensionLinks"]] == ["LIVE"] * 3
    assert asked["dimension"]["roleLinks"] == [
        *without["dimension"]["roleLinks"],
        {"status": "CANDIDATE", "role": {"slug": "backend-engineer"}},
    ]
    assert await client.ask(document, candidates=None) == without


async def test_requests_are_capped(client: Client) -> None:
    await sent(client)
    await sent(client, "York")
    document = """query ($first: Int) { role(slug: "backend-engineer") {
      dimensionLinks(candidates: true) { askedBy requests(first: $first) { words } } } }"""

    [*_, link] = (await client.ask(document, first=1))["role"]["dimensionLinks"]

    assert link == {"askedBy": 2, "requests": [{"words": ["PySpark"]}]}
    message, extensions = await client.refusal(
        '{ role(slug: "frontend-engineer") { dimensionLinks { requests(first: 101) { words } } } }'
    )
    assert (message, extensions["code"]) == ("first is 101; send a number from 1 to 100", "INVALID_INPUT")


class Counting(Graph):
    """A graph that remembers which statements it was asked to read."""

    read_names: list[str]

    async def read(self, name: str, **parameters: object) -> list[Row]:
        self.read_names.append(name)
        return await super().read(name, **parameters)


async def test_links_of_many_nodes_are_one_statement(small_graph: Graph, embedder: HashedEmbedder) -> None:
    graph = Counting(small_graph.driver, 10.0)
    graph.read_names = []
    client = Client(Pipeline(graph, embedder, Thresholds()))

    # What asks for the schema too is executed field by field.
    data = await client.ask(
        "{ __schema { __typename } skills(first: 20) { nodes { dimensionLinks { dimension { slug } run { id } } } } }"
    )

    assert len(data["skills"]["nodes"]) == 20
    assert sorted(graph.read_names) == [
        "taxonomy/dimensions",
        "taxonomy/merged_skills",
        "taxonomy/skill_links_of_skills",
        "taxonomy/skills_count",
        "taxonomy/skills_page",
    ]


async def test_link_of_a_run_that_is_gone_names_none(client: Client) -> None:
    await sent(client)
    await query(client.pipeline.graph, "MATCH (run:PipelineRun) DETACH DELETE run")

    [way] = await why(client, "pyspark", "backend-engineer")

    assert way["roleLink"]["run"] is None
    assert way["roleLink"]["requests"][0]["run"] is None
