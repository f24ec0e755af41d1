"""The statements that researchers are given."""

from __future__ import annotations

import pytest

from graph_service.pipeline.run import Pipeline, Request
from graph_service.store.statements import names, statement
from graph_service.web.research import FOLDER, ORDER
from tests.integration.starter.conftest import EXAMPLE


def test_page_has_each_of_twenty_statements() -> None:
    assert sorted(ORDER) == sorted(name.removeprefix(FOLDER) for name in names() if name.startswith(FOLDER))
    assert len(ORDER) == 20


@pytest.mark.parametrize("name", ORDER)
async def test_statement_answers_and_only_reads(name: str, pipeline: Pipeline) -> None:
    await pipeline.run(Request(EXAMPLE, None, "an example"))

    records, summary, _ = await pipeline.graph.driver.execute_query(statement(FOLDER + name).text)

    assert records
    assert summary.query_type == "r"
