"""What a curator means by a reference to something that is only linked to: its key, and none of its edges.

A skill that many runs found has many thousand edges; who gives it a spelling needs to read none of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.curation.references import best
from graph_service.domain.changes import NodeKey
from graph_service.domain.taxonomy import SkillStatus
from graph_service.errors import Conflict
from graph_service.language.normalise import normalised
from graph_service.store.changes import Desk
from graph_service.store.connection import Row


async def active_skill(desk: Desk, reference: str, field: str) -> NodeKey:
    """The active skill of a slug, uid or spelling. Raises NotFound and Conflict."""
    rows = await desk.transaction.run("curation/find_skills", reference=reference, normalized=normalised(reference))
    row = best(rows, "skill", reference, field)
    if row["status"] != SkillStatus.ACTIVE.value:
        raise Conflict(f"{row['slug']} is {row['status']}; send an active skill", field)
    return _known(desk, "Skill", row)


async def role(desk: Desk, reference: str, field: str) -> NodeKey:
    """The role of a slug, uid or title. Raises NotFound and Conflict."""
    rows = await desk.transaction.run("curation/find_roles", reference=reference, normalized=normalised(reference))
    return _known(desk, "Role", best(rows, "role", reference, field))


async def dimensions(desk: Desk, wanted: Sequence[str], field: str) -> list[NodeKey]:
    """The dimensions of slugs, uids or names, in order, each once. Raises NotFound and Conflict."""
    found = []
    for reference in wanted:
        rows = await desk.transaction.run("curation/find_dimensions", reference=reference)
        found.append(_known(desk, "Dimension", best(rows, "dimension", reference, field)))
    return list(dict.fromkeys(found))


def _known(desk: Desk, label: str, row: Row) -> NodeKey:
    node = NodeKey(label, row["uid"])
    desk.excerpt.titles[node] = row["slug"]
    return node
