"""Documents that were parsed and validated, kept for the next request that sends the same text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from graphql import (
    ASTValidationRule,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    get_operation_ast,
    parse,
    validate,
    visit,
)
from graphql.validation.validate import ValidationAbortedError

from graph_service.api.compiled.recent import Recent
from graph_service.api.limits.aliases import too_many_aliases
from graph_service.api.limits.cost import Price, name_of, prices
from graph_service.api.limits.depth import too_deep
from graph_service.api.limits.directives import too_many_directives
from graph_service.api.limits.measure import Parsed, refusal
from graph_service.api.limits.merging import merging_within
from graph_service.api.limits.values import too_many_values
from graph_service.settings import Limits

MOST_DOCUMENTS = 1000
MOST_CHARACTERS = 1_000_000
"""Of all documents that are kept: a syntax tree takes some fifty times the memory of its text."""
LONGEST_KEPT = 20_000
"""Of longer ones only the last is kept."""
MOST_ERRORS = 5
"""So many are told of one document."""
_RULES = (too_deep, too_many_aliases, too_many_directives)


@dataclass(frozen=True, slots=True)
class Document:
    """A document and what the limits or, within them, validation said of it."""

    ast: DocumentNode
    errors: tuple[GraphQLError, ...]
    fragments: Mapping[str, FragmentDefinitionNode]
    switches: tuple[str, ...] = ()
    """The variables that @skip and @include depend on."""
    prices: Mapping[str, Price] = field(default_factory=dict)
    """What each operation costs, by its name."""
    fields: frozenset[tuple[str, str]] = frozenset()
    """All fields, as the schema has them: the name of the type that each is of, and its own."""

    def roots(self, name: str | None) -> frozenset[str]:
        """The fields of an operation's root as they are written, skipped or not."""
        operation = get_operation_ast(self.ast, name)
        return frozenset(self._names(operation.selection_set, set())) if operation else frozenset()

    def _names(self, selections: SelectionSetNode, opened: set[str]) -> Iterator[str]:
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield node.name.value
            elif isinstance(node, InlineFragmentNode):
                yield from self._names(node.selection_set, opened)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in opened:
                opened.add(node.name.value)
                yield from self._names(self.fragments[node.name.value].selection_set, opened)

    def too_much(self, name: str | None, variables: Mapping[str, object], limits: Limits) -> Iterator[GraphQLError]:
        """What an operation asks too much of, once its variables are known."""
        yield from too_many_values(variables, limits)
        if (operation := get_operation_ast(self.ast, name)) is not None:
            yield from self.prices[name_of(operation)].too_much(variables, limits)


class Documents:
    """The documents last used, so many and so long at most."""

    def __init__(
        self,
        schema: GraphQLSchema,
        rules: Collection[type[ASTValidationRule]],
        limits: Limits,
        *,
        hints: bool = True,
    ) -> None:
        self._schema = schema
        self._rules = (*rules, merging_within(limits.comparisons))
        self._limits = limits
        self._hints = hints
        self._kept: Recent[str, Document] = Recent(MOST_DOCUMENTS, MOST_CHARACTERS)
        self._longest: tuple[str, Document] | None = None
        """The last that was too long to be kept: a request asks for its document several times."""

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, text: str) -> Document:
        """A text as a document. Raises GraphQLError where it is none."""
        if (known := self._kept.get(text)) is not None:
            return known
        if self._longest is not None and self._longest[0] == text:
            return self._longest[1]
        document = self._read(text)
        if len(text) <= LONGEST_KEPT:
            self._kept.keep(text, document, len(text))
        else:
            self._longest = (text, document)
        return document

    def _read(self, text: str) -> Document:
        """The limits come before validation, which may take long over what is beyond them."""
        parsed = Parsed.of(self._parsed(text))
        try:
            errors = list(islice(chain.from_iterable(rule(parsed, self._limits) for rule in _RULES), 1))
            if errors:
                return _refused(parsed, errors)
            priced, errors = prices(self._schema, parsed, self._limits)
        except RecursionError:
            return _refused(parsed, [_nested(self._limits)])
        if errors:
            return _refused(parsed, errors[:MOST_ERRORS])
        if errors := self._validated(parsed.ast):
            return _refused(parsed, errors)
        types = TypeInfo(self._schema)
        seen = _Seen(types)
        visit(parsed.ast, TypeInfoVisitor(types, seen))
        return Document(parsed.ast, (), parsed.fragments, tuple(seen.switches), priced, frozenset(seen.fields))

    def _parsed(self, text: str) -> DocumentNode:
        if len(text) > self._limits.characters:
            what = f"the document has {len(text):,} characters; send long texts as variables, and ask for less"
            raise refusal(None, "characters", self._limits.characters, what)
        try:
            return parse(text, max_tokens=self._limits.tokens)
        except GraphQLSyntaxError as error:
            if "nested too deeply" in error.message:
                raise _nested(self._limits) from None
            if f"more than {self._limits.tokens} tokens" in error.message:
                what = "the document has too many words and signs; ask in several requests, and for less"
                raise refusal(None, "tokens", self._limits.tokens, what) from None
            raise

    def _validated(self, ast: DocumentNode) -> list[GraphQLError]:
        found = validate(self._schema, ast, self._rules, MOST_ERRORS, hide_suggestions=not self._hints)
        if len(found) <= MOST_ERRORS and any(isinstance(error, ValidationAbortedError) for error in found):
            what = "too many fields of one name, or fragments, are to be merged; ask for each field once"
            return [refusal(None, "comparisons", self._limits.comparisons, what)]
        return found


def _refused(parsed: Parsed, errors: list[GraphQLError]) -> Document:
    return Document(parsed.ast, tuple(errors), parsed.fragments)


def _nested(limits: Limits) -> GraphQLError:
    what = "the document is nested too deeply to be read; ask for less at once"
    return refusal(None, "depth", limits.depth, what)


class _Seen(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.switches: dict[str, None] = {}
        self.fields: set[tuple[str, str]] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """A field, wherever it stands."""
        kind = self._types.get_parent_type()
        if kind is not None:
            self.fields.add((kind.name, node.name.value))

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        """A directive that chooses fields by a variable."""
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.switches[argument.value.name.value] = None


def switched(node: DirectiveNode, switches: Mapping[str, bool]) -> bool | None:
    """The condition of @skip or @include; None of what is no such directive."""
    if node.name.value not in ("skip", "include"):
        return None
    [argument] = node.arguments or ()
    if isinstance(argument.value, VariableNode):
        return switches[argument.value.name.value]
    return isinstance(argument.value, BooleanValueNode) and argument.value.value
