"""What the rules share: a number for each selection set, that of a fragment found once, however often it is spread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from graph_service.errors import LimitExceeded

CEILING = 10**12
"""As good as without end: numbers that double with each fragment would grow beyond all words."""

Definition = OperationDefinitionNode | FragmentDefinitionNode


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document and its fragments by their names."""

    ast: DocumentNode
    fragments: Mapping[str, FragmentDefinitionNode]

    @classmethod
    def of(cls, ast: DocumentNode) -> Parsed:
        """A document that was parsed."""
        return cls(ast, {node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)})

    @property
    def definitions(self) -> Iterator[Definition]:
        """Operations and fragments."""
        return (node for node in self.ast.definitions if isinstance(node, Definition))


class Measure:
    """A number for each selection set: `own` makes a selection's of what is within it, `together` a set's of those."""

    def __init__(
        self,
        fragments: Mapping[str, FragmentDefinitionNode],
        own: Callable[[SelectionNode, int], int],
        together: Callable[[Iterable[int]], int],
    ) -> None:
        self._fragments, self._own, self._together = fragments, own, together
        self._known: dict[str, int] = {}

    def of(self, selections: SelectionSetNode | None) -> int:
        """The number of a selection set, `CEILING` at most; 0 of none."""
        if selections is None or not selections.selections:
            return 0
        return min(CEILING, self._together([self._own(node, self._within(node)) for node in selections.selections]))

    def _within(self, node: SelectionNode) -> int:
        if isinstance(node, FragmentSpreadNode):
            return self._of_fragment(node.name.value)
        return self.of(getattr(node, "selection_set", None))

    def _of_fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = CEILING  # what spreads itself has no end
            fragment = self._fragments.get(name)
            self._known[name] = self.of(fragment.selection_set) if fragment else 0
        return self._known[name]


def exceeded(limit: str, most: float, what: str) -> LimitExceeded:
    """The error for who asks for too much: `what` says what was sent, and what to do."""
    return LimitExceeded(f"{what} (LIMITS__{limit.upper()} is {most:,})", limit, most)


def refusal(node: Node | None, limit: str, most: float, what: str) -> GraphQLError:
    """The same, as an error of a document."""
    error = exceeded(limit, most, what)
    return GraphQLError(error.message, node, original_error=error)


def told(number: int) -> str:
    """A number of what was sent, as people read it."""
    return f"{number:,}" if number < CEILING else "endlessly many"
