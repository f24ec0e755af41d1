"""A posting without its markup, and where each character of it stands in the posting."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from html.entities import name2codepoint

from graph_service.domain.document import TextSpan

BULLET = "•"
_BLOCK_TAGS = frozenset(
    [
        "p",
        "br",
        "li",
        "ul",
        "ol",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "tr",
        "section",
        "article",
        "hr",
        "header",
        "footer",
        "main",
        "body",
        "html",
        "dl",
        "dt",
        "dd",
    ]
)
_CELLS = frozenset({"td", "th", "img", "input", "button"})
_INLINE_TAGS = frozenset(
    [
        "span",
        "a",
        "i",
        "em",
        "u",
        "font",
        "tbody",
        "thead",
        "small",
        "sup",
        "sub",
        "center",
        "o:p",
        "strong",
        "b",
        "pre",
        "code",
        "label",
    ]
)
_TAG_NAMES = "|".join(sorted(_BLOCK_TAGS | _CELLS | _INLINE_TAGS, key=len, reverse=True))
_MARKUP = re.compile(
    r"(?P<code><(?P<block>[Ss]tyle|[Ss]cript)\b[^<>]{0,200}>[^<]{0,20000}</(?P=block)>)"
    rf"|<(?P<close>/)?(?P<tag>(?i:{_TAG_NAMES}))(?:\s[^<>]{{0,500}})?/?>"
    r"|&(?:#(?P<decimal>\d{1,6})|#[xX](?P<hex>[0-9a-fA-F]{1,5})|(?P<name>[a-zA-Z]{2,8}));"
)
_NAMED = {name: chr(code) for name, code in name2codepoint.items()} | {"apos": "'", "nbsp": " ", "hellip": "..."}
_RULE = re.compile(r"^[ \t]*([-=_*~#—–])(?:[ \t]*\1){2,}[ \t]*$", re.MULTILINE)
_LONG_RULE = re.compile(r"\*{6,}|_{4,}|={4,}|-{5,}")

_PLAIN = {
    **dict.fromkeys("’‘ʼ´`′\x92\x91", "'"),
    **dict.fromkeys("“”„″\x93\x94", '"'),
    **dict.fromkeys("–‐‑‒−\x96", "-"),
    **dict.fromkeys("―\x97", "—"),
    **dict.fromkeys(
        "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    ),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", " "),
    **dict.fromkeys("\u2028\u2029\x0b\x0c\x85", "\n"),
    **dict.fromkeys("●▪◦‣⁃∙·■□▢◆◇○◉➢➤►▶▸✓✔✅☑☞⌲★☆♦❖✦✧👉\x95", BULLET),
}


@dataclass(frozen=True)
class Mask:
    """What is read of a posting: plain characters, markup left out.

    `offsets[i]` is where character `i` of `text` begins in `original`; one more entry holds the original's length.
    """

    text: str
    original: str
    offsets: array[int]

    def span(self, start: int, end: int) -> TextSpan:
        """The passage as it was written."""
        first, last = self.offsets[start], self.offsets[end]
        return TextSpan(first, last, self.original[first:last])

    def find(self, offset: int) -> int:
        """Where a place of the original is in `text`."""
        return bisect_left(self.offsets, offset)


@lru_cache(maxsize=16)
def mask(text: str) -> Mask:
    """Leave out the tags, resolve the entities and make odd characters plain."""
    parts: list[str] = []
    offsets = array("l")
    position = 0
    for found in _MARKUP.finditer(text):
        shown = _shown(found)
        if shown is None:
            continue
        parts += (text[position : found.start()], shown)
        offsets.extend(range(position, found.start()))
        offsets.extend(min(found.start() + index, found.end() - 1) for index in range(len(shown)))
        position = found.end()
    parts.append(text[position:])
    offsets.extend(range(position, len(text) + 1))
    return Mask(_plain("".join(parts)), text, offsets)


def _plain(text: str) -> str:
    """Of equal length, with characters that mean the same made the same."""
    plain = text.replace("\r\n", " \n").replace("\r", "\n").translate(_translation())
    plain = _other_symbols().sub(lambda found: BULLET.ljust(len(found[0])), plain)
    plain = _RULE.sub(lambda found: " " * len(found[0]), plain)
    return _LONG_RULE.sub(lambda found: "\n".ljust(len(found[0]) - 1) + "\n", plain)


def _shown(found: re.Match[str]) -> str | None:
    """What stands for a piece of markup; None where it is none."""
    if found["tag"]:
        return _tag(found["tag"].lower(), closes=bool(found["close"]))
    return " " if found["code"] else _entity(found)


def _tag(name: str, *, closes: bool) -> str:
    if name in {"b", "strong"}:
        return "**"
    if name == "li" and not closes:
        return f"\n{BULLET}"
    return "\n" if name in _BLOCK_TAGS else " " if name in _CELLS else ""


def _entity(found: re.Match[str]) -> str | None:
    if found["name"]:
        return _NAMED.get(found["name"])
    code = int(found["decimal"]) if found["decimal"] else int(found["hex"], 16)
    return chr(code) if 32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


@cache
def _translation() -> dict[int, str]:
    return str.maketrans(_PLAIN)


@cache
def _other_symbols() -> re.Pattern[str]:
    """Pictograms and the private-use characters that word processors leave for bullets."""
    pictograms = "".join(chr(code) for code in range(0x2300, 0x27C0) if unicodedata.category(chr(code)) == "So")
    return re.compile(rf"[{re.escape(pictograms)}\U0001f300-\U0001faff\uf000-\uf0ff]\ufe0f?")
