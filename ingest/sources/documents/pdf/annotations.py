"""Values of form fields, and text that was typed onto a page of a PDF, as words in their place. Read with pdfium."""

from __future__ import annotations

import ctypes
from dataclasses import replace
from typing import Any

import pypdfium2.raw as pdfium

from ingest.sources.documents.pdf.words import Frame, PageContent, Rule, Word


def read_annotations(page: Any, form: Any, frame: Frame, content: PageContent) -> None:
    """Values of form fields and text that was typed onto the page, as words; remarks are counted."""
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            _read_annotation(annotation, form, frame, content)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _read_annotation(annotation: Any, form: Any, frame: Frame, content: PageContent) -> None:
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, rect):
        return
    hidden = pdfium.FPDFAnnot_GetFlags(annotation) & (pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW)
    box = frame.box(rect.left, rect.bottom, rect.right, rect.top)
    if kind == pdfium.FPDF_ANNOT_WIDGET and form is not None and not hidden:
        _place(_field_value(annotation, form), box, content)
    elif kind == pdfium.FPDF_ANNOT_FREETEXT and not hidden:
        _place(_string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents"), box, content)
    elif kind == pdfium.FPDF_ANNOT_TEXT:
        content.remarks += 1
    elif kind == pdfium.FPDF_ANNOT_STRIKEOUT:
        content.rules.append(Rule(box[0], (box[1] + box[3]) / 2, box[2], (box[1] + box[3]) / 2))


def _place(text: str, box: tuple[float, float, float, float], content: PageContent) -> None:
    """Takes a text in as words that lie in their box, unless the page shows it there already."""
    left, top, right, bottom = box
    inside = [w.text for w in content.words if left <= w.centre <= right and top - 2 <= w.middle <= bottom + 2]
    if not text or " ".join(text.split()) in " ".join(inside):
        return
    lines = [line for line in text.splitlines() if line.strip()]
    step = (bottom - top) / max(1, len(lines))
    for place, line in enumerate(lines):
        word = Word(" ".join(line.split()), left, top + place * step, right, top + (place + 1) * step, value=True)
        # A field is taller than its text; as tall as a line it stands in the line of its label.
        middle, half = word.middle, min(word.height, 12.0) / 2
        content.words.append(replace(word, top=middle - half, bottom=middle + half))


def _field_value(annotation: Any, form: Any) -> str:
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        return "☒" if pdfium.FPDFAnnot_IsChecked(form, annotation) else "☐"
    if kind in (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
        return _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
    return ""


def _string(read: Any, *given: Any) -> str:
    """A UTF-16 text of pdfium: asked once for its length, once for itself."""
    size = read(*given, None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    read(*given, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", errors="replace").replace("\r", "\n").strip()
