"""The pages of a role, a skill and a dimension: all that the library knows of each, and why it says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from graph_service.errors import NotFound
from graph_service.web import links
from graph_service.web.exports import Columns, files, in_order, saved
from graph_service.web.links import EXPORTED, exported, is_live
from graph_service.web.site import Handler, Page, Visit

Row = tuple[object, ...]
Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of node by its name in queries and templates, and what its file holds."""

    name: str
    columns: Columns
    rows: Callable[[Found], Iterable[Row]]
    has_aliases: bool = True

    @property
    def place(self) -> str:
        """Under which address its pages are."""
        return f"/{self.name}s"


async def _found(visit: Visit, subject: Subject) -> dict[str, Any] | str:
    """What there is under the slug of the address, or the slug that it leads to. Raises NotFound."""
    key = visit.request.path_params["slug"]
    found: dict[str, Any] | None = (await visit.ask(subject.name, slug=key))[subject.name]
    if found is None and subject.has_aliases:
        found = (await visit.ask("by_name", name=key))[subject.name]
    if found is None:
        raise NotFound(f"There is no {subject.name} {key[:80]!r}.")
    slug: str = found["slug"]
    return found if slug == key else slug


def _shown(subject: Subject) -> Handler:
    async def show(visit: Visit) -> Response:
        if not visit.request.path_params["slug"]:
            return visit.redirect(subject.place)
        found = await _found(visit, subject)
        if isinstance(found, str):
            return visit.redirect(f"{subject.place}/{found}")
        values: dict[str, Any] = {subject.name: found}
        return visit.page(f"explore/{subject.name}", links=links, **values)

    return show


def _saved(subject: Subject) -> Handler:
    async def save(visit: Visit) -> Response:
        found = await _found(visit, subject)
        if isinstance(found, str):
            return visit.redirect(f"{subject.place}/{found}.{visit.path.rpartition('.')[2]}")
        return saved(visit.path, found, subject.rows(found), subject.columns)

    return save


async def why(visit: Visit) -> Response:
    """Why a role covers a skill: every dimension in which they meet, and where both links come from."""
    role, skill = _two(visit)
    ways: list[Found] | None = None
    problem = None
    if role and skill:
        try:
            ways = await _ways(visit, role, skill)
        except NotFound as error:
            problem = error.message
    return visit.page("explore/why", role=role, skill=skill, ways=ways, problem=problem, links=links)


async def why_saved(visit: Visit) -> Response:
    """The same as a file: both links of each way in which they meet. Raises NotFound."""
    ways = await _ways(visit, *_two(visit))
    rows = (
        (way["dimension"]["slug"], way["dimension"]["name"], kind, end["slug"], end["name"], *exported(link))
        for way in ways
        for kind, link in (("skill", way["skillLink"]), ("role", way["roleLink"]))
        for end in (link[kind],)
    )
    columns = in_order("dimension", "dimension_name", "relation", "slug", "name", *EXPORTED)
    return saved(visit.path, ways, rows, columns)


def _two(visit: Visit) -> tuple[str, str]:
    """The role and the skill that an address names."""
    role, skill = (visit.request.query_params.get(name, "").strip() for name in ("role", "skill"))
    return role, skill


async def _ways(visit: Visit, role: str, skill: str) -> list[Found]:
    ways: list[Found] = (await visit.ask("why", role=role, skill=skill))["why"]
    return ways


def _role_rows(role: Found) -> Iterator[Row]:
    for link in role["dimensionLinks"]:
        about = (link["dimension"]["slug"], link["dimension"]["name"], *exported(link))
        skills = link["dimension"]["skills"] if is_live(link) else []
        yield from ((*about, skill["slug"], skill["name"], skill["nature"]) for skill in skills)
        if not skills:
            yield (*about, None, None, None)


def _skill_rows(skill: Found) -> Iterator[Row]:
    for link in skill["dimensionLinks"]:
        yield ("dimension", link["dimension"]["slug"], link["dimension"]["name"], None, *exported(link))
    nothing = (None,) * len(EXPORTED)
    for role in skill["roles"]:
        yield ("role", role["slug"], role["name"], None, *nothing)
    for near in skill["related"]:
        yield ("related", near["slug"], near["name"], None, *nothing)
    for near in skill["similar"]:
        yield ("similar", near["skill"]["slug"], near["skill"]["name"], near["score"], *nothing)


def _dimension_rows(dimension: Found) -> Iterator[Row]:
    for kind in ("skill", "role"):
        for link in dimension[f"{kind}Links"]:
            yield (kind, link[kind]["slug"], link[kind]["name"], *exported(link))


_SUBJECTS = (
    Subject("role", in_order("dimension", "dimension_name", *EXPORTED, "skill", "skill_name", "nature"), _role_rows),
    Subject("skill", in_order("relation", "slug", "name", "score", *EXPORTED), _skill_rows),
    Subject("dimension", in_order("relation", "slug", "name", *EXPORTED), _dimension_rows, has_aliases=False),
)

PAGES = (
    *(page for subject in _SUBJECTS for page in files(f"{subject.place}/{{slug:path}}", _saved(subject))),
    *(Page(f"{subject.place}/{{slug:path}}", _shown(subject)) for subject in _SUBJECTS),
    Page("/why", why),
    *files("/why", why_saved),
)
