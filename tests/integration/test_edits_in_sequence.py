"""Random sequences of edits, merges and undos, and many curators at once: against a model that fits on a page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.curation import merging, relations, skills, spellings, undoing
from graph_service.domain.edits import RelationKind
from graph_service.domain.taxonomy import Library
from graph_service.errors import Conflict, InvalidInput, NotFound
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.normalise import normalised
from graph_service.store import library as library_store
from graph_service.store.changes import Done
from graph_service.store.connection import Graph
from tests.support import query, taxonomy_of, wipe

ME = "ada"
EMBEDDER = HashedEmbedder()
SKILLS = ["go", "python", "docker", "terraform", "postgresql", "sql"]
WORDS = ["Golang", "Gopher", "Containers"]
RELATIONS = ["implies", "related"]
NAMES = ["merge", "move", "add", "remove", "name", "link", "unlink", "imply", "deprecate", "undo", "undo"]
DIMENSIONS = ["cloud-infrastructure", "stream-processing"]

_TIME = re.compile(r"neo4j\.time\.DateTime\([^)]*\)")

Fact = tuple[str, ...]
Refusal = (Conflict, InvalidInput, NotFound)
"""Everything that a curator may be told; anything else is a fault of ours."""


@dataclass
class Model:
    """What is true of the skills, as facts; and of each event which it made true and which no more."""

    facts: set[Fact]
    log: list[tuple[str, set[Fact], set[Fact]]] = field(default_factory=list)

    def told(self, kind: str, *start: str) -> set[Fact]:
        return {fact for fact in self.facts if fact[: 1 + len(start)] == (kind, *start)}

    def become(self, event: str, facts: set[Fact]) -> None:
        self.log.append((event, facts - self.facts, self.facts - facts))
        self.facts = facts

    def undone(self, event: str) -> set[Fact]:
        [(added, removed)] = [(a, r) for uid, a, r in self.log if uid == event]
        return (self.facts - added) | removed


@dataclass(frozen=True)
class Step:
    """Something to do, and what is true once it is done; `third` is a word, or which one."""

    name: str
    first: str
    second: str = ""
    third: str = ""

    def settled(self, model: Model) -> Step:
        """The step with a word in place of a number: one to give, or one that the skill has."""
        match self.name:
            case "add":
                words = WORDS
            case "link":
                words = DIMENSIONS
            case "unlink":
                words = sorted(fact[2] for fact in model.told("in", self.first))
            case "move" | "remove" | "name":
                words = sorted(fact[1] for fact in model.told("spelling") if fact[2] == self.first)
            case _:
                return self
        return replace(self, third=words[int(self.third) % len(words)] if words else "nothing")

    def of(self, graph: Graph, model: Model) -> Awaitable[Done]:
        match self.name:
            case "merge":
                return merging.merge_skills(graph, ME, [self.first], self.second)
            case "move":
                return merging.merge_aliases(graph, ME, [self.third], self.second)
            case "add":
                return spellings.add_alias(graph, ME, self.first, self.third)
            case "remove":
                return spellings.remove_alias(graph, ME, self.first, self.third)
            case "name":
                return spellings.set_canonical_alias(graph, EMBEDDER, ME, self.first, self.third)
            case "link":
                return skills.link_skill(graph, ME, self.first, self.third)
            case "unlink":
                return skills.unlink_skill(graph, ME, self.first, self.third)
            case "imply":
                return relations.relate_skills(graph, ME, self.first, self.second, RelationKind.IMPLIES)
            case "deprecate":
                return skills.deprecate_skill(graph, ME, self.first, self.second)
        at = int(self.third) % len(model.log) if model.log else 0
        return undoing.undo(graph, ME, model.log[at][0] if model.log else "none")

    def facts(self, model: Model) -> set[Fact]:
        facts, first, second, key = set(model.facts), self.first, self.second, normalised(self.third)
        match self.name:
            case "merge":
                return merged(model, first, second)
            case "move":
                [(_, _, owner)] = model.told("spelling", key)
                if len([fact for fact in model.told("spelling") if fact[2] == owner]) == 1:
                    return merged(model, owner, second)
                facts = facts - {("spelling", key, owner)} | {("spelling", key, second)}
                if ("name", owner, key) in facts:
                    left = [fact[1] for fact in facts if fact[0] == "spelling" and fact[2] == owner]
                    facts = facts - {("name", owner, key)} | {("name", owner, min(left))}
            case "add":
                facts.add(("spelling", key, first))
            case "remove":
                facts.remove(("spelling", key, first))
            case "name":
                facts = facts - model.told("name", first) | {("name", first, key)}
            case "link":
                facts.add(("in", first, self.third))
            case "unlink":
                facts.remove(("in", first, self.third))
            case "imply":
                facts.add(("implies", first, second))
            case "deprecate":
                facts = facts - model.told("status", first) | {("status", first, "DEPRECATED")}
                facts.add(("replaced", first, second))
            case "undo":
                return model.undone(model.log[int(self.third) % len(model.log)][0])
        return facts


def merged(model: Model, source: str, target: str) -> set[Fact]:
    """The facts once a skill is merged: its name is a synonym, what it had is the target's."""
    facts = model.facts - model.told("name", source) - model.told("status", source)
    facts = {_moved(fact, source, target) for fact in facts}
    facts = {fact for fact in facts if fact[0] not in RELATIONS or fact[1] != fact[2]}
    return facts | {("status", source, "MERGED"), ("merged", source, target)}


