"""The text of files that people send, and of those that nobody should."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from graph_service.errors import InvalidInput
from graph_service.pipeline.run import MOST_CHARACTERS
from graph_service.web.uploads import MOST_PAGES, text_of

LINES = ("Backend Engineer", "Requirements:", "• Java and Kafka")


def pdf_of(*pages: str) -> bytes:
    """A PDF with one page for each text; a page's lines are set one below the other."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        shown = "".join(f"({line}) Tj T* " for line in page.split("\n")) if page else ""
        drawn = f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>",
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        ]
    body, offsets = "%PDF-1.4\n", []
    for number, written in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{written}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    tail = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{tail}".encode("cp1252")


def docx_of(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]  # python-docx makes its documents by a function
    return out.getvalue()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(InvalidInput) as refused:
        text_of(name, content)
    assert refused.value.field == "file"
    return refused.value.message


@pytest.mark.parametrize(
    "content",
    [
        "Entwickler für Köln\nC++".encode(),
        "Entwickler für Köln\nC++".encode("utf-8-sig"),
        "Entwickler für Köln\nC++".encode("utf-16"),
        "Entwickler für Köln\r\nC++".encode(),
    ],
)
def test_text_file_is_read_as_it_is(content: bytes) -> None:
    assert text_of("jd.TXT", content) == "Entwickler für Köln\nC++"


def test_pdf_is_read_page_by_page() -> None:
    assert text_of("jd.pdf", pdf_of("Backend Engineer", "Java and Kafka")).split("\n") == [
        "Backend Engineer",
        "Java and Kafka",
    ]


def test_line_that_a_pdf_wraps_is_one_again() -> None:
    text = text_of("jd.pdf", pdf_of("You design event-driven\nservices in Java.\nRequirements:\nJava\no Kafka"))

    assert text.split("\n") == ["You design event-driven services in Java.", "Requirements:", "Java", "o Kafka"]


