"""A posting's sections: what each passage is for.

Headings say it where there are any. Elsewhere the words of a statement do: a sequence of kinds is chosen (by the
Viterbi algorithm) that agrees best with them, where changing the kind costs the more the less the text breaks there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from graph_service.domain.document import Document, Section, SectionKind, Statement
from graph_service.language.cue_files import any_of, cues
from graph_service.language.employers import employer_names
from graph_service.language.headings import Heading, find_headings, is_role_noun
from graph_service.language.masking import Mask, mask
from graph_service.language.statements import Gap, Piece, pieces, verb_forms

_KINDS = tuple(kind for kind in SectionKind if kind is not SectionKind.TITLE)
_LISTS = frozenset(
    {SectionKind.RESPONSIBILITIES, SectionKind.REQUIREMENTS, SectionKind.PREFERRED, SectionKind.EDUCATION}
)
_LISTED = _LISTS | {SectionKind.BENEFITS}
_POINTS = {"strong": 3.0, "medium": 1.5, "weak": 0.6}
_MOST_HITS = 3
_CHANGE = {Gap.SENTENCE: 3.0, Gap.LINE: 2.5, Gap.PARAGRAPH: 1.5}
_AGAINST_HEADING = 7.0
_AGAINST_OTHER_HEADING = 5.0
_AGAINST_LOOSE_HEADING = {SectionKind.SUMMARY: 3.0, SectionKind.LOGISTICS: 2.0}
_AFTER_UNKNOWN_HEADING = 1.0
_UNDER_HEADING = 0.5
_MARKED_UNDER_HEADING = 1.5
_COMPANY_MENTION = 1.2
_COMPANY_LEADS = 2.4
_BULLET_ABOUT_COMPANY = 1.0
_SEEKS_ABOUT_COMPANY = 2.0
_LONGEST_TITLE = 14


@dataclass(frozen=True, slots=True)
class _Unit:
    """A statement with the heading that stands before it, if any, and whether it is right under it."""

    piece: Piece
    heading: Heading | None
    opens: bool
    list_intact: bool


def segment(text: str, title: str | None = None) -> Document:
    """Divide a job description into sections; every offset is into `text`."""
    seen = mask(text)
    headings = find_headings(seen.text)
    title_line = _title_line(seen.text, headings, title)
    units = list(_units(seen.text, headings, title_line))
    kinds = _kinds(seen.text, units)
    sections = [*_title_section(seen, title_line), *_assemble(seen, units, kinds)]
    return Document(text, title, tuple(sorted(sections, key=lambda section: section.span.start)))


def _title_line(masked: str, headings: Sequence[Heading], title: str | None) -> Piece | None:
    """The posting's title where it stands alone at the top."""
    passages = (heading.start for heading in headings if heading.kind not in {None, SectionKind.LOGISTICS})
    limit = min(passages, default=len(masked))
    for piece in pieces(masked, 0, min(len(masked), limit, 400), in_list=False)[:4]:
        line_end = masked.find("\n", piece.start)
        line = masked[piece.start : line_end if line_end >= 0 else len(masked)].strip(" *#_:")
        if (title and line and _same_words(line, title)) or looks_like_title(line):
            return Piece(piece.start, piece.start + len(line), is_bullet=False, gap=piece.gap)
    return None


def _same_words(left: str, right: str) -> bool:
    return re.sub(r"\W+", " ", left.lower()).strip() == re.sub(r"\W+", " ", right.lower()).strip()


