"""For researchers: how to reach the graph itself, what it looks like, and statements to start from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from graph_service.store import statements
from graph_service.store.statements import Statement
from graph_service.web.site import Page, Visit

FOLDER = "research/"
ORDER = (
    "role_graph",
    "role_family",
    "skill_neighbourhood",
    "path_between_skills",
    "implied_skills",
    "nearest_skills",
    "nearest_roles",
    "nearest_kras",
    "like_roles",
    "bridging_skills",
    "widest_dimensions",
    "categories",
    "lifespans",
    "most_spellings",
    "shared_titles",
    "demand",
    "asked_together",
    "decisions",
    "links_of_runs",
    "waiting",
)
"""From pictures to figures, and from the library to what runs add to it."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement to copy. `address` opens it in Neo4j Browser, where that is known."""

    name: str
    purpose: str
    text: str
    address: str | None


async def researchers(visit: Visit) -> Response:
    """The page."""
    database = visit.database
    prepared = [_prepared(statements.statement(FOLDER + name), database.browser_url) for name in ORDER]
    return visit.page("research/researchers", database=database, statements=prepared)


def _prepared(statement: Statement, browser_url: str | None) -> Prepared:
    name = statement.name.removeprefix(FOLDER)
    address = f"{browser_url}?{urlencode({'cmd': 'edit', 'arg': statement.text})}" if browser_url else None
    return Prepared(name, statement.purpose, statement.text, address)


PAGES = (Page("/researchers", researchers),)
