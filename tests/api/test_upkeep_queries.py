from __future__ import annotations

from typing import Any

import pytest

from graph_service.pipeline.run import Request
from tests.api.client import Client
from tests.support import VETERINARY, query

PENDING = """
    MATCH (k:Skill {slug: 'kubernetes'})-[:IN_DIMENSION]->(d:Dimension)
    CREATE (s:Skill {uid: 'pending', slug: 'kuberentes', name: 'Kuberentes', status: 'PENDING', origin: 'run',
                     nature: k.nature, embedding: k.embedding, createdAt: datetime()})
    CREATE (s)-[:CANDIDATE_FOR {origin: 'run'}]->(d)
"""
CANDIDATES = """
    query ($least: Float) {
      duplicateCandidates(minScore: $least) { first { slug } second { slug } score reasons { kind detail score } }
    }
"""
ISSUES = """
    query ($kind: TaxonomyIssueKind!, $first: Int, $after: String, $runs: Int) {
      taxonomyIssues(kind: $kind, first: $first, after: $after, runs: $runs) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { kind message nodes { __typename ... on Skill { slug } ... on Role { slug } ... on Dimension { slug } } }
      }
    }
"""


async def issues(client: Client, kind: str, **variables: object) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(ISSUES, kind=kind, **variables))["taxonomyIssues"]
    return found


# ---- duplicates


async def test_misspelt_pending_skill_is_a_candidate_for_the_library_s(client: Client) -> None:
    await query(client.pipeline.graph, PENDING)

    [found] = (await client.ask(CANDIDATES))["duplicateCandidates"]

    assert (found["first"]["slug"], found["second"]["slug"]) == ("kubernetes", "kuberentes")
    assert found["score"] == 0.92
    assert [(reason["kind"], reason["score"]) for reason in found["reasons"]] == [
        ("MEANING", 1.0),
        ("DIMENSIONS", 1.0),
        ("EDIT_DISTANCE", 0.92),
    ]
    assert found["reasons"][2]["detail"] == "'Kubernetes' and 'Kuberentes' are nearly the same letters"


async def test_pair_that_is_ruled_not_the_same_is_no_candidate(client: Client) -> None:
    await query(client.pipeline.graph, PENDING)
    await query(
        client.pipeline.graph,
        "MATCH (a:Skill {slug: 'kuberentes'}), (b:Skill {slug: 'kubernetes'}) CREATE (a)-[:NOT_SAME_AS]->(b)",
    )

    assert (await client.ask(CANDIDATES))["duplicateCandidates"] == []


async def test_runs_that_found_both_are_counted_as_context(client: Client) -> None:
    graph = client.pipeline.graph
    await query(graph, PENDING)
    await query(
        graph,
        "MATCH (p:Skill {slug: 'kuberentes'}), (k:Skill {slug: 'kubernetes'}) "
        "CREATE (run:PipelineRun {uid: 'r', status: 'COMPLETED', createdAt: datetime()})-[:FOUND]->(k) "
        "CREATE (run)-[:PROPOSED]->(:ReviewItem {uid: 'i', key: 'k', kind: 'NEW_SKILL', status: 'PENDING', "
        "text: 'Kuberentes', createdAt: datetime()})-[:ABOUT]->(p)",
    )

    [found] = (await client.ask(CANDIDATES))["duplicateCandidates"]

    assert {"kind": "RUNS", "detail": "1 run found both", "score": 0.333} in found["reasons"]


async def test_candidates_refuse_a_score_that_is_none(client: Client) -> None:
    message, extensions = await client.refusal(CANDIDATES, least=1.5)

    assert message == "minScore is 1.5; send a number from 0 to 1"
    assert extensions == {"code": "INVALID_INPUT", "field": "minScore"}


# ---- health


