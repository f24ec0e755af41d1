"""Embeddings of OpenAI, and of every server that speaks its wire."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import openai
from pydantic import SecretStr

from graph_service.domain.ledger import CallStatus
from graph_service.domain.taxonomy import Vectors
from graph_service.errors import ModelError
from graph_service.language.embeddings import REMOTE_PREFIX, normalised_rows
from graph_service.language.openai_client import LONGEST_PAUSE_S, asked_pause_s, pause_s, status_of

KNOWN_DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}
BATCH = 128
MOST_CHARACTERS = 24_000
"""A model takes some 8,000 tokens; what is longer is cut, as the local models do it."""
_EMPTY = " "
"""The wire takes no empty text."""


class OpenAIEmbedder:
    """A remote model. It is asked in batches; `tokens` counts what was paid for so far."""

    def __init__(
        self,
        model: str,
        api_key: SecretStr | None,
        base_url: str | None,
        *,
        dimensions: int | None,
        timeout_s: float,
        attempts: int,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if dimensions is None and model not in KNOWN_DIMENSIONS:
            raise ModelError(f"how many numbers a vector of {model!r} has is not known; set EMBEDDING_DIMENSIONS")
        self._name = model
        self._is_shortened = dimensions is not None and dimensions != KNOWN_DIMENSIONS.get(model, dimensions)
        self.dimensions = dimensions or KNOWN_DIMENSIONS[model]
        self.model = f"{REMOTE_PREFIX}{model}" + (f"@{self.dimensions}" if self._is_shortened else "")
        self.tokens = 0
        key = api_key.get_secret_value() if api_key else "none"
        self._client = openai.OpenAI(api_key=key, base_url=base_url, timeout=timeout_s, max_retries=0)
        self._attempts = attempts
        self._pause = pause

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """See Embedder. Raises ModelError."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), BATCH):
            batch = [_sendable(text) for text in texts[start : start + BATCH]]
            vectors[start : start + len(batch)] = self._embedded(batch)
        return normalised_rows(vectors)

    embed_queries = embed_documents

    def _embedded(self, batch: list[str]) -> Vectors:
        for attempt in range(1, self._attempts + 1):
            try:
                return self._asked(batch)
            except (openai.APIError, ValueError) as error:
                status, wait = _judged(error)
                told = f"{status.value}, {type(error).__name__}"
            if attempt == self._attempts or not status.retry_helps or (wait or 0.0) > LONGEST_PAUSE_S:
                break
            self._pause(pause_s(attempt, wait))
        raise ModelError(
            f"EMBEDDING_MODEL {self.model} gave no vectors ({told}); check OPENAI_API_KEY and OPENAI_BASE_URL"
        )

    def _asked(self, batch: list[str]) -> Vectors:
        size = self.dimensions if self._is_shortened else openai.omit
        answer = self._client.embeddings.create(model=self._name, input=batch, dimensions=size)
        self.tokens += answer.usage.prompt_tokens if answer.usage else 0
        rows = [row.embedding for row in sorted(answer.data, key=lambda row: row.index)]
        if len(rows) != len(batch) or any(len(row) != self.dimensions for row in rows):
            sizes = sorted({len(row) for row in rows})
            raise ModelError(
                f"EMBEDDING_MODEL {self.model} answered {len(rows)} vectors of {sizes} numbers for {len(batch)} texts, "
                f"not of {self.dimensions}; set EMBEDDING_DIMENSIONS"
            )
        return np.asarray(rows, np.float32)


def _sendable(text: str) -> str:
    return text[:MOST_CHARACTERS].encode("utf-8", "replace").decode() or _EMPTY


def _judged(error: Exception) -> tuple[CallStatus, float | None]:
    """What an error means, and the pause that the server asks for."""
    if isinstance(error, openai.APITimeoutError):
        return CallStatus.TIMEOUT, None
    if isinstance(error, openai.APIConnectionError):
        return CallStatus.CONNECTION, None
    if isinstance(error, openai.APIStatusError):
        return status_of(error), asked_pause_s(error.response.headers)
    return CallStatus.BAD_REQUEST, None
