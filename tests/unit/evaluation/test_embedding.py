from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph_service.domain.taxonomy import Vectors
from graph_service.evaluation.embedding import OnceEmbedder
from graph_service.language.embeddings import HashedEmbedder


class CountingEmbedder(HashedEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return super().embed_documents(texts)


def test_once_embedder_gives_the_vectors_of_the_one_behind_it_in_order() -> None:
    texts = ["clay", "kiln", "clay"]
    assert np.array_equal(OnceEmbedder(HashedEmbedder()).embed_queries(texts), HashedEmbedder().embed_queries(texts))
    assert OnceEmbedder(HashedEmbedder()).embed_queries([]).shape == (0, 384)


def test_once_embedder_asks_for_each_text_once() -> None:
    counting = CountingEmbedder()
    embedder = OnceEmbedder(counting)
    embedder.embed_documents(["clay", "kiln"])
    embedder.embed_documents(["kiln", "glaze", "glaze"])
    assert counting.seen == ["clay", "kiln", "glaze"]
    assert embedder.seconds > 0
