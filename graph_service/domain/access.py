"""Who asks, and what they may do."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Access(Enum):
    """What a caller may do, the least first; each may do all that those before it may."""

    READER = "reader"
    CURATOR = "curator"
    ADMIN = "admin"

    def includes(self, needed: Access) -> bool:
        """Whether who has this may do what needs the other."""
        order = list(Access)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Actor:
    """A caller that was recognised.

    `name` is for the audit log; `id` is a key's uid, or oidc: and a token's subject.
    """

    name: str
    role: Access
    id: str


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is kept of a key: all but the key. `prefix` is how it begins."""

    uid: str
    name: str
    role: Access
    prefix: str
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


def is_loopback(host: str) -> bool:
    """Whether an address, or the name localhost, can be reached from this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
