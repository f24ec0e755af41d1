from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from graph_service.store import statements
from graph_service.store.connection import Transaction
from graph_service.store.statements import names, statement


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of statements of the test's own."""
    monkeypatch.setattr(statements, "folder", lambda: tmp_path)
    (tmp_path / "shelves").mkdir()
    return tmp_path


def never_called() -> Any:
    """A transaction of the driver that nothing may reach."""
    return cast(Any, None)


def test_statement_is_its_text_without_its_header() -> None:
    found = statement("runs/claim")

    assert found.name == "runs/claim"
    assert found.purpose == (
        "Take a run over for a step, unless another process is at it and has been heard of in the last `seconds`."
    )
    assert found.parameters == {"uid", "seconds"}
    assert found.rows == ("uid",)
    assert found.text.startswith("MATCH (run:PipelineRun {uid: $uid})")
    assert "//" not in found.text


def test_statement_with_a_long_purpose_has_it_whole() -> None:
    assert statement("runs/ask_role_links").purpose.endswith(
        "until then the link is a candidate. Confirmations count the job descriptions after the first."
    )


def test_statement_of_no_file_names_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"there is no statement 'runs/forget'; there are .*library/all_dimensions, "):
        statement("runs/forget")


def test_names_are_paths_without_their_ending(folder: Path) -> None:
    (folder / "shelves" / "fill.cypher").write_text("RETURN 1")
    (folder / "count.cypher").write_text("RETURN 1")
    (folder / "README.md").write_text("not a statement")

    assert names() == ["count", "shelves/fill"]


@pytest.mark.parametrize("name", names())
def test_statement_says_what_it_is_for(name: str) -> None:
    assert statement(name).purpose.endswith(".")


def test_statement_that_uses_an_undeclared_parameter_is_refused(folder: Path) -> None:
    (folder / "shelves" / "undeclared.cypher").write_text("// Fill.\n// parameters: a\n// rows:\nRETURN $a + $b")

    with pytest.raises(ValueError, match=r"shelves/undeclared\.cypher declares \['a'\] but uses \['a', 'b'\]"):
        statement("shelves/undeclared")


def test_statement_that_declares_an_unused_parameter_is_refused(folder: Path) -> None:
    (folder / "shelves" / "unused.cypher").write_text("// Fill.\n// parameters: a, b\n// rows:\nRETURN $a")

    with pytest.raises(ValueError, match="make its header true"):
        statement("shelves/unused")


def test_statement_without_header_takes_nothing_and_answers_nothing(folder: Path) -> None:
    (folder / "shelves" / "bare.cypher").write_text("MATCH (n)\nDETACH DELETE n\n")

    found = statement("shelves/bare")

    assert (found.purpose, found.parameters, found.rows) == ("", frozenset(), ())
    assert found.text == "MATCH (n)\nDETACH DELETE n"


async def test_transaction_refuses_a_missing_parameter() -> None:
    with pytest.raises(TypeError, match=r"runs/claim takes \['seconds', 'uid'\], not \['uid'\]"):
        await Transaction(never_called()).run("runs/claim", uid="a")


async def test_transaction_refuses_a_parameter_too_many() -> None:
    with pytest.raises(TypeError, match=r"taxonomy/stats takes \[\], not \['limit'\]"):
        await Transaction(never_called()).run("taxonomy/stats", limit=1)
