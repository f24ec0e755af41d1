"""What a curator means by a slug, an id or a spelling."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.domain.changes import NodeKey
from graph_service.domain.taxonomy import SkillStatus
from graph_service.errors import Conflict, NotFound
from graph_service.language.normalise import normalised
from graph_service.store.changes import Desk
from graph_service.store.connection import Row

MOST_SHOWN = 80
"""So much of what a caller sent is repeated in a message."""


async def skill(desk: Desk, reference: str, field: str) -> NodeKey:
    """The skill of a slug, uid or spelling, whole on the desk; of any status but merged.

    Raises NotFound for an unknown one, and Conflict for a merged one and a spelling of several skills.
    """
    rows = await desk.transaction.run("curation/find_skills", reference=reference, normalized=normalised(reference))
    found = best(rows, "skill", reference, field)
    node = NodeKey("Skill", found["uid"])
    await desk.look_at(node)
    if found["status"] == SkillStatus.MERGED.value:
        [edge] = desk.excerpt.outgoing(node, "MERGED_INTO")
        into = desk.excerpt.titles[edge.end]
        raise Conflict(f"{found['slug']} is merged into {into} already; send that one, or undo the merge", field)
    return node


async def settled_skill(desk: Desk, reference: str, field: str) -> NodeKey:
    """An active or deprecated skill, to be edited. Raises NotFound and Conflict."""
    node = await skill(desk, reference, field)
    status, name = desk.excerpt.nodes[node]["status"], desk.excerpt.titles[node]
    if status == SkillStatus.PENDING.value:
        raise Conflict(f"{name} waits for review; approve or reject its review item first", field)
    if status == SkillStatus.REJECTED.value:
        raise Conflict(f"{name} was rejected; undo that first", field)
    return node


async def dimension(desk: Desk, reference: str, field: str) -> NodeKey:
    """The dimension of a slug, uid or name, whole on the desk. Raises NotFound and Conflict."""
    rows = await desk.transaction.run("curation/find_dimensions", reference=reference)
    node = NodeKey("Dimension", best(rows, "dimension", reference, field)["uid"])
    await desk.look_at(node)
    return node


async def role(desk: Desk, reference: str, field: str) -> NodeKey:
    """The role of a slug, uid or title, whole on the desk. Raises NotFound and Conflict."""
    rows = await desk.transaction.run("curation/find_roles", reference=reference, normalized=normalised(reference))
    node = NodeKey("Role", best(rows, "role", reference, field)["uid"])
    await desk.look_at(node)
    return node


async def kra(desk: Desk, uid: str, field: str) -> tuple[NodeKey, NodeKey]:
    """A KRA, and its role, whole on the desk. Raises NotFound."""
    node = NodeKey("KRA", uid)
    await desk.look_at(node)
    if node not in desk.excerpt.nodes:
        raise NotFound(f"there is no KRA {uid[:MOST_SHOWN]!r}; a role's kras lists those there are", field)
    [edge] = desk.excerpt.incoming(node, "HAS_KRA")
    await desk.look_at(edge.start)
    return node, edge.start


async def require_free_slug(desk: Desk, label: str, slug: str, field: str = "input.slug") -> None:
    """Raises Conflict for a slug that leads somewhere already."""
    rows = await desk.transaction.run("taxonomy/uids_of_slugs", label=label, slugs=[slug])
    if rows:
        owner = NodeKey(label, rows[0]["uid"])
        await desk.look_at(owner)
        said = desk.excerpt.nodes[owner]
        waits = " (it waits for review)" if said.get("status") == SkillStatus.PENDING.value else ""
        raise Conflict(
            f"the slug {slug!r} leads to the {label.lower()} {said['name']}{waits}; send another slug", field
        )


def best(rows: Sequence[Row], kind: str, reference: str, field: str) -> Row:
    """The row of the lowest rank. Raises NotFound, and Conflict for several."""
    ways = "a slug, an id or its name" if kind == "dimension" else "a slug, an id or one of its spellings"
    if not rows:
        raise NotFound(f"there is no {kind} {reference[:MOST_SHOWN]!r}; send {ways}", field)
    first = [row for row in rows if row["rank"] == rows[0]["rank"]]
    if len(first) > 1:
        owners = ", ".join(row["slug"] for row in first)
        raise Conflict(f"{reference[:MOST_SHOWN]!r} is a spelling of several {kind}s ({owners}); send a slug", field)
    return first[0]


async def spelling(desk: Desk, text: str) -> NodeKey:
    """The spelling of a text, whole on the desk if it is there."""
    node = NodeKey("Alias", normalised(text))
    await desk.look_at(node)
    return node


def require_version(desk: Desk, node: NodeKey, expected: int | None, field: str = "input.expectedVersion") -> None:
    """Raises Conflict for a node that was changed since the caller read it; None expects nothing."""
    now = desk.excerpt.versions.get(node, 0)
    if expected is not None and expected != now:
        raise Conflict(
            f"{desk.excerpt.titles[node]} is at version {now}, not {expected}: someone changed it since you read it; "
            "read it again and repeat the change",
            field,
        )
