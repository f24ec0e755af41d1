"""Whether the answer that a client has is still the answer: its entity tag, found before anything else is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

import orjson

from graph_service.domain.access import Actor

_READ_OF_THE_TAXONOMY = frozenset(
    {
        "Query",
        "Node",
        "Skill",
        "SkillConnection",
        "SkillEdge",
        "Alias",
        "SkillDimensionLink",
        "Dimension",
        "DimensionConnection",
        "DimensionEdge",
        "RoleDimensionLink",
        "Role",
        "RoleConnection",
        "RoleEdge",
        "KRA",
        "TaxonomyStats",
        "PageInfo",
        "AuditEvent",
        "AuditEventConnection",
        "AuditEventEdge",
        "GraphChange",
    }
)
"""Types whose fields, where they are compiled, read the taxonomy and its log and nothing else."""
_READ_OF_RUNS = frozenset({("TaxonomyStats", "runs")})


def reads_taxonomy_alone(fields: frozenset[tuple[str, str]]) -> bool:
    """Whether compiled fields (type, name) read nothing that changes without the taxonomy."""
    return not fields & _READ_OF_RUNS and all(kind in _READ_OF_THE_TAXONOMY for kind, _ in fields)


@cache
def _release() -> str:
    """Another release may answer in another way."""
    return version("graph-service")


class NotModified(Exception):
    """The answer that the client has is the answer; `tag` is its tag."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


@dataclass(slots=True)
class Condition:
    """Which tags a client knows, and all that its answer depends on but the taxonomy; `tag` once it is known."""

    known: frozenset[str]
    depends_on: bytes
    tag: str | None = None

    @classmethod
    def of(cls, if_none_match: Iterable[str], actor: Actor | None, asked: Mapping[str, object]) -> Condition:
        """Of a request for `asked` by somebody."""
        known = frozenset(tag.strip().removeprefix("W/") for header in if_none_match for tag in header.split(","))
        who = (actor.id, actor.role.value) if actor else None
        return cls(known, orjson.dumps([_release(), who, asked], option=orjson.OPT_SORT_KEYS))

    def settle(self, revision: str | None) -> None:
        """Make the tag of the taxonomy's mark. Raises NotModified if the client knows it."""
        if revision is None:
            return
        tag = f'"{hashlib.sha256(self.depends_on + revision.encode()).hexdigest()[:32]}"'
        self.tag = f"W/{tag}"
        if self.known & {tag, "*"}:
            raise NotModified(self.tag)
