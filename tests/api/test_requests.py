"""What the endpoint makes of requests: well-formed ones, ill-formed ones and hostile ones. No Neo4j is needed for any."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NoReturn

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from graph_service.access.keys import KeyRing
from graph_service.api.context import Context
from graph_service.api.schema import make_schema
from graph_service.domain.access import Access, Actor
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline
from graph_service.settings import Limits, Settings, Thresholds
from graph_service.store.connection import Answer, Graph, Row, Transaction
from graph_service.store.statements import Statement
from tests.api.server import PATIENCE_S, Server, hear, service_of, serving, tell

GRAPHQL = "application/graphql-response+json"
QUERY = "{ __typename }"
ANSWER = {"data": {"__typename": "Query"}}
FAN_OUT = (
    '{ skill(slug: "x") { ...F0 } }'
    + "".join(
        f" fragment F{n} on Skill {{ a: successor {{ ...F{n + 1} }} b: successor {{ ...F{n + 1} }} }}"
        for n in range(60)
    )
    + " fragment F60 on Skill { name }"
)
READ_SKILLS = "query ($skills: [String!]!) { rolesForSkills(skills: $skills) { score } }"


class Slow(Graph):
    """A graph that does not come to an end. It connects to nothing: cancelled amid that, the driver leaks its socket."""

    async def carry_out(self, chosen: Statement, parameters: Mapping[str, object]) -> list[Row]:
        return await _without_end()

    async def reading(self, work: Callable[[Transaction], Awaitable[Answer]]) -> Answer:
        return await _without_end()

    writing = reading


async def _without_end() -> NoReturn:
    await asyncio.Event().wait()
    raise AssertionError("nobody sets it")


@asynccontextmanager
async def endpoint(settings: Settings, kind: type[Graph] = Graph) -> AsyncIterator[Server]:
    """The service, with nothing behind it."""
    graph = kind.connect("bolt://127.0.0.1:9", "neo4j", "password", 0.5)
    pipeline = Pipeline(graph, HashedEmbedder(), Thresholds())
    async with serving(service_of(pipeline, settings, KeyRing(graph))) as server:
        yield server
    await graph.close()


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[Server]:
    async with endpoint(Settings()) as server:
        yield server


@pytest.fixture(scope="module")
async def closed_mouthed() -> AsyncIterator[Server]:
    """A service whose schema cannot be asked for."""
    async with endpoint(Settings(introspection=False)) as server:
        yield server


async def posted(server: Server, content: bytes | str | dict[str, Any], **headers: str) -> httpx.Response:
    sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(content) if isinstance(content, dict) else content
    return await server.http.post(f"{server.url}/graphql", content=body, headers=sent)


def refusal_in(response: httpx.Response) -> tuple[int, str, str]:
    """Status, code and message of a response that has errors and nothing else."""
    content = response.json()
    assert content.keys() == {"errors"}, content
    error = content["errors"][0]
    return response.status_code, error.get("extensions", {}).get("code", ""), error["message"]


# Forms


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/json", "application/json"),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL};charset=utf-8, application/json;q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.5, application/json", "application/json"),
        (f"application/json;q=0, {GRAPHQL};q=0.1", GRAPHQL),
        ("text/html, */*;q=0.1", "application/json"),
        ("*/*", "application/json"),
        ("", "application/json"),
    ],
)
async def test_answer_has_the_form_that_is_liked_best(server: Server, accept: str, form: str) -> None:
    response = await posted(server, {"query": QUERY}, Accept=accept)

    assert (response.status_code, response.json()) == (200, ANSWER)
    assert response.headers["content-type"] == f"{form}; charset=utf-8"


async def test_form_that_there_is_not_is_refused(server: Server) -> None:
    assert refusal_in(await posted(server, {"query": QUERY}, Accept="text/html, image/*;q=x"))[:2] == (
        406,
        "BAD_REQUEST",
    )


@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (GRAPHQL, 400), ("text/event-stream", 400)])
@pytest.mark.parametrize("query", ["{", "{ nothing }", "query A { __typename } query B { __typename }"])
async def test_what_is_no_request_for_the_schema_has_no_data(
    server: Server, query: str, accept: str, status: int
) -> None:
    response = await posted(server, {"query": query}, Accept=accept)

    assert refusal_in(response)[0] == status


async def test_get_reads_and_writes_nothing(server: Server) -> None:
    assert (await server.http.get(f"{server.url}/graphql", params={"query": QUERY})).json() == ANSWER
    response = await server.http.get(
        f"{server.url}/graphql", params={"query": 'mutation { undo(eventId: "x") { errors { code } } }'}
    )
    assert refusal_in(response) == (405, "BAD_REQUEST", "a GET request only reads; send what writes by POST")
    assert response.headers["allow"] == "POST"
    assert (await server.http.head(f"{server.url}/graphql", params={"query": QUERY})).status_code == 200


async def test_events_of_a_get_write_nothing_either(server: Server) -> None:
    response = await server.http.get(
        f"{server.url}/graphql",
        params={"query": 'mutation { undo(eventId: "x") { errors { code } } }'},
        headers={"Accept": "text/event-stream"},
    )

    assert refusal_in(response)[:2] == (405, "BAD_REQUEST")


async def test_refusals_are_not_kept(server: Server) -> None:
    for parameters in ({"query": "{"}, {}, {"extensions": '{"persistedQuery": {"version": 1, "sha256Hash": "x"}}'}):
        response = await server.http.get(f"{server.url}/graphql", params=parameters)
        assert (response.json().keys(), response.headers["cache-control"]) == ({"errors"}, "no-store")


async def test_store_that_is_away_takes_nothing_from_what_needs_none(server: Server) -> None:
    content = (await posted(server, {"query": '{ kind: __typename skill(slug: "x") { name } }'})).json()

    assert content["data"] == {"kind": "Query", "skill": None}
    assert [(error["path"], error["extensions"]["code"]) for error in content["errors"]] == [
        (["skill"], "STORE_UNAVAILABLE")
    ]


async def test_subscription_is_told_as_events_to_who_takes_them_too(server: Server) -> None:
    query = 'subscription { pipelineProgress(runId: "x") { step } }'

    response = await posted(server, {"query": query}, Accept="application/json, text/event-stream")

    assert response.headers["content-type"].startswith("text/event-stream")


async def test_subscription_needs_a_form_for_events(server: Server) -> None:
    assert refusal_in(await posted(server, {"query": 'subscription { pipelineProgress(runId: "x") { step } }'})) == (
        406,
        "BAD_REQUEST",
        "a subscription is answered over a WebSocket, or to who accepts text/event-stream",
    )


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "",
        "text/plain; application/json",
    ],
)
async def test_what_other_sites_may_send_unasked_is_not_read(server: Server, content_type: str) -> None:
    status, code, message = refusal_in(await posted(server, {"query": QUERY}, Content_Type=content_type))

    assert (status, code) == (415, "BAD_REQUEST")
    assert message.endswith("send application/json")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "the request is not JSON in UTF-8"),
        (b"{", "the request is not JSON in UTF-8"),
        (b'{"query": "\xff"}', "the request is not JSON in UTF-8"),
        (b'{"query": "{ __typename }", "variables": {"x": "\\ud800"}}', "the request is not JSON in UTF-8"),
        (b'{"variables": ' + b"[" * 100_000, "the request is not JSON in UTF-8"),
        (b"5", "the request must be a JSON object with `query`"),
        (b"[]", "several operations in one request are not carried out"),
        (b"{}", "there is no `query`; send a GraphQL document"),
        (b'{"query": 5}', "`query` must be a string, or left out"),
        (b'{"query": "{ __typename }", "variables": [1]}', "`variables` must be an object, or left out"),
        (b'{"query": "{ __typename }", "operationName": {}}', "`operationName` must be a string, or left out"),
        (b'{"query": "{ __typename }", "extensions": "x"}', "`extensions` must be an object, or left out"),
    ],
    ids=lambda value: value[:24].decode(errors="replace") if isinstance(value, bytes) else "",
)
async def test_body_that_is_no_request_says_what_is_missing(server: Server, body: bytes, message: str) -> None:
    status, code, told = refusal_in(await posted(server, body))

    assert (status, code) == (400, "BAD_REQUEST")
    assert told.startswith(message)


# Hostile ones


@pytest.mark.parametrize(
    ("content", "limit"),
    [
        ({"query": FAN_OUT}, "depth"),
        ({"query": '{ skill(slug: "x") { ...A } } fragment A on Skill { ...B } fragment B on Skill { ...A }'}, "depth"),
        ({"query": '{ skill(slug: "x") ' + "{ successor " * 500 + "{ name }" + "}" * 501}, "depth"),
        ({"query": f"{{ {' '.join(f'a{n}: __typename' for n in range(10_000))} }}"}, "characters"),
        ({"query": f"{{ {' '.join(f'a{n}: __typename' for n in range(500))} }}"}, "aliases"),
        ({"query": f"{{ __typename {'@skip(if: false)' * 10_000} }}"}, "characters"),
        ({"query": f"{{ __typename {'@skip(if: false)' * 200} }}"}, "directives"),
        ({"query": f"{{ {'__typename ' * 1500} }}"}, "comparisons"),
        ({"query": READ_SKILLS, "variables": {"skills": ["x"] * 100_000}}, "body_bytes"),
        ({"query": READ_SKILLS, "variables": {"skills": [""] * 100_000}}, "values"),
        ({"query": "{ skills(first: 100) { nodes { related(first: 100) { related(first: 100) { name } } } } }"}, "cost"),
    ],
    ids=["fan-out", "circle", "depth", "many-aliases", "aliases", "many-directives", "directives", "merging", "long-list", "list", "cost"],
)  # fmt: skip
async def test_hostile_request_is_refused_by_a_limit_that_it_is_told(
    server: Server, content: dict[str, Any], limit: str
) -> None:
    for accept in ("application/json", GRAPHQL, "text/event-stream"):
        response = await posted(server, content, Accept=accept)

        status, code, message = refusal_in(response)
        assert (status, code) == (413 if limit == "body_bytes" else 400, "LIMIT_EXCEEDED")
        most = getattr(Limits(), limit)
        assert message.endswith(f"(LIMITS__{limit.upper()} is {most:,})")
        assert response.json()["errors"][0]["extensions"] == {"code": code, "limit": limit, "most": most}


async def test_batch_is_refused(server: Server) -> None:
    response = await posted(server, json.dumps([{"query": QUERY}] * 1000))

    assert refusal_in(response) == (
        400,
        "BAD_REQUEST",
        "several operations in one request are not carried out; send each by itself",
    )


async def test_nul_is_no_sign_of_a_document(server: Server) -> None:
    status, _, message = refusal_in(await posted(server, {"query": "{ __typename \0 }"}, Accept=GRAPHQL))

    assert status == 400
    assert message.startswith("Syntax Error: Unexpected character: U+0000.")


async def test_body_without_end_is_hung_up_on(server: Server) -> None:
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b" " * 100_000
            await asyncio.sleep(0)

    request = server.http.build_request(
        "POST", f"{server.url}/graphql", content=body(), headers={"Content-Type": "application/json"}
    )
    try:
        response = await server.http.send(request)
    except httpx.TransportError:  # the service hung up, which is its right
        response = None

    assert sent < 1000
    assert response is None or refusal_in(response)[:2] == (413, "LIMIT_EXCEEDED")


async def test_length_that_is_announced_is_believed(server: Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]))
    writer.write(
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n"
    )
    status = await asyncio.wait_for(reader.readline(), PATIENCE_S)
    writer.close()

    assert status.startswith(b"HTTP/1.1 413")


async def test_limits_are_settings() -> None:
    async with endpoint(Settings(limits=Limits(depth=1, body_bytes=1000))) as server:
        assert (await posted(server, {"query": QUERY})).json() == ANSWER
        assert refusal_in(await posted(server, {"query": "{ stats { skills } }"}))[1] == "LIMIT_EXCEEDED"
        assert refusal_in(await posted(server, {"query": QUERY, "operationName": "x" * 1000}))[0] == 413


@pytest.mark.parametrize(
    "query", ["{ stats { skills } }", '{ search(text: "x") { score } }'], ids=["compiled", "plain"]
)
async def test_query_that_takes_too_long_is_given_up(query: str) -> None:
    async with endpoint(Settings(limits=Limits(seconds=0.05)), Slow) as server:
        for accept in ("application/json", GRAPHQL):
            assert refusal_in(await posted(server, {"query": query}, Accept=accept)) == (
                503,
                "LIMIT_EXCEEDED",
                "the query took too long and was given up; ask for less at once (LIMITS__SECONDS is 0.05)",
            )
        answer = await told_over_websocket(server, {"query": query})
        assert answer["payload"][0]["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "seconds", "most": 0.05}


@pytest.mark.parametrize(
    "query",
    [
        'query A { stats { skills } } query B { previewPipeline(input: {jobDescription: "x"}) { errors { code } } }',
        'query A { stats { skills } previewPipeline(input: {jobDescription: "x"}) @skip(if: true) { errors { code } } }',
        'query A { ...B } fragment B on Query { stats { skills } previewPipeline(input: {jobDescription: "x"}) { errors { code } } }',
    ],
    ids=["another operation", "skipped", "beside"],
)
async def test_preview_gives_nothing_else_more_time(query: str) -> None:
    async with endpoint(Settings(limits=Limits(seconds=0.05)), Slow) as server:
        assert refusal_in(await posted(server, {"query": query, "operationName": "A"}))[:2] == (503, "LIMIT_EXCEEDED")


@pytest.mark.parametrize(
    "query",
    [
        'mutation { runPipeline(input: {jobDescription: "x"}) { errors { code } } }',
        'query { previewPipeline(input: {jobDescription: "x"}) { errors { code } } }',
    ],
    ids=["mutation", "preview"],
)
async def test_what_runs_a_pipeline_is_not_cut_off(query: str) -> None:
    graph = Slow.connect("bolt://127.0.0.1:9", "neo4j", "password", 0.5)
    schema = make_schema(limits=Limits(seconds=0.05))
    context = Context(Pipeline(graph, HashedEmbedder(), Thresholds()), Actor("tester", Access.ADMIN, "tester"))
    running = asyncio.create_task(schema.execute(query, {}, context))

    assert await asyncio.wait({running}, timeout=0.3) == (set(), {running})
    running.cancel()
    await graph.close()


# WebSockets


async def told_over_websocket(server: Server, payload: object) -> dict[str, Any]:
    """What comes of one request."""
    async with server.websocket() as socket:
        await tell(socket, {"type": "connection_init"})
        await hear(socket)
        await tell(socket, {"type": "subscribe", "id": "1", "payload": payload})
        return await hear(socket)


async def test_limits_hold_over_a_websocket(server: Server) -> None:
    for query in (
        FAN_OUT,
        "subscription { pipelineProgress(runId: 1) { run { "
        + "decision { role { " * 20
        + "name"
        + "} }" * 20
        + " } } }",
    ):
        answer = await told_over_websocket(server, {"query": query})
        assert answer["type"] == "error"
        assert answer["payload"][0]["extensions"]["limit"] == "depth"
    answer = await told_over_websocket(server, {"query": READ_SKILLS, "variables": {"skills": ["x"] * 20_000}})
    assert answer["payload"][0]["extensions"]["limit"] == "values"


async def test_query_over_a_websocket_is_answered(server: Server) -> None:
    assert (await told_over_websocket(server, {"query": QUERY}))["payload"] == ANSWER


@pytest.mark.parametrize("payload", [None, [], "x", {"query": 5}, {"query": QUERY, "variables": []}, {}])
async def test_websocket_message_that_asks_nothing_ends_it(server: Server, payload: object) -> None:
    with pytest.raises(ConnectionClosed) as closed:
        await told_over_websocket(server, payload)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("[]", 4400, "a message must be a JSON object"),
        ("5", 4400, "a message must be a JSON object"),
        ("{", 4400, "WebSocket message must be valid JSON"),
        ('{"type": "complete", "id": []}', 4400, "`id` must be a string"),
        ('{"type": "' + "x" * 300 + '"}', 4400, "Unknown message type: " + "x" * 101),
        (
            '{"type": "connection_init", "x": "' + "x" * 600_000 + '"}',
            1009,
            "the message is too long; send less at once (LIMITS__BODY_BYTES is 500,000)",
        ),
    ],
    ids=["list", "number", "no JSON", "no id", "long", "too long"],
)
async def test_websocket_message_that_is_none_of_the_protocol_ends_it(
    server: Server, text: str, code: int, reason: str
) -> None:
    async with server.websocket() as socket:
        await socket.send(text)
        with pytest.raises(ConnectionClosed) as closed:
            await hear(socket)

    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (code, reason)


@pytest.mark.parametrize("query", ["{", "query {" + '"' + "x" * 300, "{ nothing }"])
async def test_document_that_is_refused_leaves_the_others_of_its_websocket_alone(server: Server, query: str) -> None:
    async with server.websocket() as socket:
        await tell(socket, {"type": "connection_init"})
        await hear(socket)
        await tell(socket, {"type": "subscribe", "id": "wrong", "payload": {"query": query}})
        refused = await hear(socket)
        await tell(socket, {"type": "subscribe", "id": "right", "payload": {"query": QUERY}})
        answered = await hear(socket)

    assert (refused["type"], refused["id"], bool(refused["payload"][0]["message"])) == ("error", "wrong", True)
    assert (answered["id"], answered["payload"]) == ("right", ANSWER)


async def test_operations_of_a_websocket_are_so_many_at_a_time() -> None:
    async with endpoint(Settings(limits=Limits(operations=1)), Slow) as server, server.websocket() as socket:
        await tell(socket, {"type": "connection_init"})
        await hear(socket)
        for number in ("1", "2"):
            await tell(socket, {"type": "subscribe", "id": number, "payload": {"query": "{ stats { skills } }"}})
        answer = await hear(socket)

    assert (answer["id"], answer["payload"][0]["extensions"]["limit"]) == ("2", "operations")


async def test_other_protocols_than_graphql_transport_ws_are_not_spoken(server: Server) -> None:
    address = f"{server.url.replace('http', 'ws')}/graphql"
    for protocols in (["graphql-ws"], None):
        async with connect(address, subprotocols=protocols, proxy=None) as socket:  # type: ignore[arg-type]  # any str
            with pytest.raises(ConnectionClosed) as closed:
                await hear(socket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4406


# Asking for the schema


@pytest.mark.parametrize("query", ["{ __schema { queryType { name } } }", '{ __type(name: "Skill") { name } }'])
async def test_schema_can_be_asked_for_where_that_is_on(server: Server, closed_mouthed: Server, query: str) -> None:
    assert "errors" not in (await posted(server, {"query": query})).json()
    _, _, message = refusal_in(await posted(closed_mouthed, {"query": query}))
    assert message == "the schema cannot be asked for here (INTROSPECTION)"


@pytest.mark.parametrize(
    ("query", "variables", "told"),
    [
        ("{ skil { name } }", {}, "`skil`"),
        ("{ skill(slg: 5) { nme } }", {}, "`slg`"),
        ('{ skill(slug: "x") { ...F } } fragment F on Skil { name }', {}, "`Skil`"),
        ("{ skill(slug: 5) { name } }", {}, "`5`"),
        ("{ skills(filter: {natur: TOOL}) { totalCount } }", {}, "`natur`"),
        ("{ skills(filter: {nature: TOOOL}) { totalCount } }", {}, "`TOOOL`"),
        ("query ($f: SkillFilter) { skills(filter: $f) { totalCount } }", {"f": {"natur": "TOOL"}}, "`f`"),
        ("query ($f: SkillFilter) { skills(filter: $f) { totalCount } }", {"f": {"nature": "TOOOL"}}, "`f`"),
        ("query ($f: SkillFilte) { skills(filter: $f) { totalCount } }", {}, "`SkillFilte`"),
        ("{ skill(slug: \"x\") { related } }", {}, "`related`"),
        ("{ dimension { name } }", {}, "`dimension`"),
        (f"{{ {'x' * 500} }}", {}, f"`{'x' * 60}…`"),
    ],
)  # fmt: skip
async def test_errors_say_nothing_of_a_schema_that_cannot_be_asked_for(
    closed_mouthed: Server, query: str, variables: dict[str, Any], told: str
) -> None:
    response = await posted(closed_mouthed, {"query": query, "variables": variables})

    for error in response.json()["errors"]:
        assert error["message"].endswith(" is not as it has to be; compare it with the schema that you were given")
    assert response.json()["errors"][0]["message"].startswith(told)
    answer = await told_over_websocket(closed_mouthed, {"query": query, "variables": variables})
    errors = answer["payload"] if answer["type"] == "error" else answer["payload"]["errors"]
    assert [error["message"] for error in errors] == [error["message"] for error in response.json()["errors"]]


async def test_variables_of_a_subscription_say_nothing_of_the_schema_either(closed_mouthed: Server) -> None:
    query = "subscription ($id: ID!) { pipelineProgress(runId: $id) { step } }"
    answer = await told_over_websocket(closed_mouthed, {"query": query, "variables": {"id": {}}})

    assert "ID" not in json.dumps(answer)
    assert "`id` is not as it has to be" in json.dumps(answer)


async def test_others_who_can_reach_the_service_may_not_ask_for_the_schema() -> None:
    async with endpoint(Settings(reading_needs_key=True)) as server:
        assert (await posted(server, {"query": "{ __schema { queryType { name } } }"})).status_code == 401


# Persisted queries


def persisted(query: str, version: int = 1) -> dict[str, Any]:
    return {"persistedQuery": {"version": version, "sha256Hash": hashlib.sha256(query.encode()).hexdigest()}}


async def test_query_that_was_sent_once_is_known_by_its_hash(server: Server) -> None:
    query = "query Once { __typename }"
    unknown = await posted(server, {"extensions": persisted(query)})
    assert refusal_in(unknown) == (200, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
    assert (await posted(server, {"extensions": persisted(query)}, Accept=GRAPHQL)).status_code == 400

    assert (await posted(server, {"query": query, "extensions": persisted(query)})).json() == ANSWER

    assert (await posted(server, {"extensions": persisted(query)})).json() == ANSWER
    parameters = {"extensions": json.dumps(persisted(query)), "operationName": "Once", "variables": "{}"}
    assert (await server.http.get(f"{server.url}/graphql", params=parameters)).json() == ANSWER


async def test_query_is_known_after_a_get_too(server: Server) -> None:
    query = "query ByGet { __typename }"
    parameters = {"extensions": json.dumps(persisted(query))}
    await server.http.get(f"{server.url}/graphql", params=parameters | {"query": query})

    assert (await server.http.get(f"{server.url}/graphql", params=parameters)).json() == ANSWER


async def test_hash_of_another_query_is_refused(server: Server) -> None:
    answer = await posted(server, {"query": QUERY, "extensions": persisted("{ stats { skills } }")})

    assert refusal_in(answer)[:2] == (400, "PERSISTED_QUERY_MISMATCH")
    assert (
        refusal_in(await posted(server, {"extensions": persisted("{ stats { skills } }")}))[1]
        == "PERSISTED_QUERY_NOT_FOUND"
    )


@pytest.mark.parametrize(
    "extension",
    [5, {}, {"version": 2, "sha256Hash": "0" * 64}, {"version": 1, "sha256Hash": "0"}, {"version": 1, "sha256Hash": 5}],
)
async def test_extension_that_cannot_be_used_is_refused(server: Server, extension: object) -> None:
    assert refusal_in(await posted(server, {"query": QUERY, "extensions": {"persistedQuery": extension}}))[:2] == (
        400,
        "BAD_REQUEST",
    )


async def test_query_that_cannot_be_carried_out_is_not_kept(server: Server) -> None:
    for query in ("{ nothing }", "{", FAN_OUT):
        await posted(server, {"query": query, "extensions": persisted(query)})
        assert refusal_in(await posted(server, {"extensions": persisted(query)}))[1] == "PERSISTED_QUERY_NOT_FOUND"
