"""One job description on its way through the pipeline: what each stage found, decided and wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from graph_service.domain.document import ParsedJD, TextSpan
from graph_service.domain.ledger import LLMCall, RunCost, run_cost
from graph_service.domain.taxonomy import Lifespan, SkillNature, VersionStrategy, Volatility


class RunStatus(Enum):
    """Where a run stands."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    AWAITING_CONFIRMATION = "AWAITING_CONFIRMATION"
    COMPLETED = "COMPLETED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"


class RunStep(Enum):
    """The three steps; a run remembers the last that it finished."""

    EXTRACT = "EXTRACT"
    DETAILS = "DETAILS"
    FINALIZE = "FINALIZE"


class DecisionCase(Enum):
    """By which rule a role was decided; see `pipeline.decide`."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class SkillTag(Enum):
    """Whether a skill that a run found is in the library."""

    IN_DB = "IN_DB"
    NEW = "NEW"


class LinkOutcome(Enum):
    """What became of one link of a worklist row."""

    CREATED = "CREATED"
    ALREADY_LINKED = "ALREADY_LINKED"
    SKIPPED_NOT_UNDER_ROLE = "SKIPPED_NOT_UNDER_ROLE"
    QUEUED_FOR_REVIEW = "QUEUED_FOR_REVIEW"


class MatchMethod(Enum):
    """By what a term was matched to a library skill."""

    ALIAS = "ALIAS"
    NORMAL_FORM = "NORMAL_FORM"
    MEANING = "MEANING"
    NONE = "NONE"


class AliasOutcome(Enum):
    """Whether a spelling that was merged into a library skill is an alias of it, or why not."""

    KNOWN = "KNOWN"
    NOT_NEEDED = "NOT_NEEDED"
    PROPOSED = "PROPOSED"


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs to list; None takes all. `role` is a slug; the times are of the run's start, with a zone.

    `text` is words, or beginnings of words, that are all in the job description and its title, or all in the name of
    the role that was decided.
    """

    text: str | None = None
    role: str | None = None
    case: DecisionCase | None = None
    status: RunStatus | None = None
    created_since: datetime | None = None
    created_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExtractedSkill:
    """A skill that a job description asks for. `skill` is the slug of the library skill; None for a new one.

    `term` is how the caller spells it, where the caller added it. `prompt` is the version of the prompt that a language
    model named it by, where one did.
    """

    name: str
    is_primary: bool
    tag: SkillTag
    skill: str | None
    matched_alias: str | None
    evidence: tuple[TextSpan, ...]
    method: MatchMethod = MatchMethod.ALIAS
    note: str | None = None
    term: str | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class KRAMatch:
    """A sentence of a job description and the KRA that it is near; cosine similarity."""

    kra: str
    sentence: str
    similarity: float


@dataclass(frozen=True, slots=True)
class SkillSignal:
    """How many of the recognised library skills a role covers; `weighted_score` counts telling skills for more."""

    role: str
    score: float
    matched_count: int
    total_count: int
    matched_skills: tuple[str, ...]
    weighted_score: float = 0.0


@dataclass(frozen=True, slots=True)
class AliasSignal:
    """How near a role's alias is to the title; 1.0 is equal but for seniority."""

    role: str
    score: float
    matched_alias: str


@dataclass(frozen=True, slots=True)
class KRASignal:
    """The mean similarity of a role's three best (sentence, KRA) pairs, and those pairs."""

    role: str
    score: float
    matches: tuple[KRAMatch, ...]


