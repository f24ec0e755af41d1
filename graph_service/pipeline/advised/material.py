"""What a model is shown of a job description, and what its words are checked against: one and the same text."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from graph_service.domain.document import Document, TextSpan
from graph_service.language.boundary import addressed_to_a_model, enclosed, talks_to_a_model, without
from graph_service.language.grounding import first_span, spans_of


class StrictAnswer(BaseModel):
    """The base of every answer: no field may be missing, and none is added."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Material:
    """A job description without the passages that speak to a model; every character stands where it stood.

    `withheld` counts those passages.
    """

    title: str | None
    text: str
    withheld: int

    @classmethod
    def of(cls, document: Document) -> Material:
        """The material of a document."""
        spans = addressed_to_a_model(document)
        title = document.title if document.title and not talks_to_a_model(document.title) else None
        return cls(title, without(document.text, spans), len(spans) + (title != document.title))

    @property
    def warnings(self) -> tuple[str, ...]:
        """That something was withheld."""
        if not self.withheld:
            return ()
        return (f"passages that speak to a language model were withheld from it: {self.withheld}",)

    def shown(self, lead: str = "") -> str:
        """The user message: our own words first, then the posting, enclosed."""
        posting = f"{self.title}\n\n{self.text}" if self.title else self.text
        return f"{lead}\n\n{enclosed(posting)}" if lead else enclosed(posting)

    def spans(self, phrase: str) -> tuple[TextSpan, ...]:
        """Every place where the text says a phrase."""
        return spans_of(phrase, self.text)

    def said(self, phrase: str | None, longest: int) -> str | None:
        """A phrase as the text says it first; None where it does not, or where the phrase is too long."""
        span = first_span(phrase, self.text) if phrase and len(phrase) <= longest else None
        return span.text if span else None

    def titled(self, phrase: str | None, longest: int) -> str | None:
        """A phrase as the text says it, or as the title that came with it does."""
        in_title = first_span(phrase, self.title) if phrase and self.title else None
        return in_title.text if in_title else self.said(phrase, longest)


def dropped(what: str, count: int) -> tuple[str, ...]:
    """A warning on what a model said and the text does not; none where nothing was dropped."""
    return (f"{what} that the text does not bear out were dropped: {count}",) if count else ()
