"""A posting's statements with the kind of section that each stands in."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.domain.document import Document, SectionKind
from graph_service.language.masking import Mask, mask
from graph_service.language.statements import sentences

BOILERPLATE = frozenset({SectionKind.ABOUT_COMPANY, SectionKind.BENEFITS, SectionKind.LEGAL})
"""Kinds of section that ask nothing of the applicant."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence: what is read of it in `plain`, which begins at `start` of the mask."""

    kind: SectionKind
    heading: str | None
    seen: Mask
    start: int
    plain: str

    def cut(self, start: int, end: int) -> str:
        """A part of it as written."""
        return self.seen.span(self.start + start, self.start + end).text.strip()


def passages(document: Document) -> list[Passage]:
    """The sentences of a document's sections, in order."""
    seen = mask(document.text)
    return [
        Passage(section.kind, section.heading, seen, start, seen.text[start:end])
        for section in document.sections
        for statement in section.statements
        for start, end in sentences(seen.text, seen.find(statement.span.start), seen.find(statement.span.end))
    ]
