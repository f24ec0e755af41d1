"""The library in the graph: what is written is what is read, and a load writes what changed and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields, replace
from enum import Enum
from typing import TypeVar

import numpy as np
import pytest
from neomodel.properties import Property

from graph_service.domain.taxonomy import (
    Alias,
    AliasType,
    Difficulty,
    Era,
    Library,
    Lifespan,
    MatchStrategy,
    Role,
    Skill,
    SkillNature,
    SkillStatus,
    Vectors,
    VersionStrategy,
    Volatility,
)
from graph_service.errors import StoreUnavailable
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.normalise import normalised
from graph_service.language.vectors import with_vectors
from graph_service.pipeline.run import Pipeline, Request
from graph_service.store import library as library_store
from graph_service.store.connection import Graph, Transaction
from graph_service.store.library import LibraryCache, LoadReport
from graph_service.store.nodes import LABELS
from tests.support import BACKEND, check_nodes, check_rels, contents, query, value

Answer = TypeVar("Answer")
Value = TypeVar("Value", bound=Enum)


class Interrupted(Graph):
    """A graph whose connection breaks after so many writing transactions."""

    def __init__(self, graph: Graph, writes: int) -> None:
        super().__init__(graph.driver, 10.0)
        self._left = writes

    async def writing(self, work: Callable[[Transaction], Awaitable[Answer]]) -> Answer:
        if not self._left:
            raise StoreUnavailable("the cable was pulled")
        self._left -= 1
        return await super().writing(work)


class Failing(HashedEmbedder):
    """An embedder that breaks half way through."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        raise RuntimeError("the model ran out of memory")


def with_skill(library: Library, slug: str, **changes: object) -> Library:
    """The library with one of its skills changed."""
    skill = replace(library.skills[slug], **changes)  # type: ignore[arg-type]  # - fields by name, of several types
    return replace(library, skills={**library.skills, slug: skill})


def with_role(library: Library, slug: str, **changes: object) -> Library:
    """The library with one of its roles changed."""
    role = replace(library.roles[slug], **changes)  # type: ignore[arg-type]  # - fields by name, of several types
    return replace(library, roles={**library.roles, slug: role})


def in_order(aliases: Sequence[Alias]) -> list[Alias]:
    """Aliases as the graph answers them: the primary one, then by spelling."""
    return sorted(aliases, key=lambda alias: (not alias.is_primary, normalised(alias.text)))


def as_read(skill: Skill) -> Skill:
    """A skill with what has no order in the order in which the graph answers it."""
    return replace(
        skill,
        aliases=tuple(in_order(skill.aliases)),
        implies=tuple(sorted(skill.implies)),
        related=tuple(sorted(skill.related)),
    )


async def test_library_is_read_as_it_was_loaded(small_graph: Graph, small_library: Library) -> None:
    found = await library_store.read(small_graph)

    assert dict(found.skills) == {slug: as_read(skill) for slug, skill in small_library.skills.items()}
    assert dict(found.dimensions) == dict(small_library.dimensions)
    assert dict(found.roles) == {
        slug: replace(role, titles=tuple(in_order(role.titles))) for slug, role in small_library.roles.items()
    }
    assert found.version == 1


