"""Job titles: without what says how senior, and how near the aliases of roles are to one."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

from graph_service.domain.run import AliasSignal
from graph_service.domain.taxonomy import Library
from graph_service.language.headings import is_role_noun
from graph_service.language.normalise import normalised

EXACT = 1.0
ALMOST = 0.95
"""For titles that differ only in seniority where the alias is about seniority."""
GENERIC = 0.8
"""For an alias of one word that a longer title ends in: "Developer" alone does not name a job."""
LEAST = 0.5
"""Less near aliases are noise and are not listed."""

_RANKS = frozenset(
    """senior sr snr junior jr jnr lead principal staff chief head associate assistant entry mid middle intermediate
    level experienced graduate trainee intern internship apprentice grade i ii iii iv v vi 1 2 3 4 5""".split()  # noqa: SIM905 - readable, and easy to add to
)
_TERMS = frozenset("contract contractor permanent temporary temp freelance remote hybrid onsite".split())  # noqa: SIM905 - as above
"""Words for how somebody is employed and where. They say so at either end of a title; inside it they name the work."""
_WORK_AFTER = {
    "contract": frozenset(
        {"manager", "administrator", "specialist", "analyst", "officer", "negotiator", "coordinator"}
    ),
    "onsite": frozenset({"support", "service", "technician"}),
    "remote": frozenset({"support", "sensing", "hand", "monitoring", "infrastructure"}),
    "hybrid": frozenset({"cloud", "mobile", "app", "application", "infrastructure"}),
}
"""What a word of employment is about if it stands before one of these: a Contract Manager manages contracts."""
_WORK_BEFORE = {"entry": frozenset({"data", "order", "claim"}), "i": frozenset({"ibm"})}
"""What a rank is part of if it stands after one of these: Data Entry Specialist."""
_KEEP_LEAD = frozenset({"technical", "tech", "team", "development", "engineering", "test", "qa", "project"})
"""After these words, "lead" and "head" name the job and not its rank."""
_SUPPORTING = frozenset({"associate", "assistant", "trainee", "apprentice"})
"""Ranks that are a job where nothing else in the title names one: IT Assistant."""
_NUMBERED = frozenset({"level", "grade"})
"""Ranks only beside another rank: a Level Designer designs levels."""
_SAME = {
    "dev": "developer",
    "mgr": "manager",
    "mngr": "manager",
    "mgmt": "management",
    "eng": "engineer",
    "engr": "engineer",
    "admin": "administrator",
    "asst": "assistant",
    "coord": "coordinator",
    "rep": "representative",
    "coder": "programmer",
    "expert": "specialist",
    "practitioner": "specialist",
    "sofware": "software",
    "sw": "software",
    "sys": "system",
    "info": "information",
    "infra": "infrastructure",
    "ops": "operation",
    "fullstack": "full stack",
    "frontend": "front end",
    "backend": "back end",
    "helpdesk": "help desk",
    "database": "data base",
    "sysadmin": "system administrator",
    "datacenter": "data center",
    "centre": "center",
    "programme": "program",
    "organisation": "organization",
    "virtualisation": "virtualization",
    "warehousing": "warehouse",
    "telecom": "telecommunication",
    "cybersecurity": "cyber security",
    "ecommerce": "e commerce",
    "ict": "it",
}
_PHRASES = (
    ("information and communication technology", "it"),
    ("information and communications technology", "it"),
    ("information communications technology", "it"),
    ("information communication technology", "it"),
    ("information technology", "it"),
    ("on-site", "onsite"),
    ("on site", "onsite"),
    ("full-time", ""),
    ("part-time", ""),
)
"""Phrases and what they are in a word, the longest first."""
_ANYONE = frozenset({"specialist", "professional", "engineer", "developer", "programmer", "consultant", "technologist"})
"""Heads of titles that say that somebody works at what comes before; they weigh as little as the commonest."""
_LINKING = frozenset({"and", "or", "of", "for", "with", "the", "in", "to", "a", "an", "at", "on", "w"})
_PLURAL = re.compile(r"(?<=\w{4})(?<![sui])s$")
_WORD = re.compile(r"[^\W_][\w+#]*(?:\.(?=\w)\w+)*|\.net\b")
LONG_WORD = 6
CLOSE_SPELLING = 85
"""Likeness, 0–100, from which two long words are one with a typo."""


def title_words(title: str) -> tuple[str, ...]:
    """The words of a title in their usual form, without how senior the person is."""
    words = _words(title)
    ranks = [_is_rank(words, index) for index in range(len(words))]
    kept = tuple(word for word, is_rank in zip(words, ranks, strict=True) if not is_rank)
    if words and words[-1] in _SUPPORTING and kept and not any(map(is_role_noun, kept)):
        return (*kept, words[-1])
    return kept


def title_key(title: str) -> str:
    """Equal for titles that differ in seniority, punctuation and spacing only."""
    return " ".join(title_words(title))


@lru_cache(maxsize=65536)
def _words(title: str) -> tuple[str, ...]:
    """All words, in lower case, singular and in their usual form."""
    text = normalised(title)
    for phrase, word in _PHRASES:
        text = text.replace(phrase, word)
    return tuple(part for word in _WORD.findall(text) for part in _usual(word).split())


def _usual(word: str) -> str:
    """A word in its usual form: in full, American, singular."""
    return _SAME.get(word) or _SAME.get(singular := _PLURAL.sub("", word), singular)


def _is_rank(words: Sequence[str], index: int) -> bool:
    word = words[index]
    if word in _TERMS:
        return _is_about_employment(words, index)
    if word not in _RANKS or set(words[max(0, index - 1) : index]) & _WORK_BEFORE.get(word, frozenset()):
        return False
    if word in _NUMBERED:
        return bool(_RANKS.intersection((*words[max(0, index - 1) : index], *words[index + 1 : index + 2])))
    if word not in {"lead", "head", "chief"}:
        return True
    # "Technical Lead" and "Head of Engineering" are jobs; a "Lead QA Engineer" is a QA Engineer.
    before = set(words[max(0, index - 1) : index])
    leads_something = word != "lead" and len(words) > index + 1
    return not (before & _KEEP_LEAD or leads_something)


def _is_about_employment(words: Sequence[str], index: int) -> bool:
    """Whether a word such as "contract" stands at either end of a title and is not what the work is about."""
    if set(words[index + 1 : index + 2]) & _WORK_AFTER.get(words[index], frozenset()):
        return False
    before, after = words[:index], words[index + 1 :]
    return all(word in _RANKS | _TERMS for word in before) or all(word in _RANKS | _TERMS for word in after)


@dataclass(frozen=True, slots=True)
class _Alias:
    """An alias of a role, taken apart; `weight` is how much its words tell about a job."""

    role: str
    text: str
    words: tuple[str, ...]
    ranked: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class TitleIndex:
    """The aliases of all roles of a library, for finding those near a title."""

    library: Library

    @cached_property
    def _texts(self) -> tuple[tuple[str, str], ...]:
        return tuple((role.slug, alias.text) for role in self.library.roles.values() for alias in role.titles)

    @cached_property
    def _rarity(self) -> dict[str, float]:
        """Word → how much it tells about a job: "engineer" tells little, "firmware" much."""
        counts = Counter(word for _, text in self._texts for word in set(title_words(text)))
        commonest = max((counts[word] for word in _ANYONE), default=0)
        counts.update({word: commonest - counts[word] for word in _ANYONE if commonest})
        return {word: math.log(1 + len(self._texts) / count) for word, count in counts.items()}

    @cached_property
    def _by_word(self) -> dict[str, list[_Alias]]:
        """Word → the aliases that have it."""
        index: dict[str, list[_Alias]] = {}
        for role, text in self._texts:
            alias = _Alias(role, text, title_words(text), _words(text), self._weight(title_words(text)))
            for word in set(alias.words) - _LINKING:
                index.setdefault(word, []).append(alias)
        return index

    def nearest(self, titles: Iterable[str]) -> tuple[AliasSignal, ...]:
        """Each role that has an alias near one of the titles, with the nearest; best first.

        The first title is the posting's own; the others are variants of it.
        """
        best: dict[str, tuple[float, bool, str]] = {}
        for place, title in enumerate(title for title in dict.fromkeys(titles) if title_words(title)):
            words = tuple(self._known(word) for word in title_words(title))
            whole = self._weight(words)
            for alias in {id(alias): alias for word in words for alias in self._by_word.get(word, ())}.values():
                score = _nearness(words, _words(title), whole, alias, self._shared(words, alias))
                if place > 0 and score == EXACT and len(alias.words) == 1:
                    score = GENERIC
                verbatim = score == EXACT and alias.ranked == _words(title)
                best[alias.role] = max(best.get(alias.role, (0.0, False, "")), (score, verbatim, alias.text))
        return _ranked(best)

    def _known(self, word: str) -> str:
        """The word, or the one of the aliases that it is with a typo."""
        if word in self._rarity or len(word) < LONG_WORD:
            return word
        close = process.extractOne(word, self._long_words, scorer=fuzz.ratio, score_cutoff=CLOSE_SPELLING)
        return close[0] if close else word

    @cached_property
    def _long_words(self) -> list[str]:
        return [word for word in self._rarity if len(word) >= LONG_WORD]

    def _shared(self, words: Sequence[str], alias: _Alias) -> float:
        return self._weight(word for word in alias.words if word in words)

    def _weight(self, words: Iterable[str]) -> float:
        unknown = math.log(1 + len(self._texts))
        return sum(self._rarity.get(word, unknown) for word in words if word not in _LINKING) or 1e-9


def _nearness(words: tuple[str, ...], ranked: tuple[str, ...], whole: float, alias: _Alias, shared: float) -> float:
    """How near an alias is to a title, 0–1: 1.0 is equal but for the title's seniority."""
    if words == alias.words:
        # An alias that is about seniority ("Lead Software Engineer") equals only a title that says the same.
        return EXACT if alias.ranked in (alias.words, ranked) else ALMOST
    if sorted(set(words) - _LINKING) == sorted(set(alias.words) - _LINKING):
        return ALMOST
    if f" {' '.join(alias.words)} " in f" {' '.join(words)} ":
        least, most = (0.75, 0.95) if len(alias.words) > 1 else (0.5, 0.8)
        return round(least + (most - least) * alias.weight / whole, 4)
    if len(alias.words) > 1 and words[-1] == alias.words[-1] and _holds_in_order(words, alias.words):
        return round(0.65 + 0.25 * alias.weight / whole, 4)
    return round(0.9 * 2 * shared / (alias.weight + whole), 4)


def _holds_in_order(words: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether all wanted words are among the words, in the same order, with others between them."""
    rest = iter(words)
    return all(word in rest for word in wanted)


def _ranked(best: dict[str, tuple[float, bool, str]]) -> tuple[AliasSignal, ...]:
    """The rows worth listing. Where an alias is the title to the letter, those equal but for rank come after it."""
    verbatim = any(is_verbatim for _, is_verbatim, _ in best.values())
    rows = [
        AliasSignal(role, min(score, ALMOST) if verbatim and not is_verbatim else score, text)
        for role, (score, is_verbatim, text) in best.items()
        if score >= LEAST
    ]
    return tuple(sorted(rows, key=lambda row: (-row.score, row.role)))
