"""A text cut into pieces by what was found in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph_service.web.highlighting import Find, Piece, pieces

FINDS = st.lists(st.builds(Find, st.integers(-3, 30), st.integers(-3, 30), st.integers(0, 5)), max_size=8)


def shown(text: str, *finds: Find) -> list[tuple[str, list[int]]]:
    return [(piece.text, [find.what for find in piece.finds]) for piece in pieces(text, finds)]


def test_text_without_finds_is_one_piece() -> None:
    assert list(pieces("Java", ())) == [Piece("Java", (), (), ())]
    assert list(pieces("", (Find(0, 3, 1),))) == []


def test_find_is_a_piece_of_its_own() -> None:
    assert shown("We use Java here", Find(7, 11, 1)) == [("We use ", []), ("Java", [1]), (" here", [])]


def test_offsets_count_characters_and_not_code_units() -> None:
    assert shown("🚀🚀 Java", Find(3, 7, 1)) == [("🚀🚀 ", []), ("Java", [1])]


def test_find_within_another_comes_first() -> None:
    assert shown("Java EE", Find(0, 7, 1), Find(0, 4, 2)) == [("Java", [2, 1]), (" EE", [1])]


def test_finds_that_cross_share_what_both_cover() -> None:
    assert shown("abcdef", Find(0, 4, 1), Find(2, 6, 2)) == [("ab", [1]), ("cd", [1, 2]), ("ef", [2])]


def test_neighbours_stay_apart() -> None:
    assert shown("HivePySpark", Find(0, 4, 1), Find(4, 11, 2)) == [("Hive", [1]), ("PySpark", [2])]


def test_what_lies_outside_is_cut_off() -> None:
    assert shown("Java", Find(-5, 2, 1), Find(3, 99, 2), Find(50, 60, 3), Find(2, 1, 4)) == [
        ("Ja", [1]),
        ("v", []),
        ("a", [2]),
    ]


def test_passage_begins_once_and_goes_on() -> None:
    quote = Find(0, 9, 7)
    found = list(pieces("Use Java!", [Find(4, 8, 1)], [quote]))

    assert [piece.begins for piece in found] == [(quote,), (), ()]
    assert [piece.passages for piece in found] == [(quote,)] * 3


@given(st.text(max_size=25), FINDS, FINDS)
def test_pieces_are_the_whole_text(text: str, finds: list[Find], passages: list[Find]) -> None:
    assert "".join(piece.text for piece in pieces(text, finds, passages)) == text


@given(st.text(max_size=25), FINDS)
def test_pieces_of_a_find_are_what_it_covers(text: str, finds: list[Find]) -> None:
    numbered = [Find(find.start, find.end, number) for number, find in enumerate(finds)]
    found = list(pieces(text, numbered))
    for find in numbered:
        covered = "".join(piece.text for piece in found if any(one.what == find.what for one in piece.finds))
        assert covered == text[max(find.start, 0) : max(find.end, 0)]
