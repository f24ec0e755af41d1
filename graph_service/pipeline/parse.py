"""What a job description states, field by field: nothing that the text does not say, and passages verbatim."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.domain.document import Document, ParsedJD, ParsedSection, Section, SectionKind, TextSpan
from graph_service.language.employers import employer_names
from graph_service.language.fields.address import read_urls
from graph_service.language.fields.certification import read_certifications
from graph_service.language.fields.compensation import read_compensation
from graph_service.language.fields.domain import read_domains
from graph_service.language.fields.education import read_education
from graph_service.language.fields.experience import read_experience
from graph_service.language.fields.location import read_locations
from graph_service.language.fields.passages import passages
from graph_service.language.fields.title import archetype, stated_title, title_aliases
from graph_service.language.masking import Mask, mask
from graph_service.language.sections import has_duty_verb
from graph_service.language.statements import sentences

_SHORTEST_DUTY = 4
"""Words; less than that says nothing about what someone is responsible for."""


def parse(document: Document) -> ParsedJD:
    """Read a segmented job description."""
    seen = mask(document.text)
    title = document.title or stated_title(document)
    said = passages(document)
    company = _company(seen)
    primary, secondary = read_domains(said)
    return ParsedJD(
        title=title,
        title_aliases=title_aliases(title) if title else (),
        archetype=archetype(title, _opening(document)),
        company_name=company,
        about_company=_about_company(document, company),
        primary_domain=primary,
        secondary_domain=secondary,
        experience=read_experience(said),
        education=read_education(said),
        certifications=read_certifications(said),
        locations=read_locations(said),
        compensation=read_compensation(said),
        urls=read_urls(seen),
        responsibilities=tuple(
            _kept(section) for section in document.sections if section.kind is SectionKind.RESPONSIBILITIES
        ),
    )


def statements_for_kras(document: Document) -> tuple[TextSpan, ...]:
    """The sentences that say what the person is responsible for; without a passage of its own, those that sound so."""
    duties = _sentences(document, SectionKind.RESPONSIBILITIES)
    if duties:
        return duties
    return tuple(span for span in _sentences(document, SectionKind.SUMMARY) if has_duty_verb(span.text))


def _sentences(document: Document, kind: SectionKind) -> tuple[TextSpan, ...]:
    seen = mask(document.text)
    return tuple(
        seen.span(start, end)
        for section in document.sections
        if section.kind is kind
        for statement in section.statements
        for start, end in sentences(seen.text, seen.find(statement.span.start), seen.find(statement.span.end))
        if len(seen.text[start:end].split()) >= _SHORTEST_DUTY
    )


def _company(seen: Mask) -> str | None:
    names = employer_names(seen.text)
    if not names:
        return None
    name, place = names[0]
    return seen.span(place, place + len(name)).text


def _opening(document: Document) -> str:
    """The first statements on the job itself."""
    said = (
        statement.span.text
        for section in document.sections
        if section.kind in {SectionKind.TITLE, SectionKind.SUMMARY}
        for statement in section.statements
    )
    return " ".join(text for _, text in zip(range(4), said, strict=False))


def _about_company(document: Document, company: str | None) -> ParsedSection | None:
    """The passage that says most about the company."""
    sections = [section for section in document.sections if section.kind is SectionKind.ABOUT_COMPANY]
    if not sections:
        return None
    return _kept(max(sections, key=lambda section: _weight(section, company)))


def _weight(section: Section, company: str | None) -> float:
    named = company is not None and company.lower() in section.span.text.lower()
    return min(len(section.span.text), 1500) * (2.0 if named else 1.0)


def _kept(section: Section) -> ParsedSection:
    bullets: Sequence[bool] = [statement.is_bullet for statement in section.statements]
    return ParsedSection(
        heading=section.heading,
        heading_was_present=section.heading is not None,
        text=section.span.text,
        bullet_count=sum(bullets),
        word_count=len(section.span.text.split()),
        span=section.span,
    )
