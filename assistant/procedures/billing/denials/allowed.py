"""What the patient owes of an allowed amount: deductible left, coinsurance, copay, or what the plan did not pay. Pure.

allowed and paid                        -> the difference
allowed, deductible left, coinsurance   -> the deductible first, then the share of the rest
allowed and copay, deductible met       -> the copay
The charge above the allowed amount is written off under a contract. What is not told decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from assistant.procedures.billing.denials.decide import FOLDER
from assistant.procedures.case import Case, Span
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.story.tokens import Token

_MONEY = re.compile(r"\d{1,3}(?:,\d{3})*(?:\.\d{2})?|\d{1,6}(?:\.\d{1,2})?")
_PERCENT = frozenset(("%", "percent"))
_LABELS = {
    **dict.fromkeys("allowed allowable allow allow'd".split(), "allowed"),
    **dict.fromkeys("billed charge charged chg bill".split(), "charge"),
    **dict.fromkeys("paid pd payment pay".split(), "paid"),
    **dict.fromkeys("deductible ded dedct deduct".split(), "deductible"),
    **dict.fromkeys("coinsurance coin coins co-insurance".split(), "coinsurance"),
    **dict.fromkeys("copay copayment".split(), "copay"),
}
_MET = frozenset("met satisfied none zero no".split())
_GROUP = re.compile(r"(?:co|pr|oa|pi)\d{0,3}")
_WHOLE = Decimal(100)
_NEAR = 3
_CENTS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Owed:
    """The patient's part with its parts in words; ``written_off`` is None where no charge is told."""

    allowed: Decimal
    patient: Decimal
    parts: tuple[str, ...]
    written_off: Decimal | None
    contracted: bool
    rests_on: tuple[Span, ...]
    parameter: Parameter


def owed_of(case: Case, day: date) -> Owed | None:
    """What the patient owes; None where the amounts told leave it open, or nobody asks for it."""
    told, groups = case.told("denials"), parameters(FOLDER).at("groups", day)
    if groups is None or not told.has("asks_share", "bill_patient", "copay") or told.has("waive", "qmb", "secondary"):
        return None
    told_amounts = _read(case.story.tokens)
    found = {label: amount for label, (amount, _) in told_amounts.items()}
    split = _patient(found)
    if split is None:
        return None
    patient, parts = split
    charge = found.get("charge")
    return Owed(
        allowed=found["allowed"],
        patient=patient,
        parts=parts,
        written_off=charge - found["allowed"] if charge is not None and charge >= found["allowed"] else None,
        contracted=not told.has("no_contract"),
        rests_on=(
            *(span for _, span in told_amounts.values()),
            *told.spans(
                "asks_share", "bill_patient", "copay", "contractual", "no_contract", "remittance", "in_network"
            ),
        ),
        parameter=groups,
    )


def _patient(found: dict[str, Decimal]) -> tuple[Decimal, tuple[str, ...]] | None:
    """The patient's part of the allowed amount and what it is made of."""
    allowed, paid = found.get("allowed"), found.get("paid")
    shares = [label for label in ("deductible", "coinsurance", "copay") if label in found]
    if allowed is None or allowed <= 0:
        return None
    if not shares:
        if paid is None or not 0 <= paid <= allowed:
            return None
        return allowed - paid, (f"{money(allowed)} allowed less {money(paid)} paid",)
    deductible = min(found.get("deductible", Decimal(0)), allowed)
    copay, percent = found.get("copay"), found.get("coinsurance")
    if copay is not None and (percent or deductible):
        return None  # the plan says which of them comes first
    rest = allowed - deductible
    if rest and percent is None and copay is None:  # the plan's share of the rest is not told
        return None if paid is None else (allowed - paid, (f"{money(allowed)} allowed less {money(paid)} paid",))
    share = (rest * (percent or 0) / _WHOLE).quantize(_CENTS)
    parts = [f"{money(deductible)} deductible"] if deductible else []
    parts += [f"{percent.normalize():f} percent of {money(rest)}, {money(share)}"] if percent and rest else []
    parts += [f"{money(min(copay, allowed))} copay"] if copay is not None else []
    return deductible + share + min(copay or Decimal(0), allowed), tuple(parts or ["the plan pays all of it"])


def money(amount: Decimal) -> str:
    """An amount as words show it."""
    return f"${amount:,.2f}"


def _read(tokens: Sequence[Token]) -> dict[str, tuple[Decimal, Span]]:
    """Each label with its amount. In a clause the first of label and number tells which of the two leads."""
    found: dict[str, tuple[Decimal, Span]] = {}
    for _, group in groupby(tokens, key=lambda token: token.clause):
        clause = [token for token in group if token.word not in "$:=-/(),.;|"]
        for label, amount, span in _pairs(clause):
            found.setdefault(label, (amount, span))
    return found


def _pairs(clause: Sequence[Token]) -> list[tuple[str, Decimal, Span]]:
    labels = [at for at, token in enumerate(clause) if token.word in _LABELS]
    numbers = [at for at in range(len(clause)) if _is_amount(clause, at)]
    found: list[tuple[str, Decimal, Span]] = []
    leads = bool(labels) and (not numbers or labels[0] < numbers[0])
    used: set[int] = set()
    for at in numbers:
        percent = at + 1 < len(clause) and clause[at + 1].word in _PERCENT
        before = [each for each in labels if at - _NEAR <= each < at and each not in used]
        behind = [each for each in labels if at < each <= at + _NEAR and each not in used]
        near = (before[-1:] or behind[:1]) if leads else (behind[:1] or before[-1:])
        label = _LABELS[clause[near[0]].word] if near else "coinsurance" if percent else ""
        if not label or percent != (label == "coinsurance"):
            continue
        used.update(near)
        amount = Decimal(clause[at].word.replace(",", ""))
        found.append((label, amount, (min(clause[n].start for n in (at, *near)), clause[at].end)))
    for each in labels:  # "deductible met"
        words = {token.word for token in clause[max(0, each - 1) : each + 3]}
        if each not in used and _LABELS[clause[each].word] == "deductible" and _MET & words:
            found.append(("deductible", Decimal(0), (clause[each].start, clause[each].end)))
    return found


def _is_amount(clause: Sequence[Token], at: int) -> bool:
    """True for an amount of money or a percentage; not for the number of a group code ("PR-2 32.00") or a code."""
    if not _MONEY.fullmatch(clause[at].word) or (len(clause[at].word) == 5 and clause[at].word.isdigit()):
        return False
    return not any(_GROUP.fullmatch(token.word) for token in clause[max(0, at - 2) : at])
