"""Families of first and additional codes against the text that states their rules: the two do not drift apart."""

from __future__ import annotations

import re

import openpyxl
import pytest

from assistant.procedures.medicine.counts.codes.families import Family, every_family
from corpus.authored import REPORTED, TEXT_FOLDER, AuthoredCode, read_codes, read_sources
from corpus.records import CodeRecord
from tests.conftest import shared_file

# The therapy codes of corpus/text/cpt/therapy.yaml that are counted in units of 15 minutes.
TIMED_THERAPY = "97032 97035 97110 97112 97116 97140 97530 97535".split()


@pytest.fixture(scope="module")
def authored() -> dict[str, CodeRecord]:
    return {
        str(entry.record.code): entry.record for entry in read_codes(read_sources()) if isinstance(entry, AuthoredCode)
    }


@pytest.mark.parametrize("family", every_family(), ids=lambda family: family.name)
def test_every_code_of_a_family_stands_where_the_family_says(family: Family, authored: dict[str, CodeRecord]) -> None:
    text = (TEXT_FOLDER / family.source).read_text(encoding="utf-8")
    for code in family.codes:
        assert str(code) in authored
        assert str(code) in text


# What the authored text must say of a code for the family to count it so: the numbers in the family's steps.
_STATED = [
    ("17003", "second through the fourteenth"),
    ("17004", "fifteen or more"),
    ("17110", "one to fourteen"),
    ("17111", "at least fifteen"),
    ("11200", "up to 15"),
    ("11201", "further ten skin tags .* part of ten, past the first 15"),
    ("11720", "one to five nails"),
    ("11721", "six nails or more"),
    ("11042", "first 20 sq(uare|) c"),
    ("11045", "Each further 20 square centimeters, or part of it"),
    ("11046", "Each further 20 square centimeters, or part of it"),
    ("11047", "Each further 20 square centimeters, or part of it"),
    ("15002", "first 100 square centimeters, or one percent"),
    ("15003", "Each further 100 square centimeters, or further one percent"),
    ("15004", "first 100 square centimeters, or one percent"),
    ("15005", "Each further 100 square centimeters, or further one percent"),
    ("13101", "2.6 to 7.5 cm"),
    ("13102", "Each further 5 cm, or part of it"),
    ("17312", "One unit for each stage after the first"),
    ("64484", "every level past the first"),
    ("64480", "every level past the first"),
    ("64492", "One unit covers everything past the second"),
    ("64495", "One unit covers everything past the second"),
    ("0215T", "once for everything past the second level"),
    ("0218T", "once for everything past the second level"),
    ("64634", "one unit for each joint after the first"),
    ("64636", "one unit for each joint after the first"),
    ("22552", "one unit for each interspace after the first"),
    ("11732", "One unit for each nail past the first"),
    ("20552", "no more than two muscles"),
    ("20553", "three muscles or more"),
    ("96372", "Once for each injection"),
    ("96373", "Once for each injection"),
    ("96401", "Once for each injection"),
    ("96402", "Once for each injection"),
    ("96375", "Once for each new drug"),
    ("96411", "Once for each further drug"),
    ("96360", "begins at 31 minutes"),
    ("96361", "needs more than 30 minutes beyond the hour before it"),
    ("96365", "15 minutes or less is a push, 96374"),
    ("96366", "90 minutes of a drug are the initial code alone; 91 minutes add one unit"),
    ("96413", "15 minutes or less is a push, 96409"),
    ("96415", "90 minutes are 96413 alone; 91 minutes add one unit"),
    ("90472", "One unit for each injected vaccine after the first"),
    ("90473", "only when no injected vaccine is the first one"),
    ("90460", "Once for each vaccine"),
    ("90461", "Each component after the first"),
    ("90832", "16 to 37 minutes"),
    ("90833", "16 to 37 minutes"),
    ("90834", "38 to 52 minutes"),
    ("90836", "38 to 52 minutes"),
    ("90837", "53 minutes or more"),
    ("90838", "53 minutes or more"),
    ("99291", "30 to 74 minutes"),
    ("99292", "CPT reports the first unit from 75 minutes; Medicare .* from 104 minutes"),
    ("88341", "One unit for each different antibody"),
    ("0513T", "one unit for every wound past the first"),
    ("0560T", "one unit for every component after the first"),
    ("0562T", "one unit for every guide after the first"),
    ("0599T", "one unit for each site after the first"),
    ("0628T", "one unit for each level past the first"),
    ("0709T", "every injection past the first"),
    ("11103", "one unit for each further lesion"),
    ("11105", "one unit for each further lesion"),
    ("11107", "an incisional biopsy always stands first"),
    ("11106", "stands first when they are mixed"),
    ("97110", "one unit from 8 minutes, two from 23 and three from 38, over the timed services of the day together"),
]


@pytest.mark.parametrize(("code", "stated"), _STATED)
def test_the_text_states_what_is_counted(code: str, stated: str, authored: dict[str, CodeRecord]) -> None:
    record = authored[code]
    reported = record.section(REPORTED)
    text = f"{record.description} {reported.text if reported else ''}"
    assert re.search(stated, re.sub(r"\s+", " ", text)), text


@pytest.mark.parametrize("family", every_family(), ids=lambda family: family.name)
def test_no_family_is_without_a_stated_number(family: Family) -> None:
    stated = {code for code, _ in _STATED}
    assert stated & {str(code) for code in family.codes}


@pytest.mark.parametrize("code", TIMED_THERAPY)
def test_timed_therapy_is_in_units_of_15_minutes(code: str, authored: dict[str, CodeRecord]) -> None:
    assert "units of 15 minutes" in re.sub(r"\s+", " ", authored[code].description)


def test_further_codes_are_add_on_codes_of_their_first_in_the_publishers_file() -> None:
    sheet = openpyxl.load_workbook(shared_file("cms/AOC_V2026Q2-MCR.xlsx"), read_only=True).worksheets[0]
    listed = {(str(row[1]).strip(), str(row[3]).strip()) for row in sheet.iter_rows(min_row=3, values_only=True)}
    for family in every_family():
        for step in family.steps:
            if step.each is not None and step.beyond > 0:
                assert any((str(step.code), str(first)) in listed for first in family.codes), step
    for further, firsts in {
        "11103": ("11102", "11104", "11106"),
        "11105": ("11104", "11106"),
        "11107": ("11106",),
    }.items():
        assert {primary for add_on, primary in listed if add_on == further} == set(firsts)
    assert {("90461", "90460"), ("90472", "90471"), ("90474", "90471"), ("90474", "90473")} <= listed
