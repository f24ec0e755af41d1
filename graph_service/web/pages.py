"""All pages."""

from __future__ import annotations

from graph_service.web import (
    comparison,
    explorer,
    graphiql,
    history,
    listing,
    login,
    neighbours,
    new_run,
    research,
    review,
    runs,
    subjects,
)

PAGES = (
    *comparison.PAGES,
    *explorer.PAGES,
    *graphiql.PAGES,
    *history.PAGES,
    *listing.PAGES,
    *login.PAGES,
    *neighbours.PAGES,
    *new_run.PAGES,
    *research.PAGES,
    *review.PAGES,
    *runs.PAGES,
    *subjects.PAGES,
)
