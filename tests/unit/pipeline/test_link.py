from __future__ import annotations

from dataclasses import replace

import pytest

from graph_service.domain.nodes import MOST_PASSAGES
from graph_service.domain.run import CandidateDimension, Placement, SkillTag
from graph_service.domain.work import RoleLink, SkillLink, WorkItem
from graph_service.pipeline.link import asked_dimensions, worklist
from graph_service.settings import Thresholds
from tests.unit.libraries import LIBRARY
from tests.unit.pipeline.placements import known, new

LIMITS = Thresholds(placement=0.5)
BACKEND = "backend-engineer"


def work(*placements: Placement, role: str | None = BACKEND) -> tuple[WorkItem, ...]:
    return worklist(placements, role, LIBRARY, LIMITS)


def with_candidate(slug: str, dimension: str, score: float) -> Placement:
    """A library skill with a candidate dimension beside its own."""
    skill = known(slug)
    return replace(skill, dimensions=(*skill.dimensions, CandidateDimension(dimension, score)))


def test_worklist_has_a_row_for_each_skill_and_dimension_in_order() -> None:
    items = work(known("apache-kafka"), new("Clay Throwing", ("services", 0.6), ("energy", 0.2)))
    assert [(item.skill, item.skill_name, item.tag, item.dimension) for item in items] == [
        ("apache-kafka", "Apache Kafka", SkillTag.IN_DB, "streaming"),
        ("apache-kafka", "Apache Kafka", SkillTag.IN_DB, "distributed-systems"),
        ("clay-throwing", "Clay Throwing", SkillTag.NEW, "services"),
        ("clay-throwing", "Clay Throwing", SkillTag.NEW, "energy"),
    ]
    assert [item.confidence for item in items] == [1.0, 1.0, 0.6, 0.2]


def test_worklist_of_nothing_is_empty() -> None:
    assert work() == ()
    assert work(new("Clay Throwing")) == ()


def test_worklist_keeps_the_words_of_the_job_description_once_each() -> None:
    (item,) = work(known("java", words=("Java", "java", "Java", *(f"Java {number}" for number in range(9)))))
    assert item.words == ("Java", "java", "Java 0", "Java 1", "Java 2")
    assert len(item.words) == MOST_PASSAGES


# ---- skill and dimension


def test_known_dimension_of_a_library_skill_is_confirmed() -> None:
    assert [item.skill_link for item in work(known("apache-kafka"))] == [SkillLink.CONFIRM, SkillLink.CONFIRM]


@pytest.mark.parametrize(("score", "link"), [(0.5, SkillLink.WRITE), (0.49, SkillLink.PROPOSE)])
def test_new_dimension_of_a_library_skill_is_written_if_it_is_well_placed(score: float, link: SkillLink) -> None:
    assert work(with_candidate("java", "distributed-systems", score))[1].skill_link is link


def test_new_skill_is_never_more_than_proposed() -> None:
    (item,) = work(new("Clay Throwing", ("services", 1.0)))
    assert item.skill_link is SkillLink.PROPOSE


# ---- role and dimension


def test_own_dimension_of_the_role_is_confirmed() -> None:
    (item,) = work(known("java"))
    assert (item.role_link, item.note) == (RoleLink.CONFIRM, None)


def test_foreign_dimension_of_a_skill_that_the_role_covers_is_skipped() -> None:
    streaming, distributed = work(known("apache-kafka"))
    assert streaming.role_link is RoleLink.SKIP
    assert streaming.note == "not under backend-engineer, which covers the skill by distributed-systems"
    assert distributed.role_link is RoleLink.CONFIRM


def test_foreign_dimension_is_asked_for_by_a_primary_skill_that_the_role_does_not_cover() -> None:
    (item,) = work(known("airflow"))
    assert item.role_link is RoleLink.ASK
    assert item.note == "not under backend-engineer yet; asked for by a primary skill"


def test_foreign_dimension_is_asked_for_only_where_the_skill_is_most_at_home() -> None:
    node, browser = work(known("typescript"))
    assert (node.dimension, node.role_link) == ("node", RoleLink.ASK)
    assert (browser.dimension, browser.role_link) == ("browser", RoleLink.SKIP)
    assert browser.note == "not under backend-engineer; the skill is more at home in node"


def test_foreign_dimension_is_not_asked_for_by_what_is_only_nice_to_have() -> None:
    (item,) = work(known("airflow", is_primary=False))
    assert item.role_link is RoleLink.SKIP
    assert item.note == "not under backend-engineer, and the skill is only nice to have"


def test_foreign_dimension_is_not_asked_for_by_a_new_skill() -> None:
    (item,) = work(new("Clay Throwing", ("pipelines", 0.9)))
    assert item.role_link is RoleLink.SKIP
    assert item.note == "not under backend-engineer; a skill that no curator has accepted cannot ask for it"


def test_new_skill_in_an_own_dimension_confirms_it() -> None:
    (item,) = work(new("Clay Throwing", ("services", 0.9)))
    assert item.role_link is RoleLink.CONFIRM


def test_no_role_links_nothing() -> None:
    items = work(
        known("java"),
        known("typescript"),
        with_candidate("sql", "energy", 0.9),
        new("Clay", ("energy", 1.0)),
        role=None,
    )
    assert {item.role_link for item in items} == {RoleLink.WITH_NEW_ROLE}
    assert {item.note for item in items} == {"no role was decided: nothing is linked until a curator accepts one"}
    assert SkillLink.WRITE not in {item.skill_link for item in items}
    assert asked_dimensions(items) == ()


def test_asked_dimensions_are_those_of_the_rows_that_ask_once_each() -> None:
    items = work(known("airflow"), known("typescript"), known("node-js"), known("java"), known("apache-flink"))
    assert asked_dimensions(items) == ("pipelines", "node", "streaming")
