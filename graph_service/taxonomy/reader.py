"""Read the starter library's files into a `Library`, or say everything that is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from graph_service.domain.taxonomy import (
    Alias,
    AliasType,
    Difficulty,
    Dimension,
    Era,
    Library,
    Lifespan,
    MatchStrategy,
    Role,
    Skill,
    SkillNature,
    VersionStrategy,
    Volatility,
)
from graph_service.errors import LibraryError
from graph_service.language.normalise import normalised, slugify

STARTER = Path(__file__).parent

Noun = TypeVar("Noun", Skill, Dimension, Role)
Entry = TypeVar("Entry", bound=BaseModel)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DimensionEntry(_Entry):
    """A dimension as `dimensions/*.yaml` spells it."""

    slug: str
    name: str
    difficulty: Difficulty
    rationale: str


class SkillDefaults(_Entry):
    """What the skills of a group have in common."""

    nature: SkillNature | None = None
    volatility: Volatility | None = None
    lifespan: Lifespan | None = None
    versions: VersionStrategy | None = None
    era: Era | None = None
    dimensions: tuple[str, ...] = ()


class SkillEntry(SkillDefaults):
    """A skill as `skills/*.yaml` spells it. `dimensions` come on top of the group's, `only_dimensions` instead.

    `shared_aliases` are homonyms: spellings of several skills, on purpose, that count by what stands around them.
    """

    name: str
    description: str
    slug: str | None = None
    aliases: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    shared_aliases: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    misspellings: tuple[str, ...] = ()
    needs_context: tuple[str, ...] = ()
    case_sensitive: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    only_dimensions: tuple[str, ...] = ()
    maturity: str | None = None


class SkillGroup(_Entry):
    """The skills of one sub-category."""

    category: str
    sub_category: str
    defaults: SkillDefaults = SkillDefaults()
    skills: tuple[SkillEntry, ...]


class RoleEntry(_Entry):
    """A role as `roles/*.yaml` spells it. `shared_titles` are claimed by several roles, on purpose."""

    slug: str
    name: str
    family: str
    archetype: str
    description: str | None = None
    specialises: str | None = None
    titles: tuple[str, ...] = ()
    shared_titles: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = Field(min_length=1)
    kras: tuple[str, ...]


def read_library(folder: Path = STARTER) -> Library:
    """The library of `folder`, without vectors. Raises LibraryError with one line a mistake."""
    findings: list[str] = []
    groups = _read(folder / "skills", SkillGroup, findings)
    dimension_entries = _read(folder / "dimensions", DimensionEntry, findings)
    role_entries = _read(folder / "roles", RoleEntry, findings)
    skills = _by_slug((_skill(group, entry) for group in groups for entry in group.skills), "skill", findings)
    slugs = {normalised(skill.name): skill.slug for skill in skills.values()}
    library = Library(
        skills={slug: _resolved(skill, slugs, findings) for slug, skill in skills.items()},
        dimensions=_by_slug((_dimension(entry) for entry in dimension_entries), "dimension", findings),
        roles=_by_slug((_role(entry) for entry in role_entries), "role", findings),
    )
    findings += dangling_references(library)
    findings += mistaken_homonyms([entry for group in groups for entry in group.skills])
    findings += undeclared_collisions(library, [entry for group in groups for entry in group.skills], role_entries)
    if findings:
        raise LibraryError(findings)
    return library


def dangling_references(library: Library) -> Iterator[str]:
    """One line for each dimension or role that something points to and that does not exist."""
    for skill in library.skills.values():
        for dimension in skill.dimensions:
            if dimension not in library.dimensions:
                yield f"skill {skill.slug}: there is no dimension {dimension!r}"
        if not skill.dimensions:
            yield f"skill {skill.slug}: it is in no dimension; add one"
    for role in library.roles.values():
        for dimension in role.dimensions:
            if dimension not in library.dimensions:
                yield f"role {role.slug}: there is no dimension {dimension!r}"
        if role.specialises is not None and role.specialises not in library.roles:
            yield f"role {role.slug}: it specialises {role.specialises!r}, which does not exist"


def mistaken_homonyms(skills: Sequence[SkillEntry]) -> Iterator[str]:
    """One line for each spelling that is declared shared, but by one skill alone or with nothing to tell its owners."""
    claims = Counter(key for entry in skills for key in {normalised(text) for text in entry.shared_aliases})
    for entry in skills:
        for text in entry.shared_aliases:
            where = f"skill {entry.slug or slugify(entry.name)}: shared alias {text!r}"
            if claims[normalised(text)] == 1:
                yield f"{where}: no other skill shares it; list it under aliases"
            if text not in entry.needs_context:
                yield f"{where}: list it under needs_context too"
            if not entry.context:
                yield f"{where}: say under context what words make it credible"


def undeclared_collisions(library: Library, skills: Iterable[SkillEntry], roles: Iterable[RoleEntry]) -> Iterator[str]:
    """One line for each spelling with two owners that do not both declare it shared."""
    aliases = ((skill.slug, alias) for skill in library.skills.values() for alias in skill.aliases)
    homonyms = {
        (entry.slug or slugify(entry.name), normalised(text)) for entry in skills for text in entry.shared_aliases
    }
    for text, owner, other in _collisions(aliases, homonyms):
        yield f"alias {text!r}: both {owner} and {other} claim it; keep it under one, or under shared_aliases of both"
    titles = ((role.slug, alias) for role in library.roles.values() for alias in role.titles)
    shared = {(role.slug, normalised(title)) for role in roles for title in role.shared_titles}
    for text, owner, other in _collisions(titles, shared):
        yield f"title {text!r}: both {owner} and {other} claim it; list it under shared_titles of both"


def _collisions(owned: Iterable[tuple[str, Alias]], shared: Set[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """(spelling, owner, other owner) where not both (owner, key of the spelling) are shared."""
    owners: dict[str, str] = {}
    for slug, alias in owned:
        key = normalised(alias.text)
        owner = owners.setdefault(key, slug)
        if owner != slug and not {(owner, key), (slug, key)} <= shared:
            yield alias.text, owner, slug


def _read(folder: Path, entry: type[Entry], findings: list[str]) -> list[Entry]:
    """All entries of a folder's files, in the order of the files' names."""
    entries: list[Entry] = []
    for path in sorted(folder.glob("*.yaml")):
        where = f"{folder.name}/{path.name}"
        try:
            raw = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or []
            entries += TypeAdapter(list[entry]).validate_python(raw)  # type: ignore[valid-type]  # a class in a variable
        except yaml.YAMLError as error:
            findings.append(f"{where}: not readable as YAML: {error}")
        except ValidationError as error:
            findings += [f"{where}: {_place(raw, e['loc'])}: {e['msg']}" for e in error.errors()]
    return entries


def _place(raw: Any, location: Sequence[int | str]) -> str:
    """Where in a file an entry is, by the names on the way: `PostgreSQL.nature` and not `3.skills.17.nature`."""
    names: list[str] = []
    for step in location:
        raw = _child(raw, step)
        label = raw.get("name") or raw.get("sub_category") or raw.get("slug") if isinstance(raw, Mapping) else None
        names.append(str(label or step))
    return " › ".join(names)


def _child(raw: Any, step: int | str) -> Any:
    if isinstance(raw, list) and isinstance(step, int):
        return raw[step]
    return raw.get(step) if isinstance(raw, Mapping) else None


def _by_slug(nouns: Iterable[Noun], label: str, findings: list[str]) -> dict[str, Noun]:
    found: dict[str, Noun] = {}
    for noun in nouns:
        if noun.slug in found:
            findings.append(f"{label} {noun.slug}: there are two; rename one or give it a slug")
        found[noun.slug] = noun
    return found


def _dimension(entry: DimensionEntry) -> Dimension:
    return Dimension(entry.slug, entry.name, entry.rationale, entry.difficulty)


def _skill(group: SkillGroup, entry: SkillEntry) -> Skill:
    """A skill with what its group has in common filled in; `implies` and `related` still hold names."""
    common = group.defaults
    return Skill(
        slug=entry.slug or slugify(entry.name),
        name=entry.name,
        description=entry.description,
        category=group.category,
        sub_category=group.sub_category,
        nature=entry.nature or common.nature or SkillNature.CONCEPT,
        volatility=entry.volatility or common.volatility or Volatility.STABLE,
        lifespan=entry.lifespan or common.lifespan or Lifespan.MULTI_YEAR,
        version_strategy=entry.versions or common.versions or VersionStrategy.NOT_APPLICABLE,
        aliases=tuple(_skill_aliases(entry)),
        dimensions=_unique(entry.only_dimensions or (*common.dimensions, *entry.dimensions)),
        implies=entry.implies,
        related=entry.related,
        context_tags=entry.context,
        era=entry.era or common.era,
        maturity_reasoning=entry.maturity,
    )


def _skill_aliases(entry: SkillEntry) -> Iterator[Alias]:
    def strategy(text: str) -> MatchStrategy:
        if text in entry.needs_context:
            return MatchStrategy.CONTEXT_REQUIRED
        return MatchStrategy.CASE_SENSITIVE if text in entry.case_sensitive else MatchStrategy.CASE_INSENSITIVE

    yield Alias(entry.name, AliasType.CANONICAL, True, strategy(entry.name))
    for alias_type, texts in (
        (AliasType.SYNONYM, entry.aliases),
        (AliasType.ABBREVIATION, entry.abbreviations),
        (AliasType.SYNONYM, entry.shared_aliases),
        (AliasType.FORMER_NAME, entry.formerly),
        (AliasType.MISSPELLING, entry.misspellings),
    ):
        for text in texts:
            yield Alias(text, alias_type, False, strategy(text))


def _role(entry: RoleEntry) -> Role:
    titles = [Alias(entry.name, AliasType.CANONICAL, True)]
    titles += [Alias(title) for title in (*entry.titles, *entry.shared_titles)]
    titles += [Alias(title, AliasType.ABBREVIATION) for title in entry.abbreviations]
    return Role(
        slug=entry.slug,
        name=entry.name,
        family=entry.family,
        archetype=entry.archetype,
        titles=tuple(titles),
        dimensions=_unique(entry.dimensions),
        kras=entry.kras,
        specialises=entry.specialises,
        description=entry.description,
    )


def _resolved(skill: Skill, slugs: Mapping[str, str], findings: list[str]) -> Skill:
    """The skill with the names that it implies or relates to turned into slugs."""

    def resolve(kind: str, names: Iterable[str]) -> tuple[str, ...]:
        missing = [name for name in names if normalised(name) not in slugs]
        findings.extend(f"skill {skill.slug}: it {kind} {name!r}, which is no skill's name" for name in missing)
        return _unique(slugs[normalised(name)] for name in names if normalised(name) in slugs)

    return replace(skill, implies=resolve("implies", skill.implies), related=resolve("is related to", skill.related))


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
