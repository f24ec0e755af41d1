"""A run and everything that its stages found, as GraphQL types. Fields are read off the domain's values by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

import strawberry

from graph_service.api.connections import PageInfo
from graph_service.api.context import Info
from graph_service.api.curation.types import ReviewItem
from graph_service.api.enums import (
    AliasOutcome,
    DecisionCase,
    Lifespan,
    LinkOutcome,
    LLMStep,
    MatchMethod,
    RunStatus,
    RunStep,
    SkillNature,
    SkillTag,
    VersionStrategy,
    Volatility,
)
from graph_service.api.errors import UserError
from graph_service.api.ids import Node
from graph_service.api.reads import Attribute, Edge, Expression, Property, Reference, read_as, reads, stored
from graph_service.api.taxonomy.types import Dimension, Role, Skill, shown
from graph_service.domain import run as domain
from graph_service.domain.ledger import LLMCall as LLMCallValue
from graph_service.domain.ledger import run_cost
from graph_service.pipeline.summary import summarised
from graph_service.store.ledger import calls_of
from graph_service.store.runs import kept

SIGNAL_ROLES = 5


@strawberry.type
class TextSpan:
    """A verbatim passage of the job description: offsets in characters of its text."""

    start: int
    end: int
    text: str


@strawberry.type
class ExtractedSkill:
    """A skill that the job description asks for."""

    name: str
    is_primary: bool
    tag: SkillTag
    matched_alias: str | None
    method: MatchMethod = strawberry.field(description="By what it was matched to the library.")
    evidence: list[TextSpan] = strawberry.field(
        description="Where the JD says so: offsets into the JD text, in characters; text is verbatim."
    )

    @strawberry.field
    @reads(Reference("skills_by_slug", attrgetter("skill")))
    @staticmethod
    async def skill(parent: strawberry.Parent[domain.ExtractedSkill], info: Info) -> Skill | None:
        """The library skill it was matched to; null for a new one."""
        return shown(await info.context.by_slug("Skill", parent.skill) if parent.skill else None)


@strawberry.type
class CandidateDimension:
    """A dimension of a placed skill; score is 1 where the library knows it, else how well it is placed."""

    score: float
    is_known: bool

    @strawberry.field
    @reads(Reference("dimensions_by_slug", attrgetter("dimension")))
    @staticmethod
    async def dimension(parent: strawberry.Parent[domain.CandidateDimension], info: Info) -> Dimension | None:
        """The dimension."""
        return shown(await info.context.by_slug("Dimension", parent.dimension))


@strawberry.type
class Placement:
    """What became of one found skill: matched, split or placed among its neighbours, and why."""

    term: str
    name: str
    tag: SkillTag
    method: MatchMethod
    reason: str
    is_primary: bool
    dimensions: list[CandidateDimension]
    evidence: list[TextSpan]
    category: str | None
    sub_category: str | None
    nature: SkillNature | None = strawberry.field(description="Of a new skill, here and in the next three.")
    volatility: Volatility | None
    lifespan: Lifespan | None
    version_strategy: VersionStrategy | None
    neighbours: list[str]
    split_from: str | None

    @strawberry.field
    @reads(Reference("skills_by_slug", attrgetter("skill")))
    @staticmethod
    async def skill(parent: strawberry.Parent[domain.Placement], info: Info) -> Skill | None:
        """The library skill it was matched to; null for a new one."""
        return shown(await info.context.by_slug("Skill", parent.skill) if parent.skill else None)


@strawberry.type
class KeptSkill:
    """A term that stands for a skill of its own: a library skill by its own name, or a new one."""

    term: str
    tag: SkillTag
    reason: str

    @strawberry.field
    @reads(Reference("skills_by_slug", attrgetter("skill")))
    @staticmethod
    async def skill(parent: strawberry.Parent[domain.KeptSkill], info: Info) -> Skill | None:
        """The library skill; null for a new one."""
        return shown(await info.context.by_slug("Skill", parent.skill) if parent.skill else None)


@strawberry.type
class MergedSkill:
    """Another spelling of a library skill, and by what it was recognised."""

    term: str
    method: MatchMethod
    alias: AliasOutcome
    reason: str

    @strawberry.field
    @reads(Reference("skills_by_slug", attrgetter("into")))
    @staticmethod
    async def into(parent: strawberry.Parent[domain.MergedSkill], info: Info) -> Skill | None:
        """The library skill; null once it is gone."""
        return shown(await info.context.by_slug("Skill", parent.into))

    @strawberry.field
    @staticmethod
    async def review_item(parent: strawberry.Parent[domain.MergedSkill], info: Info) -> ReviewItem | None:
        """What proposes it as an alias: its status says whether a curator made it one. Null where none is needed."""
        return shown(await info.context.review_item_of(parent.proposal_key) if parent.proposal_key else None)


@strawberry.type
class SplitPart:
    """A part of a compound."""

    name: str

    @strawberry.field
    @reads(Reference("skills_by_slug", attrgetter("skill")))
    @staticmethod
    async def skill(parent: strawberry.Parent[domain.SplitPart], info: Info) -> Skill | None:
        """The library skill; null for a new one."""
        return shown(await info.context.by_slug("Skill", parent.skill) if parent.skill else None)


@strawberry.type
class SplitSkill:
    """A compound and the skills that it became."""

    term: str
    parts: list[SplitPart]
    reason: str


@strawberry.type
class PlacementSummary:
    """The placements by what became of each term, and what is worth another look."""

    keep: list[KeptSkill]
    merge: list[MergedSkill]
    split: list[SplitSkill]
    warnings: list[str]


@strawberry.type
class ParsedExperience:
    """Years of experience that are asked for."""

    min: float | None
    max: float | None
    raw: str


@strawberry.type
class ParsedEducation:
    """A degree that is asked for."""

    level: str | None
    qualification: str | None
    raw: str
    required: bool


@strawberry.type
class ParsedSection:
    """A passage of the job description."""

    heading: str | None
    heading_was_present: bool
    text: str
    bullet_count: int
    word_count: int
    span: TextSpan


@strawberry.type
class ParsedDomain:
    """A line of business."""

    name: str
    aliases: list[str]


@strawberry.type(name="ParsedJD")
class ParsedJD:
    """What the parser reads from a job description."""

    title: str | None
    title_aliases: list[str]
    archetype: str | None
    company_name: str | None
    about_company: ParsedSection | None
    primary_domain: ParsedDomain | None
    secondary_domain: ParsedDomain | None
    experience: ParsedExperience | None
    education: list[ParsedEducation]
    certifications: list[str]
    locations: list[str]
    compensation: str | None
    urls: list[str]
    responsibilities: list[ParsedSection]


@strawberry.type(name="KRAMatch")
class KRAMatch:
    """A sentence of the job description and the KRA that it is near; cosine similarity."""

    kra: str
    sentence: str
    similarity: float


@strawberry.type
class SkillSignal:
    """How many of the recognised library skills a role covers."""

    score: float
    weighted_score: float = strawberry.field(description="Like score, with skills that few roles cover counting more.")
    matched_count: int
    total_count: int
    matched_skills: list[str]

    @strawberry.field
    @reads(Reference("roles_by_slug", attrgetter("role")))
    @staticmethod
    async def role(parent: strawberry.Parent[domain.SkillSignal], info: Info) -> Role:
        """The role."""
        return shown(await info.context.by_slug("Role", parent.role))


@strawberry.type
class AliasSignal:
    """How near a role's alias is to the title."""

    score: float
    matched_alias: str

    @strawberry.field
    @reads(Reference("roles_by_slug", attrgetter("role")))
    @staticmethod
    async def role(parent: strawberry.Parent[domain.AliasSignal], info: Info) -> Role:
        """The role."""
        return shown(await info.context.by_slug("Role", parent.role))


