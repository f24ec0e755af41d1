"""Places in orders by a number, as cursors hold them: the number and what tells those with the same apart."""

from __future__ import annotations

from graph_service.errors import InvalidInput

_MOST_DIGITS = 18
"""Of a number that Neo4j can hold."""


def numbered(after: str | None) -> tuple[int, str]:
    """A place such as `12:java`, 0 and nothing of none. Raises InvalidInput for a place in another order."""
    number, _, rest = ("0:" if after is None else after).partition(":")
    if not number.isdecimal() or len(number) > _MOST_DIGITS:
        raise InvalidInput("after is a cursor of another list or order; send an endCursor of this one", "after")
    return int(number), rest
