from __future__ import annotations

from dataclasses import replace

from graph_service.domain.document import TextSpan
from graph_service.domain.run import (
    AliasOutcome,
    KeptSkill,
    MatchMethod,
    MergedSkill,
    Placement,
    PlacementSummary,
    SkillTag,
    SplitPart,
    SplitSkill,
)
from graph_service.pipeline.summary import WEAK, summarised
from tests.unit.pipeline.placements import known, new

STREAMING = ("streaming", 0.8)


def spelt(slug: str, term: str, method: MatchMethod) -> Placement:
    """A library skill under another spelling."""
    return replace(known(slug), term=term, method=method)


def test_library_skill_by_its_own_name_and_new_skill_are_kept() -> None:
    found = summarised([known("java"), new("Quarkus", STREAMING)], "")
    assert found == PlacementSummary(
        keep=(
            KeptSkill("Java", SkillTag.IN_DB, "java", "-"),
            KeptSkill("Quarkus", SkillTag.NEW, None, "-"),
        )
    )


def test_case_alone_is_no_other_spelling() -> None:
    found = summarised([spelt("java", "JAVA", MatchMethod.ALIAS)], "")
    assert ([kept.term for kept in found.keep], found.merge) == (["JAVA"], ())


def test_other_spellings_are_merged_and_say_whether_they_became_an_alias() -> None:
    placements = [
        spelt("apache-kafka", "Kafka", MatchMethod.ALIAS),
        spelt("node-js", "node js 20", MatchMethod.NORMAL_FORM),
        replace(spelt("java", "Javva", MatchMethod.MEANING), proposed_alias_of="java"),
    ]
    assert summarised(placements, "").merge == (
        MergedSkill("Kafka", "apache-kafka", MatchMethod.ALIAS, AliasOutcome.KNOWN, "-"),
        MergedSkill("node js 20", "node-js", MatchMethod.NORMAL_FORM, AliasOutcome.NOT_NEEDED, "-"),
        MergedSkill(
            "Javva", "java", MatchMethod.MEANING, AliasOutcome.PROPOSED, "-", proposal_key="NEW_ALIAS:skill:java:javva"
        ),
    )


def test_compound_is_split_and_its_parts_are_neither_kept_nor_merged() -> None:
    whole = (TextSpan(0, 12, "Kafka/NodeJS"),)
    parts = [
        replace(spelt("apache-kafka", "Kafka", MatchMethod.ALIAS), split_from="Kafka/NodeJS", evidence=whole),
        replace(spelt("node-js", "NodeJS", MatchMethod.ALIAS), split_from="Kafka/NodeJS", evidence=whole),
    ]
    assert summarised(parts, "Kafka/NodeJS") == PlacementSummary(
        split=(
            SplitSkill(
                "Kafka/NodeJS",
                (SplitPart("Apache Kafka", "apache-kafka"), SplitPart("Node.js", "node-js")),
                "each part is a spelling that the library knows",
            ),
        )
    )


def test_part_that_stands_by_itself_as_well_is_in_both() -> None:
    part = replace(
        known("java"), split_from="Java/Scala", evidence=(TextSpan(0, 4, "Java"), TextSpan(9, 19, "Java/Scala"))
    )
    found = summarised([part], "Java and Java/Scala")
    assert [kept.term for kept in found.keep] == ["Java"]
    assert [split.term for split in found.split] == ["Java/Scala"]


def test_compound_of_the_text_is_split_where_its_parts_were_found_one_by_one() -> None:
    text = "Java/Scala/SQL, React / HTML"
    placements = [
        replace(known(slug), evidence=(TextSpan(start, start + len(word), word),))
        for slug, word, start in (
            ("sql", "SQL", 11),
            ("java", "Java", 0),
            ("scala", "Scala", 5),
            ("react", "React", 16),
        )
    ]
    (split,) = summarised([*placements, replace(known("html"), evidence=(TextSpan(24, 28, "HTML"),))], text).split
    assert (split.term, [part.skill for part in split.parts]) == ("Java/Scala/SQL", ["java", "scala", "sql"])
    assert split.reason == "each part was found by itself"


def test_warnings_name_what_is_worth_another_look() -> None:
    placements = [known("java"), new("Claythrow"), new("Kafka/Kiln", STREAMING), new("Bisque", ("people", WEAK - 0.1))]
    assert summarised(placements, "").warnings == (
        "'Claythrow' has no neighbour that is near enough: it waits for a curator without a dimension",
        "'Kafka/Kiln' looks like several skills (Kafka, Kiln) not all of them known: kept whole",
        "'Bisque' is placed weakly: people has a score of 0.20 only",
    )


def test_nothing_found_is_a_warning() -> None:
    assert summarised([], "Engineer wanted") == PlacementSummary(warnings=("no skill was found or kept",))
