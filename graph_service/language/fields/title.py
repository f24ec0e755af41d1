"""The job's title: what the text says it is, its variants, and its family."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from graph_service.domain.document import Document, SectionKind
from graph_service.language.cue_files import cues
from graph_service.language.headings import is_role_noun, leads_on
from graph_service.language.masking import mask

_LABEL = re.compile(
    r"(?i:\b(?:job title|position title|role title|title|position|role))\s?[:#-]+\s*\**\s*(?P<title>[^\n:|]{3,110})"
)
_SOUGHT = re.compile(
    r"(?i:\b(?:looking (?:for|to hire|to add)|look for|seeking|seeks?|hiring(?: on)?|recruiting(?: for)?"
    r"|search(?:ing)? for|in search of|in need of"
    r"|(?:opening|opportunity|opportunities|vacancy|need|position|role) (?:for|of|as|is for)(?= (?:an?|our|the"
    r"|(?-i:[A-Z])\w+|\w+ open)\b)|to add|requires?|recruit|needs))"
    r"\s+(?:(?i:for|a|an|our|the|one|two|several|multiple|another|on)\s+){0,2}(?P<title>[\"'A-Za-z(](?:[^.;:!?\n]|\.(?=\w)|(?<=\b[SJ]r)\.){3,160})"
)
_AS_A = re.compile(
    r"\b[Aa]s (?:an?|our|the) (?P<title>[A-Z][^.;:!?\n,]{3,90}?),? (?:you|your|at|in this|with us|on our)\b"
)
_THE = re.compile(
    r"(?:^|[.!?:]\s*|\n\s*|, )(?:[Tt]he|An?|Our|This) (?P<title>[A-Z][\w/&+#.()-]*(?: (?:of|and|&"
    r"|for)? ?[A-Z][\w/&+#()-]*){1,6}) "
    r"(?:will|is (?:[a-z]{2,12}ly )?(?:responsible|accountable)|role|position|shall|must|should|[a-z]{3,12}s)\b"
)
_IF_YOU = re.compile(r"(?:If|if) you are an? (?P<title>[A-Za-z][^.;:!?\n,]{3,80}?) (?:with|who|that|looking)\b")
_FIRST = re.compile(r"\A[\s#*]*(?P<title>(?:[A-Z][\w/&+#.'-]*,? ){1,8}[A-Z][\w/&+#'-]*)(?=\s)")
_SMALLTALK = re.compile(
    r"\A(?:[\w &]{0,40}(?i:description|summary|overview))?[\s#*:]*(?:An?|The) (?P<title>[a-z][\w /&-]{3,60}?) "
    r"(?:will|shall|serves|is (?:[a-z]{2,12}ly )?responsible|provides|works)\b"
)
_ASKED_OF = re.compile(
    r"(?:\A|[.:\n]\s*|\s{2})(?P<title>(?:[A-Z][\w/&+#.-]*,? ){0,6}[A-Z][\w/&+#-]*) "
    r"with (?:a minimum of |an? |at least |over |more than )?\d"
)
_DUTIES_OF = re.compile(
    r"\b(?P<title>(?!(?i:responsibilit|dut))[A-Z][\w/-]*(?: (?!(?i:responsibilit|dut))[\w/&-]+){0,3}) "
    r"(?:responsibilities|duties) include"
)
_PATTERNS = (
    (_LABEL, 6.0),
    (_IF_YOU, 4.5),
    (_SOUGHT, 4.0),
    (_FIRST, 4.2),
    (_AS_A, 3.0),
    (_THE, 2.5),
    (_SMALLTALK, 3.0),
    (_ASKED_OF, 3.5),
    (_DUTIES_OF, 3.0),
)
_SMALL = 1.2
"""Points that a title in small letters loses."""
_STOP = re.compile(
    r"(?i)\s(?:who|to|with|for|in|at|that|which|on|based|located|join\w*|as|within|from|having|is|are|will|can|whose|where|we|you|our|your|their|this|helping|responsible|working|capable|able|has|have|by|position|role|opportunity|candidates?|resource|reporting|specializing|specialized|expertise|experience|must|per)(?=\W|$)"
    r"|\s[-—]\s|\s{3,}|(?<!\b[SJ]r)[,;:.!?]\s|\n|\(|[\"“”]"
)
_WORD = re.compile(r"[\w+#./&'-]+")
_LEVEL = re.compile(r"\s(?:I{1,3}|IV|V|[1-5]|L[1-6])\b")
_LONGEST = 9


def stated_title(document: Document) -> str | None:
    """The title that the text states, verbatim; None where it states none."""
    for section in document.sections:
        if section.kind is SectionKind.TITLE:
            return _without_company(section.statements[0].span.text)
    seen = mask(document.text)
    masked = seen.text
    found = [
        (points - (0 if masked[start].isupper() else _SMALL), -start, end)
        for pattern, points in _PATTERNS
        for match in pattern.finditer(masked)
        if (span := _title_span(masked, *match.span("title"), labelled=pattern is _LABEL))
        for start, end in (span,)
    ]
    if not found:
        return None
    _, negative_start, end = max(found)
    return seen.span(-negative_start, end).text


def _without_company(line: str) -> str:
    """A title line without the company or the place after a dash."""
    head, dash, tail = line.partition(" — ")
    return head if dash and _has_role(head) and not _has_role(tail) else line


def _title_span(masked: str, start: int, end: int, *, labelled: bool) -> tuple[int, int] | None:
    """The title at the head of a phrase: praise left out, up to the last word that names a role."""
    start = _after_praise(masked, start, end)
    stop = _STOP.search(masked, start, end)
    end = stop.start() if stop else end
    words = list(_WORD.finditer(masked, start, end))
    last = next((index for index in range(min(len(words), _LONGEST) - 1, -1, -1) if _is_role(words[index][0])), None)
    if last is None:
        return None
    finish = words[last].start() + _role_end(words[last][0])
    if of := re.compile(r" of (?:the )?(?:[A-Z][\w&/-]* ?){1,5}").match(masked, finish):
        finish = of.start() + len(of[0].rstrip())
    if level := _LEVEL.match(masked, finish):
        finish = level.end()
    return None if _is_loose(masked[start:finish], labelled) else (start, finish)


def _is_loose(title: str, labelled: bool) -> bool:
    """Whether a phrase says too little to be a title: "team member", "engineers", "needs of the …"."""
    words = title.split()
    if words[0].lower() in leads_on() or (words[-1].lower() in _generic() and (len(words) == 1 or title.islower())):
        return True
    return not labelled and ("," in title or (len(words) == 1 and title.islower() and title.endswith("s")))


def _role_end(word: str) -> int:
    """How much of a word belongs to the title: "Engineer/System" and "PlannerLocation" end with the role."""
    ends = [part.end() for part in re.finditer(r"[^/-]+", word) if is_role_noun(_unglued(part[0]))]
    glued = _unglued(word)
    return len(glued) if glued != word else ends[-1] if ends else len(word)


def _after_praise(masked: str, start: int, end: int) -> int:
    """Where the title itself begins, behind "an innovative, experienced and talented"."""
    position = start
    while word := re.compile(r"[\"'(]*([A-Za-z0-9][\w'-]*)[\"')]*,?\s+").match(masked, position, end):
        adverb = word[1].lower().endswith("ly") and word[1].lower() not in {"family", "assembly", "supply"}
        if not adverb and word[1].lower() not in _praise():
            break
        position = word.end()
    quote = re.compile(r"[\"']+").match(masked, position, end)
    return quote.end() if quote else position


def _is_role(word: str) -> bool:
    return any(is_role_noun(part) for part in re.split(r"[/-]", _unglued(word)) if part)


def _unglued(word: str) -> str:
    """A word without another that is glued to it: "PlannerLocation"."""
    glued = re.match(r"[A-Z]?[a-z]+(?=[A-Z][a-z])", word)
    return glued[0] if glued and is_role_noun(glued[0]) else word


def _has_role(text: str) -> bool:
    return any(_is_role(word) for word in _WORD.findall(text))


@cache
def _generic() -> frozenset[str]:
    return frozenset(cues("titles")["generic"])


@cache
def _praise() -> frozenset[str]:
    return frozenset(cues("titles")["praise"])


def title_aliases(title: str) -> tuple[str, ...]:
    """Other ways to write a title: without seniority, place, number and skills, in full and in short."""
    found: list[str] = []
    for variant in _variants(title):
        cleaned = _tidy(variant)
        if _is_new(cleaned, [title, *found]) and 2 <= len(cleaned) <= 80:
            found.append(cleaned)
    return tuple(found)


def _is_new(candidate: str, known: Sequence[str]) -> bool:
    return candidate.lower() not in {other.lower() for other in known} and any(
        character.isalpha() for character in candidate
    )


def _variants(title: str) -> Iterator[str]:
    for core in _cores(title):
        sides = list(_alternatives(core))
        yield core
        for name in sides or [core]:
            plain = _without_seniority(name)
            yield from (plain, _singular(plain), *_respelt(plain), *_respelt(_singular(plain)))


def _cores(title: str) -> Iterator[str]:
    """The parts of a title that name a role: without numbers, brackets, and what follows a dash, a comma or "with"."""
    title = mask(title).text
    text = re.sub(r"\((?!ML\b|AI\b)[^)]*\)|\[[^\]]*\]", " ", title)
    text = re.sub(
        r"(?i)^\s*(?:[A-Z]{0,3}\d[\w-]*\s?[:-]\s*)|#\s?\w+|\b(?:req|job|id)\s?#?\s?\d+|[-–—\s]+\d{4,}\s*$", " ", text
    )
    text = re.sub(r"(?i)^multiple\s|\s(?:to|at) lead level$", " ", text)
    parts = [
        part.strip()
        for part in re.split(r"\s+[-–—|:@]+\s*|[-–—|]+\s+|,\s|\s(?:w/|with|at|in|for)\s", text)
        if part.strip()
    ]
    named = [part for part in parts if _has_role(part)]
    yield from named[:2]
    if not named and parts:
        yield max(parts, key=len)
    trimmed = _until_role(named[0]) if named else None
    if trimmed:
        yield trimmed


def _until_role(part: str) -> str | None:
    """A title without skills after its role: "Systems Engineer II EMC ITIL"."""
    words = part.split()
    last = max((index for index, word in enumerate(words) if _is_role(word.strip(","))), default=None)
    if last is None or last == len(words) - 1 or re.match(r"(?i)of\b", words[last + 1]):
        return None
    return " ".join(words[: last + 1])


def _without_seniority(text: str) -> str:
    words = text.split()
    seniority = _seniority()
    kept = [
        word
        for index, word in enumerate(words)
        if not (word.lower().strip(".,()") in seniority and _is_rank(words, index))
    ]
    return " ".join(kept) if any(_is_role(word) for word in kept) or not _has_role(text) else text


def _is_rank(words: Sequence[str], index: int) -> bool:
    """Whether a word says how senior, and is not what the job is: "Team Lead", "Staff" at the end, "Associate"."""
    word = words[index].lower().strip(".,()")
    if word in {
        "lead",
        "head",
        "staff",
        "associate",
        "assistant",
        "intern",
        "trainee",
        "apprentice",
        "expert",
        "graduate",
        "entry",
    }:
        return index < len(words) - 1 and any(_is_role(other) for other in words[index + 1 :])
    return index > 0 or len(words) > 1


def _singular(text: str) -> str:
    return re.sub(r"\b(\w+)s$", lambda found: found[1] if is_role_noun(found[1]) else found[0], text)


def _alternatives(text: str) -> Iterator[str]:
    """The sides of a slash or an "or" that name a role, each with what it shares: "iOS Architect/Consultant"."""
    sides = [side.strip() for side in re.split(r"\s?/\s?|\sor\s", text) if side.strip()]
    roles = [side for side in sides if _has_role(side)]
    if len(sides) < 2 or not roles:
        return
    shared = sides[0].split()[:-1] if _has_role(sides[0]) else []
    for side in roles:
        alone = len(side.split()) == 1 and shared and side is not sides[0]
        yield " ".join([*shared, side]) if alone else side


def _respelt(text: str) -> Iterator[str]:
    """In full for short forms, in short for long ones, and the other usual spellings."""
    lists = cues("titles")
    lowered = f" {text.lower()} "
    for short, full in lists["expansions"].items():
        if f" {short} " in lowered:
            yield _replaced(text, short, full.title())
        elif f" {full} " in lowered:
            yield _replaced(text, full, short.upper())
    for spellings in lists["spellings"]:
        for other in spellings[1:]:
            if f" {other} " in lowered:
                yield _replaced(text, other, spellings[0].title())
    for group in lists["synonyms"]:
        if lowered.strip() in group:
            yield from (name.upper() if len(name) <= 4 else name.title() for name in group)


def _replaced(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?i)(?<!\S){re.escape(old)}(?!\S)", new, text)


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" -–—,/&|.:")


@cache
def _seniority() -> frozenset[str]:
    return frozenset(str(word) for word in cues("titles")["seniority"])


def archetype(title: str | None, opening: str) -> str | None:
    """The job family in a word or two, from the title, else from the text's opening; None if neither tells."""
    for text in (title, *title_aliases(title)) if title else (opening,):
        for family, pattern in _families():
            if text and pattern.search(text.lower()):
                return family
    return None


@cache
def _families() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((family, re.compile(pattern)) for family, pattern in cues("titles")["archetypes"])
