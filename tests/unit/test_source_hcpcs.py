"""HCPCS Level II as csv, workbook and fixed-width text: small files of real rows, and the real releases."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.codes import CptCode, HcpcsCode, Modifier
from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import CodeRecord, Fact, RecordStatus, SourceRef
from corpus.relations import CodeListing, Table
from ingest.files import opened
from ingest.sources import HEAD_BYTES, SourceFile
from ingest.sources.hcpcs import FORMAT
from tests.conftest import shared_file

HEADER = (
    "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,PRICE2,PRICE3,PRICE4,MULT_PI,CIM1,CIM2,CIM3,MCM1,MCM2,"
    "MCM3,STATUTE,LABCERT1,LABCERT2,LABCERT3,LABCERT4,LABCERT5,LABCERT6,LABCERT7,LABCERT8,XREF1,XREF2,XREF3,XREF4,"
    "XREF5,COV,ASC_GRP,ASC_DT,OPPS,OPPS_PI,OPPS_DT,PROCNOTE,BETOS,TOS1,TOS2,TOS3,TOS4,TOS5,ANEST_BU,ADD DT,ACT EFF DT,"
    "TERM DT,ACTION CD"
).split(",")

Row = dict[str, str]


def row(code: str, long: str, short: str, added: str, effective: str, terminated: str = "", **cells: str) -> Row:
    """A row by column. Modifiers stand right-aligned, as printed."""
    kind = "7" if len(code) == 2 else "3"
    named = {"HCPC": f"{code:>5}", "SEQNUM": "0010", "RECID": kind, "LONG DESCRIPTION": long}
    named |= {"SHORT DESCRIPTION": short, "ADD DT": added, "ACT EFF DT": effective, "TERM DT": terminated}
    return {"COV": "D", "ACTION CD": "N"} | named | cells


# Rows of October 2025.
KETOROLAC = row(
    "J1885",
    "Injection, ketorolac tromethamine, per 15 mg",
    "Ketorolac tromethamine inj",
    "19930101",
    "20250101",
    PRICE1="51",
    BETOS="O1E",
    TOS1="1",
    TOS2="P",
)
ADRENALIN = row(
    "J0171",
    "Injection, adrenalin, epinephrine, 0.1 mg",
    "Adrenalin epinephrine inject",
    "20110101",
    "20250701",
    "20250630",
    BETOS="O1E",
)
SUPERVISION = row(
    "AD",
    "Medical supervision by a physician: more than four concurrent anesthesia procedures",
    "Md supervision, >4 anes proc",
    "19840101",
    "20010101",
)
TOBACCO = row(
    "G0436",
    "Smoking and tobacco cessation counseling visit for the asymptomatic patient; intermediate, greater than 3 "
    "minutes, up to 10 minutes",
    "Tobacco-use counsel 3-10 min",
    "20110101",
    "20161001",
    "20160930",
    XREF1="99406",
    XREF2="99407",
    COV="C",
)
CARTRIDGE = row(
    "B4105",
    "In-line cartridge containing digestive enzyme(s) for enteral feeding, each",
    "Enzyme cartridge enteral nut",
    "20190101",
    "20190101",
    XREF1="Q9994",
    COV="C",
)


def as_csv(*rows: Row, header: list[str] = HEADER, newline: str = "\r\n") -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, header, restval="", extrasaction="ignore", lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("cp1252")


DISCLAIMER = "***Disclaimers\t\t\t\r\n\t\t\t\r\n*In some instances, brand names may appear in HCPCS descriptions.\u00a0\t\r\n\r\n"


def as_text(*rows: Row, disclaimer: str = DISCLAIMER) -> bytes:
    """Rows as records of the layout that CMS documents, long descriptions on as many lines as they need."""
    return (disclaimer + "".join(line for found in rows for line in records(found))).encode("cp1252")


def records(found: Mapping[str, str]) -> list[str]:
    pieces = [""]
    for word in found["LONG DESCRIPTION"].split():
        longer = f"{pieces[-1]} {word}".strip()
        pieces[-1:] = [longer] if len(longer) < 80 else [pieces[-1], word]
    get = {name: found.get(name, "") for name in HEADER}
    first = (
        f"{get['HCPC']}00100{get['RECID']}{pieces[0]:80}{get['SHORT DESCRIPTION']:28}{get['PRICE1']:8}{'':77}"
        f"{get['XREF1']:5}{get['XREF2']:5}{'':15}{get['COV']:1}{'':26}{get['BETOS']:3}{'':1}{get['TOS1']:1}{get['TOS2']:4}"
        f"{'':3}{get['ADD DT']:8}{get['ACT EFF DT']:8}{get['TERM DT']:8}{get['ACTION CD']:1}{'':27}\r\n"
    )
    kind = str(int(get["RECID"]) + 1)
    further = [f"{get['HCPC']}{number:04}0{kind}{piece:80}{'':229}\r\n" for number, piece in enumerate(pieces[1:], 20)]
    return [first, *further]


def source(
    folder: Path, content: bytes, name: str = "HCPC2025_OCT_ANWEB.csv", effective: date | None = None
) -> SourceFile:
    path = folder / name
    path.write_bytes(content)
    return SourceFile(name, path, name, content[:HEAD_BYTES], effective)


Read = tuple[Edition, list[CodeListing], list[CodeRecord], list[RowError]]


def read(file: SourceFile) -> Read:
    assert FORMAT.recognises(file)
    edition, *items = FORMAT.read(file)
    assert isinstance(edition, Edition)
    listings = [item for item in items if isinstance(item, CodeListing)]
    found = [item for item in items if isinstance(item, CodeRecord)]
    errors = [item for item in items if isinstance(item, RowError)]
    assert len(items) == len(listings) + len(found) + len(errors)
    return edition, listings, found, errors


def test_a_code(tmp_path: Path) -> None:
    edition, listings, found, errors = read(source(tmp_path, as_csv(KETOROLAC)))
    assert (edition.id, edition.table) == ("hcpcs-2025-10", Table.HCPCS.value)
    assert (edition.effective_from, edition.effective_to) == (date(2025, 10, 1), date(2025, 12, 31))
    assert errors == []
    place = SourceRef("hcpcs-2025-10", "row J1885")
    assert listings == [
        CodeListing(
            code=HcpcsCode("J1885"),
            source=place,
            description="Injection, ketorolac tromethamine, per 15 mg",
            short_description="Ketorolac tromethamine inj",
            added=date(1993, 1, 1),
            effective=date(2025, 1, 1),
            action="N",
            coverage="D",
        )
    ]
    assert found == [
        CodeRecord(
            code=HcpcsCode("J1885"),
            description="Injection, ketorolac tromethamine, per 15 mg",
            official=True,
            status=RecordStatus.ACTIVE,
            source=place,
            synonyms=("Ketorolac tromethamine inj",),
            facts=(
                Fact("coverage", "D", place),
                Fact("betos", "O1E", place),
                Fact("type_of_service", "1 P", place),
                Fact("action", "N", place),
            ),
        )
    ]


ROWS = (SUPERVISION, KETOROLAC, ADRENALIN, TOBACCO)
VARIANTS = {
    "as published": as_csv(*ROWS),
    "unix line ends": as_csv(*ROWS, newline="\n"),
    "with a byte order mark": b"\xef\xbb\xbf" + as_csv(*ROWS),
    "notices before the header": b'"A notice, quoted\r\nover two lines",,\r\n,,\r\n' + as_csv(*ROWS),
    "columns in another order": as_csv(*ROWS, header=HEADER[::-1]),
    "more columns": as_csv(*ROWS, header=["NEW", *HEADER, "NEWER"]),
    "line breaks in header cells": as_csv(*ROWS).replace(b"LONG DESCRIPTION", b'"LONG\r\nDESCRIPTION"'),
    "modifiers on the left": as_csv({**SUPERVISION, "HCPC": "AD"}, *ROWS[1:]),
    "blank and trailing rows": as_csv(*ROWS[:2], {}, *ROWS[2:], {}) + b"\r\n \r\n",
    "fixed-width text": as_text(*ROWS),
    "text with unix line ends": as_text(*ROWS).replace(b"\r\n", b"\n"),
    "text whose trailing blanks were cut": b"\n".join(line.rstrip() for line in as_text(*ROWS).splitlines()),
    "text without disclaimers": as_text(*ROWS, disclaimer=""),
    "text that ends as on DOS": as_text(*ROWS) + b"\r\n\x1a",
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_read_the_same(tmp_path: Path, variant: str) -> None:
    expected = read(source(tmp_path, VARIANTS["as published"]))
    assert read(source(tmp_path, VARIANTS[variant])) == expected
    _, listings, found, errors = expected
    assert errors == []
    assert [listing.code for listing in listings] == [record.code for record in found]
    assert [str(listing.code) for listing in listings] == ["AD", "J1885", "J0171", "G0436"]
    assert [listing.description for listing in listings] == [cells["LONG DESCRIPTION"] for cells in ROWS]


def test_a_modifier(tmp_path: Path) -> None:
    _, (listing,), (record,), _ = read(source(tmp_path, as_csv(SUPERVISION)))
    assert listing.code == record.code == Modifier("AD")
    assert listing.source.locator == "row AD"


def test_a_code_may_end_before_its_action_takes_effect(tmp_path: Path) -> None:
    _, (listing,), (record,), _ = read(source(tmp_path, as_csv(ADRENALIN)))
    assert (listing.terminated, listing.effective) == (date(2025, 6, 30), date(2025, 7, 1))
    assert record.status is RecordStatus.TERMINATED


@pytest.mark.parametrize(
    ("terminated", "status"),
    [
        ("20250930", RecordStatus.TERMINATED),
        ("20251001", RecordStatus.ACTIVE),  # the last day of use
        ("20251231", RecordStatus.ACTIVE),
        ("", RecordStatus.ACTIVE),
    ],
)
def test_status_on_the_first_day_of_the_edition(tmp_path: Path, terminated: str, status: RecordStatus) -> None:
    _, _, (record,), _ = read(source(tmp_path, as_csv({**KETOROLAC, "TERM DT": terminated})))
    assert record.status is status


REPLACEMENTS = [
    ("two codes", TOBACCO, (CptCode("99406"), CptCode("99407"))),
    ("one code", {**ADRENALIN, "XREF1": "J0165"}, (HcpcsCode("J0165"),)),
    ("a code in use names the one it took over from", CARTRIDGE, ()),
    ("a word that is no code", {**ADRENALIN, "XREF1": "CPT"}, ()),
    ("itself", {**ADRENALIN, "XREF1": "J0171"}, ()),
    ("a modifier", {**SUPERVISION, "XREF1": "QM", "TERM DT": "20201231"}, (Modifier("QM"),)),
]


@pytest.mark.parametrize(("what", "cells", "expected"), REPLACEMENTS)
def test_replaced_by(tmp_path: Path, what: str, cells: Row, expected: tuple[object, ...]) -> None:
    for content in (as_csv(cells), as_text(cells)):
        _, (listing,), _, _ = read(source(tmp_path, content))
        assert listing.replaced_by == expected


SYNONYMS = [
    ("Injection, cerliponase alfa, 1 mg", "Injection, cerliponase alfa", ()),
    ("Dressing for one wound", "Dressing for one wound", ()),
    ("Dressing for nine or more wounds", "Dressing for 9 or more wound", ("Dressing for 9 or more wound",)),
    ("Principal physician of record", "Principal physician of rec", ("Principal physician of rec",)),
    ("Carotid artery scan", "Scan, carotid artery", ()),
    ("Carotid artery scan", "", ()),
]


@pytest.mark.parametrize(("long", "short", "synonyms"), SYNONYMS)
def test_the_short_description_is_a_synonym_where_it_adds_words(
    tmp_path: Path, long: str, short: str, synonyms: tuple[str, ...]
) -> None:
    _, (listing,), (record,), _ = read(
        source(tmp_path, as_csv({**KETOROLAC, "LONG DESCRIPTION": long, "SHORT DESCRIPTION": short}))
    )
    assert (record.synonyms, listing.short_description) == (synonyms, short)


@pytest.mark.parametrize("code", ["D0120", "25"])
def test_words_of_others_are_not_kept(tmp_path: Path, code: str) -> None:
    cells = row(code, "words of another", "words of another", "20000101", "20000101", "20241231")
    for content in (as_csv(KETOROLAC, cells), as_text(KETOROLAC, cells)):
        edition, listings, found, errors = read(source(tmp_path, content))
        assert errors == []
        assert [str(record.code) for record in found] == ["J1885"]
        assert (listings[1].terminated, listings[1].description) == (date(2024, 12, 31), "")
        assert "words of another" not in repr((edition, listings, found))


BAD_ROWS: list[tuple[str, Row, str]] = [
    ("a bad code", {"HCPC": "J188"}, "is not a HCPCS"),
    ("a CPT code", {"HCPC": "99213"}, "is not a HCPCS"),
    ("a bad modifier", {"HCPC": "JGX", "RECID": "7"}, "is not a modifier"),
    ("no code", {"HCPC": ""}, "is not a HCPCS"),
    ("an unknown kind of record", {"RECID": "5"}, "kind of record"),
    ("a bad day", {"TERM DT": "20251301"}, "month"),
    ("no day", {"ADD DT": "soon"}, "not a date"),
    ("a description without a beginning", {"RECID": "4"}, "did not begin"),
]


@pytest.mark.parametrize(("what", "changes", "reason"), BAD_ROWS)
def test_a_bad_row_costs_only_itself(tmp_path: Path, what: str, changes: Row, reason: str) -> None:
    _, listings, _, errors = read(source(tmp_path, as_csv({**KETOROLAC, **changes}, ADRENALIN)))
    assert [str(listing.code) for listing in listings] == ["J0171"]
    assert [(error.file, error.line) for error in errors] == [("HCPC2025_OCT_ANWEB.csv", 2)]
    assert reason in errors[0].reason


def test_a_csv_cut_short(tmp_path: Path) -> None:
    content = as_csv(KETOROLAC, ADRENALIN)
    with pytest.raises(SourceError, match=r"cut short: it ends inside the quoted cell .* download it again"):
        read(source(tmp_path, content[: content.index(b"Injection, adrenalin")]))


DAMAGED_TEXT = [
    # what is put between two good records, and the reason
    (records(ADRENALIN)[0][:200] + "\r\n", "cut short"),
    ("a line of words\r\n", "cut short or not"),
    (records(TOBACCO)[1], "did not begin"),
    (records({**ADRENALIN, "TERM DT": "20259999"})[0], "month"),
]


@pytest.mark.parametrize(("line", "reason"), DAMAGED_TEXT)
def test_damaged_text_costs_only_itself(tmp_path: Path, line: str, reason: str) -> None:
    content = as_text(KETOROLAC) + line.encode() + as_text(SUPERVISION, disclaimer="")
    _, listings, _, errors = read(source(tmp_path, content, "HCPC2025_OCT_ANWEB.txt"))
    assert [str(listing.code) for listing in listings] == ["J1885", "AD"]
    assert [error.line for error in errors] == [6]
    assert reason in errors[0].reason


RELEASES = [
    # file name, effective, edition, span
    ("HCPC2025_OCT_ANWEB.csv", None, "hcpcs-2025-10", "2025-10-01..2025-12-31"),
    ("HCPC2026_JAN_ANWEB_v2.csv", None, "hcpcs-2026-01", "2026-01-01..2026-03-31"),
    ("hcpc2024_apr_anweb.csv", date(2020, 1, 1), "hcpcs-2024-04", "2024-04-01..2024-06-30"),
    ("HCPC2019_CONTR_ANWEB.csv", None, "hcpcs-2019-01", "2019-01-01..2019-12-31"),
    ("download.csv", date(2025, 8, 1), "hcpcs-2025-07", "2025-07-01..2025-09-30"),
]


@pytest.mark.parametrize(("name", "effective", "edition_id", "span"), RELEASES)
def test_release(tmp_path: Path, name: str, effective: date | None, edition_id: str, span: str) -> None:
    edition, *_ = read(source(tmp_path, as_csv(KETOROLAC), name, effective))
    assert (edition.id, f"{edition.effective_from}..{edition.effective_to}") == (edition_id, span)


def test_unusable_files_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--effective"):
        read(source(tmp_path, as_csv(KETOROLAC), "download.csv"))
    with pytest.raises(SourceError, match="no header"):
        list(FORMAT.read(source(tmp_path, b"a,b\r\n1,2\r\n")))


STRANGERS = [
    b"",
    b"\x00\x01\x02",
    b"HCPCS Code,Short Descriptor,SI,APC\r\nG0463,,J2,5012\r\n",
    b"J1885 is an injection that is counted by the milligram, and this is a long line about it.\r\n" * 30,
    b"00001 A00     0 Cholera                                                      Cholera\r\n" * 30,
]


@pytest.mark.parametrize("content", STRANGERS)
def test_other_files_are_not_recognised(tmp_path: Path, content: bytes) -> None:
    assert not FORMAT.recognises(source(tmp_path, content))


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEADER)
    for cells in ROWS:
        texts = [cells.get(name) or None for name in HEADER]
        book.active.append([int(text) if text and text.isdigit() else text for text in texts])
    path = tmp_path / "HCPC2025_OCT_ANWEB.xlsx"
    book.save(path)
    assert read(source(tmp_path, path.read_bytes(), path.name)) == read(source(tmp_path, as_csv(*ROWS)))


_WORDS = st.lists(st.text("abcdefghij(),;-", min_size=1, max_size=30), min_size=1, max_size=120)


@given(_WORDS)
def test_a_description_of_any_length_comes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    long = " ".join(words)
    content = as_text(SUPERVISION, {**KETOROLAC, "LONG DESCRIPTION": long}, ADRENALIN)
    _, listings, _, errors = read(source(tmp_path_factory.mktemp("text"), content))
    assert (listings[1].description, errors) == (long, [])


# --- the real files ---------------------------------------------------------------------------------------------------


def real(name: str) -> Read:
    with opened(shared_file(f"cms/{name}")) as files:
        (file,) = files
        assert isinstance(file, SourceFile)
        return read(file)


def test_october_2025() -> None:
    edition, listings, found, errors = real("HCPC2025_OCT_ANWEB.csv")
    assert (edition.id, errors) == ("hcpcs-2025-10", [])
    assert len(listings) == len(found) == 8_846 > FORMAT.full_release_rows
    assert Counter(type(listing.code) for listing in listings) == {HcpcsCode: 8_463, Modifier: 383}
    assert sum(listing.terminated is not None for listing in listings) == 1_225
    assert Counter(record.status for record in found)[RecordStatus.TERMINATED] == 1_225
    with shared_file("cms/HCPC2025_OCT_ANWEB.csv").open(encoding="cp1252", newline="") as stream:
        printed = [" ".join(cells["LONG DESCRIPTION"].split()) for cells in csv.DictReader(stream)]
    assert [listing.description for listing in listings] == printed
    by_code = {str(listing.code): listing for listing in listings}
    assert by_code["J0171"].terminated == date(2025, 6, 30)
    assert (by_code["JG"].terminated, by_code["JG"].effective) == (date(2024, 12, 31), date(2025, 1, 1))
    assert by_code["C9014"].replaced_by == (HcpcsCode("J0567"),)
    assert by_code["G0436"].replaced_by == (CptCode("99406"), CptCode("99407"))
    assert by_code["B4105"].replaced_by == ()  # it took over from Q9994
    assert by_code["A0130"].effective is None
    assert sum(bool(listing.replaced_by) for listing in listings) == 188
    assert Counter(listing.coverage for listing in listings) == {"C": 5_452, "D": 2_243, "I": 900, "S": 153, "M": 98}


def test_january_2019_as_text() -> None:
    edition, listings, found, errors = real("HCPC2019_CONTR_ANWEB.txt.gz")
    assert (edition.id, errors) == ("hcpcs-2019-01", [])
    assert (edition.effective_from, edition.effective_to) == (date(2019, 1, 1), date(2019, 12, 31))
    assert len(listings) == len(found) == 6_800 > FORMAT.full_release_rows
    assert Counter(type(listing.code) for listing in listings) == {HcpcsCode: 6_440, Modifier: 360}
    by_code = {str(listing.code): listing for listing in listings}
    assert by_code["AD"].description == SUPERVISION["LONG DESCRIPTION"]
    assert (by_code["C9014"].terminated, by_code["C9014"].action) == (date(2018, 12, 31), "D")
    assert by_code["C9014"].replaced_by == (HcpcsCode("J0567"),)
    facts = {fact.name: fact.value for record in found if str(record.code) == "J1885" for fact in record.facts}
    assert facts == {"coverage": "D", "betos": "O1E", "type_of_service": "1 P", "action": "N"}


def test_the_text_and_the_csv_agree_on_what_did_not_change() -> None:
    """Two releases in two layouts: what the action date says was not touched since is the same in both."""
    _, old, _, _ = real("HCPC2019_CONTR_ANWEB.txt.gz")
    _, new, _, _ = real("HCPC2025_OCT_ANWEB.csv")
    before = {listing.code: listing for listing in old}
    same = [
        listing for listing in new if listing.code in before and before[listing.code].effective == listing.effective
    ]
    assert len(same) > 4_000
    assert all(before[listing.code].added == listing.added for listing in same)
    alike = [listing for listing in same if before[listing.code].description == listing.description]
    assert len(alike) / len(same) > 0.95


def test_october_2026() -> None:
    edition, listings, _, errors = real("HCPC2026_OCT_ANWEB.excerpt.csv")
    assert (edition.id, errors) == ("hcpcs-2026-10", [])
    assert [str(listing.code) for listing in listings] == ["A1", "AA", "AD", "AM", "GD", "JG"]
    assert [listing.replaced_by for listing in listings] == [()] * 6
