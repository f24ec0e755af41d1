"""How many levels of fields stand within one another."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import FieldNode, GraphQLError, SelectionNode

from graph_service.api.limits.measure import CEILING, Measure, Parsed, refusal
from graph_service.settings import Limits


def too_deep(document: Parsed, limits: Limits) -> Iterator[GraphQLError]:
    """The definitions that go too deep, and those whose fragments spread themselves."""
    measure = Measure(document.fragments, _own, max)
    for node in document.definitions:
        if (depth := measure.of(node.selection_set)) > limits.depth:
            yield refusal(node, "depth", limits.depth, _told(depth))


def _own(node: SelectionNode, within: int) -> int:
    return 1 + within if isinstance(node, FieldNode) else within


def _told(depth: int) -> str:
    if depth >= CEILING:
        return "fields stand within one another without end, for a fragment spreads itself; take the circle out"
    return f"fields stand {depth:,} levels within one another; ask for less at once, or for nodes by their ids"
