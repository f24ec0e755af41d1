"""All pages."""

from __future__ import annotations

from graph_service.web import graphiql, history, login, new_run, research, review, runs

PAGES = (
    *new_run.PAGES,
    *history.PAGES,
    *runs.PAGES,
    *review.PAGES,
    *graphiql.PAGES,
    *research.PAGES,
    *login.PAGES,
)