def test_word_document_keeps_lists_and_tables_in_order() -> None:
    document = Document()
    document.add_paragraph("Backend Engineer")
    document.add_paragraph("Java", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Kafka", "Redis"
    document.add_paragraph("Apply now")

    assert text_of("jd.docx", saved(document)).split("\n") == [
        "Backend Engineer",
        "• Java",
        "Kafka",
        "Redis",
        "Apply now",
    ]


def test_cell_that_says_it_spans_a_billion_columns_is_one_cell() -> None:
    document = Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "Kafka"
    cell._tc.get_or_add_tcPr().get_or_add_gridSpan().set(qn("w:val"), "1000000000")

    assert text_of("jd.docx", saved(document)) == "Kafka"


@pytest.mark.parametrize("name", ["jd.doc", "jd.rtf", "jd", "jd.pdf.exe", ""])
def test_other_types_are_refused(name: str) -> None:
    assert "is no .txt, .pdf or .docx file; save it as one of these" in refusal(name, b"text")


@pytest.mark.parametrize("name", ["jd.txt", "jd.pdf", "jd.docx"])
def test_empty_file_is_refused(name: str) -> None:
    assert refusal(name, b"") == f"{name} is empty; choose the file that has the posting"


def test_file_of_blanks_is_refused() -> None:
    assert refusal("jd.txt", b" \n\t\n") == "jd.txt has no text in it; paste the posting's text instead"
    assert refusal("jd.docx", docx_of("", " ")) == "jd.docx has no text in it; paste the posting's text instead"


def test_text_that_is_not_utf8_is_refused() -> None:
    assert refusal("jd.txt", "Köln".encode("cp1252")).startswith("jd.txt is not UTF-8 text; save it with the encoding")


def test_nul_is_refused() -> None:
    assert refusal("jd.txt", b"Java\0Kafka").startswith("jd.txt has NUL characters: it is a binary file")


def test_file_under_another_name_is_refused() -> None:
    assert "is no text file, whatever its name says" in refusal("jd.txt", pdf_of("Java"))
    assert "is no PDF, whatever its name says" in refusal("jd.pdf", docx_of("Java"))
    assert "is damaged, or no Word document" in refusal("jd.docx", pdf_of("Java"))


def test_old_or_encrypted_word_file_is_refused() -> None:
    assert "is an old or encrypted Word file" in refusal("jd.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_encrypted_pdf_is_refused_and_one_without_a_password_is_read() -> None:
    def locked(password: str) -> bytes:
        writer, out = PdfWriter(io.BytesIO(pdf_of("Java"))), io.BytesIO()
        writer.encrypt(password, "owner", algorithm="AES-256")
        writer.write(out)
        return out.getvalue()

    assert refusal("jd.pdf", locked("secret")) == ("jd.pdf is encrypted; save it without a password, or paste its text")
    assert text_of("jd.pdf", locked("")) == "Java"


def test_scanned_pdf_is_refused() -> None:
    assert refusal("jd.pdf", pdf_of("", "")).startswith("jd.pdf has pages, but no text: they are scanned pictures")


def test_pdf_of_many_pages_is_refused() -> None:
    assert f"has {MOST_PAGES + 1} pages; send one posting" in refusal("jd.pdf", pdf_of(*["Java"] * (MOST_PAGES + 1)))


def test_pdf_that_unpacks_without_end_is_refused() -> None:
    packed = zlib.compress(b" " * 200_000_000, 9)
    whole = pdf_of("Java").decode("cp1252")
    start, end = whole.index("<< /Length"), whole.index("\nendstream")
    header = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
    bomb = whole[:start].encode("cp1252") + header + packed + whole[end:].encode("cp1252")

    assert len(bomb) < 250_000
    assert refusal("jd.pdf", bomb)


def test_word_document_that_unpacks_without_end_is_refused() -> None:
    out = io.BytesIO(docx_of("Java"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", bytes(60_000_000))

    assert len(out.getvalue()) < 200_000
    assert "jd.docx unpacks to 61 MB in" in refusal("jd.docx", out.getvalue())


def test_word_document_with_an_entity_bomb_is_refused() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    out, source = io.BytesIO(), io.BytesIO(docx_of("Java"))
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(out, "w") as bomb:
        for part in archive.namelist():
            written = archive.read(part).decode() if part == "word/document.xml" else archive.read(part)
            if isinstance(written, str):
                head, _, rest = written.partition("?>")
                written = f'{head}?><!DOCTYPE d [<!ENTITY l0 "lol">{levels}]>{rest.replace("Java", "Java&l8;")}'
            bomb.writestr(part, written)

    assert "jd.docx is damaged" in refusal("jd.docx", out.getvalue())


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_damaged_files_are_refused(kept: float) -> None:
    document, page = docx_of(*LINES), pdf_of("Java")

    assert "is damaged" in refusal("jd.docx", document[: int(kept * len(document))])
    assert refusal("jd.pdf", b"%PDF-1.4\n" + page[int(kept * len(page)) :])


def test_text_of_many_postings_is_refused() -> None:
    long = "Java and Kafka. " * (MOST_CHARACTERS // 10)

    assert refusal("jd.docx", docx_of(long)) == (
        f"jd.docx has more than {MOST_CHARACTERS:,} characters of text; send one posting at a time"
    )


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from([".txt", ".pdf", ".docx"]), st.booleans())
def test_any_bytes_are_read_or_refused(content: bytes, suffix: str, has_mark: bool) -> None:
    mark = {".pdf": b"%PDF-1.7\n", ".docx": b"PK\x03\x04"}.get(suffix, b"") if has_mark else b""
    with contextlib.suppress(InvalidInput):
        assert text_of(f"jd{suffix}", mark + content).strip()


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_file_with_other_bytes_in_it_is_read_or_refused(data: st.DataObject) -> None:
    suffix, content = data.draw(st.sampled_from([(".pdf", pdf_of(*LINES)), (".docx", docx_of("Java"))]))
    at = data.draw(st.integers(0, len(content) - 1))
    changed = content[:at] + data.draw(st.binary(min_size=1, max_size=40)) + content[at + 1 :]
    with contextlib.suppress(InvalidInput):
        assert text_of(f"jd{suffix}", changed).strip()
