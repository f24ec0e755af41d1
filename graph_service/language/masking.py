"""A posting without its markup, at the same offsets.

What is read is a mask of the text: of equal length, with tags, entities and odd characters replaced by plain ones and
spaces, so that a place in the mask is the same place in the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

BULLET = "•"
_BLOCK_TAGS = "p|br|li|ul|ol|div|h[1-6]|table|tr|section|article|hr|header|footer|main|body|html|dl|dt|dd|blockquote"
_INLINE_TAGS = "span|a|i|em|u|font|td|th|tbody|thead|small|sup|sub|img|center|o:p|strong|b|pre|code|label|input|button"
_TAG = re.compile(rf"<(?P<close>/)?(?P<name>{_BLOCK_TAGS}|{_INLINE_TAGS})(?:\s[^<>]{{0,500}})?/?>", re.IGNORECASE)
_CODE = re.compile(r"<(style|script)\b[^<>]{0,200}>[^<]{0,20000}</\1>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#(?P<decimal>\d{1,6})|#[xX](?P<hex>[0-9a-fA-F]{1,5})|(?P<name>[a-zA-Z]{2,8}));")
_NAMED = {"nbsp": " ", "amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "bull": BULLET, "middot": BULLET}
_NAMED |= {"rsquo": "'", "lsquo": "'", "ldquo": '"', "rdquo": '"', "ndash": "-", "mdash": "—", "hellip": "."}
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
    **dict.fromkeys("●▪◦‣⁃∙·■□▢◆◇○◉➢➤➔➜►▶▸→⇒✓✔✅☑☞⌲★☆♦❖✦✧➡👉\x95", BULLET),
}


def mask(text: str) -> str:
    """The text with its markup blanked and its characters made plain; `len(mask(text)) == len(text)`."""
    masked = text.replace("\r\n", " \n").replace("\r", "\n").translate(_translation())
    masked = _other_symbols().sub(lambda found: BULLET.ljust(len(found[0])), masked)
    if "<" in masked:
        masked = _TAG.sub(_tag, _CODE.sub(lambda found: " " * len(found[0]), masked))
    if "&" in masked:
        masked = _ENTITY.sub(_entity, masked)
    masked = _RULE.sub(lambda found: " " * len(found[0]), masked)
    return _LONG_RULE.sub(lambda found: "\n".ljust(len(found[0]) - 1) + "\n", masked)


@cache
def _translation() -> dict[int, str]:
    return str.maketrans(_PLAIN)


@cache
def _other_symbols() -> re.Pattern[str]:
    """Pictograms and the private-use characters that word processors leave for bullets."""
    pictograms = "".join(chr(code) for code in range(0x2300, 0x27C0) if unicodedata.category(chr(code)) == "So")
    return re.compile(rf"[{re.escape(pictograms)}\U0001f300-\U0001faff\uf000-\uf0ff]\ufe0f?")


def _tag(found: re.Match[str]) -> str:
    name, width = found["name"].lower(), len(found[0])
    if name in {"b", "strong"}:
        return "**".rjust(width) if found["close"] else "**".ljust(width)
    if name == "li" and not found["close"]:
        return f"\n{BULLET}".ljust(width)
    if re.fullmatch(_BLOCK_TAGS, name):
        return "\n".ljust(width)
    return " " * width


def _entity(found: re.Match[str]) -> str:
    if found["name"]:
        return _NAMED.get(found["name"].lower(), " ").ljust(len(found[0]))
    code = int(found["decimal"]) if found["decimal"] else int(found["hex"], 16)
    character = chr(code) if 32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
    return _PLAIN.get(character, character).ljust(len(found[0]))
