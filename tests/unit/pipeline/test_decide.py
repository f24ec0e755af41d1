from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.domain.run import AliasSignal, Decision, DecisionCase, Evidence, KRASignal, Signals, SkillSignal
from graph_service.domain.taxonomy import Library
from graph_service.pipeline.decide import WeightedVote, decide
from graph_service.pipeline.titles import TitleIndex
from graph_service.settings import SkillScore, Thresholds
from tests.unit.libraries import EMPTY, LIBRARY, ONE_ROLE
from tests.unit.pipeline.evidence import evidence

BACKEND, NODE, SCALA = "backend-engineer", "node-backend-developer", "scala-backend-developer"
DATA, FRONTEND, ML = "data-engineer", "frontend-engineer", "ml-engineer"
EXACT = {BACKEND: 1.0}
LIMITS = Thresholds(
    skill_floor=0.35,
    kra_floor=0.42,
    alias_floor=0.75,
    contradiction_margin=0.35,
    agreement_margin=0.02,
    specialisation_margin=0.1,
    vote_floor=0.46,
)
scores = st.dictionaries(st.sampled_from(sorted(LIBRARY.roles)), st.floats(0, 1), max_size=6)


def decided(found: Evidence, library: Library = LIBRARY, limits: Thresholds = LIMITS) -> Decision:
    return decide(found, library, limits, WeightedVote())


# ---- case A


@pytest.mark.parametrize("basis", SkillScore)
def test_case_a_takes_an_exact_alias_that_half_of_the_skills_do_not_contradict(basis: SkillScore) -> None:
    found = Evidence(
        title="Senior Software Engineer",
        signals=Signals(
            skill=tuple(SkillSignal(role, 0.5, 1, 2, ("Microservices",), 0.5) for role in (BACKEND, NODE, SCALA)),
            alias=(AliasSignal(BACKEND, 1.0, "Software Engineer"),),
            kra=(
                KRASignal("full-stack-engineer", 0.5375, ()),
                KRASignal("ml-ops-engineer", 0.5162, ()),
                KRASignal("cloud-architect", 0.4892, ()),
                KRASignal("flutter-developer", 0.4862, ()),
                KRASignal("pega-developer", 0.4847, ()),
            ),
        ),
        recognised_skills=2,
    )
    decision = decided(found, limits=LIMITS.model_copy(update={"skill_score": basis}))
    assert LIBRARY.roles[BACKEND].name == "Backend Developer"
    assert (decision.case, decision.role, decision.confidence) == (DecisionCase.A, BACKEND, 1.0)
    assert decision.reasoning == (
        "Exact alias hit on backend-engineer (1.0) — no other alias at this confidence; "
        "skill_top backend-engineer 0.50 does not contradict"
    )
    assert (decision.arbiter_fired, decision.arbiter_reasoning) == (False, None)
    assert (decision.alias_collision, decision.is_new_role, decision.proposed_alias) == (False, False, None)
    assert (decision.runner_up, decision.margin, decision.sub_role) == (None, 1.0, None)


def test_case_a_names_the_rival_and_the_lead_over_it() -> None:
    decision = decided(evidence({BACKEND: 0.4, DATA: 0.6}, EXACT))
    assert (decision.case, decision.role) == (DecisionCase.A, BACKEND)
    assert decision.runner_up == DATA
    assert decision.margin == pytest.approx(0.4)
    assert "skill_top data-engineer 0.60 does not contradict (backend-engineer has 0.40)" in decision.reasoning


def test_case_a_needs_no_skill() -> None:
    decision = decided(evidence(alias=EXACT, recognised=0))
    assert (decision.case, decision.role, decision.confidence) == (DecisionCase.A, BACKEND, 1.0)
    assert decision.reasoning.endswith("no library skill was found")
    assert (decision.runner_up, decision.margin) == (None, 1.0)


def test_case_a_is_not_contradicted_by_two_skills() -> None:
    assert decided(evidence({DATA: 1.0}, EXACT, recognised=2)).case is DecisionCase.A
    assert decided(evidence({DATA: 1.0}, EXACT, recognised=3)).case is DecisionCase.B


def test_case_a_is_not_contradicted_by_its_own_specialisation() -> None:
    decision = decided(evidence({NODE: 0.9, SCALA: 0.5}, EXACT))
    assert (decision.case, decision.role, decision.runner_up) == (DecisionCase.A, BACKEND, None)


def test_case_a_takes_the_exact_alias_before_a_near_one() -> None:
    decision = decided(evidence({DATA: 0.5, BACKEND: 0.4}, {BACKEND: 1.0, DATA: 0.95}))
    assert (decision.case, decision.role, decision.alias_collision) == (DecisionCase.A, BACKEND, False)


# ---- case B

