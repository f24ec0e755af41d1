"""The fixed part of each request to a language model: Markdown files in `prompts/`, one a step.

A file begins with a header that says its version; count it up with every change of the text:

    ---
    version: 1
    ---
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from graph_service.domain.ledger import LLMStep


@dataclass(frozen=True, slots=True)
class Prompt:
    """A system message. `sha256` is of its text, so that a change that forgot the version is seen as well."""

    name: str
    version: int
    text: str

    @property
    def sha256(self) -> str:
        """The digest of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@cache
def prompt(step: LLMStep) -> Prompt:
    """The prompt of a step: `prompts/<step>.md`."""
    name = step.value.lower()
    content = files(__package__).joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
    return parsed(name, content)


def parsed(name: str, content: str) -> Prompt:
    """A prompt of a file's content. Raises ValueError where the header is not as it has to be."""
    opening, _, rest = content.partition("---\n")
    header, mark, text = rest.partition("---\n")
    version = re.fullmatch(r"version: (\d+)\n", header) if mark and not opening else None
    if version is None:
        raise ValueError(f"prompts/{name}.md has no header with a version; begin it with ---, version: 1, ---")
    return Prompt(name, int(version[1]), text.strip())
