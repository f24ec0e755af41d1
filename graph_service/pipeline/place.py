"""Match what was found to the library, split compounds, and place what is new among its neighbours.

A new skill takes its type, category, nature, volatility, lifespan, version strategy and candidate dimensions from a
vote of its neighbours (`pipeline.neighbours`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from graph_service.domain.document import TextSpan
from graph_service.domain.run import CandidateDimension, ExtractedSkill, MatchMethod, Placement, SkillTag
from graph_service.domain.taxonomy import Library, Skill, SkillNature, Vectors
from graph_service.language.embeddings import Embedder
from graph_service.language.matching import AliasIndex, Match
from graph_service.pipeline.neighbours import Neighbour, Neighbourhood
from graph_service.settings import Thresholds

SOFT_SKILL_SHARE = 0.8
"""A new term is a soft skill only if nearly all of its neighbours are: an unknown acronym never is one."""

SPLIT_FROM = "split from "
ACRONYM = 8
"""Capitals alone, no longer than this, are an acronym and never a soft skill."""

Value = TypeVar("Value")


def place(
    found: Sequence[ExtractedSkill],
    index: AliasIndex,
    around: Neighbourhood,
    embedder: Embedder,
    thresholds: Thresholds,
) -> tuple[Placement, ...]:
    """What becomes of each found skill, in order; compounds become several. Matched ones come once each."""
    parts = [part for skill in found for part in _split(skill, index)]
    unknown = [part for part in parts if part.skill is None and index.by_spelling(part.name) is None]
    vectors = embedder.embed_documents([part.name for part in unknown])
    rows = {id(part): row for row, part in enumerate(unknown)}
    beside = _named_beside(parts)
    placements = []
    for part in parts:
        row = rows.get(id(part))
        if row is None:
            placements.append(_matched(part, index, around, thresholds))
        elif match := index.by_meaning(vectors[row], thresholds.near_duplicate):
            placements.append(_near_duplicate(part, match, index.library))
        else:
            mates = [index.library.skills[slug] for slug in beside.get(part.name, ()) if slug in index.library.skills]
            placements.append(_placed(part, vectors[row], mates, around))
    return _once_each(placements)


def _split(skill: ExtractedSkill, index: AliasIndex) -> tuple[ExtractedSkill, ...]:
    """The parts of a compound; a skill that is none is its own only part."""
    parts = index.parts(skill.name) if skill.skill is None and index.by_spelling(skill.name) is None else ()
    return tuple(replace(skill, name=part, note=f"{SPLIT_FROM}{skill.name}") for part in parts) or (skill,)


def _whole(part: ExtractedSkill) -> str | None:
    """The compound that a part was split from."""
    return part.note.removeprefix(SPLIT_FROM) if part.note and part.note.startswith(SPLIT_FROM) else None


def _named_beside(skills: Sequence[ExtractedSkill]) -> Mapping[str, tuple[str, ...]]:
    """For each new skill, the library skills found within a line's length of it."""
    near: dict[str, tuple[str, ...]] = {}
    for skill in skills:
        if skill.skill is None:
            near[skill.name] = tuple(
                other.skill
                for other in skills
                if other.skill is not None and any(_close(a, b) for a in skill.evidence for b in other.evidence)
            )
    return near


def _close(one: TextSpan, other: TextSpan, characters: int = 80) -> bool:
    return min(abs(one.start - other.end), abs(other.start - one.end)) <= characters


def _further_dimensions(
    skill: Skill, index: AliasIndex, around: Neighbourhood, thresholds: Thresholds
) -> Iterator[CandidateDimension]:
    """Dimensions that a library skill is not in, though its nearest neighbours are."""
    if not len(index.library.skill_vectors):
        return
    vector = index.library.skill_vectors[index.row(skill.slug)]
    for candidate in around.dimensions(around.of(skill.name, vector, hidden=skill.slug), vector):
        if candidate.dimension not in skill.dimensions and candidate.score >= thresholds.suggestion:
            yield candidate


def _matched(part: ExtractedSkill, index: AliasIndex, around: Neighbourhood, thresholds: Thresholds) -> Placement:
    """A skill of the library, by the dictionary's find or by spelling."""
    match = index.by_spelling(part.name)
    slug = part.skill or (match.skill if match else None)
    skill = index.library.skills[slug] if slug else None
    if skill is None:
        raise ValueError(f"{part.name!r} is neither in the library nor new")
    method = part.method if part.skill else match.method if match else MatchMethod.NONE
    spelling = part.matched_alias or (match.spelling if match else skill.name)
    term = _term(part)
    return Placement(
        term=term,
        name=skill.name,
        tag=SkillTag.IN_DB,
        skill=skill.slug,
        method=method,
        reason=_why_matched(term, method, spelling, part.note),
        is_primary=part.is_primary,
        dimensions=(
            *(CandidateDimension(dimension, 1.0, is_known=True) for dimension in skill.dimensions),
            *_further_dimensions(skill, index, around, thresholds),
        ),
        evidence=part.evidence,
        prompt=part.prompt,
        split_from=_whole(part),
    )


