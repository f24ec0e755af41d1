from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from graph_service.domain.document import ParsedJD
from graph_service.domain.review import Proposal, ReviewKind, ReviewSource
from graph_service.domain.run import (
    AliasSignal,
    Decision,
    DecisionCase,
    Evidence,
    ExtractedSkill,
    Placement,
    ProposedRole,
    Signals,
    SkillTag,
)
from graph_service.domain.taxonomy import SkillNature, Vectors
from graph_service.language.embeddings import HashedEmbedder
from graph_service.pipeline.capture import MOST_DIMENSIONS, MOST_KRAS, novel_sentences, proposals, proposed_role
from graph_service.settings import Thresholds
from tests.unit.libraries import BACKEND_KRAS, EMPTY, LIBRARY
from tests.unit.pipeline.placements import known, new

BACKEND = Decision(DecisionCase.A, "backend-engineer", 1.0, "an exact alias")
NOVEL = "Throw, glaze and fire six hundred teapots a week."
NO_EVIDENCE = Evidence("Software Engineer", Signals())
KILN_KEEPER = ProposedRole(
    "Kiln Keeper", "kiln-keeper", ("Kiln Keeper", "Kilnkeeper"), "Keeps kilns", ("Keep the kilns hot.",), ("energy",)
)


def vectors_of(sentences: Sequence[str]) -> Vectors:
    return HashedEmbedder().embed_queries(sentences)


def proposed(
    *placements: Placement,
    decision: Decision = BACKEND,
    found: Evidence = NO_EVIDENCE,
    sentences: Sequence[str] = (),
) -> tuple[Proposal, ...]:
    limits = Thresholds(kra_novelty=0.5)
    return proposals(placements, (), decision, found, sentences, vectors_of(sentences), LIBRARY, limits)


def test_run_with_nothing_new_proposes_nothing() -> None:
    assert proposed(known("java"), sentences=BACKEND_KRAS) == ()


# ---- skills


def test_new_skill_is_proposed_with_what_is_known_of_it() -> None:
    placement = replace(
        new("Clay Throwing", ("energy", 0.6), ("people", 0.2), words=("clay throwing", "Clay Throwing")),
        category="Crafts",
        sub_category="Pottery",
        nature=SkillNature.PRACTICE,
        neighbours=("Solar Farms",),
    )
    (proposal,) = proposed(placement, known("java"))
    assert (proposal.kind, proposal.key) == (ReviewKind.NEW_SKILL, "NEW_SKILL:clay-throwing")
    assert (proposal.text, proposal.role, proposal.skill) == ("Clay Throwing", "backend-engineer", "clay-throwing")
    assert proposal.details == {
        "category": "Crafts",
        "subCategory": "Pottery",
        "nature": "PRACTICE",
        "dimensions": ["energy", "people"],
        "neighbours": ["Solar Farms"],
        "words": ["clay throwing", "Clay Throwing"],
    }


def test_new_skill_of_unknown_nature_is_proposed_as_such() -> None:
    (proposal,) = proposed(new("Clay Throwing"))
    assert proposal.details["nature"] is None
    assert proposal.details["dimensions"] == []


def test_new_skill_is_proposed_without_a_role_as_well() -> None:
    (proposal,) = proposed(new("Clay Throwing"), decision=replace(BACKEND, case=DecisionCase.F, role=None))
    assert (proposal.kind, proposal.role) == (ReviewKind.NEW_SKILL, None)


# ---- aliases


def test_near_duplicate_is_proposed_as_an_alias_of_the_skill() -> None:
    placement = replace(
        known("apache-kafka"), term="Kafka Streams  Log", proposed_alias_of="apache-kafka", reason="near"
    )
    (proposal,) = proposed(placement)
    assert (proposal.kind, proposal.key) == (ReviewKind.NEW_ALIAS, "NEW_ALIAS:skill:apache-kafka:kafka streams log")
    assert (proposal.text, proposal.skill) == ("Kafka Streams  Log", "apache-kafka")
    assert proposal.details == {"owner": "apache-kafka", "reason": "near"}


def test_title_is_proposed_as_an_alias_of_the_role() -> None:
    (proposal,) = proposed(decision=replace(BACKEND, case=DecisionCase.D, proposed_alias="Senior Service Builder"))
    assert (proposal.kind, proposal.key) == (ReviewKind.NEW_ALIAS, "NEW_ALIAS:role:backend-engineer:service builder")
    assert (proposal.text, proposal.role, proposal.skill) == ("Senior Service Builder", "backend-engineer", None)


# ---- collisions


def colliding(title: str) -> Evidence:
    rows = (
        AliasSignal("backend-engineer", 1.0, title),
        AliasSignal("frontend-engineer", 1.0, title),
        AliasSignal("data-engineer", 0.9, "Data Engineer"),
    )
    return Evidence(title, Signals(alias=rows))


