"""Where an operation finds out which way it takes: the compiled one, or plain execution."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar, cast

import strawberry
from graphql import (
    GraphQLError,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    VariableValues,
    get_operation_ast,
    get_variable_values,
    located_error,
    specified_rules,
)
from prometheus_client import CollectorRegistry, Counter
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graph_service.api.compiled.documents import LONGEST_KEPT, Document, Documents
from graph_service.api.compiled.plans import Following, Question, RootField, compiled
from graph_service.api.compiled.recent import Recent
from graph_service.api.compiled.selections import NotCompilable, Selections
from graph_service.api.compiled.shapes import Unanswerable
from graph_service.api.conditions import Condition, NotModified, reads_taxonomy_alone
from graph_service.api.errors import NO_SUCH_OPERATION
from graph_service.api.limits.introspection import NoIntrospectionRule
from graph_service.errors import InvalidInput, LimitExceeded
from graph_service.settings import Limits
from graph_service.store.connection import Graph, Row, Transaction
from graph_service.store.revision import revision

MOST_PLANS = 1000
"""One is an operation of a document, under one choice of the fields that @skip and @include leave."""
MOST_COLUMNS = 100_000
"""Of all plans that are kept: some 1 kB each."""
Plan = list[RootField] | NotCompilable
Shaped = TypeVar("Shaped")
Source = Graph | Transaction
Questions = Sequence[tuple[RootField, Question | None]]
RULES = (
    *(rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule),
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)
"""Merging fields has a rule of its own, with a limit."""


class Paths:
    """How many operations took which path, and why: what `/metrics` says of reads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counter = Counter(
            "graph_service_operations",
            "Operations by the path that they took, and why: compiled reads, plain execution, or none.",
            ["path", "reason"],
            registry=self.registry,
        )

    def count(self, path: str, reason: str) -> None:
        """One operation more."""
        self._counter.labels(path, reason).inc()

    def counted(self, path: str, reason: str) -> int:
        """How many operations took a path for a reason."""
        labels = {"path": path, "reason": reason}
        return int(self.registry.get_sample_value("graph_service_operations_total", labels) or 0)


class Reader:
    """Answers the operations that can be compiled."""

    def __init__(self, schema: strawberry.Schema, limits: Limits, *, introspection: bool = True) -> None:
        self._schema = schema
        self._limits = limits
        rules = RULES if introspection else (NoIntrospectionRule, *RULES)
        self.documents = Documents(schema._schema, rules, limits, hints=introspection)
        self.paths = Paths()
        self._plans: Recent[Hashable, Plan] = Recent(MOST_PLANS, MOST_COLUMNS)

    @property
    def plans(self) -> int:
        """How many plans are kept."""
        return len(self._plans)

    def refusal(self, text: str, variables: Mapping[str, Any] | None, name: str | None) -> list[GraphQLError]:
        """Why an operation is not carried out, if there is a reason: the limits', or validation's."""
        try:
            document = self.documents.get(text)
        except GraphQLError as error:
            errors = [error]
        else:
            errors = list(document.errors or document.too_much(name, variables or {}, self._limits))
            if not errors and get_operation_ast(document.ast, name) is None:
                errors = [GraphQLError(NO_SUCH_OPERATION)]
        if errors:
            excess = isinstance(errors[0].original_error, LimitExceeded)
            self.paths.count("none", "limit" if excess else "invalid")
        return errors

    def kind(self, text: str, name: str | None) -> OperationType | None:
        """What kind an operation is of; None where there is none that may be carried out."""
        if not self.is_sound(text):
            return None
        operation = get_operation_ast(self.documents.get(text).ast, name)
        return OperationType(operation.operation.value) if operation else None

    def is_sound(self, text: str) -> bool:
        """Whether operations of a document may be carried out, whatever their variables."""
        try:
            return not self.documents.get(text).errors
        except GraphQLError:
            return False

    async def answer(
        self,
        graph: Graph,
        text: str | None,
        variables: Mapping[str, Any] | None,
        name: str | None,
        condition: Condition | None = None,
    ) -> ExecutionResult | None:
        """The result of an operation; None where plain execution has to answer it. Raises NotModified."""
        try:
            questions = self.questions(text, variables, name)
            lasting = condition is not None and reads_taxonomy_alone(self._document(text).fields)
            result = await _asked(graph, questions, condition if lasting else None)
        except NotModified:
            self.paths.count("none", "unchanged")
            raise
        except NotCompilable as found:
            self.paths.count("plain", found.reason)
        except (Unanswerable, InvalidInput, GraphQLError):  # plain execution says what is wrong, and where
            self.paths.count("plain", "error")
        else:
            self.paths.count("compiled", "")
            return result
        return None

    def questions(self, text: str | None, given: Mapping[str, Any] | None, name: str | None) -> Questions:
        """What each root field asks. Raises NotCompilable, GraphQLError and InvalidInput."""
        document = self._document(text)
        operation = get_operation_ast(document.ast, name)
        if operation is None:
            raise NotCompilable("invalid", "no such operation")
        kind = OperationType(operation.operation.value)
        if kind is not OperationType.QUERY:
            raise NotCompilable(kind.value)
        variables = get_variable_values(self._schema._schema, operation.variable_definitions or (), dict(given or {}))
        if isinstance(variables, list):
            raise NotCompilable("invalid", "variables")
        roots = self._plan(text or "", document, operation, variables)
        return [(root, root.ask(variables) if root.ask else None) for root in roots]

    def _document(self, text: str | None) -> Document:
        document = self.documents.get(text or "")
        if document.errors:
            raise NotCompilable("invalid", "validation")
        return document

    def _plan(
        self, text: str, document: Document, operation: OperationDefinitionNode, variables: VariableValues
    ) -> list[RootField]:
        switches = {name: variables.coerced[name] for name in document.switches if name in variables.coerced}
        if not all(isinstance(value, bool) for value in switches.values()):
            raise NotCompilable("invalid", "a condition that is null")
        key = (text, operation.name.value if operation.name else None, *switches.items())
        plan = self._plans.get(key)
        if plan is None:
            plan = self._compiled(document, operation, switches)
            if len(text) <= LONGEST_KEPT:
                self._plans.keep(key, plan, _weight(text, plan))
        if isinstance(plan, NotCompilable):
            raise NotCompilable(plan.reason)
        return plan

    def _compiled(self, document: Document, operation: OperationDefinitionNode, switches: Mapping[str, bool]) -> Plan:
        selections = Selections(self._schema._schema, document.fragments, switches)
        try:
            return compiled(self._schema, operation, selections)
        except NotCompilable as found:
            return found.with_traceback(None)