@strawberry.type(name="KRASignal")
class KRASignal:
    """The mean similarity of the role's three best pairs, and those pairs."""

    score: float
    matches: list[KRAMatch]

    @strawberry.field
    @reads(Reference("roles_by_slug", attrgetter("role")))
    @staticmethod
    async def role(parent: strawberry.Parent[domain.KRASignal], info: Info) -> Role:
        """The role."""
        return shown(await info.context.by_slug("Role", parent.role))


@strawberry.type
class Signals:
    """Three ranked lists of at most five roles each."""

    @strawberry.field
    @reads(Attribute(lambda signals: signals.skill[:SIGNAL_ROLES]))
    @staticmethod
    def skill(parent: strawberry.Parent[domain.Signals]) -> list[SkillSignal]:
        """Roles by the skills that they cover."""
        return shown(parent.skill[:SIGNAL_ROLES])

    @strawberry.field
    @reads(Attribute(lambda signals: signals.alias[:SIGNAL_ROLES]))
    @staticmethod
    def alias(parent: strawberry.Parent[domain.Signals]) -> list[AliasSignal]:
        """Roles by how near one of their titles is."""
        return shown(parent.alias[:SIGNAL_ROLES])

    @strawberry.field
    @reads(Attribute(lambda signals: signals.kra[:SIGNAL_ROLES]))
    @staticmethod
    def kra(parent: strawberry.Parent[domain.Signals]) -> list[KRASignal]:
        """Roles by how near their KRAs are."""
        return shown(parent.kra[:SIGNAL_ROLES])


