"""Results as tables for a terminal, as a file to keep, and as a picture."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from benchmarks import reads
from benchmarks.picture import Panel, svg
from benchmarks.reads import P50_AIM, P99_AIM, Compared
from benchmarks.rounds import Result

REPORT = Path(__file__).parent / "RESULTS.md"
PICTURE = Path(__file__).parent / "results.svg"
_COLUMNS = ("ratio of", "ours, s", "peer, s", "ratio", "lowest–highest", "aim", "")
_READ_COLUMNS = (
    "read",
    "connections",
    "ours, 1/s",
    "peer, 1/s",
    "rate, × peer",
    "p50, × bare driver",
    "p99, × peer",
    "",
)


def table(results: Sequence[Result]) -> Table:
    """The medians of each ratio, one a row."""
    return _shown(_COLUMNS, [_cells(result) for result in results])


def reads_table(compared: Sequence[Compared]) -> Table:
    """The medians of each read over each number of connections, one a row."""
    return _shown(_READ_COLUMNS, [_read_cells(each) for each in compared])


def markdown(results: Sequence[Result], compared: Sequence[Compared]) -> str:
    """The tables, the machine, how each ratio was measured, and every round."""
    where = f"{platform.system()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    aims = ", ".join(f"{each.rate_aim:.1f} ({each.name})" for each in reads.READS)
    lines = [
        "# Benchmarks",
        f"\n{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {where} · written by `make bench`",
        "\nRatios are medians of the rounds' ratios; the sides took turns.",
        "\n## Reads over HTTP\n",
        *_rows(_READ_COLUMNS, [_read_cells(each) for each in compared]),
        f"\n![Ratios of reads]({PICTURE.name})",
        f"\nAims: a rate of at least {aims} times the peer's, a p50 of at most {P50_AIM} times the bare driver's, "
        f"a p99 of at most {P99_AIM} times the peer's.",
        f"\n{(reads.__doc__ or '').strip()}",
        "\n## Work inside the service\n",
        *_rows(_COLUMNS, [_cells(result) for result in results]),
    ]
    for result in results:
        rounds = ", ".join(f"{each.ours:.3f} ÷ {each.peer:.3f} = {each.ratio:.2f}" for each in result.rounds)
        lines.append(f"\n### {result.name}\n\n{result.method.strip()}\n\nRounds, seconds: {rounds}")
    return "\n".join(lines) + "\n"


def picture(compared: Sequence[Compared]) -> str:
    """The reads' ratios as bars."""
    labels = [f"{each.read.name}, {each.connections}" for each in compared]
    return svg(
        [
            Panel(title, list(zip(labels, ratios, strict=True)))
            for title, ratios in (
                ("Requests a second, times those of @neo4j/graphql (more is better)", [c.rate for c in compared]),
                ("Median time, times that of the bare driver (less is better)", [c.p50 for c in compared]),
                ("99th percentile, times that of @neo4j/graphql (less is better)", [c.p99 for c in compared]),
            )
        ]
    )


def _shown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    shown = Table(box=None, pad_edge=False)
    for column in columns:
        shown.add_column(column)
    for row in rows:
        shown.add_row(*row)
    return shown


def _cells(result: Result) -> list[str]:
    low, high = result.spread
    return [
        result.name,
        f"{result.ours:.3f}",
        f"{result.peer:.3f}",
        f"{result.ratio:.2f}",
        f"{low:.2f}–{high:.2f}",
        f"{result.aim:.1f}",
        "met" if result.meets_aim else "missed",
    ]


def _read_cells(compared: Compared) -> list[str]:
    ours, peer = compared.rates
    missed = compared.missed()
    return [
        compared.read.name,
        str(compared.connections),
        f"{ours:.0f}",
        f"{peer:.0f}",
        f"{compared.rate:.2f}",
        f"{compared.p50:.2f}",
        f"{compared.p99:.2f}",
        f"missed: {', '.join(missed)}" if missed else "met",
    ]


def _rows(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (columns, ["---"] * len(columns), *rows)]
