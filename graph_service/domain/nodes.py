"""Nodes of the graph as readers of it see them; `uid` is theirs for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from graph_service.domain.taxonomy import Difficulty, Lifespan, SkillNature, SkillStatus, VersionStrategy, Volatility


@dataclass(frozen=True, slots=True)
class SkillNode:
    """A skill of any status."""

    uid: str
    slug: str
    name: str
    description: str | None
    status: SkillStatus
    category: str | None
    sub_category: str | None
    nature: SkillNature | None
    volatility: Volatility | None
    lifespan: Lifespan | None
    version_strategy: VersionStrategy | None
    confidence: float | None
    maturity_reasoning: str | None
    is_extractable: bool
    context_tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DimensionNode:
    """A dimension."""

    uid: str
    slug: str
    name: str
    rationale: str | None
    difficulty: Difficulty | None


@dataclass(frozen=True, slots=True)
class RoleNode:
    """A role; `centroid_count` is how many job descriptions its centroid is the mean of."""

    uid: str
    slug: str
    name: str
    archetype: str | None
    description: str | None
    centroid_count: int


@dataclass(frozen=True, slots=True)
class KRANode:
    """A KRA and the role (uid) that it is of."""

    uid: str
    text: str
    role: str


TaxonomyNode = SkillNode | DimensionNode | RoleNode | KRANode


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A node that a search found; `score` ranks within one search, `matched` is the spelling or text that matched."""

    node: TaxonomyNode
    score: float
    matched: str | None


@dataclass(frozen=True, slots=True)
class PathStep:
    """One edge of a path, in the direction of travel."""

    start: TaxonomyNode
    relationship: str
    end: TaxonomyNode


@dataclass(frozen=True, slots=True)
class TaxonomyStats:
    """How many of each there are; skills and their aliases are the active ones."""

    skills: int
    aliases: int
    roles: int
    dimensions: int
    kras: int
    runs: int


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What was done to the taxonomy, by whom and when."""

    uid: str
    action: str
    actor: str
    at: datetime
    summary: str
    undone: bool
