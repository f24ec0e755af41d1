from __future__ import annotations

import pytest

from graph_service.curation import texts
from graph_service.errors import InvalidInput


def test_clean_text_has_single_spaces() -> None:
    assert texts.clean("  Node\t \n js ", "input.name") == "Node js"
    assert texts.clean("Größe 👩‍💻 C++", "input.name") == "Größe 👩‍💻 C++"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("a\0b", "name has the character U+0000, which is no text; leave it out"),
        ("a\x1bb", "name has the character U+001B, which is no text; leave it out"),
        ("a\udfff", "name has the character U+DFFF, which is no text; leave it out"),
        ("", "name '' has 0 characters; send 1 to 5"),
        ("abcdef", "name 'abcdef' has 6 characters; send 1 to 5"),
    ],
)
def test_text_that_cannot_be_kept_is_refused(value: str, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        texts.clean(value, "input.name", 5)

    assert (refused.value.message, refused.value.field) == (message, "input.name")


def test_spelling_has_something_to_be_seen() -> None:
    with pytest.raises(InvalidInput, match="has nothing that can be seen; send a word"):
        texts.spelling("\u200b\u2060", "text")


def test_blank_text_is_none() -> None:
    assert texts.optional(" \n", "input.description") is None
    assert texts.optional(None, "input.description") is None


def test_several_texts_are_kept_once_each() -> None:
    assert texts.several(["a", " b", "a", "b"], "input.titles") == ("a", "b")
    with pytest.raises(InvalidInput, match="titles has 101 entries; send at most 100"):
        texts.several(["a"] * 101, "input.titles")


def test_slug_is_given_as_it_is() -> None:
    assert texts.slug("c-plus-plus", "input.slug") == "c-plus-plus"
    with pytest.raises(InvalidInput, match=r"'C\+\+' is no slug; send lower-case letters, digits and hyphens"):
        texts.slug("C++", "input.slug")
