from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO

from rich.console import Console

from graph_service.console import print_run, run_as_json
from graph_service.domain.ledger import CallStatus, LLMCall, LLMStep
from graph_service.domain.run import Run, RunStatus
from tests.unit.libraries import LIBRARY

AT = datetime(2026, 11, 23, tzinfo=UTC)
CALL = LLMCall(
    "c", LLMStep.REPORT, "m", "report", 1, "p", "r", 10, 5, 0, 0.5, True, 3, 1, (), CallStatus.OK, "{}", None, None, AT
)  # fmt: skip
RUN = Run("run", RunStatus.COMPLETED, AT, AT, "Keep kilns hot", llm_calls=(CALL,), warnings=("the kiln is cold",))


def test_run_as_json_has_its_calls_and_what_they_cost() -> None:
    found = json.loads(run_as_json(RUN))

    assert found["cost"] == {"extract_usd": 0.0, "details_usd": 0.0, "final_usd": 0.5, "total_usd": 0.5}
    assert [(call["step"], call["status"]) for call in found["llm_calls"]] == [("REPORT", "OK")]


def test_run_in_a_terminal_says_its_warnings_and_what_it_cost() -> None:
    terminal = Console(file=StringIO(), width=100)
    with terminal.capture() as captured:
        print_run(RUN, [], LIBRARY, terminal)

    said = captured.get()
    assert "· the kiln is cold" in said
    assert "$0.5000" in said
