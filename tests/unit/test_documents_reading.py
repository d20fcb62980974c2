"""How documents are read: nothing is lost, nothing struck out comes back, every value stands under its own header."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

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
    # moved, in fields, in controls, in boxes
    (
        "<w:p><w:moveFrom><w:r><w:t>97535 needs GO. </w:t></w:r></w:moveFrom><w:r><w:t>97116 does not.</w:t></w:r></w:p>"
        "<w:p><w:moveTo><w:r><w:t>97535 needs GP.</w:t></w:r></w:moveTo></w:p>",
        ["97116 does not.", "97535 needs GP."],
    ),
    (
        '<w:p><w:r><w:t>At most </w:t></w:r><w:fldSimple w:instr="DOCPROPERTY n"><w:r><w:t>three</w:t></w:r></w:fldSimple>'
        "<w:r><w:t> units.</w:t></w:r></w:p>",
        ["At most three units."],
    ),
    (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>G0283</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> is not paid.</w:t></w:r></w:p>',
        ["G0283 is not paid."],
    ),
    (
        "<w:p><w:sdt><w:sdtContent><w:r><w:t>Brackenridge</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t> pays </w:t></w:r>"
        "<w:smartTag><w:r><w:t>12011</w:t></w:r></w:smartTag></w:p>",
        ["Brackenridge pays 12011"],
    ),
    (
        "<w:p><w:r><w:t>29881 is paid once.</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Never with 29877.</w:t>"
        "</w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
        ["29881 is paid once.", "Never with 29877."],
    ),
    (
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>From 2027 no longer.</w:t></w:r></w:p></w:txbxContent></w:pict>"
        "</w:r></w:p>",
        ["From 2027 no longer."],
    ),
]


def _grid(*rows: str) -> str:
    """A table of Word: rows of cells parted by "|"."""
    cells = [
        "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row.split("|")) for row in rows
    ]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


GRIDS = [
    # a blank cell keeps its column; equal cells beside each other stay two
    (_grid("Code|Clinic|Home", "29881||By report"), ["Code: 29881 | Clinic: (blank) | Home: By report"]),
    (_grid("Code|Clinic|Home", "12011|Covered|"), ["Code: 12011 | Clinic: Covered | Home: (blank)"]),
    (_grid("Code|Gold|Silver|Bronze", "90632|2|2|1"), ["Code: 90632 | Gold: 2 | Silver: 2 | Bronze: 1"]),
    (_grid("Code|Gold|Silver|Bronze", "90636|1|1|1"), ["Code: 90636 | Gold: 1 | Silver: 1 | Bronze: 1"]),
]
WORD += GRIDS


@pytest.mark.parametrize(("body", "lines"), WORD)
def test_word(tmp_path: Path, body: str, lines: list[str]) -> None:
    path = tmp_path / "a.docx"
    _save(path, body, [], "")
    assert lines_of(path) == lines


LONG = [("Code|Clinic|Home", "{code}|{units}|none"), ("Service|Prior authorization", "{code} visits|after {units}")]


@pytest.mark.parametrize(("head", "row"), LONG)
def test_every_row_of_a_long_table_has_its_header(tmp_path: Path, head: str, row: str) -> None:
    rows = [row.format(code=97000 + number, units=number) for number in range(400)]
    path = tmp_path / "long.docx"
    _save(path, _grid(head, *rows), [], "")
    names = head.split("|")
    wanted = [
        " | ".join(f"{name}: {value}" for name, value in zip(names, each.split("|"), strict=True)) for each in rows
    ]
    assert lines_of(path) == wanted
    parts = [item for item in FORMAT.read(source_file(path)) if isinstance(item, GuidelineSection)]
    assert len(parts) > 1
    assert all(f"{names[0]}: " in part.text for part in parts)


HTML = [
    ("<p>90714<sup>1</sup> x</p>", ["90714 (note 1) x"]),
    ("<p>90714<sup>1,2</sup>, the 1<sup>st</sup> 4 cm<sup>2</sup></p>", ["90714 (note 1,2), the 1st 4 cm²"]),
    ("<form><p>a <button>b</button> c</p></form>", ["a b c"]),
    (
        "<form><fieldset><legend>Rule</legend><p>97140 needs a plan</p></fieldset></form>",
        ["Rule", "97140 needs a plan"],
    ),
    ("<form><details><summary>Limits</summary><p>20611: 2</p></details></form>", ["Limits", "20611: 2"]),
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
        ("a.837", "ISA*00*          *00*", "python -m assistant claim"),
        ("era.txt", "ISA|00|          |00|          |ZZ|LARKFIELD", "python -m assistant claim"),
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


MAILS = [
    # (heads and body of a mail, the lines that must be read, the notes)
    (
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n20611 is =\nnot paid beside 20610=2E\n",
        "20611 is not paid beside 20610.",
        [],
    ),
    (
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/html; charset=no-such\n\n'
        "<p>20611 is <s>not</s> paid.</p>\n--b\nContent-Type: application/pdf\n"
        'Content-Disposition: attachment; filename="fees.pdf"\n\nx\n--b--\n',
        "20611 is paid.",
        [
            "1 stretch of struck-out text was left out",
            "The attachment fees.pdf was not read: save it and add it as a file of its own.",
        ],
    ),
]


@pytest.mark.parametrize(("body", "line", "notes"), MAILS)
def test_a_saved_mail_is_a_document(tmp_path: Path, body: str, line: str, notes: list[str]) -> None:
    heads = (
        "From: Larkfield Health Plan <rules@example.org>\nTo: a@example.org\nSubject: Joint rules\nMIME-Version: 1.0\n"
    )
    items = list(FORMAT.read(written(tmp_path, "rules.eml", heads + body, "utf-8")))
    (section,) = (item for item in items if isinstance(item, GuidelineSection))
    assert section.document_title == "Joint rules"
    assert section.text.splitlines()[-1] == line
    assert [item.text for item in items if isinstance(item, Notice)] == notes


def _pdf(path: Path, pages: list[list[tuple[float, float, str]]], fields: dict[str, str] | None = None) -> Path:
    """A PDF of texts at places; fields stand behind labels from the middle of the first page down."""
    canvas = Canvas(str(path), pagesize=letter)
    for number, texts in enumerate(pages):
        canvas.setFont("Helvetica", 10)
        for x, y, text in texts:
            canvas.drawString(x, y, text)
        for place, (label, value) in enumerate((fields or {}).items() if number == 0 else ()):
            canvas.drawString(72, 500 - 30 * place, f"{label}:")
            canvas.acroForm.textfield(name=f"f{place}", value=value, x=160, y=495 - 30 * place, width=120, height=18)
        canvas.showPage()
    canvas.save()
    return path


COLUMNS = [
    (["29881 is paid once a year", "for each knee of an adult."], ["29877 on that day is", "denied by the plan."]),
    (["Records for 12011 must name", "the length of the repair."], ["G0168 needs the same", "record and no length."]),
]


@pytest.mark.parametrize(("left", "right"), COLUMNS)
def test_two_columns_do_not_mix(tmp_path: Path, left: list[str], right: list[str]) -> None:
    texts = [(72.0, 700.0 - 14 * place, text) for place, text in enumerate(left * 3)]
    texts += [(330.0, 700.0 - 14 * place, text) for place, text in enumerate(right * 3)]
    read = " ".join(lines_of(_pdf(tmp_path / "a.pdf", [texts])))
    assert read.index(left[0]) < read.rindex(left[1]) < read.index(right[0])


RULES = [
    ("The plan asks for a referral.", "The plan asks for no referral."),
    ("Modifier 59 is not accepted.", "Modifier 59 is accepted."),
]


@pytest.mark.parametrize(("rule", "other"), RULES)
def test_a_rule_at_the_foot_of_every_page_is_kept_once(tmp_path: Path, rule: str, other: str) -> None:
    codes = ("29881", "12011", "90632", "97116")
    pages = [
        [(72.0, 700.0, f"Code {code} is paid at rate {place}."), (72.0, 60.0, rule)] for place, code in enumerate(codes)
    ]
    pages.append([(72.0, 700.0, "Code 90636 is paid at rate 9."), (72.0, 60.0, other)])
    read = " ".join(lines_of(_pdf(tmp_path / "a.pdf", pages)))
    assert (read.count(rule), read.count(other)) == (1, 1)


FILLED = [
    {"Code": "29881", "Side": "LT", "Reason": "M23.221"},
    {"Code": "12011", "Length": "2.4 cm", "Reason": "S01.81XA"},
]


@pytest.mark.parametrize("fields", FILLED)
def test_filled_fields_stand_behind_their_labels(tmp_path: Path, fields: dict[str, str]) -> None:
    intro = [(72.0, 700.0, "The clinic fills in the fields below and sends the sheet to billing.")]
    read = lines_of(_pdf(tmp_path / "a.pdf", [intro], fields))
    assert [line for line in read if ": " in line] == [f"{label}: {value}" for label, value in fields.items()]
