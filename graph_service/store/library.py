"""The library in the graph: loaded from files, idempotently and in bulk, and read back as one value."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from graph_service.domain.taxonomy import (
    Alias,
    AliasType,
    Centroid,
    Difficulty,
    Dimension,
    Era,
    Library,
    Lifespan,
    MatchStrategy,
    Role,
    Skill,
    SkillNature,
    SkillStatus,
    Vectors,
    VersionStrategy,
    Volatility,
)
from graph_service.domain.wording import counted
from graph_service.language.embeddings import Embedder
from graph_service.language.normalise import normalised
from graph_service.language.vectors import dimension_text, role_text, skill_text
from graph_service.store.connection import Graph, Row, Transaction
from graph_service.store.embedding import JobVector, Progress, check, embed_centroids, embed_rest

_EMBED_BATCH = 128
_WRITE_BATCH = 1000
_NAMESPACE = uuid5(NAMESPACE_URL, "graph-service")


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load wrote: entries that were new or changed, by kind. `kept` are those that a curator had changed."""

    skills: int
    dimensions: int
    roles: int
    version: int
    kept: int = 0


def no_progress(message: str, fraction: float) -> None:
    """For callers that show none."""


def uid_of(label: str, key: str) -> str:
    """The id of a node that comes from the files: the same in every installation."""
    return str(uuid5(_NAMESPACE, f"{label}:{key}"))


def no_vector(text: str, title: str | None) -> None:
    """For graphs in which no job description counts yet."""


async def load(
    graph: Graph,
    library: Library,
    embedder: Embedder,
    progress: Progress = no_progress,
    job_vector: JobVector = no_vector,
) -> LoadReport:
    """Write what is new or changed. What runs wrote stays, and so does every entry that a curator has changed.

    Where another model made the vectors, all of them are made anew, those of roles' job descriptions by `job_vector`.
    """
    digests = {("Skill", s.slug): _digest(s, embedder.model) for s in library.skills.values()}
    digests |= {("Dimension", d.slug): _digest(d, embedder.model) for d in library.dimensions.values()}
    digests |= {("Role", r.slug): _digest(r, embedder.model) for r in library.roles.values()}
    whole = _digest(sorted((kind, slug, digest) for (kind, slug), digest in digests.items()), embedder.model)
    state = await graph.read("library/state")
    if state and state[0]["digest"] == whole:
        return LoadReport(0, 0, 0, state[0]["version"])
    moves = bool(state) and state[0]["model"] != embedder.model
    if moves:
        await graph.write("library/forget_model")
    known = {(row["kind"], row["slug"]): row["digest"] for row in await graph.read("library/digests")}
    curated = {(row["kind"], row["slug"]) for row in await graph.read("library/curated")}
    stale = {key for key, digest in digests.items() if known.get(key) != digest}
    changed = stale - curated
    skills = [s for s in library.skills.values() if ("Skill", s.slug) in changed]
    dimensions = [d for d in library.dimensions.values() if ("Dimension", d.slug) in changed]
    roles = [r for r in library.roles.values() if ("Role", r.slug) in changed]
    vectors = _embed(skills, dimensions, roles, embedder, progress)
    told = (
        f"writing {counted(len(skills), 'skill')}, {counted(len(dimensions), 'dimension')} "
        f"and {counted(len(roles), 'role')}"
    )
    progress(told, 0.9)

    changes = _Changes(skills, dimensions, roles, vectors, digests, frozenset(curated))
    if moves:
        await embed_rest(graph, changed, embedder, progress)
        await embed_centroids(graph, job_vector, progress)
    version = await _write(graph, library, changes, whole, embedder)
    progress("library loaded", 1.0)
    return LoadReport(len(skills), len(dimensions), len(roles), version, len(stale & curated))


@dataclass(frozen=True, slots=True)
class _Changes:
    """What a load has to write; vectors by text, digests by kind and slug, and what a curator has changed."""

    skills: Sequence[Skill]
    dimensions: Sequence[Dimension]
    roles: Sequence[Role]
    vectors: Mapping[str, list[float]]
    digests: Mapping[tuple[str, str], str]
    curated: frozenset[tuple[str, str]]

    def curated_slugs(self, kind: str) -> list[str]:
        """The slugs of one kind that a curator has changed."""
        return sorted(slug for own, slug in self.curated if own == kind)


