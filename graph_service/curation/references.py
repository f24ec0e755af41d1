"""What a curator means by a slug, an id or a spelling."""

from __future__ import annotations

from graph_service.domain.changes import NodeKey
from graph_service.domain.taxonomy import SkillStatus
from graph_service.errors import Conflict, NotFound
from graph_service.language.normalise import normalised
from graph_service.store.changes import Desk

MOST_SHOWN = 80
"""So much of what a caller sent is repeated in a message."""


async def skill(desk: Desk, reference: str, field: str) -> NodeKey:
    """The skill of a slug, uid or spelling, whole on the desk; of any status but merged.

    Raises NotFound for an unknown one, and Conflict for a merged one and a spelling of several skills.
    """
    rows = await desk.transaction.run("curation/find_skills", reference=reference, normalized=normalised(reference))
    if not rows:
        raise NotFound(
            f"there is no skill {reference[:MOST_SHOWN]!r}; send a slug, an id or one of its spellings", field
        )
    best = [row for row in rows if row["rank"] == rows[0]["rank"]]
    if len(best) > 1:
        owners = ", ".join(row["slug"] for row in best)
        raise Conflict(f"{reference[:MOST_SHOWN]!r} is a spelling of several skills ({owners}); send a slug", field)
    node = NodeKey("Skill", best[0]["uid"])
    await desk.look_at(node)
    if best[0]["status"] == SkillStatus.MERGED.value:
        [edge] = desk.excerpt.outgoing(node, "MERGED_INTO")
        into = desk.excerpt.titles[edge.end]
        raise Conflict(f"{best[0]['slug']} is merged into {into} already; send that one, or undo the merge", field)
    return node


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
