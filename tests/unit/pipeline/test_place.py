from __future__ import annotations

from dataclasses import replace

import pytest

from graph_service.domain.document import TextSpan
from graph_service.domain.run import CandidateDimension, ExtractedSkill, MatchMethod, Placement, SkillTag
from graph_service.domain.taxonomy import Library, Lifespan, SkillNature, VersionStrategy, Volatility
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.matching import AliasIndex
from graph_service.pipeline.neighbours import Neighbourhood
from graph_service.pipeline.place import place
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
    return place(found, AliasIndex(library), Neighbourhood(library), HashedEmbedder(), LIMITS)


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


def test_term_is_how_the_job_description_spells_it() -> None:
    found = replace(met("apache-kafka"), matched_alias="Kafka", evidence=(TextSpan(0, 6, "KAFKA"),))
    (placement,) = placed(found)
    assert (placement.term, placement.name) == ("KAFKA", "Apache Kafka")
    assert placement.reason == "alias 'Kafka' is in the library: no new alias needed"


def test_term_of_the_caller_is_how_the_caller_spells_it() -> None:
    found = replace(
        met("spring-boot"),
        evidence=(),
        method=MatchMethod.NORMAL_FORM,
        term="spring-boot 3",
        matched_alias="Spring Boot",
    )
    (placement,) = placed(found)
    assert placement.term == "spring-boot 3"
    assert placement.reason.startswith("'spring-boot 3' is 'Spring Boot' but for case")


def test_skill_that_only_the_title_names_says_so() -> None:
    found = replace(met("java"), evidence=(), matched_alias=None, note="named in the title only")
    (placement,) = placed(found)
    assert placement.reason == "named in the title only; alias 'Java' is in the library: no new alias needed"


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


def test_skill_that_a_compound_names_as_well_remembers_it() -> None:
    kafka, node = placed(met("apache-kafka", 5), term("Kafka/NodeJS", 40))
    assert (kafka.term, kafka.split_from, node.split_from) == ("Apache Kafka", "Kafka/NodeJS", "Kafka/NodeJS")
    assert [span.start for span in kafka.evidence] == [5, 40]


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
    assert [item.dimension for item in beside.dimensions] == ["services"]
    assert beside.dimensions[0].score >= 0.5
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
