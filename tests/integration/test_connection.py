"""The connection: what becomes of a Neo4j that is away, busy, or refuses the login."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import AsyncGraphDatabase

from graph_service.errors import ConfigurationError, StoreError, StoreUnavailable
from graph_service.store.connection import Graph, Row, Transaction
from graph_service.store.server import Endpoint, OwnServer, free_port
from tests.support import check_nodes, query, wipe

IMPATIENT_S = 1.0


@pytest.fixture
def server(tmp_path: Path, jar_cache: Path) -> Iterator[OwnServer]:
    """A Neo4j of the test's own, not started yet; it comes back on the port that it had."""
    server = OwnServer(tmp_path, jars=jar_cache, page_cache_mb=64, bolt_port=free_port(0), http_port=free_port(0))
    yield server
    server.stop()


async def start(server: OwnServer) -> Endpoint:
    return await asyncio.to_thread(server.start, lambda _: None)


async def ping(graph: Graph) -> list[Row]:
    return await graph.read("schema/ping")


async def test_graph_says_that_neo4j_is_away_and_recovers_by_itself(server: OwnServer) -> None:
    endpoint = await start(server)
    graph = Graph.connect(endpoint.bolt_uri, endpoint.user, endpoint.password.get_secret_value(), IMPATIENT_S)
    assert await ping(graph) == [{"ok": True}]
    assert await graph.is_ready()

    await asyncio.to_thread(server.stop)

    for call in (ping(graph), graph.write("library/touch"), graph.reading(lambda t: t.run("library/state"))):
        with pytest.raises(
            StoreUnavailable, match="Neo4j does not answer; it is asked again at the next call"
        ) as caught:
            await call
        assert endpoint.password.get_secret_value() not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert not await graph.is_ready()

    back = await start(server)
    assert back.bolt_uri == endpoint.bolt_uri
    assert await ping(graph) == [{"ok": True}]
    assert await graph.is_ready()
    assert await graph.write("library/touch") == [{"version": 1}]
    await graph.close()


async def test_neo4j_that_was_never_there_is_unavailable() -> None:
    graph = Graph.connect(f"bolt://127.0.0.1:{free_port(0)}", "neo4j", "a-long-secret", IMPATIENT_S)

    with pytest.raises(StoreUnavailable) as caught:
        await ping(graph)

    assert not await graph.is_ready()
    assert (
        "a-long-secret" not in f"{graph!r} {graph.driver!r} {vars(graph)!r} {caught.value!r} {caught.value.__cause__!r}"
    )
    await graph.close()


async def test_port_that_takes_connections_and_says_nothing_is_unavailable() -> None:
    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listener = await asyncio.start_server(silence, "127.0.0.1", 0)
    graph = Graph.connect(f"bolt://127.0.0.1:{listener.sockets[0].getsockname()[1]}", "neo4j", "secret", IMPATIENT_S)

    with pytest.raises(StoreUnavailable):
        await ping(graph)

    await graph.close()
    listener.close()


async def test_wrong_password_is_a_configuration_error_that_does_not_tell_it(neo4j: Endpoint) -> None:
    graph = Graph.connect(neo4j.bolt_uri, "nobody", "a-wrong-secret", IMPATIENT_S)

    with pytest.raises(
        ConfigurationError, match=r"^Neo4j refused the login; check NEO4J_USER and NEO4J_PASSWORD$"
    ) as caught:
        await ping(graph)

    assert "a-wrong-secret" not in f"{graph!r} {caught.value!r} {caught.value.__cause__!r}"
    await graph.close()


@pytest.mark.parametrize("uri", ["localhost:7687", "http://localhost:7474", "not an address"])
async def test_address_that_is_none_names_the_setting(uri: str) -> None:
    with pytest.raises(ConfigurationError, match="NEO4J_URI cannot be used") as caught:
        Graph.connect(uri, "neo4j", "a-long-secret", IMPATIENT_S)

    assert "a-long-secret" not in f"{caught.value} {caught.value.__cause__!r}"


def test_endpoint_does_not_show_its_password(neo4j: Endpoint) -> None:
    assert neo4j.password.get_secret_value() not in f"{neo4j} {neo4j!r}"


async def test_graph_whose_connections_are_all_taken_is_unavailable(neo4j: Endpoint) -> None:
    login = (neo4j.user, neo4j.password.get_secret_value())
    driver = AsyncGraphDatabase.driver(
        neo4j.bolt_uri, auth=login, max_connection_pool_size=1, connection_acquisition_timeout=IMPATIENT_S
    )
    graph = Graph(driver, IMPATIENT_S)

    async def asked_meanwhile(transaction: Transaction) -> None:
        await transaction.run("schema/ping")
        with pytest.raises(StoreUnavailable, match="every connection to Neo4j is in use; send the request again"):
            await ping(graph)

    await graph.reading(asked_meanwhile)
    await graph.close()


async def test_transaction_that_fails_writes_nothing(empty_graph: Graph) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("library/touch")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await empty_graph.writing(work)

    assert await check_nodes(empty_graph, "Taxonomy", ["version"]) == set()


async def test_reading_transaction_may_not_write(empty_graph: Graph) -> None:
    with pytest.raises(StoreError, match=r"^Neo4j could not carry out a statement \(ClientError\)$"):
        await empty_graph.read("library/touch")


async def test_transactions_that_wait_for_each_other_are_both_carried_out(empty_graph: Graph) -> None:
    """Two of them lock two nodes in opposite orders: Neo4j ends one of them, and it is sent again."""
    await query(
        empty_graph, "CREATE (:PipelineRun {uid: 'a', status: 'QUEUED'}), (:PipelineRun {uid: 'b', status: 'QUEUED'})"
    )
    both_hold_one = asyncio.Barrier(2)
    tries: list[str] = []

    async def lock(first: str, second: str) -> None:
        async def work(transaction: Transaction) -> None:
            tries.append(first)
            await transaction.run("runs/save", uid=first, properties={"warnings": [first]})
            if len(tries) <= 2:
                await both_hold_one.wait()
            await transaction.run("runs/save", uid=second, properties={"jobTitle": first})

        await empty_graph.writing(work)

    await asyncio.gather(lock("a", "b"), lock("b", "a"))

    assert sorted(tries) in (["a", "a", "b"], ["a", "b", "b"])
    assert await check_nodes(empty_graph, "PipelineRun", ["uid", "jobTitle"]) == {("a", "b"), ("b", "a")}


async def test_database_that_the_tests_did_not_make_is_not_wiped(small_graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="was not made by these tests: it is not wiped"):
        await wipe(small_graph, tmp_path)

    assert len(await check_nodes(small_graph, "Role", ["slug"])) == 6
