"""Who may do what, over a real connection: every mutation of the schema with every kind of credential."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    is_required_argument,
    is_required_input_field,
)
from strawberry.types.field import StrawberryField
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from graph_service.access import keys
from graph_service.access.keys import KeyRing
from graph_service.access.tokens import Issuer, Tokens
from graph_service.api.access import Needs
from graph_service.api.schema import make_schema
from graph_service.domain.access import Access
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.run import Pipeline, Request
from graph_service.settings import Settings, Thresholds
from graph_service.store import keys as key_store
from graph_service.store import library as library_store
from graph_service.store.connection import Graph
from tests.api.server import PATIENCE_S, Server, hear, service_of, serving, tell
from tests.issuer import AUDIENCE, LocalIssuer, local_issuer
from tests.support import BACKEND, contents, wipe

ROOT = make_schema()._schema.mutation_type
assert ROOT is not None
MUTATIONS = ROOT.fields
READ = '{ skill(name: "Kafka") { slug } }'
FOUND = {"data": {"skill": {"slug": "apache-kafka"}}}
FOLLOW = "subscription { pipelineProgress(runId: %s) { step run { status } } }"


def needed_for(name: str) -> Access:
    """The role that a mutation declares."""
    definition = MUTATIONS[name].extensions["strawberry-definition"]
    assert isinstance(definition, StrawberryField)
    [role] = [extension.role for extension in definition.extensions if isinstance(extension, Needs)]
    return role


def document_of(name: str) -> str:
    """A request for a mutation, with something of the right type for whatever it requires."""
    required = [
        f"{argument}: {literal(declared.type)}"
        for argument, declared in MUTATIONS[name].args.items()
        if is_required_argument(declared)
    ]
    return f"mutation {{ {name}({', '.join(required)}) {{ errors {{ code message }} }} }}".replace("()", "")


def literal(kind: GraphQLInputType) -> str:
    match kind:
        case GraphQLNonNull():
            return literal(kind.of_type)
        case GraphQLList():
            return f"[{literal(kind.of_type)}]"
        case GraphQLEnumType():
            return str(next(iter(kind.values)))
        case GraphQLInputObjectType():
            fields = [
                f"{name}: {literal(declared.type)}"
                for name, declared in kind.fields.items()
                if is_required_input_field(declared)
            ]
            return "{" + ", ".join(fields) + "}"
        case GraphQLScalarType():
            values = {"Int": "1", "Float": "1", "Boolean": "true"}
            return values.get(kind.name, '"2026-01-01T00:00:00Z"')
    raise AssertionError(kind)


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """The tests' service, as one on this machine (`local`) and as one that others can reach (`public`)."""

    graph: Graph
    pipeline: Pipeline
    issuer: LocalIssuer
    clock: Clock
    local: Server
    public: Server
    keys: dict[str, str] = field(default_factory=dict)

    async def new_key(self, name: str, role: Access = Access.CURATOR) -> str:
        """A key that no other test knows."""
        return await keys.create(self.graph, name, role)

    async def revoke(self, name: str) -> None:
        """Revoke a key, and let the time pass in which it may still be remembered."""
        await keys.revoke(self.graph, name)
        self.clock.now += 1.0


@pytest.fixture(scope="module")
async def desk(graph: Graph, neo4j_home: Any, small_library: Library, embedder: HashedEmbedder) -> AsyncIterator[Desk]:
    await wipe(graph, neo4j_home)
    await library_store.load(graph, small_library, embedder)
    pipeline, clock = Pipeline(graph, embedder, Thresholds()), Clock()
    async with AsyncExitStack() as stack:
        issuer = stack.enter_context(local_issuer())
        tokens = Tokens(Issuer(issuer.url, AUDIENCE, "roles", "sub"))
        service = service_of(pipeline, Settings(), KeyRing(graph, clock), tokens)
        local = await stack.enter_async_context(serving(service))
        public = await stack.enter_async_context(serving(service, "0.0.0.0"))
        desk = Desk(graph, pipeline, issuer, clock, local, public)
        for role in Access:
            desk.keys[role.value] = await desk.new_key(role.value, role)
        desk.keys["revoked"] = await desk.new_key("revoked", Access.ADMIN)
        await desk.revoke("revoked")
        yield desk


