"""Text that is a query of another language is a text like any other, in every argument of every query and mutation."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest
import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)

from graph_service.api.context import Context
from graph_service.api.ids import global_id
from graph_service.api.schema import make_schema
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline, Request
from graph_service.settings import Thresholds
from graph_service.store import library as library_store
from graph_service.store.connection import Graph
from tests.api.client import TESTER, Client
from tests.support import BACKEND, VETERINARY, query, value, wipe

SCHEMA = make_schema()._schema
ROOTS = (cast(GraphQLObjectType, SCHEMA.query_type), cast(GraphQLObjectType, SCHEMA.mutation_type))
FIELDS = [(root.name, name) for root in ROOTS for name, field in root.fields.items() if field.args]
TEXTS = ("String", "ID", "DateTime")

PAYLOADS = (
    "' OR 1=1 //",
    "`}) DETACH DELETE n //",
    '"} SET n.name = "owned" //',
    "${jndi:ldap://x} $after $limit",
    "*:* OR name:[* TO *]",
    "(a+)+$",
    "\\",
    "\x00",
    "~ AND",
    '{"$ne": 1}',
    "\u202eesrever \u200f\u2067",
    "\ud800",
    "(" * 5_000,
)

NO_FAULT = frozenset({None, "INVALID_INPUT", "NOT_FOUND", "CONFLICT"})
INSIDE = ("Traceback", "neo4j", "Neo4j", 'File "', "Error:", "went wrong inside", "org.apache", "SyntaxError")

Place = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What there is to name, by an argument's name; what has no entry is named "x"."""

    by_argument: Mapping[str, object]

    def of(self, field: str, argument: str) -> object:
        return self.by_argument.get(f"{field}.{argument}", self.by_argument.get(argument, "x"))


ALONGSIDE: Mapping[str, Mapping[str, object]] = {
    "category": {"subCategory": "Things"},
    "subCategory": {"category": "Things"},
}
"""What is sent with an argument that is refused alone."""


def places(kind: GraphQLInputType, path: Place) -> Iterator[Place]:
    """Where within an argument a text, an id, a time or an enum's value stands."""
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        for name, field in named.fields.items():
            yield from places(field.type, (*path, name))
    elif isinstance(named, GraphQLEnumType) or named.name in TEXTS:
        yield path


def required(one: GraphQLArgument | GraphQLInputField) -> bool:
    return isinstance(one.type, GraphQLNonNull) and one.default_value is Undefined


@dataclass(frozen=True)
class Attack:
    """A field's arguments with a payload in one place; all else is as it should be, or left out."""

    field: str
    place: Place
    payload: str
    known: Known

    def arguments(self, definition: GraphQLField) -> dict[str, object]:
        return {
            name: self._value(argument.type, (name,))
            for name, argument in definition.args.items()
            if name == self.place[0] or required(argument)
        }

    def _value(self, kind: GraphQLInputType, path: Place) -> object:
        plain = get_nullable_type(kind)
        if isinstance(plain, GraphQLList):
            found = [self._value(cast(GraphQLInputType, plain.of_type), path)]
            return [*found, self.known.of(self.field, path[-1])] if path == self.place else found
        if isinstance(plain, GraphQLInputObjectType):
            within = {
                name: self._value(field.type, (*path, name))
                for name, field in plain.fields.items()
                if required(field) or self.place[: len(path) + 1] == (*path, name)
            }
            return {**within, **(ALONGSIDE.get(self.place[-1], {}) if self.place[:-1] == path else {})}
        if path == self.place:
            return self.payload
        return self.known.of(self.field, "proposal" if path[-1] == "id" and "role" in self.place else path[-1])


def document(root: str, field: str, definition: GraphQLField, arguments: Mapping[str, object]) -> str:
    declared = ", ".join(f"${name}: {definition.args[name].type}" for name in arguments)
    sent = ", ".join(f"{name}: ${name}" for name in arguments)
    return f"{root.lower()} Attack({declared}) {{ {field}({sent}) {asked_of(definition)} }}"


def asked_of(definition: GraphQLField) -> str:
    answered = get_named_type(definition.type)
    if is_leaf_type(answered):
        return ""
    fields = cast(Any, answered).fields if hasattr(answered, "fields") else {}
    parts = ["__typename", "event { id }" if "event" in fields else ""]
    parts.append("errors { code message field }" if "errors" in fields else "")
    parts.append("results { event { id } errors { code message field } }" if "results" in fields else "")
    return f"{{ {' '.join(parts)} }}"


