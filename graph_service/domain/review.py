"""What runs propose and curators decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

REJECTED_BEFORE = "rejected before by a curator"
"""What a run says of a link that it does not propose again."""


class ReviewKind(Enum):
    """What a review item would add to the taxonomy."""

    NEW_SKILL = "NEW_SKILL"
    NEW_KRA = "NEW_KRA"
    NEW_ROLE = "NEW_ROLE"
    NEW_ALIAS = "NEW_ALIAS"
    ALIAS_COLLISION = "ALIAS_COLLISION"
    NEW_LINK = "NEW_LINK"


class ReviewStatus(Enum):
    """Where a review item stands; a superseded one waits no more because another item asks the same."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    SUPERSEDED = "SUPERSEDED"


class ReviewSource(Enum):
    """What a proposal comes from."""

    DICTIONARY = "dictionary"
    """The extractor that needs no model: the library's spellings, and terms that look like skills."""
    MODEL = "model"
    """A language model."""
    NEIGHBOURS = "neighbours"
    """What is nearest by meaning."""
    TITLE = "title"
    """The title of a job description."""
    RESPONSIBILITIES = "responsibilities"
    """The sentences on what one does."""
    DEMAND = "demand"
    """Job descriptions of a role that ask for a dimension."""
    CALLER = "caller"
    """The caller, who added it between the steps of a run."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that a run proposes. Proposals with the same kind and subject are one review item.

    `role`, `skill` and `dimension` are slugs of what it is about; `details` is what accepting it would write;
    `prompt` is the version of the prompt that a model answered, None without one.
    """

    kind: ReviewKind
    subject: str
    text: str
    source: ReviewSource
    role: str | None = None
    skill: str | None = None
    dimension: str | None = None
    prompt: str | None = None
    similarity: float | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What makes two proposals the same."""
        return f"{self.kind.value}:{self.subject}"

    def following(self, successors: Mapping[str, str]) -> Proposal:
        """The same, of the skill that its skill (slug) was merged into; a new skill stays the one that it is."""
        slug = successors.get(self.skill or "")
        if slug is None or self.kind is ReviewKind.NEW_SKILL:
            return self
        return replace(self, skill=slug, subject=self.subject.replace(f"skill:{self.skill}:", f"skill:{slug}:", 1))


class ReviewOrder(Enum):
    """In which order review items are listed; of those with the same count, the oldest come first."""

    OLDEST = "OLDEST"
    NEWEST = "NEWEST"
    COUNT = "COUNT"


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which review items to list; None takes all. `role` is a slug or uid of the role that an item is about."""

    kind: ReviewKind | None = None
    status: ReviewStatus | None = None
    role: str | None = None
    created_before: datetime | None = None
    min_count: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A proposal in a curator's queue. `count` is how many different job descriptions proposed it.

    `role`, `skill`, `dimension` and `run` are uids. The decision is the last one: an item that was rejected and waits
    again keeps it. `resolution` says what came of it; of a superseded item it is the uid of the one that is kept.
    """

    uid: str
    kind: ReviewKind
    status: ReviewStatus
    text: str
    count: int
    created_at: datetime
    similarity: float | None = None
    role: str | None = None
    skill: str | None = None
    dimension: str | None = None
    run: str | None = None
    details: str | None = None
    version: int = 0
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None
    resolution: str | None = None


class ReviewGrouping(Enum):
    """By what review items are counted apart."""

    KIND = "KIND"
    SOURCE = "SOURCE"
    PROMPT_VERSION = "PROMPT_VERSION"


@dataclass(frozen=True, slots=True)
class ReviewPrecision:
    """How many review items of a group were approved, rejected, or wait; None is every kind, source or prompt.

    Items without a source or a prompt have None as well.
    """

    kind: ReviewKind | None
    source: ReviewSource | None
    prompt_version: str | None
    approved: int
    rejected: int
    pending: int

    @property
    def precision(self) -> float | None:
        """The share approved of what was decided; None where nothing was."""
        decided = self.approved + self.rejected
        return round(self.approved / decided, 4) if decided else None
