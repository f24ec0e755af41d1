from __future__ import annotations

import pytest
from graphql import GraphQLSyntaxError, specified_rules

from graph_service.api.compiled import documents
from graph_service.api.compiled.documents import Documents
from graph_service.api.schema import make_schema
from graph_service.settings import Limits

SCHEMA = make_schema()._schema


@pytest.fixture
def known() -> Documents:
    return Documents(SCHEMA, specified_rules, Limits())


def test_document_is_read_once(known: Documents) -> None:
    assert known.get("{ stats { skills } }") is known.get("{ stats { skills } }")
    assert len(known) == 1


def test_document_comes_with_what_validation_says(known: Documents) -> None:
    assert known.get("{ stats { skills } }").errors == ()
    [error] = known.get("{ stats { nothing } }").errors
    assert error.message.startswith("Cannot query field 'nothing' on type 'TaxonomyStats'.")


def test_what_is_no_document_is_not_kept(known: Documents) -> None:
    with pytest.raises(GraphQLSyntaxError):
        known.get("{ stats {")
    assert len(known) == 0


def test_document_names_the_variables_that_choose_fields(known: Documents) -> None:
    text = """query ($a: Boolean!, $b: Boolean!, $c: ID!) {
      node(id: $c) { id @skip(if: $b) ...Part @include(if: true) } } fragment Part on Node { id @include(if: $a) }"""

    assert sorted(known.get(text).switches) == ["a", "b"]


def test_as_many_documents_are_kept_as_may_be(known: Documents) -> None:
    first = known.get("{ stats { n0: skills } }")
    for number in range(1, documents.MOST_DOCUMENTS + 1):
        known.get(f"{{ stats {{ n{number}: skills }} }}")

    assert len(known) == documents.MOST_DOCUMENTS
    assert known.get("{ stats { n0: skills } }") is not first


def test_document_that_was_just_asked_for_is_kept_before_others(known: Documents) -> None:
    first = known.get("{ stats { n0: skills } }")
    for number in range(1, documents.MOST_DOCUMENTS + 1):
        known.get("{ stats { n0: skills } }")
        known.get(f"{{ stats {{ n{number}: skills }} }}")

    assert known.get("{ stats { n0: skills } }") is first


def test_documents_are_as_long_together_as_may_be(known: Documents) -> None:
    length = documents.LONGEST_KEPT
    for number in range(2 * documents.MOST_CHARACTERS // length):
        known.get(f"{{ stats {{ n{number}: skills }} }}".ljust(length))

    assert len(known) == documents.MOST_CHARACTERS // length


def test_of_longer_documents_the_last_is_kept(known: Documents) -> None:
    first = "{ stats { skills } }".ljust(documents.LONGEST_KEPT + 1)
    read = known.get(first)

    assert known.get(first) is read
    assert len(known) == 0
    known.get("{ stats { roles } }".ljust(documents.LONGEST_KEPT + 1))
    assert known.get(first) is not read
