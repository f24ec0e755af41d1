"""What curators changed, and the others who write: loads leave it alone, runs follow it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from graph_service.curation import merging
from graph_service.domain.run import LinkOutcome, RunStatus
from graph_service.domain.taxonomy import Alias, Library
from graph_service.errors import InvalidInput
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline, Request
from graph_service.store import library as library_store
from graph_service.store import taxonomy
from graph_service.store.connection import Graph
from tests.support import BACKEND, Posting, query, value

ME = "ada"


def with_skill(library: Library, slug: str, **changed: object) -> Library:
    """The library with one skill changed in its files."""
    skill = replace(library.skills[slug], **changed)  # type: ignore[arg-type]  # the names and types are Skill's
    return replace(library, skills={**library.skills, slug: skill})


async def test_load_leaves_alone_what_a_curator_changed(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    await merging.merge_skills(small_graph, ME, ["pyspark"], "apache-spark")
    await merging.merge_aliases(small_graph, ME, ["Golang"], "java")
    changed = with_skill(small_library, "pyspark", description="Another description.")
    changed = with_skill(changed, "go", description="Another description.")
    changed = with_skill(changed, "docker", description="Another description.")

    report = await library_store.load(small_graph, changed, embedder)

    assert (report.skills, report.kept) == (1, 2)
    assert await value(small_graph, "MATCH (s:Skill {status: 'MERGED'}) RETURN collect(s.slug)") == ["pyspark"]
    assert await value(
        small_graph, "MATCH (:Alias {normalized: 'golang'})<-[:HAS_ALIAS]-(s:Skill) RETURN collect(s.slug)"
    ) == ["java"]
    assert await value(small_graph, "MATCH (s:Skill {slug: 'pyspark'})-[:RELATED_TO]-() RETURN count(*)") == 0
    assert await value(small_graph, "MATCH (s:Skill {slug: 'docker'}) RETURN s.description") == "Another description."


async def test_load_gives_no_second_owner_to_a_spelling_that_a_curator_placed(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    await merging.merge_aliases(small_graph, ME, ["Golang"], "java")
    docker = small_library.skills["docker"]
    changed = with_skill(small_library, "docker", aliases=(*docker.aliases, Alias("Golang")))

    await library_store.load(small_graph, changed, embedder)

    assert await value(
        small_graph, "MATCH (:Alias {normalized: 'golang'})<-[:HAS_ALIAS]-(s:Skill) RETURN collect(s.slug)"
    ) == ["java"]


async def test_run_follows_a_merge_that_happened_between_its_steps(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    run = await pipeline.extract(Request(BACKEND.text, BACKEND.title))
    await pipeline.details(run.uid, None)
    await merging.merge_skills(graph, ME, ["postgresql"], "sql")

    finished = await pipeline.finalize(run.uid, None)

    assert finished.status is RunStatus.COMPLETED
    assert finished.persistence is not None
    rows = [row for row in finished.persistence.rows if row.skill_slug in ("sql", "postgresql")]
    assert {row.skill_slug for row in rows} == {"sql"}
    assert {row.skill_dimension for row in rows} == {LinkOutcome.ALREADY_LINKED}
    tombstone = await query(graph, "MATCH (:Skill {slug: 'postgresql'})-[r]-() RETURN DISTINCT type(r) AS type")
    assert {row["type"] for row in tombstone} == {"CHANGED", "IN_SUBCATEGORY", "MERGED_INTO"}


async def test_runs_and_merges_at_the_same_time_leave_nothing_on_a_merged_skill(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    postings = [
        replace(BACKEND, opening=f"We are looking for colleague number {number} who will join our team in Leeds.")
        for number in range(4)
    ]

    async def merge(source: str) -> None:
        for target in ("sql", "java"):
            try:
                await merging.merge_skills(graph, ME, [source], target)
            except InvalidInput:
                continue

    async def run(posting: Posting) -> RunStatus:
        return (await pipeline.run(Request(posting.text, posting.title))).status

    statuses = await asyncio.gather(*map(run, postings), *map(merge, ("postgresql", "docker", "kubernetes")))

    assert statuses[:4] == [RunStatus.COMPLETED] * 4
    left = await query(
        graph,
        "MATCH (s:Skill {status: 'MERGED'})-[r:FOUND|IN_DIMENSION|CANDIDATE_FOR|HAS_ALIAS|ABOUT]-() RETURN s.slug AS slug",
    )
    assert left == []
    assert await value(graph, "MATCH (r:PipelineRun)-[:FOUND]->(:Skill {slug: 'sql'}) RETURN count(r)") == 4


async def test_spelling_that_the_files_share_is_ruled_a_homonym(
    empty_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    go, java = small_library.skills["go"], small_library.skills["java"]
    shared = with_skill(small_library, "go", aliases=(*go.aliases, Alias("Bean")))
    shared = with_skill(shared, "java", aliases=(*java.aliases, Alias("Bean")))

    await library_store.load(empty_graph, shared, embedder)

    assert await value(empty_graph, "MATCH (a:Alias {ruling: 'HOMONYM'}) RETURN collect(a.text)") == ["Bean"]


async def test_merged_skills_are_listed_as_they_are(small_graph: Graph) -> None:
    await merging.merge_skills(small_graph, ME, ["pyspark"], "apache-spark")
    uid = await value(small_graph, "MATCH (s:Skill {slug: 'pyspark'}) RETURN s.uid")
    target = await value(small_graph, "MATCH (s:Skill {slug: 'apache-spark'}) RETURN s.uid")

    assert (await taxonomy.nodes(small_graph, "MergedSkill", [uid]))[uid].uid == uid
    assert await taxonomy.edges(small_graph, "successors", [uid]) == {uid: [target]}
