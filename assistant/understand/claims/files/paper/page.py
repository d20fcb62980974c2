"""A page of a PDF as a claim reader needs it: words in their lines, and form fields by name. Read with pdfium."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.understand.claims.files.segments import ClaimFileError

_BREAKS = frozenset(" \t\r\n\x00\u00a0\u2002\u2003\ufeff")
# Letters further apart than this share of their height are two words; lines whose middles differ by less are one.
_GAP = 0.45
_SAME_LINE = 0.5
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_MOST_PAGES = 500


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box in points from the upper left corner. ``value``: it was filled into a form's field."""

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


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page: its size in points, its words (values of fields among them) and its filled fields by name."""

    width: float
    height: float
    words: tuple[Word, ...]
    fields: tuple[tuple[str, str], ...]

    def lines(self) -> list[list[Word]]:
        """The words by line, from the top, each line from the left."""
        made: list[list[Word]] = []
        for word in sorted(self.words, key=lambda one: one.middle):
            near = made and abs(made[-1][0].middle - word.middle) <= _SAME_LINE * min(made[-1][0].height, word.height)
            if near:
                made[-1].append(word)
            else:
                made.append([word])
        return [sorted(line, key=lambda one: one.left) for line in made]


def pages_of(data: bytes, name: str) -> list[FormPage]:
    """Every page of a PDF. Raises ClaimFileError for one that is locked, damaged or too long for claims."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error):
            raise ClaimFileError(f"{name} is locked with a password; save a copy without one and send that.") from error
        raise ClaimFileError(f"{name} is a damaged PDF; export it again.") from error
    try:
        if len(document) > _MOST_PAGES:
            raise ClaimFileError(f"{name} has {len(document)} pages; send the claims alone, {_MOST_PAGES} at most.")
        with contextlib.suppress(pypdfium2.PdfiumError):
            document.init_forms()  # where its fields cannot be opened, the text of its pages still can
        return [_page(document[number], document.formenv) for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise ClaimFileError(f"{name} is a damaged PDF; export it again.") from error
    finally:
        document.close()


def _page(page: Any, form: Any) -> FormPage:
    width, height = page.get_size()
    fields, values = [], []
    if form is not None:
        for field, text, word in _widgets(page, form, height):
            fields.append((field, text))
            values.append(word)
    printed = [word for word in _printed(page, height) if not any(_inside(word, value) for value in values)]
    page.close()
    return FormPage(width, height, (*printed, *(one for value in values for one in _apart(value))), tuple(fields))


def _inside(word: Word, box: Word) -> bool:
    """Whether a printed word is the look of a field's value."""
    return (
        box.left - 1 <= word.left and word.right <= box.right + 1 and box.top - 2 <= word.middle <= box.bottom + 2
    ) and word.text in box.text


def _apart(value: Word) -> Iterator[Word]:
    """The words of a field's value, side by side in its box."""
    texts = value.text.split()
    step = (value.right - value.left) / max(1, len(texts))
    half = min(value.height, 12.0) / 2  # a field is taller than its text
    for place, text in enumerate(texts):
        left = value.left + place * step
        yield Word(text, left, value.middle - half, left + step * 0.9, value.middle + half, value=True)


def _printed(page: Any, height: float) -> Iterator[Word]:
    """The words of the text layer, letter by letter."""
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    try:
        run: list[tuple[str, tuple[float, float, float, float]]] = []
        for number in range(text.count_chars()):
            letter = chr(pdfium.FPDFText_GetUnicode(text, number) or 0)
            if letter in _BREAKS:
                yield from _joined(run)
                run = []
                continue
            left, bottom, right, top = text.get_charbox(number, loose=True)
            box = (left, height - top, right, height - bottom)
            if run and not _goes_on(run[-1][1], box):
                yield from _joined(run)
                run = []
            run.append((letter, box))
        yield from _joined(run)
    finally:
        text.close()


def _goes_on(before: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    size = max(box[3] - box[1], 1.0)
    return abs(before[1] - box[1]) < size and -size < box[0] - before[2] < size * _GAP


def _joined(run: Sequence[tuple[str, tuple[float, float, float, float]]]) -> Iterator[Word]:
    if run:
        boxes = [box for _, box in run]
        yield Word(
            "".join(letter for letter, _ in run),
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )


def _widgets(page: Any, form: Any, height: float) -> Iterator[tuple[str, str, Word]]:
    """Every filled field of a page: its name, its value, and the value in its place."""
    import pypdfium2.raw as pdfium

    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            rect = pdfium.FS_RECTF()
            is_field = pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET
            if not is_field or not pdfium.FPDFAnnot_GetRect(annotation, rect):
                continue
            name = _string(pdfium.FPDFAnnot_GetFormFieldName, form, annotation)
            text = _value(annotation, form)
            if text:
                yield name, text, Word(text, rect.left, height - rect.top, rect.right, height - rect.bottom, value=True)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _value(annotation: Any, form: Any) -> str:
    """A field's value; of a box that is ticked what its tick says ("Medicare"), "" where it is not."""
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        if not pdfium.FPDFAnnot_IsChecked(form, annotation):
            return ""
        return _string(pdfium.FPDFAnnot_GetFormFieldExportValue, form, annotation) or "X"
    if kind in (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
        return " ".join(_string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation).split())
    return ""


def _string(read: Any, *given: Any) -> str:
    """A UTF-16 text of pdfium: asked once for its length, once for itself."""
    size = read(*given, None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    read(*given, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", errors="replace").strip()
