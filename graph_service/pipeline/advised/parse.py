"""Fields of a job description that the parser left empty and a model reads."""

from __future__ import annotations

from dataclasses import replace

from graph_service.domain.document import Document, ParsedEducation, ParsedExperience, ParsedJD, SectionKind
from graph_service.language.fields.title import title_aliases
from graph_service.language.grounding import says_number
from graph_service.language.normalise import normalised
from graph_service.pipeline.advised.material import Material, StrictAnswer, dropped

ANSWER_TOKENS = 800
LONGEST_NAME, LONGEST_PHRASE = 100, 300
MOST_ENTRIES = 10


class Experience(StrictAnswer):
    """The phrase that asks for years of experience, and its numbers."""

    phrase: str
    least: float | None
    most: float | None


class ParseAnswer(StrictAnswer):
    """What the model reads."""

    title: str | None
    company: str | None
    experience: Experience | None
    education: list[str]
    certifications: list[str]
    locations: list[str]
    compensation: str | None


def with_fields(
    parsed: ParsedJD, answer: ParseAnswer, material: Material, document: Document
) -> tuple[ParsedJD, tuple[str, ...]]:
    """The parsed fields with those filled that were empty, and warnings. What the text does not say is dropped."""
    title = material.titled(answer.title, LONGEST_NAME)
    company = material.said(answer.company, LONGEST_NAME)
    pay = material.said(answer.compensation, LONGEST_PHRASE)
    degrees = _said_all(answer.education, material)
    certificates = _said_all(answer.certifications, material)
    places = _said_all(answer.locations, material)
    experience = _experience(answer.experience, material)
    asked = [answer.title, answer.company, answer.compensation, answer.experience and answer.experience.phrase]
    kept = [title, company, pay, experience]
    lists = ((answer.education, degrees), (answer.certifications, certificates), (answer.locations, places))
    lost = sum(bool(value) for value in asked) - sum(value is not None for value in kept)
    lost += sum(len(set(said)) - len(kept_ones) for said, kept_ones in lists)
    title = parsed.title or title
    known = {normalised(name) for name in parsed.certifications}
    fields = replace(
        parsed,
        title=title,
        title_aliases=parsed.title_aliases or (title_aliases(title) if title else ()),
        company_name=parsed.company_name or company,
        experience=parsed.experience or experience,
        education=parsed.education or tuple(_education(raw, material, document) for raw in degrees),
        certifications=(*parsed.certifications, *(name for name in certificates if normalised(name) not in known)),
        locations=parsed.locations or places,
        compensation=parsed.compensation or (pay if pay and any(map(str.isdigit, pay)) else None),
    )
    return fields, dropped("PARSE: fields", max(0, lost))


def _said_all(phrases: list[str], material: Material) -> tuple[str, ...]:
    found = (material.said(phrase, LONGEST_PHRASE) for phrase in phrases[:MOST_ENTRIES])
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))


def _experience(answer: Experience | None, material: Material) -> ParsedExperience | None:
    """The years as the phrase has them: a number that it does not have is none."""
    raw = material.said(answer.phrase, LONGEST_PHRASE) if answer else None
    if answer is None or raw is None:
        return None
    least = answer.least if answer.least is not None and says_number(answer.least, raw) else None
    most = answer.most if answer.most is not None and says_number(answer.most, raw) else None
    return ParsedExperience(least, most, raw) if least is not None or most is not None else None


def _education(raw: str, material: Material, document: Document) -> ParsedEducation:
    start = material.spans(raw)[0].start
    welcome = any(
        section.kind is SectionKind.PREFERRED and section.span.start <= start < section.span.end
        for section in document.sections
    )
    return ParsedEducation(None, None, raw, required=not welcome)
