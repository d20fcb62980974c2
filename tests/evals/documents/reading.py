"""Writes the set of documents into a folder and reads it with CasePilot's readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.sources.documents.html import Page
from ingest.sources.documents.lines import TableLine
from ingest.sources.documents.pdf.reading import Pdf
from ingest.sources.documents.word.package import Package
from ingest.sources.documents.word.reading import Word
from tests.evals.documents.as_html import write_html
from tests.evals.documents.as_pdf import SHAPES, write_pdf
from tests.evals.documents.as_word import write_word
from tests.evals.documents.content import Author, Policy
from tests.evals.documents.measure import Measured
from tests.support.source_files import source_file

EACH = 15  # Word files and pages; PDFs are twice as many: sixty in all


def written(folder: Path, each: int = EACH) -> Iterator[tuple[str, Path, Policy]]:
    """The documents: kind, file and what must be read of it."""
    for number in range(each):
        word, page = folder / f"policy-{number}.docx", folder / f"policy-{number}.html"
        yield "Word", word, write_word(Author(1_000 + number), word)
        yield "HTML", page, write_html(Author(2_000 + number), page)
    for number in range(2 * each):
        shape = SHAPES[number % len(SHAPES)]
        path = folder / f"policy-{number}.pdf"
        yield f"PDF, {shape}", path, write_pdf(Author(3_000 + number), path, shape)


def lines_of(path: Path) -> list[str]:
    """Every line that the reader of a file gives."""
    file = source_file(path)
    match path.suffix:
        case ".docx":
            return Word(Package(file)).lines()
        case ".html":
            return Page(path.read_bytes()).lines()
        case _:
            return [line for page in Pdf(file).pages() for line in page.lines]


def measured(folder: Path, each: int = EACH) -> dict[str, Measured]:
    """What the readers give of the whole set, by kind."""
    found: dict[str, Measured] = {}
    for kind, path, policy in written(folder, each):
        lines = lines_of(path)
        # A name and its value, as in a form, are text.
        rows = [line for line in lines if isinstance(line, TableLine) and " | " in line]
        texts = [line for line in lines if line not in rows]
        found.setdefault(kind, Measured()).add(policy, texts, rows)
    return found
