"""The ledger in the graph: what is held back before a call, what it cost, and sums over all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from graph_service.domain.ledger import (
    CallStatus,
    Caps,
    CostGroup,
    CostReport,
    CostRow,
    Leave,
    LLMCall,
    LLMStep,
)
from graph_service.store.connection import Graph, Row, Transaction

HELD_S = 900
"""What a process held back and died before giving back counts for so many seconds."""
CENT_DUST = 1e-9
"""Dollars; sums of fractions differ by less."""


class GraphLedger:
    """The ledger of every process on a graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def earlier(self, request_sha256: str, run: str | None) -> LLMCall | None:
        """The newest answered call of a request, of one run or of any; not one whose answer was itself re-used."""
        rows = await self._graph.read("ledger/earlier", sha256=request_sha256, run=run)
        return call_of(rows[0]["call"]) if rows else None

    async def reserve(self, run: str, uid: str, usd: float, caps: Caps) -> Leave:
        """Hold dollars back for the call with this uid, if its run and the day have so much left."""
        rows = await self._graph.write(
            "ledger/reserve",
            run=run,
            day=_today(),
            uid=uid,
            usd=usd,
            runCap=caps.run_usd + CENT_DUST,
            dayCap=caps.day_usd + CENT_DUST,
            seconds=HELD_S,
        )
        return Leave(rows[0]["outcome"])

    async def release(self, run: str, uid: str) -> None:
        """Give back what was held for a call that is not made after all."""
        await self._graph.write("ledger/settle", run=run, day=_today(), uid=uid, usd=0.0)

    async def record(self, run: str, call: LLMCall) -> None:
        """Keep a call that has ended, and count its cost in place of what was held back for it."""

        async def work(transaction: Transaction) -> None:
            await transaction.run("ledger/settle", run=run, day=_today(), uid=call.uid, usd=call.cost_usd)
            await transaction.run("ledger/record", run=run, properties=_properties(call), at=call.at.isoformat())

        await self._graph.writing(work)


async def of_runs(graph: Graph, uids: Sequence[str]) -> dict[str, tuple[LLMCall, ...]]:
    """uid of each run → its calls, oldest first."""
    calls: dict[str, list[LLMCall]] = defaultdict(list)
    for row in await graph.read("ledger/of_runs", uids=list(uids)):
        calls[row["run"]].append(call_of(row["call"]))
    return {uid: tuple(calls[uid]) for uid in uids}


async def costs(graph: Graph, since: datetime | None, until: datetime | None, by: CostGroup) -> CostReport:
    """Sums over the calls of a time; both ends have a zone, the second is not included."""
    start, end = since and since.isoformat(), until and until.isoformat()
    rows = await graph.read("ledger/costs", since=start, until=end, by=by.value)
    accepted = await graph.read("ledger/accepted_new_skills", since=start, until=end)
    return CostReport(tuple(_cost_row(row) for row in rows), accepted[0]["accepted"])


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _cost_row(row: Row) -> CostRow:
    return CostRow(
        key=row["key"],
        calls=row["calls"],
        reused=row["reused"],
        failed=row["failed"],
        unpriced=row["unpriced"],
        prompt_tokens=float(row["promptTokens"]),
        cached_tokens=float(row["cachedTokens"]),
        completion_tokens=float(row["completionTokens"]),
        cost_usd=row["costUsd"],
    )


def _properties(call: LLMCall) -> Row:
    return {
        "uid": call.uid,
        "step": call.step.value,
        "model": call.model,
        "promptName": call.prompt_name,
        "promptVersion": call.prompt_version,
        "promptSha256": call.prompt_sha256,
        "requestSha256": call.request_sha256,
        "promptTokens": call.prompt_tokens,
        "completionTokens": call.completion_tokens,
        "cachedTokens": call.cached_tokens,
        "costUsd": call.cost_usd,
        "priced": call.priced,
        "durationMs": call.duration_ms,
        "attempts": call.attempts,
        "failures": list(call.failures),
        "status": call.status.value,
        "response": call.response,
        "error": call.error,
        "reusedFrom": call.reused_from,
    }


def calls_of(rows: Sequence[Row]) -> tuple[LLMCall, ...]:
    """The calls of a run, from their nodes' properties."""
    return tuple(call_of(row) for row in rows)


def call_of(node: Row) -> LLMCall:
    """A call of its node's properties."""
    return LLMCall(
        uid=node["uid"],
        step=LLMStep(node["step"]),
        model=node["model"],
        prompt_name=node["promptName"],
        prompt_version=node["promptVersion"],
        prompt_sha256=node["promptSha256"],
        request_sha256=node["requestSha256"],
        prompt_tokens=node["promptTokens"],
        completion_tokens=node["completionTokens"],
        cached_tokens=node["cachedTokens"],
        cost_usd=node["costUsd"],
        priced=node["priced"],
        duration_ms=node["durationMs"],
        attempts=node["attempts"],
        failures=tuple(node["failures"]),
        status=CallStatus(node["status"]),
        response=node.get("response"),
        error=node.get("error"),
        reused_from=node.get("reusedFrom"),
        at=node["at"].to_native(),
    )
