"""Web addresses in a posting."""

from __future__ import annotations

import re
from functools import cache

from graph_service.language.cue_files import cues
from graph_service.language.masking import Mask

_HOST = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,50}[a-zA-Z0-9])?\.){1,4}"
_ENDINGS = (
    "com|org|net|io|ai|co|gov|edu|mil|jobs|careers|tech|dev|app|cloud|info|eu|us|uk|ca|de|fr|in|au|nl|ie|ch|es|it|pl|se"
)
_ADDRESS = re.compile(
    rf"(?<![@\w.-])(?<!@ )(?:https?:/{{1,2}}[^\s<>\"'()\[\]*]{{3,300}}"
    rf"|{_HOST}(?:{_ENDINGS})(?![\w@-])(?:/[^\s<>\"'()\[\]*]{{0,200}})?)"
    rf"|(?<!@)www\.[^\s<>\"'()\[\]*]{{3,300}}",
)
_GLUED_WORD = re.compile(r"(?<=[a-z0-9/])[A-Z][a-z]*$")


def read_urls(seen: Mask) -> tuple[str, ...]:
    """The addresses as written, with or without a scheme, each once; e-mail addresses and product names are none."""
    plain = seen.text
    found: list[str] = []
    for match in _ADDRESS.finditer(plain):
        text = match[0]
        if plain[match.end() : match.end() + 1] == "'":
            text = _GLUED_WORD.sub("", text)
        text = text.rstrip(".,;:!?")
        address = seen.span(match.start(), match.start() + len(text)).text
        if "." in text and _is_address(text) and not any(address in known for known in found):
            found.append(address)
    return tuple(found)


def _is_address(text: str) -> bool:
    host = re.sub(r"^https?:/{1,2}", "", text.lower()).split("/")[0]
    if text.lower().startswith(("http", "www.")):
        return True
    return (
        host not in _products()
        and not host.startswith(("e.g", "i.e"))
        and any(character.isalpha() for character in host.split(".")[0])
    )


@cache
def _products() -> frozenset[str]:
    return frozenset(cues("addresses")["products"])
