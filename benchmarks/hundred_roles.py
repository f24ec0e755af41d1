"""A library made by rule to read from: 100 roles with 10 dimensions, 200 skills and 600 spellings each."""

from __future__ import annotations

from graph_service.domain.taxonomy import (
    Alias,
    AliasType,
    Difficulty,
    Dimension,
    Library,
    Lifespan,
    Role,
    Skill,
    SkillNature,
    VersionStrategy,
    Volatility,
)
from graph_service.language.embeddings import SHIPPED_MODEL, HashedEmbedder

ROLES = 100
DIMENSIONS = 10
"""Of each role, and of no other."""
SKILLS = 20
"""Of each dimension, and of no other."""
FURTHER_SPELLINGS = ("the {}", "{} proper")
"""Of each skill, beside its name."""
MEASURED = "role-042"
"""The slug of the role that is read."""

_NATURES, _VOLATILITIES, _LIFESPANS = tuple(SkillNature), tuple(Volatility), tuple(Lifespan)


class StandInEmbedder(HashedEmbedder):
    """Vectors that cost no time, under the name of the service's own model: no read looks at them."""

    model = SHIPPED_MODEL


def hundred_roles() -> Library:
    """The library; always the same."""
    dimensions = {dimension.slug: dimension for role in range(ROLES) for dimension in _dimensions(role)}
    skills = [_skill(slug, number) for slug in dimensions for number in range(SKILLS)]
    roles = [_role(number) for number in range(ROLES)]
    return Library({skill.slug: skill for skill in skills}, dimensions, {role.slug: role for role in roles})


def _role(number: int) -> Role:
    name = f"Role {number:03}"
    return Role(
        slug=f"role-{number:03}",
        name=name,
        family="Generated",
        archetype="Does what its dimensions say",
        titles=(_canonical(name),),
        dimensions=tuple(dimension.slug for dimension in _dimensions(number)),
        kras=(f"Answers for everything that role {number} is there for.",),
    )


def _dimensions(role: int) -> list[Dimension]:
    return [
        Dimension(
            f"dimension-{role:03}-{number}",
            f"Dimension {number} of role {role:03}",
            "It groups what is asked for together.",
            Difficulty.WELL_KNOWN,
        )
        for number in range(DIMENSIONS)
    ]


def _skill(dimension: str, number: int) -> Skill:
    place = dimension.removeprefix("dimension-")
    name = f"Skill {place}-{number:02}"
    return Skill(
        slug=f"skill-{place}-{number:02}",
        name=name,
        description=f"What one has to know of the matter that has the number {number} in dimension {place}.",
        category="Generated",
        sub_category=f"Group {number}",
        nature=_NATURES[number % len(_NATURES)],
        volatility=_VOLATILITIES[number % len(_VOLATILITIES)],
        lifespan=_LIFESPANS[number % len(_LIFESPANS)],
        version_strategy=VersionStrategy.UNVERSIONED,
        aliases=(_canonical(name), *(Alias(spelling.format(name)) for spelling in FURTHER_SPELLINGS)),
        dimensions=(dimension,),
    )


def _canonical(name: str) -> Alias:
    return Alias(name, AliasType.CANONICAL, is_primary=True)
