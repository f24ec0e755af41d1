"""What finishing a run is going to write: the worklist, and new skills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from graph_service.domain.review import Proposal
from graph_service.domain.run import SkillTag


class SkillLink(Enum):
    """What to do with the link between a skill and a dimension."""

    CONFIRM = "CONFIRM"
    WRITE = "WRITE"
    PROPOSE = "PROPOSE"


class RoleLink(Enum):
    """What to do with the link between the role and a dimension."""

    CONFIRM = "CONFIRM"
    ASK = "ASK"
    SKIP = "SKIP"
    WITH_NEW_ROLE = "WITH_NEW_ROLE"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One row of the worklist. `confidence` is the score of the placement, 0–1; `words` are verbatim."""

    skill: str
    skill_name: str
    tag: SkillTag
    dimension: str
    skill_link: SkillLink
    role_link: RoleLink
    confidence: float
    words: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NewSkill:
    """A skill that goes into the graph as PENDING. `properties` are the node's."""

    slug: str
    sub_category_key: str | None
    properties: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that finishing a run writes.

    `demand` is how many job descriptions make the role take up a dimension; once `reproposal_growth` times as many ask
    for what was rejected, it waits again.
    """

    role: str | None
    sha256: str
    work: Sequence[WorkItem]
    new_skills: Sequence[NewSkill]
    proposals: Sequence[Proposal]
    centroid_step: Sequence[float] | None
    demand: int
    reproposal_growth: float

    def following(self, successors: Mapping[str, str]) -> Outcome:
        """The same, of the skills that skills (slugs) were merged into since the work was listed."""
        if not successors:
            return self
        work: dict[tuple[str, str], WorkItem] = {}
        for item in self.work:
            moved = replace(item, skill=successors.get(item.skill, item.skill))
            work.setdefault((moved.skill, moved.dimension), moved)
        proposals = [proposal.following(successors) for proposal in self.proposals]
        return replace(self, work=tuple(work.values()), proposals=tuple(proposals))
