"""A job description goes in: pasted, or as a file; all steps at once, or one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from starlette.datastructures import FormData, UploadFile
from starlette.responses import JSONResponse, Response

from graph_service.domain.access import Access
from graph_service.errors import GraphServiceError, InvalidInput
from graph_service.pipeline.guard import FEWEST_WORDS
from graph_service.web.forms import bounded_form
from graph_service.web.problems import Problem, problem_of, problems_in, status_of_problems
from graph_service.web.rendering import uid
from graph_service.web.site import Page, Visit
from graph_service.web.uploads import text_of


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the form. The key makes a form that is sent twice one run."""

    text: str = ""
    title: str = ""
    by_steps: bool = False
    key: str = ""


async def ask_for_text(visit: Visit) -> Response:
    """The form, and what is going on."""
    return await _form(visit, Entry(), ())


async def start(visit: Visit) -> Response:
    """Run what was sent, and lead to the run; a script gets the address, or what is the matter, as JSON."""
    entry, run, problems = Entry(), "", list[Problem]()
    try:
        async with bounded_form(visit.request, visit.settings.upload_limit_mb) as form:
            entry = _entry(form)
            entry = await _with_file(visit, form, entry)
        run, problems = await _send(visit, entry)
    except GraphServiceError as error:
        problems = [problem_of(error)]
    if "application/json" in visit.request.headers.get("accept", ""):
        return JSONResponse({"problems": [problem.shown for problem in problems]} if problems else {"location": run})
    return await _form(visit, entry, problems) if problems else visit.redirect(run)


def _entry(form: FormData) -> Entry:
    return Entry(
        # A browser sends line breaks as CR LF, whatever was typed.
        text=_typed(form, "text").replace("\r\n", "\n"),
        title=_typed(form, "title").strip(),
        by_steps=_typed(form, "mode") == "steps",
        key=_typed(form, "key"),
    )


def _typed(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


async def _with_file(visit: Visit, form: FormData, entry: Entry) -> Entry:
    """The entry with the text of the file that was sent along. Raises InvalidInput.

    Nothing is read for who may not run it: the API is about to say so.
    """
    if not visit.may(Access.CURATOR):
        return entry
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        if entry.text.strip():
            raise InvalidInput("there are a text and a file; remove one of them: a run is of one text", "file")
        entry = replace(entry, text=await asyncio.to_thread(text_of, file.filename, await file.read()))
    return _of_some_length(entry)


def _of_some_length(entry: Entry) -> Entry:
    """Raises InvalidInput for what nobody needs to read to know that it is no job description."""
    words = len(entry.text.split())
    if not words:
        raise InvalidInput("there is nothing to run; paste a job description, or choose a file", "text")
    if words < FEWEST_WORDS:
        raise InvalidInput(
            f"the text has {words} words, a job description at least {FEWEST_WORDS}; paste the whole posting", "text"
        )
    return entry


async def _send(visit: Visit, entry: Entry) -> tuple[str, list[Problem]]:
    """The address of the run, or what is the matter."""
    query = "extract_from_jd" if entry.by_steps else "run_pipeline"
    answer = await visit.ask(query, text=entry.text, title=entry.title or None, key=entry.key or None)
    problems = problems_in(answer["started"])
    if any(problem.field == "input.idempotencyKey" for problem in problems):
        # The browser went back to a form that had been sent, with another text by now: that is another run.
        answer = await visit.ask(query, text=entry.text, title=entry.title or None)
        problems = problems_in(answer["started"])
    return ("", problems) if problems else (f"/runs/{uid(answer['started']['run']['id'])}", [])


async def _form(visit: Visit, entry: Entry, problems: Sequence[Problem]) -> Response:
    answer: dict[str, Any] = await visit.ask("new_run")
    return visit.page(
        "runs/new",
        status_of_problems(problems),
        entry=replace(entry, key=str(uuid4())),
        problems=problems,
        latest=answer["pipelineRuns"]["nodes"],
        waiting=answer["reviewItems"]["totalCount"],
        limit_mb=visit.settings.upload_limit_mb,
    )


PAGES = (Page("/", ask_for_text), Page("/", start, ("POST",)))
