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
from graph_service.web.site import Handler, Page

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


def files(path: str, handler: Handler) -> tuple[Page, ...]:
    """The addresses of a file in either format: `<path>.csv` and `<path>.json`."""
    return tuple(Page(f"{path}.{ending}", handler) for ending in ("csv", "json"))


def file_of(path: str, found: Found, columns: Columns) -> Response:
    """The rows of a list as the file at an address: as JSON as the API answers them, as CSV in columns.

    Where there are more, its name says so, and X-Total-Count how many there are.
    """
    is_whole = len(found.rows) == found.total
    part = "" if is_whole else f"-first-{len(found.rows)}-of-{found.total}"
    content = {"totalCount": found.total, "exportedCount": len(found.rows), "rows": found.rows}
    response = saved(path, content, found.rows, columns, part)
    response.headers["X-Total-Count"] = str(found.total)
    return response


def within(*path: str) -> Callable[[Any], Any]:
    """Reads a value of nested rows; None where a row on the way is."""

    def read(row: Any) -> Any:
        for name in path:
            row = row and row[name]
        return row

    return read


def saved(path: str, content: object, rows: Iterable[Any], columns: Columns, part: str = "") -> Response:
    """The file at an address: the content as JSON, or its rows as CSV. `part` is added to its name."""
    stem, _, ending = path.rpartition("/")[2].rpartition(".")
    name = f"{stem}{part}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if ending == "json":
        return Response(orjson.dumps(content, option=orjson.OPT_INDENT_2), headers=headers, media_type=JSON)
    return Response(csv_of(rows, columns), headers=headers, media_type=CSV)


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value
    return "" if value is None else value
