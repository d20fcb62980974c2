"""Which titles contradict a phrase, and what is offered of found codes, as tables."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.answering.gather.searching.found import Found, offered
from assistant.retrieval.words.contradiction import contradicts
from corpus.codes import Code, Icd10CmCode
from corpus.records import CodeRecord, RecordStatus, SourceRef

RANGE = "Hypertensive chronic kidney disease with stage 1 through stage 4 chronic kidney disease"


@pytest.mark.parametrize(
    ("phrase", "title", "contradictory"),
    [
        ("diabetes with CKD stage 3", "Chronic kidney disease, stage 2 (mild)", True),
        ("CKD stage 3", "Chronic kidney disease, stage 3b", False),  # it may be 3b
        ("CKD stage 3a", "Chronic kidney disease, stage 3b", True),
        ("CKD stage IIIb", "Chronic kidney disease, stage 3 unspecified", False),
        ("hypertension, CKD stage 4", RANGE, False),
        ("hypertension, CKD stage 5", RANGE, True),
        ("pressure ulcer stage 4", "Pressure ulcer of sacral region, unstageable", True),
        ("pressure ulcer stage 4", "Pressure ulcer of sacral region, unspecified stage", False),
        ("glaucoma, mild stage", "Pigmentary glaucoma, left eye, severe stage", True),
        ("type 2 diabetes", "Type 1 diabetes mellitus without complications", True),
        ("fracture, type II", "open fracture type I or II", False),
        ("right knee pain", "Pain in left knee", True),
        ("rt knee pain", "Pain in right knee", False),
        ("bilateral knee pain", "Pain in left knee", False),  # each side has its own code
        ("left knee pain", "Bilateral primary osteoarthritis of knee", True),
        ("knee pain", "Pain in left knee", False),
        ("second trimester bleeding", "Hemorrhage in early pregnancy, third trimester", True),
        ("second degree burn of the palm", "Burn of third degree of palm", True),
        ("breast cancer in a man", "Malignant neoplasm of nipple, right female breast", True),
        ("laceration, initial encounter", "Laceration of scalp, sequela", True),
        ("", "Pain in left knee", False),
    ],
)
def test_contradictions(phrase: str, title: str, contradictory: bool) -> None:
    assert contradicts(phrase, title) is contradictory


TITLES = {
    "N18.2": "Chronic kidney disease, stage 2 (mild)",
    "N18.3": "Chronic kidney disease, stage 3 (moderate)",
    "N18.30": "Chronic kidney disease, stage 3 unspecified",
    "N18.31": "Chronic kidney disease, stage 3a",
    "N18.32": "Chronic kidney disease, stage 3b",
    "G56.0": "Carpal tunnel syndrome",
    "G56.00": "Carpal tunnel syndrome, unspecified upper limb",
    "G56.01": "Carpal tunnel syndrome, right upper limb",
    "G56.02": "Carpal tunnel syndrome, left upper limb",
}


def _records(codes: Iterable[Code]) -> dict[Code, CodeRecord]:
    return {code: _record(code) for code in codes if str(code) in TITLES}


def _record(code: Code) -> CodeRecord:
    below = tuple(Icd10CmCode.parse(one) for one in TITLES if one.startswith(str(code)) and one != str(code))
    status = RecordStatus.HEADER if below else RecordStatus.BILLABLE
    source = SourceRef("icd10cm", str(code))
    return CodeRecord(code, TITLES[str(code)], True, status, source, children=below)


def _offered(phrase: str, *codes: str) -> Found:
    matched = {Icd10CmCode.parse(code): TITLES[code] for code in codes}
    return offered(phrase, dict(matched), _records, 6)


@pytest.mark.parametrize(
    ("phrase", "found", "codes"),
    [
        ("CKD stage 3", ["N18.2", "N18.3", "N18.31", "N18.30"], ["N18.30", "N18.31"]),  # the header gives its place
        ("CKD stage 3b", ["N18.3", "N18.30"], ["N18.30"]),
        ("CKD stage 3b", ["N18.3"], ["N18.30", "N18.32"]),  # few are left of what stands below it
        ("carpal tunnel syndrome", ["G56.0"], ["G56.0"]),
        ("left carpal tunnel syndrome", ["G56.00", "G56.02", "G56.01"], ["G56.02"]),  # and none that says less
        ("carpal tunnel syndrome", ["G56.0", "G56.01", "G56.00"], ["G56.00", "G56.01"]),
    ],
)
def test_what_is_offered(phrase: str, found: list[str], codes: list[str]) -> None:
    assert [str(code) for code in _offered(phrase, *found).codes] == codes


def test_why_a_code_is_offered() -> None:
    (code,) = _offered("left carpal tunnel", "G56.02").codes
    assert _offered("left carpal tunnel", "G56.02").why[code] == "left, carpal, tunnel"
    named = offered("pinched wrist", {code: "pinched nerve at the wrist"}, _records, 6)
    assert named.why[code] == "also called “pinched nerve at the wrist”"
    assert offered("numb thumb", {code: TITLES["G56.02"]}, _records, 6).why[code] == "near in meaning"


def test_a_header_names_what_stands_below_it() -> None:
    header = Icd10CmCode.parse("G56.0")
    assert [str(code) for code in _offered("carpal tunnel syndrome", "G56.0").below[header]] == [
        "G56.00",
        "G56.01",
        "G56.02",
    ]
