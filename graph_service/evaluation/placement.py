"""How often a hidden library skill is placed back into one of its own dimensions."""

from __future__ import annotations

import random
from dataclasses import dataclass

from graph_service.domain.taxonomy import Library, Skill, SkillNature
from graph_service.language.embeddings import Embedder
from graph_service.pipeline.neighbours import Neighbourhood

SAMPLE = 200
SEED = 7


@dataclass(frozen=True, slots=True)
class PlacementScores:
    """Of `hidden` skills, how many came back to one of their dimensions first, or among the first three."""

    hidden: int
    first: int
    in_three: int
    misses: tuple[str, ...]


def score_placement(library: Library, embedder: Embedder) -> PlacementScores:
    """Hide library skills one at a time and place them by their name alone, as a new skill is."""
    pool = [skill for skill in library.skills.values() if skill.nature is not SkillNature.SOFT_SKILL]
    chosen = random.Random(SEED).sample(pool, min(SAMPLE, len(pool)))
    vectors = embedder.embed_documents([skill.name for skill in chosen])
    first = in_three = 0
    around = Neighbourhood(library)
    misses = []
    for skill, vector in zip(chosen, vectors, strict=True):
        votes = around.of(skill.name, vector, hidden=skill.slug)
        places = [item.dimension for item in around.dimensions(votes, vector)]
        first += bool(places) and places[0] in skill.dimensions
        if any(place in skill.dimensions for place in places):
            in_three += 1
        else:
            misses.append(_miss(skill, places))
    return PlacementScores(len(chosen), first, in_three, tuple(misses))


def _miss(skill: Skill, places: list[str]) -> str:
    return f"{skill.name}: {', '.join(places) or 'nowhere'} in place of {', '.join(skill.dimensions)}"
