from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from graph_service.domain.taxonomy import Alias, Difficulty, Dimension, Library, Role, Skill, Vectors
from graph_service.taxonomy import check
from graph_service.taxonomy.check import findings, oddities
from tests.unit.language.samples import skill

WORDS = ("Loom", "Spindle", "Shuttle Frame", "Carding", "Felting", "Heddle")
AREAS = tuple(f"area-{number}" for number in range(check.LEAST_DIMENSIONS))


def dimension(slug: str) -> Dimension:
    return Dimension(slug, slug.title(), f"What {slug} is.", Difficulty.WELL_KNOWN)


def role(slug: str, *titles: str, dimensions: Sequence[str] = AREAS, kras: Sequence[str] = ("Weaves cloth.",)) -> Role:
    return Role(
        slug, slug, "Craft", "Works.", tuple(Alias(title) for title in (slug, *titles)), tuple(dimensions), tuple(kras)
    )


def made(*skills: Skill, roles: Sequence[Role] = (), filled: Sequence[str] = AREAS) -> Library:
    """A library in order, with these skills and roles besides: each dimension has five skills, and a role."""
    fillers = [skill(f"Thing{number}", also=[], dimensions=filled) for number in range(check.LEAST_SKILLS)]
    known = {each.slug: each for each in (*fillers, *(replace(each, dimensions=AREAS) for each in skills))}
    dimensions = {slug: dimension(slug) for slug in AREAS}
    return Library(known, dimensions, {each.slug: each for each in (role("weaver"), *roles)})


def test_library_in_order_has_no_finding() -> None:
    assert findings(made(*(skill(word) for word in WORDS))) == []


def test_dimension_needs_five_skills() -> None:
    assert findings(made(filled=AREAS[1:])) == ["dimension area-0: it has 0 skills; 5 are the least"]


def test_dimension_needs_a_role() -> None:
    library = made()
    alone = replace(library, roles={"weaver": role("weaver", dimensions=(*AREAS[1:], AREAS[1]))})
    assert findings(alone) == ["dimension area-0: no role works in it"]


def test_role_needs_kras_and_six_dimensions() -> None:
    assert findings(made(roles=[role("idler", kras=(), dimensions=AREAS[:2])])) == [
        "role idler: it has no KRA",
        "role idler: it works in 2 dimensions; 6 are the least",
    ]


def test_implies_must_not_go_in_a_circle() -> None:
    chain = {"loom": ("spindle", "heddle"), "spindle": ("carding",), "carding": ("spindle",), "heddle": ("carding",)}
    skills = [replace(skill(word), implies=chain.get(word.lower(), ())) for word in WORDS]
    assert findings(made(*skills)) == ["implies: carding → spindle → carding is a circle"]


def test_skill_that_implies_itself_is_a_circle() -> None:
    assert findings(made(replace(skill("Loom"), implies=("loom",)))) == ["implies: loom → loom is a circle"]


def test_two_ways_to_the_same_skill_are_no_circle() -> None:
    ways = {"loom": ("spindle", "heddle"), "spindle": ("carding",), "heddle": ("carding",)}
    assert findings(made(*(replace(skill(word), implies=ways.get(word.lower(), ())) for word in WORDS))) == []


@pytest.mark.parametrize("spelling", ["people", "Letter", "green"])
def test_ordinary_word_needs_context_or_its_case(spelling: str) -> None:
    (found,) = findings(made(skill("Loom", "TOOL", also=[spelling])))
    assert found == (
        f"skill loom: '{spelling}' is an ordinary word; list it under needs_context or case_sensitive, or drop it"
    )
    assert findings(made(skill("Loom", "TOOL", also=[spelling], context=[spelling], tags=["yarn"]))) == []
    assert findings(made(skill("Loom", "TOOL", also=[spelling], exact=[spelling]))) == []


@pytest.mark.parametrize(
    ("name", "nature", "also"),
    [
        ("Statistics", "CONCEPT", []),
        ("Mathematics", "CONCEPT", ["maths"]),
        ("HyperText Transfer Protocol", "PROTOCOL", ["HTTP"]),
        ("Java", "LANGUAGE", []),
        ("Loom", "TOOL", ["green house"]),
        ("Heddle", "TOOL", []),
    ],
)
def test_field_acronym_phrase_and_rare_word_are_no_ordinary_words(name: str, nature: str, also: list[str]) -> None:
    assert findings(made(skill(name, nature, also=also))) == []


def test_product_named_by_an_ordinary_word_needs_context() -> None:
    (found,) = findings(made(skill("Express", "FRAMEWORK")))
    assert "'Express' is an ordinary word" in found


