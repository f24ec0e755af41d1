"""What every page needs: who visits, the answers of the API, a template, and headers that keep a browser safe."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, request_response
from starlette.types import ASGIApp
from strawberry.types import ExecutionResult

from graph_service.api import session
from graph_service.api.endpoint import GraphQLApp, WebContext
from graph_service.api.errors import status_of
from graph_service.api.session import SessionEnded
from graph_service.domain.access import Access
from graph_service.errors import Forbidden, GraphServiceError, NotFound, Unauthenticated
from graph_service.settings import Settings
from graph_service.web.assets import SCRIPTS, OwnAssets, WebJars, media_type
from graph_service.web.rendering import environment

QUERIES = Path(__file__).parent / "queries"
_PAGE_SIZE = re.compile(r"\bfirst: (\d+)")
_SPREAD = re.compile(r"\.\.\.(\w+)")
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""What every page may load: nothing inline, nothing from elsewhere."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Database:
    """How a person reaches the graph itself; what is not known, or not for those who ask, is None."""

    bolt_uri: str
    user: str
    browser_url: str | None = None
    password_file: Path | None = None


class Visit:
    """One request for a page."""

    def __init__(self, site: Site, request: Request, context: WebContext) -> None:
        self.request = request
        self.context = context
        self._site = site

    @property
    def path(self) -> str:
        """The address that is asked for, without its parameters."""
        return self.request.url.path

    @property
    def onward(self) -> str:
        """Where to go on after signing in."""
        return _onward(self.request)

    @property
    def settings(self) -> Settings:
        """The service's."""
        return self._site.settings

    async def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """The answer to `queries/<query>.graphql`, as the API gives it to this visitor. Raises GraphServiceError."""
        return await self._site.ask(query, variables, self.context)

    @property
    def database(self) -> Database:
        """How to reach the graph itself."""
        return self._site.database()

    def follow(self, query: str, **variables: object) -> AsyncGenerator[dict[str, Any], None]:
        """What the API tells this visitor of the subscription `queries/<query>.graphql`. Raises GraphServiceError."""
        return self._site.follow(query, variables, self.context)

    def may(self, role: Access) -> bool:
        """Whether the visitor has a role or a stronger one."""
        return self.context.caller is not None and self.context.caller.role.includes(role)

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """`templates/<template>.html`, filled in."""
        return self._site.page(template, self, status, values)

    def redirect(self, path: str, **query: str) -> Response:
        """On to another page, to be read."""
        return RedirectResponse(path + (f"?{urlencode(query)}" if query else ""), 303)


Handler = Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """An address and what answers it."""

    path: str
    handler: Handler
    methods: tuple[str, ...] = ("GET",)
    is_open: bool = False
    """Whether it is for those, too, whom nobody knows."""


