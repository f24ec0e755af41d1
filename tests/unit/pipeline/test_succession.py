from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph_service.domain.document import TextSpan
from graph_service.domain.run import (
    CandidateDimension,
    Decision,
    DecisionCase,
    ExtractedSkill,
    MatchMethod,
    Placement,
    Run,
    RunStatus,
    SkillTag,
)
from graph_service.domain.taxonomy import Library
from graph_service.errors import Conflict
from graph_service.pipeline.succession import caught_up, gone

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def without(library: Library, *slugs: str) -> Library:
    return replace(library, skills={slug: skill for slug, skill in library.skills.items() if slug not in slugs})


def found(slug: str, start: int, *, primary: bool = False) -> ExtractedSkill:
    return ExtractedSkill(slug.title(), primary, SkillTag.IN_DB, slug, slug, (TextSpan(start, start + 3, "abc"),))


def placed(slug: str, *dimensions: str) -> Placement:
    known = tuple(CandidateDimension(dimension, 1.0, is_known=True) for dimension in dimensions)
    return Placement(slug, slug, SkillTag.IN_DB, slug, MatchMethod.ALIAS, "alias", True, known, ())


def run(*skills: ExtractedSkill, placements: tuple[Placement, ...] = (), role: str | None = None) -> Run:
    decision = Decision(DecisionCase.A, role, 1.0, "because") if role else None
    return Run("uid", RunStatus.RUNNING, NOW, NOW, "text", skills=skills, placements=placements, decision=decision)


def test_run_whose_skills_are_all_there_stays_as_it_is(small_library: Library) -> None:
    waiting = run(found("go", 0), placements=(placed("go", *small_library.skills["go"].dimensions),))

    assert gone(waiting, small_library) == []
    assert caught_up(waiting, small_library, {}) == waiting


def test_two_skills_that_are_one_by_now_are_found_once_with_the_words_of_both(small_library: Library) -> None:
    library = without(small_library, "pyspark")
    waiting = run(found("apache-spark", 9), found("pyspark", 0, primary=True))

    assert gone(waiting, library) == ["pyspark"]
    [skill] = caught_up(waiting, library, {"pyspark": "apache-spark"}).skills
    assert (skill.skill, skill.is_primary, [span.start for span in skill.evidence]) == ("apache-spark", True, [0, 9])


def test_new_skills_of_one_name_are_one_with_the_words_of_both(small_library: Library) -> None:
    new = replace(found("glazing", 9), tag=SkillTag.NEW, skill=None)
    waiting = run(new, replace(new, is_primary=True, evidence=(TextSpan(0, 3, "abc"),)))

    [skill] = caught_up(waiting, small_library, {}).skills

    assert (skill.name, skill.is_primary, [span.start for span in skill.evidence]) == ("Glazing", True, [0, 9])


def test_merged_skill_is_placed_where_its_target_is(small_library: Library) -> None:
    library = without(small_library, "pyspark")
    waiting = run(placements=(placed("pyspark", "systems-programming"),))

    [placement] = caught_up(waiting, library, {"pyspark": "apache-spark"}).placements

    assert placement.name == "Apache Spark"
    assert tuple(item.dimension for item in placement.dimensions) == library.skills["apache-spark"].dimensions


def test_skill_that_nothing_replaces_is_left_out_with_a_warning(small_library: Library) -> None:
    waiting = run(found("go", 0), found("java", 5))

    left = caught_up(waiting, without(small_library, "java"), {})

    assert [skill.skill for skill in left.skills] == ["go"]
    assert left.warnings == ("java is no longer an active skill; it was left out",)


def test_dimension_that_is_gone_is_left_out(small_library: Library) -> None:
    waiting = run(placements=(placed("go", "nowhere", "systems-programming"),))

    [placement] = caught_up(waiting, small_library, {}).placements

    assert [item.dimension for item in placement.dimensions] == ["systems-programming"]


def test_run_of_a_role_that_is_gone_says_what_to_do(small_library: Library) -> None:
    with pytest.raises(Conflict, match="the role 'sailor' was taken back since; send the job description again"):
        caught_up(run(role="sailor"), small_library, {})
