"""Entity tags: whatever changes an answer changes its tag, and a tag that holds spares the reading."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from graph_service.access import keys
from graph_service.access.keys import KeyRing
from graph_service.curation import spellings
from graph_service.domain.access import Access
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline
from graph_service.settings import Settings
from graph_service.store import library as library_store
from graph_service.store.connection import Graph
from graph_service.store.revision import SETTLED_AFTER_MS
from tests.api.client import Client
from tests.api.server import Server, service_of, serving
from tests.support import BACKEND, query

LINKS = "dimensionLinks(candidates: true) { status origin confirmations evidence dimension { slug } }"
JOB = replace(BACKEND, must=(*BACKEND.must, "Experience with Zigzaggle."))
WATCHED = (
    "{ stats { skills aliases roles dimensions kras } }",
    """{ skills(first: 100) { totalCount nodes { id slug name nature version status aliases { text type isPrimary }
      dimensions { slug } roles { slug } related(first: 5) { slug } successor { slug } history { summary undone } } } }""",
    f"{{ skills(first: 100, filter: {{status: PENDING}}) {{ nodes {{ slug name {LINKS} }} }} }}",
    f"{{ skills(first: 100) {{ nodes {{ {LINKS} }} }} }}",
    f"{{ roles {{ nodes {{ slug {LINKS} }} }} }}",
    "{ skills(first: 100, filter: {status: MERGED}) { nodes { slug name } } }",
    "{ roles(first: 100) { nodes { id slug name version aliases { text } dimensions { slug } kras { text } } } }",
    '{ dimension(slug: "stream-processing") { name skills { slug } roles { slug } } }',
    "{ auditEvents(first: 100) { nodes { id actor summary undone } } }",
)
"""Requests that between them read all that a curator or a run can change of the taxonomy."""


async def settle(graph: Graph) -> None:
    """Let the time pass in which a tag is not relied on yet."""
    await query(graph, "MATCH (r:Revision) SET r.at = r.at - duration({milliseconds: $ms})", ms=SETTLED_AFTER_MS)


@dataclass
class Watch:
    """A client that keeps what it was answered, and the tags."""

    server: Server
    graph: Graph
    kept: dict[str, tuple[str, Any]] = field(default_factory=dict)

    async def get(self, text: str, **headers: str) -> httpx.Response:
        """The answer to a GET request."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.server.http.get(f"{self.server.url}/graphql", params={"query": text}, headers=sent)

    async def look(self) -> set[str]:
        """The requests that are answered anew; of the others, what is kept is surely what would be answered."""
        await settle(self.graph)
        anew = set()
        for text in WATCHED:
            tag, content = self.kept.get(text, ("", None))
            answer = await self.get(text, If_None_Match=tag)
            if answer.status_code == 304:
                assert answer.content == b""
                assert answer.headers["etag"] == tag
                assert (await self.server.post(text)).json() == content, text
                continue
            assert "errors" not in answer.json(), answer.json()
            anew.add(text)
            self.kept[text] = (answer.headers["etag"], answer.json())
        return anew


@pytest.fixture
async def watch(pipeline: Pipeline) -> AsyncIterator[Watch]:
    async with serving(service_of(pipeline, Settings(), KeyRing(pipeline.graph))) as server:
        watch = Watch(server, pipeline.graph)
        await watch.look()
        assert await watch.look() == set()
        yield watch


CHANGES = (
    'addAlias(input: {skill: "go", text: "Gopher lang"}) { event { id } errors { message } }',
    'updateSkill(input: {skill: "go", description: "A language"}) { event { id } errors { message } }',
    'createDimension(input: {name: "Quiet Systems"}) { event { id } errors { message } }',
    'linkSkillToDimension(skill: "go", dimension: "quiet-systems") { event { id } errors { message } }',
    'updateRole(input: {role: "backend-engineer", titles: ["Server Person"]}) { event { id } errors { message } }',
    'createKRA(input: {role: "backend-engineer", text: "Keep the servers happy"}) { event { id } errors { message } }',
    'mergeSkills(input: {from: ["docker"], into: "kubernetes"}) { event { id } errors { message } }',
    'undo(eventId: "%s") { event { id } errors { message } }',
)
RUN = "mutation ($text: String!) { runPipeline(input: {jobDescription: $text}) { run { status } errors { message } } }"


async def test_each_change_changes_the_tags_of_what_it_changes(watch: Watch, pipeline: Pipeline) -> None:
    client, event = Client(pipeline), ""

    async def changed(document: str, **variables: object) -> dict[str, Any]:
        """The answer to a mutation that changes something of what is watched."""
        before = {text: content for text, (_, content) in watch.kept.items()}
        [payload] = (await client.ask(document, **variables)).values()
        assert payload["errors"] == [], document
        assert await watch.look() == set(WATCHED), document  # one mark for all of the taxonomy
        assert {text: content for text, (_, content) in watch.kept.items()} != before, document
        return dict(payload)

    for change in CHANGES:
        event = (await changed(f"mutation {{ {change % event if '%' in change else change} }}"))["event"]["id"]
    for city in ("Leeds", "Bath", "York"):  # links are confirmed once more by each
        await changed(RUN, text=replace(JOB, opening=JOB.opening.replace("Leeds", city)).text)
    items = await client.ask("{ reviewItems(kind: NEW_SKILL) { nodes { id text } } }")
    [item, *_] = items["reviewItems"]["nodes"]
    await changed("mutation ($id: ID!) { rejectReviewItem(id: $id) { errors { message } } }", id=item["id"])