@dataclass(frozen=True)
class State:
    """All nodes and relationships by their ids, but for vectors, which are of the texts."""

    nodes: Mapping[str, tuple[str, str]]
    edges: Mapping[str, str]


async def state(graph: Graph) -> State:
    """The graph as it is now."""
    nodes = await query(
        graph,
        "MATCH (n) RETURN elementId(n) AS id, labels(n)[0] AS label, n {.*, embedding: null, centroid: null} AS all",
    )
    edges = await query(
        graph,
        "MATCH (a)-[r]->(b) RETURN elementId(r) AS id, [elementId(a), type(r), elementId(b)] AS ends, r {.*} AS all",
    )
    return State(
        {row["id"]: (row["label"], repr(sorted(row["all"].items()))) for row in nodes},
        {row["id"]: repr((row["ends"], sorted(row["all"].items()))) for row in edges},
    )


MAY_CHANGE = frozenset(
    {"Taxonomy", "Revision", "Skill", "Role", "Dimension", "KRA", "ReviewItem", "AuditEvent", "PipelineRun"}
)
"""Labels of nodes of which a mutation may change one: what it is about, and what counts it."""
MOST_CHANGED = 6
MOST_UNLINKED = 12
"""What a run found, or the titles of a role, where they are replaced as a whole."""


def check_written(before: State, after: State) -> None:
    """That what was there is still there, and that little of it changed."""
    gone = [before.nodes[key][0] for key in before.nodes.keys() - after.nodes.keys()]
    changed = [key for key in before.nodes.keys() & after.nodes.keys() if before.nodes[key] != after.nodes[key]]
    assert set(gone) <= {"Alias"}  # titles that others take the place of
    assert len(gone) <= MOST_CHANGED
    assert {before.nodes[key][0] for key in changed} <= MAY_CHANGE
    assert len(changed) <= MOST_CHANGED
    assert len(before.edges.keys() - after.edges.keys()) <= MOST_UNLINKED


@pytest.fixture(scope="module")
async def attacked(graph: Graph, neo4j_home: Path, small_library: Library, embedder: HashedEmbedder) -> Client:
    """A caller who may do everything, over a graph with something of everything in it."""
    await wipe(graph, neo4j_home)
    await library_store.load(graph, small_library, embedder)
    pipeline = Pipeline(graph, embedder, Thresholds())
    await pipeline.run(Request(replace(BACKEND, must=(*BACKEND.must, "Hands-on experience with Zorblax.")).text))
    await pipeline.run(Request(VETERINARY.text, VETERINARY.title))
    return Client(pipeline, TESTER)


@pytest.fixture(scope="module")
async def known(attacked: Client) -> Known:
    """Names of what the graph holds."""
    graph = attacked.pipeline.graph
    waiting = await attacked.pipeline.extract(Request(BACKEND.text.replace("Leeds", "York"), BACKEND.title))
    item = await value(
        graph, "MATCH (i:ReviewItem {status: 'PENDING', kind: 'NEW_SKILL'}) RETURN i.uid AS x ORDER BY x LIMIT 1"
    )
    proposal = await value(graph, "MATCH (i:ReviewItem {status: 'PENDING', kind: 'NEW_ROLE'}) RETURN i.uid LIMIT 1")
    kra = await value(graph, "MATCH (k:KRA) RETURN k.uid AS x ORDER BY x LIMIT 1")
    skill = await attacked.id_of("Skill", "docker")
    return Known(
        {
            **dict.fromkeys(("skill", "slug", "name", "skills"), "docker"),
            **dict.fromkeys(("into", "other", "mergeInto"), "kubernetes"),
            "mergeSkills.from": "react",
            "mergeAliases.aliases": "reactjs",
            **dict.fromkeys(("role", "roleGap.from", "roleGap.to"), "data-engineer"),
            "path.from": skill,
            "path.to": skill,
            "dimension": "data-pipelines",
            "dimensions": "data-pipelines",
            "linkRoleToDimension.dimension": "data-pipelines",
            "kra": global_id("KRA", kra),
            "id": global_id("ReviewItem", item),
            "ids": global_id("ReviewItem", item),
            "proposal": global_id("ReviewItem", proposal),
            "runId": global_id("PipelineRun", waiting.uid),
            "jobDescription": BACKEND.text,
            "kind": "RELATED",
            "taxonomyIssues.kind": "UNSEEN_SKILL",
            "groupBy": "KIND",
            "costs.groupBy": "DAY",
        }
    )


