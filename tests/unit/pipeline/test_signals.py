from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graph_service.domain.document import TextSpan
from graph_service.domain.run import ExtractedSkill, KRAMatch, SkillTag
from graph_service.domain.taxonomy import Centroid, Library, SkillNature, Vectors
from graph_service.pipeline.signals import (
    DETAILED,
    PAIRS,
    SECONDARY,
    centroid_similarities,
    emphasis,
    kra_score,
    kra_signal,
    skill_signal,
)
from tests.unit.libraries import EMPTY, LIBRARY, a_library, a_role, a_skill

MANY = a_library(
    [a_skill("Pug", ["everywhere"])],
    [a_role(f"role-{number}", f"Role {number}", ["everywhere"], kras=[f"Duty {number}."]) for number in range(8)],
)


def found(name: str, *, is_primary: bool = True, mentions: int = 1, known: bool = True) -> ExtractedSkill:
    spans = tuple(TextSpan(10 * place, 10 * place + len(name), name) for place in range(mentions))
    return ExtractedSkill(
        name, is_primary, SkillTag.IN_DB if known else SkillTag.NEW, name.lower() if known else None, name, spans
    )


def pointing(*directions: tuple[float, ...]) -> Vectors:
    vectors = np.array(directions, np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


# ---- emphasis


def test_emphasis_is_less_for_what_is_nice_to_have_and_more_for_what_is_said_often() -> None:
    weights = emphasis([found("Java"), found("Scala", is_primary=False), found("SQL", mentions=3)])
    assert weights["java"] == 1.0
    assert weights["scala"] == SECONDARY
    assert weights["sql"] == pytest.approx(1 + np.log(3))


def test_emphasis_leaves_out_what_the_library_does_not_have() -> None:
    assert emphasis([found("Clay Throwing", known=False)]) == {}


def test_emphasis_counts_a_skill_without_evidence_once() -> None:
    assert emphasis([found("Java", mentions=0)]) == {"java": 1.0}


# ---- skills


def test_skill_score_is_the_share_of_the_recognised_skills_that_the_role_covers() -> None:
    rows = {row.role: row for row in skill_signal({"microservices": 1.0, "react": 1.0}, LIBRARY)}
    row = rows["backend-engineer"]
    assert (row.score, row.matched_count, row.total_count, row.matched_skills) == (0.5, 1, 2, ("Microservices",))


def test_skill_signal_does_not_count_what_the_library_does_not_have() -> None:
    rows = skill_signal({"microservices": 1.0, "clay-throwing": 1.0}, LIBRARY)
    assert {row.total_count for row in rows} == {1}


def test_skill_signal_lists_only_roles_that_cover_a_skill() -> None:
    assert [row.role for row in skill_signal({"react": 1.0}, LIBRARY)] == ["frontend-engineer"]
    assert skill_signal({"mentoring": 1.0}, LIBRARY) == ()


@pytest.mark.parametrize("library", [LIBRARY, EMPTY])
def test_skill_signal_of_nothing_is_empty(library: Library) -> None:
    assert skill_signal({}, library) == ()
    assert skill_signal({"clay-throwing": 1.0}, library) == ()


def test_weighted_score_is_one_for_a_role_of_one_dimension_that_all_is_in() -> None:
    row = skill_signal({"react": 1.0, "html": 1.0}, LIBRARY)[0]
    assert (row.role, row.weighted_score) == ("frontend-engineer", 1.0)


def test_weighted_score_tells_apart_what_the_plain_one_does_not() -> None:
    rows = {row.role: row for row in skill_signal({"node-js": 1.0, "nestjs": 1.0, "java": 1.0, "react": 1.0}, LIBRARY)}
    assert rows["node-backend-developer"].weighted_score > rows["backend-engineer"].weighted_score
    level = {row.role: row for row in skill_signal({"java": 1.0, "react": 1.0}, LIBRARY)}
    assert level["backend-engineer"].score == level["frontend-engineer"].score == 0.5
    # Three roles write services and one works in the browser: a browser skill tells more.
    assert level["frontend-engineer"].weighted_score > level["backend-engineer"].weighted_score


def test_weighted_score_counts_emphasis() -> None:
    weak = {row.role: row for row in skill_signal({"react": 0.5, "airflow": 1.0}, LIBRARY)}
    strong = {row.role: row for row in skill_signal({"react": 2.0, "airflow": 1.0}, LIBRARY)}
    assert strong["frontend-engineer"].weighted_score > weak["frontend-engineer"].weighted_score
    assert strong["frontend-engineer"].score == weak["frontend-engineer"].score


def test_soft_skills_do_not_move_the_weighted_score() -> None:
    sociable = a_library(
        [a_skill("Java", ["services"]), a_skill("Mentoring", ["people"], nature=SkillNature.SOFT_SKILL)],
        [a_role("builder", "Builder", ["services"]), a_role("host", "Host", ["people", "services"])],
    )
    alone = {row.role: row.weighted_score for row in skill_signal({"java": 1.0}, sociable)}
    rows = skill_signal({"java": 1.0, "mentoring": 3.0}, sociable)
    assert {row.role: row.weighted_score for row in rows} == alone
    assert {row.role: row.score for row in rows} == {"builder": 0.5, "host": 1.0}


def test_skill_signal_lists_the_best_weighted_score_first_and_the_broader_role_of_two_alike() -> None:
    twins = a_library(
        [a_skill("Java", ["services"])],
        [
            a_role("a-narrow", "Narrow", ["services"], specialises="z-broad"),
            a_role("z-broad", "Broad", ["services"]),
            a_role("distracted", "Distracted", ["browser", "services"]),
        ],
    )
    assert [row.role for row in skill_signal({"java": 1.0}, twins)] == ["z-broad", "a-narrow", "distracted"]


def test_skill_signal_keeps_details_for_the_first_rows_only() -> None:
    rows = skill_signal({"pug": 1.0}, MANY)
    assert len(rows) == len(MANY.roles)
    assert [bool(row.matched_skills) for row in rows] == [True] * DETAILED + [False] * (len(rows) - DETAILED)
    assert {row.matched_count for row in rows} == {1}


# ---- KRAs


def test_kra_score_is_the_mean_of_the_three_best_pairs() -> None:
    assert kra_score([0.5928, 0.5197, 0.5]) == 0.5375
    assert kra_score([0.6, 0.4]) == 0.5
    assert kra_score([]) == 0.0


def test_kra_signal_keeps_the_three_pairs_that_the_score_rests_on() -> None:
    kras = ["Fire the kiln.", "Mix the glaze."]
    library = replace(
        a_library((), [a_role("potter", "Potter", kras=kras), a_role("idler", "Idler")]),
        kra_vectors=pointing((1, 0, 0), (0, 1, 0)),
    )
    (row,) = kra_signal(["Heat.", "Colour.", "Sweep."], pointing((4, 3, 0), (0, 1, 0), (0, 0, 1)), library)
    assert row.role == "potter"
    assert row.matches == (
        KRAMatch("Mix the glaze.", "Colour.", 1.0),
        KRAMatch("Fire the kiln.", "Heat.", 0.8),
        KRAMatch("Mix the glaze.", "Heat.", 0.6),
    )
    assert row.score == 0.8


def test_kra_signal_of_fewer_pairs_is_their_mean() -> None:
    library = replace(a_library((), [a_role("potter", "Potter", kras=["Fire."])]), kra_vectors=pointing((1, 0)))
    (row,) = kra_signal(["Heat."], pointing((3, 4)), library)
    assert (row.score, len(row.matches)) == (0.6, 1)


def test_kra_signal_ranks_the_roles_and_keeps_details_for_the_first_only() -> None:
    vectors = MANY.kra_vectors[[3]]
    rows = kra_signal(["Duty 3."], vectors, MANY)
    assert rows[0].role == "role-3"
    assert rows[0].score == pytest.approx(1.0)
    assert [len(row.matches) for row in rows] == [1] * DETAILED + [0] * (len(rows) - DETAILED)
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)