def _term(part: ExtractedSkill) -> str:
    """How the caller, or the job description, spells a skill."""
    said = part.evidence[0].text if part.skill and part.evidence else part.name
    return part.term or " ".join(said.split())


def _why_matched(term: str, method: MatchMethod, spelling: str, note: str | None) -> str:
    if method is MatchMethod.NORMAL_FORM:
        return f"{term!r} is {spelling!r} but for case, punctuation, spacing, plural or version: no new alias needed"
    told = f"{note}; " if note and not note.startswith(SPLIT_FROM) else ""
    return f"{told}alias {spelling!r} is in the library: no new alias needed"


def _near_duplicate(part: ExtractedSkill, match: Match, library: Library) -> Placement:
    """A term so near to a library skill that it is proposed as its alias and not as a second skill."""
    skill = library.skills[match.skill]
    return Placement(
        term=part.name,
        name=skill.name,
        tag=SkillTag.IN_DB,
        skill=skill.slug,
        method=MatchMethod.MEANING,
        reason=f"{part.name!r} is near {skill.name!r} ({match.similarity:.2f}): "
        "proposed as its alias, not as a new skill",
        is_primary=part.is_primary,
        dimensions=tuple(CandidateDimension(dimension, 1.0, is_known=True) for dimension in skill.dimensions),
        evidence=part.evidence,
        prompt=part.prompt,
        proposed_alias_of=skill.slug,
        split_from=_whole(part),
    )


def _placed(part: ExtractedSkill, vector: Vectors, beside: Iterable[Skill], around: Neighbourhood) -> Placement:
    """A new skill with what its neighbours say of it."""
    votes = around.of(part.name, vector, beside)
    names = tuple(vote.skill.name for vote in votes[:5])
    told = f"placed by its neighbours {', '.join(names)}" if names else "no neighbour is near enough to place it"
    sub_category = _elected(votes, lambda skill: (skill.category, skill.sub_category))
    return Placement(
        term=part.name,
        name=part.name,
        tag=SkillTag.NEW,
        skill=None,
        method=MatchMethod.NONE,
        reason=f"not in the library; {told}",
        is_primary=part.is_primary,
        dimensions=around.dimensions(votes, vector),
        evidence=part.evidence,
        prompt=part.prompt,
        category=sub_category[0] if sub_category else None,
        sub_category=sub_category[1] if sub_category else None,
        nature=_nature(votes, part.name),
        volatility=_elected(votes, lambda skill: skill.volatility),
        lifespan=_elected(votes, lambda skill: skill.lifespan),
        version_strategy=_elected(votes, lambda skill: skill.version_strategy),
        neighbours=names,
        split_from=_whole(part),
    )


def _elected(votes: Sequence[Neighbour], value: Callable[[Skill], Value]) -> Value | None:
    """The value with the most weight behind it."""
    weights: dict[Value, float] = {}
    for vote in votes:
        key = value(vote.skill)
        weights[key] = weights.get(key, 0.0) + vote.weight
    return max(weights, key=lambda key: weights[key]) if weights else None


def _nature(votes: Sequence[Neighbour], name: str) -> SkillNature | None:
    total = sum(vote.weight for vote in votes)
    soft = sum(vote.weight for vote in votes if vote.skill.nature is SkillNature.SOFT_SKILL)
    is_acronym = name.isupper() and len(name) <= ACRONYM
    if total and soft / total >= SOFT_SKILL_SHARE and not is_acronym:
        return SkillNature.SOFT_SKILL
    return _elected(
        [vote for vote in votes if vote.skill.nature is not SkillNature.SOFT_SKILL], lambda skill: skill.nature
    )


def _identity(placement: Placement) -> str:
    """What makes two placements one; a spelling that is proposed as an alias stands for itself."""
    if placement.proposed_alias_of:
        return f"{placement.proposed_alias_of} as {placement.term.casefold()}"
    return placement.skill or placement.name.casefold()


def _once_each(placements: Iterable[Placement]) -> tuple[Placement, ...]:
    """One placement a skill: evidence is joined, and primary anywhere is primary."""
    merged: dict[str, Placement] = {}
    for placement in placements:
        key = _identity(placement)
        if key in merged:
            first = merged[key]
            placement = replace(
                first,
                is_primary=first.is_primary or placement.is_primary,
                split_from=first.split_from or placement.split_from,
                evidence=tuple(sorted({*first.evidence, *placement.evidence})),
            )
        merged[key] = placement
    return tuple(merged.values())
