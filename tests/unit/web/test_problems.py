"""What was refused, as a person reads it."""

from __future__ import annotations

import pytest

from graph_service.errors import Conflict, InvalidInput, RateLimited, Unauthenticated
from graph_service.web.problems import Problem, problem_of, problems_in, status_of_problems


def test_refusal_of_the_api_is_a_sentence() -> None:
    [problem] = problems_in({"errors": [{"code": "CONFLICT", "message": "this run is done", "field": "input.runId"}]})

    assert problem == Problem("CONFLICT", "this run is done", "input.runId")
    assert problem.shown == {"sentence": "This run is done.", "needsKey": False}


def test_person_without_a_key_is_told_to_sign_in_and_not_to_send_a_header() -> None:
    problem = problem_of(Unauthenticated("runPipeline needs a key; send one as the header `Authorization: Bearer …`"))

    assert problem.shown == {"sentence": "Sign in with a curator's key to do this.", "needsKey": True}


@pytest.mark.parametrize(
    ("problems", "status"),
    [
        ([], 200),
        ([problem_of(Unauthenticated("no"))], 401),
        ([problem_of(RateLimited("later", 3))], 429),
        ([problem_of(InvalidInput("no text", "text"))], 400),
        ([problem_of(InvalidInput("no text", "text")), problem_of(Conflict("changed meanwhile"))], 409),
    ],
)
def test_page_has_the_status_of_what_is_the_matter(problems: list[Problem], status: int) -> None:
    assert status_of_problems(problems) == status
