"""Keys for spellings: equal where people mean the same spelling, different where they mean different things."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_ONE_OF_A_KIND = str.maketrans(
    dict.fromkeys("‘’‚‛′`´", "'")
    | dict.fromkeys("“”„‟″", '"')
    | dict.fromkeys("‐‑‒–—―−⁃﹣－", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
)

_SYMBOLS = (("++", " plus plus"), ("#", " sharp"))
"""Marks that tell C, C++ and C# apart, as words; a loose form would drop them as punctuation."""

_NUMBERED = frozenset(
    [
        "iso",
        "iec",
        "nist",
        "soc",
        "section",
        "level",
        "tier",
        "rfc",
        "web",
        "ipv",
        "bs",
        "en",
        "do",
        "as",
        "part",
        "phase",
        "cmmi",
        "wpa",
        "http",
        "mpeg",
    ]
)
"""After these words a number is part of the name, not a version: SOC 2, Web3, IPv6."""

_VERSION = re.compile(r"^(?P<name>.*?[a-z]{3,}|.*[a-z+#]\s)\s*v?\.?(?:\d{1,2}(?:\.\d+)*|(?:19|20)\d\d)(?:\.x)?\s*\+?$")
_JS = re.compile(r"(?<=[a-z0-9]{2})[\s.]?js$")
_NOT_A_PLURAL = re.compile(r"(?:[suio']s|ics|ies|rnetes|jenkins|pandas|keras|windows|postgres|express|news|sales)$")


@lru_cache(maxsize=131072)
def normalised(text: str) -> str:
    """The key of a spelling: case, quotes, dashes, width and white space do not count; every other mark does."""
    plain = unicodedata.normalize("NFKC", text).translate(_ONE_OF_A_KIND)
    return " ".join(plain.casefold().split())


@lru_cache(maxsize=131072)
def normal_form(text: str) -> str:
    """A looser key, for near-equal spellings: punctuation, spacing, a plural s, ".js" and a version do not count.

    C, C++, C#, F#, .NET and Node.js stay apart. Never empty for a text with a letter or digit in it.
    """
    key = normalised(text)
    if key.startswith(".net"):
        key = "dot" + key[1:]
    key = _without_version(key)
    key = _JS.sub("", key)
    for mark, word in _SYMBOLS:
        key = key.replace(mark, word)
    key = "".join(character for character in key if character.isalnum())
    return _singular(key, text)


@lru_cache(maxsize=131072)
def spelling_key(text: str) -> tuple[str, str, bool]:
    """Equal for spellings that differ in case, spacing, hyphens and number only; a version, a mark or ".js" counts."""
    key = normalised(text)
    marks = "".join(mark for mark in key if mark.isdigit() or mark in "+#&")
    return normal_form(text), marks, key.endswith("js")


def slugify(text: str) -> str:
    """A readable slug: "C++" → "c-plus-plus", "C#" → "c-sharp", ".NET" → "dot-net", "R&D" → "r-and-d"."""
    key = re.sub(r"(?:^|(?<=\s))\.(?=\w)", "dot-", normalised(text))
    for mark, word in (*_SYMBOLS, ("&", " and "), ("+", " plus ")):
        key = key.replace(mark, word)
    ascii_only = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only.replace("'", "")).strip("-")
    return slug or f"x-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:12]}"


def _without_version(key: str) -> str:
    found = _VERSION.match(key)
    if found is None:
        return key
    name = found["name"].rstrip()
    words = re.findall(r"[a-z]+", name)
    return key if not words or words[-1] in _NUMBERED else name


def _singular(key: str, text: str) -> str:
    """Without a plural s: a lower-case one, so that AWS and iOS stay what they are."""
    shown = text.rstrip()
    if len(shown) < 3 or not shown.endswith("s") or not key.endswith("s"):
        return key
    return key[:-1] if shown[-2].isupper() or (len(key) > 3 and not _NOT_A_PLURAL.search(key)) else key
