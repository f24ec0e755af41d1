"""API keys in the graph: their digests, never the keys."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from graph_service.domain.access import Access, ApiKey
from graph_service.store.connection import Graph, Row


async def create(graph: Graph, name: str, role: Access, digest: str, prefix: str) -> bool:
    """Keep a key under a name. False, and nothing is written, where the name is taken."""
    rows = await graph.write(
        "access/create_key", uid=str(uuid4()), keyName=name, role=role.value, digest=digest, prefix=prefix
    )
    return bool(rows[0]["created"])


async def all_keys(graph: Graph) -> list[ApiKey]:
    """Every key, revoked ones too, oldest first."""
    return [_key_of(row) for row in await graph.read("access/keys")]


async def by_digest(graph: Graph, digest: str) -> ApiKey | None:
    """The key with a digest, revoked or not."""
    rows = await graph.read("access/key_of_digest", digest=digest)
    return _key_of(rows[0]) if rows else None


async def revoke(graph: Graph, uid: str) -> None:
    """Revoke a key; nothing changes for one that is revoked."""
    await graph.write("access/revoke_key", uid=uid)


async def note_use(graph: Graph, uid: str) -> None:
    """Note that a key was used just now."""
    await graph.write("access/use_key", uid=uid)


def _key_of(row: Row) -> ApiKey:
    return ApiKey(
        uid=row["uid"],
        name=row["name"],
        role=Access(row["role"]),
        prefix=row["prefix"],
        created_at=row["createdAt"].to_native(),
        last_used_at=_time(row["lastUsedAt"]),
        revoked_at=_time(row["revokedAt"]),
    )


def _time(stored: Any) -> Any:
    return stored.to_native() if stored else None
