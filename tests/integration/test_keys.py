"""Keys in the graph: what is kept of them, who is recognised by them, and the first one of a home."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from graph_service.access import keys
from graph_service.access.keys import ADMIN_NAME, KeyRing, LocalKey, digest, local_admin_key
from graph_service.domain.access import Access, Actor
from graph_service.errors import Conflict, InvalidInput, NotFound, ServerError, Unauthenticated
from graph_service.store import keys as store
from graph_service.store.connection import Graph
from graph_service.store.launch import Layout
from tests.support import query


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path)
    layout.run.mkdir(parents=True)
    return layout


async def test_key_is_kept_as_its_digest_alone(empty_graph: Graph) -> None:
    key = await keys.create(empty_graph, "anna", Access.CURATOR)

    [row] = await query(empty_graph, "MATCH (k:ApiKey) RETURN properties(k) AS kept")
    kept = row["kept"]
    assert kept.keys() == {"uid", "name", "role", "digest", "prefix", "createdAt"}
    assert (kept["name"], kept["role"], kept["digest"]) == ("anna", "curator", digest(key))
    assert key.startswith(kept["prefix"])
    assert key not in str(row)


async def test_key_is_read_back_as_it_was_kept(empty_graph: Graph) -> None:
    key = await keys.create(empty_graph, "anna", Access.ADMIN)
    await KeyRing(empty_graph).actor_of(key)
    await keys.revoke(empty_graph, "anna")

    [kept] = await store.all_keys(empty_graph)

    assert (kept.name, kept.role, kept.prefix) == ("anna", Access.ADMIN, key[:12])
    assert kept.last_used_at is not None
    assert kept.revoked_at is not None
    assert kept.created_at <= kept.last_used_at <= kept.revoked_at
    assert await store.by_digest(empty_graph, digest(key)) == kept


@pytest.mark.parametrize("name", ["anna", "Ben Brown", "ci@example.org", "front-end 2", "Žofie", "x" * 64])
async def test_names_of_people_and_machines_are_names(empty_graph: Graph, name: str) -> None:
    await keys.create(empty_graph, name, Access.READER)

    assert [key.name for key in await store.all_keys(empty_graph)] == [name]


@pytest.mark.parametrize("name", ["", " anna", "oidc:anna", "a\nb", "x" * 65, "gsk_anna", "-", "a/b"])
async def test_what_could_be_taken_for_something_else_is_no_name(empty_graph: Graph, name: str) -> None:
    with pytest.raises(InvalidInput, match="is no name for a key; begin with a letter or digit"):
        await keys.create(empty_graph, name, Access.READER)
    assert await store.all_keys(empty_graph) == []


async def test_name_is_one_keys_for_ever(empty_graph: Graph) -> None:
    key = await keys.create(empty_graph, "anna", Access.CURATOR)
    await keys.revoke(empty_graph, "anna")

    with pytest.raises(Conflict, match=r"^there is or was a key 'anna'; the audit log tells people apart by it"):
        await keys.create(empty_graph, "anna", Access.ADMIN)
    assert [(kept.prefix, kept.role) for kept in await store.all_keys(empty_graph)] == [(key[:12], Access.CURATOR)]


async def test_of_many_who_want_a_name_at_once_one_gets_it(empty_graph: Graph) -> None:
    answers = await asyncio.gather(
        *(keys.create(empty_graph, "anna", Access.READER) for _ in range(16)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 15 + ["str"]
    assert len(await store.all_keys(empty_graph)) == 1


async def test_key_ring_knows_whose_a_key_is(empty_graph: Graph) -> None:
    key = await keys.create(empty_graph, "anna", Access.CURATOR)
    [kept] = await store.all_keys(empty_graph)

    assert await KeyRing(empty_graph).actor_of(key) == Actor("anna", Access.CURATOR, kept.uid)


async def test_key_ring_refuses_what_it_does_not_know(empty_graph: Graph) -> None:
    await keys.create(empty_graph, "anna", Access.CURATOR)

    with pytest.raises(Unauthenticated, match=r"^this key is not known here; `graph-service keys create` makes one$"):
        await KeyRing(empty_graph).actor_of(keys.generate())


async def test_revoked_key_is_refused_within_a_second(empty_graph: Graph) -> None:
    clock = Clock()
    ring, key = KeyRing(empty_graph, clock), await keys.create(empty_graph, "anna", Access.CURATOR)
    await ring.actor_of(key)
    await keys.revoke(empty_graph, "anna")

    clock.now += 1.0

    with pytest.raises(Unauthenticated, match=rf"^the key {key[:12]}… was revoked; ask for another one$"):
        await ring.actor_of(key)


async def test_key_ring_asks_once_a_second_for_a_key_that_is_in_use(empty_graph: Graph) -> None:
    clock = Clock()
    ring, key = KeyRing(empty_graph, clock), await keys.create(empty_graph, "anna", Access.CURATOR)
    await ring.actor_of(key)
    await query(empty_graph, "MATCH (k:ApiKey) DETACH DELETE k")

    clock.now += 0.9
    assert (await ring.actor_of(key)).name == "anna"
    clock.now += 0.1
    with pytest.raises(Unauthenticated):
        await ring.actor_of(key)


async def test_use_is_noted_once_a_minute(empty_graph: Graph) -> None:
    clock = Clock()
    ring, key = KeyRing(empty_graph, clock), await keys.create(empty_graph, "anna", Access.CURATOR)
    times = []
    for _ in range(2):
        await ring.actor_of(key)
        times += [kept.last_used_at for kept in await store.all_keys(empty_graph)]
        clock.now += 5
    await query(empty_graph, "MATCH (k:ApiKey) SET k.lastUsedAt = k.lastUsedAt - duration({minutes: 2})")
    await ring.actor_of(key)
    times += [kept.last_used_at for kept in await store.all_keys(empty_graph)]

    first, second, third = times
    assert first is not None
    assert first == second
    assert third is not None
    assert third > first


async def test_key_is_revoked_by_its_name_or_by_how_it_begins(empty_graph: Graph) -> None:
    key = await keys.create(empty_graph, "anna", Access.CURATOR)
    await keys.create(empty_graph, "ben", Access.CURATOR)

    assert (await keys.revoke(empty_graph, key[:12])).name == "anna"
    assert (await keys.revoke(empty_graph, "anna")).revoked_at is not None
    assert [kept.name for kept in await store.all_keys(empty_graph) if kept.revoked_at] == ["anna"]
    with pytest.raises(NotFound, match=r"^there is no key 'carla'; `graph-service keys list` has names and prefixes$"):
        await keys.revoke(empty_graph, "carla")


async def test_keys_that_begin_alike_are_revoked_by_name(empty_graph: Graph) -> None:
    for name in ("anna", "ben"):
        await store.create(empty_graph, name, Access.READER, digest(name), "gsk_same0000")

    with pytest.raises(InvalidInput, match=r"^2 keys begin with 'gsk_same0000'; revoke each by its name$"):
        await keys.revoke(empty_graph, "gsk_same0000")


async def test_first_start_makes_an_admin_key_and_the_next_ones_keep_it(empty_graph: Graph, layout: Layout) -> None:
    first = await local_admin_key(empty_graph, layout)
    second = await local_admin_key(empty_graph, layout)

    assert first is not None
    assert first.fresh is not None
    assert second == LocalKey(layout.admin_key, None)
    assert layout.admin_key.read_text() == first.fresh + "\n"
    assert stat.S_IMODE(layout.admin_key.stat().st_mode) == 0o600
    actor = await KeyRing(empty_graph).actor_of(first.fresh)
    assert (actor.name, actor.role) == (ADMIN_NAME, Access.ADMIN)


async def test_services_that_start_together_make_one_admin_key(empty_graph: Graph, layout: Layout) -> None:
    found = await asyncio.gather(*(local_admin_key(empty_graph, layout) for _ in range(8)))

    assert len([one for one in found if one and one.fresh]) == 1
    assert len(await store.all_keys(empty_graph)) == 1
    await KeyRing(empty_graph).actor_of(keys.read_local_key(layout.admin_key))


async def test_start_that_was_interrupted_after_the_file_was_written_is_finished(
    empty_graph: Graph, layout: Layout
) -> None:
    layout.admin_key.write_text("gsk_of-the-interrupted-start\n")

    found = await local_admin_key(empty_graph, layout)

    assert found == LocalKey(layout.admin_key, "gsk_of-the-interrupted-start")
    assert (await KeyRing(empty_graph).actor_of("gsk_of-the-interrupted-start")).role is Access.ADMIN


async def test_admin_key_that_was_revoked_stays_revoked(empty_graph: Graph, layout: Layout) -> None:
    await local_admin_key(empty_graph, layout)
    await keys.revoke(empty_graph, ADMIN_NAME)

    assert await local_admin_key(empty_graph, layout) is None
    layout.admin_key.unlink()
    assert await local_admin_key(empty_graph, layout) is None
    assert not layout.admin_key.exists()


async def test_where_there_are_keys_already_none_is_made(empty_graph: Graph, layout: Layout) -> None:
    await keys.create(empty_graph, "anna", Access.ADMIN)

    assert await local_admin_key(empty_graph, layout) is None
    assert [key.name for key in await store.all_keys(empty_graph)] == ["anna"]


async def test_file_of_another_database_is_not_taken_for_a_key(empty_graph: Graph, layout: Layout) -> None:
    await local_admin_key(empty_graph, layout)
    layout.admin_key.write_text("gsk_of-another-database\n")

    assert await local_admin_key(empty_graph, layout) is None
    with pytest.raises(Unauthenticated):
        await KeyRing(empty_graph).actor_of("gsk_of-another-database")


async def test_damaged_file_is_a_message(empty_graph: Graph, layout: Layout) -> None:
    layout.admin_key.write_text("")

    with pytest.raises(ServerError, match="holds no key; remove it"):
        await local_admin_key(empty_graph, layout)
