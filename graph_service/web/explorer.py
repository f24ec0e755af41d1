"""Where exploring starts: search, suggestions while typing, and ways in for who has no word to search for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response

from graph_service.store.search import SearchMode
from graph_service.web.exports import JSON, files, in_order, saved
from graph_service.web.links import address
from graph_service.web.site import Page, Visit

MOST_HITS = 40
MOST_SUGGESTIONS = 8
KINDS = {
    "Role": "Roles",
    "Skill": "Skills",
    "Dimension": "Dimensions",
    "KRA": "Responsibilities",
}
"""Types of what a search finds, in the order in which they are shown."""
Hit = Mapping[str, Any]


async def explore(visit: Visit) -> Response:
    """What was searched for or, without a word, the ways in."""
    text = _text(visit)
    if not text:
        return visit.page("explore/start", text="", **await visit.ask("explore"))
    hits = await _hits(visit, text, SearchMode.HYBRID, MOST_HITS)
    groups = {kind: [hit for hit in hits if hit["node"]["__typename"] == kind] for kind in KINDS}
    return visit.page("explore/found", text=text, hits=hits, groups=groups, kinds=KINDS, address=address)


async def suggestions(visit: Visit) -> Response:
    """What is spelt like the text, as JSON for the script of the search field."""
    text = _text(visit)
    hits = await _hits(visit, text, SearchMode.TEXT, MOST_SUGGESTIONS) if text else []
    return Response(orjson.dumps([_suggestion(hit) for hit in hits]), media_type=JSON)


async def export(visit: Visit) -> Response:
    """What a search finds, as a file."""
    hits = await _hits(visit, _text(visit), SearchMode.HYBRID, MOST_HITS)
    rows = ((_kind(hit), name_of(hit["node"]), address(hit["node"]), hit["matched"], hit["score"]) for hit in hits)
    return saved(visit.path, hits, rows, in_order("kind", "name", "address", "matched", "score"))


def name_of(node: Mapping[str, Any]) -> str:
    """The name of what was found; a KRA has none but its sentence."""
    return str(node["text"] if node["__typename"] == "KRA" else node["name"])


async def _hits(visit: Visit, text: str, mode: SearchMode, first: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await visit.ask("search", text=text, mode=mode.name, first=first))["search"]
    return found


def _suggestion(hit: Hit) -> dict[str, object]:
    name = name_of(hit["node"])
    matched = hit["matched"] if hit["matched"] and hit["matched"].casefold() != name.casefold() else None
    return {"name": name, "kind": _kind(hit), "address": address(hit["node"]), "matched": matched}


def _kind(hit: Hit) -> str:
    return str(hit["node"]["__typename"]).lower()


def _text(visit: Visit) -> str:
    return visit.request.query_params.get("q", "").strip()


PAGES = (
    Page("/explore", explore),
    Page("/explore/suggestions.json", suggestions),
    *files("/explore", export),
)