async def test_every_field_of_a_skill_comes_back(
    empty_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    skill = Skill(
        slug="cobol",
        name="COBOL",
        description="A language of banks.",
        category="Programming",
        sub_category="Programming Languages",
        nature=SkillNature.LANGUAGE,
        volatility=Volatility.MEDIUM,
        lifespan=Lifespan.SHORT_LIVED,
        version_strategy=VersionStrategy.CALENDAR,
        aliases=(
            Alias("COBOL", AliasType.CANONICAL, True, MatchStrategy.CASE_SENSITIVE),
            *(Alias(f"COBOL {kind.value}", kind, False, MatchStrategy.CONTEXT_REQUIRED) for kind in AliasType),
        ),
        dimensions=("systems-programming", "backend-services"),
        implies=("sql",),
        related=("java", "c-sharp"),
        context_tags=("mainframe", "JCL"),
        era=Era.LEGACY,
        maturity_reasoning="Since 1959.",
        is_extractable=False,
        status=SkillStatus.ACTIVE,
    )
    untouched = [
        field.name for field in fields(Skill) if getattr(skill, field.name) in (None, (), "") and field.name != "status"
    ]
    assert untouched == [], "give each field a value that differs from its default"

    await library_store.load(
        empty_graph, replace(small_library, skills={**small_library.skills, "cobol": skill}), embedder
    )

    found = await library_store.read(empty_graph)
    assert found.skills["cobol"] == as_read(skill)
    assert found.skills["cobol"].dimensions == ("systems-programming", "backend-services")


async def test_every_member_of_an_enumeration_comes_back(
    empty_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    def nth(kind: type[Value], index: int) -> Value:
        members = list(kind)
        return members[index % len(members)]

    skills = {
        f"skill-{index:02}": replace(
            small_library.skills["mentoring"],
            slug=f"skill-{index:02}",
            aliases=(Alias(f"Skill {index}", nth(AliasType, index), True, nth(MatchStrategy, index)),),
            nature=nature,
            volatility=nth(Volatility, index),
            lifespan=nth(Lifespan, index),
            version_strategy=nth(VersionStrategy, index),
            era=nth(Era, index),
        )
        for index, nature in enumerate(SkillNature)
    }
    dimensions = {
        slug: replace(dimension, difficulty=nth(Difficulty, index))
        for index, (slug, dimension) in enumerate(small_library.dimensions.items())
    }

    await library_store.load(empty_graph, Library(skills, dimensions, roles={}), embedder)

    found = await library_store.read(empty_graph)
    assert (dict(found.skills), dict(found.dimensions)) == (skills, dimensions)


async def test_every_field_of_a_role_comes_back(small_graph: Graph, small_library: Library) -> None:
    role = (await library_store.read(small_graph)).roles["node-backend-developer"]

    assert role == Role(
        slug="node-backend-developer",
        name="Node.js Backend Developer",
        family="Software",
        archetype="Builds backend services in JavaScript or TypeScript on Node.js.",
        titles=(
            Alias("Node.js Backend Developer", AliasType.CANONICAL, True),
            Alias("Node Developer"),
            Alias("Node.js Developer"),
        ),
        dimensions=("nodejs-development", "backend-services", "microservices-and-distributed-systems"),
        kras=small_library.roles["node-backend-developer"].kras,
        specialises="backend-engineer",
        description=None,
    )


async def test_vectors_come_back_in_the_order_of_their_owners(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    found = await library_store.read(small_graph)
    expected = with_vectors(replace(small_library, skills=found.skills, roles=found.roles), embedder)

    np.testing.assert_allclose(found.skill_vectors, expected.skill_vectors, atol=1e-6)
    np.testing.assert_allclose(found.kra_vectors, expected.kra_vectors, atol=1e-6)
    np.testing.assert_allclose(found.role_vectors, expected.role_vectors, atol=1e-6)
    in_order = [list(small_library.dimensions).index(slug) for slug in found.dimensions]
    np.testing.assert_allclose(found.dimension_vectors, expected.dimension_vectors[in_order], atol=1e-6)
    assert found.kra_owners == expected.kra_owners


async def test_empty_graph_is_an_empty_library_of_version_0(empty_graph: Graph) -> None:
    found = await library_store.read(empty_graph)

    assert (found.version, dict(found.skills), dict(found.roles), found.skill_vectors.shape) == (0, {}, {}, (0, 0))
    assert await library_store.version(empty_graph) == 0


async def test_shared_title_is_one_alias_of_two_roles(small_graph: Graph) -> None:
    rows = await query(
        small_graph,
        "MATCH (:Alias {normalized: 'infrastructure engineer'})<-[:HAS_ALIAS]-(r:Role) "
        "RETURN r.slug AS slug ORDER BY slug",
    )

    assert [row["slug"] for row in rows] == ["devops-engineer", "platform-engineer"]


async def test_categories_hold_their_sub_categories(small_graph: Graph) -> None:
    rows = await query(
        small_graph, "MATCH (s:SubCategory)-[:PART_OF]->(c:Category {name: 'Data'}) RETURN s.name AS name ORDER BY name"
    )

    assert [row["name"] for row in rows] == ["Data Processing", "Databases and Queries"]


async def test_second_load_writes_nothing(small_graph: Graph, small_library: Library, embedder: HashedEmbedder) -> None:
    before = await contents(small_graph)

    report = await library_store.load(small_graph, small_library, embedder)

    assert report == LoadReport(0, 0, 0, 1)
    assert await contents(small_graph) == before


async def test_same_library_in_another_installation_has_the_same_ids(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    first = await check_nodes(small_graph, "Skill|Role|Dimension|KRA", ["uid"])
    await query(small_graph, "MATCH (n) DETACH DELETE n")

    await library_store.load(small_graph, small_library, embedder)

    assert await check_nodes(small_graph, "Skill|Role|Dimension|KRA", ["uid"]) == first


async def test_changed_skill_alone_is_written(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    uid = await value(small_graph, "MATCH (s:Skill {slug: 'sql'}) RETURN s.uid")
    changed = with_skill(small_library, "sql", description="Asks tables.", volatility=Volatility.MEDIUM)

    report = await library_store.load(small_graph, changed, embedder)

    assert report == LoadReport(skills=1, dimensions=0, roles=0, version=2)
    found = await library_store.read(small_graph)
    assert (found.skills["sql"].description, found.skills["sql"].volatility) == ("Asks tables.", Volatility.MEDIUM)
    row = list(found.skills).index("sql")
    np.testing.assert_allclose(found.skill_vectors[row], embedder.embed_documents(["SQL: Asks tables."])[0], atol=1e-6)
    assert await value(small_graph, "MATCH (s:Skill {slug: 'sql'}) RETURN s.uid") == uid


async def test_changed_dimension_and_role_are_written(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    dimension = replace(small_library.dimensions["stream-processing"], name="Streams", rationale="Other words.")
    changed = replace(small_library, dimensions={**small_library.dimensions, "stream-processing": dimension})
    changed = with_role(changed, "data-engineer", archetype="Moves data.", specialises="backend-engineer")

    report = await library_store.load(small_graph, changed, embedder)

    assert report == LoadReport(skills=0, dimensions=1, roles=1, version=2)
    found = await library_store.read(small_graph)
    assert found.dimensions["stream-processing"] == dimension
    assert found.roles["data-engineer"].archetype == "Moves data."
    assert found.roles["data-engineer"].specialises == "backend-engineer"


async def test_skill_moves_to_another_sub_category(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    changed = with_skill(small_library, "mentoring", category="People", sub_category="Leadership")

    await library_store.load(small_graph, changed, embedder)

    assert (await library_store.read(small_graph)).skills["mentoring"].sub_category == "Leadership"
    assert ("Soft Skills",) not in await check_nodes(small_graph, "SubCategory", ["name"])


async def test_category_that_nothing_is_in_disappears(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    changed = with_skill(small_library, "mentoring", category="Leadership", sub_category="Soft Skills")

    await library_store.load(small_graph, changed, embedder)

    assert ("People",) not in await check_nodes(small_graph, "Category", ["name"])
    assert (await library_store.read(small_graph)).skills["mentoring"].category == "Leadership"


async def test_alias_that_the_files_no_longer_have_disappears(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    go = small_library.skills["go"]
    changed = with_skill(small_library, "go", aliases=tuple(alias for alias in go.aliases if alias.text != "Golang"))

    await library_store.load(small_graph, changed, embedder)

    assert ("golang",) not in await check_nodes(small_graph, "Alias", ["normalized"])
    assert [alias.text for alias in (await library_store.read(small_graph)).skills["go"].aliases] == ["Go"]


async def test_alias_that_another_owner_still_has_stays(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    devops = small_library.roles["devops-engineer"]
    titles = tuple(alias for alias in devops.titles if alias.text != "Infrastructure Engineer")

    await library_store.load(small_graph, with_role(small_library, "devops-engineer", titles=titles), embedder)

    found = await library_store.read(small_graph)
    assert "Infrastructure Engineer" not in {alias.text for alias in found.roles["devops-engineer"].titles}
    assert "Infrastructure Engineer" in {alias.text for alias in found.roles["platform-engineer"].titles}


async def test_alias_changes_its_type_and_strategy(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    aliases = (
        Alias("Go", AliasType.CANONICAL, True, MatchStrategy.CASE_SENSITIVE),
        Alias("Golang", AliasType.FORMER_NAME, False, MatchStrategy.CASE_SENSITIVE),
    )

    await library_store.load(small_graph, with_skill(small_library, "go", aliases=aliases), embedder)

    assert (await library_store.read(small_graph)).skills["go"].aliases == aliases


async def test_alias_changes_its_case(small_graph: Graph, small_library: Library, embedder: HashedEmbedder) -> None:
    aliases = (Alias("DBT", AliasType.CANONICAL, True, MatchStrategy.CASE_SENSITIVE), Alias("Data Build Tool"))

    await library_store.load(small_graph, with_skill(small_library, "dbt", name="DBT", aliases=aliases), embedder)

    assert (await library_store.read(small_graph)).skills["dbt"].aliases == aliases


async def test_title_that_a_skill_spells_otherwise_leaves_the_skill_its_spelling(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    role = small_library.roles["platform-engineer"]

    await library_store.load(
        small_graph, with_role(small_library, "platform-engineer", titles=(*role.titles, Alias("DBT"))), embedder
    )

    found = await library_store.read(small_graph)
    assert found.skills["dbt"].aliases[0].text == "dbt"


async def test_dimension_that_a_skill_or_role_no_longer_has_is_unlinked(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    changed = with_skill(small_library, "apache-kafka", dimensions=("stream-processing",))
    changed = with_role(changed, "backend-engineer", dimensions=("sql-and-query-languages", "backend-services"))

    await library_store.load(small_graph, changed, embedder)

    found = await library_store.read(small_graph)
    assert found.skills["apache-kafka"].dimensions == ("stream-processing",)
    assert found.roles["backend-engineer"].dimensions == ("sql-and-query-languages", "backend-services")


async def test_kra_that_a_role_no_longer_has_disappears_and_the_rest_keep_their_order(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    first, second, third = small_library.roles["backend-engineer"].kras
    kras = (third, first, "Plan the retirement of services that nobody uses.")

    await library_store.load(small_graph, with_role(small_library, "backend-engineer", kras=kras), embedder)

    assert (await library_store.read(small_graph)).roles["backend-engineer"].kras == kras
    assert (second,) not in await check_nodes(small_graph, "KRA", ["text"])


async def test_relation_that_a_skill_no_longer_has_disappears(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    changed = with_skill(small_library, "pyspark", implies=("python",), related=("apache-flink",))

    await library_store.load(small_graph, changed, embedder)

    skill = (await library_store.read(small_graph)).skills["pyspark"]
    assert (skill.implies, skill.related) == (("python",), ("apache-flink",))


async def test_what_runs_and_curators_wrote_stays(
    pipeline: Pipeline, small_library: Library, embedder: HashedEmbedder
) -> None:
    graph = pipeline.graph
    run = await pipeline.run(Request(BACKEND.text, BACKEND.title))
    await query(
        graph,
        """
        MATCH (s:Skill {slug: 'java'}), (r:Role {slug: 'backend-engineer'})
        MATCH (d:Dimension {slug: 'delivery-automation'}), (sql:Skill {slug: 'sql'})
        CREATE (s)-[:IN_DIMENSION {origin: 'run', runId: $run}]->(d)
        CREATE (r)-[:HAS_DIMENSION {origin: 'run', runId: $run}]->(d)
        CREATE (s)-[:HAS_ALIAS {origin: 'curator', type: 'SYNONYM', isPrimary: false, matchStrategy: 'CASE_SENSITIVE'}]
               ->(:Alias {normalized: 'java se', text: 'Java SE'})
        CREATE (r)-[:HAS_KRA]
               ->(:KRA {uid: 'kra', text: 'A sentence of a curator.', origin: 'curator', embedding: $vector})
        CREATE (s)-[:RELATED_TO {kind: 'related', origin: 'curator'}]->(sql)
        CREATE (:Skill {slug: 'quarkus', uid: 'q', name: 'Quarkus', status: 'PENDING', origin: 'run'})
        """,
        run=run.uid,
        vector=[0.0] * 384,
    )
    before = await contents(graph)
    changed = with_skill(small_library, "java", description="Other words.")
    changed = with_role(changed, "backend-engineer", archetype="Other words.")

    await library_store.load(graph, changed, embedder)

    after = await contents(graph)
    assert after.labelled("PipelineRun", "ReviewItem", "JobDescription") == before.labelled(
        "PipelineRun", "ReviewItem", "JobDescription"
    )
    assert ("java", "delivery-automation", "run") in await check_rels(
        graph, "Skill", "IN_DIMENSION", "Dimension", ["origin"]
    )
    assert ("backend-engineer", "delivery-automation", "run") in await check_rels(
        graph, "Role", "HAS_DIMENSION", "Dimension", ["origin"]
    )
    assert ("java", "sql", "related") in await check_rels(graph, "Skill", "RELATED_TO", "Skill", ["kind"])
    assert ("quarkus", "PENDING") in await check_nodes(graph, "Skill", ["slug", "status"])
    found = await library_store.read(graph)
    assert "Java SE" in {alias.text for alias in found.skills["java"].aliases}
    assert "A sentence of a curator." in found.roles["backend-engineer"].kras
    assert found.roles["backend-engineer"].archetype == "Other words."
    confirmed = (
        "MATCH (:Skill {slug: 'java'})-[l:IN_DIMENSION]->(:Dimension {slug: 'backend-services'}) RETURN l.confirmations"
    )
    assert await value(graph, confirmed) == 1
    assert await value(graph, "MATCH (r:Role {slug: 'backend-engineer'}) RETURN r.centroidCount") == 1


async def test_library_that_takes_a_pending_skill_in_makes_it_active(
    empty_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    await query(
        empty_graph, "CREATE (:Skill {slug: 'dbt', uid: 'of-a-run', name: 'DBT', status: 'PENDING', origin: 'run'})"
    )

    await library_store.load(empty_graph, small_library, embedder)

    assert ("dbt", "of-a-run", "ACTIVE", "dbt") in await check_nodes(
        empty_graph, "Skill", ["slug", "uid", "status", "name"]
    )


async def test_skill_that_a_curator_merged_away_stays_merged(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    await query(
        small_graph,
        "MATCH (a:Skill {slug: 'pyspark'}), (b:Skill {slug: 'apache-spark'}) "
        "SET a.status = 'MERGED' CREATE (a)-[:MERGED_INTO]->(b)",
    )

    await library_store.load(small_graph, with_skill(small_library, "pyspark", description="Other words."), embedder)

    assert ("pyspark", "MERGED") in await check_nodes(small_graph, "Skill", ["slug", "status"])
    assert "pyspark" not in (await library_store.read(small_graph)).skills


async def test_load_with_another_model_computes_every_vector_anew(small_graph: Graph, small_library: Library) -> None:
    class Other(HashedEmbedder):
        model = "hashed-otherwise"

        def embed_documents(self, texts: Sequence[str]) -> Vectors:
            return -super().embed_documents(texts)

    report = await library_store.load(small_graph, small_library, Other())

    assert (report.skills, report.roles) == (len(small_library.skills), len(small_library.roles))
    rows = await small_graph.read("library/state")
    assert (rows[0]["model"], rows[0]["dimensions"], rows[0]["version"]) == ("hashed-otherwise", 384, 2)
    found = await library_store.read(small_graph)
    assert float(found.skill_vectors.max()) <= 0.0


async def test_load_whose_embedder_fails_writes_nothing(small_graph: Graph, small_library: Library) -> None:
    before = await contents(small_graph)

    with pytest.raises(RuntimeError, match="ran out of memory"):
        await library_store.load(small_graph, with_skill(small_library, "go", description="Other words."), Failing())

    assert await contents(small_graph) == before


@pytest.mark.parametrize("writes", [0, 1, 2, 3])
async def test_interrupted_load_leaves_the_version_and_is_completed_by_the_next(
    writes: int, small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    dimension = replace(small_library.dimensions["stream-processing"], rationale="Other words.")
    changed = replace(small_library, dimensions={**small_library.dimensions, "stream-processing": dimension})
    changed = with_skill(changed, "go", description="Other words.", related=("java",))
    changed = with_role(changed, "data-engineer", archetype="Other words.")

    with pytest.raises(StoreUnavailable, match="the cable was pulled"):
        await library_store.load(Interrupted(small_graph, writes), changed, embedder)

    assert await library_store.version(small_graph) == 1
    await library_store.load(small_graph, changed, embedder)
    found = await library_store.read(small_graph)
    assert found.version == 2
    assert found.dimensions["stream-processing"].rationale == "Other words."
    assert (found.skills["go"].description, found.skills["go"].related) == ("Other words.", ("java",))
    assert found.roles["data-engineer"].archetype == "Other words."
    assert await library_store.load(small_graph, changed, embedder) == LoadReport(0, 0, 0, 2)


async def test_first_load_that_is_interrupted_is_completed_by_the_next(
    empty_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    with pytest.raises(StoreUnavailable):
        await library_store.load(Interrupted(empty_graph, 2), small_library, embedder)
    assert await library_store.version(empty_graph) == 0

    report = await library_store.load(empty_graph, small_library, embedder)

    assert (report.skills, report.dimensions, report.roles, report.version) == (0, 0, len(small_library.roles), 1)
    found = await library_store.read(empty_graph)
    assert {slug: skill.implies for slug, skill in found.skills.items()} == {
        slug: tuple(sorted(skill.implies)) for slug, skill in small_library.skills.items()
    }


async def test_load_tells_how_far_it_is(empty_graph: Graph, small_library: Library, embedder: HashedEmbedder) -> None:
    told: list[tuple[str, float]] = []

    await library_store.load(empty_graph, small_library, embedder, lambda message, share: told.append((message, share)))

    texts = len(small_library.skills) + len(small_library.dimensions) + 6 + len(small_library.kra_owners)
    assert told[0] == (f"embedding {texts} texts", 0.0)
    assert told[-2:] == [("writing 38 skills, 12 dimensions and 6 roles", 0.9), ("library loaded", 1.0)]
    assert [share for _, share in told] == sorted(share for _, share in told)


async def test_cache_reads_again_only_after_a_change(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    cache = LibraryCache(small_graph, embedder)
    first = await cache.current()

    assert await cache.current() is first

    await library_store.load(small_graph, with_skill(small_library, "go", description="Other words."), embedder)
    assert (await cache.current()).skills["go"].description == "Other words."


async def test_every_property_in_the_graph_is_declared(pipeline: Pipeline) -> None:
    run = await pipeline.extract(Request(BACKEND.text, BACKEND.title))
    await pipeline.details(run.uid, [*(skill.name for skill in run.skills), "Quarkus"])
    await pipeline.finalize(run.uid, None)
    await pipeline.run(Request("Too short."))
    declared = {
        label.__name__: {name for name, member in vars(label).items() if isinstance(member, Property)}
        for label in LABELS
    }

    rows = await query(pipeline.graph, "MATCH (n) UNWIND keys(n) AS key RETURN DISTINCT labels(n)[0] AS label, key")

    undeclared = {f"{row['label']}.{row['key']}" for row in rows if row["key"] not in declared[row["label"]]}
    assert undeclared == set()
    not_of_runs = {"AuditEvent", "ApiKey", "LLMCall", "LLMDay", "LLMReservation"}
    assert {row["label"] for row in rows} == set(declared) - not_of_runs
