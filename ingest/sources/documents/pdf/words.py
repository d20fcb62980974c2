"""What stands on a page of a PDF: words with their places, ruled lines, values of form fields. Read with pdfium.

Places are in points from the upper left corner of the page as it is seen, so y grows downwards.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.sources.documents.lines import superscript

# A raised mark is smaller than the text it stands by, and higher.
_RAISED_HEIGHT = 0.85
_RAISED_BY = 0.1

# What is thinner is a ruled line; what is shorter is a tick or a letter drawn as a shape.
_THIN = 3.0
_SHORTEST_RULE = 6.0
_MOST_SEGMENTS = 2_000
_MOST_SHAPES = 20_000
_TOUCH = 3.0
_SLANT = 0.2  # radians

_TURN = 2 * math.pi

# How pdfium gives a hyphen that breaks a word at the end of a line (0xFFFE too).
_BREAK_HYPHEN = 2
_LINE_ENDS = frozenset((9, 10, 11, 12, 13, 28, 29, 30, 31))
_BLANKS = frozenset((0x85, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box. ``value`` marks what was filled into a form."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    value: bool = False

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight ruled line along the page: level when ``top == bottom``, else upright."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_level(self) -> bool:
        return self.top == self.bottom


@dataclass(slots=True)
class PageContent:
    """Everything read of one page."""

    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    slanted: list[str] = field(default_factory=list)
    struck: int = 0
    remarks: int = 0
    pictures: int = 0
    unreadable: int = 0  # letters whose font does not say what they are


class Frame:
    """Turns places in a page's own space into places from its upper left corner as seen."""

    def __init__(self, page: Any) -> None:
        self._rotation = page.get_rotation()
        self.turn = math.radians(self._rotation)
        self.width, self.height = page.get_size()
        self._left, self._bottom, self._right, self._top = page.get_cropbox()

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, top, right and bottom as seen."""
        x0, x1 = left - self._left, right - self._left
        y0, y1 = bottom - self._bottom, top - self._bottom
        across, up = self._right - self._left, self._top - self._bottom
        match self._rotation:
            case 90:
                return y0, x0, y1, x1
            case 180:
                return across - x1, y0, across - x0, y1
            case 270:
                return up - y1, across - x1, up - y0, across - x0
            case _:
                return x0, up - y1, x1, up - y0


def read_words(page: Any, frame: Frame, content: PageContent) -> None:
    """Adds the letters of an opened page as words, and its ruled lines."""
    text = page.get_textpage()
    try:
        _read_letters(text, frame, content)
    finally:
        text.close()
    _read_shapes(page, frame, content)


# --- letters ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Making:
    """A word being put together from letters."""

    text: str = ""
    raised: str = ""
    box: tuple[float, float, float, float] = (0, 0, 0, 0)
    base: tuple[float, float] = (0, 0)  # top and bottom of its letters of full size

    def start(self, letter: str, box: tuple[float, float, float, float]) -> None:
        self.text, self.raised, self.box, self.base = letter, "", box, (box[1], box[3])

    def add(self, letter: str, box: tuple[float, float, float, float]) -> None:
        height, own = self.base[1] - self.base[0], box[3] - box[1]
        if own < height * _RAISED_HEIGHT and self.base[1] - box[3] > height * _RAISED_BY:
            self.raised += letter
        elif height < own * _RAISED_HEIGHT and box[3] - self.base[1] > own * _RAISED_BY:
            # It began with a raised mark: "1Limit".
            self.text += f" {letter}"
            self.base = (box[1], box[3])
        else:
            self._lower(letter)
            self.text += letter
        self.box = (
            min(self.box[0], box[0]),
            min(self.box[1], box[1]),
            max(self.box[2], box[2]),
            max(self.box[3], box[3]),
        )

    def _lower(self, following: str) -> None:
        if self.raised:
            mark = superscript(self.text, self.raised)
            self.text += f"{mark} " if mark.startswith(" ") and following.isalnum() else mark
            self.raised = ""

    def finished(self) -> Word:
        self._lower("")
        left, _, right, _ = self.box
        return Word(self.text, left, self.base[0], right, self.base[1])


def _read_letters(text: Any, frame: Frame, content: PageContent) -> None:
    """Words out of the letters of a page, in the order they were written."""
    reader = _Letters(text, frame)
    slanted: list[Word] = []
    for first, letters in _runs(text, content):
        words = reader.words(first, letters)
        (slanted if reader.is_slanted(first) else content.words).extend(words)
    content.slanted = [" ".join(word.text for word in slanted)] if slanted else []


def _runs(text: Any, content: PageContent) -> Iterator[tuple[int, str]]:
    """Letters between blanks, with the index of the first."""
    unicode_of = pdfium.FPDFText_GetUnicode
    run: list[str] = []
    first = 0
    count = text.count_chars()
    for index in range(count + 1):
        number = unicode_of(text, index) if index < count else 32
        if number <= 32 or number in _BLANKS:
            if number == _BREAK_HYPHEN:
                run.append("-")
                continue
            content.unreadable += 0 < number < 32 and number not in _LINE_ENDS
            if run:
                yield first, "".join(run)
                run = []
            continue
        if not run:
            first = index
        letter = chr(number) if number < 0x110000 else "\ufffd"
        content.unreadable += letter == "\ufffd" or 0xE000 <= number <= 0xF8FF
        run.append("-" if number == 0xFFFE else letter)


class _Letters:
    """The boxes of a page's letters."""

    def __init__(self, text: Any, frame: Frame) -> None:
        self._text, self._frame = text, frame
        self._rect = pdfium.FS_RECTF()

    def is_slanted(self, index: int) -> bool:
        angle = pdfium.FPDFText_GetCharAngle(self._text, index)
        seen = (angle + self._frame.turn) % _TURN if angle >= 0 else 0.0
        return _SLANT < seen < _TURN - _SLANT

    def words(self, first: int, letters: str) -> list[Word]:
        """The words of a run of letters: one, but where marks are raised or letters stand apart."""
        begin, end = self._box(first), self._box(first + len(letters) - 1)
        height = begin[3] - begin[1]
        plain = abs(begin[1] - end[1]) < height * _RAISED_BY and abs(begin[3] - end[3]) < height * _RAISED_BY
        if plain and letters.isalpha() and 0 <= end[2] - begin[0] <= height * (len(letters) + 1):
            return [Word(letters, begin[0], begin[1], end[2], begin[3])]
        made: list[Word] = []
        making = _Making()
        for index, letter in enumerate(letters, start=first):
            if letter == "\u00ad":
                continue
            box = self._box(index)
            if making.text and _goes_on(making, box):
                making.add(letter, box)
                continue
            if making.text.strip():
                made.append(making.finished())
            making.start(letter, box)
        return [*made, making.finished()] if making.text.strip() else made

    def _box(self, index: int) -> tuple[float, float, float, float]:
        rect = self._rect
        pdfium.FPDFText_GetLooseCharBox(self._text, index, rect)
        return self._frame.box(rect.left, rect.bottom, rect.right, rect.top)