class Site:
    """The pages on the API's endpoint, which knows the callers and the schema.

    `database` says how to reach the graph, which is known only once the service is open.
    """

    def __init__(
        self, graphql: GraphQLApp, scripts: WebJars, settings: Settings, database: Callable[[], Database]
    ) -> None:
        self.settings = settings
        self._graphql = graphql
        self.database = database
        self._scripts = scripts
        self._assets = OwnAssets()
        self._templates = environment(
            {"asset": self._assets.address, "script": _address_of_script, "Access": Access, "query": urlencode}
        )

    def app(self, page: Page) -> ASGIApp:
        """A page that is to be reached otherwise than by its route."""
        return request_response(self._answering(page))

    def routes(self, pages: tuple[Page, ...]) -> list[BaseRoute]:
        """The routes of pages, and of what they load."""
        return [
            *(Route(page.path, self._answering(page), methods=list(page.methods)) for page in pages),
            Route("/assets/{digest}/{name}", self._asset),
            Route("/scripts/{name}", self._script),
        ]

    async def ask(self, query: str, variables: Mapping[str, object], context: WebContext) -> dict[str, Any]:
        """The API's answer to one of our queries, with pages no larger than it gives. Raises GraphServiceError."""
        page = self.settings.limits.page
        asked = dict(variables)
        if isinstance(first := asked.get("first"), int):
            asked["first"] = min(first, page)
        return _data(await self._graphql.schema.execute(_within(query, page), asked, context))

    async def follow(
        self, query: str, variables: Mapping[str, object], context: WebContext
    ) -> AsyncGenerator[dict[str, Any], None]:
        """What the API tells of one of our subscriptions, while the visitor's key is good. Raises GraphServiceError."""
        told = await self._graphql.schema.subscribe(_within(query, self.settings.limits.page), dict(variables), context)
        if isinstance(told, ExecutionResult):
            _data(told)
            return
        async with aclosing(told) as results:
            async for result in results:
                await context.reassure()
                yield _data(result)

    def page(self, template: str, visit: Visit | None, status: int, values: Mapping[str, object]) -> Response:
        """A page for a visitor, or for one of whom nothing is known."""
        about = {
            "visitor": visit.context.caller if visit else None,
            "path": visit.path if visit else "",
            "onward": visit.onward if visit else "/",
        }
        return HTMLResponse(self._templates.get_template(f"{template}.html").render(about | dict(values)), status)

    async def missing(self, request: Request, error: Exception) -> Response:
        """The answer to an address that there is not, or to a method that it does not take."""
        assert isinstance(error, HTTPException)
        plain = PlainTextResponse(error.detail, error.status_code, error.headers)
        return await self._apart(request, plain, error.detail, "There is no page at this address.")

    async def failed(self, request: Request, _error: Exception) -> Response:
        """The answer where a mistake in the service kept it from answering; its log has the mistake."""
        message = "Something went wrong inside; the service's log says what."
        return await self._apart(request, PlainTextResponse(message, 500), "That did not work", message)

    async def _apart(self, request: Request, plain: Response, title: str, message: str) -> Response:
        """An answer that no page gives: a page for a browser, and for others the plain one."""
        if "text/html" not in request.headers.get("accept", ""):
            return _safe(plain)
        try:
            visit = await self._visit(request, is_open=True)
        except GraphServiceError:
            visit = None
        return _safe(self.page("error", visit, plain.status_code, {"title": title, "message": message}))

    def _answering(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            return _safe(await self._answer(page, request))

        return answer

    async def _answer(self, page: Page, request: Request) -> Response:
        try:
            visit = await self._visit(request, is_open=page.is_open)
        except SessionEnded as ended:
            response = await self._unknown(page, request, ended)
            session.end(response)
            return response
        except GraphServiceError as error:
            return self._refusal(request, None, error)
        return await self._shown(page, visit)

    async def _unknown(self, page: Page, request: Request, ended: SessionEnded) -> Response:
        """The answer to one whose session has ended: what anybody may look at, else the way to sign in again."""
        if request.method == "GET" and self._graphql.open_reading:
            return await self._shown(page, Visit(self, request, self._graphql.visitor(request.scope)))
        return self._refusal(request, None, ended)

    async def _shown(self, page: Page, visit: Visit) -> Response:
        try:
            return await page.handler(visit)
        except GraphServiceError as error:
            return self._refusal(visit.request, visit, error)

    def _refusal(self, request: Request, visit: Visit | None, error: GraphServiceError) -> Response:
        if isinstance(error, Unauthenticated):
            return self.page("login", visit, 401, {"message": error.message, "onward": _onward(request)})
        title = "Not found" if isinstance(error, NotFound) else "That did not work"
        return self.page("error", visit, status_of(error), {"title": title, "message": error.message})

    async def _visit(self, request: Request, *, is_open: bool) -> Visit:
        """Raises SessionEnded, AccessError, StoreUnavailable."""
        if request.method != "GET" and not session.is_of_our_pages(request.headers):
            raise Forbidden("this was sent by a page of another site; go back to ours and send it there")
        try:
            context = await self._graphql.admitted(request.scope, for_page=True)
        except Unauthenticated:
            if not is_open:
                raise
            context = self._graphql.visitor(request.scope)
        return Visit(self, request, context)

    async def _asset(self, request: Request) -> Response:
        return _file(request.path_params["name"], self._assets.content)

    async def _script(self, request: Request) -> Response:
        return _file(request.path_params["name"], self._scripts.content)


@cache
def document(query: str) -> str:
    """`queries/<query>.graphql`, with those of `queries/fragments` that it spreads and does not have itself."""
    text = (QUERIES / f"{query}.graphql").read_text(encoding="utf-8")
    spread = dict.fromkeys(_SPREAD.findall(text))
    shared = [QUERIES / "fragments" / f"{name}.graphql" for name in spread if f"fragment {name} " not in text]
    return "\n".join([text, *(path.read_text(encoding="utf-8") for path in shared)])


@cache
def _within(query: str, page: int) -> str:
    """The document of a query, asking for pages no larger than this."""
    return _PAGE_SIZE.sub(lambda size: f"first: {min(int(size[1]), page)}", document(query))


def content_policy(**more: str) -> str:
    """The Content-Security-Policy, with what a page needs beside it: `font_src="data:"`."""
    allowed = POLICY | {name.replace("_", "-"): sources for name, sources in more.items()}
    return "; ".join(f"{what} {sources}" for what, sources in allowed.items())


def _onward(request: Request) -> str:
    """The address that is asked for or, where a form was sent, that of the page with the form."""
    if request.method == "GET":
        query = request.url.query
        return quote(request.scope["path"]) + (f"?{query}" if query else "")
    page = urlsplit(request.headers.get("referer", ""))
    return page._replace(scheme="", netloc="", fragment="").geturl() if page.netloc == request.url.netloc else "/"


def _data(result: ExecutionResult) -> dict[str, Any]:
    """What was asked for. Raises GraphServiceError."""
    for error in result.errors or ():
        if isinstance(error.original_error, GraphServiceError):
            raise error.original_error
        raise GraphServiceError(error.message)
    assert result.data is not None
    return result.data


def _file(name: str, content: Callable[[str], bytes]) -> Response:
    try:
        response = Response(content(name), headers={"Cache-Control": _FOR_EVER}, media_type=media_type(name))
    except NotFound as error:
        response = PlainTextResponse(error.message, 404)
    return _safe(response)


def _safe(response: Response) -> Response:
    """The response with what keeps a browser from doing anything else with it."""
    response.headers.setdefault("Content-Security-Policy", content_policy())
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _address_of_script(name: str) -> str:
    return f"/scripts/{SCRIPTS[name].name}"
