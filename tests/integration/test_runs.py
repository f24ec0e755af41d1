"""Runs over the small library: what they find, write and propose, and what sending them again changes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from graph_service.domain.document import (
    ParsedDomain,
    ParsedEducation,
    ParsedExperience,
    ParsedJD,
    ParsedSection,
    TextSpan,
)
from graph_service.domain.review import (
    Proposal,
    ReviewFilter,
    ReviewItem,
    ReviewKind,
    ReviewOrder,
    ReviewSource,
    ReviewStatus,
)
from graph_service.domain.run import (
    AIIndex,
    AliasSignal,
    CandidateDimension,
    ClientReport,
    Decision,
    DecisionCase,
    DimensionGroup,
    Evidence,
    ExtractedSkill,
    KRAMatch,
    KRASignal,
    LinkOutcome,
    MatchMethod,
    NatureOfWork,
    PersistenceReport,
    Placement,
    ProposedRole,
    Run,
    RunFilter,
    RunStatus,
    RunStep,
    Signals,
    SkillDimensionRow,
    SkillSignal,
    SkillTag,
    TechStackMaturity,
)
from graph_service.domain.taxonomy import (
    Library,
    Lifespan,
    SkillNature,
    SkillStatus,
    Vectors,
    VersionStrategy,
    Volatility,
)
from graph_service.domain.work import NewSkill, Outcome
from graph_service.errors import Conflict, InvalidInput, ModelError, NotFound, StoreError
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline, Request, read_document, text_digest
from graph_service.settings import Thresholds
from graph_service.store import library as library_store
from graph_service.store import review, runs, taxonomy
from graph_service.store.connection import Graph, Transaction
from graph_service.store.taxonomy import SkillConditions
from tests.support import BACKEND, VETERINARY, Contents, Posting, check_nodes, check_rels, contents, query, value

LIVE_LINKS = (
    "IN_DIMENSION",
    "HAS_DIMENSION",
    "HAS_ALIAS",
    "HAS_KRA",
    "SPECIALISES",
    "RELATED_TO",
    "IN_SUBCATEGORY",
    "PART_OF",
)
SPARK = replace(BACKEND, must=(*BACKEND.must, "Hands-on experience with PySpark on large data sets."))
"""For the backend engineer, but it asks for Spark Development, which is not the role's."""
CITIES = ("Leeds", "York", "Hull", "Bath", "Derby", "Ripon")


class Moody(HashedEmbedder):
    """An embedder that fails for as long as it is told to."""

    failing = False

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        if self.failing:
            raise ModelError("the embedding model did not load")
        return super().embed_documents(texts)

    embed_queries = embed_documents


def in_city(posting: Posting, city: str) -> Posting:
    """The same posting in another city: a different job description."""
    return replace(posting, opening=posting.opening.replace("Leeds", city))


def request(posting: Posting, key: str | None = None) -> Request:
    """A posting as it is sent."""
    return Request(posting.text, posting.title, key)


async def run_with(pipeline: Pipeline, posting: Posting, skills: Sequence[str]) -> Run:
    """A run of a posting with these skills on top of those that it names."""
    run = await pipeline.extract(request(posting))
    await pipeline.details(run.uid, [*(skill.name for skill in run.skills), *skills])
    return await pipeline.finalize(run.uid, None)


async def items_of(graph: Graph, run: Run) -> list[ReviewItem]:
    """What a run proposed."""
    return (await review.of_runs(graph, [run.uid]))[run.uid]


async def queue(graph: Graph) -> dict[tuple[ReviewKind, str], int]:
    """Kind and text of each item of the review queue, with its count."""
    rows = await query(graph, "MATCH (i:ReviewItem) RETURN i.kind AS kind, i.text AS text, i.count AS count")
    found = {(ReviewKind(row["kind"]), row["text"]): row["count"] for row in rows}
    assert len(found) == len(rows)
    return found


def spans(thing: object) -> Iterator[TextSpan]:
    """Every span that a value holds, however deep."""
    if isinstance(thing, TextSpan):
        yield thing
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from spans(part)
    elif hasattr(thing, "__dataclass_fields__"):
        for field in fields(thing):  # type: ignore[arg-type]  # it is a dataclass: it has fields
            yield from spans(getattr(thing, field.name))


def taxonomy_of(found: Contents) -> Any:
    """All of a graph but its runs and when review items were last touched."""
    timeless = {
        key: (labels, {name: v for name, v in properties.items() if name != "updatedAt"})
        for key, (labels, properties) in found.nodes.items()
        if "PipelineRun" not in labels
    }
    of_runs = ("OF", "FOUND", "RESOLVED_TO", "PROPOSED")
    return timeless, {key: rel for key, rel in found.relationships.items() if rel[1] not in of_runs}


# One run, end to end


async def test_run_finds_decides_links_and_reports(pipeline: Pipeline) -> None:
    run = await pipeline.run(request(BACKEND))

    assert (run.status, run.finished_step) == (RunStatus.COMPLETED, RunStep.FINALIZE)
    assert {skill.skill: skill.is_primary for skill in run.skills if skill.tag is SkillTag.IN_DB} == {
        "java": True,
        "spring-boot": True,
        "sql": True,
        "postgresql": True,
        "microservices": True,
        "event-driven-architecture": True,
        "apache-kafka": True,
        "docker": False,
        "kubernetes": False,
    }
    assert run.parsed is not None
    assert run.parsed.title == "Senior Software Engineer"
    assert run.decision is not None
    assert (run.decision.case, run.decision.role, run.decision.confidence) == (DecisionCase.A, "backend-engineer", 1.0)
    assert run.decision.reasoning.startswith("Exact alias hit on backend-engineer (1.0)")
    assert run.persistence is not None
    assert run.report is not None
    assert run.report.skill_clusters[0] == DimensionGroup("backend-services", ("Java", "Spring Boot"))
    assert run.cost.total_usd == 0.0
    assert run.library_version == 1


async def test_run_links_itself_to_its_role_skills_and_job_description(pipeline: Pipeline) -> None:
    run = await pipeline.run(request(BACKEND))
    graph = pipeline.graph

    found = await query(
        graph, "MATCH (:PipelineRun)-[f:FOUND]->(s:Skill) RETURN s.slug AS slug, f.isPrimary AS primary"
    )
    assert {row["slug"]: row["primary"] for row in found} == {
        placement.skill: placement.is_primary for placement in run.placements if placement.skill
    }
    assert await value(
        graph, "MATCH (:PipelineRun {uid: $uid})-[:RESOLVED_TO]->(r:Role) RETURN r.slug", uid=run.uid
    ) == ("backend-engineer")
    counted = (
        "MATCH (:PipelineRun {uid: $uid})-[:OF]->(j)-[:COUNTED_IN]->(:Role {slug: 'backend-engineer'}) RETURN j.sha256"
    )
    assert await value(graph, counted, uid=run.uid) == text_digest(BACKEND.text)


