"""The pipeline as mutations: all at once, or step by step with a person's changes in between."""

from __future__ import annotations

import strawberry

from graph_service.api.access import mutation
from graph_service.api.context import Info
from graph_service.api.errors import UserError, as_payload
from graph_service.api.ids import uid_of, uid_or_text
from graph_service.api.runs.types import RunPayload
from graph_service.api.taxonomy.types import shown
from graph_service.domain.access import Access
from graph_service.domain.run import Run
from graph_service.pipeline.run import Request


@strawberry.input
class RunPipelineInput:
    """A job description for all three steps."""

    job_description: str
    job_title: str | None = strawberry.field(
        default=None, description="The posting's title, where it stands apart from the text."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="Same key, same run: a retry never runs twice."
    )


@strawberry.input
class ExtractInput:
    """A job description for step 1."""

    job_description: str
    job_title: str | None = None
    idempotency_key: str | None = None


@strawberry.input
class RenamedSkill:
    """A skill that the run found, and the name that it goes on under."""

    found: str = strawberry.field(name="from")
    name: str = strawberry.field(name="to")


@strawberry.input
class DetailsInput:
    """The skills to go on with: what the caller kept, renamed or added after extraction. Null keeps them all."""

    run_id: strawberry.ID
    skills: list[str] | None = None
    renamed: list[RenamedSkill] | None = strawberry.field(
        default=None,
        description="Skills to go on with beside those: under another name, but with the evidence and the rank that "
        "they were found with. What `skills` names and the run did not find has no evidence.",
    )
    secondary: list[str] | None = strawberry.field(
        default=None,
        description="Skills to add beside those, as secondary ones; others that the caller adds are primary.",
    )


@strawberry.input
class FinalizeInput:
    """The run to finish, and the role to finish it with."""

    run_id: strawberry.ID
    role_slug: str | None = strawberry.field(default=None, description="Overrides the decision.")


def _failed(errors: list[UserError]) -> RunPayload:
    return RunPayload(run=None, errors=errors)


def _done(run: Run) -> RunPayload:
    return RunPayload(run=shown(run), errors=[])


def _request(input: RunPipelineInput | ExtractInput) -> Request:
    return Request(input.job_description, input.job_title, input.idempotency_key)


@strawberry.type
class RunMutations:
    """Fields of Mutation."""

    @mutation(needs=Access.CURATOR)
    @as_payload(_failed)
    async def run_pipeline(self, info: Info, input: RunPipelineInput) -> RunPayload:
        """Runs all three steps on one job description."""
        return _done(await info.context.pipeline.run(_request(input)))

    @mutation(needs=Access.CURATOR)
    @as_payload(_failed)
    async def extract_from_jd(self, info: Info, input: ExtractInput) -> RunPayload:
        """Step 1: parse, extract, score the signals, decide the role. Ends AWAITING_CONFIRMATION."""
        return _done(await info.context.pipeline.extract(_request(input)))

    @mutation(needs=Access.CURATOR)
    @as_payload(_failed)
    async def extract_details(self, info: Info, input: DetailsInput) -> RunPayload:
        """Step 2: match to the library, place new skills, list the dimensions to link."""
        uid = uid_of(input.run_id, "PipelineRun", "input.runId")
        renamed = {skill.found: skill.name for skill in input.renamed or ()}
        details = info.context.pipeline.details(uid, input.skills, renamed=renamed, secondary=input.secondary or ())
        return _done(await details)

    @mutation(needs=Access.CURATOR)
    @as_payload(_failed)
    async def cancel_run(self, info: Info, id: strawberry.ID) -> RunPayload:
        """Stops a run that is being worked on, and its calls of language models; it can be sent again. `id` is the
        run's id, or the idempotency key that it was sent with."""
        return _done(await info.context.pipeline.cancel(uid_or_text(id, "PipelineRun", "id")))

    @mutation(needs=Access.CURATOR)
    @as_payload(_failed)
    async def finalize_role(self, info: Info, input: FinalizeInput) -> RunPayload:
        """Step 3: write skill-dimension and role-dimension links; build the client report."""
        uid = uid_of(input.run_id, "PipelineRun", "input.runId")
        return _done(await info.context.pipeline.finalize(uid, input.role_slug))
