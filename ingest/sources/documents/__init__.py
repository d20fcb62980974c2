"""A user's own documents: PDF by page; Word, HTML, mail, Markdown and plain text by heading. Payer policies, manuals.

Each page or headed part becomes guideline sections of at most about 900 words, cited by page number or heading. What a
reader accepted or left out is told as notices; a page without text (a scan) is told, and the rest is read. Data files,
source code and tables are no documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.relations import Table
from corpus.store.encoder import file_sha256
from ingest.limits import Limits, too_large
from ingest.sources import Item, Notice, SourceFile
from ingest.sources.documents.about import about
from ingest.sources.documents.kinds import DocumentKind, kind_of
from ingest.sources.documents.lines import Heading, Part
from ingest.sources.documents.parts import by_heading, fitting, sections
from ingest.sources.documents.pdf.reading import Pdf
from ingest.sources.documents.prose import slug
from ingest.sources.documents.text import text_parts

# What programs put where a title should be.
_NO_TITLE = re.compile(
    r"(?:microsoft word\s*-.*|(?:word )?document\d*|powerpoint presentation|\(?anonymous\)?|untitled.*"
    r"|.*\.(?:docx?|pdf|indd))",
    re.IGNORECASE,
)
_LONGEST_TITLE = 200
_SLUG_LETTERS = 40
_OF_TEXT = (DocumentKind.TEXT, DocumentKind.HTML, DocumentKind.MAIL)

# Stands in the place that an answer cites.
UNSURE = "the order of its text is not sure"


class DocumentFormat:
    """Reads documents; asked after every other format."""

    name = "own document"
    full_release_rows = 0  # a document is as long as it is

    def recognises(self, file: SourceFile) -> bool:
        return kind_of(file) is not None

    def read(self, file: SourceFile) -> Iterator[Item]:
        kind = kind_of(file)
        if kind is None:
            raise SourceError(f"{file.name}: it is no document that can be read; save it as PDF, DOCX, HTML or text.")
        stem = Path(file.name).stem
        identifier = f"doc-{slug(stem, _SLUG_LETTERS) or 'document'}-{file_sha256(file.path)[:8]}"
        own, read = _opened(file, kind)
        parts = list(read)
        edition = _edition(identifier, _title(own, stem), parts, file)
        yield edition
        position = 0
        for part in parts:
            if isinstance(part, (RowError, Notice)):
                yield part
                continue
            for section in sections(part, edition, position):
                position = section.position
                yield section
        if not position:
            raise SourceError(
                f"{file.name}: it has no text; if it is a scan, install tesseract and add it again, or make it "
                "searchable (for example with ocrmypdf)."
            )


def _edition(identifier: str, title: str, parts: Sequence[Part | RowError | Notice], file: SourceFile) -> Edition:
    """The document as it is cited, with what it says of itself."""
    lines = [line for part in parts if isinstance(part, Part) for line in (part.heading, *part.lines)]
    said = about(title, lines)
    begin = file.effective or said.effective
    return Edition(
        identifier,
        Table.DOCUMENTS.value,
        said.payer or "Own document",
        title,
        begin,
        said.end if said.end is None or begin is None or said.end >= begin else None,
        payer=said.payer,
        plan=said.plan,
        kind=said.kind,
    )


def _opened(file: SourceFile, kind: DocumentKind) -> tuple[str, Iterator[Part | RowError | Notice]]:
    """The title that a document has of its own, and its parts; raises TooLarge."""
    most = Limits.read().text_megabytes
    if kind in _OF_TEXT and file.path.stat().st_size > most * 1_000_000:
        raise too_large(file.name, f"more than {most:,} MB of text", "text_megabytes")
    match kind:
        case DocumentKind.PDF:
            pdf = Pdf(file)
            pages = list(_pages(file, pdf))
            return (pdf.title if _is_title(pdf.title) else pdf.headline), iter(pages)
        case DocumentKind.DOCX:
            from ingest.sources.documents.word.package import Package
            from ingest.sources.documents.word.reading import Word

            word = Word(Package(file))
            return _headed(word.title, word.lines(), word.notes())
        case DocumentKind.HTML:
            from ingest.sources.documents.html import Page

            with file.open() as stream:
                page = Page(stream.read())
            return _headed(page.title, page.lines(), page.notes())
        case DocumentKind.MAIL:
            from ingest.sources.documents.mail import Mail

            mail = Mail(file)
            return _headed(mail.title, mail.lines(), mail.notes())
        case DocumentKind.TEXT:
            return text_parts(file)


def _headed(title: str, lines: list[str], notes: Iterator[str]) -> tuple[str, Iterator[Part | RowError | Notice]]:
    """Title and parts of a document that is cut at its headings."""
    heading = next((str(line) for line in lines if isinstance(line, Heading)), "")
    title = title if _is_title(title) else heading

    def parts() -> Iterator[Part | RowError | Notice]:
        yield from map(Notice, notes)
        yield from by_heading(list(fitting(lines)), _title(title, ""))

    return title, parts()


def _is_title(text: str) -> bool:
    return bool(text) and not _NO_TITLE.fullmatch(text)


def _title(own: str, stem: str) -> str:
    title = " ".join(own.split())
    if not _is_title(title):
        title = " ".join(stem.replace("_", " ").split()) or "Document"
    return title[:_LONGEST_TITLE]


def _pages(file: SourceFile, pdf: Pdf) -> Iterator[Part | RowError | Notice]:
    pages = pdf.pages()
    yield from map(Notice, pdf.notes())
    for page in pages:
        if page.fault:
            yield RowError(file.name, None, page.fault)
        elif not page.lines:
            yield RowError(file.name, None, f"page {page.number} has no text: it may be a scan")
        else:
            name = f"page {page.number}" if page.sure else f"page {page.number} ({UNSURE})"
            yield Part(f"p{page.number}", name, page.lines)


FORMAT = DocumentFormat()
