"""Walking the taxonomy: nodes by id, slug and alias, and along their edges."""

from __future__ import annotations

import pytest

from graph_service.domain.nodes import DimensionNode, KRANode, RoleNode, SkillNode, TaxonomyStats
from graph_service.domain.taxonomy import (
    AliasType,
    Difficulty,
    Library,
    Lifespan,
    MatchStrategy,
    SkillNature,
    SkillStatus,
    VersionStrategy,
    Volatility,
)
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.vectors import skill_text
from graph_service.store import taxonomy
from graph_service.store.connection import Graph
from graph_service.store.taxonomy import SkillConditions
from tests.support import query


async def uid(graph: Graph, label: str, slug: str) -> str:
    """The uid of a node that is there."""
    found = await taxonomy.uid_of_slug(graph, label, slug)
    assert found is not None
    return found


async def slugs_along(graph: Graph, edge: str, label: str, slug: str) -> list[str]:
    """The slugs at the other end of an edge, in its order."""
    start = await uid(graph, label, slug)
    found = await taxonomy.edges(graph, edge, [start])
    rows = await query(graph, "UNWIND $uids AS uid MATCH (n {uid: uid}) RETURN n.slug AS slug", uids=found[start])
    return [row["slug"] for row in rows]


async def merge_pyspark_away(graph: Graph) -> None:
    """PySpark into Databricks into Apache Spark, as a curator does it."""
    await query(
        graph,
        "MATCH (a:Skill {slug: 'pyspark'}), (b:Skill {slug: 'apache-flink'}), (c:Skill {slug: 'apache-spark'}) "
        "SET a.status = 'MERGED', b.status = 'MERGED' CREATE (a)-[:MERGED_INTO]->(b)-[:MERGED_INTO]->(c)",
    )


async def test_skill_node_has_all_that_the_library_says(small_graph: Graph) -> None:
    key = await uid(small_graph, "Skill", "go")

    assert await taxonomy.nodes(small_graph, "Skill", [key]) == {
        key: SkillNode(
            uid=key,
            slug="go",
            name="Go",
            description="A compiled language with lightweight concurrency.",
            status=SkillStatus.ACTIVE,
            category="Programming",
            sub_category="Programming Languages",
            nature=SkillNature.LANGUAGE,
            volatility=Volatility.STABLE,
            lifespan=Lifespan.EVERGREEN,
            version_strategy=VersionStrategy.MAJOR_MINOR,
            confidence=1.0,
            maturity_reasoning="In production at scale since the early 2010s.",
            is_extractable=True,
            context_tags=("goroutines", "gRPC", "microservices", "programming language"),
            version=0,
        )
    }


async def test_pending_skill_without_properties_is_a_node(small_graph: Graph) -> None:
    await query(small_graph, "CREATE (:Skill {uid: 'new', slug: 'quarkus', name: 'Quarkus', status: 'PENDING'})")

    assert (await taxonomy.nodes(small_graph, "Skill", ["new"]))["new"] == SkillNode(
        "new",
        "quarkus",
        "Quarkus",
        None,
        SkillStatus.PENDING,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        False,
        (),
        0,
    )


async def test_other_nodes_have_all_that_the_library_says(small_graph: Graph, small_library: Library) -> None:
    dimension = await uid(small_graph, "Dimension", "systems-programming")
    role = await uid(small_graph, "Role", "backend-engineer")
    kras = (await taxonomy.edges(small_graph, "kras_of_roles", [role]))[role]

    found = await taxonomy.mixed(small_graph, [("Dimension", dimension), ("Role", role), ("KRA", kras[0])])

    assert found == {
        dimension: DimensionNode(
            dimension,
            "systems-programming",
            "Systems Programming",
            "Software close to the machine; no role of this library works in it.",
            Difficulty.NICHE,
            0,
        ),
        role: RoleNode(
            role,
            "backend-engineer",
            "Backend Developer",
            "Software",
            "Builds and runs the services and interfaces behind a product.",
            "Owns server-side code from design to production.",
            0,
            0,
        ),
        kras[0]: KRANode(kras[0], small_library.roles["backend-engineer"].kras[0], role, 0),
    }


