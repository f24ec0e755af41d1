from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from graph_service.domain.taxonomy import AliasType, Era, Library, MatchStrategy, SkillNature
from graph_service.errors import LibraryError
from graph_service.taxonomy.reader import read_library

DIMENSIONS = """
- {slug: brewing, name: Brewing, difficulty: NICHE, rationale: Making tea.}
- {slug: pottery, name: Pottery, difficulty: WELL_KNOWN, rationale: Making cups.}
"""

SKILLS = """
- category: Tea
  sub_category: Kettles
  defaults: {nature: TOOL, volatility: STABLE, versions: MAJOR_ONLY, era: legacy, dimensions: [brewing]}
  skills:
    - name: Samovar
      description: A kettle with a tap.
      aliases: [tea urn]
      abbreviations: [SMV]
      formerly: [self-boiler]
      misspellings: [Samowar]
      needs_context: [tea urn]
      case_sensitive: [SMV]
      context: [tea]
      implies: [boiling water]
      dimensions: [pottery]
    - name: Boiling Water
      description: Heating until it bubbles.
      nature: PRACTICE
      only_dimensions: [pottery]
"""

ROLES = """
- slug: tea-maker
  name: Tea Maker
  family: Kitchen
  archetype: Makes tea.
  titles: [Brewer]
  abbreviations: [TM]
  dimensions: [brewing, pottery]
  kras: [Boils water before the guests come.]
"""


def library(folder: Path, *, skills: str = SKILLS, roles: str = ROLES) -> Library:
    for kind, text in (("dimensions", DIMENSIONS), ("skills", skills), ("roles", roles)):
        (folder / kind).mkdir()
        (folder / kind / "tea.yaml").write_text(textwrap.dedent(text), encoding="utf-8")
    return read_library(folder)


def mistakes(folder: Path, *, skills: str = SKILLS, roles: str = ROLES) -> list[str]:
    with pytest.raises(LibraryError) as raised:
        library(folder, skills=skills, roles=roles)
    return list(raised.value.findings)


def group(*skills: str) -> str:
    entries = "".join(f"    - {{description: A thing., {skill}}}\n" for skill in skills)
    return f"- category: Tea\n  sub_category: Cups\n  defaults: {{dimensions: [pottery]}}\n  skills:\n{entries}"


def test_skill_has_what_it_says_and_the_rest_from_its_group(tmp_path: Path) -> None:
    samovar = library(tmp_path).skills["samovar"]
    assert (samovar.nature, samovar.era, samovar.sub_category) == (SkillNature.TOOL, Era.LEGACY, "Kettles")
    assert samovar.dimensions == ("brewing", "pottery")
    assert samovar.implies == ("boiling-water",)
    assert samovar.context_tags == ("tea",)


def test_skill_overrides_its_group(tmp_path: Path) -> None:
    boiling = library(tmp_path).skills["boiling-water"]
    assert boiling.nature is SkillNature.PRACTICE
    assert boiling.dimensions == ("pottery",)


def test_spellings_have_types_and_strategies(tmp_path: Path) -> None:
    aliases = {alias.text: alias for alias in library(tmp_path).skills["samovar"].aliases}
    assert {text: alias.type for text, alias in aliases.items()} == {
        "Samovar": AliasType.CANONICAL,
        "tea urn": AliasType.SYNONYM,
        "SMV": AliasType.ABBREVIATION,
        "self-boiler": AliasType.FORMER_NAME,
        "Samowar": AliasType.MISSPELLING,
    }
    assert [text for text, alias in aliases.items() if alias.is_primary] == ["Samovar"]
    assert aliases["tea urn"].match_strategy is MatchStrategy.CONTEXT_REQUIRED
    assert aliases["SMV"].match_strategy is MatchStrategy.CASE_SENSITIVE
    assert aliases["Samovar"].match_strategy is MatchStrategy.CASE_INSENSITIVE


def test_role_has_its_name_among_its_titles(tmp_path: Path) -> None:
    role = library(tmp_path).roles["tea-maker"]
    assert [alias.text for alias in role.titles] == ["Tea Maker", "Brewer", "TM"]
    assert role.dimensions == ("brewing", "pottery")