def refused(answer: Mapping[str, Any]) -> Iterator[tuple[str | None, str]]:
    """Code and message of every problem in an answer."""
    for error in answer.get("errors") or ():
        yield (error.get("extensions") or {}).get("code"), error["message"]
    for payload in (answer.get("data") or {}).values():
        for one in [payload, *payload.get("results", ())] if isinstance(payload, dict) else ():
            for error in one.get("errors", ()):
                yield error["code"], error["message"]


def events(answer: Mapping[str, Any]) -> list[str]:
    """The ids of the events that an answer tells of."""
    found = []
    for payload in (answer.get("data") or {}).values():
        for one in [payload, *payload.get("results", ())] if isinstance(payload, dict) else ():
            found += [one["event"]["id"]] if one.get("event") else []
    return found


async def answers(client: Client, text: str, variables: Mapping[str, object], *, reads: bool) -> Sequence[Any]:
    """What is answered, by both paths where the operation reads."""
    found = [await client.schema.execute(text, dict(variables), Context(client.pipeline, TESTER))]
    if reads:
        context = Context(client.pipeline, TESTER)
        found.append(cast(Any, await strawberry.Schema.execute(client.schema, text, dict(variables), context)))
    return [{"data": one.data, "errors": [error.formatted for error in one.errors or ()]} for one in found]


SENT_TO_A_PLACE = 3
"""So many payloads, each place others, so that the 200 places together get each of them often."""


def payloads_for(field: str, kind: GraphQLInputType, path: Place) -> Sequence[str]:
    """What is sent in a place: everything to a search, which has a language of its own behind it."""
    for name in path[1:]:
        kind = cast(GraphQLInputObjectType, get_named_type(kind)).fields[name].type
    if field == "search" and get_named_type(kind).name == "String":
        return PAYLOADS
    first = zlib.crc32(".".join((field, *path)).encode())
    return [PAYLOADS[(first + step * 5) % len(PAYLOADS)] for step in range(SENT_TO_A_PLACE)]


@pytest.mark.parametrize(("root", "field"), FIELDS, ids=[f"{root}.{field}" for root, field in FIELDS])
async def test_payload_in_an_argument_is_a_text(root: str, field: str, attacked: Client, known: Known) -> None:
    definition = cast(GraphQLObjectType, SCHEMA.type_map[root]).fields[field]
    graph = attacked.pipeline.graph
    for argument, declared in definition.args.items():
        for place in places(declared.type, (argument,)):
            before, written = await state(graph), list[Mapping[str, Any]]()
            for payload in payloads_for(field, declared.type, place):
                # No two places write the same name.
                attack = Attack(field, place, f"{payload} {field}.{'.'.join(place)}", known)
                arguments = attack.arguments(definition)
                text = document(root, field, definition, arguments)
                found = await answers(attacked, text, arguments, reads=root == "Query")
                for answer in found:
                    for code, message in refused(answer):
                        assert code in NO_FAULT, (attack, message)
                        assert not any(word in message for word in INSIDE), (attack, message)
                if root == "Mutation" and (events(found[0]) or not list(refused(found[0]))):
                    written.append(found[0])
            after = await state(graph)
            if written:
                check_written(before, after)
                await take_back(attacked, [event for answer in reversed(written) for event in events(answer)])
            else:
                assert after == before, place


@pytest.mark.parametrize("payload", [text for text in PAYLOADS if text.isprintable() and len(text) < 100])
async def test_payload_in_a_free_text_is_kept_to_the_letter(payload: str, attacked: Client) -> None:
    document = """
    mutation ($text: String!) {
      updateSkill(input: {skill: "kubernetes", description: $text}) { skill { description } event { id } errors { code } }
    }
    """

    answer = (await attacked.ask(document, text=payload))["updateSkill"]

    assert (answer["errors"], answer["skill"]) == ([], {"description": payload})
    await take_back(attacked, [answer["event"]["id"]])


async def take_back(client: Client, written: Sequence[str]) -> None:
    """Undo events, so that what the next payload names is there."""
    for event in written:
        undone = await client.ask("mutation($id: ID!) { undo(eventId: $id) { errors { message } } }", id=event)
        assert undone == {"undo": {"errors": []}}