BREAK = {
    "SKILL_WITHOUT_DIMENSION": "MATCH (:Skill {slug: 'go'})-[l:IN_DIMENSION]->() DELETE l",
    "DIMENSION_WITHOUT_ROLE": "CREATE (:Dimension {uid: 'd', slug: 'idle', name: 'Idle'}) "
    "WITH 1 AS one MATCH (d:Dimension {uid: 'd'}), (s:Skill {slug: 'go'}) CREATE (s)-[:IN_DIMENSION]->(d)",
    "EMPTY_DIMENSION": "CREATE (d:Dimension {uid: 'd', slug: 'idle', name: 'Idle'}) "
    "WITH d MATCH (r:Role {slug: 'backend-engineer'}) CREATE (r)-[:HAS_DIMENSION]->(d)",
    "ALIAS_WITHOUT_OWNER": "CREATE (:Alias {normalized: 'lost', text: 'Lost'})",
    "ROLE_WITHOUT_KRAS": "MATCH (:Role {slug: 'backend-engineer'})-[l:HAS_KRA]->() DELETE l",
    "ROLE_WITHOUT_DIMENSIONS": "MATCH (:Role {slug: 'backend-engineer'})-[l:HAS_DIMENSION]->() DELETE l",
    "ALIAS_COLLISION": "MATCH (s:Skill {slug: 'go'}), (a:Alias {normalized: 'java'}) "
    "CREATE (s)-[:HAS_ALIAS {type: 'SYNONYM', matchStrategy: 'CASE_INSENSITIVE'}]->(a)",
    "IMPLIED_CYCLE": "MATCH (a:Skill {slug: 'go'}), (b:Skill {slug: 'java'}) "
    "CREATE (a)-[:RELATED_TO {kind: 'implies'}]->(b), (b)-[:RELATED_TO {kind: 'implies'}]->(a)",
    "SPECIALISATION_CYCLE": "MATCH (a:Role {slug: 'backend-engineer'}) CREATE (a)-[:SPECIALISES]->(a)",
    "MERGE_CYCLE": "MATCH (a:Skill {slug: 'go'}), (b:Skill {slug: 'java'}) "
    "CREATE (a)-[:MERGED_INTO]->(b), (b)-[:MERGED_INTO]->(a)",
}
TOLD: dict[str, tuple[str, list[str]]] = {
    "SKILL_WITHOUT_DIMENSION": ("Go is in no dimension; link it to one or deprecate it", ["go"]),
    "DIMENSION_WITHOUT_ROLE": ("no role works in Idle; link it to one", ["idle"]),
    "EMPTY_DIMENSION": ("Idle has no skills; link some to it", ["idle"]),
    "ALIAS_WITHOUT_OWNER": ("'Lost' leads to no skill and no role; add it to one", []),
    "ROLE_WITHOUT_KRAS": ("{role} has no KRA; write some", ["backend-engineer"]),
    "ROLE_WITHOUT_DIMENSIONS": ("{role} works in no dimension; link it to some", ["backend-engineer"]),
    "ALIAS_COLLISION": (
        "'Java' leads to Go and to Java; rule it a homonym or leave it to one of them",
        ["go", "java"],
    ),
    "IMPLIED_CYCLE": (
        "Go → Java → Go: they imply each other in a circle; take one of the relations away, or merge them",
        ["go", "java"],
    ),
    "SPECIALISATION_CYCLE": (
        "{role} → {role}: they specialise each other in a circle; decide which is the broadest",
        ["backend-engineer"],
    ),
    "MERGE_CYCLE": (
        "Go → Java → Go: they were merged into each other in a circle; undo one of the merges",
        ["go", "java"],
    ),
}


@pytest.mark.parametrize("kind", BREAK)
async def test_issue_is_listed_with_its_nodes(client: Client, kind: str) -> None:
    graph = client.pipeline.graph
    before = {issue["message"] for issue in (await issues(client, kind, first=100))["nodes"]}
    await query(graph, BREAK[kind])

    after = await issues(client, kind, first=100)

    [role] = await query(graph, "MATCH (r:Role {slug: 'backend-engineer'}) RETURN r.name AS name")
    message, slugs = TOLD[kind]
    [issue] = [each for each in after["nodes"] if each["message"] not in before]
    assert issue["kind"] == kind
    assert issue["message"] == message.format(role=role["name"])
    assert [node["slug"] for node in issue["nodes"]] == slugs
    assert after["totalCount"] == len(after["nodes"])


async def test_collision_with_a_ruling_is_no_issue(client: Client) -> None:
    before = (await issues(client, "ALIAS_COLLISION"))["totalCount"]
    await query(client.pipeline.graph, BREAK["ALIAS_COLLISION"])
    await query(client.pipeline.graph, "MATCH (a:Alias {normalized: 'java'}) SET a.ruling = 'homonym'")

    assert (await issues(client, "ALIAS_COLLISION"))["totalCount"] == before


