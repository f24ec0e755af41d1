"""Creating and changing roles, and the dimensions that they work in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph_service.curation import fields as checked
from graph_service.curation import kras as key_areas
from graph_service.curation import references, relations, spellings, texts
from graph_service.curation.embedding import loaded, refresh
from graph_service.curation.skills import link
from graph_service.domain.changes import EdgeKey, NodeKey
from graph_service.domain.edits import RoleFields
from graph_service.errors import InvalidInput, NotFound
from graph_service.language.embeddings import Embedder
from graph_service.store import changes
from graph_service.store.changes import Deed, Desk, Done
from graph_service.store.connection import Graph

_LAST = 1_000_000
"""The place of a link that has none."""


async def create_role(
    graph: Graph,
    embedder: Embedder,
    actor: str,
    fields: RoleFields,
    *,
    slug: str | None = None,
    dimensions: Sequence[str] = (),
    kras: Sequence[str] = (),
) -> Done:
    """Create a role, with its dimensions in order of weight and its KRAs.

    Raises InvalidInput, NotFound and Conflict.
    """
    properties, titles = checked.properties_of({"name": "", **fields}), _titles(fields)
    sentences = texts.several(kras, "input.kras", texts.MOST_SENTENCE)
    await loaded(embedder)

    async def operation(desk: Desk) -> Deed:
        role = await checked.created(desk, "Role", {**properties, "centroidCount": 0}, slug)
        await spellings.rename(desk, role, properties["name"], "input.name")
        await _entitle(desk, role, titles)
        await _specialise(desk, role, fields)
        groups = [await references.dimension(desk, d, f"input.dimensions.{at}") for at, d in enumerate(dimensions)]
        links = [EdgeKey(role, "HAS_DIMENSION", group) for group in dict.fromkeys(groups)]
        for edge in links:
            link(desk, edge)
        _number(desk, links)
        areas = [await key_areas.added(desk, role, sentence) for sentence in sentences]
        await refresh(desk, role, *areas, embedder=embedder)
        summary = f"created the role {properties['name']} ({desk.excerpt.titles[role]})"
        return Deed("CREATE_ROLE", summary, (role,))

    return await changes.carry_out(graph, actor, operation)


async def update_role(
    graph: Graph, embedder: Embedder, actor: str, reference: str, fields: RoleFields, expected: int | None = None
) -> Done:
    """Change what the fields say of a role. Raises InvalidInput, NotFound and Conflict."""
    properties, titles = checked.properties_of(fields), _titles(fields)
    await loaded(embedder)

    async def operation(desk: Desk) -> Deed:
        role = await references.role(desk, reference, "input.role")
        references.require_version(desk, role, expected)
        if properties.get("name", desk.excerpt.nodes[role]["name"]) != desk.excerpt.nodes[role]["name"]:
            await spellings.rename(desk, role, properties["name"], "input.name")
        desk.excerpt.amend(role, properties)
        await _entitle(desk, role, titles)
        await _specialise(desk, role, fields)
        await refresh(desk, role, embedder=embedder)
        return Deed("UPDATE_ROLE", f"changed {checked.told(desk, role)} of {desk.excerpt.titles[role]}", (role,))

    return await changes.carry_out(graph, actor, operation)


async def link_role(
    graph: Graph, actor: str, reference: str, dimension: str, position: int | None = None, expected: int | None = None
) -> Done:
    """Let a role work in a dimension, at a place in its order of weight (0 is first), or last.

    A link that is there moves to the place. Raises InvalidInput, NotFound and Conflict.
    """
    if position is not None and position < 0:
        raise InvalidInput(f"position is {position}; 0 is the first place", "position")

    async def operation(desk: Desk) -> Deed:
        role, group = await _ends(desk, reference, dimension, expected)
        excerpt, edge = desk.excerpt, EdgeKey(role, "HAS_DIMENSION", group)
        others = [other for other in _in_order(desk, role) if other != edge]
        if edge not in excerpt.edges or position is not None:
            link(desk, edge)
            at = len(others) if position is None else min(position, len(others))
            _number(desk, [*others[:at], edge, *others[at:]])
        names = excerpt.titles
        return Deed("LINK_ROLE", f"let {names[role]} work in the dimension {names[group]}", (role,))

    return await changes.carry_out(graph, actor, operation)


async def unlink_role(graph: Graph, actor: str, reference: str, dimension: str, expected: int | None = None) -> Done:
    """Take a dimension from a role. Raises InvalidInput, NotFound and Conflict."""

    async def operation(desk: Desk) -> Deed:
        role, group = await _ends(desk, reference, dimension, expected)
        edge, names = EdgeKey(role, "HAS_DIMENSION", group), desk.excerpt.titles
        if edge not in desk.excerpt.edges:
            raise NotFound(f"{names[role]} does not work in the dimension {names[group]}", "dimension")
        desk.excerpt.unlink(edge)
        return Deed("UNLINK_ROLE", f"took the dimension {names[group]} from {names[role]}", (role,))

    return await changes.carry_out(graph, actor, operation)


async def _ends(desk: Desk, reference: str, dimension: str, expected: int | None) -> tuple[NodeKey, NodeKey]:
    """Raises NotFound and Conflict."""
    role = await references.role(desk, reference, "role")
    references.require_version(desk, role, expected, "expectedVersion")
    return role, await references.dimension(desk, dimension, "dimension")


def _in_order(desk: Desk, role: NodeKey) -> list[EdgeKey]:
    """A role's links to dimensions, by weight."""
    edges, titles = desk.excerpt.edges, desk.excerpt.titles
    links = desk.excerpt.outgoing(role, "HAS_DIMENSION")
    return sorted(links, key=lambda edge: (edges[edge].get("position", _LAST), titles[edge.end]))


