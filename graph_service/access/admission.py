"""From what a request carries to who sent it."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.access.keys import PREFIX, KeyRing
from graph_service.access.tokens import Tokens
from graph_service.domain.access import Actor
from graph_service.errors import Unauthenticated

HOW = "send a key as the header `Authorization: Bearer …`; `graph-service keys create` makes one"


class Admission:
    """Recognises callers by a key of ours, or by a token where an issuer is configured."""

    def __init__(self, keys: KeyRing, tokens: Tokens | None) -> None:
        self._keys = keys
        self._tokens = tokens

    async def actor_of(self, credential: str) -> Actor:
        """Who sent a credential. Raises Unauthenticated, Forbidden, IssuerUnavailable, StoreUnavailable."""
        if credential.startswith(PREFIX):
            return await self._keys.actor_of(credential)
        if self._tokens is None:
            raise Unauthenticated(
                f"the bearer token is no key of ours (they begin with {PREFIX}), and no issuer of tokens is configured "
                "(OIDC_ISSUER)"
            )
        return await self._tokens.actor_of(credential)


def bearer(values: Sequence[str]) -> str | None:
    """The credential in the Authorization headers of a request; None if it has none. Raises Unauthenticated."""
    if not values:
        return None
    scheme, _, credential = values[0].strip().partition(" ")
    if len(values) > 1 or scheme.lower() != "bearer" or not credential.strip():
        raise Unauthenticated(f"the Authorization header cannot be used; {HOW}")
    return credential.strip()