async def test_issues_come_in_pages(client: Client) -> None:
    await query(client.pipeline.graph, "UNWIND range(1, 3) AS n CREATE (:Alias {normalized: 'x' + n, text: 'X' + n})")

    first = await issues(client, "ALIAS_WITHOUT_OWNER", first=2)
    rest = await issues(client, "ALIAS_WITHOUT_OWNER", first=2, after=first["pageInfo"]["endCursor"])

    assert [issue["message"][:4] for issue in first["nodes"]] == ["'X1'", "'X2'"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    assert [issue["message"][:4] for issue in rest["nodes"]] == ["'X3'"]
    assert (rest["totalCount"], rest["pageInfo"]["hasNextPage"]) == (3, False)


async def test_skill_is_unseen_once_so_many_runs_missed_it(client: Client) -> None:
    graph = client.pipeline.graph
    await query(
        graph,
        "UNWIND [1, 2] AS n "
        "CREATE (run:PipelineRun {uid: 'r' + n, status: 'COMPLETED', finishedStep: 'FINALIZE', "
        "createdAt: datetime() + duration({hours: n})}) "
        "WITH run MATCH (s:Skill {status: 'ACTIVE'}) WHERE s.slug <> 'go' CREATE (run)-[:FOUND]->(s)",
    )

    too_few = await issues(client, "UNSEEN_SKILL", runs=3)
    enough = await issues(client, "UNSEEN_SKILL", runs=2)

    assert (too_few["totalCount"], too_few["nodes"]) == (0, [])
    assert [issue["message"] for issue in enough["nodes"]] == [
        "none of the last 2 runs found Go; is it still asked for?"
    ]
    assert enough["nodes"][0]["nodes"] == [{"__typename": "Skill", "slug": "go"}]


async def test_health_counts_every_kind(client: Client) -> None:
    await query(client.pipeline.graph, BREAK["ALIAS_WITHOUT_OWNER"])

    found = (await client.ask("{ taxonomyHealth { kind total } }"))["taxonomyHealth"]

    totals = {row["kind"]: row["total"] for row in found}
    assert totals.keys() == {*BREAK, "UNSEEN_SKILL"}
    assert totals["ALIAS_WITHOUT_OWNER"] == 1
    assert totals["MERGE_CYCLE"] == 0


async def test_issues_refuse_a_number_of_runs_that_is_none(client: Client) -> None:
    message, extensions = await client.refusal(ISSUES, kind="UNSEEN_SKILL", runs=0)

    assert message == "runs is 0; send a number from 1 to 1,000,000"
    assert extensions == {"code": "INVALID_INPUT", "field": "runs"}


# ---- precision


PRECISION = """
    query ($from: DateTime, $to: DateTime, $groupBy: [ReviewGrouping!]) {
      reviewPrecision(from: $from, to: $to, groupBy: $groupBy) {
        kind source promptVersion approved rejected pending precision
      }
    }
"""
ITEMS = """
    UNWIND [
      ['NEW_SKILL', 'dictionary', null, 'APPROVED', '2026-01-10'],
      ['NEW_SKILL', 'dictionary', null, 'APPROVED', '2026-01-11'],
      ['NEW_SKILL', 'dictionary', null, 'REJECTED', '2026-01-12'],
      ['NEW_SKILL', 'model', 'extract-2', 'REJECTED', '2026-01-12'],
      ['NEW_SKILL', 'model', 'extract-2', 'PENDING', '2026-01-12'],
      ['NEW_ALIAS', 'title', null, 'APPROVED', '2026-02-01'],
      ['NEW_LINK', 'demand', null, 'APPROVED', null]
    ] AS row
    CREATE (i:ReviewItem {uid: randomUUID(), key: randomUUID(), text: '-', kind: row[0], source: row[1],
                          promptVersion: row[2], status: row[3], createdAt: datetime('2026-01-12')})
    SET i.decidedAt = CASE row[3] WHEN 'PENDING' THEN null ELSE datetime(row[4]) END
"""


def a_row(
    kind: str | None, source: str | None, prompt: str | None, counts: tuple[int, int, int], share: float | None
) -> dict[str, Any]:
    approved, rejected, pending = counts
    return {
        "kind": kind,
        "source": source,
        "promptVersion": prompt,
        "approved": approved,
        "rejected": rejected,
        "pending": pending,
        "precision": share,
    }


async def test_precision_is_the_share_approved_of_what_was_decided(client: Client) -> None:
    await query(client.pipeline.graph, ITEMS)

    found = (await client.ask(PRECISION))["reviewPrecision"]

    # What a run settled by itself, without a curator's time, is not among them.
    assert found == [
        a_row("NEW_ALIAS", "TITLE", None, (1, 0, 0), 1.0),
        a_row("NEW_SKILL", "DICTIONARY", None, (2, 1, 0), 0.6667),
        a_row("NEW_SKILL", "MODEL", "extract-2", (0, 1, 1), 0.0),
    ]


async def test_precision_is_of_a_period_and_of_fewer_groups(client: Client) -> None:
    await query(client.pipeline.graph, ITEMS)

    january = await client.ask(
        PRECISION, **{"from": "2026-01-11T00:00:00Z", "to": "2026-02-01T00:00:00Z", "groupBy": ["KIND"]}
    )
    all_in_one = await client.ask(PRECISION, groupBy=[])

    assert january["reviewPrecision"] == [a_row("NEW_SKILL", None, None, (1, 2, 1), 0.3333)]
    assert all_in_one["reviewPrecision"] == [a_row(None, None, None, (3, 2, 1), 0.6)]


async def test_precision_refuses_a_period_that_ends_before_it_starts(client: Client) -> None:
    message, extensions = await client.refusal(
        PRECISION, **{"from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}
    )

    assert message == "from is not before to; send an earlier from"
    assert extensions == {"code": "INVALID_INPUT", "field": "from"}


async def test_proposal_keeps_its_source(client: Client) -> None:
    run = await client.pipeline.run(Request(VETERINARY.text, VETERINARY.title))

    kept = await query(
        client.pipeline.graph,
        "MATCH (:PipelineRun {uid: $uid})-[:PROPOSED]->(i:ReviewItem {kind: 'NEW_ROLE'}) "
        "RETURN i.source AS source, i.promptVersion AS prompt",
        uid=run.uid,
    )
    assert kept == [{"source": "title", "prompt": None}]
