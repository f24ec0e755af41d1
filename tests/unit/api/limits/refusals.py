"""What the schema says of a document before anything is carried out: the harness of the limits' tests."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.api.compiled.reader import Reader
from graph_service.api.schema import make_schema
from graph_service.errors import InvalidInput, LimitExceeded
from graph_service.settings import Limits

SCHEMA = make_schema()


@dataclass(frozen=True)
class Refusal:
    """An error as a caller gets it."""

    limit: str
    message: str


def refusals(
    text: str, name: str | None = None, /, variables: dict[str, object] | None = None, **limits: int
) -> list[Refusal]:
    """Why a document is refused under these limits and the others' defaults; nothing where it is not."""
    reader = Reader(SCHEMA, Limits(**limits))
    found = []
    for error in reader.refusal(text, variables, name):
        limit = error.original_error.limit if isinstance(error.original_error, LimitExceeded) else ""
        limit = "page" if isinstance(error.original_error, InvalidInput) else limit
        found.append(Refusal(limit, error.message))
    return found


def limit_of(
    text: str, name: str | None = None, /, variables: dict[str, object] | None = None, **limits: int
) -> str | None:
    """Which limit a document exceeds; None where it is carried out. Validation's errors are no limit: the name is empty."""
    found = refusals(text, name, variables, **limits)
    return found[0].limit if found else None


def fan_out(fragments: int, inside: str = "...{next} ...{next}") -> str:
    """A document whose fragments each spread the next one twice."""
    parts = "".join(f" fragment F{n} on Skill {{ {inside.format(next=f'F{n + 1}')} }}" for n in range(fragments))
    return (
        f'{{ skill(slug: "x") {{ ...F0 }} }}{parts} fragment F{fragments} on Skill {{ last: name @include(if: true) }}'
    )
