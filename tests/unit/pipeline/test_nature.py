from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph_service.domain.document import Document, TextSpan
from graph_service.domain.run import NatureOfWork
from graph_service.domain.taxonomy import Role, Vectors
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.sections import segment
from graph_service.pipeline.nature import QUOTES, UNCLEAR, label_of, labels, nature_of_work
from graph_service.pipeline.parse import statements_for_kras
from tests.unit.libraries import BACKEND_KRAS, LIBRARY

BACKEND = LIBRARY.roles["backend-engineer"]
FEATURES = "Building new features and services"
EMPTY_DOCUMENT = Document("", None, ())

POSTING = """Kiln Software Engineer

Responsibilities
• Steer our kilns with services that ship new features to the potteries every week.
• Write the code of the temperature service and implement what potters ask for.
• Program and test features of the glaze application with two colleagues.
• Write.

Requirements
• Java and Spring Boot
"""


def spans(*sentences: str) -> tuple[TextSpan, ...]:
    starts = [1000 * place for place in range(len(sentences))]
    return tuple(TextSpan(start, start + len(text), text) for start, text in zip(starts, sentences, strict=True))


def vectors_of(sentences: Sequence[TextSpan]) -> Vectors:
    return HashedEmbedder().embed_queries([span.text for span in sentences])


def nature_of(*sentences: str, role: Role | None = BACKEND, title: str | None = None) -> NatureOfWork:
    duties = spans(*sentences)
    return nature_of_work(EMPTY_DOCUMENT, title, duties, vectors_of(duties), role)


def read(text: str, role: Role | None) -> NatureOfWork:
    document = segment(text, None)
    duties = statements_for_kras(document)
    return nature_of_work(document, document.title, duties, vectors_of(duties), role)


# ---- the label


@pytest.mark.parametrize(
    ("title", "duties", "label"),
    [
        (
            None,
            [
                "Monitor the availability of every kiln and automate its releases.",
                "Deploy on Fridays, meet the SLO and be on-call for reliability.",
            ],
            "Delivery automation and reliability",
        ),
        (
            "Data Modeler",
            [
                "Review existing data models and develop changes to applications that build on them.",
                "Act as a data steward who knows tables and data lineage.",
            ],
            "Data modelling and governance",
        ),
        ("Java Developer", ["Work with a small group in Leeds."], FEATURES),
        ("Storage Engineer", ["Perform backups, install disks and solve incidents."], "Operations and support"),
    ],
)
def test_label_goes_by_the_words_of_the_duties_and_the_title(title: str | None, duties: list[str], label: str) -> None:
    assert label_of(title, duties) == label


def test_word_of_few_labels_tells_more_than_one_of_many() -> None:
    # "Build" speaks for several labels, "audit" for one.
    assert label_of(None, ["Build it and audit it"]) == "Security and risk"


def test_word_counts_once_a_sentence() -> None:
    assert label_of(None, ["code code code code", "audit this", "audit that"]) == "Security and risk"


def test_duties_count_more_than_the_title() -> None:
    duties = ["Assess risks and vulnerabilities.", "Test the controls of the security policies."]
    assert label_of("Project Manager", duties) == "Security and risk"


def test_label_of_nothing_is_unclear() -> None:
    assert label_of(None, []) == label_of("Potter", ["Glaze the pots."]) == UNCLEAR


def test_labels_are_many_and_each_is_there_once() -> None:
    assert len(labels()) >= 12
    assert len(set(labels())) == len(labels())


# ---- summary and quotes


def test_nature_of_work_is_told_in_the_job_descriptions_own_sentences() -> None:
    nature = read(POSTING, BACKEND)
    assert (nature.label, nature.source) == (FEATURES, "jd")
    assert 1 <= len(nature.evidence) <= QUOTES
    for quote in nature.evidence:
        assert POSTING[quote.start : quote.end] == quote.text
    told = [span.text for span in statements_for_kras(segment(POSTING, None)) if span.text[:-1] in nature.summary]
    assert len(told) == 2
    assert nature.summary == " ".join(text.rstrip(".") + "." for text in told)


def test_summary_takes_the_duties_that_speak_for_the_label_first() -> None:
    nature = nature_of(
        "Walk around the kilns of the pottery with a lamp at night.",
        "Walk around the kilns of the pottery with backups at night.",
        "Walk around the kilns of the pottery with a torch at night.",
        "Walk around the kilns of the pottery with incidents at night.",
    )
    assert nature.label == "Operations and support"
    assert nature.summary == (
        "Walk around the kilns of the pottery with backups at night. "
        "Walk around the kilns of the pottery with incidents at night."
    )


def test_summary_takes_what_asks_for_a_person_last() -> None:
    nature = nature_of(
        "Walk around the kilns of the pottery with experience at night.",
        "Walk around the kilns of the pottery with a lamp at night.",
        "Walk around the kilns of the pottery with a degree at night.",
        "Walk around the kilns of the pottery with a torch at night.",
    )
    assert nature.summary == (
        "Walk around the kilns of the pottery with a lamp at night. "
        "Walk around the kilns of the pottery with a torch at night."
    )


def test_quotes_stand_in_the_order_of_the_text() -> None:
    nature = nature_of(
        *(f"Fire the kiln and watch it all night, batch {word}." for word in ("one", "two", "three", "four"))
    )
    assert list(nature.evidence) == sorted(nature.evidence)
    assert len(nature.evidence) == QUOTES


def test_role_is_mixed_in_where_one_sentence_is_all() -> None:
    nature = nature_of("Build the services that steer our kilns at night")
    assert nature.source == "mixed"
    assert nature.summary == f"Build the services that steer our kilns at night. {BACKEND.archetype}."
    assert nature.evidence == spans("Build the services that steer our kilns at night")


def test_posting_without_duties_is_told_by_what_it_says_of_the_job() -> None:
    text = (
        "We are looking for a software engineer who writes code for our kilns in Leeds.\n\n"
        "Requirements:\n- Five years of experience with Java and Spring Boot in production.\n"
    )
    nature = read(text, BACKEND)
    assert (nature.label, nature.source) == (FEATURES, "mixed")
    [quote] = nature.evidence
    assert text[quote.start : quote.end] == quote.text == text.split("\n")[0]


def test_nature_of_work_rests_on_the_role_where_no_sentence_is_there() -> None:
    nature = nature_of()
    assert nature.source == "role_baseline"
    assert nature.summary == f"{BACKEND.archetype}. {BACKEND_KRAS[0]}"
    assert nature.evidence == ()


def test_nature_of_work_without_sentence_and_role_is_unclear() -> None:
    assert nature_of(role=None) == NatureOfWork(UNCLEAR, "", (), "jd")
