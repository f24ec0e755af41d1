"""Ruling on a title that several roles claim: it is a homonym, or one of them keeps it."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.curation import lookup
from graph_service.curation.decisions import Accepted, Case, Item
from graph_service.curation.undoing import HOMONYM
from graph_service.domain.changes import EdgeKey, NodeKey
from graph_service.errors import Conflict, InvalidInput
from graph_service.pipeline.titles import title_key
from graph_service.store.changes import Desk

RULED_HOMONYM = "homonym"


async def accept(desk: Desk, case: Case) -> Accepted:
    """See decisions.Acceptance. Runs go on deciding a homonym by case C, and ask no more."""
    item, approval = case.item, case.approval
    if bool(approval.homonym) == (approval.owner is not None):
        raise InvalidInput(
            f"{item.text!r} is a title of several roles; send homonym: true if it means all of them, or the owner that "
            "keeps it",
            "input.owner",
        )
    claims = await _claims(desk, item)
    if approval.owner is None:
        for spelling in {edge.end for edge in claims}:
            desk.excerpt.nodes[spelling]["ruling"] = HOMONYM
        return Accepted(RULED_HOMONYM, tuple(sorted({edge.start for edge in claims})))
    owner = await lookup.role(desk, approval.owner, "input.owner")
    return _keep(desk, claims, owner, item)


async def _claims(desk: Desk, item: Item) -> list[EdgeKey]:
    """Every edge from a role to a spelling of the title, as roles have it now: it is a title but for seniority."""
    rows = await desk.transaction.run("curation/titles_of_roles", slugs=list(item.details.get("owners") or ()))
    wanted = title_key(item.text)
    same = {NodeKey("Alias", row["normalized"]) for row in rows if title_key(row["text"]) == wanted}
    await desk.look_at(*same)
    claims = [
        edge
        for spelling in sorted(same)
        for edge in desk.excerpt.incoming(spelling, "HAS_ALIAS")
        if edge.start.label == "Role"
    ]
    if len({edge.start for edge in claims}) < 2:
        raise Conflict("the collision is gone: one role at most has the title by now; reject the item", item.field)
    return claims


def _keep(desk: Desk, claims: Sequence[EdgeKey], owner: NodeKey, item: Item) -> Accepted:
    """One role keeps the title, the others lose it. Raises InvalidInput and Conflict."""
    excerpt = desk.excerpt
    roles = sorted({edge.start for edge in claims})
    if owner not in roles:
        named = ", ".join(sorted(excerpt.titles[role] for role in roles))
        raise InvalidInput(f"{item.text!r} is no title of {excerpt.titles[owner]}; send one of {named}", "input.owner")
    for edge in claims:
        if edge.start == owner:
            continue
        if excerpt.edges[edge].get("isPrimary"):
            raise Conflict(
                f"{item.text!r} is the name of {excerpt.titles[edge.start]}; give that role another "
                "name first, or send homonym: true",
                "input.owner",
            )
        excerpt.unlink(edge)
    return Accepted(f"title of {excerpt.titles[owner]} alone", (owner, *(role for role in roles if role != owner)))