def test_homonym_needs_context_with_each_owner() -> None:
    one = skill("Loom", also=["QX"], context=["QX"], tags=["yarn"])
    other = skill("Heddle", also=["QX"], exact=["QX"])
    assert findings(made(one, other)) == [
        "skill heddle: 'QX' is also a spelling of loom; it has to need context",
        "skill heddle: 'QX' is also a spelling of loom; it needs context tags",
    ]
    assert findings(made(one, skill("Heddle", also=["QX"], context=["QX"], tags=["warp"]))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("weft threads", "Weft Thread"), ("over-shot", "overshot"), ("colour wheel", "Colour-Wheel")],
)
def test_spellings_that_mean_the_same_belong_to_one_skill(one: str, other: str) -> None:
    assert findings(made(skill("Loom", also=[one]), skill("Heddle", also=[other]))) == [
        f"skills heddle and loom: '{other}' and '{one}' are one spelling; keep it under one"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Weft", "Weft.js"), ("Weft 2", "Weft"), ("Weft", "Weft+"), ("W&P", "WP"), ("C", "C#"), ("warp", "weft")],
)
def test_version_mark_and_js_tell_two_skills_apart(one: str, other: str) -> None:
    assert findings(made(skill("Loom", also=[one]), skill("Heddle", also=[other]))) == []


def test_near_spelling_that_needs_context_is_no_duplicate() -> None:
    one = skill("Loom", also=["Wefts"], context=["Wefts"], tags=["yarn"])
    assert findings(made(one, skill("Heddle", also=["weft"]))) == []


def test_titles_equal_but_for_seniority_belong_to_one_role() -> None:
    assert findings(made(roles=[role("spinner", "Senior Yarn Spinner"), role("twister", "Yarn Spinner")])) == [
        "roles spinner and twister: both have a title that is 'yarn spinner' but for seniority; keep it under one"
    ]


def test_title_that_is_shared_to_the_letter_is_no_finding() -> None:
    assert findings(made(roles=[role("spinner", "Yarn Spinner"), role("twister", "yarn spinner")])) == []


class PlaneEmbedder:
    """A double: the vector of a text is what is told for the first word that it holds, else (1, 0)."""

    model = "plane"
    dimensions = 2

    def __init__(self, **degrees: float) -> None:
        self.degrees = degrees

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        angles = [next((at for word, at in self.degrees.items() if word in text), 0.0) for text in texts]
        radians = np.deg2rad(np.array(angles, dtype=np.float64))
        return np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self.embed_documents(texts)


def lines(library: Library, embedder: PlaneEmbedder, heading: str) -> list[str]:
    return next(found for said, found in oddities(library, embedder) if said.startswith(heading))


def test_farthest_skill_comes_first() -> None:
    library = made(skill("Heddle"))
    first, second, *_ = lines(library, PlaneEmbedder(Heddle=80), "Skills far")
    assert first == "Heddle in area-5: 0.35"
    assert second == "Thing0 in area-5: 0.98"


def test_kra_nearer_to_another_role_is_listed() -> None:
    spinner = role("spinner", kras=("Spins yarn.", "Cards wool.", "Sells cloth."))
    seller = role("seller", kras=("Deals in cloth.", "Counts money."))
    embedder = PlaneEmbedder(Spins=0, Cards=10, Sells=90, Deals=88, Counts=100, Weaves=-90)
    found = lines(made(roles=[spinner, seller]), embedder, "Roles with a KRA")
    assert found[0] == "spinner: 'Sells cloth.' is nearer to seller by 0.83"
    assert not any(line.startswith("spinner: 'Cards") for line in found)


def test_kra_near_the_role_that_it_specialises_is_not_listed() -> None:
    spinner = replace(role("spinner", kras=("Spins yarn.", "Sells cloth.")), specialises="seller")
    seller = role("seller", kras=("Deals in cloth.", "Counts money."))
    embedder = PlaneEmbedder(Spins=0, Sells=90, Deals=88, Counts=92, Weaves=-90)
    found = lines(made(roles=[spinner, seller]), embedder, "Roles with a KRA")
    assert not any(line.startswith("spinner: 'Sells") for line in found)


def test_dimensions_with_the_same_skills_are_listed() -> None:
    library = made()
    apart = {slug: replace(each, dimensions=AREAS[:2]) for slug, each in library.skills.items()}
    found = lines(replace(library, skills=apart), PlaneEmbedder(), "Dimensions that share")
    assert found == ["area-0 and area-1: 1.00 of their skills"]


def test_dimensions_and_skills_that_mean_the_same_are_listed() -> None:
    apart = {f"Thing{number}": 10.0 + 30 * number for number in range(5)}
    areas = {f"Area-{number}": 60.0 * number for number in range(1, 6)}
    embedder = PlaneEmbedder(**apart, **areas, Heddle=170, Loom=171)
    library = made(skill("Heddle"), skill("Loom"))
    assert lines(library, embedder, "Skills that may") == ["Heddle and Loom: 1.00"]
    assert lines(library, embedder, "Dimensions that mean") == []
    same = PlaneEmbedder(**(areas | {"Area-3": 120.0}))
    assert lines(library, same, "Dimensions that mean") == ["area-2 and area-3: 1.00"]