CONTRADICTED = evidence(
    {DATA: 0.7, FRONTEND: 0.68, BACKEND: 0.1},
    EXACT,
    {FRONTEND: 0.9, DATA: 0.5, BACKEND: 0.2},
    {FRONTEND: 0.9, DATA: 0.6, BACKEND: 0.2},
)


def test_case_b_lets_the_arbiter_choose_between_the_title_and_its_rival() -> None:
    decision = decided(CONTRADICTED)
    assert (decision.case, decision.role) == (DecisionCase.B, DATA)
    assert decision.confidence == pytest.approx(0.4 * 0.7 + 0.2 * 0.5 + 0.4 * 0.6)
    assert decision.reasoning == (
        "Exact alias hit on backend-engineer (1.0), whose skill score is 0.10, but data-engineer has 0.70: "
        "a lead of 0.60, over the limit of 0.35; the arbiter chose between the two"
    )
    assert decision.arbiter_fired
    assert decision.arbiter_reasoning == "weighted vote: data-engineer 0.62, backend-engineer 0.41"
    assert decision.runner_up == BACKEND
    assert decision.margin == pytest.approx(0.21)


def test_case_b_keeps_the_title_where_the_arbiter_says_none() -> None:
    decision = decided(CONTRADICTED, limits=LIMITS.model_copy(update={"vote_floor": 1.0}))
    assert (decision.case, decision.role, decision.confidence) == (DecisionCase.B, BACKEND, 0.0)
    assert decision.arbiter_reasoning == "no candidate reaches a vote of 1.00"
    assert (decision.runner_up, decision.margin) == (None, 0.0)


@given(skill=scores, kra=scores, centroids=scores)
def test_case_b_never_answers_a_third_role(
    skill: dict[str, float], kra: dict[str, float], centroids: dict[str, float]
) -> None:
    found = evidence({**skill, DATA: 1.0, BACKEND: 0.0}, EXACT, kra, centroids)
    rival = next(row.role for row in found.signals.skill if row.role not in {BACKEND, NODE, SCALA})
    decision = decided(found)
    assert decision.case is DecisionCase.B
    assert decision.role in {BACKEND, rival}


# ---- case C

SHARED = {BACKEND: 1.0, FRONTEND: 1.0}


def test_case_c_goes_by_the_skill_signal_first() -> None:
    decision = decided(evidence({DATA: 0.9, FRONTEND: 0.6, BACKEND: 0.45}, SHARED, {BACKEND: 0.9}))
    assert (decision.case, decision.role, decision.alias_collision) == (DecisionCase.C, FRONTEND, True)
    assert decision.confidence == pytest.approx(0.65)
    assert decision.reasoning == (
        "The title is an alias of 2 roles (backend-engineer, frontend-engineer); the skill signal prefers "
        "frontend-engineer 0.60 over backend-engineer 0.45"
    )
    assert not decision.arbiter_fired
    assert decision.runner_up == BACKEND
    assert decision.margin == pytest.approx(0.15)


def test_case_c_goes_by_the_kra_signal_where_the_skills_are_level() -> None:
    decision = decided(evidence({FRONTEND: 0.5, BACKEND: 0.49}, SHARED, {FRONTEND: 0.4, BACKEND: 0.55}))
    assert (decision.case, decision.role, decision.alias_collision) == (DecisionCase.C, BACKEND, True)
    assert "the KRA signal prefers backend-engineer 0.55 over frontend-engineer 0.40" in decision.reasoning
    assert decision.confidence == pytest.approx(0.65)
    assert decision.margin == pytest.approx(0.15)
    assert (decision.runner_up, decision.arbiter_fired) == (FRONTEND, False)


def test_case_c_goes_to_the_arbiter_where_neither_tells_the_owners_apart() -> None:
    decision = decided(
        evidence({FRONTEND: 0.5, BACKEND: 0.5}, SHARED, {FRONTEND: 0.5, BACKEND: 0.5}, {FRONTEND: 0.6, BACKEND: 0.5})
    )
    assert (decision.case, decision.role, decision.alias_collision) == (DecisionCase.C, FRONTEND, True)
    assert "neither the skill nor the KRA signal tells them apart" in decision.reasoning
    assert decision.arbiter_fired
    assert decision.arbiter_reasoning == "weighted vote: frontend-engineer 0.79, backend-engineer 0.75"
    assert decision.confidence == pytest.approx(0.79)
    assert decision.runner_up == BACKEND
    assert decision.margin == pytest.approx(0.04)


def test_case_c_answers_an_owner_even_where_nothing_else_is_known() -> None:
    decision = decided(evidence(alias=SHARED, recognised=0))
    assert (decision.case, decision.role, decision.confidence) == (DecisionCase.C, BACKEND, 0.0)
    assert decision.arbiter_fired


# ---- case D


