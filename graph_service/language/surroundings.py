"""What stands around a spelling and tells whether it means a skill: its case, the words before it and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from graph_service.domain.document import TextSpan
from graph_service.language.cue_files import any_of, cues
from graph_service.language.dictionary import Hit

LOOK_AROUND = 60
"""How many characters before and after a spelling are looked at."""

IN_ITS_CASE, FIRST_WORD, IN_TITLE_CASE, IN_ANOTHER_CASE = 1.0, 0.25, 0.25, -1.5
WHOLE_ITEM = 1.5
CUE_BEFORE, CUE_AFTER, LIST_ITEM, PART_OF_A_NAME, AFTER_DETERMINER = 1.0, 1.5, 0.5, -1.5, -1.0

_SENTENCE_START = re.compile(r"(?:^|[.!?:;•·\n\r*>⌲☞▪●◦‣–-]|\d\))\s*[\"'(]*$")
_LABEL = re.compile(r"[^\w:]*(?:[A-Z][\w &/-]{2,40}:)?[^\w]*")
_NO_WORD = re.compile(r"\W*")
_LIST_OPENS = re.compile(r"(?:^|[,;:/(&•·*|\n-]|\b(?:and|or|and/or|plus))\s*$", re.IGNORECASE)
_LIST_GOES_ON = re.compile(r"\s*(?:$|[,;/)&|\n]|\.(?:\s|$)|(?:and|or|and/or|etc)\b)", re.IGNORECASE)
_CAPITALISED_BEFORE = re.compile(r"([A-Z][\w&'’.-]*) $")
_CAPITALISED_AFTER = re.compile(r" ([A-Z][a-z][\w'’-]*)")
_AMPERSAND_BEFORE = re.compile(r"(?:&|&amp;)$|\w (?:&|&amp;) $")
_AMPERSAND_AFTER = re.compile(r"&| (?:&|&amp;) \w\b")
_OF_A_PLACE = re.compile(r"(?:[aei]an|al|[tf]ic|ish|ese|ern|first|united)$")
"""How the first words of companies' names end: American, National, Pacific, British."""
_FUNCTION_WORD = re.compile(r"\b(?:the|a|an|to|of|our|your|you|we|will|that|is|are|as|for|their)\b")


@dataclass(frozen=True)
class Surroundings:
    """A hit in its passage.

    `joined_before` and `joined_after`: a hit that counts stands beside it, as in a list. `follows_hit`: the word
    before it belongs to some hit.
    `is_name`: it would be a product's name, which has capitals, and not a practice or a concept.
    """

    text: str
    passage: TextSpan
    hit: Hit
    joined_before: bool
    joined_after: bool
    follows_hit: bool
    is_name: bool

    @cached_property
    def before(self) -> str:
        """The text before the hit, within the passage."""
        return self.text[max(self.passage.start, self.hit.start - LOOK_AROUND) : self.hit.start]

    @cached_property
    def after(self) -> str:
        """The text after the hit, within the passage."""
        return self.text[self.hit.end : min(self.passage.end, self.hit.end + LOOK_AROUND)]

    @cached_property
    def is_keyword_list(self) -> bool:
        """All in lower case and no sentence: "typescript node.js react go"."""
        return self.passage.text.islower() and not _FUNCTION_WORD.search(self.passage.text)

    @cached_property
    def is_shouted(self) -> bool:
        """Whether its passage is all in capitals, so that case says nothing."""
        return len(self.passage.text) > len(self.hit.text) + 2 and is_mostly_capitals(self.passage.text)

    @cached_property
    def is_in_its_case(self) -> bool:
        """Whether it is written as its owner writes it, but for a plural s."""
        written = self.hit.text[: len(self.hit.alias.text)]
        return written == self.hit.alias.text or re.sub(r"[\s-]+", " ", written) == self.hit.alias.text

    @cached_property
    def starts_sentence(self) -> bool:
        """Whether its capital may be that of a sentence."""
        return bool(_SENTENCE_START.search(self.before))

    @cached_property
    def is_whole_item(self) -> bool:
        """Whether the passage says nothing else, but for a label: "• React", "Front end: React."."""
        before = self.text[self.passage.start : self.hit.start]
        after = self.text[self.hit.end : self.passage.end]
        return not self.is_single_letter and bool(_LABEL.fullmatch(before) and _NO_WORD.fullmatch(after))

    @property
    def is_single_letter(self) -> bool:
        """C, R, D: the spellings that mean most other things."""
        return len(self.hit.text) == 1


