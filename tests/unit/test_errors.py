from __future__ import annotations

import inspect
import re

from graph_service import errors
from graph_service.errors import (
    ConfigurationError,
    Conflict,
    GraphServiceError,
    InvalidInput,
    LibraryError,
    NotFound,
    StoreUnavailable,
)


def drawn_tree() -> dict[str, int]:
    """Class → depth, as the module's docstring draws it."""
    lines = inspect.getdoc(errors).splitlines()[1:]  # type: ignore[union-attr]  # it has one
    found = {}
    for line in lines:
        if match := re.match(r"^([ │├└─]*)([A-Z]\w+)(?:  |$)", line):
            found[match[2]] = (len(match[1]) - 4) // 4
    return found


def real_tree(root: type[GraphServiceError] = GraphServiceError, depth: int = 0) -> dict[str, int]:
    found = {root.__name__: depth}
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            found |= real_tree(child, depth + 1)
    return found


def test_tree_is_drawn_as_it_is() -> None:
    assert drawn_tree() == real_tree()


def test_codes_are_stable_and_distinct() -> None:
    classes = [
        value for value in vars(errors).values() if inspect.isclass(value) and issubclass(value, GraphServiceError)
    ]

    assert {cls.__name__: cls.code for cls in classes} == {
        "GraphServiceError": "INTERNAL",
        "ConfigurationError": "CONFIGURATION",
        "LibraryError": "LIBRARY",
        "ModelError": "MODEL",
        "CallFailed": "LANGUAGE_MODEL",
        "StoreError": "STORE",
        "StoreUnavailable": "STORE_UNAVAILABLE",
        "ServerError": "SERVER",
        "AccessError": "ACCESS",
        "Unauthenticated": "UNAUTHENTICATED",
        "Forbidden": "FORBIDDEN",
        "RateLimited": "RATE_LIMITED",
        "IssuerUnavailable": "ISSUER_UNAVAILABLE",
        "LimitExceeded": "LIMIT_EXCEEDED",
        "InvalidInput": "INVALID_INPUT",
        "NotFound": "NOT_FOUND",
        "Conflict": "CONFLICT",
        "Busy": "BUSY",
    }


def test_error_carries_its_message() -> None:
    error = ConfigurationError("NEO4J_URI cannot be used")

    assert error.message == str(error) == "NEO4J_URI cannot be used"


def test_library_error_lists_every_finding() -> None:
    error = LibraryError(["skills/a.yaml: no name", "roles/b.yaml: no KRA"])

    assert error.findings == ("skills/a.yaml: no name", "roles/b.yaml: no KRA")
    assert error.message == "2 mistakes in the library:\nskills/a.yaml: no name\nroles/b.yaml: no KRA"


def test_input_errors_name_their_field() -> None:
    assert NotFound("there is no role 'x'", "input.roleSlug").field == "input.roleSlug"
    assert Conflict("not so far yet").field is None
    assert issubclass(NotFound, InvalidInput)
    assert not issubclass(StoreUnavailable, InvalidInput)
