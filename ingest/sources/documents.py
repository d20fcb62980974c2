"""A user's own documents: PDF by page, DOCX and HTML by heading, Markdown and plain text. Payer policies, manuals.

Each page or headed part is a guideline section of a document, cited by page number or heading. A page without text
(a scan) is told, and the rest is read.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.mentions import find_codes
from corpus.records import GuidelineSection, SourceRef
from corpus.relations import Table
from corpus.store.encoder import file_sha256
from ingest.sources import Item, SourceFile
from ingest.sources.tabular import head_text, is_zip, open_text

_MOST_WORDS = 900
# A line on most pages, in the same place, is a running head or foot.
_RUNNING_SHARE = 0.5
_PAGES_TO_TELL = 6
_HEADING = re.compile(r"^(?P<level>#{1,6})\s+(?P<text>.+?)\s*#*$")
# Prose: most characters are letters and spaces, and lines are not cut into columns.
_LEAST_LETTERS = 0.75
_FEWEST_WORDS = 30
_CODE_FILE = re.compile(r"^\s*(?:[{\[<]|import\s|from\s+\w+\s+import|def\s|class\s|#!|---\s*$|SELECT\s)", re.IGNORECASE)

Part = tuple[str, str, str]  # anchor, heading, text


class DocumentFormat:
    """Reads documents; asked after every other format."""

    name = "own document"
    full_release_rows = 0

    def recognises(self, file: SourceFile) -> bool:
        return _kind_of(file) is not None

    def read(self, file: SourceFile) -> Iterator[Item]:
        kind = _kind_of(file)
        title = Path(file.name).stem.replace("_", " ").strip()
        digest = file_sha256(file.path)[:8]
        slug = re.sub(r"[^a-z0-9]+", "-", Path(file.name).stem.lower()).strip("-")[:40] or "document"
        identifier = f"doc-{slug}-{digest}"
        yield Edition(identifier, Table.DOCUMENTS.value, "Own document", title)
        position = 0
        for part in _parts(file, kind):
            if isinstance(part, RowError):
                yield part
                continue
            for anchor, heading, text in _split(part):
                position += 1
                yield _section(identifier, title, anchor, heading, text, position)
        if not position:
            raise SourceError(f"{file.name}: it has no text; if it is a scan, make its text searchable first.")


def _kind_of(file: SourceFile) -> str | None:
    if file.head.startswith(b"%PDF-"):
        return "pdf"
    if is_zip(file):
        try:
            with zipfile.ZipFile(file.path) as archive:
                return "docx" if "word/document.xml" in archive.namelist() else None
        except (zipfile.BadZipFile, OSError):
            return None
    text = head_text(file)
    if re.match(r"\s*(?:<!doctype\s+html|<html\b)", text, re.IGNORECASE):
        return "html"
    return "text" if _is_prose(text) else None


def _is_prose(text: str) -> bool:
    words = text.split()
    if len(words) < _FEWEST_WORDS or _CODE_FILE.match(text):
        return False
    told = re.sub(r"[.\-_]{3,}", " ", text)  # the dots of a table of contents
    letters = sum(character.isalpha() or character.isspace() for character in told)
    lines = [line for line in text.splitlines() if line.strip()]
    commas, rows = Counter(line.count(",") for line in lines).most_common(1)[0]
    if commas >= 2 and rows > len(lines) / 2:
        return False  # a table, whatever words are in its cells
    tabular = sum("\t" in line or line.count(",") > 6 or "   " in line.strip() for line in lines)
    return letters / len(told) >= _LEAST_LETTERS and tabular <= len(lines) / 4


def _parts(file: SourceFile, kind: str | None) -> Iterator[Part | RowError]:
    match kind:
        case "pdf":
            yield from _pdf(file)
        case "docx":
            yield from _by_heading(_docx_lines(file))
        case "html":
            yield from _by_heading(_html_lines(file))
        case _:
            with open_text(file) as stream:
                yield from _by_heading([line.rstrip() for line in stream])


def _pdf(file: SourceFile) -> Iterator[Part | RowError]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(file.path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(f"{file.name}: the PDF is locked with a password; save a copy without one.")
        pages = [(page.extract_text() or "").splitlines() for page in reader.pages]
    except (PyPdfError, OSError, ValueError, KeyError) as error:
        raise SourceError(f"{file.name}: the PDF is damaged ({error}); download it again.") from error
    running = _running_lines(pages)
    for number, lines in enumerate(pages, start=1):
        kept = [line.strip() for line in lines if line.strip() and _shape(line) not in running]
        if kept:
            yield f"p{number}", f"page {number}", _joined(kept)
        else:
            yield RowError(file.name, None, f"page {number} has no text: it may be a scan")


def _running_lines(pages: Sequence[Sequence[str]]) -> set[str]:
    """Shapes of the first and last lines that stand on most pages: heads, feet and page numbers."""
    if len(pages) < _PAGES_TO_TELL:
        return set()
    counts: Counter[str] = Counter()
    for lines in pages:
        filled = [line for line in lines if line.strip()]
        counts.update({_shape(line) for line in (*filled[:2], *filled[-2:])})
    return {shape for shape, count in counts.items() if count > len(pages) * _RUNNING_SHARE}


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split())).casefold()


def _joined(lines: Sequence[str]) -> str:
    """Lines with words that were cut at their ends put together again."""
    return re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", "\n".join(lines))


def _docx_lines(file: SourceFile) -> list[str]:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = Document(str(file.path))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise SourceError(f"{file.name}: the Word file is damaged ({error}); save it again.") from error
    lines: list[str] = []
    for paragraph in document.paragraphs:
        style = (paragraph.style.name or "") if paragraph.style else ""
        mark = "# " if style.startswith(("Heading", "Title")) else ""
        lines.append(mark + paragraph.text)
    for table in document.tables:
        lines += [" | ".join(cell.text.strip() for cell in row.cells) for row in table.rows]
    return lines


def _html_lines(file: SourceFile) -> list[str]:
    from bs4 import BeautifulSoup

    with file.open() as stream:
        soup = BeautifulSoup(stream.read(), "lxml")
    for tag in soup(["script", "style", "nav", "header", "footer", "noscript", "form"]):
        tag.decompose()
    for heading in soup.find_all(re.compile(r"^h[1-6]$")):
        heading.string = f"\n# {heading.get_text(' ', strip=True)}\n"
    return soup.get_text("\n").splitlines()


def _by_heading(lines: Sequence[str]) -> Iterator[Part]:
    """Parts of a text under its headings ("# ..."), each with an anchor of its own."""
    used: Counter[str] = Counter()
    heading, body = "", list[str]()

    def part() -> Part | None:
        text = "\n".join(body).strip()
        if not text:
            return None
        anchor = re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")[:60] or "start"
        used[anchor] += 1
        return (anchor if used[anchor] == 1 else f"{anchor}-{used[anchor]}"), heading or "beginning", text

    for line in lines:
        if match := _HEADING.match(line.strip()):
            if found := part():
                yield found
            heading, body = match["text"], []
        else:
            body.append(line)
    if found := part():
        yield found


def _split(part: Part) -> Iterator[Part]:
    """A part in runs of whole lines of ``_MOST_WORDS`` words at most."""
    anchor, heading, text = part
    run: list[str] = []
    words = number = 0
    for line in text.splitlines():
        size = len(line.split())
        if run and words + size > _MOST_WORDS:
            number += 1
            yield (anchor if number == 1 else f"{anchor}-part-{number}"), heading, "\n".join(run)
            run, words = [], 0
        run.append(line)
        words += size
    if run:
        number += 1
        yield (anchor if number == 1 else f"{anchor}-part-{number}"), heading, "\n".join(run)


def _section(identifier: str, title: str, anchor: str, heading: str, text: str, position: int) -> GuidelineSection:
    codes = dict.fromkeys(mention.code for mention in find_codes(text) if mention.certain)
    source = SourceRef(identifier, heading)
    return GuidelineSection(identifier, title, anchor, heading, text, position, source, codes=tuple(codes))


FORMAT = DocumentFormat()
