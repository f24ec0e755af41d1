"""Lists of roles, skills and dimensions: a page of each, with filters, and all that passes them as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from starlette.responses import Response

from graph_service.domain.nodes import DimensionOrder
from graph_service.domain.taxonomy import SkillNature
from graph_service.web import choices
from graph_service.web.exports import Columns, file_of, files
from graph_service.web.paging import Place, everything
from graph_service.web.site import Handler, Page, Visit

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """A list by the name of its query, its connection and its address; how it is filtered, and its columns as CSV."""

    name: str
    filters: Callable[[Mapping[str, str]], dict[str, object]]
    columns: Columns


def sent(visit: Visit) -> dict[str, str]:
    """What the address asks for, without what was left empty, and whatever page it is of."""
    asked = {name: value.strip() for name, value in visit.request.query_params.items() if value.strip()}
    return {name: value for name, value in asked.items() if name not in ("after", "trail")}


async def roles(visit: Visit) -> Response:
    """A page of roles."""
    return await _page(visit, _ROLES, groups=(await visit.ask("groups"))["roleFamilies"])


async def dimensions(visit: Visit) -> Response:
    """A page of dimensions."""
    return await _page(visit, _DIMENSIONS)


async def skills(visit: Visit) -> Response:
    """A page of skills."""
    names = (await everything(visit, "dimension_names", "dimensions")).rows
    groups = (await visit.ask("groups"))["categories"]
    return await _page(visit, _SKILLS, groups=groups, natures=SkillNature, dimension_names=names)


async def _page(visit: Visit, listed: Listing, **values: Any) -> Response:
    chosen, place = sent(visit), Place.of(visit.request.query_params)
    answer = await visit.ask(listed.name, **listed.filters(chosen), first=PAGE_SIZE, after=place.after)
    found = answer[listed.name]
    values |= {"found": found, "chosen": chosen, "back": place.back, "on": place.on(found["pageInfo"])}
    return visit.page(f"explore/{listed.name}", **values)


def _exported(listed: Listing) -> Handler:
    async def export(visit: Visit) -> Response:
        found = await everything(visit, listed.name, listed.name, listed.filters(sent(visit)))
        return file_of(visit.path, found, listed.columns)

    return export


def _of_roles(chosen: Mapping[str, str]) -> dict[str, object]:
    return {"filter": {name: chosen[name] for name in ("text", "family") if name in chosen}}


def _of_skills(chosen: Mapping[str, str]) -> dict[str, object]:
    nature = choices.named(chosen.get("nature", ""), SkillNature)
    asked = {name: chosen[name] for name in ("text", "category", "dimension") if name in chosen}
    return {"filter": asked | ({"nature": nature} if nature else {})}


def _of_dimensions(chosen: Mapping[str, str]) -> dict[str, object]:
    by_name = chosen.get("order") == "name"
    return {"text": chosen.get("text"), "orderBy": (DimensionOrder.SLUG if by_name else DimensionOrder.SIZE).name}


def _of(*names: str) -> Columns:
    return {name: itemgetter(name) for name in names}


_ROLES = Listing(
    "roles",
    _of_roles,
    {
        **_of("slug", "name", "family", "archetype"),
        "specialises": lambda role: (role["specialises"] or {}).get("slug"),
        "dimensions": lambda role: len(role["dimensions"]),
        "kras": lambda role: len(role["kras"]),
    },
)
_SKILLS = Listing(
    "skills",
    _of_skills,
    {
        **_of("slug", "name", "status", "nature", "category", "subCategory", "volatility", "lifespan", "description"),
        "dimensions": lambda skill: "; ".join(one["slug"] for one in skill["dimensions"]),
    },
)
_DIMENSIONS = Listing(
    "dimensions",
    _of_dimensions,
    {
        **_of("slug", "name", "difficulty", "rationale"),
        "skills": lambda dimension: len(dimension["skills"]),
        "roles": lambda dimension: len(dimension["roles"]),
    },
)

PAGES = (
    Page("/roles", roles),
    Page("/skills", skills),
    Page("/dimensions", dimensions),
    *(page for listed in (_ROLES, _SKILLS, _DIMENSIONS) for page in files(f"/{listed.name}", _exported(listed))),
)