async def test_nodes_of_unknown_uids_are_left_out(small_graph: Graph) -> None:
    role = await uid(small_graph, "Role", "data-engineer")

    assert list(await taxonomy.nodes(small_graph, "Role", ["nobody", role, role])) == [role]
    assert await taxonomy.nodes(small_graph, "Skill", [role]) == {}
    assert await taxonomy.nodes(small_graph, "Skill", []) == {}


async def test_merged_skill_answers_the_skill_that_it_ended_in(small_graph: Graph) -> None:
    old = await uid(small_graph, "Skill", "pyspark")
    target = await uid(small_graph, "Skill", "apache-spark")
    await merge_pyspark_away(small_graph)

    assert await taxonomy.uid_of_slug(small_graph, "Skill", "pyspark") == target
    assert await taxonomy.uids_of_slugs(small_graph, "Skill", ["pyspark", "apache-spark", "nothing"]) == {
        "pyspark": target,
        "apache-spark": target,
    }
    node = (await taxonomy.nodes(small_graph, "Skill", [old]))[old]
    assert isinstance(node, SkillNode)
    assert (node.uid, node.slug, node.status) == (target, "apache-spark", SkillStatus.ACTIVE)


async def test_slug_answers_its_own_label_only(small_graph: Graph) -> None:
    assert await taxonomy.uid_of_slug(small_graph, "Skill", "backend-engineer") is None
    assert await taxonomy.uid_of_slug(small_graph, "Role", "backend-engineer") is not None
    assert await taxonomy.uid_of_slug(small_graph, "Role", "astronaut") is None


@pytest.mark.parametrize(
    ("label", "name", "slug"),
    [
        ("Skill", "golang", "go"),
        ("Skill", " GoLang ", "go"),
        ("Skill", "C SHARP", "c-sharp"),
        ("Skill", "Event‑Driven Architecture", "event-driven-architecture"),
        ("Role", "software engineer", "backend-engineer"),
        ("Role", "Backend Developer", "backend-engineer"),
    ],
)
async def test_any_alias_leads_to_its_owner(label: str, name: str, slug: str, small_graph: Graph) -> None:
    assert await taxonomy.uid_of_alias(small_graph, label, name) == await uid(small_graph, label, slug)


async def test_alias_of_another_label_or_of_nothing_leads_nowhere(small_graph: Graph) -> None:
    assert await taxonomy.uid_of_alias(small_graph, "Role", "golang") is None
    assert await taxonomy.uid_of_alias(small_graph, "Skill", "golang 1.22") is None


async def test_shared_title_leads_to_the_same_role_each_time(small_graph: Graph) -> None:
    found = {await taxonomy.uid_of_alias(small_graph, "Role", "infrastructure engineer") for _ in range(3)}

    assert found == {await uid(small_graph, "Role", "devops-engineer")}


async def test_aliases_come_with_type_and_strategy_the_canonical_one_first(small_graph: Graph) -> None:
    key = await uid(small_graph, "Skill", "event-driven-architecture")

    found = (await taxonomy.aliases(small_graph, [key]))[key]

    assert [(alias.text, alias.type, alias.is_primary, alias.match_strategy) for alias in found] == [
        ("Event-Driven Architecture", AliasType.CANONICAL, True, MatchStrategy.CASE_INSENSITIVE),
        ("EDA", AliasType.ABBREVIATION, False, MatchStrategy.CASE_SENSITIVE),
        ("Event Driven Architecture", AliasType.SYNONYM, False, MatchStrategy.CASE_INSENSITIVE),
        ("Event-Driven Systems", AliasType.SYNONYM, False, MatchStrategy.CASE_INSENSITIVE),
    ]