ROLES: dict[str, tuple[Access | None, Callable[[Desk], str | None]]] = {
    "none": (None, lambda _: None),
    "reader's key": (Access.READER, lambda desk: desk.keys["reader"]),
    "curator's key": (Access.CURATOR, lambda desk: desk.keys["curator"]),
    "admin's key": (Access.ADMIN, lambda desk: desk.keys["admin"]),
    "reader's token": (Access.READER, lambda desk: desk.issuer.token(roles=["reader"])),
    "curator's token": (Access.CURATOR, lambda desk: desk.issuer.token(roles=["curator"])),
    "admin's token": (Access.ADMIN, lambda desk: desk.issuer.token(roles=["admin"])),
}
BAD: dict[str, Callable[[Desk], str]] = {
    "revoked key": lambda desk: desk.keys["revoked"],
    "unknown key": lambda _: keys.generate(),
    "changed key": lambda desk: desk.keys["admin"][:-1] + ("A" if desk.keys["admin"][-1] != "A" else "B"),
    "start of a key": lambda desk: desk.keys["admin"][: keys.SHOWN_CHARACTERS],
    "digest of a key": lambda desk: keys.digest(desk.keys["admin"]),
    "expired token": lambda desk: desk.issuer.token(roles=["admin"], exp=time.time() - 3600),
    "forged token": lambda desk: desk.issuer.forged(roles=["admin"]),
    "none-algorithm token": lambda desk: desk.issuer.unsigned(roles=["admin"]),
    "symmetric token": lambda desk: desk.issuer.signed_with_the_public_key(roles=["admin"]),
    "wrong-audience token": lambda desk: desk.issuer.token(roles=["admin"], aud="another"),
    "wrong-issuer token": lambda desk: desk.issuer.token(roles=["admin"], iss="https://evil.example"),
    "token without an expiry": lambda desk: desk.issuer.token(roles=["admin"], exp=None),
    "nonsense": lambda _: "x",
}


def code_of(response: httpx.Response) -> str:
    """The code of the only error of a refused request, which has no data."""
    [error] = response.json()["errors"]
    assert response.json().get("data") is None
    return str(error["extensions"]["code"])


@pytest.mark.parametrize("credential", ROLES)
@pytest.mark.parametrize("name", MUTATIONS)
async def test_mutation_is_for_its_role_and_those_above(desk: Desk, name: str, credential: str) -> None:
    role, make = ROLES[credential]
    needed = needed_for(name)

    response = await desk.local.post(document_of(name), make(desk))

    assert response.status_code == 200, response.text
    assert "errors" not in response.json(), response.text
    codes = [error["code"] for error in response.json()["data"][name]["errors"]]
    if role is None:
        assert codes == ["UNAUTHENTICATED"]
    elif not role.includes(needed):
        assert codes == ["FORBIDDEN"]
    else:
        assert not {"UNAUTHENTICATED", "FORBIDDEN"} & set(codes)


@pytest.mark.parametrize("credential", BAD)
@pytest.mark.parametrize("name", MUTATIONS)
async def test_mutation_with_a_bad_credential_is_refused(desk: Desk, name: str, credential: str) -> None:
    for server in (desk.local, desk.public):
        response = await server.post(document_of(name), BAD[credential](desk))

        assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="graph-service"'


@pytest.mark.parametrize("name", MUTATIONS)
async def test_mutation_without_a_key_is_refused_where_others_can_reach_it(desk: Desk, name: str) -> None:
    response = await desk.public.post(document_of(name))

    assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("credential", BAD)
async def test_bad_credential_is_refused_even_where_none_is_needed(desk: Desk, credential: str) -> None:
    response = await desk.local.post(READ, BAD[credential](desk))

    assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")


