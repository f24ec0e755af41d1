"""Documents that were parsed and validated, kept for the next request that sends the same text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ASTValidationRule,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    VariableNode,
    Visitor,
    parse,
    validate,
    visit,
)

from graph_service.api.compiled.recent import Recent

MOST_DOCUMENTS = 1000
MOST_CHARACTERS = 1_000_000
"""Of all documents that are kept: a syntax tree takes some fifty times the memory of its text."""
LONGEST_KEPT = 20_000
"""A longer document is parsed each time that it comes."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document and what validation said of it."""

    ast: DocumentNode
    errors: tuple[GraphQLError, ...]
    fragments: Mapping[str, FragmentDefinitionNode]
    switches: tuple[str, ...]
    """The variables that @skip and @include depend on."""


class Documents:
    """The documents last used, so many and so long at most."""

    def __init__(self, schema: GraphQLSchema, rules: Collection[type[ASTValidationRule]]) -> None:
        self._schema = schema
        self._rules = tuple(rules)
        self._kept: Recent[str, Document] = Recent(MOST_DOCUMENTS, MOST_CHARACTERS)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, text: str) -> Document:
        """A text as a document. Raises GraphQLError where it is none."""
        if (known := self._kept.get(text)) is not None:
            return known
        document = self._read(text)
        if len(text) <= LONGEST_KEPT:
            self._kept.keep(text, document, len(text))
        return document

    def _read(self, text: str) -> Document:
        ast = parse(text)
        errors = tuple(validate(self._schema, ast, self._rules))
        fragments = {node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)}
        switches = _Switches()
        visit(ast, switches)
        return Document(ast, errors, fragments, tuple(switches.found))


class _Switches(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        """A directive that chooses fields by a variable."""
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.found[argument.value.name.value] = None


def switched(node: DirectiveNode, switches: Mapping[str, bool]) -> bool | None:
    """The condition of @skip or @include; None of what is no such directive."""
    if node.name.value not in ("skip", "include"):
        return None
    [argument] = node.arguments or ()
    if isinstance(argument.value, VariableNode):
        return switches[argument.value.name.value]
    return isinstance(argument.value, BooleanValueNode) and argument.value.value
