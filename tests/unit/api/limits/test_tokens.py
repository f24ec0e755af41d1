from __future__ import annotations

from graphql import get_introspection_query

from tests.unit.api.limits.refusals import limit_of, refusals


def test_document_may_have_so_many_tokens() -> None:
    assert limit_of("{ stats { skills } }", tokens=6) is None
    [refusal] = refusals("{ stats { skills } }", tokens=5)
    assert refusal.message == (
        "the document has too many words and signs; ask in several requests, and for less (LIMITS__TOKENS is 5)"
    )


def test_comments_count() -> None:
    assert limit_of("#\n" * 3000 + "{ stats { skills } }") == "tokens"


def test_document_may_have_so_many_characters() -> None:
    text = f'{{ skill(slug: "{"x" * 1000}") {{ name }} }}'

    assert limit_of(text) is None
    [refusal] = refusals(text, characters=1000)
    assert refusal.message == (
        "the document has 1,028 characters; send long texts as variables, and ask for less (LIMITS__CHARACTERS is 1,000)"
    )


def test_what_tools_ask_of_a_schema_is_within_all_limits() -> None:
    assert limit_of(get_introspection_query(input_value_deprecation=True, specified_by_url=True)) is None
