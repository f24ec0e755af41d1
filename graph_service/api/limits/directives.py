"""How many directives there are."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLError, OperationDefinitionNode, SelectionNode

from graph_service.api.limits.measure import Definition, Measure, Parsed, refusal, told
from graph_service.settings import Limits


def too_many_directives(document: Parsed, limits: Limits) -> Iterator[GraphQLError]:
    """The definitions with too many directives, those of their fragments counted each time that they are spread."""
    measure = Measure(document.fragments, _own, sum)
    for node in document.definitions:
        if (found := measure.of(node.selection_set) + _in_front(node)) > limits.directives:
            what = f"there are {told(found)} directives; put one on a fragment in place of one on each of its fields"
            yield refusal(node, "directives", limits.directives, what)


def _own(node: SelectionNode, within: int) -> int:
    return within + len(node.directives or ())


def _in_front(node: Definition) -> int:
    """Those of the definition itself and of its variables."""
    variables = node.variable_definitions or () if isinstance(node, OperationDefinitionNode) else ()
    return len(node.directives or ()) + sum(len(variable.directives or ()) for variable in variables)
