from __future__ import annotations

import pytest

from graph_service.language.folding import END, START, fold


def shown(text: str) -> str:
    return fold(text).text.replace(START, "[").replace(END, "]")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Event-Driven", "[event][driven]"),
        ("event  driven", "[event][driven]"),
        ("Java, Script", "[java],[script]"),
        ("C++/C#", "[c++]/[c#]"),
        ("5+ years, #1", "[5]+[years],#[1]"),
        ("ASP.NET", "[asp].[net]"),
        ("HTML5", "[html][5]"),
        ("Résumé’s", "[resume]'[s]"),
        ("mi\u200bcro", "[micro]"),
        ("", ""),
        ("\x01x\x02", "[x]"),
    ],
)
def test_fold_shows_words_between_marks(text: str, folded: str) -> None:
    assert shown(text) == folded


def test_fold_joins_a_wrapped_line_and_not_a_new_one() -> None:
    assert shown("data\nwarehouse\nAgile") == "[data][warehouse]\n[agile]"


def test_fold_parts_lines_that_were_run_together() -> None:
    assert shown("in PythonExperience with JavaScript") == "[in][python][experience][with][javascript]"


def test_fold_leaves_out_addresses_and_tags() -> None:
    assert "java" not in shown("see https://java.example/java or java@example.com <java>")


def test_fold_survives_lone_surrogates() -> None:
    assert shown("a\ud800b") == "[a]?[b]"


def test_span_leads_back_to_the_original_text() -> None:
    text = "a  “Résumé—Parser”, C++"
    folded = fold(text)
    first = folded.text.index(f"{START}resume{END}")
    start, end = folded.span(first, first + len(f"{START}resume{END}{START}parser{END}"))
    assert text[start:end] == "Résumé—Parser"
