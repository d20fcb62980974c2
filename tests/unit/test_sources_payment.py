"""The payment tables beside the fee schedule: small files in the publishers' layouts, and the real ones at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from corpus.codes import CptCode, HcpcsCode, Modifier
from corpus.drug_names import read_drug_names, write_drug_names
from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.fees import AnesthesiaFactor, CodeFamily, DrugProduct, ZipArea
from ingest.files import opened
from ingest.sources import HEAD_BYTES, Item, SourceFile
from ingest.sources.cms.headed import period_of
from ingest.sources.formats import FORMATS
from tests.conftest import shared_file
from tests.support.payment_tables import FACTORS_FIXED, FILES


def source(folder: Path, name: str, text: str, effective: date | None = None) -> SourceFile:
    path = folder / name
    path.write_text(text, encoding="cp1252")
    return SourceFile(name, path, name, path.read_bytes()[:HEAD_BYTES], effective)


def read(file: SourceFile) -> tuple[Edition, list[Any], list[RowError]]:
    form = next(form for form in FORMATS if form.recognises(file))
    edition, *items = form.read(file)
    assert isinstance(edition, Edition)
    errors = [item for item in items if isinstance(item, RowError)]
    return edition, [item for item in items if hasattr(item, "source")], errors


JANUARY = (date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("name", "edition", "days", "count"),
    [
        ("January 2026 ASP NDC-HCPCS Crosswalk.csv", "asp-ndc-2026-01", JANUARY, 4),
        ("January 2026 ASP Pricing File.csv", "asp-prices-2026-01", JANUARY, 2),
        ("Jan 2026 ASC AA.csv", "asc-2026-01", JANUARY, 3),
        ("Jan 2026 ASC BB.csv", "asc-2026-01", JANUARY, 1),
        ("CLFS 2026 Q1V1.csv", "clfs-2026-01", JANUARY, 3),
        ("anesthesia base units 2026.csv", "anesthesia-units-2026", (date(2026, 1, 1), date(2026, 12, 31)), 2),
        ("ANES2025.csv", "anesthesia-factors-2025", (date(2025, 1, 1), date(2025, 12, 31)), 3),
        ("DMEPOS26_JAN.csv", "dmepos-2026-01", JANUARY, 3),
        ("DME Rural Zip Code Quarter 1 2026.csv", "dmepos-rural-2026-01", JANUARY, 2),
        ("RBCS_2023.csv", "rbcs-2023", (date(2023, 1, 1), None), 3),
        ("ZIP5_JAN2025.txt", "zip-locality-2025-01", (date(2025, 1, 1), date(2025, 3, 31)), 4),
    ],
)
def test_each_is_recognised_by_its_content(
    tmp_path: Path, name: str, edition: str, days: tuple[date, date | None], count: int
) -> None:
    found, rows, errors = read(source(tmp_path, f"renamed{Path(name).suffix}", FILES[name], date(2026, 1, 1)))
    assert len(rows) == count
    assert errors == []
    told, _, _ = read(source(tmp_path, name, FILES[name]))
    assert (told.id, told.effective_from, told.effective_to) == (edition, *days)
    assert found.table == told.table


def rows_of(folder: Path, name: str) -> dict[str, Any]:
    return {str(getattr(row, "code", row)): row for row in read(source(folder, name, FILES[name]))[1]}


def test_what_the_rows_hold(tmp_path: Path) -> None:
    drug = rows_of(tmp_path, "January 2026 ASP NDC-HCPCS Crosswalk.csv")
    assert (drug["J0593"].ndc, drug["J0593"].name, drug["J0593"].package_units) == ("47783064401", "Takhzyro", 300)
    assert (drug["J7331"].ndc, drug["J7331"].item_units, drug["J7331"].package_units) == ("", 20, 60)
    price = rows_of(tmp_path, "January 2026 ASP Pricing File.csv")["J0593"]
    assert (price.limit, price.dosage, price.coinsurance) == (Decimal("81.234"), "1 MG", 20)
    center = rows_of(tmp_path, "Jan 2026 ASC AA.csv")
    assert (center["66984"].rate, center["66984"].discounted, center["66984"].addendum) == (
        Decimal("1100.50"),
        True,
        "AA",
    )
    assert center["0709T"].rate is None
    assert rows_of(tmp_path, "Jan 2026 ASC BB.csv")["J0593"].addendum == "BB"
    assert rows_of(tmp_path, "CLFS 2026 Q1V1.csv")["80053"].modifier == Modifier("QW")
    assert rows_of(tmp_path, "anesthesia base units 2026.csv")["00100"].units == 5
    equipment = read(source(tmp_path, "DMEPOS26_JAN.csv", FILES["DMEPOS26_JAN.csv"]))[1]
    assert [(row.state, row.fee, row.rural) for row in equipment if str(row.code) == "A7032"] == [("TX", 20, 35)]


def test_factors_are_the_same_in_both_layouts(tmp_path: Path) -> None:
    def factors(name: str, text: str) -> dict[str, AnesthesiaFactor]:
        return {row.name: replace(row) for row in read(source(tmp_path, name, text))[1]}

    printed, fixed = factors("ANES2025.csv", FILES["ANES2025.csv"]), factors("ANES2025.txt", FACTORS_FIXED)
    assert all(printed[name] == fixed[name] for name in ("DALLAS", "WISCONSIN"))


@pytest.mark.parametrize(
    "header",
    [
        "HCPCS Level II Code defer to DCDRG,Short Description defer to DCDRG,Labeler Name,NDC2,Drug Name,HCPCS Dosage,"
        "PKG SIZE,PKG QTY,BILLUNITS,BILLUNITSPKG",
        "HCPCS Code,Short Descriptor,Manufacturer Name,NDC,Drug Product Name,HCPCS Code Dosage,Package Size,"
        "Package Quantity,Billing Units,Billing Units per Package",
    ],
)
def test_columns_of_the_crosswalk_go_by_what_they_mean(tmp_path: Path, header: str) -> None:
    text = f"April 2026 ASP NDC - HCPCS Crosswalk\n{header}\nJ0593,,A maker,47783-0644-01,Takhzyro,1 MG,2,1,300,301\n"
    edition, rows, _ = read(source(tmp_path, "crosswalk.csv", text))
    assert edition.id == "asp-ndc-2026-04"
    assert [(row.code, row.name, row.item_units, row.package_units) for row in rows] == [
        (HcpcsCode("J0593"), "Takhzyro", 300, 301)
    ]


def test_the_crosswalk_of_other_prices_is_not_taken_for_it(tmp_path: Path) -> None:
    text = FILES["January 2026 ASP NDC-HCPCS Crosswalk.csv"].replace("ASP NDC", "AWP NDC")
    with pytest.raises(SourceError, match="crosswalk of AWP prices"):
        read(source(tmp_path, "crosswalk.csv", text))


def test_wrong_cells_are_told_by_their_line(tmp_path: Path) -> None:
    text = (
        FILES["CLFS 2026 Q1V1.csv"]
        + "2026,80048,,20260101,N,ten,,,\n2026,99999999,,20260101,N,1,,,\n2026,80050,,,N,,,,\n"
    )
    _, rows, errors = read(source(tmp_path, "CLFS 2026 Q1V1.csv", text))
    assert len(rows) == 3
    assert [error.line for error in errors] == [8, 9, 10]


@pytest.mark.parametrize(
    ("name", "told", "days"),
    [
        ("PUF_CLFS_CY2026_Q2V1.csv", "", (date(2026, 4, 1), date(2026, 6, 30))),
        ("table.csv", "Effective July 1, 2026 through September 30, 2026", (date(2026, 7, 1), date(2026, 9, 30))),
        ("ZIP5_APR2026.txt", "", (date(2026, 4, 1), date(2026, 6, 30))),
        ("ANES2025.txt", "", (date(2025, 1, 1), date(2025, 12, 31))),
    ],
)
def test_the_days_of_a_release(tmp_path: Path, name: str, told: str, days: tuple[date, date]) -> None:
    assert period_of(source(tmp_path, name, "x"), told) == days


def test_a_release_that_is_told_nowhere_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--effective"):
        period_of(source(tmp_path, "table.csv", "x"))
    assert period_of(source(tmp_path, "table.csv", "x", date(2026, 5, 1)))[0] == date(2026, 4, 1)


def test_drug_names_are_written_as_they_are_read() -> None:
    text = "H.P. Acthar: J0801\nVasopressin: J2596 J2598\nJ0801 = 40 units\nJ2596 = 1 unit\nJ2598 = 1 unit"
    rows = [row for row in read_drug_names(text) if isinstance(row, DrugProduct)]
    assert (rows[0].key, str(rows[0].code), rows[0].dosage) == ("h p acthar", "J0801", "40 units")
    assert "\n".join(write_drug_names(rows)) == text
    assert all(isinstance(row, RowError) for row in read_drug_names("no code\nName: X\n: J0801\n"))


# --- the real files -------------------------------------------------------------------------------------------------


def items_of(path: Path) -> Iterator[Item]:
    with opened(path) as files:
        for file in files:
            assert isinstance(file, SourceFile)
            yield from next(form for form in FORMATS if form.recognises(file)).read(file)


def test_the_real_crosswalk_and_the_shipped_names() -> None:
    from corpus.authored import TEXT_FOLDER
    from corpus.drug_names import DRUG_NAMES_FILE

    items = list(items_of(shared_file("cms/January 2026 ASP NDC-HCPCS Crosswalk.csv.gz")))
    products = [item for item in items if isinstance(item, DrugProduct)]
    assert not [item for item in items if isinstance(item, RowError)]
    assert (len(products), len({row.code for row in products}), len({row.key for row in products})) == (
        7_125,
        843,
        1_032,
    )
    shipped = (TEXT_FOLDER / DRUG_NAMES_FILE).read_text(encoding="utf-8").splitlines()
    assert [line for line in shipped if not line.startswith("#")] == list(write_drug_names(products))


def test_the_real_families_and_zip_codes() -> None:
    families = [item for item in items_of(shared_file("rekeyed/RBCS_2023.csv")) if isinstance(item, CodeFamily)]
    assert len(families) == 17_033
    assert next(row for row in families if row.code == CptCode("99213")).family == "Office E&M - Established"
    areas = {
        item.zip_code: item
        for item in items_of(shared_file("rekeyed/zip_locality_2025.csv"))
        if isinstance(item, ZipArea)
    }
    assert len(areas) == 42_956
    assert (areas["75201"].contractor, areas["75201"].locality) == ("04412", "11")
