"""What a person is told of a link: who wrote it, how sure it is, and which words it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_service.web.rendering import counted, moment, percent, uid

Shown = Mapping[str, Any]
"""An answer of the API."""

ORIGINS = {"LIBRARY": "The library", "RUN": "A run", "CURATOR": "A curator"}
PLACES = {"Role": "/roles", "Skill": "/skills", "Dimension": "/dimensions"}
"""Types, and under which address their nodes are."""


def address(node: Shown) -> str:
    """Where the page of a role, skill or dimension is; a KRA is on its role's."""
    if node["__typename"] == "KRA":
        return f"/roles/{node['role']['slug']}#kras"
    return f"{PLACES[node['__typename']]}/{node['slug']}"


def run_address(run: Shown) -> str:
    """Where the page of a run is."""
    return f"/runs/{uid(run['id'])}"


def facts(link: Shown) -> list[tuple[str, str]]:
    """What is known of a link but its words and its run: names and values."""
    found = [
        ("Written by", ORIGINS[link["origin"]]),
        ("Status", "Live" if link["status"] == "LIVE" else "Candidate, not yet part of the library"),
        ("Confidence", percent(link["confidence"])),
        ("Confirmed by", counted(link["confirmations"], "job description")),
    ]
    if "askedBy" in link:
        found.append(("Asked for by", counted(link["askedBy"], "job description")))
    times = (("Written", link["createdAt"]), ("Last confirmed", link["confirmedAt"]))
    return found + [(name, moment(at)) for name, at in times if at]


def is_live(link: Shown) -> bool:
    """Whether a link is part of the live taxonomy."""
    return bool(link["status"] == "LIVE")


EXPORTED = ("status", "origin", "confidence", "confirmations", "asked_by", "evidence", "run")
"""The columns that tell of a link in a file."""


def exported(link: Shown) -> tuple[object, ...]:
    """A link's values of these columns."""
    run = uid(link["run"]["id"]) if link["run"] else None
    said = (link[name] for name in ("status", "origin", "confidence", "confirmations"))
    return (*said, link.get("askedBy"), " | ".join(link["evidence"]), run)
