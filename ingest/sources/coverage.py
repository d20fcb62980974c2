"""Medicare Coverage Database: the list of documents (csv), and a coverage determination with its article (JSON).

Both layouts are those of the files at hand: a csv with a row a document, and a JSON of policies by state whose article
holds groups of codes. The publisher's own zip of tables was not at hand, and is not read. Descriptions of CPT codes
are not kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, SourceError
from corpus.mentions import find_codes
from corpus.records import GuidelineSection, SourceRef
from corpus.relations import (
    CoverageCode,
    CoverageDocument,
    CoverageKind,
    CoverageRole,
    ProcedureCode,
    Table,
    procedure_code,
)
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.dates import read_day
from ingest.sources.rows import Row, table_items
from ingest.sources.tabular import columns_of, has_table, head_text

_COLUMNS = {
    "id": ("document_display_id",),
    "kind": ("document_type",),
    "version": ("document_version",),
    "effective": ("effective_date",),
    "retired": ("retirement_date",),
    "title": ("title",),
    "contractor": ("contractor_name_type",),
    "?updated": ("updated_on_sort",),
    "?url": ("url",),
}
_MONTH_IN_NAME = re.compile(r"(?P<year>20\d{2})[-_](?P<month>\d{2})")
_JSON_HEAD = re.compile(r'^\s*\{.{0,400}"policies"\s*:\s*\[', re.DOTALL)


class CoverageListFormat:
    """Reads the csv list of coverage documents."""

    name = "Medicare Coverage Database, documents"
    # August 2025 has 3,133 documents.
    full_release_rows = 1_000

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _header)

    def read(self, file: SourceFile) -> Iterator[Item]:
        edition = _edition(file, "")
        return table_items(file, _header, "a document list", lambda _: edition, _document)


def _header(row: Sequence[str]) -> dict[str, int] | None:
    return columns_of(row, _COLUMNS)


def _document(row: Row, edition: Edition, _: Cells) -> CoverageDocument:
    return CoverageDocument(
        row["id"],
        CoverageKind(row["kind"]),
        _one_line(row["title"]),
        SourceRef(edition.id, f"row {row['id']}"),
        contractor=_one_line(row["contractor"]),
        version=row["version"],
        effective=read_day(row["effective"]),
        retired=read_day(row["retired"]),
        url=row["url"],
    )


class CoveragePolicyFormat:
    """Reads the JSON of one state's policies: documents, their codes and covered diagnoses, and their paragraphs."""

    name = "Medicare Coverage Database, policy"
    full_release_rows = 0

    def recognises(self, file: SourceFile) -> bool:
        return bool(_JSON_HEAD.match(head_text(file)))

    def read(self, file: SourceFile) -> Iterator[Item]:
        try:
            with file.open() as stream:
                body = json.load(stream)
            policies = body["policies"]
        except (ValueError, KeyError, TypeError) as error:
            raise SourceError(f"{file.name}: the JSON is damaged ({error}); download it again.") from error
        state = str(body.get("abbreviation", ""))
        for policy in policies:
            edition = _edition(file, str(policy.get("lcd_id", "")))
            yield edition
            yield from _policy(policy, state, edition)


def _policy(policy: Mapping[str, Any], state: str, edition: Edition) -> Iterator[Item]:
    identifier = str(policy.get("lcd_id", ""))
    states = (state,) if state else ()
    source = SourceRef(edition.id, identifier)
    yield CoverageDocument(identifier, CoverageKind.LCD, _one_line(str(policy.get("title", ""))), source, states=states)
    position = 0
    related = policy.get("associated_documents", {}).get("related_local_coverage_documents", [])
    for document in related:
        article = str(document.get("id", ""))
        place = SourceRef(edition.id, article)
        title = _one_line(str(document.get("title", "")))
        yield CoverageDocument(
            article, CoverageKind.ARTICLE, title, place, states=states, url=str(document.get("url", ""))
        )
        for number, (name, group) in enumerate(_groups(document.get("article_content", {})), start=1):
            yield from _codes(article, group, number, edition)
            text = _one_line(str(group.get("paragraph", "")).replace("\\n", "\n"), keep_lines=True)
            if text:
                position += 1
                heading = name or f"Group {number}"
                anchor = re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-") or f"group-{number}"
                key = f"{article.lower()}"
                yield GuidelineSection(
                    key, f"{title} ({article})", f"{anchor}-{position}", heading, text, position, place
                )


def _groups(content: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The named groups of an article that hold a paragraph or codes."""
    if isinstance(content, Mapping):
        for name, group in content.items():
            if isinstance(group, Mapping):
                yield str(name), group


def _codes(article: str, group: Mapping[str, Any], number: int, edition: Edition) -> Iterator[Item]:
    """Every code that a group lists: procedures are what the article is about, diagnoses what supports it."""
    # The article names its procedures in the words above the list.
    for mention in find_codes(str(group.get("paragraph", ""))):
        if isinstance(mention.code, ProcedureCode) and mention.certain:
            place = SourceRef(edition.id, f"{article}, group {number}")
            yield CoverageCode(article, mention.code, CoverageRole.PROCEDURE, place, number)
    for text in _listed(group.get("codes", [])):
        code = _code(text)
        if code is not None:
            role = CoverageRole.PROCEDURE if isinstance(code, ProcedureCode) else CoverageRole.COVERED_DIAGNOSIS
            yield CoverageCode(article, code, role, SourceRef(edition.id, f"{article}, group {number}"), number)


def _listed(value: Any) -> Iterator[str]:
    """The values under keys that name a code, however deep they stand."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if isinstance(inner, str) and "code" in str(name).lower():
                yield inner.strip()
            else:
                yield from _listed(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _listed(inner)


def _code(text: str) -> ProcedureCode | Icd10CmCode | None:
    for parse in (procedure_code, Icd10CmCode.parse):
        try:
            return parse(text)
        except InvalidCode:
            continue  # of another system, or words
    return None


def _edition(file: SourceFile, identifier: str) -> Edition:
    match = _MONTH_IN_NAME.search(file.name)
    month = f"{match['year']}-{match['month']}" if match else ""
    name = "-".join(filter(None, ("mcd", identifier.lower(), month))) if identifier or month else "mcd"
    title = f"Medicare Coverage Database{f', {identifier}' if identifier else ''}{f', {month}' if month else ''}"
    return Edition(name, Table.COVERAGE.value, "CMS", title)


def _one_line(text: str, *, keep_lines: bool = False) -> str:
    if keep_lines:
        return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))
    return " ".join(text.split())


FORMATS = (CoverageListFormat(), CoveragePolicyFormat())
