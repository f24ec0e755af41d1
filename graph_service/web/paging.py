"""Pages of a list as addresses, and all of them. Cursors lead on only: an address keeps those of the pages before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from graph_service.web.site import Visit

MOST_STEPS = 20
"""So many pages back are kept; from there it is the first page."""
_LARGEST = 100
_BETWEEN = "."
"""A cursor has none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which page is shown: after which cursor, and those of the pages before it, the first page apart."""

    after: str | None = None
    trail: tuple[str, ...] = ()

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Self:
        """The place that an address says."""
        trail = tuple(cursor for cursor in parameters.get("trail", "").split(_BETWEEN) if cursor)
        return cls(parameters.get("after") or None, trail[-MOST_STEPS:])

    @property
    def parameters(self) -> dict[str, str]:
        """As an address says it."""
        return said_by({"after": self.after or "", "trail": _BETWEEN.join(self.trail)})

    @property
    def back(self) -> Place | None:
        """The page before; None for the first."""
        if self.after is None:
            return None
        return Place(self.trail[-1], self.trail[:-1]) if self.trail else Place()

    def on(self, page_info: Mapping[str, Any]) -> Place | None:
        """The next page; None for the last."""
        if not page_info["hasNextPage"]:
            return None
        trail = (*self.trail, self.after) if self.after else ()
        return Place(page_info["endCursor"], trail[-MOST_STEPS:])


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a list, from its beginning, and how many there are in all."""

    rows: list[dict[str, Any]]
    total: int


def said_by(values: Mapping[str, str]) -> dict[str, str]:
    """What an address says of these values: all but the empty ones."""
    return {name: value for name, value in values.items() if value}


async def everything(
    visit: Visit, query: str, connection: str, variables: Mapping[str, object] | None = None, *, most: int | None = None
) -> Found:
    """All nodes of a connection, or so many at most, page by page. Raises GraphServiceError."""
    rows: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = (await visit.ask(query, **(variables or {}), first=_LARGEST, after=after))[connection]
        rows += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return Found(rows[:most], len(rows))
        if most is not None and len(rows) >= most:
            return Found(rows[:most], page["totalCount"])
        after = page["pageInfo"]["endCursor"]
