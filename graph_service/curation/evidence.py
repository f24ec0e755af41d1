"""The passages of a job description that speak for a proposal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph_service.domain.document import TextSpan
from graph_service.domain.review import ReviewItem, ReviewKind
from graph_service.domain.run import Placement, Run
from graph_service.language.normalise import normalised


@dataclass(frozen=True, slots=True)
class Subject:
    """What an item is about, by slugs, as far as it is about one."""

    skill: str | None
    dimension: str | None


def passages(item: ReviewItem, subject: Subject, run: Run) -> list[TextSpan]:
    """What a run that proposed an item read, each passage once, in the order of the text."""
    if item.kind is ReviewKind.NEW_KRA:
        return list(_verbatim(run, item.text))
    if item.kind in (ReviewKind.ALIAS_COLLISION, ReviewKind.NEW_ROLE):
        return _title(run)
    found = {span for placement in _speaking(item, subject, run.placements) for span in placement.evidence}
    return sorted(found) or (_title(run) if item.kind is ReviewKind.NEW_ALIAS else [])


def _speaking(item: ReviewItem, subject: Subject, placements: Iterable[Placement]) -> Iterator[Placement]:
    """The placements that an item rests on: by its term, else by its skill, else by its dimension."""
    for placement in placements:
        if item.kind is ReviewKind.NEW_LINK:
            dimensions = {candidate.dimension for candidate in placement.dimensions}
            is_meant = subject.dimension in dimensions and subject.skill in (None, placement.skill)
        else:
            is_meant = normalised(item.text) in (normalised(placement.term), normalised(placement.name))
        if is_meant:
            yield placement


def _title(run: Run) -> list[TextSpan]:
    """The title where the text has it; one that was sent apart from the text has no place there."""
    title = (run.evidence.title if run.evidence else None) or run.job_title
    if not title:
        return []
    return list(_verbatim(run, title)) or [TextSpan(0, 0, title)]


def _verbatim(run: Run, text: str) -> Iterator[TextSpan]:
    """Where the text has these words, but for case and white space."""
    pattern = r"\s+".join(re.escape(word) for word in text.split())
    found = re.search(pattern, run.job_description, re.IGNORECASE)
    if found:
        yield TextSpan(found.start(), found.end(), found.group())
