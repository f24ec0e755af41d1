"""A run that waited between its steps, caught up with what curators did to its skills meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from graph_service.domain.run import CandidateDimension, ExtractedSkill, Placement, Run
from graph_service.domain.taxonomy import Library
from graph_service.errors import Conflict

Found = TypeVar("Found", ExtractedSkill, Placement)


def gone(run: Run, library: Library) -> list[str]:
    """The slugs of skills that the run found and that the library no longer has."""
    found = [item.skill for item in run.skills] + [item.skill for item in run.placements]
    return sorted({slug for slug in found if slug} - library.skills.keys())


def caught_up(run: Run, library: Library, successors: Mapping[str, str]) -> Run:
    """The run with the skills that its skills (slugs) were merged into, and without those that nothing replaces.

    Raises Conflict where the role that it was decided for is gone.
    """
    role = run.decision.role if run.decision else None
    if role is not None and role not in library.roles:
        raise Conflict(f"the role {role!r} was taken back since; send the job description again", "input.runId")
    lost = [slug for slug in gone(run, library) if successors.get(slug) not in library.skills]
    warnings = [f"{slug} is no longer an active skill; it was left out" for slug in lost]
    return replace(
        run,
        skills=_followed(run.skills, library, successors),
        placements=_followed([_at_home(item, library, successors) for item in run.placements], library, successors),
        warnings=tuple(dict.fromkeys((*run.warnings, *warnings))),
    )


def _followed(found: Iterable[Found], library: Library, successors: Mapping[str, str]) -> tuple[Found, ...]:
    """Each skill once: two that are one by now are primary if either was, and speak with the words of both."""
    kept: dict[str, Found] = {}
    for item in found:
        slug = successors.get(item.skill, item.skill) if item.skill else None
        if slug is not None and slug not in library.skills:
            continue
        moved = (
            item if slug is None or slug == item.skill else replace(item, skill=slug, name=library.skills[slug].name)
        )
        key = slug or f"new {item.name}"
        kept[key] = united(kept[key], moved) if key in kept else moved
    return tuple(kept.values())


def united(first: Found, second: Found) -> Found:
    """The first of two that are one, with the words and the rank of both."""
    evidence = sorted({*first.evidence, *second.evidence}, key=lambda span: (span.start, span.end))
    return replace(first, is_primary=first.is_primary or second.is_primary, evidence=tuple(evidence))


def _at_home(placement: Placement, library: Library, successors: Mapping[str, str]) -> Placement:
    """Without dimensions that are gone; a merged skill is in the dimensions of the one that it was merged into."""
    target = library.skills.get(successors.get(placement.skill or "", ""))
    if target is not None:
        known = tuple(CandidateDimension(dimension, 1.0, is_known=True) for dimension in target.dimensions)
        return replace(placement, dimensions=known)
    there = tuple(item for item in placement.dimensions if item.dimension in library.dimensions)
    return replace(placement, dimensions=there)
