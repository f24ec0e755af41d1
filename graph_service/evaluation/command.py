"""`graph-service evaluate`: print every figure, and write every miss to a file."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from graph_service.app import advisor_of, language_model, opened
from graph_service.domain.document import SectionKind
from graph_service.domain.ledger import LLMCall, LLMStep
from graph_service.errors import ConfigurationError, InvalidInput
from graph_service.evaluation.embedding import OnceEmbedder
from graph_service.evaluation.extraction import MarkedSentence, marked_sentence, score_sentences, sentence_document
from graph_service.evaluation.placement import score_placement
from graph_service.evaluation.roles import MarkedJD, MarkedTitle, RoleScores, describe, score_roles, score_titles
from graph_service.evaluation.search import SearchScores, Typing, score_search, trials
from graph_service.evaluation.stages import Stages
from graph_service.language.embeddings import Embedder, configured_embedder
from graph_service.language.vectors import with_vectors
from graph_service.pipeline.extract import extract
from graph_service.pipeline.knowledge import Knowledge
from graph_service.pipeline.ledger import MemoryLedger
from graph_service.pipeline.run import read_document
from graph_service.settings import EmbeddingRuntime, Settings, Thresholds, read_settings
from graph_service.store.search import SearchMode
from graph_service.taxonomy import read_library

Row = TypeVar("Row")
SILENT = frozenset({SectionKind.BENEFITS, SectionKind.LEGAL, SectionKind.ABOUT_COMPANY, SectionKind.LOGISTICS})
"""Sections that name no skill."""


Figures = dict[str, float]
"""What was measured, by name: for comparing two measurements."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The marked data of a folder."""

    jds: list[MarkedJD]
    sentences: list[MarkedSentence]
    titles: list[MarkedTitle]


def evaluate_folder(folder: Path, misses: Path, console: Console, *, with_model: bool = False) -> None:
    """Measure on the files that a folder has of jds.jsonl, skills.jsonl and titles.jsonl.

    With a language model, measure again with its part in the stages; print the difference and what it cost. Raises
    InvalidInput, ConfigurationError.
    """
    marked = _marked(folder)
    settings = read_settings()
    if with_model and not settings.has_language_model:
        raise ConfigurationError("--llm needs a language model; set OPENAI_API_KEY, or OPENAI_BASE_URL")
    with console.status("loading the model and embedding the library"):
        embedder = OnceEmbedder(configured_embedder(settings, EmbeddingRuntime.ONNX))
        knowledge = Knowledge.of(with_vectors(read_library(), embedder))
    offline = Stages(knowledge, embedder, settings.thresholds)
    plain = _measured(marked, offline, misses)
    if marked.jds:
        _print_speed(marked.jds, knowledge, embedder)
    if marked.titles:
        _print_titles(marked.titles, knowledge, settings.thresholds, misses)
    _print_placement(knowledge, embedder, misses)
    if with_model:
        with console.status("asking the language model"):
            advised, ledger = asyncio.run(_advised(marked, knowledge, embedder, settings))
        print("\nwith the language model\n")
        _print_difference(plain, _measured(marked, advised, misses / "llm"))
        _print_cost([call for _, call in ledger.calls])
    print(f"\nevery miss is in {misses}/")


def evaluate_search(misses: Path, console: Console) -> None:
    """Measure search on the graph of the settings, which holds the library. Raises StoreError, ConfigurationError."""
    misses.mkdir(parents=True, exist_ok=True)
    with console.status("searching for library spellings, in each mode"):
        found = asyncio.run(_searched())
    for mode, scores in found.items():
        _print_search(mode, scores, misses)
    print(f"\nevery miss is in {misses}/")


async def _searched() -> dict[SearchMode, Mapping[Typing, SearchScores]]:
    tried = trials(read_library())
    async with opened(read_settings(), EmbeddingRuntime.ONNX, lambda _: None) as service:
        assert service.pipeline is not None
        graph = service.pipeline.graph
        return {mode: await score_search(graph, service.embedder, tried, mode) for mode in SearchMode}


