"""Results as a table for a terminal, and as a file to keep."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from benchmarks.rounds import Result

FOLDER = Path(__file__).parent / "results"
_COLUMNS = ("ratio of", "ours, s", "peer, s", "ratio", "lowest–highest", "aim", "")


def table(results: Sequence[Result]) -> Table:
    """The medians of each ratio, one a row."""
    shown = Table(box=None, pad_edge=False)
    for column in _COLUMNS:
        shown.add_column(column)
    for result in results:
        shown.add_row(*_cells(result))
    return shown


def markdown(results: Sequence[Result]) -> str:
    """The table, the machine, how each ratio was measured, and every round."""
    where = f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    lines = [
        "# Benchmarks",
        f"\n{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {where}\n",
        _row(_COLUMNS),
        _row(["---"] * len(_COLUMNS)),
        *(_row(_cells(result)) for result in results),
        "\nRatios are medians of the rounds' ratios; the two sides took turns.",
    ]
    for result in results:
        rounds = ", ".join(f"{each.ours:.3f} ÷ {each.peer:.3f} = {each.ratio:.2f}" for each in result.rounds)
        lines.append(f"\n## {result.name}\n\n{result.method.strip()}\n\nRounds, seconds: {rounds}")
    return "\n".join(lines) + "\n"


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


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