def test_collision_is_one_item_with_all_owners() -> None:
    decided = replace(BACKEND, case=DecisionCase.C, alias_collision=True)
    (proposal,) = proposed(decision=decided, found=colliding("Application Engineer"))
    assert (proposal.kind, proposal.key) == (ReviewKind.ALIAS_COLLISION, "ALIAS_COLLISION:application engineer")
    assert proposal.text == "Application Engineer"
    assert proposal.details == {"owners": ["backend-engineer", "frontend-engineer"], "decided": "backend-engineer"}


def test_collision_is_the_same_item_whoever_wins() -> None:
    one, other = (
        proposed(
            decision=replace(BACKEND, role=role, case=DecisionCase.C, alias_collision=True), found=colliding(title)
        )
        for role, title in (
            ("backend-engineer", "Application Engineer"),
            ("frontend-engineer", "application engineers"),
        )
    )
    assert [proposal.key for proposal in one] == [proposal.key for proposal in other]


def test_no_collision_is_proposed_where_none_was_met() -> None:
    assert proposed(found=colliding("Application Engineer")) == ()


# ---- KRAs


def test_sentence_that_no_kra_of_the_role_is_near_is_proposed() -> None:
    (proposal,) = proposed(sentences=[BACKEND_KRAS[0], NOVEL])
    assert (proposal.kind, proposal.text, proposal.role) == (ReviewKind.NEW_KRA, NOVEL, "backend-engineer")
    assert proposal.key == f"NEW_KRA:backend-engineer:{NOVEL.lower()}"
    assert proposal.similarity is not None
    assert proposal.similarity < 0.5


@pytest.mark.parametrize("sentence", ["Throw teapots daily, gladly.", " ".join(["Throw"] * 61)])
def test_sentence_that_says_too_little_or_too_much_is_no_kra(sentence: str) -> None:
    assert proposed(sentences=[sentence]) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Occasional travel to the kilns in the north.",
        "Please send your resume along with your availability.",
        "This job description does not restrict the tasks that may be assigned.",
        "Proficiency in throwing, glazing and firing is a plus.",
        "You will be responsible for a kiln, and your duties will include:",
    ],
)
def test_sentence_among_the_duties_that_is_none_is_no_kra(sentence: str) -> None:
    assert proposed(sentences=[sentence]) == ()
    role = proposed_role("Kiln Keeper", ParsedJD(), [], [sentence, NOVEL], LIBRARY)
    assert role is not None
    assert role.kras == (NOVEL,)


def test_sentence_is_not_proposed_where_no_role_is_decided() -> None:
    assert proposed(decision=replace(BACKEND, case=DecisionCase.F, role=None), sentences=[NOVEL]) == ()


def test_novelty_is_below_the_threshold_and_not_on_it() -> None:
    library = replace(LIBRARY, kra_vectors=np.eye(len(LIBRARY.kra_owners), dtype=np.float32))
    sentences = ["on it", "below it", "at home elsewhere"]
    vectors = np.zeros((3, len(LIBRARY.kra_owners)), np.float32)
    vectors[0, 0], vectors[1, 1], vectors[2, 5] = 0.5, 0.25, 1.0
    assert LIBRARY.kra_owners[1][0] == "backend-engineer" != LIBRARY.kra_owners[5][0]
    assert novel_sentences(sentences, vectors, library, "backend-engineer", 0.5) == [
        ("below it", 0.25),
        ("at home elsewhere", 0.0),
    ]


def test_every_sentence_is_novel_to_a_role_without_kras() -> None:
    assert novel_sentences([NOVEL], vectors_of([NOVEL]), EMPTY, "potter", 0.5) == [(NOVEL, 0.0)]
    assert novel_sentences([], vectors_of([]), LIBRARY, "backend-engineer", 0.5) == []


# ---- roles


def test_new_role_is_one_item() -> None:
    decision = Decision(DecisionCase.F, None, 0.0, "none", is_new_role=True, new_role=KILN_KEEPER)
    (proposal,) = proposed(decision=decision)
    assert (proposal.kind, proposal.key, proposal.text) == (ReviewKind.NEW_ROLE, "NEW_ROLE:kiln-keeper", "Kiln Keeper")
    assert proposal.details == {
        "slug": "kiln-keeper",
        "titles": ["Kiln Keeper", "Kilnkeeper"],
        "archetype": "Keeps kilns",
        "kras": ["Keep the kilns hot."],
        "dimensions": ["energy"],
    }