async def _write(graph: Graph, library: Library, changes: _Changes, whole: str, embedder: Embedder) -> int:
    """Write in batches that each leave a sound graph; the version and the whole's digest come last.

    A library does not fit into one transaction of a small server. A load that is cut off leaves its digest unset, so
    the next one goes on where it ended; readers keep what they have until the version changes.
    """
    await graph.writing(lambda transaction: _write_dimensions(transaction, changes))
    for start in range(0, len(changes.skills), _WRITE_BATCH):
        await graph.writing(partial(_write_skills, changes=changes, batch=slice(start, start + _WRITE_BATCH)))
    await graph.writing(lambda transaction: _write_roles(transaction, changes))

    async def finish(transaction: Transaction) -> int:
        await _write_relations(transaction, library, changes.curated_slugs("Skill"))
        await transaction.run("library/rule_homonyms")
        await transaction.run("library/remove_orphans")
        rows = await transaction.run(
            "library/write_state", digest=whole, model=embedder.model, dimensions=embedder.dimensions
        )
        return int(rows[0]["version"])

    return await graph.writing(finish)


async def read(graph: Graph) -> Library:
    """The active taxonomy as one immutable value, of one state of the graph."""
    return await graph.reading(_read)


async def version(graph: Graph) -> int:
    """The taxonomy's version; 0 before the first load."""
    rows = await graph.read("library/state")
    return int(rows[0]["version"]) if rows else 0


async def centroids(graph: Graph) -> dict[str, Centroid]:
    """Role slug → its centroid, of each role that has one."""
    rows = await graph.read("library/centroids")
    return {row["role"]: Centroid(np.array(row["centroid"], np.float32), row["count"]) for row in rows}


class LibraryCache:
    """The library, read again only when the taxonomy's version has changed."""

    def __init__(self, graph: Graph, embedder: Embedder) -> None:
        self._graph = graph
        self._embedder = embedder
        self._library: Library | None = None

    async def current(self) -> Library:
        """The library as it is now. Raises ConfigurationError where its vectors are of another model."""
        rows = await self._graph.read("library/state")
        if rows:
            check(rows[0], self._embedder.model)
        now = rows[0]["version"] if rows else 0
        if self._library is None or self._library.version != now:
            self._library = await read(self._graph)
        return self._library


def _digest(value: object, model: str) -> str:
    """Changes with the content, and with the model that its vectors come from."""
    content = asdict(value) if isinstance(value, Skill | Dimension | Role) else value
    text = json.dumps([content, model], default=lambda item: item.value if isinstance(item, Enum) else str(item))
    return hashlib.sha256(text.encode()).hexdigest()


def _embed(
    skills: Sequence[Skill],
    dimensions: Sequence[Dimension],
    roles: Sequence[Role],
    embedder: Embedder,
    progress: Progress,
) -> Mapping[str, list[float]]:
    """Text → vector, of everything that needs one, in batches so that progress can be shown."""
    texts = list(
        dict.fromkeys(
            [
                *(skill_text(skill.name, skill.description) for skill in skills),
                *(dimension_text(dimension) for dimension in dimensions),
                *(role_text(role) for role in roles),
                *(kra for role in roles for kra in role.kras),
            ]
        )
    )
    texts.sort(key=len)
    vectors: dict[str, list[float]] = {}
    for start in range(0, len(texts), _EMBED_BATCH):
        progress(f"embedding {len(texts)} texts", 0.9 * start / len(texts))
        batch = texts[start : start + _EMBED_BATCH]
        vectors |= zip(batch, embedder.embed_documents(batch).tolist(), strict=True)
    return vectors


async def _write_dimensions(transaction: Transaction, changes: _Changes) -> None:
    rows = [
        {
            "slug": d.slug,
            "uid": uid_of("Dimension", d.slug),
            "properties": {
                "name": d.name,
                "rationale": d.rationale,
                "difficulty": d.difficulty.value,
                "embedding": changes.vectors[dimension_text(d)],
                "digest": changes.digests["Dimension", d.slug],
            },
        }
        for d in changes.dimensions
    ]
    await transaction.run("library/write_dimensions", rows=rows)


