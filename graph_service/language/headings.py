"""Where a posting's headings stand, and what kind of passage each opens.

They stand on a line of their own, before a colon, in bold, or glued between two sentences whose line break was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from graph_service.domain.document import SectionKind
from graph_service.language.cue_files import cues
from graph_service.language.masking import BULLET

_LONGEST_LINE = 90
_LONGEST_LEAD_IN = 140
_MARKS = rf"[\s#*_=~>{BULLET}—-]"
_LEADING = re.compile(rf"(?:{_MARKS}|\(?\d{{1,2}}[.)]\s)*")
_TRAILING = " \t*_#:=~—?!.…-"
_PARENTHESIS = re.compile(r"\s*\([^()]{0,60}\)$")
_NEAR = 40
"""Characters around a word that tell whether it heads a passage."""
_WORD = re.compile(r"[A-Z]{2,}(?:'[A-Z]{1,2})?(?![a-z])|[A-Z]?[a-z]+(?:'[a-z]{1,2}\b)?|[A-Z]|\d+|&")
_GAP = re.compile(r" ?[,/&()-]? ?|, ")
_AFTER_HEADING = re.compile(r"(?:\(s\))?\s{0,3}(?:\*\*|__)?\s{0,2}:?\s?(?:\*\*|__)?\s*")
_CONTRACTIONS = {"'ll": "will", "'re": "are", "'s": "is", "'ve": "have", "'d": "would"}
_CONTENT = re.compile(r"(?i)\b(?:ph\.?d|masters?|bachelor|degree|\d+\+? years?)\b")
_ABOUT = re.compile(r"(?<!\w)(About (?:[A-Z][\w&.'-]{0,30} ?){1,5}):\s*")
_BULLET_NEXT = re.compile(rf"\s*(?:{BULLET}|\*+\s?(?=\w)|-+\s?(?=[A-Z0-9])|[12][.)]\s|\"\s)")
_QUALIFIERS = frozenset(
    {
        "required",
        "preferred",
        "desired",
        "minimum",
        "basic",
        "key",
        "primary",
        "essential",
        "position",
        "job",
        "additional",
    }
)
_ROLE_ENDINGS = ("ologist", "ographer", "ician", "therapist", "icist")
_STRONG_HEADS = frozenset({"responsibilities", "requirements", "qualifications", "duties"})
_LIST_KINDS = frozenset({SectionKind.RESPONSIBILITIES, SectionKind.REQUIREMENTS, SectionKind.PREFERRED})
_LISTED = _LIST_KINDS | {SectionKind.EDUCATION, SectionKind.BENEFITS}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at its place; `end` is where its passage's text begins. `kind` is None where the words do not tell."""

    start: int
    end: int
    text_start: int
    text_end: int
    kind: SectionKind | None


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def is_capitalised(self) -> bool:
        return self.text[0].isupper() or self.text[0] == "&"


@dataclass(frozen=True)
class _Vocabulary:
    phrases: Mapping[str, SectionKind]
    longest: int
    openers: frozenset[str]
    heads: Mapping[str, SectionKind]
    preferred: frozenset[str]
    connectors: frozenset[str]
    known: frozenset[str]
    patterns: Sequence[tuple[SectionKind, re.Pattern[str]]]


@cache
def _vocabulary() -> _Vocabulary:
    lists = cues("headings")
    phrases = {phrase: SectionKind[kind] for kind, group in lists["phrases"].items() for phrase in group}
    heads = {word: SectionKind[kind] for kind, words in lists["heads"].items() for word in words}
    preferred, connectors = frozenset(lists["preferred"]), frozenset(lists["connectors"])
    return _Vocabulary(
        phrases=phrases,
        longest=max(len(phrase.split()) for phrase in phrases),
        openers=frozenset(phrase.split()[0] for phrase in phrases),
        heads=heads,
        preferred=preferred,
        connectors=connectors,
        known=frozenset(lists["modifiers"]) | preferred | connectors | heads.keys(),
        patterns=[
            (SectionKind[kind], re.compile("|".join(f"(?:{pattern})" for pattern in lists["patterns"][kind])))
            for kind in lists["order"]
        ],
    )


