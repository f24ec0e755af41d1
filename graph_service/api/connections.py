"""Relay connections: pages, with cursors that hold the place and not the number."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import strawberry

from graph_service.errors import InvalidInput

Item = TypeVar("Item")


@strawberry.type
class PageInfo:
    """Where a page stands."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class Edge(Generic[Item]):
    """An item and its place."""

    node: Item
    cursor: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A page of items, in the shape of every connection type."""

    edges: Sequence[Edge[Item]]
    page_info: PageInfo
    total_count: int

    @property
    def nodes(self) -> list[Item]:
        """The items alone."""
        return [edge.node for edge in self.edges]


def page_of(
    items: Sequence[Item], place: Callable[[Item], str], first: int, after: str | None, total: int
) -> Page[Item]:
    """A page of `first` items, of one more than that where there is a next page."""
    return page_of_found([place(item) for item in items], items, first, after, total)


def page_of_found(
    places: Sequence[str], found: Sequence[Item | None], first: int, after: str | None, total: int
) -> Page[Item]:
    """A page of what was found at `first` places, of one more than that where there is a next page.

    What was deleted since it was listed is left out; its place still counts, so that the next page begins after it.
    """
    edges = [
        Edge(item, cursor(place)) for place, item in zip(places[:first], found[:first], strict=True) if item is not None
    ]
    ends = [cursor(place) for place in places[:first]]
    info = PageInfo(
        has_next_page=len(places) > first,
        has_previous_page=after is not None,
        start_cursor=ends[0] if ends else None,
        end_cursor=ends[-1] if ends else None,
    )
    return Page(edges, info, total)


def page_size(first: int | None, default: int = 20) -> int:
    """A page's size. How large and small it may be is a limit, seen to before anything is carried out."""
    return default if first is None else first


def cursor(place: str) -> str:
    """An opaque cursor for a place in an order."""
    return base64.urlsafe_b64encode(place.encode()).decode()


def place_of(after: str | None) -> str | None:
    """The place that a cursor holds. Raises InvalidInput."""
    if after is None:
        return None
    try:
        return base64.b64decode(after, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError, ValueError):
        raise InvalidInput(f"after {after[:80]!r} is no cursor of ours; send an endCursor", "after") from None
