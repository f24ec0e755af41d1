from __future__ import annotations

import pytest

from graph_service.curation import merging, undoing
from graph_service.domain.taxonomy import Alias, AliasType, SkillStatus
from graph_service.errors import Conflict, InvalidInput, NotFound
from graph_service.pipeline.run import Pipeline, Request
from graph_service.store import taxonomy
from graph_service.store.connection import Graph
from tests.support import BACKEND, query, taxonomy_of, value

ME = "ada"


async def links(graph: Graph, skill: str) -> dict[str, int]:
    """Dimension → confirmations of a skill's live links."""
    rows = await query(
        graph,
        "MATCH (:Skill {slug: $skill})-[l:IN_DIMENSION]->(d) RETURN d.slug AS slug, l.confirmations AS count",
        skill=skill,
    )
    return {row["slug"]: row["count"] for row in rows}


async def spellings(graph: Graph, skill: str) -> dict[str, Alias]:
    uid = await taxonomy.uid_of_slug(graph, "Skill", skill)
    assert uid is not None
    return {alias.text: alias for alias in (await taxonomy.aliases(graph, [uid]))[uid]}


async def test_merge_moves_spellings_links_relations_and_what_runs_found(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    await pipeline.run(Request(BACKEND.text, BACKEND.title))
    await query(
        graph,
        "MATCH (a:Skill {slug: 'postgresql'})-[l:IN_DIMENSION]->(), (b:Skill {slug: 'sql'})-[k:IN_DIMENSION]->() "
        "SET l.confirmations = 2, k.confirmations = 5",
    )
    before = await links(graph, "postgresql"), await links(graph, "sql")
    both = set(await spellings(graph, "postgresql")) | set(await spellings(graph, "sql"))

    done = await merging.merge_skills(graph, ME, ["postgresql"], "sql")

    merged = await links(graph, "sql")
    assert merged == {slug: sum(each.get(slug, 0) for each in before) for slug in {**before[0], **before[1]}}
    found = await spellings(graph, "sql")
    assert set(found) == both
    assert found["PostgreSQL"] == Alias("PostgreSQL", AliasType.SYNONYM)
    assert [alias.text for alias in found.values() if alias.is_primary] == ["SQL"]
    assert await value(graph, "MATCH (:PipelineRun)-[f:FOUND]->(s:Skill {slug: 'sql'}) RETURN count(f)") == 1
    assert await value(graph, "MATCH (s:Skill {slug: 'postgresql'}) RETURN s.status") == SkillStatus.MERGED.value
    assert await query(
        graph,
        "MATCH (s:Skill {slug: 'postgresql'})-[r]-(m) WHERE NOT m:AuditEvent RETURN type(r) AS type ORDER BY type",
    ) == [{"type": "IN_SUBCATEGORY"}, {"type": "MERGED_INTO"}]
    assert done.event is not None
    assert done.event.summary == "merged postgresql into sql"
    assert done.event.actor == ME
    assert len(done.changes) == len(done.event.changes) > 5


async def test_merged_slug_id_and_spellings_lead_to_the_target_through_chains(small_graph: Graph) -> None:
    old = await taxonomy.uid_of_slug(small_graph, "Skill", "pyspark")
    target = await taxonomy.uid_of_slug(small_graph, "Skill", "kubernetes")
    assert old is not None

    await merging.merge_skills(small_graph, ME, ["pyspark"], "apache-spark")
    await merging.merge_skills(small_graph, ME, ["Apache Spark"], "k8s")

    assert await taxonomy.uid_of_slug(small_graph, "Skill", "pyspark") == target
    assert await taxonomy.uid_of_alias(small_graph, "Skill", "PySpark") == target
    assert (await taxonomy.nodes(small_graph, "Skill", [old]))[old].uid == target


async def test_undo_restores_exactly_what_was_there(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    await pipeline.run(Request(BACKEND.text, BACKEND.title))
    before = await taxonomy_of(graph)

    done = await merging.merge_skills(graph, ME, ["postgresql", "java", "docker"], "sql")
    assert done.event is not None
    merged = await taxonomy_of(graph)
    undone = await undoing.undo(graph, ME, done.event.uid)

    assert merged != before
    assert await taxonomy_of(graph) == before
    assert undone.event is not None
    again = await undoing.undo(graph, ME, undone.event.uid)
    assert await taxonomy_of(graph) == merged
    assert again.event is not None
    assert again.event.summary == "undid: undid: merged postgresql, java, docker into sql"


async def test_undo_leaves_what_was_added_since_with_the_target(pipeline: Pipeline) -> None:
    graph = pipeline.graph
    done = await merging.merge_skills(graph, ME, ["postgresql"], "sql")
    assert done.event is not None
    await pipeline.run(Request(BACKEND.text, BACKEND.title))

    await undoing.undo(graph, ME, done.event.uid)

    assert await value(graph, "MATCH (:PipelineRun)-[f:FOUND]->(s:Skill {slug: 'sql'}) RETURN count(f)") == 1
    assert await value(graph, "MATCH (s:Skill {slug: 'postgresql'}) RETURN s.status") == SkillStatus.ACTIVE.value
    assert "PostgreSQL" not in await spellings(graph, "sql")


async def test_undo_names_the_later_event_that_stands_in_the_way(small_graph: Graph) -> None:
    first = await merging.merge_skills(small_graph, ME, ["pyspark"], "apache-spark")
    second = await merging.merge_skills(small_graph, ME, ["apache-spark"], "kubernetes")
    assert first.event is not None
    assert second.event is not None
    before = await taxonomy_of(small_graph)

    with pytest.raises(Conflict, match="a later event stands in the way: “merged apache-spark into kubernetes”"):
        await undoing.undo(small_graph, ME, first.event.uid)

    assert await taxonomy_of(small_graph) == before
    await undoing.undo(small_graph, ME, second.event.uid)
    await undoing.undo(small_graph, ME, first.event.uid)
    assert await value(small_graph, "MATCH (s:Skill {status: 'MERGED'}) RETURN count(s)") == 0


async def test_undo_out_of_order_works_where_nothing_is_in_the_way(small_graph: Graph) -> None:
    first = await merging.merge_skills(small_graph, ME, ["pyspark"], "apache-spark")
    await merging.merge_skills(small_graph, ME, ["docker"], "kubernetes")
    assert first.event is not None

    await undoing.undo(small_graph, ME, first.event.uid)

    assert await value(small_graph, "MATCH (s:Skill {status: 'MERGED'}) RETURN collect(s.slug)") == ["docker"]


async def test_what_is_undone_is_not_undone_twice(small_graph: Graph) -> None:
    done = await merging.merge_skills(small_graph, ME, ["pyspark"], "apache-spark")
    assert done.event is not None
    await undoing.undo(small_graph, ME, done.event.uid)

    with pytest.raises(Conflict, match="is undone already"):
        await undoing.undo(small_graph, ME, done.event.uid)
    with pytest.raises(NotFound, match="there is no such event"):
        await undoing.undo(small_graph, ME, "nothing")


async def test_preview_answers_what_would_change_and_writes_nothing(small_graph: Graph) -> None:
    before = await taxonomy_of(small_graph)

    preview = await merging.merge_skills(small_graph, ME, ["pyspark"], "apache-spark", preview=True)

    assert preview.event is None
    assert await taxonomy_of(small_graph) == before
    done = await merging.merge_skills(small_graph, ME, ["pyspark"], "apache-spark")
    assert preview.changes == done.changes


@pytest.mark.parametrize(
    ("sources", "into", "error", "message", "field"),
    [
        (["go"], "go", InvalidInput, "go cannot be merged into itself; leave it out", "input.from.0"),
        (["java", "Golang"], "go", InvalidInput, "go cannot be merged into itself; leave it out", "input.from.1"),
        (["nothing"], "go", NotFound, "there is no skill 'nothing'", "input.from.0"),
        (["go"], "nothing", NotFound, "there is no skill 'nothing'", "input.into"),
        ([], "go", InvalidInput, "there are 0 entries; send 1 to 100", "input.from"),
    ],
)
async def test_merge_that_makes_no_sense_is_refused(
    small_graph: Graph, sources: list[str], into: str, error: type[InvalidInput], message: str, field: str
) -> None:
    before = await taxonomy_of(small_graph)

    with pytest.raises(error, match=message) as refused:
        await merging.merge_skills(small_graph, ME, sources, into)

    assert refused.value.field == field
    assert await taxonomy_of(small_graph) == before


async def test_merged_skill_is_neither_merged_nor_merged_into(small_graph: Graph) -> None:
    await merging.merge_skills(small_graph, ME, ["pyspark"], "apache-spark")

    with pytest.raises(Conflict, match="pyspark is merged into apache-spark already"):
        await merging.merge_skills(small_graph, ME, ["pyspark"], "kubernetes")
    with pytest.raises(Conflict, match="pyspark is merged into apache-spark already"):
        await merging.merge_skills(small_graph, ME, ["kubernetes"], "pyspark")


async def test_moving_some_spellings_splits_and_moving_all_merges(small_graph: Graph) -> None:
    before = set(await spellings(small_graph, "go"))

    await merging.merge_aliases(small_graph, ME, ["Golang"], "java")

    assert set(await spellings(small_graph, "go")) == before - {"Golang"}
    assert await taxonomy.uid_of_alias(small_graph, "Skill", "golang") == await taxonomy.uid_of_slug(
        small_graph, "Skill", "java"
    )
    done = await merging.merge_aliases(small_graph, ME, sorted(before - {"Golang"}), "java")
    assert done.deed.summary.endswith("; go had no other and is merged")
    assert await value(small_graph, "MATCH (s:Skill {slug: 'go'}) RETURN s.status") == SkillStatus.MERGED.value


async def test_skill_that_loses_its_canonical_spelling_takes_the_next_as_its_name(small_graph: Graph) -> None:
    await merging.merge_aliases(small_graph, ME, ["Go"], "java")

    assert await value(small_graph, "MATCH (s:Skill {slug: 'go'}) RETURN s.name") == "Golang"
    assert (await spellings(small_graph, "go"))["Golang"].is_primary
