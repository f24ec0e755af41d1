"""History: all runs, newest first, as a page and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from starlette.responses import Response

from graph_service.domain.run import DecisionCase, RunStatus
from graph_service.errors import InvalidInput
from graph_service.web import choices
from graph_service.web.exports import CSV, JSON, Columns, attachment, csv_of, json_of
from graph_service.web.paging import Place
from graph_service.web.rendering import uid
from graph_service.web.site import Page, Visit

ROWS = 25
MOST_EXPORTED = 2000
_LARGEST_PAGE = 100

CASES = {
    "A": "an exact title",
    "B": "title against skills",
    "C": "a title of several roles",
    "D": "the signals agree",
    "E": "the signals are close",
    "F": "a new role",
}
"""The cases of a decision, in a few words each."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, as the form and the address say it; empty texts take all."""

    text: str = ""
    role: str = ""
    case: str = ""
    status: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Self:
        """What an address looks for; what it cannot mean is left out."""
        said = {name: parameters.get(name, "").strip() for name in cls.__dataclass_fields__}
        said["case"] = choices.named(said["case"], DecisionCase) or ""
        said["status"] = choices.named(said["status"], RunStatus) or ""
        said |= {name: said[name] if _day(said[name]) else "" for name in ("since", "until")}
        return cls(**said)

    @property
    def parameters(self) -> dict[str, str]:
        """As an address says it."""
        said = {name: str(getattr(self, name)) for name in type(self).__dataclass_fields__}
        return {name: value for name, value in said.items() if value}

    @property
    def filter(self) -> dict[str, str]:
        """As the API takes it: days are UTC's, and `until` is the last one."""
        asked = {name: value for name, value in self.parameters.items() if name not in ("since", "until")}
        if since := _day(self.since):
            asked["createdSince"] = f"{since}T00:00:00"
        if until := _day(self.until):
            asked["createdUntil"] = f"{until + timedelta(days=1)}T00:00:00"
        return asked


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 9000 else None


async def history(visit: Visit) -> Response:
    """A page of runs, and the form that says which."""
    search, place = Search.of(visit.request.query_params), Place.of(visit.request.query_params)
    found, message = _NONE, None
    try:
        found = await _runs(visit, search, ROWS, place.after)
    except InvalidInput as refused:
        message = refused.message
    return visit.page(
        "runs/history",
        400 if message else 200,
        search=search,
        found=found,
        message=message,
        back=place.back,
        on=place.on(found["pageInfo"]),
        roles=await choices.roles(visit),
        cases=CASES,
        case_choices=[(case, f"{case}: {words}") for case, words in CASES.items()],
        statuses=RunStatus,
        most_exported=MOST_EXPORTED,
    )


async def as_csv(visit: Visit) -> Response:
    """The runs that a search finds, as a table."""
    rows, total = await _exported(visit)
    response = attachment(csv_of(rows, COLUMNS), _file_name(len(rows), total, "csv"), CSV)
    response.headers["X-Total-Count"] = str(total)
    return response


async def as_json(visit: Visit) -> Response:
    """The runs that a search finds, for a program."""
    rows, total = await _exported(visit)
    content = json_of(rows, COLUMNS, totalCount=total, exportedCount=len(rows))
    response = attachment(content, _file_name(len(rows), total, "json"), JSON)
    response.headers["X-Total-Count"] = str(total)
    return response


_NONE: dict[str, Any] = {"totalCount": 0, "nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


async def _runs(visit: Visit, search: Search, first: int, after: str | None) -> dict[str, Any]:
    page: dict[str, Any] = (await visit.ask("runs", filter=search.filter, first=first, after=after))["pipelineRuns"]
    return page


async def _exported(visit: Visit) -> tuple[list[dict[str, Any]], int]:
    """The newest runs that the address looks for, so many at most, and how many there are. Raises InvalidInput."""
    search, after = Search.of(visit.request.query_params), None
    rows: list[dict[str, Any]] = []
    while True:
        page = await _runs(visit, search, _LARGEST_PAGE, after)
        rows += page["nodes"]
        if len(rows) >= MOST_EXPORTED or not page["pageInfo"]["hasNextPage"]:
            return rows[:MOST_EXPORTED], page["totalCount"]
        after = page["pageInfo"]["endCursor"]


def _file_name(count: int, total: int, ending: str) -> str:
    return f"runs.{ending}" if count == total else f"runs-newest-{count}-of-{total}.{ending}"


def _within(*path: str) -> Any:
    def read(row: Any) -> Any:
        for name in path:
            row = row and row[name]
        return row

    return read


COLUMNS: Columns = {
    "run": lambda run: uid(run["id"]),
    "started": _within("createdAt"),
    "title": lambda run: run["jobTitle"] or _within("parsed", "title")(run),
    "company": _within("parsed", "companyName"),
    "role": lambda run: _within("decision", "role", "name")(run) or _within("decision", "newRoleName")(run),
    "roleSlug": _within("decision", "role", "slug"),
    "case": _within("decision", "case"),
    "status": _within("status"),
    "confidence": _within("decision", "confidence"),
    "costUsd": _within("cost", "totalUsd"),
    "durationMs": _within("durationMs"),
    "rejectionReason": _within("rejectionReason"),
}

PAGES = (
    Page("/runs", history),
    Page("/runs.csv", as_csv),
    Page("/runs.json", as_json),
)
