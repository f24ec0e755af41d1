from __future__ import annotations

import hashlib

import pytest

from graph_service.api import persisted
from graph_service.api.persisted import PersistedQueries, PersistedQueryNotFound


def known_by(query: str) -> dict[str, object]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(query.encode()).hexdigest()}}


@pytest.fixture
def queries() -> PersistedQueries:
    return PersistedQueries(lambda _: True)


def test_as_many_queries_are_kept_as_may_be(queries: PersistedQueries) -> None:
    for number in range(10_000):
        query = f"{{ a{number}: __typename }}"
        assert queries.document(query, known_by(query)) == query

    assert len(queries) == persisted.MOST_QUERIES
    assert queries.document(None, known_by("{ a9999: __typename }")) == "{ a9999: __typename }"
    with pytest.raises(PersistedQueryNotFound):
        queries.document(None, known_by("{ a0: __typename }"))


def test_queries_are_as_long_together_as_may_be(queries: PersistedQueries) -> None:
    for number in range(100):
        query = f"{{ a{number}: __typename }}".ljust(100_000)
        queries.document(query, known_by(query))

    assert len(queries) == persisted.MOST_CHARACTERS // 100_000


def test_query_without_the_extension_is_taken_as_it_is(queries: PersistedQueries) -> None:
    assert queries.document("{ __typename }", None) == "{ __typename }"
    assert queries.document(None, {"other": 1}) is None
    assert len(queries) == 0


def test_hash_in_capitals_is_the_same(queries: PersistedQueries) -> None:
    key = hashlib.sha256(b"{ __typename }").hexdigest().upper()
    extension = {"persistedQuery": {"version": 1, "sha256Hash": key}}

    assert queries.document("{ __typename }", extension) == "{ __typename }"
    assert queries.document(None, extension) == "{ __typename }"
