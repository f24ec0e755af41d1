from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from graph_service.domain.document import Document, ParsedJD, TextSpan
from graph_service.domain.run import CandidateDimension, Decision, DecisionCase, DimensionGroup, Placement
from graph_service.domain.taxonomy import Era, Role, Vectors
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.sections import segment
from graph_service.pipeline import report as stage
from graph_service.pipeline.parse import parse, statements_for_kras
from graph_service.pipeline.report import (
    MATURITY,
    USUAL_STACK,
    ai_index,
    skill_clusters,
    tech_stack_maturity,
)
from tests.unit.libraries import BACKEND_KRAS, LIBRARY, a_library, a_skill
from tests.unit.pipeline.placements import known, new

BACKEND, FRONTEND, ML = (LIBRARY.roles[slug] for slug in ("backend-engineer", "frontend-engineer", "ml-engineer"))
NOBODY = ParsedJD()

POSTING = """Senior Kiln Engineer

Responsibilities
• Build the services that steer our kilns and ship new features to the potteries every week.
• Develop the code of the temperature service and implement what potters ask for.
• Build and test features of the glaze application with two colleagues.
• Write.

Requirements
• Java and Spring Boot

Benefits
• Work beside our AI team, on AI-powered coffee machines
"""


def vectors_of(sentences: Sequence[TextSpan]) -> Vectors:
    return HashedEmbedder().embed_queries([span.text for span in sentences])


# ---- skill clusters


def test_clusters_come_in_the_roles_order_and_then_the_rest() -> None:
    placements = [known(slug) for slug in ("react", "microservices", "mentoring", "java", "sql")]
    assert skill_clusters(placements, BACKEND) == (
        DimensionGroup("services", ("Java", "SQL")),
        DimensionGroup("distributed-systems", ("Microservices",)),
        DimensionGroup(None, ("React", "Mentoring")),
    )


def test_clusters_hold_each_skill_once() -> None:
    both = replace(LIBRARY.roles["data-engineer"], dimensions=("distributed-systems", "streaming"))
    assert skill_clusters([known("apache-kafka"), known("apache-flink")], both) == (
        DimensionGroup("distributed-systems", ("Apache Kafka",)),
        DimensionGroup("streaming", ("Apache Flink",)),
    )


def test_clusters_count_no_candidate_dimension_as_known() -> None:
    assert skill_clusters([new("Clay Throwing", ("services", 0.9))], BACKEND) == (
        DimensionGroup(None, ("Clay Throwing",)),
    )


def test_clusters_without_a_role_are_one_group() -> None:
    assert skill_clusters([known("java"), known("react")], None) == (DimensionGroup(None, ("Java", "React")),)
    assert skill_clusters([], BACKEND) == ()


# ---- AI index


def index_of(
    text: str, *placements: Placement, role: Role | None = BACKEND, title: str | None = None
) -> tuple[float, str]:
    index = ai_index(segment(f"Responsibilities\n• {text}\n", title), NOBODY, placements, role)
    return index.score, index.source


PLAIN = tuple(known(slug) for slug in ("java", "sql", "react"))
TORCH = known("pytorch")


def as_ai(placement: Placement) -> Placement:
    """The placement in a dimension that counts as AI."""
    return replace(placement, dimensions=(CandidateDimension("machine-learning", 1.0, is_known=True),))


@pytest.mark.parametrize(
    ("text", "title", "placements", "score"),
    [
        ("Keep the kilns hot", "Kiln Keeper", PLAIN, 0.0),
        ("Keep the kilns hot", "AI Engineer", PLAIN, 1.0),
        ("Keep the kilns hot", "Kiln Keeper", (*PLAIN, TORCH), 0.5 + 1.25),
        ("Keep the kilns hot", "Kiln Keeper", (*PLAIN, replace(TORCH, is_primary=False)), 0.5 + 0.25),
        ("Join our AI team", "Kiln Keeper", PLAIN, 1.0),
        ("Build AI-powered kilns", "Kiln Keeper", PLAIN, 1.0),
        (
            "Join our AI team to build AI-powered kilns",
            "Machine Learning Engineer",
            (*PLAIN, TORCH, as_ai(known("vllm", is_primary=False))),
            5.0,
        ),
    ],
)
def test_ai_index_adds_up(text: str, title: str, placements: tuple[Placement, ...], score: float) -> None:
    assert index_of(text, *placements, title=title) == (score, "jd")


def test_ai_index_tells_its_flags() -> None:
    document = segment("Responsibilities\n• Build AI products\n", "Prompt Engineer")
    index = ai_index(document, NOBODY, (*PLAIN, replace(TORCH, is_primary=False)), ML)
    assert index.title_match
    assert index.has_ai_skill
    assert not index.primary_ai_skill
    assert index.secondary_ai_skill
    assert not index.on_ai_team
    assert index.builds_ai_products


def test_ai_index_does_not_count_benefits() -> None:
    document = segment(POSTING, None)
    index = ai_index(document, parse(document), PLAIN, BACKEND)
    assert (index.score, index.on_ai_team, index.builds_ai_products) == (0.0, False, False)


def test_ai_index_takes_the_stated_title_where_none_came_with_the_text() -> None:
    document = segment("Responsibilities\n• Keep the kilns hot\n", None)
    assert ai_index(document, ParsedJD(title="AI Engineer"), PLAIN, BACKEND).title_match
    assert not ai_index(document, ParsedJD(title="Maintainer"), PLAIN, BACKEND).title_match


