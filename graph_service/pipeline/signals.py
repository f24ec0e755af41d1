"""Three signals of which role a job description is for, each a ranked list of roles.

- skill: recognised library skills that the role covers through its dimensions ÷ recognised library skills. The
  weighted score counts each skill by how few roles cover it: a skill that every role uses tells nothing.
- alias: 1.0 for a role alias equal to the title or one of its variants, less for a near one.
- KRA: the mean cosine similarity of the role's three best (sentence, KRA) pairs.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np

from graph_service.domain.run import AliasSignal, KRAMatch, KRASignal, SkillSignal
from graph_service.domain.taxonomy import Library, Role, Vectors
from graph_service.pipeline.titles import ALMOST, best_nearness, same_words, title_key

DETAILED = 5
"""So many roles of a signal keep what their score rests on."""
PAIRS = 3
NEAR_TITLE = 0.6
"""Less near titles are noise and are not listed."""


def skill_signal(found: Iterable[str], library: Library) -> tuple[SkillSignal, ...]:
    """Roles by how many of the found library skills (slugs) they cover; best weighted score first."""
    recognised = [slug for slug in dict.fromkeys(found) if slug in library.skills]
    if not recognised:
        return ()
    weights = {slug: specificity(slug, library) for slug in recognised}
    total = sum(weights.values())
    rows = []
    for role, covered in library.skills_of_role.items():
        matched = [slug for slug in recognised if slug in covered]
        if matched:
            rows.append(
                SkillSignal(
                    role=role,
                    score=len(matched) / len(recognised),
                    matched_count=len(matched),
                    total_count=len(recognised),
                    matched_skills=tuple(library.skills[slug].name for slug in matched),
                    weighted_score=sum(weights[slug] for slug in matched) / total if total else 0.0,
                )
            )
    rows.sort(key=lambda row: (-row.weighted_score, -row.score, _breadth(row.role, library), row.role))
    return (*rows[:DETAILED], *(replace(row, matched_skills=()) for row in rows[DETAILED:]))


def specificity(skill: str, library: Library) -> float:
    """How much a skill tells roles apart: log(1 + roles ÷ roles that cover it); 0 where no role covers it."""
    covering = library.covering_roles.get(skill, 0)
    return math.log(1 + len(library.roles) / covering) if covering else 0.0


def _breadth(role: str, library: Library) -> tuple[int, int]:
    """Of two roles with equal scores the more general comes first, then the one that covers fewer skills."""
    return (int(library.roles[role].specialises is not None), len(library.skills_of_role[role]))


def alias_signal(titles: Sequence[str], library: Library) -> tuple[AliasSignal, ...]:
    """Roles by how near one of their aliases is to one of the titles; best first."""
    keys = [title for title in dict.fromkeys(titles) if title_key(title)]
    rows = [row for role in library.roles.values() if (row := _nearest_alias(keys, role)) and row.score >= NEAR_TITLE]
    if any(_is_verbatim(row, keys) for row in rows):
        # "Lead Engineer" is the alias that says so before it is an Engineer of some rank.
        rows = [row if _is_verbatim(row, keys) else replace(row, score=min(row.score, ALMOST)) for row in rows]
    rows.sort(key=lambda row: (-row.score, row.role))
    return tuple(rows)


def _is_verbatim(row: AliasSignal, titles: Collection[str]) -> bool:
    return any(same_words(title, row.matched_alias) for title in titles)


def _nearest_alias(titles: Collection[str], role: Role) -> AliasSignal | None:
    scored = [(best_nearness(titles, alias.text), alias.text) for alias in role.titles]
    score, text = max(scored, key=lambda pair: (pair[0], pair[1] in titles), default=(0.0, ""))
    return AliasSignal(role.slug, score, text) if score else None


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

