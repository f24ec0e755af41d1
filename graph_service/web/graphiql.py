"""GraphiQL at the API's own address, for whoever opens that in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from graph_service.web.site import Page, Visit, content_policy

FOLDER = Path(__file__).parent / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """An operation to try: what it shows, its document, and variables as JSON, empty where it takes none."""

    title: str
    query: str
    variables: str


def examples() -> list[Example]:
    """All of them, in their order."""
    return [_example(path) for path in sorted(FOLDER.glob("*.graphql"))]


def _example(path: Path) -> Example:
    query, variables = path.read_text(encoding="utf-8"), path.with_suffix(".json")
    title = query.partition("\n")[0].removeprefix("# ")
    return Example(title, query, variables.read_text(encoding="utf-8") if variables.exists() else "")


async def editor(visit: Visit) -> Response:
    """The page; it is filled in by its script."""
    response = visit.page("graphiql/graphiql", examples=examples())
    response.headers["Content-Security-Policy"] = content_policy(font_src="data:")  # its style has its fonts inside
    return response


async def listed(_visit: Visit) -> Response:
    """The examples, for the script."""
    found = [{"title": e.title, "query": e.query, "variables": e.variables} for e in examples()]
    return JSONResponse(found)


class EditorInFront:
    """The API, with the page in front for requests of a browser that want something to look at."""

    def __init__(self, api: ASGIApp, page: ASGIApp) -> None:
        self._api = api
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or WebSocket."""
        answer = self._page if _wants_page(scope) else self._api
        await answer(scope, receive, send)


def _wants_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    asks = {"query", "extensions"} & parse_qs(scope["query_string"].decode("latin-1")).keys()
    return not asks and "text/html" in Headers(scope=scope).get("accept", "")


EDITOR = Page("/graphql", editor)
PAGES = (Page("/graphql/examples.json", listed),)
