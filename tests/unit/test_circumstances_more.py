"""More circumstances: each table is one thing that may be said, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand.circumstances import circumstances

PAYER = [
    ("Medicare guidelines", "MEDICARE"),
    ("new codes", ""),
    ("Medicare Advantage", ""),
    ("Aetna Medicare Advantage plan", ""),
    ("non-Medicare payer", ""),
    ("not Medicare", ""),
    ("CMS-1500 form", ""),
    ("for CMS", "MEDICARE"),
    ("Medicaid", "CPT"),
    ("BCBS", "CPT"),
    ("Blue Cross", "CPT"),
    ("commercial payer", "CPT"),
    ("TRICARE", ""),
    ("Medicare or commercial", ""),
    ("does Aetna follow Medicare rules", "CPT"),
    ("Medicare primary, BCBS secondary", "MEDICARE"),
    ("Noridian", "MEDICARE"),
    ("original Medicare", "MEDICARE"),
    ("Medicare replacement", ""),
    ("MAC anesthesia", ""),
    ("monitored anesthesia care (MAC)", ""),
    ("Humana Medicare", ""),
    ("cms", "MEDICARE"),
    ("10 cms long", ""),
    ("Part B", "MEDICARE"),
    ("commercial driver exam", ""),
    ("UHC", "CPT"),
    ("United Healthcare", "CPT"),
    ("private insurance", "CPT"),
    ("under CPT rules", "CPT"),
]
SETTING = [
    ("hospital visit 99223", ""),
    ("hospital outpatient", "hospital"),
    ("in the outpatient hospital", "hospital"),
    ("HOPD", "hospital"),
    ("facility claim", "hospital"),
    ("UB-04", "hospital"),
    ("UB04", "hospital"),
    ("office visit", "practitioner"),
    ("in the office", "practitioner"),
    ("physician claim", "practitioner"),
    ("practitioner", "practitioner"),
    ("physician", "practitioner"),
    ("physician fee schedule", ""),
    ("professional claim", "practitioner"),
    ("POS 11", "practitioner"),
    ("POS 22", ""),
    ("place of service 22", ""),
    ("DME supplier", "DME supplier"),
    ("DME", "DME supplier"),
    ("supplier of drugs", ""),
    ("hospital vs physician", ""),
    ("physician billing in the HOPD", "practitioner"),
    ("nurse practitioner", ""),
    ("facility fee", "hospital"),
    ("post office", ""),
    ("nursing facility visit", ""),
    ("skilled nursing facility", ""),
    ("hospital", ""),
    ("ASC", "practitioner"),
    ("outpatient facility", "hospital"),
    ("supplies", ""),
    ("professional component", ""),
    ("CMS-1500", "practitioner"),
]
FACILITY = [
    ("POS 11", "no"),
    ("POS 22", "yes"),
    ("POS 31", "yes"),
    ("POS 32", "no"),
    ("POS 12", "no"),
    ("POS 02", "yes"),
    ("POS 10", "no"),
    ("POS 61", "yes"),
    ("POS 24", "yes"),
    ("non-facility", "no"),
    ("facility", "yes"),
    ("in the office", "no"),
    ("nursing facility", ""),
    ("skilled nursing facility", ""),
    ("facility or non-facility", ""),
    ("hospital visit", "yes"),
    ("ASC", "yes"),
    ("place of service 21", "yes"),
    ("inpatient", ""),
    ("assisted living facility", ""),
]
PATIENT = [
    ("new patient", "new"),
    ("new pt", "new"),
    ("80 minutes, new, Medicare", "new"),
    ("established patient", "established"),
    ("est pt", "established"),
    ("est. patient", "established"),
    ("new or established patient", ""),
    ("new codes", ""),
    ("new technology", ""),
    ("established guidelines", ""),
    ("established diagnosis", ""),
    ("patient is new to the practice", "new"),
    ("not a new patient", "established"),
    ("is this patient new or established", ""),
    ("newpatient", ""),
    ("new office patient", "new"),
    ("new medicare patient", "new"),
]
MINUTES = [
    ("80 minutes", "80"),
    ("80 min", "80"),
    ("95min", "95"),
    ("1 hour 20 min", "80"),
    ("1 hr 20 min", "80"),
    ("1h20m", "80"),
    ("1h 20m", "80"),
    ("1.5 hours", "90"),
    ("two hours", "120"),
    ("half an hour", "30"),
    ("an hour and a half", "90"),
    ("1 hour", "60"),
    ("one hour", "60"),
    ("90-minute", "90"),
    ("60-74 minutes", ""),
    ("60 to 74 minutes", ""),
    ("each additional 15 minutes", ""),
    ("every 15 minutes", ""),
    ("per 15 minutes", ""),
    ("first 30 minutes", ""),
    ("15 minute increments", ""),
    ("15-minute units", ""),
    ("30 minutes face to face and 20 minutes charting", ""),
    ("spent 40 minutes total, 10 minutes counseling", "40"),
    ("total time 75 minutes", "75"),
    ("24 hours", ""),
    ("within 24 hours", ""),
    ("48-hour Holter", ""),
    ("more than 74 minutes", ""),
    ("less than 8 minutes", ""),
    ("at least 60 minutes", "60"),
    ("1 hour and 15 minutes", "75"),
    ("a hundred minutes", ""),
    ("80 minutes and 80 minutes", "80"),
    ("99215 plus 1 hour", "60"),
    ("3h", "180"),
    ("1 hour, 20 minutes", "80"),
    ("2.25 hours", "135"),
    ("thirty minutes", "30"),
    ("up to 30 minutes", ""),
]
SIDES = [
    ("bilateral", "both"),
    ("bilateral knees", "both"),
    ("both knees", "both"),
    ("right and left knee", "both"),
    ("bilateral indicator", ""),
    ("bilateral surgery indicator", ""),
    ("unilateral or bilateral", ""),
    ("both codes", ""),
    ("right knee", ""),
    ("not bilateral", ""),
    ("both sides", "both"),
    ("left and right shoulders", "both"),
]
STATE = [
    ("in Alabama", "AL"),
    ("in West Virginia", "WV"),
    ("in Washington DC", "DC"),
    ("in DC", "DC"),
    ("in NY", "NY"),
    ("in OR", ""),
    ("in the OR", ""),
    ("in IN", ""),
    ("in ME", ""),
    ("in MA", ""),
    ("in VA", ""),
    ("in CT", ""),
    ("in CA", ""),
    ("in Puerto Rico", "PR"),
    ("Alabama Medicaid", "AL"),
    ("payment in TX", "TX"),
    ("payment for 99213 in New York", "NY"),
    ("Virginia Smith", ""),
    ("in MI", ""),
    ("for AL", ""),
    ("for HI", ""),
    ("locality 05", "/05"),
    ("locality 00, AL", "AL/00"),
]


@pytest.mark.parametrize(("text", "payer"), PAYER)
def test_payer(text: str, payer: str) -> None:
    found = circumstances(text).payer
    assert (found.name if found else "") == payer


@pytest.mark.parametrize(("text", "setting"), SETTING)
def test_setting(text: str, setting: str) -> None:
    assert str(circumstances(text).setting or "") == setting


@pytest.mark.parametrize(("text", "facility"), FACILITY)
def test_facility(text: str, facility: str) -> None:
    assert {None: "", True: "yes", False: "no"}[circumstances(text).facility] == facility


@pytest.mark.parametrize(("text", "patient"), PATIENT)
def test_patient(text: str, patient: str) -> None:
    assert str(circumstances(text).patient or "") == patient


@pytest.mark.parametrize(("text", "minutes"), MINUTES)
def test_minutes(text: str, minutes: str) -> None:
    found = circumstances(text).minutes
    assert ("" if found is None else str(found)) == minutes


@pytest.mark.parametrize(("text", "sides"), SIDES)
def test_both_sides(text: str, sides: str) -> None:
    assert circumstances(text).both_sides is (sides == "both")


@pytest.mark.parametrize(("text", "place"), STATE)
def test_state_and_locality(text: str, place: str) -> None:
    said = circumstances(text)
    assert (said.state or "") + (f"/{said.locality}" if said.locality else "") == place


PROSE = st.lists(
    st.sampled_from(
        "1 hour 20 min and a half Medicare or new patient est POS 11 in AL both knees ſ İ K １ hospital -".split()
    ),
    max_size=20,
).map(" ".join)


@given(PROSE)
def test_no_prose_makes_it_fail(text: str) -> None:
    circumstances(text)