def find_headings(masked: str) -> list[Heading]:
    """The headings of a masked posting, in order and apart from each other."""
    headings: list[Heading] = []
    start, blank_before = 0, True
    for line in masked.splitlines(keepends=True):
        end = start + len(line.rstrip("\n"))
        if line.strip():
            own = _line_heading(masked, start, end, blank_before)
            headings.extend([own] if own else _inline_headings(masked, start, end))
        blank_before = not line.strip()
        start += len(line)
    return headings


def _line_heading(masked: str, start: int, end: int, blank_before: bool) -> Heading | None:
    """The heading that a whole line is."""
    line = masked[start:end]
    lead = _LEADING.match(line)
    text_start = start + (lead.end() if lead else 0)
    text_end = text_start + len(masked[text_start:end].rstrip(_TRAILING))
    text = _PARENTHESIS.sub("", masked[text_start:text_end])
    if not text or not text[0].isalnum() or len(text) > _LONGEST_LEAD_IN or text.endswith((",", ";")):
        return None
    has_colon = ":" in masked[text_end:end]
    if not has_colon and re.search(r"[^.]\.[\s*_]*$", line):
        return None
    is_bullet = bool(re.match(rf"\s*(?:[{BULLET}*-]\s|\(?\d{{1,2}}[.)])", line)) and not line.lstrip().startswith("**")
    is_marked = _is_marked(line, text)
    kind = _kind_of_line(text, has_colon, is_marked, is_bullet)
    if kind is None and not (_is_unknown_heading(text, has_colon, is_marked, blank_before) and not is_bullet):
        return None
    return Heading(start, end, text_start, text_start + len(text), kind)


def _is_marked(line: str, text: str) -> bool:
    stripped = line.strip()
    in_bold = stripped.startswith(("**", "__")) and stripped.rstrip(":").endswith(("**", "__")) and "**" not in text
    return in_bold or (stripped.startswith("#") and stripped[1:2] in {"#", " "}) or _is_shouted(text)


def _is_shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 3 and all(character.isupper() for character in letters)


def _is_unknown_heading(text: str, has_colon: bool, is_marked: bool, blank_before: bool) -> bool:
    """Whether a line heads a passage though its words are not a heading's."""
    words = text.split()
    if len(words) > 8 or len(text) > _LONGEST_LINE or ":" in text:
        return False
    return (is_marked and (len(words) > 1 or has_colon)) or (has_colon and blank_before and len(words) <= 6)


def _kind_of_line(text: str, has_colon: bool, is_marked: bool, is_bullet: bool) -> SectionKind | None:
    words = list(_words(text, 0, len(text)))
    if not words:
        return None
    plain = _plain(words)
    if kind := _vocabulary().phrases.get(plain):
        bare_word = is_bullet or (len(plain.split()) == 1 and not text[0].isupper())
        return None if bare_word and not (has_colon or is_marked) else kind
    if (is_bullet and not is_marked) or (not has_colon and is_role_noun(words[-1].text)):
        return None
    if len(text) <= _LONGEST_LINE and (kind := _composed_kind(words)):
        if not (has_colon or is_marked) and words[-1].text in {"preferred", "required", "desired", "desirable", "plus"}:
            return None
        return kind if has_colon or is_marked or _stands_alone(words) else None
    says_something = _CONTENT.search(text) is not None
    return _patterned_kind(text) if not says_something and (has_colon or is_marked or _is_titled(words)) else None


def _stands_alone(words: Sequence[_Word]) -> bool:
    """Whether a line of a heading's words is one without a colon: "Leadership skills" in a list is not."""
    first = words[0].text.lower()
    return words[0].is_capitalised and (
        first in _QUALIFIERS or first in _vocabulary().heads or _is_titled(words) or len(words) == 1
    )


def _is_titled(words: Sequence[_Word]) -> bool:
    """Whether every word that matters begins with a capital, as in "What You Bring to the Team"."""
    return (
        1 < len(words) <= 9
        and words[0].is_capitalised
        and all(word.is_capitalised for word in words if word.text.lower() not in small_words())
    )


def _patterned_kind(text: str) -> SectionKind | None:
    lowered = " ".join(text.lower().replace("**", "").split())
    for kind, pattern in _vocabulary().patterns:
        if pattern.fullmatch(lowered):
            return kind
    return None


