"""How many nodes an operation asks for: page sizes multiplied along connections, other lists as long as usual.

The cost of a document is a formula, made once: what its variables hold is put in when it is carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

from graph_service.api.limits.measure import CEILING, Parsed, refusal, told
from graph_service.errors import InvalidInput
from graph_service.settings import Limits

LIKELY_LENGTH = 10
"""Of a list without pages: a role has some ten dimensions and six KRAs, a skill five spellings."""
_LIKELY_LENGTHS = {
    ("Role", "skills"): 350,
    ("Role", "aliases"): 20,
    ("Dimension", "skills"): 30,
    ("Dimension", "skillLinks"): 30,
}
"""Of those that are longer, as they are in the starter library: skills within roles within skills grow fast."""
_PAGE_ARGUMENT = "first"
_AROUND_NODES = ("Connection", "Edge", "PageInfo")
"""How the names of types end that are no nodes, but stand around them."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page size that a variable holds, and what it is without the variable."""

    node: FieldNode
    variable: str
    default: int


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """A cost that depends on variables: a number, and parts that are so many times (`own` and what is within)."""

    constant: int
    parts: tuple[tuple[int | PageSize, int, Cost], ...]


Cost = int | Sum
Sizes = Callable[[PageSize], int]


def amount(cost: Cost, sizes: Sizes, known: dict[Sum, int] | None = None) -> int:
    """A cost as a number, `CEILING` at most."""
    if isinstance(cost, int):
        return cost
    known = {} if known is None else known
    if cost not in known:
        total = cost.constant
        for times, own, within in cost.parts:
            size = times if isinstance(times, int) else sizes(times)
            total += size * (own + amount(within, sizes, known))
        known[cost] = min(CEILING, total)
    return known[cost]


@dataclass(frozen=True, slots=True)
class Price:
    """What an operation costs, and the page sizes that it leaves to variables."""

    node: OperationDefinitionNode
    cost: Cost
    pages: tuple[PageSize, ...]
    defaults: Mapping[str, int]

    def too_much(self, variables: Mapping[str, object], limits: Limits) -> Iterator[GraphQLError]:
        """Pages that cannot be so long, else a cost that is too high."""

        def size(page: PageSize) -> int:
            found = variables.get(page.variable, self.defaults.get(page.variable))
            if isinstance(found, float) and found.is_integer():
                return int(found)  # what JSON has as 1e6 is an Int, too
            return found if isinstance(found, int) else page.default

        wrong = [_no_page(page.node, size(page), limits) for page in self.pages if not _fits(size(page), limits)]
        yield from wrong
        if not wrong and (cost := amount(self.cost, size)) > limits.cost:
            what = f"{told(cost)} nodes may be asked for here; ask for smaller pages, or for fewer lists within lists"
            yield refusal(self.node, "cost", limits.cost, what)


def prices(schema: GraphQLSchema, document: Parsed, limits: Limits) -> tuple[dict[str, Price], list[GraphQLError]]:
    """What the operations cost, by their names, and the pages whose size as written cannot be."""
    costing, found = _Costing(schema, document.fragments), {}
    for node in document.ast.definitions:
        if isinstance(node, OperationDefinitionNode):
            found[node] = costing.of(schema.get_root_type(node.operation), node.selection_set)
    wrong = [_no_page(node, size, limits) for node, size in costing.written if not _fits(size, limits)]
    pages = tuple(costing.pages)
    return {name_of(node): Price(node, cost, pages, _defaults(node)) for node, cost in found.items()}, wrong


def name_of(node: OperationDefinitionNode) -> str:
    """An operation's name, empty where it has none."""
    return node.name.value if node.name else ""


def _fits(size: int, limits: Limits) -> bool:
    return 1 <= size <= limits.page


def _no_page(node: FieldNode, size: int, limits: Limits) -> GraphQLError:
    error = InvalidInput(f"first is {size}; send a number from 1 to {limits.page}", _PAGE_ARGUMENT)
    return GraphQLError(error.message, node, original_error=error)


def _defaults(node: OperationDefinitionNode) -> dict[str, int]:
    """What variables hold that are not sent."""
    return {
        one.variable.name.value: _number(one.default_value.value)
        for one in node.variable_definitions or ()
        if isinstance(one.default_value, IntValueNode)
    }


