from __future__ import annotations

import pytest

from graph_service.domain.access import Access, is_loopback


def test_each_role_includes_those_below_it() -> None:
    included = {role.value: [other.value for other in Access if role.includes(other)] for role in Access}

    assert included == {
        "reader": ["reader"],
        "curator": ["reader", "curator"],
        "admin": ["reader", "curator", "admin"],
    }


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_loopback_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "10.0.0.1", "127.0.0.1.example.org", "localhost.example.org", "example.org"]
)
def test_everything_else_is_not(host: str) -> None:
    assert not is_loopback(host)
