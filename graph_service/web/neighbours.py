"""What stands around a node, as JSON for the graph picture: capped, and in the words that the picture shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from starlette.responses import Response

from graph_service.errors import NotFound
from graph_service.web.exports import JSON
from graph_service.web.links import address, facts, is_live, run_address
from graph_service.web.rendering import spoken
from graph_service.web.site import Page, Visit

MOST_NEIGHBOURS, MOST_CANDIDATES = 40, 20
Found = Mapping[str, Any]
Group = list[dict[str, Any]]


async def neighbours(visit: Visit) -> Response:
    """A node (global id), what stands around it, and how much more there is of each kind."""
    found = (await visit.ask("neighbours", id=visit.request.query_params.get("id", "")))["node"]
    if found is None or found["__typename"] not in _AROUND:
        raise NotFound("There is no role, skill or dimension with this id.")
    return Response(orjson.dumps(around(found)), media_type=JSON)


def around(found: Found, most: int = MOST_NEIGHBOURS, most_candidates: int = MOST_CANDIDATES) -> dict[str, object]:
    """A node's place in the picture: itself, so many live neighbours and candidates at most, and how many more."""
    groups: dict[str, Group] = {}
    for neighbour in _AROUND[found["__typename"]](found):
        kind = "candidate" if neighbour["edge"]["candidate"] else neighbour["node"]["kind"]
        groups.setdefault(kind, []).append(neighbour)
    candidates = groups.pop("candidate", [])
    shares = fair_shares([len(group) for group in groups.values()], most)
    parts = [*zip(groups.items(), shares, strict=True), (("candidate", candidates), most_candidates)]
    return {
        "node": _node(found),
        "neighbours": [neighbour for (_, group), share in parts for neighbour in group[:share]],
        "more": {kind: len(group) - share for (kind, group), share in parts if len(group) > share},
    }


def fair_shares(sizes: Sequence[int], most: int) -> list[int]:
    """How much of each group is shown, `most` in all: small groups whole, the others as much as one another."""
    shares, left = [0] * len(sizes), most
    smallest_first = sorted(range(len(sizes)), key=lambda at: sizes[at])
    for done, at in enumerate(smallest_first):
        shares[at] = min(sizes[at], left // (len(sizes) - done))
        left -= shares[at]
    return shares


def _around_role(role: Found) -> Iterator[dict[str, Any]]:
    for link in role["roleLinks"]:
        yield _linked(link["dimension"], "works in", link, role, link["dimension"])
    if role["specialises"]:
        yield _related(role["specialises"], "specialises", role, role["specialises"])
    for narrower in role["specialisations"]:
        yield _related(narrower, "specialises", narrower, role)


def _around_dimension(dimension: Found) -> Iterator[dict[str, Any]]:
    for link in dimension["fromSkills"]:
        yield _linked(link["skill"], "is in", link, link["skill"], dimension)
    for link in dimension["fromRoles"]:
        yield _linked(link["role"], "works in", link, link["role"], dimension)


def _around_skill(skill: Found) -> Iterator[dict[str, Any]]:
    for link in skill["skillLinks"]:
        yield _linked(link["dimension"], "is in", link, skill, link["dimension"])
    for near in skill["related"]:
        # The edge has one identity, from whichever of the two it is seen.
        first, second = sorted((skill, near), key=lambda node: str(node["id"]))
        yield _related(near, "is related to", first, second)
    if skill["successor"]:
        yield _related(skill["successor"], "is replaced by", skill, skill["successor"])


_AROUND = {"Role": _around_role, "Dimension": _around_dimension, "Skill": _around_skill}


def _linked(node: Found, verb: str, link: Found, start: Found, end: Found) -> dict[str, Any]:
    why = {
        "facts": facts(link),
        "evidence": link["evidence"],
        "run": run_address(link["run"]) if link["run"] else None,
        "candidate": not is_live(link),
    }
    return {"node": _node(node), "edge": _edge(verb, start, end) | why}


def _related(node: Found, verb: str, start: Found, end: Found) -> dict[str, Any]:
    why = {"facts": [("Written by", "The library or a curator")], "evidence": [], "run": None, "candidate": False}
    return {"node": _node(node), "edge": _edge(verb, start, end) | why}


def _edge(verb: str, start: Found, end: Found) -> dict[str, Any]:
    return {"id": f"{start['id']} {verb} {end['id']}", "verb": verb, "from": start["id"], "to": end["id"]}


def _node(found: Found) -> dict[str, Any]:
    kind = str(found["__typename"])
    return {
        "id": found["id"],
        "kind": kind.lower(),
        "name": found["name"],
        "address": address(found),
        "facts": [(name, value) for name, value in _FACTS[kind](found) if value],
        "about": found.get("archetype") or found.get("rationale") or found.get("description"),
    }


def _of_skill(skill: Found) -> list[tuple[str, str | None]]:
    nature, status = skill["nature"], skill["status"]
    return [
        ("Nature", spoken(nature) if nature else None),
        ("Category", skill["category"]),
        ("Status", None if status == "ACTIVE" else spoken(status)),
    ]


_FACTS = {
    "Role": lambda role: [("Family", role["family"])],
    "Dimension": lambda dimension: [
        ("Difficulty", spoken(dimension["difficulty"]) if dimension["difficulty"] else None)
    ],
    "Skill": _of_skill,
}

PAGES = (Page("/explore/neighbours.json", neighbours),)
