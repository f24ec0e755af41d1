"""Signing in with a key, and out."""

from __future__ import annotations

from starlette.responses import Response

from graph_service.api import session
from graph_service.errors import Unauthenticated
from graph_service.web.forms import bounded_form
from graph_service.web.site import Page, Visit


async def ask_for_key(visit: Visit) -> Response:
    """The form."""
    return visit.page("login", message=None, onward=_onward(visit.request.query_params.get("onward")))


async def sign_in(visit: Visit) -> Response:
    """Begin a session with the key that was sent. Raises Forbidden."""
    async with bounded_form(visit.request) as form:
        key, onward = str(form.get("key", "")).strip(), _onward(form.get("onward"))
    try:
        await visit.context.introduce(key)
    except Unauthenticated as refused:
        return visit.page("login", 401, message=refused.message, onward=onward)
    response = visit.redirect(onward)
    session.begin(response, key, secure=visit.request.url.scheme == "https")
    return response


async def sign_out(visit: Visit) -> Response:
    """End the session in this browser."""
    response = visit.redirect("/")
    session.end(response)
    return response


def _onward(sent: object) -> str:
    """Where to go afterwards: an address of ours, and of nobody else's."""
    path = str(sent or "/")
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


PAGES = (
    Page("/login", ask_for_key, is_open=True),
    Page("/login", sign_in, ("POST",), is_open=True),
    Page("/logout", sign_out, ("POST",), is_open=True),
)