def _print_search(mode: SearchMode, scores: Mapping[Typing, SearchScores], misses: Path) -> None:
    print(f"\nsearch, {mode.value}")
    for typing, own in scores.items():
        print(f"  a spelling {typing.value}, {own.trials}: MRR {own.mean_reciprocal_rank:.2f}", end="")
        print(f", first {own.first:.2f}, among five {own.in_five:.2f}")
    lines = (f"{typing.value}\t{miss}" for typing, own in scores.items() for miss in own.misses)
    _write(misses / f"search-{mode.value.lower()}.tsv", lines)


def _marked(folder: Path) -> Marked:
    marked = Marked(
        _rows(folder / "jds.jsonl", lambda row: MarkedJD(str(row["title"]), _text(row["role"]), str(row["text"]))),
        _rows(folder / "skills.jsonl", marked_sentence),
        _rows(folder / "titles.jsonl", lambda row: MarkedTitle(str(row["title"]), str(row["occupation"]))),
    )
    if not (marked.jds or marked.sentences or marked.titles):
        raise InvalidInput(f"{folder} has none of jds.jsonl, skills.jsonl and titles.jsonl; name a folder that does")
    return marked


async def _advised(
    marked: Marked, knowledge: Knowledge, embedder: Embedder, settings: Settings
) -> tuple[Stages, MemoryLedger]:
    """The stages with a language model's part in them, done for all that is measured; and its calls."""
    ledger, model = MemoryLedger(), language_model(settings)
    stages = Stages(knowledge, embedder, settings.thresholds, advisor_of(model, ledger, settings))
    try:
        await stages.prepare(
            (sentence_document(sentence.text) for sentence in marked.sentences),
            [(jd.text, title) for jd in marked.jds for title in (jd.title, None)],
        )
    finally:
        if model is not None:
            await model.close()
    return stages, ledger


def _measured(marked: Marked, stages: Stages, misses: Path) -> Figures:
    """What a language model may change, printed and by name."""
    misses.mkdir(parents=True, exist_ok=True)
    figures: Figures = {}
    if marked.sentences:
        figures |= _print_extraction(marked.sentences, stages, misses)
    if marked.jds:
        figures |= _print_jds(marked.jds, stages)
        for with_title in (True, False):
            found = score_roles(marked.jds, with_title, stages)
            figures |= _print_roles("with the title" if with_title else "from the text alone", found)
            name = "roles-with-title.txt" if with_title else "roles-without-title.txt"
            _write(misses / name, (describe(row) for row in found.rows if row.decision.role != row.expected))
    return figures


def _print_extraction(sentences: Sequence[MarkedSentence], stages: Stages, misses: Path) -> Figures:
    scores = score_sentences(sentences, stages)
    print(f"extraction, {len(sentences)} sentences")
    figures: Figures = {}
    for name, tally in (
        ("named technologies", scores.tech),
        ("the same, without finds marked as other skills", scores.tech_undisputed),
        ("the same, equal spellings", scores.tech_exact),
        ("all marked phrases, by overlap", scores.skills),
    ):
        print(f"  {name}: precision {tally.precision:.3f}, recall {tally.recall:.3f}, F1 {tally.f1:.3f}")
        figures |= {f"{name}, precision": tally.precision, f"{name}, recall": tally.recall, f"{name}, F1": tally.f1}
    lines = (f"{e.measure}\t{e.kind}\t{e.phrase}\t{e.skill or ''}\t{e.sentence}" for e in scores.errors)
    _write(misses / "extraction.tsv", lines)
    return figures


