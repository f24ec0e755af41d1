"""Whether a text is a job description; if not, why not and what to do about it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from graph_service.language.cue_files import cues
from graph_service.language.masking import mask

LONGEST = 100_000
"""Characters."""
FEWEST_WORDS = 30
MOST_ITEMS = 600
"""Bullets or list lines; the longest postings have about two hundred."""

_ALLOWED_CONTROLS = frozenset("\t\n\r\v\f")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ITEM = re.compile(r"^\s*(?:[•*·▪●◦>–-]|\d{1,4}[.)])\s*\S|•", re.MULTILINE)
_CODE_LINE = re.compile(
    r"^\s*(?:[{}\[\]();]+|(?:def|class|import|from|return|public|private|protected|static|void|const|let|var|function"
    r"|if|else|for|while|try|catch|#include|package|using|select|insert|create table|end|elif"
    r"|print)\b.*[:;{(=,)]?|.*[;{}]|</?\w+[^>]*>|//.*"
    r"|\w+ ?=(?!=) ?.*)\s*$",
    re.IGNORECASE,
)
_FEWEST_SIGNS = 4
_LONGEST_WORD = 200
_LONGEST_MEAN = 20


def refuse(text: str) -> str | None:
    """None for a job description, else a reason for people that says what to do next."""
    checks = (_unreadable, _wrong_size, _too_many_items, _not_prose, _wrong_language, _about_a_person, _about_no_job)
    return next((reason for check in checks if (reason := check(text))), None)


def _unreadable(text: str) -> str | None:
    if not text.strip():
        return "The job description is empty. Paste the full text of one job posting."
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "The text holds characters that are not valid Unicode (lone surrogates). Send it again as UTF-8 text."
    control = next((character for character in text if _is_control(character)), None)
    if control is not None:
        return (
            f"The text holds the control character U+{ord(control):04X}, as binary files do."
            " Send the posting as plain text, not as a PDF or Word file."
        )
    if text.count("\ufffd") > max(10, len(text) // 50):
        return "Much of the text could not be decoded. Send the posting as UTF-8 plain text."
    return None


def _is_control(character: str) -> bool:
    return (character < " " and character not in _ALLOWED_CONTROLS) or character == "\x7f"


def _wrong_size(text: str) -> str | None:
    if len(text) > LONGEST:
        return (
            f"The text has {len(text):,} characters; a job description may have {LONGEST:,}."
            " Send one posting at a time, without the page around it."
        )
    words = len(_WORD.findall(text[:5000]))
    if words < FEWEST_WORDS and len(text) < 5000 and not _is_foreign_script(text):
        what = "a title" if words <= 10 else "a fragment"
        return (
            f"The text has {words} words, which is {what} and not a job description (at least {FEWEST_WORDS} words)."
            " Send the full posting, with what the person will do and needs to know."
        )
    return None


def _not_prose(text: str) -> str | None:
    visible = [character for character in text if not character.isspace()]
    letters = sum(character.isalpha() for character in visible)
    lines = [line for line in text.splitlines() if line.strip()]
    if _is_foreign_script(text):
        return None
    if _is_blob(text):
        return _no_prose("encoded data")
    if _is_table(lines):
        return _no_prose("a table of values")
    if len(lines) > 4 and sum(bool(_CODE_LINE.match(line)) for line in lines) > 0.6 * len(lines):
        return _no_prose("program code")
    if letters < 0.55 * len(visible):
        return _no_prose("numbers and symbols")
    if _is_repetitive(text):
        return _no_prose("the same few words over and over")
    return None


def _no_prose(what: str) -> str:
    return f"The text looks like {what}, not like a job description. Send the posting's own words as plain text."


def _is_blob(text: str) -> bool:
    """Whether a text is made of words far longer than any language's."""
    words = text.split()
    in_long_ones = sum(len(word) for word in words if len(word) > _LONGEST_WORD)
    return len(text) / len(words) > _LONGEST_MEAN or in_long_ones > 0.5 * len(text)


