"""A user's own documents: PDF by page; Word, HTML, Markdown and plain text by heading. Payer policies, manuals.

Each page or headed part becomes guideline sections of at most about 900 words, cited by page number or heading. A page
without text (a scan) is told, and the rest is read. Data files, source code and tables are no documents.
"""

from __future__ import annotations

import functools
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from llama_index.core import Document
from llama_index.core.node_parser import SentenceSplitter

from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.mentions import find_codes
from corpus.records import GuidelineSection, SourceRef
from corpus.relations import Table
from corpus.store.encoder import file_sha256
from ingest.sources import Item, SourceFile
from ingest.sources.document_kinds import DocumentKind, front_matter_lines, kind_of
from ingest.sources.document_pages import Pdf
from ingest.sources.prose import MOST_WORDS, SENTENCE_END, html_lines, known_words, paragraphs, slug
from ingest.sources.tabular import open_text

# What programs put where a title should be.
_NO_TITLE = re.compile(
    r"(?:microsoft word\s*-.*|(?:word )?document\d*|powerpoint presentation|untitled.*|.*\.(?:docx?|pdf|indd))",
    re.IGNORECASE,
)
_LONGEST_TITLE = 200
_SLUG_LETTERS = 40

# A run of plain text this long ends at the next sentence that ends a line.
_RUN_WORDS = 400

