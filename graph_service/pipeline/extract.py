"""Which skills a job description asks for, and the words of it that say so.

Library skills come from the dictionary. What looks like a skill and is not in the library is proposed as a new one.
Legal, benefits, about-company and logistics passages name no skills.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph_service.domain.document import Document, SectionKind, Statement, TextSpan
from graph_service.domain.run import ExtractedSkill, MatchMethod, SkillTag
from graph_service.domain.taxonomy import Library, Skill
from graph_service.language.ambiguity import TECHNICAL, credible_hits
from graph_service.language.dictionary import Dictionary, Hit
from graph_service.language.employers import employer_names
from graph_service.language.hedges import hedged_parts
from graph_service.language.homonyms import owner_of
from graph_service.language.masking import mask
from graph_service.language.proposals import Proposal, propose

NAME_NO_SKILLS = frozenset({SectionKind.BENEFITS, SectionKind.LEGAL, SectionKind.ABOUT_COMPANY, SectionKind.LOGISTICS})
PROPOSE_FROM = frozenset({SectionKind.REQUIREMENTS, SectionKind.RESPONSIBILITIES, SectionKind.PREFERRED})
MAY_NAME_A_STACK = frozenset({SectionKind.ABOUT_COMPANY, SectionKind.LOGISTICS})
STACK = 3
"""So many technologies in one sentence about the company are what it works with, and so what it asks for."""
MOST_EMPLOYERS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement that may name skills: where it stands, and whether its section only says what is welcome."""

    statement: Statement
    kind: SectionKind
    hedged: tuple[tuple[int, int], ...]

    def asks_for(self, start: int) -> bool:
        """Whether what begins at this offset of the text is asked for, and not merely welcome."""
        if self.kind is SectionKind.PREFERRED:
            return False
        offset = start - self.statement.span.start
        return not any(first <= offset < last for first, last in self.hedged)


def extract(document: Document, dictionary: Dictionary, library: Library) -> tuple[ExtractedSkill, ...]:
    """The skills of a job description, each once, in the order in which the text first names them; new ones last.

    A library skill that only the title names has no evidence, because evidence is of the text.
    """
    asked = tuple(asked_statements(document, dictionary, library))
    passages = [each.statement.span for each in asked]
    employers = [name for name, _ in employer_names(mask(document.text).text)[:MOST_EMPLOYERS]]
    hits = credible_hits(document.text, passages, dictionary, library.skills, employers)
    titled = _skills_of_title(document, dictionary, library)
    known = _known(document.text, hits, asked, titled, library)
    only_in_title = [slug for slug in titled if slug not in {skill.skill for skill in known}]
    sources = [each.statement.span for each in asked if each.kind in PROPOSE_FROM]
    unknown = propose(document.text, sources, hits, dictionary, library.skills, employers)
    return (
        *known,
        *(_from_title(library.skills[slug]) for slug in only_in_title),
        *(_new(proposal, asked) for proposal in unknown),
    )


def asked_statements(document: Document, dictionary: Dictionary, library: Library) -> Iterator[Asked]:
    """The statements that may name skills, in order."""
    for section in document.sections:
        for statement in section.statements:
            if section.kind not in NAME_NO_SKILLS or (
                section.kind in MAY_NAME_A_STACK and _names_a_stack(statement, dictionary, library)
            ):
                yield Asked(statement, section.kind, hedged_parts(statement.span.text))


def _names_a_stack(statement: Statement, dictionary: Dictionary, library: Library) -> bool:
    """Whether a sentence lists technologies, as in "our stack: Ruby, Rails, Postgres"."""
    named = {slug for hit in dictionary.find(statement.span.text) for slug in hit.skills}
    return sum(library.skills[slug].nature in TECHNICAL for slug in named) >= STACK


def _known(
    text: str, hits: Sequence[Hit], asked: Sequence[Asked], titled: Sequence[str], library: Library
) -> list[ExtractedSkill]:
    found: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        found[owner_of(hit, text, hits, library)].append(hit)
    return [
        ExtractedSkill(
            name=library.skills[slug].name,
            is_primary=slug in titled or any(is_asked_for(hit.start, asked) for hit in evidence),
            tag=SkillTag.IN_DB,
            skill=slug,
            matched_alias=evidence[0].alias.text,
            evidence=tuple(TextSpan(hit.start, hit.end, hit.text) for hit in evidence),
        )
        for slug, evidence in found.items()
    ]


def is_asked_for(start: int, asked: Sequence[Asked]) -> bool:
    """Whether what begins at an offset of the text is asked for, and not merely welcome."""
    index = bisect_right(asked, start, key=lambda each: each.statement.span.start) - 1
    return index >= 0 and asked[index].asks_for(start)


def _skills_of_title(document: Document, dictionary: Dictionary, library: Library) -> tuple[str, ...]:
    """Slugs of the skills in the title that came with the text."""
    if not document.title:
        return ()
    span = TextSpan(0, len(document.title), document.title)
    hits = credible_hits(document.title, [span], dictionary, library.skills)
    return tuple(dict.fromkeys(owner_of(hit, document.title, hits, library) for hit in hits))


def _from_title(skill: Skill) -> ExtractedSkill:
    return ExtractedSkill(
        skill.name,
        is_primary=True,
        tag=SkillTag.IN_DB,
        skill=skill.slug,
        matched_alias=None,
        evidence=(),
        note="named in the title only",
    )


def _new(proposal: Proposal, asked: Sequence[Asked]) -> ExtractedSkill:
    return ExtractedSkill(
        name=proposal.name,
        is_primary=any(is_asked_for(span.start, asked) for span in proposal.evidence),
        tag=SkillTag.NEW,
        skill=None,
        matched_alias=None,
        evidence=proposal.evidence,
        method=MatchMethod.NONE,
        note=proposal.reason,
    )
