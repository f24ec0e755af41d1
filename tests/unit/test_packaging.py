"""What is installed is complete: from a wheel, and from a checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.build import build_wheel

from graph_service.domain.ledger import LLMStep
from graph_service.store import statements

ROOT = Path(__file__).parents[2]
FOUND = """
from graph_service.language.cue_files import cues
from graph_service.store import statements
from graph_service.taxonomy.reader import STARTER
print(statements.folder(), STARTER, len(statements.names()), len(cues("headings")), sep="\\n")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return folder / build_wheel(str(folder))


@pytest.fixture(scope="module")
def members(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files(folder: Path, pattern: str) -> set[str]:
    """Paths of a folder's files as a wheel names them."""
    return {path.relative_to(folder.parent).as_posix() for path in folder.rglob(pattern)}


def test_wheel_has_every_statement(members: set[str]) -> None:
    packed = {name.removeprefix("graph_service/") for name in members if name.endswith(".cypher")}

    assert packed == files(ROOT / "cypher", "*.cypher")
    assert "cypher/schema/ping.cypher" in packed


@pytest.mark.parametrize("folder", ["taxonomy", "language/cues"])
def test_wheel_has_every_data_file(members: set[str], folder: str) -> None:
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "graph_service" / folder).rglob("*")
        if path.suffix == ".yaml"
    }

    assert len(expected) > 5
    assert expected <= members


@pytest.mark.parametrize(
    "name",
    [
        "graph_service/py.typed",
        "graph_service/schema.graphql",
        "graph_service/taxonomy/README.md",
        "graph_service/language/prices.yaml",
        *(f"graph_service/language/prompts/{step.value.lower()}.md" for step in LLMStep),
    ],
)
def test_wheel_has(members: set[str], name: str) -> None:
    assert name in members


def test_wheel_has_licence_and_notice_and_nothing_of_the_tests(members: set[str]) -> None:
    metadata = {Path(name).name for name in members if ".dist-info/" in name}

    assert {"LICENSE", "NOTICE", "entry_points.txt"} <= metadata
    assert {name.split("/")[0].split("-")[0] for name in members} == {"graph_service"}


def test_wheel_has_the_schema_of_the_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read("graph_service/schema.graphql") == (ROOT / "schema.graphql").read_bytes()


def test_package_from_the_wheel_finds_its_data(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)

    done = subprocess.run(
        [sys.executable, "-c", FOUND],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    folder, starter, count, headings = done.stdout.splitlines()
    assert Path(folder) == tmp_path / "graph_service" / "cypher"
    assert Path(starter) == tmp_path / "graph_service" / "taxonomy"
    assert int(count) == len(statements.names())
    assert int(headings) > 0


def test_checkout_finds_its_statements_beside_the_package() -> None:
    assert statements.folder() == ROOT / "cypher"
    assert "schema/ping" in statements.names()