def _words(masked: str, start: int, end: int) -> Iterator[_Word]:
    for found in _WORD.finditer(masked, start, end):
        yield _Word(found.start(), found.end(), found[0])


def is_role_noun(word: str) -> bool:
    """Whether a title may end with this word, singular or plural."""
    lowered = word.lower()
    singular = lowered.removesuffix("s")
    return lowered in _role_nouns() or singular in _role_nouns() or singular.endswith(_ROLE_ENDINGS)


@cache
def leads_on() -> frozenset[str]:
    """Words after which neither a heading nor a list item begins."""
    return frozenset(cues("sentences")["leads_on"])


@cache
def small_words() -> frozenset[str]:
    """Words that a title in capitals may leave small."""
    return leads_on() | _vocabulary().connectors | {"you", "us", "me", "it", "we"}


@cache
def _role_nouns() -> frozenset[str]:
    return frozenset(cues("titles")["role_nouns"])


def _plain(words: Sequence[_Word]) -> str:
    """Lower case, contractions written out, "&" as "and"."""
    return " ".join(_written_out(word.text.lower()) for word in words)


def _written_out(word: str) -> str:
    stem, apostrophe, suffix = word.partition("'")
    if apostrophe and (written := _CONTRACTIONS.get(f"'{suffix}")):
        return f"{stem} {written}"
    return "and" if word == "&" else word


def _composed_kind(words: Sequence[_Word]) -> SectionKind | None:
    """The kind of a heading whose words are all known: "Minimum Knowledge, Skills and Abilities"."""
    vocabulary = _vocabulary()
    texts = [word.text.lower() for word in words]
    if not 1 <= len(texts) <= 9 or not all(text in vocabulary.known for text in texts):
        return None
    kinds = [vocabulary.heads[text] for text in texts if text in vocabulary.heads]
    if not kinds or texts[0] in vocabulary.connectors or texts[-1] in vocabulary.connectors:
        return None
    return _kind_of_heads(kinds, texts)


def _kind_of_heads(kinds: Sequence[SectionKind], texts: Sequence[str]) -> SectionKind:
    wished = _vocabulary().preferred.intersection(texts)
    demanded = {"required", "minimum", "mandatory", "basic"}.intersection(texts)
    if wished and not demanded and not {SectionKind.LOGISTICS, SectionKind.BENEFITS}.intersection(kinds):
        return SectionKind.PREFERRED
    ranked: list[SectionKind] = [kind for kind in kinds if kind is not SectionKind.SUMMARY] or list(kinds)
    if ranked[0] is SectionKind.EDUCATION and SectionKind.REQUIREMENTS in ranked:
        return (
            SectionKind.EDUCATION if "experience" not in texts and "skills" not in texts else SectionKind.REQUIREMENTS
        )
    return ranked[0]


def _inline_headings(masked: str, start: int, end: int) -> list[Heading]:
    """The headings inside a line of running text."""
    words = list(_words(masked, start, end))
    found: list[Heading] = [
        Heading(about.start(), about.end(), about.start(), about.end(1), SectionKind.ABOUT_COMPANY)
        for about in _ABOUT.finditer(masked, start, end)
    ]
    index = 0
    while index < len(words):
        heading, after = _heading_at(masked, words, index, start, end)
        if heading:
            found.append(heading)
        index = max(index + 1, after)
    return _apart(sorted(found, key=lambda heading: heading.start))


def _apart(headings: Sequence[Heading]) -> list[Heading]:
    kept: list[Heading] = []
    for heading in headings:
        if not kept or heading.start >= kept[-1].end:
            kept.append(heading)
    return kept


def _heading_at(masked: str, words: Sequence[_Word], index: int, start: int, end: int) -> tuple[Heading | None, int]:
    """The heading that begins with a word, and the index of the word after it."""
    first = words[index]
    if not _may_open(masked, words, index, start):
        return None, index
    run = _run(masked, words, index)
    for length in range(len(run), 0, -1):
        kind = _kind_of_run(run[:length])
        if kind and _is_set_off(masked, run[:length], kind, start, end):
            text_end = run[length - 1].end
            return Heading(
                first.start, _content_start(text_end, masked, end), first.start, text_end, kind
            ), index + length
    return None, index


