"""The lists of words and phrases by which a posting is read: YAML files in `cues/`, read once, when first needed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def cues(name: str) -> dict[str, Any]:
    """The file `cues/<name>.yaml`."""
    text = files(__package__).joinpath("cues", f"{name}.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=_Loader)
    return content


def any_of(expressions: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A pattern that matches where one of the expressions does, not starting inside a word."""
    alternatives = "|".join(expressions)
    return re.compile(rf"(?<!\w)(?:{alternatives})" if alternatives else r"(?!)", flags)
