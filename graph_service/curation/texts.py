"""The texts that a curator sends, made fit to be kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from graph_service.errors import InvalidInput
from graph_service.language.normalise import normalised, slugify

MOST_NAME = 300
MOST_SENTENCE = 1000
MOST_ENTRIES = 100
"""A node has at most so many of what a curator lists: titles, KRAs, dimensions."""


def clean(value: str, field: str, most: int = MOST_NAME) -> str:
    """A text with single spaces that can be kept. Raises InvalidInput."""
    text, name = " ".join(value.split()), _name(field)
    unfit = [character for character in text if unicodedata.category(character) in {"Cc", "Cs"}]
    if unfit:
        raise InvalidInput(f"{name} has the character U+{ord(unfit[0]):04X}, which is no text; leave it out", field)
    if not 1 <= len(text) <= most:
        raise InvalidInput(f"{name} {text[:40]!r} has {len(text):,} characters; send 1 to {most:,}", field)
    return text


def optional(value: str | None, field: str, most: int = MOST_SENTENCE) -> str | None:
    """A clean text, or None for a blank one. Raises InvalidInput."""
    return clean(value, field, most) if value and value.strip() else None


def spelling(value: str, field: str) -> str:
    """A clean text that something may be called by. Raises InvalidInput."""
    text = clean(value, field)
    if not normalised(text):
        raise InvalidInput(f"{_name(field)} {text[:40]!r} has nothing that can be seen; send a word", field)
    return text


def several(values: Sequence[str], field: str, most: int = MOST_NAME) -> tuple[str, ...]:
    """Clean texts, each once. Raises InvalidInput."""
    if len(values) > MOST_ENTRIES:
        raise InvalidInput(f"{_name(field)} has {len(values):,} entries; send at most {MOST_ENTRIES}", field)
    return tuple(dict.fromkeys(clean(value, field, most) for value in values))


def slug(value: str, field: str) -> str:
    """A slug as it is. Raises InvalidInput."""
    if not value or len(value) > MOST_NAME or slugify(value) != value:
        raise InvalidInput(f"{value[:40]!r} is no slug; send lower-case letters, digits and hyphens", field)
    return value


def _name(field: str) -> str:
    return field.rpartition(".")[2]
