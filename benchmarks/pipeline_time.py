"""Pipeline time for 50 job descriptions ÷ bare encode time of the same sentences.

Ours: `Pipeline.run` on 50 generated job descriptions, one after the other: guard, parse, extract, signals, decision,
placement, links and report, with everything written to Neo4j.
Peer: the same embedder encodes the sentences on responsibilities of the same job descriptions, each sentence once, in
one call for each job description, and nothing else.
Both use the light ONNX runtime. Each round has 50 job descriptions of its own, because a text that was seen before is
counted only once by the service; the sentences are read off the texts before the clock starts. One job description
goes through beforehand, so that the library and the dictionary are in memory as in a service that runs.
"""

from __future__ import annotations

from benchmarks.postings import Posting, postings
from benchmarks.rounds import Result, interleaved, timed
from benchmarks.workbench import Workbench
from graph_service.language.sections import segment
from graph_service.pipeline.parse import statements_for_kras
from graph_service.pipeline.run import Pipeline, Request
from graph_service.settings import Thresholds

NAME = "pipeline ÷ bare encoding"
AIM = 1.3
_WARM_UP_SEED = 1_000


async def measure(bench: Workbench) -> Result:
    """The ratio. Writes runs into the workbench's graph."""
    pipeline = Pipeline(bench.graph, bench.embedder, Thresholds())
    await _run_all(pipeline, postings(bench.library, _WARM_UP_SEED, 1))

    async def ours(number: int) -> float:
        jobs = postings(bench.library, number)
        return await timed(lambda: _run_all(pipeline, jobs))

    async def peer(number: int) -> float:
        sentences = [sentences_of(job) for job in postings(bench.library, number)]
        return await timed(lambda: _encode_all(bench, sentences))

    return Result(NAME, __doc__ or "", AIM, await interleaved(ours, peer, bench.say))


def sentences_of(posting: Posting) -> list[str]:
    """What the pipeline embeds of a job description: its sentences on responsibilities, each once."""
    return list(dict.fromkeys(span.text for span in statements_for_kras(segment(posting.text, posting.title))))


async def _run_all(pipeline: Pipeline, jobs: list[Posting]) -> None:
    for job in jobs:
        run = await pipeline.run(Request(job.text, job.title))
        assert run.report is not None, f"a generated job description was not finished: {run.rejection_reason}"


async def _encode_all(bench: Workbench, sentences: list[list[str]]) -> None:
    for each in sentences:
        bench.embedder.embed_queries(each)
