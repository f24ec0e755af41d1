"""A job description as text: spans, sections, and what the parser reads from it.

Offsets are in characters of the text as it was sent: `text[span.start:span.end] == span.text`, always.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True, order=True)
class TextSpan:
    """A verbatim passage of a job description."""

    start: int
    end: int
    text: str


class SectionKind(Enum):
    """What a passage of a job description is for."""

    TITLE = "TITLE"
    SUMMARY = "SUMMARY"
    RESPONSIBILITIES = "RESPONSIBILITIES"
    REQUIREMENTS = "REQUIREMENTS"
    PREFERRED = "PREFERRED"
    EDUCATION = "EDUCATION"
    ABOUT_COMPANY = "ABOUT_COMPANY"
    BENEFITS = "BENEFITS"
    LEGAL = "LEGAL"
    LOGISTICS = "LOGISTICS"


@dataclass(frozen=True, slots=True)
class Statement:
    """A bullet or a sentence: the smallest passage that says one thing. The span is without the bullet mark."""

    span: TextSpan
    is_bullet: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A run of text of one kind. `heading` is None where the text has none and its content told the kind."""

    kind: SectionKind
    heading: str | None
    span: TextSpan
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """A passage that is kept with a run."""

    heading: str | None
    heading_was_present: bool
    text: str
    bullet_count: int
    word_count: int
    span: TextSpan


@dataclass(frozen=True, slots=True)
class ParsedExperience:
    """Years of experience that are asked for; `raw` is verbatim."""

    min: float | None
    max: float | None
    raw: str


@dataclass(frozen=True, slots=True)
class ParsedEducation:
    """A degree that is asked for; `raw` is verbatim."""

    level: str | None
    qualification: str | None
    raw: str
    required: bool


@dataclass(frozen=True, slots=True)
class ParsedDomain:
    """The line of business."""

    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedJD:
    """What the parser reads from a job description. What the text does not say is None or empty."""

    title: str | None = None
    title_aliases: tuple[str, ...] = ()
    archetype: str | None = None
    company_name: str | None = None
    about_company: ParsedSection | None = None
    primary_domain: ParsedDomain | None = None
    secondary_domain: ParsedDomain | None = None
    experience: ParsedExperience | None = None
    education: tuple[ParsedEducation, ...] = ()
    certifications: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    compensation: str | None = None
    urls: tuple[str, ...] = ()
    responsibilities: tuple[ParsedSection, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A job description that passed the guard: its text, the title it came with, and its sections in order.

    `title` is the posting's title where it stands apart from the text; None where only the text is known.
    """

    text: str
    title: str | None
    sections: tuple[Section, ...]
