"""How often the decided role is the right one, and how titles find their roles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph_service.domain.run import Decision, DecisionCase, Evidence
from graph_service.domain.taxonomy import Library
from graph_service.evaluation.stages import Stages
from graph_service.language.fields.title import title_aliases
from graph_service.pipeline.decide import WeightedVote
from graph_service.pipeline.titles import TitleIndex, title_key
from graph_service.settings import Thresholds

TOP = 3


@dataclass(frozen=True, slots=True)
class MarkedJD:
    """A job description with its title and, where it is known, the name of its role."""

    title: str
    role: str | None
    text: str


@dataclass(frozen=True, slots=True)
class MarkedTitle:
    """A job title and the official occupation that it belongs to."""

    title: str
    occupation: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A job description's decision beside what is known; `ranking` holds the three most likely roles."""

    jd: MarkedJD
    expected: str | None
    decision: Decision
    ranking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleScores:
    """Decisions with and without the title. `near` also counts a role's own specialisations and parent."""

    known: int
    first: int
    near: int
    in_three: int
    cases: dict[str, int]
    arbiter: int
    rows: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class TitleScores:
    """Titles of occupations that the library has a role for, and of those that it has none for."""

    covered: int
    right: int
    uncovered: int
    left_alone: int
    misses: tuple[str, ...]


def score_roles(jds: Sequence[MarkedJD], with_title: bool, stages: Stages) -> RoleScores:
    """Decide every job description, with its title or from the text alone."""
    library = stages.knowledge.library
    rows = tuple(_judged(jd, with_title, stages) for jd in jds)
    known = [row for row in rows if row.expected]
    return RoleScores(
        known=len(known),
        first=sum(row.decision.role == row.expected for row in known),
        near=sum(is_near(row.decision.role, row.expected, library) for row in known),
        in_three=sum(row.expected in row.ranking for row in known),
        cases=dict(Counter(row.decision.case.value for row in rows)),
        arbiter=sum(row.decision.arbiter_fired for row in rows),
        rows=rows,
    )


def _judged(jd: MarkedJD, with_title: bool, stages: Stages) -> Judged:
    found = stages.judged(jd.text, jd.title if with_title else None)
    expected = role_of(jd.role, stages.knowledge.library)
    return Judged(jd, expected, found.decision, _ranking(found.decision, found.evidence, stages.thresholds))


def _ranking(decision: Decision, evidence: Evidence, thresholds: Thresholds) -> tuple[str, ...]:
    """The decided role, then the others by their votes."""
    signals = evidence.signals
    candidates = list(dict.fromkeys(row.role for rows in (signals.skill, signals.alias, signals.kra) for row in rows))
    ranked = WeightedVote().ranked(candidates, evidence, thresholds)
    first = [decision.role] if decision.role else []
    return tuple(dict.fromkeys([*first, *ranked]))[:TOP]


def role_of(name: str | None, library: Library) -> str | None:
    """The role whose alias a name is, but for seniority and plural; the first of those that share it."""
    return next(iter(roles_of(name, library)), None)


def roles_of(name: str | None, library: Library) -> tuple[str, ...]:
    """All roles that have a name as an alias, but for seniority and plural."""
    wanted = title_key(name or "")
    owners = (r.slug for r in library.roles.values() for a in r.titles if wanted and title_key(a.text) == wanted)
    return tuple(dict.fromkeys(owners))


def is_near(role: str | None, expected: str | None, library: Library) -> bool:
    """Whether two roles are the same, or one is a specialisation of the other, at whatever depth."""
    if role is None or expected is None:
        return False
    return expected in _line(role, library) or role in _line(expected, library)


def _line(role: str, library: Library) -> tuple[str, ...]:
    """A role, the role that it specialises, and so on."""
    line = [role]
    while (parent := library.roles[line[-1]].specialises) and parent not in line:
        line.append(parent)
    return tuple(line)


def score_titles(rows: Iterable[MarkedTitle], library: Library, thresholds: Thresholds) -> TitleScores:
    """What the alias signal alone makes of titles."""
    covered = right = uncovered = alone = 0
    index = TitleIndex(library)
    misses = []
    for row in rows:
        expected = roles_of(row.occupation.strip(), library)
        signal = index.nearest([row.title, *title_aliases(row.title)])
        found = signal[0].role if signal and signal[0].score >= thresholds.alias_floor else None
        if not expected:
            uncovered += 1
            alone += found is None
        else:
            covered += 1
            if any(is_near(found, role, library) for role in expected):
                right += 1
            else:
                misses.append(f"{row.title} ({row.occupation}): {found} in place of {' or '.join(expected)}")
    return TitleScores(covered, right, uncovered, alone, tuple(misses))


def describe(row: Judged) -> str:
    """One line on a decision, for the file of misses."""
    chosen = row.decision.role or f"new role {row.decision.new_role_name}"
    mark = "" if row.decision.case is not DecisionCase.F else " (F)"
    return f"{row.jd.title!r}: {chosen}{mark}, expected {row.expected}; {row.decision.reasoning}"
