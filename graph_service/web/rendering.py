"""Templates, and how values are written in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape


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
    """The words of an enum's name: AWAITING_CONFIRMATION → Awaiting confirmation."""
    return name.replace("_", " ").capitalize()


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


FILTERS: dict[str, Callable[..., str]] = {
    "spoken": spoken,
    "usd": usd,
    "percent": percent,
    "moment": moment,
    "duration": duration,
    "counted": counted,
}
