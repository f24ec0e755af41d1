"""The operations that GraphiQL offers."""

from __future__ import annotations

import json

import pytest

from graph_service.api.schema import Schema
from graph_service.pipeline.run import Pipeline, Request
from graph_service.web.graphiql import Example, examples
from tests.integration.starter.conftest import EXAMPLE, answered


def test_there_are_ten_with_titles_of_their_own() -> None:
    assert len({example.title for example in examples()}) == 10


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.title)
async def test_example_answers_on_the_starter_library(example: Example, schema: Schema, pipeline: Pipeline) -> None:
    await pipeline.run(Request(EXAMPLE, None, "an example"))

    data = await answered(schema, pipeline, example.query, **json.loads(example.variables or "{}"))

    assert all(data.values()), data
    assert not any(answer.get("errors") for answer in data.values() if isinstance(answer, dict))