async def test_refused_mutations_change_nothing(desk: Desk) -> None:
    before = await contents(desk.graph)

    for name in MUTATIONS:
        await desk.local.post(document_of(name))
        await desk.local.post(document_of(name), desk.keys["reader"])
        await desk.local.post(document_of(name), BAD["forged token"](desk))
        await desk.public.post(document_of(name))

    assert (await contents(desk.graph)).relationships == before.relationships
    assert set((await contents(desk.graph)).nodes) == set(before.nodes)


async def test_refusals_say_what_to_do_and_not_what_was_sent(desk: Desk) -> None:
    document = document_of("runPipeline")
    [missing] = (await desk.local.post(document)).json()["data"]["runPipeline"]["errors"]
    [weak] = (await desk.local.post(document, desk.keys["reader"])).json()["data"]["runPipeline"]["errors"]
    bad = await desk.local.post(document, desk.keys["revoked"])

    assert missing["message"] == (
        "runPipeline needs a key with the role curator; send one as the header `Authorization: Bearer …`"
    )
    assert weak["message"] == "runPipeline needs the role curator, and reader is reader; send another key"
    assert bad.json()["errors"][0]["message"] == (
        f"the key {desk.keys['revoked'][: keys.SHOWN_CHARACTERS]}… was revoked; ask for another one"
    )
    assert desk.keys["revoked"] not in bad.text


async def test_reading_needs_no_key_on_loopback(desk: Desk) -> None:
    assert (await desk.local.post(READ)).json() == FOUND
    assert (await desk.local.post(READ, desk.keys["reader"])).json() == FOUND


@pytest.mark.parametrize("document", [READ, "{ __schema { queryType { name } } }", "{ __typename }", "nonsense"])
async def test_reading_needs_a_key_where_others_can_reach_it(desk: Desk, document: str) -> None:
    response = await desk.public.post(document)

    assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")
    assert response.json()["errors"][0]["message"].startswith("a key is needed here, for reading too; send a key as")
    assert (await desk.public.get("/graphql?query={__typename}")).status_code == 401


@pytest.mark.parametrize("role", Access)
async def test_every_role_may_read_everywhere(desk: Desk, role: Access) -> None:
    assert (await desk.public.post(READ, desk.keys[role.value])).json() == FOUND
    assert (await desk.public.post(READ, desk.issuer.token(roles=role.value))).json() == FOUND


async def test_health_needs_no_key_anywhere(desk: Desk) -> None:
    for server in (desk.local, desk.public):
        assert (await server.get("/healthz")).status_code == 200
        assert (await server.get("/readyz")).status_code in (200, 503)


async def test_token_without_a_role_is_forbidden(desk: Desk) -> None:
    response = await desk.local.post(READ, desk.issuer.token(roles=["staff"]))

    assert (response.status_code, code_of(response)) == (403, "FORBIDDEN")


@pytest.mark.parametrize("value", ["Basic YWRtaW46YWRtaW4=", "Bearer", "gsk_x"])
async def test_header_that_is_no_bearer_is_refused(desk: Desk, value: str) -> None:
    response = await desk.local.post(READ, Authorization=value)

    assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")


async def test_cookies_and_parameters_are_no_credentials(desk: Desk) -> None:
    key = desk.keys["admin"]

    assert (await desk.public.post(READ, Cookie=f"Authorization=Bearer {key}; key={key}")).status_code == 401
    assert (await desk.public.get(f"/graphql?query={{__typename}}&Authorization={key}")).status_code == 401


async def test_session_that_has_ended_leads_to_signing_in_where_reading_needs_a_key(desk: Desk) -> None:
    answer = await desk.public.get("/explore?q=go", Cookie="graph_service_key=gsk_gone")

    assert answer.status_code == 401
    assert "your session has ended, sign in again" in answer.text
    assert 'name="onward" value="/explore?q=go"' in answer.text
    assert 'graph_service_key=""' in answer.headers["set-cookie"]


async def test_token_is_refused_clearly_where_no_issuer_is_configured(desk: Desk) -> None:
    service = service_of(desk.pipeline, Settings(), KeyRing(desk.graph))
    async with serving(service) as server:
        response = await server.post(READ, desk.issuer.token())

    assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")
    assert "no issuer of tokens is configured (OIDC_ISSUER)" in response.text


