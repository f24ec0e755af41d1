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
    research,
    review,
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
    *research.PAGES,
    *review.PAGES,
    *subjects.PAGES,
)
