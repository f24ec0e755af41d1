from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from graph_service.access.admission import bearer
from graph_service.access.keys import PREFIX, SHOWN_CHARACTERS, digest, generate, read_local_key
from graph_service.errors import ServerError, Unauthenticated


def test_keys_are_recognisable_long_and_never_the_same() -> None:
    keys = {generate() for _ in range(1000)}

    assert len(keys) == 1000
    assert all(key.startswith(PREFIX) and len(key) == len(PREFIX) + 43 for key in keys)
    assert all(key.isascii() and key == key.strip() for key in keys)


def test_what_may_be_shown_of_a_key_leaves_most_of_it_to_guess() -> None:
    assert len(generate()) - SHOWN_CHARACTERS >= 32


def test_digest_is_sha_256_of_the_whole_key() -> None:
    assert digest("gsk_x") == hashlib.sha256(b"gsk_x").hexdigest()


@pytest.mark.parametrize("values", [["Bearer abc"], ["bearer abc"], ["BEARER   abc "], [" Bearer abc"]])
def test_bearer_finds_the_credential(values: list[str]) -> None:
    assert bearer(values) == "abc"


def test_request_without_the_header_has_no_credential() -> None:
    assert bearer([]) is None


@pytest.mark.parametrize("values", [["abc"], ["Basic abc"], ["Bearer"], ["Bearer "], [""], ["Bearer a", "Bearer b"]])
def test_header_that_cannot_be_used_is_refused(values: list[str]) -> None:
    with pytest.raises(Unauthenticated, match=r"^the Authorization header cannot be used; send a key as the header"):
        bearer(values)


def test_file_that_holds_no_key_is_a_message(tmp_path: Path) -> None:
    file = tmp_path / "admin.key"
    file.write_text("hello\n")

    with pytest.raises(ServerError, match=rf"^{file} holds no key; remove it"):
        read_local_key(file)


def test_file_that_cannot_be_read_is_a_message(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="cannot be read"):
        read_local_key(tmp_path)
