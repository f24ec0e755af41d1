"""API keys: made, listed, revoked, and recognised when they are sent."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graph_service.domain.access import Access, Actor, ApiKey
from graph_service.errors import Conflict, InvalidInput, NotFound, ServerError, Unauthenticated
from graph_service.store import keys as store
from graph_service.store.connection import Graph
from graph_service.store.launch import Layout, write_privately
from graph_service.store.locks import FileLock

PREFIX = "gsk_"
"""What every key begins with: people and secret scanners recognise it, and tokens of an issuer never begin so."""
SHOWN_CHARACTERS = len(PREFIX) + 8
"""So much of a key may be shown, to tell it from others."""
ADMIN_NAME = "local-admin"

_RANDOM_BYTES = 32
_REMEMBERED_S = 1.0
_MOST_REMEMBERED = 1024
_USE_NOTED_EVERY = timedelta(minutes=1)
_LOCK_WAIT_S = 30.0
_NAME = re.compile(r"\w[\w .@+-]{0,63}")


@dataclass(frozen=True, slots=True)
class LocalKey:
    """The admin key of our own Neo4j: the file that has it and, if this start made it, the key."""

    path: Path
    fresh: str | None


def generate() -> str:
    """A key that nobody has."""
    return PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def digest(key: str) -> str:
    """What is kept of a key."""
    # A slow, salted hash protects what people choose. A key has 256 random bits: nobody finds it by trying, and each
    # request would pay for the slowness.
    return hashlib.sha256(key.encode()).hexdigest()


async def create(graph: Graph, name: str, role: Access) -> str:
    """A key by that name, kept as its digest: this is the only time it can be seen. Raises InvalidInput, Conflict."""
    if not _NAME.fullmatch(name) or name.startswith(PREFIX):
        raise InvalidInput(
            f"{name[:80]!r} is no name for a key; begin with a letter or digit, go on with letters, digits, spaces and "
            f"any of _ . @ + -, 64 characters at most, and not {PREFIX} in front"
        )
    key = generate()
    if not await _keep(graph, name, role, key):
        raise Conflict(f"there is or was a key {name!r}; the audit log tells people apart by it, so take another name")
    return key


async def _keep(graph: Graph, name: str, role: Access, key: str) -> bool:
    return await store.create(graph, name, role, digest(key), key[:SHOWN_CHARACTERS])


async def revoke(graph: Graph, name_or_prefix: str) -> ApiKey:
    """Revoke the key by its name, or by how it begins; as it was before. Raises NotFound, InvalidInput."""
    found = [key for key in await store.all_keys(graph) if name_or_prefix in (key.name, key.prefix)]
    if not found:
        raise NotFound(f"there is no key {name_or_prefix[:80]!r}; `graph-service keys list` has names and prefixes")
    if len(found) > 1:
        raise InvalidInput(f"{len(found)} keys begin with {name_or_prefix!r}; revoke each by its name")
    await store.revoke(graph, found[0].uid)
    return found[0]


class KeyRing:
    """Recognises keys. A key that was revoked, by whatever process, is refused within `_REMEMBERED_S` seconds."""

    def __init__(self, graph: Graph, clock: Callable[[], float] = time.monotonic) -> None:
        self._graph = graph
        self._clock = clock
        self._remembered: OrderedDict[str, tuple[float, Actor]] = OrderedDict()

    async def actor_of(self, key: str) -> Actor:
        """Whose key it is. Raises Unauthenticated and StoreUnavailable."""
        found, now = digest(key), self._clock()
        seen_at, actor = self._remembered.get(found, (now, None))
        if actor is not None and now - seen_at < _REMEMBERED_S:
            return actor
        self._remembered.pop(found, None)
        actor = await self._looked_up(found)
        self._remembered[found] = (now, actor)
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return actor

    async def _looked_up(self, found: str) -> Actor:
        key = await store.by_digest(self._graph, found)
        if key is None:
            raise Unauthenticated("this key is not known here; `graph-service keys create` makes one")
        if key.revoked_at is not None:
            raise Unauthenticated(f"the key {key.prefix}… was revoked; ask for another one")
        if key.last_used_at is None or datetime.now(UTC) - key.last_used_at > _USE_NOTED_EVERY:
            await store.note_use(self._graph, key.uid)
        return Actor(key.name, key.role, key.uid)


async def local_admin_key(graph: Graph, layout: Layout) -> LocalKey | None:
    """The admin key of a home, made at its first start. None where its keys are known to others alone.

    The file is written before the graph learns of the key, so that an interrupted start loses nothing. Raises
    ServerError.
    """
    if not layout.admin_key.exists() and await store.all_keys(graph):
        return None
    key = await asyncio.to_thread(_read_or_made, layout)
    is_fresh = await _keep(graph, ADMIN_NAME, Access.ADMIN, key)
    kept = await store.by_digest(graph, digest(key))
    if kept is None or kept.revoked_at is not None:
        return None
    return LocalKey(layout.admin_key, key if is_fresh else None)


def read_local_key(path: Path) -> str:
    """The key in a file. Raises ServerError."""
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ServerError(f"the admin key in {path} cannot be read; give yourself the file, or remove it") from error
    if not key.startswith(PREFIX):
        raise ServerError(f"{path} holds no key; remove it, and make keys by `graph-service keys create`")
    return key


def _read_or_made(layout: Layout) -> str:
    lock = FileLock(layout.admin_key_lock)
    if not lock.acquire(_LOCK_WAIT_S):
        raise ServerError(f"another process holds {layout.admin_key_lock}; end it, and start again")
    try:
        if not layout.admin_key.exists():
            write_privately(layout.admin_key, generate() + "\n")
        return read_local_key(layout.admin_key)
    finally:
        lock.release()
