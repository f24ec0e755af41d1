"""Which fields an operation asks of a type: fragments opened, what is skipped left out, in the response's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    SelectionNode,
    SelectionSetNode,
    is_abstract_type,
)

from graph_service.api.compiled.documents import switched
from graph_service.errors import GraphServiceError

Fields = dict[str, list[FieldNode]]
"""Response key → the nodes that ask for it."""


class NotCompilable(GraphServiceError):
    """An operation that takes plain execution; `reason` is one of few words, for who counts them."""

    def __init__(self, reason: str, what: str = "") -> None:
        super().__init__(f"{reason}: {what}" if what else reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Selections:
    """The selections of one operation; `switches` holds the values of the variables that choose fields."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    switches: Mapping[str, bool]

    def of(self, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> Fields:
        """The fields that selection sets ask of an object type. Raises NotCompilable."""
        found: Fields = {}
        opened: set[str] = set()
        for selections in sets:
            for node in self._fields(kind, selections, opened):
                found.setdefault((node.alias or node.name).value, []).append(node)
        return found

    def within(self, kind: GraphQLObjectType, nodes: Iterable[FieldNode]) -> Fields:
        """The fields that are asked of what fields answer."""
        return self.of(kind, (node.selection_set for node in nodes if node.selection_set))

    def _fields(self, kind: GraphQLObjectType, sets: SelectionSetNode, opened: set[str]) -> Iterator[FieldNode]:
        for node in sets.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                if self._applies(node.type_condition, kind):
                    yield from self._fields(kind, node.selection_set, opened)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in opened:
                opened.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._applies(fragment.type_condition, kind):
                    yield from self._fields(kind, fragment.selection_set, opened)

    def _included(self, node: SelectionNode) -> bool:
        included = True
        for directive in node.directives or ():
            condition = switched(directive, self.switches)
            if condition is None:
                raise NotCompilable("directive", directive.name.value)
            included &= condition is (directive.name.value == "include")
        return included

    def _applies(self, condition: NamedTypeNode | None, kind: GraphQLObjectType) -> bool:
        if condition is None:
            return True
        wanted = self.schema.type_map[condition.name.value]
        if is_abstract_type(wanted):
            abstract: GraphQLAbstractType = wanted
            return self.schema.is_sub_type(abstract, kind)
        return wanted is kind
