"""The schema: every subject's fields under the three roots, and how errors leave."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import MaskErrors
from strawberry.schema.schema import StreamResult
from strawberry.types import ExecutionResult
from strawberry.types.base import get_object_definition
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from strawberry.utils.str_converters import to_camel_case

from graph_service.api.access import guarded
from graph_service.api.compiled.reader import KnownDocuments, Reader
from graph_service.api.curation.mutations import CurationMutations
from graph_service.api.curation.queries import CurationQueries
from graph_service.api.errors import INSIDE, may_be_shown, with_code, without_hints
from graph_service.api.limits.measure import refusal
from graph_service.api.presentation import present
from graph_service.api.rehearsal.queries import RehearsalQueries
from graph_service.api.runs.mutations import RunMutations
from graph_service.api.runs.queries import RunQueries
from graph_service.api.runs.subscriptions import RunSubscriptions
from graph_service.api.search.queries import SearchQueries
from graph_service.api.taxonomy.queries import TaxonomyQueries
from graph_service.api.taxonomy.types import AuditEvent
from graph_service.api.upkeep.queries import UpkeepQueries
from graph_service.settings import Limits

_REHEARSALS = {
    "__typename",
    *(to_camel_case(one.python_name) for one in get_object_definition(RehearsalQueries, strict=True).fields),
}
"""Fields beside which an operation may take as long as the runs that it tries."""

log = logging.getLogger(__name__)


@strawberry.type
class Query(TaxonomyQueries, SearchQueries, RunQueries, RehearsalQueries, CurationQueries, UpkeepQueries):
    """Everything that can be read."""


@strawberry.type
class Mutation(RunMutations, CurationMutations):
    """Everything that can be done."""


@strawberry.type
class Subscription(RunSubscriptions):
    """Everything that can be followed."""


class Schema(strawberry.Schema):
    """The schema. What goes wrong inside is logged, and the caller is told no more than that it did."""

    reader: Reader
    limits: Limits
    introspection: bool

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        root_value: Any = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """The result of one operation: of the compiled read where there is one, else of plain execution."""
        if refused := self.refused(query, variable_values, operation_name):
            return refused
        work = self._result(
            query,
            variable_values,
            context_value,
            root_value,
            operation_name,
            allowed_operation_types,
            operation_extensions,
        )
        if not query or not self._is_timed(query, operation_name):
            return self._said(await work)
        try:
            async with asyncio.timeout(self.limits.seconds):
                return self._said(await work)
        except TimeoutError:
            what = "the query took too long and was given up; ask for less at once"
            return PreExecutionError(None, self._leaving([refusal(None, "seconds", self.limits.seconds, what)]))

    def _is_timed(self, query: str, operation_name: str | None) -> bool:
        """Whether an operation may take so long only: what writes is never cut off, nor what rehearses that alone."""
        if self.reader.kind(query, operation_name) is not OperationType.QUERY:
            return False
        return not self.reader.documents.get(query).roots(operation_name) <= _REHEARSALS

    async def _result(
        self,
        query: str | None,
        variables: dict[str, Any] | None,
        context: Any,
        root: Any,
        operation_name: str | None,
        allowed: Iterable[OperationType] | None,
        extensions: dict[str, Any] | None,
    ) -> ExecutionResult:
        """Of whichever path answers."""
        if allowed is None or OperationType.QUERY in (allowed := set(allowed)):
            answer = await self.reader.answer(context.graph, query, variables, operation_name, context.condition)
            if answer is not None:
                answer.errors = self._leaving(answer.errors)
                return answer
        return await super().execute(query, variables, context, root, operation_name, allowed, extensions)

    def _said(self, result: ExecutionResult) -> ExecutionResult:
        """A result as it may be told to who may, or may not, ask for the schema."""
        if not result.errors:
            return result
        told = result.errors if self.introspection else [without_hints(error) for error in result.errors]
        if result.data is None and not any(error.path for error in told):
            return PreExecutionError(None, told)  # its variables are none for this operation: nothing was carried out
        return replace(result, errors=told)

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        root_value: Any = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> StreamResult:
        """The results of one operation, one by one: of a subscription, or the only one of another."""
        if refused := self.refused(query, variable_values, operation_name):
            return _alone(refused)
        allowed = set(OperationType) if allowed_operation_types is None else set(allowed_operation_types)
        kind = self.reader.kind(query, operation_name) if query else None
        if query and kind is OperationType.QUERY and kind in allowed:
            return self._once(query, variable_values, context_value, operation_name)
        if kind is not None:
            self.reader.paths.count("plain", kind.value)
        results = await super().stream(
            query,
            variable_values,
            context_value,
            root_value,
            operation_name,
            operation_extensions,
            allowed,
        )
        return results if self.introspection else self._each_said(results)

    async def _once(
        self, query: str, variables: dict[str, Any] | None, context: Any, operation_name: str | None
    ) -> AsyncGenerator[ExecutionResult, None]:
        yield await self.execute(query, variables, context, operation_name=operation_name)

    async def _each_said(self, results: StreamResult) -> AsyncGenerator[Any, None]:
        async with aclosing(results):
            async for result in results:
                yield self._said(result) if isinstance(result, ExecutionResult) else result

    def refused(
        self, query: str | None, variables: dict[str, Any] | None, operation_name: str | None
    ) -> PreExecutionError | None:
        """What is answered in place of a result; None where the operation may be carried out."""
        errors = self.reader.refusal(query, variables, operation_name) if query else []
        if not errors:
            return None
        shown = errors if self.introspection else [without_hints(error) for error in errors]
        return PreExecutionError(None, self._leaving(shown))

    def _leaving(self, errors: list[GraphQLError] | None) -> list[GraphQLError] | None:
        self.process_errors(errors or [])
        mask = _masked()
        return errors and [error if may_be_shown(error) else mask.anonymise_error(error) for error in errors]

    def process_errors(self, errors: list[GraphQLError], execution_context: object = None) -> None:
        """Give errors of ours their code; log the others whole."""
        for error in errors:
            if may_be_shown(error):
                with_code(error)
            else:
                log.error("a resolver failed at %s", error.path, exc_info=error.original_error)


async def _alone(result: PreExecutionError) -> AsyncGenerator[PreExecutionError, None]:
    yield result


def _masked() -> MaskErrors:
    return MaskErrors(lambda error: not may_be_shown(error), INSIDE)


def make_schema(mutation: type[Any] = Mutation, limits: Limits | None = None, *, introspection: bool = True) -> Schema:
    """The schema of the service. Raises TypeError for a mutation that does not declare the role that it needs."""
    schema = Schema(
        query=Query,
        mutation=guarded(mutation),
        subscription=Subscription,
        types=[AuditEvent],
        extensions=[_masked, KnownDocuments],
    )
    present(schema._schema)
    schema.limits, schema.introspection = limits or Limits(), introspection
    schema.reader = Reader(schema, schema.limits, introspection=introspection)
    return schema


def printed_schema() -> str:
    """The SDL."""
    return make_schema().as_str() + "\n"