async def test_evidence_is_verbatim_everywhere(pipeline: Pipeline) -> None:
    run = await pipeline.run(request(SPARK))

    quoted = [*spans(run.parsed), *spans(run.skills), *spans(run.placements), *spans(run.report)]

    assert len(quoted) > 20
    assert [span for span in quoted if run.job_description[span.start : span.end] != span.text] == []
    assert all(skill.evidence for skill in run.skills)


async def test_evidence_is_verbatim_where_characters_are_wide(pipeline: Pipeline) -> None:
    posting = replace(
        BACKEND, opening="🚀🧑‍💻 Zoë’s team — “we are looking for” an e\u0301ngineer who’ll join us in Köln."
    )

    run = await pipeline.run(request(posting))

    quoted = [*spans(run.parsed), *spans(run.skills), *spans(run.placements), *spans(run.report)]
    assert [span for span in quoted if run.job_description[span.start : span.end] != span.text] == []


async def test_counters_are_the_numbers_of_rows(pipeline: Pipeline) -> None:
    run = await run_with(pipeline, SPARK, ["Quarkus"])
    assert run.persistence is not None
    rows = run.persistence.rows

    saved = (LinkOutcome.CREATED, LinkOutcome.ALREADY_LINKED)
    assert (
        run.persistence.new_skills == 1 == len(await check_nodes(pipeline.graph, "Skill {status: 'PENDING'}", ["slug"]))
    )
    assert run.persistence.skill_dimension_saved == len([row for row in rows if row.skill_dimension in saved])
    assert run.persistence.role_dimension_saved == len([row for row in rows if row.role_dimension in saved])
    assert run.persistence.skipped == len(
        [row for row in rows if row.role_dimension is LinkOutcome.SKIPPED_NOT_UNDER_ROLE]
    )
    assert run.decision is not None
    own = (await pipeline.knowledge.current()).library.roles[run.decision.role or ""].dimensions
    assert [(row.skill, row.dimension) for row in rows] == [
        (placement.name, item.dimension)
        for placement in run.placements
        for item in placement.dimensions
        if item.is_known or placement.tag is SkillTag.NEW or item.dimension in own
    ]


async def test_rows_are_what_the_graph_holds(pipeline: Pipeline) -> None:
    run = await run_with(pipeline, SPARK, ["Quarkus"])
    assert run.persistence is not None

    linked = await check_rels(pipeline.graph, "Skill", "IN_DIMENSION", "Dimension")
    taken_up = await check_rels(pipeline.graph, "Role {slug: 'backend-engineer'}", "HAS_DIMENSION", "Dimension")
    for row in run.persistence.rows:
        assert ((row.skill_slug, row.dimension) in linked) is (row.skill_dimension is LinkOutcome.ALREADY_LINKED)
        assert (("backend-engineer", row.dimension) in taken_up) is (row.role_dimension is LinkOutcome.ALREADY_LINKED)


async def test_known_links_are_confirmed_once(pipeline: Pipeline) -> None:
    run = await pipeline.run(request(BACKEND))
    assert run.persistence is not None

    confirmed = await query(
        pipeline.graph,
        "MATCH (s)-[l:IN_DIMENSION|HAS_DIMENSION]->(d) WHERE l.confirmations > 0 OR l.confirmedAt IS NOT NULL "
        "RETURN s.slug AS slug, d.slug AS dimension, l.confirmations AS count, l.origin AS origin",
    )

    expected = {(row.skill_slug, row.dimension) for row in run.persistence.rows}
    expected |= {
        ("backend-engineer", row.dimension)
        for row in run.persistence.rows
        if row.role_dimension is LinkOutcome.ALREADY_LINKED
    }
    assert {(row["slug"], row["dimension"]) for row in confirmed} == expected
    assert {(row["count"], row["origin"]) for row in confirmed} == {(1, "library")}


async def test_centroid_is_the_mean_of_the_job_descriptions(pipeline: Pipeline) -> None:
    other = replace(BACKEND, duties=("Write and maintain the billing services that our customers rely on every day.",))
    await pipeline.run(request(BACKEND))
    await pipeline.run(request(other))

    row = await query(
        pipeline.graph,
        "MATCH (r:Role {slug: 'backend-engineer'}) RETURN r.centroid AS vector, r.centroidCount AS count",
    )
    vectors = [read_document(p.text, p.title, pipeline.embedder).vector for p in (BACKEND, other)]
    assert row[0]["count"] == 2
    np.testing.assert_allclose(row[0]["vector"], np.mean(np.array(vectors), axis=0), atol=1e-5)
    assert set(await library_store.centroids(pipeline.graph)) == {"backend-engineer"}


async def test_listener_hears_each_step_and_the_graph_keeps_the_last(pipeline: Pipeline) -> None:
    heard: list[tuple[str, float]] = []

    run = await pipeline.run(request(BACKEND, "heard"), lambda step, fraction, _: heard.append((step, fraction)))

    assert [step for step, _ in heard] == ["parse", "extract", "decide", "place", "link", "report", "done"]
    assert [fraction for _, fraction in heard] == sorted(fraction for _, fraction in heard)
    for key in (run.uid, "heard"):
        assert await runs.progress(pipeline.graph, key) == (
            "done",
            1.0,
            "done",
            run_as_kept(run, await kept(pipeline, run)),
        )
    assert await runs.progress(pipeline.graph, "unheard") is None


async def kept(pipeline: Pipeline, run: Run) -> Run:
    return await runs.by_uid(pipeline.graph, run.uid)


def run_as_kept(run: Run, later: Run) -> Run:
    """A run with the time at which it was last touched."""
    return replace(run, updated_at=later.updated_at)


async def test_run_that_is_read_again_is_the_run_that_was_answered(pipeline: Pipeline) -> None:
    run = await run_with(pipeline, SPARK, ["Quarkus"])

    later = await kept(pipeline, run)

    assert later == run_as_kept(run, later)


# The same again


async def test_same_key_answers_the_same_run_and_changes_nothing(pipeline: Pipeline) -> None:
    first = await pipeline.run(request(SPARK, "once"))
    before = await contents(pipeline.graph)

    again = await pipeline.run(request(SPARK, "once"))
    extracted = await pipeline.extract(request(SPARK, "once"))

    assert again == extracted == await kept(pipeline, first)
    assert again.uid == first.uid
    assert await contents(pipeline.graph) == before


async def test_same_key_with_another_text_is_a_conflict(pipeline: Pipeline) -> None:
    await pipeline.run(request(BACKEND, "once"))
    before = await contents(pipeline.graph)

    with pytest.raises(Conflict, match="was sent with another job description before; send a new key") as caught:
        await pipeline.run(request(VETERINARY, "once"))

    assert caught.value.field == "input.idempotencyKey"
    assert await contents(pipeline.graph) == before


