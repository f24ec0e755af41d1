"""Nodes of the graph as readers of it see them; `uid` is theirs for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from graph_service.domain.taxonomy import Difficulty, Lifespan, SkillNature, SkillStatus, VersionStrategy, Volatility


@dataclass(frozen=True, slots=True)
class SkillNode:
    """A skill of any status. `version` counts the events that changed the node, here and in the other nodes."""

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
    version: int


@dataclass(frozen=True, slots=True)
class DimensionNode:
    """A dimension."""

    uid: str
    slug: str
    name: str
    rationale: str | None
    difficulty: Difficulty | None
    version: int


@dataclass(frozen=True, slots=True)
class RoleNode:
    """A role; `centroid_count` is how many job descriptions its centroid is the mean of."""

    uid: str
    slug: str
    name: str
    family: str | None
    archetype: str | None
    description: str | None
    centroid_count: int
    version: int


@dataclass(frozen=True, slots=True)
class KRANode:
    """A KRA and the role (uid) that it is of."""

    uid: str
    text: str
    role: str
    version: int


TaxonomyNode = SkillNode | DimensionNode | RoleNode | KRANode


class LinkOrigin(Enum):
    """Who wrote a link."""

    LIBRARY = "library"
    RUN = "run"
    CURATOR = "curator"


class LinkStatus(Enum):
    """Whether a link is part of the live taxonomy, or a candidate that waits for a curator or for more demand."""

    LIVE = "LIVE"
    CANDIDATE = "CANDIDATE"


class DimensionOrder(Enum):
    """In which order dimensions are listed: by slug, or those with most skills first."""

    SLUG = "SLUG"
    SIZE = "SIZE"


MOST_PASSAGES = 5
"""A link keeps at most so many of the passages that speak for it."""


@dataclass(frozen=True, slots=True)
class DimensionLink:
    """A link to a dimension (uid) and where it comes from.

    `confidence` is how sure the placement was, 0–1; `confirmations` counts the job descriptions that said the same
    since; `evidence` is what the job description said, verbatim; `run` is the uid of the run that wrote it.
    """

    dimension: str
    status: LinkStatus
    origin: LinkOrigin
    created_at: datetime | None
    confirmed_at: datetime | None
    confirmations: int
    confidence: float
    evidence: tuple[str, ...]
    run: str | None


@dataclass(frozen=True, slots=True)
class SkillDimensionLink(DimensionLink):
    """That a skill (uid) is in a dimension."""

    skill: str


@dataclass(frozen=True, slots=True)
class RoleDimensionLink(DimensionLink):
    """That a role (uid) works in a dimension; `asked_by` counts the job descriptions that asked the role for it."""

    role: str
    asked_by: int


@dataclass(frozen=True, slots=True)
class DimensionRequest:
    """That a run (uid) of a role asked the role for a dimension, and the words of its job description."""

    run: str
    at: datetime | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkExplanation:
    """One way in which a role covers a skill: the two links that meet in a dimension."""

    skill_link: SkillDimensionLink
    role_link: RoleDimensionLink

    @property
    def dimension(self) -> str:
        """The uid of the dimension in which they meet."""
        return self.role_link.dimension

    @property
    def status(self) -> LinkStatus:
        """Live once both links are."""
        both = {self.skill_link.status, self.role_link.status}
        return LinkStatus.CANDIDATE if LinkStatus.CANDIDATE in both else LinkStatus.LIVE


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
class GroupCount:
    """A group by its name, and how many are in it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class GraphChange:
    """One node or edge that an event changed. `before` and `after` are its properties as JSON; None: not there."""

    subject: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What was done to the taxonomy, by whom and when. `version` is the taxonomy's afterwards."""

    uid: str
    action: str
    actor: str
    at: datetime
    summary: str
    undone: bool
    version: int
    changes: tuple[GraphChange, ...]
