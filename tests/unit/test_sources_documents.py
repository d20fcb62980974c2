"""A user's own documents and licensed descriptors: what is taken for one, and how it is cut and cited."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from corpus.codes import CptCode, Icd10CmCode
from corpus.errors import RowError, SourceError
from corpus.records import GuidelineSection
from corpus.relations import CoverageCode, CoverageDocument, CoverageRole, Descriptor
from ingest.sources import coverage, descriptors, documents
from tests.conftest import shared_file
from tests.support.source_files import items_of, source_file, written

PROSE = "A payer's policy on injections tells when a visit is paid beside them. " * 8


def sections(file: Any) -> list[GuidelineSection]:
    return [item for item in documents.FORMAT.read(file) if isinstance(item, GuidelineSection)]


TAKEN = [
    ("policy.txt", PROSE, True),
    ("policy.md", f"# Visits\n{PROSE}\n# Injections\n{PROSE}", True),
    ("policy.html", f"<!DOCTYPE html><html><body><h1>Visits</h1><p>{PROSE}</p></body></html>", True),
    ("table.csv", "code,value,words\n" + "96372,4,some words in a cell of the table\n" * 40, False),
    ("data.json", '{"a": "' + PROSE + '"}', False),
    ("page.xml", "<?xml version='1.0'?><a>" + PROSE + "</a>", False),
    ("code.py", "import os\n" + "value = os.getcwd()\n" * 40, False),
    ("short.txt", "too short", False),
    ("columns.txt", "96372   4   3   clinical data words\n" * 40, False),
]


@pytest.mark.parametrize(("name", "text", "taken"), TAKEN, ids=[name for name, _, _ in TAKEN])
def test_what_is_taken_for_a_document(tmp_path: Path, name: str, text: str, taken: bool) -> None:
    assert documents.FORMAT.recognises(written(tmp_path, name, text, "utf-8")) is taken


def test_markdown_is_cut_at_its_headings(tmp_path: Path) -> None:
    file = written(
        tmp_path, "My policy.md", f"# Visits\n{PROSE}99213\n\n# Injections\n{PROSE}\n\n# Visits\n{PROSE}", "utf-8"
    )
    found = sections(file)
    assert [(part.anchor, part.heading, part.position) for part in found] == [
        ("visits", "Visits", 1),
        ("injections", "Injections", 2),
        ("visits-2", "Visits", 3),
    ]
    assert found[0].document_title == "Visits"  # its first heading
    assert CptCode("99213") in found[0].codes


def test_a_long_part_is_cut_into_runs_with_anchors_of_their_own(tmp_path: Path) -> None:
    file = written(tmp_path, "long.md", "# One\n" + f"{PROSE}\n" * 20, "utf-8")
    found = sections(file)
    assert [part.anchor for part in found] == ["one", "one.2", "one.3"]
    assert all(len(part.text.split()) <= 900 for part in found)


def test_no_code_is_cut_in_two(tmp_path: Path) -> None:
    codes = [f"E11.{number}" for number in range(311, 999)] * 3
    document = Document()
    document.add_heading("Covered diagnoses", 1)
    document.add_paragraph(" ".join(codes))
    document.save(str(tmp_path / "list.docx"))
    found = sections(source_file(tmp_path / "list.docx"))
    assert len(found) > 1
    assert [word for part in found for word in part.text.split()] == codes


def test_a_word_file_is_cut_at_its_headings(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("Visits", 1)
    document.add_paragraph(PROSE)
    document.add_heading("Injections", 1)
    document.add_paragraph(PROSE)
    document.save(str(tmp_path / "policy.docx"))
    file = source_file(tmp_path / "policy.docx")
    assert documents.FORMAT.recognises(file)
    assert [part.heading for part in sections(file)] == ["Visits", "Injections"]


def test_scripts_and_navigation_of_a_page_are_left_out(tmp_path: Path) -> None:
    text = f"<html><nav>Menu</nav><script>x()</script><h2>Visits</h2><p>{PROSE}</p></html>"
    (part,) = sections(written(tmp_path, "a.html", text, "utf-8"))
    assert part.heading == "Visits"
    assert "Menu" not in part.text
    assert "x()" not in part.text


def test_a_damaged_pdf_is_said(tmp_path: Path) -> None:
    file = written(tmp_path, "a.pdf", "%PDF-1.7\nnothing", "utf-8")
    assert documents.FORMAT.recognises(file)
    with pytest.raises(SourceError, match=r"damaged|no text"):
        list(documents.FORMAT.read(file))


def test_the_real_manual_is_read_page_by_page() -> None:
    file = source_file(shared_file("text/NCCI_policy_manual_2026.pdf"))
    items = list(documents.FORMAT.read(file))
    found = [item for item in items if isinstance(item, GuidelineSection)]
    assert len(found) == 287
    assert not [item for item in items if isinstance(item, RowError)]
    page = next(part for part in found if part.anchor == "p41")
    assert page.source.locator == "page 41"
    assert "surgical approach" in page.text


@pytest.mark.parametrize("name", ["icd10cm_guidelines_FY2026.txt.gz", "medicare_benefit_policy_manual_ch15.txt.gz"])
def test_real_texts_are_documents(tmp_path: Path, name: str) -> None:
    path = shared_file(f"text/{name}")
    target = tmp_path / name.removesuffix(".gz")
    target.write_bytes(gzip.decompress(path.read_bytes()))
    file = source_file(target)
    assert documents.FORMAT.recognises(file)
    assert len(sections(file)) > 20


LICENSED = (
    "Concept Id\tCPT Code\tLong\tMedium\tShort\n"
    "1\t20610\tan invented long text\tan invented medium text\tinvented\n"
    "2\tBAD\ttext\ttext\ttext\n3\t20611\t\t\t\n"
)


def test_licensed_descriptors(tmp_path: Path) -> None:
    file = written(tmp_path, "Consolidated_Code_List_2026.txt", LICENSED, "utf-8")
    assert descriptors.FORMAT.recognises(file)
    (row,) = items_of(descriptors.FORMAT, file, Descriptor)
    assert isinstance(row, Descriptor)
    assert (str(row.code), row.text, row.short) == ("20610", "an invented long text", "invented")
    assert len(items_of(descriptors.FORMAT, file, RowError)) == 2


def test_coverage_documents_and_their_lists() -> None:
    listed, policy = coverage.FORMATS
    headings = source_file(shared_file("coverage/mcd_documents_2025-08.csv"))
    assert listed.recognises(headings)
    assert len(items_of(listed, headings, CoverageDocument)) == 3_133
    lcd = source_file(shared_file("coverage/lcd_sample_L33577_A56781_WI.json"))
    assert policy.recognises(lcd)
    assert not listed.recognises(lcd)
    codes: list[Any] = items_of(policy, lcd, CoverageCode)
    diagnoses = {row.code for row in codes if row.role is CoverageRole.COVERED_DIAGNOSIS}
    assert len(diagnoses) == 121
    assert Icd10CmCode("A18.84") in diagnoses
    assert CptCode("93306") in {row.code for row in codes if row.role is CoverageRole.PROCEDURE}
