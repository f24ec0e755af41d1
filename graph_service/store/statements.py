"""Cypher statements live in files and are loaded by name: `Statements().get("runs/by_id")`.

A file's header says what it is for, which parameters it takes and which columns its rows have:

    // The run with a uid.
    // parameters: uid
    // rows: run
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and what its header says of it."""

    name: str
    text: str
    purpose: str
    parameters: frozenset[str]
    rows: tuple[str, ...]


@cache
def statement(name: str) -> Statement:
    """The statement of that name. Raises KeyError with the names there are."""
    path = folder() / f"{name}.cypher"
    if not path.is_file():
        raise KeyError(f"there is no statement {name!r}; there are {', '.join(names())}")
    return _parsed(name, path.read_text(encoding="utf-8"))


def names() -> list[str]:
    """The names of all statements."""
    root = folder()
    return sorted(path.relative_to(root).with_suffix("").as_posix() for path in root.rglob("*.cypher"))


def folder() -> Path:
    """Where the statements are: inside the package once it is installed, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "cypher"
    return installed if installed.is_dir() else package.parent / "cypher"


def _parsed(name: str, text: str) -> Statement:
    header = [line[2:].strip() for line in text.splitlines() if line.startswith("//")]
    fields = {
        line.split(":")[0]: line.partition(":")[2].strip() for line in header if re.match(r"(parameters|rows):", line)
    }
    body = "\n".join(line for line in text.splitlines() if not line.startswith("//")).strip()
    declared = frozenset(part.strip() for part in fields.get("parameters", "").split(",") if part.strip())
    used = frozenset(_PARAMETER.findall(body))
    if declared != used:
        raise ValueError(f"{name}.cypher declares {sorted(declared)} but uses {sorted(used)}; make its header true")
    purpose = " ".join(line for line in header if not re.match(r"(parameters|rows):", line))
    rows = tuple(part.strip() for part in fields.get("rows", "").split(",") if part.strip())
    return Statement(name, body, purpose, declared, rows)
