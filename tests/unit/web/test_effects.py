from __future__ import annotations

import pytest

from graph_service.web.effects import Effect, effects


def change(subject: str, before: str | None, after: str | None) -> dict[str, object]:
    return {"subject": subject, "before": before, "after": after}


def test_effect_says_what_becomes_of_what() -> None:
    told = effects(
        [
            change("Skill cv", '{"status":"PENDING"}', '{"status":"ACTIVE"}'),
            change(
                "Skill cv IN_DIMENSION Dimension x",
                None,
                '{"confidence":0.2986,"evidence":["a","b"],"tags":[],"uid":"1"}',
            ),
            change("Skill cv CANDIDATE_FOR Dimension y", '{"confidence":0.3}', None),
            change("PipelineRun 0-1-2 RESOLVED_TO Role x", None, "{}"),
        ]
    )

    assert told == [
        Effect("Changes", "Skill cv", (("status", "PENDING", "ACTIVE"),)),
        Effect("Adds", "Skill cv in Dimension x", (("confidence", "", "0.30"), ("evidence", "", "a, b"))),
        Effect("Removes", "Skill cv is a candidate for Dimension y", ()),
        Effect("Adds", "A run is for Role x", ()),
    ]


@pytest.mark.parametrize(
    "subject", ["ReviewItem CV", "JobDescription 00ff COUNTED_IN Role x", "Alias CV", "KRA Review code."]
)
def test_what_is_said_elsewhere_is_no_effect(subject: str) -> None:
    assert effects([change(subject, None, '{"status":"APPROVED"}')]) == []


def test_name_that_looks_like_an_edge_is_told_once() -> None:
    [told] = effects([change("Skill a IN_DIMENSION Dimension b IN_DIMENSION c", None, "{}")])

    assert told.subject == "Skill a in Dimension b IN_DIMENSION c"