def test_every_kind_is_proposed_once_and_alike_each_time() -> None:
    placements = (
        new("Clay Throwing"),
        replace(known("java"), term="Javva", proposed_alias_of="java"),
    )
    decision = replace(
        BACKEND, case=DecisionCase.C, alias_collision=True, proposed_alias="Service Builder", new_role=KILN_KEEPER
    )
    items = proposed(*placements, decision=decision, found=colliding("Application Engineer"), sentences=[NOVEL])
    again = proposed(*placements, decision=decision, found=colliding("Application Engineer"), sentences=[NOVEL])
    keys = [item.key for item in items]
    assert len(set(keys)) == len(keys)
    assert keys == [item.key for item in again]
    assert [item.kind for item in items] == [
        ReviewKind.NEW_SKILL,
        ReviewKind.NEW_ALIAS,
        ReviewKind.NEW_ALIAS,
        ReviewKind.ALIAS_COLLISION,
        ReviewKind.NEW_KRA,
        ReviewKind.NEW_ROLE,
    ]


# ---- the proposed role


def asking(slug: str, *, is_primary: bool = True) -> ExtractedSkill:
    name = LIBRARY.skills[slug].name
    return ExtractedSkill(name, is_primary, SkillTag.IN_DB, slug, name, ())


DUTIES = ("Keep six kilns hot through the night.", "Sweep up.", "Mix glazes to the recipes of the house.")


def test_proposed_role_is_named_as_the_posting_spells_it() -> None:
    parsed = ParsedJD(title_aliases=("Back End Developer",))
    for title in ("Backend Developer", "Senior Backend Developer"):
        known = replace(parsed, title_aliases=(*parsed.title_aliases, "Backend Developer"))
        role = proposed_role(title, known, [], [], EMPTY)
        assert role is not None
        assert (role.name, role.slug) == ("Backend Developer", "backend-developer")


def test_proposed_role_is_named_by_its_title_without_seniority() -> None:
    parsed = ParsedJD(title_aliases=("Kiln Keeper", "Kilnkeeper"))
    role = proposed_role("Senior Kiln Keeper", parsed, [], DUTIES, LIBRARY)
    assert role is not None
    assert (role.name, role.slug) == ("Kiln Keeper", "kiln-keeper")
    assert role.titles == ("Senior Kiln Keeper", "Kiln Keeper", "Kilnkeeper")


def test_proposed_role_takes_its_kras_and_archetype_from_the_duties() -> None:
    role = proposed_role("Kiln Keeper", ParsedJD(), [], DUTIES, LIBRARY)
    assert role is not None
    assert role.kras == (DUTIES[0], DUTIES[2])
    assert role.archetype == DUTIES[0]
    many = proposed_role("Kiln Keeper", ParsedJD(), [], [DUTIES[0]] * 20, LIBRARY)
    assert many is not None
    assert len(many.kras) == MOST_KRAS


def test_proposed_role_without_duties_has_no_kra() -> None:
    role = proposed_role("Kiln Keeper", ParsedJD(), [], (), LIBRARY)
    assert role is not None
    assert (role.archetype, role.kras, role.dimensions) == ("", (), ())


def test_proposed_role_takes_the_dimensions_of_its_skills_in_order_of_weight() -> None:
    skills = [
        asking("java", is_primary=False),
        asking("apache-kafka"),
        asking("react"),
        asking("html"),
        ExtractedSkill("Clay Throwing", True, SkillTag.NEW, None, None, ()),
    ]
    role = proposed_role("Kiln Keeper", ParsedJD(), skills, DUTIES, LIBRARY)
    assert role is not None
    assert role.dimensions == ("browser", "streaming", "services")
    assert len(role.dimensions) <= MOST_DIMENSIONS


@pytest.mark.parametrize("title", [None, "", "Senior", "Lead II"])
def test_proposed_role_needs_a_title(title: str | None) -> None:
    assert proposed_role(title, ParsedJD(), [asking("java")], DUTIES, LIBRARY) is None


# ---- sources


def test_new_skill_is_the_dictionary_s_or_the_caller_s() -> None:
    found = new("Clay Throwing", ("energy", 0.6), words=("clay throwing",))

    assert [item.source for item in proposed(found)] == [ReviewSource.DICTIONARY]
    assert [item.source for item in proposed(replace(found, evidence=()))] == [ReviewSource.CALLER]


def test_each_kind_of_proposal_names_its_source() -> None:
    nearby = replace(known("java"), term="Jawa", proposed_alias_of="java")
    titled = replace(BACKEND, proposed_alias="Kiln Programmer")
    role = replace(BACKEND, role=None, is_new_role=True, new_role=KILN_KEEPER)

    assert [item.source for item in proposed(nearby, decision=titled)] == [ReviewSource.NEIGHBOURS, ReviewSource.TITLE]
    assert [item.source for item in proposed(sentences=[NOVEL])] == [ReviewSource.RESPONSIBILITIES]
    assert [item.source for item in proposed(decision=role)] == [ReviewSource.TITLE]
