"""Dates of the history are no dates of service. Each row: the text, and the days of service on Monday 2026-11-30."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.procedures.registry import lexicon
from assistant.understand.form.dates import dates_in, dates_of_service, without_dates
from assistant.understand.query import Conversation
from assistant.understand.reader import understand
from tests.support.told_cases import everything_exists

TODAY = date(2026, 11, 30)

CASES = [
    ("stroke last year, now hemiplegia, which code", ""),
    ("in 2019 he had a stroke, still has aphasia", ""),
    ("stroke 6 months ago with residual weakness", ""),
    ("s/p 3/2020 lumpectomy, on tamoxifen, which dx", ""),
    ("status post TKA 4/12/2025, seen for pain on 6/1/2026 99213", "2026-06-01"),
    ("MI on 11/10/2026, visit today", "2026-11-30"),
    ("MI 3 weeks ago, still on treatment, I21 or I25.2", ""),
    ("history of breast cancer 2018, mastectomy in 2019", ""),
    ("turned 19 last month", ""),
    ("quit smoking in 2015", ""),
    ("diagnosed in March 2024 with diabetes, 99214 on 5/5/2026", "2026-05-05"),
    ("what did Medicare pay for 99213 last year", "2025-01-01"),
    ("is 99441 valid on 2024-11-05", "2024-11-05"),
    ("99213 billed two weeks ago was denied", "2026-11-16"),
    ("20610 three weeks ago, can I rebill", "2026-11-09"),
    ("fell 2 days ago, distal radius fracture, which code", ""),
    ("last visit was 14 months ago, new or established", ""),
    ("last colonoscopy in 2021, screening now, G0121?", ""),
    ("surgery on 3/3/2026, seen on 3/20/2026 for wound check", "2026-03-20"),
    ("hip replacement in 2020, dislocated today", "2026-11-30"),
    ("we saw him on 3/5/2026 for 45 minutes", "2026-03-05"),
    ("date of injury 5/6/2026, date of service 5/9/2026, fracture care", "2026-05-09"),
    ("was 20610 payable in 2024", "2024-01-01"),
    ("in 2024 which code was used for prolonged services", "2024-01-01"),
    ("45385 on 4/4/2026, hx of polyps 2021", "2026-04-04"),
    ("PCI last month by another group, cardiac rehab code", ""),
    ("discharged 3 days ago, TCM visit today", "2026-11-30"),
    ("seen last week 99214, surgery this week", "2026-11-23"),
    ("vaccine given last Tuesday, which admin code", "2026-11-24"),
    ("chemo ended in June 2023, surveillance visit 99213", ""),
    ("and last year", "2025-01-01"),
    ("last year?", "2025-01-01"),
    ("two weeks ago", "2026-11-16"),
    ("and on 1/6/2025?", "2025-01-06"),
    ("EGD with biopsy on 2/2/2026, which code", "2026-02-02"),
    ("had colonoscopy with snare on 3/4/2026", "2026-03-04"),
    ("covid in january, still fatigued", ""),
    ("implant placed 1/2022, removed on 5/1/2026, 11982?", "2026-05-01"),
    ("in 2019 he had knee surgery; 20610 on 3/3/2026", "2026-03-03"),
]


@pytest.mark.parametrize(("text", "days"), CASES)
def test_only_the_service_is_dated(text: str, days: str) -> None:
    assert " ".join(str(each.day) for each in dates_of_service(text, TODAY)) == days


@pytest.mark.parametrize(("text", "days"), CASES)
def test_a_query_has_no_day_of_the_history(text: str, days: str) -> None:
    query = understand(Conversation(), text, everything_exists, TODAY, lexicon())
    assert str(query.date_of_service or "") == days.partition(" ")[0]


def test_a_date_of_the_history_is_a_date_all_the_same() -> None:
    text = "s/p lumpectomy 3/4/2020, seen on 5/5/2026"
    assert [each.history for each in dates_in(text, TODAY)] == [True, False]
    assert "2020" not in without_dates(text, TODAY)
