"""Run every benchmark, print the ratios, and write them down: `RESULTS.md`, with `results.svg`."""

from __future__ import annotations

import sys

import uvloop
from rich.console import Console
from rich.text import Text

from benchmarks import (
    dictionary_match,
    hostile_documents,
    library_load,
    pipeline_time,
    reads,
    report,
    search_latency,
)
from benchmarks.reads import Compared
from benchmarks.rounds import Result
from benchmarks.workbench import workbench

BENCHMARKS = (dictionary_match, library_load, pipeline_time, search_latency, hostile_documents)


async def run_all(console: Console) -> tuple[list[Result], list[Compared]]:
    """The results, in the order in which they were measured; then the reads, which need another graph."""
    results = []
    with console.status("") as status:
        async with workbench(lambda message: status.update(Text(message))) as bench:
            for benchmark in BENCHMARKS:
                result = await benchmark.measure(bench)
                console.print(f"· {result.name}: {result.ratio:.2f}", markup=False, style="dim")
                results.append(result)
            return results, await reads.compare(bench)


def main() -> int:
    """Status 0 whether the aims were met or not: a busy machine must not fail a build."""
    results, compared = uvloop.run(run_all(Console(stderr=True, highlight=False)))
    console = Console(highlight=False)
    for table in (report.table(results), report.reads_table(compared)):
        console.print(table)
    report.REPORT.write_text(report.markdown(results, compared), encoding="utf-8")
    report.PICTURE.write_text(report.picture(compared), encoding="utf-8")
    print(f"report: {report.REPORT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