async def _write_skills(transaction: Transaction, changes: _Changes, batch: slice) -> None:
    skills = changes.skills[batch]
    rows = [_skill_row(s, changes.vectors, changes.digests["Skill", s.slug]) for s in skills]
    await transaction.run("library/write_skills", rows=rows)
    aliases = {s.slug: [_alias_row(s.slug, alias) for alias in s.aliases] for s in skills}
    await _write_aliases(transaction, "skill", aliases, changes.curated_slugs("Skill"))
    keep = [{"slug": s.slug, "keep": s.dimensions} for s in skills]
    await transaction.run("library/remove_skill_dimensions", rows=keep)
    links = [
        {"skill": s.slug, "dimension": d, "position": position}
        for s in skills
        for position, d in enumerate(s.dimensions)
    ]
    await transaction.run("library/write_skill_dimensions", rows=links)


async def _write_relations(transaction: Transaction, library: Library, curated: Sequence[str]) -> None:
    """All of them, of changed skills or not: the skills at both ends are there only now."""
    skills = [s for s in library.skills.values() if s.slug not in curated]
    relations = [{"skill": s.slug, "other": o, "kind": "implies"} for s in skills for o in s.implies]
    relations += [{"skill": s.slug, "other": o, "kind": "related"} for s in skills for o in s.related]
    await transaction.run("library/remove_relations", slugs=[s.slug for s in skills], curated=curated)
    await transaction.run("library/write_relations", rows=[row for row in relations if row["other"] not in curated])


async def _write_aliases(
    transaction: Transaction, owner: str, aliases: Mapping[str, list[Row]], curated: Sequence[str]
) -> None:
    keep = [{"slug": slug, "keep": [row["normalized"] for row in rows]} for slug, rows in aliases.items()]
    await transaction.run(f"library/remove_{owner}_aliases", rows=keep)
    rows = [row for own in aliases.values() for row in own]
    await transaction.run(f"library/write_{owner}_aliases", rows=rows, curated=curated)


async def _write_roles(transaction: Transaction, changes: _Changes) -> None:
    roles, vectors = changes.roles, changes.vectors
    rows = [_role_row(r, vectors, changes.digests["Role", r.slug]) for r in roles]
    await transaction.run("library/write_roles", rows=rows)
    titles = {r.slug: [_alias_row(r.slug, title) for title in r.titles] for r in roles}
    await _write_aliases(transaction, "role", titles, changes.curated_slugs("Role"))
    await transaction.run("library/remove_role_links", rows=[{"slug": r.slug, "keep": r.dimensions} for r in roles])
    links = [
        {"role": r.slug, "dimension": d, "position": position} for r in roles for position, d in enumerate(r.dimensions)
    ]
    await transaction.run("library/write_role_dimensions", rows=links)
    broader = [{"role": r.slug, "broader": r.specialises} for r in roles if r.specialises]
    await transaction.run("library/write_specialisations", rows=broader)
    kras = {r.slug: [_kra_row(r.slug, position, kra, vectors) for position, kra in enumerate(r.kras)] for r in roles}
    keep = [{"slug": slug, "keep": [row["uid"] for row in rows]} for slug, rows in kras.items()]
    await transaction.run("library/remove_kras", rows=keep)
    await transaction.run("library/write_kras", rows=[row for rows in kras.values() for row in rows])


def _skill_row(skill: Skill, vectors: Mapping[str, list[float]], digest: str) -> Row:
    return {
        "slug": skill.slug,
        "uid": uid_of("Skill", skill.slug),
        "category": skill.category,
        "subCategory": skill.sub_category,
        "properties": {
            "name": skill.name,
            "description": skill.description,
            "nature": skill.nature.value,
            "volatility": skill.volatility.value,
            "lifespan": skill.lifespan.value,
            "versionStrategy": skill.version_strategy.value,
            "era": skill.era.value if skill.era else None,
            "contextTags": list(skill.context_tags),
            "maturityReasoning": skill.maturity_reasoning,
            "isExtractable": skill.is_extractable,
            "confidence": 1.0,
            "embedding": vectors[skill_text(skill.name, skill.description)],
            "digest": digest,
        },
    }


