"""What is read to find skills that may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from graph_service.domain.duplicates import SkillPool, SkillProfile, Spelling
from graph_service.domain.taxonomy import Library, MatchStrategy, SkillNature, Vectors
from graph_service.language.normalise import normalised
from graph_service.store.connection import Graph, Row, Transaction


async def pool(graph: Graph, library: Library) -> SkillPool:
    """The active skills of the library, the pending ones of the graph, and which pairs a curator ruled out.

    The library is the graph's own, as the service holds it: its thousands of vectors are not read once more.
    """

    async def work(transaction: Transaction) -> tuple[list[Row], list[Row], list[Row]]:
        return (
            await transaction.run("curation/library_skills"),
            await transaction.run("curation/pending_skills"),
            await transaction.run("curation/ruled_out"),
        )

    active, pending, ruled = await graph.reading(work)
    known = [row for row in active if row["slug"] in library.skills]
    neighbours = _neighbours(library)
    profiles = [_active(row, library, neighbours[row["slug"]]) for row in known]
    rows = {slug: row for row, slug in enumerate(library.skill_slugs)}
    return SkillPool(
        (*profiles, *map(_pending, pending)),
        _vectors(library.skill_vectors[[rows[row["slug"]] for row in known]], [row["embedding"] for row in pending]),
        frozenset(frozenset((row["one"], row["other"])) for row in ruled),
    )


async def shared_runs(graph: Graph, pairs: Collection[tuple[str, str]]) -> dict[frozenset[str], int]:
    """Pair of skills (uids) → how many runs found both, of the pairs that any did."""
    rows = await graph.read("curation/shared_runs", pairs=[list(pair) for pair in pairs])
    return {frozenset((row["one"], row["other"])): row["runs"] for row in rows}


def _neighbours(library: Library) -> Mapping[str, set[str]]:
    """Slug → slugs of the skills that it is related to, in either direction."""
    found: dict[str, set[str]] = defaultdict(set)
    for skill in library.skills.values():
        for other in (*skill.implies, *skill.related):
            found[skill.slug].add(other)
            found[other].add(skill.slug)
    return found


def _active(row: Row, library: Library, neighbours: Iterable[str]) -> SkillProfile:
    skill = library.skills[row["slug"]]
    return SkillProfile(
        uid=row["uid"],
        slug=skill.slug,
        spellings=_spellings(
            skill.name, [(a.text, a.match_strategy is MatchStrategy.CONTEXT_REQUIRED) for a in skill.aliases]
        ),
        nature=skill.nature,
        dimensions=frozenset(skill.dimensions),
        neighbours=frozenset(neighbours),
        from_library=row["fromLibrary"],
    )


def _pending(row: Row) -> SkillProfile:
    return SkillProfile(
        uid=row["uid"],
        slug=row["slug"],
        spellings=_spellings(row["name"], row["spellings"]),
        nature=SkillNature(row["nature"]) if row["nature"] else None,
        dimensions=frozenset(row["dimensions"]),
        neighbours=frozenset(row["neighbours"]),
    )


def _spellings(name: str, aliases: Iterable[Sequence[object]]) -> tuple[Spelling, ...]:
    """The name, then the other spellings."""
    needs = {str(text): bool(needs_context) for text, needs_context in aliases}
    key = normalised(name)
    own = any(needs_context for text, needs_context in needs.items() if normalised(text) == key)
    others = (Spelling(text, needs_context) for text, needs_context in needs.items() if normalised(text) != key)
    return Spelling(name, own), *others


def _vectors(active: Vectors, pending: Sequence[list[float] | None]) -> Vectors:
    """A row each; of zeros for a skill without a vector, or with one of another model's length."""
    length = active.shape[1] if len(active) else max((len(each) for each in pending if each), default=0)
    rows = [each if each and len(each) == length else [0.0] * length for each in pending]
    return np.vstack([active.reshape(-1, length), np.array(rows, np.float32).reshape(-1, length)])
