"""What a job pays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph_service.domain.document import SectionKind
from graph_service.language.fields.passages import Passage

_CURRENCY = (
    r"(?:US\$|CA\$|C\$|A\$|\$|€|£|₹|¥|Rs\.?\s?|(?:USD|EUR|GBP|INR|CAD|AUD|CHF|SGD|PLN|SEK|DKK|NOK|AED|ZAR)\s?\$?)"
)
_FIGURE = r"\d{1,3}(?:[,.]\d{3})*(?:\.\d{1,2})?\s?(?:[kK]\b|[kK](?=\s|$|\W)|LPA|lpa|lakhs?|Lakhs?)?s?"
_AMOUNT = (
    rf"(?:{_CURRENCY}\s?{_FIGURE}|{_FIGURE}\s?(?:USD|EUR|GBP|INR|CAD|AUD|CHF|€|LPA|lpa|[Ll]akhs?)|\d{{2,3}}\s?[kK]\b)"
)
_UNIT = (
    r"(?:\s?(?:/|per |an? |p\.?)\s?(?:hour|hr|year|yr|annum|month|day|week|h|a)\b|\s?(?:annually|hourly|yearly"
    r"|[Hh]ourly|[Aa]nnual(?:ly)?|monthly|p\.a\.|DOE|gross|net|base)\b"
    r"|\s?[/-]?hr\b)?"
)
_RANGE = re.compile(
    rf"(?:(?:up to|from|starting at|range from|between)\s)?(?:\d{{1,3}}(?:\.\d)?\s?(?:-"
    rf"|to)\s?)?{_AMOUNT}{_UNIT}(?:\s?(?:-|—|to|and)\s?{_CURRENCY}?\s?{_FIGURE}{_UNIT})?"
    r"(?:\s?\+\s?(?:[Bb]onus|[Bb]enefits|[Ee]quity|[Cc]ommission))?",
)
_LABEL = re.compile(
    r"\b(?:salar(?:y|ies)|pay(?: rate| range)?|compensation|rate|wages?|ctc|remuneration|stipend|base|earn|ote"
    r"|package|hourly|per hour|/ ?hr|/hour|annually|per year|per annum)\b",
    re.I,
)
_NOT_PAY = re.compile(
    r"(?i)\b(?:million|billion|trillion|revenues?|funding|funded|raised|valuation|assets|budgets?|sales of"
    r"|deductible|401|referral|sign[- ]on bonus of"
    r"|reimburse\w*|stipend of|allowance|salary support|pipeline of|quota|savings of|fees?)\b|[\d)]\s?(?:M|B|MM|bn)\b"
)
_NO_PAY_SECTIONS = frozenset({SectionKind.LEGAL, SectionKind.ABOUT_COMPANY})
_LONGEST = 120


def read_compensation(passages: Sequence[Passage]) -> str | None:
    """The passage that states the pay, from its first amount to the end of what belongs to it."""
    for passage in passages:
        amounts = list(_RANGE.finditer(passage.plain))
        labelled = bool(_LABEL.search(f"{passage.heading or ''} {passage.plain}"))
        if not amounts or (passage.kind in _NO_PAY_SECTIONS and not labelled):
            continue
        if any(_is_pay(passage.plain, amount, labelled) for amount in amounts):
            first = next(amount for amount in amounts if _is_pay(passage.plain, amount, labelled))
            return _whole(passage, first, amounts[-1])
    return None


def _is_pay(plain: str, amount: re.Match[str], labelled: bool) -> bool:
    around = plain[max(0, amount.start() - 30) : amount.end() + 25]
    if _NOT_PAY.search(around):
        return False
    text = amount[0]
    large = re.search(r"\d{2,3}[,.]\d{3}|\d\s?[kK]|LPA|lpa|akh", text)
    alone = len(plain.strip()) <= len(text.strip()) + 20
    has_currency = bool(re.search(_CURRENCY, text))
    return (
        (labelled and (has_currency or bool(large)))
        or (has_currency and bool(large) and (alone or "-" in text or " to " in text))
        or (bool(re.search(r"(?i)up to", text)) and bool(large))
    )


def _whole(passage: Passage, first: re.Match[str], last: re.Match[str]) -> str:
    """All amounts of a sentence, with a condition after them such as "depending on experience"."""
    end = last.end() if last.end() - first.start() <= _LONGEST else first.end()
    tail = re.compile(
        r"\s?(?:\(?(?:depending|based|commensurate|doe|plus|bilingual|per|negotiable)[^.;|()\n]{0,50}\)?)", re.I
    ).match(passage.plain, end)
    # The currency sign may be written only once, before a range whose second figure has neither sign nor unit.
    rest = re.compile(r"\s?(?:-|to)\s?\d{2,3}s?\b[kK]?").match(passage.plain, end)
    return passage.cut(first.start(), tail.end() if tail else rest.end() if rest else end).strip(" ,;")
