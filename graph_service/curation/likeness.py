"""Which spellings of two skills may be one: equal but for their form, or short for each other.

Pairs are found by looking keys up: nothing here compares all pairs.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, product
from typing import TypeVar

from graph_service.domain.duplicates import DuplicateKind, SkillProfile
from graph_service.language.normalise import normal_form, normalised, spelling_key
from graph_service.language.spellings import has_plural, spellings

MOST_OWNERS = 12
"""A key that more skills share says nothing of any two of them."""

SAME_TEXT, SAME_FORM, HOMONYM, BUT_FOR_VERSION = 1.0, 0.97, 0.5, 0.5
ALIASES_ONLY = 0.75
"""What is left of a likeness where neither spelling is its skill's name: two skills may share a field's words."""
NUMERONYM = 0.95
INITIALISM = {2: 0.45, 3: 0.62, 4: 0.75}
LONG_INITIALISM = 0.85
WRITTEN_OUT = 0.12
"""What each word that both spellings write out adds to an initialism of the others."""
KNOWN_INITIALISM = 0.9
ANOTHER_ORDER = 0.7
LEAST_SHARED, MOST_SHARED = 0.5, 0.85
"""The least share of their words that says anything, and the most that all of them say."""
FEW_OWNERS, MANY_OWNERS = 3, 15
"""A word that no more skills have is a name; one that more have is a field's word."""

LEAST_COUNTED = 8
LONGEST_INITIALISM = 7
NAME_LEFT, FIELD_LEFT = 0.6, 0.85
"""By how much of what is missing an affix says more before a name, and what is left of it before a field's word."""
LONGEST_AFFIX = 2
"""So many words at the edge of a name may add nothing."""
AFFIX_PRIOR, AFFIX_PRIOR_WEIGHT = 0.35, 3
"""How likely an affix adds nothing before the pool's own spellings say, and for how many of them that counts."""
LEAST_AFFIX, MOST_AFFIX_SAYS = 0.3, 0.88
"""Likelihoods below which an affix says nothing, and the most that one says: a maker may have two such things."""

_SMALL = frozenset({"a", "an", "and", "&", "by", "for", "in", "of", "on", "the", "to", "with"})

_BETWEEN_WORDS = re.compile(r"[\s\-–/]+")
_CAPITALS = re.compile(r"[A-Z]{2,}")