@pytest.mark.parametrize(
    ("edge", "label", "slug", "expected"),
    [
        ("skills_of_dimensions", "Dimension", "stream-processing", ["apache-flink", "apache-kafka"]),
        ("roles_of_dimensions", "Dimension", "cloud-infrastructure", ["platform-engineer", "devops-engineer"]),
        ("roles_of_dimensions", "Dimension", "working-with-people", []),
        (
            "dimensions_of_roles",
            "Role",
            "backend-engineer",
            ["backend-services", "microservices-and-distributed-systems", "sql-and-query-languages"],
        ),
        (
            "dimensions_of_skills",
            "Skill",
            "apache-kafka",
            ["stream-processing", "microservices-and-distributed-systems"],
        ),
        ("roles_of_skills", "Skill", "java", ["backend-engineer", "node-backend-developer"]),
        ("roles_of_skills", "Skill", "mentoring", []),
        (
            "skills_of_roles",
            "Role",
            "frontend-engineer",
            ["css", "html", "javascript", "react", "typescript", "vue-js"],
        ),
        ("specialisations_of_roles", "Role", "backend-engineer", ["node-backend-developer"]),
        ("specialisations_of_roles", "Role", "data-engineer", []),
        ("broader_of_roles", "Role", "node-backend-developer", ["backend-engineer"]),
        ("broader_of_roles", "Role", "backend-engineer", []),
        ("related_of_skills", "Skill", "apache-spark", ["pyspark"]),
        ("related_of_skills", "Skill", "express", ["node-js", "nestjs"]),
    ],
)
async def test_edge_leads_to_its_nodes_in_order(
    edge: str, label: str, slug: str, expected: list[str], small_graph: Graph
) -> None:
    assert await slugs_along(small_graph, edge, label, slug) == expected


async def test_kras_come_in_the_order_of_their_role(small_graph: Graph, small_library: Library) -> None:
    roles = [await uid(small_graph, "Role", slug) for slug in ("data-engineer", "frontend-engineer")]

    found = await taxonomy.edges(small_graph, "kras_of_roles", roles)

    texts = {}
    for role in roles:
        nodes = await taxonomy.nodes(small_graph, "KRA", found[role])
        texts[role] = tuple(node.text for key in found[role] if isinstance(node := nodes[key], KRANode))
    assert texts == {
        roles[0]: small_library.roles["data-engineer"].kras,
        roles[1]: small_library.roles["frontend-engineer"].kras,
    }


async def test_pending_and_merged_skills_are_at_no_edge(small_graph: Graph) -> None:
    await query(
        small_graph,
        "MATCH (d:Dimension {slug: 'stream-processing'}) "
        "CREATE (:Skill {uid: 'new', slug: 'pulsar', name: 'Pulsar', status: 'PENDING'})-[:IN_DIMENSION]->(d)",
    )
    await merge_pyspark_away(small_graph)

    assert await slugs_along(small_graph, "skills_of_dimensions", "Dimension", "stream-processing") == ["apache-kafka"]
    assert "pulsar" not in await slugs_along(small_graph, "skills_of_roles", "Role", "data-engineer")
    assert await slugs_along(small_graph, "related_of_skills", "Skill", "apache-spark") == []


async def test_similar_skills_are_those_with_the_nearest_vectors(
    small_graph: Graph, small_library: Library, embedder: HashedEmbedder
) -> None:
    found = await taxonomy.similar(small_graph, await uid(small_graph, "Skill", "pyspark"), 3)

    skills = [skill for slug, skill in small_library.skills.items() if slug != "pyspark"]
    vectors = embedder.embed_documents([skill_text(skill.name, skill.description) for skill in skills])
    own = small_library.skills["pyspark"]
    scores = vectors @ embedder.embed_documents([skill_text(own.name, own.description)])[0]
    best = sorted(zip(scores.tolist(), (skill.slug for skill in skills), strict=True), reverse=True)[:3]
    assert [key for key, _ in found] == [await uid(small_graph, "Skill", slug) for _, slug in best]
    assert [score for _, score in found] == pytest.approx([score for score, _ in best], abs=1e-3)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (SkillConditions(dimension="stream-processing"), ["apache-flink", "apache-kafka"]),
        (SkillConditions(nature=SkillNature.PLATFORM, category="Operations"), ["aws", "docker", "kubernetes", "linux"]),
        (SkillConditions(category="People"), ["mentoring"]),
        (
            SkillConditions(role="frontend-engineer", nature=SkillNature.LANGUAGE),
            ["css", "html", "javascript", "typescript"],
        ),
        (SkillConditions(text="K8S"), ["kubernetes"]),
        (SkillConditions(text="apache"), ["apache-airflow", "apache-flink", "apache-kafka", "apache-spark"]),
        (SkillConditions(text="script", dimension="nodejs-development"), ["javascript", "typescript"]),
        (SkillConditions(dimension="no-such-dimension"), []),
        (SkillConditions(status=SkillStatus.PENDING), []),
    ],
)
async def test_skills_are_listed_by_condition(where: SkillConditions, expected: list[str], small_graph: Graph) -> None:
    assert [slug for _, slug in await taxonomy.skills_page(small_graph, where, None, 100)] == expected
    assert await taxonomy.skills_count(small_graph, where) == len(expected)


