"""What a page offers to choose from."""

from __future__ import annotations

from enum import Enum
from typing import Any

from graph_service.web.paging import everything
from graph_service.web.site import Visit


async def roles(visit: Visit) -> list[dict[str, Any]]:
    """Slug and name of every role, by name. Raises GraphServiceError."""
    found = await everything(visit, "role_names", "roles")
    return sorted(found.rows, key=lambda role: str(role["name"]).casefold())


def named(value: str, kind: type[Enum]) -> str | None:
    """The name of an enum's member that an address says; None for anything else, which chooses nothing."""
    return value if value in kind.__members__ else None