async def test_issuer_that_is_away_is_not_the_callers_fault_and_lets_nobody_in(desk: Desk) -> None:
    with local_issuer() as away:
        away.is_up = False
        tokens = Tokens(Issuer(away.url, AUDIENCE, "roles", "sub"))
        async with serving(service_of(desk.pipeline, Settings(), KeyRing(desk.graph), tokens)) as server:
            response = await server.post(READ, away.token())
            assert (await server.post(READ, desk.keys["reader"])).json() == FOUND

    assert (response.status_code, code_of(response)) == (503, "ISSUER_UNAVAILABLE")


async def test_reading_needs_a_key_on_loopback_where_a_setting_says_so(desk: Desk) -> None:
    service = service_of(desk.pipeline, Settings(reading_needs_key=True), KeyRing(desk.graph))
    async with serving(service) as server:
        assert (await server.post(READ)).status_code == 401
        assert (await server.post(READ, desk.keys["reader"], Host="graph.example.org")).json() == FOUND


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "a@b"])
async def test_name_of_another_site_for_this_address_is_refused(desk: Desk, host: str) -> None:
    assert (await desk.local.post(READ, Host=host)).status_code == 400
    assert (await desk.local.get("/healthz", Host=host)).status_code == 400
    with pytest.raises(InvalidStatus) as refused:
        async with desk.local.websocket(Host=host, Origin=f"http://{host}"):
            pass
    assert refused.value.response.status_code in (400, 403)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "[::1]:8000"])
async def test_own_names_are_answered(desk: Desk, host: str) -> None:
    assert (await desk.local.post(READ, Host=host)).json() == FOUND


async def test_page_of_another_site_reads_nothing_without_a_key(desk: Desk) -> None:
    crossing = {"Sec_Fetch_Site": "cross-site"}

    response = await desk.local.post(READ, **crossing)

    assert (response.status_code, code_of(response)) == (403, "FORBIDDEN")
    assert (await desk.local.post(READ, desk.keys["reader"], **crossing)).json() == FOUND
    assert (await desk.local.post(READ, Sec_Fetch_Site="same-origin")).json() == FOUND


async def test_key_that_is_made_while_the_service_runs_works_at_once_and_revoked_no_more(desk: Desk) -> None:
    key = await desk.new_key("short-lived")
    assert (await desk.public.post(READ, key)).json() == FOUND

    await desk.revoke("short-lived")

    assert (await desk.public.post(READ, key)).status_code == 401


# WebSocket


async def opened(socket: ClientConnection, payload: dict[str, Any] | None = None) -> dict[str, Any]:
    await tell(socket, {"type": "connection_init"} | ({"payload": payload} if payload is not None else {}))
    return await hear(socket)


async def closed(socket: ClientConnection) -> tuple[int, str]:
    """How the other side closes the socket, which it does without another message."""
    with pytest.raises(ConnectionClosed) as end:
        await asyncio.wait_for(socket.recv(), PATIENCE_S)
    assert end.value.rcvd is not None
    return end.value.rcvd.code, end.value.rcvd.reason


async def asked(socket: ClientConnection, document: str, number: str = "1") -> dict[str, Any]:
    await tell(socket, {"type": "subscribe", "id": number, "payload": {"query": document}})
    return await hear(socket)


async def test_websocket_on_loopback_reads_without_a_key_and_writes_nothing(desk: Desk) -> None:
    async with desk.local.websocket() as socket:
        assert await opened(socket) == {"type": "connection_ack"}
        assert (await asked(socket, READ))["payload"] == FOUND
        assert (await hear(socket))["type"] == "complete"
        answer = await asked(socket, document_of("runPipeline"), "2")

    assert [error["code"] for error in answer["payload"]["data"]["runPipeline"]["errors"]] == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
