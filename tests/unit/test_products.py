"""Drugs by brand and NDC, and tables asked for by name, in a message."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.payment.listed.decide import units_of
from assistant.understand.form.products import drugs_in, is_about_drugs_alone, ndcs_in
from assistant.understand.wishes.tables import table_asked
from corpus.relations import Table

NAMES = frozenset({"takhzyro", "ocrevus", "ocrevus zunovo", "h p acthar", "dextrose"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NDC 47783-0644-01 how many units", ("47783064401",)),
        ("47783-644-01 units", ("47783064401",)),
        ("0023-1145-01", ("00023114501",)),
        ("12345-6789-1 in a vial", ("12345678901",)),
        ("ndc 47783064401", ("47783064401",)),
        ("NDC: 0023114501", ("00231145001", "00231014501", "00023114501")),
        ("call 555-1234-01", ()),
        ("phone 5551234567", ()),
        ("99213-25 on 2026-01-01", ()),
    ],
)
def test_product_numbers(text: str, found: tuple[str, ...]) -> None:
    assert ndcs_in(text) == found if len(found) < 2 else set(ndcs_in(text)) == set(found)


@pytest.mark.parametrize(
    ("text", "found", "alone"),
    [
        ("what J-code is Takhzyro?", ("takhzyro",), True),
        ("OCREVUS ZUNOVO 920 mg", ("ocrevus zunovo",), True),
        ("how do I bill H.P. Acthar 40 units", ("h p acthar",), True),
        ("Ocrevus for multiple sclerosis, infused over 3 hours", ("ocrevus",), False),
        ("hyperglycemia treated with dextrose", ("dextrose",), False),
        ("what is 99213", (), False),
    ],
)
def test_drugs_by_their_names(text: str, found: tuple[str, ...], alone: bool) -> None:
    assert drugs_in(text, NAMES) == found
    assert is_about_drugs_alone(text, found) is alone


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("ASC payment indicator for 66984", Table.ASC),
        ("is 64483 payable in an ASC?", Table.ASC),
        ("anesthesia base units for 00400", Table.ANESTHESIA_UNITS),
        ("base units 5, 60 minutes", None),
        ("anesthesia conversion factor in Dallas", Table.ANESTHESIA_FACTORS),
        ("CLFS rate 80053", Table.LABORATORY),
        ("what is the NDC of J0585?", Table.ASP_CROSSWALK),
        ("ASP limit of J0593", Table.ASP_PRICES),
        ("DMEPOS fee schedule amount E0601 in Texas", Table.EQUIPMENT),
        ("OPPS status indicator of 96372", Table.OPPS),
        ("what family is 99213", Table.FAMILIES),
        ("which locality is zip 75201", Table.ZIP_CODES),
        ("payment locality of Dallas", None),
        ("do I report the NDC on the claim", None),
        ("denied, remark says lab fee schedule", None),
        ("what does 99213 pay", None),
    ],
)
def test_the_table_that_is_asked_for(text: str, table: Table | None) -> None:
    assert table_asked(text) is table


@pytest.mark.parametrize(
    ("dose", "unit", "dosage", "units"),
    [
        ("300", "mg", "1 MG", "300"),
        ("0.5", "g", "250 mg", "2"),
        ("100", "mcg", "0.1 mg", "1"),
        ("100", "units", "1 UNIT", "100"),
        ("5", "ml", "1 mg", None),
        ("5", "mg", "per dose", None),
    ],
)
def test_units_of_a_dose(dose: str, unit: str, dosage: str, units: str | None) -> None:
    found = units_of(Decimal(dose), unit, dosage)
    assert found == (Decimal(units) if units else None)


@given(st.text(alphabet="0123456789- ndcNDC", max_size=200))
def test_product_numbers_have_eleven_digits(text: str) -> None:
    assert all(len(ndc) == 11 and ndc.isdigit() for ndc in ndcs_in(text))