def _goes_on(making: _Making, box: tuple[float, float, float, float]) -> bool:
    """Whether a letter follows on the word so far: no gap, no step back, not another line."""
    height = max(box[3] - box[1], making.base[1] - making.base[0], 1.0)
    gap = box[0] - making.box[2]
    overlap = min(box[3], making.box[3]) - max(box[1], making.box[1])
    return -height < gap < height * 0.6 and overlap > 0


# --- ruled lines -----------------------------------------------------------------------------------------------------


def _read_shapes(page: Any, frame: Frame, content: PageContent) -> None:
    """Ruled lines, and how many pictures there are."""
    kinds = [pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE]
    for count, shape in enumerate(page.get_objects(filter=kinds, max_depth=4)):
        if count > _MOST_SHAPES:
            return
        if shape.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            content.pictures += 1
        else:
            content.rules += _rules_of(shape, frame)


def _rules_of(shape: Any, frame: Frame) -> Iterator[Rule]:
    matrix = shape.get_matrix()
    count = pdfium.FPDFPath_CountSegments(shape)
    if not 0 < count <= _MOST_SEGMENTS:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    begin = last = (0.0, 0.0)
    lines: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(shape, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begin = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            lines.append((last, point))
        if pdfium.FPDFPathSegment_GetClose(segment):
            lines.append((point, begin))
        last = point
    yield from _straight(lines, frame)


def _straight(lines: list[tuple[tuple[float, float], tuple[float, float]]], frame: Frame) -> Iterator[Rule]:
    """Level and upright lines; a thin filled box is one line."""
    boxes = [frame.box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in lines]
    if boxes:
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
        if min(right - left, bottom - top) <= _THIN:
            boxes = [(left, top, right, bottom)]
    for left, top, right, bottom in boxes:
        across, down = right - left, bottom - top
        if down <= _THIN and across >= _SHORTEST_RULE:
            yield Rule(left, (top + bottom) / 2, right, (top + bottom) / 2)
        elif across <= _THIN and down >= _SHORTEST_RULE:
            yield Rule((left + right) / 2, top, (left + right) / 2, bottom)


def without_struck(content: PageContent) -> Iterator[Word]:
    """The words that no line runs through which begins and ends with them."""
    struck: set[int] = set()
    for rule in content.rules:
        if not rule.is_level:
            continue
        through = [word for word in content.words if _is_through(rule, word)]
        if through and rule.left >= through[0].left - _TOUCH and rule.right <= through[-1].right + _TOUCH:
            struck.update(map(id, through))
    content.struck += len(struck)
    return (word for word in content.words if id(word) not in struck)


def _is_through(rule: Rule, word: Word) -> bool:
    top, bottom = word.top + word.height * 0.4, word.top + word.height * 0.72
    return top < rule.top < bottom and rule.left <= word.left + _TOUCH and rule.right >= word.right - _TOUCH


def open_document(path: Any) -> Any:
    """Opens a PDF; raises ``pypdfium2.PdfiumError``."""
    return pypdfium2.PdfDocument(path)
