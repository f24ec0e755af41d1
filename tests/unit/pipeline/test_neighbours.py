from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from graph_service.domain.run import CandidateDimension
from graph_service.domain.taxonomy import Library
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.neighbours import (
    BESIDE_WEIGHT,
    CANDIDATES,
    FURTHER_DIMENSION,
    NEIGHBOURS,
    SHARED_WORDS_WEIGHT,
    WEAKEST,
    Neighbour,
    Neighbourhood,
)
from tests.unit.libraries import EMPTY, LIBRARY, a_library, a_skill

AHEAD = np.array([1, 0], np.float32)


def turned(library: Library, *cosines: float, dimensions: Sequence[float] = ()) -> Library:
    """The library with vectors of skills and dimensions that have these cosines with (1, 0)."""
    return replace(
        library,
        skill_vectors=np.array([(cosine, (1 - cosine**2) ** 0.5) for cosine in cosines], np.float32),
        dimension_vectors=np.array([(cosine, (1 - cosine**2) ** 0.5) for cosine in dimensions], np.float32),
    )


def test_neighbours_vote_with_the_square_of_their_similarity_best_first() -> None:
    library = turned(a_library([a_skill("A"), a_skill("B"), a_skill("D")], ()), 0.5, 0.8, WEAKEST - 0.01)
    votes = Neighbourhood(library).of("Kiln", AHEAD)
    assert [vote.skill.name for vote in votes] == ["B", "A"]
    assert [vote.weight for vote in votes] == pytest.approx([0.64, 0.25])


def test_neighbours_named_beside_vote_as_well() -> None:
    library = turned(a_library([a_skill("A"), a_skill("B")], ()), 0.5, 0.0)
    votes = Neighbourhood(library).of("Kiln", AHEAD, [library.skills["b"], library.skills["a"]])
    assert [vote.skill.name for vote in votes] == ["A", "B"]
    assert [vote.weight for vote in votes] == pytest.approx([0.25 + BESIDE_WEIGHT**2, BESIDE_WEIGHT**2])


def test_neighbours_that_share_words_vote_as_well() -> None:
    library = turned(a_library([a_skill("Azure Functions"), a_skill("React"), a_skill("Azure")], ()), 0.0, 0.0, 0.0)
    votes = Neighbourhood(library).of("Azure Function", AHEAD)
    azure, function = math.log(1 + 3 / 2), math.log(1 + 3)
    assert [vote.skill.name for vote in votes] == ["Azure Functions", "Azure"]
    assert [vote.weight for vote in votes] == pytest.approx(
        [SHARED_WORDS_WEIGHT, SHARED_WORDS_WEIGHT * (azure / (azure + function)) ** 2]
    )


def test_words_of_every_spelling_are_shared() -> None:
    library = turned(a_library([a_skill("Kubernetes", (), "Container Orchestrator")], ()), 0.0)
    (vote,) = Neighbourhood(library).of("Orchestrators", AHEAD)
    assert vote.weight == pytest.approx(SHARED_WORDS_WEIGHT)


def test_hidden_skill_has_no_vote_on_itself() -> None:
    library = turned(a_library([a_skill("A"), a_skill("B")], ()), 1.0, 0.5)
    votes = Neighbourhood(library).of("A", AHEAD, [library.skills["a"]], hidden="a")
    assert [vote.skill.name for vote in votes] == ["B"]


def test_neighbours_are_few() -> None:
    many = turned(a_library([a_skill(f"Tool{number}x") for number in range(40)], ()), *[0.9] * 40)
    around = Neighbourhood(many)
    assert len(around.of("Kiln", AHEAD)) == NEIGHBOURS
    assert len(around.of("Kiln", AHEAD, hidden="tool0x")) == NEIGHBOURS


def test_neighbours_in_an_empty_library_are_none() -> None:
    assert Neighbourhood(EMPTY).of("Kafka", HashedEmbedder().embed_documents(["Kafka"])[0]) == ()


def test_dimension_scores_by_its_votes_and_its_own_description() -> None:
    library = a_library([a_skill("A", ["streams", "data"]), a_skill("B", ["browser"])], ())
    around = Neighbourhood(turned(library, 0.0, 0.0, dimensions=[0.6, -0.5, 0.2]))
    votes = [Neighbour(library.skills["a"], 0.3), Neighbour(library.skills["b"], 0.1)]
    assert around.dimensions(votes, AHEAD) == (
        CandidateDimension("streams", round((0.75 + 0.6) / 2, 4)),
        CandidateDimension("data", round(0.75 * FURTHER_DIMENSION / 2, 4)),
        CandidateDimension("browser", round((0.25 + 0.2) / 2, 4)),
    )


def test_dimensions_are_at_most_three_and_none_without_votes() -> None:
    names = ("java", "react", "scala", "airflow", "mentoring")
    votes = [Neighbour(LIBRARY.skills[slug], weight) for weight, slug in enumerate(names, 1)]
    around = Neighbourhood(replace(LIBRARY, dimension_vectors=np.zeros((len(LIBRARY.dimensions), 2), np.float32)))
    candidates = around.dimensions(votes, AHEAD)
    assert [item.dimension for item in candidates] == ["people", "pipelines", "scala"]
    assert len(candidates) == CANDIDATES
    assert around.dimensions([], AHEAD) == ()
