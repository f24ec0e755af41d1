"""Decisions made again on evidence made by hand: which flip, and what is named as the cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph_service.domain.replay import DecidedRun, Replay, ReplayCause, ReplayedDecision
from graph_service.domain.run import DecisionCase, Evidence
from graph_service.errors import InvalidInput
from graph_service.pipeline.decide import Verdict, WeightedVote, decide
from graph_service.pipeline.replay import Conditions, decided_again, overridden_thresholds, totals
from graph_service.pipeline.run import overridden
from graph_service.settings import SkillScore, Thresholds
from tests.unit.libraries import LIBRARY
from tests.unit.pipeline.evidence import evidence

SETTINGS = Thresholds(skill_floor=0.35, kra_floor=0.4, alias_floor=0.75, contradiction_margin=0.35, vote_floor=0.3)
AGREED = evidence(skill={"backend-engineer": 0.5, "data-engineer": 0.2}, kra={"backend-engineer": 0.6})
TITLED = evidence(
    alias={"backend-engineer": 1.0}, skill={"data-engineer": 0.8, "backend-engineer": 0.2}, kra={"data-engineer": 0.6}
)


class Undecided:
    """An arbiter that never chooses."""

    def choose(self, candidates: Sequence[str], evidence: Evidence, thresholds: Thresholds) -> Verdict:
        return Verdict(None, 0.0, "I cannot tell")


def stored(found: Evidence, settings: Thresholds = SETTINGS) -> DecidedRun:
    """A run as it was decided under settings."""
    decision = decide(found, LIBRARY, settings, WeightedVote())
    return DecidedRun("a-run", datetime(2026, 3, 1, tzinfo=UTC), "text", None, found, decision)


def replayed(
    run: DecidedRun, found: Evidence | None = None, settings: Thresholds = SETTINGS, **overrides: object
) -> Replay:
    conditions = Conditions(LIBRARY, settings, overridden_thresholds(settings, overrides), WeightedVote())
    return decided_again(run, run.evidence if found is None else found, conditions)


def names(causes: Sequence[ReplayCause]) -> list[str]:
    return [cause.name for cause in causes]


def test_replay_under_the_same_thresholds_flips_nothing() -> None:
    for found in (AGREED, TITLED, evidence()):
        again = replayed(stored(found))

        assert again.before == again.after
        assert (again.flipped, again.role_changed, again.why) == (False, False, ())


def test_replay_names_the_floor_and_the_figure_that_fell_below_it() -> None:
    again = replayed(stored(AGREED), skill_floor=0.7)

    assert (again.before.case, again.before.role_slug) == (DecisionCase.D, "backend-engineer")
    assert (again.after.case, again.after.role_slug) == (DecisionCase.F, None)
    assert "floors: skill 0.70" in again.after.reasoning
    assert again.flipped
    assert again.role_changed
    assert again.why == (
        ReplayCause(
            "skillFloor",
            "0.35",
            "0.7",
            "now below it: backend-engineer 0.50; it makes the decision flip by itself",
        ),
    )


def test_replay_names_the_floor_and_the_figure_that_reaches_it() -> None:
    again = replayed(stored(evidence(skill={"data-engineer": 0.3}, kra={"data-engineer": 0.6})), skill_floor=0.25)

    assert (again.before.case, again.after.case) == (DecisionCase.F, DecisionCase.D)
    [cause] = again.why
    assert cause.explanation == "now reaching it: data-engineer 0.30; it makes the decision flip by itself"


def test_replay_names_a_margin_by_what_it_means() -> None:
    again = replayed(stored(TITLED), contradiction_margin=0.9)

    assert (again.before.case, again.after.case) == (DecisionCase.B, DecisionCase.A)
    [cause] = again.why
    assert (cause.name, cause.before, cause.after) == ("contradictionMargin", "0.35", "0.9")
    assert cause.explanation.startswith("lead of another role's skill score that contradicts an exact alias; ")


def test_replay_leaves_out_overrides_that_change_nothing() -> None:
    again = replayed(stored(AGREED), skill_floor=0.7, placement=0.9, kra_novelty=0.1, contradiction_margin=0.1)

    assert names(again.why) == ["skillFloor"]


def test_replay_tells_overrides_that_only_flip_together() -> None:
    # A near title keeps the decision alive until its floor, too, is out of reach.
    found = evidence(skill={"backend-engineer": 0.5}, kra={"backend-engineer": 0.6}, alias={"backend-engineer": 0.8})
    again = replayed(stored(found), skill_floor=0.7, alias_floor=0.9)

    assert again.after.case is DecisionCase.F
    told = {cause.name: cause.explanation for cause in again.why}
    assert told.keys() == {"skillFloor", "aliasFloor"}
    assert told["aliasFloor"] == "now below it: backend-engineer 0.80; it does so together with other overrides"


def test_replay_flips_where_only_the_specialisation_is_another_one() -> None:
    found = evidence(alias={"backend-engineer": 1.0}, skill={"node-backend-developer": 0.6, "backend-engineer": 0.4})
    again = replayed(stored(found), specialisation_margin=0.5)

    assert (again.before.sub_role_slug, again.after.sub_role_slug) == ("node-backend-developer", None)
    assert again.flipped
    assert not again.role_changed
    assert names(again.why) == ["specialisationMargin"]


def test_replay_on_the_other_skill_score() -> None:
    rows = tuple(replace(row, weighted_score=0.1) for row in AGREED.signals.skill)
    found = replace(AGREED, signals=replace(AGREED.signals, skill=rows))
    again = replayed(stored(found), skill_score=SkillScore.PLAIN)

    assert (again.before.case, again.after.case) == (DecisionCase.F, DecisionCase.D)
    assert [(cause.name, cause.before, cause.after) for cause in again.why] == [("skillScore", "weighted", "plain")]


def test_replay_names_the_figures_that_the_library_changed() -> None:
    now = replace(
        evidence(skill={"data-engineer": 0.7, "backend-engineer": 0.2}, kra={"data-engineer": 0.65}),
        recognised_skills=12,
    )
    again = replayed(stored(AGREED), now)

    assert (again.before.role_slug, again.after.role_slug) == ("backend-engineer", "data-engineer")
    told = {cause.name: (cause.before, cause.after) for cause in again.why}
    assert told == {
        "skill score of data-engineer": ("0.20", "0.70"),
        "skill score of backend-engineer": ("0.50", "0.20"),
        "KRA score of data-engineer": ("0.00", "0.65"),
        "KRA score of backend-engineer": ("0.60", "0.00"),
        "recognised skills": ("10", "12"),
    }


def test_replay_tells_library_and_thresholds_apart() -> None:
    now = evidence(skill={"data-engineer": 0.7}, kra={"data-engineer": 0.6})
    again = replayed(stored(AGREED), now, skill_floor=0.9)

    assert again.after.case is DecisionCase.F
    assert names(again.why)[-1] == "skillFloor"
    assert "skill score of data-engineer" in names(again.why)


def test_replay_says_that_the_settings_have_changed_since() -> None:
    again = replayed(stored(AGREED, SETTINGS.model_copy(update={"skill_floor": 0.7})))

    [cause] = again.why
    assert (cause.name, cause.before, cause.after) == ("settings", "case F, a new role", "case D, backend-engineer")


def test_replay_leaves_what_a_person_decided() -> None:
    run = stored(AGREED)
    run = replace(run, decision=overridden(run.decision, "data-engineer"))
    again = replayed(run, skill_floor=0.9)

    assert again.after == again.before
    assert again.after.role_slug == "data-engineer"
    assert not again.flipped


def test_replay_asks_the_arbiter_that_there_is() -> None:
    run = stored(TITLED)
    again = decided_again(run, run.evidence, Conditions(LIBRARY, SETTINGS, SETTINGS, Undecided()))

    assert again.after.arbiter_reasoning == "I cannot tell"
    assert again.after.role_slug == "backend-engineer"


def test_totals_count_moves_between_cases() -> None:
    replays = [replayed(stored(AGREED), skill_floor=0.7), replayed(stored(TITLED), skill_floor=0.7)]

    told = totals(replays, matching=7)

    assert (told.matching, told.replayed, told.flipped, told.role_changed) == (7, 2, 1, 1)
    assert [(move.before, move.after, move.count) for move in told.cases] == [
        (DecisionCase.B, DecisionCase.B, 1),
        (DecisionCase.D, DecisionCase.F, 1),
    ]


def test_totals_of_nothing_are_nothing() -> None:
    told = totals([], matching=0)

    assert (told.replayed, told.flipped, told.cases) == (0, 0, ())


@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        ({"skill_floor": 1.2}, "skillFloor"),
        ({"kra_floor": -0.1}, "kraFloor"),
        ({"vote_floor": float("nan")}, "voteFloor"),
        ({"role_dimension_demand": 0}, "roleDimensionDemand"),
    ],
)
def test_overrides_out_of_range_name_their_field(overrides: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^{field} is out of range: ") as refused:
        overridden_thresholds(SETTINGS, overrides)

    assert refused.value.field == f"overrides.{field}"


def test_overrides_leave_the_other_thresholds() -> None:
    others = overridden_thresholds(SETTINGS, {"skill_floor": 0.5})

    assert others == SETTINGS.model_copy(update={"skill_floor": 0.5})
    assert overridden_thresholds(SETTINGS, {}) == SETTINGS


def test_outcome_is_case_role_and_sub_role() -> None:
    decision = ReplayedDecision(DecisionCase.A, "one", None, 1.0, "because")

    assert replace(decision, confidence=0.5, reasoning="for another reason").outcome == decision.outcome
    assert replace(decision, sub_role_slug="two").outcome != decision.outcome
