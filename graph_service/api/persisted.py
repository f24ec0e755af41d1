"""Automatic persisted queries: a document that was sent once is known by its SHA-256 hash from then on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from graph_service.api.compiled.recent import Recent
from graph_service.api.requests import BadRequest

MOST_QUERIES = 1000
MOST_CHARACTERS = 2_000_000
"""Of all that are kept."""
_HASH = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)


class PersistedQueryNotFound(BadRequest):
    """A hash that is not known here, or no more: clients know by this message and code to send the document, too."""

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")


class PersistedQueryMismatch(BadRequest):
    """A document that does not have the hash that was sent with it."""

    code = "PERSISTED_QUERY_MISMATCH"


class PersistedQueries:
    """The documents last used by their hashes, so many and so long at most; each process has its own.

    `is_sound` says whether a document may be carried out: no other is kept.
    """

    def __init__(self, is_sound: Callable[[str], bool]) -> None:
        self._is_sound = is_sound
        self._kept: Recent[str, str] = Recent(MOST_QUERIES, MOST_CHARACTERS)

    def __len__(self) -> int:
        return len(self._kept)

    def document(self, query: str | None, extensions: Mapping[str, Any] | None) -> str | None:
        """The document that a request means; None where it means none. Raises BadRequest."""
        asked = (extensions or {}).get("persistedQuery")
        if asked is None:
            return query
        key = _hash_of(asked)
        if query is not None:
            self._keep(key, query)
            return query
        if (known := self._kept.get(key)) is None:
            raise PersistedQueryNotFound
        return known

    def _keep(self, key: str, query: str) -> None:
        if hashlib.sha256(query.encode(errors="surrogatepass")).hexdigest() != key:
            raise PersistedQueryMismatch("the SHA-256 hash is not that of the query; send the query's own")
        if self._kept.get(key) is None and self._is_sound(query):
            self._kept.keep(key, query, len(query))


def _hash_of(asked: object) -> str:
    """The hash in the extension. Raises BadRequest."""
    key = asked.get("sha256Hash") if isinstance(asked, dict) else None
    if not isinstance(asked, dict) or asked.get("version") != 1 or not isinstance(key, str) or not _HASH.fullmatch(key):
        raise BadRequest("`persistedQuery` must be an object with `version` 1 and `sha256Hash`, 64 hexadecimal digits")
    return key.lower()
