"""A reader's requests while somebody else sends hostile documents: how much longer they take than alone.

Ours: the median of 60 reads of a role with its dimensions and their skills, over HTTP, one after the other, while
another client has one hostile request after the other refused, with a pause of a tenth of a second in between:
fragments that fan out, circles, thousands of aliases, directives and equal fields, 500 levels, a megabyte, 100,000
values, a batch of 1,000.
Peer: the same reads in the same process with nobody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass
from statistics import median

import httpx

from benchmarks.rounds import Result, interleaved
from benchmarks.workbench import Workbench
from graph_service.access.admission import Admission
from graph_service.access.keys import KeyRing
from graph_service.access.limits import RateLimits
from graph_service.api.endpoint import GraphQLApp
from graph_service.app import collect_rarely
from graph_service.pipeline.run import Pipeline
from graph_service.settings import Settings

NAME = "reads beside hostile documents ÷ reads alone"
AIM = 1.5
SLOWEST_REFUSAL_S = 0.1
"""What each refusal is to take at most; the report says what the slowest took."""

_READS = 60
_PAUSE_S = 0.1
_READ = "query ($slug: String!) { role(slug: $slug) { name dimensions { name skills { name aliases { text } } } } }"


@dataclass
class _Backend:
    """What answers, as the endpoint takes it."""

    pipeline: Pipeline | None
    admission: Admission | None
    failure: str | None = None


def hostile() -> dict[str, bytes]:
    """The bodies of hostile requests, by what is the matter with them."""
    fan_out = "".join(
        f" fragment F{n} on Skill {{ a: successor {{ ...F{n + 1} }} b: successor {{ ...F{n + 1} }} }}"
        for n in range(60)
    )
    circle = "fragment A on Skill { ...B } fragment B on Skill { ...A }"
    inputs = " ".join(f"statu{n}: 1" for n in range(600))
    skills = "query ($skills: [String!]!) { rolesForSkills(skills: $skills) { score } }"
    documents = {
        "fan-out": f'{{ skill(slug: "x") {{ ...F0 }} }}{fan_out} fragment F60 on Skill {{ name }}',
        "circle": f'{{ skill(slug: "x") {{ ...A }} }} {circle}',
        "aliases": f"{{ {' '.join(f'a{n}: __typename' for n in range(10_000))} }}",
        "few-aliases": f"{{ {' '.join(f'a{n}: __typename' for n in range(600))} }}",
        "directives": f"{{ __typename {'@skip(if: false) ' * 10_000} }}",
        "few-directives": f"{{ __typename {'@skip(if: false) ' * 300} }}",
        "equal-fields": f"{{ {'__typename ' * 1900} }}",
        "equal-objects": f"{{ {'stats { skills roles } ' * 300} }}",
        "unknown-fields": f"{{ {' '.join(f'duplicateCandidate{n}' for n in range(1900))} }}",
        "unknown-inputs": f"{{ skills(filter: {{ {inputs} }}) {{ totalCount }} }}",
        "depth": '{ skill(slug: "x") ' + "{ successor " * 500 + "{ name }" + " }" * 501,
        "nul": "{ __typename \0 }",
    }
    bodies = {name: json.dumps({"query": text}).encode() for name, text in documents.items()}
    return bodies | {
        "megabyte": b'{"query": "{ __typename ' + b"," * 1_000_000 + b'}"}',
        "values": json.dumps({"query": skills, "variables": {"skills": [""] * 100_000}}).encode(),
        "batch": json.dumps([{"query": "{ __typename }"}] * 1000).encode(),
        "surrogates": b'{"query": "{ __typename }", "variables": {"x": "\\ud800"}}',
    }


async def measure(bench: Workbench) -> Result:
    """The ratio, and the slowest refusal of all rounds."""
    settings, graph = Settings(rate_limit_per_address=0), bench.graph
    backend = _Backend(Pipeline(graph, bench.embedder, settings.thresholds), Admission(KeyRing(graph), None))
    app = GraphQLApp(backend, RateLimits(settings), settings.limits, open_reading=True, introspection=True)
    slugs, slowest = sorted(bench.library.roles), dict.fromkeys(hostile(), 0.0)
    collect_rarely()  # as the service does
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        await _reads(client, slugs)

        async def beside(_: int) -> float:
            other = asyncio.create_task(_annoy(client, slowest))
            taken = await _reads(client, slugs)
            other.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await other
            return taken

        async def alone(_: int) -> float:
            return await _reads(client, slugs)

        rounds = await interleaved(beside, alone, bench.say)
    name, seconds = max(slowest.items(), key=lambda found: found[1])
    told = f"The slowest refusal took {seconds * 1000:.0f} ms ({name}); {SLOWEST_REFUSAL_S * 1000:.0f} ms is the aim."
    return Result(NAME, f"{__doc__}\n{told}", AIM, rounds)


async def _reads(client: httpx.AsyncClient, slugs: list[str]) -> float:
    """The median of the reads, seconds."""
    taken = []
    for number in range(_READS):
        body = {"query": _READ, "variables": {"slug": slugs[number % len(slugs)]}}
        began = time.perf_counter()
        response = await client.post("/graphql", json=body)
        taken.append(time.perf_counter() - began)
        if "errors" in response.json():
            raise RuntimeError(f"a read was refused: {response.text[:200]}")
    return median(taken)


async def _annoy(client: httpx.AsyncClient, slowest: dict[str, float]) -> None:
    """Send hostile requests until cancelled, and note how long each takes at most."""
    while True:
        for name, body in hostile().items():
            began = time.perf_counter()
            response = await client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
            slowest[name] = max(slowest[name], time.perf_counter() - began)
            if "data" in response.json():
                raise RuntimeError(f"{name} was carried out")
            await asyncio.sleep(_PAUSE_S)
