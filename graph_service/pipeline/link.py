"""The worklist of (skill × dimension) rows, and what is to be done with each of its two links.

Nothing is written here: `store.runs` carries the worklist out in one transaction and says what came of each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph_service.domain.nodes import MOST_PASSAGES
from graph_service.domain.run import CandidateDimension, Placement, SkillTag
from graph_service.domain.taxonomy import Library
from graph_service.domain.work import RoleLink, SkillLink, WorkItem
from graph_service.language.normalise import slugify
from graph_service.settings import Thresholds


def worklist(
    placements: Sequence[Placement], role: str | None, library: Library, thresholds: Thresholds
) -> tuple[WorkItem, ...]:
    """A row for each placed skill and each of its dimensions, in order.

    A further dimension that is suggested for a library skill counts only if the role works in it: two witnesses.
    """
    own = frozenset(library.roles[role].dimensions) if role else frozenset()
    return tuple(
        _item(placement, candidate, role, own, thresholds)
        for placement in placements
        for candidate in placement.dimensions
        if candidate.is_known or placement.tag is SkillTag.NEW or candidate.dimension in own
    )


def _item(
    placement: Placement, candidate: CandidateDimension, role: str | None, own: frozenset[str], thresholds: Thresholds
) -> WorkItem:
    role_link, note = _role_link(placement, candidate, role, own)
    return WorkItem(
        skill=placement.skill or slugify(placement.name),
        skill_name=placement.name,
        tag=placement.tag,
        dimension=candidate.dimension,
        skill_link=_skill_link(placement, candidate, role, thresholds),
        role_link=role_link,
        confidence=candidate.score,
        words=tuple(dict.fromkeys(span.text for span in placement.evidence))[:MOST_PASSAGES],
        note=note,
    )


def _skill_link(
    placement: Placement, candidate: CandidateDimension, role: str | None, thresholds: Thresholds
) -> SkillLink:
    """A known link is confirmed; a well-placed one of a library skill is written; all else waits for a curator."""
    if placement.tag is SkillTag.NEW:
        return SkillLink.PROPOSE
    if candidate.is_known:
        return SkillLink.CONFIRM
    return SkillLink.WRITE if role and candidate.score >= thresholds.placement else SkillLink.PROPOSE


def _role_link(
    placement: Placement, candidate: CandidateDimension, role: str | None, own: frozenset[str]
) -> tuple[RoleLink, str | None]:
    """A role's own dimension is confirmed. A foreign one is asked for by a primary skill that is at home in it and
    that none of the role's dimensions covers; otherwise it is skipped."""
    if role is None:
        return RoleLink.WITH_NEW_ROLE, "no role was decided: nothing is linked until a curator accepts one"
    if candidate.dimension in own:
        return RoleLink.CONFIRM, None
    certain = [item for item in placement.dimensions if item.is_known or placement.tag is SkillTag.NEW]
    covered = [item.dimension for item in certain if item.dimension in own]
    if covered:
        return RoleLink.SKIP, f"not under {role}, which covers the skill by {covered[0]}"
    if placement.tag is SkillTag.NEW:
        return RoleLink.SKIP, f"not under {role}; a skill that no curator has accepted cannot ask for it"
    if not placement.is_primary:
        return RoleLink.SKIP, f"not under {role}, and the skill is only nice to have"
    if candidate != placement.dimensions[0]:
        return RoleLink.SKIP, f"not under {role}; the skill is more at home in {placement.dimensions[0].dimension}"
    return RoleLink.ASK, f"not under {role} yet; asked for by a primary skill"


def asked_dimensions(items: Iterable[WorkItem]) -> tuple[str, ...]:
    """The dimensions that the job description asks the role to take up."""
    return tuple(dict.fromkeys(item.dimension for item in items if item.role_link is RoleLink.ASK))
