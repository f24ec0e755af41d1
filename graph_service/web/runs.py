"""The page of one run; what a person decides between its steps; its progress; all of it as JSON, its tables as CSV."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

import orjson
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response, StreamingResponse

from graph_service.api.ids import global_id, uid_of
from graph_service.domain.access import Access
from graph_service.errors import Conflict, GraphServiceError, InvalidInput, NotFound
from graph_service.store.runs import CLAIM_S
from graph_service.web.exports import Columns, saved, within
from graph_service.web.forms import bounded_form
from graph_service.web.problems import Problem, problem_of, problems_in, status_of_problems
from graph_service.web.run_view import PARTS, Answer, RunView
from graph_service.web.site import Page, Visit

MOST_ROLES = 8
_GOING = ("QUEUED", "RUNNING")
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person has put into the forms of a run."""

    kept: frozenset[int] | None = None
    """The numbers of the skills that are kept; None as long as nobody chose."""
    names: tuple[str, ...] = ()
    added: str = ""
    secondary: str = ""
    role: str = ""
    looked_up: str = ""
    """The text that roles to choose from were looked up for."""
    slug: str = ""
    """The one of these that was chosen."""


async def show(visit: Visit) -> Response:
    """Everything of a run. A global id leads to the address with the run's uid."""
    sent = visit.request.path_params["id"]
    uid = _uid(sent)
    if uid != sent:
        return visit.redirect(f"/runs/{uid}")
    role = visit.request.query_params.get("role", "").strip()
    return await _page(visit, uid, Typed(role=role, looked_up=role))


def _uid(sent: str) -> str:
    """Raises NotFound."""
    try:
        return str(UUID(sent))
    except ValueError:
        pass
    try:
        return uid_of(sent, "PipelineRun")
    except InvalidInput:
        raise NotFound(f"there is no run {sent[:80]!r}; the history lists those there are") from None


async def _page(visit: Visit, uid: str, typed: Typed, problems: Sequence[Problem] = ()) -> Response:
    run = await _run(visit, uid)
    now = datetime.now(UTC)
    return visit.page(
        "runs/run",
        status_of_problems(problems),
        uid=uid,
        run=run,
        view=RunView(run),
        typed=typed,
        problems=problems,
        roles=await _roles_like(visit, typed.looked_up) if typed.looked_up else [],
        is_going=run["status"] in _GOING,
        is_silent=(now - datetime.fromisoformat(run["updatedAt"])).total_seconds() > CLAIM_S,
        may_decide=visit.may(Access.CURATOR),
    )


async def _run(visit: Visit, uid: str) -> dict[str, Any]:
    """Raises NotFound."""
    run: dict[str, Any] | None = (await visit.ask("run", id=global_id("PipelineRun", uid)))["pipelineRun"]
    if run is None:
        raise NotFound(f"there is no run {uid}; the history lists those there are")
    return run


async def as_json(visit: Visit) -> Response:
    """The API's answer, whole or a part of it."""
    run = await _run(visit, _uid(visit.request.path_params["id"]))
    part = visit.request.query_params.get("part")
    if part is not None:
        _, fields = _known(PARTS, part)
        run = {name: run[name] for name in fields}
    content = orjson.dumps({"data": {"pipelineRun": run}}, option=orjson.OPT_INDENT_2)
    return Response(content, media_type="application/json")


async def as_csv(visit: Visit) -> Response:
    """The run's skills, or another of its tables."""
    run = await _run(visit, _uid(visit.request.path_params["id"]))
    part = visit.request.query_params.get("part", "skills")
    rows, columns = _known(_TABLES, part)
    return saved(visit.path, None, rows(run), columns, f"-{part}")


def _known(parts: Mapping[str, Part], part: str) -> Part:
    """Raises NotFound."""
    if part not in parts:
        raise NotFound(f"a run has no part {part[:80]!r}; it has {', '.join(parts)}")
    return parts[part]


async def progress(visit: Visit) -> Response:
    """How far a run is, as server-sent events; it is named by its uid, or by the key of the form that starts it."""
    events = _events(visit, visit.request.path_params["id"])
    return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _events(visit: Visit, key: str) -> AsyncGenerator[str, None]:
    try:
        async for told in visit.follow("progress", run=key):
            progress = told["pipelineProgress"]
            run = progress.pop("run")
            location = f"/runs/{uid_of(run['id'], 'PipelineRun')}" if run else None
            yield _event("progress", {**progress, "location": location})
    except GraphServiceError as error:
        yield _event("refused", problem_of(error).shown)


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {orjson.dumps(data).decode()}\n\n"


async def cancel(visit: Visit) -> Response:
    """Stop a run; a script that started it knows it by its key alone."""
    sent = visit.request.path_params["id"]
    problems = problems_in((await visit.ask("cancel_run", run=sent))["done"])
    if "application/json" in visit.request.headers.get("accept", ""):
        return JSONResponse({"problems": [problem.shown for problem in problems]})
    return await _after(visit, sent, Typed(), problems)


async def _after(visit: Visit, uid: str, typed: Typed, problems: Sequence[Problem]) -> Response:
    return await _page(visit, uid, typed, problems) if problems else visit.redirect(f"/runs/{uid}")