async def test_pages_of_skills_and_roles_go_on_after_a_slug(small_graph: Graph, small_library: Library) -> None:
    listed: list[str] = []
    while page := await taxonomy.skills_page(small_graph, SkillConditions(), listed[-1] if listed else None, 10):
        assert len(page) <= 10
        listed += [slug for _, slug in page]
    assert listed == sorted(small_library.skills)

    roles = await taxonomy.roles_page(small_graph, taxonomy.RoleConditions(), "data-engineer", 2)
    assert roles == [(await uid(small_graph, "Role", slug), slug) for slug in ("devops-engineer", "frontend-engineer")]
    assert await taxonomy.roles_count(small_graph, taxonomy.RoleConditions()) == 6


async def test_stats_count_what_is_live(small_graph: Graph, small_library: Library) -> None:
    await query(
        small_graph,
        "CREATE (:Skill {uid: 'new', slug: 'quarkus', name: 'Quarkus', status: 'PENDING'})"
        "-[:HAS_ALIAS]->(:Alias {normalized: 'quarkus', text: 'Quarkus'})",
    )
    spellings = {alias.text.casefold() for skill in small_library.skills.values() for alias in skill.aliases}
    spellings |= {alias.text.casefold() for role in small_library.roles.values() for alias in role.titles}

    assert await taxonomy.stats(small_graph) == TaxonomyStats(
        skills=38, aliases=len(spellings), roles=6, dimensions=12, kras=len(small_library.kra_owners), runs=0
    )


async def steps(graph: Graph, start: tuple[str, str], end: tuple[str, str]) -> list[tuple[str, str, str]] | None:
    """A path between two nodes (label, slug), as slugs and relationships."""
    found = await taxonomy.path(graph, await uid(graph, *start), await uid(graph, *end))
    if found is None:
        return None
    return [(getattr(step.start, "slug", ""), step.relationship, getattr(step.end, "slug", "")) for step in found]


async def test_path_is_a_shortest_one_in_the_direction_of_travel(small_graph: Graph) -> None:
    assert await steps(small_graph, ("Skill", "apache-flink"), ("Role", "data-engineer")) == [
        ("apache-flink", "IN_DIMENSION", "stream-processing"),
        ("stream-processing", "HAS_DIMENSION", "data-engineer"),
    ]
    assert await steps(small_graph, ("Role", "backend-engineer"), ("Role", "node-backend-developer")) == [
        ("backend-engineer", "SPECIALISES", "node-backend-developer")
    ]


async def test_path_to_itself_is_empty_and_to_an_island_is_none(small_graph: Graph) -> None:
    assert await steps(small_graph, ("Skill", "java"), ("Skill", "java")) == []
    assert await steps(small_graph, ("Skill", "java"), ("Skill", "mentoring")) is None


async def test_path_does_not_lead_over_pending_skills(small_graph: Graph) -> None:
    await query(
        small_graph,
        "MATCH (a:Dimension {slug: 'working-with-people'}), (b:Dimension {slug: 'backend-services'}) "
        "CREATE (x:Skill {uid: 'new', slug: 'x', name: 'X', status: 'PENDING'}) "
        "CREATE (a)<-[:IN_DIMENSION]-(x)-[:IN_DIMENSION]->(b)",
    )

    assert await steps(small_graph, ("Skill", "mentoring"), ("Skill", "java")) is None
    assert await steps(small_graph, ("Skill", "x"), ("Dimension", "backend-services")) == [
        ("x", "IN_DIMENSION", "backend-services")
    ]
