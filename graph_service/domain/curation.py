"""What a curator decides on a proposal."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from graph_service.domain.edits import SkillFields
from graph_service.domain.taxonomy import AliasType, MatchStrategy


@dataclass(frozen=True, slots=True)
class RoleChanges:
    """What a curator changes of a proposed role before it is accepted; None keeps what was proposed.

    `titles` are the other names that it goes by; `dimensions` holds slugs in their order of weight, `specialises`
    the slug of the broader role. A new name without a slug brings its own.
    """

    name: str | None = None
    slug: str | None = None
    family: str | None = None
    archetype: str | None = None
    description: str | None = None
    titles: tuple[str, ...] | None = None
    kras: tuple[str, ...] | None = None
    dimensions: tuple[str, ...] | None = None
    specialises: str | None = None


@dataclass(frozen=True, slots=True)
class SkillChanges:
    """What a curator changes of a proposed skill before it is accepted; fields left out stay as placement gave them.

    `dimensions` are slugs, uids or names in their order of weight; `aliases` are further spellings, and
    `match_strategy` is that of all its spellings.
    """

    fields: SkillFields = field(default_factory=SkillFields)
    dimensions: tuple[str, ...] | None = None
    aliases: tuple[str, ...] = ()
    match_strategy: MatchStrategy | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """The review item (uid) to approve, and how; which of these an item takes depends on its kind.

    `merge_into`, `dimension` and `owner` are slugs, uids or spellings. `expected_version` is the item's.
    """

    item: str
    expected_version: int | None = None
    merge_into: str | None = None
    dimension: str | None = None
    skill: SkillChanges | None = None
    text: str | None = None
    owner: str | None = None
    alias_type: AliasType | None = None
    match_strategy: MatchStrategy | None = None
    homonym: bool | None = None
    role: RoleChanges | None = None

    def arguments(self) -> frozenset[str]:
        """The names of what was given beside the item."""
        own = {each.name for each in fields(self)} - {"item", "expected_version"}
        return frozenset(name for name in own if getattr(self, name) is not None)


@dataclass(frozen=True, slots=True)
class Rejection:
    """The review item (uid) to turn down, and why."""

    item: str
    reason: str | None = None
    expected_version: int | None = None
