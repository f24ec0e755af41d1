"""History: all runs, newest first, as a page and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Self

from starlette.responses import Response

from graph_service.domain.run import DecisionCase, RunStatus
from graph_service.errors import InvalidInput
from graph_service.web import choices
from graph_service.web.exports import MOST_EXPORTED, Columns, file_of, files, within
from graph_service.web.paging import Place, everything, said_by
from graph_service.web.rendering import uid
from graph_service.web.site import Page, Visit

ROWS = 25

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
        return said_by(asdict(self))

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
        found = (await visit.ask("runs", filter=search.filter, first=ROWS, after=place.after))["pipelineRuns"]
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


async def export(visit: Visit) -> Response:
    """The runs that the address looks for, as a file."""
    search = Search.of(visit.request.query_params)
    found = await everything(visit, "runs", "pipelineRuns", {"filter": search.filter}, most=MOST_EXPORTED)
    return file_of(visit.path, found, COLUMNS)


_NONE: dict[str, Any] = {"totalCount": 0, "nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}

COLUMNS: Columns = {
    "run": lambda run: uid(run["id"]),
    "started": within("createdAt"),
    "title": lambda run: run["jobTitle"] or within("parsed", "title")(run),
    "company": within("parsed", "companyName"),
    "role": lambda run: within("decision", "role", "name")(run) or within("decision", "newRoleName")(run),
    "roleSlug": within("decision", "role", "slug"),
    "case": within("decision", "case"),
    "status": within("status"),
    "confidence": within("decision", "confidence"),
    "costUsd": within("cost", "totalUsd"),
    "durationMs": within("durationMs"),
    "rejectionReason": within("rejectionReason"),
}

PAGES = (
    Page("/runs", history),
    *files("/runs", export),
)
