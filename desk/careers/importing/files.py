"""Which form a file has, and the postings in it. Forms are known by what stands in them, not by names of files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import SourceError
from desk.careers.importing import greenhouse, json_ld, lever, table, usajobs
from desk.careers.reading.told import Told

LARGEST_FILE = 200_000_000
_FORMS = (
    "a page or file with schema.org JobPosting, an answer of USAJOBS, Greenhouse or Lever, or a CSV table with a "
    "heading line"
)


def postings_in(path: Path, employer: str = "") -> Iterator[Told | str]:
    """The postings of a file, and a sentence for each part that can't be read. Raises SourceError for a file that can't
    be read at all. ``employer`` is whose board it is where the feed doesn't say."""
    text = _text(path)
    start = text.lstrip()[:1]
    if start in ("{", "["):
        yield from _of_json(text, path, employer)
    elif start == "<":
        found = False
        for one in json_ld.postings_of_page(text):
            found = True
            yield one
        if not found:
            raise SourceError(f"{path} is a page without JSON-LD of a JobPosting; save the page of a job itself.")
    elif start:
        try:
            yield from table.postings_of_table(text, f"csv:{path.stem}"[:40])
        except SourceError as error:
            raise SourceError(f"{path}: {error}") from None
    else:
        raise SourceError(f"{path} is empty; bring {_FORMS}.")


def _of_json(text: str, path: Path, employer: str) -> Iterator[Told | str]:
    try:
        data = json.loads(text, strict=False)
    except ValueError as error:
        yield from _of_lines(text, path, error)
        return
    if usajobs.is_usajobs(data):
        yield from usajobs.postings_of(data)
    elif lever.is_lever(data):
        yield from lever.postings_of(data, employer)
    elif json_ld.is_json_ld(data):
        yield from json_ld.postings_of(data)
    elif greenhouse.is_greenhouse(data):
        yield from greenhouse.postings_of(data, employer)
    else:
        raise SourceError(f"{path} is JSON of no form that is known here; bring {_FORMS}.")


def _of_lines(text: str, path: Path, whole: ValueError) -> Iterator[Told | str]:
    """A JSON-LD posting a line; where not even the first line is JSON, the file isn't."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            data: Any = json.loads(line)
        except ValueError as error:
            if number == 1:
                raise SourceError(f"{path} is no JSON ({whole}); save it again from where it comes.") from None
            yield f"Line {number} is no JSON ({error})."
            continue
        for told in json_ld.postings_of(data):
            told.row = f"line {number}"
            yield told


def _text(path: Path) -> str:
    """The file's text: UTF-8, UTF-16 by its mark, or the old Windows one that spreadsheets write."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise SourceError(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB; cut it into several files.")
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} can't be read ({error.strerror}); check its name.") from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
