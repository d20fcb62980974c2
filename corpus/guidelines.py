"""Reads the authored guideline documents: ``corpus/text/guidelines/*.md``, one document a file.

A document has a front matter and sections ``## Heading {#anchor}``, each ending in a line ``Source: <id>, <place>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from corpus.authored import (
    EDITION_ID,
    TEXT_FOLDER,
    Strict,
    Text,
    first_line,
    procedure_code,
    references,
    validation_text,
)
from corpus.codes import Code, CodeSystem, parse_code
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import OVERVIEW, GuidelineSection, SourceRef
from corpus.yaml_loader import LOADER


class _DocumentEntry(Strict):
    id: Text
    title: Text
    topics: list[Text] = Field(min_length=1)
    codes: list[Text] = Field(default=[])
    sources: list[Text] = Field(min_length=1)


_HEADING = re.compile(r"^##\s+(?P<heading>.+?)\s*\{#(?P<anchor>[a-z0-9-]+)\}\s*$")
_SOURCE_LINE = re.compile(r"^Source:\s*(?P<sources>.+?)\s*$")


def read_guidelines(
    editions: Mapping[str, Edition], folder: Path = TEXT_FOLDER
) -> Iterator[GuidelineSection | RowError]:
    """Every section of every document of ``guidelines/*.md``, in file and reading order."""
    for path in sorted((folder / "guidelines").glob("*.md")):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
            header, body_start = _front_matter(lines)
            if header.id != path.stem:
                raise SourceError(f"the id {header.id!r} is not the file's name")
            references(header.sources, editions, header.id)
        except (OSError, UnicodeDecodeError, SourceError, ValidationError, yaml.YAMLError) as error:
            reason = validation_text(error) if isinstance(error, ValidationError) else first_line(error)
            yield RowError(str(path), 1, reason)
            continue
        yield from _document_sections(path, lines, body_start, header, editions)


def _front_matter(lines: list[str]) -> tuple[_DocumentEntry, int]:
    if not lines or lines[0].strip() != "---" or "---" not in lines[1:]:
        raise SourceError("the document does not begin with a front matter between two '---' lines")
    end = lines.index("---", 1)
    values: Any = yaml.load("\n".join(lines[1:end]), Loader=LOADER)
    return _DocumentEntry.model_validate(values), end + 1


def _document_sections(
    path: Path, lines: list[str], start: int, header: _DocumentEntry, editions: Mapping[str, Edition]
) -> Iterator[GuidelineSection | RowError]:
    position = 0
    for line, heading, anchor, body in _split_sections(lines, start, header.title):
        try:
            text, sources = _section_sources(body, header, editions, with_source=anchor != OVERVIEW)
            codes = tuple(_any_code(code) for code in header.codes)
        except (SourceError, InvalidCode) as error:
            yield RowError(str(path), line, str(error))
            continue
        position += 1
        yield GuidelineSection(
            document_id=header.id,
            document_title=header.title,
            anchor=anchor,
            heading=heading,
            text=text,
            position=position,
            source=SourceRef(EDITION_ID, f"{header.id}#{anchor}"),
            topics=tuple(header.topics),
            codes=codes,
            further_sources=sources,
        )


def _split_sections(lines: list[str], start: int, title: str) -> Iterator[tuple[int, str, str, list[str]]]:
    line, heading, anchor, body = start + 1, title, OVERVIEW, list[str]()
    for number, text in enumerate(lines[start:], start=start + 1):
        if match := _HEADING.match(text):
            if any(part.strip() for part in body):
                yield line, heading, anchor, body
            line, heading, anchor, body = number, match["heading"], match["anchor"], []
        else:
            body.append(text)
    if any(part.strip() for part in body):
        yield line, heading, anchor, body


def _section_sources(
    body: list[str], header: _DocumentEntry, editions: Mapping[str, Edition], *, with_source: bool
) -> tuple[str, tuple[SourceRef, ...]]:
    """The text of a section without its source lines, and the sources these name."""
    kept: list[str] = []
    sources: list[SourceRef] = []
    for text in body:
        if match := _SOURCE_LINE.match(text):
            for part in match["sources"].rstrip(".").split(";"):
                identifier, _, locator = part.strip().partition(",")
                sources += references([identifier.strip()], editions, locator.strip() or header.id)
        else:
            kept.append(text)
    if with_source and not sources:
        raise SourceError("the section names no source; end it with a line 'Source: <id>, <place>'")
    if not sources:
        sources = list(references(header.sources, editions, header.id))
    return "\n".join(kept).strip(), tuple(sources)


def _any_code(text: str) -> Code:
    try:
        return procedure_code(text)
    except InvalidCode:
        return parse_code(text, CodeSystem.ICD10CM)
