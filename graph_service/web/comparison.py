"""Two roles side by side: what they share, and what each lacks for the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import Any

from starlette.responses import Response

from graph_service.errors import NotFound
from graph_service.web import choices
from graph_service.web.exports import files, in_order, saved
from graph_service.web.site import Page, Visit

Found = Mapping[str, Any]
CROSS_CUTTING = "Elsewhere"
"""Under this name stand skills that are in none of the role's dimensions."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare.graphql` answers, and figures of it."""

    there: Found
    back: Found

    @property
    def shared(self) -> Sequence[Found]:
        """The skills of both."""
        found: Sequence[Found] = self.there["shared"]
        return found

    @property
    def gained(self) -> Sequence[Found]:
        """The skills that only the second role has."""
        found: Sequence[Found] = self.there["missing"]
        return found

    @property
    def left(self) -> Sequence[Found]:
        """The skills that only the first role has."""
        found: Sequence[Found] = self.back["missing"]
        return found

    @property
    def overlap(self) -> float:
        """The share of all skills of the two that both have, 0 to 1."""
        return _share(len(self.shared), len(self.shared) + len(self.gained) + len(self.left))

    @property
    def ready(self) -> float:
        """The share of the second role's skills that the first one has, 0 to 1."""
        return _share(len(self.shared), len(self.shared) + len(self.gained))

    @property
    def ready_back(self) -> float:
        """The share of the first role's skills that the second one has, 0 to 1."""
        return _share(len(self.shared), len(self.shared) + len(self.left))

    @property
    def dimensions(self) -> list[tuple[Found | None, Found | None]]:
        """Dimensions side by side: those of both first, then those that only one of them has, in their orders."""
        first, second = ({one["slug"]: one for one in self.there[end]["dimensions"]} for end in ("from", "to"))
        both = [(one, second[slug]) for slug, one in first.items() if slug in second]
        only_first = [one for slug, one in first.items() if slug not in second]
        return [*both, *zip_longest(only_first, (one for slug, one in second.items() if slug not in first))]

    @property
    def to_learn(self) -> list[tuple[str, list[Found]]]:
        """What someone in the first role needs for the second, by the second's dimensions in their order."""
        return grouped(self.gained, self.there["to"]["dimensions"])

    @property
    def to_learn_back(self) -> list[tuple[str, list[Found]]]:
        """What someone in the second role needs for the first."""
        return grouped(self.left, self.there["from"]["dimensions"])


def grouped(skills: Sequence[Found], dimensions: Sequence[Found]) -> list[tuple[str, list[Found]]]:
    """Skills under the first of the dimensions that has them."""
    left = {skill["slug"]: skill for skill in skills}
    found: list[tuple[str, list[Found]]] = []
    for dimension in dimensions:
        within = [left.pop(skill["slug"]) for skill in dimension["skills"] if skill["slug"] in left]
        if within:
            found.append((dimension["name"], within))
    return [*found, (CROSS_CUTTING, list(left.values()))] if left else found


async def compare(visit: Visit) -> Response:
    """Two roles side by side, or the form that asks for them."""
    names = await choices.roles(visit)
    start, end = _ends(visit)
    found, problem = None, None
    if start and end:
        try:
            found = await _compared(visit, start, end)
        except NotFound as error:
            problem = error.message
    return visit.page("explore/compare", names=names, start=start, end=end, found=found, problem=problem)


async def export(visit: Visit) -> Response:
    """A comparison as a file. Raises NotFound."""
    found = await _compared(visit, *_ends(visit))
    return saved(visit.path, asdict(found), _rows(found), in_order("of", "kind", "slug", "name"))


async def _compared(visit: Visit, start: str, end: str) -> Comparison:
    """Raises NotFound."""
    answer = await visit.ask("compare", **{"from": start, "to": end})
    return Comparison(answer["there"], answer["back"])


def _rows(found: Comparison) -> Iterator[tuple[object, ...]]:
    first, second = found.there["from"]["slug"], found.there["to"]["slug"]
    for of, skills in (("both", found.shared), (first, found.left), (second, found.gained)):
        yield from ((of, "skill", skill["slug"], skill["name"]) for skill in skills)
    for one, other in found.dimensions:
        if one and other and one["slug"] == other["slug"]:
            yield ("both", "dimension", one["slug"], one["name"])
            continue
        sides = ((first, one), (second, other))
        yield from ((of, "dimension", side["slug"], side["name"]) for of, side in sides if side)
    for end in ("from", "to"):
        role = found.there[end]
        yield from ((role["slug"], "kra", None, kra["text"]) for kra in role["kras"])


def _ends(visit: Visit) -> tuple[str, str]:
    asked = visit.request.query_params
    return asked.get("from", "").strip(), asked.get("to", "").strip()


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


PAGES = (Page("/compare", compare), *files("/compare", export))
