"""What a decision had to do without: the warnings of a run."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.domain.run import Evidence
from graph_service.pipeline.titles import title_key


def caveats(evidence: Evidence, duties: int) -> Iterator[str]:
    """What is missing from the evidence; `duties` is the number of sentences on responsibilities."""
    if not evidence.title:
        yield "no title was sent or found: the decision rests on skills and responsibilities"
    elif not title_key(evidence.title):
        yield f"the title {evidence.title!r} says how senior, but names no job: the decision rests on the rest"
    if not evidence.recognised_skills:
        yield "no skill of the library was found: the decision rests on title and responsibilities"
    if not duties:
        yield "no responsibilities were found: the decision rests on title and skills"
