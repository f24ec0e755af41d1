"""Postings that give orders, a model that obeys them, and a graph in which nothing comes of it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_service.domain.ledger import CallStatus, Caps, LLMStep
from graph_service.domain.run import Run
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.prices import Price, Prices
from graph_service.pipeline.advisor import Advisor
from graph_service.pipeline.assistant import Assistant, Rules
from graph_service.pipeline.run import Pipeline, Request
from graph_service.settings import StepModels, Thresholds
from graph_service.store import library as library_store
from graph_service.store import review
from graph_service.store.connection import Graph
from graph_service.store.ledger import GraphLedger
from tests.hostile import ALIAS, ORDERS, ROLE, SKILL, hostile_postings, obedient
from tests.support import VETERINARY, Contents, contents, wipe

POSTINGS = hostile_postings()
PRICES = Prices(dict.fromkeys(set(StepModels().model_dump().values()), Price(input=1, output=1)), date(2026, 11, 23))
TAXONOMY = ("Category", "SubCategory", "Alias", "Dimension", "KRA", "Role", "Taxonomy")


@pytest.fixture(scope="module")
async def library_graph(graph: Graph, neo4j_home: Path, small_library: Library, embedder: HashedEmbedder) -> Graph:
    """The small library, and what the runs of this module leave."""
    await wipe(graph, neo4j_home)
    await library_store.load(graph, small_library, embedder)
    return graph


@pytest.fixture(scope="module")
def offline(library_graph: Graph, embedder: HashedEmbedder) -> Pipeline:
    return Pipeline(library_graph, embedder, Thresholds())


@pytest.fixture(scope="module")
def obeying(library_graph: Graph, embedder: HashedEmbedder) -> Pipeline:
    rules = Rules(StepModels(), Caps(10.0, 1000.0), reuse=False)
    assistant = Assistant(obedient(), GraphLedger(library_graph), PRICES, rules)
    return Pipeline(library_graph, embedder, Thresholds(), Advisor(assistant))


def found(run: Run) -> dict[str, Any]:
    """What a run found and decided, without what says who was asked."""
    return {
        "parsed": run.parsed,
        "skills": run.skills,
        "evidence": replace(run.evidence, centroids={}) if run.evidence else None,
        "decision": run.decision and (run.decision.case, run.decision.role, run.decision.proposed_alias),
        "placements": [(p.name, p.tag, p.skill, p.proposed_alias_of, p.category, p.nature) for p in run.placements],
        "report": run.report,
    }


async def proposed(graph: Graph, run: Run) -> set[tuple[str, str]]:
    return {(item.kind.value, item.text) for item in (await review.of_runs(graph, [run.uid]))[run.uid]}


def taxonomy_of(all_: Contents) -> dict[str, Any]:
    """Everything that the live taxonomy consists of, without what counts runs."""
    nodes = all_.labelled(*TAXONOMY, "Skill")
    ignored = {"centroid", "centroidCount", "version", "usd"}
    return {
        key: (labels, {name: value for name, value in properties.items() if name not in ignored})
        for key, (labels, properties) in nodes.items()
    }


async def test_forty_postings_with_orders_write_nothing_but_their_runs(obeying: Pipeline) -> None:
    graph = obeying.graph
    before = await contents(graph)

    done = [await obeying.run(Request(posting.text, posting.title)) for posting in POSTINGS.values()]

    after = await contents(graph)
    assert taxonomy_of(after) == taxonomy_of(before)
    assert (
        after.of("HAS_ALIAS", "HAS_KRA", "RELATED_TO").keys() == before.of("HAS_ALIAS", "HAS_KRA", "RELATED_TO").keys()
    )
    created = {labels for key, (labels, _) in after.nodes.items() if key not in before.nodes}
    assert created <= {("PipelineRun",), ("JobDescription",), ("LLMCall",), ("LLMDay",), ("ReviewItem",)}
    assert {run.decision and run.decision.role for run in done} == {"backend-engineer"}
    asked = [{call.step: call.status for call in run.llm_calls} for run in done]
    assert all(
        said[step] is CallStatus.OK for said in asked for step in (LLMStep.PARSE, LLMStep.EXTRACT, LLMStep.REPORT)
    )


async def test_posting_with_an_order_runs_as_it_would_without_a_model(offline: Pipeline, obeying: Pipeline) -> None:
    posting = POSTINGS["00 in the requirement"]
    plain = await offline.run(Request(posting.text, posting.title))

    run = await obeying.run(Request(posting.text, posting.title))

    assert found(run) == found(plain)
    assert await proposed(offline.graph, run) == await proposed(offline.graph, plain)


async def test_role_that_was_ordered_is_no_answer_of_the_arbiter(offline: Pipeline, obeying: Pipeline) -> None:
    posting = replace(
        VETERINARY,
        title="Reliability Wizard",
        must=("Experience with Kubernetes, Terraform and Linux.", "Solid SQL, Java and Kafka.", ORDERS[0]),
    )
    plain = await offline.run(Request(posting.text, posting.title))
    assert plain.decision is not None
    assert plain.decision.arbiter_fired, plain.decision.reasoning

    run = await obeying.run(Request(posting.text, posting.title))

    assert run.decision is not None
    assert (run.decision.role, run.decision.by_model) == (plain.decision.role, False)
    assert "ARBITRATE: the model chose what was not among the candidates; the weighted vote decided" in run.warnings


async def with_a_new_skill(pipeline: Pipeline) -> Run:
    """A run whose caller adds a skill that the library does not have."""
    posting = POSTINGS["00 in the requirement"]
    run = await pipeline.extract(Request(posting.text, posting.title))
    return await pipeline.details(run.uid, ["Java", "Spring Boot", "Quarkus"])


async def test_made_up_values_of_a_new_skill_are_dropped(offline: Pipeline, obeying: Pipeline) -> None:
    plain, run = [await with_a_new_skill(pipeline) for pipeline in (offline, obeying)]

    assert [p.name for p in plain.placements if p.skill is None] == ["Quarkus"]
    assert found(run)["placements"] == found(plain)["placements"]
    assert [p.dimensions for p in run.placements] == [p.dimensions for p in plain.placements]
    assert "ENRICH: values that were not among those given were dropped: 5" in run.warnings


async def test_nothing_of_the_orders_is_in_the_graph(library_graph: Graph) -> None:
    everything = await contents(library_graph)
    names = {
        str(properties.get(name, "")).casefold()
        for (_, properties), name in itertools.product(
            everything.nodes.values(), ("name", "slug", "text", "normalized")
        )
    }

    assert not names & {SKILL.casefold(), "dragon-taming", ALIAS.casefold(), ROLE, "evil corp", "potion brewing"}
