"""One contract for every embedder; and what loads, verifies and waits for one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from graph_service.domain.taxonomy import Vectors
from graph_service.errors import ModelError
from graph_service.language import onnx_embedder
from graph_service.language.embeddings import (
    SHIPPED_MODEL,
    BackgroundEmbedder,
    Embedder,
    HashedEmbedder,
    load_embedder,
    normalised_rows,
    verified,
)
from graph_service.language.vectors import role_text, skill_text, with_vectors
from graph_service.settings import EmbeddingRuntime
from tests.unit.libraries import EMPTY, LIBRARY, a_role

SENTENCES = (
    "Keep six kilns hot through the night and log their temperatures.",
    "Write services in Java that steer the burners.",
    "Kafka",
    "You will mentor two apprentices and review what they write.",
    "Own the roadmap of our glaze recommendation engine.",
    "At least four years with Spring Boot, PostgreSQL and Docker in production.",
    "Design dashboards that show potters which batches crack.",
    "Move nightly exports from the warehouse into a lake on S3.",
    "Find out why the cooling model drifts, and train it again.",
    "Answer the phone politely when a delivery of clay is late.",
    "Migrate our mainframe ledger, written in COBOL, without stopping the shop.",
    "C++ and a real-time operating system on small boards",
    "Plan sprints, remove obstacles and report progress to the owners.",
    "Test every release against the accessibility guidelines.",
    "Kubernetes, Helm, Terraform",
    "Negotiate prices with the suppliers of cobalt and tin.",
    "Build a chatbot that knows each of our four thousand colours.",
    "Degree in ceramics or chemistry; a portfolio counts as much.",
    "Watch for intrusions on the plant network and patch its controllers.",
    "Translate what the workshop wants into user stories.",
)
EMBEDDERS: dict[str, Callable[[], Embedder]] = {
    "hashed": HashedEmbedder,
    "onnx": lambda: load_embedder(SHIPPED_MODEL, EmbeddingRuntime.ONNX),
    "sentence-transformers": lambda: load_embedder(SHIPPED_MODEL, EmbeddingRuntime.SENTENCE_TRANSFORMERS),
}
TOLERANCE = 5e-3
"""Texts that are encoded beside longer ones are padded, and the int8 runtime scales by what is in the batch."""


@cache
def real(name: str) -> Embedder:
    """An embedder, loaded once a session."""
    return EMBEDDERS[name]()


@pytest.fixture(params=EMBEDDERS)
def each(request: pytest.FixtureRequest) -> Embedder:
    return real(request.param)


# ---- the contract


def test_embedder_gives_a_row_of_its_dimensions_for_each_text(each: Embedder) -> None:
    for embed in (each.embed_documents, each.embed_queries):
        vectors = embed(SENTENCES[:5])
        assert vectors.shape == (5, each.dimensions)
        assert vectors.dtype == np.float32
    assert each.dimensions == 384


def test_embedder_gives_vectors_of_unit_length(each: Embedder) -> None:
    for vectors in (each.embed_documents(SENTENCES), each.embed_queries(SENTENCES)):
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_embedder_gives_no_row_for_no_text(each: Embedder) -> None:
    assert each.embed_documents([]).shape == (0, each.dimensions)
    assert each.embed_queries([]).shape == (0, each.dimensions)


def test_embedder_gives_a_text_its_vector_in_any_order_and_company(each: Embedder) -> None:
    ahead = each.embed_documents(SENTENCES)
    back = each.embed_documents(SENTENCES[::-1])[::-1]
    alone = np.concatenate([each.embed_documents([text]) for text in SENTENCES[:4]])
    assert cosines(ahead, back).min() > 1 - TOLERANCE
    assert cosines(ahead[:4], alone).min() > 1 - TOLERANCE


def test_embedder_puts_alike_texts_nearer(each: Embedder) -> None:
    near, far = (
        cosines(each.embed_queries(["Writing services in Java"]), each.embed_documents([text]))[0]
        for text in (SENTENCES[1], SENTENCES[9])
    )
    assert near > far + 0.1


def test_embedder_takes_a_text_longer_than_it_reads(each: Embedder) -> None:
    assert each.embed_documents([" ".join(SENTENCES * 20)]).shape == (1, 384)


@pytest.mark.parametrize(
    ("name", "model"),
    [("hashed", "hashed-words"), ("onnx", SHIPPED_MODEL), ("sentence-transformers", SHIPPED_MODEL)],
)
def test_embedder_says_which_model_it_is(name: str, model: str) -> None:
    assert real(name).model == model


def test_runtimes_of_the_shipped_model_agree() -> None:
    light, reference = real("onnx"), real("sentence-transformers")
    assert len(SENTENCES) == 20
    assert cosines(light.embed_documents(SENTENCES), reference.embed_documents(SENTENCES)).min() >= 0.99


def cosines(one: Vectors, other: Vectors) -> Vectors:
    return np.asarray((one * other).sum(axis=1))


# ---- the double


def test_double_is_the_same_each_time_and_takes_any_size() -> None:
    small = HashedEmbedder(16)
    assert small.dimensions == 16
    assert np.array_equal(small.embed_documents(SENTENCES), HashedEmbedder(16).embed_documents(SENTENCES))


def test_double_gives_zeros_for_a_text_without_words() -> None:
    assert not HashedEmbedder().embed_documents(["—"]).any()


def test_normalised_rows_leave_zeros_alone() -> None:
    rows = normalised_rows(np.array([[3, 4], [0, 0]], np.float32))
    assert rows[0].tolist() == pytest.approx([0.6, 0.8])
    assert not rows[1].any()


# ---- loading in the background


class Slow:
    """A load that goes on until it is told to end."""

    def __init__(self, error: Exception | None = None) -> None:
        self.go_on, self.error = Event(), error

    def __call__(self) -> Embedder:
        self.go_on.wait(10)
        if self.error:
            raise self.error
        return HashedEmbedder(8)


def test_background_embedder_answers_once_it_is_loaded() -> None:
    load = Slow()
    embedder = BackgroundEmbedder(load)
    assert (embedder.ready, embedder.failure) == (False, None)
    load.go_on.set()
    assert embedder.embed_documents(["Kafka"]).shape == (1, 8)
    assert embedder.embed_queries(["Kafka", "Java"]).shape == (2, 8)
    assert (embedder.model, embedder.dimensions) == ("hashed-words", 8)
    assert (embedder.ready, embedder.failure) == (True, None)


@pytest.mark.parametrize("error", [OSError("no such folder"), ValueError("no such model"), ImportError("no torch")])
def test_background_embedder_says_why_it_did_not_load(error: Exception) -> None:
    load = Slow(error)
    embedder = BackgroundEmbedder(load)
    load.go_on.set()
    with pytest.raises(ModelError, match=rf"the embedding model did not load: {error}; check EMBEDDING_MODEL"):
        embedder.embed_queries(["Kafka"])
    assert (embedder.ready, embedder.failure) == (False, str(error))


def test_background_embedder_passes_on_what_a_model_error_advises() -> None:
    load = Slow(ModelError("model.onnx is missing; reinstall"))
    embedder = BackgroundEmbedder(load)
    load.go_on.set()
    with pytest.raises(ModelError, match=r"^model\.onnx is missing; reinstall$"):
        _ = embedder.model
    assert embedder.failure == "model.onnx is missing; reinstall"


# ---- verifying and choosing


def test_verified_file_is_the_one_that_is_pinned(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"weights")
    assert verified(path, hashlib.sha256(b"weights").hexdigest()) == path


def test_other_file_than_the_pinned_one_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"other weights")
    digest = hashlib.sha256(b"other weights").hexdigest()
    expected = f"model.onnx is not the file that we pinned (sha256 {digest}); reinstall the requirements"
    with pytest.raises(ModelError, match=re.escape(expected)):
        verified(path, "0" * 64)


def test_missing_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"model\.onnx is missing from its package; reinstall the project's requirements"
    ):
        verified(tmp_path / "model.onnx", "0" * 64)


def test_shipped_weights_are_checked_when_they_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_embedder, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="is not the file that we pinned"):
        load_embedder(SHIPPED_MODEL, EmbeddingRuntime.ONNX)


def test_light_runtime_runs_the_shipped_model_only() -> None:
    with pytest.raises(
        ModelError, match="EMBEDDING_RUNTIME=onnx runs all-MiniLM-L6-v2 only, not other; leave it unset"
    ):
        load_embedder("other", EmbeddingRuntime.ONNX)


def test_model_that_is_no_folder_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match=rf"EMBEDDING_MODEL '{re.escape(str(tmp_path))}' cannot be loaded: "):
        load_embedder(str(tmp_path), EmbeddingRuntime.SENTENCE_TRANSFORMERS)


# ---- what is embedded


def test_skill_text_is_the_name_and_what_is_known_of_it() -> None:
    assert skill_text("Kafka", "A log of events.") == "Kafka: A log of events."
    assert skill_text("Kafka", None) == skill_text("Kafka", "") == "Kafka"


def test_role_text_is_the_name_and_the_archetype() -> None:
    assert role_text(a_role("potter", "Potter", archetype="Throws pots")) == "Potter: Throws pots"


def test_library_has_a_vector_for_each_skill_kra_role_and_dimension_in_order() -> None:
    library = with_vectors(LIBRARY, HashedEmbedder())
    assert library.skill_vectors.shape == (len(LIBRARY.skills), 384)
    assert library.role_vectors.shape == (len(LIBRARY.roles), 384)
    assert library.dimension_vectors.shape == (len(LIBRARY.dimensions), 384)
    assert library.kra_vectors.shape == (len(LIBRARY.kra_owners), 384)
    (second,) = HashedEmbedder().embed_documents([LIBRARY.kra_owners[1][1]])
    assert np.array_equal(library.kra_vectors[1], second)
    assert with_vectors(EMPTY, HashedEmbedder()).skill_vectors.shape == (0, 384)
