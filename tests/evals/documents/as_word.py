"""Policies as Word files, with everything that stands around text in real ones: changes, fields, boxes, controls, notes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from tests.evals.documents.content import Author, Block, Head, Marked, Para, Policy, Tab

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WRAPS = ("plain", "ins", "moveTo", "sdt", "smartTag", "fldSimple", "field", "hyperlink", "box", "split", "choice")


def write_word(author: Author, path: Path) -> Policy:
    """Writes a policy as a Word file and gives what must be read of it."""
    policy = author.policy()
    policy.blocks += [author.merged(), author.marked(), Para(author.paragraph())]
    body: list[str] = []
    expected: list[Block] = []
    notes: list[str] = []
    for block in policy.blocks:
        body.append(_block(block, author, notes, expected))
    head = f"{policy.title.split()[0]} reimbursement, effective 1 March 2026"
    expected += [Head("Heads and feet of the pages"), Para(head)]
    _save(path, "".join(body), notes, head)
    return Policy(policy.title, expected)


def _block(block: Block, author: Author, notes: list[str], expected: list[Block]) -> str:
    match block:
        case Head(text):
            expected.append(block)
            return f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{_run(text)}</w:p>'
        case Marked(before, mark, after):
            expected.append(block)
            raised = f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{mark}</w:t></w:r>'
            return f"<w:p>{_run(before)}{raised}{_run(' ' + after)}</w:p>"
        case Tab():
            expected.append(block)
            return _table(block, author)
        case Para(text):
            return _paragraph(text, author, notes, expected)


def _paragraph(text: str, author: Author, notes: list[str], expected: list[Block]) -> str:
    """A paragraph of which some words are wrapped, some struck, and which may have a footnote."""
    words = text.split()
    cut = author.random.randint(1, len(words) - 2)
    first, middle, last = " ".join(words[:cut]) + " ", words[cut], " " + " ".join(words[cut + 1 :])
    wrap = author.random.choice(_WRAPS)
    gone = author.random.choice(
        (
            "",
            '<w:del w:id="7" w:author="A"><w:r><w:delText>never ever </w:delText></w:r></w:del>',
            '<w:moveFrom w:id="8" w:author="A"><w:r><w:t>never moved </w:t></w:r></w:moveFrom>',
            "<w:r><w:rPr><w:strike/></w:rPr><w:t>never struck </w:t></w:r>",
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>never seen </w:t></w:r>",
        )
    )
    if wrap == "box":
        # What stands in a box is read after the paragraph that it is anchored in.
        expected += [Para(f"{first}{middle}{last}"), Para("Exception: 96361 is not paid without times.")]
        box = "<w:txbxContent><w:p><w:r><w:t>Exception: 96361 is not paid without times.</w:t></w:r></w:p></w:txbxContent>"
        inner = f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
        return f"<w:p>{_run(first)}{gone}{_run(middle)}{inner}{_run(last)}</w:p>"
    note = ""
    if author.random.random() < 0.2:
        notes.append(f"Counted from the first visit of member group {len(notes) + 1}.")
        note = f'<w:r><w:footnoteReference w:id="{len(notes)}"/></w:r>'
        marked = f"{first}{middle} (note {len(notes)}){last}"
        expected += [Para(marked), Para(f"Note {len(notes)}: {notes[-1]}")]
    else:
        expected.append(Para(f"{first}{middle}{last}"))
    return f"<w:p>{_run(first)}{gone}{_wrapped(middle, wrap)}{note}{_run(last)}</w:p>"


def _wrapped(text: str, wrap: str) -> str:
    run = _run(text)
    match wrap:
        case "ins" | "moveTo":
            return f'<w:{wrap} w:id="5" w:author="A">{run}</w:{wrap}>'
        case "sdt":
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{run}</w:sdtContent></w:sdt>"
        case "smartTag":
            return f'<w:smartTag w:uri="x" w:element="y">{run}</w:smartTag>'
        case "fldSimple":
            return f'<w:fldSimple w:instr=" DOCPROPERTY X ">{run}</w:fldSimple>'
        case "field":
            begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "separate", "end"))
            return f"{begin}<w:r><w:instrText> REF wrong </w:instrText></w:r>{middle}{run}{end}"
        case "hyperlink":
            return f'<w:hyperlink w:anchor="x">{run}</w:hyperlink>'
        case "split":
            return "".join(map(_run, text))
        case "choice":
            return (
                f'<mc:AlternateContent><mc:Choice Requires="wps">{run}</mc:Choice>'
                f"<mc:Fallback>{run}</mc:Fallback></mc:AlternateContent>"
            )
        case _:
            return run


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _table(table: Tab, author: Author) -> str:
    rows: list[str] = []
    if table.over:
        cells = [_cell(label, f'<w:gridSpan w:val="{width}"/>' if width > 1 else "") for label, width in table.over]
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    rows.append(f"<w:tr>{''.join(map(_cell, table.headers))}</w:tr>")
    for number, row in enumerate(table.rows):
        cells = []
        for column, text in enumerate(row):
            goes_on = (number + 1, column) in table.down
            if (number, column) in table.down:
                cells.append(_cell("", "<w:vMerge/>"))
            else:
                cells.append(_cell(text, '<w:vMerge w:val="restart"/>' if goes_on else ""))
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    made = f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"
    if author.random.random() < 0.3:
        made = f"<w:sdt><w:sdtContent>{made}</w:sdtContent></w:sdt>"
    return made + "<w:p/>"


def _cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{_run(text) if text else ''}</w:p></w:tc>"


def _save(path: Path, body: str, notes: list[str], head: str) -> None:
    spaces = (
        f'xmlns:w="{_W}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="{_RELATIONS}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    footnotes = "".join(
        f'<w:footnote w:id="{n}"><w:p>{_run(t)}</w:p></w:footnote>' for n, t in enumerate(notes, start=1)
    )
    heading = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    page = "".join(f'<w:r><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "separate")) + _run("Page 1 of 9")
    parts = {
        "document.main": ("word/document.xml", f"<w:document {spaces}><w:body>{body}</w:body></w:document>"),
        "styles": ("word/styles.xml", f"<w:styles {spaces}>{heading}</w:styles>"),
        "footnotes": ("word/footnotes.xml", f"<w:footnotes {spaces}>{footnotes}</w:footnotes>"),
        "header": ("word/header1.xml", f"<w:hdr {spaces}><w:p>{_run(head)}</w:p></w:hdr>"),
        "footer": ("word/footer1.xml", f"<w:ftr {spaces}><w:p>{page}</w:p><w:p>{_run(head)}</w:p></w:ftr>"),
    }
    types = "".join(f'<Override PartName="/{n}" ContentType="{_KIND}.{kind}+xml"/>' for kind, (n, _) in parts.items())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>')
        for name, text in parts.values():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
