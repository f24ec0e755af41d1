"""Deciding what runs proposed: what each kind becomes, what refuses it, and that an undo leaves nothing of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from graph_service.curation import merging, reviewing, role_edits, spellings, undoing
from graph_service.domain.curation import Approval, Rejection, RoleChanges, SkillChanges
from graph_service.domain.edits import SkillFields
from graph_service.domain.review import (
    REJECTED_BEFORE,
    Proposal,
    ReviewFilter,
    ReviewItem,
    ReviewKind,
    ReviewOrder,
    ReviewSource,
    ReviewStatus,
)
from graph_service.domain.run import DecisionCase, LinkOutcome, Run, SkillTag
from graph_service.domain.taxonomy import (
    Alias,
    AliasType,
    Library,
    Lifespan,
    MatchStrategy,
    SkillNature,
    VersionStrategy,
    Volatility,
)
from graph_service.domain.work import Outcome, RoleLink, SkillLink, WorkItem
from graph_service.errors import Conflict, InvalidInput, NotFound
from graph_service.language.vectors import skill_text
from graph_service.pipeline.run import Pipeline, Request
from graph_service.store import library as library_store
from graph_service.store import review, runs
from graph_service.store.changes import Done
from graph_service.store.connection import Graph
from tests.support import BACKEND, VETERINARY, Posting, contents, query, taxonomy_of, value

ME = "ada"
SPARK = replace(BACKEND, must=(*BACKEND.must, "Hands-on experience with PySpark on large data sets."))
"""For the backend engineer, but it asks for Spark Development, which is not the role's."""
SHARED = replace(
    BACKEND, title="Infrastructure Engineer", must=("Experience with Jenkins, Git, CI/CD, Docker, AWS and Terraform.",)
)
"""Its title is that of two roles."""
CITIES = ("Leeds", "York", "Hull", "Bath", "Derby", "Ripon")


def in_city(posting: Posting, city: str) -> Posting:
    """The same posting in another city: a different job description."""
    return replace(posting, opening=posting.opening.replace("Leeds", city))


async def sent(pipeline: Pipeline, posting: Posting, *skills: str) -> Run:
    """A run of a posting, with these skills on top of those that it names."""
    run = await pipeline.extract(Request(posting.text, posting.title))
    await pipeline.details(run.uid, [*(skill.name for skill in run.skills), *skills] if skills else None)
    return await pipeline.finalize(run.uid, None)


def a_proposal(
    kind: ReviewKind,
    subject: str,
    text: str,
    role: str | None = None,
    skill: str | None = None,
    dimension: str | None = None,
) -> Proposal:
    return Proposal(kind, subject, text, ReviewSource.DICTIONARY, role, skill, dimension)


async def proposed(graph: Graph, proposal: Proposal, city: str = "Leeds") -> None:
    """Put a proposal into the queue, as a run of the back end's posting would."""
    posting = in_city(BACKEND, city)
    run, _ = await runs.start(graph, key=None, sha256=city, text=posting.text, title=posting.title, rejection=None)
    skill, dimension = proposal.skill or "", proposal.dimension or ""
    candidate = WorkItem(skill, "", SkillTag.IN_DB, dimension, SkillLink.PROPOSE, RoleLink.SKIP, 0.6, ("said so",))
    work = [candidate] if skill and dimension else []
    await runs.finish(graph, run.uid, Outcome("backend-engineer", city, work, (), [proposal], None, 5, 3))


async def items(graph: Graph, kind: ReviewKind | None = None, status: ReviewStatus | None = None) -> list[ReviewItem]:
    return await review.page(graph, ReviewFilter(kind, status), ReviewOrder.OLDEST, None, 100)


async def item_of(graph: Graph, kind: ReviewKind, text: str | None = None) -> ReviewItem:
    """The first item of a kind, or the one with a text."""
    return next(item for item in await items(graph, kind) if text in (None, item.text))


async def approved(pipeline: Pipeline, item: ReviewItem, **how: object) -> Done:
    approval = Approval(item.uid, **how)  # type: ignore[arg-type]  # the names and types are Approval's
    return await reviewing.approve(pipeline.graph, pipeline.embedder, ME, approval)


async def rejected(graph: Graph, item: ReviewItem, reason: str | None = None) -> Done:
    return await reviewing.reject(graph, ME, Rejection(item.uid, reason))


async def library(graph: Graph) -> Library:
    return await library_store.read(graph)


async def state(graph: Graph, item: ReviewItem) -> ReviewItem:
    return (await review.by_uids(graph, [item.uid]))[item.uid]


async def undone(graph: Graph, done: Done) -> None:
    assert done.event is not None
    await undoing.undo(graph, ME, done.event.uid)


