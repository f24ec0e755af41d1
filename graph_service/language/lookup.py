"""What a person may mean who types some words: a query that finds spellings, and how well a spelling fits the words.

Words may be half typed, mistyped, written as one or taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import OSA

from graph_service.language.normalise import normal_form, normalised

MOST_WORDS = 12
"""What follows them is not looked at: a text of so many words is searched by its meaning."""
LONGEST_WORD = 24
"""Longer words are no spellings: only their beginnings are looked for."""
_LEAST_MISTYPED = 4
"""Shorter words are not taken for mistyped: too many others are one letter away."""
_LEAST_PART = 2
_MOST_TAKEN_APART = 3
"""In a text of more words, none is taken for two that were written as one."""
_SAME_FORM = 0.98
_ALIKE = 0.6
"""Words less alike than this are two words."""
_HALF_TYPED = 0.9
"""What a half-typed word is worth at least, of a whole one."""
_EXPLAINED = 0.25
"""How much of a fit depends on the share of the spelling that the words explain."""
_AT_THE_START = 0.05
"""How much of a fit depends on whether the spelling begins with the words."""
_WORD = re.compile(r"\w+")
_DOTTED = re.compile(r"\w+(?:\.\w+)+")
_TOKEN = re.compile(r"[^\s/,;:()\[\]_-]+")


def lucene_query(text: str) -> str:
    """The words of a text as a query: each as it is, as a beginning, with a typo, in two parts, and joined to the next.

    Empty where there are none. Only letters and digits get through, and dots between them, so that no text can be read
    as query syntax; they are of lower case, so that none is an operator.
    """
    wanted = normalised(text)
    words = words_of(text)
    forms = [_forms(word, is_taken_apart=len(words) <= _MOST_TAKEN_APART) for word in words]
    dotted = [f"{word[:LONGEST_WORD]}~1" for word in _DOTTED.findall(wanted)[:MOST_WORDS]]
    joined = [f"{a}{b}^8" for a, b in pairwise(words)]
    return " ".join([*forms, *dotted, *joined])


def words_of(text: str) -> list[str]:
    """The first words of a text, as far as they are looked for: letters and digits, of lower case."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(normalised(text))[:MOST_WORDS]]


def _forms(word: str, *, is_taken_apart: bool) -> str:
    forms = [f"{word}^4", f"{word}*^2"]
    if len(word) >= _LEAST_MISTYPED:
        forms.append(f"{word}~1")
        if is_taken_apart:
            forms += [f"(+{word[:at]} +{word[at:]})" for at in range(_LEAST_PART, len(word) - _LEAST_PART + 1)]
    return f"({' OR '.join(forms)})"


def fit(text: str, spelling: str) -> float:
    """How well a spelling fits the words of a text: 1 where it is the very text, 0 where they share nothing."""
    wanted, found = normalised(text), normalised(spelling)
    if wanted == found:
        return 1.0
    form, other = normal_form(text), normal_form(spelling)
    if form and form == other:
        return _SAME_FORM
    typed, spelt = _TOKEN.findall(wanted)[:MOST_WORDS], _TOKEN.findall(found)
    return min(_SAME_FORM, max(_fit_of_words(typed, spelt), _fit_of_words([form], [other])))


def _fit_of_words(typed: Sequence[str], spelt: Sequence[str]) -> float:
    """How well each typed word fits one of the spelling's, and how much of the spelling they explain."""
    if not any(typed) or not any(spelt):
        return 0.0
    fits = 0.0
    explained = [0.0] * len(spelt)
    for word in typed:
        best, at = max((_fit_of_word(word, other), -place) for place, other in enumerate(spelt))
        fits += best * len(word)
        if best:
            explained[-at] = max(explained[-at], min(len(word), len(spelt[-at])) * best)
    share = sum(explained) / sum(map(len, spelt))
    starts = 1.0 if explained[0] else 0.0
    weight = 1 - _EXPLAINED - _AT_THE_START + _EXPLAINED * share + _AT_THE_START * starts
    return fits / sum(map(len, typed)) * weight


def _fit_of_word(typed: str, spelt: str) -> float:
    if typed == spelt:
        return 1.0
    if spelt.startswith(typed):
        return _HALF_TYPED + (1 - _HALF_TYPED) * len(typed) / len(spelt)
    if len(typed) < _LEAST_MISTYPED:
        return 0.0
    whole = OSA.normalized_similarity(typed, spelt, score_cutoff=_ALIKE)
    if len(spelt) <= len(typed) + 1:
        return whole
    begun = OSA.normalized_similarity(typed, spelt[: len(typed)], score_cutoff=_ALIKE)
    return max(whole, begun * _HALF_TYPED)
