"""What the API refused, as the person is told who asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_service.api.errors import status_of_codes
from graph_service.errors import GraphServiceError, Unauthenticated


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not done: a stable code, a sentence, the input's path, and what it is about of several."""

    code: str
    message: str
    field: str | None = None
    about: str = ""

    @property
    def needs_key(self) -> bool:
        """Whether signing in helps."""
        return self.code == Unauthenticated.code

    @property
    def sentence(self) -> str:
        """For a person, who signs in, where a program sends a header."""
        said = "sign in with a curator's key to do this" if self.needs_key else self.message
        return said[:1].upper() + said[1:] + ("" if said.endswith(".") else ".")

    @property
    def shown(self) -> dict[str, object]:
        """For a script."""
        return {"sentence": self.sentence, "needsKey": self.needs_key}


def problems_in(payload: Mapping[str, Any], about: str = "") -> list[Problem]:
    """The errors of a mutation's payload."""
    return [Problem(error["code"], error["message"], error["field"], about) for error in payload["errors"]]


def problem_of(error: GraphServiceError) -> Problem:
    """An error of ours."""
    return Problem(error.code, error.message, getattr(error, "field", None))


def status_of_problems(problems: Sequence[Problem]) -> int:
    """The HTTP status of a page that tells them."""
    return status_of_codes({problem.code for problem in problems})