@strawberry.type
class ProposedRole:
    """A role that the library does not have; a curator decides."""

    name: str
    slug: str
    titles: list[str]
    archetype: str
    kras: list[str]
    dimensions: list[str]


@strawberry.type
class Decision:
    """Which role the job description is for, and why."""

    case: DecisionCase
    confidence: float
    reasoning: str
    is_new_role: bool
    new_role_name: str | None
    new_role: ProposedRole | None
    arbiter_fired: bool
    arbiter_reasoning: str | None
    by_model: bool = strawberry.field(description="Whether a language model was the arbiter.")
    by_caller: bool = strawberry.field(description="Whether a person chose the role in place of the rules.")
    alias_collision: bool
    margin: float = strawberry.field(description="The lead over the runner-up, 0 to 1.")

    @strawberry.field
    @reads(Reference("roles_by_slug", attrgetter("role")))
    @staticmethod
    async def role(parent: strawberry.Parent[domain.Decision], info: Info) -> Role | None:
        """The role; null where a new one is proposed."""
        return shown(await info.context.by_slug("Role", parent.role) if parent.role else None)

    @strawberry.field
    @reads(Reference("roles_by_slug", attrgetter("runner_up")))
    @staticmethod
    async def runner_up(parent: strawberry.Parent[domain.Decision], info: Info) -> Role | None:
        """The role that came second."""
        return shown(await info.context.by_slug("Role", parent.runner_up) if parent.runner_up else None)

    @strawberry.field
    @reads(Reference("roles_by_slug", attrgetter("sub_role")))
    @staticmethod
    async def sub_role(parent: strawberry.Parent[domain.Decision], info: Info) -> Role | None:
        """The specialisation of the role that fits clearly better than the role itself."""
        return shown(await info.context.by_slug("Role", parent.sub_role) if parent.sub_role else None)


@strawberry.type
class SkillDimensionRow:
    """One (skill × dimension) item of the worklist, with what came of both links."""

    skill: str
    tag: SkillTag
    skill_dimension: LinkOutcome
    role_dimension: LinkOutcome
    note: str | None

    @strawberry.field
    @reads(Reference("dimensions_by_slug", attrgetter("dimension")))
    @staticmethod
    async def dimension(parent: strawberry.Parent[domain.SkillDimensionRow], info: Info) -> Dimension:
        """The dimension."""
        return shown(await info.context.by_slug("Dimension", parent.dimension))


