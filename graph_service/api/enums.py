"""The enums of the domain, made known to GraphQL."""

from enum import Enum

import strawberry

from graph_service.domain.duplicates import DuplicateKind
from graph_service.domain.edits import RelationKind
from graph_service.domain.health import TaxonomyIssueKind
from graph_service.domain.ledger import CostGroup, LLMStep
from graph_service.domain.nodes import DimensionOrder, LinkOrigin, LinkStatus
from graph_service.domain.preview import Change
from graph_service.domain.review import ReviewGrouping, ReviewKind, ReviewOrder, ReviewSource, ReviewStatus
from graph_service.domain.run import AliasOutcome, DecisionCase, LinkOutcome, MatchMethod, RunStatus, RunStep, SkillTag
from graph_service.domain.taxonomy import (
    AliasType,
    Difficulty,
    Lifespan,
    MatchStrategy,
    SkillNature,
    SkillStatus,
    VersionStrategy,
    Volatility,
)
from graph_service.settings import SkillScore
from graph_service.store.search import SearchMode

__all__ = [
    "AliasOutcome",
    "AliasType",
    "Change",
    "CostGroup",
    "DecisionCase",
    "Difficulty",
    "DimensionOrder",
    "DuplicateKind",
    "LLMStep",
    "Lifespan",
    "LinkOrigin",
    "LinkOutcome",
    "LinkStatus",
    "MatchMethod",
    "MatchStrategy",
    "RelationKind",
    "ReviewGrouping",
    "ReviewKind",
    "ReviewOrder",
    "ReviewSource",
    "ReviewStatus",
    "RunStatus",
    "RunStep",
    "SearchMode",
    "SkillNature",
    "SkillScore",
    "SkillStatus",
    "SkillTag",
    "TaxonomyIssueKind",
    "VersionStrategy",
    "Volatility",
]

_ENUMS: tuple[type[Enum], ...] = (
    *(AliasType, Difficulty, Lifespan, MatchStrategy, SkillNature, SkillStatus, VersionStrategy, Volatility),
    *(AliasOutcome, DecisionCase, LinkOutcome, LLMStep, MatchMethod, RunStatus, RunStep, SkillTag),
    *(
        Change,
        CostGroup,
        DimensionOrder,
        LinkOrigin,
        LinkStatus,
        RelationKind,
        ReviewKind,
        ReviewStatus,
        SearchMode,
        SkillScore,
    ),
    *(DimensionOrder, DuplicateKind, ReviewGrouping, ReviewOrder, ReviewSource, TaxonomyIssueKind),
)
for _enum in _ENUMS:
    strawberry.enum(_enum, description=_enum.__doc__)