async def a_new_skill(pipeline: Pipeline) -> ReviewItem:
    await sent(pipeline, BACKEND, "Spring Cloud")
    return await item_of(pipeline.graph, ReviewKind.NEW_SKILL)


async def a_kra(pipeline: Pipeline) -> ReviewItem:
    await sent(
        pipeline,
        replace(BACKEND, duties=(*BACKEND.duties, "Negotiate budgets and licences with the vendors of our tooling.")),
    )
    return await item_of(pipeline.graph, ReviewKind.NEW_KRA)


async def an_alias(pipeline: Pipeline) -> ReviewItem:
    await proposed(
        pipeline.graph,
        a_proposal(
            ReviewKind.NEW_ALIAS,
            "skill:postgresql:pg database",
            "PG Database",
            role="backend-engineer",
            skill="postgresql",
        ),
    )
    return await item_of(pipeline.graph, ReviewKind.NEW_ALIAS)


async def a_title(pipeline: Pipeline) -> ReviewItem:
    kras = (await library(pipeline.graph)).roles["backend-engineer"].kras
    await sent(pipeline, replace(BACKEND, title="Service Craftsperson", duties=kras))
    return await item_of(pipeline.graph, ReviewKind.NEW_ALIAS)


async def a_skill_link(pipeline: Pipeline) -> ReviewItem:
    await proposed(
        pipeline.graph,
        a_proposal(
            ReviewKind.NEW_LINK,
            "skill:docker:backend-services",
            "Docker in Backend Services",
            skill="docker",
            dimension="backend-services",
        ),
    )
    return await item_of(pipeline.graph, ReviewKind.NEW_LINK)


async def a_role_link(pipeline: Pipeline) -> ReviewItem:
    await sent(pipeline, SPARK)
    return await item_of(pipeline.graph, ReviewKind.NEW_LINK)


async def a_collision(pipeline: Pipeline) -> ReviewItem:
    await sent(pipeline, SHARED)
    return await item_of(pipeline.graph, ReviewKind.ALIAS_COLLISION)


async def a_role(pipeline: Pipeline) -> ReviewItem:
    await sent(pipeline, VETERINARY)
    return await item_of(pipeline.graph, ReviewKind.NEW_ROLE)


EVERY: dict[str, tuple[Callable[[Pipeline], Awaitable[ReviewItem]], dict[str, Any]]] = {
    "skill": (a_new_skill, {}),
    "edited skill": (
        a_new_skill,
        {
            "skill": SkillChanges(
                {"name": "Spring Cloud Netflix", "category": "Cloud", "sub_category": "Glue"}, aliases=("SCN",)
            )
        },
    ),
    "merged skill": (a_new_skill, {"merge_into": "spring-boot"}),
    "placed skill": (a_new_skill, {"dimension": "cloud-infrastructure"}),
    "kra": (a_kra, {}),
    "alias": (an_alias, {}),
    "alias of another": (an_alias, {"owner": "sql", "alias_type": AliasType.ABBREVIATION}),
    "title": (a_title, {}),
    "skill link": (a_skill_link, {}),
    "role link": (a_role_link, {}),
    "homonym": (a_collision, {"homonym": True}),
    "collision": (a_collision, {"owner": "platform-engineer"}),
    "role": (a_role, {"role": RoleChanges(family="Care", dimensions=("working-with-people",))}),
}
"""Each way of approving something."""
KINDS = ("skill", "kra", "alias", "skill link", "role link", "homonym", "role")


@pytest.mark.parametrize("case", EVERY)
async def test_undo_of_an_approval_restores_exactly_what_was_there(case: str, pipeline: Pipeline) -> None:
    graph, (propose, how) = pipeline.graph, EVERY[case]
    item = await propose(pipeline)
    before = await taxonomy_of(graph)

    done = await approved(pipeline, item, **how)

    after = await taxonomy_of(graph)
    assert after != before
    assert (await state(graph, item)).status is ReviewStatus.APPROVED
    await undone(graph, done)
    assert await taxonomy_of(graph) == before
    again = await approved(pipeline, item, **how)
    assert {change.subject for change in again.changes} == {change.subject for change in done.changes}


@pytest.mark.parametrize("case", KINDS)
async def test_undo_of_a_rejection_restores_exactly_what_was_there(case: str, pipeline: Pipeline) -> None:
    graph, (propose, _) = pipeline.graph, EVERY[case]
    item = await propose(pipeline)
    before = await taxonomy_of(graph)

    done = await rejected(graph, item, "not ours")

    found = await state(graph, item)
    assert (found.status, found.reason, found.decided_by) == (ReviewStatus.REJECTED, "not ours", ME)
    assert done.deed.summary == f"rejected {item.kind.value} “{item.text}”: not ours"
    await undone(graph, done)
    assert await taxonomy_of(graph) == before


