"""Whether the service's memory stays flat: `make memory`, a quarter of an hour on a small machine.

100,000 requests go to one `graph-service serve`, 16 at a time, with 10,000 documents that differ, in turn: more than
the service keeps parsed and planned. One in ten asks for a whole role. Memory is the resident set of the service's
process. What it is after 10,000 requests, when everything that is kept is full, is compared with what it is at the end.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil
import uvloop
from rich.console import Console
from rich.text import Text

from benchmarks import library_load, sides
from benchmarks.hundred_roles import StandInEmbedder, hundred_roles
from benchmarks.reads import READS
from benchmarks.workbench import Workbench, workbench
from graph_service.store import library

REQUESTS = 100_000
DOCUMENTS = 10_000
AT_ONCE = 16
REPORT_EVERY = 10_000
AIM = 1.05
_ANSWER_S = 60.0


def document(number: int) -> dict[str, object]:
    """The request of that number: the text differs for as many numbers as there are documents."""
    read = READS[0] if number % 10 == 0 else READS[1]
    name = read.name.capitalize()
    text = read.texts[0].replace(f"query {name}", f"query {name}{number % DOCUMENTS}")
    return {"query": text, "variables": read.values}


async def measure(bench: Workbench, console: Console) -> list[float]:
    """The megabytes after each 10,000 requests."""
    await library_load.wipe(bench.graph.driver)
    await library.load(bench.graph, hundred_roles(), StandInEmbedder())
    found: list[float] = []
    with TemporaryDirectory(prefix="graph-service-memory-") as home:
        async with sides.own_service(bench.endpoint, Path(home)) as (service, process):
            watched = psutil.Process(process.pid)
            for first in range(0, REQUESTS, REPORT_EVERY):
                await _send(service.url, range(first, first + REPORT_EVERY))
                found.append(watched.memory_info().rss / 1e6)
                console.print(f"· {first + REPORT_EVERY} requests: {found[-1]:.1f} MB", markup=False, style="dim")
    return found


async def _send(url: str, numbers: range) -> None:
    waiting = iter(numbers)
    async with httpx.AsyncClient(timeout=_ANSWER_S, trust_env=False) as http:

        async def ask() -> None:
            for number in waiting:
                answer = (await http.post(url, json=document(number))).raise_for_status().json()
                assert "errors" not in answer, f"request {number} was answered with {answer['errors']}"

        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))


async def _run(console: Console) -> list[float]:
    with console.status("") as status:
        async with workbench(lambda message: status.update(Text(message))) as bench:
            return await measure(bench, console)


def main() -> int:
    """Status 1 where memory grew by more than the aim: unlike time, that does not depend on who else is at work."""
    found = uvloop.run(_run(Console(stderr=True, highlight=False)))
    ratio = found[-1] / found[0]
    print(f"memory after {REQUESTS} requests ÷ after {REPORT_EVERY}: {ratio:.3f}, aim at most {AIM}")
    return 0 if ratio <= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