Words = tuple[str, ...]
Judgement = Callable[["Owned", "Owned"], tuple[str, float]]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a spelling of one skill (a row of the pool) is like one of another; one < other."""

    one: int
    other: int
    kind: DuplicateKind
    detail: str
    score: float


@dataclass(frozen=True, slots=True)
class Owned:
    """A spelling of a skill, which is a row of the pool; `needs_context`: it means other things as well."""

    row: int
    text: str
    needs_context: bool
    is_name: bool


@dataclass(frozen=True)
class Spellings:
    """All spellings of a pool, by the keys that find like ones."""

    skills: Sequence[SkillProfile]

    @cached_property
    def owned(self) -> list[Owned]:
        """Every spelling of every skill."""
        return [
            Owned(row, spelling.text, spelling.needs_context, is_name=place == 0)
            for row, skill in enumerate(self.skills)
            for place, spelling in enumerate(skill.spellings)
        ]

    @cached_property
    def by_form(self) -> Mapping[str, list[Owned]]:
        """Normal form → the spellings that have it."""
        return _grouped((normal_form(owned.text), owned) for owned in self.owned)

    @cached_property
    def by_words(self) -> Mapping[Words, list[Owned]]:
        """Words → the spellings that consist of them."""
        return _grouped((words(owned.text), owned) for owned in self.owned)

    @cached_property
    def owners_of_word(self) -> Mapping[str, int]:
        """Word → how many skills have it in their spellings."""
        return Counter(
            word for skill in self.skills for word in {w for each in skill.spellings for w in words(each.text)}
        )

    def likenesses(self) -> Iterator[Likeness]:
        """Everything that their spellings' words say for two skills being one."""
        yield from self._same_forms()
        yield from self._abbreviations()
        yield from self._numeronyms()
        yield from self._qualified()
        yield from self._other_orders()
        yield from self._rare_words()

    def shared_words(self, one: int, other: int) -> Likeness | None:
        """How much of what two skills are called is the same; at least one of the two by its name."""
        best = max(self._overlaps(one, other), default=(0.0, "", ""))
        if best[0] < LEAST_SHARED:
            return None
        share, a, b = best
        detail = f"{a!r} and {b!r} share their telling words"
        return Likeness(one, other, DuplicateKind.SHARED_WORDS, detail, round(min(share, MOST_SHARED), 3))

    def _overlaps(self, one: int, other: int) -> Iterator[tuple[float, str, str]]:
        """(share of their words that is common, spelling, spelling), rare words counting for more."""
        mine, theirs = self._bags[one], self._bags[other]
        for (text, bag), (its, others) in dict.fromkeys((*product(mine[:1], theirs), *product(mine, theirs[:1]))):
            if common := bag & others:
                yield sum(map(self._weight, common)) / sum(map(self._weight, bag | others)), text, its

    def _rare_words(self) -> Iterator[Likeness]:
        """Their names are much the same, and hardly any other skill has one of the words."""
        owners: dict[str, set[int]] = defaultdict(set)
        for row, bags in enumerate(self._bags):
            for word in {word for _, bag in bags for word in bag}:
                owners[word].add(row)
        pairs = {pair for rows in owners.values() if len(rows) <= FEW_OWNERS for pair in combinations(sorted(rows), 2)}
        yield from filter(None, (self.shared_words(*pair) for pair in sorted(pairs)))

    @cached_property
    def _bags(self) -> Sequence[Sequence[tuple[str, frozenset[str]]]]:
        """For each skill, its spellings with their telling words; its name first."""
        return [
            [
                (each.text, frozenset() if each.needs_context else frozenset(_telling(words(each.text))))
                for each in skill.spellings
            ]
            for skill in self.skills
        ]

    def _same_forms(self) -> Iterator[Likeness]:
        """Equal but for case, punctuation, spacing, number, or the side of the Atlantic; or for a version."""
        for group in _grouped((key, owned) for owned in self.owned for key in _keys(owned.text)).values():
            yield from likenesses(group, group, DuplicateKind.NORMAL_FORM, _same_form)
        for group in self.by_form.values():
            yield from likenesses(group, group, DuplicateKind.NORMAL_FORM, _same_but_for_version)

    def _abbreviations(self) -> Iterator[Likeness]:
        """One has initials for words of the other: "MLOps" and "Machine Learning Ops"."""
        for owned in self.owned:
            for parts in dict.fromkeys((parts_of(owned.text), _telling(parts_of(owned.text)))):
                for start, end in _runs(parts):
                    if (initials := _initials(parts[start:end])) in self._capitals:
                        yield from self._abbreviated(owned, parts, start, end, initials)

    def _abbreviated(self, long: Owned, parts: Words, start: int, end: int, initials: str) -> Iterator[Likeness]:
        short = normal_form(" ".join((*parts[:start], initials, *parts[end:])))
        found = [other for other in self.by_form.get(short, ()) if initials in other.text]
        written_out = len(parts) - (end - start)
        for other in found:
            if written_out or initials not in self._initials_of[other.row]:
                score = self._initialism(parts[start:end], written_out)
                yield from likenesses([long], [other], DuplicateKind.ABBREVIATION, _short_for(score))

    def _numeronyms(self) -> Iterator[Likeness]:
        """One counts the letters of the other: "k8s" and "Kubernetes"."""
        for owned in self.owned:
            key = normalised(owned.text)
            if key.isalpha() and len(key) >= LEAST_COUNTED:
                found = self.by_words.get((_numeronym(key),), ())
                unexplained = [short for short in found if not self._counts_own(short)]
                yield from likenesses([owned], unexplained, DuplicateKind.ABBREVIATION, _short_for(NUMERONYM))

    def _counts_own(self, short: Owned) -> bool:
        """Whether a skill's own spellings explain a word that counts letters."""
        key = normalised(short.text)
        return any(_numeronym(normalised(each.text)) == key for each in self.skills[short.row].spellings)

    def _qualified(self) -> Iterator[Likeness]:
        """One says a word more at an edge, as a maker's name, that elsewhere adds nothing: "Amazon S3" and "S3"."""
        for key, group in self.by_words.items():
            for affix, rest in _affixes(key):
                if found := self.by_words.get(rest, ()):
                    judged = _adding_nothing(affix, self._left_by(affix, rest))
                    yield from likenesses(group, found, DuplicateKind.QUALIFIER, judged)

    def _other_orders(self) -> Iterator[Likeness]:
        """The same words in another order: "Management of Risk" and "Risk Management"."""
        groups = _grouped(
            (tuple(sorted(_telling(key))), owned) for key, group in self.by_words.items() for owned in group
        )
        for key, group in groups.items():
            if len(key) > 1 and len({words(owned.text) for owned in group}) > 1:
                yield from likenesses(group, group, DuplicateKind.WORD_ORDER, _other_order)

    def _left_by(self, affix: tuple[str, Words], rest: Words) -> float:
        """How sure it is that the rest says it all: more so for a name, less for a field's word."""
        likely = self._affixes[affix]
        owners = min(self.owners_of_word[word] for word in rest)
        if owners <= FEW_OWNERS:
            likely += (1 - likely) * NAME_LEFT
        elif owners > MANY_OWNERS:
            likely *= FIELD_LEFT
        return round(min(likely, MOST_AFFIX_SAYS), 3) if likely >= LEAST_AFFIX else 0.0

    @cached_property
    def _affixes(self) -> Mapping[tuple[str, Words], float]:
        """Affix → how likely it adds nothing: how often one skill is spelt both with and without it."""
        told: Counter[tuple[str, Words]] = Counter()
        same: Counter[tuple[str, Words]] = Counter()
        for key, group in self.by_words.items():
            rows = {owned.row for owned in group}
            for affix, rest in _affixes(key):
                if others := {owned.row for owned in self.by_words.get(rest, ())}:
                    told[affix] += 1
                    same[affix] += bool(rows & others)
        return {
            affix: (same[affix] + AFFIX_PRIOR * AFFIX_PRIOR_WEIGHT) / (count + AFFIX_PRIOR_WEIGHT)
            for affix, count in told.items()
        }

    @cached_property
    def _capitals(self) -> frozenset[str]:
        """Every run of capitals in a spelling."""
        return frozenset(run for owned in self.owned for run in _CAPITALS.findall(owned.text))

    @cached_property
    def _initials_of(self) -> Sequence[frozenset[str]]:
        """For each skill, the initials that its own spellings explain."""
        return [
            frozenset(
                _initials(parts)
                for spelling in skill.spellings
                for whole in [parts_of(spelling.text)]
                for parts in (whole, _telling(whole))
                if len(parts) > 1
            )
            for skill in self.skills
        ]

    @cached_property
    def _known_initialisms(self) -> frozenset[Words]:
        """Words of which some skill is spelt by their initials as well."""
        return frozenset(
            parts
            for skill in self.skills
            for texts in [{spelling.text for spelling in skill.spellings}]
            for parts in map(parts_of, texts)
            if len(parts) > 1 and _initials(parts) in texts
        )

    def _initialism(self, shortened: Words, written_out: int) -> float:
        if written_out and shortened in self._known_initialisms:
            return KNOWN_INITIALISM
        return min(INITIALISM.get(len(shortened), LONG_INITIALISM) + WRITTEN_OUT * written_out, LONG_INITIALISM)

    def _weight(self, word: str) -> float:
        return math.log(1 + len(self.skills) / self.owners_of_word.get(word, 1))


