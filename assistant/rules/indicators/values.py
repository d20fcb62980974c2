"""The status of a code in the Medicare fee schedule and its relative values, in words.

Meanings are of the record layout of the relative value file (RVU25D), field Status Code, in our own words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.rules.basis import Basis, Voice
from assistant.rules.basis.bringing import not_here
from assistant.rules.indicators.medicare import Taken
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from corpus.relations import FeeScheduleRow, ProcedureCode, Table

# A value that isn't here is shown without a meaning.
STATUS_MEANS = {
    "A": "paid separately when covered",
    "B": "bundled: never paid beside the service it belongs to",
    "C": "priced by the contractor",
    "D": "deleted",
    "E": "excluded from this fee schedule by regulation",
    "I": "not valid for Medicare: another code is used",
    "J": "anesthesia service",
    "M": "a measure code, without payment",
    "N": "not covered by Medicare",
    "P": "bundled or excluded",
    "Q": "a code of therapy functions, without payment",
    "R": "restricted coverage",
    "T": "paid only when nothing else is paid on that day",
    "X": "excluded from this fee schedule by statute",
}
_NOT_PAID = frozenset("BIMNPQ")
_ELSEWHERE = frozenset("EX")
_UNDER_CONDITIONS = frozenset("CRT")
_NOT_VALID, _NOT_COVERED = "I", "N"
# Reported for measures and functions: a line without payment is what is wanted of them.
_FOR_INFORMATION = frozenset("MQ")
_OTHER_PAYERS = "This is Medicare's fee schedule; another payer may decide otherwise."


def tell_status(
    code: ProcedureCode, row: FeeScheduleRow | None, voice: Voice, basis: Basis, taken: Taken | None = None
) -> Verdict:
    """What the fee schedule's status of a code says of its payment; ``taken`` is what Medicare takes in its place."""
    if row is None:
        return _without_row("status", code, voice, basis, "what its status is")
    means = STATUS_MEANS.get(row.status, "")
    if row.status not in _NOT_PAID:
        told = f"{bold(code)} has Medicare status {row.status}{f', {means}' if means else ''}."
        stance = Stance.CONDITIONS if row.status in _UNDER_CONDITIONS else Stance.AFFIRMS
        why = "Another schedule may pay it, that of laboratory tests, drugs or equipment for instance."
        reasons = (why, _OTHER_PAYERS) if row.status in _ELSEWHERE else (_OTHER_PAYERS,)
        return _verdict("status", code, stance, told, reasons, basis, f"{code}, status {row.status}")
    why = "Its status is about payment: the code can still stand on a claim or be tracked."
    told = _not_paid(code, row.status, means, taken)
    verdict = _verdict("status", code, Stance.DENIES, told, (why, _OTHER_PAYERS), basis, f"{code}, status {row.status}")
    mentions = verdict.mentions | (taken.codes if taken else frozenset())
    return replace(verdict, mentions=mentions, mend=_mend(code, row.status, taken))


def is_for_information(row: FeeScheduleRow | None) -> bool:
    """True for a code of measures or functions, whose line on a claim is right without payment."""
    return row is not None and row.status in _FOR_INFORMATION


def _not_paid(code: ProcedureCode, status: str, means: str, taken: Taken | None) -> str:
    what = {_NOT_VALID: "not valid for Medicare", _NOT_COVERED: "not covered by Medicare"}.get(status)
    if what is None:
        return f"Medicare pays no line of its own for {bold(code)}: status {status}, {means}."
    if taken is not None:
        return f"For Medicare {taken.bold}, not {bold(code)}, which is {what} (status {status})."
    rest = ", which takes another code, or none, for the service" if status == _NOT_VALID else ""
    return f"{bold(code)} is {what} (status {status}){rest}."


def _mend(code: ProcedureCode, status: str, taken: Taken | None) -> str:
    if taken is not None:
        each = ", each only if it is needed" if taken.all else ""
        return f"for Medicare {taken} in place of {code}{each}"
    if status == _NOT_VALID:
        return f"take {code} off a claim to Medicare, or use a code that Medicare takes for the service"
    if status == _NOT_COVERED:
        return f"take {code} off a claim to Medicare, or send it for the denial alone"
    return f"leave {code} off: Medicare pays it within the other services of the day or not at all"


def tell_values(code: ProcedureCode, row: FeeScheduleRow | None, voice: Voice, basis: Basis) -> Verdict:
    """The relative values of a code: work, and the totals in both settings."""
    if row is None:
        return _without_row("values", code, voice, basis, "what its relative values are")
    values = ", ".join(_values(row))
    factor = row.conversion_factor
    reasons = (
        f"Its status there is {row.status}; the conversion factor is {factor}." if factor is not None else "",
        "Payment is the relative values, each times the locality's index, times the conversion factor.",
    )
    told = f"{bold(code)} has {values}." if values else f"The fee schedule gives no relative values for {bold(code)}."
    stance = Stance.AFFIRMS if values else Stance.SILENT
    return _verdict("values", code, stance, told, tuple(filter(None, reasons)), basis, f"{code}, {values}")


def _values(row: FeeScheduleRow) -> Iterator[str]:
    if row.work_rvu is not None:
        yield f"work RVU {row.work_rvu}"
    if row.nonfacility_total is not None:
        yield f"total RVU {'NA' if row.nonfacility_na else row.nonfacility_total} in the office (non-facility)"
    if row.facility_total is not None:
        yield f"{'NA' if row.facility_na else row.facility_total} in a facility"


def _without_row(rule: str, code: ProcedureCode, voice: Voice, basis: Basis, asked: str) -> Verdict:
    if voice is Voice.NOT_LOADED:
        told = f"I don't have the {Table.FEE_SCHEDULE} loaded, so I cannot say of {bold(code)} {asked}."
        reasons = (not_here(basis.table),)
        return _verdict(rule, code, Stance.NOT_LOADED, told, reasons, basis, "")
    told = f"{bold(code)} is not in the fee schedule, so it has no figures there."
    return _verdict(rule, code, Stance.SILENT, told, (_OTHER_PAYERS,), basis, f"no row {code}")


def _verdict(
    rule: str, code: ProcedureCode, stance: Stance, told: str, reasons: tuple[str, ...], basis: Basis, row: str
) -> Verdict:
    edition = edition_phrase(basis)
    return Verdict(
        key=f"{rule}:{code}",
        title=f"{'Medicare status' if rule == 'status' else 'Relative values'} of {code}",
        stance=stance,
        conclusion=told,
        reasons=reasons,
        row=f"{edition}: {row}." if basis.edition and row else f"{edition}.",
        mentions=frozenset({code}),
        about=frozenset({code}),
        basis=basis,
        locator=f"no row {code}" if row.startswith("no row") or not row else f"row {code}",
    )
