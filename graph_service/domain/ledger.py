"""Calls of language models and what they cost: the entries of the ledger, and sums over them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class LLMStep(Enum):
    """What a model call was for."""

    PARSE = "PARSE"
    EXTRACT = "EXTRACT"
    ARBITRATE = "ARBITRATE"
    ENRICH = "ENRICH"
    REPORT = "REPORT"


class CallStatus(Enum):
    """How a call ended."""

    OK = "OK"
    REUSED = "REUSED"
    RATE_LIMITED = "RATE_LIMITED"
    OUT_OF_CREDIT = "OUT_OF_CREDIT"
    TIMEOUT = "TIMEOUT"
    SERVER_ERROR = "SERVER_ERROR"
    CONNECTION = "CONNECTION"
    TRUNCATED = "TRUNCATED"
    INVALID_ANSWER = "INVALID_ANSWER"
    EMPTY = "EMPTY"
    REFUSED = "REFUSED"
    CONTENT_FILTER = "CONTENT_FILTER"
    UNKNOWN_MODEL = "UNKNOWN_MODEL"
    UNAUTHORISED = "UNAUTHORISED"
    BAD_REQUEST = "BAD_REQUEST"
    CANCELLED = "CANCELLED"

    @property
    def retry_helps(self) -> bool:
        """Whether the same call may succeed a little later."""
        return self in _PASSING

    @property
    def has_answer(self) -> bool:
        """Whether the call has an answer that a step can go on with."""
        return self in (CallStatus.OK, CallStatus.REUSED)


_PASSING = frozenset(
    {
        CallStatus.RATE_LIMITED,
        CallStatus.TIMEOUT,
        CallStatus.SERVER_ERROR,
        CallStatus.CONNECTION,
        CallStatus.INVALID_ANSWER,
        CallStatus.EMPTY,
    }
)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of a call. Cached and cache-write tokens are part of the prompt's, reasoning part of the completion's."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0


@dataclass(frozen=True, slots=True)
class LLMCall:
    """One call of a language model, however it ended.

    `attempts` counts the requests that were sent; `failures` says what each but the last ended with. `cost_usd` is 0
    where the cost is not known, and `priced` is then false: a model without a price, or a server that went silent and
    may charge all the same. `reused_from` is the uid of the call whose answer this
    one took over.
    """

    uid: str
    step: LLMStep
    model: str
    prompt_name: str
    prompt_version: int
    prompt_sha256: str
    request_sha256: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cost_usd: float
    priced: bool
    duration_ms: int
    attempts: int
    failures: tuple[str, ...]
    status: CallStatus
    response: str | None
    error: str | None
    reused_from: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RunCost:
    """Dollars by step of the API; 0 where no model was called."""

    extract_usd: float = 0.0
    details_usd: float = 0.0
    final_usd: float = 0.0

    @property
    def total_usd(self) -> float:
        """The sum of the steps."""
        return self.extract_usd + self.details_usd + self.final_usd


_DETAILS, _FINAL = frozenset({LLMStep.ENRICH}), frozenset({LLMStep.REPORT})


def run_cost(calls: Iterable[LLMCall]) -> RunCost:
    """What a run's calls cost: placing new skills is details, wording is final, everything else is extract."""
    extract = details = final = 0.0
    for call in calls:
        if call.step in _DETAILS:
            details += call.cost_usd
        elif call.step in _FINAL:
            final += call.cost_usd
        else:
            extract += call.cost_usd
    return RunCost(extract, details, final)


class CostGroup(Enum):
    """By what costs are summed."""

    STEP = "STEP"
    MODEL = "MODEL"
    ROLE = "ROLE"
    DAY = "DAY"


@dataclass(frozen=True, slots=True)
class CostRow:
    """Sums over the calls of one group. `failed` ended without an answer; of `unpriced` ones the cost is not known.

    Tokens are whole numbers that may be larger than GraphQL's.
    """

    key: str
    calls: int
    reused: int
    failed: int
    unpriced: int
    prompt_tokens: float
    cached_tokens: float
    completion_tokens: float
    cost_usd: float


@dataclass(frozen=True, slots=True)
class CostReport:
    """What the calls of a time cost, and how many new skills curators accepted of those first proposed in it."""

    rows: tuple[CostRow, ...]
    accepted_new_skills: int

    @property
    def total_usd(self) -> float:
        """The sum of the rows."""
        return sum(row.cost_usd for row in self.rows)

    @property
    def unpriced(self) -> int:
        """Calls whose cost is not known, and that the total therefore misses."""
        return sum(row.unpriced for row in self.rows)

    @property
    def usd_per_accepted_new_skill(self) -> float | None:
        """None where no new skill was accepted."""
        return self.total_usd / self.accepted_new_skills if self.accepted_new_skills else None


@dataclass(frozen=True, slots=True)
class Caps:
    """The most dollars that the calls of a run, and those of a day (UTC), may cost."""

    run_usd: float
    day_usd: float


class Leave(Enum):
    """Whether a call may be made: WAIT says that it depends on calls which have not ended yet."""

    GRANTED = "GRANTED"
    WAIT = "WAIT"
    OVER_RUN_CAP = "OVER_RUN_CAP"
    OVER_DAY_CAP = "OVER_DAY_CAP"
