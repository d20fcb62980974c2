"""The ICD-10-CM tabular list: small files in the publisher's layout, and the real list of April 2026."""

from __future__ import annotations

import gzip
import importlib.util
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import CodeRecord, RecordStatus, Section
from corpus.relations import CodeListing, Table
from ingest.sources import HEAD_BYTES, Item, SourceFile
from ingest.sources.icd10_order import FORMAT as ORDER
from ingest.sources.icd10_tabular import FORMAT
from ingest.sources.icd10cm import icd10cm
from tests.conftest import shared_file

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<ICD10CM.tabular>\n<version>2026</version>\n<introduction/>\n'
SEVENTH = (
    "<sevenChrNote><note>The appropriate 7th character is to be added to each code{}</note></sevenChrNote>"
    '<sevenChrDef><extension char="A">initial encounter</extension>'
    '<extension char="D">subsequent encounter</extension><note>\tlater visits</note></sevenChrDef>'
)


def diag(name: str, title: str, inside: str = "") -> str:
    return f"<diag>\n<name>{name}</name><desc>{title}</desc>{inside}</diag>"


def notes(tag: str, *texts: str) -> str:
    return f"<{tag}>{''.join(f'<note>{text}</note>' for text in texts)}</{tag}>"


def document(*categories: str, block: str = "", chapter: str = "", head: str = HEAD) -> str:
    return (
        f"{head}<chapter><name>4</name><desc>Endocrine (E00-E89)</desc>{chapter}"
        f'<sectionIndex><sectionRef id="E08-E13"/></sectionIndex>'
        f'<section id="E08-E13"><desc>Diabetes (E08-E13)</desc>{block}{"".join(categories)}</section></chapter>'
        "</ICD10CM.tabular>"
    )


def source_file(
    folder: Path, text: str | bytes, name: str = "icd10cm_tabular_2026.xml", effective: date | None = None
) -> SourceFile:
    data = text.encode() if isinstance(text, str) else text
    path = folder / "file"
    path.write_bytes(data)
    return SourceFile(name.rpartition("/")[2], path, name, data[:HEAD_BYTES], effective)


def read(folder: Path, *categories: str, block: str = "", chapter: str = "") -> list[Item]:
    return list(FORMAT.read(source_file(folder, document(*categories, block=block, chapter=chapter))))


def records(items: list[Item]) -> dict[str, CodeRecord]:
    return {item.code.value: item for item in items if isinstance(item, CodeRecord)}


def listings(items: list[Item]) -> dict[str, CodeListing]:
    return {item.code.value: item for item in items if isinstance(item, CodeListing)}


def refusals(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, RowError)]


E11 = diag("E11", "Type 2 diabetes mellitus", diag("E11.9", "Type 2 diabetes mellitus without complications"))


def test_an_entry_gives_a_listing_and_a_record_and_knows_its_neighbours(tmp_path: Path) -> None:
    items = read(tmp_path, E11)

    assert [type(item) for item in items] == [Edition, CodeListing, CodeRecord, CodeListing, CodeRecord]
    category, code = records(items)["E11"], records(items)["E11.9"]
    assert (category.status, category.parent, category.children) == (RecordStatus.HEADER, None, (code.code,))
    assert (code.status, code.parent, code.children) == (RecordStatus.BILLABLE, category.code, ())
    assert code.official
    assert code.source.locator == "tabular list, E11.9"
    assert [(listing.billable, listing.description) for listing in listings(items).values()] == [
        (False, "Type 2 diabetes mellitus"),
        (True, "Type 2 diabetes mellitus without complications"),
    ]


