"""A caller of the API that does without HTTP: one request at a time, as `/graphql` would run it."""

from __future__ import annotations

from typing import Any

from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from graph_service.api.context import Context
from graph_service.api.ids import global_id
from graph_service.api.schema import make_schema
from graph_service.domain.access import Access, Actor
from graph_service.pipeline.run import Pipeline
from graph_service.store import taxonomy

TESTER = Actor("tester", Access.ADMIN, "tester")


class Client:
    """Each call is a request with loaders of its own; the caller may do everything, unless another is named."""

    def __init__(self, pipeline: Pipeline, actor: Actor | None = TESTER) -> None:
        self.pipeline = pipeline
        self.actor = actor
        self.schema = make_schema()

    async def result(self, document: str, **variables: object) -> ExecutionResult:
        """Data and errors as they leave the schema."""
        result = await self.schema.execute(document, variables, Context(self.pipeline, self.actor))
        assert isinstance(result, ExecutionResult)
        return result

    async def ask(self, document: str, **variables: object) -> dict[str, Any]:
        """The data of a request without errors."""
        result = await self.result(document, **variables)
        assert result.errors is None, result.errors
        assert result.data is not None
        return result.data

    async def refusal(self, document: str, **variables: object) -> tuple[str, dict[str, Any]]:
        """Message and extensions of the only error of a request."""
        result = await self.result(document, **variables)
        assert result.errors is not None, result.data
        [error] = result.errors
        return error.message, dict(error.extensions or {})

    async def follow(self, document: str, **variables: object) -> list[ExecutionResult]:
        """Everything that a subscription answers until it ends."""
        answers = await self.schema.subscribe(document, variables, Context(self.pipeline, self.actor))
        found = []
        async for answer in answers:
            assert not isinstance(answer, PreExecutionError)
            found.append(answer)
        return found

    async def id_of(self, label: str, slug: str) -> str:
        """The global id of a skill, role or dimension."""
        uid = await taxonomy.uid_of_slug(self.pipeline.graph, label, slug)
        assert uid is not None, slug
        return global_id(label, uid)
