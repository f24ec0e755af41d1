"""What is known of models by their names: which of them think before they answer, and which take a temperature."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """`effort` is the least reasoning that a model can be asked for, None where it takes no such parameter.

    `is_steady` says whether it takes a temperature and a seed. `thinking_tokens` is how much room its reasoning needs
    beside the answer: it counts as completion.
    """

    effort: str | None = None
    is_steady: bool = True
    thinking_tokens: int = 0


_FAMILIES: tuple[tuple[re.Pattern[str], Family], ...] = (
    (re.compile(r"o\d"), Family("low", is_steady=False, thinking_tokens=4000)),
    (re.compile(r"gpt-5(?:-(?:mini|nano|pro))?(?:-\d{4}|$)"), Family("minimal", is_steady=False, thinking_tokens=2000)),
    (re.compile(r"gpt-\d+(?:\.\d+)?-astra"), Family("low", is_steady=False, thinking_tokens=4000)),
    (re.compile(r"gpt-6\.\d+-sol"), Family("low", is_steady=False, thinking_tokens=4000)),
    (re.compile(r"gpt-(?:5\.|6)"), Family("none")),
)


def family(model: str) -> Family:
    """The family of a model; one that no rule knows takes a temperature and no effort.

    A server that refuses a parameter all the same is sent the request without it.
    """
    return next((known for pattern, known in _FAMILIES if pattern.match(model)), Family())
