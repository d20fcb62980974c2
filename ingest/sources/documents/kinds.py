"""What kind of document a file is, told by its content. Text counts only when it reads as prose."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from ingest.sources import SourceFile
from ingest.sources.tabular import head_text, is_zip


class DocumentKind(StrEnum):
    """The kinds of document that are read."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    MAIL = "mail"
    TEXT = "text"  # Markdown too


# The magic may stand behind a few stray bytes; readers look in the first kilobyte.
_PDF_WITHIN = 1024
_WORD_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTENT_TYPES = "[Content_Types].xml"
# The list of parts is a few kilobytes; one of megabytes is not a Word file's.
_MOST_CONTENT_TYPES = 1 << 20

# --- what is no document here, and what to save it as ---------------------------------------------------------------
_MARKS = (
    (b"{\\rtf", "it is rich text (RTF); open it in Word or LibreOffice, save it as DOCX and add that"),
    (b"\x89PNG", "it is a picture; make a searchable PDF of it (for example with ocrmypdf) and add that"),
    (b"\xff\xd8\xff", "it is a picture; make a searchable PDF of it (for example with ocrmypdf) and add that"),
    (b"II*\x00", "it is a picture; make a searchable PDF of it (for example with ocrmypdf) and add that"),
    (b"MM\x00*", "it is a picture; make a searchable PDF of it (for example with ocrmypdf) and add that"),
)
_X12 = re.compile(rb"\s*(?:\xef\xbb\xbf)?ISA[^0-9A-Za-z\s]0[03]")
_OLE = b"\xd0\xcf\x11\xe0"
_MOST_OLE_BYTES = 64 * 1024 * 1024
_OLD = (
    ("EncryptedPackage", "it is locked with a password; open it, save a copy without one and add that"),
    ("WordDocument", "it is an old Word file (DOC); open it in Word, save it as DOCX and add that"),
    ("Workbook", "it is an old Excel file (XLS); open it in Excel, save it as XLSX or CSV and add that"),
    ("PowerPoint Document", "it is an old presentation (PPT); save it as PDF and add that"),
    ("__properties_version1.0", "it is an Outlook message (MSG); save its text as HTML, and its attachments"),
)
_PACKED = (
    ("application/vnd.oasis.opendocument.text", "it is an OpenDocument text (ODT); save it as DOCX and add that"),
    ("application/vnd.oasis", "it is an OpenDocument file; save it as XLSX or PDF and add that"),
    ("application/epub", "it is an e-book (EPUB); save it as PDF or HTML and add that"),
    ("ppt/", "it is a presentation (PPTX); save it as PDF and add that"),
    (
        "xl/",
        "it is a spreadsheet in none of the publishers' layouts; if it is a list of your own, save it as PDF or HTML "
        "and add that, and if it is a claim, check it (python -m assistant claim FILE) or paste its rows into the chat",
    ),
)
_MAIL = re.compile(r"(?:[A-Za-z][A-Za-z-]{1,40}: [^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n)*){3}")

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])",
    re.IGNORECASE | re.DOTALL,
)

# --- prose -----------------------------------------------------------------------------------------------------------
# Measured on manuals, guidelines, policies and Markdown against tables, JSON, YAML, XML, logs and source code.
_FEWEST_WORDS = 20
_WORD = re.compile(r"[(\[\"'“‘*_]*[A-Za-zÀ-ÿ]+(?:['’/-][A-Za-zÀ-ÿ]+)*[)\]\"'”’*_]*[.,;:!?]*[)\"'”’*_]*")
_LEAST_WORD_SHARE = 0.65
# A sentence: small letters, an end mark, and a capital or a line's end after it.
_SENTENCE = re.compile(r"[a-z]{2,}[)\"'”’*_]*[.!?][)\"'”’*_]*(?=\s+[A-Z(\"“*_]|\s*\n|\s*$)")
_WORDS_A_SENTENCE = 80
_MOST_COLUMN_SHARE = 0.3
_MOST_SETTINGS = 60
_COLUMNS = re.compile(r"\S\t|\S {3,}\S.* {3,}\S|^\s*\|.*\|\s*$")
_LEADERS = re.compile(r"[. _·…-]{4,}")  # the dots of a table of contents
_FEWEST_COMMAS = 2
# A key with a word or two, as in settings; "Note:" before a sentence is prose.
_KEY = re.compile(r"\s*(?:-\s+)?[\"']?[\w.-]+[\"']?\s*[:=](?:\s+\S+){0,3}\s*$")
_CODE_LINE = re.compile(r"[{}]\s*$|\)\s*;\s*$|\s[=!<>]?=\s|^\s*(?://|/\*|#!|<\w)|^\s*[\w.]+\(.*\)\s*[:;{]?\s*$")
_COMMENT = re.compile(r"\s*(?:#|//|--\s)")

# One such line is enough: a module that is mostly its docstring is still source code.
_SURE_CODE = re.compile(
    r"\s*(?:from \S+ import |import \w+(?:\.\w+)*;?$|def \w+\(|class \w+(?:\(.*\))?:"
    r"|#include\b|package \S+;|function \w+\(|(?:-\s+)?[\w-]+:\s*[|>][-+]?\s*$)"
)


