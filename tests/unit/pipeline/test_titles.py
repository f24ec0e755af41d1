from __future__ import annotations

import pytest

from graph_service.domain.run import AliasSignal
from graph_service.domain.taxonomy import Library
from graph_service.pipeline.titles import ALMOST, EXACT, GENERIC, LEAST, TitleIndex, title_key, title_words
from tests.unit.libraries import EMPTY, LIBRARY, a_library, a_role


def nearest(*titles: str, library: Library = LIBRARY) -> tuple[AliasSignal, ...]:
    return TitleIndex(library).nearest(titles)


# ---- keys


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Senior Software Engineer", "software engineer"),
        ("Sr. Back-End Dev II", "back end developer"),
        ("Software Engineers (remote)", "software engineer"),
        ("Staff Nurse", "nurse"),
        ("Lead Software Engineer", "software engineer"),
        ("Full-Stack Engineer", "full stack engineer"),
        ("Fullstack engineer", "full stack engineer"),
        ("Senior C++ Developer", "c++ developer"),
        (".NET Developer", ".net developer"),
        ("Kiln Keeper, part-time", "kiln keeper"),
    ],
)
def test_title_key_leaves_out_how_senior_the_person_is(title: str, key: str) -> None:
    assert title_key(title) == key


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Team Lead", ("team", "lead")),
        ("Test Lead", ("test", "lead")),
        ("Head of Engineering", ("head", "of", "engineering")),
        ("Chief Technology Officer", ("chief", "technology", "officer")),
    ],
)
def test_title_words_keep_a_rank_that_is_the_job(title: str, words: tuple[str, ...]) -> None:
    assert title_words(title) == words


@pytest.mark.parametrize("title", ["Senior", "Lead", "Junior II", "", " — "])
def test_title_of_seniority_alone_has_no_key(title: str) -> None:
    assert title_key(title) == ""
    assert nearest(title) == ()


# ---- exact titles


@pytest.mark.parametrize("title", ["Software Engineer", "senior software engineer", "Software Engineers - Contract"])
def test_nearest_is_exact_but_for_seniority_and_spelling(title: str) -> None:
    assert nearest(title)[0] == AliasSignal("backend-engineer", EXACT, "Software Engineer")
    assert [row.role for row in nearest(title) if row.score == EXACT] == ["backend-engineer"]


def test_nearest_names_every_owner_of_a_shared_alias() -> None:
    assert nearest("Application Engineer")[:2] == (
        AliasSignal("backend-engineer", EXACT, "Application Engineer"),
        AliasSignal("frontend-engineer", EXACT, "Application Engineer"),
    )


def test_nearest_takes_the_best_of_the_variants() -> None:
    rows = nearest("Pipeline Engineer w/ Airflow", "Pipeline Engineer")
    assert rows[0] == AliasSignal("data-engineer", EXACT, "Pipeline Engineer")


def test_nearest_of_two_titles_has_both() -> None:
    rows = nearest("Backend Engineer / Data Engineer", "Backend Engineer", "Data Engineer")
    assert [(row.role, row.matched_alias) for row in rows if row.score == EXACT] == [
        ("backend-engineer", "Backend Engineer"),
        ("data-engineer", "Data Engineer"),
    ]


def test_nearest_takes_a_role_alias_that_is_also_a_skill_for_the_title_that_it_is() -> None:
    assert nearest("Java")[0] == AliasSignal("ml-engineer", EXACT, "Java")


def test_nearest_counts_one_word_of_a_variant_as_generic() -> None:
    rows = nearest("Java (Leeds)", "Java")
    assert rows[0] == AliasSignal("ml-engineer", GENERIC, "Java")


RANKED = a_library(
    (),
    [
        a_role("lead", "Engineering Lead", (), "Lead Kiln Engineer"),
        a_role("kiln-engineer", "Kiln Engineer"),
    ],
)


def test_nearest_keeps_an_alias_about_seniority_for_titles_that_say_the_same() -> None:
    assert nearest("Kiln Engineer", library=RANKED)[:2] == (
        AliasSignal("kiln-engineer", EXACT, "Kiln Engineer"),
        AliasSignal("lead", ALMOST, "Lead Kiln Engineer"),
    )


def test_nearest_puts_an_alias_to_the_letter_before_one_that_is_equal_but_for_seniority() -> None:
    assert nearest("Lead Kiln Engineer", library=RANKED)[:2] == (
        AliasSignal("lead", EXACT, "Lead Kiln Engineer"),
        AliasSignal("kiln-engineer", ALMOST, "Kiln Engineer"),
    )


# ---- near titles


