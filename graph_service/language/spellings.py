"""The ways in which one spelling is written: British and American, plural, spaced, hyphenated, joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_TRANSATLANTIC = (
    ("is", "iz", re.compile(r"[a-z]{3,}i[sz](?:e|ed|er|ers|es|ing|ation|ations)")),
    ("ys", "yz", re.compile(r"[a-z]+ly[sz](?:e|ed|er|es|ing)")),
    ("our", "or", re.compile(r"(?:behavi|col|fav|lab)ou?r[a-z]*")),
    ("ll", "l", re.compile(r"(?:mod|lab|trav|tunn|canc|fu)ell?(?:ing|ed|er|ers)")),
    ("tre", "ter", re.compile(r"cent(?:re|er)s?")),
    ("ogue", "og", re.compile(r"(?:cata|dia|ana)log(?:ue)?s?")),
    ("ence", "ense", re.compile(r"(?:def|lic|off)en[cs]es?")),
    ("programme", "program", re.compile(r"program(?:me)?s?")),
    ("arte", "arti", re.compile(r"art[ei]facts?")),
    ("judgement", "judgment", re.compile(r"judge?ment")),
    ("aeth", "eth", re.compile(r"a?esthetics?")),
    ("maths", "math", re.compile(r"maths?")),
)
"""(British, American, the words in which they differ)."""

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_COMBINING = re.compile(
    r"\b(micro|multi|cyber|pre|non|anti|auto|hyper|inter|meta|super|tele|e|cross|un|re)(?=[a-z]{5})", re.IGNORECASE
)
"""Parts that are no words of their own, so that "micro services" can only mean microservices."""
_MIN_JOINED, _MAX_JOINED = 5, 14
"""How long a word may be that is written in two as well: nobody writes "stakeholdermanagement"."""
_NO_SINGULAR = re.compile(
    r"(?:[aius]s|ics|ies|[sz]es|xes|hes)$|^(?:sales|news|goods|operations|communications|services|solutions|savings|"
    r"earnings|series|species|windows|means|thanks|always|ethics|relations|resources|affairs|analytics)$"
)


def spellings(alias: str, common_noun: bool) -> set[str]:
    """Other ways to write an alias that mean the same everywhere. `common_noun`: it has a plural and a singular."""
    forms = {alias, *_punctuated(alias)}
    forms |= {other for form in forms if (other := _counterpart_of(form)) is not None}
    if common_noun:
        forms |= {number for form in forms if (number := _other_number(form)) is not None}
    if " " in alias or "-" in alias:
        forms |= {joined for form in forms for joined in _joined(form)}
    if _COMBINING.search(alias):
        forms |= {_COMBINING.sub(r"\1 ", form, count=1) for form in forms}
    forms.discard(alias)
    return forms


def split_spellings(alias: str) -> Iterator[str]:
    """An alias with its humps apart, as "Java Script". Only its capitals tell it from two ordinary words."""
    if not alias[1:].islower():
        split = _HUMP.sub(" ", alias)
        if split != alias:
            yield split


def has_plural(alias: str) -> bool:
    """Whether an alias ends in an ordinary word and not in a product's name or an acronym."""
    last = alias.rpartition(" ")[2]
    return last.islower() and len(last) > 2


def _punctuated(alias: str) -> Iterator[str]:
    if "/" in alias.strip("/"):
        yield alias.replace("/", " ")
        yield alias.replace("/", "")
    if "." in alias[1:-1] and not alias.startswith("."):
        yield alias.replace(".", " ")
        yield alias.replace(".", "")
    if " & " in alias:
        yield alias.replace(" & ", " and ")
    elif " and " in alias:
        yield alias.replace(" and ", " & ")
        yield alias.replace(" and ", "/")


def _joined(form: str) -> Iterator[str]:
    """Two words of a spelling as one: "eventdriven", "front endframeworks"."""
    words = form.replace("-", " ").split()
    if 1 < len(words) < 4:
        for place in range(1, len(words)):
            if _MIN_JOINED <= len(words[place - 1]) + len(words[place]) <= _MAX_JOINED:
                yield " ".join((*words[: place - 1], words[place - 1] + words[place], *words[place + 1 :]))


def _counterpart_of(form: str) -> str | None:
    low = form.lower()
    other = " ".join(map(_counterpart, low.split(" ")))
    return None if other == low else other


@lru_cache(maxsize=32768)
def _counterpart(word: str) -> str:
    """The word as the other side of the Atlantic writes it; itself where both agree."""
    for british, american, where in _TRANSATLANTIC:
        if (british in word or american in word) and where.fullmatch(word):
            return word.replace(british, american) if british in word else word.replace(american, british)
    return word


def _other_number(form: str) -> str | None:
    """The plural of a singular, the singular of a plural; None where the word has only one."""
    head, space, last = form.rpartition(" ")
    low = last.lower()
    if low.endswith("ies") and len(low) > 5:
        return f"{head}{space}{last[:-3]}y"
    if low.endswith("s"):
        return None if _NO_SINGULAR.search(low) or last.isupper() else f"{head}{space}{last[:-1]}"
    if low.endswith("y") and low[-2:-1] not in "aeiou":
        return f"{head}{space}{last[:-1]}ies"
    return f"{head}{space}{last}{'es' if low.endswith(('ch', 'sh', 'x', 'z')) else 's'}"
