"""A passage's statements: its bullets, its list lines, its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from itertools import pairwise

from graph_service.language.cue_files import cues
from graph_service.language.headings import leads_on
from graph_service.language.masking import BULLET


class Gap(IntEnum):
    """What stands between a statement and the one before it, weakest first."""

    SENTENCE = 0
    LINE = 1
    PARAGRAPH = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement at its place in the mask, without its bullet mark; `is_marked`: whether it had one."""

    start: int
    end: int
    is_bullet: bool
    gap: Gap
    is_marked: bool = False


_MARK = re.compile(
    rf"\s*(?:[{BULLET}>»→⇒➔➜➡]+|[*+~](?!\*)|-(?![\d$])|[-*]{{1,3}}(?=\s)|—|o(?=\s{{1,8}}[A-Z])|\?(?=\s)|\"(?=\s)|\.(?=\s)"
    rf"|\(?\d{{1,2}}[.)](?!\d)|\(?[a-zA-Z][.)](?=\s)|\[[ xX]?\])\s*"
)
_EDGE = " \t\n:*_#|"
_LONGEST_ITEM = 60
"""Words; a longer unmarked line is a paragraph."""
_LONG_SENTENCE = 140
"""Characters; a longer sentence may be several list items."""


def pieces(masked: str, start: int, end: int, *, in_list: bool) -> list[Piece]:
    """The statements between two offsets. `in_list`: whether a heading promises a list there."""
    found: list[Piece] = []
    for gap, lines in _paragraphs(masked, start, end):
        items = [item for line in lines for item in _items(masked, *line)]
        if items:
            listed = _is_list(masked, items, in_list)
            found.extend(_first_gap(_statements(masked, items, listed), gap))
    return found


def _first_gap(found: Sequence[Piece], gap: Gap) -> Iterator[Piece]:
    for index, piece in enumerate(found):
        yield replace(piece, gap=gap) if index == 0 else piece


def _paragraphs(masked: str, start: int, end: int) -> Iterator[tuple[Gap, list[tuple[int, int]]]]:
    """Runs of lines without a blank one between them; lines broken in mid-sentence are put together."""
    run: list[tuple[int, int]] = []
    gap = Gap.LINE
    for line_start, line_end in _lines(masked, start, end):
        if not masked[line_start:line_end].strip(" *_#"):
            if run:
                yield gap, _joined(masked, run)
                run = []
            gap = Gap.PARAGRAPH
            continue
        run.append((line_start, line_end))
    if run:
        yield gap, _joined(masked, run)


