from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from graph_service.api.connections import cursor
from graph_service.api.ids import global_id
from tests.api.client import Client

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
SKILLS = """
query ($filter: SkillFilter, $first: Int, $after: String) {
  skills(filter: $filter, first: $first, after: $after) {
    totalCount nodes { slug } edges { cursor node { slug } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


def slugs(nodes: Sequence[dict[str, Any]]) -> list[str]:
    return [node["slug"] for node in nodes]


async def all_pages(client: Client, document: str, field: str, first: int) -> list[dict[str, Any]]:
    """The pages of a connection, walked as a client walks them."""
    pages: list[dict[str, Any]] = []
    after: str | None = None
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        page = (await client.ask(document, first=first, after=after))[field]
        after = page["pageInfo"]["endCursor"]
        pages.append(page)
        assert len(pages) < 100
    return pages


async def test_skill_by_slug_answers_everything_of_it(reader: Client) -> None:
    data = await reader.ask(
        """{ skill(slug: "apache-kafka") {
          slug name description status category subCategory nature volatility lifespan versionStrategy confidence
          maturityReasoning isExtractable contextTags aliases { text type isPrimary matchStrategy }
          dimensions { slug } roles { slug } related { slug } history { id }
        } }"""
    )

    assert data["skill"] == {
        "slug": "apache-kafka",
        "name": "Apache Kafka",
        "description": "A distributed log for event streams.",
        "status": "ACTIVE",
        "category": "Data",
        "subCategory": "Data Processing",
        "nature": "PLATFORM",
        "volatility": "MEDIUM",
        "lifespan": "MULTI_YEAR",
        "versionStrategy": "MAJOR_ONLY",
        "confidence": 1.0,
        "maturityReasoning": None,
        "isExtractable": True,
        "contextTags": [],
        "aliases": [
            {"text": "Apache Kafka", "type": "CANONICAL", "isPrimary": True, "matchStrategy": "CASE_INSENSITIVE"},
            {"text": "Kafka", "type": "SYNONYM", "isPrimary": False, "matchStrategy": "CASE_INSENSITIVE"},
        ],
        "dimensions": [{"slug": "stream-processing"}, {"slug": "microservices-and-distributed-systems"}],
        "roles": [{"slug": "backend-engineer"}, {"slug": "data-engineer"}, {"slug": "node-backend-developer"}],
        "related": [{"slug": "event-driven-architecture"}],
        "history": [],
    }


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Kafka", "apache-kafka"), ("  kafka ", "apache-kafka"), ("golang", "go"), ("C#", "c-sharp"), ("C++", "c")],
)
async def test_skill_by_any_spelling(reader: Client, name: str, slug: str) -> None:
    data = await reader.ask("query ($name: String) { skill(name: $name) { slug name } }", name=name)

    assert data["skill"]["slug"].startswith(slug)


async def test_skill_that_is_not_there_is_null(reader: Client) -> None:
    data = await reader.ask('{ bySlug: skill(slug: "cobol") { slug } byName: skill(name: "COBOL") { slug } }')

    assert data == {"bySlug": None, "byName": None}


@pytest.mark.parametrize("arguments", ["", '(slug: "go", name: "Go")'])
async def test_skill_and_role_take_one_of_slug_and_name(reader: Client, arguments: str) -> None:
    for field in ("skill", "role"):
        assert await reader.refusal(f"{{ {field}{arguments} {{ slug }} }}") == (
            "send either slug or name",
            {"code": "INVALID_INPUT", "field": "slug"},
        )


async def test_skills_near_by_meaning_are_ranked(reader: Client) -> None:
    data = await reader.ask('{ skill(slug: "apache-spark") { similar(first: 3) { score skill { slug } } } }')

    found = data["skill"]["similar"]
    scores = [near["score"] for near in found]
    assert len(found) == 3
    assert scores == sorted(scores, reverse=True)
    assert all(-1 <= score <= 1 for score in scores)
    assert "apache-spark" not in [near["skill"]["slug"] for near in found]


@pytest.mark.parametrize("field", ["related", "similar", "history"])
@pytest.mark.parametrize("first", [0, 101, -3])
async def test_lists_of_a_skill_are_capped(reader: Client, field: str, first: int) -> None:
    document = f'{{ skill(slug: "go") {{ {field}(first: {first}) {{ __typename }} }} }}'

    assert await reader.refusal(document) == (
        f"first is {first}; send a number from 1 to 100",
        {"code": "INVALID_INPUT", "field": "first"},
    )


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"nature": "DATABASE"}, ["mongodb", "postgresql"]),
        ({"dimension": "stream-processing"}, ["apache-flink", "apache-kafka"]),
        ({"role": "frontend-engineer"}, ["css", "html", "javascript", "react", "typescript", "vue-js"]),
        ({"text": "SCRIPT"}, ["javascript", "typescript"]),
        ({"text": "golang"}, ["go"]),
        ({"category": "Data", "nature": "LANGUAGE"}, ["sql"]),
        ({"category": "Data", "dimension": "spark-development"}, ["apache-spark", "pyspark"]),
        ({"status": "PENDING"}, []),
        ({"category": "data"}, []),
        ({"role": "no-such-role"}, []),
    ],
)
async def test_skills_are_filtered(reader: Client, conditions: dict[str, str], expected: list[str]) -> None:
    found = (await reader.ask(SKILLS, filter=conditions))["skills"]

    assert slugs(found["nodes"]) == expected
    assert found["totalCount"] == len(expected)


async def test_skills_of_a_page_stand_in_edges_and_nodes(reader: Client) -> None:
    found = (await reader.ask(SKILLS, first=3))["skills"]

    assert slugs([edge["node"] for edge in found["edges"]]) == slugs(found["nodes"])
    assert found["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": found["edges"][0]["cursor"],
        "endCursor": found["edges"][2]["cursor"],
    }


@pytest.mark.parametrize("size", [1, 7, 38, 100])
async def test_pages_hold_every_skill_once(reader: Client, size: int) -> None:
    pages = await all_pages(reader, SKILLS, "skills", size)

    found = [slug for page in pages for slug in slugs(page["nodes"])]
    assert found == sorted(set(found))
    assert {page["totalCount"] for page in pages} == {len(found)} == {38}
    assert [page["pageInfo"]["hasPreviousPage"] for page in pages] == [False] + [True] * (len(pages) - 1)


async def test_page_size_has_a_default(reader: Client) -> None:
    default = (await reader.ask("{ skills { nodes { slug } } }"))["skills"]["nodes"]
    null = (await reader.ask("{ skills(first: null) { nodes { slug } } }"))["skills"]["nodes"]

    assert len(default) == len(null) == 20


@pytest.mark.parametrize("connection", ["skills", "roles", "dimensions", "pipelineRuns", "reviewItems"])
@pytest.mark.parametrize("first", [0, 101, -1])
async def test_page_size_is_between_one_and_a_hundred(reader: Client, connection: str, first: int) -> None:
    assert await reader.refusal(f"{{ {connection}(first: {first}) {{ totalCount }} }}") == (
        f"first is {first}; send a number from 1 to 100",
        {"code": "INVALID_INPUT", "field": "first"},
    )


@pytest.mark.parametrize("connection", ["skills", "roles", "pipelineRuns", "reviewItems"])
@pytest.mark.parametrize("cursor", ["%%", "/w==", "é"])
async def test_cursor_that_is_none_of_ours_is_refused(reader: Client, connection: str, cursor: str) -> None:
    document = f"query ($after: String) {{ {connection}(after: $after) {{ totalCount }} }}"

    assert await reader.refusal(document, after=cursor) == (
        f"after {cursor!r} is no cursor of ours; send an endCursor",
        {"code": "INVALID_INPUT", "field": "after"},
    )


async def test_role_answers_everything_of_it(reader: Client) -> None:
    data = await reader.ask(
        """{ role(slug: "devops-engineer") {
          slug name archetype description centroidCount aliases { text type isPrimary matchStrategy }
          dimensions { slug } kras { text role { slug } } skills { slug } specialisations { slug }
        } }"""
    )

    role = data["role"]
    assert (role["slug"], role["name"], role["centroidCount"]) == ("devops-engineer", "DevOps Engineer", 0)
    assert role["archetype"] == "Automates how software is built, shipped and watched."
    assert [(alias["text"], alias["type"], alias["isPrimary"]) for alias in role["aliases"]] == [
        ("DevOps Engineer", "CANONICAL", True),
        ("Build and Release Engineer", "SYNONYM", False),
        ("Infrastructure Engineer", "SYNONYM", False),
    ]
    assert slugs(role["dimensions"]) == ["delivery-automation", "cloud-infrastructure"]
    assert [kra["role"]["slug"] for kra in role["kras"]] == ["devops-engineer"] * 2
    assert role["kras"][1]["text"] == "Set up monitoring and alerts and lead the response to incidents."
    assert slugs(role["skills"]) == [
        *("aws", "ci-cd", "docker", "git", "jenkins", "kubernetes", "linux", "terraform"),
    ]
    assert role["specialisations"] == []


async def test_role_by_any_of_its_titles(reader: Client) -> None:
    data = await reader.ask(
        '{ a: role(name: "swe") { slug } b: role(name: "big data engineer") { slug } c: role(slug: "x") { slug } }'
    )

    assert data == {"a": {"slug": "backend-engineer"}, "b": {"slug": "data-engineer"}, "c": None}


async def test_role_that_others_specialise(reader: Client) -> None:
    data = await reader.ask('{ role(slug: "backend-engineer") { specialisations { slug } } }')

    assert data["role"]["specialisations"] == [{"slug": "node-backend-developer"}]


async def test_roles_are_paged_by_slug(reader: Client) -> None:
    document = """query ($first: Int, $after: String) { roles(first: $first, after: $after) {
      totalCount nodes { slug } pageInfo { hasNextPage hasPreviousPage endCursor } } }"""

    pages = await all_pages(reader, document, "roles", 4)

    assert [slugs(page["nodes"]) for page in pages] == [
        ["backend-engineer", "data-engineer", "devops-engineer", "frontend-engineer"],
        ["node-backend-developer", "platform-engineer"],
    ]
    assert [page["totalCount"] for page in pages] == [6, 6]


async def test_role_knows_its_family_and_the_broader_one(reader: Client) -> None:
    data = await reader.ask(
        """{ role(slug: "node-backend-developer") { family specialises { slug } }
             broader: role(slug: "backend-engineer") { specialises { slug } } }"""
    )

    assert data["role"] == {"family": "Software", "specialises": {"slug": "backend-engineer"}}
    assert data["broader"] == {"specialises": None}


async def test_roles_are_filtered_by_family_and_title(reader: Client) -> None:
    data = await reader.ask(
        """{ family: roles(filter: {family: "Software"}) { totalCount nodes { slug } }
             title: roles(filter: {text: "Big DATA"}) { totalCount nodes { slug } }
             both: roles(filter: {family: "Data", text: "backend"}) { totalCount nodes { slug } } }"""
    )

    assert data["family"]["totalCount"] == 3
    assert slugs(data["family"]["nodes"]) == ["backend-engineer", "frontend-engineer", "node-backend-developer"]
    assert data["title"] == {"totalCount": 1, "nodes": [{"slug": "data-engineer"}]}
    assert data["both"] == {"totalCount": 0, "nodes": []}


DIMENSIONS = """query ($first: Int, $after: String, $order: DimensionOrder) {
  dimensions(first: $first, after: $after, orderBy: $order) {
    totalCount nodes { slug } pageInfo { hasNextPage hasPreviousPage endCursor } } }"""


async def test_dimensions_are_paged_by_slug(reader: Client) -> None:
    pages = await all_pages(reader, DIMENSIONS, "dimensions", 5)

    found = [slug for page in pages for slug in slugs(page["nodes"])]
    assert [page["totalCount"] for page in pages] == [12, 12, 12]
    assert (len(found), found) == (12, sorted(found))


async def test_dimensions_are_paged_by_size(reader: Client) -> None:
    document = DIMENSIONS.replace("orderBy: $order", "orderBy: SIZE").replace(", $order: DimensionOrder", "")
    counted = """query ($slug: String!) { dimension(slug: $slug) { skills { slug } } }"""

    pages = await all_pages(reader, document, "dimensions", 5)

    found = [slug for page in pages for slug in slugs(page["nodes"])]
    sizes = [len((await reader.ask(counted, slug=slug))["dimension"]["skills"]) for slug in found]
    assert (len(set(found)), found[0]) == (12, "backend-services")
    assert sizes == sorted(sizes, reverse=True)


async def test_dimensions_by_part_of_a_name(reader: Client) -> None:
    data = await reader.ask('{ dimensions(text: "DEVELOPMENT", first: 3) { totalCount nodes { slug } } }')

    assert data["dimensions"]["totalCount"] == 4
    assert slugs(data["dimensions"]["nodes"]) == ["backend-services", "frontend-development", "nodejs-development"]


async def test_cursor_of_another_list_gives_no_dimensions(reader: Client) -> None:
    document = "query ($after: String) { dimensions(after: $after) { totalCount } }"

    assert await reader.refusal(document, after=cursor("backend-services")) == (
        "after is a cursor of another list or order; send an endCursor of this one",
        {"code": "INVALID_INPUT", "field": "after"},
    )


async def test_groups_are_counted(reader: Client) -> None:
    data = await reader.ask("{ categories { name count } roleFamilies { name count } }")

    assert {group["name"]: group["count"] for group in data["roleFamilies"]} == {
        **{"Data": 1, "Operations": 2, "Software": 3},
    }
    counts = {group["name"]: group["count"] for group in data["categories"]}
    assert (counts["Architecture"], counts["People"], sum(counts.values())) == (4, 1, 38)


async def test_dimension_answers_its_skills_and_roles(reader: Client) -> None:
    data = await reader.ask(
        """{ dimension(slug: "stream-processing") { slug name rationale difficulty skills { slug } roles { slug } }
             none: dimension(slug: "no-such-dimension") { slug } }"""
    )

    assert data["dimension"] == {
        "slug": "stream-processing",
        "name": "Stream Processing",
        "rationale": "Logs and engines that carry and process events as they happen.",
        "difficulty": "SPECIALISED",
        "skills": [{"slug": "apache-flink"}, {"slug": "apache-kafka"}],
        "roles": [{"slug": "data-engineer"}],
    }
    assert data["none"] is None


async def test_stats_count_what_is_there(reader: Client) -> None:
    data = await reader.ask("{ stats { skills aliases roles dimensions kras runs } }")

    assert data["stats"] == {"skills": 38, "aliases": 94, "roles": 6, "dimensions": 12, "kras": 14, "runs": 0}


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("Skill", '{ found: skill(slug: "go") { id } }'),
        ("Dimension", '{ found: dimension(slug: "stream-processing") { id } }'),
        ("Role", '{ found: role(slug: "backend-engineer") { id } }'),
    ],
)
async def test_node_by_the_id_that_a_query_answered(reader: Client, kind: str, document: str) -> None:
    found = (await reader.ask(document))["found"]

    assert await reader.ask(NODE, id=found["id"]) == {"node": {"__typename": kind, "id": found["id"]}}


async def test_node_of_a_kra(reader: Client) -> None:
    role = (await reader.ask('{ role(slug: "data-engineer") { kras { id text } } }'))["role"]
    document = "query ($id: ID!) { node(id: $id) { __typename ... on KRA { text role { slug } } } }"

    data = await reader.ask(document, id=role["kras"][0]["id"])

    assert data["node"] == {"__typename": "KRA", "text": role["kras"][0]["text"], "role": {"slug": "data-engineer"}}


@pytest.mark.parametrize("kind", ["Skill", "Dimension", "Role", "KRA", "PipelineRun", "ReviewItem", "AuditEvent"])
async def test_node_that_is_not_there_is_null(reader: Client, kind: str) -> None:
    assert await reader.ask(NODE, id=global_id(kind, "gone")) == {"node": None}


@pytest.mark.parametrize("value", ["", "garbage", "é", "U2tpbGw=", "U2tpbGw6", global_id("Alias", "kafka"), "x" * 500])
async def test_node_of_no_id_is_refused(reader: Client, value: str) -> None:
    assert await reader.refusal(NODE, id=value) == (
        f"{value[:80]!r} is no id of ours; send one that a query answered",
        {"code": "INVALID_INPUT", "field": "id"},
    )