def looks_like_title(line: str) -> bool:
    """Whether a line reads like a job title: short, no sentence, and with a role's noun in it."""
    words = re.findall(r"[\w+#/&'.-]+", line)
    if not 1 <= len(words) <= _LONGEST_TITLE or len(line) > 110 or line.endswith((".", "!", "?", ",", ";")):
        return False
    if ":" in line or not line[0].isalnum() or not line[0].isupper():
        return False
    parts = [part for word in words for part in re.split(r"[/&-]", word) if part]
    small = sum(word[0].islower() for word in words)
    return any(is_role_noun(part) for part in parts) and small <= max(1, len(words) // 3)


def _title_section(seen: Mask, title: Piece | None) -> Iterator[Section]:
    if title:
        span = seen.span(title.start, title.end)
        yield Section(SectionKind.TITLE, None, span, (Statement(span, is_bullet=False),))


def _units(masked: str, headings: Sequence[Heading], title_line: Piece | None) -> Iterator[_Unit]:
    """All statements but the title, each with the heading that it stands under."""
    if title_line:
        yield from _stretch(masked, headings, 0, title_line.start)
    yield from _stretch(masked, headings, title_line.end if title_line else 0, len(masked))


def _stretch(masked: str, headings: Sequence[Heading], start: int, end: int) -> Iterator[_Unit]:
    current: Heading | None = None
    for heading in [*(each for each in headings if start < each.end and each.start < end), None]:
        stop = min(heading.start, end) if heading else end
        if stop > start:
            yield from _block(masked, current, start, stop)
        if heading:
            current, start = heading, max(start, heading.end)


def _block(masked: str, heading: Heading | None, start: int, end: int) -> Iterator[_Unit]:
    in_list = heading is not None and heading.kind in _LISTED
    intact = True
    had_bullets = False
    for index, piece in enumerate(pieces(masked, start, end, in_list=in_list)):
        intact = intact and not (index and piece.gap is Gap.PARAGRAPH and had_bullets and not piece.is_marked)
        had_bullets = had_bullets or piece.is_bullet
        yield _Unit(piece, heading, opens=index == 0, list_intact=intact)


def _kinds(masked: str, units: Sequence[_Unit]) -> list[SectionKind]:
    """The sequence of kinds that agrees best with headings and words."""
    if not units:
        return []
    companies = [name.lower() for name, _ in employer_names(masked)[:3]]
    best: Mapping[SectionKind, float] = dict.fromkeys(_KINDS, 0.0)
    back: list[Mapping[SectionKind, SectionKind]] = []
    for unit in units:
        evidence = _evidence(masked[unit.piece.start : unit.piece.end], unit, companies)
        best, came_from = _step(best, unit, evidence)
        back.append(came_from)
    return _traced(best, back)


def _step(
    best: Mapping[SectionKind, float], unit: _Unit, evidence: Mapping[SectionKind, float]
) -> tuple[dict[SectionKind, float], dict[SectionKind, SectionKind]]:
    leader = max(best, key=lambda kind: best[kind])
    heading = unit.heading if unit.opens else None
    scores: dict[SectionKind, float] = {}
    came_from: dict[SectionKind, SectionKind] = {}
    for kind in _KINDS:
        if heading and heading.kind:
            staying = changing = _heading_cost(heading.kind, kind)
        else:
            staying, changing = 0.0, _AFTER_UNKNOWN_HEADING if heading else _CHANGE[unit.piece.gap]
        stays = best[kind] - staying >= best[leader] - changing
        came_from[kind] = kind if stays else leader
        scores[kind] = evidence[kind] + (best[kind] - staying if stays else best[leader] - changing)
    return scores, came_from


def _heading_cost(heading: SectionKind, kind: SectionKind) -> float:
    if heading is kind:
        return 0.0
    if heading in _AGAINST_LOOSE_HEADING:
        return _AGAINST_LOOSE_HEADING[heading]
    return _AGAINST_HEADING if heading in _LISTS else _AGAINST_OTHER_HEADING


def _traced(best: Mapping[SectionKind, float], back: Sequence[Mapping[SectionKind, SectionKind]]) -> list[SectionKind]:
    kind = max(best, key=lambda candidate: best[candidate])
    kinds = [kind]
    for came_from in reversed(back[1:]):
        kind = came_from[kind]
        kinds.append(kind)
    return kinds[::-1]


def _evidence(statement: str, unit: _Unit, companies: Sequence[str]) -> dict[SectionKind, float]:
    """How much a statement's words speak for each kind."""
    lowered = " ".join(statement.lower().replace("**", " ").split())
    found: dict[SectionKind, float] = dict(zip(_KINDS, _points(lowered), strict=True))
    seeks = found[SectionKind.SUMMARY] >= _POINTS["strong"]
    if seeks:
        found[SectionKind.ABOUT_COMPANY] -= _SEEKS_ABOUT_COMPANY
    speaks_of_company = not unit.piece.is_bullet and not seeks and any(company in lowered for company in companies)
    if speaks_of_company:
        leads = any(lowered.startswith((company, f"at {company}")) for company in companies)
        found[SectionKind.ABOUT_COMPANY] += _COMPANY_LEADS if leads else _COMPANY_MENTION
    if unit.piece.is_marked:
        found[SectionKind.ABOUT_COMPANY] -= _BULLET_ABOUT_COMPANY
    requirement = found[SectionKind.REQUIREMENTS]
    found[SectionKind.PREFERRED] += requirement
    found[SectionKind.EDUCATION] += requirement
    found[SectionKind.SUMMARY] += 0.0 if unit.piece.is_bullet else 0.4
    return found if speaks_of_company and unit.list_intact and not unit.opens else _tempered(found, unit)


def _tempered(found: dict[SectionKind, float], unit: _Unit) -> dict[SectionKind, float]:
    """Within a list that a heading opens, items that read like another list's still belong to it."""
    kind = unit.heading.kind if unit.heading else None
    if kind is SectionKind.LOGISTICS:
        found[kind] += 2.5 if unit.opens else -1.0
    elif kind in _LISTS and unit.list_intact:
        alike = _LISTS | {SectionKind.SUMMARY} if unit.piece.is_bullet else _LISTS
        found[kind] = max(found[kind], *(found[other] for other in alike))
        found[kind] += _UNDER_HEADING + (_MARKED_UNDER_HEADING if unit.piece.is_marked else 0.0)
    elif kind and unit.list_intact:
        found[kind] += _UNDER_HEADING
    return found


@lru_cache(maxsize=1024)
def _points(lowered: str) -> tuple[float, ...]:
    """The points of a statement's words for each kind."""
    points = {kind: sum(weight * _hits(pattern, lowered) for pattern, weight in _patterns(kind)) for kind in _KINDS}
    points[SectionKind.RESPONSIBILITIES] += _POINTS["medium"] if _opens_with_duty(lowered) else 0.0
    return tuple(points.values())


def _hits(pattern: re.Pattern[str], lowered: str) -> int:
    hits = 0
    for hits, _ in enumerate(pattern.finditer(lowered), start=1):
        if hits == _MOST_HITS:
            break
    return hits


@cache
def _patterns(kind: SectionKind) -> tuple[tuple[re.Pattern[str], float], ...]:
    content = cues("content")
    return tuple((any_of(said), _POINTS[level]) for level, said in content[kind.value].items() if said)


def _opens_with_duty(lowered: str) -> bool:
    words = re.findall(r"[a-z-]+", lowered[:60])[:3]
    first = next((word for word in words if not word.endswith("ly") and word not in {"to", "and", "also"}), "")
    return first in _duty_forms()


@cache
def _duty_forms() -> frozenset[str]:
    return frozenset(form for verb in cues("content")["duty_verbs"] for form in verb_forms(verb))


def has_duty_verb(sentence: str) -> bool:
    """Whether a sentence says what someone does or will do."""
    lowered = sentence.lower()
    if _opens_with_duty(lowered) or any(
        pattern.search(lowered) for pattern, _ in _patterns(SectionKind.RESPONSIBILITIES)[:2]
    ):
        return True
    return bool(re.search(r"\bwill\b", lowered)) and any(
        word in _duty_forms() for word in re.findall(r"[a-z-]+", lowered)
    )


_LEADS_IN = re.compile(r"\b(?:includ(?:es?|ing)|(?:the|as) follow(?:ing|s))\W*$")


def is_duty(sentence: str) -> bool:
    """Whether a sentence may stand alone as a duty.

    Among duties stand travel, requirements, disclaimers and how to apply, too. What says what someone does is a duty;
    of the rest, what speaks for no other kind of passage.
    """
    lowered = " ".join(sentence.lower().replace("**", " ").split())
    if _LEADS_IN.search(lowered):
        return False
    if has_duty_verb(sentence):
        return True
    points = dict(zip(_KINDS, _points(lowered), strict=True))
    others = points.keys() - {SectionKind.RESPONSIBILITIES, SectionKind.SUMMARY}
    opener = re.search(r"[a-z]+", lowered)
    return (
        opener is not None
        and opener[0] not in cues("content")["no_duty_openers"]
        and max(points[kind] for kind in others) <= points[SectionKind.RESPONSIBILITIES]
    )


def _assemble(seen: Mask, units: Sequence[_Unit], kinds: Sequence[SectionKind]) -> Iterator[Section]:
    """Sections from runs of statements of one kind under one heading."""
    run: list[_Unit] = []
    for index, unit in enumerate(units):
        changes = index and (kinds[index] is not kinds[index - 1] or _heads_anew(unit, kinds[index]))
        if changes:
            yield _section(seen, run, kinds[index - 1])
            run = []
        run.append(unit)
    if run:
        yield _section(seen, run, kinds[-1])


def _heads_anew(unit: _Unit, kind: SectionKind) -> bool:
    return unit.opens and unit.heading is not None and unit.heading.kind is kind


def _section(seen: Mask, run: Sequence[_Unit], kind: SectionKind) -> Section:
    first = run[0]
    heading = first.heading if first.opens and first.heading and first.heading.kind in {kind, None} else None
    statements = tuple(_statements(seen, run, heading))
    start = first.piece.start - _mark_width(seen.text, first.piece)
    return Section(
        kind=kind,
        heading=seen.span(heading.text_start, heading.text_end).text if heading else None,
        span=seen.span(start, run[-1].piece.end),
        statements=statements,
    )


def _statements(seen: Mask, run: Sequence[_Unit], heading: Heading | None) -> Iterable[Statement]:
    """The statements of a section; a line that looked like a heading and heads nothing new is one of them."""
    for unit in run:
        label = unit.heading if unit.opens else None
        if label and label is not heading and label.kind is None:
            yield Statement(seen.span(label.text_start, label.text_end), is_bullet=False)
        yield Statement(seen.span(unit.piece.start, unit.piece.end), unit.piece.is_bullet)


def _mark_width(masked: str, piece: Piece) -> int:
    """How far before a statement its bullet mark begins, on the same line."""
    before = masked[max(0, piece.start - 6) : piece.start].rpartition("\n")[2]
    mark = re.search(r"[^\w\s.:;,!?)\]]{1,2}\s*$|(?<!\S)(?:\d{1,2}[.)]|o)\s*$", before)
    return len(mark[0]) if mark and piece.is_bullet else 0
