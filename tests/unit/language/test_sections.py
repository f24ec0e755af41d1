"""Sections of postings in the forms that real ones have."""

from __future__ import annotations

import pytest

from graph_service.domain.document import Document, Section, SectionKind
from graph_service.language.sections import segment

WITH_HEADINGS = """Backend Engineer

About us
Larkspur is a leading provider of booking software for small hotels.

What you'll do
• Build REST services in Kotlin, e.g. for payments
• Review your colleagues' code

Must have
- 4+ years of backend development
- Solid knowledge of PostgreSQL; Redis is a plus

Good to have
* Kafka
* Terraform

Benefits
Private medical insurance and a pension plan.

Larkspur is an equal opportunity employer and does not discriminate on the basis of race, religion or sex."""


def kinds(document: Document) -> list[SectionKind]:
    return [section.kind for section in document.sections]


def of_kind(document: Document, kind: SectionKind) -> list[Section]:
    return [section for section in document.sections if section.kind is kind]


def said(document: Document, kind: SectionKind) -> list[str]:
    return [statement.span.text for section in of_kind(document, kind) for statement in section.statements]


def assert_verbatim(document: Document) -> None:
    for section in document.sections:
        for span in (section.span, *(statement.span for statement in section.statements)):
            assert document.text[span.start : span.end] == span.text


def test_segment_reads_headings_on_their_own_line() -> None:
    document = segment(WITH_HEADINGS)
    assert kinds(document) == [
        SectionKind.TITLE,
        SectionKind.ABOUT_COMPANY,
        SectionKind.RESPONSIBILITIES,
        SectionKind.REQUIREMENTS,
        SectionKind.PREFERRED,
        SectionKind.BENEFITS,
        SectionKind.LEGAL,
    ]
    assert [section.heading for section in document.sections] == [
        None,
        "About us",
        "What you'll do",
        "Must have",
        "Good to have",
        "Benefits",
        None,
    ]
    assert_verbatim(document)


def test_segment_keeps_statements_without_their_bullet_mark() -> None:
    document = segment(WITH_HEADINGS)
    assert said(document, SectionKind.RESPONSIBILITIES) == [
        "Build REST services in Kotlin, e.g. for payments",
        "Review your colleagues' code",
    ]
    assert all(statement.is_bullet for statement in of_kind(document, SectionKind.PREFERRED)[0].statements)


def test_segment_leaves_a_hedged_requirement_in_its_section() -> None:
    document = segment(WITH_HEADINGS)
    assert said(document, SectionKind.REQUIREMENTS)[1] == "Solid knowledge of PostgreSQL; Redis is a plus"


@pytest.mark.parametrize("mark", ["•", "-", "*", "·", "–", "o", ">", "▪", "☞", "⌲", "✓", "\uf0b7", "1."])
def test_segment_knows_bullets_of_every_kind(mark: str) -> None:
    text = f"Responsibilities\n{mark} Design the billing pages\n{mark} Test them in every browser\n"
    statements = segment(text).sections[0].statements
    assert [statement.span.text for statement in statements] == [
        "Design the billing pages",
        "Test them in every browser",
    ]
    assert all(statement.is_bullet for statement in statements)


def test_segment_finds_headings_glued_into_a_line() -> None:
    text = (
        "Northgate is currently seeking a Payroll Analyst in Leeds.**Must hold a driving licence.**Job"
        " Overview:Runs the"
        " monthly payroll. Key Responsibilities:Checks time sheetsPrepares reports for auditorsAnswers questions from"
        " staffRequired Qualifications:Two years of payroll experienceStrong Excel skillsDesired Qualifications:SAP"
    )
    document = segment(text)
    headings = {section.heading: section.kind for section in document.sections if section.heading}
    assert headings == {
        "Job Overview": SectionKind.SUMMARY,
        "Key Responsibilities": SectionKind.RESPONSIBILITIES,
        "Required Qualifications": SectionKind.REQUIREMENTS,
        "Desired Qualifications": SectionKind.PREFERRED,
    }
    assert said(document, SectionKind.RESPONSIBILITIES) == [
        "Checks time sheets",
        "Prepares reports for auditors",
        "Answers questions from staff",
    ]
    assert_verbatim(document)


def test_segment_splits_lists_whose_line_breaks_were_lost() -> None:
    text = "What You Need for this Position- Three years with Go- Knowledge of Linux- Some Bash What We Offer: - Dental"
    document = segment(text)
    assert said(document, SectionKind.REQUIREMENTS)[:2] == ["Three years with Go", "Knowledge of Linux"]


def test_segment_does_not_split_names_with_capitals_inside() -> None:
    text = "Requirements\n- JavaScript, PowerPoint, NetApp, iPhone and openSUSE in daily use\n- ArcMap or QuickBuild"
    assert said(segment(text), SectionKind.REQUIREMENTS) == [
        "JavaScript, PowerPoint, NetApp, iPhone and openSUSE in daily use",
        "ArcMap or QuickBuild",
    ]


def test_segment_splits_sentences_but_not_abbreviations() -> None:
    text = (
        "Summary\n\nYou will report to the Sr. Director of the U.S. team. The stack is Node.js 18.2, i.e. the"
        " current one."
        " It matters."
    )
    (section,) = segment(text).sections
    assert [statement.span.text for statement in section.statements] == [
        "You will report to the Sr. Director of the U.S. team.",
        "The stack is Node.js 18.2, i.e. the current one.",
        "It matters.",
    ]


def test_segment_joins_lines_broken_in_mid_sentence() -> None:
    text = "Are you careful, patient\nand fond of numbers? Then we are looking\nfor you.\n"
    statements = [statement.span.text for section in segment(text).sections for statement in section.statements]
    assert statements == ["Are you careful, patient\nand fond of numbers?", "Then we are looking\nfor you."]


