"""What a preview says, against the difference that a real run of the same job description makes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from graph_service.domain.preview import Change, RunPreview
from graph_service.domain.review import ReviewKind
from graph_service.domain.run import DecisionCase, Run, RunStatus
from graph_service.errors import Conflict, InvalidInput, StoreError
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.preview import preview
from graph_service.pipeline.run import Pipeline, Request
from graph_service.settings import Thresholds
from graph_service.store.connection import Graph
from graph_service.store.preview import THIS_RUN
from tests.support import BACKEND, VETERINARY, Contents, Posting, contents, query, value

REACT = replace(
    BACKEND,
    must=(*BACKEND.must, "Experience with React and Terraform.", "Hands-on experience with Java, Quarkus and SQL."),
)
SHARED_TITLE = Posting("Infrastructure Engineer", must=("Experience with Kubernetes, Terraform and Docker.",))
UNKNOWN_TITLE = replace(BACKEND, title="Wizard of Services")

Reference = tuple[str, str]
Edges = dict[tuple[str, Reference, Reference], Change]
_BOOKKEEPING = {"updatedAt", "embedding", "centroid"}


def request(posting: Posting, key: str | None = None) -> Request:
    return Request(posting.text, posting.title, key)


def reference(node: tuple[Sequence[str], dict[str, Any]]) -> Reference:
    """Label and key of a node, as a preview names it."""
    [label], facts = node
    names = ("slug", "key", "sha256", "idempotencyKey", "normalized", "uid", "name")
    key = next(facts[name] for name in names if name in facts)
    return label, THIS_RUN if label == "PipelineRun" and key == facts["uid"] else key


def changed(was: dict[str, Any], now: dict[str, Any]) -> set[str]:
    return {name for name in was.keys() | now.keys() if was.get(name) != now.get(name)} - _BOOKKEEPING


def node_difference(before: Contents, after: Contents) -> dict[Reference, tuple[Change, set[str]]]:
    """Everything that happened to nodes, by brute force."""
    found: dict[Reference, tuple[Change, set[str]]] = {}
    for key, node in after.nodes.items():
        if key not in before.nodes:
            found[reference(node)] = (Change.CREATED, set())
        elif names := changed(before.nodes[key][1], node[1]):
            found[reference(node)] = (Change.CHANGED, names)
    assert before.nodes.keys() <= after.nodes.keys()
    return found


def edge_difference(before: Contents, after: Contents) -> Edges:
    """Everything that happened to relationships, by brute force."""
    found: Edges = {}
    for key in before.relationships.keys() | after.relationships.keys():
        old, new = before.relationships.get(key), after.relationships.get(key)
        start, kind, end, now = new or old or ("", "", "", {})
        named = (kind, reference(after.nodes[start]), reference(after.nodes[end]))
        if old is None or new is None:
            found[named] = Change.CREATED if new else Change.REMOVED
        elif changed(old[3], now):
            more = (now.get("confirmations") or 0) > (old[3].get("confirmations") or 0)
            found[named] = Change.CONFIRMED if more else Change.CHANGED
    return found


def told_nodes(told: RunPreview) -> dict[Reference, tuple[Change, set[str]]]:
    return {(one.node.label, one.node.key): (one.change, set(one.properties)) for one in told.nodes}


def told_edges(told: RunPreview) -> Edges:
    return {
        (one.type, (one.start.label, one.start.key), (one.end.label, one.end.key)): one.change for one in told.edges
    }


async def review_counts(graph: Graph) -> dict[tuple[str, str], int]:
    rows = await query(
        graph, "MATCH (item:ReviewItem) RETURN item.kind AS kind, item.text AS text, item.count AS count"
    )
    return {(row["kind"], row["text"]): row["count"] for row in rows}


async def check_truth(pipeline: Pipeline, asked: Request) -> tuple[RunPreview, Run]:
    """A preview and then the run: the one changes nothing, and says exactly what the other does."""
    before, counts = await contents(pipeline.graph), await review_counts(pipeline.graph)
    told = await preview(pipeline, asked)
    assert await contents(pipeline.graph) == before

    run = await pipeline.run(asked)

    after, new_counts = await contents(pipeline.graph), await review_counts(pipeline.graph)
    assert told_nodes(told) == node_difference(before, after)
    assert told_edges(told) == edge_difference(before, after)
    assert len(told.nodes) == len(told_nodes(told))
    assert len(told.edges) == len(told_edges(told))
    for item in told.review_items:
        key = item.kind.value, item.text
        assert (item.count_before, item.count_after) == (counts.get(key, 0), new_counts[key])
    assert {key for key in new_counts if counts.get(key) != new_counts[key]} <= {
        (item.kind.value, item.text) for item in told.review_items
    }
    assert (told.status, told.rejection_reason, told.decision) == (run.status, run.rejection_reason, run.decision)
    assert (told.skills, told.placements, told.persistence) == (run.skills, run.placements, run.persistence)
    assert told.report == run.report
    return told, run


@pytest.mark.parametrize(
    ("posting", "case"),
    [
        (BACKEND, DecisionCase.A),
        (REACT, DecisionCase.A),
        (SHARED_TITLE, DecisionCase.C),
        (VETERINARY, DecisionCase.F),
    ],
)
async def test_preview_is_the_difference_that_the_run_makes(
    posting: Posting, case: DecisionCase, pipeline: Pipeline
) -> None:
    told, run = await check_truth(pipeline, request(posting))

    assert told.decision is not None
    assert told.decision.case is case
    assert told.warnings == run.warnings


async def test_preview_of_an_unknown_title_is_the_difference_that_the_run_makes(pipeline: Pipeline) -> None:
    told, _ = await check_truth(pipeline, request(UNKNOWN_TITLE))

    assert told.decision is not None
    assert told.decision.case in (DecisionCase.D, DecisionCase.E)


async def test_preview_names_what_is_created_and_confirmed(pipeline: Pipeline) -> None:
    told = await preview(pipeline, request(REACT))

    nodes, edges = told_nodes(told), told_edges(told)
    assert nodes[("PipelineRun", THIS_RUN)] == (Change.CREATED, set())
    assert nodes[("Skill", "quarkus")] == (Change.CREATED, set())
    assert nodes[("Role", "backend-engineer")] == (Change.CHANGED, {"centroidCount"})
    assert edges[("IN_DIMENSION", ("Skill", "java"), ("Dimension", "backend-services"))] is Change.CONFIRMED
    asked = ("CANDIDATE_FOR", ("Role", "backend-engineer"), ("Dimension", "frontend-development"))
    assert edges[asked] is Change.CREATED
    [item] = [item for item in told.review_items if item.kind is ReviewKind.NEW_SKILL and item.text == "Quarkus"]
    assert (item.is_new, item.count_before, item.count_after) == (True, 0, 1)
    assert told.persistence is not None
    assert told.persistence.new_skills == sum(
        label == "Skill" and one[0] is Change.CREATED for (label, _), one in nodes.items()
    )


async def test_preview_of_a_job_description_that_was_run_adds_only_a_run(pipeline: Pipeline) -> None:
    await pipeline.run(request(REACT))

    told, _ = await check_truth(pipeline, request(REACT))

    assert told_nodes(told) == {("PipelineRun", THIS_RUN): (Change.CREATED, set())}
    assert {edge.start.label for edge in told.edges} == {"PipelineRun"}
    assert all(item.count_before == item.count_after == 1 for item in told.review_items)
    assert not any(item.is_new for item in told.review_items)


async def test_preview_counts_what_other_job_descriptions_proposed(pipeline: Pipeline) -> None:
    await pipeline.run(request(REACT))
    second = replace(REACT, opening="We are looking for a colleague who will join our platform team in Bristol.")

    told, _ = await check_truth(pipeline, request(second))

    [item] = [item for item in told.review_items if item.text == "Quarkus"]
    assert (item.is_new, item.count_before, item.count_after) == (False, 1, 2)
    confirmed = {edge.type for edge in told.edges if edge.change is Change.CONFIRMED}
    assert {"IN_DIMENSION", "HAS_DIMENSION", "CANDIDATE_FOR"} <= confirmed


async def test_preview_sees_the_role_take_up_a_dimension(small_graph: Graph, embedder: HashedEmbedder) -> None:
    pipeline = Pipeline(small_graph, embedder, Thresholds(role_dimension_demand=2))
    await pipeline.run(request(REACT))
    second = replace(REACT, opening="We are looking for a colleague who will join our platform team in Bristol.")

    told, _ = await check_truth(pipeline, request(second))

    ends = (("Role", "backend-engineer"), ("Dimension", "frontend-development"))
    edges = told_edges(told)
    assert edges[("HAS_DIMENSION", *ends)] is Change.CREATED
    assert edges[("CANDIDATE_FOR", *ends)] is Change.REMOVED
    assert told_nodes(told)[("Taxonomy", "taxonomy")] == (Change.CHANGED, {"version"})


async def test_preview_of_a_refused_text_is_its_reason(pipeline: Pipeline) -> None:
    told, run = await check_truth(pipeline, Request("Engineer wanted"))

    assert told.status is RunStatus.REJECTED
    assert told.rejection_reason == run.rejection_reason is not None
    assert told_nodes(told) == {("PipelineRun", THIS_RUN): (Change.CREATED, set())}
    assert (told.edges, told.review_items) == ((), ())


async def test_preview_of_a_key_that_was_sent_says_that_nothing_is_written(pipeline: Pipeline) -> None:
    run = await pipeline.run(request(BACKEND, "same"))

    told, again = await check_truth(pipeline, request(BACKEND, "same"))

    assert again.uid == run.uid
    assert (told.nodes, told.edges, told.review_items) == ((), (), ())
    assert told.warnings == (
        "a run with this idempotencyKey is there: sending it again answers that run and writes nothing",
    )


async def test_preview_of_a_run_that_waits_goes_on_with_it(pipeline: Pipeline) -> None:
    run = await pipeline.extract(request(BACKEND, "same"))
    before = await contents(pipeline.graph)

    told = await preview(pipeline, request(BACKEND, "same"))

    assert await contents(pipeline.graph) == before
    assert told.warnings == ("a run with this idempotencyKey is there: sending it again goes on with that run",)
    assert told_nodes(told)[("PipelineRun", "same")][0] is Change.CHANGED
    assert told.decision == run.decision
    assert not any(edge.type == "FOUND" for edge in told.edges)
    assert any(edge.type == "RESOLVED_TO" and edge.change is Change.CREATED for edge in told.edges)


async def test_preview_of_a_key_with_another_text_is_a_conflict(pipeline: Pipeline) -> None:
    await pipeline.run(request(BACKEND, "same"))

    with pytest.raises(Conflict, match="this idempotencyKey was sent with another job description before"):
        await preview(pipeline, request(VETERINARY, "same"))


async def test_preview_of_what_is_no_text_is_refused(pipeline: Pipeline) -> None:
    with pytest.raises(InvalidInput, match="NUL characters"):
        await preview(pipeline, Request("a\0b"))


async def test_preview_over_an_empty_taxonomy_says_what_to_do(empty_graph: Graph, embedder: HashedEmbedder) -> None:
    with pytest.raises(InvalidInput, match="the taxonomy is empty; load the starter library first"):
        await preview(Pipeline(empty_graph, embedder, Thresholds()), request(BACKEND))

    assert await value(empty_graph, "MATCH (n) RETURN count(n)") == 0


async def test_previews_and_runs_at_the_same_moment_do_not_disturb_each_other(pipeline: Pipeline) -> None:
    postings = [
        replace(REACT, opening=f"We are looking for a colleague who will join our product team in {city}.")
        for city in ("Leeds", "Bristol", "Cardiff")
    ]

    previews, done = await asyncio.gather(
        asyncio.gather(*(preview(pipeline, request(posting)) for posting in postings)),
        asyncio.gather(*(pipeline.run(request(posting)) for posting in postings)),
    )

    assert {*(told.status for told in previews), *(run.status for run in done)} == {RunStatus.COMPLETED}
    assert await value(pipeline.graph, "MATCH (run:PipelineRun) RETURN count(run)") == 3
    count = await value(pipeline.graph, "MATCH (r:Role {slug: 'backend-engineer'}) RETURN r.centroidCount")
    assert count == 3
    for told in previews:
        steps = [one for one in told.nodes if one.node.label == "Role"]
        assert [one.properties for one in steps] in ([("centroidCount",)], [])


async def test_rehearsal_sees_what_it_writes_and_no_one_else_does(empty_graph: Graph) -> None:
    async def work(rehearsal: Graph) -> tuple[int, int]:
        await rehearsal.write("library/touch")
        [inside], outside = await rehearsal.read("library/state"), await empty_graph.read("library/state")
        return inside["version"], len(outside)

    assert await empty_graph.rehearsing(work) == (1, 0)
    assert await empty_graph.read("library/state") == []


async def test_rehearsal_that_fails_raises_and_writes_nothing(empty_graph: Graph) -> None:
    async def work(rehearsal: Graph) -> None:
        await rehearsal.write("library/touch")
        raise InvalidInput("not like this", "input")

    with pytest.raises(InvalidInput, match="not like this"):
        await empty_graph.rehearsing(work)

    assert await empty_graph.read("library/state") == []


async def test_rehearsal_whose_statement_fails_is_a_store_error(empty_graph: Graph) -> None:
    async def work(rehearsal: Graph) -> None:
        await rehearsal.write("runs/write_new_skills", uid="run", rows=[{"slug": {"no": "slug"}}])

    with pytest.raises(StoreError, match="Neo4j could not carry out a statement"):
        await empty_graph.rehearsing(work)
