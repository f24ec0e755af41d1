from __future__ import annotations

from graph_service.web.passages import AROUND, MOST_SHOWN, Passage, passage, witness

TEXT = "Requirements:\n- Solid knowledge of SQL and Kafka.\n- English"


def test_passage_comes_with_its_line() -> None:
    start = TEXT.index("SQL")

    assert passage(TEXT, start, start + 3, "SQL") == Passage("- Solid knowledge of ", "SQL", " and Kafka.")


def test_whole_line_has_nothing_around_it() -> None:
    assert passage(TEXT, 0, 13, "Requirements:") == Passage("", "Requirements:", "")


def test_long_line_is_cut_between_words() -> None:
    text = "word " * 60 + "SQL" + " word" * 60
    found = passage(text, 300, 303, "SQL")

    assert (found.before[:6], found.after[-6:]) == ("…word ", " word…")
    assert len(found.before) <= AROUND + 1
    assert len(found.after) <= AROUND + 1


def test_characters_are_counted_as_a_reader_does() -> None:
    assert passage("🙂🙂 C++ 🙂", 3, 6, "C++") == Passage("🙂🙂 ", "C++", " 🙂")


def test_witness_shows_each_passage_once_and_says_how_many_are_left_out() -> None:
    spans = [{"start": at, "end": at + 1, "text": "abcde"[at // 2]} for at in (0, 0, 2, 4, 6, 8)]

    found = witness({"run": {"jobDescription": "a\nb\nc\nd\ne"}, "passages": spans})

    assert [each.text for each in found.passages] == ["a", "b", "c"]
    assert found.more == 5 - MOST_SHOWN


def test_title_that_stands_apart_from_the_text_stands_alone() -> None:
    assert passage(TEXT, 0, 0, "Data Engineer") == Passage("", "Data Engineer", "")
