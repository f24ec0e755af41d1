"""What a page lists, as a file: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

import orjson
from starlette.responses import Response

Columns = Mapping[str, Callable[[Any], object]]
"""The name of each column, and what it reads of a row."""
CSV, JSON = "text/csv; charset=utf-8", "application/json"

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(rows: Iterable[Any], columns: Columns) -> str:
    """A table with a line of headings. A text that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(read(row)) for read in columns.values()] for row in rows)
    return out.getvalue()


def in_order(*names: str) -> Columns:
    """The columns of rows that hold their values in this order."""
    return {name: itemgetter(at) for at, name in enumerate(names)}


def json_of(rows: Iterable[Any], columns: Columns, **about: object) -> bytes:
    """The rows under `rows`, after what is said `about` them."""
    listed = [{name: read(row) for name, read in columns.items()} for row in rows]
    return orjson.dumps({**about, "rows": listed}, option=orjson.OPT_INDENT_2)


def attachment(content: str | bytes, name: str, media_type: str) -> Response:
    """A file that the browser saves under a name of ours."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=media_type)


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value
    return "" if value is None else value
