from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graph_service.domain.document import TextSpan
from graph_service.domain.run import CandidateDimension, ExtractedSkill, MatchMethod, Placement, SkillTag
from graph_service.domain.taxonomy import Library, Lifespan, SkillNature, VersionStrategy, Volatility
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.matching import AliasIndex
from graph_service.pipeline.place import (
    BESIDE_WEIGHT,
    CANDIDATES,
    NEIGHBOURS,
    WEAKEST,
    Neighbour,
    candidate_dimensions,
    neighbours,
    place,
)
from graph_service.settings import Thresholds
from tests.unit.libraries import EMPTY, LIBRARY, a_library, a_skill

LIMITS = Thresholds(near_duplicate=0.86)
KAFKA_IN_OTHER_WORDS = "Apache Kafka distributed log that carries streams of events"


def term(name: str, at: int = 0, *, is_primary: bool = True, evidence: bool = True) -> ExtractedSkill:
    """A term that the extractor does not know."""
    spans = (TextSpan(at, at + len(name), name),) if evidence else ()
    return ExtractedSkill(name, is_primary, SkillTag.NEW, None, None, spans, MatchMethod.NONE)


def met(slug: str, at: int = 0, *, is_primary: bool = True) -> ExtractedSkill:
    """A library skill that the dictionary found."""
    name = LIBRARY.skills[slug].name
    return ExtractedSkill(name, is_primary, SkillTag.IN_DB, slug, name, (TextSpan(at, at + len(name), name),))


def placed(*found: ExtractedSkill, library: Library = LIBRARY) -> tuple[Placement, ...]:
    return place(found, AliasIndex(library), HashedEmbedder(), LIMITS)


def turned(library: Library, *cosines: float) -> Library:
    """The library with vectors that have these cosines with (1, 0)."""
    return replace(
        library, skill_vectors=np.array([(cosine, (1 - cosine**2) ** 0.5) for cosine in cosines], np.float32)
    )


AHEAD = np.array([1, 0], np.float32)


# ---- matching


def test_skill_of_the_dictionary_keeps_its_match_and_its_dimensions() -> None:
    (placement,) = placed(met("apache-kafka"))
    assert (placement.tag, placement.skill, placement.method) == (SkillTag.IN_DB, "apache-kafka", MatchMethod.ALIAS)
    assert placement.dimensions == (
        CandidateDimension("streaming", 1.0, is_known=True),
        CandidateDimension("distributed-systems", 1.0, is_known=True),
    )
    assert placement.reason == "alias 'Apache Kafka' is in the library: no new alias needed"
    assert placement.proposed_alias_of is None


def test_term_is_matched_by_alias() -> None:
    (placement,) = placed(term("kafka"))
    assert (placement.term, placement.name, placement.skill) == ("kafka", "Apache Kafka", "apache-kafka")
    assert placement.method is MatchMethod.ALIAS
    assert placement.reason == "alias 'Kafka' is in the library: no new alias needed"


@pytest.mark.parametrize(
    "spelling", ["Spring-Boot", "SpringBoot", "spring boot 3.2", "Node JS", "Kafkas", "Micro-Services"]
)
def test_term_is_matched_by_normal_form(spelling: str) -> None:
    (placement,) = placed(term(spelling))
    assert (placement.tag, placement.method) == (SkillTag.IN_DB, MatchMethod.NORMAL_FORM)
    assert placement.reason.startswith(f"{spelling!r} is ")
    assert placement.reason.endswith("but for case, punctuation, spacing, plural or version: no new alias needed")
    assert placement.proposed_alias_of is None


def test_near_duplicate_becomes_a_proposed_alias_and_no_second_skill() -> None:
    (placement,) = placed(term(KAFKA_IN_OTHER_WORDS))
    assert (placement.term, placement.name) == (KAFKA_IN_OTHER_WORDS, "Apache Kafka")
    assert (placement.tag, placement.skill, placement.method) == (SkillTag.IN_DB, "apache-kafka", MatchMethod.MEANING)
    assert placement.proposed_alias_of == "apache-kafka"
    assert placement.reason.endswith("proposed as its alias, not as a new skill")
    assert "is near 'Apache Kafka' (" in placement.reason