def _lines(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    for line in masked[start:end].splitlines(keepends=True):
        yield position, position + len(line.rstrip("\n"))
        position += len(line)


def _joined(masked: str, lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lines, with those that go on in mid-sentence put together."""
    joined = [lines[0]]
    starts_small = masked[lines[0][0] : lines[0][1]].lstrip()[:1].islower()
    for start, end in lines[1:]:
        before = masked[slice(*joined[-1])].rstrip()
        line = masked[start:end].lstrip()
        goes_on = line[:1].islower() and not _MARK.match(line) and (not starts_small or bool(_MARK.match(before)))
        if (goes_on and before[-1:] not in ".!?:;") or (before.endswith(("-", " and", " or", ",")) and goes_on):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


@dataclass(frozen=True, slots=True)
class _Item:
    """A part of a line; `is_tail`: the last of several in one line, with which the rest of the text may run on."""

    start: int
    end: int
    marked: bool
    is_inline: bool
    is_tail: bool


def _items(masked: str, start: int, end: int) -> Iterator[_Item]:
    """The parts of a line: what its bullet marks part, and whether each had one."""
    opening = _MARK.match(masked, start, end)
    cuts = _inline_marks(masked, opening.end() if opening else start, end, bool(opening))
    position, marked = (opening.end(), True) if opening and opening.end() < end else (start, False)
    for cut_start, cut_end in [*cuts, (end, end)]:
        if masked[position:cut_start].strip(_EDGE):
            yield _Item(position, cut_start, marked, is_inline=bool(cuts), is_tail=bool(cuts) and cut_start == end)
        position, marked = cut_end, True


_INLINE_BULLET = re.compile(rf"\s{{0,20}}{BULLET}{{1,9}}\s{{0,20}}")
_AMBIGUOUS = (
    re.compile(r"(?:(?<=[\s.:;,)])\s?|\s{1,20})(?<!\*)\*(?!\*)\s{0,20}(?=[A-Z0-9(])"),
    re.compile(r"\s{1,20}-{1,2}\s{0,20}(?=[A-Z0-9(\"'.])"),
    re.compile(r"(?<=[.:;!?)\w+])-\s{1,20}(?=[A-Z0-9])"),
    re.compile(r"(?<=[A-Za-z.;)])-(?=[A-Z][a-z]+(?:ing|,)? [a-z])"),
    re.compile(r"\s{1,20}\"\s{1,20}(?=[A-Z0-9])"),
    re.compile(r"\s\.\s?(?=[A-Z][a-z])"),
    re.compile(r"\s{1,20}>\s{1,20}(?=[A-Z0-9])"),
    re.compile(r"\s{1,20}o\s{1,20}(?=[A-Z])"),
)
_AFTER_SENTENCE = re.compile(r"(?<=[.:;!?])\s?[-*](?!\*)\s?(?=[A-Z])")
_NUMBER = re.compile(r"(?:(?<=[a-z.:;!?)])|\s{1,20})\(?(\d{1,2})[.)]\s{0,20}(?=[A-Z])")


def _inline_marks(masked: str, start: int, end: int, is_listed: bool) -> list[tuple[int, int]]:
    """The bullet marks within a line; a doubtful one counts where it recurs."""
    marks = [found.span() for found in _INLINE_BULLET.finditer(masked, start, end)]
    marks += [found.span() for found in _AFTER_SENTENCE.finditer(masked, start, end)]
    for pattern in _AMBIGUOUS:
        found_marks = [found.span() for found in pattern.finditer(masked, start, end)]
        if len(found_marks) >= (2 if is_listed else 3):
            marks += found_marks
    marks += _numbered(masked, start, end)
    return _apart(sorted(marks))


def _numbered(masked: str, start: int, end: int) -> list[tuple[int, int]]:
    """Numbers that count up by one: "1. … 2. … 3. …"."""
    found = [(int(mark[1]), mark.span()) for mark in _NUMBER.finditer(masked, start, end)]
    counted = [span for (number, span), (following, _) in pairwise(found) if following == number + 1]
    last = [span for (before, _), (number, span) in pairwise(found) if number == before + 1]
    return sorted({*counted, *last[-1:], *(span for span in last if span in counted)})


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _is_list(masked: str, items: Sequence[_Item], in_list: bool) -> bool:
    """Whether a paragraph's unmarked lines are the items of a list."""
    unmarked = [item for item in items if not item.marked]
    if len(unmarked) < (1 if in_list else 3) or (in_list and len(unmarked) < len(items)):
        return False
    short = sum(len(masked[item.start : item.end].split()) <= _LONGEST_ITEM for item in unmarked)
    whole = sum(len(_sentence_cuts(masked, item.start, item.end)) <= 1 for item in unmarked)
    return min(short, whole) >= 0.7 * len(unmarked)


def _statements(masked: str, items: Sequence[_Item], listed: bool) -> list[Piece]:
    found: list[Piece] = []
    for item in items:
        start, end = item.start, item.end
        glue = _glue_cuts(masked, start, end)
        if item.marked:
            found.extend(_marked(masked, item, glue))
        elif glue:
            found.extend(_glued(masked, start, end, glue))
        elif listed and len(masked[start:end].split()) <= _LONGEST_ITEM:
            found.extend(_parts(masked, start, end, [], is_bullet=len(items) > 1))
        else:
            found.extend(_sentences_and_items(masked, start, end))
    return found


def _marked(masked: str, item: _Item, glue: Sequence[int]) -> Iterator[Piece]:
    """A bullet; what is glued to it, and what follows the last bullet of a line, are statements of their own."""
    stops = _sentence_cuts(masked, item.start, item.end) if item.is_inline else []
    cuts = [*glue, *(stops if item.is_tail or len(stops) > 1 else [])]
    first = min(cuts, default=item.end)
    yield from (replace(piece, is_marked=True) for piece in _parts(masked, item.start, first, [], is_bullet=True))
    if first < item.end:
        yield from _glued(masked, first, item.end, [cut for cut in glue if cut > first])


def _glued(masked: str, start: int, end: int, glue: Sequence[int]) -> Iterator[Piece]:
    """Items whose line breaks were lost, and the sentences in them; three or more of them are a list."""
    edges = [start, *glue, end]
    for left, right in pairwise(edges):
        cuts = _sentence_cuts(masked, left, right)
        if len(glue) > 1 and len(cuts) < 2:
            yield from _parts(masked, left, right, cuts, is_bullet=True)
        else:
            yield from _sentences_and_items(masked, left, right)


def _sentences_and_items(masked: str, start: int, end: int) -> Iterator[Piece]:
    """The sentences of running text; a long one without marks may be a list whose line breaks were lost."""
    cuts = _sentence_cuts(masked, start, end)
    first = Gap.LINE
    for left, right in pairwise([start, *cuts, end]):
        openings = _opener_cuts(masked, left, right) if right - left > _LONG_SENTENCE else []
        items = openings if len(openings) > 1 else []
        yield from _parts(masked, left, right, items, is_bullet=bool(items), first=first)
        first = Gap.SENTENCE


def _parts(
    masked: str, start: int, end: int, cuts: Sequence[int], *, is_bullet: bool, first: Gap = Gap.LINE
) -> Iterator[Piece]:
    gap = first
    for left, right in zip([start, *cuts], [*cuts, end], strict=True):
        if span := _trimmed(masked, left, right):
            yield Piece(*span, is_bullet=is_bullet, gap=gap)
            gap = Gap.LINE if is_bullet else Gap.SENTENCE


def _trimmed(masked: str, start: int, end: int) -> tuple[int, int] | None:
    """A span without the spaces, colons and marks at its edges."""
    text = masked[start:end]
    left = len(text) - len(text.lstrip(_EDGE))
    right = len(text.rstrip(_EDGE + ">"))
    if left >= right or not any(character.isalnum() for character in text[left:right]):
        return None
    if text[left:right].count("**") % 2 and text[:left].rstrip().endswith("**"):
        left = text[:left].rindex("**")
    return start + left, start + right


_BOUNDARY = re.compile(
    r"(?P<stop>[.!?]{1,9})(?P<close>[\"')\]*]{0,4})(?P<space>\s{1,99})(?=[\"'(*\[]{0,3}[A-Z0-9])"
    r"|(?<=[a-z0-9)%\"'+][.!?])(?=[A-Z][a-z])|(?<=[!?])(?=[A-Z])|(?<=[a-z]{3}[.!?])(?=[A-Z])|(?<=[.!?)])\s{2,99}(?=[A-Z\"(])"
    r"|(?<=[a-z]{3}\.)(?=\d{1,2}\s?\+? ?(?:-\s?\d{1,2} ?)?years)|\*{2,9}\s{1,9}\*{2,9}(?=[A-Z])|\s{3,99}(?=\S)"
    r"|(?<=[a-z])\*{2,9}(?=[A-Z])|(?<=[.!?])\*{2,9}\s{0,9}(?=[A-Z])"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(/])(?:e\.g|i\.e|etc|vs|viz|cf|approx|dept|min|max|yrs?|mos?|hrs?|no|nos|incl|excl|est|ext|fig|inc|corp|co"
    r"|ltd|llc|plc|dr|mr|mrs|ms|sr|jr|prof|st|ft|mt|gen|univ|ph\.d|[a-z]|(?:[a-z]\.){1,4}[a-z])$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"www\.|://|@")
_NEXT_WORD = re.compile(r"[\"'(*\[]{0,3}([A-Za-z0-9]+)")


def _sentence_cuts(masked: str, start: int, end: int) -> list[int]:
    """Where sentences part, their spaces going to neither."""
    cuts = [found.end() for found in _BOUNDARY.finditer(masked, start, end) if _is_boundary(masked, found, start, end)]
    return sorted({cut for cut in cuts if start < cut < end})


def _is_boundary(masked: str, found: re.Match[str], start: int, end: int) -> bool:
    following = _NEXT_WORD.match(masked, found.end(), end)
    word = following[1] if following else ""
    if found["stop"] == "." and found["space"]:
        before = masked[max(start, found.start() - 14) : found.start()]
        if _ABBREVIATION.search(before):
            return word in _word_set("starters") and not before.lower().endswith(("e.g", "i.e", "vs"))
        return not re.search(r"(?:^|\s)\(?\d{1,2}$", before)
    if found[0]:
        return True
    token = masked[max(start, found.start() - 60) : found.start()].rsplit(None, 1)[-1:]
    return word.lower() not in _word_set("suffixes") and not (token and _ADDRESS.search(token[0]))


_OPENER = re.compile(r"(?<![A-Za-z'%)\d])([A-Za-z'%)\d]{1,40}) (?=([A-Z][a-z'-]+)\b)")


def _opener_cuts(masked: str, start: int, end: int) -> list[int]:
    openers = _openers()
    return [
        found.end()
        for found in _OPENER.finditer(masked, start, end)
        if found[2] in openers and not found[1][0].isupper() and found[1].lower() not in leads_on()
    ]


@cache
def _openers() -> frozenset[str]:
    """Words that open list items, capitalised."""
    content = cues("content")
    verbs = [form for verb in content["duty_verbs"] for form in verb_forms(verb)]
    return frozenset(content["item_openers"]) | {verb.capitalize() for verb in verbs}


def verb_forms(verb: str) -> tuple[str, str, str]:
    """A verb's base form, third person and present participle."""
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        third = verb + "es"
    elif verb.endswith("y") and verb[-2] not in "aeou":
        third = verb[:-1] + "ies"
    else:
        third = verb + "s"
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    doubled = verb in {"plan", "program", "run", "map", "get", "set", "ship", "cut"}
    return verb, third, (verb + verb[-1] if doubled else stem) + "ing"


_TOKEN = re.compile(r"[A-Za-z](?=[a-z'+#]{0,40}[A-Z])[A-Za-z'+#]{1,200}")
_IN_ADDRESS = frozenset("@/_=")
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z'+#]+")
_SUBJECT = re.compile(
    r"(?<![A-Za-z])([a-z)]{2,}) ((?:[A-Z](?:[\w&'-]|\.(?=\w)){0,30},? |Inc\. ){1,5}(?:is|are|was) (?:an?|one of"
    r"|the|proud|committed) "
    r"(?:\S+ ){0,3}(?:nation|world|leading|leader|equal|global|provider|company|firm|largest|fastest|premier|top))"
)
_AFTER_MARK = re.compile(
    r"(?<=[\w%\"+]\))(?=[A-Z][A-Za-z]+[ ,:/])|(?<=[\d%+])(?=([A-Z][a-z'-]+)[ ,:/])"
    r"|(?<=[a-z]{3})(?=\d{1,2}\s?(?:\+|-\s?\d{1,2})\s?\+?\s?years)"
)


def _glue_cuts(masked: str, start: int, end: int) -> list[int]:
    """Where a line break was lost between two words: "reporting toolsStrong knowledge of"."""
    cuts = [
        found.end() for found in _AFTER_MARK.finditer(masked, start, end) if found[1] is None or found[1] in _openers()
    ]
    cuts += [found.start(2) for found in _SUBJECT.finditer(masked, start, end) if found[1].lower() not in leads_on()]
    for token in _TOKEN.finditer(masked, start, end):
        if masked[token.end() : token.end() + 1] in _IN_ADDRESS or masked[token.start() - 1] in _IN_ADDRESS:
            continue
        cuts.extend(token.start() + cut for cut in _token_cuts(token[0]))
    return sorted(cuts)


def _token_cuts(token: str) -> Iterator[int]:
    """Where a word with capitals inside is two words: after small letters, or before a word that opens an item."""
    humps = list(_HUMP.finditer(token))
    begins = 0
    for left, right in pairwise(humps):
        if left.start() == begins and left[0].islower():
            parted = left[0] not in _word_set("small_prefixes") and right[0] not in _word_set("camel_tails")
            parted = parted and (len(left[0]) > 2 or right[0] in _openers())
        else:
            parted = right[0] in _openers() and right[0] not in _word_set("name_parts")
            parted = parted and (len(right[0]) > 5 or right[0] in _word_set("short_openers"))
            parted = parted or right[0] in _word_set("glued_starters")
        if parted:
            begins = right.start()
            yield begins


@cache
def _word_set(name: str) -> frozenset[str]:
    return frozenset(cues("sentences")[name])


def sentences(masked: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences between two offsets."""
    cuts = _sentence_cuts(masked, start, end)
    spans = (_trimmed(masked, left, right) for left, right in zip([start, *cuts], [*cuts, end], strict=True))
    return [span for span in spans if span]
