from __future__ import annotations

import pytest

from graph_service.domain.taxonomy import Library
from graph_service.evaluation.extraction import (
    Error,
    MarkedSentence,
    Tally,
    located,
    marked_sentence,
    score_sentences,
)
from graph_service.evaluation.stages import Stages
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.knowledge import Knowledge
from graph_service.settings import Thresholds
from tests.unit.language.samples import SKILLS

LIBRARY = Library(skills={skill.slug: skill for skill in SKILLS}, dimensions={}, roles={})
STAGES = Stages(Knowledge.of(LIBRARY), HashedEmbedder(), Thresholds())


def test_score_counts_right_false_and_missed() -> None:
    row = MarkedSentence("Java, Kafka and knitting", ("Java", "knitting"), ("Java",))
    scores = score_sentences([row], STAGES)
    assert scores.tech == Tally(right=1, found=2, met=1, marked=1)
    assert scores.skills == Tally(right=1, found=2, met=1, marked=2)
    assert scores.errors == (
        Error("tech", "false", "Kafka", "Kafka", row.text),
        Error("skills", "missed", "knitting", None, row.text),
        Error("skills", "false", "Kafka", "Kafka", row.text),
    )


def test_score_leaves_practices_out_of_the_technologies() -> None:
    row = MarkedSentence("CI/CD with Docker", ("CI/CD", "Docker"), ("Docker",))
    scores = score_sentences([row], STAGES)
    assert scores.tech == Tally(right=1, found=1, met=1, marked=1)
    assert scores.skills == Tally(right=2, found=2, met=2, marked=2)


def test_score_leaves_disputed_finds_out_of_the_undisputed_measure() -> None:
    row = MarkedSentence("Java and Docker", ("Java", "Docker"), ("Java",))
    scores = score_sentences([row], STAGES)
    assert (scores.tech.found, scores.tech_undisputed.found) == (2, 1)


def test_score_exact_asks_for_the_same_spelling() -> None:
    row = MarkedSentence("the Java platform, NodeJS", ("the Java platform", "NodeJS"), ("the Java platform", "NodeJS"))
    scores = score_sentences([row], STAGES)
    assert scores.tech.f1 == 1.0
    assert scores.tech_exact == Tally(right=1, found=2, met=1, marked=2)


def test_score_adds_up_over_sentences() -> None:
    rows = [MarkedSentence("Java", ("Java",), ("Java",)), MarkedSentence("Kafka", (), ())]
    tech = score_sentences(rows, STAGES).tech
    assert (tech.precision, tech.recall) == (0.5, 1.0)
    assert tech.f1 == pytest.approx(2 / 3)


def test_tally_of_nothing_is_zero() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1) == (0.0, 0.0, 0.0)


def test_located_finds_each_phrase_as_a_word_of_its_own() -> None:
    text = "JavaScript, Java, C and C++"
    assert [(span.start, span.text) for span in located(text, ("Java", "C", "C++", "Go"))] == [
        (12, "Java"),
        (18, "C"),
        (24, "C++"),
    ]


def test_located_places_a_repeated_phrase_twice() -> None:
    assert [span.start for span in located("Java or Java", ("Java", "Java"))] == [0, 8]


def test_marked_sentence_reads_a_row() -> None:
    row = {"text": "Java", "skills": ["Java"], "skills_tech": []}
    assert marked_sentence(row) == MarkedSentence("Java", ("Java",), ())