def kind_of(file: SourceFile) -> DocumentKind | None:
    """The kind of a document; None for anything else. Does not raise."""
    if b"%PDF-" in file.head[:_PDF_WITHIN]:
        return DocumentKind.PDF
    if is_zip(file):
        return DocumentKind.DOCX if _is_word(file) else None
    text = head_text(file).lstrip("\ufeff")
    if _HTML.match(text):
        return DocumentKind.HTML
    if _is_mail(text):
        return DocumentKind.MAIL
    return DocumentKind.TEXT if is_prose(text) else None


def remedy_for(file: SourceFile) -> str:
    """What a file is that is no document to be read here, and what to save it as; nothing for other files.

    Asked when no format has recognised it. Does not raise.
    """
    head = file.head
    for mark, remedy in _MARKS:
        if head.startswith(mark):
            return remedy
    if _X12.match(head):
        return "it is an X12 file of claims, which is checked and not added: python -m assistant claim FILE"
    if head.startswith(_OLE):
        return _ole_remedy(file)
    if is_zip(file):
        names = _members(file)
        return next((remedy for name, remedy in _PACKED if any(one.startswith(name) for one in names)), "")
    return ""


def _is_mail(text: str) -> bool:
    """True for a text that begins with the heads of a mail, its sender among them, and a blank line behind them."""
    heads, blank, _ = text.replace("\r\n", "\n").partition("\n\n")
    return bool(blank and _MAIL.match(heads + "\n") and re.search(r"(?im)^from: ", heads))


def _ole_remedy(file: SourceFile) -> str:
    """What an old or locked Office file is, by the names in its directory."""
    with file.open() as stream:
        names = stream.read(_MOST_OLE_BYTES)
    for name, remedy in _OLD:
        if name.encode("utf-16-le") in names:
            return remedy
    return "it is a file of an old Office program; open it there, save it as DOCX or PDF and add that"


def _members(file: SourceFile) -> list[str]:
    try:
        with zipfile.ZipFile(file.path) as archive:
            kind = archive.read("mimetype")[:200].decode("ascii", "replace") if "mimetype" in archive.namelist() else ""
            return [*archive.namelist(), kind]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return []


def _is_word(file: SourceFile) -> bool:
    try:
        with zipfile.ZipFile(file.path) as archive:
            if archive.getinfo(_CONTENT_TYPES).file_size > _MOST_CONTENT_TYPES:
                return False
            return _WORD_PART.encode() in archive.read(_CONTENT_TYPES)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, NotImplementedError):
        return False


def front_matter_lines(lines: Sequence[str]) -> int:
    """How many lines of settings, between two "---" lines, stand before a Markdown text. Pure."""
    if not lines or lines[0].strip() != "---":
        return 0
    ends = (number for number, line in enumerate(lines[1:_MOST_SETTINGS], start=2) if line.strip() == "---")
    return next(ends, 0)


def is_prose(text: str) -> bool:
    """True for running text: mostly words, in sentences, neither in columns nor in the forms of data and code. Pure."""
    raw = text.splitlines()
    raw = _unmarked(raw[front_matter_lines(raw) :])
    body = "\n".join(raw)
    if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", body) or re.match(r"\s*[{\[<]", body):
        return False
    lines = [line for line in (_LEADERS.sub("  ", line) for line in raw) if line.strip()]
    tokens = [token for line in lines for token in line.split() if re.search(r"\w", token)]
    if len(tokens) < _FEWEST_WORDS:
        return False
    words = sum(_WORD.fullmatch(token) is not None for token in tokens)
    sentences = len(_SENTENCE.findall(body))
    return (
        words >= len(tokens) * _LEAST_WORD_SHARE
        and sentences * _WORDS_A_SENTENCE >= len(tokens)
        and not _in_columns(lines)
        and not _is_data_or_code(lines)
    )


def _unmarked(lines: list[str]) -> list[str]:
    """Markdown without what it may show beside its text: blocks of code, tables, addresses. Other text as it is."""
    if not any(re.match(r"#{1,6}\s\S", line) for line in lines):
        return lines
    kept: list[str] = []
    fenced = False
    for line in lines:
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced and not re.match(r"\s*\|.*\|\s*$", line):
            kept.append(re.sub(r"`[^`]*`|\]\([^)]*\)", " ", line))
    return kept


def _in_columns(lines: list[str]) -> bool:
    """True for tabs, fixed width, and the same number of commas or semicolons on most lines."""
    limit = len(lines) * _MOST_COLUMN_SHARE
    if sum(_COLUMNS.search(line) is not None for line in lines) > limit:
        return True
    for mark in (",", ";", "|", "\t"):
        count, often = Counter(line.count(mark) for line in lines).most_common(1)[0]
        if count >= _FEWEST_COMMAS and often > len(lines) / 2:
            return True
    return False


def _is_data_or_code(lines: list[str]) -> bool:
    if any(_SURE_CODE.match(line) for line in lines):
        return True
    if sum(_COMMENT.match(line) is not None for line in lines) > len(lines) / 2:
        return True
    limit = len(lines) * _MOST_COLUMN_SHARE
    if sum(_KEY.match(line) is not None for line in lines) > limit:
        return True
    return sum(_CODE_LINE.search(line) is not None for line in lines) > limit
