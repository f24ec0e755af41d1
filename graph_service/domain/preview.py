"""What a run would write, without the run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from graph_service.domain.review import ReviewKind, ReviewStatus
from graph_service.domain.run import (
    ClientReport,
    Decision,
    ExtractedSkill,
    PersistenceReport,
    Placement,
    PlacementSummary,
    RunStatus,
    Signals,
)


class Change(Enum):
    """What would become of a node or an edge. A link is confirmed when another job description says the same."""

    CREATED = "CREATED"
    CONFIRMED = "CONFIRMED"
    CHANGED = "CHANGED"
    REMOVED = "REMOVED"


@dataclass(frozen=True, slots=True)
class NodeReference:
    """A node by its label and the key that is unique there: slug, key, digest of a text. The name is for people."""

    label: str
    key: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A node that would be created, or whose `properties` would change."""

    node: NodeReference
    change: Change
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeChange:
    """An edge that would be created, confirmed, changed or removed."""

    type: str
    start: NodeReference
    end: NodeReference
    change: Change


@dataclass(frozen=True, slots=True)
class ReviewItemChange:
    """A review item that the run would propose. Counts are different job descriptions; 0 before it is there."""

    kind: ReviewKind
    status: ReviewStatus
    text: str
    count_before: int
    count_after: int
    similarity: float | None = None

    @property
    def is_new(self) -> bool:
        """Whether no run proposed it before."""
        return self.count_before == 0


@dataclass(frozen=True, slots=True)
class GraphDiff:
    """The difference between two states of the graph."""

    nodes: tuple[NodeChange, ...] = ()
    edges: tuple[EdgeChange, ...] = ()
    review_items: tuple[ReviewItemChange, ...] = ()


@dataclass(frozen=True, slots=True)
class RunPreview:
    """What a run would find and decide, and the difference that it would make to the graph.

    No language model is asked for it: the estimate is of the calls that the run would make.
    """

    status: RunStatus
    rejection_reason: str | None
    skills: tuple[ExtractedSkill, ...]
    signals: Signals | None
    decision: Decision | None
    placements: tuple[Placement, ...]
    placement: PlacementSummary | None
    persistence: PersistenceReport | None
    report: ClientReport | None
    warnings: tuple[str, ...]
    estimated_cost_usd: float
    estimated_calls: int
    nodes: tuple[NodeChange, ...]
    edges: tuple[EdgeChange, ...]
    review_items: tuple[ReviewItemChange, ...]
