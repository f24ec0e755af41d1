"""What README says of the settings and the commands is what the code says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from graph_service.cli import app
from graph_service.settings import Limits, Settings, StepModels, Thresholds, read_settings
from graph_service.store.nodes import LABELS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
COMPUTED = {
    "graph_service_home": "the platform's user data folder",
    "llm_models": "below",
    "limits": "below",
    "thresholds": "below",
}
PREFIX = "THRESHOLDS"
NESTED = {"llm_models": "LLM_MODELS__…", "limits": "LIMITS__…", "thresholds": f"{PREFIX}__…"}


def rows(model: type[BaseModel], prefix: str) -> Iterator[str]:
    """The table row of each setting."""
    for name, field in model.model_fields.items():
        variable = NESTED.get(name, f"{prefix}{name.upper()}")
        yield f"| `{variable}` | {shown(name, field.default)} | {field.description} |"


def shown(name: str, default: Any) -> str:
    if default is PydanticUndefined:
        return COMPUTED[name]
    if default is None:
        return "unset"
    return f"`{default.value if isinstance(default, Enum) else default}`"


ROWS = [
    *rows(Settings, ""),
    *rows(StepModels, "LLM_MODELS__"),
    *rows(Limits, "LIMITS__"),
    *rows(Thresholds, f"{PREFIX}__"),
]


@pytest.mark.parametrize("row", ROWS)
def test_readme_has_the_row_of_each_setting(row: str) -> None:
    assert row in README.splitlines()


def test_readme_has_no_row_of_a_setting_that_does_not_exist() -> None:
    settings = README.partition("## Settings")[2].partition("\n## ")[0]

    assert {line for line in settings.splitlines() if line.startswith("| `")} == set(ROWS)


def test_readme_names_thresholds_by_variables_that_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}__SKILL_FLOOR", "0.31")

    assert read_settings().thresholds.skill_floor == 0.31


def test_readme_has_every_command() -> None:
    group = typer.main.get_command(app)
    commands = README.partition("## Commands")[2].partition("\n## ")[0]
    names = set(getattr(group, "commands", {}))

    assert names == set(re.findall(r"^\| `graph-service ([a-z]+)", commands, re.MULTILINE))


def test_readme_draws_every_label() -> None:
    picture = README.partition("## The graph")[2].partition("\n- ")[0]

    assert {label.__name__ for label in LABELS} <= set(re.findall(r"\w+", picture))


def test_readme_names_every_room() -> None:
    package = Path(__file__).parents[2] / "graph_service"
    rooms = README.partition("## The rooms")[2].partition("\n## ")[0]

    missing = [
        path.name for path in package.iterdir() if (path / "__init__.py").is_file() and f"  {path.name}/" not in rooms
    ]
    assert missing == []


def test_every_example_is_taken_for_a_job_description() -> None:
    from graph_service.pipeline.guard import refuse

    examples = sorted((Path(__file__).parents[2] / "examples").glob("*.txt"))

    assert [path.name for path in examples if refuse(path.read_text(encoding="utf-8"))] == []
    assert len(examples) == 3