async def test_websocket_takes_the_key_in_its_first_message(desk: Desk, name: str) -> None:
    async with desk.public.websocket() as socket:
        assert await opened(socket, {name: f"Bearer {desk.keys['curator']}"}) == {"type": "connection_ack"}
        answer = await asked(socket, document_of("runPipeline"))

    assert answer["payload"]["data"]["runPipeline"]["errors"] == []


async def test_websocket_takes_the_key_in_its_header(desk: Desk) -> None:
    async with desk.public.websocket(desk.keys["reader"]) as socket:
        assert await opened(socket) == {"type": "connection_ack"}
        assert (await asked(socket, READ))["payload"] == FOUND


@pytest.mark.parametrize("payload", [None, {}, {"token": "x"}, {"Authorization": None}])
async def test_websocket_without_a_key_is_closed_where_others_can_reach_it(desk: Desk, payload: Any) -> None:
    async with desk.public.websocket() as socket:
        await tell(socket, {"type": "connection_init"} | ({"payload": payload} if payload is not None else {}))

        assert (await closed(socket))[0] in (4401, 4403)


async def test_websocket_that_does_not_introduce_itself_is_closed(desk: Desk) -> None:
    for server in (desk.local, desk.public):
        async with server.websocket() as socket:
            await tell(socket, {"type": "subscribe", "id": "1", "payload": {"query": READ}})

            assert await closed(socket) == (4401, "Unauthorized")


@pytest.mark.parametrize("credential", BAD)
async def test_websocket_with_a_bad_credential_is_closed(desk: Desk, credential: str) -> None:
    for server in (desk.local, desk.public):
        async with server.websocket() as socket:
            sent = {"Authorization": f"Bearer {BAD[credential](desk)}"}
            await tell(socket, {"type": "connection_init", "payload": sent})

            code, reason = await closed(socket)
            assert code == 4403
            assert reason


