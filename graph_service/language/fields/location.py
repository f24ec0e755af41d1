"""Where the work is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from graph_service.domain.document import SectionKind
from graph_service.language.cue_files import cues
from graph_service.language.fields.passages import Passage
from graph_service.language.headings import leads_on

_NAME = r"[A-Z][A-Za-zÀ-ž.'-]{1,24}(?:[ -](?:de |do |of |la |el |am )?[A-Z][A-Za-zÀ-ž.'-]{1,20}){0,2}"
_LABEL = re.compile(r"\b(?:location|locations|city|city, state|where|office)(?:\(s\))?$", re.IGNORECASE)
_LABEL_INSIDE = re.compile(
    r"(?i:\b(?:job |work |position |primary |preferred )?locations?(?:\(s\))?)\s?:\s*(?P<value>[^:\n]{2,90})"
)
_SEPARATOR = re.compile(r"\s*(?:;|\||\s/\s|/(?=[A-Z])|\bor\b|\band\b|•|\n|\((?!\w+\))|\s-\s|\.\s|\s{3,})\s*")
_NOT_A_PLACE = re.compile(
    r"(?i)\b(?:permanent|temporary|part[- ]time|relocat\w+|negotiable|various|multiple|type|contract|candidates?"
    r"|headquarters|center for|travel|office of|client|flexible|tbd|n/a|onsite|full[- ]time)\b"
)


_ABOUT_JOB = re.compile(r"(?i)\b(?:this|the) (?:role|position|job|opportunity)\b")


def read_locations(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Places as the posting writes them, each once, in order; "Remote" where the work may be done anywhere."""
    found: list[str] = []
    for passage in passages:
        for place in _places(passage):
            if not any(place.lower() in known.lower() for known in found):
                found = [known for known in found if known.lower() not in place.lower()] + [place]
    return tuple(found)


def _places(passage: Passage) -> Iterator[str]:
    if passage.kind in {SectionKind.LEGAL, SectionKind.BENEFITS}:
        return
    if passage.kind is SectionKind.LOGISTICS and passage.heading and _LABEL.search(passage.heading):
        yield from _labelled(passage, 0, len(passage.plain))
        return
    if label := _LABEL_INSIDE.search(passage.plain):
        yield from _labelled(passage, *label.span("value"))
        return
    yield from _stated(passage)


def _labelled(passage: Passage, start: int, end: int) -> Iterator[str]:
    """The values after "Location:", which need not be known places."""
    stated = list(_with_region(passage, start, end, must_be_here=False))
    if stated:
        yield from stated
        if remote := re.compile(r"\b[Rr]emote\b").search(passage.plain, start, end):
            yield passage.cut(*remote.span())
        return
    position = start
    for part in [*_SEPARATOR.finditer(passage.plain, start, end), None]:
        stop = part.start() if part else end
        written = passage.cut(position, stop).strip(" ,.()*_")
        value = "" if _NOT_A_PLACE.search(written) else _leading_name(written)
        if 2 <= len(value) <= 40 and value[0].isupper() and len(value.split()) <= 4:
            yield value
        position = part.end() if part else end


def _leading_name(value: str) -> str:
    """A value's words in capitals, up to the first other one: "Midwest but open to …"."""
    words = value.split()
    if not words or words[0].lower() in leads_on():
        return ""
    small = next((index for index, word in enumerate(words) if not word[0].isupper()), len(words))
    return " ".join(words[:small]).rstrip(" ,.") if small == len(words) or small == 1 else value if small else ""


def _stated(passage: Passage) -> Iterator[str]:
    """Places within running text."""
    in_background = passage.kind is SectionKind.ABOUT_COMPANY and not _ABOUT_JOB.search(passage.plain)
    yield from _with_region(passage, 0, len(passage.plain), must_be_here=in_background)
    for city in _cities().finditer(passage.plain):
        if _is_workplace(passage.plain, city.start(), in_background):
            yield passage.cut(*city.span())
    remote = _remote()[0].search(passage.plain)
    if (
        remote
        and not _remote()[1].search(passage.plain)
        and not in_background
        and passage.kind is not SectionKind.PREFERRED
    ):
        start = passage.plain.lower().find("remote", remote.start())
        yield passage.cut(start, start + 6) if 0 <= start < remote.end() else passage.cut(*remote.span())


def _with_region(passage: Passage, start: int, end: int, *, must_be_here: bool) -> Iterator[str]:
    """ "City, ST", "ST - City" and "City, Country"."""
    for found in _city_and_region().finditer(passage.plain, start, end):
        words = found["city"].split()
        if (
            words[0].strip(".") in _not_cities()
            or words[-1].strip(".") in _not_cities()
            or _is_elsewhere(passage.plain, found.start())
        ):
            continue
        if must_be_here and not _is_workplace(passage.plain, found.start(), must_be_here):
            continue
        yield passage.cut(_without_lead(passage.plain, found.start("city")), found.end())
    for found in _region_and_city().finditer(passage.plain, start, end):
        yield passage.cut(*found.span())


def _without_lead(plain: str, start: int) -> int:
    """The start of a city's name without a capitalised word that is not part of it: "Downtown Boston", "In Austin"."""
    lead = re.compile(
        r"(?:[\w' -]{2,30}'s|In|At|Our|The|Near|Location|Based|Downtown|Onsite|From|Greater|Campus|Office) "
    ).match(plain, start)
    return lead.end() if lead else start


def _is_elsewhere(plain: str, start: int) -> bool:
    return bool(
        re.search(
            rf"(?:{cues('places')['elsewhere']})\b[^.;]{{0,40}}$", plain[max(0, start - 70) : start], re.IGNORECASE
        )
    )


def _is_workplace(plain: str, start: int, in_background: bool) -> bool:
    before = plain[max(0, start - 60) : start]
    if _is_elsewhere(plain, start):
        return False
    if in_background:
        return bool(
            re.search(
                r"(?i)\b(?:located (?:in|at|near)|position in|based in our|opening in)\s(?:downtown |beautiful "
                r"|the |\S+ ){0,3}$",
                before,
            )
        )
    return bool(re.search(rf"(?i)\b(?:{cues('places')['at_work']})\s(?:\S+[ ,]+(?:or |and )?){{0,4}}$", before))


@cache
def _city_and_region() -> re.Pattern[str]:
    places = cues("places")
    regions = [*places["us_states"], *places["us_states"].values(), *places["other_regions"]]
    listed = _either([*regions, *places["countries"]])
    return re.compile(
        rf"(?<![\w@/.])(?P<city>{_NAME}(?: \([A-Z][a-z]+\))?)\s?,\s?(?P<region>{listed})(?![\w-])"
        rf"(?:,\s(?:{_either([*places['countries'], *regions])})(?!\w))?"
    )


@cache
def _region_and_city() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w,/-])(?:{_either(cues('places')['us_states'])})(?:\s?[-,]\s|,)\s?{_NAME}(?=\s*$|\s*[;|\n])"
    )


@cache
def _cities() -> re.Pattern[str]:
    places = cues("places")
    return re.compile(
        rf"(?<![\w@/.])(?:{_either([*places['cities'], *places['us_states'].values()])})(?![\w-]"
        rf"|,? (?:University|School|College|Bank|Times|Red|State))"
    )


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@cache
def _not_cities() -> frozenset[str]:
    return frozenset(cues("places")["not_cities"])


@cache
def _remote() -> tuple[re.Pattern[str], re.Pattern[str]]:
    places = cues("places")
    return re.compile(rf"\b(?:{places['remote']})", re.IGNORECASE), re.compile(places["not_remote"], re.IGNORECASE)
