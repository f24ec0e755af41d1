"""Three signals of which role a job description is for, each a ranked list of roles.

- skill: recognised library skills that the role covers through its dimensions ÷ recognised library skills. Beside it,
  the weighted score: the cosine of two profiles over the dimensions, the job description's (how much of what it asks
  for is in each) and the role's (in its order of weight). Dimensions that few roles work in count more in both.
- alias: 1.0 for a role alias equal to the title or one of its variants, less for a near one (`pipeline.titles`).
- KRA: the mean cosine similarity of the role's three best (sentence, KRA) pairs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from graph_service.domain.run import ExtractedSkill, KRAMatch, KRASignal, SkillSignal
from graph_service.domain.taxonomy import Centroid, Library, SkillNature, Vectors

DETAILED = 5
"""So many roles of a signal keep what their score rests on."""
PAIRS = 3
SECONDARY = 0.5
"""How much a nice-to-have counts beside what is asked for."""
FURTHER_DIMENSION = 0.6
"""How much less each further dimension of a skill gets of it."""
FURTHER_PLACE = 0.1
"""By how much, exponentially, a role's dimensions weigh less from place to place."""
DAMPING = 0.7
"""Exponent under which many skills in one dimension count less than their number."""
_NATURES = {
    SkillNature.SOFT_SKILL: 0.0,
    SkillNature.DOMAIN: 0.4,
    SkillNature.CERTIFICATION: 0.5,
    SkillNature.CONCEPT: 0.6,
    SkillNature.PRACTICE: 0.7,
}
"""How much a skill of a nature tells about the role; 1 where none is named. Everyone asks for soft skills."""


def emphasis(skills: Iterable[ExtractedSkill]) -> dict[str, float]:
    """Library skill (slug) → how much a job description makes of it: primary, and said often."""
    return {
        skill.skill: (1.0 if skill.is_primary else SECONDARY) * (1 + math.log(max(1, len(skill.evidence))))
        for skill in skills
        if skill.skill is not None
    }


def skill_signal(found: Mapping[str, float], library: Library) -> tuple[SkillSignal, ...]:
    """Roles by the found library skills (slug → emphasis); best weighted score first."""
    recognised = {slug: weight for slug, weight in found.items() if slug in library.skills}
    fits = _fits(_asked_profile(recognised, library), library)
    rows = []
    for role, covered in library.skills_of_role.items():
        matched = [slug for slug in recognised if slug in covered]
        if matched:
            names = tuple(library.skills[slug].name for slug in matched)
            share = len(matched) / len(recognised)
            rows.append(SkillSignal(role, share, len(matched), len(recognised), names, round(fits[role], 4)))
    rows.sort(key=lambda row: (-row.weighted_score, -row.score, _breadth(row.role, library), row.role))
    return (*rows[:DETAILED], *(replace(row, matched_skills=()) for row in rows[DETAILED:]))


def _asked_profile(found: Mapping[str, float], library: Library) -> dict[str, float]:
    """Dimension → how much of what is asked for is in it."""
    profile: dict[str, float] = {}
    for slug, weight in found.items():
        skill = library.skills[slug]
        worked_in = [dimension for dimension in skill.dimensions if library.roles_of_dimension[dimension]]
        for place, dimension in enumerate(worked_in):
            share = weight * _NATURES.get(skill.nature, 1.0) * FURTHER_DIMENSION**place
            profile[dimension] = profile.get(dimension, 0.0) + share
    return {dimension: weight**DAMPING * _rarity(dimension, library) for dimension, weight in profile.items()}


def _fits(asked: Mapping[str, float], library: Library) -> dict[str, float]:
    """Role → the cosine of its profile with the one that is asked for."""
    length = math.hypot(*asked.values())
    fits = {}
    for role in library.roles.values():
        own = {d: math.exp(-FURTHER_PLACE * place) * _rarity(d, library) for place, d in enumerate(role.dimensions)}
        product = sum(asked.get(dimension, 0.0) * weight for dimension, weight in own.items())
        fits[role.slug] = product / (length * math.hypot(*own.values())) if product else 0.0
    return fits


def _rarity(dimension: str, library: Library) -> float:
    """How much a dimension tells roles apart: log(1 + roles ÷ roles that work in it)."""
    return math.log(1 + len(library.roles) / max(1, len(library.roles_of_dimension[dimension])))


def _breadth(role: str, library: Library) -> tuple[int, int]:
    """Of two roles with equal scores the more general comes first, then the one that covers fewer skills."""
    return (int(library.roles[role].specialises is not None), len(library.skills_of_role[role]))


def kra_signal(sentences: Sequence[str], vectors: Vectors, library: Library) -> tuple[KRASignal, ...]:
    """Roles by how near their KRAs are to the sentences; `vectors` has a row for each sentence."""
    if not len(sentences) or not len(library.kra_owners):
        return ()
    similarities = vectors @ library.kra_vectors.T
    columns: dict[str, list[int]] = {}
    for column, (role, _) in enumerate(library.kra_owners):
        columns.setdefault(role, []).append(column)
    rows = [_kra_row(role, own, similarities, sentences, library) for role, own in columns.items()]
    rows.sort(key=lambda row: (-row.score, row.role))
    return (*rows[:DETAILED], *(replace(row, matches=()) for row in rows[DETAILED:]))


def _kra_row(
    role: str, columns: list[int], similarities: Vectors, sentences: Sequence[str], library: Library
) -> KRASignal:
    own = similarities[:, columns]
    best = np.argsort(-own, axis=None, kind="stable")[:PAIRS]
    pairs = [(int(flat) // len(columns), columns[int(flat) % len(columns)]) for flat in best]
    matches = tuple(
        KRAMatch(library.kra_owners[column][1], sentences[row], round(float(similarities[row, column]), 4))
        for row, column in pairs
    )
    return KRASignal(role, kra_score([match.similarity for match in matches]), matches)


def kra_score(similarities: Sequence[float]) -> float:
    """The mean of the best pairs' similarities, to four places."""
    return round(sum(similarities) / len(similarities), 4) if similarities else 0.0


def centroid_similarities(vector: Vectors, centroids: Mapping[str, Centroid], library: Library) -> dict[str, float]:
    """Role → cosine with its centroid, in which the role's own description counts like one job description."""
    similarities = {}
    for role, own in zip(library.roles, library.role_vectors, strict=True):
        centroid = centroids.get(role)
        mean = own if centroid is None else own + centroid.count * centroid.vector
        similarities[role] = round(float(mean @ vector) / max(float(np.linalg.norm(mean)), 1e-9), 4)
    return similarities