def test_nearest_is_less_sure_of_a_longer_title_that_holds_an_alias() -> None:
    row = nearest("Data Engineer Kilns")[0]
    assert (row.role, row.matched_alias) == ("data-engineer", "Data Engineer")
    assert 0.75 < row.score < ALMOST


def test_nearest_is_unsure_of_a_longer_title_that_holds_an_alias_of_one_word() -> None:
    row = next(row for row in nearest("Java Kiln Keeper") if row.role == "ml-engineer")
    assert 0.5 < row.score < GENERIC


def test_nearest_forgives_a_typo_in_a_long_word() -> None:
    assert nearest("Machine Lerning Engineer")[0] == AliasSignal("ml-engineer", EXACT, "Machine Learning Engineer")


def test_nearest_weighs_telling_words_for_more() -> None:
    scores = {row.role: row.score for row in nearest("Scala Engineer")}
    assert scores["scala-backend-developer"] > scores.get("data-engineer", 0.0)


def test_nearest_lists_no_noise() -> None:
    assert all(row.score >= LEAST for row in nearest("Principal Data Engineer for Kilns, Glazes and Clay"))
    assert nearest("Florist") == ()


def test_nearest_in_an_empty_library_is_none() -> None:
    assert nearest("Software Engineer", library=EMPTY) == ()


def test_nearest_lists_the_best_first_and_each_role_once() -> None:
    rows = nearest("Senior Backend Developer", "Backend Developer")
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    assert len({row.role for row in rows}) == len(rows)


# ---- words that are a rank or terms of employment in one place, and the job in another


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Data Entry Specialist", "data entry specialist"),
        ("Entry Level Java Developer", "java developer"),
        ("Java Developer - Entry Level", "java developer"),
        ("Entry-Level Data Entry Clerk", "data entry clerk"),
        ("IT Contract Manager", "it contract manager"),
        ("Contract Manager", "contract manager"),
        ("Smart Contract Developer", "smart contract developer"),
        ("Contract Java Developer", "java developer"),
        ("Java Developer (Contract)", "java developer"),
        ("Java Developer, Remote Contract", "java developer"),
        ("Onsite Support Engineer", "onsite support engineer"),
        ("On-site Java Developer", "java developer"),
        ("Remote Sensing Analyst", "remote sensing analyst"),
        ("Hybrid Cloud Architect", "hybrid cloud architect"),
        ("Level Designer", "level designer"),
        ("Level 2 Support Engineer", "support engineer"),
        ("IBM i Developer", "ibm i developer"),
        ("IT Assistant", "it assistant"),
        ("Assistant Network Administrator", "network administrator"),
        ("Network Engineer Associate", "network engineer"),
    ],
)
def test_title_key_tells_terms_of_employment_from_work(title: str, key: str) -> None:
    assert title_key(title) == key


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("Proj Mgr", "Proj Manager"),
        ("Asst. IT Coord", "Assistant IT Coordinator"),
        ("Information and Communications Technology Technician", "ICT Technician"),
        ("Information Technology Auditor", "IT Auditor"),
        ("Computer Vision Expert", "Computer Vision Specialist"),
        ("Cybersecurity Analyst", "Cyber Security Analyst"),
        ("Virtualisation Engineer", "Virtualization Engineer"),
    ],
)
def test_title_key_is_the_same_for_two_ways_to_write_a_word(title: str, same: str) -> None:
    assert title_key(title) == title_key(same)


# ---- other orders, and other words for somebody who works at it

WIDER = a_library(
    (),
    [
        a_role("kilns", "Kiln Engineer", (), "Kiln Specialist", "Kiln Consultant"),
        a_role("glazes", "Glaze Vision Engineer", (), "Glaze Data Coordinator", "Director of Glazes"),
    ],
)


def test_nearest_takes_another_order_of_the_same_words_for_almost_the_same() -> None:
    assert nearest("Glazes Director", library=WIDER)[0] == AliasSignal("glazes", ALMOST, "Director of Glazes")


def test_nearest_weighs_the_field_for_more_than_the_word_for_somebody_in_it() -> None:
    row = nearest("Glaze Vision Expert", library=WIDER)[0]
    assert (row.role, row.matched_alias) == ("glazes", "Glaze Vision Engineer")
    assert row.score > 0.6  # 0.9 × 2 of 3 words: in a library so small a word tells little more than another


def test_nearest_forgives_words_inside_an_alias() -> None:
    row = nearest("Glaze Trials Data Coordinator", library=WIDER)[0]
    assert (row.role, row.matched_alias) == ("glazes", "Glaze Data Coordinator")
    assert 0.75 < row.score < ALMOST
