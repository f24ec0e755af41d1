"""What placing did with the terms of a job description: kept, merged and split, with what to look at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graph_service.domain.document import TextSpan
from graph_service.domain.run import (
    AliasOutcome,
    KeptSkill,
    MatchMethod,
    MergedSkill,
    Placement,
    PlacementSummary,
    SkillTag,
    SplitPart,
    SplitSkill,
)
from graph_service.language.matching import joint_parts
from graph_service.language.normalise import normalised
from graph_service.pipeline.capture import skill_alias

WEAK = 0.3
"""A new skill whose best dimension scores less is as often wrong there as right."""
JOINT = "/"


def summarised(placements: Sequence[Placement], text: str) -> PlacementSummary:
    """The placements of a job description's text, by what became of each term."""
    whole = [placement for placement in placements if not _is_only_a_part(placement)]
    return PlacementSummary(
        keep=tuple(_kept(placement) for placement in whole if _is_kept(placement)),
        merge=tuple(_merged(placement) for placement in whole if not _is_kept(placement)),
        split=(*_split(placements), *_joined(placements, text)),
        warnings=tuple(_warnings(placements)),
    )


def _is_only_a_part(placement: Placement) -> bool:
    """Whether nothing but a compound names the skill."""
    return placement.split_from is not None and all(span.text == placement.split_from for span in placement.evidence)


def _is_kept(placement: Placement) -> bool:
    return placement.tag is SkillTag.NEW or normalised(placement.term) == normalised(placement.name)


def _kept(placement: Placement) -> KeptSkill:
    return KeptSkill(placement.term, placement.tag, placement.skill, placement.reason)


_OUTCOMES = {
    MatchMethod.ALIAS: AliasOutcome.KNOWN,
    MatchMethod.NORMAL_FORM: AliasOutcome.NOT_NEEDED,
    MatchMethod.MEANING: AliasOutcome.PROPOSED,
}


def _merged(placement: Placement) -> MergedSkill:
    proposal = skill_alias(placement)
    return MergedSkill(
        term=placement.term,
        into=placement.skill or "",
        method=placement.method,
        alias=_OUTCOMES[placement.method],
        reason=placement.reason,
        proposal_key=proposal.key if proposal else None,
    )


def _split(placements: Iterable[Placement]) -> Iterator[SplitSkill]:
    """Compounds that a person, or the search for new terms, named as one."""
    compounds: dict[str, list[SplitPart]] = {}
    for placement in placements:
        if placement.split_from is not None:
            compounds.setdefault(placement.split_from, []).append(SplitPart(placement.name, placement.skill))
    for term, parts in compounds.items():
        yield SplitSkill(term, tuple(parts), "each part is a spelling that the library knows")


def _joined(placements: Iterable[Placement], text: str) -> Iterator[SplitSkill]:
    """Compounds of the text whose parts were found one by one, as in "Hive/PySpark"."""
    found = sorted(((span, placement) for placement in placements for span in placement.evidence), key=_start)
    compounds: dict[str, SplitSkill] = {}
    chain: list[tuple[TextSpan, Placement]] = []
    for span, placement in found:
        if not chain or text[chain[-1][0].end : span.start] != JOINT:
            chain = []
        chain.append((span, placement))
        if len(chain) > 1:
            term = text[chain[0][0].start : span.end]
            parts = tuple(SplitPart(part.name, part.skill) for _, part in chain)
            compounds.pop(text[chain[0][0].start : chain[-2][0].end], None)
            compounds[term] = SplitSkill(term, parts, "each part was found by itself")
    yield from compounds.values()


def _start(find: tuple[TextSpan, Placement]) -> TextSpan:
    return find[0]


def _warnings(placements: Sequence[Placement]) -> Iterator[str]:
    if not placements:
        yield "no skill was found or kept"
    for placement in placements:
        if placement.tag is SkillTag.IN_DB:
            continue
        if len(parts := joint_parts(placement.name)) > 1:
            told = ", ".join(parts)
            yield f"{placement.name!r} looks like several skills ({told}) not all of them known: kept whole"
        if not placement.dimensions:
            yield f"{placement.name!r} has no neighbour that is near enough: it waits for a curator without a dimension"
        elif (best := placement.dimensions[0]).score < WEAK:
            yield f"{placement.name!r} is placed weakly: {best.dimension} has a score of {best.score:.2f} only"
