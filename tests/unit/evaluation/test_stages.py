"""The stages with a model's part in them, over a server on loopback; and the command that compares the two."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from graph_service.errors import ConfigurationError
from graph_service.evaluation.command import evaluate_folder
from tests.support import BACKEND
from tests.wire import KEY, Answer, Asked, Wire, completion, embeddings, listening

TEXT = BACKEND.text.replace("Solid knowledge", "You know glaze chanting. Solid knowledge")


def answer(asked: Asked) -> Answer:
    """A model that finds one skill more, and is never sure of a role."""
    if asked.path.endswith("/embeddings"):
        texts = asked.body["input"]
        return embeddings([[1.0, len(text) % 7, len(text) % 5, 0, 0, 0, 0, 1] for text in texts])
    step = asked.body["response_format"]["json_schema"]["name"]
    if step == "extract":
        return completion({"skills": [{"name": "glaze chanting", "quote": "x"}]})
    if step == "arbitrate":
        return completion({"role": "none", "confidence": 0, "reasoning": "x"})
    nothing = {"title": None, "company": None, "experience": None, "compensation": None}
    return completion({**nothing, "education": [], "certifications": [], "locations": []})


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A server in a thread of its own: the command has an event loop of its own, too."""
    started, done = threading.Event(), threading.Event()
    found: list[Wire] = []

    async def serve() -> None:
        async with listening() as wire:
            wire.otherwise = answer
            found.append(wire)
            started.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    started.wait()
    yield found[0]
    done.set()
    thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    row = {"title": BACKEND.title, "role": "Software Engineer", "text": TEXT}
    (tmp_path / "jds.jsonl").write_text(json.dumps(row))
    sentence = {
        "text": "You know glaze chanting and Java.",
        "skills": ["glaze chanting", "Java"],
        "skills_tech": ["Java"],
    }
    (tmp_path / "skills.jsonl").write_text(json.dumps(sentence))
    return tmp_path


def test_both_measurements_are_printed_with_the_difference_and_the_cost(
    wire: Wire, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", wire.url)
    monkeypatch.setenv("EMBEDDING_MODEL", "openai:text-embedding-3-small")
    monkeypatch.setenv("EMBEDDING_DIMENSIONS", "8")

    evaluate_folder(folder, folder / "misses", Console(quiet=True), with_model=True)

    said = capsys.readouterr().out
    assert said.count("extraction, 1 sentences") == 2
    assert "all marked phrases, by overlap, recall: 0.500 → 1.000 (+0.500)" in said
    assert "new ones per job description: 0.000 → 1.000 (+1.000)" in said
    assert "roles with the title, first: " in said
    asked = sum("messages" in body for body in wire.bodies)
    assert f"\n{asked} calls, " in said
    assert "  PARSE 2, 0 failed, 0.0003 dollars" in said
    assert (folder / "misses" / "extraction.tsv").is_file()
    assert (folder / "misses" / "llm" / "extraction.tsv").is_file()
    assert KEY not in said


def test_comparison_without_a_model_says_what_is_missing(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="--llm needs a language model; set OPENAI_API_KEY"):
        evaluate_folder(folder, folder / "misses", Console(quiet=True), with_model=True)