def _is_table(lines: list[str]) -> bool:
    """Whether most lines have the same number of the same separator."""
    if len(lines) < 5:
        return False
    for separator in (",", ";", "\t", "|"):
        [(count, lines_with)] = Counter(line.count(separator) for line in lines).most_common(1)
        if count >= 2 and lines_with > 0.8 * len(lines):
            return True
    return False


def _is_repetitive(text: str) -> bool:
    words = [word.lower() for word in _WORD.findall(text)]
    return len(words) > 60 and len(set(words)) < 0.06 * len(words) and len(set(words)) < 60


def _is_foreign_script(text: str) -> bool:
    """Whether most letters are not Latin ones."""
    letters = [character for character in text[:20_000] if character.isalpha()]
    foreign = sum(character > "\u024f" and "LATIN" not in unicodedata.name(character, "") for character in letters)
    return foreign > 0.4 * len(letters) > 0


def _wrong_language(text: str) -> str | None:
    if _is_foreign_script(text):
        return _no_english("a language that is not written in Latin letters")
    words = Counter(word.lower() for word in _WORD.findall(text))
    total = sum(words.values())
    shares = {
        name: sum(words[word] for word in small_words) / max(total, 1) for name, small_words in _languages().items()
    }
    english = shares.pop("English")
    other = max(shares, key=lambda name: shares[name])
    if shares[other] > 0.08 and shares[other] > 1.3 * english:
        return _no_english(other)
    return _no_english("another language than English") if english < 0.02 and total > 60 else None


def _no_english(language: str) -> str:
    return (
        f"The text seems to be in {language}; only English job descriptions can be read. Send an English translation."
    )


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(map(str, words))) for name, words in cues("guard")["languages"].items()}


def _too_many_items(text: str) -> str | None:
    items = len(_ITEM.findall(text))
    if items > MOST_ITEMS:
        return (
            f"The text lists {items:,} items; a job description has a few dozen (at most {MOST_ITEMS})."
            " Send one posting, not a list of many."
        )
    return None


def _about_a_person(text: str) -> str | None:
    masked = mask(text).text
    applicants = _count("addresses_applicants", masked)
    if _found("cover_letter", masked) and _count("first_person", masked) > applicants:
        return "The text reads like an application letter. Send the job description that it answers."
    headings = _count("cv_headings", masked)
    signs = min(headings, 5) * 0.7 + min(_count("cv_dates", masked), 4) * 0.9 + min(_count("cv_deeds", masked), 6) * 0.5
    signs += 2 * min(_count("cv_said", masked), 2) + 0.3 * min(_count("first_person", masked), 8)
    if signs >= 3.5 and signs > 1.2 * applicants:
        return "The text reads like a CV or résumé. Send the description of the job, not of a person."
    return None


def _about_no_job(text: str) -> str | None:
    masked = mask(text).text
    signs = sum(points for pattern, points in _job_signs() if pattern.search(masked))
    if signs >= _FEWEST_SIGNS:
        return None
    return (
        "The text does not read like a job description: it says neither what someone will do nor what they need"
        " to know."
        " Send the full text of one job posting."
    )


@cache
def _job_signs() -> tuple[tuple[re.Pattern[str], int], ...]:
    weights = {"job_strong": 2, "job_weak": 1, "other": -2}
    return tuple(
        (re.compile(expression, re.IGNORECASE), points)
        for name, points in weights.items()
        for expression in cues("guard")[name]
    )


@cache
def _cue(name: str) -> re.Pattern[str]:
    return re.compile(cues("guard")[name], re.IGNORECASE | re.MULTILINE)


def _found(name: str, masked: str) -> bool:
    return _cue(name).search(masked) is not None


def _count(name: str, masked: str) -> int:
    return sum(1 for _ in _cue(name).finditer(masked))
