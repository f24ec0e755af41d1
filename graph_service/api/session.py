"""A browser's session: a cookie that holds the caller's key, and which requests it may be used for.

The key itself is the session, so that any process answers it, and a revoked key ends it. No script can read it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from graph_service.errors import Unauthenticated

COOKIE = "graph_service_key"
LASTS_S = 12 * 3600


class SessionEnded(Unauthenticated):
    """The key that a browser's session holds is no longer accepted."""


def credential_of(scope: Scope, *, for_page: bool = False) -> str | None:
    """The key of a browser's session; None where there is none, or where another site's page sent the request.

    A page only reads: it may also be come to by a link that is elsewhere, such as in a mail.
    """
    connection = HTTPConnection(scope)
    may_use = is_of_our_pages(connection.headers) or (for_page and is_visit(connection.headers))
    return connection.cookies.get(COOKIE) if may_use else None


def is_of_our_pages(headers: Headers) -> bool:
    """Whether a request can be of our own pages, as far as the browser says where it comes from.

    Another port of the same machine is the same site to a browser's cookies, and still another origin.
    """
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def is_visit(headers: Headers) -> bool:
    """Whether somebody follows a link to here: the site that has the link does not get to see the answer."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def begin(response: Response, key: str, *, secure: bool) -> None:
    """Keep a key in the browser; `secure` where the page came by https."""
    response.set_cookie(COOKIE, key, max_age=LASTS_S, httponly=True, secure=secure, samesite="lax")


def end(response: Response) -> None:
    """Forget the key."""
    response.delete_cookie(COOKIE)
