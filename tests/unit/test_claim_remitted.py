"""What the denials say of the lines of an 835, and how the table of it reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.procedures.billing.denials.remitted import remitted_verdicts, unknown_reasons
from assistant.rules.verdict import Stance
from assistant.understand.claims.files.adjusted import Adjustment, Remittance, Remitted
from assistant.understand.claims.line import ClaimLine
from assistant.understand.claims.text import ClaimText
from corpus.codes import CptCode

DAY = date(2026, 3, 10)


def remitted(told: str, number: int = 1) -> Remitted:
    """ "CO-45 20, PR-2 10; N130" of a line of $100."""
    adjusted, _, remarks = told.partition(";")
    found = []
    for each in filter(None, adjusted.split(", ")):
        label, amount = each.split()
        group, reason = label.split("-")
        found.append(Adjustment(group, reason, Decimal(amount)))
    paid = 100 - sum(one.amount for one in found)
    return Remitted(number, Decimal(100), Decimal(paid), tuple(found), tuple(remarks.split()))


def claim(*told: str, whole: str = "") -> ClaimText:
    lines = tuple(remitted(each, number) for number, each in enumerate(told, start=1))
    codes = tuple(ClaimLine(CptCode(f"9921{number}")) for number in range(1, len(lines) + 1))
    return ClaimText(codes, remittance=Remittance(remitted(whole, 0), lines=lines))


@pytest.mark.parametrize(
    ("told", "stance", "leading"),
    [
        ("CO-45 30, PR-2 10", Stance.AFFIRMS, "CO-45"),
        ("CO-45 30, PR-1 70", Stance.CONDITIONS, "PR-1"),
        ("CO-45 10, CO-97 90", Stance.CONDITIONS, "CO-97"),
        ("PR-204 100", Stance.CONDITIONS, "PR-204"),
        ("CO-16 100; M76", Stance.CONDITIONS, "M76"),
        ("CO-16 40; M76", Stance.CONDITIONS, "M76"),
    ],
)
def test_the_reason_that_denies_leads(told: str, stance: Stance, leading: str) -> None:
    (found,) = remitted_verdicts(claim(told), DAY)
    assert found.verdict.stance is stance
    assert leading in found.verdict.conclusion
    assert found.lines == {1}


def test_lines_that_say_the_same_share_a_verdict() -> None:
    found = list(remitted_verdicts(claim("CO-97 100", "CO-29 100", "CO-97 100"), DAY))
    assert [sorted(one.lines) for one in found] == [[1, 3], [2]]
    assert len({one.verdict.key for one in found}) == 2


def test_a_reason_of_the_whole_claim_is_told_at_every_line() -> None:
    (found,) = remitted_verdicts(claim("", "", whole="CO-29 100"), DAY)
    assert found.lines == {1, 2}


def test_an_unknown_code_is_named() -> None:
    assert unknown_reasons(claim("CO-999 100; N9999"), DAY) == (
        "Not among the reason and remark codes explained here, look them up: CO-999, N9999.",
    )
