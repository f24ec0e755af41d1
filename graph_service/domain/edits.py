"""What a curator sets of a node. A field that is left out stays as it is; None clears it, where it can be cleared."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TypedDict

from graph_service.domain.taxonomy import Difficulty, Lifespan, SkillNature, VersionStrategy, Volatility


class RelationKind(Enum):
    """How one skill relates to another: who has it has the other too, or they are otherwise near."""

    IMPLIES = "implies"
    RELATED = "related"


class SkillFields(TypedDict, total=False):
    """Of a skill. A category and its sub-category go together."""

    name: str | None
    description: str | None
    category: str | None
    sub_category: str | None
    nature: SkillNature | None
    volatility: Volatility | None
    lifespan: Lifespan | None
    version_strategy: VersionStrategy | None
    maturity_reasoning: str | None
    is_extractable: bool | None
    context_tags: Sequence[str] | None


class DimensionFields(TypedDict, total=False):
    """Of a dimension."""

    name: str | None
    rationale: str | None
    difficulty: Difficulty | None


class RoleFields(TypedDict, total=False):
    """Of a role. `titles` are the other names that it goes by; `specialises` refers to the broader role."""

    name: str | None
    archetype: str | None
    description: str | None
    titles: Sequence[str] | None
    specialises: str | None
