"""Tokens of an OIDC issuer: checked against the issuer's own keys, which are fetched and kept for a while."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

import jwt
from jwt import PyJWK, PyJWKClient
from jwt.exceptions import (
    ExpiredSignatureError,
    InvalidAudienceError,
    InvalidIssuerError,
    InvalidTokenError,
    MissingRequiredClaimError,
    PyJWKClientConnectionError,
    PyJWKClientError,
    PyJWTError,
)

from graph_service.domain.access import Access, Actor
from graph_service.errors import Forbidden, IssuerUnavailable, Unauthenticated
from graph_service.settings import Settings, is_trusted_url

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Asymmetric ones alone: with the others, or with none, whoever can read the issuer's keys could write tokens."""
LEEWAY_S = 30
"""How far the issuer's clock may be from ours."""

_TIMEOUT_S = 5.0
_PAUSE_S = 5.0
"""An issuer that did not answer is asked again after this: requests do not queue up behind it."""
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Issuer:
    """An OIDC issuer, what a token of it must be for, and which claims name the caller and their role."""

    url: str
    audience: str
    role_claim: str
    name_claim: str
    jwks_url: str | None = None


def issuer_of(settings: Settings) -> Issuer | None:
    """The issuer that the settings name, if they do."""
    if settings.oidc_issuer is None or settings.oidc_audience is None:
        return None
    return Issuer(
        settings.oidc_issuer,
        settings.oidc_audience,
        settings.oidc_role_claim,
        settings.oidc_name_claim,
        settings.oidc_jwks_url,
    )


class Tokens:
    """Recognises the tokens of an issuer."""

    def __init__(self, issuer: Issuer, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._clock = clock
        self._client: PyJWKClient | None = None
        self._failed_at: float | None = None
        self._one_at_a_time = asyncio.Lock()

    async def actor_of(self, token: str) -> Actor:
        """Whose token it is. Raises Unauthenticated, Forbidden, IssuerUnavailable."""
        key = await self._signing_key(_key_id(token))
        claims = self._verified(token, key)
        return Actor(f"oidc:{self._name(claims)}", self._role(claims), f"oidc:{claims['sub']}")

    async def _signing_key(self, key_id: str) -> PyJWK:
        if (kept := self._kept_key(key_id)) is not None:
            return kept
        async with self._one_at_a_time:
            if self._failed_at is not None and self._clock() - self._failed_at < _PAUSE_S:
                raise self._unavailable()
            try:
                return await asyncio.to_thread(self._fetched_key, key_id)
            except IssuerUnavailable:
                self._failed_at = self._clock()
                raise

    def _kept_key(self, key_id: str) -> PyJWK | None:
        """The key, if it was fetched not long ago: an issuer that is away keeps nobody out whose key is known."""
        cache = self._client.jwk_set_cache if self._client else None
        kept = cache.get() if cache else None
        return PyJWKClient.match_kid([key for key in kept.keys if _signs(key)], key_id) if kept else None

    def _fetched_key(self, key_id: str) -> PyJWK:
        try:
            client = self._client = self._client or PyJWKClient(self._jwks_url(), timeout=_TIMEOUT_S)
            client.get_jwk_set()
        except (PyJWTError, OSError, ValueError) as error:
            raise self._unavailable() from error
        try:
            return client.get_signing_key(key_id)
        except PyJWKClientConnectionError as error:
            raise self._unavailable() from error
        except PyJWKClientError as error:
            raise Unauthenticated("the token is signed by no key of the issuer; sign in again") from error

    def _jwks_url(self) -> str:
        """Where the keys are, as told or as the issuer says. Raises OSError, ValueError."""
        issuer = self._issuer
        if issuer.jwks_url is not None:
            return issuer.jwks_url
        address = f"{issuer.url.rstrip('/')}/.well-known/openid-configuration"
        with urlopen(address, timeout=_TIMEOUT_S) as response:
            document = json.loads(response.read(_MOST_BYTES))
        if not isinstance(document, dict) or document.get("issuer") != issuer.url:
            raise ValueError("the discovery document is another issuer's")
        found = document.get("jwks_uri")
        if not isinstance(found, str) or not is_trusted_url(found):
            raise ValueError("the discovery document names no address of keys that can be trusted")
        return found

    def _unavailable(self) -> IssuerUnavailable:
        return IssuerUnavailable(
            f"{self._issuer.url} does not hand out its keys, so no token can be checked; send the request again later"
        )

    def _verified(self, token: str, key: PyJWK) -> dict[str, Any]:
        if key.key_type == "oct":
            raise Unauthenticated("the token is signed by a secret that is no secret; sign in again")
        try:
            return jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._issuer.audience,
                issuer=self._issuer.url,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except PyJWTError as error:
            raise Unauthenticated(_told(error)) from error

    def _name(self, claims: Mapping[str, Any]) -> str:
        name = claim(claims, self._issuer.name_claim)
        if not isinstance(name, str) or not name.strip():
            raise Unauthenticated(f"the token's claim {self._issuer.name_claim} names nobody; see OIDC_NAME_CLAIM")
        return name

    def _role(self, claims: Mapping[str, Any]) -> Access:
        """The strongest of the roles that the claim names. Raises Forbidden if it names none."""
        found = claim(claims, self._issuer.role_claim)
        named = found.split() if isinstance(found, str) else found if isinstance(found, list) else []
        roles = [role for role in Access if role.value in named]
        if not roles:
            wanted = ", ".join(role.value for role in Access)
            raise Forbidden(f"the token's claim {self._issuer.role_claim} names none of {wanted}; ask for a role")
        return roles[-1]


def _signs(key: PyJWK) -> bool:
    return key.public_key_use in ("sig", None)


def claim(claims: Mapping[str, Any], path: str) -> Any:
    """The claim of that name or, where there is none, the one that its dots lead to."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _key_id(token: str) -> str:
    """The key that a token says it is signed with. Raises Unauthenticated: the issuer is not asked about nonsense."""
    try:
        header = jwt.get_unverified_header(token)
    except InvalidTokenError as error:
        raise Unauthenticated("the bearer token is neither a key of ours nor a JWT; send one of them") from error
    if header.get("alg") not in ALGORITHMS:
        raise Unauthenticated("the token is not signed by an algorithm that is accepted; sign in again")
    key_id = header.get("kid")
    if not isinstance(key_id, str):
        raise Unauthenticated("the token does not say which key (kid) it is signed with; sign in again")
    return key_id


def _told(error: PyJWTError) -> str:
    """What is wrong with a token, without a word of what it says."""
    match error:
        case ExpiredSignatureError():
            return "the token has expired; sign in again"
        case InvalidAudienceError():
            return "the token is for another service; ask for one with our audience"
        case InvalidIssuerError():
            return "the token is of another issuer; sign in with ours"
        case MissingRequiredClaimError():
            return f"the token has no claim {error.claim}; it must have exp, iss, aud and sub"
        case _:
            return "the token is not accepted; sign in again"
