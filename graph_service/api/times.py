"""Times that callers send."""

from __future__ import annotations

from datetime import UTC, datetime

from graph_service.errors import InvalidInput


def in_utc(time: datetime | None, field: str) -> datetime | None:
    """The time in UTC, where one without a zone is taken to be. Raises InvalidInput."""
    if time is None or time.tzinfo is None:
        return time and time.replace(tzinfo=UTC)
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise InvalidInput(f"{time.isoformat()} is out of range; send a time of our era", field) from None
