"""Passages of a job description, with the words around them: two letters alone tell nobody what is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

AROUND = 110
"""Characters before and after."""
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """A verbatim passage, and what comes before and after it on its line."""

    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A run and what its job description says; `more` passages are left out."""

    run: Mapping[str, Any]
    passages: tuple[Passage, ...]
    more: int


def witness(evidence: Mapping[str, Any]) -> Witness:
    """What a `ReviewEvidence` says, the first passages first, each once."""
    spans: Sequence[Mapping[str, Any]] = evidence["passages"]
    text = evidence["run"]["jobDescription"]
    found = dict.fromkeys(passage(text, span["start"], span["end"], span["text"]) for span in spans)
    return Witness(evidence["run"], tuple(found)[:MOST_SHOWN], max(0, len(found) - MOST_SHOWN))


def passage(text: str, start: int, end: int, said: str) -> Passage:
    """What is said from `start` to `end`, with whole words around it; alone where that is not in the text.

    A title that was sent apart from the text is none of its passages.
    """
    if text[start:end] != said:
        return Passage("", said, "")
    before = text[max(0, start - AROUND) : start].rsplit("\n", 1)
    after = text[end : end + AROUND].split("\n", 1)
    cut_before = len(before) == 1 and start > AROUND
    cut_after = len(after) == 1 and end + AROUND < len(text)
    return Passage(
        "…" + before[0].partition(" ")[2] if cut_before else before[-1].lstrip(),
        said,
        after[0].rpartition(" ")[0] + "…" if cut_after else after[0].rstrip(),
    )
