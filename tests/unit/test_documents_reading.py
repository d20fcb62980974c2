"""How documents are read: nothing is lost, nothing struck out comes back, every value stands under its own header."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import RowError, SourceError
from corpus.records import GuidelineSection
from ingest.sources import Notice
from ingest.sources.documents import FORMAT
from ingest.sources.documents.about import about
from ingest.sources.documents.grids import Cell, grid_lines, spread
from ingest.sources.documents.html import Page
from ingest.sources.documents.kinds import remedy_for
from ingest.sources.documents.lines import plain_marks, superscript
from ingest.sources.documents.pdf.ocr import words_of
from ingest.sources.documents.pdf.running import Edge, running
from tests.evals.documents.as_word import _save
from tests.evals.documents.reading import lines_of, measured
from tests.support.source_files import source_file, written


def test_generated_documents_are_read_whole(tmp_path: Path) -> None:
    for kind, one in measured(tmp_path, each=3).items():
        for score, least in ((one.words, 0.99), (one.order, 0.99), (one.cells, 0.97)):
            assert min(score.recall, score.precision) >= least, kind


WORD = [
    # (the body, the lines that must be read)
    (
        "<w:p><w:r><w:t>is </w:t></w:r><w:ins><w:r><w:t>not </w:t></w:r></w:ins><w:r><w:t>paid</w:t></w:r></w:p>",
        ["is not paid"],
    ),
    (
        '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>One </w:t></w:r></w:p><w:p><w:r><w:t>line.</w:t></w:r></w:p>',
        ["One line."],
    ),
    ('<w:p><w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>kept</w:t></w:r></w:p>', ["kept"]),
    ("<w:p><w:r><w:rPr><w:dstrike/></w:rPr><w:t>gone</w:t></w:r><w:r><w:t>kept</w:t></w:r></w:p>", ["kept"]),
    ("<w:p><w:r><w:t>96372</w:t><w:tab/><w:t>20</w:t><w:noBreakHyphen/><w:t>30</w:t></w:r></w:p>", ["96372 20-30"]),
    (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Code</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Units</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>20610</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
        "<w:tr><w:tc><w:p><w:r><w:t>20611</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>",
        ["Code: 20611 | Units: (blank)"],
    ),
    (
        "<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>97110</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>4</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
        ["97110: 4"],
    ),
]


@pytest.mark.parametrize(("body", "lines"), WORD)
def test_word(tmp_path: Path, body: str, lines: list[str]) -> None:
    path = tmp_path / "a.docx"
    _save(path, body, [], "")
    assert lines_of(path) == lines


HTML = [
    ("<p>90714<sup>1</sup> x</p>", ["90714 (note 1) x"]),
    ("<p>90714<sup>1,2</sup>, the 1<sup>st</sup> 4 cm<sup>2</sup></p>", ["90714 (note 1,2), the 1st 4 cm²"]),
    ("<form><p>a <button>b</button> c</p></form>", ["a b c"]),
    ("<select><option>x<option selected>y</select><input type=checkbox checked> new", ["y ☒ new"]),
    ("<p>is <s>not</s> paid</p>", ["is paid"]),
    ('<p>is <span style="visibility: hidden">not</span> paid<input type=hidden value=z></p>', ["is paid"]),
    ("<nav>menu</nav><header>Larkfield</header><footer>2026</footer>", ["Larkfield", "2026"]),
    ("<table><tr><td>Plan:<td>Gold<tr><td>Payer:<td>Larkfield</table>", ["Plan: Gold", "Payer: Larkfield"]),
    (
        "<table><tr><th>Code<th>Adults<th>Children<tr><td>90471<td colspan=2>2<tr><td>90472<td><td>1</table>",
        ["Code: 90471 | Adults: 2 | Children: 2", "Code: 90472 | Adults: (blank) | Children: 1"],
    ),
    (
        "<table><tr><td>Code<td>Office<tr><td colspan=2>Imaging<tr><td>72148<td>Required</table>",
        ["Imaging · Code: 72148 | Office: Required"],
    ),
]


@pytest.mark.parametrize(("markup", "lines"), HTML)
def test_html(markup: str, lines: list[str]) -> None:
    assert Page(markup).lines() == lines


def test_marks_stay_apart() -> None:
    assert plain_marks("90714¹ and 4 cm² and J3301²˒") == "90714 (note 1) and 4 cm² and J3301 (note 2)˒"
    assert superscript("x 10", "9") == "^9"
    assert superscript("limited to 10", "1") == " (note 1)"


def test_a_span_down_holds_in_every_row() -> None:
    office, head = Cell("Office"), [(Cell(name), 1, 1) for name in ("Place", "Code")]
    grid = spread([head, [(office, 1, 2), (Cell("72148"), 1, 1)], [(Cell("73721"), 1, 1)]])
    assert list(grid_lines(grid)) == ["Place: Office | Code: 72148", "Place: Office | Code: 73721"]


def test_running_lines_stay_once_and_rows_that_differ_stay() -> None:
    pages = [
        [
            Edge("Larkfield policy", 20),
            Edge(f"2061{n}", 90),
            Edge(f"Limit of tier {9 - n}: 4", 700),
            Edge(f"{n + 1}", 760),
        ]
        for n in range(4)
    ]
    assert running(pages) == [{3}, {0, 3}, {0, 3}, {0, 3}]


ABOUT = [
    ("Larkfield Policy", ["Effective 1 January 2024. Claims ..."], (date(2024, 1, 1), None)),
    ("P", ["Effective date: 01/01/2025 through 12/31/2025"], (date(2025, 1, 1), date(2025, 12, 31))),
    ("P", ["Effective January 2026", "Expires on June 30, 2026"], (date(2026, 1, 1), date(2026, 6, 30))),
    ("P", ["Audio-only visits are denied from January 2027."], (None, None)),
]


@pytest.mark.parametrize(("title", "lines", "days"), ABOUT)
def test_days_of_a_document(title: str, lines: list[str], days: tuple[date | None, date | None]) -> None:
    said = about(title, lines)
    assert (said.effective, said.end) == days


def test_whose_rules_a_document_holds() -> None:
    said = about(
        "Larkfield Payment Policy", ["Larkfield Health Plan publishes this policy.", "Line of business: Commercial"]
    )
    assert (said.payer, said.plan, said.kind) == ("Larkfield Health Plan", "Commercial", "payment policy")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b"%PDF-1.7\n%%EOF"),
        ("cut.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R"),
    ],
)
def test_a_damaged_pdf_is_one_sentence_with_a_remedy(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"damaged|no page"):
        list(FORMAT.read(source_file(path)))


def test_a_damaged_word_file_is_one_sentence_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    _save(path, "<w:p><w:r><w:t>text</w:t></w:r></w:p>", [], "")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"][:-30]
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    with pytest.raises(SourceError, match=r"damaged .* save it again"):
        list(FORMAT.read(source_file(path)))


def test_what_was_left_out_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    body = '<w:p><w:del w:id="1"><w:r><w:delText>a</w:delText></w:r></w:del><w:r><w:t>The plan pays.</w:t></w:r></w:p>'
    _save(path, body, [], "Larkfield Health Plan, effective 1 March 2026")
    items = list(FORMAT.read(source_file(path)))
    assert [item.text for item in items if isinstance(item, Notice)] == [
        "1 tracked change was accepted: insertions are in, deletions are out"
    ]
    assert [part.heading for part in items if isinstance(part, GuidelineSection)] == [
        "Beginning",
        "Heads and feet of the pages",
    ]
    assert not [item for item in items if isinstance(item, RowError)]


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("a.rtf", "{\\rtf1 text}", "DOCX"),
        ("a.eml", "From: a@b.c\nTo: d@e.f\nSubject: x\n\nText", "HTML or PDF"),
        ("a.png", "\u2030PNG\r\n", "searchable PDF"),
    ],
)
def test_other_files_are_named_with_what_to_save_them_as(tmp_path: Path, name: str, content: str, remedy: str) -> None:
    assert remedy in remedy_for(written(tmp_path, name, content, "cp1252"))


def test_words_of_tesseract() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
    (word,) = words_of(
        f"{head}\n5\t1\t1\t1\t1\t1\t300\t600\t150\t50\t95.5\t20610\n5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t3\tnoise"
    )
    assert (word.text, word.left, round(word.right)) == ("20610", 72.0, 108)
