"""What marks a state of the taxonomy: another mark means that something read of it may be another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph_service.store.connection import Transaction

STAMP = "library/stamp"
SETTLED_AFTER_MS = 2000
"""Neo4j shows a transaction's changes one by one while it commits, which takes far less. Whoever reads in that moment
may see the new mark and the old taxonomy: a mark that is younger is not to be relied on."""

BESIDE_THE_TAXONOMY = frozenset(
    {
        "access/create_key",
        "access/revoke_key",
        "access/use_key",
        "ledger/record",
        "ledger/reserve",
        "ledger/settle",
        "runs/claim",
        "runs/keep_alive",
        "runs/lock",
        "runs/save",
        "runs/start",
    }
)
"""Statements that write nothing that is read of the taxonomy. Every other one that changes anything leaves a mark."""


async def revision(transaction: Transaction) -> str | None:
    """The mark of the taxonomy as it is from here on in a transaction; None while it may not be relied on."""
    rows = await transaction.run("library/revision")
    if not rows or rows[0]["age"] < SETTLED_AFTER_MS:
        return None
    return str(rows[0]["stamp"])
