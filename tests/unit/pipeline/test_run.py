"""The pure functions at the ends of a run; tests/integration runs whole ones."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph_service.domain.document import TextSpan
from graph_service.domain.run import (
    Decision,
    DecisionCase,
    ExtractedSkill,
    MatchMethod,
    ProposedRole,
    Run,
    RunStatus,
    SkillTag,
)
from graph_service.errors import Conflict, InvalidInput
from graph_service.pipeline.knowledge import Knowledge
from graph_service.pipeline.run import (
    MOST_CHARACTERS,
    MOST_SKILL_NAME,
    MOST_SKILLS,
    MOST_TITLE,
    Choice,
    Request,
    checked,
    checked_choice,
    checked_skills,
    chosen_skills,
    overridden,
    renamed_skills,
    text_digest,
)
from tests.unit.libraries import LIBRARY

KNOWLEDGE = Knowledge.of(LIBRARY)
DECIDED = Decision(
    DecisionCase.D,
    "data-engineer",
    0.6,
    "the signals agree",
    runner_up="backend-engineer",
    margin=0.2,
    proposed_alias="Pipeline Wrangler",
)


# ---- what is sent


def test_request_keeps_its_text_to_the_letter_and_its_title_in_one_line() -> None:
    assert checked(Request("  Keep\r\nkilns  hot \n", " Kiln \n Keeper ")) == ("  Keep\r\nkilns  hot \n", "Kiln Keeper")


@pytest.mark.parametrize("title", [None, "", "  \n"])
def test_request_without_a_title_has_none(title: str | None) -> None:
    assert checked(Request("Keep kilns hot", title)) == ("Keep kilns hot", None)


@pytest.mark.parametrize(
    ("request_", "field", "message"),
    [
        (
            Request("x" * (MOST_CHARACTERS + 1)),
            "input.jobDescription",
            "jobDescription has 100,001 characters; send one job description of at most 100,000",
        ),
        (
            Request("Keep\0kilns"),
            "input.jobDescription",
            "jobDescription has NUL characters: it is a binary file; send plain text",
        ),
        (
            Request("Keep kilns", "Ki\0ln"),
            "input.jobTitle",
            "jobTitle has NUL characters: it is a binary file; send plain text",
        ),
        (
            Request("Keep \ud800 kilns"),
            "input.jobDescription",
            "jobDescription has characters that are no text (lone surrogates); send UTF-8",
        ),
        (
            Request("Keep kilns", "Kiln \udfff"),
            "input.jobTitle",
            "jobTitle has characters that are no text (lone surrogates); send UTF-8",
        ),
        (
            Request("Keep kilns", "k" * (MOST_TITLE + 1)),
            "input.jobTitle",
            "jobTitle is longer than 300 characters; send the title alone",
        ),
    ],
)
def test_request_that_cannot_be_kept_is_refused_with_what_to_do(request_: Request, field: str, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(request_)
    assert (refused.value.message, refused.value.field) == (message, field)


def test_request_of_the_greatest_size_is_taken() -> None:
    text, title = checked(Request("x" * MOST_CHARACTERS, "k" * MOST_TITLE))
    assert (len(text), len(title or "")) == (MOST_CHARACTERS, MOST_TITLE)


# ---- the caller's skills


def test_skill_names_come_once_each_in_order() -> None:
    assert checked_skills(["Java", "  Spring   Boot ", "C++", "spring boot"]) == ["Java", "spring boot", "C++"]
    assert checked_skills([]) == []


@pytest.mark.parametrize("name", ["", "   ", "—", "++", "x" * (MOST_SKILL_NAME + 1)])
def test_skill_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="is no name of a skill; send 1 to 120 characters") as refused:
        checked_skills(["Java", name])
    assert refused.value.field == "input.skills"


def test_skill_names_are_not_more_than_anyone_has() -> None:
    assert len(checked_skills([f"Skill {number}" for number in range(MOST_SKILLS)])) == MOST_SKILLS
    with pytest.raises(InvalidInput, match="skills has 501 names; send at most 500"):
        checked_skills([f"Skill {number}" for number in range(MOST_SKILLS + 1)])


# ---- the skills to go on with

KAFKA = ExtractedSkill(
    "Apache Kafka", False, SkillTag.IN_DB, "apache-kafka", "Kafka", (TextSpan(5, 10, "Kafka"),), note="kept"
)
CLAY = ExtractedSkill("Clay Throwing", True, SkillTag.NEW, None, None, (TextSpan(20, 33, "Clay Throwing"),))
RUN = Run(
    uid="1",
    status=RunStatus.AWAITING_CONFIRMATION,
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    updated_at=datetime(2026, 1, 1, tzinfo=UTC),
    job_description="-",
    skills=(KAFKA, CLAY),
)


@pytest.mark.parametrize(("name", "skill"), [("apache kafka", KAFKA), ("KAFKA", KAFKA), ("clay throwing", CLAY)])
def test_chosen_skill_that_the_run_found_keeps_its_evidence(name: str, skill: ExtractedSkill) -> None:
    assert chosen_skills(Choice([name]), RUN, KNOWLEDGE) == [skill]


def test_chosen_skill_that_the_caller_adds_is_matched_and_primary() -> None:
    assert chosen_skills(Choice(["jdk", "spring-boot", "Glazing"]), RUN, KNOWLEDGE) == [
        ExtractedSkill("Java", True, SkillTag.IN_DB, "java", "JDK", (), MatchMethod.ALIAS, term="jdk"),
        ExtractedSkill(
            "Spring Boot",
            True,
            SkillTag.IN_DB,
            "spring-boot",
            "Spring Boot",
            (),
            MatchMethod.NORMAL_FORM,
            term="spring-boot",
        ),
        ExtractedSkill("Glazing", True, SkillTag.NEW, None, None, (), MatchMethod.NONE, term="Glazing"),
    ]


def test_chosen_skills_come_once_each_whatever_they_are_called() -> None:
    chosen = chosen_skills(Choice(["Java", "JDK", "java 17", "Glazing"]), RUN, KNOWLEDGE)
    assert [skill.name for skill in chosen] == ["Java", "Glazing"]


def test_chosen_skills_leave_out_what_the_caller_left_out() -> None:
    assert chosen_skills(Choice([]), RUN, KNOWLEDGE) == []


def test_chosen_skill_that_is_named_twice_keeps_its_evidence() -> None:
    found = replace(KAFKA, name="Java", skill="java", matched_alias="Java")
    assert chosen_skills(Choice(["Java", "JDK"]), replace(RUN, skills=(found,)), KNOWLEDGE) == [
        replace(found, is_primary=True)
    ]


def test_chosen_skill_is_added_as_a_secondary_one_and_what_was_found_stays_what_it_is() -> None:
    chosen = chosen_skills(Choice(["Glazing"], secondary=["jdk", "Clay Throwing"]), RUN, KNOWLEDGE)
    assert [(skill.name, skill.is_primary) for skill in chosen] == [
        ("Glazing", True),
        ("Java", False),
        ("Clay Throwing", True),
    ]
    beside = chosen_skills(Choice(secondary=["Glazing"]), RUN, KNOWLEDGE)
    assert [skill.name for skill in beside] == ["Apache Kafka", "Clay Throwing", "Glazing"]


@pytest.mark.parametrize("found", ["kafka", "Apache  Kafka"])
@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("Event  Streams", ("Event Streams", SkillTag.NEW, None, None, MatchMethod.NONE, "Event Streams")),
        ("spring-boot", ("Spring Boot", SkillTag.IN_DB, "spring-boot", "Spring Boot", "NORMAL_FORM", "spring-boot")),
    ],
)
def test_renamed_skill_keeps_its_evidence_and_its_rank(found: str, name: str, renamed: tuple[object, ...]) -> None:
    choice = checked_choice(Choice(["Glazing"], {found: name}), RUN)
    skills = renamed_skills(RUN.skills, choice.renamed, KNOWLEDGE)

    _, skill = chosen_skills(choice, replace(RUN, skills=skills), KNOWLEDGE)

    assert (skill.name, skill.tag, skill.skill, skill.matched_alias, skill.method, skill.term) == (
        *renamed[:4],
        MatchMethod(renamed[4]),
        renamed[5],
    )
    assert (skill.is_primary, skill.evidence, skill.note) == (False, KAFKA.evidence, "renamed from 'Apache Kafka'")


def test_renaming_that_is_sent_again_changes_nothing() -> None:
    choice = Choice(["Clay Throwing"], {"Kafka": "spring-boot"})
    once = renamed_skills(RUN.skills, checked_choice(choice, RUN).renamed, KNOWLEDGE)
    again = checked_choice(choice, replace(RUN, skills=once))

    assert renamed_skills(once, again.renamed, KNOWLEDGE) == once
    assert [skill.name for skill in chosen_skills(again, replace(RUN, skills=once), KNOWLEDGE)] == [
        "Clay Throwing",
        "Spring Boot",
    ]


@pytest.mark.parametrize(
    ("choice", "field", "message"),
    [
        (
            Choice(renamed={"Glazing": "Kiln Glazing"}),
            "input.renamed",
            "the run found no skill 'Glazing'; send the name of one of its skills",
        ),
        (Choice(renamed={"Kafka": "?"}), "input.renamed", "'?' is no name of a skill; send 1 to 120 characters"),
        (Choice(secondary=["!"]), "input.secondary", "'!' is no name of a skill; send 1 to 120 characters"),
    ],
)
def test_choice_that_cannot_be_gone_on_with_is_refused(choice: Choice, field: str, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_choice(choice, RUN)
    assert (refused.value.message, refused.value.field) == (message, field)


# ---- the caller's role


@pytest.mark.parametrize("role", [None, "data-engineer"])
def test_decision_stands_where_the_caller_does_not_differ(role: str | None) -> None:
    assert overridden(DECIDED, role) is DECIDED


def test_override_says_what_was_before_and_proposes_nothing() -> None:
    decision = overridden(DECIDED, "ml-engineer")
    assert (decision.role, decision.confidence, decision.case) == ("ml-engineer", 1.0, DecisionCase.D)
    assert decision.reasoning == "The caller chose ml-engineer in place of data-engineer. Before: the signals agree"
    assert (decision.is_new_role, decision.new_role, decision.proposed_alias) == (False, None, None)


def test_override_of_a_new_role_drops_its_proposal() -> None:
    proposed = ProposedRole("Kiln Keeper", "kiln-keeper", ("Kiln Keeper",), "", (), ())
    new = replace(DECIDED, case=DecisionCase.F, role=None, is_new_role=True, new_role=proposed, reasoning="none fits")
    decision = overridden(new, "ml-engineer")
    assert decision.reasoning == "The caller chose ml-engineer in place of a new role. Before: none fits"
    assert (decision.role, decision.is_new_role, decision.new_role_name) == ("ml-engineer", False, None)


def test_override_needs_a_decision() -> None:
    with pytest.raises(Conflict, match="this run has no decision; run extractFromJd first") as refused:
        overridden(None, "ml-engineer")
    assert refused.value.field == "input.runId"


# ---- the same text


def test_texts_are_the_same_but_for_white_space() -> None:
    assert text_digest(" Keep\r\n kilns\thot\n") == text_digest("Keep kilns hot")
    assert text_digest("Keep kilns hot") == hashlib.sha256(b"Keep kilns hot").hexdigest()
    assert text_digest("Keep kilns hot") != text_digest("keep kilns hot")