@strawberry.type
class PersistenceReport:
    """What the run wrote. Each counter is the number of rows with that outcome; saved is created or confirmed."""

    new_skills: int
    skill_dimension_saved: int
    role_dimension_saved: int
    skipped: int
    centroid_count: int | None = strawberry.field(
        description="How many job descriptions the role's centroid was the mean of once this one was taken into it; "
        "null where it was not, such as for one that was counted before."
    )
    rows: list[SkillDimensionRow]


@strawberry.type
class DimensionGroup:
    """Skills that stand together; without a dimension, the cross-cutting ones."""

    skills: list[str]

    @strawberry.field
    @reads(Reference("dimensions_by_slug", attrgetter("dimension")))
    @staticmethod
    async def dimension(parent: strawberry.Parent[domain.DimensionGroup], info: Info) -> Dimension | None:
        """The role's dimension that they are in."""
        return shown(await info.context.by_slug("Dimension", parent.dimension) if parent.dimension else None)


@strawberry.type(name="AIIndex")
class AIIndex:
    """How much the job rests on AI, 0 to 5: 1.0 for titleMatch, 0.5 for hasAiSkill, 1.25 for primaryAiSkill, 0.25 for
    secondaryAiSkill, 1.0 for onAiTeam, 1.0 for buildsAiProducts. Where a job description names too little, five times
    the share of the role's dimensions that are of AI, if that is more."""

    score: float
    title_match: bool
    has_ai_skill: bool
    primary_ai_skill: bool
    secondary_ai_skill: bool
    on_ai_team: bool
    builds_ai_products: bool
    source: str


@strawberry.type
class NatureOfWork:
    """What the person does all day. source is jd, role_baseline or mixed, here and in its neighbours."""

    label: str
    summary: str
    evidence: list[TextSpan]
    source: str


@strawberry.type
class TechStackMaturity:
    """Where the stack stands between legacy and AI-native, and by what."""

    label: str
    reasoning: str
    source: str


@strawberry.type
class ClientReport:
    """What a client reads first."""

    skill_clusters: list[DimensionGroup]
    nature_of_work: NatureOfWork
    ai_index: AIIndex
    tech_stack_maturity: TechStackMaturity
    kra_description: str
    kra_source: str = strawberry.field(description="What kraDescription rests on: jd or role_baseline.")


@strawberry.type(name="LLMCall")
class LLMCall:
    """One call of a language model."""

    step: LLMStep
    model: str
    prompt_name: str
    prompt_version: int
    prompt_sha256: str
    prompt_tokens: int
    cached_tokens: int = strawberry.field(description="The part of promptTokens that the server had in its cache.")
    completion_tokens: int
    cost_usd: float = strawberry.field(description="Dollars; 0 where the cost is not known, see priced.")
    priced: bool = strawberry.field(description="Whether costUsd is what the call cost.")
    duration_ms: int
    attempts: int = strawberry.field(description="Requests that were sent; 0 where an earlier answer was taken over.")
    failures: list[str] = strawberry.field(description="What each attempt but the last ended with.")
    response: str | None
    error: str | None
    at: datetime

    @strawberry.field
    @reads(Attribute(lambda call: call.status.value))
    @staticmethod
    def status(parent: strawberry.Parent[LLMCallValue]) -> str:
        """How it ended: OK, REUSED, or by which fault."""
        return parent.status.value


@strawberry.type
class CostRow:
    """Sums over the calls of one step, model, role or day."""

    key: str
    calls: int
    reused: int = strawberry.field(description="Calls that took over an earlier answer, and cost nothing.")
    failed: int = strawberry.field(description="Calls that ended without an answer.")
    unpriced: int = strawberry.field(description="Calls whose cost is not known; costUsd leaves them out.")
    prompt_tokens: float = strawberry.field(description="A whole number that may be too large for Int.")
    cached_tokens: float
    completion_tokens: float
    cost_usd: float


