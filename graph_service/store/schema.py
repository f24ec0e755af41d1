"""Constraints and indexes: installed before the first write, and again whenever they may be missing."""

from __future__ import annotations

import io

from neomodel import adb

from graph_service.store.connection import Graph
from graph_service.store.nodes import LABELS, ApiKey

_VECTOR_LABELS = ("skill", "role", "dimension", "kra")
_WAIT_S = 60


async def install_keys(graph: Graph) -> None:
    """Create what keys alone rest on, for a graph that no service has used yet."""
    await adb.set_connection(driver=graph.driver)
    await adb.install_labels(ApiKey, quiet=True, stdout=io.StringIO())


async def install(graph: Graph, dimensions: int) -> None:
    """Create what is missing; vector indexes of another size are made anew. `dimensions`: numbers of a vector."""
    await adb.set_connection(driver=graph.driver)
    for label in LABELS:
        await adb.install_labels(label, quiet=True, stdout=io.StringIO())
    sizes = {row["name"]: row["dimensions"] for row in await graph.read("schema/vector_index_sizes")}
    options = {"indexConfig": {"vector.dimensions": dimensions, "vector.similarity_function": "cosine"}}
    for vector_label in _VECTOR_LABELS:
        if sizes.get(f"{vector_label}_embedding", dimensions) != dimensions:
            await graph.write(f"schema/drop_vector_index_{vector_label}")
        if sizes.get(f"{vector_label}_embedding") != dimensions:
            await graph.write(f"schema/vector_index_{vector_label}", options=options)
    await graph.write("schema/run_words_index")
    await graph.write("schema/await_indexes", seconds=_WAIT_S)