def _moved(fact: Fact, source: str, target: str) -> Fact:
    kind, start, end = fact
    if kind in (*RELATIONS, "in"):
        start = target if start == source else start
    if kind in (*RELATIONS, "spelling"):
        end = target if end == source else end
    return kind, start, end


async def facts_of(graph: Graph) -> set[Fact]:
    """The same facts, of the graph."""
    rows = await query(
        graph,
        """
        MATCH (s:Skill)
        CALL (s) {
          RETURN ['status', s.slug, s.status] AS fact
        UNION ALL
          MATCH (s)-[h:HAS_ALIAS]->(a) RETURN ['spelling', a.normalized, s.slug] AS fact
        UNION ALL
          MATCH (s)-[h:HAS_ALIAS {isPrimary: true}]->(a) RETURN ['name', s.slug, a.normalized] AS fact
        UNION ALL
          MATCH (s)-[:IN_DIMENSION]->(d) RETURN ['in', s.slug, d.slug] AS fact
        UNION ALL
          MATCH (s)-[r:RELATED_TO]->(o) RETURN [r.kind, s.slug, o.slug] AS fact
        UNION ALL
          MATCH (s)-[:MERGED_INTO]->(o) RETURN ['merged', s.slug, o.slug] AS fact
        UNION ALL
          MATCH (s)-[:REPLACED_BY]->(o) RETURN ['replaced', s.slug, o.slug] AS fact
        }
        RETURN fact
        """,
    )
    return {tuple(row["fact"]) for row in rows}


async def require_sound(graph: Graph) -> None:
    """What is never so, whatever curators do."""
    wrong = await query(
        graph,
        """
        MATCH (a:Alias)<-[:HAS_ALIAS]-(s:Skill) WITH a, count(s) AS owners WHERE owners > 1 RETURN a.text AS found
        UNION ALL MATCH (a:Alias|SubCategory) WHERE NOT EXISTS { (a)<-[:HAS_ALIAS|IN_SUBCATEGORY]-() } RETURN 'orphan' AS found
        UNION ALL MATCH (s:Skill)-[:MERGED_INTO*1..6]->(s) RETURN s.slug AS found
        UNION ALL MATCH (s:Skill)-[r:RELATED_TO*1..6]->(s) WHERE all(step IN r WHERE step.kind = 'implies') RETURN s.slug AS found
        UNION ALL MATCH (s:Skill) WHERE s.status <> 'MERGED' AND COUNT { (s)-[:HAS_ALIAS {isPrimary: true}]->() } <> 1 RETURN s.slug AS found
        UNION ALL MATCH (s:Skill)-[:HAS_ALIAS {isPrimary: true}]->(a) WHERE a.text <> s.name RETURN s.slug AS found
        """,
    )
    assert wrong == []


