from __future__ import annotations

from graph_service.api.compiled.recent import Recent


def test_what_was_not_used_for_longest_makes_room() -> None:
    recent: Recent[str, int] = Recent(2, 100)
    recent.keep("a", 1, 1)
    recent.keep("b", 2, 1)
    recent.get("a")
    recent.keep("c", 3, 1)

    assert [recent.get(key) for key in "abc"] == [1, None, 3]


def test_what_is_kept_weighs_no_more_than_it_may() -> None:
    recent: Recent[str, int] = Recent(100, 10)
    for key in "abcd":
        recent.keep(key, 0, 4)

    assert (len(recent), recent.get("b"), recent.get("c")) == (2, None, 0)
    recent.keep("heavy", 0, 11)
    assert len(recent) == 0
