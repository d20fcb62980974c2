"""What a remittance with amounts leaves to the patient and to the provider: "CO-45 120.00, PR-1 80.00". Pure.

PR amounts -> the patient (or a secondary payer); CO amounts -> written off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.procedures.billing.denials.decide import FOLDER
from assistant.procedures.case import Case, Span
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.story.tokens import Token

_GROUP = re.compile(r"(?P<group>co|pr|oa|pi)(?P<number>\d{1,3})?")
_MONEY = re.compile(r"\d{1,3}(?:,\d{3})*(?:\.\d{2})?|\d+\.\d{2}|\d{1,6}")
_WRITTEN_OFF = "CO"
_PATIENT = "PR"
_REACH = 4


@dataclass(frozen=True, slots=True)
class Share:
    """One adjustment with its amount."""

    group: str
    number: str
    amount: Decimal

    @property
    def label(self) -> str:
        return f"{self.group}-{self.number}"


@dataclass(frozen=True, slots=True)
class Shares:
    """The adjustments in order, and what each side bears."""

    shares: tuple[Share, ...]
    patient: Decimal
    written_off: Decimal
    rests_on: tuple[Span, ...]
    parameter: Parameter


def shares_of(case: Case, day: date) -> Shares | None:
    """The amounts by group; None where fewer than two stand beside their codes."""
    groups = parameters(FOLDER).at("groups", day)
    found = list(_read([token for token in case.story.tokens if token.word not in "-:=/#$("]))
    if groups is None or len(found) < 2:
        return None
    shares = tuple(share for share, _ in found)
    told = case.told("denials")
    return Shares(
        shares,
        sum((share.amount for share in shares if share.group == _PATIENT), Decimal(0)),
        sum((share.amount for share in shares if share.group == _WRITTEN_OFF), Decimal(0)),
        (
            *(span for _, span in found),
            *told.spans("bill_patient", "contractual", "copay", "remittance", "waive", "in_network"),
        ),
        groups,
    )


def _read(tokens: Sequence[Token]) -> list[tuple[Share, Span]]:
    found: list[tuple[Share, Span]] = []
    for at, token in enumerate(tokens):
        match = _GROUP.fullmatch(token.word)
        if match is None:
            continue
        number, ahead = match["number"], at + 1
        if number is None:
            if ahead >= len(tokens) or not (tokens[ahead].word.isdigit() and len(tokens[ahead].word) <= 3):
                continue
            number, ahead = tokens[ahead].word, ahead + 1
        money = next(
            (
                other
                for other in _until_next(tokens[ahead : ahead + _REACH])
                if _MONEY.fullmatch(other.word) and (len(other.word) > 1)
            ),
            None,
        )
        if money is not None:
            amount = Decimal(money.word.replace(",", ""))
            found.append((Share(match["group"].upper(), number, amount), (token.start, money.end)))
    return found


def _until_next(tokens: Sequence[Token]) -> list[Token]:
    """The tokens before the next group code."""
    kept: list[Token] = []
    for token in tokens:
        if _GROUP.fullmatch(token.word):
            break
        kept.append(token)
    return kept
