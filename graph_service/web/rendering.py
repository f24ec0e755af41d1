"""Templates, and how values are written in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from graph_service.api.ids import parsed_id


def environment(globals_: dict[str, Any]) -> Environment:
    """The templates of this package. All text is escaped; a name that is not there is an error."""
    made = Environment(
        loader=PackageLoader("graph_service.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= globals_
    made.filters |= FILTERS
    return made


def spoken(name: str) -> str:
    """The words of an enum's name: AWAITING_CONFIRMATION → Awaiting confirmation, NEW_KRA → New KRA."""
    return name.replace("_", " ").capitalize().replace(" kra", " KRA")


def usd(amount: float) -> str:
    """Dollars to a hundredth of a cent."""
    return f"${amount:,.4f}"


def percent(share: float) -> str:
    """A share, 0 to 1, as a whole percentage."""
    return f"{share:.0%}"


def moment(time: str) -> str:
    """An ISO 8601 time as a person reads it, to the minute, in UTC."""
    return datetime.fromisoformat(time).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def duration(milliseconds: int | None) -> str:
    """How long something took."""
    return "–" if milliseconds is None else f"{milliseconds / 1000:,.1f} s"


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: 1 skill, 2 skills."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def sentence(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def age(time: str) -> str:
    """How long ago an ISO 8601 time was, in the largest unit that fits: 5 min, 3 h, 12 d."""
    minutes = int((datetime.now(UTC) - datetime.fromisoformat(time)).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60):,} d"


def uid(global_id: str) -> str:
    """The uid in a global id, as addresses of pages have it."""
    return parsed_id(global_id)[1]


def tone(status: str) -> str:
    """The class of a badge that says how a run or a review item stands."""
    return _TONES.get(status, "")


def spoken_names(kind: type[Enum]) -> list[tuple[str, str]]:
    """The names of an enum, each with its words: what one chooses from."""
    return [(name, spoken(name)) for name in kind.__members__]


def pairs(rows: Iterable[Mapping[str, Any]], value: str, text: str) -> list[tuple[str, str]]:
    """Two of the values of each row: what one chooses from."""
    return [(row[value], row[text]) for row in rows]


def counted_names(groups: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The names of groups, each with how many are in it: what one chooses from."""
    return [(group["name"], f"{group['name']} ({group['count']})") for group in groups]


def combined(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """What both say, the second where they differ."""
    return {**first, **second}


_TONES = {
    "COMPLETED": "good",
    "APPROVED": "good",
    "AWAITING_CONFIRMATION": "accent",
    "RUNNING": "accent",
    "QUEUED": "accent",
    "REJECTED": "warn",
    "FAILED": "bad",
}

FILTERS: dict[str, Callable[..., object]] = {
    "spoken": spoken,
    "usd": usd,
    "percent": percent,
    "moment": moment,
    "duration": duration,
    "counted": counted,
    "sentence": sentence,
    "age": age,
    "uid": uid,
    "tone": tone,
    "spoken_names": spoken_names,
    "pairs": pairs,
    "counted_names": counted_names,
    "combined": combined,
}
