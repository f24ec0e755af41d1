"""`graph-service evaluate`: print every figure, and write every miss to a file."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from graph_service.domain.document import SectionKind
from graph_service.errors import InvalidInput
from graph_service.evaluation.embedding import OnceEmbedder
from graph_service.evaluation.extraction import Tally, marked_sentence, score_sentences
from graph_service.evaluation.placement import score_placement
from graph_service.evaluation.roles import MarkedJD, MarkedTitle, RoleScores, describe, score_roles, score_titles
from graph_service.language.embeddings import Embedder, load_embedder
from graph_service.language.vectors import with_vectors
from graph_service.pipeline.extract import extract
from graph_service.pipeline.knowledge import Knowledge
from graph_service.pipeline.run import read_document
from graph_service.settings import EmbeddingRuntime, Settings, Thresholds, read_settings
from graph_service.taxonomy import read_library

Row = TypeVar("Row")
SILENT = frozenset({SectionKind.BENEFITS, SectionKind.LEGAL, SectionKind.ABOUT_COMPANY, SectionKind.LOGISTICS})
"""Sections that name no skill."""


def evaluate_folder(folder: Path, misses: Path, console: Console) -> None:
    """Measure on the files that a folder has of jds.jsonl, skills.jsonl and titles.jsonl. Raises InvalidInput."""
    jds = _rows(folder / "jds.jsonl", lambda row: MarkedJD(str(row["title"]), _text(row["role"]), str(row["text"])))
    sentences = _rows(folder / "skills.jsonl", marked_sentence)
    titles = _rows(folder / "titles.jsonl", lambda row: MarkedTitle(str(row["title"]), str(row["occupation"])))
    if not (jds or sentences or titles):
        raise InvalidInput(f"{folder} has none of jds.jsonl, skills.jsonl and titles.jsonl; name a folder that does")
    settings = read_settings()
    with console.status("loading the model and embedding the library"):
        embedder = OnceEmbedder(_embedder(settings))
        knowledge = Knowledge.of(with_vectors(read_library(), embedder))
    misses.mkdir(parents=True, exist_ok=True)
    if sentences:
        scores = score_sentences(sentences, knowledge.dictionary, knowledge.library)
        print(f"extraction, {len(sentences)} sentences")
        for name, tally in (
            ("named technologies", scores.tech),
            ("the same, without finds marked as other skills", scores.tech_undisputed),
            ("the same, equal spellings", scores.tech_exact),
            ("all marked phrases, by overlap", scores.skills),
        ):
            _print_tally(name, tally)
        lines = (f"{e.measure}\t{e.kind}\t{e.phrase}\t{e.skill or ''}\t{e.sentence}" for e in scores.errors)
        _write(misses / "extraction.tsv", lines)
    if jds:
        _print_jds(jds, knowledge, embedder)
        for with_title in (True, False):
            found = score_roles(jds, with_title, knowledge, embedder, settings.thresholds)
            _print_roles("with the title" if with_title else "from the text alone", found)
            name = "roles-with-title.txt" if with_title else "roles-without-title.txt"
            _write(misses / name, (describe(row) for row in found.rows if row.decision.role != row.expected))
    if titles:
        _print_titles(titles, knowledge, settings.thresholds, misses)
    _print_placement(knowledge, embedder, misses)
    print(f"\nevery miss is in {misses}/")


def _embedder(settings: Settings) -> Embedder:
    return load_embedder(settings.embedding_model, settings.embedding_runtime or EmbeddingRuntime.ONNX)


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


def _print_tally(name: str, tally: Tally) -> None:
    print(f"  {name}: precision {tally.precision:.3f}, recall {tally.recall:.3f}, F1 {tally.f1:.3f}")


def _print_jds(jds: Sequence[MarkedJD], knowledge: Knowledge, embedder: OnceEmbedder) -> None:
    """What is found in whole job descriptions, and how fast."""
    began, spent = time.perf_counter(), embedder.seconds
    readings = [read_document(jd.text, jd.title, embedder) for jd in jds]
    found = [extract(reading.document, knowledge.dictionary, knowledge.library) for reading in readings]
    took, encoding = time.perf_counter() - began, max(embedder.seconds - spent, 1e-9)
    silent = sum(
        section.span.start <= span.start < section.span.end
        for reading, skills in zip(readings, found, strict=True)
        for section in reading.document.sections
        if section.kind in SILENT
        for skill in skills
        for span in skill.evidence
    )
    skills = [skill for row in found for skill in row]
    new = sum(skill.skill is None for skill in skills)
    print(f"\njob descriptions, {len(jds)}")
    print(f"  skills per job description {len(skills) / len(jds):.1f}, of them new {new / len(jds):.2f}")
    print(f"  finds in sections that name no skill {silent / len(jds):.2f} per job description")
    print(f"  share of primary {sum(skill.is_primary for skill in skills) / max(1, len(skills)):.2f}")
    print(f"  {len(jds) / took:.1f} a second; bare encoding of their sentences {len(jds) / encoding:.1f} a second")


def _print_roles(name: str, scores: RoleScores) -> None:
    total, known = len(scores.rows), max(1, scores.known)
    cases = ", ".join(f"{case} {count / total:.0%}" for case, count in sorted(scores.cases.items()))
    print(f"\nroles {name}, {total} decisions, {scores.known} with a known role")
    print(f"  first {scores.first / known:.2f}, first or its parent or specialisation {scores.near / known:.2f}")
    print(f"  among the first three {scores.in_three / known:.2f}")
    print(f"  cases {cases}; sent to the arbiter {scores.arbiter / total:.0%}")


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
