"""Scanned pages by tesseract, where it is installed: words with their places, like those of any page."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from ingest.sources.documents.pdf.words import PageContent, Word

_PROGRAM = "tesseract"
_DOTS_AN_INCH = 300
_POINTS_AN_INCH = 72
_SECONDS = 120
# Below this tesseract is guessing (it gives a hundred for sure).
_LEAST_CONFIDENCE = 30.0
# Its boxes hug the letters; those of a PDF have room for tall and deep ones.
_MARGIN = 0.15


def can_recognise() -> bool:
    """Whether tesseract can be called."""
    return shutil.which(_PROGRAM) is not None


def recognised(page: Any) -> PageContent | None:
    """The words of a page as tesseract reads its picture; None when it fails."""
    bitmap = page.render(scale=_DOTS_AN_INCH / _POINTS_AN_INCH, grayscale=True)
    width, height = page.get_size()
    with tempfile.TemporaryDirectory(prefix="casepilot-ocr-") as folder:
        picture = Path(folder) / "page.pgm"
        rows = memoryview(bitmap.buffer).cast("B")
        with picture.open("wb") as out:
            out.write(f"P5 {bitmap.width} {bitmap.height} 255\n".encode())
            for row in range(bitmap.height):
                out.write(rows[row * bitmap.stride : row * bitmap.stride + bitmap.width])
        command = [_PROGRAM, str(picture), "stdout", "--dpi", str(_DOTS_AN_INCH), "--psm", "3", "tsv"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
        except (OSError, subprocess.SubprocessError):
            return None
    return PageContent(width, height, words_of(done.stdout.decode("utf-8", errors="replace")))


def words_of(table: str) -> list[Word]:
    """Words out of tesseract's table, in points. Pure."""
    scale = _POINTS_AN_INCH / _DOTS_AN_INCH
    words: list[Word] = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if not text or float(row["conf"]) < _LEAST_CONFIDENCE:
            continue
        left, top = int(row["left"]) * scale, int(row["top"]) * scale
        height = int(row["height"]) * scale
        margin = height * _MARGIN
        words.append(Word(text, left, top - margin, left + int(row["width"]) * scale, top + height + margin))
    return words