async def test_same_key_at_the_same_moment_is_one_run(pipeline: Pipeline, embedder: HashedEmbedder) -> None:
    other = Pipeline(pipeline.graph, embedder, Thresholds())

    one, two = await asyncio.gather(pipeline.run(request(BACKEND, "once")), other.run(request(BACKEND, "once")))

    assert one.uid == two.uid
    assert await runs.count(pipeline.graph, RunFilter()) == 1
    assert (await pipeline.run(request(BACKEND, "once"))).status is RunStatus.COMPLETED
    assert await value(pipeline.graph, "MATCH (r:Role {slug: 'backend-engineer'}) RETURN r.centroidCount") == 1


async def test_finalizing_twice_changes_nothing(pipeline: Pipeline) -> None:
    run = await pipeline.run(request(SPARK))
    before = await contents(pipeline.graph)

    again = await pipeline.finalize(run.uid, None)
    overridden = await pipeline.finalize(run.uid, "data-engineer")

    assert again == overridden == await kept(pipeline, run)
    assert await contents(pipeline.graph) == before


async def test_finishing_in_the_store_twice_writes_once(pipeline: Pipeline) -> None:
    run = await pipeline.run(request(BACKEND))
    before = await contents(pipeline.graph)

    again = await runs.finish(
        pipeline.graph,
        run.uid,
        Outcome("data-engineer", "other", (), (), (), [1.0] * 384, demand=1, reproposal_growth=3),
    )

    assert again is None
    assert await contents(pipeline.graph) == before


async def test_same_job_description_in_a_new_run_counts_once(pipeline: Pipeline) -> None:
    first = await run_with(pipeline, SPARK, ["Quarkus"])
    before = await contents(pipeline.graph)

    second = await run_with(pipeline, SPARK, ["Quarkus"])

    assert second.uid != first.uid
    assert taxonomy_of(await contents(pipeline.graph)) == taxonomy_of(before)
    assert await value(pipeline.graph, "MATCH (r:Role {slug: 'backend-engineer'}) RETURN r.centroidCount") == 1
    assert set((await queue(pipeline.graph)).values()) == {1}
    assert await items_of(pipeline.graph, second) == await items_of(pipeline.graph, first)


async def test_same_job_description_but_for_white_space_counts_once(pipeline: Pipeline) -> None:
    await pipeline.run(request(BACKEND))

    await pipeline.run(Request(BACKEND.text.replace("\n", "\r\n\r\n"), BACKEND.title))

    assert await value(pipeline.graph, "MATCH (r:Role {slug: 'backend-engineer'}) RETURN r.centroidCount") == 1
    assert len(await check_nodes(pipeline.graph, "JobDescription", ["sha256"])) == 1


async def test_two_runs_of_one_job_description_at_the_same_moment_count_once(
    pipeline: Pipeline, embedder: HashedEmbedder
) -> None:
    other = Pipeline(pipeline.graph, embedder, Thresholds())

    one, two = await asyncio.gather(run_with(pipeline, SPARK, ["Quarkus"]), run_with(other, SPARK, ["Quarkus"]))

    assert one.uid != two.uid
    assert one.status is two.status is RunStatus.COMPLETED
    assert await value(pipeline.graph, "MATCH (r:Role {slug: 'backend-engineer'}) RETURN r.centroidCount") == 1
    confirmations = await query(
        pipeline.graph,
        "MATCH ()-[l:IN_DIMENSION|HAS_DIMENSION]->() WHERE l.confirmations > 0 RETURN l.confirmations AS n",
    )
    assert {row["n"] for row in confirmations} == {1}
    assert set((await queue(pipeline.graph)).values()) == {1}
    assert await items_of(pipeline.graph, one) == await items_of(pipeline.graph, two)
    assert one.persistence is not None
    assert two.persistence is not None
    assert {one.persistence.new_skills, two.persistence.new_skills} == {0, 1}


async def test_second_job_description_adds_to_the_count_of_the_first_ones_item(pipeline: Pipeline) -> None:
    first = await run_with(pipeline, BACKEND, ["Spring Cloud"])
    second = await run_with(pipeline, in_city(BACKEND, "York"), ["spring cloud"])

    [item] = [item for item in await items_of(pipeline.graph, second) if item.kind is ReviewKind.NEW_SKILL]

    assert (item.text, item.count, item.status, item.run) == ("Spring Cloud", 2, ReviewStatus.PENDING, first.uid)
    assert [p.new_skills for p in (first.persistence, second.persistence) if p] == [1, 0]
    candidates = await query(
        pipeline.graph, "MATCH (:Skill)-[c:CANDIDATE_FOR]->() RETURN c.confirmations AS n, c.runId AS run"
    )
    assert {(row["n"], row["run"]) for row in candidates} == {(1, first.uid)}


async def test_different_job_descriptions_at_the_same_moment_all_count(
    pipeline: Pipeline, embedder: HashedEmbedder
) -> None:
    pipelines = [Pipeline(pipeline.graph, embedder, Thresholds()) for _ in CITIES]

    await asyncio.gather(
        *(run_with(each, in_city(BACKEND, city), ["Quarkus"]) for each, city in zip(pipelines, CITIES, strict=True))
    )

    assert (await queue(pipeline.graph))[ReviewKind.NEW_SKILL, "Quarkus"] == len(CITIES)
    assert await value(pipeline.graph, "MATCH (r:Role {slug: 'backend-engineer'}) RETURN r.centroidCount") == len(
        CITIES
    )
    own = (
        "MATCH (:Skill {slug: 'java'})-[l:IN_DIMENSION]->(:Dimension {slug: 'backend-services'}) RETURN l.confirmations"
    )
    assert await value(pipeline.graph, own) == len(CITIES)


# Dimensions that are not the role's


async def test_one_job_description_never_links_a_foreign_dimension(pipeline: Pipeline) -> None:
    before = await check_rels(pipeline.graph, "Role", "HAS_DIMENSION", "Dimension")

    run = await pipeline.run(request(SPARK))
    for _ in range(5):
        await pipeline.run(request(SPARK))

    assert run.persistence is not None
    [row] = [row for row in run.persistence.rows if row.dimension == "spark-development"]
    assert (row.skill_dimension, row.role_dimension) == (LinkOutcome.ALREADY_LINKED, LinkOutcome.QUEUED_FOR_REVIEW)
    assert row.note == "asked for by 1 different job description of backend-engineer, of 5 that it takes"
    assert await check_rels(pipeline.graph, "Role", "HAS_DIMENSION", "Dimension") == before
    assert await check_rels(pipeline.graph, "Role", "CANDIDATE_FOR", "Dimension", ["runId", "confirmations"]) == {
        ("backend-engineer", "spark-development", run.uid, 0)
    }


async def test_secondary_skill_asks_for_no_dimension(pipeline: Pipeline) -> None:
    posting = replace(BACKEND, nice=("Familiarity with PySpark.",))

    run = await pipeline.run(request(posting))

    assert run.persistence is not None
    [row] = [row for row in run.persistence.rows if row.dimension == "spark-development"]
    assert row.role_dimension is LinkOutcome.SKIPPED_NOT_UNDER_ROLE
    assert row.note == "not under backend-engineer, and the skill is only nice to have"
    assert await check_rels(pipeline.graph, "Role", "CANDIDATE_FOR", "Dimension") == set()


