"""What the page of a run reads out of the API's answer."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.domain.review import ReviewKind
from graph_service.domain.run import DecisionCase, MatchMethod
from graph_service.web.run_view import CASES, KINDS, METHODS, Artifact, RunView

TEXT = "We use K8s and Zorblang. You run clusters. We use K8s."
K8S = {"slug": "kubernetes", "name": "Kubernetes", "category": "Platforms", "aliases": []}


def placement(name: str, *starts: int, **changes: Any) -> dict[str, Any]:
    found = {
        "name": name,
        "term": "K8s",
        "tag": "IN_DB",
        "isPrimary": True,
        "evidence": [{"start": start, "end": start + 3, "text": TEXT[start : start + 3]} for start in starts],
        "category": None,
        "subCategory": None,
        "nature": None,
        "lifespan": None,
        "splitFrom": None,
        "skill": K8S,
    }
    return found | changes


def run(**changes: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "status": "COMPLETED",
        "finishedStep": None,
        "jobTitle": None,
        "jobDescription": TEXT,
        "parsed": {"title": "Platform Engineer"},
        "skills": [],
        "placements": [],
        "placement": {"keep": [], "merge": [], "split": [], "warnings": []},
        "persistence": None,
        "signals": None,
        "decision": None,
        "report": None,
        "captured": [],
    }
    return empty | changes


def decision(**changes: Any) -> dict[str, Any]:
    return {"case": "A", "role": {"name": "Data Engineer"}, "newRole": None, "isNewRole": False} | changes


def test_every_case_kind_and_method_has_its_words() -> None:
    assert set(CASES) == set(DecisionCase.__members__)
    assert set(KINDS) == set(ReviewKind.__members__)
    assert set(METHODS) == set(MatchMethod.__members__)


@pytest.mark.parametrize(
    ("answer", "heading"),
    [
        (run(decision=decision()), "Data Engineer"),
        (run(decision=decision(role=None, newRole={"name": "Veterinary Nurse"})), "Veterinary Nurse"),
        (run(decision=decision(role=None)), "No role in the library"),
        (run(status="REJECTED"), "Not a job description"),
        (run(status="FAILED"), "Run failed"),
        (run(status="RUNNING"), "Run in progress"),
    ],
)
def test_heading_says_what_the_run_is_about(answer: dict[str, Any], heading: str) -> None:
    assert RunView(answer).heading == heading


def test_title_is_the_postings_or_the_parsed_one() -> None:
    assert RunView(run()).title == "Platform Engineer"
    assert RunView(run(jobTitle="Sent along")).title == "Sent along"
    assert RunView(run(parsed=None)).title is None


def test_new_role_without_a_name_is_said_to_have_none() -> None:
    nameless = RunView(run(decision=decision(case="F", role=None, isNewRole=True)))

    assert nameless.case == "Nothing in the library is near enough, and the text has no title to propose a new role by."


def test_primary_skills_come_first_and_in_the_order_of_the_text() -> None:
    found = [
        placement("C", 50),
        placement("B", 20, isPrimary=False),
        placement("A", 7),
        placement("D", isPrimary=False),
    ]

    view = RunView(run(placements=found))

    assert [(row.number, row.name) for row in view.skills] == [(0, "A"), (1, "C"), (2, "D"), (3, "B")]
    assert view.primary == 2


def test_placement_tells_what_became_of_a_term() -> None:
    merged = {"term": "K8s", "alias": "KNOWN", "into": {"name": "Kubernetes"}}
    found = [
        placement("Kubernetes", 7),
        placement("Zorblang", 15, term="Zorblang", tag="NEW", skill=None),
        placement("Hive", 40, term="Hive", splitFrom="Hive/PySpark"),
    ]

    view = RunView(run(placements=found, placement={"keep": [], "merge": [merged], "split": [], "warnings": []}))

    assert [row.fate for row in view.skills] == [
        "merged into Kubernetes: the spelling is known",
        "kept as a skill of its own",
        "split from “Hive/PySpark”",
    ]


def test_skill_is_found_by_its_name_and_its_term() -> None:
    view = RunView(run(placements=[placement("Kubernetes", 7)]))

    assert (view.place_of("kubernetes"), view.place_of("K8S"), view.place_of("Docker")) == (0, 0, None)
    assert view.slugs == {"kubernetes": 0}


def test_marks_say_spelling_name_rank_and_whether_it_is_new() -> None:
    found = [placement("Kubernetes", 7), placement("Zor", 15, tag="NEW", isPrimary=False, skill=None)]
    view = RunView(run(placements=found))

    marks = [(piece.text, view.told(piece.finds[0])) for piece in view.text if piece.finds]

    assert marks == [
        ("K8s", "K8s → Kubernetes · primary · in the library"),
        ("Zor", "Zor · secondary · new skill"),
    ]
    assert [row.kind for row in view.skills] == ["primary", "secondary new"]


def test_passages_are_what_the_report_quotes_and_what_is_near_a_kra() -> None:
    quote = {"start": 25, "end": 42, "text": "You run clusters."}
    near = {"role": {"name": "SRE"}, "matches": [{"sentence": "We use K8s."}, {"sentence": "Not in the text"}]}
    view = RunView(
        run(
            report={"natureOfWork": {"evidence": [quote]}},
            signals={"skill": [], "alias": [], "kra": [near]},
        )
    )

    anchors = {passage.start for piece in view.text for passage in piece.begins}

    assert anchors == {25, 43}
    assert [piece.text for piece in view.text if view.is_quoted(piece)] == ["You run clusters."]
    assert (view.place_in_text("We use K8s."), view.place_in_text("Not in the text")) == (43, None)


def test_artifacts_are_what_is_new_to_the_library() -> None:
    rows = [
        {
            "skill": "K8s",
            "dimension": {"name": "Containers"},
            "skillDimension": "CREATED",
            "roleDimension": "CREATED",
            "note": "asked",
        },
        {
            "skill": "Go",
            "dimension": {"name": "Containers"},
            "skillDimension": "ALREADY_LINKED",
            "roleDimension": "CREATED",
            "note": "asked",
        },
        {
            "skill": "Go",
            "dimension": {"name": "Backend"},
            "skillDimension": "ALREADY_LINKED",
            "roleDimension": "QUEUED_FOR_REVIEW",
            "note": None,
        },
    ]
    new = placement("Zorblang", 15, tag="NEW", skill=None, category="Tools", nature="SOFT_SKILL")
    split = {"term": "Hive/Pig", "parts": [{"name": "Hive"}, {"name": "Pig"}], "reason": "two"}
    captured = [
        {"id": "x1", "kind": "NEW_SKILL", "text": "zorblang", "skill": None, "role": None},
        {"id": "x2", "kind": "NEW_ALIAS", "text": "Kube", "skill": {"name": "Kubernetes"}, "role": None},
    ]
    view = RunView(
        run(
            placements=[new],
            placement={"keep": [], "merge": [], "split": [split], "warnings": []},
            persistence={"rows": rows},
            decision=decision(),
            captured=captured,
        )
    )

    assert view.artifacts == [
        Artifact("New skill", "Zorblang", "tools · soft skill", "x1"),
        Artifact("Split term", "Hive/Pig", "Hive + Pig (two)"),
        Artifact("Alias proposed", "Kube", "of Kubernetes", "x2"),
        Artifact("Link written", "K8s", "in Containers"),
        Artifact("Dimension taken up", "Containers", "by Data Engineer: asked"),
    ]
    assert view.queued == 1
    assert [(kind, len(items)) for kind, items in view.captured] == [("New skills", 1), ("New aliases", 1)]


def test_steps_and_parts_are_those_that_there_are_by_now() -> None:
    assert (RunView(run()).steps_done, RunView(run(finishedStep="DETAILS")).steps_done) == (0, 2)
    started = run(placement=None)
    assert [part for part, _ in RunView(started).parts] == ["parsed", "extract"]
    assert [part for part, _ in RunView(started | {"placements": [placement("A")]}).parts][-1] == "details"


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [
        (7.0, 10.0, "7 to 10 years"),
        (2.5, None, "2.5 years or more"),
        (None, 3.0, "up to 3 years"),
        (4.0, 4.0, "4 years"),
        (None, None, ""),
    ],
)
def test_years_of_experience_are_numbers(least: float | None, most: float | None, told: str) -> None:
    assert RunView(run(parsed={"experience": {"min": least, "max": most, "raw": "-"}})).years == told


@pytest.mark.parametrize("sparse", ["natureOfWork", "aiIndex", "techStackMaturity"])
def test_report_that_rests_on_the_role_is_of_a_sparse_text(sparse: str) -> None:
    parts: dict[str, Any] = {name: {"source": "jd"} for name in ("natureOfWork", "aiIndex", "techStackMaturity")}
    report = {**parts, "kraSource": "role_baseline"}

    assert not RunView(run(report=report)).is_sparse
    assert RunView(run(report=report | {sparse: {"source": "mixed"}})).is_sparse


def test_links_stand_with_their_skill() -> None:
    rows = [{"skill": name, "dimension": {"name": name}} for name in ("kubernetes", "Zorblang", "K8s")]
    found = [placement("Kubernetes", 7), placement("Zorblang", term="Zorblang")]
    view = RunView(run(placements=found, persistence={"rows": rows}))

    assert view.links == {0: [rows[1]], 1: [rows[0], rows[2]]}
    assert [row.name for row in view.evident] == ["Kubernetes"]
    assert RunView(run(placements=found)).links == {0: [], 1: []}


def test_candidates_are_the_roles_of_all_signals_each_once() -> None:
    def named(*names: str) -> list[dict[str, Any]]:
        return [{"role": {"name": name}, "matches": []} for name in names]

    view = RunView(run(signals={"skill": named("B", "A"), "alias": named("A"), "kra": named("C", "B")}))

    assert view.candidates == ["A", "B", "C"]
    assert RunView(run()).candidates == []
