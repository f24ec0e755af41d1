"""What the picture is given of a node's neighbours."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.web.neighbours import around, fair_shares


def link(status: str = "LIVE", **more: object) -> dict[str, Any]:
    return {
        "status": status,
        "origin": "LIBRARY",
        "createdAt": None,
        "confirmedAt": None,
        "confirmations": 0,
        "confidence": 1.0,
        "evidence": [],
        "run": None,
        **more,
    }


def skill(slug: str) -> dict[str, Any]:
    plain = {"__typename": "Skill", "id": f"id-{slug}", "slug": slug, "name": slug.title(), "nature": "TOOL"}
    return {**plain, "category": None, "status": "ACTIVE", "description": "What it is."}


def role(slug: str) -> dict[str, Any]:
    return {
        **{"__typename": "Role", "id": f"id-{slug}", "slug": slug, "name": slug.title()},
        **{"family": None, "archetype": None},
    }


def dimension(skills: int, roles: int, candidates: int = 0) -> dict[str, Any]:
    return {
        **{"__typename": "Dimension", "id": "id-d", "slug": "d", "name": "D", "difficulty": None, "rationale": None},
        "fromSkills": [
            *(link(skill=skill(f"s{n}")) for n in range(skills)),
            *(link("CANDIDATE", skill=skill(f"c{n}")) for n in range(candidates)),
        ],
        "fromRoles": [link(askedBy=2, role=role(f"r{n}")) for n in range(roles)],
    }


@pytest.mark.parametrize(
    ("sizes", "most", "shares"),
    [
        ([3, 4], 10, [3, 4]),
        ([90, 4], 10, [6, 4]),
        ([90, 80], 10, [5, 5]),
        ([90, 2, 80], 10, [4, 2, 4]),
        ([], 10, []),
        ([0, 20], 10, [0, 10]),
    ],
)
def test_shares_leave_small_groups_whole(sizes: list[int], most: int, shares: list[int]) -> None:
    assert fair_shares(sizes, most) == shares


def test_neighbours_are_capped_and_the_rest_is_counted() -> None:
    found: Any = around(dimension(skills=95, roles=7, candidates=25), most=40, most_candidates=20)

    kinds = [one["node"]["kind"] for one in found["neighbours"] if not one["edge"]["candidate"]]
    assert (kinds.count("skill"), kinds.count("role"), len(found["neighbours"])) == (33, 7, 60)
    assert found["more"] == {"skill": 62, "candidate": 5}


def test_neighbour_is_told_with_its_edge() -> None:
    found: Any = around(dimension(skills=1, roles=1))

    first, second = found["neighbours"]
    assert found["node"]["address"] == "/dimensions/d"
    assert first["node"] == {
        **{"id": "id-s0", "kind": "skill", "name": "S0", "address": "/skills/s0"},
        **{"facts": [("Nature", "Tool")], "about": "What it is."},
    }
    assert (first["edge"]["from"], first["edge"]["verb"], first["edge"]["to"]) == ("id-s0", "is in", "id-d")
    assert ("Asked for by", "2 job descriptions") in second["edge"]["facts"]
    assert found["more"] == {}


def test_relation_of_two_skills_is_one_edge_from_both_ends() -> None:
    def seen(own: str, other: str) -> Any:
        found: Any = around({**skill(own), "skillLinks": [], "related": [skill(other)], "successor": None})
        return found["neighbours"][0]["edge"]["id"]

    assert seen("a", "b") == seen("b", "a")
