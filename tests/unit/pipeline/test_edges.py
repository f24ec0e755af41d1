"""Postings and libraries at the edges, through every stage that needs no graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from graph_service.domain.run import ClientReport, Decision, DecisionCase, Evidence, Placement
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.decide import WeightedVote
from graph_service.pipeline.extract import extract
from graph_service.pipeline.knowledge import Knowledge
from graph_service.pipeline.link import worklist
from graph_service.pipeline.place import place
from graph_service.pipeline.report import report
from graph_service.pipeline.run import judge, read_document, weigh
from graph_service.settings import Thresholds
from tests.support import Posting
from tests.unit.libraries import EMPTY, LIBRARY, ONE_ROLE, a_library, a_role, a_skill

LIMITS = Thresholds()
MUST = ("At least five years of experience with Java and Spring Boot in production.", "Solid knowledge of SQL.")


@dataclass(frozen=True)
class Told:
    """What the stages make of a posting."""

    evidence: Evidence
    decision: Decision
    placements: tuple[Placement, ...]
    report: ClientReport


def told(title: str | None, must: Sequence[str] = MUST, library: Library = LIBRARY) -> Told:
    embedder, knowledge = HashedEmbedder(), Knowledge.of(library)
    reading = read_document(Posting(title, must).text, title, embedder)
    skills = extract(reading.document, knowledge.dictionary, library)
    evidence = weigh(reading, skills, {}, knowledge)
    decision = judge(reading, skills, evidence, knowledge, LIMITS, WeightedVote())
    placements = place(skills, knowledge.index, knowledge.around, embedder, LIMITS)
    assert len(worklist(placements, decision.role, library, LIMITS)) >= len(placements) * bool(decision.role)
    client = report(reading.document, reading.parsed, placements, decision, reading.sentences, reading.vectors, library)
    return Told(evidence, decision, placements, client)


def test_posting_without_a_known_skill_goes_by_its_title() -> None:
    run = told("Backend Developer", ["Clean hands and a liking for clay."])
    assert (run.decision.case, run.decision.role) == (DecisionCase.A, "backend-engineer")
    assert (run.evidence.recognised_skills, run.evidence.signals.skill) == (0, ())
    assert run.report.tech_stack_maturity.source == "role_baseline"


def test_posting_with_three_hundred_skills_is_decided_by_them_all() -> None:
    names = [f"Glaze{number}x" for number in range(300)]
    skills = [a_skill(name, ["glazing" if number < 200 else "firing"]) for number, name in enumerate(names)]
    roles = [a_role("glazer", "Glazer", ["glazing"]), a_role("firer", "Firer", ["firing"])]
    lines = [f"Experience with {', '.join(names[start : start + 10])}." for start in range(0, 300, 10)]
    run = told("Potter", lines, a_library(skills, roles))
    top = run.evidence.signals.skill[0]
    assert run.evidence.recognised_skills == len(run.placements) == 300
    assert (top.role, top.matched_count, top.total_count, round(top.score, 4)) == ("glazer", 200, 300, 0.6667)
    assert sum(len(group.skills) for group in run.report.skill_clusters) == 300


def test_posting_with_two_titles_is_for_the_one_that_its_skills_fit() -> None:
    run = told("Frontend Developer / Backend Developer")
    assert (run.decision.case, run.decision.role) == (DecisionCase.C, "backend-engineer")
    assert "names 2 roles (backend-engineer, frontend-engineer)" in run.decision.reasoning
    assert not run.decision.alias_collision


@pytest.mark.parametrize("title", ["Senior", "Sr. Lead II", "Junior / Mid"])
def test_title_that_is_only_seniority_names_no_role(title: str) -> None:
    run = told(title)
    assert run.evidence.signals.alias == ()
    assert run.decision.case in {DecisionCase.D, DecisionCase.E}
    assert (run.decision.role, run.decision.proposed_alias) == ("backend-engineer", None)


def test_title_that_is_only_seniority_of_an_unknown_job_proposes_no_role() -> None:
    run = told("Senior", ["Clean hands and a liking for clay."])
    assert (run.decision.case, run.decision.role, run.decision.new_role) == (DecisionCase.F, None, None)


def test_title_that_is_a_skill_and_a_role_names_the_role() -> None:
    run = told("Java", ["Experience with PyTorch and vLLM."])
    assert (run.decision.case, run.decision.role) == (DecisionCase.A, "ml-engineer")
    assert "java" in {placement.skill for placement in run.placements}


def test_library_with_one_role_decides_with_no_runner_up() -> None:
    run = told("Backend Developer", library=ONE_ROLE)
    assert (run.decision.case, run.decision.role, run.decision.runner_up) == (DecisionCase.A, "backend-engineer", None)


def test_library_with_one_role_does_not_take_every_posting() -> None:
    run = told("Veterinary Nurse", ["A registered qualification in animal care."], ONE_ROLE)
    assert (run.decision.case, run.decision.role) == (DecisionCase.F, None)


def test_empty_library_proposes_the_role_and_places_nothing() -> None:
    run = told("Backend Developer", library=EMPTY)
    assert (run.decision.case, run.decision.new_role_name) == (DecisionCase.F, "Backend Developer")
    assert all(placement.skill is None and placement.dimensions == () for placement in run.placements)
