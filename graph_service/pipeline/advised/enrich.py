"""New skills, filed by a model among the library's categories and dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import TypeVar

from graph_service.domain.run import CandidateDimension, Placement, SkillTag
from graph_service.domain.taxonomy import Library, Lifespan, SkillNature, VersionStrategy, Volatility
from graph_service.language.boundary import enclosed
from graph_service.pipeline.advised.material import StrictAnswer
from graph_service.pipeline.neighbours import CANDIDATES

TOKENS_A_SKILL = 120
MOST_SKILLS = 20
MOST_WORDS = 3
CHOSEN = 0.5
"""The score of a dimension that the model chose and no neighbour speaks for."""

Value = TypeVar("Value", bound=Enum)


class FiledSkill(StrictAnswer):
    """One skill by its number, with values of the given lists."""

    number: int
    category: str | None
    nature: str | None
    volatility: str | None
    lifespan: str | None
    version_strategy: str | None
    dimensions: list[str]


class EnrichAnswer(StrictAnswer):
    """What the model files."""

    skills: list[FiledSkill]


def to_file(placements: Sequence[Placement]) -> list[int]:
    """The places of the placements that a model is asked about: the new skills."""
    return [place for place, item in enumerate(placements) if item.tag is SkillTag.NEW][:MOST_SKILLS]


def brief(placements: Sequence[Placement], places: Sequence[int], offered: Sequence[str], library: Library) -> str:
    """The user message: the lists to choose from, then the skills with the words that name them, enclosed."""
    lists = [
        ("Categories", sorted(_categories(library))),
        ("Natures", [value.value for value in SkillNature]),
        ("Volatilities", [value.value for value in Volatility]),
        ("Lifespans", [value.value for value in Lifespan]),
        ("Version strategies", [value.value for value in VersionStrategy]),
        ("Dimensions", [f"{slug} ({library.dimensions[slug].name})" for slug in offered]),
    ]
    told = "\n".join(f"{name}: {'; '.join(values)}" for name, values in lists)
    rows = []
    for number, place in enumerate(places, start=1):
        beside = ", ".join(placements[place].neighbours)
        rows.append(f"{number}. {placements[place].name}" + (f" (near: {beside})" if beside else ""))
    return f"{told}\n\n{enclosed(chr(10).join(rows))}"


def offered_dimensions(placements: Sequence[Placement], role: str | None, library: Library) -> list[str]:
    """The dimensions to choose from: those of the neighbours, of the skills named beside, and of the role."""
    slugs = [item.dimension for placement in placements for item in placement.dimensions]
    own = library.roles[role].dimensions if role is not None and role in library.roles else ()
    return sorted({slug for slug in (*slugs, *own) if slug in library.dimensions})


def filed(
    placements: Sequence[Placement],
    places: Sequence[int],
    answer: EnrichAnswer,
    offered: Sequence[str],
    library: Library,
) -> tuple[tuple[Placement, ...], tuple[str, ...]]:
    """The placements with what the model chose of the given values, and a warning on what it made up."""
    done, made_up = list(placements), 0
    for row in {row.number: row for row in answer.skills}.values():
        if not 1 <= row.number <= len(places):
            made_up += 1
            continue
        place = places[row.number - 1]
        done[place], wrong = _filed(done[place], row, offered, library)
        made_up += wrong
    told = f"ENRICH: values that were not among those given were dropped: {made_up}"
    return tuple(done), (told,) if made_up else ()


def _filed(item: Placement, row: FiledSkill, offered: Sequence[str], library: Library) -> tuple[Placement, int]:
    category = _categories(library).get(row.category or "")
    chosen = [slug for slug in dict.fromkeys(row.dimensions) if slug in offered][:CANDIDATES]
    values = (
        (row.nature, _member(SkillNature, row.nature)),
        (row.volatility, _member(Volatility, row.volatility)),
        (row.lifespan, _member(Lifespan, row.lifespan)),
        (row.version_strategy, _member(VersionStrategy, row.version_strategy)),
        (row.category, category),
    )
    wrong = sum(said is not None and known is None for said, known in values)
    wrong += sum(slug not in offered for slug in set(row.dimensions))
    scores = {candidate.dimension: candidate.score for candidate in item.dimensions}
    dimensions = [CandidateDimension(slug, max(scores.get(slug, 0.0), CHOSEN)) for slug in chosen]
    dimensions += [candidate for candidate in item.dimensions if candidate.dimension not in chosen]
    return replace(
        item,
        reason=f"{item.reason}; filed by the language model",
        category=category[0] if category else item.category,
        sub_category=category[1] if category else item.sub_category,
        nature=_member(SkillNature, row.nature) or item.nature,
        volatility=_member(Volatility, row.volatility) or item.volatility,
        lifespan=_member(Lifespan, row.lifespan) or item.lifespan,
        version_strategy=_member(VersionStrategy, row.version_strategy) or item.version_strategy,
        dimensions=tuple(dimensions[:CANDIDATES]),
    ), wrong


def _categories(library: Library) -> dict[str, tuple[str, str]]:
    """Category and sub-category as one name → the two."""
    pairs = {(skill.category, skill.sub_category) for skill in library.skills.values() if skill.category}
    return {f"{category} / {sub}": (category, sub) for category, sub in pairs}


def _member(kind: type[Value], name: str | None) -> Value | None:
    return kind(name) if name in {member.value for member in kind} else None