def test_kra_signal_needs_sentences_and_kras() -> None:
    nothing = np.zeros((0, 384), np.float32)
    assert kra_signal([], nothing, LIBRARY) == ()
    assert kra_signal(["Heat."], LIBRARY.kra_vectors[:1], EMPTY) == ()
    assert len(kra_signal(["Heat."], LIBRARY.kra_vectors[:1], LIBRARY)[0].matches) <= PAIRS


# ---- centroids


CENTRED = replace(
    a_library((), [a_role("potter", "Potter"), a_role("glazier", "Glazier")]), role_vectors=pointing((1, 0), (0, 1))
)


def test_centroid_similarity_is_with_the_description_where_no_job_description_came_yet() -> None:
    assert centroid_similarities(pointing((4, 3))[0], {}, CENTRED) == {"potter": 0.8, "glazier": 0.6}


def test_centroid_similarity_counts_the_description_like_one_job_description() -> None:
    one = {"potter": Centroid(pointing((0, 1))[0], 1)}
    assert centroid_similarities(pointing((1, 1))[0], one, CENTRED)["potter"] == 1.0
    three = {"potter": Centroid(pointing((0, 1))[0], 3)}
    # (1, 0) + 3 × (0, 1), of length √10
    assert centroid_similarities(pointing((0, 1))[0], three, CENTRED)["potter"] == pytest.approx(3 / 10**0.5, abs=1e-4)


def test_centroid_similarities_of_an_empty_library_are_none() -> None:
    assert centroid_similarities(pointing((1, 0))[0], {}, EMPTY) == {}