def test_ai_index_rests_on_the_role_where_few_skills_are_named() -> None:
    assert index_of("Keep the kilns hot", role=ML) == (5.0, "role_baseline")
    assert index_of("Build AI-powered kilns", known("java"), role=BACKEND) == (1.0, "mixed")
    half = replace(ML, dimensions=("machine-learning", "services"))
    assert index_of("Keep the kilns hot", role=half) == (2.5, "role_baseline")
    assert index_of("Keep the kilns hot", role=None) == (0.0, "jd")


# ---- tech stack maturity


@pytest.mark.parametrize(
    ("skills", "label"),
    [
        (("cobol", "cobol", "cobol"), "Legacy"),
        (("java", "html", "scala"), "Established"),
        (("react", "nestjs", "spring-boot"), "Modern"),
        (("microservices", "apache-kafka", "apache-flink"), "Modern Cloud Native"),
        (("pytorch", "vllm", "pytorch"), "AI Native"),
    ],
)
def test_maturity_has_five_steps(skills: tuple[str, ...], label: str) -> None:
    assert len(MATURITY) == 5
    maturity = tech_stack_maturity([known(slug) for slug in skills], BACKEND, LIBRARY)
    assert (maturity.label, maturity.source) == (label, "jd")


def test_maturity_names_the_skills_that_decided_it_and_the_others() -> None:
    placements = [known(slug) for slug in ("react", "spring-boot", "java", "pytorch")]
    maturity = tech_stack_maturity(placements, BACKEND, LIBRARY)
    assert maturity.label == "Modern"
    assert maturity.reasoning == (
        "By React, Spring Boot, the stack that is asked for stands at 2.2 on a scale of 0 to 4 "
        "(beside established: Java; ai native: PyTorch)."
    )


def test_maturity_counts_primary_skills_twice() -> None:
    modern = [known("react"), known("nestjs")]
    assert tech_stack_maturity([*modern, known("cobol", is_primary=False)], None, LIBRARY).label == "Modern"
    assert tech_stack_maturity([*modern, known("cobol")], None, LIBRARY).label == "Established"


def test_maturity_does_not_count_what_is_no_technology() -> None:
    placements = [known("solar-farms"), known("mentoring"), new("Clay Throwing")]
    maturity = tech_stack_maturity(placements, None, LIBRARY)
    assert (maturity.label, maturity.source) == ("Unknown", "jd")
    assert maturity.reasoning == "Neither the job description nor its role names a technology."


def test_maturity_rests_on_the_role_where_few_technologies_are_named() -> None:
    baseline = tech_stack_maturity([], ML, LIBRARY)
    assert (baseline.label, baseline.source) == ("AI Native", "role_baseline")
    assert "the usual stack of a Machine Learning Engineer" in baseline.reasoning
    mixed = tech_stack_maturity([known("react")], ML, LIBRARY)
    assert mixed.source == "mixed"
    assert "the stack that is asked for" in mixed.reasoning


def test_maturity_of_a_role_rests_on_the_technologies_that_others_rest_on() -> None:
    many = [a_skill(f"Aged{number}x", ["services"], era=Era.LEGACY) for number in range(USUAL_STACK)]
    java = replace(LIBRARY.skills["java"], era=Era.MODERN)
    users = [replace(a_skill(f"User{number}x", ()), implies=("java",)) for number in range(3)]
    library = a_library([*many, java, *users], [BACKEND])
    maturity = tech_stack_maturity([], library.roles["backend-engineer"], library)
    assert maturity.label == "Legacy"
    assert "beside modern: Java" in maturity.reasoning
    assert "Aged9x" not in maturity.reasoning


# ---- the whole report


def test_report_tells_all_of_a_run() -> None:
    document = segment(POSTING, None)
    sentences = statements_for_kras(document)
    told = stage.report(
        document,
        parse(document),
        [known("java"), known("spring-boot"), known("react")],
        Decision(DecisionCase.A, "backend-engineer", 1.0, "-"),
        sentences,
        vectors_of(sentences),
        LIBRARY,
    )
    assert told.skill_clusters[0] == DimensionGroup("services", ("Java", "Spring Boot"))
    assert told.skill_clusters[-1] == DimensionGroup(None, ("React",))
    assert told.kra_description in POSTING
    assert "temperature service" in told.kra_description
    assert told.tech_stack_maturity.label == "Modern"
    assert told.ai_index.score == 0.0
    assert (told.nature_of_work.label, told.kra_source) == ("Building new features and services", "jd")


def test_report_on_a_sparse_posting_rests_on_the_role() -> None:
    document = Document("Backend Developer", None, ())
    told = stage.report(
        document,
        NOBODY,
        [],
        Decision(DecisionCase.A, "backend-engineer", 1.0, "-"),
        (),
        np.zeros((0, 384), np.float32),
        LIBRARY,
    )
    sources = (told.nature_of_work.source, told.ai_index.source, told.tech_stack_maturity.source)
    assert (*sources, told.kra_source) == ("role_baseline",) * 4
    assert told.kra_description == "".join(f"• {kra}\n" for kra in BACKEND_KRAS).strip()
    assert told.skill_clusters == ()


def test_report_without_a_role_has_no_baseline() -> None:
    told = stage.report(
        segment(POSTING, None),
        NOBODY,
        [known("java")],
        Decision(DecisionCase.F, None, 0.0, "-", is_new_role=True),
        (),
        np.zeros((0, 384), np.float32),
        LIBRARY,
    )
    assert told.skill_clusters == (DimensionGroup(None, ("Java",)),)
    assert (told.ai_index.source, told.tech_stack_maturity.source, told.kra_description) == ("jd", "jd", "")
    assert told.tech_stack_maturity.label == "Established"
