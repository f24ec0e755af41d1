"""The stages that are measured: as they are, or with a language model's part in them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from graph_service.domain.document import Document
from graph_service.domain.run import Decision, Evidence, ExtractedSkill
from graph_service.language.embeddings import Embedder
from graph_service.pipeline.advisor import Advisor
from graph_service.pipeline.extract import extract
from graph_service.pipeline.knowledge import Knowledge
from graph_service.pipeline.run import Reading, decided, read_document, weigh
from graph_service.settings import Thresholds

AT_ONCE = 8
"""So many job descriptions are with a model at a time."""

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the stages up to the decision make of a job description."""

    reading: Reading
    skills: tuple[ExtractedSkill, ...]
    evidence: Evidence
    decision: Decision


class Stages:
    """The stages up to the decision, over a library and without a graph. Without centroids, every text is the first."""

    def __init__(
        self, knowledge: Knowledge, embedder: Embedder, thresholds: Thresholds, advisor: Advisor | None = None
    ) -> None:
        self.knowledge = knowledge
        self.thresholds = thresholds
        self._embedder = embedder
        self._advisor = advisor or Advisor()
        self._skills: dict[str, tuple[ExtractedSkill, ...]] = {}
        self._judged: dict[tuple[str, str | None], Judged] = {}

    async def prepare(self, documents: Iterable[Document], texts: Iterable[tuple[str, str | None]]) -> None:
        """Do these documents' skills, and these texts' (with titles) decisions, several at a time."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def at_a_time(work: Awaitable[Found]) -> Found:
            async with gate:
                return await work

        await asyncio.gather(
            *(at_a_time(self._find(document)) for document in documents),
            *(at_a_time(self._judge(text, title)) for text, title in texts),
        )

    def skills(self, document: Document) -> tuple[ExtractedSkill, ...]:
        """The skills of a document."""
        if document.text not in self._skills:
            asyncio.run(self._find(document))
        return self._skills[document.text]

    def judged(self, text: str, title: str | None) -> Judged:
        """The decision on a job description, and all that it rests on."""
        if (text, title) not in self._judged:
            asyncio.run(self._judge(text, title))
        return self._judged[text, title]

    async def _find(self, document: Document) -> None:
        found = extract(document, self.knowledge.dictionary, self.knowledge.library)
        self._skills[document.text], _ = await self._advisor.skills(
            _run(document.text), found, document, self.knowledge
        )

    async def _judge(self, text: str, title: str | None) -> None:
        run, reading = _run(text), read_document(text, title, self._embedder)
        parsed, _ = await self._advisor.fields(run, reading.parsed, reading.document)
        offline = extract(reading.document, self.knowledge.dictionary, self.knowledge.library)
        skills, _ = await self._advisor.skills(run, offline, reading.document, self.knowledge)
        reading = Reading(reading.document, parsed, reading.sentences, reading.vectors, reading.vector)
        evidence = weigh(reading, skills, {}, self.knowledge)
        decision, _ = await decided(run, reading, skills, evidence, self.knowledge, self.thresholds, self._advisor)
        self._judged[text, title] = Judged(reading, skills, evidence, decision)


def _run(text: str) -> str:
    """What stands for a run's uid in the ledger: each text is one."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
