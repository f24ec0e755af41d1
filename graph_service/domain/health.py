"""What is the matter with the taxonomy as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from graph_service.domain.nodes import TaxonomyNode


class TaxonomyIssueKind(Enum):
    """What can be the matter."""

    SKILL_WITHOUT_DIMENSION = "SKILL_WITHOUT_DIMENSION"
    DIMENSION_WITHOUT_ROLE = "DIMENSION_WITHOUT_ROLE"
    EMPTY_DIMENSION = "EMPTY_DIMENSION"
    ALIAS_WITHOUT_OWNER = "ALIAS_WITHOUT_OWNER"
    ROLE_WITHOUT_KRAS = "ROLE_WITHOUT_KRAS"
    ROLE_WITHOUT_DIMENSIONS = "ROLE_WITHOUT_DIMENSIONS"
    ALIAS_COLLISION = "ALIAS_COLLISION"
    IMPLIED_CYCLE = "IMPLIED_CYCLE"
    SPECIALISATION_CYCLE = "SPECIALISATION_CYCLE"
    MERGE_CYCLE = "MERGE_CYCLE"
    UNSEEN_SKILL = "UNSEEN_SKILL"


@dataclass(frozen=True, slots=True)
class TaxonomyIssue:
    """One thing that is the matter, in words, and the nodes that it is about; `key` is its place in its kind."""

    kind: TaxonomyIssueKind
    key: str
    message: str
    nodes: tuple[TaxonomyNode, ...]


@dataclass(frozen=True, slots=True)
class TaxonomyIssueCount:
    """How much of a kind there is."""

    kind: TaxonomyIssueKind
    total: int
