"""What is wrong or odd in a library that can be read: rules for every entry, and things for a person to judge.

A finding is a mistake. An oddity is not; the lists of them say where to look first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from wordfreq import zipf_frequency

from graph_service.domain.taxonomy import Alias, Library, MatchStrategy, Role, Skill, Vectors
from graph_service.domain.wording import counted
from graph_service.language.dictionary import PRODUCTS
from graph_service.language.embeddings import Embedder
from graph_service.language.normalise import normalised, spelling_key
from graph_service.language.vectors import with_vectors
from graph_service.pipeline.titles import title_key

LEAST_SKILLS = 5
"""A dimension with fewer skills groups nothing."""
LEAST_DIMENSIONS = 6
"""A role in fewer dimensions covers too little of a job description to be told from its neighbours."""
ORDINARY_WORD = 4.0
"""Zipf frequency from which a word is everyone's: at least one in a hundred thousand words of English."""
MEAN_NOTHING_ELSE = frozenset({"android", "bitcoin", "cloud", "java"})
"""Frequent words that, in a job description, mean the technology in whatever case they stand."""

LISTED = 50
OVERLAP = 0.5
"""Jaccard similarity of two dimensions' skills from which they may be one."""
ALIKE_DIMENSIONS = 0.9
ALIKE_SKILLS = 0.9
"""Cosine similarities from which two entries may be one."""
BLOCK = 512
"""Rows that are compared with all others in one product."""


def findings(library: Library) -> list[str]:
    """One line for each mistake in a library whose references all resolve."""
    return [
        *_thin_dimensions(library),
        *_thin_roles(library),
        *_implied_cycles(library),
        *_ordinary_words(library),
        *_homonyms_without_context(library),
        *_skills_that_are_one(library),
        *_titles_that_are_one(library),
    ]


def oddities(library: Library, embedder: Embedder) -> list[tuple[str, list[str]]]:
    """Headings with lines: what a curator should read, the oddest first."""
    embedded = with_vectors(library, embedder)
    return [
        ("Skills far from the others of their dimension", far_skills(embedded)),
        ("Roles with a KRA that is nearer to another role's than to its own", strayed_kras(embedded)),
        ("Dimensions that share most of their skills", overlapping_dimensions(embedded)),
        ("Dimensions that mean nearly the same", similar_dimensions(embedded)),
        ("Skills that may be one", similar_skills(embedded)),
    ]


def _thin_dimensions(library: Library) -> Iterator[str]:
    for slug, skills in library.skills_of_dimension.items():
        if len(skills) < LEAST_SKILLS:
            yield f"dimension {slug}: it has {counted(len(skills), 'skill')}; {LEAST_SKILLS} are the least"
        if not library.roles_of_dimension[slug]:
            yield f"dimension {slug}: no role works in it"


def _thin_roles(library: Library) -> Iterator[str]:
    for role in library.roles.values():
        if not role.kras:
            yield f"role {role.slug}: it has no KRA"
        if len(role.dimensions) < LEAST_DIMENSIONS:
            works_in = counted(len(role.dimensions), "dimension")
            yield f"role {role.slug}: it works in {works_in}; {LEAST_DIMENSIONS} are the least"


def _implied_cycles(library: Library) -> Iterator[str]:
    """One line for each circle of skills that imply each other, named from its first slug in the alphabet."""
    seen: set[str] = set()
    circles: set[tuple[str, ...]] = set()
    for slug in library.skills:
        circles.update(_circles_from(slug, library, seen))
    for circle in sorted(circles):
        yield f"implies: {' → '.join((*circle, circle[0]))} is a circle"


def _circles_from(start: str, library: Library, seen: set[str]) -> Iterator[tuple[str, ...]]:
    """The circles met on a walk along `implies`; `seen` collects what need not be walked again."""
    path: list[str] = []
    to_do: list[tuple[str, int]] = [(start, 0)]
    while to_do:
        slug, depth = to_do.pop()
        del path[depth:]
        if slug in path:
            circle = path[path.index(slug) :]
            first = circle.index(min(circle))
            yield (*circle[first:], *circle[:first])
        elif slug not in seen:
            seen.add(slug)
            path.append(slug)
            to_do += [(implied, len(path)) for implied in library.skills[slug].implies]


def _ordinary_words(library: Library) -> Iterator[str]:
    for skill in library.skills.values():
        for alias in skill.aliases:
            if alias.match_strategy is MatchStrategy.CASE_INSENSITIVE and _is_ordinary(alias, skill):
                yield (
                    f"skill {skill.slug}: {alias.text!r} is an ordinary word; "
                    "list it under needs_context or case_sensitive, or drop it"
                )


def _is_ordinary(alias: Alias, skill: Skill) -> bool:
    """Whether a spelling is a word that a text may use without meaning the skill.

    A spelling with capitals inside is no word. One that is the name of a field (Statistics), or a form of it
    (maths), means the field; one that is the name of a product (Spark) seldom means the product.
    """
    text = alias.text
    if not text.isalpha() or not text[1:].islower() or text.lower() in MEAN_NOTHING_ELSE:
        return False
    if skill.nature not in PRODUCTS and normalised(skill.name)[:4] == normalised(text)[:4] and " " not in skill.name:
        return False
    return bool(zipf_frequency(text, "en") >= ORDINARY_WORD)


def _homonyms_without_context(library: Library) -> Iterator[str]:
    """A spelling of several skills has to count by its context with each of them."""
    for skill, alias, owners in _owned(library):
        if len(owners) == 1:
            continue
        others = ", ".join(sorted(owners - {skill.slug}))
        if alias.match_strategy is not MatchStrategy.CONTEXT_REQUIRED:
            yield f"skill {skill.slug}: {alias.text!r} is also a spelling of {others}; it has to need context"
        if not skill.context_tags:
            yield f"skill {skill.slug}: {alias.text!r} is also a spelling of {others}; it needs context tags"