async def test_fifth_job_description_that_asks_for_a_dimension_links_it(
    small_graph: Graph, embedder: HashedEmbedder
) -> None:
    pipeline = Pipeline(small_graph, embedder, Thresholds(role_dimension_demand=5))

    finished = [await pipeline.run(request(in_city(SPARK, city))) for city in CITIES]

    outcomes = [
        (row.role_dimension, row.note)
        for run in finished
        for row in (run.persistence.rows if run.persistence else ())
        if row.dimension == "spark-development"
    ]
    waiting = LinkOutcome.QUEUED_FOR_REVIEW
    told = "different job descriptions of backend-engineer"
    assert outcomes == [
        (waiting, "asked for by 1 different job description of backend-engineer, of 5 that it takes"),
        *((waiting, f"asked for by {n} {told}, of 5 that it takes") for n in (2, 3, 4)),
        (LinkOutcome.CREATED, f"asked for by 5 {told}: taken up"),
        (LinkOutcome.ALREADY_LINKED, None),
    ]
    link = await query(
        small_graph,
        "MATCH (:Role {slug: 'backend-engineer'})-[l:HAS_DIMENSION]->(:Dimension {slug: 'spark-development'}) "
        "RETURN l.origin AS origin, l.runId AS run, l.confirmations AS confirmations, l.evidence AS words",
    )
    assert link == [{"origin": "run", "run": finished[4].uid, "confirmations": 5, "words": ["PySpark"]}]
    behind = await query(
        small_graph,
        "MATCH (j:JobDescription)-[a:ASKED_FOR {role: 'backend-engineer'}]->(:Dimension {slug: 'spark-development'}) "
        "RETURN j.sha256 AS sha256, a.runId AS run, a.words AS words",
    )
    assert {(row["sha256"], row["run"]) for row in behind} == {
        (text_digest(run.job_description), run.uid) for run in finished[:5]
    }
    assert await check_rels(small_graph, "Role", "CANDIDATE_FOR", "Dimension") == set()
    assert "spark-development" in (await library_store.read(small_graph)).roles["backend-engineer"].dimensions


async def test_five_job_descriptions_at_the_same_moment_link_a_dimension_once(
    small_graph: Graph, embedder: HashedEmbedder
) -> None:
    pipelines = [Pipeline(small_graph, embedder, Thresholds(role_dimension_demand=5)) for _ in range(5)]

    finished = await asyncio.gather(
        *(each.run(request(in_city(SPARK, city))) for each, city in zip(pipelines, CITIES, strict=False))
    )

    outcomes = [
        row.role_dimension
        for run in finished
        for row in (run.persistence.rows if run.persistence else ())
        if row.dimension == "spark-development"
    ]
    assert sorted(outcomes, key=lambda outcome: outcome.value) == [
        LinkOutcome.CREATED,
        *[LinkOutcome.QUEUED_FOR_REVIEW] * 4,
    ]
    confirmations = (
        "MATCH (:Role {slug: 'backend-engineer'})-[l:HAS_DIMENSION {origin: 'run'}]->() RETURN l.confirmations"
    )
    assert await value(small_graph, confirmations) == 4


# New skills and new roles


