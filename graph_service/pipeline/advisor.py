"""A model's part in each stage of a run. Without a model every stage's own result comes back as it is.

Each method answers the stage's result, with what the model adds to it, and warnings for the run.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.domain.document import Document, ParsedJD
from graph_service.domain.ledger import LLMStep
from graph_service.domain.run import ClientReport, Evidence, ExtractedSkill, Placement
from graph_service.domain.taxonomy import Library
from graph_service.pipeline.advised import arbitrate, enrich, extract, parse, report
from graph_service.pipeline.advised.material import Material
from graph_service.pipeline.assistant import Assistant, Estimate
from graph_service.pipeline.decide import Verdict
from graph_service.pipeline.knowledge import Knowledge
from graph_service.settings import Thresholds

Warnings = tuple[str, ...]


class Advisor:
    """Shows an assistant what each stage has, and keeps of its advice what the job description bears out."""

    def __init__(self, assistant: Assistant | None = None) -> None:
        self._assistant = assistant

    def rehearsing(self) -> Advisor:
        """The same, but it makes no call: only earlier answers count."""
        return Advisor(self._assistant.rehearsing() if self._assistant else None)

    @property
    def estimate(self) -> Estimate:
        """What the calls would cost that a rehearsal did not make."""
        estimate = self._assistant.estimate if self._assistant else None
        return estimate or Estimate()

    async def fields(self, run: str, parsed: ParsedJD, document: Document) -> tuple[ParsedJD, Warnings]:
        """The parsed fields, with empty ones filled."""
        if self._assistant is None:
            return parsed, ()
        material = Material.of(document)
        advice = await self._assistant.advise(
            run, LLMStep.PARSE, material.shown(), parse.ParseAnswer, parse.ANSWER_TOKENS
        )
        if advice.answer is None:
            return parsed, advice.warnings
        fields, warnings = parse.with_fields(parsed, advice.answer, material, document)
        return fields, (*advice.warnings, *material.warnings, *warnings)

    async def skills(
        self, run: str, found: Sequence[ExtractedSkill], document: Document, knowledge: Knowledge
    ) -> tuple[tuple[ExtractedSkill, ...], Warnings]:
        """The found skills, and more."""
        if self._assistant is None:
            return tuple(found), ()
        material = Material.of(document)
        advice = await self._assistant.advise(
            run, LLMStep.EXTRACT, material.shown(), extract.ExtractAnswer, extract.ANSWER_TOKENS
        )
        if advice.answer is None:
            return tuple(found), advice.warnings
        skills, warnings = extract.with_skills(found, advice.answer, material, document, knowledge)
        return skills, (*advice.warnings, *material.warnings, *warnings)

    async def verdict(
        self,
        run: str,
        candidates: Sequence[str],
        evidence: Evidence,
        skills: Sequence[ExtractedSkill],
        sentences: Sequence[str],
        document: Document,
        library: Library,
        thresholds: Thresholds,
    ) -> tuple[Verdict | None, Warnings]:
        """A choice among the candidates or none of them; None where the vote has to decide."""
        if self._assistant is None or not candidates:
            return None, ()
        material = Material.of(document)
        shown = arbitrate.brief(candidates, evidence, skills, sentences, material, library, thresholds)
        advice = await self._assistant.advise(
            run, LLMStep.ARBITRATE, shown, arbitrate.ArbiterAnswer, arbitrate.ANSWER_TOKENS
        )
        if advice.answer is None:
            return None, advice.warnings
        verdict = arbitrate.verdict(advice.answer, candidates, evidence, thresholds)
        if verdict is None:
            told = "ARBITRATE: the model chose what was not among the candidates; the weighted vote decided"
            return None, (*advice.warnings, told)
        return verdict, advice.warnings

    async def filed(
        self, run: str, placements: Sequence[Placement], role: str | None, library: Library
    ) -> tuple[tuple[Placement, ...], Warnings]:
        """The placements, with new skills filed among the given values."""
        places = enrich.to_file(placements)
        if self._assistant is None or not places:
            return tuple(placements), ()
        offered = enrich.offered_dimensions(placements, role, library)
        shown = enrich.brief(placements, places, offered, library)
        tokens = enrich.TOKENS_A_SKILL * (len(places) + 1)
        advice = await self._assistant.advise(run, LLMStep.ENRICH, shown, enrich.EnrichAnswer, tokens)
        if advice.answer is None:
            return tuple(placements), advice.warnings
        filed, warnings = enrich.filed(placements, places, advice.answer, offered, library)
        return filed, (*advice.warnings, *warnings)

    async def worded(self, run: str, written: ClientReport, document: Document) -> tuple[ClientReport, Warnings]:
        """The report, with the model's wording of the work."""
        if self._assistant is None:
            return written, ()
        material = Material.of(document)
        advice = await self._assistant.advise(
            run, LLMStep.REPORT, report.brief(material), report.ReportAnswer, report.ANSWER_TOKENS
        )
        if advice.answer is None:
            return written, advice.warnings
        worded, warnings = report.with_wording(written, advice.answer, material)
        return worded, (*advice.warnings, *warnings)
