"""Where calls are kept and caps are held: the Protocol, and the double that ships."""

from __future__ import annotations

from typing import Protocol

from graph_service.domain.ledger import CallStatus, Caps, Leave, LLMCall


class Ledger(Protocol):
    """Keeps every call with its run (uid), and holds dollars back for those that have not ended."""

    async def earlier(self, request_sha256: str, run: str | None) -> LLMCall | None:
        """The newest answered call of a request, of one run or of any; not one whose answer was itself re-used."""
        ...

    async def reserve(self, run: str, uid: str, usd: float, caps: Caps) -> Leave:
        """Hold dollars back for the call with this uid, if its run and the day have so much left."""
        ...

    async def release(self, run: str, uid: str) -> None:
        """Give back what was held for a call that is not made after all."""
        ...

    async def record(self, run: str, call: LLMCall) -> None:
        """Keep a call that has ended, and count its cost in place of what was held back for it."""
        ...


class MemoryLedger:
    """A ledger of one process, for whoever runs no graph. A day is as long as the process lives."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, LLMCall]] = []
        self._held: dict[str, tuple[str, float]] = {}

    async def earlier(self, request_sha256: str, run: str | None) -> LLMCall | None:
        """See Ledger."""
        found = (
            call
            for owner, call in reversed(self.calls)
            if call.request_sha256 == request_sha256 and call.status is CallStatus.OK and run in (None, owner)
        )
        return next(found, None)

    async def reserve(self, run: str, uid: str, usd: float, caps: Caps) -> Leave:
        """See Ledger."""
        of_run = sum(call.cost_usd for owner, call in self.calls if owner == run)
        of_day = sum(call.cost_usd for _, call in self.calls)
        if of_run + usd > caps.run_usd:
            return Leave.OVER_RUN_CAP
        if of_day + usd > caps.day_usd:
            return Leave.OVER_DAY_CAP
        held_of_run = sum(held for owner, held in self._held.values() if owner == run)
        held = sum(held for _, held in self._held.values())
        if of_run + held_of_run + usd > caps.run_usd or of_day + held + usd > caps.day_usd:
            return Leave.WAIT
        self._held[uid] = (run, usd)
        return Leave.GRANTED

    async def release(self, run: str, uid: str) -> None:
        """See Ledger."""
        self._held.pop(uid, None)

    async def record(self, run: str, call: LLMCall) -> None:
        """See Ledger."""
        self._held.pop(call.uid, None)
        self.calls.append((run, call))
