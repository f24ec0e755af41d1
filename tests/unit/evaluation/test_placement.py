from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from graph_service.domain.taxonomy import SkillNature, Vectors
from graph_service.evaluation.placement import SAMPLE, PlacementScores, score_placement
from graph_service.language.embeddings import HashedEmbedder
from tests.unit.libraries import EMPTY, a_library, a_skill


class Told(HashedEmbedder):
    """Knows the vectors of a few names."""

    def __init__(self, vectors: dict[str, tuple[float, float]]) -> None:
        super().__init__(2)
        self.vectors = vectors

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.vectors[text] for text in texts], np.float32).reshape(-1, 2)


def placed(dimensions: dict[str, tuple[str, ...]], vectors: dict[str, tuple[float, float]]) -> PlacementScores:
    library = a_library([a_skill(name, own) for name, own in dimensions.items()], ())
    rows = np.array([vectors[skill.name] for skill in library.skills.values()], np.float32)
    plain = np.zeros((len(library.dimensions), 2), np.float32)
    return score_placement(replace(library, skill_vectors=rows, dimension_vectors=plain), Told(vectors))


def test_hidden_skills_come_back_by_their_neighbours() -> None:
    scores = placed(
        {"Kafka": ("streams",), "Flink": ("streams",), "React": ("browser",), "Vue": ("browser",)},
        {"Kafka": (1, 0), "Flink": (1, 0), "React": (0, 1), "Vue": (0, 1)},
    )
    assert scores == PlacementScores(hidden=4, first=4, in_three=4, misses=())


def test_skill_that_comes_back_second_is_among_three_but_not_first() -> None:
    scores = placed(
        {"Kafka": ("streams",), "Flink": ("streams",), "React": ("browser",)},
        {"Kafka": (1, 0), "Flink": (0.6, 0.8), "React": (0.9, 0.436)},
    )
    # Flink is nearer to React than to Kafka, and so is Kafka; React has no neighbour of its own kind.
    assert (scores.hidden, scores.first, scores.in_three) == (3, 0, 2)
    assert scores.misses == ("React: streams in place of browser",)


def test_skill_without_a_neighbour_is_a_miss() -> None:
    scores = placed({"Kafka": ("streams",), "React": ("browser",)}, {"Kafka": (1, 0), "React": (0, 1)})
    assert (scores.first, scores.in_three) == (0, 0)
    assert sorted(scores.misses) == ["Kafka: nowhere in place of streams", "React: nowhere in place of browser"]


def test_soft_skills_are_not_hidden() -> None:
    library = a_library(
        [a_skill("Patience", ["people"], nature=SkillNature.SOFT_SKILL), a_skill("Java", ["services"])], ()
    )
    assert score_placement(library, HashedEmbedder()).hidden == 1


def test_sample_is_limited_and_the_same_each_time() -> None:
    library = a_library([a_skill(f"Tool {number}x", ["tools"]) for number in range(SAMPLE + 30)], ())
    scores = score_placement(library, HashedEmbedder())
    assert (scores.hidden, scores.in_three) == (SAMPLE, SAMPLE)
    assert score_placement(library, HashedEmbedder()) == scores


def test_empty_library_hides_nothing() -> None:
    assert score_placement(EMPTY, HashedEmbedder()) == PlacementScores(0, 0, 0, ())
