"""All pages."""

from __future__ import annotations

from graph_service.web import graphiql, history, login, research, review

PAGES = (*graphiql.PAGES, *history.PAGES, *login.PAGES, *research.PAGES, *review.PAGES)
