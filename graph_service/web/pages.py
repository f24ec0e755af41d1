"""All pages."""

from __future__ import annotations

from graph_service.web import graphiql, login, research

PAGES = (*graphiql.PAGES, *login.PAGES, *research.PAGES)
