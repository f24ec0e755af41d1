"""A run, readable in a terminal or as JSON; a list of keys; and a log, followed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import orjson
from pydantic import TypeAdapter
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from graph_service.domain.access import ApiKey
from graph_service.domain.document import ParsedJD
from graph_service.domain.review import ReviewItem
from graph_service.domain.run import (
    ClientReport,
    Decision,
    ExtractedSkill,
    LinkOutcome,
    PersistenceReport,
    Run,
    RunStatus,
    Signals,
    SkillTag,
)
from graph_service.domain.taxonomy import Library

SHOWN_ROLES = 5
SHOWN_WORDS = 3
SHOWN_ITEMS = 12
_POLL_S = 0.2


def run_as_json(run: Run) -> str:
    """The whole run on one line."""
    cost = {**asdict(run.cost), "total_usd": run.cost.total_usd}
    return orjson.dumps({**TypeAdapter(Run).dump_python(run, mode="json"), "cost": cost}).decode()


def print_run(run: Run, captured: Sequence[ReviewItem], library: Library, console: Console) -> None:
    """Every block of a run, in the order in which the pipeline found it."""
    if run.status is RunStatus.REJECTED:
        console.print(f"Rejected: {run.rejection_reason}", style="bold red", markup=False)
        return
    if run.parsed:
        _print_parsed(run.parsed, console)
    _print_skills(run.skills, console)
    if run.evidence:
        _print_signals(run.evidence.signals, console)
    if run.decision:
        _print_decision(run.decision, library, console)
    if run.persistence:
        _print_rows(run.persistence, library, console)
    _print_captured(captured, console)
    if run.report:
        _print_report(run.report, library, console)
    for warning in run.warnings:
        console.print(f"· {warning}", markup=False, style="yellow")
    took = f"{(run.duration_ms or 0) / 1000:.1f} s, ${run.cost.total_usd:.4f}"
    console.print(f"\nRun {run.uid}: {run.status.value.lower()} in {took}", style="bold", markup=False)


def _heading(text: str, console: Console) -> None:
    console.print()
    console.rule(Text(text, style="bold"), align="left")


def _fields(rows: Iterable[tuple[str, str | None]], console: Console) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    for label, value in rows:
        if value:
            grid.add_row(label, Text(value))
    console.print(grid)


def _print_parsed(parsed: ParsedJD, console: Console) -> None:
    _heading("Parsed", console)
    experience, domain = parsed.experience, parsed.primary_domain
    responsibilities = [
        f"{section.heading or 'no heading'} ({section.bullet_count} bullets)" for section in parsed.responsibilities
    ]
    _fields(
        [
            ("Title", parsed.title),
            ("Also", ", ".join(parsed.title_aliases)),
            ("Archetype", parsed.archetype),
            ("Company", parsed.company_name),
            ("Domain", domain.name if domain else None),
            ("Experience", experience.raw if experience else None),
            ("Education", "; ".join(item.raw for item in parsed.education)),
            ("Certifications", ", ".join(parsed.certifications)),
            ("Locations", ", ".join(parsed.locations)),
            ("Pay", parsed.compensation),
            ("Links", ", ".join(parsed.urls)),
            ("Responsibilities", ", ".join(responsibilities)),
        ],
        console,
    )


def _print_skills(skills: Sequence[ExtractedSkill], console: Console) -> None:
    primary = sum(skill.is_primary for skill in skills)
    _heading(f"Skills ({primary} primary, {len(skills) - primary} secondary)", console)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("Skill", "", "Library", "The words that say so"):
        table.add_column(column, overflow="fold")
    for skill in sorted(skills, key=lambda skill: (not skill.is_primary, skill.evidence[:1])):
        words = list(dict.fromkeys(span.text for span in skill.evidence))
        more = f" (+{len(words) - SHOWN_WORDS})" if len(words) > SHOWN_WORDS else ""
        table.add_row(
            Text(skill.name, style="bold" if skill.is_primary else ""),
            "primary" if skill.is_primary else "secondary",
            "new" if skill.tag is SkillTag.NEW else "library",
            Text(", ".join(f"“{word}”" for word in words[:SHOWN_WORDS]) + more),
        )
    console.print(table)


def _print_signals(signals: Signals, console: Console) -> None:
    _heading("Signals", console)
    rows: list[tuple[str, str]] = []
    for skill in signals.skill[:SHOWN_ROLES]:
        figures = (
            f"{skill.score:.2f} ({skill.matched_count} of {skill.total_count}), weighted {skill.weighted_score:.2f}"
        )
        rows.append(("skill", f"{skill.role}  {figures}"))
    rows += [("alias", f"{row.role}  {row.score:.2f}  “{row.matched_alias}”") for row in signals.alias[:SHOWN_ROLES]]
    for kra in signals.kra[:SHOWN_ROLES]:
        pairs = ", ".join(f"{match.similarity:.4f}" for match in kra.matches)
        rows.append(("KRA", f"{kra.role}  {kra.score:.4f}  mean of {pairs}"))
    _fields(rows, console)


def _print_decision(decision: Decision, library: Library, console: Console) -> None:
    role = library.roles.get(decision.role) if decision.role else None
    name = role.name if role else f"new role: {decision.new_role_name or 'unnamed'}"
    _heading(f"Case {decision.case.value}: {name}, confidence {decision.confidence:.2f}", console)
    console.print(Text(decision.reasoning))
    _fields(
        [
            ("Arbiter", decision.arbiter_reasoning),
            ("Runner-up", f"{decision.runner_up}, margin {decision.margin:.2f}" if decision.runner_up else None),
            ("Sub-role", decision.sub_role),
        ],
        console,
    )


_MARKS = {
    LinkOutcome.CREATED: "created",
    LinkOutcome.ALREADY_LINKED: "confirmed",
    LinkOutcome.SKIPPED_NOT_UNDER_ROLE: "skipped",
    LinkOutcome.QUEUED_FOR_REVIEW: "queued",
}


def _print_rows(persistence: PersistenceReport, library: Library, console: Console) -> None:
    counters = (
        f"{persistence.new_skills} new skills, {persistence.skill_dimension_saved} skill–dimension and "
        f"{persistence.role_dimension_saved} role–dimension links saved, {persistence.skipped} skipped"
    )
    _heading(f"Links: {counters}", console)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("Skill", "Dimension", "Skill↔dim", "Role↔dim", "Note"):
        table.add_column(column, overflow="fold")
    for row in persistence.rows:
        dimension = library.dimensions.get(row.dimension)
        table.add_row(
            Text(row.skill),
            Text(dimension.name if dimension else row.dimension),
            _MARKS[row.skill_dimension],
            _MARKS[row.role_dimension],
            Text(row.note or "", style="dim"),
        )
    console.print(table)


def _print_captured(captured: Sequence[ReviewItem], console: Console) -> None:
    if not captured:
        return
    _heading(f"Captured for review ({len(captured)})", console)
    _fields(
        [
            (item.kind.value.lower().replace("_", " "), f"{item.text} (from {item.count})")
            for item in captured[:SHOWN_ITEMS]
        ],
        console,
    )
    if len(captured) > SHOWN_ITEMS:
        console.print(f"and {len(captured) - SHOWN_ITEMS} more", style="dim")


def _print_report(report: ClientReport, library: Library, console: Console) -> None:
    work, ai, stack = report.nature_of_work, report.ai_index, report.tech_stack_maturity
    _heading(f"Report: {work.label}", console)
    console.print(Text(work.summary))
    for quote in work.evidence:
        console.print(Padding(Text(f"“{' '.join(quote.text.split())}”", style="italic"), (0, 0, 0, 2)))
    flags = [name for name, raised in _flags(report) if raised]
    _fields(
        [
            ("AI index", f"{ai.score:.2f} of 5 ({', '.join(flags) or 'no flag'}; {ai.source})"),
            ("Tech stack", f"{stack.label} ({stack.source}): {stack.reasoning}"),
            *(
                (
                    library.dimensions[group.dimension].name if group.dimension else "Cross-cutting",
                    ", ".join(group.skills),
                )
                for group in report.skill_clusters
            ),
        ],
        console,
    )


def _flags(report: ClientReport) -> Iterator[tuple[str, bool]]:
    ai = report.ai_index
    yield "title", ai.title_match
    yield "primary AI skill", ai.primary_ai_skill
    yield "secondary AI skill", ai.secondary_ai_skill
    yield "AI team", ai.on_ai_team
    yield "builds AI products", ai.builds_ai_products


def print_keys(keys: Sequence[ApiKey]) -> None:
    """One key a line, below a heading; lines are as long as they have to be, so that they can be searched."""
    rows: list[tuple[str, ...]] = [("NAME", "ROLE", "PREFIX", "CREATED", "LAST USED", "REVOKED")]
    for key in keys:
        times = [_minute(time) for time in (key.created_at, key.last_used_at, key.revoked_at)]
        rows.append((key.name, key.role.value, key.prefix, *times))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _minute(time: datetime | None) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") if time else "-"


def follow(log: Path) -> None:
    """Print a log as it grows, until the process is interrupted."""
    with log.open(encoding="utf-8", errors="replace") as file:
        while True:
            line = file.readline()
            if line:
                print(line, end="", flush=True)
            else:
                time.sleep(_POLL_S)
