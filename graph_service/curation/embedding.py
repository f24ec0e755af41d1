"""Vectors of what curators write, made beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from graph_service.domain.changes import NodeKey, Properties
from graph_service.language.embeddings import Embedder
from graph_service.language.vectors import dimension_words, role_words, skill_text
from graph_service.store.changes import Desk


async def loaded(embedder: Embedder) -> None:
    """Wait for a model that is still loading: the taxonomy is not to be held meanwhile."""
    await _embedded(embedder, ())


async def refresh(desk: Desk, *nodes: NodeKey, embedder: Embedder) -> None:
    """Embed those of these skills, roles, dimensions and KRAs anew whose words have changed on the desk."""
    words = {node: _words(node.label, desk.excerpt.nodes[node]) for node in nodes}
    changed = [
        n for n, text in words.items() if not desk.excerpt.was(n) or text != _words(n.label, desk.excerpt.was(n))
    ]
    vectors = await _embedded(embedder, [words[node] for node in changed])
    for node, vector in zip(changed, vectors, strict=True):
        desk.excerpt.amend(node, {"embedding": vector})


def _words(label: str, said: Properties) -> str:
    if label == "Skill":
        return skill_text(said["name"], said.get("description"))
    if label == "Dimension":
        return dimension_words(said["name"], said.get("rationale"))
    if label == "Role":
        return role_words(said["name"], said.get("archetype"))
    return str(said["text"])


async def _embedded(embedder: Embedder, texts: Sequence[str]) -> list[list[float]]:
    vectors = await asyncio.to_thread(embedder.embed_documents, list(texts))
    return [[float(number) for number in row] for row in vectors]
