"""Everything that can go wrong on purpose.

    GraphServiceError
    ├── ConfigurationError     a setting is missing, contradictory or unusable
    ├── LibraryError           the starter library's files are wrong; lists every finding
    ├── ModelError             an embedding model cannot be found, verified or loaded
    ├── CallFailed             a language model gave no usable answer; says whether a retry helps
    ├── StoreError
    │   ├── StoreUnavailable   Neo4j does not answer; trying again later may help
    │   └── ServerError        our own Neo4j cannot be installed or started
    ├── AccessError            who asks may not have what was asked for
    │   ├── Unauthenticated    no credential was sent, or one that is not accepted
    │   ├── Forbidden          the caller's role does not allow it
    │   ├── RateLimited        too many requests; the same one may succeed later
    │   └── IssuerUnavailable  the OIDC issuer does not answer, so that no token can be checked
    ├── LimitExceeded          a request asks for more than one may
    └── InvalidInput           what the caller sent cannot be used; becomes a UserError in GraphQL
        ├── NotFound           it names something that does not exist
        └── Conflict           it contradicts the state that things are in
            └── Busy           another request is at the same thing right now

A message says what happened and what to do next; it never carries a secret or a stack trace.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.domain.ledger import CallStatus, Usage


class GraphServiceError(Exception):
    """The root of the tree. `code` is stable: clients may branch on it."""

    code = "INTERNAL"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ConfigurationError(GraphServiceError):
    """A setting is missing, contradictory or unusable; the message names it."""

    code = "CONFIGURATION"


class LibraryError(GraphServiceError):
    """The starter library's files are wrong. `findings` holds one line per mistake."""

    code = "LIBRARY"

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"{len(self.findings)} mistakes in the library:\n" + "\n".join(self.findings))


class ModelError(GraphServiceError):
    """An embedding model cannot be found, verified or loaded."""

    code = "MODEL"


class CallFailed(GraphServiceError):
    """A language model gave no usable answer. `usage` is what it was paid for all the same.

    `wait_s` is how long the server asks to wait before the next try; `failures` is what earlier attempts ended with.
    """

    code = "LANGUAGE_MODEL"

    def __init__(
        self,
        status: CallStatus,
        message: str,
        *,
        usage: Usage | None = None,
        response: str | None = None,
        wait_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.usage = usage or Usage()
        self.response = response
        self.wait_s = wait_s
        self.attempts = 1
        self.failures: tuple[str, ...] = ()

    @property
    def retry_helps(self) -> bool:
        """Whether the same call may succeed a little later."""
        return self.status.retry_helps


class StoreError(GraphServiceError):
    """Something is wrong with the graph database."""

    code = "STORE"


class StoreUnavailable(StoreError):
    """Neo4j does not answer. The same call may succeed later."""

    code = "STORE_UNAVAILABLE"


class ServerError(StoreError):
    """Our own Neo4j cannot be installed, started or stopped."""

    code = "SERVER"


class AccessError(GraphServiceError):
    """Who asks may not have what was asked for."""

    code = "ACCESS"


class Unauthenticated(AccessError):
    """No credential was sent, or one that is not accepted."""

    code = "UNAUTHENTICATED"


class Forbidden(AccessError):
    """It is known who asks, and their role does not allow it."""

    code = "FORBIDDEN"


class RateLimited(AccessError):
    """Too many requests. The same one may succeed after `retry_after_s` seconds."""

    code = "RATE_LIMITED"

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class IssuerUnavailable(AccessError):
    """The OIDC issuer does not answer, so that no token can be checked. The same call may succeed later."""

    code = "ISSUER_UNAVAILABLE"


class LimitExceeded(GraphServiceError):
    """A request asks for more than one may: `limit` names the setting, without LIMITS__, and `most` is its value."""

    code = "LIMIT_EXCEEDED"

    def __init__(self, message: str, limit: str, most: float) -> None:
        super().__init__(message)
        self.limit = limit
        self.most = most


class InvalidInput(GraphServiceError):
    """What the caller sent cannot be used. `field` is the input's path."""

    code = "INVALID_INPUT"

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotFound(InvalidInput):
    """The input names something that does not exist."""

    code = "NOT_FOUND"


class Conflict(InvalidInput):
    """The input contradicts the state that things are in."""

    code = "CONFLICT"


class Busy(Conflict):
    """Another request is at the same thing right now; the same call may succeed later."""

    code = "BUSY"
