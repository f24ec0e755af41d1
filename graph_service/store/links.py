"""The links to dimensions, with where each comes from, always for many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from graph_service.domain.nodes import (
    DimensionLink,
    DimensionRequest,
    LinkOrigin,
    LinkStatus,
    RoleDimensionLink,
    SkillDimensionLink,
)
from graph_service.store.connection import Graph, Row

MOST_LINKS = 1000
"""So many links of one node are answered at most, live ones first."""


class LinkEnd(Enum):
    """Whose links are read: the name of the statement that reads them."""

    SKILL = "skill_links_of_skills"
    SKILLS_OF_DIMENSION = "skill_links_of_dimensions"
    ROLE = "role_links_of_roles"
    ROLES_OF_DIMENSION = "role_links_of_dimensions"


async def links(graph: Graph, end: LinkEnd, uids: Sequence[str], candidates: bool) -> dict[str, list[DimensionLink]]:
    """uid → its links to dimensions, live ones first; candidates only where they are asked for."""
    rows = await graph.read(f"taxonomy/{end.value}", uids=list(uids), candidates=candidates, limit=MOST_LINKS)
    return {row["uid"]: [_LINKS[end](link) for link in row["links"]] for row in rows}


async def requests(
    graph: Graph, keys: Sequence[tuple[str, str]], first: int
) -> dict[tuple[str, str], list[DimensionRequest]]:
    """(uid of a role, uid of a dimension) → the first job descriptions that asked the one for the other."""
    rows = await graph.read(
        "taxonomy/requests", rows=[{"role": role, "dimension": dimension} for role, dimension in keys], limit=first
    )
    return {(row["role"], row["dimension"]): [_request(found) for found in row["requests"]] for row in rows}


def _skill_link(link: Row) -> SkillDimensionLink:
    return SkillDimensionLink(skill=link["skill"], **_provenance(link))


def _role_link(link: Row) -> RoleDimensionLink:
    return RoleDimensionLink(role=link["role"], asked_by=link["askedBy"], **_provenance(link))


def _provenance(link: Row) -> dict[str, Any]:
    """What both kinds of link have."""
    confirmed = link.get("confirmedAt")
    created = link.get("createdAt")
    return {
        "dimension": link["dimension"],
        "status": LinkStatus.LIVE if link["live"] else LinkStatus.CANDIDATE,
        "origin": LinkOrigin(link["origin"]),
        "created_at": created.to_native() if created else None,
        "confirmed_at": confirmed.to_native() if confirmed else None,
        "confirmations": link.get("confirmations") or 0,
        "confidence": link.get("confidence", 1.0),
        "evidence": tuple(link.get("evidence") or ()),
        "run": link.get("runId"),
    }


def _request(row: Row) -> DimensionRequest:
    at = row.get("at")
    return DimensionRequest(row["runId"], at.to_native() if at else None, tuple(row.get("words") or ()))


_LINKS: dict[LinkEnd, Callable[[Row], DimensionLink]] = {
    LinkEnd.SKILL: _skill_link,
    LinkEnd.SKILLS_OF_DIMENSION: _skill_link,
    LinkEnd.ROLE: _role_link,
    LinkEnd.ROLES_OF_DIMENSION: _role_link,
}
