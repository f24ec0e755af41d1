"""What a run would write, and what stored runs would decide, as GraphQL types."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from graph_service.api.connections import PageInfo
from graph_service.api.context import Info
from graph_service.api.enums import Change, DecisionCase, ReviewKind, ReviewStatus, RunStatus, SkillScore
from graph_service.api.errors import UserError
from graph_service.api.runs.types import (
    ClientReport,
    Decision,
    ExtractedSkill,
    PersistenceReport,
    PipelineRun,
    Placement,
    PlacementSummary,
    Signals,
)
from graph_service.api.taxonomy.types import Role, shown
from graph_service.domain import replay as domain
from graph_service.settings import Thresholds


@strawberry.type
class NodeReference:
    """A node by its label and the key that is unique there; the key of a run that is not there yet is `this run`."""

    label: str
    key: str
    name: str | None


@strawberry.type
class NodeChange:
    """A node that would be created, or whose properties would change. Vectors are not among them."""

    node: NodeReference
    change: Change
    properties: list[str]


@strawberry.type
class EdgeChange:
    """An edge that would be created, confirmed, changed or removed."""

    type: str
    start: NodeReference = strawberry.field(name="from")
    end: NodeReference = strawberry.field(name="to")
    change: Change


@strawberry.type
class ReviewItemChange:
    """A review item that the run would propose. Counts are the different job descriptions behind it."""

    kind: ReviewKind
    status: ReviewStatus
    text: str
    similarity: float | None
    is_new: bool
    count_before: int
    count_after: int


@strawberry.type
class RunPreview:
    """What a run would find and decide, and the difference that it would make to the graph. Nothing is written."""

    status: RunStatus
    rejection_reason: str | None
    skills: list[ExtractedSkill]
    signals: Signals | None
    decision: Decision | None
    placements: list[Placement]
    placement: PlacementSummary | None
    persistence: PersistenceReport | None
    report: ClientReport | None
    warnings: list[str]
    estimated_cost_usd: float = strawberry.field(
        description="What the calls of language models would cost that the run would make; the preview makes none."
    )
    estimated_calls: int
    nodes: list[NodeChange]
    edges: list[EdgeChange]
    review_items: list[ReviewItemChange]


@strawberry.type
class PreviewPayload:
    """The preview, or what was wrong with the input."""

    preview: RunPreview | None
    errors: list[UserError]


@strawberry.input
class ReplayFilter:
    """Which stored runs to decide again; what is left out takes all."""

    case: DecisionCase | None = strawberry.field(default=None, description="The case that was decided.")
    role: str | None = strawberry.field(default=None, description="The role (slug) that was decided.")
    created_since: datetime | None = strawberry.field(default=None, description="Without a time zone, it is UTC.")
    created_until: datetime | None = strawberry.field(default=None, description="Not included.")
    only_flips: bool | None = strawberry.field(default=False, description="List only the runs whose decision flips.")


def _threshold(name: str) -> Any:
    return strawberry.field(default=None, description=Thresholds.model_fields[name].description)


@strawberry.input
class ThresholdOverrides:
    """Thresholds in place of the service's own; shares and similarities from 0 to 1, unless it is named otherwise."""

    skill_score: SkillScore | None = _threshold("skill_score")
    skill_floor: float | None = _threshold("skill_floor")
    kra_floor: float | None = _threshold("kra_floor")
    alias_floor: float | None = _threshold("alias_floor")
    contradiction_margin: float | None = _threshold("contradiction_margin")
    agreement_margin: float | None = _threshold("agreement_margin")
    specialisation_margin: float | None = _threshold("specialisation_margin")
    vote_floor: float | None = _threshold("vote_floor")
    kra_novelty: float | None = _threshold("kra_novelty")
    near_duplicate: float | None = _threshold("near_duplicate")
    suggestion: float | None = _threshold("suggestion")
    placement: float | None = _threshold("placement")
    role_dimension_demand: int | None = _threshold("role_dimension_demand")
    reproposal_growth: float | None = _threshold("reproposal_growth")


@strawberry.type
class ReplayedDecision:
    """A decision, in short."""

    case: DecisionCase
    role_slug: str | None = strawberry.field(description="Also of a role that is no longer there.")
    confidence: float
    reasoning: str
    arbiter_reasoning: str | None

    @strawberry.field
    @staticmethod
    async def role(parent: strawberry.Parent[domain.ReplayedDecision], info: Info) -> Role | None:
        """The role; null where a new one is proposed."""
        return shown(await info.context.by_slug("Role", parent.role_slug) if parent.role_slug else None)

    @strawberry.field
    @staticmethod
    async def sub_role(parent: strawberry.Parent[domain.ReplayedDecision], info: Info) -> Role | None:
        """The specialisation of the role that fits clearly better than the role itself."""
        return shown(await info.context.by_slug("Role", parent.sub_role_slug) if parent.sub_role_slug else None)


@strawberry.type
class ReplayCause:
    """A threshold, or a figure of the evidence, that is another one now and made the decision flip."""

    name: str
    before: str
    after: str
    explanation: str


@strawberry.type
class Replay:
    """A stored run, decided again. What a caller of finalizeRole decided stands."""

    created_at: datetime
    before: ReplayedDecision
    after: ReplayedDecision
    flipped: bool = strawberry.field(description="Whether case, role or sub-role is another one.")
    role_changed: bool
    why: list[ReplayCause] = strawberry.field(description="What made it flip.")

    @strawberry.field
    @staticmethod
    async def run(parent: strawberry.Parent[domain.Replay], info: Info) -> PipelineRun | None:
        """The run."""
        return shown(await info.context.runs.load(parent.uid))


@strawberry.type
class CaseMove:
    """How many runs went from one case to another, or stayed in theirs."""

    before: DecisionCase
    after: DecisionCase
    count: int


@strawberry.type
class ReplayTotals:
    """Sums over the runs that were decided again, listed or not."""

    matching: int = strawberry.field(description="How many stored runs the filter takes.")
    replayed: int = strawberry.field(description="How many of them were decided again: at most `first`.")
    flipped: int
    role_changed: int
    cases: list[CaseMove]


@strawberry.type
class ReplayPayload:
    """Runs decided again, newest first, or what was wrong with the input."""

    replays: list[Replay]
    totals: ReplayTotals | None
    page_info: PageInfo | None
    errors: list[UserError]
