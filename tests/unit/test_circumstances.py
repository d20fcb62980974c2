"""Payer, setting, patient, minutes and place in a coder's words: each row a text and what it says."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand.circumstances import Circumstances, Patient, circumstances
from assistant.understand.circumstances.payers import Payer
from corpus.relations import Setting

CASES: list[tuple[str, dict[str, Any]]] = [
    ("80 minutes, new patient, Medicare", {"minutes": 80, "patient": Patient.NEW, "payer": Payer.MEDICARE}),
    ("80 min established pt commercial", {"minutes": 80, "patient": Patient.ESTABLISHED, "payer": Payer.CPT}),
    ("does Aetna pay for 99417?", {"payer": Payer.CPT}),
    ("BCBS prolonged services", {"payer": Payer.CPT}),
    ("99417 for Medicaid", {"payer": Payer.CPT}),
    ("Medicare guidelines for 20610", {"payer": Payer.MEDICARE}),
    ("Medicare Advantage plan", {}),
    ("Medicare or commercial?", {}),
    ("new codes for 2026", {}),
    ("what is new in E/M", {}),
    ("new patient or established patient?", {}),
    ("1 hour 20 min total", {"minutes": 80}),
    ("1.5 hours", {"minutes": 90}),
    ("an hour and a half", {"minutes": 90}),
    ("two hours of critical care", {"minutes": 120}),
    ("95min", {"minutes": 95}),
    ("one hour", {"minutes": 60}),
    ("3 hr infusion", {"minutes": 180}),
    ("99213 and 96372", {}),
    ("4 lesions", {}),
    ("three levels", {}),
    ("2 punch biopsies and 1 tangential biopsy", {}),
    ("15 AKs", {}),
    ("17 actinic keratoses", {}),
    ("two injections both knees", {"both_sides": True}),
    ("bilateral L4-5 64483", {"both_sides": True}),
    ("20 sq cm", {}),
    ("3 units of 96372", {}),
    ("outpatient hospital claim", {"setting": Setting.HOSPITAL, "facility": True}),
    ("HOPD", {"setting": Setting.HOSPITAL}),
    ("on a UB-04", {"setting": Setting.HOSPITAL}),
    ("hospital visit 99223", {"facility": True}),
    ("practitioner claim", {"setting": Setting.PRACTITIONER}),
    ("in our office", {"setting": Setting.PRACTITIONER, "facility": False}),
    ("POS 11", {"setting": Setting.PRACTITIONER, "facility": False}),
    ("POS 22", {"facility": True}),
    ("DME supplier", {"setting": Setting.DME_SUPPLIER}),
    ("non-facility payment", {"facility": False}),
    ("facility rate", {"facility": True}),
    ("what does Medicare pay for 99213 in Alabama?", {"payer": Payer.MEDICARE, "state": "AL"}),
    ("99213 in West Virginia", {"state": "WV"}),
    ("99213 in AL", {"state": "AL"}),
    ("99213 in or out", {}),
    ("locality 05", {"locality": "05"}),
    ("can it be billed alone?", {}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "said"), CASES)
def test_circumstances(text: str, said: dict[str, Any]) -> None:
    found = circumstances(text)
    names = {field.name for field in fields(Circumstances)} - {"payer_name"}
    assert {
        name: getattr(found, name) for name in names if getattr(found, name) not in (None, (), False) or name in said
    } == said


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    circumstances(text)


def test_a_long_text_is_read() -> None:
    assert circumstances("1 hour and " * 2_000).minutes == 60
