"""The library that ships: that it keeps its own rules, and holds what job descriptions are about."""

from __future__ import annotations

import pytest

from graph_service.domain.taxonomy import Library, SkillNature
from graph_service.language.normalise import normalised
from graph_service.taxonomy import read_library
from graph_service.taxonomy.check import findings


@pytest.fixture(scope="module")
def starter() -> Library:
    return read_library()


@pytest.fixture(scope="module")
def owners(starter: Library) -> dict[str, str]:
    return {normalised(alias.text): skill.slug for skill in starter.skills.values() for alias in skill.aliases}


def test_starter_has_no_mistake(starter: Library) -> None:
    assert findings(starter) == []


def test_starter_is_large(starter: Library) -> None:
    assert len(starter.roles) >= 60
    assert len(starter.dimensions) >= 250
    assert len(starter.skills) >= 2500
    assert sum(len(skill.aliases) for skill in starter.skills.values()) >= 6000


def test_each_role_has_titles_kras_and_dimensions(starter: Library) -> None:
    thin = [
        role.slug
        for role in starter.roles.values()
        if len(role.titles) < 8 or len(role.kras) < 5 or len(role.dimensions) < 6
    ]
    assert thin == []


@pytest.mark.parametrize(
    ("slug", "title"),
    [
        ("backend-engineer", "Backend Developer"),
        ("software-engineer", "Software Engineer"),
        ("full-stack-engineer", "Full Stack Developer"),
        ("ml-ops-engineer", "MLOps Engineer"),
        ("cloud-architect", "Cloud Architect"),
        ("flutter-developer", "Flutter Developer"),
        ("pega-developer", "Pega Developer"),
        ("node-backend-developer", "Node.js Developer"),
        ("scala-backend-developer", "Scala Developer"),
        ("data-engineer", "Data Engineer"),
    ],
)
def test_role_is_there_with_its_title(starter: Library, slug: str, title: str) -> None:
    assert title in {alias.text for alias in starter.roles[slug].titles}


def test_backend_engineer_is_called_backend_developer(starter: Library) -> None:
    assert starter.roles["backend-engineer"].name == "Backend Developer"


@pytest.mark.parametrize("slug", ["node-backend-developer", "scala-backend-developer"])
def test_backend_roles_of_a_language_specialise_the_backend_engineer(starter: Library, slug: str) -> None:
    assert starter.roles[slug].specialises == "backend-engineer"


def test_dimension_of_distributed_systems_is_there(starter: Library) -> None:
    name = starter.dimensions["microservices-and-distributed-systems"].name
    assert name == "Microservices and Distributed Systems"


@pytest.mark.parametrize(
    ("spelling", "is_soft"),
    [
        ("SRE", False),
        ("CI/CD", False),
        ("code review", False),
        ("data modelling", False),
        ("event-driven architecture", False),
        ("stakeholder management", True),
    ],
)
def test_practice_is_a_skill_of_its_nature(
    starter: Library, owners: dict[str, str], spelling: str, is_soft: bool
) -> None:
    nature = starter.skills[owners[normalised(spelling)]].nature
    assert (nature is SkillNature.SOFT_SKILL) == is_soft


def test_event_driven_architecture_is_no_front_end_matter(starter: Library) -> None:
    dimensions = starter.skills["event-driven-architecture"].dimensions
    front_end = set(starter.roles["frontend-engineer"].dimensions) | {"frontend-state-management"}
    assert "event-driven-architecture" in dimensions
    assert not front_end & set(dimensions)
