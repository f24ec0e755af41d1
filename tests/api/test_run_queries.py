"""Reading what runs left behind: three runs and their review items, made once for the module."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.api.connections import cursor
from tests.api.client import Client
from tests.support import BACKEND, VETERINARY

SEND = "mutation ($input: RunPipelineInput!) { runPipeline(input: $input) { errors { message } run { id } } }"


@pytest.fixture(scope="module")
async def runs(reader: Client) -> list[str]:
    """The ids of a run of case A, one of case F and one that was rejected, in the order in which they ran."""
    ids = []
    for text, title in ((BACKEND.text, BACKEND.title), (VETERINARY.text, VETERINARY.title), ("Engineer wanted", None)):
        data = await reader.ask(SEND, input={"jobDescription": text, "jobTitle": title})
        assert data["runPipeline"]["errors"] == []
        ids.append(data["runPipeline"]["run"]["id"])
    return ids


async def run_of(client: Client, uid: str, fields: str) -> dict[str, Any]:
    data = await client.ask(f"query ($id: ID!) {{ pipelineRun(id: $id) {{ {fields} }} }}", id=uid)
    return dict(data["pipelineRun"])


async def test_run_tells_what_was_parsed(reader: Client, runs: list[str]) -> None:
    run = await run_of(
        reader,
        runs[0],
        """jobDescription parsed { title titleAliases archetype companyName aboutCompany { text }
        primaryDomain { name aliases } secondaryDomain { name } experience { min max raw }
        education { level qualification raw required } certifications locations compensation urls
        responsibilities { heading headingWasPresent text bulletCount wordCount span { start end text } } }""",
    )

    parsed = run["parsed"]
    [section] = parsed["responsibilities"]
    assert run["jobDescription"] == BACKEND.text
    assert (section["heading"], section["headingWasPresent"], section["bulletCount"]) == ("Responsibilities", True, 3)
    assert BACKEND.text[section["span"]["start"] : section["span"]["end"]] == section["span"]["text"]
    assert (parsed["certifications"], parsed["urls"], parsed["compensation"]) == ([], [], None)
    assert parsed["experience"]["min"] == 5.0


async def test_run_tells_what_the_decision_rests_on(reader: Client, runs: list[str]) -> None:
    run = await run_of(
        reader,
        runs[0],
        """signals { skill { role { slug } score matchedCount totalCount matchedSkills weightedScore }
          alias { role { slug } score matchedAlias } kra { role { slug } score matches { kra sentence similarity } } }
        decision { case role { slug name } confidence reasoning isNewRole newRoleName newRole { name } arbiterFired
          arbiterReasoning aliasCollision margin runnerUp { slug } subRole { slug } }""",
    )

    signals, decision = run["signals"], run["decision"]
    best = signals["skill"][0]
    assert all(len(signals[name]) <= 5 for name in ("skill", "alias", "kra"))
    assert (best["role"]["slug"], best["matchedCount"], best["totalCount"]) == ("backend-engineer", 7, 9)
    assert best["score"] == pytest.approx(7 / 9)
    assert len(best["matchedSkills"]) == 7
    assert signals["alias"] == [
        {"role": {"slug": "backend-engineer"}, "score": 1.0, "matchedAlias": "Software Engineer"}
    ]
    kra = signals["kra"][0]
    assert kra["score"] == pytest.approx(sum(pair["similarity"] for pair in kra["matches"]) / 3, abs=1e-4)
    assert decision["role"] == {"slug": "backend-engineer", "name": "Backend Developer"}
    assert (decision["case"], decision["confidence"], decision["isNewRole"]) == ("A", 1.0, False)
    assert (decision["newRoleName"], decision["newRole"], decision["subRole"]) == (None, None, None)
    assert (decision["arbiterFired"], decision["aliasCollision"]) == (False, False)
    assert "backend-engineer" in decision["reasoning"]


async def test_run_tells_what_it_wrote(reader: Client, runs: list[str]) -> None:
    run = await run_of(
        reader,
        runs[0],
        """persistence { newSkills skillDimensionSaved roleDimensionSaved skipped
          rows { skill tag dimension { slug } skillDimension roleDimension note } }
        placements { term name tag method reason isPrimary category subCategory neighbours splitFrom skill { slug }
          dimensions { score isKnown dimension { slug } } }""",
    )

    report = run["persistence"]
    outcomes = [row["roleDimension"] for row in report["rows"]]
    saved = [row for row in report["rows"] if row["skillDimension"] in ("CREATED", "ALREADY_LINKED")]
    assert report["skillDimensionSaved"] == len(saved)
    assert report["roleDimensionSaved"] == outcomes.count("CREATED") + outcomes.count("ALREADY_LINKED")
    assert report["skipped"] == outcomes.count("SKIPPED_NOT_UNDER_ROLE")
    assert report["rows"][0] == {
        "skill": "Java",
        "tag": "IN_DB",
        "dimension": {"slug": "backend-services"},
        "skillDimension": "ALREADY_LINKED",
        "roleDimension": "ALREADY_LINKED",
        "note": None,
    }
    kafka = next(placed for placed in run["placements"] if placed["skill"]["slug"] == "apache-kafka")
    assert [candidate["isKnown"] for candidate in kafka["dimensions"]] == [True, True]


async def test_run_tells_what_was_kept_and_merged_and_why(reader: Client, runs: list[str]) -> None:
    run = await run_of(
        reader,
        runs[0],
        """placement { keep { term tag reason skill { slug } }
          merge { term method alias reason into { slug } reviewItem { status } }
          split { term parts { name skill { slug } } reason } warnings }""",
    )

    placement = run["placement"]
    assert {
        "term": "Java",
        "tag": "IN_DB",
        "reason": "alias 'Java' is in the library: no new alias needed",
        "skill": {"slug": "java"},
    } in placement["keep"]
    assert {
        "term": "Kafka",
        "method": "ALIAS",
        "alias": "KNOWN",
        "reason": "alias 'Kafka' is in the library: no new alias needed",
        "into": {"slug": "apache-kafka"},
        "reviewItem": None,
    } in placement["merge"]
    assert (placement["split"], placement["warnings"]) == ([], [])


async def test_run_that_was_not_placed_has_no_placement(reader: Client, runs: list[str]) -> None:
    assert (await run_of(reader, runs[2], "placement { keep { term } }"))["placement"] is None


async def test_run_tells_the_client_report_and_its_cost(reader: Client, runs: list[str]) -> None:
    run = await run_of(
        reader,
        runs[0],
        """report { skillClusters { dimension { slug } skills }
          natureOfWork { label summary evidence { start end text } source }
          aiIndex { score titleMatch hasAiSkill primaryAiSkill secondaryAiSkill onAiTeam buildsAiProducts source }
          techStackMaturity { label reasoning source } kraDescription kraSource }
        cost { extractUsd detailsUsd finalUsd totalUsd } llmCalls { model } warnings durationMs createdAt updatedAt""",
    )

    report = run["report"]
    clusters = [cluster["dimension"] and cluster["dimension"]["slug"] for cluster in report["skillClusters"]]
    assert clusters == [
        *("backend-services", "microservices-and-distributed-systems", "sql-and-query-languages", None),
    ]
    assert all(
        BACKEND.text[quote["start"] : quote["end"]] == quote["text"] for quote in report["natureOfWork"]["evidence"]
    )
    assert report["aiIndex"]["score"] == 0.0
    assert report["kraSource"] == "jd"
    assert run["cost"] == {"extractUsd": 0.0, "detailsUsd": 0.0, "finalUsd": 0.0, "totalUsd": 0.0}
    assert (run["llmCalls"], run["warnings"]) == ([], [])
    assert run["durationMs"] > 0
    assert run["createdAt"] < run["updatedAt"]
    assert run["createdAt"].endswith("+00:00")


async def test_run_without_a_role_proposes_one(reader: Client, runs: list[str]) -> None:
    run = await run_of(
        reader,
        runs[1],
        """decision { case role { slug } isNewRole newRoleName newRole { name slug titles kras dimensions } }
        persistence { rows { skill } } captured { kind status text count role { slug } skill { slug } run { id } }""",
    )

    decision = run["decision"]
    assert (decision["case"], decision["role"], decision["isNewRole"]) == ("F", None, True)
    assert decision["newRoleName"] == decision["newRole"]["name"] == "Veterinary Nurse"
    assert decision["newRole"]["slug"] == "veterinary-nurse"
    assert run["persistence"]["rows"] == []
    assert run["captured"] == [
        {
            "kind": "NEW_ROLE",
            "status": "PENDING",
            "text": "Veterinary Nurse",
            "count": 1,
            "role": None,
            "skill": None,
            "run": {"id": runs[1]},
        }
    ]


async def test_rejected_run_has_nothing_but_its_reason(reader: Client, runs: list[str]) -> None:
    run = await run_of(
        reader,
        runs[2],
        """status rejectionReason parsed { title } skills { name } signals { skill { score } } decision { case }
        persistence { newSkills } report { kraDescription } captured { id } cost { totalUsd }""",
    )

    assert run["status"] == "REJECTED"
    assert "2 words" in run["rejectionReason"]
    assert (run["skills"], run["captured"], run["cost"]) == ([], [], {"totalUsd": 0.0})
    assert {run[name] for name in ("parsed", "signals", "decision", "persistence", "report")} == {None}


async def test_runs_are_listed_newest_first_and_once(reader: Client, runs: list[str]) -> None:
    document = """query ($after: String) { pipelineRuns(first: 2, after: $after) {
      totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } }"""

    first = (await reader.ask(document))["pipelineRuns"]
    second = (await reader.ask(document, after=first["pageInfo"]["endCursor"]))["pipelineRuns"]

    assert [node["id"] for node in (*first["nodes"], *second["nodes"])] == runs[::-1]
    assert (first["totalCount"], second["totalCount"]) == (3, 3)
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)


FILTERED = "query ($filter: RunFilter) { pipelineRuns(filter: $filter) { totalCount nodes { id } } }"


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, [2, 1, 0]),
        ({"text": "  "}, [2, 1, 0]),
        ({"text": "postgresql KAFKA"}, [0]),
        ({"text": "kaf postgre"}, [0]),
        ({"text": "postgresql animals"}, []),
        ({"text": "animals' nurse"}, [1]),
        ({"text": "for the"}, [1, 0]),
        ({"text": "backend developer"}, [0]),
        ({"text": "veterin"}, [1]),
        ({"text": "* OR jobTitle:nurse"}, []),
        ({"role": "backend-engineer"}, [0]),
        ({"role": "no-such"}, []),
        ({"case": "F"}, [1]),
        ({"status": "REJECTED"}, [2]),
        ({"status": "COMPLETED", "case": "A", "text": "java"}, [0]),
        ({"createdSince": "2020-01-01T00:00:00+02:00", "createdUntil": "2100-01-01T00:00:00"}, [2, 1, 0]),
        ({"createdSince": "2100-01-01T00:00:00"}, []),
        ({"createdUntil": "2020-01-01T00:00:00"}, []),
    ],
)
async def test_runs_are_listed_by_filter(
    reader: Client, runs: list[str], conditions: dict[str, str], expected: list[int]
) -> None:
    found = (await reader.ask(FILTERED, filter=conditions))["pipelineRuns"]

    assert [node["id"] for node in found["nodes"]] == [runs[at] for at in expected]
    assert found["totalCount"] == len(expected)


@pytest.mark.parametrize(
    ("conditions", "message", "field"),
    [
        ({"text": "?!"}, "text has no words to look for; send letters or digits", "filter.text"),
        (
            {"createdSince": "2026-01-02T00:00:00", "createdUntil": "2026-01-02T00:00:00"},
            "createdUntil is not after createdSince: no run can match",
            "filter.createdUntil",
        ),
    ],
)
async def test_filter_that_no_run_can_pass_is_refused(
    reader: Client, conditions: dict[str, str], message: str, field: str
) -> None:
    assert await reader.refusal(FILTERED, filter=conditions) == (message, {"code": "INVALID_INPUT", "field": field})


async def test_cursor_leads_on_within_what_a_filter_takes(reader: Client, runs: list[str]) -> None:
    document = """query ($after: String) { pipelineRuns(first: 1, after: $after, filter: {text: "our"}) {
      totalCount nodes { id } pageInfo { endCursor hasNextPage } } }"""

    first = (await reader.ask(document))["pipelineRuns"]
    second = (await reader.ask(document, after=first["pageInfo"]["endCursor"]))["pipelineRuns"]

    assert [node["id"] for page in (first, second) for node in page["nodes"]] == [runs[1], runs[0]]
    assert [page["pageInfo"]["hasNextPage"] for page in (first, second)] == [True, False]
    assert [page["totalCount"] for page in (first, second)] == [2, 2]


@pytest.mark.parametrize(("connection", "place"), [("pipelineRuns", "gone"), ("reviewItems", "1:gone")])
async def test_cursor_of_what_is_gone_ends_the_list(
    reader: Client, runs: list[str], connection: str, place: str
) -> None:
    assert runs
    document = f'{{ {connection}(after: "{cursor(place)}") {{ nodes {{ id }} pageInfo {{ hasNextPage }} }} }}'

    assert (await reader.ask(document))[connection] == {"nodes": [], "pageInfo": {"hasNextPage": False}}


async def test_run_by_an_id_that_is_none_of_a_run(reader: Client, runs: list[str]) -> None:
    document = "query ($id: ID!) { pipelineRun(id: $id) { id } }"
    skill = await reader.id_of("Skill", "go")

    assert runs
    assert await reader.refusal(document, id="nonsense") == (
        "'nonsense' is no id of ours; send one that a query answered",
        {"code": "INVALID_INPUT", "field": "id"},
    )
    assert await reader.refusal(document, id=skill) == (
        "this is the id of a Skill; send the id of a PipelineRun",
        {"code": "INVALID_INPUT", "field": "id"},
    )


async def test_node_of_a_run_and_of_a_review_item(reader: Client, runs: list[str]) -> None:
    captured = (await run_of(reader, runs[1], "captured { id }"))["captured"][0]["id"]
    document = (
        "query ($id: ID!) { node(id: $id) { __typename id ... on PipelineRun { status } ... on ReviewItem { kind } } }"
    )

    assert (await reader.ask(document, id=runs[0]))["node"] == {
        "__typename": "PipelineRun",
        "id": runs[0],
        "status": "COMPLETED",
    }
    assert (await reader.ask(document, id=captured))["node"] == {
        "__typename": "ReviewItem",
        "id": captured,
        "kind": "NEW_ROLE",
    }


async def test_review_items_are_filtered_and_paged(reader: Client, runs: list[str]) -> None:
    document = """query ($kind: ReviewKind, $status: ReviewStatus, $first: Int, $after: String) {
      reviewItems(kind: $kind, status: $status, first: $first, after: $after) {
        totalCount nodes { id kind text createdAt details similarity } pageInfo { hasNextPage endCursor } } }"""
    every = (await reader.ask("{ reviewItems { totalCount nodes { id } } }"))["reviewItems"]

    assert runs
    roles = (await reader.ask(document, kind="NEW_ROLE"))["reviewItems"]
    assert [item["text"] for item in roles["nodes"]] == ["Veterinary Nurse"]
    assert '"slug":"veterinary-nurse"' in roles["nodes"][0]["details"]
    assert (await reader.ask(document, kind="NEW_ROLE", status="APPROVED"))["reviewItems"]["totalCount"] == 0
    found: list[str] = []
    after: str | None = None
    while after is not None or not found:
        page = (await reader.ask(document, status="PENDING", first=1, after=after))["reviewItems"]
        found += [item["id"] for item in page["nodes"]]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
    assert found == [item["id"] for item in every["nodes"]]
    assert len(found) == len(set(found)) == every["totalCount"]


async def test_stats_count_runs(reader: Client, runs: list[str]) -> None:
    assert (await reader.ask("{ stats { runs skills } }"))["stats"] == {"runs": len(runs), "skills": 38}


async def test_role_counts_the_job_descriptions_of_its_centroid(reader: Client, runs: list[str]) -> None:
    assert runs
    data = await reader.ask(
        '{ a: role(slug: "backend-engineer") { centroidCount } b: role(slug: "data-engineer") { centroidCount } }'
    )

    assert data == {"a": {"centroidCount": 1}, "b": {"centroidCount": 0}}
