"""Which pairs rank as duplicates, beside the whole starter library: its spellings teach what a word adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.curation.duplicates import LEAST_SCORE, ranked, suspicions
from graph_service.domain.duplicates import (
    DuplicateCandidate,
    DuplicateKind,
    SkillPool,
    SkillProfile,
    Spelling,
)
from graph_service.domain.taxonomy import Library, MatchStrategy, Skill, SkillNature
from graph_service.language.normalise import spelling_key
from graph_service.taxonomy.reader import read_library

SAME = [
    ("Kubernetes", "k8s"),
    ("PostgreSQL", "Postgres"),
    ("Node.js", "node js"),
    ("Amazon S3", "S3"),
    ("MLOps", "Machine Learning Ops"),
    ("Kubernetes", "Kuberentes"),
    ("Terraform", "Teraform"),
    ("Apache Kafka", "Kafka"),
    ("Site Reliability Engineering", "SRE"),
    ("Elasticsearch", "Elastic Search"),
    ("GitHub Actions", "github-actions"),
    ("Microservices", "Micro services"),
    ("Risk Management", "Management of Risk"),
    ("Java", "Java programming language"),
    ("GlassFish", "Oracle GlassFish"),
]
"""(a skill of the library, how a run found it): one thing."""

DISTINCT = [
    ("JUnit", "NUnit"),
    ("Git", "GitLab"),
    ("Java", "JavaScript"),
    ("C", "C++"),
    ("React", "React Native"),
    ("SQL", "MySQL"),
    ("AWS Lambda", "Lambda calculus"),
    ("C++", "C#"),
    ("Angular", "AngularJS"),
    ("TypeScript", "JavaScript"),
    ("OpenGL", "OpenCL"),
    ("Docker", "Docker Swarm"),
    ("Terraform", "Terragrunt"),
    ("Mentoring", "Monitoring"),
    ("Redis", "Redux"),
]
"""(a skill of the library, another skill): two things, however near they are otherwise."""


def profile(skill: Skill) -> SkillProfile:
    return SkillProfile(
        uid=skill.slug,
        slug=skill.slug,
        spellings=tuple(Spelling(a.text, a.match_strategy is MatchStrategy.CONTEXT_REQUIRED) for a in skill.aliases),
        nature=skill.nature,
        dimensions=frozenset(skill.dimensions),
        neighbours=frozenset((*skill.implies, *skill.related)),
        from_library=True,
    )


def found_by_run(name: str, like: SkillProfile | None = None) -> SkillProfile:
    """A pending skill in the dimensions of another."""
    dimensions = like.dimensions if like else frozenset[str]()
    return SkillProfile(f"new {name}", f"new-{name}", (Spelling(name),), like.nature if like else None, dimensions)


def pool_of(
    *skills: SkillProfile, alike: Iterable[tuple[str, str, float]] = (), ruled: Sequence[str] = ()
) -> SkillPool:
    """Skills with a cosine similarity of 0, but for those (uids) that are alike."""
    rows = {skill.uid: row for row, skill in enumerate(skills)}
    pairs = list(alike)
    vectors = np.zeros((len(skills), 2 * len(pairs)), np.float32)
    for place, (one, other, cosine) in enumerate(pairs):
        if not vectors[rows[one]].any():
            vectors[rows[one], 2 * place] = 1
        vectors[rows[other]] = cosine * vectors[rows[one]]
        vectors[rows[other], 2 * place + 1] = np.sqrt(1 - cosine**2)
    return SkillPool(skills, vectors, frozenset([frozenset(ruled)] if ruled else []))


def candidates(pool: SkillPool, least: float = 0.0) -> list[DuplicateCandidate]:
    return ranked(suspicions(pool, least), {}, least)


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


@pytest.fixture(scope="module")
def among_library(library: Library) -> Mapping[tuple[str, str], DuplicateCandidate]:
    """Every pair above, as a run would bring it into the library without that spelling."""
    hidden = {spelling_key(other) for _, other in SAME + DISTINCT}
    by_name = {skill.name: profile(skill) for skill in library.skills.values()}
    wanted = {name for name, _ in SAME + DISTINCT}
    kept = [
        replace(
            skill, spellings=tuple(s for s in skill.spellings if spelling_key(s.text) not in hidden or s.text == name)
        )
        for name, skill in by_name.items()
        if name in wanted or spelling_key(name) not in hidden
    ]
    new = {other: found_by_run(other, by_name[one]) for one, other in SAME + DISTINCT if other not in wanted}
    alike = [(by_name[one].uid, f"new {other}", 0.6) for one, other in SAME if other in new]
    alike += [(by_name[one].uid, f"new {other}", 0.85) for one, other in DISTINCT if other in new]
    found = candidates(pool_of(*kept, *new.values(), alike=alike), LEAST_SCORE)
    names = {skill.uid: skill.name for skill in (*kept, *new.values())}
    return {(names[each.first], names[each.second]): each for each in found}


@pytest.mark.parametrize(("known", "found"), SAME)
def test_duplicate_is_found(
    among_library: Mapping[tuple[str, str], DuplicateCandidate], known: str, found: str
) -> None:
    assert among_library[known, found].score >= LEAST_SCORE


@pytest.mark.parametrize(("known", "other"), DISTINCT)
def test_look_alike_does_not_rank(
    among_library: Mapping[tuple[str, str], DuplicateCandidate], known: str, other: str
) -> None:
    assert (known, other) not in among_library
    assert (other, known) not in among_library


def test_clean_library_gives_few(library: Library) -> None:
    assert len(candidates(pool_of(*map(profile, library.skills.values())), LEAST_SCORE)) <= 15


def test_reasons_say_what_speaks_for_it_strongest_first() -> None:
    kubernetes = SkillProfile(
        "1", "kubernetes", (Spelling("Kubernetes"),), SkillNature.PLATFORM, frozenset({"containers"}), from_library=True
    )
    short = SkillProfile("2", "k8s", (Spelling("k8s"),), SkillNature.PLATFORM, frozenset({"containers", "ci"}))

    [found] = candidates(pool_of(short, kubernetes, alike=[("1", "2", 0.7)]))

    assert (found.first, found.second, found.score) == ("1", "2", 0.9405)
    assert [(reason.kind, reason.detail, reason.score) for reason in found.reasons] == [
        (DuplicateKind.DIMENSIONS, "both are in containers", 1.0),
        (DuplicateKind.ABBREVIATION, "'k8s' is short for 'Kubernetes'", 0.95),
        (DuplicateKind.MEANING, "their descriptions have a cosine similarity of 0.70", 0.8),
    ]


def test_equal_spelling_of_two_skills_is_conclusive_even_in_the_library() -> None:
    one = SkillProfile("1", "one", (Spelling("Data Modelling"),), from_library=True)
    other = SkillProfile("2", "two", (Spelling("data-modeling"),), from_library=True)

    [found] = candidates(pool_of(one, other), 0.85)

    assert found.reasons[0].detail == "'Data Modelling' and 'data-modeling' are one spelling"


def test_spelling_that_means_several_things_is_not_conclusive() -> None:
    factory = SkillProfile("1", "adf", (Spelling("Azure Data Factory"), Spelling("ADF", needs_context=True)))
    framework = SkillProfile("2", "oaf", (Spelling("ADF", needs_context=True),))

    assert candidates(pool_of(factory, framework), LEAST_SCORE) == []


def test_meaning_alone_is_never_listed() -> None:
    one, other = found_by_run("Paylocity"), found_by_run("Workday")

    assert candidates(pool_of(one, other, alike=[(one.uid, other.uid, 0.999)]), LEAST_SCORE) == []
    assert len(candidates(pool_of(one, other, alike=[(one.uid, other.uid, 0.999)]), 0.4)) == 1


def test_pair_that_a_curator_ruled_out_never_comes_back() -> None:
    one, other = found_by_run("Kubernetes"), found_by_run("k8s")

    assert len(candidates(pool_of(one, other))) == 1
    assert candidates(pool_of(one, other, ruled=[other.uid, one.uid])) == []


def test_pair_of_which_the_library_lists_both_or_that_is_related_counts_for_less() -> None:
    one, other = found_by_run("Tyk"), found_by_run("Tyk Gateway")
    listed = [replace(each, from_library=True) for each in (one, other)]
    related = [replace(one, neighbours=frozenset({other.slug})), other]

    [new], [both], [implied] = (candidates(pool_of(*pair)) for pair in ([one, other], listed, related))

    assert both.score == pytest.approx(new.score * 0.6, abs=1e-4)
    assert implied.score == pytest.approx(new.score * 0.85, abs=1e-4)


def test_runs_that_found_both_support_a_pair() -> None:
    one, other = found_by_run("Tyk"), found_by_run("Tyk Gateway")
    suspected = suspicions(pool_of(one, other))

    [alone], [together] = ranked(suspected, {}, 0.0), ranked(suspected, {frozenset({one.uid, other.uid}): 2}, 0.0)

    assert together.score > alone.score
    assert [reason.detail for reason in together.reasons if reason.kind is DuplicateKind.RUNS] == ["2 runs found both"]


def test_empty_pool_has_no_candidates() -> None:
    assert candidates(pool_of()) == []


NAMES = st.text(st.sampled_from("abcdeKS38 -./+#"), min_size=1, max_size=12).filter(
    lambda text: any(character.isalnum() for character in text)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(NAMES, st.booleans()), min_size=2, max_size=8))
def test_scores_are_shares_and_pairs_come_once(named: list[tuple[str, bool]]) -> None:
    skills = [
        SkillProfile(str(row), str(row), (Spelling(name),), from_library=listed)
        for row, (name, listed) in enumerate(named)
    ]

    found = candidates(pool_of(*skills))

    pairs = [frozenset((each.first, each.second)) for each in found]
    assert len(set(pairs)) == len(pairs)
    assert all(len(pair) == 2 for pair in pairs)
    assert all(0 <= each.score <= 1 and each.reasons for each in found)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["Kubernetes", "Terraform", "Elasticsearch", "Snowflake"]), st.data())
def test_swapped_letters_are_found_wherever_they_are(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(name) - 2).filter(lambda at: name[at] != name[at + 1]))
    slip = name[:place] + name[place + 1] + name[place] + name[place + 2 :]

    [found] = candidates(pool_of(found_by_run(name), found_by_run(slip)))

    assert found.score >= LEAST_SCORE
    assert found.reasons[0].kind is DuplicateKind.EDIT_DISTANCE