@dataclass(slots=True)
class _Costing:
    """Finds costs; a fragment's once. What is not in the schema costs nothing: validation says so later."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    pages: list[PageSize] = field(default_factory=list)
    written: list[tuple[FieldNode, int]] = field(default_factory=list)
    known: dict[str, Cost] = field(default_factory=dict)

    def of(self, kind: GraphQLNamedType | None, selections: SelectionSetNode | None) -> Cost:
        constant, parts = 0, []
        for node in selections.selections if selections else ():
            times, own, within = self._part(kind, node)
            if isinstance(times, int) and isinstance(within, int):
                constant += times * (own + within)
            else:
                parts.append((times, own, within))
        constant = min(CEILING, constant)
        return Sum(constant, tuple(parts)) if parts else constant

    def _part(self, kind: GraphQLNamedType | None, node: SelectionNode) -> tuple[int | PageSize, int, Cost]:
        if isinstance(node, FieldNode):
            return self._field(kind, node)
        if isinstance(node, FragmentSpreadNode):
            return 1, 0, self._fragment(node.name.value)
        assert isinstance(node, InlineFragmentNode)
        return 1, 0, self.of(self._named(node.type_condition) or kind, node.selection_set)

    def _fragment(self, name: str) -> Cost:
        if name not in self.known:
            self.known[name] = CEILING  # what spreads itself has no end
            fragment = self.fragments.get(name)
            self.known[name] = self.of(self._named(fragment.type_condition), fragment.selection_set) if fragment else 0
        return self.known[name]

    def _named(self, condition: NamedTypeNode | None) -> GraphQLNamedType | None:
        return self.schema.get_type(condition.name.value) if condition else None

    def _field(self, kind: GraphQLNamedType | None, node: FieldNode) -> tuple[int | PageSize, int, Cost]:
        definition = self._definition(kind, node.name.value)
        if definition is None or is_leaf_type(get_named_type(definition.type)):
            return 0, 0, 0
        answered = get_named_type(definition.type)
        own = 0 if answered.name.endswith(_AROUND_NODES) else 1
        return self._times(kind, definition, node), own, self.of(answered, node.selection_set)

    def _definition(self, kind: GraphQLNamedType | None, name: str) -> GraphQLField | None:
        if kind is self.schema.query_type and name in ("__schema", "__type"):
            return SchemaMetaFieldDef if name == "__schema" else TypeMetaFieldDef
        return kind.fields.get(name) if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) else None

    def _times(self, kind: GraphQLNamedType | None, definition: GraphQLField, node: FieldNode) -> int | PageSize:
        if _PAGE_ARGUMENT in definition.args and is_paged(definition.type):
            return self._page(definition, node)
        if is_list_type(get_nullable_type(definition.type)):
            return _likely_length(kind, node.name.value)
        return 1

    def _page(self, definition: GraphQLField, node: FieldNode) -> int | PageSize:
        default = definition.args[_PAGE_ARGUMENT].default_value
        default = default if isinstance(default, int) else LIKELY_LENGTH
        for argument in node.arguments or ():
            if argument.name.value == _PAGE_ARGUMENT:
                if isinstance(argument.value, VariableNode):
                    self.pages.append(PageSize(node, argument.value.name.value, default))
                    return self.pages[-1]
                if isinstance(argument.value, IntValueNode):
                    self.written.append((node, _number(argument.value.value)))
                    return max(0, self.written[-1][1])
        return default


def _likely_length(kind: GraphQLNamedType | None, name: str) -> int:
    if kind is None:
        return LIKELY_LENGTH
    return 1 if kind.name.endswith(_AROUND_NODES) else _LIKELY_LENGTHS.get((kind.name, name), LIKELY_LENGTH)


def is_paged(kind: GraphQLOutputType) -> bool:
    """Whether `first` of a field of a type is a page size, and no number of something else."""
    return is_list_type(get_nullable_type(kind)) or get_named_type(kind).name.endswith("Connection")


def _number(written: str) -> int:
    """A number as it is written, however many digits it has."""
    return int(written) if len(written) < 10 else CEILING if written[0] != "-" else -CEILING