async def test_change_that_is_read_of_no_request_here_changes_a_mark_all_the_same(watch: Watch) -> None:
    before = await query(watch.graph, "MATCH (r:Revision) RETURN r.stamp AS stamp")

    await watch.graph.write("review/settle", keys=[])
    assert await query(watch.graph, "MATCH (r:Revision) RETURN r.stamp AS stamp") == before
    await watch.graph.write("library/touch")
    assert await query(watch.graph, "MATCH (r:Revision) RETURN r.stamp AS stamp") != before


async def test_same_state_is_not_read_again(watch: Watch) -> None:
    text = WATCHED[1]
    counted = await metrics(watch)
    for _ in range(3):
        assert (await watch.get(text, If_None_Match=f'"other", {watch.kept[text][0]}')).status_code == 304

    after = await metrics(watch)
    assert after["none", "unchanged"] - counted["none", "unchanged"] == 3
    assert after["compiled", ""] == counted["compiled", ""]


async def metrics(watch: Watch) -> dict[tuple[str, str], float]:
    """How many operations took which path."""
    found = {}
    for line in (await watch.server.get("/metrics")).text.splitlines():
        if line.startswith("graph_service_operations_total{"):
            parts = line.split('"')
            found[parts[1], parts[3]] = float(line.rpartition(" ")[2])
    return found


async def test_what_runs_and_keys_write_beside_the_taxonomy_changes_no_tag(watch: Watch) -> None:
    key = await keys.create(watch.graph, "reader", Access.READER)
    assert (await watch.server.post(WATCHED[0], key)).status_code == 200

    assert await watch.look() == set()


async def test_load_that_changes_nothing_changes_no_tag(
    watch: Watch, small_library: Library, embedder: HashedEmbedder
) -> None:
    await library_store.load(watch.graph, small_library, embedder)

    assert await watch.look() == set()


async def test_change_that_is_refused_changes_no_tag(watch: Watch) -> None:
    with pytest.raises(Exception, match="no skill"):
        await spellings.add_alias(watch.graph, "ada", "no-such", "Gopher lang")

    assert await watch.look() == set()


async def test_answer_has_no_tag_while_a_change_is_fresh(watch: Watch) -> None:
    await spellings.add_alias(watch.graph, "ada", "go", "Gopher lang")

    answer = await watch.get(WATCHED[0], If_None_Match=watch.kept[WATCHED[0]][0])

    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


async def test_tag_may_be_kept_by_the_client_alone_and_is_asked_about_each_time(watch: Watch) -> None:
    for answer in (await watch.get(WATCHED[0]), await watch.get(WATCHED[0], If_None_Match=watch.kept[WATCHED[0]][0])):
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["vary"] == "Accept, Authorization, Cookie"


@pytest.mark.parametrize(
    "text",
    [
        "{ stats { runs } }",
        "{ pipelineRuns { nodes { id } } }",
        "{ reviewItems { totalCount } }",
        '{ role(slug: "backend-engineer") { dimensionLinks { run { __typename } } } }',
        '{ role(slug: "backend-engineer") { dimensionLinks { requests { at } } } }',
        '{ search(text: "java") { score } }',
        '{ skill(slug: "go") { similar { score } } }',
        "{ __typename }",
        "{ __schema { queryType { name } } }",
        '{ skill(slug: "go") { name } reviewItems { totalCount } }',
        "{ skill { name } }",
    ],
)
async def test_what_rests_on_more_than_the_taxonomy_has_no_tag(watch: Watch, text: str) -> None:
    answer = await watch.get(text)

    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


async def test_tag_is_that_of_one_request_in_one_form_by_one_caller(watch: Watch) -> None:
    document = (
        "query A($slug: String) { skill(slug: $slug) { name } } query B($slug: String) { skill(slug: $slug) { name } }"
    )
    key = await keys.create(watch.graph, "other", Access.CURATOR)
    await settle(watch.graph)

    async def tag(accept: str = "application/json", credential: str = "", **parameters: str) -> str:
        headers = {"Accept": accept} | ({"Authorization": f"Bearer {credential}"} if credential else {})
        asked = {"query": document, "operationName": "A", "variables": '{"slug": "go"}'} | parameters
        return str(
            (await watch.server.http.get(f"{watch.server.url}/graphql", params=asked, headers=headers)).headers["etag"]
        )

    tags = [
        await tag(),
        await tag(operationName="B"),
        await tag(variables='{"slug": "java"}'),
        await tag(query=document + " "),
        await tag("application/graphql-response+json"),
        await tag(credential=key),
    ]
    assert len(set(tags)) == len(tags)
    assert await tag() == tags[0]


async def test_post_has_no_tag(watch: Watch) -> None:
    answer = await watch.server.post(WATCHED[0], If_None_Match=watch.kept[WATCHED[0]][0])

    assert answer.status_code == 200
    assert "etag" not in answer.headers
