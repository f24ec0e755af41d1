"""What a run of a job description would write: the run itself, in a transaction that is taken back."""

from __future__ import annotations

from graph_service.domain.preview import Change, GraphDiff, RunPreview
from graph_service.domain.run import Run
from graph_service.pipeline.assistant import Estimate
from graph_service.pipeline.run import Pipeline, Request
from graph_service.pipeline.summary import summarised
from graph_service.store.connection import Graph
from graph_service.store.preview import difference


async def preview(pipeline: Pipeline, request: Request) -> RunPreview:
    """What `pipeline.run` would answer and write. Nothing is kept, and no one else sees it. Raises InvalidInput."""

    async def rehearse(rehearsal: Graph) -> RunPreview:
        rehearsing = pipeline.over(rehearsal)
        run = await rehearsing.run(request)
        return _preview(run, await difference(rehearsal, pipeline.graph, run.uid), rehearsing.advisor.estimate)

    return await pipeline.graph.rehearsing(rehearse)


def _preview(run: Run, diff: GraphDiff, estimate: Estimate) -> RunPreview:
    return RunPreview(
        status=run.status,
        rejection_reason=run.rejection_reason,
        skills=run.skills,
        signals=run.evidence.signals if run.evidence else None,
        decision=run.decision,
        placements=run.placements,
        placement=summarised(run.placements, run.job_description) if run.finished_step else None,
        persistence=run.persistence,
        report=run.report,
        warnings=(*run.warnings, *_of_the_model(estimate), *_of_the_key(diff)),
        estimated_cost_usd=estimate.usd,
        estimated_calls=estimate.calls,
        nodes=diff.nodes,
        edges=diff.edges,
        review_items=diff.review_items,
    )


def _of_the_model(estimate: Estimate) -> tuple[str, ...]:
    """What there is to say where the run would ask a language model."""
    if not estimate.calls:
        return ()
    told = f"no language model was asked: a run would make about {estimate.calls} calls, and may find more"
    unknown = [f"the price of {model} is not known: the estimate leaves it out" for model in sorted(estimate.unpriced)]
    return (told, *unknown)


def _of_the_key(diff: GraphDiff) -> tuple[str, ...]:
    """What there is to say where the run is not a new one."""
    run = next((change for change in diff.nodes if change.node.label == "PipelineRun"), None)
    if run is None:
        return ("a run with this idempotencyKey is there: sending it again answers that run and writes nothing",)
    if run.change is Change.CHANGED:
        return ("a run with this idempotencyKey is there: sending it again goes on with that run",)
    return ()
