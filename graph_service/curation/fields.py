"""What a curator sets of a node, checked, as properties of the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, cast
from uuid import uuid4

from graph_service.curation import references, texts
from graph_service.domain.changes import NodeKey, Properties
from graph_service.errors import InvalidInput
from graph_service.language.normalise import slugify
from graph_service.store import changes
from graph_service.store.changes import Desk

_PROPERTIES = {
    "name": "name",
    "description": "description",
    "nature": "nature",
    "volatility": "volatility",
    "lifespan": "lifespan",
    "version_strategy": "versionStrategy",
    "maturity_reasoning": "maturityReasoning",
    "is_extractable": "isExtractable",
    "context_tags": "contextTags",
    "rationale": "rationale",
    "difficulty": "difficulty",
    "archetype": "archetype",
}
"""Field → property. Fields that are edges are not among them."""

_LASTING = frozenset({"name", "nature", "volatility", "lifespan", "versionStrategy", "isExtractable"})
"""Properties that a node is not without."""

_EDGES = {"IN_SUBCATEGORY": "category", "HAS_ALIAS": "spellings", "SPECIALISES": "specialises"}
"""What a curator calls edges."""


def properties_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that fields set; None removes one. Raises InvalidInput."""
    named = {_PROPERTIES[field]: value for field, value in fields.items() if field in _PROPERTIES}
    return {name: _checked(name, value) for name, value in named.items()}


def _checked(name: str, value: object) -> object:
    field = f"input.{name}"
    if value is None and name in _LASTING:
        raise InvalidInput(f"{name} cannot be cleared; leave it out to keep it", field)
    if name == "name":
        return texts.spelling(cast(str, value), field)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return texts.optional(value, field)
    if name == "contextTags":
        return list(texts.several(cast(Sequence[str], value or ()), field))
    return value


async def created(desk: Desk, label: str, properties: Properties, slug: str | None = None) -> NodeKey:
    """A new node on the desk; its slug is made of its name where none is given. Raises InvalidInput and Conflict."""
    name = properties.get("name")
    own: dict[str, Any] = {"uid": str(uuid4()), "origin": "curator", "createdAt": changes.now()}
    if name is not None:
        own["slug"] = texts.slug(slugify(name) if slug is None else slug, "input.slug")
        await references.require_free_slug(desk, label, own["slug"])
    node = NodeKey(label, own["uid"])
    desk.excerpt.add(node, {**own, **properties}, own.get("slug") or str(properties["text"]))
    return node


def told(desk: Desk, node: NodeKey) -> str:
    """What of a node differs from what it was, for a summary."""
    excerpt = desk.excerpt
    was, now = excerpt.was(node), excerpt.nodes[node]
    names = {name for name in {*was, *now} - {"embedding"} if was.get(name) != now.get(name)}
    around = {edge.type for edge in {*excerpt.added(), *excerpt.removed()} if edge.start == node}
    return ", ".join(sorted(names | {name for edge, name in _EDGES.items() if edge in around}))
