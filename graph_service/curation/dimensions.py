"""Creating and changing dimensions."""

from __future__ import annotations

from graph_service.curation import fields as checked
from graph_service.curation import references
from graph_service.curation.embedding import loaded, refresh
from graph_service.domain.edits import DimensionFields
from graph_service.language.embeddings import Embedder
from graph_service.store import changes
from graph_service.store.changes import Deed, Desk, Done
from graph_service.store.connection import Graph


async def create_dimension(
    graph: Graph, embedder: Embedder, actor: str, fields: DimensionFields, *, slug: str | None = None
) -> Done:
    """Create a dimension. Raises InvalidInput and Conflict."""
    properties = checked.properties_of({"name": "", **fields})
    await loaded(embedder)

    async def operation(desk: Desk) -> Deed:
        node = await checked.created(desk, "Dimension", properties, slug)
        await refresh(desk, node, embedder=embedder)
        summary = f"created the dimension {properties['name']} ({desk.excerpt.titles[node]})"
        return Deed("CREATE_DIMENSION", summary, (node,))

    return await changes.carry_out(graph, actor, operation)


async def update_dimension(
    graph: Graph, embedder: Embedder, actor: str, reference: str, fields: DimensionFields, expected: int | None = None
) -> Done:
    """Change what the fields say of a dimension. Raises InvalidInput, NotFound and Conflict."""
    properties = checked.properties_of(fields)
    await loaded(embedder)

    async def operation(desk: Desk) -> Deed:
        node = await references.dimension(desk, reference, "input.dimension")
        references.require_version(desk, node, expected)
        desk.excerpt.amend(node, properties)
        await refresh(desk, node, embedder=embedder)
        return Deed("UPDATE_DIMENSION", f"changed {checked.told(desk, node)} of {desk.excerpt.titles[node]}", (node,))

    return await changes.carry_out(graph, actor, operation)