def _number(desk: Desk, links: Sequence[EdgeKey]) -> None:
    """Give links places that rise; a place that does already stays, so that little is changed."""
    last = -1
    for edge in links:
        said: dict[str, Any] = desk.excerpt.edges[edge]
        if said.get("position", -1) <= last:
            said["position"] = last + 1
        last = said["position"]


def _titles(fields: RoleFields) -> tuple[str, ...] | None:
    """Raises InvalidInput."""
    if "titles" not in fields:
        return None
    listed = texts.several(fields["titles"] or (), "input.titles")
    return tuple(texts.spelling(title, "input.titles") for title in listed)


async def _entitle(desk: Desk, role: NodeKey, titles: Sequence[str] | None) -> None:
    """Let a role go by these titles and its name, and no others. Raises Conflict."""
    if titles is None:
        return
    excerpt = desk.excerpt
    kept = {EdgeKey(role, "HAS_ALIAS", await spellings.claimed(desk, role, t, "input.titles")) for t in titles}
    for edge in excerpt.outgoing(role, "HAS_ALIAS"):
        if edge not in kept and not excerpt.edges[edge]["isPrimary"]:
            await desk.look_at(edge.end)
            excerpt.unlink(edge)
    for edge in sorted(kept - excerpt.edges.keys()):
        spellings.give(desk, edge)


async def _specialise(desk: Desk, role: NodeKey, fields: RoleFields) -> None:
    """Raises InvalidInput, NotFound and Conflict."""
    if "specialises" not in fields:
        return
    excerpt, reference = desk.excerpt, fields["specialises"]
    broader = None if reference is None else await references.role(desk, reference, "input.specialises")
    if broader == role:
        raise InvalidInput("a role cannot specialise itself; send the broader role", "input.specialises")
    for edge in excerpt.outgoing(role, "SPECIALISES"):
        if edge.end != broader:
            excerpt.unlink(edge)
    if broader is not None:
        excerpt.edges.setdefault(EdgeKey(role, "SPECIALISES", broader), {})
        await relations.require_no_ring(desk, "input.specialises")
