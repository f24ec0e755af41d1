"""Writing, changing and removing the KRAs of roles."""

from __future__ import annotations

from graph_service.curation import fields as checked
from graph_service.curation import references, texts
from graph_service.curation.embedding import loaded, refresh
from graph_service.domain.changes import EdgeKey, NodeKey
from graph_service.errors import Conflict
from graph_service.language.embeddings import Embedder
from graph_service.language.normalise import normalised
from graph_service.store import changes
from graph_service.store.changes import Deed, Desk, Done
from graph_service.store.connection import Graph

_FIELD = "input.text"


async def create_kra(
    graph: Graph, embedder: Embedder, actor: str, role: str, text: str, expected: int | None = None
) -> Done:
    """Give a role (slug, uid or title; at version `expected`) a further KRA.

    Raises InvalidInput, NotFound and Conflict.
    """
    sentence = texts.clean(text, _FIELD, texts.MOST_SENTENCE)
    await loaded(embedder)

    async def operation(desk: Desk) -> Deed:
        owner = await references.role(desk, role, "input.role")
        references.require_version(desk, owner, expected)
        await _require_fresh(desk, owner, sentence)
        node = await added(desk, owner, sentence)
        await refresh(desk, node, embedder=embedder)
        return Deed("CREATE_KRA", f"gave {desk.excerpt.titles[owner]} the KRA {sentence!r}", (node, owner))

    return await changes.carry_out(graph, actor, operation)


async def update_kra(
    graph: Graph, embedder: Embedder, actor: str, uid: str, text: str, expected: int | None = None
) -> Done:
    """Word a KRA otherwise. Raises InvalidInput, NotFound and Conflict."""
    sentence = texts.clean(text, _FIELD, texts.MOST_SENTENCE)
    await loaded(embedder)

    async def operation(desk: Desk) -> Deed:
        node, owner = await references.kra(desk, uid, "input.kra")
        references.require_version(desk, node, expected)
        await _require_fresh(desk, owner, sentence, node)
        desk.excerpt.amend(node, {"text": sentence})
        await refresh(desk, node, embedder=embedder)
        return Deed("UPDATE_KRA", f"changed a KRA of {desk.excerpt.titles[owner]} to {sentence!r}", (node, owner))

    return await changes.carry_out(graph, actor, operation)


async def remove_kra(graph: Graph, actor: str, uid: str, expected: int | None = None) -> Done:
    """Take a KRA from its role. Raises NotFound and Conflict."""

    async def operation(desk: Desk) -> Deed:
        node, owner = await references.kra(desk, uid, "kra")
        references.require_version(desk, node, expected, "expectedVersion")
        desk.excerpt.unlink(EdgeKey(owner, "HAS_KRA", node))
        text = desk.excerpt.nodes.pop(node)["text"]
        return Deed("REMOVE_KRA", f"took the KRA {text!r} from {desk.excerpt.titles[owner]}", (node, owner))

    return await changes.carry_out(graph, actor, operation)


async def added(desk: Desk, role: NodeKey, text: str) -> NodeKey:
    """A KRA, which has no vector yet, after those that a whole role has."""
    places = [desk.excerpt.edges[edge].get("position", -1) for edge in desk.excerpt.outgoing(role, "HAS_KRA")]
    node = await checked.created(desk, "KRA", {"text": text})
    desk.excerpt.link(EdgeKey(role, "HAS_KRA", node), {"position": max(places, default=-1) + 1})
    return node


async def _require_fresh(desk: Desk, role: NodeKey, text: str, own: NodeKey | None = None) -> None:
    """Raises Conflict."""
    others = [edge.end for edge in desk.excerpt.outgoing(role, "HAS_KRA") if edge.end != own]
    await desk.look_up(others)
    if any(normalised(desk.excerpt.nodes[other]["text"]) == normalised(text) for other in others):
        raise Conflict(f"{desk.excerpt.titles[role]} has this KRA already; change that one instead", _FIELD)
