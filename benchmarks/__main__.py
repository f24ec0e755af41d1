"""Run every benchmark, print the ratios, and keep the report in `results/report.md`."""

from __future__ import annotations

import asyncio
import sys

from rich.console import Console
from rich.text import Text

from benchmarks import dictionary_match, hostile_documents, library_load, pipeline_time, search_latency
from benchmarks.report import FOLDER, markdown, table
from benchmarks.rounds import Result
from benchmarks.workbench import workbench

BENCHMARKS = (dictionary_match, library_load, pipeline_time, search_latency, hostile_documents)


async def run_all(console: Console) -> list[Result]:
    """The results, in the order in which they were measured."""
    results = []
    with console.status("") as status:
        async with workbench(lambda message: status.update(Text(message))) as bench:
            for benchmark in BENCHMARKS:
                result = await benchmark.measure(bench)
                console.print(f"· {result.name}: {result.ratio:.2f}", markup=False, style="dim")
                results.append(result)
    return results


def main() -> int:
    """Status 0 whether the aims were met or not: a busy machine must not fail a build."""
    results = asyncio.run(run_all(Console(stderr=True, highlight=False)))
    Console(highlight=False).print(table(results))
    FOLDER.mkdir(exist_ok=True)
    report = FOLDER / "report.md"
    report.write_text(markdown(results), encoding="utf-8")
    print(f"report: {report}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
