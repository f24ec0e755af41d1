from __future__ import annotations

from graph_service.domain.run import Evidence, Signals
from graph_service.pipeline.caveats import caveats


def told(title: str | None, recognised: int, duties: int) -> list[str]:
    return list(caveats(Evidence(title, Signals(), recognised_skills=recognised), duties))


def test_run_with_everything_has_no_caveat() -> None:
    assert told("Potter", 1, 1) == []


def test_each_thing_that_is_missing_is_told() -> None:
    assert told(None, 0, 0) == [
        "no title was sent or found: the decision rests on skills and responsibilities",
        "no skill of the library was found: the decision rests on title and responsibilities",
        "no responsibilities were found: the decision rests on title and skills",
    ]


def test_title_that_is_only_seniority_is_told() -> None:
    assert told("Senior", 1, 1) == [
        "the title 'Senior' says how senior, but names no job: the decision rests on the rest"
    ]