def case_points(around: Surroundings) -> float:
    """How much its case speaks for a spelling."""
    if around.is_shouted or around.is_keyword_list:
        return 0.0
    if not around.is_name and not around.hit.text.isupper():
        return FIRST_WORD
    if not around.is_in_its_case:
        return 0.0 if around.hit.alias.text.islower() else IN_ANOTHER_CASE
    if around.is_whole_item and around.is_name:
        return WHOLE_ITEM
    if around.hit.text.islower():
        return FIRST_WORD
    if around.hit.text.isupper() and len(around.hit.text) > 1:
        return IN_ITS_CASE
    if around.starts_sentence:
        return FIRST_WORD
    return IN_TITLE_CASE if is_title_case(around.passage.text) else IN_ITS_CASE


def wording_points(around: Surroundings) -> float:
    """How much the words around a spelling speak for it."""
    points = 0.0
    if _says("experience_before", around.before):
        points += CUE_BEFORE
    if _says("technology_noun_after", around.after):
        points += CUE_AFTER
    if _LIST_OPENS.search(around.before) and _LIST_GOES_ON.match(around.after):
        points += LIST_ITEM
    if _says("determiner_before", around.before) and not _says("technology_noun_after", around.after):
        points += AFTER_DETERMINER
    if _is_part_of_a_name(around):
        points += PART_OF_A_NAME
    return points


def stands_in_a_list(around: Surroundings) -> bool:
    """Whether another hit stands beside it with nothing but a comma or the like between."""
    return around.joined_before or around.joined_after


def names_an_ability(around: Surroundings) -> bool:
    """Whether the words around say that a person has it: "strong … skills", "ability to …"."""
    return _says("ability_before", around.before) or _says("ability_after", around.after)


def is_something_else(around: Surroundings) -> bool:
    """Whether the nearest characters or words rule a doubtful spelling out."""
    if _is_half_of_a_word(around) or _says("company_after", around.after):
        return True
    if around.is_single_letter and _is_a_label(around):
        return True
    if around.starts_sentence and _is_an_acronym_in_small_letters(around):
        return True
    if not around.is_in_its_case and not around.is_keyword_list and not around.is_shouted:
        return _is_ordinary_word(around)
    if around.starts_sentence and _says("verb_object_after", around.after):
        return True
    return _is_inside_a_proper_name(around)


def names_a_company(text: str, hit: Hit) -> bool:
    """Whether a product's name stands here for the company that makes it: "at Oracle, we …"."""
    before, after = text[max(0, hit.start - LOOK_AROUND) : hit.start], text[hit.end : hit.end + LOOK_AROUND]
    if not hit.text[0].isupper():
        return False
    return (
        _says("company_after", after)
        or _says("company_says", after)
        or (_says("company_before", before) and not _says("technology_noun_after", after))
    )


def follows_a_cue(before: str) -> bool:
    """Whether the words before a term announce a skill: "experience with", "such as"."""
    return _says("experience_before", before)


def names_experience(before: str) -> bool:
    """Whether the words before a term say that it is what somebody has experience with or knows."""
    return _says("object_of_experience_before", before)


def precedes_a_technology_noun(after: str) -> bool:
    """Whether the words after a term say what it is: "framework", "scripts", "or similar"."""
    return _says("technology_noun_after", after)


def closes_an_item(after: str) -> bool:
    """Whether a term ends an item of a list, or its sentence."""
    return bool(_LIST_GOES_ON.match(after))