def _weight(text: str, plan: Plan) -> int:
    """What a plan takes in memory, in columns: the part of the document that it holds on to, too."""
    return len(text) // 10 + (sum(root.columns for root in plan) if isinstance(plan, list) else 0)


async def _asked(graph: Graph, questions: Questions, condition: Condition | None) -> ExecutionResult:
    """The response of all root fields, of one state of the graph. Raises Unanswerable and NotModified."""

    if not any(question for _, question in questions):
        return ExecutionResult({root.key: root.constant for root, _ in questions}, None)

    async def work(source: Source) -> dict[str, Any]:
        return {root.key: await _answered(source, root, question) for root, question in questions}

    async def checked_work(transaction: Transaction) -> dict[str, Any]:
        if condition is not None:
            # Before the rest: what is read after the mark is never older than it.
            condition.settle(await revision(transaction))
        return await work(transaction)

    try:
        if condition is None and _is_one_statement(questions):
            return ExecutionResult(await work(graph), None)
        return ExecutionResult(await graph.reading(checked_work), None)
    except (Unanswerable, InvalidInput, NotModified):
        raise
    except Exception as error:  # noqa: BLE001  # as graphql-core does: what is not meant for the caller is masked later
        asked = [root for root, question in questions if question]
        errors = [located_error(error, root.nodes, [root.key]) for root in asked]
        nullable = all(root.nullable for root in asked)
        found = {root.key: None if question else root.constant for root, question in questions}
        return ExecutionResult(found if nullable else None, errors)


def _is_one_statement(questions: Questions) -> bool:
    """Whether that is all that is read, so that it needs no transaction around it."""
    asked = [question for _, question in questions if question]
    return len(asked) == 1 and not asked[0].following


async def _answered(source: Source, root: RootField, question: Question | None) -> object:
    if question is None:
        return root.constant
    rows = await source.carry_out(question.statement, question.parameters)
    if rows:
        return await _followed(source, lambda: question.answer(rows[0]["row"]), question.following)
    if not root.nullable:
        raise Unanswerable
    return None


async def _followed(source: Source, shape: Callable[[], Shaped], following: Sequence[Following]) -> Shaped:
    """What is shaped, once all that its values name by slugs is in its place. Raises Unanswerable."""
    # Whatever a shape wants is taken off before anything else can run: lookups are shared by all requests of a plan.
    for one in following:
        one.lookup.take()
    shaped = shape()
    taken = [(one, one.lookup.take()) for one in following]
    for one, wanted in taken:
        if wanted:
            slugs = list(dict.fromkeys(slug for _, _, slug in wanted))
            rows = await source.carry_out(one.statement, {**one.parameters, "slugs": slugs})
            one.lookup.settle(wanted, await _followed(source, partial(_shaped, rows, one), one.following))
    return shaped


def _shaped(rows: list[Row], following: Following) -> dict[str, object]:
    return {row["slug"]: following.answer(row["row"]) for row in rows}


class ReadingSchema(Protocol):
    """A schema that has a reader."""

    reader: Reader


class KnownDocuments(SchemaExtension):
    """Gives plain execution the documents that the reader has parsed and validated before it."""

    def __init__(self) -> None:
        self._document: Document | None = None

    def on_parse(self) -> Iterator[None]:
        """Parse, unless that was done; what cannot be parsed is left to Strawberry."""
        context = self.execution_context
        if context.query:
            with contextlib.suppress(GraphQLError):
                self._document = cast(ReadingSchema, context.schema).reader.documents.get(context.query)
                context.graphql_document = self._document.ast
        yield

    def on_validate(self) -> Iterator[None]:
        """Validate, unless that was done."""
        if self._document is not None and self.execution_context.pre_execution_errors is None:
            self.execution_context.pre_execution_errors = list(self._document.errors)
        yield
