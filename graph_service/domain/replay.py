"""Stored decisions, decided again under other conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graph_service.domain.run import Decision, DecisionCase, Evidence


@dataclass(frozen=True, slots=True)
class ReplayFilter:
    """Which runs to decide again; None takes all. `role` is a slug; the times are of the run's start, with a zone."""

    case: DecisionCase | None = None
    role: str | None = None
    created_since: datetime | None = None
    created_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DecidedRun:
    """A run as far as it takes to decide it again."""

    uid: str
    created_at: datetime
    job_description: str
    job_title: str | None
    evidence: Evidence
    decision: Decision


@dataclass(frozen=True, slots=True)
class ReplayedDecision:
    """A decision, in short."""

    case: DecisionCase
    role_slug: str | None
    sub_role_slug: str | None
    confidence: float
    reasoning: str
    arbiter_reasoning: str | None = None

    @property
    def outcome(self) -> tuple[DecisionCase, str | None, str | None]:
        """What has to differ for a decision to flip."""
        return self.case, self.role_slug, self.sub_role_slug


@dataclass(frozen=True, slots=True)
class ReplayCause:
    """A threshold, or a figure of the evidence, that is another one now and made a decision flip."""

    name: str
    before: str
    after: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Replay:
    """One run (uid) decided again. `why` says what made it flip."""

    uid: str
    created_at: datetime
    before: ReplayedDecision
    after: ReplayedDecision
    why: tuple[ReplayCause, ...] = ()

    @property
    def flipped(self) -> bool:
        """Whether case, role or sub-role is another one."""
        return self.before.outcome != self.after.outcome

    @property
    def role_changed(self) -> bool:
        """Whether the role is another one."""
        return self.before.role_slug != self.after.role_slug


@dataclass(frozen=True, slots=True)
class CaseMove:
    """How many runs went from one case to another, or stayed in theirs."""

    before: DecisionCase
    after: DecisionCase
    count: int


@dataclass(frozen=True, slots=True)
class ReplayTotals:
    """`matching` stored runs satisfy the filter; the others are of those that were decided again."""

    matching: int
    replayed: int
    flipped: int
    role_changed: int
    cases: tuple[CaseMove, ...]


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """Replays, newest run first; `last` is the uid of the last run that was decided again."""

    replays: Sequence[Replay]
    totals: ReplayTotals
    last: str | None
    has_more: bool
