"""What the API refused, as the person is told who asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_service.errors import GraphServiceError, RateLimited, Unauthenticated

_STATUS = {Unauthenticated.code: 401, "FORBIDDEN": 403, RateLimited.code: 429}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not done: a stable code, a sentence, and the input's path."""

    code: str
    message: str
    field: str | None = None

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


def problems_in(payload: Mapping[str, Any]) -> list[Problem]:
    """The errors of a mutation's payload."""
    return [Problem(error["code"], error["message"], error["field"]) for error in payload["errors"]]


def problem_of(error: GraphServiceError) -> Problem:
    """An error of ours."""
    return Problem(error.code, error.message, getattr(error, "field", None))


def status_of_problems(problems: Sequence[Problem]) -> int:
    """The HTTP status of a page that tells them."""
    return _STATUS.get(problems[0].code, 400) if problems else 200