@pytest.mark.parametrize("credential", BAD)
async def test_websocket_with_a_bad_header_is_not_opened(desk: Desk, credential: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with desk.local.websocket(BAD[credential](desk)):
            pass

    assert refused.value.response.status_code == 401


async def test_websocket_of_a_revoked_key_takes_no_more_requests(desk: Desk) -> None:
    key = await desk.new_key("websocket-asks")
    async with desk.public.websocket(key) as socket:
        await opened(socket)
        assert (await asked(socket, READ))["payload"] == FOUND
        assert (await hear(socket))["type"] == "complete"
        await desk.revoke("websocket-asks")
        await tell(socket, {"type": "subscribe", "id": "2", "payload": {"query": document_of("runPipeline")}})

        assert (await closed(socket))[0] == 4403


async def test_websocket_of_a_revoked_key_is_told_nothing_more(desk: Desk) -> None:
    key = await desk.new_key("websocket-follows")
    async with desk.public.websocket(key) as socket:
        await opened(socket)
        following = {"query": FOLLOW % '"after-revocation"'}
        await tell(socket, {"type": "subscribe", "id": "1", "payload": following})
        await desk.revoke("websocket-follows")
        await desk.pipeline.run(Request(BACKEND.text, BACKEND.title, "after-revocation"))

        assert (await closed(socket))[0] == 4403


async def test_websocket_reads_afresh_with_each_request(desk: Desk) -> None:
    asks = '{ skill(slug: "go") { description } }'
    async with desk.local.websocket() as socket:
        await opened(socket)
        first = (await asked(socket, asks))["payload"]["data"]["skill"]["description"]
        await hear(socket)
        await desk.graph.driver.execute_query("MATCH (s:Skill {slug: 'go'}) SET s.description = 'changed'")
        second = (await asked(socket, asks, "2"))["payload"]["data"]["skill"]["description"]

    assert first != "changed"
    assert second == "changed"


# Server-sent events


async def events_of(server: Server, key: str | None, credential: str | None = None) -> httpx.Response:
    return await server.post(FOLLOW % f'"{key}"', credential, Accept="text/event-stream")


async def test_events_need_what_other_reading_needs(desk: Desk) -> None:
    await desk.pipeline.run(Request(BACKEND.text, BACKEND.title, "events"))

    assert "event: complete" in (await events_of(desk.local, "events")).text
    assert "event: complete" in (await events_of(desk.public, "events", desk.keys["reader"])).text
    for server, credential in ((desk.public, None), (desk.public, "x"), (desk.local, desk.keys["revoked"])):
        assert (await events_of(server, "events", credential)).status_code == 401


async def test_events_of_a_revoked_key_end(desk: Desk) -> None:
    key = await desk.new_key("events-follow")
    following = asyncio.create_task(events_of(desk.public, "events-after-revocation", key))
    while (await keys_used(desk.graph))["events-follow"] is None:  # noqa: ASYNC110 - the graph has no event to wait for
        await asyncio.sleep(0.01)
    await desk.revoke("events-follow")

    await desk.pipeline.run(Request(BACKEND.text, BACKEND.title, "events-after-revocation"))

    response = await asyncio.wait_for(following, PATIENCE_S)
    assert response.status_code == 200
    assert "pipelineProgress" not in response.text


async def keys_used(graph: Graph) -> dict[str, Any]:
    return {key.name: key.last_used_at for key in await key_store.all_keys(graph)}


# Rates


async def test_too_many_requests_of_a_key_wait(desk: Desk) -> None:
    settings = Settings(rate_limit_per_key=3, rate_limit_per_address=2)
    async with serving(service_of(desk.pipeline, settings, KeyRing(desk.graph))) as server:
        answers = [await server.post(READ, desk.keys["reader"]) for _ in range(4)]
        others = await server.post(READ, desk.keys["curator"])
        nameless = [await server.post(READ) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert code_of(answers[-1]) == "RATE_LIMITED"
    assert answers[-1].json()["errors"][0]["message"].startswith("more than 3 requests a minute; send it again in ")
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20
    assert others.status_code == 200
    assert [answer.status_code for answer in nameless] == [200, 200, 429]


async def test_wrong_keys_are_counted_by_address(desk: Desk) -> None:
    settings = Settings(rate_limit_per_address=2)
    async with serving(service_of(desk.pipeline, settings, KeyRing(desk.graph)), "0.0.0.0") as server:
        answers = [await server.post(READ, keys.generate()) for _ in range(3)]
        good = await server.post(READ, desk.keys["reader"])

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert good.status_code == 200


async def test_each_mutation_of_a_request_is_counted(desk: Desk) -> None:
    settings = Settings(rate_limit_mutations_per_key=2)
    fields = " ".join(f'm{number}: undo(eventId: "x") {{ errors {{ code }} }}' for number in range(4))
    async with serving(service_of(desk.pipeline, settings, KeyRing(desk.graph))) as server:
        answer = (await server.post(f"mutation {{ {fields} }}", desk.keys["curator"])).json()["data"]
        reading = await server.post(READ, desk.keys["curator"])

    codes = [answer[f"m{number}"]["errors"][0]["code"] for number in range(4)]
    assert "RATE_LIMITED" not in codes[:2]
    assert codes[2:] == ["RATE_LIMITED"] * 2
    assert reading.json() == FOUND


async def test_requests_of_a_websocket_are_counted(desk: Desk) -> None:
    settings = Settings(rate_limit_per_key=2)
    service = service_of(desk.pipeline, settings, KeyRing(desk.graph))
    async with serving(service) as server, server.websocket(desk.keys["admin"]) as socket:
        await opened(socket)
        assert (await asked(socket, READ))["payload"] == FOUND
        await hear(socket)
        refused = await asked(socket, READ, "2")

    assert (refused["type"], refused["payload"][0]["extensions"]) == ("error", {"code": "RATE_LIMITED"})


async def test_schema_is_served_on_a_key_where_it_is_no_secret(desk: Desk) -> None:
    service = service_of(desk.pipeline, Settings(introspection=True), KeyRing(desk.graph))
    async with serving(service, "0.0.0.0") as server:
        answer = await server.post("{ __schema { mutationType { fields { name } } } }", desk.keys["reader"])

    assert {row["name"] for row in answer.json()["data"]["__schema"]["mutationType"]["fields"]} == set(MUTATIONS)