@pytest.mark.parametrize("case", KINDS)
async def test_preview_of_an_approval_writes_nothing(case: str, pipeline: Pipeline) -> None:
    graph, (propose, _) = pipeline.graph, EVERY[case]
    item = await propose(pipeline)
    before = await contents(graph)

    if item.kind is ReviewKind.ALIAS_COLLISION:
        with pytest.raises(InvalidInput, match="send homonym: true if it means all of them, or the owner"):
            await reviewing.preview(graph, item)
        return
    foreseen = await reviewing.preview(graph, item)

    assert foreseen.event is None
    assert await contents(graph) == before
    done = await approved(pipeline, item)
    assert len(foreseen.changes) == len(done.changes)


# New skills


async def test_accepted_skill_is_part_of_the_library(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_new_skill(pipeline)
    run = item.run
    before = await library(graph)

    done = await approved(pipeline, item)

    after = await library(graph)
    skill = after.skills["spring-cloud"]
    assert skill.aliases == (Alias("Spring Cloud", AliasType.CANONICAL, is_primary=True),)
    assert len(skill.dimensions) >= 1
    assert done.event is not None
    assert after.version == done.event.version == before.version + 1
    links = await query(
        graph,
        "MATCH (:Skill {slug: 'spring-cloud'})-[l:IN_DIMENSION|CANDIDATE_FOR]->(d) "
        "RETURN type(l) AS type, d.slug AS slug, l.origin AS origin, l.runId AS run, l.position AS position",
    )
    assert {(row["type"], row["origin"], row["run"]) for row in links} == {("IN_DIMENSION", "run", run)}
    assert [row["slug"] for row in sorted(links, key=lambda row: row["position"])] == list(skill.dimensions)
    found = await state(graph, item)
    assert found.resolution == f"new skill spring-cloud in {', '.join(skill.dimensions)}"
    assert (found.decided_by, found.version) == (ME, 1)
    assert found.decided_at is not None
    assert found.decided_at <= datetime.now(UTC)


async def test_accepted_skill_is_found_by_the_next_run(pipeline: Pipeline) -> None:
    await approved(pipeline, await a_new_skill(pipeline))

    run = await sent(pipeline, replace(in_city(BACKEND, "York"), must=(*BACKEND.must, "Experience with Spring Cloud.")))

    assert "spring-cloud" in {skill.skill for skill in run.skills}
    assert "spring-cloud" in {placement.skill for placement in run.placements}


async def test_skill_that_placement_knew_nothing_of_has_defaults(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_new_skill(pipeline)
    await query(
        graph,
        "MATCH (s:Skill {slug: 'spring-cloud'})-[l:CANDIDATE_FOR|IN_SUBCATEGORY]->() DELETE l "
        "REMOVE s.nature, s.volatility, s.lifespan, s.versionStrategy, s.embedding",
    )

    await approved(pipeline, item)

    found = await library(graph)
    skill = found.skills["spring-cloud"]
    assert (skill.nature, skill.volatility, skill.lifespan, skill.version_strategy) == (
        SkillNature.CONCEPT,
        Volatility.MEDIUM,
        Lifespan.MULTI_YEAR,
        VersionStrategy.NOT_APPLICABLE,
    )
    assert (skill.dimensions, skill.category) == ((), "")
    wanted = pipeline.embedder.embed_documents(["Spring Cloud"])[0]
    np.testing.assert_allclose(found.skill_vectors[found.skill_slugs.index("spring-cloud")], wanted, rtol=1e-6)


async def test_curators_changes_of_a_skill_take_the_place_of_what_was_placed(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_new_skill(pipeline)
    fields = SkillFields(
        name="Spring  Cloud Suite",
        category="Cloud",
        sub_category="Glue",
        nature=SkillNature.PLATFORM,
        volatility=Volatility.VOLATILE,
        lifespan=Lifespan.SHORT_LIVED,
        version_strategy=VersionStrategy.CALENDAR,
        description="Glue between services.",
        context_tags=("jvm",),
    )
    changes = SkillChanges(
        fields,
        dimensions=("Cloud Infrastructure", "backend-services"),
        aliases=("SCS", "spring cloud"),
        match_strategy=MatchStrategy.CASE_SENSITIVE,
    )

    await approved(pipeline, item, skill=changes)

    found = await library(graph)
    skill = found.skills["spring-cloud"]
    assert (skill.name, skill.category, skill.sub_category) == ("Spring Cloud Suite", "Cloud", "Glue")
    assert (skill.nature, skill.volatility, skill.lifespan, skill.version_strategy) == (
        SkillNature.PLATFORM,
        Volatility.VOLATILE,
        Lifespan.SHORT_LIVED,
        VersionStrategy.CALENDAR,
    )
    assert (skill.dimensions, skill.context_tags) == (("cloud-infrastructure", "backend-services"), ("jvm",))
    assert {(alias.text, alias.is_primary) for alias in skill.aliases} == {
        ("Spring Cloud Suite", True),
        ("Spring Cloud", False),
        ("SCS", False),
    }
    assert {alias.match_strategy for alias in skill.aliases} == {MatchStrategy.CASE_SENSITIVE}
    wanted = pipeline.embedder.embed_documents([skill_text("Spring Cloud Suite", "Glue between services.")])[0]
    np.testing.assert_allclose(found.skill_vectors[found.skill_slugs.index("spring-cloud")], wanted, rtol=1e-6)


async def test_chosen_dimension_is_the_only_one(pipeline: Pipeline) -> None:
    await approved(pipeline, await a_new_skill(pipeline), dimension="cloud-infrastructure")

    assert (await library(pipeline.graph)).skills["spring-cloud"].dimensions == ("cloud-infrastructure",)


async def test_skill_that_is_another_becomes_its_spelling(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_new_skill(pipeline)

    await approved(pipeline, item, merge_into="Spring Boot")

    found = await library(graph)
    assert "spring-cloud" not in found.skills
    assert Alias("Spring Cloud") in found.skills["spring-boot"].aliases
    assert (await state(graph, item)).resolution == "merged into spring-boot"
    run = await sent(pipeline, replace(in_city(BACKEND, "York"), must=("Experience with Spring Cloud and Java.",)))
    assert "spring-boot" in {placement.skill for placement in run.placements}


@pytest.mark.parametrize(
    ("how", "error", "field", "message"),
    [
        ({"dimension": "gardening"}, NotFound, "dimension", "there is no dimension 'gardening'"),
        ({"merge_into": "gardening"}, NotFound, "mergeInto", "there is no skill 'gardening'"),
        ({"merge_into": "spring-cloud"}, Conflict, "mergeInto", "spring-cloud is PENDING; send an active skill"),
        ({"merge_into": "sql", "dimension": "x"}, InvalidInput, "mergeInto", "send mergeInto alone"),
        (
            {"skill": SkillChanges({"name": "Kubernetes"})},
            Conflict,
            "skill.name",
            "is a spelling of Kubernetes (kubernetes)",
        ),
        (
            {"skill": SkillChanges(aliases=("k8s",))},
            Conflict,
            "skill.aliases",
            "is a spelling of Kubernetes (kubernetes)",
        ),
        ({"skill": SkillChanges({"name": " "})}, InvalidInput, "skill.name", "name '' has 0 characters; send 1 to 300"),
        ({"skill": SkillChanges({"category": "Cloud"})}, InvalidInput, "skill.subCategory", "send both"),
        ({"skill": SkillChanges(dimensions=("gardening",))}, NotFound, "skill.dimensions", "there is no dimension"),
        ({"skill": SkillChanges(dimensions=()), "dimension": "x"}, InvalidInput, "dimension", "not both"),
        ({"text": "other"}, InvalidInput, "text", "a NEW_SKILL takes no text; send dimension, mergeInto, skill"),
        ({"homonym": True}, InvalidInput, "homonym", "a NEW_SKILL takes no homonym"),
        ({"role": RoleChanges()}, InvalidInput, "role", "a NEW_SKILL takes no role"),
        ({"alias_type": AliasType.SYNONYM}, InvalidInput, "aliasType", "a NEW_SKILL takes no aliasType"),
        ({"expected_version": 3}, Conflict, "expectedVersion", "Spring Cloud is at version 0, not 3"),
    ],
)
async def test_approval_that_makes_no_sense_writes_nothing(
    how: Mapping[str, object], error: type[InvalidInput], field: str, message: str, pipeline: Pipeline
) -> None:
    item = await a_new_skill(pipeline)
    before = await contents(pipeline.graph)

    with pytest.raises(error) as refused:
        await approved(pipeline, item, **how)

    assert type(refused.value) is error
    assert message in refused.value.message
    assert refused.value.field == f"input.{field}"
    assert await contents(pipeline.graph) == before


async def test_what_is_decided_is_not_decided_again(pipeline: Pipeline) -> None:
    item = await a_new_skill(pipeline)
    await approved(pipeline, item)

    with pytest.raises(Conflict, match="this item is APPROVED already; reviewItems lists those that wait"):
        await approved(pipeline, item)
    with pytest.raises(Conflict, match="this item is APPROVED already"):
        await rejected(pipeline.graph, item)
    with pytest.raises(NotFound, match="there is no review item 'nothing'"):
        await reviewing.reject(pipeline.graph, ME, Rejection("nothing"))


async def test_of_two_curators_at_once_one_decides(pipeline: Pipeline) -> None:
    item = await a_new_skill(pipeline)

    answers: Sequence[object] = await asyncio.gather(
        approved(pipeline, item), rejected(pipeline.graph, item), approved(pipeline, item), return_exceptions=True
    )

    assert sum(isinstance(answer, Done) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 2


# KRAs, spellings, links


async def test_accepted_kra_is_the_roles_last_and_embedded(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_kra(pipeline)
    before = (await library(graph)).roles["backend-engineer"].kras

    await approved(pipeline, item, text="Negotiate  licences with vendors.")

    after = await library(graph)
    assert after.roles["backend-engineer"].kras == (*before, "Negotiate licences with vendors.")
    row = after.kra_owners.index(("backend-engineer", "Negotiate licences with vendors."))
    wanted = pipeline.embedder.embed_documents(["Negotiate licences with vendors."])[0]
    np.testing.assert_allclose(after.kra_vectors[row], wanted, rtol=1e-6)
    await proposed(graph, a_proposal(ReviewKind.NEW_KRA, "x", "negotiate licences with vendors.", "backend-engineer"))
    again = await item_of(graph, ReviewKind.NEW_KRA, "negotiate licences with vendors.")
    with pytest.raises(Conflict, match="backend-engineer has this KRA already"):
        await approved(pipeline, again)


async def test_accepted_spelling_leads_to_its_owner(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await an_alias(pipeline)

    await approved(pipeline, item, alias_type=AliasType.ABBREVIATION, match_strategy=MatchStrategy.CASE_SENSITIVE)

    wanted = Alias("PG Database", AliasType.ABBREVIATION, match_strategy=MatchStrategy.CASE_SENSITIVE)
    assert wanted in (await library(graph)).skills["postgresql"].aliases


async def test_spelling_of_another_is_refused_with_the_ways_out(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    await proposed(graph, a_proposal(ReviewKind.NEW_ALIAS, "skill:sql:k8s", "k8s", skill="sql"))
    item = await item_of(graph, ReviewKind.NEW_ALIAS)

    with pytest.raises(
        Conflict,
        match=r"'k8s' is a spelling of Kubernetes \(kubernetes\); move it with mergeAliases, or let both have it",
    ):
        await approved(pipeline, item)

    await query(graph, "MATCH (a:Alias {normalized: 'k8s'}) SET a.ruling = 'HOMONYM'")
    await approved(pipeline, item)
    assert await value(graph, "MATCH (:Alias {normalized: 'k8s'})<-[h:HAS_ALIAS]-() RETURN count(h)") == 2


async def test_accepted_title_decides_the_next_run(pipeline: Pipeline) -> None:
    await approved(pipeline, await a_title(pipeline))

    run = await sent(pipeline, replace(in_city(BACKEND, "York"), title="Senior Service Craftsperson"))

    assert run.decision is not None
    assert (run.decision.case, run.decision.role) == (DecisionCase.A, "backend-engineer")


async def test_accepted_link_keeps_what_speaks_for_it(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_role_link(pipeline)
    await sent(pipeline, in_city(SPARK, "York"))
    link = (
        "MATCH (:Role {slug: 'backend-engineer'})-[l:%s]->(:Dimension {slug: 'spark-development'}) RETURN properties(l)"
    )
    candidate = await value(graph, link % "CANDIDATE_FOR")

    await approved(pipeline, item)

    assert candidate["confirmations"] == 1
    assert candidate["evidence"] == ["PySpark"]
    assert await value(graph, link % "HAS_DIMENSION") == {**candidate, "position": 3}
    assert (await library(graph)).roles["backend-engineer"].dimensions[-1] == "spark-development"
    assert await query(graph, "MATCH (:Role)-[l:CANDIDATE_FOR]->() RETURN l") == []


async def test_what_was_counted_on_an_accepted_link_goes_back_to_the_candidate(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    done = await approved(pipeline, await a_role_link(pipeline))
    await sent(pipeline, in_city(SPARK, "York"))
    link = "MATCH (:Role {slug: 'backend-engineer'})-[l:%s]->(:Dimension {slug: 'spark-development'}) RETURN l.confirmations"
    assert await value(graph, link % "HAS_DIMENSION") == 1

    await undone(graph, done)

    assert await value(graph, link % "CANDIDATE_FOR") == 1
    assert await query(graph, link % "HAS_DIMENSION") == []


async def test_what_a_curator_does_by_hand_waits_no_more(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_role_link(pipeline)

    done = await role_edits.link_role(graph, ME, "backend-engineer", "spark-development")

    settled = await state(graph, item)
    assert (settled.status, settled.resolution) == (ReviewStatus.APPROVED, "done by hand")
    await undone(graph, done)
    assert (await state(graph, item)).status is ReviewStatus.PENDING


async def test_spelling_that_a_curator_adds_waits_no_more(small_graph: Graph) -> None:
    proposal = a_proposal(ReviewKind.NEW_ALIAS, "skill:go:go language", "Go language", skill="go")
    await proposed(small_graph, proposal)

    await spellings.add_alias(small_graph, ME, "go", "Go Language")

    assert (await item_of(small_graph, ReviewKind.NEW_ALIAS)).status is ReviewStatus.APPROVED


# Collisions


async def test_ruled_homonym_is_decided_by_case_c_and_asked_no_more(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_collision(pipeline)

    await approved(pipeline, item, homonym=True)

    run = await sent(pipeline, in_city(SHARED, "York"))
    assert run.decision is not None
    assert (run.decision.case, run.decision.alias_collision) == (DecisionCase.C, True)
    found = await state(graph, item)
    assert (found.status, found.resolution, found.count) == (ReviewStatus.APPROVED, "homonym", 2)
    captured = (await review.of_runs(graph, [run.uid]))[run.uid]
    assert ReviewKind.ALIAS_COLLISION not in {item.kind for item in captured}
    assert await value(graph, "MATCH (a:Alias {ruling: 'HOMONYM'}) RETURN a.text") == "Infrastructure Engineer"


async def test_title_that_one_role_keeps_is_no_collision(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_collision(pipeline)

    await approved(pipeline, item, owner="platform-engineer")

    owners = await query(
        graph, "MATCH (r:Role)-[:HAS_ALIAS]->(:Alias {normalized: 'infrastructure engineer'}) RETURN r.slug AS slug"
    )
    assert owners == [{"slug": "platform-engineer"}]
    run = await sent(pipeline, in_city(SHARED, "York"))
    assert run.decision is not None
    assert run.decision.case in (DecisionCase.A, DecisionCase.B)
    await query(
        graph,
        "MATCH (r:Role {slug: 'data-engineer'}), (a:Alias {normalized: 'infrastructure engineer'}) "
        "CREATE (r)-[:HAS_ALIAS {type: 'SYNONYM', isPrimary: false, matchStrategy: 'CASE_INSENSITIVE'}]->(a) "
        "WITH r MATCH (t:Taxonomy) SET t.version = t.version + 1",
    )
    await sent(pipeline, in_city(SHARED, "Hull"))
    assert (await state(graph, item)).status is ReviewStatus.PENDING


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({}, "send homonym: true if it means all of them, or the owner that keeps it"),
        ({"homonym": False}, "send homonym: true"),
        ({"homonym": True, "owner": "platform-engineer"}, "send homonym: true"),
        ({"owner": "data-engineer"}, "is no title of data-engineer; send one of devops-engineer, platform-engineer"),
        ({"owner": "gardener"}, "there is no role 'gardener'"),
    ],
)
async def test_collision_needs_one_ruling(how: Mapping[str, object], message: str, pipeline: Pipeline) -> None:
    item = await a_collision(pipeline)

    with pytest.raises(InvalidInput, match=message):
        await approved(pipeline, item, **how)


# What was rejected


async def test_rejected_skill_is_not_proposed_again_until_its_evidence_grows(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_new_skill(pipeline)
    await rejected(graph, item, "a marketing word")
    assert await value(graph, "MATCH (s:Skill {slug: 'spring-cloud'}) RETURN s.status") == "REJECTED"
    candidates = "MATCH (:Skill {slug: 'spring-cloud'})-[l:CANDIDATE_FOR]->() RETURN count(l)"
    assert await value(graph, candidates) == 0

    again = await sent(pipeline, in_city(BACKEND, "York"), "Spring Cloud")

    assert await value(graph, candidates) == 0
    found = await state(graph, item)
    assert (found.status, found.count) == (ReviewStatus.REJECTED, 2)
    assert "Spring Cloud" not in {item.text for item in (await review.of_runs(graph, [again.uid]))[again.uid]}
    assert again.persistence is not None
    rows = [row for row in again.persistence.rows if row.skill == "Spring Cloud"]
    assert {row.skill_dimension for row in rows} == {LinkOutcome.QUEUED_FOR_REVIEW}
    assert all(REJECTED_BEFORE in (row.note or "") for row in rows)
    assert await review.runs_of(graph, [item.uid], 10) == {item.uid: [item.run, again.uid]}

    third = await sent(pipeline, in_city(BACKEND, "Hull"), "Spring Cloud")

    found = await state(graph, item)
    assert (found.status, found.count, found.reason) == (ReviewStatus.PENDING, 3, "a marketing word")
    assert "Spring Cloud" in {item.text for item in (await review.of_runs(graph, [third.uid]))[third.uid]}
    assert await value(graph, "MATCH (s:Skill {slug: 'spring-cloud'}) RETURN s.status") == "PENDING"
    assert await value(graph, candidates) > 0
    await approved(pipeline, item)
    assert "spring-cloud" in (await library(graph)).skills


async def test_same_job_description_again_is_no_more_evidence(pipeline: Pipeline) -> None:
    item = await a_new_skill(pipeline)
    await rejected(pipeline.graph, item)

    for _ in range(3):
        await sent(pipeline, BACKEND, "Spring Cloud")

    found = await state(pipeline.graph, item)
    assert (found.status, found.count) == (ReviewStatus.REJECTED, 1)


async def test_how_much_evidence_has_to_grow_is_a_setting(pipeline: Pipeline) -> None:
    eager = Pipeline(
        pipeline.graph, pipeline.embedder, pipeline.thresholds.model_copy(update={"reproposal_growth": 1.0})
    )
    item = await a_new_skill(eager)
    await rejected(eager.graph, item)

    await sent(eager, BACKEND, "Spring Cloud")
    assert (await state(eager.graph, item)).status is ReviewStatus.REJECTED
    await sent(eager, in_city(BACKEND, "York"), "Spring Cloud")

    assert (await state(eager.graph, item)).status is ReviewStatus.PENDING


async def test_rejected_link_of_a_role_is_taken_up_by_no_number_of_job_descriptions(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_role_link(pipeline)
    await rejected(graph, item)
    assert await query(graph, "MATCH (:Role)-[l:CANDIDATE_FOR]->() RETURN l") == []

    second = await sent(pipeline, in_city(SPARK, CITIES[1]))

    assert await query(graph, "MATCH (:Role)-[l:CANDIDATE_FOR]->() RETURN l") == []
    assert second.persistence is not None
    assert any((row.note or "").endswith(REJECTED_BEFORE) for row in second.persistence.rows)
    for city in CITIES[2:]:
        await sent(pipeline, in_city(SPARK, city))
    assert "spark-development" not in (await library(graph)).roles["backend-engineer"].dimensions
    found = await state(graph, item)
    assert (found.status, found.count) == (ReviewStatus.PENDING, 6)
    assert await value(graph, "MATCH (:Role)-[l:CANDIDATE_FOR]->() RETURN l.confirmations") == 5


async def test_rejected_link_of_a_skill_is_not_kept_again(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_skill_link(pipeline)
    proposal = a_proposal(
        ReviewKind.NEW_LINK, "skill:docker:backend-services", "x", skill="docker", dimension="backend-services"
    )
    candidates = "MATCH (:Skill {slug: 'docker'})-[l:CANDIDATE_FOR]->() RETURN count(l)"
    assert await value(graph, candidates) == 1
    await rejected(graph, item)
    assert await value(graph, candidates) == 0

    await proposed(graph, proposal, "York")
    assert await value(graph, candidates) == 0
    await proposed(graph, proposal, "Hull")

    assert await value(graph, candidates) == 1
    assert (await state(graph, item)).status is ReviewStatus.PENDING


# The queue


async def test_every_proposal_is_in_one_list_and_the_counts_agree(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    await sent(pipeline, BACKEND, "Spring Cloud", "Micronaut", "Quarkus")
    await sent(pipeline, SPARK)
    await sent(pipeline, VETERINARY)
    await sent(pipeline, SHARED)
    await approved(pipeline, await item_of(graph, ReviewKind.NEW_SKILL, "Micronaut"))
    await rejected(graph, await item_of(graph, ReviewKind.NEW_SKILL, "Quarkus"))
    await merging.merge_skills(graph, ME, ["spring-cloud"], "spring-boot")
    await proposed(graph, a_proposal(ReviewKind.NEW_ALIAS, "skill:go:x", "x", skill="go"), "Bath")
    await proposed(graph, a_proposal(ReviewKind.NEW_ALIAS, "skill:java:x", "x", skill="java"), "Derby")
    await merging.merge_skills(graph, ME, ["go"], "java")

    lists = {status: [item.uid for item in await items(graph, None, status)] for status in ReviewStatus}
    kinds = {kind: [item.uid for item in await items(graph, kind)] for kind in ReviewKind}

    every = [row["uid"] for row in await query(graph, "MATCH (i:ReviewItem) RETURN i.uid AS uid")]
    assert sorted(uid for found in lists.values() for uid in found) == sorted(every)
    assert sorted(uid for found in kinds.values() for uid in found) == sorted(every)
    assert {status: await review.count(graph, ReviewFilter(status=status)) for status in ReviewStatus} == {
        status: len(found) for status, found in lists.items()
    }
    assert all(lists.values())
    assert await review.count(graph, ReviewFilter()) == len(every)


async def test_queue_is_filtered_and_sorted(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    await sent(pipeline, BACKEND, "Spring Cloud", "Micronaut")
    await sent(pipeline, in_city(BACKEND, "York"), "Micronaut")
    await sent(pipeline, VETERINARY)
    skills = ReviewFilter(ReviewKind.NEW_SKILL)

    async def texts(where: ReviewFilter, order: ReviewOrder = ReviewOrder.OLDEST) -> list[str]:
        found = await review.page(graph, where, order, None, 100)
        assert len(found) == await review.count(graph, where)
        return [item.text for item in found]

    oldest = await texts(skills)
    assert await texts(skills, ReviewOrder.NEWEST) == oldest[::-1]
    assert await texts(skills, ReviewOrder.COUNT) == ["Micronaut", "Spring Cloud"]
    assert await texts(replace(skills, min_count=2)) == ["Micronaut"]
    assert await texts(ReviewFilter(role="veterinary-nurse")) == []
    assert set(await texts(ReviewFilter(ReviewKind.NEW_SKILL, role="backend-engineer"))) == set(oldest)
    created = (await item_of(graph, ReviewKind.NEW_ROLE)).created_at
    assert "Veterinary Nurse" not in await texts(ReviewFilter(created_before=created))
    assert set(oldest) <= set(await texts(ReviewFilter(created_before=created)))


@pytest.mark.parametrize("order", ReviewOrder)
async def test_pages_stay_whole_while_items_come_in(order: ReviewOrder, pipeline: Pipeline) -> None:
    graph = pipeline.graph
    await sent(pipeline, BACKEND, *(f"Tool{letter}x" for letter in "ABCDE"))
    where = ReviewFilter(ReviewKind.NEW_SKILL)
    before = [item.uid for item in await review.page(graph, where, order, None, 100)]

    seen: list[str] = []
    after: str | None = None
    while page := await review.page(graph, where, order, after, 2):
        seen += [item.uid for item in page]
        after = review.place(page[-1])
        if len(seen) < 5:
            await proposed(graph, a_proposal(ReviewKind.NEW_SKILL, f"late-{len(seen)}", "Late"), f"city {len(seen)}")

    assert [uid for uid in seen if uid in before] == before
    assert len(seen) == len(set(seen))


async def test_place_of_another_order_is_refused(pipeline: Pipeline) -> None:
    with pytest.raises(InvalidInput, match="after is a cursor of another list or order"):
        await review.page(pipeline.graph, ReviewFilter(), ReviewOrder.COUNT, "no-count", 10)


# Many at once


async def test_many_items_are_decided_each_by_itself(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    await sent(pipeline, BACKEND, "Spring Cloud", "Micronaut", "Quarkus")
    [first, second, third] = await items(graph, ReviewKind.NEW_SKILL)
    before = await taxonomy_of(graph)

    answers = await reviewing.approve_all(
        graph,
        pipeline.embedder,
        ME,
        [
            Approval(first.uid),
            Approval("nothing"),
            Approval(second.uid, dimension="gardening"),
            Approval(third.uid, skill=SkillChanges({"description": "A tool."})),
            Approval(first.uid),
        ],
    )

    assert [type(answer) for answer in answers] == [Done, NotFound, NotFound, Done, Conflict]
    assert [(await state(graph, item)).status.value for item in (first, second, third)] == [
        "APPROVED",
        "PENDING",
        "APPROVED",
    ]
    events = [answer.event for answer in answers if isinstance(answer, Done)]
    assert len({event.uid for event in events if event}) == 2
    for event in events:
        assert event is not None
        await undoing.undo(graph, ME, event.uid)
    assert await taxonomy_of(graph) == before
    refused = await reviewing.reject_all(graph, ME, [Rejection(first.uid, "no"), Rejection("nothing", "no")])
    assert [type(answer) for answer in refused] == [Done, NotFound]


async def test_no_more_than_five_hundred_are_decided_at_once(pipeline: Pipeline) -> None:
    with pytest.raises(InvalidInput, match="there are 501 items; send at most 500"):
        await reviewing.reject_all(pipeline.graph, ME, [Rejection(str(n)) for n in range(501)])
    with pytest.raises(InvalidInput, match="there are 501 items; send at most 500"):
        await reviewing.approve_all(
            pipeline.graph, pipeline.embedder, ME, [Approval(str(number)) for number in range(501)]
        )
    assert await reviewing.reject_all(pipeline.graph, ME, []) == []


async def test_event_is_about_the_item_and_what_it_concerns(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    item = await a_new_skill(pipeline)

    done = await approved(pipeline, item, dimension="cloud-infrastructure")

    assert done.event is not None
    assert (done.event.action, done.event.actor) == ("APPROVE_NEW_SKILL", ME)
    assert done.event.summary == "approved NEW_SKILL “Spring Cloud”: new skill spring-cloud in cloud-infrastructure"
    about = await query(graph, "MATCH (:AuditEvent)-[:CHANGED]->(n) RETURN labels(n)[0] AS label ORDER BY label")
    assert [row["label"] for row in about] == ["ReviewItem", "Skill"]
