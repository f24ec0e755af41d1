"""How many fields have an alias."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import FieldNode, GraphQLError, SelectionNode

from graph_service.api.limits.measure import Measure, Parsed, refusal, told
from graph_service.settings import Limits


def too_many_aliases(document: Parsed, limits: Limits) -> Iterator[GraphQLError]:
    """The definitions with too many aliases, those of their fragments counted each time that they are spread."""
    measure = Measure(document.fragments, _own, sum)
    for node in document.definitions:
        if (found := measure.of(node.selection_set)) > limits.aliases:
            what = f"{told(found)} fields have an alias; ask in several requests, or for lists by a filter"
            yield refusal(node, "aliases", limits.aliases, what)


def _own(node: SelectionNode, within: int) -> int:
    return within + (isinstance(node, FieldNode) and node.alias is not None)
