"""Whether a spelling that is also a word, a letter or a company's name means the skill where it stands.

Unambiguous hits are firm. A doubtful one collects points: for its case, for firm hits beside it, for context tags and
skills of its own dimensions near by, for what precedes and follows it. One that counts may settle its neighbours, so
the doubtful ones are gone through until nothing changes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph_service.domain.document import TextSpan
from graph_service.domain.taxonomy import MatchStrategy, Skill, SkillNature
from graph_service.language.dictionary import PRODUCTS, Dictionary, Hit
from graph_service.language.normalise import normalised
from graph_service.language.surroundings import (
    Surroundings,
    case_points,
    is_something_else,
    names_a_company,
    names_an_ability,
    stands_in_a_list,
    wording_points,
)

ENOUGH = 2.0
"""Points from which a doubtful spelling counts."""
BESIDE, DOUBTFUL_MEMBER, SAME_PASSAGE = 2.0, 0.5, 1.0
TAG_IN_PASSAGE, TAG_IN_TEXT, KIN_IN_PASSAGE, KIN_IN_TEXT = 1.75, 0.75, 1.0, 0.75

_LONGEST_GAP = 12
_JOINER = re.compile(
    r"[\s,;:/&|+•·*()\[\]\\–-]*(?:(?:and/or|and|or|as well as|plus|with|e\.g\.?|i\.e\.?|such as|like)\b)?[\s,;:/(–-]*",
    re.IGNORECASE,
)
TECHNICAL = PRODUCTS | {SkillNature.PROTOCOL, SkillNature.STANDARD} - {SkillNature.CERTIFICATION}
_INFLECTED = 4
_WORDS = re.compile(r"[a-z0-9+#.]+")


def credible_hits(
    text: str,
    passages: Sequence[TextSpan],
    dictionary: Dictionary,
    skills: Mapping[str, Skill],
    employers: Sequence[str] = (),
) -> list[Hit]:
    """The hits within the passages that mean what they spell; in order, none overlapping another.

    A hit inside a longer name of an employer does not count; one that is an employer's name is doubtful.
    """
    reading = _Reading(text, passages, skills)
    names = [place for name in employers for place in _occurrences(text, name)]
    found = [hit for hit in dictionary.find(text) if reading.passage_of(hit) is not None and not _is_inside(hit, names)]
    reading.survey(found, employers)
    while found:
        doubts = [reading.is_doubtful(hit) for hit in found]
        reading.trust([hit for hit, doubt in zip(found, doubts, strict=True) if not doubt])
        rejected = reading.settle([hit for hit, doubt in zip(found, doubts, strict=True) if doubt])
        found = [inner for hit in rejected for inner in dictionary.shorter(hit)]
    return reading.firm


@dataclass
class _Reading:
    """A text while it is being read: what is firm so far, and what that says about the rest."""

    text: str
    passages: Sequence[TextSpan]
    skills: Mapping[str, Skill]
    firm: list[Hit] = field(default_factory=list)
    companies: frozenset[str] = frozenset()
    found_ends: frozenset[int] = frozenset()
    dimensions: dict[int, set[str]] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.starts = [passage.start for passage in self.passages]
        self.words = {-1: _plain(" ".join(passage.text for passage in self.passages))}

    def passage_of(self, hit: Hit) -> int | None:
        """Which passage a hit stands in; None for none."""
        index = bisect_right(self.starts, hit.start) - 1
        return index if index >= 0 and hit.end <= self.passages[index].end else None

    def survey(self, hits: Sequence[Hit], employers: Iterable[str]) -> None:
        """Note where hits end, and the products that the text also names as companies."""
        self.found_ends = frozenset(hit.end for hit in hits)
        products = [hit for hit in hits if self._is_named_as_a_product(hit)]
        named = {normalised(hit.text) for hit in products if names_a_company(self.text, hit)}
        self.companies = frozenset(named | {normalised(employer) for employer in employers})

    def is_doubtful(self, hit: Hit) -> bool:
        if hit.alias.match_strategy is MatchStrategy.CASE_INSENSITIVE:
            return normalised(hit.text) in self.companies
        return hit.alias.match_strategy is MatchStrategy.CONTEXT_REQUIRED or not self._is_plainly_in_its_case(hit)

    def trust(self, hits: Iterable[Hit]) -> None:
        for hit in hits:
            insort(self.firm, hit, key=lambda other: other.start)
            for place in (-1, self.passage_of(hit)):
                dimensions = self.dimensions.setdefault(-1 if place is None else place, set())
                dimensions.update(*(self.skills[slug].dimensions for slug in hit.skills))

    def settle(self, doubtful: list[Hit]) -> list[Hit]:
        """Trust the doubtful hits that earn it; return the others."""
        while True:
            verdicts = [self._counts(hit, self._doubtful_members(hit, doubtful)) for hit in doubtful]
            if not any(verdicts):
                return list(doubtful)
            self.trust([hit for hit, counts in zip(doubtful, verdicts, strict=True) if counts])
            doubtful = [hit for hit, counts in zip(doubtful, verdicts, strict=True) if not counts]

    def _doubtful_members(self, hit: Hit, doubtful: list[Hit]) -> int:
        """How many names beside it in a list are as doubtful as it is: "Spring, Express or Rails"."""
        index = bisect_left(doubtful, hit.start, key=lambda other: other.start)
        beside = doubtful[max(0, index - 1) : index] + doubtful[index + 1 : index + 2]
        return sum(self._lists(hit, other) for other in beside)

    def _lists(self, hit: Hit, other: Hit) -> bool:
        gap = self.text[min(hit.end, other.end) : max(hit.start, other.start)]
        return bool(gap.strip()) and joins(gap) and other.text == other.alias.text and self._is_technical(other)

    def _counts(self, hit: Hit, doubtful_members: int) -> bool:
        around = self._surroundings(hit)
        if normalised(hit.text) in self.companies and names_a_company(self.text, hit):
            return False
        if is_something_else(around) or self._is_in_another_case(hit, around):
            return False
        if not around.is_name and not self._is_among_its_like(hit, around):
            return False
        points = case_points(around) + wording_points(around) + self._company_points(hit, around)
        return points + DOUBTFUL_MEMBER * doubtful_members >= ENOUGH

    def _is_in_another_case(self, hit: Hit, around: Surroundings) -> bool:
        """Whether a spelling that counts in its own case only ("SOLID") is in another, where case means something."""
        if hit.alias.match_strategy is not MatchStrategy.CASE_SENSITIVE or around.is_in_its_case:
            return False
        return not (around.is_keyword_list or around.is_shouted or (around.joined_before and around.joined_after))

    def _is_among_its_like(self, hit: Hit, around: Surroundings) -> bool:
        """Whether an ordinary word for a practice or a concept has a sign of its field right beside it.

        Words for what a person is like ("accurate", "organized") are found everywhere: only a list of such tells.
        """
        if stands_in_a_list(around):
            return True
        if self._is_a_soft_skill(hit):
            return names_an_ability(around)
        place = self.passage_of(hit)
        return place is not None and self._has_tag(hit, place)

    def _company_points(self, hit: Hit, around: Surroundings) -> float:
        """How much the firm hits and the context tags around a spelling speak for it."""
        place = self.passage_of(hit)
        assert place is not None, "hits outside the passages were dropped before"
        points = BESIDE if stands_in_a_list(around) else 0.0
        if any(self.passage_of(other) == place and self._is_technical(other) for other in self.firm):
            points += SAME_PASSAGE
        points += self._near(self._has_tag(hit, place), self._has_tag(hit, -1), TAG_IN_PASSAGE, TAG_IN_TEXT)
        return points + self._near(self._has_kin(hit, place), self._has_kin(hit, -1), KIN_IN_PASSAGE, KIN_IN_TEXT)

    @staticmethod
    def _near(in_passage: bool, in_text: bool, points_in_passage: float, points_in_text: float) -> float:
        return points_in_passage if in_passage else points_in_text if in_text else 0.0

    def _surroundings(self, hit: Hit) -> Surroundings:
        place = self.passage_of(hit)
        assert place is not None, "hits outside the passages were dropped before"
        index = bisect_right(self.firm, hit.start, key=lambda other: other.start)
        before = self.firm[index - 1] if index else None
        after = self.firm[index] if index < len(self.firm) else None
        return Surroundings(
            self.text,
            self.passages[place],
            hit,
            joined_before=before is not None and self._joins(before, hit, before.end, hit.start),
            joined_after=after is not None and self._joins(after, hit, hit.end, after.start),
            follows_hit=hit.start - 1 in self.found_ends,
            is_name=self._is_a_name(hit),
        )

    def _joins(self, neighbour: Hit, hit: Hit, start: int, end: int) -> bool:
        """Whether a firm hit and a doubtful one are members of one list.

        With a mere space between them, as in "Agile Teams" or "Java Spring", they must also be of one kind.
        """
        gap = self.text[start:end]
        if not joins(gap):
            return False
        if self._are_kin(neighbour, hit):
            return True
        return self._is_technical(neighbour) and (bool(gap.strip()) or self._is_technical(hit))

    def _are_kin(self, one: Hit, other: Hit) -> bool:
        return not self._dimensions(one).isdisjoint(self._dimensions(other))

    def _has_kin(self, hit: Hit, place: int) -> bool:
        return not self._dimensions(hit).isdisjoint(self.dimensions.get(place, ()))

    def _has_tag(self, hit: Hit, place: int) -> bool:
        """Whether one of its context tags is near; the spelling itself, should it be one, does not count."""
        if place not in self.words:
            self.words[place] = _plain(self.passages[place].text)
        words, own = self.words[place], normalised(hit.text)
        tags = {tag.lower() for slug in hit.skills for tag in self.skills[slug].context_tags}
        return any(_holds(words, tag) for tag in tags if tag not in own)

    def _dimensions(self, hit: Hit) -> frozenset[str]:
        return frozenset(dimension for slug in hit.skills for dimension in self.skills[slug].dimensions)

    def _is_technical(self, hit: Hit) -> bool:
        return any(self.skills[slug].nature in TECHNICAL for slug in hit.skills)

    def _is_a_soft_skill(self, hit: Hit) -> bool:
        return all(self.skills[slug].nature is SkillNature.SOFT_SKILL for slug in hit.skills)

    def _is_a_name(self, hit: Hit) -> bool:
        """Whether it is spelled with capitals for what it is: a product, or a language that people speak."""
        speaks = self._is_a_soft_skill(hit) and hit.alias.text[0].isupper()
        return speaks or self._is_a_product(hit) or self._is_technical(hit)

    def _is_named_as_a_product(self, hit: Hit) -> bool:
        return " " not in hit.text and self._is_a_product(hit)

    def _is_a_product(self, hit: Hit) -> bool:
        return any(self.skills[slug].nature in PRODUCTS for slug in hit.skills)

    def _is_plainly_in_its_case(self, hit: Hit) -> bool:
        around = self._surroundings(hit)
        return around.is_in_its_case and not around.is_shouted and not is_something_else(around)


def _occurrences(text: str, name: str) -> Iterator[tuple[int, int]]:
    start = text.find(name)
    while start >= 0:
        yield start, start + len(name)
        start = text.find(name, start + len(name))


def _is_inside(hit: Hit, names: Iterable[tuple[int, int]]) -> bool:
    return any(start <= hit.start and hit.end <= end and end - start > hit.end - hit.start for start, end in names)


def joins(gap: str) -> bool:
    """Whether nothing but the marks of a list stand between two terms."""
    return len(gap) <= _LONGEST_GAP and _JOINER.fullmatch(gap) is not None


def _holds(words: str, tag: str) -> bool:
    """Whether the words hold a tag; a long one may have an ending, as in "methodologies"."""
    if len(tag) < _INFLECTED:
        return f" {tag} " in words
    return f" {tag[:-1]}ie" in words if tag.endswith("y") and f" {tag}" not in words else f" {tag}" in words


def _plain(text: str) -> str:
    """The words of a text in lower case, each between spaces."""
    words = (word.rstrip(".") for word in _WORDS.findall(text.lower()))
    return f" {' '.join(words)} "
