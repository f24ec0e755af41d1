from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from graph_service.cli import app

HEAVY = (
    "torch",
    "sentence_transformers",
    "onnxruntime",
    "neo4j",
    "neomodel",
    "strawberry",
    "uvicorn",
    "numpy",
    "graph_service.app",
    "graph_service.pipeline",
)
"""What takes long to import and no `--help` needs."""

HELP_OF_ALL = f"""
import json, sys
from typer.testing import CliRunner
from graph_service.cli import app
results = {{}}
for command in json.loads(sys.argv[1]):
    result = CliRunner().invoke(app, [*command, "--help"])
    results[" ".join(command)] = [result.exit_code, result.stdout]
print(json.dumps([results, [name for name in {HEAVY!r} if name in sys.modules]]))
"""


@pytest.fixture(autouse=True)
def unusable_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever gets as far as its settings ends there: no test of this file starts anything."""
    monkeypatch.setenv("GRAPH_SERVICE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)


def invoke(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, arguments, input=stdin)


def all_commands() -> list[list[str]]:
    def below(command: Any, path: list[str]) -> list[list[str]]:
        children = getattr(command, "commands", {})
        return [path] + [found for name, child in children.items() for found in below(child, [*path, name])]

    return below(typer.main.get_command(app), [])


def test_commands_are_those_that_are_documented() -> None:
    assert sorted(" ".join(command) for command in all_commands()) == [
        "",
        "db",
        "db console",
        "db start",
        "db status",
        "db stop",
        "demo",
        "evaluate",
        "keys",
        "keys create",
        "keys list",
        "keys revoke",
        "load",
        "run",
        "schema",
        "scripts",
        "serve",
    ]


def test_help_of_every_command_imports_nothing_heavy() -> None:
    command = [sys.executable, "-c", HELP_OF_ALL, json.dumps(all_commands())]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    results, imported = json.loads(done.stdout)

    assert imported == []
    assert {name: code for name, (code, _) in results.items() if code != 0} == {}
    undocumented = [name for name, (_, text) in results.items() if not re.search(r"Usage: .*\n\n  [A-Z][\w ]+", text)]
    assert undocumented == []


def test_options_have_the_defaults_that_are_documented() -> None:
    text = invoke("serve", "--help").stdout

    assert "127.0.0.1" in text
    assert "8000" in text
    assert "--json" in invoke("run", "--help").stdout
    assert "--check" in invoke("load", "--help").stdout


def test_package_is_the_command() -> None:
    command = [sys.executable, "-m", "graph_service", "run", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "Run job descriptions through the pipeline, without a server." in done.stdout


@pytest.mark.parametrize("command", ["run", "demo"])
def test_file_that_is_not_there_is_a_message(command: str, tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"

    result = invoke(command, str(missing))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        f"graph-service: {missing} cannot be read: No such file or directory; "
        "give a text file, or - for standard input\n"
    )


def test_folder_in_place_of_a_file_is_a_message(tmp_path: Path) -> None:
    result = invoke("run", str(tmp_path))

    assert result.exit_code == 1
    assert f"{tmp_path} cannot be read: Is a directory" in result.stderr


def test_file_that_is_not_utf_8_is_a_message(tmp_path: Path) -> None:
    file = tmp_path / "posting.doc"
    file.write_bytes(b"\xd0\xcf\x11\xe0 binary")

    result = invoke("run", str(file))

    assert result.exit_code == 1
    assert result.stderr == f"graph-service: {file} is not UTF-8 text; save it as plain text in UTF-8\n"


def test_standard_input_that_is_not_utf_8_is_a_message() -> None:
    result = invoke("run", "-", stdin=b"caf\xe9")

    assert result.exit_code == 1
    assert result.stderr == "graph-service: standard input is not UTF-8 text; save it as plain text in UTF-8\n"


def test_every_file_is_read_before_anything_starts(tmp_path: Path) -> None:
    result = invoke("run", "-", str(tmp_path / "missing.txt"), stdin=b"We are looking for an engineer.")

    assert result.exit_code == 1
    assert "missing.txt cannot be read" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("run", "-"), ("demo", "-"), ("load",), ("serve",), ("db", "status"), ("db", "stop")]
)
def test_address_without_password_is_a_message(arguments: tuple[str, ...]) -> None:
    result = invoke(*arguments, stdin=b"We are looking for an engineer.")

    assert result.exit_code == 1
    assert result.stderr == (
        "graph-service: NEO4J_URI is set but NEO4J_PASSWORD is not; set both, or neither to start our own Neo4j\n"
    )
    assert "Traceback" not in result.output


@pytest.mark.parametrize("arguments", [("run", "-"), ("load",), ("demo", "-")])
def test_neo4j_that_does_not_answer_is_a_message(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "secret-of-the-test")
    monkeypatch.setenv("EMBEDDING_RUNTIME", "onnx")

    result = invoke(*arguments, stdin=b"We are looking for an engineer.")

    assert result.exit_code == 1
    assert "Neo4j does not answer" in result.stderr
    assert "secret-of-the-test" not in result.output
    assert "Traceback" not in result.output


KEY_COMMANDS = [("keys", "create", "--name", "anna", "--role", "curator"), ("keys", "list"), ("keys", "revoke", "anna")]


@pytest.mark.parametrize("arguments", KEY_COMMANDS)
def test_keys_without_a_neo4j_are_a_message(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "secret-of-the-test")

    result = invoke(*arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "Neo4j does not answer" in result.stderr
    assert "secret-of-the-test" not in result.output


def test_key_has_one_of_three_roles() -> None:
    result = invoke("keys", "create", "--name", "anna", "--role", "owner")

    assert result.exit_code == 2
    assert "'owner' is not one of 'reader', 'curator', 'admin'" in result.stderr


def test_wrong_port_is_refused() -> None:
    result = invoke("serve", "--port", "70000")

    assert result.exit_code == 2
    assert "'--port': Input should be less than or equal to 65535" in result.stderr


def test_db_status_of_a_home_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI")

    result = invoke("db", "status")

    assert (result.exit_code, result.stdout) == (3, "not running\n")


def test_db_stop_of_a_home_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI")

    result = invoke("db", "stop")

    assert (result.exit_code, result.stdout) == (0, "it did not run\n")


def test_db_commands_import_no_pipeline(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from graph_service.cli import app\n"
        "assert CliRunner().invoke(app, ['db', 'status']).exit_code == 3\n"
        "print([m for m in ('graph_service.app', 'graph_service.pipeline', 'strawberry', 'torch') if m in sys.modules])"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
    environment["GRAPH_SERVICE_HOME"] = str(tmp_path)

    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_schema_prints_the_sdl_and_starts_nothing(tmp_path: Path) -> None:
    result = invoke("schema")

    assert result.exit_code == 0
    assert result.stderr == ""
    assert "type Query {" in result.stdout
    assert "interface Node" in result.stdout
    assert not (tmp_path / "home").exists()
