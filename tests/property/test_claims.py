"""A claim is read back as it was written, in every style; and nothing of a code's form is lost on the way in."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.understand.claims.pasted import plain
from assistant.understand.claims.pieces import loose_codes, pieces_of
from assistant.understand.claims.text import read_claim
from tests.support.told_cases import TODAY
from tests.support.written_claims import STYLES, differences, random_claim


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(STYLES))
def test_a_claim_is_read_back(chance: random.Random, style: object) -> None:
    written, expected = style(random_claim(chance))  # type: ignore[operator]
    assert not differences(written, expected), written


TOKENS = st.lists(
    st.sampled_from(
        "99213 20610 J3301 E1165 0591T 11104 12345 25 59 RT AB A x2 x40 2 150 150.00 $12,500.00 12500.50 99213.0 99213.25 "
        "9921325 M17.11 M1711 S72 T81.4XXA dx NDC auth# ref NPI POS 11 1234567893 CPT Mod Units Charge 3/15/2026 20260315 "
        "units knee , ; / | - . : ( ) # _ * = & + \t \n é ２ ? is and with 55150-127-01 64483-64484 a@b.c".split(" ")
    ),
    min_size=1,
    max_size=18,
)


@settings(max_examples=400, deadline=None)
@given(TOKENS, st.sampled_from(["", " ", " ", ","]), st.booleans())
def test_no_code_is_lost(tokens: list[str], between: str, introduced: bool) -> None:
    text = between.join(tokens)
    claim = read_claim("check this claim: " + text if introduced else text, TODAY)
    if claim is None:
        return
    told = " ".join(
        (
            *(str(line.code) for line in claim.lines),
            *(str(line.charge or "") for line in claim.lines),
            *(code.undotted for code in claim.diagnoses),
            *claim.unread,
            *claim.asked,
            *claim.not_services,
            *claim.notes,
            *(number.value for number in claim.numbers),
        )
    ).upper()
    left = [code for code in loose_codes(plain(text)) if code not in plain(told)]
    assert not left, (text, claim)


@given(st.text(max_size=200))
def test_every_character_is_in_a_piece_or_separates(text: str) -> None:
    flat = plain(text)
    between, position = "", 0
    for piece in pieces_of(flat):
        assert position <= piece.start < piece.end
        between += flat[position : piece.start]
        position = piece.end
    assert not any(sign.isalnum() for sign in between + flat[position:])
