"""A posting's statements with the kind of section that each stands in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from graph_service.domain.document import Document, SectionKind
from graph_service.language.masking import mask
from graph_service.language.statements import sentences

BOILERPLATE = frozenset({SectionKind.ABOUT_COMPANY, SectionKind.BENEFITS, SectionKind.LEGAL})
"""Kinds of section that ask nothing of the applicant."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence at its place: as written in `raw`, without markup in `plain`, both of equal length."""

    kind: SectionKind
    heading: str | None
    start: int
    raw: str
    plain: str

    def cut(self, start: int, end: int) -> str:
        """A part of it as written."""
        return self.raw[start:end].strip()


def passages(document: Document, without: Collection[SectionKind] = ()) -> list[Passage]:
    """The sentences of a document's sections, in order."""
    masked = mask(document.text)
    return [
        Passage(section.kind, section.heading, start, document.text[start:end], masked[start:end])
        for section in document.sections
        if section.kind not in without
        for statement in section.statements
        for start, end in sentences(masked, statement.span.start, statement.span.end)
    ]