@pytest.fixture(scope="module")
async def kept_graph(graph: Graph, neo4j_home: Path, small_library: Library) -> Graph:
    """The small library: each sequence leaves it as it was, but for the log."""
    await wipe(graph, neo4j_home)
    await library_store.load(graph, small_library, EMBEDDER)
    return graph


steps = st.builds(
    Step, st.sampled_from(NAMES), st.sampled_from(SKILLS), st.sampled_from(SKILLS), st.integers(0, 11).map(str)
)


@settings(derandomize=True, deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=8, max_size=8))
async def test_sequence_leaves_what_the_model_says_and_is_undone_step_by_step(
    kept_graph: Graph, sequence: list[Step]
) -> None:
    before, model = await taxonomy_of(kept_graph), Model(await facts_of(kept_graph))

    try:
        for step in sequence:
            await follow(kept_graph, model, step.settled(model))
        await require_sound(kept_graph)
    finally:
        for event, _, _ in reversed(model.log):
            await undoing.undo(kept_graph, ME, event)
    assert await taxonomy_of(kept_graph) == before


async def follow(graph: Graph, model: Model, step: Step) -> None:
    """Do a step on the graph and, unless it is refused, in the model."""
    try:
        done = await step.of(graph, model)
    except Refusal:
        return
    if done.event is not None:
        model.become(done.event.uid, step.facts(model))
    assert await facts_of(graph) == model.facts, step


async def merge_together(graph: Graph, pairs: Sequence[tuple[str, str]]) -> list[tuple[int, tuple[str, str]]]:
    """(version, pair) of the merges that were not refused, all sent at once."""

    async def one(number: int, pair: tuple[str, str]) -> tuple[int, tuple[str, str]] | None:
        try:
            done = await merging.merge_skills(graph, f"curator {number}", [pair[0]], pair[1])
        except Refusal:
            return None
        assert done.event is not None
        return done.event.version, pair

    found = await asyncio.gather(*(one(number, pair) for number, pair in enumerate(pairs)))
    return [each for each in found if each is not None]


async def without_times(graph: Graph) -> tuple[set[str], set[str]]:
    """The taxonomy, but for when it was loaded."""
    nodes, edges = await taxonomy_of(graph)
    return {_TIME.sub("", text) for text in nodes}, {_TIME.sub("", text) for text in edges}


async def test_curators_who_merge_at_once_leave_what_some_order_of_theirs_would(
    graph: Graph, neo4j_home: Path, small_library: Library
) -> None:
    await wipe(graph, neo4j_home)
    await library_store.load(graph, small_library, EMBEDDER)
    ring = [*SKILLS, "react", "css"]
    pairs = [(ring[at % 8], ring[(3 * at + 1) % 8]) for at in range(16)]

    written = sorted(await merge_together(graph, pairs))

    versions = [version for version, _ in written]
    assert versions == sorted(set(versions))
    assert 3 <= len(written) < len(ring)
    await require_sound(graph)
    events = await query(graph, "MATCH (e:AuditEvent) RETURN e.version AS version ORDER BY version")
    assert [row["version"] for row in events] == versions
    together = await without_times(graph)

    await wipe(graph, neo4j_home)
    await library_store.load(graph, small_library, EMBEDDER)
    for _, (source, target) in written:
        await merging.merge_skills(graph, ME, [source], target)
    assert await without_times(graph) == together
