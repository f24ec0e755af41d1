from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from graph_service.web.exports import Columns, csv_of, file_of, in_order, saved, within
from graph_service.web.paging import Found

COLUMNS: Columns = {"name": lambda row: row["name"], "score": lambda row: row.get("score")}


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-2", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")'])
def test_text_that_a_spreadsheet_would_calculate_is_quoted(text: str) -> None:
    [_, row] = csv.reader(io.StringIO(csv_of([{"name": text}], COLUMNS), newline=""))

    assert row == [f"'{text}", ""]


def test_table_keeps_what_is_no_formula() -> None:
    rows = [{"name": 'Say "hi", then\ngo', "score": -0.5}, {"name": "a=b", "score": 3}, {"name": None}]

    assert csv_of(rows, COLUMNS) == ('name,score\r\n"Say ""hi"", then\ngo",-0.5\r\na=b,3\r\n,\r\n')


def test_table_without_rows_has_its_headings() -> None:
    assert csv_of([], COLUMNS) == "name,score\r\n"


def test_rows_that_hold_values_in_order_are_written_in_it() -> None:
    assert csv_of([("a", None), ("b", 2)], in_order("name", "count")) == "name,count\r\na,\r\nb,2\r\n"


@pytest.mark.parametrize(("total", "name"), [(2, "runs.json"), (7, "runs-first-2-of-7.json")])
def test_file_has_the_rows_and_says_how_many_there_are(total: int, name: str) -> None:
    rows: list[dict[str, Any]] = [{"name": "=1", "score": 0.5}, {"name": "b"}]

    answer = file_of("/runs.json", Found(rows, total), COLUMNS)

    assert json.loads(bytes(answer.body)) == {"totalCount": total, "exportedCount": 2, "rows": rows}
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["x-total-count"] == str(total)


def test_file_for_a_spreadsheet_has_columns() -> None:
    assert file_of("/runs.csv", Found([{"name": "a"}], 1), COLUMNS).body == b"name,score\r\na,\r\n"


def test_value_within_is_none_where_something_on_the_way_is() -> None:
    assert [within("role", "name")(row) for row in ({"role": {"name": "a"}}, {"role": None})] == ["a", None]


def test_file_is_saved_under_the_name_of_its_address_and_not_kept() -> None:
    answer = saved("/roles/sre.csv", {}, [{"name": "a"}], COLUMNS)

    assert answer.headers["content-disposition"] == 'attachment; filename="sre.csv"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