def test_case_d_takes_the_role_that_skills_and_kras_agree_on() -> None:
    decision = decided(evidence({DATA: 0.6, BACKEND: 0.35}, {BACKEND: 0.5}, {DATA: 0.5, ML: 0.45}))
    assert (decision.case, decision.role) == (DecisionCase.D, DATA)
    assert decision.confidence == pytest.approx(0.55)
    assert decision.reasoning == (
        "No exact alias, but the skill signal (data-engineer 0.60) and the KRA signal (data-engineer 0.50) agree"
    )
    assert (decision.arbiter_fired, decision.alias_collision) == (False, False)
    assert decision.runner_up == BACKEND
    assert decision.margin == pytest.approx(0.25)


def test_case_d_proposes_the_title_as_an_alias() -> None:
    agreed = evidence({DATA: 0.6}, kra={DATA: 0.5}, title="Pipeline Wrangler")
    assert decided(agreed).proposed_alias == "Pipeline Wrangler"
    assert decided(replace(agreed, title=None)).proposed_alias is None


# ---- case E

DISAGREEING = evidence({DATA: 0.5, BACKEND: 0.45}, {}, {BACKEND: 0.6, DATA: 0.5}, {BACKEND: 0.7, DATA: 0.5})


def test_case_e_lets_the_arbiter_settle_a_disagreement() -> None:
    decision = decided(DISAGREEING)
    assert (decision.case, decision.role) == (DecisionCase.E, BACKEND)
    assert decision.confidence == pytest.approx(0.58)
    assert decision.reasoning == (
        "No exact alias, and the signals disagree or are close (skill data-engineer 0.50, "
        "KRA backend-engineer 0.60, no near title); the arbiter decided"
    )
    assert decision.arbiter_fired
    assert decision.arbiter_reasoning == "weighted vote: backend-engineer 0.58, data-engineer 0.50"
    assert decision.runner_up == DATA
    assert decision.margin == pytest.approx(0.08)
    assert decision.proposed_alias is None


def test_case_e_counts_a_near_title() -> None:
    decision = decided(evidence({DATA: 0.5}, {FRONTEND: 0.9}, centroids={FRONTEND: 0.7}, recognised=1))
    assert (decision.case, decision.role) == (DecisionCase.E, FRONTEND)
    assert decision.confidence == pytest.approx(0.4 * 0.7 + 0.25 * 0.9)
    assert "alias frontend-engineer 0.90" in decision.reasoning


@given(skill=scores, alias=scores, kra=scores, centroids=scores)
def test_decision_names_only_roles_that_the_evidence_names(
    skill: dict[str, float], alias: dict[str, float], kra: dict[str, float], centroids: dict[str, float]
) -> None:
    decision = decided(evidence(skill, alias, kra, centroids))
    assert decision.role is None or decision.role in {*skill, *alias, *kra, *centroids}
    assert (decision.role is None) == (decision.case is DecisionCase.F)
    assert 0.0 <= decision.confidence <= 1.0
    assert 0.0 <= decision.margin <= 1.0
    assert decision.runner_up != decision.role or decision.role is None


# ---- case F


def test_case_f_proposes_a_role_where_every_signal_is_below_its_floor() -> None:
    decision = decided(evidence({DATA: 0.3}, {FRONTEND: 0.6}, {ML: 0.4}))
    assert (decision.case, decision.role, decision.confidence) == (DecisionCase.F, None, 0.0)
    assert decision.is_new_role
    assert decision.reasoning == (
        "No exact alias, and no signal that names a role is above its floor (skill data-engineer 0.30, KRA ml-engineer 0.40, "
        "alias frontend-engineer 0.60; floors: skill 0.35, KRA 0.42, alias 0.75); a new role is proposed"
    )
    assert (decision.arbiter_fired, decision.arbiter_reasoning) == (False, None)
    assert (decision.runner_up, decision.margin, decision.proposed_alias) == (None, 0.0, None)


def test_case_f_follows_an_arbiter_that_says_none() -> None:
    decision = decided(DISAGREEING, limits=LIMITS.model_copy(update={"vote_floor": 0.9}))
    assert (decision.case, decision.role, decision.is_new_role) == (DecisionCase.F, None, True)
    assert decision.arbiter_fired
    assert decision.arbiter_reasoning == "no candidate reaches a vote of 0.90"


def test_case_f_is_where_one_skill_alone_is_recognised() -> None:
    lone = evidence({DATA: 1.0}, kra={DATA: 0.9}, centroids={DATA: 0.9}, recognised=1)
    assert decided(lone).case is DecisionCase.F
    assert decided(replace(lone, recognised_skills=2)).case is DecisionCase.D


def test_case_f_is_where_nothing_is_known() -> None:
    decision = decided(evidence(recognised=0))
    assert (decision.case, decision.role) == (DecisionCase.F, None)
    assert "no skill, no KRA, no near title" in decision.reasoning