async def confirm_skills(visit: Visit) -> Response:
    """Step 2 with the skills that were kept, renamed and added."""
    uid = _uid(visit.request.path_params["id"])
    async with bounded_form(visit.request) as form:
        typed, found = _typed_skills(form), [str(name) for name in form.getlist("was")]
    answer = await visit.ask("extract_details", run=global_id("PipelineRun", uid), **_chosen(found, typed))
    return await _after(visit, uid, typed, problems_in(answer["done"]))


def _typed_skills(form: FormData) -> Typed:
    kept = frozenset(int(str(number)) for number in form.getlist("keep") if str(number).isdecimal())
    names = tuple(str(name).strip() for name in form.getlist("name"))
    return Typed(kept, names, str(form.get("added", "")), str(form.get("secondary", "")))


def _chosen(found: Sequence[str], typed: Typed) -> dict[str, object]:
    """The skills to go on with, of those with the names that were found; nothing where nothing was changed."""
    pairs = [pair for number, pair in enumerate(zip(found, typed.names, strict=False)) if number in (typed.kept or ())]
    added, secondary = _lines(typed.added), _lines(typed.secondary)
    if not added and not secondary and pairs == [(name, name) for name in found]:
        return {}
    return {
        "skills": [*(was for was, name in pairs if name == was), *added],
        "renamed": [{"from": was, "to": name} for was, name in pairs if name != was],
        "secondary": secondary,
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


async def confirm_role(visit: Visit) -> Response:
    """Step 3 with the role that was decided, or the one that a person names."""
    uid = _uid(visit.request.path_params["id"])
    async with bounded_form(visit.request) as form:
        role, looked_up, slug = (str(form.get(name, "")).strip() for name in ("role", "looked_up", "slug"))
    typed = Typed(role=role, looked_up=looked_up, slug=slug)
    is_typed = bool(typed.role) and not (typed.slug and typed.role == typed.looked_up)
    named = await _slug_of(visit, typed.role) if is_typed else None
    if is_typed and typed.slug and named != typed.slug:
        told = f"one role is chosen and another typed, {typed.role[:80]!r}; choose the one that is typed, or clear it"
        return await _page(visit, uid, typed, [Problem(Conflict.code, told, "role")])
    if is_typed and named is None:
        unknown = f"no role goes by the name {typed.role[:80]!r}; choose one of those below"
        return await _page(visit, uid, replace(typed, looked_up=typed.role), [Problem(NotFound.code, unknown, "role")])
    answer = await visit.ask("finalize_role", run=global_id("PipelineRun", uid), role=named or typed.slug or None)
    return await _after(visit, uid, typed, problems_in(answer["done"]))


async def _slug_of(visit: Visit, named: str) -> str | None:
    """The slug of the role with a slug or a title."""
    found = await visit.ask("find_role", text=named)
    role = found["bySlug"] or found["byName"]
    return role["slug"] if role else None


async def _roles_like(visit: Visit, text: str) -> list[dict[str, str]]:
    """The roles that a search for a text finds, the best first."""
    found = await visit.ask("find_role", text=text)
    exact = [role for role in (found["bySlug"], found["byName"]) if role]
    near = [hit["node"] for hit in found["byMeaning"] if hit["node"]]
    return list({role["slug"]: role for role in (*exact, *found["byWords"]["nodes"], *near)}.values())[:MOST_ROLES]


async def roles_like(visit: Visit) -> Response:
    """Roles to choose from while one types."""
    text = visit.request.query_params.get("text", "").strip()
    return JSONResponse(await _roles_like(visit, text) if text else [])


def _of(*names: str) -> Columns:
    return {name: itemgetter(name) for name in names}


_SKILLS: Columns = {
    "name": lambda row: row.name,
    "slug": lambda row: row.found["skill"] and row.found["skill"]["slug"],
    "rank": lambda row: "primary" if row.found["isPrimary"] else "secondary",
    "tag": lambda row: row.found["tag"],
    "method": lambda row: row.found["method"],
    "category": lambda row: row.category,
    "words": lambda row: "; ".join(row.words),
    "outcome": lambda row: row.fate,
}
_LINKS: Columns = {
    **_of("skill", "tag"),
    "dimension": within("dimension", "slug"),
    **_of("skillDimension", "roleDimension", "note"),
}
_CALLS = _of(
    *("step", "model", "promptName", "promptVersion", "promptTokens", "cachedTokens", "completionTokens"),
    *("costUsd", "priced", "durationMs", "attempts", "status", "error", "at"),
)
_TABLES: Mapping[str, tuple[Callable[[Answer], Iterable[Any]], Columns]] = {
    "skills": (lambda run: RunView(run).skills, _SKILLS),
    "links": (lambda run: run["persistence"]["rows"] if run["persistence"] else (), _LINKS),
    "calls": (itemgetter("llmCalls"), _CALLS),
}

PAGES = (
    Page("/runs/{id}.json", as_json),
    Page("/runs/{id}.csv", as_csv),
    Page("/runs/{id}/progress", progress),
    Page("/runs/{id}/roles.json", roles_like),
    Page("/runs/{id}/cancel", cancel, ("POST",)),
    Page("/runs/{id}/skills", confirm_skills, ("POST",)),
    Page("/runs/{id}/role", confirm_role, ("POST",)),
    Page("/runs/{id}", show),
)
