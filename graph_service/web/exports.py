"""What a page lists, as a file: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

import orjson
from starlette.responses import Response

from graph_service.web.paging import Found

Columns = Mapping[str, Callable[[Any], object]]
"""The name of each column, and what it reads of a row."""
CSV, JSON = "text/csv; charset=utf-8", "application/json"

MOST_EXPORTED = 2000
"""Rows of a list that only grows."""
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


def file_of(found: Found, columns: Columns, name: str) -> Response:
    """The rows of a list as a file: as JSON as the API answers them, as CSV in columns.

    Where there are more, its name says so, and X-Total-Count how many there are.
    """
    stem, _, ending = name.rpartition(".")
    full = name if len(found.rows) == found.total else f"{stem}-first-{len(found.rows)}-of-{found.total}.{ending}"
    if ending == "json":
        content = {"totalCount": found.total, "exportedCount": len(found.rows), "rows": found.rows}
        response = attachment(orjson.dumps(content, option=orjson.OPT_INDENT_2), full, JSON)
    else:
        response = attachment(csv_of(found.rows, columns), full, CSV)
    response.headers["X-Total-Count"] = str(found.total)
    return response


def within(*path: str) -> Callable[[Any], Any]:
    """Reads a value of nested rows; None where a row on the way is."""

    def read(row: Any) -> Any:
        for name in path:
            row = row and row[name]
        return row

    return read


def attachment(content: str | bytes, name: str, media_type: str) -> Response:
    """A file that the browser saves under a name of ours."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=media_type)


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value
    return "" if value is None else value
