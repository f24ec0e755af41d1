"""The report's wording by a model: what it says of the work, and the sentences that show it."""

from __future__ import annotations

from dataclasses import replace

from graph_service.domain.run import JD, ClientReport
from graph_service.language.grounding import first_span, unsaid
from graph_service.pipeline.advised.material import Material, StrictAnswer, dropped
from graph_service.pipeline.nature import QUOTES, labels

ANSWER_TOKENS = 600
SUMMARY_WORDS = range(8, 90)
LONGEST_QUOTE = 500
FEWEST_QUOTE_WORDS = 4


class ReportAnswer(StrictAnswer):
    """What the model words."""

    label: str
    summary: str
    quotes: list[str]


def brief(material: Material) -> str:
    """The user message."""
    return material.shown("Labels: " + "; ".join(labels()))


def with_wording(
    report: ClientReport, answer: ReportAnswer, material: Material
) -> tuple[ClientReport, tuple[str, ...]]:
    """The report with the model's words where the text bears them out, and warnings.

    A summary with a name, number or address that the text does not have is dropped whole, as is a label of its own.
    """
    work, warnings = report.nature_of_work, tuple[str, ...]()
    spans = [first_span(quote, material.text) for quote in answer.quotes if len(quote) <= LONGEST_QUOTE]
    quotes = {span for span in spans if span and len(span.text.split()) >= FEWEST_QUOTE_WORDS}
    warnings += dropped("REPORT: quotes", len(answer.quotes) - len(quotes))
    if answer.label in labels():
        work = replace(work, label=answer.label)
    else:
        warnings += ("REPORT: the label was not one of those given and was dropped",)
    summary = " ".join(answer.summary.split())
    made_up = unsaid(summary, [material.text, material.title or ""])
    if made_up or len(summary.split()) not in SUMMARY_WORDS:
        warnings += ("REPORT: the summary says what the text does not, or is no summary, and was dropped",)
    else:
        work = replace(work, summary=summary, source=JD)
    if quotes:
        work = replace(work, evidence=tuple(sorted(quotes))[:QUOTES])
    return replace(report, nature_of_work=work), warnings
