"""Policies as PDFs of real shapes: one and two columns, ruled and open tables, note marks, heads and feet, filled forms."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepTogether, PageTemplate, Paragraph, Spacer, Table

from tests.evals.documents.content import Author, Block, Head, Marked, Para, Policy, Tab

SHAPES = (
    "one column",
    "two columns",
    "open tables",
    "level rules",
    "long table",
    "form",
    "columns with tables",
    "three columns",
    "turned page",
    "open columns",
)
_COLUMNS = {"two columns": 2, "columns with tables": 2, "open columns": 2, "three columns": 3}
_RULED = ("one column", "long table", "columns with tables", "turned page")
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=12, spaceAfter=7)
_HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=13, leading=17, spaceBefore=6, spaceAfter=6)
_CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=8.5, leading=10)


def write_pdf(author: Author, path: Path, shape: str) -> Policy:
    """Writes a policy as a PDF of a shape and gives what must be read of it."""
    if shape == "form":
        return _form(author, path)
    policy = author.policy(sections=6 if shape == "two columns" else 4)
    if shape in ("two columns", "three columns"):
        policy.blocks = [block for block in policy.blocks if not isinstance(block, Tab)]
        policy.blocks += [Para(author.paragraph()) for _ in range(14)]
    elif shape == "long table":
        policy.blocks.append(author.table(rows=90))
    elif shape == "one column":
        policy.blocks.append(author.merged())
    policy.blocks += [author.marked(), Para(author.paragraph())]
    justified = author.random.random() < 0.5
    head = f"{policy.title.split()[0]} reimbursement, effective 1 March 2026"
    document = _document(path, shape, head)
    document.build([flow for block in policy.blocks for flow in _flow(block, shape, justified)])
    # A head is read once, before the text of the first page.
    return Policy(policy.title, [Para(head), *policy.blocks])


def _document(path: Path, shape: str, head: str) -> BaseDocTemplate:
    def edges(canvas: Canvas, document: BaseDocTemplate) -> None:
        if shape == "turned page":
            canvas.setPageRotation(90)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(54, 760, head)
        canvas.drawCentredString(306, 30, f"Page {document.page}")

    document = BaseDocTemplate(str(path), pagesize=letter, invariant=1)
    width, height = letter[0] - 108, letter[1] - 110
    if count := _COLUMNS.get(shape):
        gap = 36 / count
        each = (width - gap * (count - 1)) / count
        frames = [Frame(54 + place * (each + gap), 50, each, height, 0, 0, 0, 0) for place in range(count)]
    else:
        frames = [Frame(54, 50, width, height, 0, 0, 0, 0)]
    document.addPageTemplates([PageTemplate(frames=frames, onPage=edges)])
    return document


def _flow(block: Block, shape: str, justified: bool) -> list[Flowable]:
    body = ParagraphStyle("justified", parent=_BODY, alignment=4) if justified else _BODY
    match block:
        case Head(text):
            return [Paragraph(text, _HEAD)]
        case Para(text):
            return [Paragraph(text, body)]
        case Marked(before, mark, after):
            return [Paragraph(f"{before}<super>{mark}</super> {after}", body)]
        case Tab():
            table = _table(block, shape)
            return [Spacer(1, 6), table if len(block.rows) > 20 else KeepTogether([table]), Spacer(1, 10)]


def _table(table: Tab, shape: str) -> Table:
    rows: list[list[object]] = []
    style: list[tuple[object, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("FONTSIZE", (0, 0), (-1, -1), 8.5)]
    if table.over:
        labels: list[object] = []
        for label, width in table.over:
            if width > 1:
                style.append(("SPAN", (len(labels), 0), (len(labels) + width - 1, 0)))
            labels += [label, *[""] * (width - 1)]
        rows.append(labels)
    rows.append([Paragraph(name, _CELL) for name in table.headers])
    heads = len(rows)
    for number, row in enumerate(table.rows):
        rows.append([Paragraph(text, _CELL) if len(text) > 11 else text for text in row])
        for column in range(len(row)):
            if (number + 1, column) in table.down and (number, column) not in table.down:
                last = number + 1
                while (last + 1, column) in table.down:
                    last += 1
                style.append(("SPAN", (column, number + heads), (column, last + heads)))
    if shape in _RULED:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)))
    elif shape == "level rules":
        style.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, (0, 0, 0)))
    columns = len(table.headers)
    whole = 500 / _COLUMNS.get(shape, 1) - 20
    widths = [50, whole - 50] if columns == 2 else [whole / columns] * columns
    return Table(
        rows, colWidths=widths, style=style, repeatRows=heads if shape == "long table" and len(rows) % 2 else 0
    )


def _form(author: Author, path: Path) -> Policy:
    """A form: labels that are text, values that are fields."""
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    title = f"Encounter form {author.random.randint(2, 98)} of the clinic"
    canvas.setFont("Helvetica", 11)
    canvas.drawString(54, 740, title)
    blocks: list[Block] = [Para(title)]
    values = {
        "Procedure": author.random.choice(("20610", "27447")),
        "Modifier": "RT",
        "Diagnosis": "M17.11",
        "Units": "2",
    }
    for number, (label, value) in enumerate(values.items()):
        top = 700 - number * 30
        canvas.drawString(54, top, f"{label}:")
        canvas.acroForm.textfield(
            name=label, value=value, x=160, y=top - 5, width=150, height=18, borderStyle="underlined"
        )
        blocks.append(Para(f"{label}: {value}"))
    canvas.drawString(54, 560, "New patient:")
    canvas.acroForm.checkbox(name="new", checked=True, x=160, y=556, size=14)
    blocks.append(Para("New patient: ☒"))
    canvas.showPage()
    canvas.save()
    return Policy(title, blocks)