def test_notes_stand_at_their_code_and_those_above_it_at_the_category(tmp_path: Path) -> None:
    inside = (
        notes("inclusionTerm", "Adult-onset diabetes")
        + notes("useAdditionalCode", "code to identify:", "control using\n\tinsulin (Z79.4)")
        + notes("excludes1", "type 1 diabetes mellitus (E10.-)", "")
        + notes("useAdditionalCode", "a second group")
        + diag("E11.9", "Without complications")
    )
    found = records(
        read(
            tmp_path,
            diag("E11", "Type 2 diabetes mellitus", inside),
            block=notes("excludes1", "of the block"),
            chapter=notes("notes", "of the chapter"),
        )
    )

    assert found["E11"].synonyms == ("Adult-onset diabetes",)
    assert found["E11"].sections == (
        Section("Excludes1", items=("type 1 diabetes mellitus (E10.-)",)),
        Section(
            "Use additional code",
            items=("code to identify:", "control using insulin (Z79.4)", "a second group"),
        ),
        Section("Excludes1 (at block E08-E13)", items=("of the block",)),
        Section("Notes (at chapter 4)", items=("of the chapter",)),
    )
    assert found["E11.9"].sections == ()


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("T07", ["T07.XXXA", "T07.XXXD"]),
        ("W08.1", ["W08.1XXA", "W08.1XXD"]),
        ("S06.01", ["S06.01XA", "S06.01XD"]),
        ("S06.010", ["S06.010A", "S06.010D"]),
        ("S06.0101", []),
    ],
)
def test_seventh_characters_are_added_behind_placeholders(tmp_path: Path, name: str, made: list[str]) -> None:
    items = read(tmp_path, diag(name, "Injury", SEVENTH.format("")))
    found = records(items)

    assert list(found) == [name, *made]
    assert found[name].status == (RecordStatus.HEADER if made else RecordStatus.BILLABLE)
    assert found[name].section("7th character") == Section(
        "7th character", items=("A: initial encounter", "D: subsequent encounter/ later visits")
    )
    if made:
        assert listings(items)[made[1]].description == "Injury, subsequent encounter"
        assert (found[made[1]].parent, found[made[1]].sections) == (Icd10CmCode.parse(name), ())


def test_seventh_characters_reach_every_code_below_that_has_no_children(tmp_path: Path) -> None:
    own = '<sevenChrDef><extension char="S">sequela</extension></sevenChrDef>'
    below = diag("W08.1", "one", diag("W08.11", "deeper")) + diag("W08.2", "other", own)

    found = records(read(tmp_path, diag("W08", "Fall", SEVENTH.format("") + below)))

    assert list(found) == ["W08", "W08.1", "W08.11", "W08.11XA", "W08.11XD", "W08.2", "W08.2XXS"]
    assert [code for code, record in found.items() if record.status is RecordStatus.BILLABLE] == [
        "W08.11XA",
        "W08.11XD",
        "W08.2XXS",
    ]


def test_seventh_characters_that_a_note_bars_are_not_made(tmp_path: Path) -> None:
    bar = notes(
        "notes", "7th characters D and S do not apply to codes in category S06 with 6th character 7 - death, or 8 - x."
    )
    below = diag("S06.1X6", "six") + diag("S06.1X7", "seven") + diag("S06.1X8", "eight")

    found = records(read(tmp_path, diag("S06", "Injury", SEVENTH.format(", except as noted below") + bar + below)))

    assert [code for code in found if len(code) == 8] == ["S06.1X6A", "S06.1X6D", "S06.1X7A", "S06.1X8A"]


def test_an_exception_in_unknown_words_is_refused_and_never_guessed(tmp_path: Path) -> None:
    items = read(tmp_path, diag("S06", "Injury", SEVENTH.format(", except as noted below")))

    assert refusals(items) == ["S06: which codes do not take which 7th characters is worded in an unknown way"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (diag("E1", "two characters"), "'E1' is not an ICD-10-CM code"),
        (diag("", "no name"), "'' is not an ICD-10-CM code"),
        (diag("E12", " "), "E12 has no title"),
        (diag("E12", "kept", diag("E12.?", "refused")), r"'E12.\?' is not an ICD-10-CM code"),
    ],
)
def test_a_bad_entry_is_refused_and_the_rest_goes_on(tmp_path: Path, bad: str, reason: str) -> None:
    items = read(tmp_path, bad, E11)

    assert len(refusals(items)) == 1
    assert re.match(reason, refusals(items)[0])
    assert {"E11", "E11.9"} <= set(records(items))


@pytest.mark.parametrize(
    ("name", "effective", "edition", "first_day"),
    [
        ("icd10cm_tabular_2026.xml", None, "icd10cm-2025-10", date(2025, 10, 1)),
        ("icd10c-tabular-April-1-2026.xml", None, "icd10cm-2026-04", date(2026, 4, 1)),
        ("april-1-2026-code-tables.zip/icd10cm_tabular_2026.xml", None, "icd10cm-2026-04", date(2026, 4, 1)),
        ("tabular.xml", date(2026, 4, 1), "icd10cm-2026-04", date(2026, 4, 1)),
        ("tabular.xml", date(2024, 4, 1), "icd10cm-2025-10", date(2025, 10, 1)),  # not in the year that the file says
    ],
)
def test_the_version_tells_the_year_and_the_name_the_update(
    tmp_path: Path, name: str, effective: date | None, edition: str, first_day: date
) -> None:
    found = next(FORMAT.read(source_file(tmp_path, document(E11), name, effective)))

    assert isinstance(found, Edition)
    assert (found.id, found.table) == (edition, Table.ICD10CM)
    assert (found.effective_from, found.effective_to) == (first_day, date(2026, 9, 30))


