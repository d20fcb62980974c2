"""PTP verdicts in words.

What the words say of policy is from the Medicare NCCI Policy Manual, January 2026: chapter I, section A (columns; many
but not all pairs), section D (24, 25, 57 and the global period), section E (indicators, the modifiers, documentation,
22 with an indicator 0, 59 as the last resort, X{EPSU}), section N (91); introduction (same patient, date and provider).
What each anatomic modifier names is from the HCPCS Level II file, October 2025. ``assistant/rules/modifiers.py`` names
the sources of which modifier goes on which code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.rules.basis.bringing import not_here
from assistant.rules.ptp.decide import OnLine, PtpFinding, PtpVerdict, never_in_force
from assistant.rules.ptp.fit_words import all_fits, fit_words, wanted
from assistant.rules.ptp.mending import mend
from assistant.rules.ptp.modifiers import LAST_RESORT, Reason, is_visit
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from corpus.codes import Code, Modifier
from corpus.relations import PtpEdit, Setting

_STANCES = {
    PtpFinding.NO_EDIT: Stance.SILENT,
    PtpFinding.DENIED: Stance.DENIES,
    PtpFinding.WITH_MODIFIER: Stance.CONDITIONS,
    PtpFinding.DELETED: Stance.SILENT,
    PtpFinding.NOT_YET: Stance.SILENT,
    PtpFinding.NOT_LOADED: Stance.NOT_LOADED,
}
CLAIMS = {Setting.PRACTITIONER: "practitioner claims", Setting.HOSPITAL: "hospital outpatient claims"}
_DELETED_AT_ONCE = 9
_UNUSUAL_WORK = Modifier("22")
_AROUND_SURGERY = {
    Reason.STAGED: "modifier 58 for a staged, planned or more extensive further procedure",
    Reason.RETURN_TO_OPERATING_ROOM: "modifier 78 for a return to the operating room",
    Reason.UNRELATED_PROCEDURE: "modifier 79 for one that is unrelated to the earlier operation",
}


def tell_ptp(verdict: PtpVerdict) -> Verdict:
    """The verdict on a pair, for its setting or, with a twin, for both."""
    both = (verdict, verdict.twin) if verdict.twin else (verdict,)
    pair = f"{verdict.first}/{verdict.second}"
    decisive = verdict.row or next(iter(verdict.rows), None)
    return Verdict(
        key=f"ptp:{pair}" if verdict.twin else f"ptp:{pair}:{verdict.setting}",
        title=f"PTP edit {verdict.first} with {verdict.second}, {' and '.join(each.setting for each in both)}",
        stance=_STANCES[verdict.finding],
        conclusion=_verdict(verdict),
        bare=_bare(verdict),
        mend=mend(verdict),
        checked=_checked(verdict),
        reasons=tuple(_reasons(verdict)),
        row=" ".join(_row(each) for each in both),
        mentions=_codes(verdict),
        about=frozenset({verdict.first, verdict.second}),
        denies=frozenset(filter(None, (verdict.column_2,))) if verdict.finding is PtpFinding.DENIED else frozenset(),
        told_at=frozenset(filter(None, (verdict.column_2,))),
        basis=verdict.basis,
        locator=f"row {decisive.column_1}/{decisive.column_2}" if decisive else f"no row {pair}",
    )


def _verdict(verdict: PtpVerdict) -> str:
    where, day, row = _where(verdict), verdict.basis.day, verdict.row
    if row is None:
        return _verdict_without_row(verdict, where)
    pair = f"{bold(row.column_2)} beside {bold(row.column_1)}"
    match verdict.finding:
        case PtpFinding.DENIED:
            return (
                f"No, not on {where}. Medicare's PTP edit denies {pair} on the same day, and its modifier indicator 0 "
                "means that no modifier gets past it."
            )
        case PtpFinding.WITH_MODIFIER if verdict.present:
            return (
                f"Only if the record supports it, on {where}: {_lines(verdict.present)} fits and gets past the PTP "
                f"edit that otherwise denies {pair}."
            )
        case PtpFinding.WITH_MODIFIER:
            return (
                f"Only with a modifier that the record supports, on {where}: Medicare's PTP edit denies {pair} unless "
                f"{wanted(verdict)}."
            )
        case PtpFinding.NOT_YET:
            return (
                f"Not edited yet on {where}: the PTP edit that denies {pair} begins on {row.effective}, after the date "
                f"of service {day}."
            )
        case _ if never_in_force(row):
            return (
                f"Not edited on {where}: the PTP edit of {pair} was deleted as of the day it began"
                f"{_indicator_9(row)}, so it never was in force."
            )
        case _:
            return (
                f"No longer edited on {where}: the PTP edit that denied {pair} ended on {row.deleted}, before the date "
                f"of service {day}."
            )


def _indicator_9(row: PtpEdit) -> str:
    """ " (modifier indicator 9)", where the row has it."""
    return f" (modifier indicator {row.modifier_indicator})" if row.modifier_indicator == _DELETED_AT_ONCE else ""


def _checked(verdict: PtpVerdict) -> str:
    """What a pair without an edit in force comes to, in a few words; the codes stand beside it."""
    match verdict.finding:
        case PtpFinding.NO_EDIT:
            return "no PTP edit"
        case PtpFinding.DELETED if verdict.row and never_in_force(verdict.row):
            return f"PTP edit deleted as of the day it began{_indicator_9(verdict.row)}, never in force"
        case PtpFinding.DELETED if verdict.row:
            return f"PTP edit ended on {verdict.row.deleted}"
        case PtpFinding.NOT_YET if verdict.row:
            return f"PTP edit begins on {verdict.row.effective}"
    return ""


def _bare(verdict: PtpVerdict) -> str:
    """What an edit in force says, without yes or no."""
    where, row = _where(verdict), verdict.row
    if row is None or _STANCES[verdict.finding] not in (Stance.DENIES, Stance.CONDITIONS):
        return ""
    pair = f"{bold(row.column_2)} beside {bold(row.column_1)}"
    if verdict.present and verdict.finding is PtpFinding.WITH_MODIFIER:
        return f"On {where} {_lines(verdict.present)} gets past the PTP edit that otherwise denies {pair}."
    closed = ", and indicator 0 means that no modifier gets past it"
    rest = f" unless {wanted(verdict)}" if verdict.finding is PtpFinding.WITH_MODIFIER else closed
    return f"Medicare's PTP edit denies {pair} on {where}{rest}."


def _verdict_without_row(verdict: PtpVerdict, where: str) -> str:
    first, second = bold(verdict.first), bold(verdict.second)
    if verdict.finding is PtpFinding.NO_EDIT:
        return (
            f"No PTP edit pairs {first} and {second} on {where}, in either order: NCCI's table asks for no modifier "
            "between them. It neither allows nor denies them together."
        )
    whole = "the whole of " if verdict.basis.edition else ""
    return (
        f"I don't have {whole}the NCCI PTP edits for {where} loaded, so I cannot say whether a PTP edit pairs {first} "
        f"and {second}."
    )


def _reasons(verdict: PtpVerdict) -> Iterator[str]:
    row = verdict.row
    if row and verdict.finding in (PtpFinding.DENIED, PtpFinding.WITH_MODIFIER):
        column_1, column_2 = bold(row.column_1), bold(row.column_2)
        yield f"{column_1} is column 1, the code that is paid; {column_2} is column 2, the code that is denied."
    match verdict.finding:
        case PtpFinding.DENIED:
            yield "The edit applies to one patient, one date and one provider."
            if verdict.idle:
                yield f"{_capital(_lines(verdict.idle))} does not change that."
            if row and verdict.setting is Setting.PRACTITIONER:
                yield (
                    f"Where the work of {bold(row.column_1)} was far more than usual, modifier 22 on it asks the "
                    "contractor to look at its payment again; it does not bypass the edit."
                )
        case PtpFinding.WITH_MODIFIER:
            yield from _modifier_reasons(verdict)
        case PtpFinding.NO_EDIT | PtpFinding.DELETED | PtpFinding.NOT_YET:
            if row:
                yield "Without an edit in force this table neither allows nor denies the pair."
            yield (
                "NCCI lists many, but not all, codes that should not go together: its coding principles, unit limits, "
                "coverage and the payer's own edits still apply."
            )
        case PtpFinding.NOT_LOADED if verdict.rows:
            yield "The loaded part has a row of another time; another row may be in the part that is missing."
        case PtpFinding.NOT_LOADED:
            yield not_here(verdict.basis.table)
    for each in (verdict, verdict.twin):
        if each and each.basis.edition and not each.basis.covers:
            yield f"The edition does not cover the date of service: {edition_phrase(each.basis)}."
    if verdict.finding is not PtpFinding.NOT_LOADED:
        yield "This is Medicare's table; another payer may have its own edits."


def _modifier_reasons(verdict: PtpVerdict) -> Iterator[str]:
    yield (
        "Its modifier indicator is 1: a modifier on NCCI's list may bypass the edit where the facts justify it, never "
        "solely to bypass it."
    )
    if verdict.idle:
        yield f"{_capital(_lines(verdict.idle))} does not get past this edit."
    fits = all_fits(verdict)
    for fit in fits:
        if fit.reason not in _AROUND_SURGERY:
            yield fit_words(fit, verdict)
    if around := [text for reason, text in _AROUND_SURGERY.items() if any(fit.reason is reason for fit in fits)]:
        yield f"Around an operation, on the later procedure: {'; '.join(around)}."
    if any(is_visit(code) for code in (verdict.first, verdict.second)):
        yield "Modifier 59 is not for a visit."
        yield "The record has to show visit work that stands on its own, beyond what belongs to the other service."
    else:
        yield (
            "The record has to show what made the services separate, as a rule another encounter, site or specimen. "
            "Two different procedures or diagnoses are not enough."
        )


def _row(verdict: PtpVerdict) -> str:
    edition = edition_phrase(verdict.basis)
    if verdict.row is None and not verdict.rows:
        if verdict.finding is PtpFinding.NO_EDIT:
            pair, turned = f"{verdict.first}/{verdict.second}", f"{verdict.second}/{verdict.first}"
            return f"{edition}: no row {pair} or {turned}."
        return f"{edition}." if verdict.basis.edition is None else f"{edition}: not complete, and no row of the pair."
    ordered = [verdict.row, *verdict.rows] if verdict.row else list(verdict.rows)
    return f"{edition}: {'; '.join(_told(row) for row in dict.fromkeys(ordered))}."


def _told(row: PtpEdit) -> str:
    """One row: "column 1 20610, column 2 99213, modifier indicator 1, from 2020-01-01, no deletion date"."""
    begins = f"from {row.effective}" if row.effective else "no effective date given"
    ends = f"to {row.deleted}" if row.deleted else "no deletion date"
    rest = f"{begins}, {ends}{f', rationale: {row.rationale}' if row.rationale else ''}"
    return f"column 1 {row.column_1}, column 2 {row.column_2}, modifier indicator {row.modifier_indicator}, {rest}"


def _codes(verdict: PtpVerdict) -> frozenset[Code]:
    codes: set[Code] = {verdict.first, verdict.second}
    codes |= {line.modifier for line in verdict.present + verdict.idle}
    if verdict.finding is PtpFinding.DENIED:
        codes.add(_UNUSUAL_WORK)
    if verdict.finding is PtpFinding.WITH_MODIFIER:
        codes |= {modifier for fit in all_fits(verdict) for modifier in fit.modifiers} | {LAST_RESORT}
    return frozenset(codes)


def _where(verdict: PtpVerdict) -> str:
    return " or ".join(CLAIMS.values()) if verdict.twin else CLAIMS[verdict.setting]


def _lines(lines: Iterable[OnLine]) -> str:
    return " and ".join(f"modifier {line.modifier} on {bold(line.code)}" for line in lines)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
