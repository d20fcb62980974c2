"""Files that were damaged on the way: told in one sentence, or read with what is missing named, and never clean."""

from __future__ import annotations

import random
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.understand.claims.files.reading import read_bytes
from assistant.understand.claims.files.segments import ClaimFileError, read_interchanges
from assistant.understand.claims.text import ClaimText
from tests.support.x12_files import written

TODAY = date(2026, 11, 23)
SEEDS = st.integers(0, 400)


def read_or_told(text: str) -> tuple[ClaimText, ...] | str:
    try:
        return read_bytes(text.encode(), "file", TODAY)
    except ClaimFileError as error:
        return str(error)


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.data())
def test_a_damaged_file_is_read_or_told(seed: int, data: st.DataObject) -> None:
    text = written(random.Random(seed)).text
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 40))
    put = data.draw(st.text("*:~|\n\r AB01.-^", max_size=10))
    read = read_or_told(text[:start] + put + text[start + length :])
    assert read if isinstance(read, tuple) else read.endswith(".")


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.data())
def test_a_lost_service_segment_is_never_clean(seed: int, data: st.DataObject) -> None:
    text = written(random.Random(seed)).text
    whole = read_interchanges(text)
    places = [
        segment
        for transaction in whole.transactions
        if transaction.kind == "837"
        for segment in transaction.segments
        if segment.tag in ("SV1", "SV2")
    ]
    if not places:
        return
    lost = data.draw(st.sampled_from(places))
    sign = text[3] if lost.text.replace("*", text[3]) in text else None
    if sign is None or text.count(lost.text.replace("*", sign)) != 1:
        return
    claims = read_bytes(text.replace(lost.text.replace("*", sign), "").encode(), "file", TODAY)
    assert not all(claim.whole for claim in claims)
