"""From the form beside a review item to what the API takes: only what the curator changed is sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from starlette.datastructures import FormData

from graph_service.errors import InvalidInput

WAS = "was."
"""Under this prefix a form sends what a field showed at first."""
HOMONYM = "*"
"""Chosen in place of a role that keeps a title."""

_SKILL_FIELDS = (
    "name",
    "description",
    "category",
    "subCategory",
    "nature",
    "volatility",
    "lifespan",
    "versionStrategy",
)
_ROLE_FIELDS = ("name", "slug", "archetype", "description", "specialises")
_ROLE_LISTS = ("titles", "kras", "dimensions")
_NEEDED = frozenset({"name", "slug", "archetype"})
"""Left empty, they stay what they are."""


def approval(form: FormData) -> dict[str, Any]:
    """The `ReviewInput` that a form means."""
    sent: dict[str, Any] = {"id": said(form, "item"), "expectedVersion": version(said(form, "version"))}
    match said(form, "kind"):
        case "NEW_SKILL":
            return sent | _under("skill", _skill(form))
        case "NEW_KRA":
            return sent | _changed(form, "text")
        case "NEW_ALIAS":
            return sent | _given(_changed(form, "owner", "aliasType", "matchStrategy"))
        case "ALIAS_COLLISION":
            return sent | _ruling(said(form, "keeper"))
        case "NEW_ROLE":
            return sent | _under("role", _role(form))
    return sent


def merging(form: FormData) -> dict[str, Any]:
    """The `ReviewInput` that makes an item a spelling of the skill that is named. Raises InvalidInput."""
    into = said(form, "mergeInto") or said(form, "into")
    if not into:
        raise InvalidInput("no skill is named to merge it into; name one, or approve it as a new skill", "mergeInto")
    return {"id": said(form, "item"), "expectedVersion": version(said(form, "version")), "mergeInto": into}


def chosen(form: FormData) -> list[tuple[str, int | None]]:
    """The items that are ticked in the list: id and version of each."""
    ticked = (str(value).partition(".") for value in form.getlist("chosen"))
    return [(item, version(number)) for item, _, number in ticked]


def said(form: FormData, name: str) -> str:
    """What a field says, without white space around it."""
    return str(form.get(name, "")).replace("\r\n", "\n").strip()


def version(text: str) -> int | None:
    """A version that a form carries."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _skill(form: FormData) -> dict[str, Any]:
    changes = _changed(form, *_SKILL_FIELDS)
    if {"category", "subCategory"} & changes.keys():
        changes |= {name: said(form, name) or None for name in ("category", "subCategory")}
    dimensions = _several([*map(str, form.getlist("dimension")), *_parts(said(form, "furtherDimensions"), ",")])
    if set(dimensions) != set(map(str, form.getlist(f"{WAS}dimension"))):
        changes["dimensions"] = dimensions
    if aliases := _parts(said(form, "aliases"), ","):
        changes["aliases"] = aliases
    return changes | _given({"matchStrategy": said(form, "matchStrategy")})


def _role(form: FormData) -> dict[str, Any]:
    changes = _changed(form, *_ROLE_FIELDS)
    for name in _ROLE_LISTS:
        if said(form, name) != said(form, WAS + name):
            changes[name] = _parts(said(form, name), "\n")
    return changes


def _ruling(keeper: str) -> dict[str, Any]:
    if keeper == HOMONYM:
        return {"homonym": True}
    return {"owner": keeper} if keeper else {}


def _changed(form: FormData, *names: str) -> dict[str, Any]:
    """The fields that say something else than at first; null where they were emptied."""
    values = {name: said(form, name) for name in names if name in form and said(form, name) != said(form, WAS + name)}
    return {name: value or None for name, value in values.items() if value or name not in _NEEDED}


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _under(name: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: values} if values else {}


def _parts(text: str, separator: str) -> list[str]:
    return _several(re.split(separator, text))


def _several(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))
