from __future__ import annotations

import pytest

from graph_service.domain.run import Decision, DecisionCase, ProposedRole
from graph_service.evaluation.roles import (
    Judged,
    MarkedJD,
    MarkedTitle,
    describe,
    is_near,
    role_of,
    roles_of,
    score_roles,
    score_titles,
)
from graph_service.evaluation.stages import Stages
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.knowledge import Knowledge
from graph_service.settings import Thresholds
from tests.unit.libraries import LIBRARY, a_library, a_role

LIMITS = Thresholds()
KNOWLEDGE = Knowledge.of(LIBRARY)
FRONTEND = MarkedJD(
    "Senior UI Developer",
    "Frontend Developers",
    """We are looking for a colleague in Leeds.

Responsibilities:
- Turn designs into accessible pages made of components.

Requirements:
- Solid React and HTML.
- TypeScript in production.
""",
)
UNMARKED = MarkedJD("Kiln Keeper", None, "Responsibilities:\n- Keep six kilns hot through the night.\n")


# ---- names of roles


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Frontend Developer", "frontend-engineer"),
        ("senior data engineers", "data-engineer"),
        ("Pipeline Engineer", "data-engineer"),
        ("Application Engineer", "backend-engineer"),
        ("Kiln Keeper", None),
        ("Senior", None),
        ("", None),
        (None, None),
    ],
)
def test_role_of_a_name_is_the_one_with_that_alias(name: str | None, slug: str | None) -> None:
    assert role_of(name, LIBRARY) == slug


@pytest.mark.parametrize(
    ("role", "expected", "near"),
    [
        ("backend-engineer", "backend-engineer", True),
        ("node-backend-developer", "backend-engineer", True),
        ("backend-engineer", "scala-backend-developer", True),
        ("node-backend-developer", "scala-backend-developer", False),
        ("data-engineer", "backend-engineer", False),
        (None, "backend-engineer", False),
        ("backend-engineer", None, False),
        (None, None, False),
    ],
)
def test_near_roles_are_the_same_or_parent_and_specialisation(
    role: str | None, expected: str | None, near: bool
) -> None:
    assert is_near(role, expected, LIBRARY) is near


def test_near_roles_may_be_generations_apart() -> None:
    parent = a_role("keeper", "Kiln Keeper")
    child = a_role("firer", "Kiln Firer", specialises="keeper")
    grandchild = a_role("stoker", "Kiln Stoker", specialises="firer")
    library = a_library((), [parent, child, grandchild])
    assert is_near("keeper", "stoker", library)
    assert is_near("stoker", "keeper", library)


def test_roles_of_a_shared_name_are_all_its_owners() -> None:
    assert roles_of("Application Engineers", LIBRARY) == ("backend-engineer", "frontend-engineer")
    assert roles_of("Florist", LIBRARY) == ()


# ---- job descriptions


def test_roles_are_scored_where_they_are_known_and_cases_everywhere() -> None:
    scores = score_roles([FRONTEND, UNMARKED], True, Stages(KNOWLEDGE, HashedEmbedder(), LIMITS))
    assert (scores.known, scores.first, scores.near, scores.in_three) == (1, 1, 1, 1)
    assert scores.cases == {"A": 1, "F": 1}
    assert scores.arbiter == 0
    first, second = scores.rows
    assert (first.jd, first.expected, first.ranking[0]) == (FRONTEND, "frontend-engineer", "frontend-engineer")
    assert (second.expected, second.decision.case) == (None, DecisionCase.F)
    assert len(first.ranking) <= 3
    assert len(set(first.ranking)) == len(first.ranking)


def test_roles_are_scored_from_the_text_alone() -> None:
    (row,) = score_roles([FRONTEND], False, Stages(KNOWLEDGE, HashedEmbedder(), LIMITS)).rows
    assert row.decision.case is not DecisionCase.A
    assert row.decision.role == "frontend-engineer"


def test_score_of_a_wrong_role_counts_for_nothing() -> None:
    wrong = MarkedJD(FRONTEND.title, "Machine Learning Engineer", FRONTEND.text)
    scores = score_roles([wrong], True, Stages(KNOWLEDGE, HashedEmbedder(), LIMITS))
    assert (scores.known, scores.first, scores.near) == (1, 0, 0)


def test_score_of_no_job_description_is_nought() -> None:
    scores = score_roles([], True, Stages(KNOWLEDGE, HashedEmbedder(), LIMITS))
    assert (scores.known, scores.first, scores.in_three, scores.arbiter, scores.cases) == (0, 0, 0, 0, {})


# ---- titles


def test_titles_are_right_where_their_role_is_found_and_left_alone_where_there_is_none() -> None:
    rows = [
        MarkedTitle("Sr. Pipeline Engineer", "Data Engineers"),
        MarkedTitle("Scala Developer", "Backend Developer"),
        MarkedTitle("UI Developer", "Data Engineer"),
        MarkedTitle("Florist", "Florists"),
        MarkedTitle("Software Engineer", "Ceramicists"),
    ]
    scores = score_titles(rows, LIBRARY, LIMITS)
    assert (scores.covered, scores.right) == (3, 2)
    assert (scores.uncovered, scores.left_alone) == (2, 1)
    assert scores.misses == ("UI Developer (Data Engineer): frontend-engineer in place of data-engineer",)


# ---- the file of misses


def judged(decision: Decision) -> str:
    return describe(Judged(UNMARKED, "data-engineer", decision, ()))


def test_miss_is_told_in_a_line() -> None:
    assert judged(Decision(DecisionCase.E, "ml-engineer", 0.5, "close")) == (
        "'Kiln Keeper': ml-engineer, expected data-engineer; close"
    )
    proposed = ProposedRole("Kiln Keeper", "kiln-keeper", (), "", (), ())
    assert judged(Decision(DecisionCase.F, None, 0.0, "none", is_new_role=True, new_role=proposed)) == (
        "'Kiln Keeper': new role Kiln Keeper (F), expected data-engineer; none"
    )
