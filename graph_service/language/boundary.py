"""A job description as data: enclosed by a marker that it cannot forge, without the passages that talk to a machine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache

from graph_service.domain.document import Document, TextSpan
from graph_service.language.cue_files import any_of, cues

_MARKER = re.compile(r"<(?=\s*/?\s*posting\b)", re.IGNORECASE)
BLANK = "\ufffc"
_BLANKS = re.compile(f"{BLANK}+")
_CONTROL = re.compile(r"<(?=\|)|(?<=\|)>|<(?=<\s*/?sys)", re.IGNORECASE)


def enclosed(text: str) -> str:
    """The text between two marker lines that name each other by a digest of the text: it cannot contain its own.

    What only looks like a marker is made harmless, and so are the control marks of chat templates.
    """
    harmless = _BLANKS.sub(" ", _CONTROL.sub("‹", _MARKER.sub("‹", text)))
    digest = hashlib.sha256(harmless.encode("utf-8", "replace")).hexdigest()[:16]
    while digest in harmless:
        digest = hashlib.sha256(digest.encode()).hexdigest()[:16]
    return f'<posting id="{digest}">\n{harmless}\n</posting id="{digest}">'


def addressed_to_a_model(document: Document) -> tuple[TextSpan, ...]:
    """The statements that speak to a language model, and what follows them in their paragraph."""
    return tuple(_addressed(document))


def _addressed(document: Document) -> Iterator[TextSpan]:
    for section in document.sections:
        end = -1
        for statement in section.statements:
            span = statement.span
            goes_on = end >= 0 and not statement.is_bullet and "\n\n" not in document.text[end : span.start]
            if goes_on or talks_to_a_model(span.text):
                yield span
                end = span.end
            else:
                end = -1


def talks_to_a_model(text: str) -> bool:
    """Whether a passage tells a machine what to answer, rather than a person what the job is."""
    return _patterns().search(" ".join(text.split())) is not None


@cache
def _patterns() -> re.Pattern[str]:
    return any_of((f"(?:{expression})" for expression in cues("machine_talk")["expressions"]), re.IGNORECASE)


def without(text: str, spans: tuple[TextSpan, ...]) -> str:
    """The text with these passages blanked out; every other character stays where it is.

    A blank is no white space: nothing is found that reaches over one.
    """
    kept = list(text)
    for span in spans:
        kept[span.start : span.end] = BLANK * (span.end - span.start)
    return "".join(kept)
