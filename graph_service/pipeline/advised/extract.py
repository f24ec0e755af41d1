"""Skills that a model names beside those that the dictionary found."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.domain.document import Document, TextSpan
from graph_service.domain.ledger import LLMStep
from graph_service.domain.run import ExtractedSkill, MatchMethod, SkillTag
from graph_service.domain.taxonomy import MatchStrategy
from graph_service.language.employers import employer_names
from graph_service.language.masking import mask
from graph_service.language.normalise import normal_form, normalised
from graph_service.language.prompt_files import prompt
from graph_service.language.proposals import is_no_skill
from graph_service.pipeline.advised.material import Material, StrictAnswer, dropped
from graph_service.pipeline.extract import Asked, asked_statements, is_asked_for
from graph_service.pipeline.knowledge import Knowledge

ANSWER_TOKENS = 4000
LONGEST_NAME = 60
MOST_WORDS = 5
MOST_NEW = 15
"""More new skills than this in one text are noise."""
NOTE = "named by the language model"


class NamedSkill(StrictAnswer):
    """A skill, and the sentence that asks for it."""

    name: str
    quote: str


class ExtractAnswer(StrictAnswer):
    """What the model finds."""

    skills: list[NamedSkill]


def with_skills(
    found: Sequence[ExtractedSkill], answer: ExtractAnswer, material: Material, document: Document, knowledge: Knowledge
) -> tuple[tuple[ExtractedSkill, ...], tuple[str, ...]]:
    """The found skills, all of them, with those that the model adds, and warnings.

    It adds only what the text names in a passage that may name skills: library skills, or new ones for a curator.
    """
    asked = tuple(asked_statements(document, knowledge.dictionary, knowledge.library))
    taken = [span for skill in found for span in skill.evidence]
    known, new, lost = dict[str, ExtractedSkill](), dict[str, ExtractedSkill](), 0
    names = {skill.skill for skill in found} | {normal_form(skill.name) for skill in found}
    for name in dict.fromkeys(named.name.strip() for named in answer.skills):
        spans = _evidence(name, material, asked)
        if not spans:
            lost += 1
            continue
        skill = _skill(name, [span for span in spans if not _is_taken(span, taken)], asked, knowledge)
        if skill is None or names & {skill.skill or "", normal_form(skill.name)}:
            continue
        if skill.skill is not None:
            known.setdefault(skill.skill, skill)
        elif not _names_an_employer(skill.name, document):
            new.setdefault(normal_form(skill.name), skill)
    in_library = [skill for skill in found if skill.skill is not None]
    proposed = [skill for skill in found if skill.skill is None]
    added = list(new.values())[:MOST_NEW]
    return (*in_library, *known.values(), *proposed, *added), dropped("EXTRACT: skills", lost)


def _evidence(name: str, material: Material, asked: Sequence[Asked]) -> list[TextSpan]:
    """Where the text names a skill, in statements that may."""
    if len(name) > LONGEST_NAME or len(name.split()) > MOST_WORDS:
        return []
    places = [each.statement.span for each in asked]
    return [
        span
        for span in material.spans(name)
        if any(place.start <= span.start and span.end <= place.end for place in places)
    ]


def _is_taken(span: TextSpan, taken: Sequence[TextSpan]) -> bool:
    """Whether a place already speaks for a skill: "Kubernetes clusters" is no second one."""
    return any(span.start < other.end and other.start < span.end for other in taken)


def _skill(name: str, spans: Sequence[TextSpan], asked: Sequence[Asked], knowledge: Knowledge) -> ExtractedSkill | None:
    """The library skill that a name means, or a new one; None where no place of its own speaks for it."""
    match = knowledge.index.by_spelling(name)
    if match is not None:
        spans = [span for span in spans if _counts(span.text, match.skill, knowledge)]
    if not spans or (match is None and is_no_skill(name)):
        return None
    return ExtractedSkill(
        name=knowledge.library.skills[match.skill].name if match else spans[0].text,
        is_primary=any(is_asked_for(span.start, asked) for span in spans),
        tag=SkillTag.IN_DB if match else SkillTag.NEW,
        skill=match.skill if match else None,
        matched_alias=match.spelling if match else None,
        evidence=tuple(spans),
        method=match.method if match else MatchMethod.NONE,
        note=NOTE,
        prompt=str(prompt(LLMStep.EXTRACT).version),
    )


def _counts(text: str, skill: str, knowledge: Knowledge) -> bool:
    """Whether a spelling that is bound to its case stands in it. The model stands for the context."""
    bound = [
        alias.text
        for alias in knowledge.library.skills[skill].aliases
        if alias.match_strategy is not MatchStrategy.CASE_INSENSITIVE and normalised(alias.text) == normalised(text)
    ]
    return not bound or text in bound


def _names_an_employer(name: str, document: Document) -> bool:
    low = name.casefold()
    return any(low in employer.casefold() for employer, _ in employer_names(mask(document.text).text)[:1])