def _rows(path: Path, row: Callable[[Mapping[str, object]], Row]) -> list[Row]:
    """The rows of a file; none where there is no such file. Raises InvalidInput that names the line."""
    if not path.is_file():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(row(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidInput(f"{path}:{number} is not as expected ({error}); see the README for the form") from error
    return found


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _print_jds(jds: Sequence[MarkedJD], stages: Stages) -> Figures:
    """What is found in whole job descriptions."""
    judged = [stages.judged(jd.text, jd.title) for jd in jds]
    silent = sum(
        section.span.start <= span.start < section.span.end
        for each in judged
        for section in each.reading.document.sections
        if section.kind in SILENT
        for skill in each.skills
        for span in skill.evidence
    )
    skills = [skill for each in judged for skill in each.skills]
    figures = {
        "skills per job description": len(skills) / len(jds),
        "new ones per job description": sum(skill.skill is None for skill in skills) / len(jds),
        "finds per job description in sections that name no skill": silent / len(jds),
        "share of primary": sum(skill.is_primary for skill in skills) / max(1, len(skills)),
    }
    print(f"\njob descriptions, {len(jds)}")
    for name, figure in figures.items():
        print(f"  {name} {figure:.2f}")
    return figures


def _print_speed(jds: Sequence[MarkedJD], knowledge: Knowledge, embedder: OnceEmbedder) -> None:
    """How fast reading and extraction are, with every sentence already embedded."""
    began = time.perf_counter()
    for jd in jds:
        reading = read_document(jd.text, jd.title, embedder)
        extract(reading.document, knowledge.dictionary, knowledge.library)
    took = time.perf_counter() - began
    print(f"\n  {len(jds) / took:.1f} job descriptions a second, beside encoding {embedder.seconds:.1f} s in all")


def _print_roles(name: str, scores: RoleScores) -> Figures:
    total, known = len(scores.rows), max(1, scores.known)
    figures = {
        "first": scores.first / known,
        "first or its parent or specialisation": scores.near / known,
        "among the first three": scores.in_three / known,
    }
    cases = ", ".join(f"{case} {count / total:.0%}" for case, count in sorted(scores.cases.items()))
    print(f"\nroles {name}, {total} decisions, {scores.known} with a known role")
    for label, figure in figures.items():
        print(f"  {label} {figure:.2f}")
    print(f"  cases {cases}; sent to the arbiter {scores.arbiter / total:.0%}")
    return {f"roles {name}, {label}": figure for label, figure in figures.items()}


def _print_difference(before: Figures, after: Figures) -> None:
    print("\nwhat the language model changes")
    for name, figure in after.items():
        print(f"  {name}: {before[name]:.3f} → {figure:.3f} ({figure - before[name]:+.3f})")


def _print_cost(calls: Sequence[LLMCall]) -> None:
    """What the calls cost, by step; and what of it is not known."""
    print(f"\n{len(calls)} calls, {sum(call.cost_usd for call in calls):.4f} dollars")
    for step in LLMStep:
        own = [call for call in calls if call.step is step]
        if own:
            failed = sum(not call.status.has_answer for call in own)
            print(f"  {step.value} {len(own)}, {failed} failed, {sum(call.cost_usd for call in own):.4f} dollars")
    if unpriced := sum(not call.priced for call in calls):
        print(f"  the cost of {unpriced} calls is not known and not in the sum")


def _print_titles(titles: Sequence[MarkedTitle], knowledge: Knowledge, thresholds: Thresholds, misses: Path) -> None:
    scores = score_titles(titles, knowledge.library, thresholds)
    print(f"\ntitles, {len(titles)}")
    print(f"  of occupations with a role: {scores.right} of {scores.covered} find it or its kin")
    print(f"  of occupations with none: {scores.left_alone} of {scores.uncovered} are left alone")
    _write(misses / "titles.txt", scores.misses)


def _print_placement(knowledge: Knowledge, embedder: Embedder, misses: Path) -> None:
    scores = score_placement(knowledge.library, embedder)
    print(f"\nplacement, {scores.hidden} library skills hidden one at a time")
    first, in_three = scores.first / scores.hidden, scores.in_three / scores.hidden
    print(f"  a true dimension first {first:.2f}, among the first three {in_three:.2f}")
    _write(misses / "placement.txt", scores.misses)


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