def test_term_that_means_nothing_known_is_new() -> None:
    (placement,) = placed(term("Clay Throwing"))
    assert (placement.tag, placement.skill, placement.method) == (SkillTag.NEW, None, MatchMethod.NONE)
    assert placement.reason.startswith("not in the library; ")


# ---- compounds


def test_compound_of_known_parts_is_split() -> None:
    kafka, node = placed(term("Kafka/NodeJS", 40))
    assert (kafka.skill, node.skill) == ("apache-kafka", "node-js")
    assert kafka.split_from == node.split_from == "Kafka/NodeJS"
    assert kafka.evidence == node.evidence == (TextSpan(40, 52, "Kafka/NodeJS"),)
    assert kafka.tag is node.tag is SkillTag.IN_DB


def test_compound_with_an_unknown_part_stays_whole() -> None:
    (placement,) = placed(term("Kafka/Claythrow"))
    assert (placement.name, placement.tag, placement.split_from) == ("Kafka/Claythrow", SkillTag.NEW, None)


def test_name_with_a_mark_in_it_is_not_split_where_the_library_has_it() -> None:
    library = a_library([a_skill("CI/CD", ["delivery"]), a_skill("CI"), a_skill("CD")], ())
    (placement,) = placed(term("ci/cd"), library=library)
    assert (placement.skill, placement.split_from) == ("ci-cd", None)


# ---- once each


def test_skill_comes_once_with_all_its_evidence() -> None:
    (placement,) = placed(met("java", 90, is_primary=False), term("JDK", 10), term("java", 40))
    assert placement.evidence == (TextSpan(10, 13, "JDK"), TextSpan(40, 44, "java"), TextSpan(90, 94, "Java"))
    assert placement.is_primary


def test_new_skill_comes_once_whatever_its_case() -> None:
    (placement,) = placed(term("Clay Throwing", 10, is_primary=False), term("clay throwing", 90))
    assert (placement.name, placement.is_primary, len(placement.evidence)) == ("Clay Throwing", True, 2)


def test_placements_keep_the_order_of_what_was_found() -> None:
    assert [item.name for item in placed(term("Clay"), met("java"), term("Kafka"), met("react"))] == [
        "Clay",
        "Java",
        "Apache Kafka",
        "React",
    ]


def test_place_of_nothing_is_empty() -> None:
    assert placed() == ()


def test_place_in_an_empty_library_makes_everything_new() -> None:
    (placement,) = placed(term("Kafka"), library=EMPTY)
    assert (placement.tag, placement.dimensions, placement.nature) == (SkillTag.NEW, (), None)
    assert placement.reason == "not in the library; no neighbour is near enough to place it"


# ---- neighbours


def test_neighbours_vote_with_the_square_of_their_similarity_best_first() -> None:
    library = turned(a_library([a_skill("A"), a_skill("B"), a_skill("D")], ()), 0.5, 0.8, WEAKEST - 0.01)
    votes = neighbours(AHEAD, library)
    assert [vote.skill.name for vote in votes] == ["B", "A"]
    assert [vote.weight for vote in votes] == pytest.approx([0.64, 0.25])


def test_neighbours_named_beside_vote_as_well() -> None:
    library = turned(a_library([a_skill("A"), a_skill("B")], ()), 0.5, 0.0)
    votes = neighbours(AHEAD, library, [library.skills["b"], library.skills["a"]])
    assert [vote.skill.name for vote in votes] == ["A", "B"]
    assert [vote.weight for vote in votes] == pytest.approx([0.25 + BESIDE_WEIGHT**2, BESIDE_WEIGHT**2])


def test_hidden_skill_has_no_vote_on_itself() -> None:
    library = turned(a_library([a_skill("A"), a_skill("B")], ()), 1.0, 0.5)
    assert [vote.skill.name for vote in neighbours(AHEAD, library, [library.skills["a"]], hidden="a")] == ["B"]