def test_case_f_is_where_the_library_is_empty() -> None:
    assert decided(evidence(recognised=0), EMPTY).case is DecisionCase.F


def test_decision_with_one_role_has_no_runner_up() -> None:
    decision = decided(evidence({BACKEND: 0.5}, kra={BACKEND: 0.5}), ONE_ROLE)
    assert (decision.case, decision.role) == (DecisionCase.D, BACKEND)
    assert (decision.runner_up, decision.margin) == (None, 0.5)


# ---- sub-roles


def test_sub_role_is_the_specialisation_that_fits_clearly_better() -> None:
    decision = decided(evidence({NODE: 0.62, SCALA: 0.61, BACKEND: 0.5}, EXACT))
    assert (decision.role, decision.sub_role) == (BACKEND, NODE)
    assert decision.reasoning.endswith(
        "; its specialisation node-backend-developer fits clearly better (0.62 against 0.50)"
    )


def test_sub_role_is_none_where_the_lead_is_small() -> None:
    decision = decided(evidence({NODE: 0.59, BACKEND: 0.5}, EXACT))
    assert decision.sub_role is None
    assert "specialisation" not in decision.reasoning


def test_sub_role_is_none_for_other_roles_that_fit_better() -> None:
    assert decided(evidence({DATA: 0.7, BACKEND: 0.5}, EXACT)).sub_role is None


# ---- titles that are none, and titles that are two


def test_title_that_is_only_seniority_leaves_the_decision_to_the_signals() -> None:
    near = TitleIndex(LIBRARY).nearest(["Senior"])
    found = evidence({DATA: 0.6}, kra={DATA: 0.5}, title="Senior")
    decision = decided(replace(found, signals=replace(found.signals, alias=near)))
    assert (decision.case, decision.role) == (DecisionCase.D, DATA)


def test_two_titles_are_decided_by_the_skills_that_are_asked_for() -> None:
    near = TitleIndex(LIBRARY).nearest(["Backend Engineer / Data Engineer", "Backend Engineer", "Data Engineer"])
    found = evidence({DATA: 0.6, BACKEND: 0.3}, title="Backend Engineer / Data Engineer")
    decision = decided(replace(found, signals=replace(found.signals, alias=near)))
    assert (decision.case, decision.role, decision.runner_up) == (DecisionCase.C, DATA, BACKEND)


# ---- pure


@pytest.mark.parametrize("found", [CONTRADICTED, DISAGREEING, evidence(alias=SHARED), evidence()])
def test_decision_is_the_same_on_the_same_evidence(found: Evidence) -> None:
    before = deepcopy(found)
    assert decided(found) == decided(before)
    assert found == before


# ---- the weighted vote


@given(
    candidates=st.lists(st.sampled_from([BACKEND, DATA, ML]), unique=True), skill=scores, alias=scores, centroids=scores
)
def test_vote_chooses_a_candidate_or_none(
    candidates: list[str], skill: dict[str, float], alias: dict[str, float], centroids: dict[str, float]
) -> None:
    verdict = WeightedVote().choose(candidates, evidence(skill, alias, skill, centroids), LIMITS)
    assert verdict.role is None or verdict.role in candidates
    assert verdict.runner_up is None or (verdict.runner_up in candidates and verdict.runner_up != verdict.role)
    assert 0.0 <= verdict.confidence <= 1.0
    assert verdict.margin >= 0.0


def test_vote_gives_ties_to_the_first_candidate() -> None:
    level = evidence({DATA: 0.6, ML: 0.6}, centroids={DATA: 0.6, ML: 0.6})
    assert WeightedVote().choose([ML, DATA], level, LIMITS).role == ML
    assert WeightedVote().choose([DATA, ML], level, LIMITS).role == DATA


def test_vote_of_one_candidate_leads_by_all_of_it() -> None:
    verdict = WeightedVote().choose([DATA], evidence({DATA: 1.0}, centroids={DATA: 0.5}), LIMITS)
    assert (verdict.role, verdict.runner_up) == (DATA, None)
    assert verdict.margin == pytest.approx(0.6)


def test_vote_counts_a_near_title_from_the_floor_on() -> None:
    below, on = (evidence({DATA: 0.5}, {DATA: near}, centroids={DATA: 0.5}) for near in (0.74, 0.75))
    assert WeightedVote().choose([DATA], below, LIMITS).role is None
    assert WeightedVote().choose([DATA], on, LIMITS).confidence == pytest.approx(0.4 + 0.25 * 0.75)


def test_vote_ranks_the_candidates() -> None:
    assert WeightedVote().ranked([BACKEND, ML, DATA], DISAGREEING, LIMITS) == [BACKEND, DATA, ML]
