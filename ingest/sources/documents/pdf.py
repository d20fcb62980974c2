"""Pages of a PDF as lists of lines, without what runs at the head and foot of most pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from corpus.errors import SourceError
from ingest.sources import SourceFile

# Heads and feet are a few lines; further in, a line that repeats is text.
_EDGE_LINES = 3
_RUNNING_SHARE = 0.5
# On two pages nothing can be said to run.
_FEWEST_PAGES = 3

# "12", "Page 3 of 20", "IV-18", "- 7 -": at most four digits, since five are a code.
_PAGE_LABEL = re.compile(
    r"\W*(?:page|p\.)?\s*(?:[A-Z]{1,8}\s?[-–]\s?)?(?:\d{1,4}|[IVXLC]+)(?:\s*(?:of|/)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_SHORT_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")

# What pypdf raises on one broken page, beside its own errors.
_PAGE_FAULTS = (
    PyPdfError,
    LimitReachedError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    ZeroDivisionError,
    RecursionError,
    NotImplementedError,
)


class Pdf:
    """An opened PDF: its title as its maker set it, and its pages."""

    def __init__(self, file: SourceFile) -> None:
        """Raises SourceError for a PDF that is locked or damaged."""
        self._name = file.name
        try:
            self._reader = PdfReader(file.path)
            if self._reader.is_encrypted and not self._reader.decrypt(""):
                raise SourceError(f"{file.name}: the PDF is locked with a password; save a copy without one.")
            self.page_count = len(self._reader.pages)
            # Some makers write the name of the file they printed, or nothing, or no text at all.
            self.title = str((self._reader.metadata and self._reader.metadata.title) or "").strip()
        except DependencyError as error:
            raise SourceError(f"{file.name}: the PDF is locked ({error}); save a copy without protection.") from error
        except (*_PAGE_FAULTS, OSError) as error:
            raise _damaged(file.name, error) from error
        if not self.page_count:
            raise SourceError(f"{file.name}: the PDF has no pages; download it again.")

    def pages(self) -> Iterator[list[str] | None]:
        """The lines of each page, without running heads and feet; None for a page that cannot be read."""
        raw = [_lines(page) for page in self._each_page()]
        if all(lines is None for lines in raw):
            raise SourceError(f"{self._name}: no page of the PDF can be read; download it again.")
        running = running_lines([lines for lines in raw if lines is not None])
        for lines in raw:
            yield None if lines is None else without_running(lines, running)

    def _each_page(self) -> Iterator[PageObject | None]:
        for number in range(self.page_count):
            try:
                yield self._reader.pages[number]
            except (*_PAGE_FAULTS, OSError):
                yield None


def _damaged(name: str, error: BaseException) -> SourceError:
    return SourceError(f"{name}: the PDF is damaged ({error}); download it again.")


def _lines(page: PageObject | None) -> list[str] | None:
    if page is None:
        return None
    try:
        return [line.rstrip() for line in (page.extract_text() or "").splitlines()]
    except (*_PAGE_FAULTS, OSError):
        return None


def running_lines(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Shapes of the lines that stand at the head or foot of most pages. Pure."""
    if len(pages) < _FEWEST_PAGES:
        return frozenset()
    counts: Counter[str] = Counter()
    for lines in pages:
        filled = [line for line in lines if line.strip()]
        counts.update({_shape(line) for line in (*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:])})
    return frozenset(shape for shape, count in counts.items() if count > len(pages) * _RUNNING_SHARE)


def without_running(lines: Sequence[str], running: frozenset[str]) -> list[str]:
    """The lines between a page's head and foot. Pure."""
    kept = list(lines)
    for edge in (0, -1):
        for _ in range(_EDGE_LINES):
            while kept and not kept[edge].strip():
                kept.pop(edge)
            if not kept or _shape(kept[edge]) not in running:
                break
            kept.pop(edge)
    return kept


def _shape(line: str) -> str:
    """A line with its page number taken out, so that page 3's and page 4's are one."""
    plain = " ".join(line.split())
    if _PAGE_LABEL.fullmatch(plain):
        return "#"
    return _SHORT_NUMBER.sub("#", plain).casefold()