def test_segment_reads_through_html() -> None:
    text = (
        "<h3>Your tasks</h3><ul><li>Run &amp; tune <b>Spark</b> jobs</li><li>Write runbooks</li></ul>"
        "<p><strong>What you&rsquo;ll bring:</strong></p><ul><li>Python &#8211; three years</li></ul>"
    )
    document = segment(text)
    assert [(section.kind, section.heading) for section in document.sections] == [
        (SectionKind.RESPONSIBILITIES, "Your tasks"),
        (SectionKind.REQUIREMENTS, "What you&rsquo;ll bring"),
    ]
    assert said(document, SectionKind.RESPONSIBILITIES) == ["Run &amp; tune <b>Spark</b> jobs", "Write runbooks"]
    assert_verbatim(document)


def test_segment_reads_headings_in_capitals_within_a_line() -> None:
    text = (
        "ABOUT THE ROLE: We need a tester. RESPONSIBILITIES: Write test plans. NICE TO HAVE: Cypress."
        " EEO: We do not discriminate."
    )
    assert kinds(segment(text)) == [
        SectionKind.SUMMARY,
        SectionKind.RESPONSIBILITIES,
        SectionKind.PREFERRED,
        SectionKind.LEGAL,
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Preferred Additional", SectionKind.PREFERRED),
        ("Good To Have Qualifications", SectionKind.PREFERRED),
        ("Bonus points", SectionKind.PREFERRED),
        ("What would set you apart", SectionKind.PREFERRED),
        ("Desired Skills", SectionKind.PREFERRED),
        ("Must Have Qualifications", SectionKind.REQUIREMENTS),
        ("Minimum Knowledge, Skills & Abilities:", SectionKind.REQUIREMENTS),
        ("Who you are", SectionKind.REQUIREMENTS),
        ("**The ideal candidate will possess the following:**", SectionKind.REQUIREMENTS),
        ("In this role, you will:", SectionKind.RESPONSIBILITIES),
        ("## A day in the life", SectionKind.RESPONSIBILITIES),
        ("ESSENTIAL DUTIES AND RESPONSIBILITIES", SectionKind.RESPONSIBILITIES),
        ("What's in it for you?", SectionKind.BENEFITS),
        ("Who we are", SectionKind.ABOUT_COMPANY),
        ("Educational Requirements", SectionKind.EDUCATION),
        ("How to apply", SectionKind.LOGISTICS),
    ],
)
def test_segment_knows_headings_by_their_words(heading: str, kind: SectionKind) -> None:
    section = segment(f"{heading}\n• First thing\n• Second thing\n").sections[0]
    assert section.kind is kind
    assert section.heading == heading.strip("#*: ").rstrip("?")


def test_segment_does_not_take_list_items_for_headings() -> None:
    text = (
        "Requirements:\nProject management experience\nLeadership skills\nLicence preferred\nExperience with Docker\n"
    )
    assert [section.heading for section in segment(text).sections] == ["Requirements"]


def test_segment_tells_kinds_by_content_where_there_are_no_headings() -> None:
    text = (
        "Tern is a leading supplier of weather data. We are looking for a data engineer to join our team in"
        " Oslo. You will"
        " build pipelines and maintain our warehouse. You will work closely with analysts. Candidates must have"
        " 3+ years of"
        " experience with Python. Strong knowledge of SQL is required. We offer dental insurance, 401(k) and"
        " paid time off."
        " Tern is an equal opportunity employer; all qualified applicants are considered without regard to race or age."
    )
    assert kinds(segment(text)) == [
        SectionKind.ABOUT_COMPANY,
        SectionKind.SUMMARY,
        SectionKind.RESPONSIBILITIES,
        SectionKind.REQUIREMENTS,
        SectionKind.BENEFITS,
        SectionKind.LEGAL,
    ]


def test_segment_parts_boilerplate_from_the_list_it_follows() -> None:
    text = (
        "Responsibilities:\n* Keep the books\n* Close the month\n"
        "Halden Group is one of the largest accounting firms in the region. Halden Group was founded in 1954.\n"
        "All qualified applicants will receive consideration for employment without regard to race, color or"
        " religion.\n"
    )
    document = segment(text)
    assert kinds(document) == [SectionKind.RESPONSIBILITIES, SectionKind.ABOUT_COMPANY, SectionKind.LEGAL]
    assert said(document, SectionKind.RESPONSIBILITIES) == ["Keep the books", "Close the month"]


def test_segment_of_a_label_ends_with_its_line() -> None:
    text = "Location: Porto\nDuration: 6 months\n\nWe are looking for a tester who enjoys finding faults.\n"
    document = segment(text)
    assert [(section.kind, section.heading) for section in document.sections] == [
        (SectionKind.LOGISTICS, "Location"),
        (SectionKind.LOGISTICS, "Duration"),
        (SectionKind.SUMMARY, None),
    ]


def test_segment_keeps_the_title_line_apart() -> None:
    document = segment("Growth Wizard\nWe are looking for someone to run our campaigns.", "Growth Wizard")
    assert document.sections[0].kind is SectionKind.TITLE
    assert document.title == "Growth Wizard"


@pytest.mark.parametrize("text", ["", " \n\t", "•••", "---\n***\n"])
def test_segment_of_nothing_has_no_sections(text: str) -> None:
    assert segment(text).sections == ()


def test_segment_takes_thousands_of_bullets() -> None:
    document = segment("Requirements\n" + "".join(f"• Tool number {index}\n" for index in range(3000)))
    assert len(document.sections) == 1
    assert len(document.sections[0].statements) == 3000