@strawberry.type
class CostReport:
    """What the calls of language models cost in a time."""

    rows: list[CostRow]
    total_usd: float
    unpriced: int
    accepted_new_skills: int = strawberry.field(
        description="New skills that curators accepted, of those first proposed in the time."
    )
    usd_per_accepted_new_skill: float | None


@strawberry.type
class RunCost:
    """Dollars by step; 0 where no model was called."""

    extract_usd: float
    details_usd: float
    final_usd: float
    total_usd: float


def _kept_signals(stored: str | None) -> domain.Signals | None:
    evidence = kept("evidence")(stored)
    return evidence.signals if evidence else None


def _kept_summary(stored: tuple[str | None, str, str | None]) -> domain.PlacementSummary | None:
    placements, text, step = stored
    return _summary(kept("placements")(placements), text, domain.RunStep(step) if step else None)


def _summary(
    placements: Sequence[domain.Placement], text: str, step: domain.RunStep | None
) -> domain.PlacementSummary | None:
    placed = step in (domain.RunStep.DETAILS, domain.RunStep.FINALIZE)
    return summarised(placements, text) if placed else None


@strawberry.type
class PipelineRun(Node):
    """One job description through the pipeline, with everything that was found, decided and written."""

    status: RunStatus = stored()
    finished_step: RunStep | None = stored(description="The last step that was finished.")
    rejection_reason: str | None = stored()
    failure_reason: str | None = stored(
        description="Why the last step ended before it was done; null once it is taken up again."
    )
    created_at: datetime = stored()
    updated_at: datetime = stored()
    duration_ms: int | None = stored()
    job_description: str = stored()
    job_title: str | None = stored()
    parsed: ParsedJD | None = read_as(Property("parsed", kept("parsed")))
    skills: list[ExtractedSkill] = read_as(Property("extracted", kept("skills")))
    decision: Decision | None = read_as(Property("decision", kept("decision")))
    placements: list[Placement] = read_as(
        Property("placements", kept("placements")), description="What became of each found skill, and why."
    )
    persistence: PersistenceReport | None = read_as(Property("persistence", kept("persistence")))
    report: ClientReport | None = read_as(Property("report", kept("report")))
    cost: RunCost = read_as(Expression("calls", lambda rows: run_cost(calls_of(rows))))
    llm_calls: list[LLMCall] = read_as(Expression("calls", calls_of))
    warnings: list[str] = read_as(
        Expression("warnings"), description="What the run could not do as well as it might have."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a domain value is shown as this type."""
        return isinstance(value, domain.Run)

    @strawberry.field
    @reads(Property("evidence", _kept_signals))
    @staticmethod
    def signals(parent: strawberry.Parent[domain.Run]) -> Signals | None:
        """What the decision rests on."""
        return shown(parent.evidence.signals if parent.evidence else None)

    @strawberry.field
    @reads(Expression("placing", _kept_summary))
    @staticmethod
    def placement(parent: strawberry.Parent[domain.Run]) -> PlacementSummary | None:
        """What was kept, merged into library skills and split, and why; null before extractDetails."""
        return shown(_summary(parent.placements, parent.job_description, parent.finished_step))

    @strawberry.field
    @reads(Edge("items_of_run"))
    @staticmethod
    async def captured(parent: strawberry.Parent[domain.Run], info: Info) -> list[ReviewItem]:
        """What the run proposed to curators."""
        return shown(await info.context.captured.load(parent.uid))


@strawberry.type
class PipelineRunEdge:
    """A run and its place in a connection."""

    node: PipelineRun
    cursor: str


@strawberry.type
class PipelineRunConnection:
    """A page of runs."""

    edges: list[PipelineRunEdge]
    nodes: list[PipelineRun]
    page_info: PageInfo
    total_count: int


@strawberry.type
class RunPayload:
    """The run, or what was wrong with the input."""

    run: PipelineRun | None
    errors: list[UserError]


@strawberry.type
class PipelineProgress:
    """How far a run is; the last one carries the run."""

    step: str
    fraction: float
    message: str
    run: PipelineRun | None