_HEADING_MARK = re.compile(r"#{1,6}\s+(?P<text>.+?)\s*#*")
# Of plain text only this form of heading is sure, as in CMS manuals: "40.1 - Private Contracts".
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*\s+[-–]\s+[A-Z(].{2,110}")
_FEWEST_NUMBERED = 3

_PAGE_LINE = re.compile(r"Page \d+ of \d+", re.IGNORECASE)
# This often, what stands with page numbers in a text made from pages is a running foot too.
_FOOT_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class _Part:
    """A page or headed part before it is cut to size."""

    anchor: str
    heading: str
    lines: Sequence[str]


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
        title, parts = _opened(file, kind)
        edition = Edition(identifier, Table.DOCUMENTS.value, "Own document", _title(title, stem))
        yield edition
        position = 0
        for part in parts:
            if isinstance(part, RowError):
                yield part
                continue
            for section in _sections(part, edition, position):
                position = section.position
                yield section
        if not position:
            raise SourceError(f"{file.name}: it has no text; if it is a scan, make its text searchable first.")


def _opened(file: SourceFile, kind: DocumentKind) -> tuple[str, Iterator[_Part | RowError]]:
    """The title that a document has of its own, and its parts."""
    match kind:
        case DocumentKind.PDF:
            pdf = Pdf(file)
            return pdf.title, _pages(file, pdf)
        case DocumentKind.DOCX:
            title, lines = _docx(file)
        case DocumentKind.HTML:
            title, lines = _html(file)
        case DocumentKind.TEXT:
            return _text(file)
    heading = next((line[2:] for line in lines if line.startswith("# ")), "")
    return (title if _is_title(title) else heading), _by_heading(lines)


def _is_title(text: str) -> bool:
    return bool(text) and not _NO_TITLE.fullmatch(text)


def _title(own: str, stem: str) -> str:
    title = " ".join(own.split())
    if not _is_title(title):
        title = " ".join(stem.replace("_", " ").split()) or "Document"
    return title[:_LONGEST_TITLE]


def _pages(file: SourceFile, pdf: Pdf) -> Iterator[_Part | RowError]:
    pages = list(pdf.pages())
    known = known_words(line for lines in pages for line in lines or ())
    for number, lines in enumerate(pages, start=1):
        if lines is None:
            yield RowError(file.name, None, f"page {number} is damaged and cannot be read")
        elif text := paragraphs(lines, known):
            yield _Part(f"p{number}", f"page {number}", text)
        else:
            yield RowError(file.name, None, f"page {number} has no text: it may be a scan")


def _docx(file: SourceFile) -> tuple[str, list[str]]:
    """Title and lines of a Word document in its own order, tables row by row."""
    from docx import Document
    from docx.opc.exceptions import OpcError
    from docx.table import Table as DocxTable
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    try:
        document = Document(str(file.path))
        lines: list[str] = []
        for block in document.iter_inner_content():
            if isinstance(block, DocxTable):
                # A merged cell is given once for each place that it spans.
                rows = ([" ".join(cell.text.split()) for cell in row.cells] for row in block.rows)
                lines += [" | ".join(dict.fromkeys(filter(None, row))) for row in rows]
            elif text := " ".join(block.text.split()):
                style = (block.style.name or "") if block.style else ""
                lines.append(f"# {text}" if style.startswith(("Heading", "Title")) else text)
        title = str(document.core_properties.title or "").strip()
    except (OpcError, XMLSyntaxError, KeyError, ValueError, OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise SourceError(f"{file.name}: the Word file is damaged ({error}); save it again.") from error
    return title, list(filter(None, lines))


def _html(file: SourceFile) -> tuple[str, list[str]]:
    from bs4 import BeautifulSoup
    from bs4.filter import SoupStrainer

    with file.open() as stream:
        markup = stream.read()
    head = BeautifulSoup(markup, "lxml", parse_only=SoupStrainer("title"))
    return head.get_text(" ", strip=True), html_lines(markup)


def _text(file: SourceFile) -> tuple[str, Iterator[_Part]]:
    """Title and parts of Markdown or plain text: by heading where it has headings, else by line numbers."""
    with open_text(file) as stream:
        raw = [line.rstrip() for line in stream.read().lstrip("\ufeff").splitlines()]
    begin = front_matter_lines(raw)
    lines = list(enumerate(raw[begin:], start=begin + 1))
    known = known_words(raw)
    headings = dict(_markdown_headings(lines))
    title = next(iter(headings.values()), "")
    if not headings:
        lines = _without_page_lines(lines)
        # A table of contents has them first; the section itself comes last.
        last = {line: (number, line) for number, line in lines if _NUMBERED.fullmatch(line)}
        headings = dict(last.values()) if len(last) >= _FEWEST_NUMBERED else {}
    if not headings:
        return "", _by_lines(lines, known)
    parts: list[str] = []
    run: list[str] = []
    for number, line in lines:
        if number in headings:
            parts += [*paragraphs(run, known), f"# {headings[number]}"]
            run = []
        else:
            run.append(line.replace("#", "", 1) if line.startswith("# ") else line)
    return title, _by_heading([*parts, *paragraphs(run, known)])


def _markdown_headings(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Line numbers and texts of Markdown's headings, not of "#" in a block of code."""
    fenced = False
    for number, line in lines:
        fenced ^= line.lstrip().startswith("```")
        if not fenced and (match := _HEADING_MARK.fullmatch(line)):
            yield number, match["text"]


def _by_lines(lines: Sequence[tuple[int, str]], known: frozenset[str]) -> Iterator[_Part]:
    """Parts of a text without headings: runs of lines that end with a sentence, named by their line numbers."""
    run: list[tuple[int, str]] = []
    words = 0
    for number, line in lines:
        if not run and not line:
            continue
        run.append((number, line))
        words += len(line.split())
        if words >= MOST_WORDS or (words >= _RUN_WORDS and (not line or line.endswith((".", "!", "?")))):
            yield _lines_part(run, known)
            run, words = [], 0
    if run:
        yield _lines_part(run, known)


def _lines_part(run: Sequence[tuple[int, str]], known: frozenset[str]) -> _Part:
    first, last = run[0][0], max(number for number, line in run if line)
    return _Part(f"lines-{first}-{last}", f"lines {first}-{last}", paragraphs([line for _, line in run], known))


def _without_page_lines(lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """A text made from pages, without "Page 9 of 121" and what stands above it every time."""
    places = [place for place, (_, line) in enumerate(lines) if _PAGE_LINE.fullmatch(line.strip())]
    if len(places) < _FEWEST_NUMBERED:
        return list(lines)
    dropped = set(places)
    for above in (1, 2, 3):
        counts = Counter(lines[place - above][1] for place in places if place >= above)
        line, count = counts.most_common(1)[0]
        if count < len(places) * _FOOT_SHARE:
            break
        dropped |= {place - above for place in places if place >= above and lines[place - above][1] == line}
    return [line for place, line in enumerate(lines) if place not in dropped]


def _by_heading(lines: Sequence[str]) -> Iterator[_Part]:
    """Parts of a text under its headings ("# ..."), each with an anchor of its own; a heading alone is no part."""
    used: Counter[str] = Counter()
    heading, run = "", list[str]()
    for line in (*lines, "# "):
        if not line.startswith("# "):
            run.append(line)
            continue
        if run:
            anchor = slug(heading) or "beginning"
            used[anchor] += 1
            number = used[anchor]
            yield _Part(anchor if number == 1 else f"{anchor}-{number}", heading or "Beginning", run)
        heading, run = line[2:].strip(), []


def _split(part: _Part) -> list[str]:
    """The part in texts of at most ``MOST_WORDS`` words, cut between paragraphs, else between sentences."""
    document = Document(text="\n".join(part.lines), metadata={"heading": part.heading, "anchor": part.anchor})
    return [node.get_content() for node in _splitter().get_nodes_from_documents([document])]


@functools.cache
def _splitter() -> SentenceSplitter:
    """LlamaIndex's splitter, counting words: no tokenizer of a model has a say in where a policy is cut."""
    return SentenceSplitter(
        chunk_size=MOST_WORDS,
        chunk_overlap=0,
        tokenizer=str.split,
        paragraph_separator="\n",
        chunking_tokenizer_fn=_sentences,
        # As shipped a sentence that is too long is broken at points, also at those of "E11.372".
        secondary_chunking_regex=r"\S+\s*",
        include_metadata=False,
    )


def _sentences(text: str) -> list[str]:
    """Sentences as ``prose`` cuts them, so that the splitter needs no downloaded sentence model."""
    return SENTENCE_END.split(text)


def _sections(part: _Part, edition: Edition, position: int) -> Iterator[GuidelineSection]:
    for number, text in enumerate(_split(part), start=1):
        codes = dict.fromkeys(mention.code for mention in find_codes(text) if mention.certain)
        yield GuidelineSection(
            document_id=edition.id,
            document_title=edition.title,
            anchor=part.anchor if number == 1 else f"{part.anchor}.{number}",
            heading=part.heading,
            text=text,
            position=position + number,
            source=SourceRef(edition.id, part.heading),
            codes=tuple(codes),
        )


FORMAT = DocumentFormat()