def likenesses(
    some: Sequence[Owned], others: Sequence[Owned], kind: DuplicateKind, judged: Judgement
) -> Iterator[Likeness]:
    """The pairs of spellings of two skills, with what is said of them and how much it counts; 0 leaves a pair out."""
    if max(len({owned.row for owned in some}), len({owned.row for owned in others}), 0) > MOST_OWNERS:
        return
    for one, other in combinations(some, 2) if some is others else product(some, others):
        if one.row != other.row:
            detail, score = judged(one, other)
            weight = 1.0 if one.is_name or other.is_name else ALIASES_ONLY
            if score:
                first, second = sorted((one.row, other.row))
                yield Likeness(first, second, kind, detail, round(score * weight, 3))


@lru_cache(maxsize=131072)
def words(text: str) -> Words:
    """The words of a spelling in their normal forms; a mark or ".js" tells two words apart."""
    return tuple(_word(part) for part in _BETWEEN_WORDS.split(text) if part)


@lru_cache(maxsize=131072)
def parts_of(text: str) -> Words:
    """The words of a spelling as they are, but for case."""
    return tuple(part for part in _BETWEEN_WORDS.split(normalised(text)) if part)


def _word(part: str) -> str:
    form, _, is_js = spelling_key(part)
    tail = "js" if is_js and not form.endswith("js") else "+" if part.endswith("+") and not part.endswith("++") else ""
    return f"{form}{tail}" or part