def test_neighbours_are_few() -> None:
    many = turned(a_library([a_skill(f"Tool {number}x") for number in range(20)], ()), *[0.9] * 20)
    assert len(neighbours(AHEAD, many)) == NEIGHBOURS
    assert len(neighbours(AHEAD, many, hidden="tool-0x")) == NEIGHBOURS


def test_neighbours_in_an_empty_library_are_none() -> None:
    assert neighbours(HashedEmbedder().embed_documents(["Kafka"])[0], EMPTY) == ()


# ---- candidate dimensions


def test_candidate_dimensions_are_shares_of_the_votes() -> None:
    votes = [
        Neighbour(LIBRARY.skills["apache-kafka"], 0.6),
        Neighbour(LIBRARY.skills["apache-flink"], 0.3),
        Neighbour(LIBRARY.skills["java"], 0.1),
    ]
    assert candidate_dimensions(votes) == (
        CandidateDimension("streaming", 0.9),
        CandidateDimension("distributed-systems", 0.6),
        CandidateDimension("services", 0.1),
    )


def test_candidate_dimensions_are_at_most_three_and_none_without_votes() -> None:
    names = ("java", "react", "scala", "airflow", "mentoring")
    votes = [Neighbour(LIBRARY.skills[slug], weight) for weight, slug in enumerate(names, 1)]
    candidates = candidate_dimensions(votes)
    assert [item.dimension for item in candidates] == ["people", "pipelines", "scala"]
    assert len(candidates) == CANDIDATES
    assert candidate_dimensions([]) == ()


# ---- new skills


def test_new_skill_takes_after_its_neighbours() -> None:
    stream = placed(term("NATS log of streams"))[0]
    assert stream.tag is SkillTag.NEW
    assert stream.neighbours[0] == "Apache Kafka"
    assert stream.reason.startswith("not in the library; placed by its neighbours Apache Kafka")
    assert stream.dimensions[0].dimension == "streaming"
    assert all(0 < item.score <= 1 and not item.is_known for item in stream.dimensions)
    assert (stream.category, stream.sub_category) == ("Software", "Tools")
    assert (stream.volatility, stream.lifespan, stream.version_strategy) == (
        Volatility.MEDIUM,
        Lifespan.MULTI_YEAR,
        VersionStrategy.MAJOR_ONLY,
    )
    assert stream.nature in {SkillNature.PLATFORM, SkillNature.TOOL}


def test_new_skill_takes_after_what_is_named_beside_it() -> None:
    (_, beside) = placed(met("java", 0), term("QQX", 6))
    assert beside.neighbours == ("Java",)
    assert beside.dimensions == (CandidateDimension("services", 1.0),)
    assert (beside.nature, beside.category) == (SkillNature.LANGUAGE, "Programming")
    assert (beside.volatility, beside.lifespan) == (Volatility.STABLE, Lifespan.EVERGREEN)


def test_new_skill_does_not_take_after_what_is_named_far_from_it() -> None:
    (_, far) = placed(met("java", 0), term("QQX", 300))
    assert (far.neighbours, far.dimensions, far.nature) == ((), (), None)
    assert far.reason == "not in the library; no neighbour is near enough to place it"


def test_unknown_acronym_alone_is_no_soft_skill() -> None:
    (placement,) = placed(term("SRE"))
    assert placement.tag is SkillTag.NEW
    assert placement.nature is not SkillNature.SOFT_SKILL


def test_unknown_acronym_beside_a_technology_is_no_soft_skill() -> None:
    placements = placed(met("mentoring", 0), met("negotiation", 12), term("SRE", 25), met("apache-kafka", 30))
    acronym = next(item for item in placements if item.term == "SRE")
    assert acronym.nature is SkillNature.PLATFORM


def test_event_driven_architecture_is_under_no_dimension_of_the_browser() -> None:
    placements = placed(met("react", 0), met("apache-kafka", 300), term("Event-Driven Architecture", 320))
    dimensions = {item.dimension for item in placements[-1].dimensions}
    assert dimensions
    assert "browser" not in dimensions
