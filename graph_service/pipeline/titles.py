"""Job titles: without what says how senior, and how near one is to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from graph_service.language.normalise import normalised

_SENIORITY = frozenset(
    ["senior", "sr", "snr", "junior", "jr", "jnr", "lead", "principal", "staff", "chief", "head", "associate", "assistant", "entry", "mid", "middle", "intermediate", "experienced", "graduate", "trainee", "intern", "internship", "apprentice", "level", "grade", "i", "ii", "iii", "iv", "v", "vi", "1", "2", "3", "4", "5", "contract", "contractor", "permanent", "temporary", "freelance", "remote", "hybrid", "onsite", "fulltime", "parttime"]
)
_KEEPS_LEAD = frozenset({"technical", "tech", "team", "development", "engineering", "test", "qa", "project"})
"""Before or after these words, "lead" and "head" name the job and not its rank."""
ALMOST = 0.95
"""For titles that differ in seniority only, where that matters."""
_WORD = re.compile(r"[^\W_][\w+#]*(?:\.(?=\w)\w+)*|\.net\b")


@lru_cache(maxsize=65536)
def title_words(title: str) -> tuple[str, ...]:
    """The words of a title in lower case, without punctuation and without how senior the person is."""
    words = _words(title)
    return tuple(word for index, word in enumerate(words) if not _is_rank(words, index))


def _words(title: str) -> list[str]:
    """All words in lower case, in their usual form."""
    spelt = _WORD.findall(normalised(title).replace("full-time", "").replace("part-time", ""))
    return [part for word in spelt for part in _SAME.get(word, word).split()]


_SAME = {"developers": "developer", "engineers": "engineer", "analysts": "analyst", "scientists": "scientist"} | {
    "architects": "architect",
    "administrators": "administrator",
    "consultants": "consultant",
    "specialists": "specialist",
    "managers": "manager",
    "programmers": "programmer",
    "dev": "developer",
    "mgr": "manager",
    "eng": "engineer",
    "admin": "administrator",
    "sofware": "software",
    "fullstack": "full stack",
    "frontend": "front end",
    "backend": "back end",
}


def _is_rank(words: list[str], index: int) -> bool:
    word = words[index]
    if word not in _SENIORITY:
        return False
    around = set(words[max(0, index - 1) : index + 2]) - {word}
    return not (word in {"lead", "head", "chief"} and around & _KEEPS_LEAD) and not (
        word in {"head", "chief"} and len(words) > index + 1
    )


def title_key(title: str) -> str:
    """Equal for titles that differ in seniority, punctuation and spacing only."""
    return " ".join(title_words(title))


def nearness(title: str, alias: str) -> float:
    """How near two titles are, 0–1: 1.0 is equal but for the title's seniority; one that contains the other is near.

    An alias that is about seniority ("Lead Software Engineer") equals only a title that says the same.
    """
    left, right = title_key(title), title_key(alias)
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0 if len(_words(alias)) == len(title_words(alias)) or same_words(title, alias) else ALMOST
    contained = f" {right} " in f" {left} "
    if contained:
        return round(0.7 + 0.25 * len(right.split()) / len(left.split()), 4)
    return round(0.9 * fuzz.token_sort_ratio(left, right) / 100, 4)


def same_words(title: str, alias: str) -> bool:
    """Whether two titles are the same, seniority and all."""
    return _words(title) == _words(alias)


def best_nearness(titles: Iterable[str], alias: str) -> float:
    """The nearest of several titles."""
    return max((nearness(title, alias) for title in titles), default=0.0)
