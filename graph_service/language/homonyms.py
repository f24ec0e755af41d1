"""Which skill a spelling with several owners means where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.domain.taxonomy import Library, Skill
from graph_service.language.dictionary import Hit

_WINDOW = 200
_TAG, _DIMENSION = 2, 1


def owner_of(hit: Hit, text: str, hits: Sequence[Hit], library: Library) -> str:
    """The slug of the owner whose context tags and dimensions fit best; the first one where nothing tells."""
    if len(hit.skills) == 1:
        return hit.skills[0]
    near = text[max(0, hit.start - _WINDOW) : hit.end + _WINDOW].lower()
    dimensions = [
        dimension
        for other in hits
        if other.skills != hit.skills and len(other.skills) == 1
        for dimension in library.skills[other.skills[0]].dimensions
    ]

    def fit(skill: Skill) -> int:
        tags = sum(tag.lower() in near for tag in skill.context_tags)
        return _TAG * tags + _DIMENSION * sum(dimensions.count(dimension) for dimension in skill.dimensions)

    return max(hit.skills, key=lambda slug: fit(library.skills[slug]))