def _telling(parts: Words) -> Words:
    return tuple(part for part in parts if part not in _SMALL)


def _runs(parts: Words) -> Iterator[tuple[int, int]]:
    """(start, end) of two or more words that may have been shortened to their initials."""
    for start in range(len(parts)):
        for end in range(start + 2, min(len(parts), start + LONGEST_INITIALISM) + 1):
            yield start, end


def _initials(parts: Words) -> str:
    return "".join(part[0] for part in parts).upper()


def _numeronym(word: str) -> str:
    return f"{word[0]}{len(word) - 2}{word[-1]}"


def _affixes(key: Words) -> Iterator[tuple[tuple[str, Words], Words]]:
    """((side, words), the rest) of each way to take words from an edge."""
    for count in range(1, min(LONGEST_AFFIX, len(key) - 1) + 1):
        yield ("before", key[:count]), key[count:]
        yield ("behind", key[-count:]), key[:-count]


@lru_cache(maxsize=131072)
def _keys(text: str) -> frozenset[tuple[str, str, bool]]:
    return frozenset(spelling_key(form) for form in (text, *spellings(text, has_plural(text))))


def _grouped(items: Iterable[tuple[Key, Owned]]) -> dict[Key, list[Owned]]:
    groups: dict[Key, list[Owned]] = defaultdict(list)
    for key, owned in items:
        groups[key].append(owned)
    return groups


def _same_form(one: Owned, other: Owned) -> tuple[str, float]:
    if one.needs_context or other.needs_context:
        return f"both are spelt {one.text!r}, which means several things", HOMONYM
    if normalised(one.text) == normalised(other.text):
        return f"both are spelt {one.text!r}", SAME_TEXT
    return f"{one.text!r} and {other.text!r} are one spelling", SAME_FORM


def _same_but_for_version(one: Owned, other: Owned) -> tuple[str, float]:
    if spelling_key(one.text) == spelling_key(other.text):
        return "", 0.0
    return f"{one.text!r} and {other.text!r} differ in a version or a mark", BUT_FOR_VERSION


def _short_for(score: float) -> Judgement:
    return lambda long, short: (f"{short.text!r} is short for {long.text!r}", score)


def _adding_nothing(affix: tuple[str, Words], score: float) -> Judgement:
    added = " ".join(affix[1])
    return lambda more, less: (f"{more.text!r} is {less.text!r} with {added!r}, which may add nothing", score)


def _other_order(one: Owned, other: Owned) -> tuple[str, float]:
    if words(one.text) == words(other.text):
        return "", 0.0
    return f"{one.text!r} and {other.text!r} are the same words", ANOTHER_ORDER
