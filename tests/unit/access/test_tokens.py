"""Tokens against a real issuer on loopback: who is let in, who is not, and how often the issuer is asked."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from graph_service.access.tokens import LEEWAY_S, Issuer, Tokens, claim
from graph_service.domain.access import Access, Actor
from graph_service.errors import Forbidden, IssuerUnavailable, Unauthenticated
from tests.issuer import AUDIENCE, LocalIssuer, local_issuer


@pytest.fixture
def issuer() -> Iterator[LocalIssuer]:
    with local_issuer() as running:
        yield running


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def tokens_of(issuer: LocalIssuer, clock: Clock | None = None, **changes: Any) -> Tokens:
    chosen = {"url": issuer.url, "audience": AUDIENCE, "role_claim": "roles", "name_claim": "sub"} | changes
    return Tokens(Issuer(**chosen), clock or Clock())


async def message_of(tokens: Tokens, token: str) -> str:
    with pytest.raises(Unauthenticated) as refused:
        await tokens.actor_of(token)
    return refused.value.message


async def test_token_names_its_subject_and_role(issuer: LocalIssuer) -> None:
    assert await tokens_of(issuer).actor_of(issuer.token()) == Actor("oidc:u-1", Access.CURATOR, "oidc:u-1")


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "ES256"])
async def test_asymmetric_algorithms_are_accepted(issuer: LocalIssuer, algorithm: str) -> None:
    issuer.add_key("another", algorithm)

    assert (await tokens_of(issuer).actor_of(issuer.token("another"))).role is Access.CURATOR


async def test_name_claim_names_the_caller_and_the_subject_stays_the_id(issuer: LocalIssuer) -> None:
    tokens = tokens_of(issuer, name_claim="email")

    actor = await tokens.actor_of(issuer.token(email="anna@example.org"))

    assert (actor.name, actor.id) == ("oidc:anna@example.org", "oidc:u-1")
    assert "OIDC_NAME_CLAIM" in await message_of(tokens, issuer.token())


@pytest.mark.parametrize(
    ("named", "role"),
    [
        (["reader"], Access.READER),
        ("admin", Access.ADMIN),
        ("openid curator profile", Access.CURATOR),
        (["reader", "admin", "offline_access"], Access.ADMIN),
    ],
)
async def test_strongest_role_that_is_named_counts(issuer: LocalIssuer, named: object, role: Access) -> None:
    assert (await tokens_of(issuer).actor_of(issuer.token(roles=named))).role is role


@pytest.mark.parametrize("named", [None, [], ["owner"], "Administrator", 5, {"admin": True}, [["admin"]], [None]])
async def test_token_without_a_role_of_ours_is_forbidden(issuer: LocalIssuer, named: object) -> None:
    with pytest.raises(Forbidden, match=r"^the token's claim roles names none of reader, curator, admin"):
        await tokens_of(issuer).actor_of(issuer.token(roles=named))


async def test_role_claim_may_be_nested(issuer: LocalIssuer) -> None:
    tokens = tokens_of(issuer, role_claim="realm_access.roles")

    assert (await tokens.actor_of(issuer.token(realm_access={"roles": ["admin"]}))).role is Access.ADMIN
    with pytest.raises(Forbidden):
        await tokens.actor_of(issuer.token(realm_access=["admin"]))


def test_claim_with_dots_in_its_name_goes_before_a_path() -> None:
    claims = {"https://example.org/roles": ["admin"], "a.b": 1, "a": {"b": 2, "c": 3}}

    assert claim(claims, "https://example.org/roles") == ["admin"]
    assert claim(claims, "a.b") == 1
    assert claim(claims, "a.c") == 3
    assert claim(claims, "a.d.e") is None


async def test_expired_token_is_refused(issuer: LocalIssuer) -> None:
    now = time.time()
    tokens = tokens_of(issuer)

    assert await message_of(tokens, issuer.token(exp=now - LEEWAY_S - 5)) == "the token has expired; sign in again"
    assert await tokens.actor_of(issuer.token(exp=now - LEEWAY_S + 25))


async def test_token_of_the_future_is_refused(issuer: LocalIssuer) -> None:
    later = time.time() + LEEWAY_S + 60

    assert await message_of(tokens_of(issuer), issuer.token(nbf=later)) == "the token is not accepted; sign in again"


@pytest.mark.parametrize("audience", ["another-service", ["a", "b"], "graph-service-2"])
async def test_token_for_another_audience_is_refused(issuer: LocalIssuer, audience: object) -> None:
    message = await message_of(tokens_of(issuer), issuer.token(aud=audience))

    assert message == "the token is for another service; ask for one with our audience"


async def test_token_of_another_issuer_is_refused(issuer: LocalIssuer) -> None:
    message = await message_of(tokens_of(issuer), issuer.token(iss="https://evil.example"))

    assert message == "the token is of another issuer; sign in with ours"


@pytest.mark.parametrize("missing", ["exp", "iss", "aud", "sub"])
async def test_token_without_a_claim_that_counts_is_refused(issuer: LocalIssuer, missing: str) -> None:
    absent: dict[str, Any] = {missing: None}

    message = await message_of(tokens_of(issuer), issuer.token(**absent))

    assert message == f"the token has no claim {missing}; it must have exp, iss, aud and sub"


async def test_forged_tokens_are_refused(issuer: LocalIssuer) -> None:
    tokens, good = tokens_of(issuer), issuer.token()
    head, body, signature = good.split(".")
    stronger = issuer.unsigned(roles=["admin"]).split(".")[1]

    for forged in (issuer.forged(), f"{head}.{stronger}.{signature}", f"{head}.{body}.", f"{head}.{body}.AAAA"):
        assert await message_of(tokens, forged) == "the token is not accepted; sign in again"


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "HS256", "HS512", "", "RS1"])
async def test_unsigned_and_symmetric_tokens_are_refused(issuer: LocalIssuer, algorithm: str) -> None:
    message = await message_of(tokens_of(issuer), issuer.unsigned(algorithm))

    assert message == "the token is not signed by an algorithm that is accepted; sign in again"
    assert issuer.requests == []


async def test_public_key_is_no_secret_to_sign_with(issuer: LocalIssuer) -> None:
    message = await message_of(tokens_of(issuer), issuer.signed_with_the_public_key())

    assert message == "the token is not signed by an algorithm that is accepted; sign in again"


async def test_secret_among_the_issuers_keys_signs_nothing(issuer: LocalIssuer) -> None:
    issuer.jwks = {"keys": [{"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA", "kid": "rsa"}]}

    assert "sign in again" in await message_of(tokens_of(issuer), issuer.token())


@pytest.mark.parametrize("nonsense", ["x", "a.b.c", "....", "é", "e30.e30.e30", "x" * 5000])
async def test_nonsense_is_refused_without_asking_the_issuer(issuer: LocalIssuer, nonsense: str) -> None:
    await message_of(tokens_of(issuer), nonsense)

    assert issuer.requests == []


async def test_keys_are_fetched_once(issuer: LocalIssuer) -> None:
    tokens = tokens_of(issuer)

    for _ in range(5):
        await tokens.actor_of(issuer.token())

    assert issuer.requests == ["/.well-known/openid-configuration", "/keys"]


async def test_unknown_keys_do_not_make_us_ask_again_and_again(issuer: LocalIssuer) -> None:
    tokens = tokens_of(issuer)
    await tokens.actor_of(issuer.token())
    issuer.add_key("later", "RS256")

    for _ in range(5):
        assert await message_of(tokens, issuer.token("later")) == (
            "the token is signed by no key of the issuer; sign in again"
        )

    assert issuer.requests.count("/keys") == 1


async def test_address_of_the_keys_may_be_told(issuer: LocalIssuer) -> None:
    await tokens_of(issuer, jwks_url=f"{issuer.url}/keys").actor_of(issuer.token())

    assert issuer.requests == ["/keys"]


async def test_issuer_that_is_away_lets_nobody_in_and_is_not_asked_at_once_again(issuer: LocalIssuer) -> None:
    clock = Clock()
    tokens = tokens_of(issuer, clock)
    issuer.is_up = False

    for _ in range(3):
        with pytest.raises(IssuerUnavailable) as refused:
            await tokens.actor_of(issuer.token())
    assert refused.value.message.startswith(f"{issuer.url} does not hand out its keys, so no token can be checked")
    assert issuer.requests == ["/.well-known/openid-configuration"]

    issuer.is_up = True
    clock.now += 6
    assert (await tokens.actor_of(issuer.token())).name == "oidc:u-1"


async def test_issuer_that_goes_away_keeps_nobody_out_whose_key_is_known(issuer: LocalIssuer) -> None:
    tokens = tokens_of(issuer)
    await tokens.actor_of(issuer.token())
    issuer.is_up = False

    assert (await tokens.actor_of(issuer.token(sub="u-2"))).id == "oidc:u-2"


async def test_address_where_nothing_answers_lets_nobody_in(issuer: LocalIssuer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        tokens = tokens_of(issuer, jwks_url=f"http://127.0.0.1:{taken.getsockname()[1]}/keys")
        with pytest.raises(IssuerUnavailable):
            await tokens.actor_of(issuer.token())


@pytest.mark.parametrize("document", [b"<html>", b"[]", b'{"keys": []}', b'{"keys": 5}', b"\xff\xfe", b"{}"])
async def test_keys_that_are_none_let_nobody_in(issuer: LocalIssuer, document: bytes) -> None:
    issuer.jwks = document

    with pytest.raises(IssuerUnavailable):
        await tokens_of(issuer).actor_of(issuer.token())


async def test_discovery_of_another_issuer_is_not_believed(issuer: LocalIssuer) -> None:
    issuer.issuer = "https://evil.example"

    with pytest.raises(IssuerUnavailable):
        await tokens_of(issuer).actor_of(issuer.token())
    assert "/keys" not in issuer.requests
