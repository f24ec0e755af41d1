"""Which company a posting is by, as far as its text says so."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache

from graph_service.language.cue_files import cues
from graph_service.language.headings import is_role_noun

_TOKEN = r"(?:U\.S\.|St\.|[A-Z0-9](?:[\w&'+®™-]|\.(?=\w)){0,40})"
_LEGAL_FORM = r"(?:, (?:Inc|LLC|Ltd|LLP|INC|Corp|Co|PLC|GmbH|N\.A)\b\.?)?"
_INSIDE_A_WORD = r"(?<=[a-z])(?=(?:[A-Z]{2}|SQL)\b)"
"""The end of names such as MongoDB; other capitals after small letters may open a word whose space was lost."""
_NAME = rf"(?!{_INSIDE_A_WORD})(?P<name>{_TOKEN}(?: (?:(?:of|and|for|the|&|de) )?{_TOKEN}){{0,5}}{_LEGAL_FORM})"
_DOUBLED = re.compile(r"^(?P<half>\w{4,})(?P=half)")
_TRIM = " .,;:*'-&"


@lru_cache(maxsize=64)
def employer_names(masked: str) -> tuple[tuple[str, int], ...]:
    """Company names with the offset of one mention, most certain first."""
    weights: dict[str, float] = defaultdict(float)
    places: dict[str, int] = {}
    for pattern, weight in _patterns():
        for found in pattern.finditer(masked):
            start, end = _bounds(masked, *found.span("name"))
            name = masked[start:end]
            if _is_name(name):
                weights[name] += weight
                places.setdefault(name, start)
    ranked = sorted(weights, key=lambda name: (-_support(name, weights), places[name]))
    return tuple((name, places[name]) for name in ranked)


def _support(name: str, weights: dict[str, float]) -> float:
    """A name's weight with that of its longer and shorter forms."""
    stem = _stem(name)
    return weights[name] + sum(
        0.5 * weight for other, weight in weights.items() if other != name and _stem(other).startswith(stem)
    )


def _stem(name: str) -> str:
    return re.sub(r",? (?:inc|llc|ltd|llp|corp|co|plc|gmbh)\.?$", "", name.lower()).strip(_TRIM)


def _bounds(masked: str, start: int, end: int) -> tuple[int, int]:
    """A name's span without its edges, the company's possessive, and a name written twice in a row."""
    if doubled := _DOUBLED.match(masked[start:end]):
        start += len(doubled["half"])
    text = masked[start:end]
    keeps_dot = re.search(r"\b(?:Inc|INC|Corp|Ltd|Co|N\.A)\.$", text)
    end = start + len(text.rstrip(_TRIM)) + (1 if keeps_dot else 0)
    if masked[start:end].endswith("'s"):
        end -= 2
    leading = re.match(
        r"(?:The|At|Team|Join|About|With|Since|When|Here|Currently|Today|Now) (?=[A-Z])", masked[start:end]
    )
    return start + (leading.end() if leading and leading[0] != "The " else 0), end


def _is_name(name: str) -> bool:
    words = [word.strip(_TRIM) for word in re.sub(r"'s\b", "", name).lower().split()]
    if not words or len(name) < 2 or not any(character.isalpha() for character in name):
        return False
    lists = cues("employers")
    is_it = name.startswith("IT ") and len(words) > 1
    if (words[0] in lists["never_first"] and not is_it) or any(word in lists["never_inside"] for word in words):
        return False
    if is_role_noun(words[-1]) and not words[-1].endswith("s"):
        return False
    return not all(word in lists["common"] for word in words)


@cache
def _patterns() -> list[tuple[re.Pattern[str], float]]:
    return [
        (re.compile(entry["expression"].replace("NAME", _NAME)), entry["weight"])
        for entry in cues("employers")["said_as"]
    ]
