"""What runs propose and curators decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum


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


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that a run proposes. Proposals with the same kind and subject are one review item.

    `role`, `skill` and `dimension` are slugs of what it is about; `details` is what accepting it would write.
    """

    kind: ReviewKind
    subject: str
    text: str
    role: str | None = None
    skill: str | None = None
    dimension: str | None = None
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


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A proposal in a curator's queue. `count` is how many different job descriptions proposed it."""

    uid: str
    kind: ReviewKind
    status: ReviewStatus
    text: str
    count: int
    created_at: datetime
    similarity: float | None = None
    role: str | None = None
    skill: str | None = None
    run: str | None = None
    details: str | None = None
