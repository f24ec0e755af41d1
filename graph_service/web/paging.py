"""Pages of a list as addresses. Cursors lead on only: an address keeps those of the pages before, to lead back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

MOST_STEPS = 20
"""So many pages back are kept; from there it is the first page."""
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
        said = {"after": self.after or "", "trail": _BETWEEN.join(self.trail)}
        return {name: value for name, value in said.items() if value}

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