@pytest.mark.parametrize(
    ("text", "recognised"),
    [
        (document(E11), True),
        ("\ufeff" + document(E11), True),
        (document(E11).replace("\n", "\r\n"), True),
        (f"<!-- <ICD10CM.index> --><ICD10CM.tabular>{document(E11)}", True),
        ("<ICD10CM.index/>", False),
        ("<ICD10PCS.tabular/>", False),
        ("ICD10CM.tabular,1\n", False),
        ("<", False),
        (b"PK\x03\x04<ICD10CM.tabular>", False),
        (b"\x00\xff<ICD10CM.tabular>", False),
    ],
)
def test_it_is_recognised_by_its_root(tmp_path: Path, text: str | bytes, recognised: bool) -> None:
    assert FORMAT.recognises(source_file(tmp_path, text)) is recognised


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><ICD10CM.tabular><version>&b;</version></ICD10CM.tabular>'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (document(E11)[:-60], "the XML is damaged"),
        (document(E11).replace("<desc>", "<desc", 1), "the XML is damaged"),
        (BOMB, "the XML is damaged"),
        ('<?xml version="1.0" encoding="klingon"?>' + document(E11, head="<ICD10CM.tabular>"), "the XML is damaged"),
        (HEAD + "<a>" * 200 + "</a>" * 200 + "</ICD10CM.tabular>", "nested too deeply"),
        (HEAD + "</ICD10CM.tabular>", "no categories"),
    ],
)
def test_a_damaged_file_is_an_error_that_says_so(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        list(FORMAT.read(source_file(tmp_path, text)))


def test_a_file_without_a_year_asks_for_its_first_day(tmp_path: Path) -> None:
    text = document(E11, head="<ICD10CM.tabular>")

    with pytest.raises(SourceError, match="--effective YYYY-MM-DD"):
        list(FORMAT.read(source_file(tmp_path, text, "tabular.xml")))
    edition = next(FORMAT.read(source_file(tmp_path, text, "tabular.xml", date(2024, 10, 1))))
    assert isinstance(edition, Edition)
    assert edition.id == "icd10cm-2024-10"


@pytest.fixture(scope="module")
def april_2026() -> SourceFile:
    """The tabular list that the installed package carries."""
    found = importlib.util.find_spec("simple_icd_10_cm")
    assert found is not None
    assert found.origin is not None
    path = Path(found.origin).parent / "data" / "icd10c-tabular-April-1-2026.xml"
    if not path.is_file():
        pytest.skip(f"the installed simple-icd-10-cm carries another release than {path.name}")
    with path.open("rb") as stream:
        return SourceFile(path.name, path, path.name, stream.read(HEAD_BYTES))


@pytest.fixture(scope="module")
def april_2026_items(april_2026: SourceFile) -> list[Item]:
    return list(FORMAT.read(april_2026))


def test_the_real_list_agrees_with_the_package_record_by_record(april_2026_items: list[Item]) -> None:
    ours = [item for item in april_2026_items if not isinstance(item, CodeListing)]
    theirs = list(icd10cm())

    assert len(ours) == len(theirs) == 98_187
    different = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
    assert different == []


def test_the_real_list_lists_every_code_once(april_2026_items: list[Item]) -> None:
    found = [item for item in april_2026_items if isinstance(item, CodeListing)]

    assert len(found) == len({listing.code for listing in found}) == 98_186
    assert len(found) >= FORMAT.full_release_rows
    assert sum(bool(listing.billable) for listing in found) == 74_719
    assert refusals(april_2026_items) == []


def test_titles_made_with_7th_characters_are_those_of_the_order_file(
    april_2026_items: list[Item], tmp_path: Path
) -> None:
    order = gzip.decompress(shared_file("rebuilt/icd10cm_order_2025_rebuilt.txt.gz").read_bytes())
    printed = listings(list(ORDER.read(source_file(tmp_path, order, "icd10cm_order_2025.txt"))))
    ours = {code: listing for code, listing in listings(april_2026_items).items() if len(code) == 8}

    both = ours.keys() & printed.keys()
    different = {code[:-1] for code in both if plain(ours[code].description) != plain(printed[code].description)}
    assert len(both) == 51_166
    # Reworded between the two editions: "wrist and hand" is now "hand", "high level" now "thigh level".
    assert different == {"S62.90X", "S62.91X", "S62.92X", "S74.21X"}


def plain(text: str) -> str:
    """The order file spells names without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
