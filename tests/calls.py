"""A call of a language model, as tests keep it in the ledger."""

from __future__ import annotations

from datetime import UTC, datetime

from graph_service.domain.ledger import CallStatus, LLMCall, LLMStep

CALL = LLMCall(
    uid="call",
    step=LLMStep.EXTRACT,
    model="gpt-6-luna",
    prompt_name="extract",
    prompt_version=1,
    prompt_sha256="p",
    request_sha256="r",
    prompt_tokens=1000,
    completion_tokens=100,
    cached_tokens=400,
    cost_usd=0.02,
    priced=True,
    duration_ms=321,
    attempts=2,
    failures=("SERVER_ERROR: oops",),
    status=CallStatus.OK,
    response='{"skills": []}',
    error=None,
    reused_from=None,
    at=datetime(2026, 11, 20, 10, 30, 0, 123000, tzinfo=UTC),
)