def test_declared_homonym_has_both_owners(tmp_path: Path) -> None:
    skills = group(
        "name: Mugs, shared_aliases: [MG], needs_context: [MG], context: [coffee]",
        "name: Mixing Glasses, shared_aliases: [MG], needs_context: [MG], context: [bar]",
    )
    owners = library(tmp_path, skills=skills).skills.values()
    spelled = [(skill.slug, alias) for skill in owners for alias in skill.aliases if alias.text == "MG"]
    assert [slug for slug, _ in spelled] == ["mugs", "mixing-glasses"]
    assert {alias.match_strategy for _, alias in spelled} == {MatchStrategy.CONTEXT_REQUIRED}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            "name: Mugs, aliases: [MG]",
            "name: Mixing Glasses, aliases: [mg]",
            ["alias 'mg': both mugs and mixing-glasses claim it; keep it under one, or under shared_aliases of both"],
        ),
        (
            "name: Mugs, shared_aliases: [MG], needs_context: [MG], context: [tea]",
            "name: Mixing Glasses, aliases: [MG]",
            [
                "skill mugs: shared alias 'MG': no other skill shares it; list it under aliases",
                "alias 'MG': both mugs and mixing-glasses claim it; keep it under one, or under shared_aliases of both",
            ],
        ),
        (
            "name: Mugs, shared_aliases: [MG], needs_context: [MG], context: [tea]",
            "name: Mixing Glasses, shared_aliases: [MG]",
            [
                "skill mixing-glasses: shared alias 'MG': list it under needs_context too",
                "skill mixing-glasses: shared alias 'MG': say under context what words make it credible",
            ],
        ),
        (
            "name: Mugs, shared_aliases: [MG], needs_context: [MG], context: [tea]",
            "name: Mixing Glasses",
            ["skill mugs: shared alias 'MG': no other skill shares it; list it under aliases"],
        ),
    ],
)
def test_homonym_needs_to_be_declared_by_each_owner(tmp_path: Path, one: str, other: str, expected: list[str]) -> None:
    assert mistakes(tmp_path, skills=group(one, other)) == expected


@pytest.mark.parametrize(("field", "is_mistake"), [("titles", True), ("shared_titles", False)])
def test_title_of_two_roles_needs_to_be_shared(tmp_path: Path, field: str, is_mistake: bool) -> None:
    one = "{{slug: {0}, name: {0}, family: F, archetype: A., dimensions: [brewing], kras: [K.], {1}: [Host]}}"
    roles = "".join(f"- {one.format(slug, field)}\n" for slug in ("butler", "waiter"))
    if is_mistake:
        expected = "title 'Host': both butler and waiter claim it; list it under shared_titles of both"
        assert mistakes(tmp_path, roles=roles) == [expected]
    else:
        assert len(library(tmp_path, roles=roles).roles) == 2


def test_references_to_nothing_are_mistakes(tmp_path: Path) -> None:
    skills = group("name: Mugs, implies: [Clay], dimensions: [glazing]", "name: Cups, only_dimensions: [pottery]")
    roles = ROLES.replace("[brewing, pottery]", "[brewing, serving]") + "  specialises: cook\n"
    assert mistakes(tmp_path, skills=skills, roles=roles) == [
        "skill mugs: it implies 'Clay', which is no skill's name",
        "skill mugs: there is no dimension 'glazing'",
        "role tea-maker: there is no dimension 'serving'",
        "role tea-maker: it specialises 'cook', which does not exist",
    ]


def test_two_entries_with_one_slug_are_a_mistake(tmp_path: Path) -> None:
    found = mistakes(tmp_path, skills=group("name: Tea-Cups", "name: Tea Cups"))
    assert found == ["skill tea-cups: there are two; rename one or give it a slug"]


def test_mistake_in_a_field_names_file_and_entry(tmp_path: Path) -> None:
    found = mistakes(tmp_path, skills=group("name: Mugs, nature: CROCKERY", "name: Cups, colour: red"))
    assert found[0].startswith("skills/tea.yaml: Cups › skills › Mugs › nature: Input should be 'LANGUAGE'")
    assert found[1] == "skills/tea.yaml: Cups › skills › Cups › colour: Extra inputs are not permitted"


def test_file_that_is_no_yaml_is_a_mistake(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, skills="- [")
    assert found.startswith("skills/tea.yaml: not readable as YAML: ")