@dataclass(frozen=True, slots=True)
class Signals:
    """Three ranked lists, best first. The first five rows carry what they rest on, the others their scores only."""

    skill: tuple[SkillSignal, ...] = ()
    alias: tuple[AliasSignal, ...] = ()
    kra: tuple[KRASignal, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a decision is computed from, and nothing else: kept with the run, so that it can be decided again.

    `centroids` holds the cosine similarity of the job description with each role: with its centroid, in which the
    role's own description counts like one job description.
    """

    title: str | None
    signals: Signals
    centroids: Mapping[str, float] = field(default_factory=dict)
    recognised_skills: int = 0


@dataclass(frozen=True, slots=True)
class ProposedRole:
    """A role that a job description asks for and the library does not have; a curator decides."""

    name: str
    slug: str
    titles: tuple[str, ...]
    archetype: str
    kras: tuple[str, ...]
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Which role a job description is for, and why. `margin` is the lead over `runner_up`, both 0–1.

    `by_caller` says that a person chose the role in place of the rules, `by_model` that a language model was the
    arbiter.
    """

    case: DecisionCase
    role: str | None
    confidence: float
    reasoning: str
    is_new_role: bool = False
    new_role: ProposedRole | None = None
    arbiter_fired: bool = False
    arbiter_reasoning: str | None = None
    alias_collision: bool = False
    runner_up: str | None = None
    margin: float = 0.0
    sub_role: str | None = None
    proposed_alias: str | None = None
    by_caller: bool = False
    by_model: bool = False

    @property
    def new_role_name(self) -> str | None:
        """The name of the proposed role, in case F."""
        return self.new_role.name if self.new_role else None


@dataclass(frozen=True, slots=True)
class CandidateDimension:
    """A dimension of a skill: known to the library, or with how well the skill is placed in it, 0–1."""

    dimension: str
    score: float
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """What became of one found skill: matched, split or placed among its neighbours, and why.

    `term` is how the job description, or the caller, spells it; `name` is the library's name once it is matched.
    `prompt` is the version of the prompt that a language model named it by, where one did.
    """

    term: str
    name: str
    tag: SkillTag
    skill: str | None
    method: MatchMethod
    reason: str
    is_primary: bool
    dimensions: tuple[CandidateDimension, ...]
    evidence: tuple[TextSpan, ...]
    category: str | None = None
    sub_category: str | None = None
    nature: SkillNature | None = None
    volatility: Volatility | None = None
    lifespan: Lifespan | None = None
    version_strategy: VersionStrategy | None = None
    neighbours: tuple[str, ...] = ()
    proposed_alias_of: str | None = None
    split_from: str | None = None
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class KeptSkill:
    """A term that stands for a skill of its own: a library skill by its own name, or a new one (`skill` None)."""

    term: str
    tag: SkillTag
    skill: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class MergedSkill:
    """Another spelling of a library skill (slug). `proposal_key` is the review item's that proposes it as an alias."""

    term: str
    into: str
    method: MatchMethod
    alias: AliasOutcome
    reason: str
    proposal_key: str | None = None


@dataclass(frozen=True, slots=True)
class SplitPart:
    """A part of a compound: its name, and its slug in the library or None."""

    name: str
    skill: str | None


@dataclass(frozen=True, slots=True)
class SplitSkill:
    """A compound and the skills that it became."""

    term: str
    parts: tuple[SplitPart, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class PlacementSummary:
    """Placements by what became of each term."""

    keep: tuple[KeptSkill, ...] = ()
    merge: tuple[MergedSkill, ...] = ()
    split: tuple[SplitSkill, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillDimensionRow:
    """One (skill × dimension) item of the worklist with the outcome of both links."""

    skill: str
    skill_slug: str
    tag: SkillTag
    dimension: str
    skill_dimension: LinkOutcome
    role_dimension: LinkOutcome
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PersistenceReport:
    """What a run wrote. Each counter is the number of rows with that outcome.

    `centroid_count` is how many job descriptions the role's centroid was the mean of once this one was taken into it;
    None where it was not.
    """

    rows: tuple[SkillDimensionRow, ...] = ()
    new_skills: int = 0
    centroid_count: int | None = None

    @property
    def skill_dimension_saved(self) -> int:
        """Rows whose skill–dimension link was created or confirmed."""
        saved = (LinkOutcome.CREATED, LinkOutcome.ALREADY_LINKED)
        return sum(row.skill_dimension in saved for row in self.rows)

    @property
    def role_dimension_saved(self) -> int:
        """Rows whose role–dimension link was created or confirmed."""
        saved = (LinkOutcome.CREATED, LinkOutcome.ALREADY_LINKED)
        return sum(row.role_dimension in saved for row in self.rows)

    @property
    def skipped(self) -> int:
        """Rows whose role–dimension link was skipped because the dimension is not the role's."""
        return sum(row.role_dimension is LinkOutcome.SKIPPED_NOT_UNDER_ROLE for row in self.rows)


@dataclass(frozen=True, slots=True)
class DimensionGroup:
    """Skills that stand together in the report; `dimension` is None for the cross-cutting ones."""

    dimension: str | None
    skills: tuple[str, ...]


JD, BASELINE, MIXED = "jd", "role_baseline", "mixed"
"""What a field of the report rests on."""


@dataclass(frozen=True, slots=True)
class NatureOfWork:
    """What the person does all day. `source` is jd, role_baseline or mixed, here and below."""

    label: str
    summary: str
    evidence: tuple[TextSpan, ...]
    source: str


@dataclass(frozen=True, slots=True)
class AIIndex:
    """How much the job rests on AI: 0 (not at all) to 5 (wholly)."""

    score: float
    title_match: bool
    has_ai_skill: bool
    primary_ai_skill: bool
    secondary_ai_skill: bool
    on_ai_team: bool
    builds_ai_products: bool
    source: str


@dataclass(frozen=True, slots=True)
class TechStackMaturity:
    """Where the stack stands between legacy and AI-native."""

    label: str
    reasoning: str
    source: str


@dataclass(frozen=True, slots=True)
class ClientReport:
    """What a client reads first."""

    skill_clusters: tuple[DimensionGroup, ...]
    nature_of_work: NatureOfWork
    ai_index: AIIndex
    tech_stack_maturity: TechStackMaturity
    kra_description: str
    kra_source: str = JD


@dataclass(frozen=True, slots=True)
class Run:
    """One job description through the pipeline, with everything that was found, decided and written.

    `failure_reason` is why its last step ended before it was done; None once that step is taken up again.
    """

    uid: str
    status: RunStatus
    created_at: datetime
    updated_at: datetime
    job_description: str
    job_title: str | None = None
    finished_step: RunStep | None = None
    rejection_reason: str | None = None
    failure_reason: str | None = None
    duration_ms: int | None = None
    library_version: int = 0
    parsed: ParsedJD | None = None
    skills: tuple[ExtractedSkill, ...] = ()
    evidence: Evidence | None = None
    decision: Decision | None = None
    placements: tuple[Placement, ...] = ()
    persistence: PersistenceReport | None = None
    report: ClientReport | None = None
    llm_calls: tuple[LLMCall, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def cost(self) -> RunCost:
        """Dollars by step: the sum of the calls."""
        return run_cost(self.llm_calls)
