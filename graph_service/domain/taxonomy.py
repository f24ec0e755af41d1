"""Skills, aliases, dimensions, roles and KRAs, and the library that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Unit-length embeddings, one row a text: shape (texts, numbers)."""


class SkillNature(Enum):
    """What kind of thing a skill is."""

    LANGUAGE = "LANGUAGE"
    FRAMEWORK = "FRAMEWORK"
    LIBRARY = "LIBRARY"
    TOOL = "TOOL"
    PLATFORM = "PLATFORM"
    DATABASE = "DATABASE"
    PROTOCOL = "PROTOCOL"
    STANDARD = "STANDARD"
    PATTERN = "PATTERN"
    PRACTICE = "PRACTICE"
    CONCEPT = "CONCEPT"
    DOMAIN = "DOMAIN"
    SOFT_SKILL = "SOFT_SKILL"
    CERTIFICATION = "CERTIFICATION"


class Volatility(Enum):
    """How fast what one has to know about a skill changes."""

    STABLE = "STABLE"
    MEDIUM = "MEDIUM"
    VOLATILE = "VOLATILE"


class Lifespan(Enum):
    """How long a skill stays in demand."""

    EVERGREEN = "EVERGREEN"
    MULTI_YEAR = "MULTI_YEAR"
    SHORT_LIVED = "SHORT_LIVED"


class VersionStrategy(Enum):
    """How much of a version number matters when someone asks for the skill."""

    NOT_APPLICABLE = "NOT_APPLICABLE"
    UNVERSIONED = "UNVERSIONED"
    MAJOR_ONLY = "MAJOR_ONLY"
    MAJOR_MINOR = "MAJOR_MINOR"
    CALENDAR = "CALENDAR"


class Era(Enum):
    """Where a skill stands on the way of a tech stack from legacy to AI-native."""

    LEGACY = "legacy"
    ESTABLISHED = "established"
    MODERN = "modern"
    CLOUD_NATIVE = "cloud-native"
    AI_NATIVE = "ai-native"


class SkillStatus(Enum):
    """Whether a skill is part of the live taxonomy."""

    ACTIVE = "ACTIVE"
    PENDING = "PENDING"
    DEPRECATED = "DEPRECATED"
    MERGED = "MERGED"
    REJECTED = "REJECTED"


class AliasType(Enum):
    """How a spelling relates to the name of what it leads to."""

    CANONICAL = "CANONICAL"
    SYNONYM = "SYNONYM"
    ABBREVIATION = "ABBREVIATION"
    FORMER_NAME = "FORMER_NAME"
    MISSPELLING = "MISSPELLING"
    TRANSLATION = "TRANSLATION"


class MatchStrategy(Enum):
    """When a spelling in a text counts as its owner."""

    CASE_INSENSITIVE = "CASE_INSENSITIVE"
    CASE_SENSITIVE = "CASE_SENSITIVE"
    CONTEXT_REQUIRED = "CONTEXT_REQUIRED"


class Difficulty(Enum):
    """How common the knowledge that a dimension groups is."""

    WELL_KNOWN = "WELL_KNOWN"
    SPECIALISED = "SPECIALISED"
    NICHE = "NICHE"


@dataclass(frozen=True, slots=True)
class Alias:
    """A spelling, as one owner of it uses it."""

    text: str
    type: AliasType = AliasType.SYNONYM
    is_primary: bool = False
    match_strategy: MatchStrategy = MatchStrategy.CASE_INSENSITIVE


@dataclass(frozen=True, slots=True)
class Skill:
    """One canonical thing that a person can be good at.

    `dimensions`, `implies` and `related` hold slugs. The primary alias is the name itself.
    """

    slug: str
    name: str
    description: str
    category: str
    sub_category: str
    nature: SkillNature
    volatility: Volatility
    lifespan: Lifespan
    version_strategy: VersionStrategy
    aliases: tuple[Alias, ...]
    dimensions: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    context_tags: tuple[str, ...] = ()
    era: Era | None = None
    maturity_reasoning: str | None = None
    is_extractable: bool = True
    status: SkillStatus = SkillStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class Dimension:
    """A named group of skills that a role works in."""

    slug: str
    name: str
    rationale: str
    difficulty: Difficulty


@dataclass(frozen=True, slots=True)
class Role:
    """A job. `dimensions` holds slugs in their order of weight; `kras` holds sentences.

    `titles` are its aliases, its own name first; `specialises` is the slug of the broader role.
    """

    slug: str
    name: str
    family: str
    archetype: str
    titles: tuple[Alias, ...]
    dimensions: tuple[str, ...]
    kras: tuple[str, ...]
    specialises: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Centroid:
    """The mean embedding of the `count` job descriptions that were resolved to a role; shape (numbers,)."""

    vector: Vectors
    count: int


@dataclass(frozen=True)
class Library:
    """The taxonomy as one immutable value: what a run sees of it, start to end.

    `version` changes with every change to the taxonomy. The vectors have one row for each skill, each
    KRA (`kra_owners` says whose), each role and each dimension, in the order of the mappings.
    """

    skills: Mapping[str, Skill]
    dimensions: Mapping[str, Dimension]
    roles: Mapping[str, Role]
    version: int = 0
    skill_vectors: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    kra_vectors: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    role_vectors: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    dimension_vectors: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    @cached_property
    def skill_slugs(self) -> tuple[str, ...]:
        """The slug of each row of `skill_vectors`."""
        return tuple(self.skills)

    @cached_property
    def kra_owners(self) -> tuple[tuple[str, str], ...]:
        """(role slug, sentence) of each row of `kra_vectors`."""
        return tuple((role.slug, kra) for role in self.roles.values() for kra in role.kras)

    @cached_property
    def skills_of_dimension(self) -> Mapping[str, frozenset[str]]:
        """Dimension slug → slugs of its skills."""
        groups: dict[str, set[str]] = {slug: set() for slug in self.dimensions}
        for skill in self.skills.values():
            for dimension in skill.dimensions:
                groups[dimension].add(skill.slug)
        return {slug: frozenset(members) for slug, members in groups.items()}

    @cached_property
    def skills_of_role(self) -> Mapping[str, frozenset[str]]:
        """Role slug → slugs of the skills that it covers through its dimensions."""
        return {
            role.slug: frozenset().union(*(self.skills_of_dimension[d] for d in role.dimensions))
            for role in self.roles.values()
        }

    @cached_property
    def roles_of_dimension(self) -> Mapping[str, tuple[str, ...]]:
        """Dimension slug → slugs of the roles that work in it."""
        groups: dict[str, list[str]] = {slug: [] for slug in self.dimensions}
        for role in self.roles.values():
            for dimension in role.dimensions:
                groups[dimension].append(role.slug)
        return {slug: tuple(members) for slug, members in groups.items()}
