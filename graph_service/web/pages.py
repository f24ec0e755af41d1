"""All pages."""

from __future__ import annotations

from graph_service.web import login

PAGES = (*login.PAGES,)