def _may_open(masked: str, words: Sequence[_Word], index: int, start: int) -> bool:
    word = words[index]
    lowered = _written_out(word.text.lower()).split()[0]
    vocabulary = _vocabulary()
    if not word.is_capitalised or (lowered not in vocabulary.known and lowered not in vocabulary.openers):
        return False
    before = words[index - 1] if index and words[index - 1].start >= start else None
    glued_or_near = before is not None and masked[before.end : word.start] in {"", " "}
    return not (glued_or_near and before and before.text.lower() in leads_on())


def _run(masked: str, words: Sequence[_Word], index: int) -> list[_Word]:
    """The words from `index` on that can be one heading: near each other, and none glued to the next."""
    run = [words[index]]
    for word in words[index + 1 : index + 10]:
        gap = masked[run[-1].end : word.start]
        if not gap or not _GAP.fullmatch(gap):
            break
        run.append(word)
    return run


def _kind_of_run(run: Sequence[_Word]) -> SectionKind | None:
    phrase = _vocabulary().phrases.get(_plain(run))
    return phrase or _composed_kind(run)


def _is_set_off(masked: str, run: Sequence[_Word], kind: SectionKind, start: int, end: int) -> bool:
    """Whether the punctuation, the spacing and the capitals around a run of words make it a heading."""
    before = masked[max(start, run[0].start - _NEAR) : run[0].start]
    after = masked[run[-1].end : min(end, run[-1].end + _NEAR)]
    colon = re.match(r"(?:\(s\))?\s{0,3}(?:\*\*|__)?\s?:(?!//)", after)
    opens = _opens(before)
    titled = all(word.is_capitalised for word in run if word.text.lower() not in small_words())
    if colon:
        if kind is SectionKind.LOGISTICS and len(run) == 1:
            return opens
        return (
            opens or (titled and not _starts_too_soon(run)) or (len(run) > 1 and _plain(run) in _vocabulary().phrases)
        )
    glued = after[:1].isalnum()
    if not _is_telling(run, kind, glued=glued):
        return False
    if _BULLET_NEXT.match(after) and kind in _LISTED:
        return opens or (titled and (len(run) > 1 or run[0].text.lower() in _STRONG_HEADS))
    if not titled:
        return opens and len(run) > 2 and bool(re.match(r"[A-Z]|\s{1,9}[A-Z0-9]", after))
    if glued:
        return opens or len(run) > 1 or run[0].text.lower() in _STRONG_HEADS
    if re.match(r"\s{3,}\S|\s{2,}[A-Z]|\s?\*\*", after):
        return opens
    return (
        opens and (len(run) > 2 or (len(run) == 2 and kind in _LIST_KINDS)) and bool(re.match(r" [A-Z]\w+ ?\w", after))
    )


def _starts_too_soon(run: Sequence[_Word]) -> bool:
    """Whether the words before a qualifier belong to the sentence before: "… in Management Required Skills:"."""
    return any(word.text.lower() in _QUALIFIERS for word in run[1:]) and run[0].text.lower() not in _QUALIFIERS


def _opens(before: str) -> bool:
    """Whether what stands before is the line's start, a sentence's end, or glued to what follows."""
    return (len(before) < _NEAR and not before.strip(" *_#>-")) or bool(
        re.search(r"[.!?:;)\]\"*•]\s*$|[A-Za-z0-9%)]$|\s{3,}$", before)
    )


def _is_telling(run: Sequence[_Word], kind: SectionKind, *, glued: bool) -> bool:
    """Whether words without a colon are a heading rather than the start of a sentence."""
    if kind in {SectionKind.LOGISTICS, SectionKind.LEGAL}:
        return glued and len(run) > 1
    if len(run) == 1:
        return len(run[0].text) > 6 and run[0].text.lower() not in {"experience", "technologies", "position", "company"}
    return run[0].text.lower() not in {"you", "we"} or len(run) > 2


def _content_start(text_end: int, masked: str, end: int) -> int:
    after = _AFTER_HEADING.match(masked, text_end, end)
    return after.end() if after else text_end
