"""Texts to vectors: the Protocol, the double that ships, and loading in the background."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import Protocol

import numpy as np

from graph_service.domain.taxonomy import Vectors
from graph_service.errors import ModelError
from graph_service.settings import EmbeddingRuntime, Settings

SHIPPED_MODEL = "all-MiniLM-L6-v2"
REMOTE_PREFIX = "openai:"
"""Before the name of a model that OpenAI, or a server that speaks its wire, computes."""


class Embedder(Protocol):
    """Turns texts into unit-length vectors. One text is a batch of one; no text is an empty batch."""

    @property
    def model(self) -> str:
        """The name that is stored beside the vectors: vectors of different models are never compared."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        ...

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that are looked for: shape (len(texts), dimensions)."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to look with: shape (len(texts), dimensions)."""
        ...


class HashedEmbedder:
    """A double that needs no model: hashed words and their three-letter pieces, so that alike texts are near."""

    model = "hashed-words"

    def __init__(self, dimensions: int = 384) -> None:
        self.dimensions = dimensions

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()):
                for piece in {word, *(word[i : i + 3] for i in range(len(word) - 2))}:
                    digest = hashlib.blake2b(piece.encode("utf-8", "replace"), digest_size=8).digest()
                    vectors[row, int.from_bytes(digest, "big") % self.dimensions] += 1.0
        return normalised_rows(vectors)

    embed_queries = embed_documents


class BackgroundEmbedder:
    """An embedder that loads in a thread from the moment it is made; the first call waits for it."""

    def __init__(self, load: Callable[[], Embedder]) -> None:
        self._loaded: Future[Embedder] = Future()
        Thread(target=self._fill, args=(load,), name="load-embedder", daemon=True).start()

    def _fill(self, load: Callable[[], Embedder]) -> None:
        try:
            self._loaded.set_result(load())
        except (ModelError, ImportError, OSError, RuntimeError, ValueError) as error:
            self._loaded.set_exception(error)
        finally:
            if not self._loaded.done():
                self._loaded.set_exception(ModelError("loading the embedding model ended unexpectedly; see the log"))

    @property
    def failure(self) -> str | None:
        """Why loading failed; None while it goes on or after it succeeded."""
        if not self._loaded.done():
            return None
        error = self._loaded.exception()
        return None if error is None else str(error)

    @property
    def ready(self) -> bool:
        """Whether a call would be answered without waiting."""
        return self._loaded.done() and self._loaded.exception() is None

    def _embedder(self) -> Embedder:
        try:
            return self._loaded.result()
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise ModelError(f"the embedding model did not load: {error}; check EMBEDDING_MODEL") from error

    @property
    def model(self) -> str:
        """See Embedder; waits for the model."""
        return self._embedder().model

    @property
    def dimensions(self) -> int:
        """See Embedder; waits for the model."""
        return self._embedder().dimensions

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """See Embedder; waits for the model."""
        return self._embedder().embed_documents(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See Embedder; waits for the model."""
        return self._embedder().embed_queries(texts)


def configured_embedder(settings: Settings, runtime: EmbeddingRuntime) -> Embedder:
    """The embedder that the settings name; `runtime` is for a local model, where they name none. Raises ModelError."""
    if not settings.embedding_model.startswith(REMOTE_PREFIX):
        return load_embedder(settings.embedding_model, settings.embedding_runtime or runtime)
    if not settings.has_language_model:
        raise ModelError(f"EMBEDDING_MODEL is {settings.embedding_model}, but OPENAI_API_KEY is not set; set both")
    from graph_service.language.openai_embedder import OpenAIEmbedder

    name, _, size = settings.embedding_model.removeprefix(REMOTE_PREFIX).partition("@")
    return OpenAIEmbedder(
        name,
        settings.openai_api_key,
        settings.openai_base_url,
        dimensions=settings.embedding_dimensions or (int(size) if size.isdecimal() else None),
        timeout_s=settings.llm_timeout_s,
        attempts=settings.llm_attempts,
    )


def load_embedder(model: str, runtime: EmbeddingRuntime) -> Embedder:
    """The embedder of a model. Only the shipped model has the light runtime. Raises ModelError."""
    if runtime is EmbeddingRuntime.ONNX:
        if model != SHIPPED_MODEL:
            raise ModelError(f"EMBEDDING_RUNTIME=onnx runs {SHIPPED_MODEL} only, not {model}; leave it unset")
        from graph_service.language.onnx_embedder import OnnxEmbedder

        return OnnxEmbedder()
    # Importing sentence-transformers takes many seconds: only who needs it pays.
    from graph_service.language.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(model)


def normalised_rows(vectors: Vectors) -> Vectors:
    """The rows at unit length; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit


def verified(path: Path, sha256: str) -> Path:
    """The path, once the file's digest is what we pinned. Raises ModelError."""
    if not path.is_file():
        raise ModelError(f"{path.name} is missing from its package; reinstall the project's requirements")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != sha256:
        raise ModelError(f"{path.name} is not the file that we pinned (sha256 {digest}); reinstall the requirements")
    return path