def starts_a_sentence(before: str) -> bool:
    """Whether what follows these words begins a sentence or an item."""
    return bool(_SENTENCE_START.search(before))


@lru_cache(maxsize=4096)
def is_mostly_capitals(text: str) -> bool:
    """Whether a passage is shouted."""
    letters = [character for character in text if character.isalpha()]
    return sum(character.isupper() for character in letters) > 0.8 * len(letters)


@lru_cache(maxsize=4096)
def is_title_case(text: str) -> bool:
    """Whether a passage is a title or a heading: nearly all longer words begin with capitals, and it is no list."""
    if text.count(",") > 1:
        return False
    words = [word for word in text.split() if word[0].isalpha() and len(word) > 3]
    return len(words) > 4 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _says(cue: str, text: str) -> bool:
    return bool(_cue(cue).search(text))


@cache
def _cue(name: str) -> re.Pattern[str]:
    side = cues("ambiguity")[name]
    expression = any_of(side["expressions"]).pattern
    anchored = rf"(?:{expression})\s*$" if name.endswith("_before") else rf"^(?:{expression})"
    return re.compile(anchored, re.IGNORECASE if side.get("any_case") else re.NOFLAG)


def _is_half_of_a_word(around: Surroundings) -> bool:
    """Go-to-market, on-the-go, R&D, AT&T, USB-C, you'd: what it is stuck to makes another word of it."""
    before, after = around.before[-8:], around.after[:24]
    if before[-1:] in {"'", "’", "@", "$"} or (before[-1:] == "." and before[-2:-1].isalnum()):
        return True
    if before[-1:] in {"-", "–"} and before[-2:-1].isalnum() and not around.joined_before:
        return True
    if re.match(r"[-–](?=\w)", after) and not around.joined_after:
        return not _says("suffix_after", after)
    return around.is_single_letter and bool(_AMPERSAND_BEFORE.search(before) or _AMPERSAND_AFTER.match(after))


def _is_a_label(around: Surroundings) -> bool:
    """Series C, plan B, "c) …", John R. Smith, Washington D.C."""
    if _says("label_before", around.before) or re.match(r"\)|\.\w|-suite|-level", around.after):
        return not around.after.startswith(")") or not around.before.rstrip().endswith(("(", ",", "/"))
    if around.starts_sentence and re.match(r"\. ?\S", around.after):
        return True
    return bool(re.match(r"\. [A-Z]", around.after) and re.search(r"\b[A-Z][a-z]+ $", around.before)) and not _says(
        "experience_before", around.before
    )


def _is_an_acronym_in_small_letters(around: Surroundings) -> bool:
    """Whether the spelling is an acronym and a sentence begins with the ordinary word: "Solid understanding of …"."""
    word = around.hit.text
    return around.hit.alias.text.isupper() and word[0].isupper() and word[1:].islower()


def _is_ordinary_word(around: Surroundings) -> bool:
    """Whether a word in lower case stands where only the ordinary word can."""
    if around.hit.alias.text.islower() or not around.is_name:
        return False
    return _says("verb_before", around.before) or _says("preposition_after", around.after)


def _is_part_of_a_name(around: Surroundings) -> bool:
    follows = _CAPITALISED_AFTER.match(around.after)
    return bool(
        follows
        and around.hit.text[0].isupper()
        and not stands_in_a_list(around)
        and not around.is_shouted
        and not _says("technology_noun_after", around.after)
    )


def _is_inside_a_proper_name(around: Surroundings) -> bool:
    """American Express, Engineering Teams: a capitalised word before it that is no skill and opens no sentence."""
    found = _CAPITALISED_BEFORE.search(around.before)
    if not found or around.follows_hit or stands_in_a_list(around) or around.is_shouted:
        return False
    word = found[1].lower().strip(".")
    if _SENTENCE_START.search(around.before[: found.start()]):
        return bool(_OF_A_PLACE.search(word))
    return word not in _plain_words() and not word.endswith(("ing", "ed"))


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(cues("ambiguity")["plain_words_before"].split())
