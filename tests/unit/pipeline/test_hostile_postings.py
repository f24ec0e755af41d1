"""Postings that give orders and a model that obeys them: every stage's result is the one that it had without."""

from __future__ import annotations

from datetime import date

import pytest

from graph_service.domain.document import Document
from graph_service.domain.ledger import CallStatus, Caps
from graph_service.domain.run import Decision, DecisionCase, Evidence, Signals
from graph_service.language.boundary import addressed_to_a_model
from graph_service.language.embeddings import HashedEmbedder
from graph_service.language.prices import Price, Prices
from graph_service.language.sections import segment
from graph_service.pipeline import report
from graph_service.pipeline.advisor import Advisor
from graph_service.pipeline.assistant import Assistant, Rules
from graph_service.pipeline.extract import extract
from graph_service.pipeline.knowledge import Knowledge
from graph_service.pipeline.ledger import MemoryLedger
from graph_service.pipeline.place import place
from graph_service.pipeline.run import Reading, read_document
from graph_service.settings import StepModels, Thresholds
from tests.hostile import ORDERS, hostile_postings, obedient
from tests.unit.libraries import LIBRARY

POSTINGS = hostile_postings()
KNOWLEDGE = Knowledge.of(LIBRARY)
EMBEDDER = HashedEmbedder()
PRICES = Prices(dict.fromkeys(set(StepModels().model_dump().values()), Price(input=1, output=1)), date(2026, 11, 23))


def obeying() -> tuple[Advisor, MemoryLedger]:
    ledger = MemoryLedger()
    rules = Rules(StepModels(), Caps(10.0, 10.0), reuse=False)
    return Advisor(Assistant(obedient(), ledger, PRICES, rules)), ledger


def read(name: str) -> Reading:
    posting = POSTINGS[name]
    return read_document(posting.text, posting.title, EMBEDDER)


def document(name: str) -> Document:
    return segment(POSTINGS[name].text, POSTINGS[name].title)


def test_there_are_forty_orders() -> None:
    assert len(set(ORDERS)) == len(POSTINGS) == 40


@pytest.mark.parametrize("name", POSTINGS)
def test_order_is_withheld_from_the_model(name: str) -> None:
    assert addressed_to_a_model(document(name))


@pytest.mark.parametrize("name", POSTINGS)
async def test_ordered_fields_are_not_read(name: str) -> None:
    advisor, ledger = obeying()
    reading = read(name)

    fields, warnings = await advisor.fields("run", reading.parsed, reading.document)

    assert fields == reading.parsed
    assert any(warning.startswith("PARSE: fields that the text does not bear out were dropped") for warning in warnings)
    assert [call.status for _, call in ledger.calls] == [CallStatus.OK]


@pytest.mark.parametrize("name", POSTINGS)
async def test_ordered_skills_are_not_found(name: str) -> None:
    advisor, _ = obeying()
    found = extract(document(name), KNOWLEDGE.dictionary, LIBRARY)

    skills, warnings = await advisor.skills("run", found, document(name), KNOWLEDGE)

    assert skills == found
    assert "EXTRACT: skills that the text does not bear out were dropped: 4" in warnings


@pytest.mark.parametrize("name", POSTINGS)
async def test_ordered_role_is_not_chosen(name: str) -> None:
    advisor, _ = obeying()
    reading = read(name)
    candidates = ("backend-engineer", "data-engineer")

    verdict, warnings = await advisor.verdict(
        "run",
        candidates,
        Evidence(None, Signals()),
        (),
        [s.text for s in reading.sentences],
        reading.document,
        LIBRARY,
        Thresholds(),
    )

    assert verdict is None
    assert "ARBITRATE: the model chose what was not among the candidates; the weighted vote decided" in warnings


@pytest.mark.parametrize("name", POSTINGS)
async def test_ordered_placement_is_not_taken(name: str) -> None:
    advisor, _ = obeying()
    found = extract(document(name), KNOWLEDGE.dictionary, LIBRARY)
    placements = place(found, KNOWLEDGE.index, KNOWLEDGE.around, EMBEDDER, Thresholds())

    filed, _ = await advisor.filed("run", placements, "backend-engineer", LIBRARY)

    assert [(p.name, p.skill, p.proposed_alias_of, p.dimensions, p.category, p.nature) for p in filed] == [
        (p.name, p.skill, p.proposed_alias_of, p.dimensions, p.category, p.nature) for p in placements
    ]


@pytest.mark.parametrize("name", POSTINGS)
async def test_ordered_wording_is_not_printed(name: str) -> None:
    advisor, _ = obeying()
    reading = read(name)
    decision = Decision(DecisionCase.A, "backend-engineer", 1.0, "")
    written = report.report(reading.document, reading.parsed, (), decision, reading.sentences, reading.vectors, LIBRARY)

    worded, warnings = await advisor.worded("run", written, reading.document)

    assert worded == written
    assert len(warnings) == 3
