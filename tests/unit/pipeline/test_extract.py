from __future__ import annotations

import pytest

from graph_service.domain.document import Document, Section, SectionKind, Statement, TextSpan
from graph_service.domain.run import ExtractedSkill, MatchMethod, SkillTag
from graph_service.domain.taxonomy import Library
from graph_service.language.dictionary import Dictionary
from graph_service.pipeline.extract import extract
from tests.unit.language.samples import SKILLS

LIBRARY = Library(skills={skill.slug: skill for skill in SKILLS}, dimensions={}, roles={})


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return Dictionary(SKILLS)


def document(*sections: tuple[SectionKind, str], title: str | None = None) -> Document:
    """Sections one after the other, a statement a line."""
    text = "\n\n".join(content for _, content in sections)
    built, start = [], 0
    for kind, content in sections:
        statements, line_start = [], start
        for line in content.split("\n"):
            statements.append(Statement(TextSpan(line_start, line_start + len(line), line), is_bullet=False))
            line_start += len(line) + 1
        built.append(Section(kind, None, TextSpan(start, start + len(content), content), tuple(statements)))
        start += len(content) + 2
    return Document(text, title, tuple(built))


def by_name(skills: tuple[ExtractedSkill, ...]) -> dict[str, ExtractedSkill]:
    return {skill.name: skill for skill in skills}


def test_extract_keeps_each_skill_once_with_all_its_words(dictionary: Dictionary) -> None:
    given = document((SectionKind.REQUIREMENTS, "Apache Kafka and Java\nkafka streams"))
    kafka = by_name(extract(given, dictionary, LIBRARY))["Kafka"]
    assert [span.text for span in kafka.evidence] == ["Apache Kafka", "kafka"]
    assert all(given.text[span.start : span.end] == span.text for span in kafka.evidence)
    assert (kafka.skill, kafka.matched_alias, kafka.tag) == ("kafka", "Apache Kafka", SkillTag.IN_DB)


@pytest.mark.parametrize(
    "kind", [SectionKind.BENEFITS, SectionKind.LEGAL, SectionKind.ABOUT_COMPANY, SectionKind.LOGISTICS]
)
def test_extract_reads_no_skills_from_other_passages(dictionary: Dictionary, kind: SectionKind) -> None:
    given = document((kind, "We made Docker popular."), (SectionKind.REQUIREMENTS, "Java"))
    assert list(by_name(extract(given, dictionary, LIBRARY))) == ["Java"]


def test_extract_reads_a_stack_that_the_company_names(dictionary: Dictionary) -> None:
    given = document((SectionKind.ABOUT_COMPANY, "Our stack: Java, Docker, Kafka and SQL."))
    assert list(by_name(extract(given, dictionary, LIBRARY))) == ["Java", "Docker", "Kafka", "SQL"]


def test_extract_tells_primary_from_secondary(dictionary: Dictionary) -> None:
    given = document(
        (SectionKind.RESPONSIBILITIES, "You build Microservices."),
        (SectionKind.REQUIREMENTS, "Java; exposure to Kafka\nDocker is a plus"),
        (SectionKind.PREFERRED, "Python and SQL"),
    )
    found = extract(given, dictionary, LIBRARY)
    assert [skill.name for skill in found if skill.is_primary] == ["Microservices", "Java"]
    assert [skill.name for skill in found if not skill.is_primary] == ["Kafka", "Docker", "Python", "SQL"]


def test_extract_is_primary_if_any_mention_asks_for_it(dictionary: Dictionary) -> None:
    given = document((SectionKind.PREFERRED, "Kafka"), (SectionKind.RESPONSIBILITIES, "You run Kafka."))
    assert by_name(extract(given, dictionary, LIBRARY))["Kafka"].is_primary


def test_extract_takes_the_title_as_a_demand(dictionary: Dictionary) -> None:
    given = document((SectionKind.PREFERRED, "Java and SQL"), title="Senior Java Developer (AWS)")
    found = by_name(extract(given, dictionary, LIBRARY))
    assert (found["Java"].is_primary, found["SQL"].is_primary) == (True, False)
    assert found["AWS"].evidence == ()
    assert found["AWS"].note == "named in the title only"


def test_extract_lists_new_terms_last(dictionary: Dictionary) -> None:
    given = document((SectionKind.REQUIREMENTS, "Java, Quarzel, Kafka"))
    *_, new = extract(given, dictionary, LIBRARY)
    assert new == ExtractedSkill(
        name="Quarzel",
        is_primary=True,
        tag=SkillTag.NEW,
        skill=None,
        matched_alias=None,
        evidence=(TextSpan(6, 13, "Quarzel"),),
        method=MatchMethod.NONE,
        note="named beside Java and Kafka",
    )


def test_extract_of_nothing_is_nothing(dictionary: Dictionary) -> None:
    assert extract(Document("", None, ()), dictionary, LIBRARY) == ()
