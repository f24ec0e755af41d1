"""The text of a file that a person sends. Files come from anywhere: whatever they hold, reading one is bounded."""

from __future__ import annotations

import re
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from pypdf import PasswordType, PdfReader
from pypdf.errors import PyPdfError

from graph_service.errors import InvalidInput
from graph_service.pipeline.run import MOST_CHARACTERS

MOST_PAGES = 60
MOST_PIECES = 20_000
"""Paragraphs and table cells of a Word document; a job description has a few hundred."""
MOST_PARTS = 2_000
MOST_UNPACKED = 40_000_000
"""Bytes of a Word document's parts once they are unpacked."""
LONGEST_S = 15.0
"""So long a file is read, looked at between two pages or paragraphs."""

_PDF_MARK, _ZIP_MARK, _OLD_OFFICE_MARK = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DAMAGE = (
    *(PyPdfError, OpcError, zipfile.BadZipFile, zlib.error, struct.error),
    *(ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError),
    SyntaxError,  # of XML
)
"""What the readers of others raise over a file that is not as it should be: they were not written for every file."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_WRAPPED_LINE = re.compile(r"(?<=[^\s.:;!?])[ \t]*\n[ \t]*(?!o[ \t])(?=[a-z(&])")
"""A line that goes on in the next; an o by itself is a bullet."""
_MANY_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


def text_of(name: str, content: bytes) -> str:
    """The text of a .txt, .pdf or .docx file, by its name. Raises InvalidInput."""
    shown, read = PurePath(name).name[:80] or "this file", _READERS.get(PurePath(name).suffix.lower())
    if read is None:
        raise _unusable(f"{shown} is no .txt, .pdf or .docx file; save it as one of these, or paste its text")
    if not content:
        raise _unusable(f"{shown} is empty; choose the file that has the posting")
    text = read(shown, content)
    if not text.strip():
        raise _unusable(f"{shown} has no text in it; paste the posting's text instead")
    return text


def _unusable(message: str) -> InvalidInput:
    return InvalidInput(message, "file")


def _plain(name: str, content: bytes) -> str:
    if content.startswith((_PDF_MARK, _ZIP_MARK, _OLD_OFFICE_MARK)):
        raise _unusable(f"{name} is no text file, whatever its name says; send it under the name that it had")
    has_wide_characters = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if has_wide_characters else "utf-8-sig")
    except UnicodeDecodeError:
        raise _unusable(f"{name} is not UTF-8 text; save it with the encoding UTF-8, or paste its text") from None
    if "\0" in text:
        raise _unusable(f"{name} has NUL characters: it is a binary file; save the posting as plain text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _pdf(name: str, content: bytes) -> str:
    if _PDF_MARK not in content[:1024]:
        raise _unusable(f"{name} is no PDF, whatever its name says; choose the PDF itself, or paste its text")
    try:
        text = "\n".join(_pages(name, PdfReader(BytesIO(content))))
    except _DAMAGE:
        raise _unusable(f"{name} is damaged, or no whole PDF; save it again, or paste its text") from None
    if not text.strip():
        raise _unusable(f"{name} has pages, but no text: they are scanned pictures; paste the text, or use OCR first")
    return _unwrapped(text)


def _pages(name: str, reader: PdfReader) -> Iterator[str]:
    """The text of each page. Raises InvalidInput, and whatever pypdf does."""
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise _unusable(f"{name} is encrypted; save it without a password, or paste its text")
    if len(reader.pages) > MOST_PAGES:
        raise _unusable(f"{name} has {len(reader.pages):,} pages; send one posting, of at most {MOST_PAGES}")
    yield from _bounded(name, (page.extract_text().strip("\n") for page in reader.pages))


def _unwrapped(text: str) -> str:
    """Text with lines as they were written: a PDF ends one where its page does, in the middle of a sentence."""
    clean = _MANY_BLANK_LINES.sub("\n\n", _CONTROLS.sub("", text))
    return _WRAPPED_LINE.sub(" ", clean)


def _docx(name: str, content: bytes) -> str:
    if content.startswith(_OLD_OFFICE_MARK):
        raise _unusable(f"{name} is an old or encrypted Word file; save it as .docx without a password")
    try:
        _refuse_bomb(name, content)
        return "\n".join(_bounded(name, _paragraphs(Document(BytesIO(content)))))
    except _DAMAGE:
        raise _unusable(f"{name} is damaged, or no Word document; save it again as .docx, or paste its text") from None


def _refuse_bomb(name: str, content: bytes) -> None:
    """Raises InvalidInput, and BadZipFile. A part that is larger than it says is never unpacked beyond that."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
        found = f"{unpacked / 1e6:,.0f} MB in {len(parts):,} parts"
        raise _unusable(f"{name} unpacks to {found}; remove its pictures, or paste its text")


def _paragraphs(container: WordDocument | _Cell) -> Iterator[str]:
    """Paragraphs and the cells of tables in reading order; an item of a list begins with its mark."""
    for item in container.iter_inner_content():
        if isinstance(item, Paragraph):
            yield f"• {item.text}" if _is_list_item(item) else item.text
        else:
            yield from _cells(item)


def _cells(table: Table) -> Iterator[str]:
    for row in table.rows:
        # `row.cells` repeats a cell for each column that it says it spans, which may be any number.
        for cell in row._tr.tc_lst:
            yield from _paragraphs(_Cell(cell, table))


def _is_list_item(paragraph: Paragraph) -> bool:
    properties, style = paragraph._p.pPr, paragraph.style
    is_numbered = properties is not None and properties.numPr is not None
    is_styled = style is not None and str(style.name).startswith("List ")
    return bool(paragraph.text.strip()) and (is_numbered or is_styled)


def _bounded(name: str, pieces: Iterator[str]) -> Iterator[str]:
    """The pieces, as long as they are a job description's. Raises InvalidInput."""
    began, characters = time.monotonic(), 0
    for count, piece in enumerate(pieces):
        characters += len(piece)
        if characters > MOST_CHARACTERS:
            raise _unusable(f"{name} has more than {MOST_CHARACTERS:,} characters of text; send one posting at a time")
        if count > MOST_PIECES or time.monotonic() - began > LONGEST_S:
            raise _unusable(f"{name} takes too long to read; paste the posting's text instead")
        yield piece


_READERS = {".txt": _plain, ".pdf": _pdf, ".docx": _docx}
