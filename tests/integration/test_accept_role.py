"""A proposed role that a curator accepts: what it becomes, and what refuses it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from graph_service.curation import reviewing, undoing
from graph_service.domain.curation import Approval, RoleChanges
from graph_service.domain.review import ReviewFilter, ReviewKind, ReviewOrder, ReviewStatus
from graph_service.domain.run import DecisionCase, Run
from graph_service.domain.taxonomy import Library
from graph_service.errors import Conflict, GraphServiceError, InvalidInput, NotFound
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline, Request, read_document, text_digest
from graph_service.store import library as library_store
from graph_service.store import review
from graph_service.store.changes import Done
from graph_service.store.connection import Graph
from tests.support import VETERINARY, Posting, check_nodes, check_rels, contents, query, taxonomy_of, value

BREWER = Posting(
    "Senior Brewery Technician",
    must=("Experience with Linux on the shop floor.", "Two years of experience in a busy brewery."),
    duties=(
        "Brew each batch of beer by its recipe and keep the kettles and tanks clean.",
        "Taste and measure samples of every batch and write down what they show.",
        "Order malt, hops and yeast before the stores of the brewery run low.",
    ),
    opening="We are looking for a patient colleague who will join our brewery in Leeds.",
)
"""A job that the small library has no role for, which asks for a skill that it has."""


def in_city(posting: Posting, city: str) -> Posting:
    """The same posting in another city: a different job description."""
    return replace(posting, opening=posting.opening.replace("Leeds", city))


async def sent(pipeline: Pipeline, posting: Posting) -> Run:
    return await pipeline.run(Request(posting.text, posting.title))


async def item_of(graph: Graph, kind: ReviewKind = ReviewKind.NEW_ROLE) -> str:
    """The uid of the first review item of a kind."""
    items = await review.page(graph, ReviewFilter(kind), ReviewOrder.OLDEST, None, 10)
    return items[0].uid


async def proposed(pipeline: Pipeline, posting: Posting = VETERINARY) -> str:
    """The uid of the item that a run of a posting leaves."""
    run = await sent(pipeline, posting)
    assert run.decision is not None
    assert run.decision.case is DecisionCase.F, run.decision
    return await item_of(pipeline.graph)


async def accepted(pipeline: Pipeline, item: str, changes: RoleChanges | None = None) -> Done:
    return await reviewing.approve(pipeline.graph, pipeline.embedder, "ada", Approval(item, role=changes))


async def refused(pipeline: Pipeline, item: str, changes: RoleChanges | None = None) -> GraphServiceError:
    """The error of an acceptance that leaves the graph as it was."""
    before = await contents(pipeline.graph)
    with pytest.raises(GraphServiceError) as caught:
        await accepted(pipeline, item, changes)
    assert await contents(pipeline.graph) == before
    return caught.value


# What it becomes


async def test_accepted_role_is_part_of_the_library(pipeline: Pipeline) -> None:
    item = await proposed(pipeline)
    before = await library_store.read(pipeline.graph)

    done = await accepted(pipeline, item)

    after = await library_store.read(pipeline.graph)
    role = after.roles["veterinary-nurse"]
    assert (role.name, role.titles[0].text, role.titles[0].is_primary) == ("Veterinary Nurse", "Veterinary Nurse", True)
    assert role.kras == tuple(VETERINARY.duties)
    assert role.archetype == VETERINARY.duties[0]
    assert done.event is not None
    assert after.version == done.event.version == before.version + 1
    assert {slug: found for slug, found in after.roles.items() if slug != role.slug} == before.roles
    assert after.skills == before.skills


async def test_role_and_its_kras_have_their_embeddings(pipeline: Pipeline) -> None:
    await accepted(pipeline, await proposed(pipeline))

    library = await library_store.read(pipeline.graph)

    place = list(library.roles).index("veterinary-nurse")
    texts = [f"Veterinary Nurse: {VETERINARY.duties[0]}", *VETERINARY.duties]
    wanted = pipeline.embedder.embed_documents(texts)
    kras = [row for row, (owner, _) in enumerate(library.kra_owners) if owner == "veterinary-nurse"]
    np.testing.assert_allclose(library.role_vectors[place], wanted[0], rtol=1e-6)
    np.testing.assert_allclose(library.kra_vectors[kras], wanted[1:], rtol=1e-6)


async def test_job_description_of_that_title_is_for_the_new_role_from_now_on(pipeline: Pipeline) -> None:
    await accepted(pipeline, await proposed(pipeline))

    run = await sent(pipeline, in_city(replace(VETERINARY, title="Senior Veterinary Nurse"), "York"))

    assert run.decision is not None
    assert (run.decision.case, run.decision.role, run.decision.is_new_role) == (
        DecisionCase.A,
        "veterinary-nurse",
        False,
    )
    assert await value(pipeline.graph, "MATCH (r:Role {slug: 'veterinary-nurse'}) RETURN r.centroidCount") == 2


async def test_title_without_a_name_of_its_rank_is_one_alias(pipeline: Pipeline) -> None:
    await accepted(pipeline, await proposed(pipeline, BREWER))

    role = (await library_store.read(pipeline.graph)).roles["brewery-technician"]

    assert [title.text for title in role.titles] == ["Brewery Technician"]


async def test_runs_that_proposed_it_are_resolved_to_it(pipeline: Pipeline) -> None:
    item = await proposed(pipeline)
    again = await sent(pipeline, VETERINARY)
    other = await sent(pipeline, in_city(VETERINARY, "York"))

    done = await accepted(pipeline, item)

    rows = await query(
        pipeline.graph, "MATCH (run)-[:RESOLVED_TO]->(:Role {slug: 'veterinary-nurse'}) RETURN run.uid AS uid"
    )
    assert {row["uid"] for row in rows} >= {again.uid, other.uid}
    assert len(rows) == 3
    assert done.deed.summary.endswith("new role veterinary-nurse, proposed by 3 runs")
    digests = await query(
        pipeline.graph, "MATCH (j)-[:COUNTED_IN]->(:Role {slug: 'veterinary-nurse'}) RETURN j.sha256 AS sha256"
    )
    assert {row["sha256"] for row in digests} == {
        text_digest(VETERINARY.text),
        text_digest(in_city(VETERINARY, "York").text),
    }


async def test_centroid_is_the_mean_of_the_job_descriptions_that_proposed_it(pipeline: Pipeline) -> None:
    item = await proposed(pipeline)
    await sent(pipeline, VETERINARY)
    await sent(pipeline, in_city(VETERINARY, "York"))

    await accepted(pipeline, item)

    centroid = (await library_store.centroids(pipeline.graph))["veterinary-nurse"]
    vectors = [
        read_document(posting.text, posting.title, pipeline.embedder).vector
        for posting in (VETERINARY, in_city(VETERINARY, "York"))
    ]
    assert centroid.count == 2
    np.testing.assert_allclose(centroid.vector, np.mean([v for v in vectors if v is not None], axis=0), atol=1e-6)


async def test_job_description_that_counts_for_another_role_stays_there(pipeline: Pipeline) -> None:
    item = await proposed(pipeline)
    run = await pipeline.extract(Request(VETERINARY.text, VETERINARY.title))
    await pipeline.details(run.uid, None)
    await pipeline.finalize(run.uid, "platform-engineer")

    await accepted(pipeline, item)

    resolved = "MATCH (run {uid: $uid})-[:RESOLVED_TO]->(r:Role) RETURN r.slug"
    assert await value(pipeline.graph, resolved, uid=run.uid) == "platform-engineer"
    counted = await query(pipeline.graph, "MATCH (:JobDescription)-[:COUNTED_IN]->(r:Role) RETURN r.slug AS slug")
    assert counted == [{"slug": "platform-engineer"}]
    assert "veterinary-nurse" not in await library_store.centroids(pipeline.graph)


async def test_dimensions_are_linked_in_order_with_where_they_come_from(pipeline: Pipeline) -> None:
    run = await sent(pipeline, BREWER)
    changes = RoleChanges(dimensions=("working-with-people", "cloud-infrastructure"))

    await accepted(pipeline, await item_of(pipeline.graph), changes)

    linked = await query(
        pipeline.graph,
        "MATCH (:Role {slug: 'brewery-technician'})-[l:HAS_DIMENSION]->(d) RETURN d.slug AS slug, l.position AS position, "
        "l.origin AS origin, l.runId AS run, l.confirmations AS confirmations, l.confidence AS confidence, "
        "l.evidence AS evidence, l.createdAt IS NOT NULL AS isDated ORDER BY position",
    )
    kept = {"origin": "curator", "confirmations": 0, "confidence": 1.0, "isDated": True}
    assert linked == [
        {"slug": "working-with-people", "position": 0, "run": None, "evidence": [], **kept},
        {"slug": "cloud-infrastructure", "position": 1, "run": run.uid, "evidence": ["Linux"], **kept},
    ]


async def test_item_is_approved_and_about_the_role(pipeline: Pipeline) -> None:
    item = await proposed(pipeline)

    done = await accepted(pipeline, item)

    found = (await review.by_uids(pipeline.graph, [item]))[item]
    role = done.deed.subjects[1]
    assert (found.status, found.role, found.decided_by) == (ReviewStatus.APPROVED, role.key, "ada")
    assert found.resolution == "new role veterinary-nurse, proposed by 1 run"
    pending = ReviewFilter(ReviewKind.NEW_ROLE, ReviewStatus.PENDING)
    assert await review.page(pipeline.graph, pending, ReviewOrder.OLDEST, None, 10) == []


async def test_event_says_who_did_what_to_which(pipeline: Pipeline) -> None:
    item = await proposed(pipeline)

    done = await accepted(pipeline, item)

    [row] = await query(
        pipeline.graph,
        "MATCH (e:AuditEvent) RETURN e.uid AS uid, e.action AS action, e.actor AS actor, e.summary AS summary, "
        "e.undone AS undone, e.at AS at, COLLECT { MATCH (e)-[:CHANGED]->(n) RETURN n.uid } AS changed",
    )
    assert done.event is not None
    assert (row["uid"], row["action"], row["actor"], row["undone"]) == (
        done.event.uid,
        "APPROVE_NEW_ROLE",
        "ada",
        False,
    )
    assert row["summary"] == "approved NEW_ROLE “Veterinary Nurse”: new role veterinary-nurse, proposed by 1 run"
    assert (row["summary"], row["at"].to_native()) == (done.event.summary, done.event.at)
    assert set(row["changed"]) == {done.deed.subjects[1].key, item}


async def test_undo_leaves_nothing_of_the_role(pipeline: Pipeline) -> None:
    await sent(pipeline, BREWER)
    before = await taxonomy_of(pipeline.graph)
    item = await item_of(pipeline.graph)
    changes = RoleChanges(titles=("UI Developer", "Brewer"), family="Food", specialises="platform-engineer")

    done = await accepted(pipeline, item, changes)
    assert done.event is not None
    after = await taxonomy_of(pipeline.graph)
    undone = await undoing.undo(pipeline.graph, "ada", done.event.uid)

    assert after != before
    assert await taxonomy_of(pipeline.graph) == before
    assert undone.event is not None
    await undoing.undo(pipeline.graph, "ada", undone.event.uid)
    assert await taxonomy_of(pipeline.graph) == after


async def test_role_that_later_runs_are_for_is_not_taken_back(pipeline: Pipeline) -> None:
    done = await accepted(pipeline, await proposed(pipeline))
    await sent(pipeline, in_city(VETERINARY, "York"))
    assert done.event is not None

    with pytest.raises(Conflict, match="runs or a library load have built on this since"):
        await undoing.undo(pipeline.graph, "ada", done.event.uid)


async def test_another_load_of_the_library_keeps_the_role(
    pipeline: Pipeline, small_library: Library, embedder: HashedEmbedder
) -> None:
    await accepted(pipeline, await proposed(pipeline))
    before = await library_store.read(pipeline.graph)
    await query(pipeline.graph, "MATCH (n:Role|Skill|Taxonomy) REMOVE n.digest, n.libraryDigest")

    await library_store.load(pipeline.graph, small_library, embedder)

    after = await library_store.read(pipeline.graph)
    assert after.roles["veterinary-nurse"] == before.roles["veterinary-nurse"]
    assert after.roles == before.roles


# What the curator changes


async def test_curators_changes_take_the_place_of_what_was_proposed(pipeline: Pipeline) -> None:
    changes = RoleChanges(
        name="Animal Nurse",
        family="Care",
        archetype="Looks after animals in a practice.",
        description="  ",
        titles=("Veterinary  Nurse", "Vet Nurse", "animal nurse"),
        kras=("Keep animals in the practice safe and well.",),
        dimensions=("working-with-people",),
        specialises="platform-engineer",
    )

    await accepted(pipeline, await proposed(pipeline), changes)

    role = (await library_store.read(pipeline.graph)).roles["animal-nurse"]
    assert (role.name, role.family, role.archetype, role.description) == (
        "Animal Nurse",
        "Care",
        "Looks after animals in a practice.",
        None,
    )
    assert [title.text for title in role.titles] == ["Animal Nurse", "Vet Nurse", "Veterinary Nurse"]
    assert (role.kras, role.dimensions, role.specialises) == (changes.kras, changes.dimensions, "platform-engineer")


async def test_title_of_another_role_becomes_a_declared_collision(pipeline: Pipeline) -> None:
    changes = RoleChanges(titles=("UI developer", "Infrastructure Engineer"))

    done = await accepted(pipeline, await proposed(pipeline), changes)

    assert done.deed.summary.endswith(
        "; 'UI developer' is shared with frontend-engineer; "
        "'Infrastructure Engineer' is shared with devops-engineer, platform-engineer"
    )
    owners = await check_rels(pipeline.graph, "Role", "HAS_ALIAS", "Alias {normalized: 'ui developer'}")
    assert {slug for slug, _ in owners} == {"frontend-engineer", "veterinary-nurse"}
    assert ("UI Developer",) in await check_nodes(pipeline.graph, "Alias", ["text"])

    run = await sent(pipeline, in_city(replace(VETERINARY, title="UI Developer"), "York"))
    assert run.decision is not None
    assert (run.decision.case, run.decision.alias_collision) == (DecisionCase.C, True)


async def test_spelling_of_a_skill_is_shared_and_no_collision(pipeline: Pipeline) -> None:
    done = await accepted(pipeline, await proposed(pipeline), RoleChanges(titles=("kubernetes",)))

    assert "shared" not in done.deed.summary
    owners = await query(
        pipeline.graph,
        "MATCH (a:Alias {normalized: 'kubernetes'})<-[:HAS_ALIAS]-(o) RETURN a.text AS text, o.slug AS slug",
    )
    assert {(row["text"], row["slug"]) for row in owners} == {
        ("Kubernetes", "kubernetes"),
        ("Kubernetes", "veterinary-nurse"),
    }


# What refuses it


async def test_accepting_twice_is_a_conflict(pipeline: Pipeline) -> None:
    item = await proposed(pipeline)
    await accepted(pipeline, item)

    error = await refused(pipeline, item, RoleChanges(slug="another"))

    assert isinstance(error, Conflict)
    assert error.message == "this item is APPROVED already; reviewItems lists those that wait"
    assert error.field == "input.id"


async def test_accepting_at_the_same_moment_makes_one_role(pipeline: Pipeline) -> None:
    item = await proposed(pipeline)

    answers: Sequence[Any] = await asyncio.gather(
        *(accepted(pipeline, item, RoleChanges(slug=slug)) for slug in ("one-nurse", "other-nurse")),
        return_exceptions=True,
    )

    [error] = [answer for answer in answers if isinstance(answer, BaseException)]
    [done] = [answer for answer in answers if isinstance(answer, Done)]
    assert isinstance(error, Conflict)
    roles = await query(pipeline.graph, "MATCH (r:Role {origin: 'curator'}) RETURN r.slug AS slug")
    assert roles == [{"slug": "one-nurse" if "one-nurse" in done.deed.summary else "other-nurse"}]
    assert len(await check_nodes(pipeline.graph, "AuditEvent", ["uid"])) == 1


async def test_rejected_item_is_a_conflict(pipeline: Pipeline) -> None:
    item = await proposed(pipeline)
    await query(pipeline.graph, "MATCH (i:ReviewItem {uid: $uid}) SET i.status = 'REJECTED'", uid=item)

    error = await refused(pipeline, item)

    assert isinstance(error, Conflict)
    assert error.message == "this item is REJECTED already; reviewItems lists those that wait"


async def test_item_of_another_kind_is_refused(pipeline: Pipeline) -> None:
    run = await pipeline.extract(Request(VETERINARY.text, VETERINARY.title))
    await pipeline.details(run.uid, ["Quarkus"])
    await pipeline.finalize(run.uid, None)

    error = await refused(pipeline, await item_of(pipeline.graph, ReviewKind.NEW_SKILL), RoleChanges(name="Quark"))

    assert type(error) is InvalidInput
    assert error.message == "a NEW_SKILL takes no role; send dimension, mergeInto, skill"
    assert error.field == "input.role"


async def test_item_that_is_not_there_is_not_found(pipeline: Pipeline) -> None:
    error = await refused(pipeline, "nowhere")

    assert isinstance(error, NotFound)
    assert error.message == "there is no review item 'nowhere'; reviewItems lists those there are"


@pytest.mark.parametrize(
    ("changes", "kind", "field", "message"),
    [
        (
            RoleChanges(slug="data-engineer"),
            Conflict,
            "slug",
            "the slug 'data-engineer' leads to the role Data Engineer; send another",
        ),
        (
            RoleChanges(slug="Data Engineer"),
            InvalidInput,
            "slug",
            "'Data Engineer' is no slug; send lower-case letters",
        ),
        (RoleChanges(name=" "), InvalidInput, "name", "name '' has 0 characters; send 1 to 300"),
        (RoleChanges(titles=("",)), InvalidInput, "titles", "titles '' has 0 characters"),
        (RoleChanges(kras=("x" * 1001,)), InvalidInput, "kras", "has 1,001 characters; send 1 to 1,000"),
        (RoleChanges(titles=("x",) * 101), InvalidInput, "titles", "titles has 101 entries; send at most 100"),
        (RoleChanges(dimensions=("gardening",)), NotFound, "dimensions", "there is no dimension 'gardening'"),
        (RoleChanges(specialises="gardener"), NotFound, "specialises", "there is no role 'gardener'"),
        (RoleChanges(specialises="veterinary-nurse"), InvalidInput, "specialises", "a role cannot specialise itself"),
    ],
)
async def test_changes_that_cannot_be_written_write_nothing(
    changes: RoleChanges, kind: type[InvalidInput], field: str, message: str, pipeline: Pipeline
) -> None:
    item = await proposed(pipeline)

    error = await refused(pipeline, item, changes)

    assert type(error) is kind
    assert isinstance(error, InvalidInput)
    assert message in error.message
    assert error.field == f"input.role.{field}"
