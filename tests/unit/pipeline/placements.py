"""Placements made by hand."""

from __future__ import annotations

from graph_service.domain.document import TextSpan
from graph_service.domain.run import CandidateDimension, MatchMethod, Placement, SkillTag
from tests.unit.libraries import LIBRARY


def known(slug: str, *, is_primary: bool = True, words: tuple[str, ...] = ()) -> Placement:
    """A skill of the library in its own dimensions."""
    skill = LIBRARY.skills[slug]
    return Placement(
        term=skill.name,
        name=skill.name,
        tag=SkillTag.IN_DB,
        skill=slug,
        method=MatchMethod.ALIAS,
        reason="-",
        is_primary=is_primary,
        dimensions=tuple(CandidateDimension(dimension, 1.0, is_known=True) for dimension in skill.dimensions),
        evidence=tuple(TextSpan(100 * place, 100 * place + len(text), text) for place, text in enumerate(words)),
    )


def new(name: str, *dimensions: tuple[str, float], is_primary: bool = True, words: tuple[str, ...] = ()) -> Placement:
    """A skill that the library does not have, with its candidate dimensions and their shares."""
    return Placement(
        term=name,
        name=name,
        tag=SkillTag.NEW,
        skill=None,
        method=MatchMethod.NONE,
        reason="-",
        is_primary=is_primary,
        dimensions=tuple(CandidateDimension(dimension, share) for dimension, share in dimensions),
        evidence=tuple(TextSpan(100 * place, 100 * place + len(text), text) for place, text in enumerate(words)),
    )
