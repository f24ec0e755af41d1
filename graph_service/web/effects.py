"""What a decision changes of the graph, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

_WORDS = {
    "IN_DIMENSION": "in",
    "HAS_DIMENSION": "works in",
    "CANDIDATE_FOR": "is a candidate for",
    "HAS_ALIAS": "is spelt",
    "HAS_KRA": "is responsible for",
    "IN_SUBCATEGORY": "is filed under",
    "PART_OF": "is part of",
    "MERGED_INTO": "is merged into",
    "RESOLVED_TO": "is for",
    "COUNTED_IN": "counts for",
    "SPECIALISES": "specialises",
    "RELATED_TO": "is related to",
    "ABOUT": "is about",
}
_EDGE = re.compile(rf" ({'|'.join(_WORDS)}) ")
_UNTOLD = re.compile(r"(?:ReviewItem|JobDescription|Alias|KRA) ")
_RUN = re.compile(r"^PipelineRun \S+")
_UNSAID = frozenset(
    {"uid", "slug", "name", "text", "normalized", "isPrimary", "origin", "runId", "position", "confirmations"}
    | {"createdAt", "updatedAt", "confirmedAt", "embedding", "embeddingKey", "centroid"}
)
"""Properties that the subject says already, or that decide nothing."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One node or edge: what becomes of it, what it is called, and its properties before and after as texts."""

    verb: str
    subject: str
    properties: tuple[tuple[str, str, str], ...]


def effects(changes: Iterable[Mapping[str, Any]]) -> list[Effect]:
    """What `GraphChange`s say, but for what is kept of the decision itself, and what an edge to it says as well."""
    return [_effect(change) for change in changes if not _UNTOLD.match(change["subject"])]


def _effect(change: Mapping[str, Any]) -> Effect:
    before, after = (orjson.loads(change[side]) if change[side] else {} for side in ("before", "after"))
    verb = "Adds" if change["before"] is None else "Removes" if change["after"] is None else "Changes"
    subject = _EDGE.sub(lambda found: f" {_WORDS[found[1]]} ", change["subject"], count=1)
    subject = _RUN.sub("A run", subject)
    names = [] if verb == "Removes" else sorted({*before, *after} - _UNSAID)
    told = ((name, _told(before.get(name)), _told(after.get(name))) for name in names)
    return Effect(verb, subject, tuple((name, old, new) for name, old, new in told if old or new))


def _told(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)
