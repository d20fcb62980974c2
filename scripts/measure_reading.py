"""How long and how much memory a long PDF takes to read, and what damaged, locked, enormous and empty files are told.

python -m scripts.measure_reading [--pages 300]
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import CasePilotError
from corpus.records import GuidelineSection
from ingest.sources.documents import FORMAT
from tests.evals.documents.content import Author
from tests.support.source_files import source_file


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        _write(path, options.pages)
        begun, worked = time.perf_counter(), time.process_time()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        items = list(FORMAT.read(source_file(path)))
        took, worked = time.perf_counter() - begun, time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        pages = {item.source.locator for item in items if isinstance(item, GuidelineSection)}
        speed = f"{took:.1f} s ({worked:.1f} s of one core)"
        print(f"{options.pages} pages: {len(pages)} read in {speed}, {peak / 1024:.0f} MB ({before / 1024:.0f} before)")
        for file in _odd(Path(folder), path):
            print(f"{file.name}: {_told(file)}")
        print(f"tesseract: {shutil.which('tesseract') or 'not installed'}")
        print(f"scan.pdf: {_told(_scan(Path(folder)))}")
    return 0


def _write(path: Path, pages: int) -> None:
    canvas, author = Canvas(str(path), pagesize=letter), Author(7)
    for number in range(pages):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(54, 760, "Larkfield reimbursement manual")
        canvas.drawString(300, 30, f"Page {number + 1}")
        words = " ".join(author.paragraph() for _ in range(12)).split()
        for line in range(48):
            canvas.drawString(54, 730 - 14 * line, " ".join(words[line * 14 : line * 14 + 14])[:110])
        canvas.showPage()
    canvas.save()


def _odd(folder: Path, whole: Path) -> Iterator[Path]:
    """Files that cannot be read: cut, locked, empty, of bytes without sense, and with a page count that is a lie."""
    data = whole.read_bytes()
    for name, content in (
        ("cut.pdf", data[: len(data) // 3]),
        ("head-only.pdf", data[:200]),
        ("empty.pdf", b""),
        ("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400),
        ("cut.docx", b"PK\x03\x04" + b"\x00" * 400),
        ("empty.html", b"<html><body></body></html>"),
        ("enormous.pdf", data.replace(b"/Count 300", b"/Count 999999999")),
    ):
        path = folder / name
        path.write_bytes(content)
        yield path
    locked = folder / "locked.pdf"
    canvas = Canvas(str(locked), encrypt="secret")
    canvas.drawString(54, 700, "Code 20610 is paid.")
    canvas.save()
    yield locked


def _scan(folder: Path) -> Path:
    """A page that is a picture of its text."""
    import pypdfium2

    text, path = folder / "text.pdf", folder / "scan.pdf"
    canvas = Canvas(str(text), pagesize=letter)
    canvas.setFont("Helvetica", 14)
    for line, said in enumerate(("Code 20610 needs prior authorization.", "The plan does not pay 20611 beside it.")):
        canvas.drawString(72, 700 - 30 * line, said)
    canvas.save()
    picture = pypdfium2.PdfDocument(str(text))[0].render(scale=200 / 72).to_pil()
    picture.save(folder / "page.png")
    canvas = Canvas(str(path), pagesize=letter)
    canvas.drawImage(str(folder / "page.png"), 0, 0, *letter)
    canvas.save()
    return path


def _told(path: Path) -> str:
    """What a user is told of a file, or the text that is read of it."""
    file = source_file(path)
    try:
        if not FORMAT.recognises(file):
            return "not recognised as a document"
        items = list(FORMAT.read(file))
    except CasePilotError as error:
        return str(error)
    texts = [item.text for item in items if isinstance(item, GuidelineSection)]
    faults = [str(item) for item in items if isinstance(item, CasePilotError)]
    return f"{len(texts)} sections, {' '.join(texts)[:90]!r}, {len(faults)} faults: {'; '.join(faults[:2])}"


if __name__ == "__main__":
    sys.exit(main())
