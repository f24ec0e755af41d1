"""Embedding each text once, however often a measurement reads it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from graph_service.domain.taxonomy import Vectors
from graph_service.language.embeddings import Embedder


class OnceEmbedder:
    """An embedder that keeps every vector. `seconds` is the time that the embedder behind it took so far."""

    def __init__(self, embedder: Embedder) -> None:
        self.model = embedder.model
        self.dimensions = embedder.dimensions
        self.seconds = 0.0
        self._embedder = embedder
        self._documents: dict[str, Vectors] = {}
        self._queries: dict[str, Vectors] = {}

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        return self._embedded(texts, self._documents, self._embedder.embed_documents)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        return self._embedded(texts, self._queries, self._embedder.embed_queries)

    def _embedded(
        self, texts: Sequence[str], kept: dict[str, Vectors], embed: Callable[[Sequence[str]], Vectors]
    ) -> Vectors:
        unseen = [text for text in dict.fromkeys(texts) if text not in kept]
        if unseen:
            began = time.perf_counter()
            kept.update(zip(unseen, embed(unseen), strict=True))
            self.seconds += time.perf_counter() - began
        return np.array([kept[text] for text in texts], np.float32).reshape(len(texts), self.dimensions)
