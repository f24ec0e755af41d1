"""What a curator decides on a proposal, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph_service.domain.nodes import AuditEvent, RoleNode
from graph_service.domain.review import ReviewItem
from graph_service.domain.taxonomy import Role


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
class AliasCollision:
    """A title that leads to several roles; `owners` are the slugs of the others."""

    text: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AcceptedRole:
    """What accepting a proposal wrote.

    `runs` are the uids of the runs that are resolved to the role now, `counted` is how many job descriptions its
    centroid is the mean of, and `version` is the taxonomy's.
    """

    item: ReviewItem
    role: RoleNode
    event: AuditEvent
    collisions: tuple[AliasCollision, ...]
    runs: tuple[str, ...]
    counted: int
    version: int


@dataclass(frozen=True, slots=True)
class RoleAcceptance:
    """Everything that accepting a proposed role writes.

    `item` is the uid of the review item; `proposed` holds the dimensions that runs proposed, whether the role keeps
    them or not. `embedding` is the role's, `vectors` has that of each KRA by its text, and `jobs` that of each job
    description by its digest; None is one that says nothing of the job.
    """

    item: str
    role: Role
    proposed: frozenset[str]
    embedding: Sequence[float]
    vectors: Mapping[str, Sequence[float]]
    jobs: Mapping[str, Sequence[float] | None]
    actor: str
