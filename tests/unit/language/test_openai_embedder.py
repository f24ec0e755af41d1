"""The remote embedder against a server on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest
from pydantic import SecretStr

from graph_service.domain.taxonomy import Vectors
from graph_service.errors import ModelError
from graph_service.language.embeddings import configured_embedder
from graph_service.language.openai_embedder import BATCH, MOST_CHARACTERS, OpenAIEmbedder
from graph_service.settings import EmbeddingRuntime, Settings
from tests.wire import DROPPED, KEY, Answer, Asked, Wire, embeddings, error, listening

TEXTS = [f"kiln number {number}" for number in range(BATCH + 5)]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with listening() as wire:
        wire.otherwise = by_length
        yield wire


def by_length(asked: Asked) -> Answer:
    """A vector for each text that says how long it is."""
    size = asked.body.get("dimensions", 1536)
    return embeddings([[float(len(text)), 1.0, *([0.0] * (size - 2))] for text in asked.body["input"]])


async def embedded(
    wire: Wire,
    texts: list[str],
    model: str = "text-embedding-3-small",
    dimensions: int | None = None,
    attempts: int = 3,
) -> tuple[Vectors, OpenAIEmbedder, list[float]]:
    """What an embedder that does not wait makes of texts, and how long it would have waited."""
    pauses: list[float] = []
    embedder = OpenAIEmbedder(
        model, SecretStr(KEY), wire.url, dimensions=dimensions, timeout_s=5, attempts=attempts, pause=pauses.append
    )
    try:
        return await asyncio.to_thread(embedder.embed_documents, texts), embedder, pauses
    finally:
        embedder.close()


async def test_texts_are_sent_in_batches_and_come_back_in_order(wire: Wire) -> None:
    vectors, embedder, _ = await embedded(wire, TEXTS)

    assert vectors.shape == (BATCH + 5, 1536)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(vectors[:, 0] / vectors[:, 1], [len(text) for text in TEXTS])
    assert [len(body["input"]) for body in wire.bodies] == [BATCH, 5]
    assert wire.asked[0].path == "/v1/embeddings"
    assert embedder.tokens == 20


async def test_no_text_asks_nothing(wire: Wire) -> None:
    vectors, _, _ = await embedded(wire, [])

    assert vectors.shape == (0, 1536)
    assert wire.asked == []


async def test_size_is_known_before_the_first_call(wire: Wire) -> None:
    sizes = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}

    for model, size in sizes.items():
        _, embedder, _ = await embedded(wire, [], model)
        assert (embedder.dimensions, embedder.model) == (size, f"openai:{model}")
    assert wire.asked == []


async def test_shorter_vectors_are_asked_for_and_are_another_model(wire: Wire) -> None:
    vectors, embedder, _ = await embedded(wire, ["kiln"], dimensions=256)

    assert vectors.shape == (1, 256)
    assert wire.bodies[0]["dimensions"] == 256
    assert embedder.model == "openai:text-embedding-3-small@256"


async def test_model_of_unknown_size_asks_for_a_setting(wire: Wire) -> None:
    with pytest.raises(ModelError, match="set EMBEDDING_DIMENSIONS"):
        await embedded(wire, ["kiln"], "nomic-embed-text")
    wire.queue.append(embeddings([[1.0] * 768]))

    vectors, embedder, _ = await embedded(wire, ["kiln"], "nomic-embed-text", 768)

    assert (vectors.shape, embedder.model) == ((1, 768), "openai:nomic-embed-text")


async def test_vectors_of_another_size_are_refused(wire: Wire) -> None:
    wire.queue.append(embeddings([[1.0] * 10]))

    with pytest.raises(ModelError, match=r"answered 1 vectors of \[10\] numbers for 1 texts, not of 1536"):
        await embedded(wire, ["kiln"])


async def test_passing_faults_are_tried_again(wire: Wire) -> None:
    wire.queue.extend([DROPPED, error(429, "slow", headers={"Retry-After": "3"})])

    vectors, _, pauses = await embedded(wire, ["kiln"])

    assert vectors.shape == (1, 1536)
    assert pauses[0] <= 0.5
    assert 3 <= pauses[1] <= 3.5


@pytest.mark.parametrize(("answer", "calls"), [(error(500, "oops"), 2), (error(401, f"wrong key {KEY}"), 1)])
async def test_lasting_faults_say_what_to_check_and_not_the_key(wire: Wire, answer: Answer, calls: int) -> None:
    wire.otherwise = lambda _: answer

    with pytest.raises(ModelError) as caught:
        await embedded(wire, ["kiln"], attempts=2)

    assert caught.value.message.startswith("EMBEDDING_MODEL openai:text-embedding-3-small gave no vectors (")
    assert KEY not in str(caught.value)
    assert len(wire.asked) == calls


async def test_long_and_odd_texts_can_be_sent(wire: Wire) -> None:
    await embedded(wire, ["x" * 100_000, "", "\ud800 kiln"])

    assert [len(text) for text in wire.bodies[0]["input"]] == [MOST_CHARACTERS, 1, 6]


def test_remote_model_without_a_key_says_what_is_missing() -> None:
    settings = Settings(embedding_model="openai:text-embedding-3-small")

    with pytest.raises(ModelError, match="but OPENAI_API_KEY is not set; set both"):
        configured_embedder(settings, EmbeddingRuntime.ONNX)


def test_settings_name_the_remote_model() -> None:
    settings = Settings(embedding_model="openai:text-embedding-3-large", openai_api_key=SecretStr(KEY))

    embedder = configured_embedder(settings, EmbeddingRuntime.ONNX)

    assert isinstance(embedder, OpenAIEmbedder)
    assert (embedder.model, embedder.dimensions) == ("openai:text-embedding-3-large", 3072)
    embedder.close()


def test_name_that_is_stored_with_vectors_can_be_set() -> None:
    settings = Settings(embedding_model="openai:text-embedding-3-small@256", openai_api_key=SecretStr(KEY))

    embedder = configured_embedder(settings, EmbeddingRuntime.ONNX)

    assert isinstance(embedder, OpenAIEmbedder)
    assert (embedder.model, embedder.dimensions) == (settings.embedding_model, 256)
    embedder.close()
