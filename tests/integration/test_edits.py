"""Every operation of a curator's on a live graph: what it writes, its place in the log, its undo, and its refusals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from graph_service.curation import (
    dimensions,
    kras,
    merging,
    relations,
    role_edits,
    rulings,
    skills,
    spellings,
    undoing,
)
from graph_service.domain.edits import RelationKind
from graph_service.domain.taxonomy import AliasType, Difficulty, Library, MatchStrategy, SkillNature
from graph_service.errors import Conflict, GraphServiceError, InvalidInput, NotFound
from graph_service.language.embeddings import HashedEmbedder
from graph_service.store import changes
from graph_service.store import library as library_store
from graph_service.store.changes import Done
from graph_service.store.connection import Graph
from tests.support import query, taxonomy_of, value, wipe

ME = "ada"
EMBEDDER = HashedEmbedder()
IMPLIES, RELATED = RelationKind.IMPLIES, RelationKind.RELATED

Operation = Callable[[Graph], Awaitable[Done]]
_DESIGN = "Design, build and operate backend services with clear interfaces and sound data models."


async def kra_of(graph: Graph) -> str:
    return str(await value(graph, "MATCH (k:KRA {text: $said}) RETURN k.uid", said=_DESIGN))


async def update_kra(graph: Graph) -> Done:
    return await kras.update_kra(graph, EMBEDDER, ME, await kra_of(graph), "Own the services of the shop.")


async def remove_kra(graph: Graph) -> Done:
    return await kras.remove_kra(graph, ME, await kra_of(graph))


_SPELLINGS = """MATCH (:Skill {slug: 'go'})-[h:HAS_ALIAS]->(a) WITH h, a ORDER BY a.normalized
RETURN collect([a.text, h.type, h.isPrimary, h.matchStrategy])"""
_ORDER = """MATCH (:Role {slug: 'frontend-engineer'})-[l:HAS_DIMENSION]->(d) WITH l, d ORDER BY l.position
RETURN collect([d.slug, l.position, l.origin])"""
_LINK = """MATCH (:Skill {slug: 'go'})-[l:IN_DIMENSION]->(d) WITH l, d ORDER BY d.slug
RETURN collect([d.slug, l.origin, l.confirmations, l.confidence, l.createdAt IS NOT NULL])"""
_GO_IN_BACKEND = ["backend-services", "library", 0, 1.0, True]

OPERATIONS: dict[str, tuple[Operation, str, Any, str]] = {
    "create_skill": (
        lambda graph: skills.create_skill(
            graph,
            EMBEDDER,
            ME,
            {"name": "Zig", "category": "Programming", "sub_category": "New Languages", "description": "A language."},
            aliases=["Ziglang", "zig"],
            dimensions=["systems-programming", "Backend Service Development"],
        ),
        """MATCH (s:Skill {slug: 'zig'})-[:IN_SUBCATEGORY]->(sub)-[:PART_OF]->(c)
        RETURN [s.status, s.nature, s.volatility, s.lifespan, s.versionStrategy, s.isExtractable, s.confidence, s.origin,
          size(s.embedding), s.createdAt IS NOT NULL, sub.key, c.name,
          COLLECT { MATCH (s)-[h:HAS_ALIAS]->(a) RETURN [a.text, h.type, h.isPrimary, h.origin] ORDER BY a.normalized },
          COLLECT { MATCH (s)-[l:IN_DIMENSION]->(d) RETURN [d.slug, l.origin, l.confirmations, l.confidence] ORDER BY d.slug }]""",
        [
            *("ACTIVE", "CONCEPT", "MEDIUM", "MULTI_YEAR", "NOT_APPLICABLE", True, 1.0, "curator", 384, True),
            *("Programming / New Languages", "Programming"),
            [["Zig", "CANONICAL", True, "curator"], ["Ziglang", "SYNONYM", False, "curator"]],
            [["backend-services", "curator", 0, 1.0], ["systems-programming", "curator", 0, 1.0]],
        ],
        "created the skill Zig (zig)",
    ),
    "update_skill": (
        lambda graph: skills.update_skill(
            graph,
            EMBEDDER,
            ME,
            "Golang",
            {
                "name": "Go (language)",
                "nature": SkillNature.TOOL,
                "description": None,
                "category": "A",
                "sub_category": "B",
            },
        ),
        """MATCH (s:Skill {slug: 'go'})-[:IN_SUBCATEGORY]->(sub)-[:PART_OF]->(c)
        RETURN [s.name, s.nature, s.description, s.volatility, sub.name, c.name,
          COLLECT { MATCH (s)-[h:HAS_ALIAS]->(a) RETURN [a.text, h.type] ORDER BY a.normalized }]""",
        [
            *("Go (language)", "TOOL", None, "STABLE", "B", "A"),
            [["Go", "SYNONYM"], ["Go (language)", "CANONICAL"], ["Golang", "SYNONYM"]],
        ],
        "changed category, description, name, nature, spellings of go",
    ),
    "spell_skill_otherwise": (
        lambda graph: skills.update_skill(graph, EMBEDDER, ME, "rest-apis", {"name": "rest APIs"}),
        "MATCH (s:Skill {slug: 'rest-apis'})-[:HAS_ALIAS {isPrimary: true}]->(a) RETURN [s.name, a.text]",
        ["rest APIs", "rest APIs"],
        "changed name of rest-apis",
    ),
    "deprecate_skill": (
        lambda graph: skills.deprecate_skill(graph, ME, "Jenkins", "CI/CD"),
        "MATCH (s:Skill {slug: 'jenkins'})-[:REPLACED_BY]->(o) RETURN [s.status, o.slug]",
        ["DEPRECATED", "ci-cd"],
        "deprecated jenkins, replaced by ci-cd",
    ),
    "add_alias": (
        lambda graph: spellings.add_alias(
            graph, ME, "go", "Go  lang", AliasType.MISSPELLING, MatchStrategy.CASE_SENSITIVE
        ),
        _SPELLINGS,
        [
            ["Go", "CANONICAL", True, "CONTEXT_REQUIRED"],
            ["Go lang", "MISSPELLING", False, "CASE_SENSITIVE"],
            ["Golang", "SYNONYM", False, "CASE_INSENSITIVE"],
        ],
        "made 'Go lang' a spelling of go",
    ),
    "share_a_title": (
        lambda graph: spellings.add_alias(graph, ME, "Node.js", "SWE"),
        "MATCH (a:Alias {normalized: 'swe'})<-[:HAS_ALIAS]-(n) WITH a.text AS text, n ORDER BY n.slug WITH text, collect(n.slug) AS owners RETURN [text, owners]",
        ["SWE", ["backend-engineer", "node-js"]],
        "made 'SWE' a spelling of node-js",
    ),
    "remove_alias": (
        lambda graph: spellings.remove_alias(graph, ME, "go", "golang"),
        "RETURN EXISTS { (:Alias {normalized: 'golang'}) }",
        False,
        "took the spelling 'golang' from go",
    ),
    "set_canonical_alias": (
        lambda graph: spellings.set_canonical_alias(graph, EMBEDDER, ME, "go", "GOLANG"),
        _SPELLINGS,
        [["Go", "SYNONYM", False, "CONTEXT_REQUIRED"], ["Golang", "CANONICAL", True, "CASE_INSENSITIVE"]],
        "made 'Golang' the name of go",
    ),
    "link_skill": (
        lambda graph: skills.link_skill(graph, ME, "go", "stream-processing"),
        _LINK,
        [_GO_IN_BACKEND, ["stream-processing", "curator", 0, 1.0, True]],
        "put go into the dimension stream-processing",
    ),
    "unlink_skill": (
        lambda graph: skills.unlink_skill(graph, ME, "go", "Backend Service Development"),
        _LINK,
        [],
        "took go out of the dimension backend-services",
    ),
    "relate_skills": (
        lambda graph: relations.relate_skills(graph, ME, "grpc", "go", IMPLIES),
        "MATCH (:Skill {slug: 'grpc'})-[r:RELATED_TO]->(o) RETURN [o.slug, r.kind, r.origin]",
        ["go", "implies", "curator"],
        "said that grpc implies go",
    ),
    "unrelate_skills": (
        lambda graph: relations.unrelate_skills(graph, ME, "docker", "kubernetes", RELATED),
        "RETURN EXISTS { (:Skill {slug: 'kubernetes'})-[:RELATED_TO]-() }",
        False,
        "took back that docker is related to kubernetes",
    ),
    "rule_not_same": (
        lambda graph: rulings.rule_not_same(graph, ME, ["java", "javascript", "go"]),
        "MATCH (a:Skill)-[:NOT_SAME_AS]->(b) WITH a, b ORDER BY a.slug, b.slug RETURN collect([a.slug, b.slug])",
        [["java", "go"], ["java", "javascript"], ["javascript", "go"]],
        "ruled that java, javascript, go are not the same",
    ),
    "rule_homonym": (
        lambda graph: rulings.rule_homonym(graph, ME, "GO"),
        "MATCH (a:Alias {ruling: 'HOMONYM'}) RETURN collect(a.text)",
        ["Go"],
        "ruled that 'GO' is a homonym",
    ),
    "create_dimension": (
        lambda graph: dimensions.create_dimension(
            graph, EMBEDDER, ME, {"name": "Mobile Apps", "difficulty": Difficulty.NICHE}, slug="mobile"
        ),
        "MATCH (d:Dimension {slug: 'mobile'}) RETURN [d.name, d.rationale, d.difficulty, d.origin, d.createdAt IS NOT NULL]",
        ["Mobile Apps", None, "NICHE", "curator", True],
        "created the dimension Mobile Apps (mobile)",
    ),
    "update_dimension": (
        lambda graph: dimensions.update_dimension(
            graph, EMBEDDER, ME, "spark development", {"name": "Spark", "rationale": None}
        ),
        "MATCH (d:Dimension {slug: 'spark-development'}) RETURN [d.name, d.rationale, d.difficulty]",
        ["Spark", None, "SPECIALISED"],
        "changed name, rationale of spark-development",
    ),
    "create_role": (
        lambda graph: role_edits.create_role(
            graph,
            EMBEDDER,
            ME,
            {"name": "Go Developer", "archetype": "Writes Go.", "titles": ["Gopher"], "specialises": "SWE"},
            dimensions=["stream-processing", "backend-services"],
            kras=["Write services in Go.", "Keep them small."],
        ),
        """MATCH (r:Role {slug: 'go-developer'})-[:SPECIALISES]->(b)
        RETURN [r.name, r.archetype, r.origin, r.centroidCount, size(r.embedding), b.slug,
          COLLECT { MATCH (r)-[h:HAS_ALIAS]->(a) RETURN [a.text, h.type, h.isPrimary] ORDER BY a.normalized },
          COLLECT { MATCH (r)-[l:HAS_DIMENSION]->(d) RETURN [d.slug, l.position, l.origin] ORDER BY l.position },
          COLLECT { MATCH (r)-[l:HAS_KRA]->(k) RETURN [k.text, l.position, k.origin, size(k.embedding)] ORDER BY l.position }]""",
        [
            *("Go Developer", "Writes Go.", "curator", 0, 384, "backend-engineer"),
            [["Go Developer", "CANONICAL", True], ["Gopher", "SYNONYM", False]],
            [["stream-processing", 0, "curator"], ["backend-services", 1, "curator"]],
            [["Write services in Go.", 0, "curator", 384], ["Keep them small.", 1, "curator", 384]],
        ],
        "created the role Go Developer (go-developer)",
    ),
    "update_role": (
        lambda graph: role_edits.update_role(
            graph,
            EMBEDDER,
            ME,
            "node developer",
            {"name": "Node Engineer", "description": "Builds.", "titles": ["Node.js Developer"], "specialises": None},
        ),
        """MATCH (r:Role {slug: 'node-backend-developer'})
        RETURN [r.name, r.description, EXISTS { (r)-[:SPECIALISES]->() },
          COLLECT { MATCH (r)-[h:HAS_ALIAS]->(a) RETURN [a.text, h.type] ORDER BY a.normalized },
          EXISTS { (:Alias {normalized: 'node developer'}) }]""",
        ["Node Engineer", "Builds.", False, [["Node Engineer", "CANONICAL"], ["Node.js Developer", "SYNONYM"]], False],
        "changed description, name, specialises, spellings of node-backend-developer",
    ),
    "link_role": (
        lambda graph: role_edits.link_role(graph, ME, "frontend-engineer", "nodejs-development", 0),
        _ORDER,
        [["nodejs-development", 0, "curator"], ["frontend-development", 1, "library"]],
        "let frontend-engineer work in the dimension nodejs-development",
    ),
    "unlink_role": (
        lambda graph: role_edits.unlink_role(graph, ME, "UI Developer", "frontend-development"),
        _ORDER,
        [],
        "took the dimension frontend-development from frontend-engineer",
    ),
    "create_kra": (
        lambda graph: kras.create_kra(graph, EMBEDDER, ME, "frontend-engineer", "Teach  others."),
        """MATCH (:Role {slug: 'frontend-engineer'})-[h:HAS_KRA {position: 2}]->(k)
        RETURN [k.text, k.origin, size(k.embedding), k.createdAt IS NOT NULL]""",
        ["Teach others.", "curator", 384, True],
        "gave frontend-engineer the KRA 'Teach others.'",
    ),
    "update_kra": (
        update_kra,
        "MATCH (:Role {slug: 'backend-engineer'})-[:HAS_KRA {position: 0}]->(k) RETURN k.text",
        "Own the services of the shop.",
        "changed a KRA of backend-engineer to 'Own the services of the shop.'",
    ),
    "remove_kra": (
        remove_kra,
        "MATCH (:Role {slug: 'backend-engineer'})-[:HAS_KRA]->(k) RETURN count(k)",
        2,
        f"took the KRA {_DESIGN!r} from backend-engineer",
    ),
}
"""Name → (operation, statement, what the statement answers afterwards, the event's summary)."""


@pytest.fixture(scope="module")
async def kept_graph(graph: Graph, neo4j_home: Path, small_library: Library) -> Graph:
    """The small library, for tests that leave it as it was but for the log."""
    await wipe(graph, neo4j_home)
    await library_store.load(graph, small_library, EMBEDDER)
    return graph


@pytest.mark.parametrize("name", OPERATIONS)
async def test_operation_writes_is_logged_and_can_be_undone_and_done_again(kept_graph: Graph, name: str) -> None:
    graph, (operation, statement, expected, summary) = kept_graph, OPERATIONS[name]
    before = await taxonomy_of(graph)

    done = await operation(graph)

    after = await taxonomy_of(graph)
    assert await value(graph, statement) == expected
    assert done.event is not None
    assert (done.event.actor, done.event.summary, done.event.undone) == (ME, summary, False)
    assert done.changes == done.event.changes != ()
    for node in done.deed.subjects:
        history = await changes.history(graph, [node.key], 1)
        assert name == "remove_kra" or [event.uid for event in history[node.key]] == [done.event.uid]
    undone = await undoing.undo(graph, "bob", done.event.uid)
    assert undone.event is not None
    assert await taxonomy_of(graph) == before
    again = await undoing.undo(graph, ME, undone.event.uid)
    assert again.event is not None
    assert await taxonomy_of(graph) == after
    for node in done.deed.subjects:
        history = await changes.history(graph, [node.key], 3)
        told = [event.summary for event in history.get(node.key, [])]
        assert told == [] if name == "remove_kra" and node.label == "KRA" else told[0].endswith(summary)
    await undoing.undo(graph, ME, again.event.uid)
    assert await taxonomy_of(graph) == before


UNCHANGED: dict[str, Operation] = {
    "update_skill": lambda graph: skills.update_skill(
        graph, EMBEDDER, ME, "go", {"name": "Go", "nature": SkillNature.LANGUAGE}
    ),
    "update_nothing": lambda graph: skills.update_skill(graph, EMBEDDER, ME, "go", {}),
    "add_alias": lambda graph: spellings.add_alias(graph, ME, "go", "GOLANG"),
    "set_canonical_alias": lambda graph: spellings.set_canonical_alias(graph, EMBEDDER, ME, "go", "Go"),
    "link_skill": lambda graph: skills.link_skill(graph, ME, "go", "backend-services"),
    "relate_skills": lambda graph: relations.relate_skills(graph, ME, "docker", "kubernetes", RELATED),
    "update_dimension": lambda graph: dimensions.update_dimension(
        graph, EMBEDDER, ME, "stream-processing", {"name": "Stream Processing"}
    ),
    "update_role": lambda graph: role_edits.update_role(graph, EMBEDDER, ME, "SWE", {"specialises": None}),
    "link_role": lambda graph: role_edits.link_role(graph, ME, "frontend-engineer", "frontend-development"),
    "update_kra": lambda graph: _same_kra(graph),
}


async def _same_kra(graph: Graph) -> Done:
    return await kras.update_kra(graph, EMBEDDER, ME, await kra_of(graph), _DESIGN)


@pytest.mark.parametrize("name", UNCHANGED)
async def test_operation_that_changes_nothing_is_no_event_and_no_error(kept_graph: Graph, name: str) -> None:
    before = await taxonomy_of(kept_graph)

    done = await UNCHANGED[name](kept_graph)

    assert (done.event, done.changes) == (None, ())
    assert await taxonomy_of(kept_graph) == before


def created(**fields: Any) -> Operation:
    """Creating a skill with some fields, and with a name that is free where none is given."""
    extra = {key: fields.pop(key) for key in ("slug", "aliases", "dimensions") if key in fields}
    return lambda graph: skills.create_skill(graph, EMBEDDER, ME, {"name": "Zig", **fields}, **extra)  # type: ignore[typeddict-item]  # the cases send what a caller may


def updated(skill: str, **fields: Any) -> Operation:
    return lambda graph: skills.update_skill(graph, EMBEDDER, ME, skill, fields)  # type: ignore[arg-type]  # the cases send what a caller may


def of_role(role: str, **fields: Any) -> Operation:
    return lambda graph: role_edits.update_role(graph, EMBEDDER, ME, role, fields)  # type: ignore[arg-type]  # the cases send what a caller may


async def stale_kra(graph: Graph) -> Done:
    return await kras.update_kra(graph, EMBEDDER, ME, await kra_of(graph), "Other.", 7)


TAKEN = "'Golang' is a spelling of Go (go); move it with mergeAliases, or let both have it: rule it a homonym with ruleHomonym"
STALE = "is at version 0, not 7: someone changed it since you read it; read it again and repeat the change"
REFUSALS: list[tuple[Operation, type[GraphServiceError], str, str]] = [
    (lambda g: spellings.add_alias(g, ME, "java", "Golang"), Conflict, TAKEN, "input.text"),
    (lambda g: spellings.add_alias(g, ME, "nope", "x"), NotFound, "there is no skill 'nope'", "input.skill"),
    (lambda g: spellings.add_alias(g, ME, "go", "a\0b"), InvalidInput, "text has the character U+0000", "input.text"),
    (lambda g: spellings.add_alias(g, ME, "go", "a\ud800"), InvalidInput, "the character U+D800", "input.text"),
    (lambda g: spellings.add_alias(g, ME, "go", "a\x07"), InvalidInput, "the character U+0007", "input.text"),
    (lambda g: spellings.add_alias(g, ME, "go", " \n "), InvalidInput, "has 0 characters; send 1 to 300", "input.text"),
    (lambda g: spellings.add_alias(g, ME, "go", "\u200b"), InvalidInput, "nothing that can be seen", "input.text"),
    (lambda g: spellings.add_alias(g, ME, "go", "a" * 301), InvalidInput, "has 301 characters", "input.text"),
    (lambda g: spellings.add_alias(g, ME, "go", "Go"), Conflict, "the canonical spelling already", "input.type"),
    (
        lambda g: spellings.add_alias(g, ME, "go", "g", AliasType.CANONICAL),
        InvalidInput,
        "setCanonicalAlias",
        "input.type",
    ),
    (lambda g: spellings.add_alias(g, ME, "go", "g", expected=7), Conflict, f"go {STALE}", "input.expectedVersion"),
    (
        lambda g: spellings.remove_alias(g, ME, "go", "Go"),
        Conflict,
        "make another one that with setCanonicalAlias",
        "text",
    ),
    (
        lambda g: spellings.remove_alias(g, ME, "linux", "Linux"),
        Conflict,
        "is the only spelling of linux; merge or",
        "text",
    ),
    (lambda g: spellings.remove_alias(g, ME, "go", "Java"), NotFound, "'Java' is no spelling of go; addAlias", "text"),
    (lambda g: spellings.remove_alias(g, ME, "go", "Golang", 7), Conflict, f"go {STALE}", "expectedVersion"),
    (lambda g: spellings.set_canonical_alias(g, EMBEDDER, ME, "go", "Java"), NotFound, "no spelling of go", "text"),
    (lambda g: spellings.set_canonical_alias(g, EMBEDDER, ME, "go", "Go", 7), Conflict, STALE, "expectedVersion"),
    (created(name=""), InvalidInput, "name '' has 0 characters; send 1 to 300", "input.name"),
    (created(name="Go"), Conflict, "the slug 'go' leads to the skill Go; send another slug", "input.slug"),
    (created(name="golang"), Conflict, "'golang' is a spelling of Go (go)", "input.name"),
    (created(slug="Zig!"), InvalidInput, "'Zig!' is no slug; send lower-case letters", "input.slug"),
    (created(aliases=["Golang"]), Conflict, TAKEN, "input.aliases"),
    (created(dimensions=["backend-services", "x"]), NotFound, "there is no dimension 'x'", "input.dimensions.1"),
    (created(category="A"), InvalidInput, "category and subCategory go together", "input.subCategory"),
    (created(category="A / B", sub_category="C"), InvalidInput, "no ' / ' in its name", "input.category"),
    (created(description="a" * 1001), InvalidInput, "has 1,001 characters; send 1 to 1,000", "input.description"),
    (created(context_tags=["a"] * 101), InvalidInput, "contextTags has 101 entries", "input.contextTags"),
    (updated("go", nature=None), InvalidInput, "nature cannot be cleared; leave it out to keep it", "input.nature"),
    (updated("go", name="Java"), Conflict, "'Java' is a spelling of Java (java)", "input.name"),
    (lambda g: skills.update_skill(g, EMBEDDER, ME, "go", {}, 7), Conflict, f"go {STALE}", "input.expectedVersion"),
    (lambda g: skills.deprecate_skill(g, ME, "go", "golang"), InvalidInput, "go cannot replace itself", "replacedBy"),
    (lambda g: skills.deprecate_skill(g, ME, "go", None, 7), Conflict, f"go {STALE}", "expectedVersion"),
    (
        lambda g: skills.link_skill(g, ME, "go", "nope"),
        NotFound,
        "there is no dimension 'nope'; send a slug",
        "dimension",
    ),
    (lambda g: skills.link_skill(g, ME, "go", "systems-programming", 7), Conflict, STALE, "expectedVersion"),
    (
        lambda g: skills.unlink_skill(g, ME, "go", "systems-programming"),
        NotFound,
        "go is not in the dimension",
        "dimension",
    ),
    (lambda g: relations.relate_skills(g, ME, "go", "Golang", RELATED), InvalidInput, "no relation to itself", "other"),
    (
        lambda g: relations.relate_skills(g, ME, "javascript", "express", IMPLIES),
        InvalidInput,
        "this would make a ring of implications: javascript → express → node-js → javascript; take back another",
        "other",
    ),
    (lambda g: relations.relate_skills(g, ME, "go", "java", IMPLIES, 7), Conflict, STALE, "expectedVersion"),
    (lambda g: relations.unrelate_skills(g, ME, "go", "java", IMPLIES), NotFound, "go does not imply java", "other"),
    (
        lambda g: merging.merge_skills(g, ME, ["javascript"], "express"),
        InvalidInput,
        "this would make a ring of implications: node-js → express → node-js",
        "input.into",
    ),
    (lambda g: rulings.rule_not_same(g, ME, ["go"]), InvalidInput, "there are 1 skills; send 2 to 20", "skills"),
    (lambda g: rulings.rule_not_same(g, ME, ["go", "Golang"]), InvalidInput, "go is there twice", "skills.1"),
    (
        lambda g: rulings.rule_homonym(g, ME, "nope"),
        NotFound,
        "there is no spelling 'nope'; addAlias makes one",
        "text",
    ),
    (
        lambda g: dimensions.create_dimension(g, EMBEDDER, ME, {"name": "Stream processing"}),
        Conflict,
        "the slug",
        "input.slug",
    ),
    (
        lambda g: dimensions.update_dimension(g, EMBEDDER, ME, "x", {}),
        NotFound,
        "send a slug, an id or its name",
        "input.dimension",
    ),
    (
        lambda g: dimensions.update_dimension(g, EMBEDDER, ME, "Spark Development", {}, 7),
        Conflict,
        STALE,
        "input.expectedVersion",
    ),
    (
        of_role("SWE", titles=["Data Engineer"]),
        Conflict,
        "a spelling of Data Engineer (data-engineer); leave",
        "input.titles",
    ),
    (of_role("SWE", specialises="swe"), InvalidInput, "a role cannot specialise itself", "input.specialises"),
    (
        of_role("SWE", specialises="node-backend-developer"),
        InvalidInput,
        "a ring of specialisations: backend-engineer → node-backend-developer → backend-engineer",
        "input.specialises",
    ),
    (of_role("Infrastructure Engineer"), Conflict, "several roles (devops-engineer, platform-engineer)", "input.role"),
    (of_role("nope"), NotFound, "there is no role 'nope'; send a slug, an id or one of its spellings", "input.role"),
    (lambda g: role_edits.link_role(g, ME, "SWE", "spark-development", -1), InvalidInput, "0 is the first", "position"),
    (lambda g: role_edits.link_role(g, ME, "SWE", "spark-development", None, 7), Conflict, STALE, "expectedVersion"),
    (lambda g: role_edits.unlink_role(g, ME, "SWE", "spark-development"), NotFound, "does not work in", "dimension"),
    (lambda g: kras.create_kra(g, EMBEDDER, ME, "SWE", _DESIGN), Conflict, "has this KRA already", "input.text"),
    (lambda g: kras.update_kra(g, EMBEDDER, ME, "nope", "x"), NotFound, "there is no KRA 'nope'", "input.kra"),
    (lambda g: kras.remove_kra(g, ME, "nope"), NotFound, "a role's kras lists those there are", "kra"),
    (stale_kra, Conflict, STALE, "input.expectedVersion"),
]


async def test_what_makes_no_sense_is_refused_and_leaves_nothing_written(kept_graph: Graph) -> None:
    # The undos of the tests above count as versions; this one is about a graph that nobody touched.
    await query(kept_graph, "MATCH (e:AuditEvent) DETACH DELETE e")
    before, otherwise = await taxonomy_of(kept_graph), []

    for operation, error, message, field in REFUSALS:
        with pytest.raises(GraphServiceError) as refused:
            await operation(kept_graph)
        told = (type(refused.value), refused.value.message, getattr(refused.value, "field", None))
        if message not in told[1] or (error, field) != (told[0], told[2]):
            otherwise.append((message, told))

    assert otherwise == []
    assert await taxonomy_of(kept_graph) == before
    assert await value(kept_graph, "MATCH (e:AuditEvent) RETURN count(e)") == 0


async def test_homonym_may_have_several_owners_until_the_ruling_is_undone(small_graph: Graph) -> None:
    ruling = await rulings.rule_homonym(small_graph, ME, "Golang")
    await spellings.add_alias(small_graph, ME, "java", "Golang")
    assert ruling.event is not None

    with pytest.raises(Conflict, match="a later event stands in the way: “made 'Golang' a spelling of java”"):
        await undoing.undo(small_graph, ME, ruling.event.uid)

    assert await value(small_graph, "MATCH (a:Alias {normalized: 'golang'})<-[:HAS_ALIAS]-(s) RETURN count(s)") == 2


async def test_deprecated_skill_is_found_but_no_part_of_the_library(small_graph: Graph) -> None:
    await skills.deprecate_skill(small_graph, ME, "jenkins", "git")

    library = await library_store.read(small_graph)
    assert "jenkins" not in library.skills
    assert len(library.skills["git"].aliases) == 1
    with pytest.raises(Conflict, match="jenkins is DEPRECATED; send an active skill"):
        await skills.deprecate_skill(small_graph, ME, "jenkins")
    with pytest.raises(Conflict, match="jenkins is DEPRECATED; send an active skill"):
        await skills.deprecate_skill(small_graph, ME, "git", "jenkins")


async def test_created_skill_and_role_are_part_of_the_library(small_graph: Graph) -> None:
    await OPERATIONS["create_skill"][0](small_graph)
    await OPERATIONS["create_role"][0](small_graph)

    library = await library_store.read(small_graph)

    assert library.skills["zig"].dimensions == ("backend-services", "systems-programming")
    assert library.skills["zig"].nature is SkillNature.CONCEPT
    assert library.roles["go-developer"].dimensions == ("stream-processing", "backend-services")
    assert library.roles["go-developer"].specialises == "backend-engineer"


async def test_pending_skill_is_edited_by_its_review(small_graph: Graph) -> None:
    row = {"slug": "zig", "uid": "z", "subCategoryKey": None, "properties": {"name": "Zig"}}
    await small_graph.write("runs/write_new_skills", uid="run", rows=[row])

    with pytest.raises(Conflict, match="zig waits for review; approve or reject its review item first"):
        await skills.update_skill(small_graph, EMBEDDER, ME, "zig", {"name": "Zag"})
    with pytest.raises(Conflict, match=r"the slug 'zig' leads to the skill Zig \(it waits for review\); send"):
        await skills.create_skill(small_graph, EMBEDDER, ME, {"name": "Zig"})


async def test_candidate_link_becomes_live_with_what_speaks_for_it(small_graph: Graph) -> None:
    await query(
        small_graph,
        "MATCH (s:Skill {slug: 'go'}), (d:Dimension {slug: 'stream-processing'}) CREATE (s)-[:CANDIDATE_FOR {origin: 'run', "
        "runId: 'r', createdAt: datetime(), confirmations: 2, confidence: 0.6, evidence: ['Go on Kafka']}]->(d)",
    )

    await skills.link_skill(small_graph, ME, "go", "stream-processing")

    rows = await query(
        small_graph,
        "MATCH (:Skill {slug: 'go'})-[l]->(:Dimension {slug: 'stream-processing'}) "
        "RETURN type(l) AS type, l.origin AS origin, l.runId AS run, l.confirmations AS count, l.evidence AS words",
    )
    assert rows == [{"type": "IN_DIMENSION", "origin": "curator", "run": "r", "count": 2, "words": ["Go on Kafka"]}]


async def event_of(operation: Awaitable[Done]) -> str:
    done = await operation
    assert done.event is not None
    return done.event.uid


async def test_undo_names_the_event_that_removed_what_it_would_take_back(small_graph: Graph) -> None:
    added = await event_of(spellings.add_alias(small_graph, ME, "go", "Gopher"))
    await merging.merge_skills(small_graph, ME, ["go"], "java")

    with pytest.raises(Conflict, match="a later event stands in the way: “merged go into java”"):
        await undoing.undo(small_graph, ME, added)


async def test_merge_is_not_done_again_over_what_came_since(small_graph: Graph) -> None:
    merged = await event_of(merging.merge_skills(small_graph, ME, ["pyspark"], "apache-spark"))
    undone = await event_of(undoing.undo(small_graph, ME, merged))
    later = await event_of(spellings.add_alias(small_graph, ME, "pyspark", "Py Spark"))
    before = await taxonomy_of(small_graph)

    with pytest.raises(Conflict, match="stands in the way: “made 'Py Spark' a spelling of pyspark”"):
        await undoing.undo(small_graph, ME, undone)
    assert await taxonomy_of(small_graph) == before
    await undoing.undo(small_graph, ME, later)
    reverse = await event_of(merging.merge_skills(small_graph, ME, ["apache-spark"], "pyspark"))
    with pytest.raises(Conflict, match="stands in the way: “merged apache-spark into pyspark”"):
        await undoing.undo(small_graph, ME, undone)
    await undoing.undo(small_graph, ME, reverse)
    await undoing.undo(small_graph, ME, undone)
    assert await value(small_graph, "MATCH (s:Skill {slug: 'pyspark'}) RETURN s.status") == "MERGED"


async def test_undo_writes_nothing_to_a_merged_skill(small_graph: Graph) -> None:
    unlinked = await event_of(skills.unlink_skill(small_graph, ME, "docker", "delivery-automation"))
    merged = await event_of(merging.merge_skills(small_graph, ME, ["docker"], "kubernetes"))

    with pytest.raises(Conflict, match="stands in the way: “merged docker into kubernetes”"):
        await undoing.undo(small_graph, ME, unlinked)

    await undoing.undo(small_graph, ME, merged)
    await undoing.undo(small_graph, ME, unlinked)


async def test_undo_closes_no_ring(small_graph: Graph) -> None:
    apart = await event_of(relations.unrelate_skills(small_graph, ME, "express", "node-js", IMPLIES))
    round_about = await event_of(relations.relate_skills(small_graph, ME, "javascript", "express", IMPLIES))

    with pytest.raises(Conflict, match="stands in the way: “said that javascript implies express”"):
        await undoing.undo(small_graph, ME, apart)

    await undoing.undo(small_graph, ME, round_about)
    await undoing.undo(small_graph, ME, apart)


async def test_undo_brings_no_link_back_to_a_dimension_that_is_gone(small_graph: Graph) -> None:
    made = await event_of(dimensions.create_dimension(small_graph, EMBEDDER, ME, {"name": "Mobile"}))
    await skills.link_skill(small_graph, ME, "go", "mobile")
    unlinked = await event_of(skills.unlink_skill(small_graph, ME, "go", "mobile"))
    await undoing.undo(small_graph, ME, made)

    with pytest.raises(Conflict, match="stands in the way: “undid: created the dimension Mobile"):
        await undoing.undo(small_graph, ME, unlinked)


async def test_spelling_stays_with_who_took_it_up_since(small_graph: Graph) -> None:
    added = await event_of(spellings.add_alias(small_graph, ME, "go", "Gopher"))
    await role_edits.update_role(small_graph, EMBEDDER, ME, "data-engineer", {"titles": ["Gopher"]})

    await undoing.undo(small_graph, ME, added)

    rows = await query(small_graph, "MATCH (:Alias {normalized: 'gopher'})<-[:HAS_ALIAS]-(n) RETURN n.slug AS slug")
    assert rows == [{"slug": "data-engineer"}]


async def test_events_are_listed_by_actor_action_and_time(small_graph: Graph) -> None:
    await spellings.add_alias(small_graph, ME, "go", "Gopher")
    await spellings.add_alias(small_graph, "bob", "go", "Go lang")
    await spellings.remove_alias(small_graph, ME, "go", "Gopher")
    conditions = changes.EventConditions

    everything = await changes.page(small_graph, conditions(), None, 10)

    assert [event.action for event in everything] == ["REMOVE_ALIAS", "ADD_ALIAS", "ADD_ALIAS"]
    assert [e.version for e in everything] == sorted({e.version for e in everything}, reverse=True)
    assert await changes.page(small_graph, conditions(), everything[0].uid, 1) == everything[1:2]
    assert await changes.page(small_graph, conditions(actor=ME), None, 10) == [everything[0], everything[2]]
    assert await changes.page(small_graph, conditions(action="REMOVE_ALIAS"), None, 10) == everything[:1]
    assert await changes.page(small_graph, conditions(since=everything[1].at), None, 10) == everything[:2]
    assert await changes.page(small_graph, conditions(until=everything[1].at), None, 10) == everything[2:]
    assert await changes.count(small_graph, conditions(actor="bob")) == 1