def _alias_row(owner: str, alias: Alias) -> Row:
    return {
        "owner": owner,
        "normalized": normalised(alias.text),
        "text": alias.text,
        "type": alias.type.value,
        "isPrimary": alias.is_primary,
        "matchStrategy": alias.match_strategy.value,
    }


def _role_row(role: Role, vectors: Mapping[str, list[float]], digest: str) -> Row:
    return {
        "slug": role.slug,
        "uid": uid_of("Role", role.slug),
        "properties": {
            "name": role.name,
            "family": role.family,
            "archetype": role.archetype,
            "description": role.description,
            "embedding": vectors[role_text(role)],
            "digest": digest,
        },
    }


def _kra_row(role: str, position: int, text: str, vectors: Mapping[str, list[float]]) -> Row:
    uid = uid_of("KRA", f"{role}:{text}")
    return {"role": role, "uid": uid, "position": position, "text": text, "embedding": vectors[text]}


async def _read(transaction: Transaction) -> Library:
    state = await transaction.run("library/state")
    dimension_rows = await transaction.run("library/all_dimensions")
    dimensions = [_dimension(row) for row in dimension_rows]
    skill_rows = await transaction.run("library/all_skills")
    role_rows = await transaction.run("library/all_roles")
    roles = [_role(row) for row in role_rows]
    return Library(
        skills={row["skill"]["slug"]: _skill(row) for row in skill_rows},
        dimensions={dimension.slug: dimension for dimension in dimensions},
        roles={role.slug: role for role in roles},
        version=state[0]["version"] if state else 0,
        skill_vectors=_matrix(row["embedding"] for row in skill_rows),
        kra_vectors=_matrix(vector for row in role_rows for _, vector in row["kras"]),
        role_vectors=_matrix(row["embedding"] for row in role_rows),
        dimension_vectors=_matrix(row["embedding"] for row in dimension_rows),
    )


def _matrix(rows: Iterable[list[float] | None]) -> Vectors:
    """One row each; zeros, near to nothing, for what has no vector."""
    listed = list(rows)
    size = max((len(row) for row in listed if row), default=0)
    return np.array([row or [0.0] * size for row in listed], np.float32).reshape(len(listed), size)


def _dimension(row: Row) -> Dimension:
    return Dimension(row["slug"], row["name"], row["rationale"] or "", Difficulty(row["difficulty"] or "SPECIALISED"))


def _skill(row: Row) -> Skill:
    node: dict[str, Any] = row["skill"]
    return Skill(
        slug=node["slug"],
        name=node["name"],
        description=node["description"] or "",
        category=row["category"] or "",
        sub_category=row["subCategory"] or "",
        nature=SkillNature(node["nature"]),
        volatility=Volatility(node["volatility"]),
        lifespan=Lifespan(node["lifespan"]),
        version_strategy=VersionStrategy(node["versionStrategy"]),
        aliases=_aliases(row["aliases"]),
        dimensions=tuple(row["dimensions"]),
        implies=tuple(row["implies"]),
        related=tuple(row["related"]),
        context_tags=tuple(node["contextTags"] or ()),
        era=Era(node["era"]) if node["era"] else None,
        maturity_reasoning=node["maturityReasoning"],
        is_extractable=node["isExtractable"],
        status=SkillStatus(node["status"]),
    )


def _role(row: Row) -> Role:
    node: dict[str, Any] = row["role"]
    return Role(
        slug=node["slug"],
        name=node["name"],
        family=node["family"] or "",
        archetype=node["archetype"] or "",
        titles=_aliases(row["titles"]),
        dimensions=tuple(row["dimensions"]),
        kras=tuple(text for text, _ in row["kras"]),
        specialises=row["specialises"],
        description=node["description"],
    )


def _aliases(rows: Iterable[list[Any]]) -> tuple[Alias, ...]:
    return tuple(Alias(text, AliasType(kind), primary, MatchStrategy(how)) for text, kind, primary, how in rows)
