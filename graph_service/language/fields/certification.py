"""Which certificates a posting names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from graph_service.language.cue_files import cues
from graph_service.language.fields.passages import BOILERPLATE, Passage


def read_certifications(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Names of certificates as written, each once."""
    found: list[str] = []
    for passage in passages:
        if passage.kind in BOILERPLATE:
            continue
        for name in _names(passage):
            if not any(name in known for known in found):
                found = [known for known in found if known not in name] + [name]
    return tuple(found)


def _names(passage: Passage) -> Iterator[str]:
    spans = [match.span() for match in _named("names").finditer(passage.plain)]
    written: list[tuple[int, int]] = []
    if _speaks_of_certificates().search(passage.plain):
        spans += [match.span() for match in _named("ambiguous").finditer(passage.plain)]
        spans += [match.span() for match in _in_context().finditer(passage.plain)]
        written = [match.span() for match in _forms().finditer(passage.plain)]
    full = sorted(span for span in written if "ertified" in passage.plain[slice(*span)])
    taken: list[tuple[int, int]] = []
    for start, end in [*full, *spans, *written]:
        if any(start < other_end and end > other_start for other_start, other_end in taken):
            continue
        taken.append((start, end))
    for start, end in sorted(taken):
        name = passage.cut(start, end).strip(" ,.;:(")
        if not _never().search(name):
            yield name


@cache
def _named(key: str) -> re.Pattern[str]:
    """Names as they stand; in a list with slashes each counts."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(cues('certifications')[key])})(?![\w-])")


@cache
def _in_context() -> re.Pattern[str]:
    """A name near the word "certified" or "certification"."""
    names = "|".join(cues("certifications")["with_certificate"])
    after = r"(?= [Cc]ertif|,? (?:or|and|/) [^.;]{2,40} [Cc]ertif)"
    before = "|".join(rf"(?<={word} in )" for word in ("[Cc]ertified", "[Cc]ertification", "[Cc]ertifications"))
    return re.compile(rf"(?<!\w)(?:{names}){after}|(?:{before})(?:{names})(?!\w)")


@cache
def _forms() -> re.Pattern[str]:
    return re.compile("|".join(cues("certifications")["forms"]))


@cache
def _speaks_of_certificates() -> re.Pattern[str]:
    return re.compile(cues("certifications")["about"], re.IGNORECASE)


@cache
def _never() -> re.Pattern[str]:
    return re.compile("|".join(cues("certifications")["never"]))
