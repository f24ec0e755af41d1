"""What a job description really says: a model's words are kept only where the text has them, as it has them.

Case, white space and hyphens may differ, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from graph_service.domain.document import TextSpan

_GAP = r"[\s\-\u00ad\u2010-\u2015\u2212]"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][\w+#]*(?:[.&/-]\w+)*|\b\w*[a-z][A-Z]\w*|\b[A-Za-z]+\d\w*")
_ADDRESS = re.compile(r"https?:|www\.|\S@\S|\b\w+\.(?:com|org|net|io|ai|dev)\b", re.IGNORECASE)
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")
_WORDS = (*_SMALL, *_TEENS)
LONGEST_PHRASE = 2000
"""Characters; a longer quotation is no quotation."""


def spans_of(phrase: str, text: str) -> tuple[TextSpan, ...]:
    """Every place where a text says a phrase as words of their own, verbatim; none where it does not."""
    pattern = _pattern(phrase.strip()) if len(phrase) <= LONGEST_PHRASE else None
    if pattern is None:
        return ()
    return tuple(TextSpan(found.start(), found.end(), found[0]) for found in pattern.finditer(text))


def first_span(phrase: str, text: str) -> TextSpan | None:
    """The first place where a text says a phrase."""
    return next(iter(spans_of(phrase, text)), None)


@lru_cache(maxsize=1024)
def _pattern(phrase: str) -> re.Pattern[str] | None:
    words = [re.escape(word) for word in re.split(rf"{_GAP}+", phrase) if word]
    if not words or not any(character.isalnum() for character in phrase):
        return None
    # "C" is said by neither "C++" nor "C#", "Node" not by "Node.js", "NET" not by ".NET".
    after = r"(?![\w+#]|\.\w)" if words[-1][-1].isalnum() else r"(?!\w)"
    before = r"(?<![\w@.])"
    return re.compile(before + rf"{_GAP}+".join(words) + after, re.IGNORECASE)


def numbers_in(text: str) -> frozenset[str]:
    """The numbers that a text has in digits, without separators of thousands."""
    return frozenset(_plain(found) for found in _NUMBER.findall(text))


def says_number(value: float, text: str) -> bool:
    """Whether a text has a number, in digits or, up to twenty, as a word."""
    words = {_WORDS.index(word) for word in re.findall(r"[a-z]+", text.casefold()) if word in _WORDS}
    return value in words or any(_as_float(found) == value for found in numbers_in(text))


def unsaid(words: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The names, numbers and addresses in some words of a model's own that none of the texts has."""
    told = "\n".join(texts)
    numbers = numbers_in(told)
    return tuple(
        dict.fromkeys(
            [
                *(found for found in _NUMBER.findall(words) if _plain(found) not in numbers),
                *(found for found in _NAME.findall(words) if first_span(found, told) is None),
                *_ADDRESS.findall(words),
            ]
        )
    )


def _plain(number: str) -> str:
    return re.sub(r",(?=\d{3}\b)", "", number)


def _as_float(number: str) -> float | None:
    try:
        return float(number)
    except ValueError:
        return None
