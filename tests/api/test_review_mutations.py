"""The review queue as GraphQL: what a decision needs, the decision, and what it answers."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.api.ids import global_id
from graph_service.pipeline.run import Request
from tests.api.client import TESTER, Client
from tests.support import BACKEND, VETERINARY, taxonomy_of

QUEUE = """query ($kind: ReviewKind, $status: ReviewStatus, $order: ReviewOrder, $role: String, $min: Int) {
  reviewItems(kind: $kind, status: $status, orderBy: $order, role: $role, minCount: $min, first: 100) {
    totalCount nodes { id kind text status version } } }"""
NEEDED = """query ($id: ID!) { node(id: $id) { ... on ReviewItem {
  text status version decidedBy reason resolution
  skill { slug status } dimension { slug } supersededBy { id }
  candidateDimensions { status dimension { slug } }
  neighbours { score matched skill { slug } }
  similarSkills { score matched skill { slug } }
  runs { id } evidence { run { id jobDescription } passages { start end text } }
  obstacle effect { subject before after } } } }"""
APPROVE = """mutation ($input: ReviewInput!) { approveReviewItem(input: $input) {
  item { id status decidedBy resolution version } event { id action actor summary }
  changes { subject before after } errors { code message field } } }"""
REJECT = """mutation ($id: ID!, $reason: String, $version: Int) {
  rejectReviewItem(id: $id, reason: $reason, expectedVersion: $version) {
    item { status reason decidedAt } event { action } changes { subject } errors { code message field } } }"""
APPROVE_ALL = """mutation ($items: [ReviewInput!]!) { approveReviewItems(items: $items) {
  results { item { text status } event { id } errors { code field } } errors { code message } } }"""
REJECT_ALL = """mutation ($ids: [ID!]!, $reason: String, $versions: [Int]) {
  rejectReviewItems(ids: $ids, reason: $reason, expectedVersions: $versions) {
  results { item { text status reason } event { id } errors { code field } } errors { code message } } }"""
UNDO = "mutation ($id: ID!) { undo(eventId: $id) { event { summary } errors { message } } }"


async def proposing(client: Client, *skills: str) -> str:
    """Send a posting that asks for these skills on top; the id of the run."""
    pipeline = client.pipeline
    run = await pipeline.extract(Request(BACKEND.text, BACKEND.title))
    await pipeline.details(run.uid, [*(skill.name for skill in run.skills), *skills])
    await pipeline.finalize(run.uid, None)
    return global_id("PipelineRun", run.uid)


async def queue(client: Client, **arguments: object) -> list[dict[str, Any]]:
    found = (await client.ask(QUEUE, **{"status": "PENDING", **arguments}))["reviewItems"]
    assert found["totalCount"] == len(found["nodes"])
    return list(found["nodes"])


async def the_item(client: Client, kind: str = "NEW_SKILL") -> str:
    return str((await queue(client, kind=kind))[0]["id"])


async def test_item_has_what_a_decision_needs(client: Client) -> None:
    run = await proposing(client, "Spring Cloud")

    item = (await client.ask(NEEDED, id=await the_item(client)))["node"]

    assert (item["text"], item["status"], item["version"]) == ("Spring Cloud", "PENDING", 0)
    assert item["skill"] == {"slug": "spring-cloud", "status": "PENDING"}
    assert item["candidateDimensions"]
    assert {link["status"] for link in item["candidateDimensions"]} == {"CANDIDATE"}
    neighbours = {row["skill"]["slug"]: row["score"] for row in item["neighbours"]}
    library = await client.pipeline.knowledge.current()
    vector = client.pipeline.embedder.embed_documents(["Spring Cloud"])[0]
    near = float(library.library.skill_vectors[library.library.skill_slugs.index("spring-boot")] @ vector)
    assert neighbours["spring-boot"] == pytest.approx(near, abs=1e-3)
    assert item["similarSkills"][0]["skill"]["slug"] == "spring-boot"
    assert item["similarSkills"][0]["matched"] == "Spring Boot"
    assert [found["id"] for found in item["runs"]] == [run]
    assert [found["run"]["id"] for found in item["evidence"]] == [run]
    assert item["obstacle"] is None
    [change] = [found for found in item["effect"] if found["subject"] == "Skill spring-cloud"]
    assert '"status":"PENDING"' in change["before"]
    assert '"status":"ACTIVE"' in change["after"]
    assert "Skill spring-cloud HAS_ALIAS Alias Spring Cloud" in {found["subject"] for found in item["effect"]}
    assert (item["decidedBy"], item["resolution"], item["supersededBy"], item["dimension"]) == (None,) * 4


async def test_evidence_is_what_the_job_description_says(client: Client) -> None:
    await client.pipeline.run(Request(VETERINARY.text, VETERINARY.title))
    text = BACKEND.text.replace("Docker and Kubernetes.", "Docker and PulumiX framework.")
    await client.pipeline.run(Request(text, BACKEND.title))

    for kind, said in (("NEW_ROLE", "Veterinary Nurse"), ("NEW_KRA", None)):
        for found in await queue(client, kind=kind):
            item = (await client.ask(NEEDED, id=found["id"]))["node"]
            [evidence] = item["evidence"]
            [passage] = evidence["passages"]
            assert passage["text"] == (said or item["text"])
            if kind == "NEW_KRA":
                assert evidence["run"]["jobDescription"][passage["start"] : passage["end"]] == passage["text"]


async def test_collision_says_what_it_needs(client: Client) -> None:
    text = BACKEND.text.replace("Java and Spring Boot", "Jenkins, Docker, AWS and Terraform")
    await client.pipeline.run(Request(text, "Infrastructure Engineer"))

    item = (await client.ask(NEEDED, id=await the_item(client, "ALIAS_COLLISION")))["node"]

    assert item["effect"] == []
    assert item["obstacle"] == (
        "'Infrastructure Engineer' is a title of several roles; send homonym: true if it means all of them, or the owner "
        "that keeps it"
    )


async def test_approval_answers_item_event_and_changes_and_can_be_undone(client: Client) -> None:
    await proposing(client, "Spring Cloud")
    item = await the_item(client)
    before = await taxonomy_of(client.pipeline.graph)
    dimension = await client.id_of("Dimension", "cloud-infrastructure")

    payload = (await client.ask(APPROVE, input={"id": item, "dimension": dimension, "expectedVersion": 0}))[
        "approveReviewItem"
    ]

    assert payload["errors"] == []
    assert payload["item"] == {
        "id": item,
        "status": "APPROVED",
        "decidedBy": TESTER.name,
        "resolution": "new skill spring-cloud in cloud-infrastructure",
        "version": 1,
    }
    assert (payload["event"]["action"], payload["event"]["actor"]) == ("APPROVE_NEW_SKILL", TESTER.name)
    assert "Skill spring-cloud IN_DIMENSION Dimension cloud-infrastructure" in {
        change["subject"] for change in payload["changes"]
    }
    assert (await client.ask('{ skill(name: "spring cloud") { slug } }'))["skill"] == {"slug": "spring-cloud"}
    undone = (await client.ask(UNDO, id=payload["event"]["id"]))["undo"]
    assert undone["errors"] == []
    assert await taxonomy_of(client.pipeline.graph) == before


async def test_edited_approval_reaches_the_skill(client: Client) -> None:
    await proposing(client, "Spring Cloud")
    skill = {
        "name": "Spring Cloud Suite",
        "category": "Cloud",
        "subCategory": "Glue",
        "nature": "PLATFORM",
        "volatility": "VOLATILE",
        "lifespan": "SHORT_LIVED",
        "versionStrategy": "CALENDAR",
        "description": "Glue.",
        "dimensions": ["backend-services"],
        "aliases": ["SCS"],
        "contextTags": ["jvm"],
        "matchStrategy": "CASE_SENSITIVE",
    }

    payload = (await client.ask(APPROVE, input={"id": await the_item(client), "skill": skill}))["approveReviewItem"]

    assert payload["errors"] == []
    found = (
        await client.ask(
            '{ skill(slug: "spring-cloud") { name category subCategory nature volatility lifespan versionStrategy '
            "description contextTags dimensions { slug } aliases { text matchStrategy } } }"
        )
    )["skill"]
    assert {alias["text"] for alias in found["aliases"]} == {"Spring Cloud Suite", "Spring Cloud", "SCS"}
    assert {alias["matchStrategy"] for alias in found["aliases"]} == {"CASE_SENSITIVE"}
    assert found["dimensions"] == [{"slug": "backend-services"}]
    same = ("name", "category", "subCategory", "nature", "volatility", "lifespan", "versionStrategy", "contextTags")
    assert {name: found[name] for name in (*same, "description")} == {
        name: skill[name] for name in (*same, "description")
    }


async def test_edited_role_is_accepted(client: Client) -> None:
    await client.pipeline.run(Request(VETERINARY.text, VETERINARY.title))
    role = {"name": "Animal Nurse", "family": "Care", "titles": ["Vet Nurse"], "dimensions": ["working-with-people"]}

    payload = (await client.ask(APPROVE, input={"id": await the_item(client, "NEW_ROLE"), "role": role}))[
        "approveReviewItem"
    ]

    assert payload["errors"] == []
    found = (await client.ask('{ role(slug: "animal-nurse") { name dimensions { slug } aliases { text } } }'))["role"]
    assert found == {
        "name": "Animal Nurse",
        "dimensions": [{"slug": "working-with-people"}],
        "aliases": [{"text": "Animal Nurse"}, {"text": "Vet Nurse"}],
    }


async def test_rejection_answers_the_item_and_why(client: Client) -> None:
    await proposing(client, "Spring Cloud")
    item = await the_item(client)

    payload = (await client.ask(REJECT, id=item, reason=" a  brand ", version=0))["rejectReviewItem"]

    assert payload["errors"] == []
    assert (payload["item"]["status"], payload["item"]["reason"]) == ("REJECTED", "a brand")
    assert payload["item"]["decidedAt"] is not None
    assert payload["event"] == {"action": "REJECT_NEW_SKILL"}
    assert "Skill spring-cloud" in {change["subject"] for change in payload["changes"]}
    assert await queue(client, kind="NEW_SKILL") == []
    assert [found["id"] for found in await queue(client, kind="NEW_SKILL", status="REJECTED")] == [item]


@pytest.mark.parametrize(
    ("how", "code", "field", "message"),
    [
        ({"text": "x"}, "INVALID_INPUT", "input.text", "a NEW_SKILL takes no text"),
        ({"matchStrategy": "CASE_SENSITIVE"}, "INVALID_INPUT", "input.matchStrategy", "takes no matchStrategy"),
        ({"mergeInto": "gardening"}, "NOT_FOUND", "input.mergeInto", "there is no skill 'gardening'"),
        ({"expectedVersion": 7}, "CONFLICT", "input.expectedVersion", "is at version 0, not 7"),
    ],
)
async def test_what_is_refused_is_data(
    how: dict[str, object], code: str, field: str, message: str, client: Client
) -> None:
    await proposing(client, "Spring Cloud")

    payload = (await client.ask(APPROVE, input={"id": await the_item(client), **how}))["approveReviewItem"]

    assert (payload["item"], payload["event"], payload["changes"]) == (None, None, [])
    [error] = payload["errors"]
    assert (error["code"], error["field"]) == (code, field)
    assert message in error["message"]


async def test_id_of_something_else_is_refused(client: Client) -> None:
    skill = await client.id_of("Skill", "go")

    approved = (await client.ask(APPROVE, input={"id": skill}))["approveReviewItem"]["errors"]
    rejected = (await client.ask(REJECT, id=skill))["rejectReviewItem"]["errors"]

    message = "this is the id of a Skill; send the id of a ReviewItem"
    assert approved == [{"code": "INVALID_INPUT", "message": message, "field": "input.id"}]
    assert rejected == [{"code": "INVALID_INPUT", "message": message, "field": "id"}]


async def test_bulk_decisions_answer_each_item_in_order(client: Client) -> None:
    await proposing(client, "Spring Cloud", "Micronaut", "Quarkus")
    ids = [item["id"] for item in await queue(client, kind="NEW_SKILL")]
    texts = [item["text"] for item in await queue(client, kind="NEW_SKILL")]
    inputs = [{"id": ids[0]}, {"id": "nonsense"}, {"id": ids[1], "text": "x"}, {"id": ids[2]}, {"id": ids[0]}]

    answers = (await client.ask(APPROVE_ALL, items=inputs))["approveReviewItems"]["results"]

    assert [answer["item"] and answer["item"]["text"] for answer in answers] == [texts[0], None, None, texts[2], None]
    assert [answer["errors"] for answer in answers] == [
        [],
        [{"code": "INVALID_INPUT", "field": "items.1.id"}],
        [{"code": "INVALID_INPUT", "field": "items.2.text"}],
        [],
        [{"code": "CONFLICT", "field": "items.4.id"}],
    ]
    rejected = (await client.ask(REJECT_ALL, ids=[ids[0], ids[1]], reason="no"))["rejectReviewItems"]["results"]
    assert [answer["errors"] for answer in rejected] == [[{"code": "CONFLICT", "field": "ids.0"}], []]
    assert rejected[1]["item"] == {"text": texts[1], "status": "REJECTED", "reason": "no"}
    assert len({answer["event"]["id"] for answer in (*answers, *rejected) if answer["event"]}) == 3
    too_many = (await client.ask(REJECT_ALL, ids=[ids[0]] * 501))["rejectReviewItems"]
    assert too_many == {
        "results": [],
        "errors": [{"code": "INVALID_INPUT", "message": "there are 501 items; send at most 500"}],
    }


async def test_many_are_rejected_in_the_versions_that_were_read(client: Client) -> None:
    await proposing(client, "Spring Cloud", "Micronaut")
    items = await queue(client, kind="NEW_SKILL")
    ids, versions = [item["id"] for item in items[:2]], [items[0]["version"], items[1]["version"] - 1]

    answers = (await client.ask(REJECT_ALL, ids=ids, versions=versions))["rejectReviewItems"]["results"]

    assert [answer["errors"] for answer in answers] == [[], [{"code": "CONFLICT", "field": "ids.1"}]]
    answers = (await client.ask(REJECT_ALL, ids=ids, versions=[None, None]))["rejectReviewItems"]["results"]
    assert [answer["errors"] for answer in answers] == [[{"code": "CONFLICT", "field": "ids.0"}], []]
    unequal = (await client.ask(REJECT_ALL, ids=ids, versions=[1]))["rejectReviewItems"]
    message = "there are 1 versions for 2 items; send one for each, null where any will do"
    assert unequal == {"results": [], "errors": [{"code": "INVALID_INPUT", "message": message}]}


async def test_queue_is_filtered_and_ordered(client: Client) -> None:
    await proposing(client, "Spring Cloud", "Micronaut")
    await client.pipeline.run(Request(VETERINARY.text, VETERINARY.title))

    skills = await queue(client, kind="NEW_SKILL")
    assert await queue(client, kind="NEW_SKILL", order="NEWEST") == skills[::-1]
    assert await queue(client, min=2) == []
    role = await client.id_of("Role", "backend-engineer")
    assert await queue(client, kind="NEW_SKILL", role=role) == skills
    assert await queue(client, kind="NEW_SKILL", role="backend-engineer") == skills
    assert await queue(client, role="data-engineer") == []
    dated = "query ($at: DateTime) { reviewItems(createdBefore: $at) { totalCount } }"
    assert (await client.ask(dated, at="2020-01-01T00:00:00+00:00"))["reviewItems"]["totalCount"] == 0
    assert (await client.ask(dated, at="2120-01-01T00:00:00+00:00"))["reviewItems"]["totalCount"] > 2


@pytest.mark.parametrize("order", ["OLDEST", "NEWEST", "COUNT"])
async def test_pages_hold_every_item_once(order: str, client: Client) -> None:
    await proposing(client, "Spring Cloud", "Micronaut", "Quarkus")
    document = """query ($order: ReviewOrder, $after: String) { reviewItems(orderBy: $order, first: 2, after: $after) {
      totalCount nodes { id } pageInfo { hasNextPage endCursor } } }"""

    found: list[str] = []
    after: str | None = None
    while after is not None or not found:
        page = (await client.ask(document, order=order, after=after))["reviewItems"]
        found += [item["id"] for item in page["nodes"]]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None

    assert found == [item["id"] for item in await queue(client, order=order)]
    assert len(found) == len(set(found)) == page["totalCount"]