async def test_new_skill_waits_outside_the_live_taxonomy(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    before = (await contents(graph)).of(*LIVE_LINKS)

    run = await run_with(pipeline, BACKEND, ["Spring Cloud"])

    placed = next(placement for placement in run.placements if placement.tag is SkillTag.NEW)
    assert (placed.term, placed.skill, placed.method) == ("Spring Cloud", None, MatchMethod.NONE)
    assert ("spring-cloud", "Spring Cloud", "PENDING", "run", run.uid) in await check_nodes(
        graph, "Skill", ["slug", "name", "status", "origin", "runId"]
    )
    candidates = await check_rels(graph, "Skill", "CANDIDATE_FOR", "Dimension", ["origin", "runId", "confirmations"])
    assert candidates == {("spring-cloud", item.dimension, "run", run.uid, 0) for item in placed.dimensions}
    assert candidates
    found = {key: rel for key, rel in (await contents(graph)).of(*LIVE_LINKS).items() if key not in before}
    assert [rel[1] for rel in found.values()] == ["IN_SUBCATEGORY"]
    assert run.persistence is not None
    rows = [row for row in run.persistence.rows if row.skill == "Spring Cloud"]
    assert {row.skill_dimension for row in rows} == {LinkOutcome.QUEUED_FOR_REVIEW}
    assert {row.tag for row in rows} == {SkillTag.NEW}


async def test_new_skill_is_in_no_list_of_active_skills(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    before = await taxonomy.stats(graph)

    await run_with(pipeline, BACKEND, ["Spring Cloud"])

    slugs = {slug for _, slug in await taxonomy.skills_page(graph, SkillConditions(), None, 100)}
    assert "spring-cloud" not in slugs
    assert await taxonomy.skills_page(graph, SkillConditions(text="spring cloud"), None, 100) == []
    pending = await taxonomy.skills_page(graph, SkillConditions(status=SkillStatus.PENDING), None, 100)
    assert [slug for _, slug in pending] == ["spring-cloud"]
    assert replace(await taxonomy.stats(graph), runs=0) == before
    assert "spring-cloud" not in (await library_store.read(graph)).skills
    assert await taxonomy.uid_of_alias(graph, "Skill", "Spring Cloud") is None


async def test_new_skill_becomes_one_review_item_about_role_and_skill(pipeline: Pipeline) -> None:
    run = await run_with(pipeline, BACKEND, ["Spring Cloud"])

    [item] = [item for item in await items_of(pipeline.graph, run) if item.kind is ReviewKind.NEW_SKILL]

    assert (item.text, item.count, item.status, item.run) == ("Spring Cloud", 1, ReviewStatus.PENDING, run.uid)
    assert item.role == await taxonomy.uid_of_slug(pipeline.graph, "Role", "backend-engineer")
    assert item.skill == await taxonomy.uid_of_slug(pipeline.graph, "Skill", "spring-cloud")
    assert item.details is not None
    assert '"Spring Boot"' in item.details


async def test_unknown_job_proposes_a_role_and_links_nothing(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    before = await contents(graph)

    run = await run_with(pipeline, VETERINARY, ["Java", "Spring Cloud"])

    assert run.decision is not None
    assert (run.decision.case, run.decision.role, run.decision.is_new_role) == (DecisionCase.F, None, True)
    assert run.decision.new_role_name == "Veterinary Nurse"
    assert run.status is RunStatus.COMPLETED
    after = await contents(graph)
    linked = {key: rel for key, rel in after.of(*LIVE_LINKS).items() if rel != before.relationships.get(key)}
    assert {rel[1] for rel in linked.values()} <= {"IN_SUBCATEGORY"}
    assert after.of("RESOLVED_TO", "COUNTED_IN", "ASKED_FOR") == {}
    assert await check_rels(graph, "Role", "CANDIDATE_FOR", "Dimension") == set()
    assert len(after.labelled("Role")) == len(before.labelled("Role"))
    assert [key for key in await queue(graph) if key[0] is ReviewKind.NEW_ROLE] == [
        (ReviewKind.NEW_ROLE, "Veterinary Nurse")
    ]
    assert run.persistence is not None
    assert {row.role_dimension for row in run.persistence.rows} == {LinkOutcome.QUEUED_FOR_REVIEW}
    assert run.persistence.role_dimension_saved == 0


async def test_unknown_job_sent_twice_is_one_item_and_two_of_them_count_two(pipeline: Pipeline) -> None:
    await pipeline.run(request(VETERINARY))
    await pipeline.run(request(VETERINARY))
    assert (await queue(pipeline.graph))[ReviewKind.NEW_ROLE, "Veterinary Nurse"] == 1

    await pipeline.run(request(in_city(VETERINARY, "York")))

    assert (await queue(pipeline.graph))[ReviewKind.NEW_ROLE, "Veterinary Nurse"] == 2


async def test_shared_title_is_a_collision_in_the_queue_once(pipeline: Pipeline) -> None:
    posting = replace(
        BACKEND,
        title="Infrastructure Engineer",
        must=("Experience with Jenkins, Git, CI/CD, Docker, AWS and Terraform.",),
    )

    run = await pipeline.run(request(posting))
    await pipeline.run(request(in_city(posting, "York")))

    assert run.decision is not None
    assert (run.decision.case, run.decision.alias_collision) == (DecisionCase.C, True)
    assert run.decision.role in ("devops-engineer", "platform-engineer")
    assert (await queue(pipeline.graph))[ReviewKind.ALIAS_COLLISION, "Infrastructure Engineer"] == 2


async def test_unknown_title_of_a_known_job_is_proposed_as_its_alias(
    pipeline: Pipeline, small_library: Library
) -> None:
    posting = replace(BACKEND, title="Service Craftsperson", duties=small_library.roles["backend-engineer"].kras)

    run = await pipeline.run(request(posting))

    assert run.decision is not None
    assert (run.decision.case, run.decision.role) == (DecisionCase.D, "backend-engineer")
    [item] = [item for item in await items_of(pipeline.graph, run) if item.kind is ReviewKind.NEW_ALIAS]
    assert (item.text, item.count) == ("Service Craftsperson", 1)
    assert await taxonomy.uid_of_alias(pipeline.graph, "Role", "Service Craftsperson") is None


# The three steps, with a person between them


async def test_steps_leave_the_run_waiting_and_write_no_links_before_the_last(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    before = (await contents(graph)).of(*LIVE_LINKS)

    extracted = await pipeline.extract(request(BACKEND))
    detailed = await pipeline.details(extracted.uid, None)

    assert (extracted.status, extracted.finished_step) == (RunStatus.AWAITING_CONFIRMATION, RunStep.EXTRACT)
    assert extracted.placements == ()
    assert (detailed.status, detailed.finished_step) == (RunStatus.AWAITING_CONFIRMATION, RunStep.DETAILS)
    assert [placement.skill for placement in detailed.placements] == [skill.skill for skill in detailed.skills]
    assert (detailed.persistence, detailed.report) == (None, None)
    found = await contents(graph)
    assert found.of(*LIVE_LINKS) == before
    assert found.labelled("ReviewItem", "JobDescription") == {}

    finished = await pipeline.finalize(extracted.uid, None)
    assert (finished.status, finished.finished_step) == (RunStatus.COMPLETED, RunStep.FINALIZE)
    assert finished.skills == extracted.skills


async def test_caller_keeps_renames_and_adds_skills(pipeline: Pipeline) -> None:
    run = await pipeline.extract(request(BACKEND))

    detailed = await pipeline.details(run.uid, ["Java", "kafka", " Golang ", "Spring  Cloud", "JAVA"])

    assert [(skill.name, skill.skill, skill.tag) for skill in detailed.skills] == [
        ("Java", "java", SkillTag.IN_DB),
        ("Apache Kafka", "apache-kafka", SkillTag.IN_DB),
        ("Go", "go", SkillTag.IN_DB),
        ("Spring Cloud", None, SkillTag.NEW),
    ]
    assert [bool(skill.evidence) for skill in detailed.skills] == [True, True, False, False]
    assert [placement.name for placement in detailed.placements] == ["Java", "Apache Kafka", "Go", "Spring Cloud"]
    found = await query(pipeline.graph, "MATCH (:PipelineRun)-[:FOUND]->(s:Skill) RETURN s.slug AS slug")
    assert {row["slug"] for row in found} == {"java", "apache-kafka", "go"}
    assert detailed.evidence is not None
    assert detailed.evidence.recognised_skills == 3


async def test_caller_changes_skills_until_the_run_is_finished(pipeline: Pipeline) -> None:
    run = await pipeline.extract(request(BACKEND))
    await pipeline.details(run.uid, ["Java"])

    again = await pipeline.details(run.uid, ["Java", "SQL"])
    unchanged = await pipeline.details(run.uid, None)

    assert [placement.name for placement in again.placements] == ["Java", "SQL"]
    assert unchanged.placements == again.placements


async def test_caller_keeps_no_skill_at_all(pipeline: Pipeline) -> None:
    run = await pipeline.extract(request(BACKEND))

    await pipeline.details(run.uid, [])
    finished = await pipeline.finalize(run.uid, None)

    assert (finished.skills, finished.placements) == ((), ())
    assert finished.persistence == PersistenceReport(centroid_count=1)
    assert finished.status is RunStatus.COMPLETED
    assert await query(pipeline.graph, "MATCH (:PipelineRun)-[f:FOUND]->() RETURN f") == []


@pytest.mark.parametrize("name", ["", "  ", "…", "x" * 121])
async def test_caller_sends_what_is_no_name_of_a_skill(name: str, pipeline: Pipeline) -> None:
    run = await pipeline.extract(request(BACKEND))

    with pytest.raises(InvalidInput, match=r"is no name of a skill; send 1 to 120 characters") as caught:
        await pipeline.details(run.uid, ["Java", name])

    assert caught.value.field == "input.skills"
    assert (await kept(pipeline, run)).status is RunStatus.AWAITING_CONFIRMATION


async def test_caller_chooses_another_role(pipeline: Pipeline) -> None:
    run = await pipeline.extract(request(BACKEND))
    await pipeline.details(run.uid, None)

    finished = await pipeline.finalize(run.uid, "data-engineer")

    assert finished.decision is not None
    assert (finished.decision.role, finished.decision.confidence) == ("data-engineer", 1.0)
    assert finished.decision.reasoning.startswith(
        "The caller chose data-engineer in place of backend-engineer. Before: Exact alias hit on backend-engineer (1.0)"
    )
    assert await check_nodes(pipeline.graph, "Role", ["slug", "centroidCount"]) >= {
        ("data-engineer", 1),
        ("backend-engineer", 0),
    }
    assert await value(pipeline.graph, "MATCH (:PipelineRun)-[:RESOLVED_TO]->(r) RETURN r.slug") == "data-engineer"
    assert finished.persistence is not None
    own = {row.dimension for row in finished.persistence.rows if row.role_dimension is LinkOutcome.ALREADY_LINKED}
    assert own == {"sql-and-query-languages", "stream-processing"}


async def test_caller_chooses_a_role_for_an_unknown_job(pipeline: Pipeline) -> None:
    run = await pipeline.extract(request(VETERINARY))
    await pipeline.details(run.uid, None)

    finished = await pipeline.finalize(run.uid, "platform-engineer")

    assert finished.decision is not None
    assert (finished.decision.role, finished.decision.is_new_role) == ("platform-engineer", False)
    assert finished.decision.new_role is None
    assert [key for key in await queue(pipeline.graph) if key[0] is ReviewKind.NEW_ROLE] == []


async def test_caller_chooses_a_role_that_does_not_exist(pipeline: Pipeline) -> None:
    run = await pipeline.extract(request(BACKEND))
    await pipeline.details(run.uid, None)
    before = await contents(pipeline.graph)

    with pytest.raises(NotFound, match=r"there is no role 'astronaut'; roles lists those there are") as caught:
        await pipeline.finalize(run.uid, "astronaut")

    assert caught.value.field == "input.roleSlug"
    assert await contents(pipeline.graph) == before


async def test_step_too_early_says_which_comes_before(pipeline: Pipeline) -> None:
    run = await pipeline.extract(request(BACKEND))

    with pytest.raises(
        Conflict, match=r"^this run is not so far yet, or past it; extractDetails comes before$"
    ) as caught:
        await pipeline.finalize(run.uid, None)

    assert caught.value.field == "input.runId"


async def test_step_too_late_is_a_conflict(pipeline: Pipeline) -> None:
    run = await pipeline.run(request(BACKEND))
    before = await contents(pipeline.graph)

    with pytest.raises(Conflict, match=r"^this run is not so far yet, or past it; extractFromJd comes before$"):
        await pipeline.details(run.uid, ["Java"])

    assert await pipeline.details(run.uid, None) == await kept(pipeline, run)
    assert await contents(pipeline.graph) == before


async def test_step_of_no_run_is_not_found(pipeline: Pipeline) -> None:
    for step in (pipeline.details("nobody", None), pipeline.finalize("nobody", None)):
        with pytest.raises(NotFound, match=r"there is no run 'nobody'; pipelineRuns lists those there are"):
            await step


async def test_step_of_a_run_that_another_process_is_at_waits_its_turn(pipeline: Pipeline) -> None:
    run = await pipeline.extract(request(BACKEND))
    await query(pipeline.graph, "MATCH (r:PipelineRun) SET r.status = 'RUNNING', r.updatedAt = datetime()")

    with pytest.raises(Conflict, match="another request is at this run; ask for it again when that one is done"):
        await pipeline.details(run.uid, None)

    await query(pipeline.graph, "MATCH (r:PipelineRun) SET r.updatedAt = datetime() - duration('PT2M')")
    assert (await pipeline.details(run.uid, None)).finished_step is RunStep.DETAILS


# What goes wrong


async def test_refused_text_writes_nothing_but_the_run(pipeline: Pipeline) -> None:
    before = await contents(pipeline.graph)

    run = await pipeline.run(Request("We are hiring. Send us your CV.", "Software Engineer"))

    assert (run.status, run.finished_step, run.decision) == (RunStatus.REJECTED, None, None)
    assert run.rejection_reason is not None
    assert "Send the full posting" in run.rejection_reason
    after = await contents(pipeline.graph)
    assert after.relationships == before.relationships
    assert [labels for key, (labels, _) in after.nodes.items() if key not in before.nodes] == [("PipelineRun",)]


async def test_refused_run_goes_no_further(pipeline: Pipeline) -> None:
    run = await pipeline.run(Request("We are hiring.", None, "short"))
    before = await contents(pipeline.graph)

    for step in (pipeline.details(run.uid, None), pipeline.finalize(run.uid, "data-engineer")):
        with pytest.raises(Conflict, match=r"^this run was rejected: The text has 3 words"):
            await step

    assert await pipeline.run(Request("We are hiring.", None, "short")) == run
    assert await contents(pipeline.graph) == before


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        (Request("a\0b"), "input.jobDescription", "jobDescription has NUL characters: it is a binary file"),
        (Request("\ud800"), "input.jobDescription", "jobDescription has characters that are no text"),
        (Request("x" * 100_001), "input.jobDescription", "jobDescription has 100,001 characters; send one"),
        (Request(BACKEND.text, "\0"), "input.jobTitle", "jobTitle has NUL characters"),
        (Request(BACKEND.text, "t" * 301), "input.jobTitle", "jobTitle is longer than 300 characters"),
    ],
)
async def test_text_that_cannot_be_kept_writes_nothing(
    sent: Request, field: str, message: str, pipeline: Pipeline
) -> None:
    with pytest.raises(InvalidInput, match=message) as caught:
        await pipeline.run(sent)

    assert caught.value.field == field
    assert await runs.count(pipeline.graph, RunFilter()) == 0


@pytest.mark.parametrize("key", ["\ud800", "k" * 10_000])
async def test_key_that_cannot_be_kept_is_refused(key: str, pipeline: Pipeline) -> None:
    with pytest.raises(InvalidInput):
        await pipeline.run(request(BACKEND, key))

    assert await runs.count(pipeline.graph, RunFilter()) == 0


async def test_skill_that_is_no_text_is_refused(pipeline: Pipeline) -> None:
    run = await pipeline.extract(request(BACKEND))

    with pytest.raises(InvalidInput, match=r"^skills has characters that are no text"):
        await pipeline.details(run.uid, ["\ud800x"])

    assert (await kept(pipeline, run)).status is RunStatus.AWAITING_CONFIRMATION


async def test_skills_without_latin_letters_stay_apart(pipeline: Pipeline) -> None:
    run = await run_with(pipeline, BACKEND, ["数据建模", "データ分析"])

    assert run.persistence is not None
    assert run.persistence.new_skills == 2
    slugs = {slug for slug, _ in await check_nodes(pipeline.graph, "Skill {status: 'PENDING'}", ["slug", "name"])}
    assert len(slugs) == 2
    assert "" not in slugs


async def test_empty_taxonomy_says_what_to_do(empty_graph: Graph, embedder: HashedEmbedder) -> None:
    pipeline = Pipeline(empty_graph, embedder, Thresholds())

    with pytest.raises(
        InvalidInput, match=r"the taxonomy is empty; load the starter library first: graph-service load"
    ):
        await pipeline.run(request(BACKEND, "early"))

    run = await runs.by_uid(empty_graph, "early")
    assert run.status is RunStatus.FAILED
    assert run.failure_reason == "the taxonomy is empty; load the starter library first: graph-service load"


async def test_failed_extraction_is_gone_on_with_under_the_same_key(small_graph: Graph) -> None:
    embedder = Moody()
    pipeline = Pipeline(small_graph, embedder, Thresholds())
    embedder.failing = True

    with pytest.raises(ModelError, match="the embedding model did not load"):
        await pipeline.run(request(BACKEND, "retried"))

    assert (await runs.by_uid(small_graph, "retried")).status is RunStatus.FAILED
    embedder.failing = False
    run = await pipeline.run(request(BACKEND, "retried"))
    assert (run.status, run.failure_reason) == (RunStatus.COMPLETED, None)
    assert await runs.count(small_graph, RunFilter()) == 1


async def test_failed_step_keeps_the_steps_before_it(small_graph: Graph) -> None:
    embedder = Moody()
    pipeline = Pipeline(small_graph, embedder, Thresholds())
    run = await pipeline.extract(request(BACKEND))
    await pipeline.details(run.uid, None)
    embedder.failing = True

    with pytest.raises(ModelError):
        await pipeline.finalize(run.uid, None)

    later = await runs.by_uid(small_graph, run.uid)
    assert (later.status, later.finished_step) == (RunStatus.AWAITING_CONFIRMATION, RunStep.DETAILS)
    assert later.skills == run.skills
    embedder.failing = False
    assert (await pipeline.finalize(run.uid, None)).status is RunStatus.COMPLETED


async def test_run_without_its_report_is_completed_by_sending_it_again(pipeline: Pipeline) -> None:
    run = await pipeline.run(request(BACKEND, "unreported"))
    await query(pipeline.graph, "MATCH (r:PipelineRun) REMOVE r.report SET r.status = 'AWAITING_CONFIRMATION'")
    before = taxonomy_of(await contents(pipeline.graph))

    again = await pipeline.run(request(BACKEND, "unreported"))

    assert (again.status, again.report) == (RunStatus.COMPLETED, run.report)
    assert taxonomy_of(await contents(pipeline.graph)) == before


async def test_cancelling_that_is_just_being_asked_for_is_noticed(pipeline: Pipeline) -> None:
    run, asked = await pipeline.extract(request(BACKEND)), asyncio.Event()

    async def ask(transaction: Transaction) -> None:
        await transaction.run("runs/save", uid=run.uid, properties={"cancelRequested": True})
        asked.set()
        await asyncio.sleep(0.5)  # as long as the other side needs to come to the run

    asking = asyncio.create_task(pipeline.graph.writing(ask))
    await asked.wait()

    assert await runs.keep_alive(pipeline.graph, run.uid)
    await asking
    assert not await runs.keep_alive(pipeline.graph, run.uid)


async def test_role_that_a_run_moves_says_how_many_job_descriptions_it_is_the_mean_of(pipeline: Pipeline) -> None:
    first = await pipeline.run(request(BACKEND))
    again = await pipeline.run(request(BACKEND))
    other = await pipeline.run(request(in_city(BACKEND, "York")))

    counts = [run.persistence.centroid_count for run in (first, again, other) if run.persistence]
    assert counts == [1, None, 2]


async def test_failed_report_keeps_everything_before_it(pipeline: Pipeline) -> None:
    def deaf_to_reports(step: str, _fraction: float, _message: str) -> None:
        if step == "report":
            raise RuntimeError("no report today")

    with pytest.raises(RuntimeError, match="no report today"):
        await pipeline.run(request(BACKEND, "unlucky"), deaf_to_reports)

    left = await runs.by_uid(pipeline.graph, "unlucky")
    assert (left.status, left.finished_step, left.report) == (
        RunStatus.AWAITING_CONFIRMATION,
        RunStep.FINALIZE,
        None,
    )
    assert left.persistence is not None
    assert left.persistence.rows
    before = taxonomy_of(await contents(pipeline.graph))
    again = await pipeline.run(request(BACKEND, "unlucky"))
    assert (again.status, again.persistence) == (RunStatus.COMPLETED, left.persistence)
    assert again.report is not None
    assert taxonomy_of(await contents(pipeline.graph)) == before


async def test_run_with_three_hundred_skills_is_finished(pipeline: Pipeline) -> None:
    run = await run_with(pipeline, BACKEND, [f"Glaze{number}x" for number in range(300)])

    assert run.status is RunStatus.COMPLETED
    assert run.persistence is not None
    assert run.persistence.new_skills == 300
    assert len(run.placements) == len(run.skills) > 300
    assert sum(item.kind is ReviewKind.NEW_SKILL for item in await items_of(pipeline.graph, run)) == 300


async def test_run_says_what_its_decision_had_to_do_without(pipeline: Pipeline) -> None:
    run = await pipeline.extract(Request(BACKEND.text, "Senior"))
    assert run.warnings == ("the title 'Senior' says how senior, but names no job: the decision rests on the rest",)
    kept = await pipeline.details(run.uid, [])
    assert kept.warnings == (
        *run.warnings,
        "no skill of the library was found: the decision rests on title and responsibilities",
    )


async def test_finish_that_fails_writes_nothing(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    run = await pipeline.extract(request(BACKEND))
    await pipeline.details(run.uid, None)
    uid = await taxonomy.uid_of_slug(graph, "Skill", "java")
    broken = NewSkill("quarkus", None, {"uid": uid, "name": "Quarkus"})
    before = await contents(graph)

    with pytest.raises(StoreError, match="ConstraintError"):
        await runs.finish(
            graph,
            run.uid,
            Outcome(
                role="backend-engineer",
                sha256="sha",
                work=(),
                new_skills=[NewSkill("micronaut", None, {"name": "Micronaut"}), broken],
                proposals=[Proposal(ReviewKind.NEW_KRA, "subject", "text", ReviewSource.RESPONSIBILITIES)],
                centroid_step=[1.0] * 384,
                demand=5,
                reproposal_growth=3,
            ),
        )

    assert await contents(graph) == before


# The store


def whole_run(run: Run) -> Run:
    """A run with a value in each field that a step may set."""
    span = TextSpan(3, 10, "looking")
    section = ParsedSection("Duties", True, "looking", 1, 1, span)
    decision = Decision(
        case=DecisionCase.F,
        role="data-engineer",
        confidence=0.75,
        reasoning="because",
        is_new_role=True,
        new_role=ProposedRole("Nurse", "nurse", ("Nurse", "Carer"), "cares", ("Care for pets.",), ("caring",)),
        arbiter_fired=True,
        arbiter_reasoning="weighted vote",
        alias_collision=True,
        runner_up="backend-engineer",
        margin=0.25,
        sub_role="node-backend-developer",
        proposed_alias="Carer",
    )
    placement = Placement(
        term="Quarkus",
        name="Quarkus",
        tag=SkillTag.NEW,
        skill="quarkus",
        method=MatchMethod.MEANING,
        reason="near",
        is_primary=True,
        dimensions=(CandidateDimension("backend-services", 0.5, True),),
        evidence=(span,),
        category="Programming",
        sub_category="Frameworks",
        nature=SkillNature.FRAMEWORK,
        volatility=Volatility.VOLATILE,
        lifespan=Lifespan.SHORT_LIVED,
        version_strategy=VersionStrategy.CALENDAR,
        neighbours=("Java",),
        proposed_alias_of="java",
        split_from="Quarkus/Java",
    )
    return replace(
        run,
        status=RunStatus.COMPLETED,
        job_title="Nurse",
        finished_step=RunStep.FINALIZE,
        failure_reason="the model did not answer",
        rejection_reason="none",
        duration_ms=12,
        library_version=7,
        parsed=ParsedJD(
            title="Nurse",
            title_aliases=("Carer",),
            archetype="cares",
            company_name="Paws",
            about_company=section,
            primary_domain=ParsedDomain("Health", ("Care",)),
            secondary_domain=ParsedDomain("Animals", ()),
            experience=ParsedExperience(2.0, None, "two years"),
            education=(ParsedEducation("Bachelor", None, "a degree", True),),
            certifications=("RVN",),
            locations=("Leeds",),
            compensation="£30,000",
            urls=("https://example.org",),
            responsibilities=(section, section),
        ),
        skills=(
            ExtractedSkill("Java", True, SkillTag.IN_DB, "java", "java", (span,), MatchMethod.NORMAL_FORM, "a note"),
            ExtractedSkill("Quarkus", False, SkillTag.NEW, None, None, ()),
        ),
        evidence=Evidence(
            title="Nurse",
            signals=Signals(
                skill=(SkillSignal("data-engineer", 0.5, 1, 2, ("SQL",), 0.25),),
                alias=(AliasSignal("data-engineer", 0.9, "Data Engineer"),),
                kra=(KRASignal("data-engineer", 0.5, (KRAMatch("kra", "sentence", 0.5),)),),
            ),
            centroids={"data-engineer": 0.125},
            recognised_skills=2,
        ),
        decision=decision,
        placements=(placement,),
        persistence=PersistenceReport(
            (
                SkillDimensionRow(
                    "Quarkus",
                    "quarkus",
                    SkillTag.NEW,
                    "backend-services",
                    LinkOutcome.CREATED,
                    LinkOutcome.SKIPPED_NOT_UNDER_ROLE,
                    "a note",
                ),
            ),
            1,
        ),
        report=ClientReport(
            skill_clusters=(DimensionGroup("backend-services", ("Java",)), DimensionGroup(None, ("Quarkus",))),
            nature_of_work=NatureOfWork("Caring", "Cares.", (span,), "jd"),
            ai_index=AIIndex(2.5, True, True, False, True, False, True, "mixed"),
            tech_stack_maturity=TechStackMaturity("Modern", "because", "role_baseline"),
            kra_description="looking",
        ),
        warnings=("one", "two"),
    )


COSTS = {"llm_calls"}
"""Kept when a call ends."""
FIXED = {"uid", "created_at", "updated_at", "job_description"}
"""Set when a run is started."""


async def test_whole_run_comes_back_from_the_store(empty_graph: Graph) -> None:
    started, created = await runs.start(
        empty_graph, key="k", sha256="s", text="\n\nJD looking for a nurse\t🐾 ", title=None, rejection=None
    )
    assert created
    full = whole_run(started)
    changed = [field.name for field in fields(Run) if field.name not in COSTS | FIXED]
    defaults = Run("", RunStatus.RUNNING, started.created_at, started.updated_at, "")
    assert [name for name in changed if getattr(full, name) == getattr(defaults, name)] == []

    saved = await runs.save(
        empty_graph, started.uid, **{name: getattr(full, name) for name in changed if name != "rejection_reason"}
    )

    assert saved == replace(full, updated_at=saved.updated_at, rejection_reason=None)
    assert saved.updated_at >= saved.created_at
    assert saved.created_at.utcoffset() == timedelta(0)


async def test_saved_fields_can_be_taken_back(empty_graph: Graph) -> None:
    run, _ = await runs.start(empty_graph, key=None, sha256="s", text="t", title=None, rejection=None)
    full = whole_run(run)
    await runs.save(empty_graph, run.uid, decision=full.decision, skills=full.skills, job_title="x")

    saved = await runs.save(empty_graph, run.uid, decision=None, skills=(), job_title=None)

    assert (saved.decision, saved.skills, saved.job_title) == (None, (), None)


async def test_runs_are_paged_newest_first(empty_graph: Graph) -> None:
    uids = [
        (await runs.start(empty_graph, key=None, sha256="s", text=str(n), title=None, rejection=None))[0].uid
        for n in range(5)
    ]
    await query(
        empty_graph,
        "MATCH (r:PipelineRun) WHERE r.uid IN $uids SET r.createdAt = datetime('2026-01-01')",
        uids=uids[1:3],
    )

    newest = await runs.page(empty_graph, RunFilter(), None, 2)
    rest = await runs.page(empty_graph, RunFilter(), newest[-1].uid, 10)

    assert [run.uid for run in newest] == [uids[4], uids[3]]
    assert [run.uid for run in rest] == [uids[0], *sorted(uids[1:3], reverse=True)]
    assert await runs.page(empty_graph, RunFilter(), rest[-1].uid, 10) == []
    assert await runs.count(empty_graph, RunFilter()) == 5
    assert set(await runs.by_uids(empty_graph, [uids[0], "nobody"])) == {uids[0]}


async def test_run_of_no_uid_is_not_found(empty_graph: Graph) -> None:
    with pytest.raises(NotFound, match="there is no run 'nobody'; pipelineRuns lists those there are"):
        await runs.by_uid(empty_graph, "nobody")


async def test_review_items_are_paged_and_filtered(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    await run_with(pipeline, BACKEND, ["Spring Cloud", "Micronaut", "Quarkus"])
    await pipeline.run(request(VETERINARY))
    total = await review.count(graph, ReviewFilter())

    every = await review.page(graph, ReviewFilter(), ReviewOrder.OLDEST, None, 100)
    pending = ReviewFilter(ReviewKind.NEW_SKILL, ReviewStatus.PENDING)
    skills = await review.page(graph, pending, ReviewOrder.OLDEST, None, 2)
    rest = await review.page(graph, pending, ReviewOrder.OLDEST, review.place(skills[-1]), 10)

    assert len(every) == total == len({item.uid for item in every})
    assert {item.text for item in (*skills, *rest)} == {"Spring Cloud", "Micronaut", "Quarkus"}
    assert len(skills) == 2
    assert await review.count(graph, pending) == 3
    assert await review.count(graph, ReviewFilter(ReviewKind.NEW_SKILL, ReviewStatus.APPROVED)) == 0
    assert await review.by_uids(graph, [skills[0].uid, "nobody"]) == {skills[0].uid: skills[0]}