def _owned(library: Library) -> Iterator[tuple[Skill, Alias, frozenset[str]]]:
    """Each spelling of each skill, with the slugs of all skills that own it."""
    owners: dict[str, set[str]] = defaultdict(set)
    for skill in library.skills.values():
        for alias in skill.aliases:
            owners[normalised(alias.text)].add(skill.slug)
    for skill in library.skills.values():
        for alias in skill.aliases:
            yield skill, alias, frozenset(owners[normalised(alias.text)])


def _skills_that_are_one(library: Library) -> Iterator[str]:
    """Spellings of two skills that differ in nothing that means anything, and count everywhere."""
    claims: dict[tuple[str, str, bool], dict[str, str]] = defaultdict(dict)
    for skill in library.skills.values():
        for alias in skill.aliases:
            if alias.match_strategy is MatchStrategy.CASE_INSENSITIVE:
                claims[spelling_key(alias.text)].setdefault(skill.slug, alias.text)
    for spellings in claims.values():
        for (one, text), (other, same) in combinations(sorted(spellings.items()), 2):
            yield f"skills {one} and {other}: {text!r} and {same!r} are one spelling; keep it under one"


def _titles_that_are_one(library: Library) -> Iterator[str]:
    """Titles of two roles that are equal but for seniority. Equal to the letter, they are shared on purpose."""
    claims: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for role in library.roles.values():
        for alias in role.titles:
            claims[title_key(alias.text)][role.slug].add(normalised(alias.text))
    for key, owners in claims.items():
        for (one, titles), (other, others) in combinations(owners.items(), 2):
            if titles.isdisjoint(others):
                yield f"roles {one} and {other}: both have a title that is {key!r} but for seniority; keep it under one"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of an oddity, with how odd it is."""

    score: float
    text: str


def _worst(lines: Iterable[_Line]) -> list[str]:
    return [line.text for line in sorted(lines, key=lambda line: (-line.score, line.text))[:LISTED]]


def far_skills(library: Library) -> list[str]:
    """The skills that are farthest from the mean of each of their dimensions."""
    row = {slug: index for index, slug in enumerate(library.skills)}
    means = _dimension_means(library)

    def near(slug: str, dimension: str) -> float:
        return float(library.skill_vectors[row[slug]] @ means[dimension])

    lines = []
    for skill in library.skills.values():
        cosine, dimension = max((near(skill.slug, each), each) for each in skill.dimensions)
        lines.append(_Line(-cosine, f"{skill.name} in {dimension}: {cosine:.2f}"))
    return _worst(lines)


def _dimension_means(library: Library) -> Mapping[str, Vectors]:
    """Dimension slug → the mean of its skills' vectors, of unit length."""
    row = {slug: index for index, slug in enumerate(library.skills)}
    return {
        dimension: _unit(library.skill_vectors[sorted(row[slug] for slug in skills)].mean(axis=0))
        for dimension, skills in library.skills_of_dimension.items()
        if skills
    }


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def strayed_kras(library: Library) -> list[str]:
    """The KRAs whose nearest KRA of another role is nearer than the nearest of their own role."""
    owners = np.array([slug for slug, _ in library.kra_owners])
    cosines = library.kra_vectors @ library.kra_vectors.T
    np.fill_diagonal(cosines, -1.0)
    lines = []
    for index, (slug, kra) in enumerate(library.kra_owners):
        others = np.where(owners != slug, cosines[index], -1.0)
        other = str(owners[others.argmax()])
        gap = float(others.max() - np.where(owners == slug, cosines[index], -1.0).max())
        has_siblings = len(library.roles[slug].kras) > 1
        if gap > 0 and has_siblings and not _are_related(library.roles[slug], library.roles[other]):
            lines.append(_Line(gap, f"{slug}: {kra!r} is nearer to {other} by {gap:.2f}"))
    return _worst(lines)


def _are_related(one: Role, other: Role) -> bool:
    """Whether one role is a special case of the other, or both are of a third: such roles share work."""
    return bool({one.slug, one.specialises} & {other.slug, other.specialises} - {None})


def overlapping_dimensions(library: Library) -> list[str]:
    """The pairs of dimensions that share at least half of their skills."""
    lines = []
    for (one, skills), (other, others) in combinations(library.skills_of_dimension.items(), 2):
        jaccard = len(skills & others) / max(len(skills | others), 1)
        if jaccard >= OVERLAP:
            lines.append(_Line(jaccard, f"{one} and {other}: {jaccard:.2f} of their skills"))
    return _worst(lines)


def similar_dimensions(library: Library) -> list[str]:
    """The pairs of dimensions whose names and rationales mean nearly the same."""
    return _alike(list(library.dimensions), library.dimension_vectors, ALIKE_DIMENSIONS)


def similar_skills(library: Library) -> list[str]:
    """The pairs of skills whose names and descriptions mean nearly the same."""
    return _alike([skill.name for skill in library.skills.values()], library.skill_vectors, ALIKE_SKILLS)


def _alike(names: Sequence[str], vectors: Vectors, least: float) -> list[str]:
    """The pairs with a cosine of at least `least`, nearest first. Block by block, because all at once is too much."""
    lines = []
    for start in range(0, len(names), BLOCK):
        cosines = vectors[start : start + BLOCK] @ vectors[start:].T
        for row, column in np.argwhere(np.triu(cosines >= least, 1)).tolist():
            pair = f"{names[start + row]} and {names[start + column]}"
            lines.append(_Line(float(cosines[row, column]), f"{pair}: {cosines[row, column]:.2f}"))
    return _worst(lines)
