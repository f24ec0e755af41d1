"""What is embedded for skills, roles and dimensions, and a library with its vectors."""

from __future__ import annotations

from dataclasses import replace

from graph_service.domain.taxonomy import Dimension, Library, Role
from graph_service.language.embeddings import Embedder


def skill_text(name: str, description: str | None) -> str:
    """What is embedded for a skill."""
    return f"{name}: {description}" if description else name


def role_text(role: Role) -> str:
    """What is embedded for a role."""
    return role_words(role.name, role.archetype)


def role_words(name: str, archetype: str | None) -> str:
    """What is embedded for a role of this name and archetype."""
    return f"{name}: {archetype}" if archetype else name


def dimension_text(dimension: Dimension) -> str:
    """What is embedded for a dimension."""
    return dimension_words(dimension.name, dimension.rationale)


def dimension_words(name: str, rationale: str | None) -> str:
    """What is embedded for a dimension of this name and rationale."""
    return f"{name}: {rationale}" if rationale else name


def with_vectors(library: Library, embedder: Embedder) -> Library:
    """The library with the vectors of its skills, KRAs, roles and dimensions, for use without a graph."""
    return replace(
        library,
        skill_vectors=embedder.embed_documents([skill_text(s.name, s.description) for s in library.skills.values()]),
        kra_vectors=embedder.embed_documents([kra for _, kra in library.kra_owners]),
        role_vectors=embedder.embed_documents([role_text(role) for role in library.roles.values()]),
        dimension_vectors=embedder.embed_documents([dimension_text(d) for d in library.dimensions.values()]),
    )
