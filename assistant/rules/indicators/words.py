"""Fee schedule indicators and global periods in words.

Meanings are of the record layout of the Medicare Physician Fee Schedule relative value file (RVU25D) in our own words;
the modifiers in a global period are those of ``corpus/text/guidelines/global-surgery.md``.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.basis.bringing import not_here
from assistant.rules.indicators.decide import (
    GlobalFinding,
    GlobalVerdict,
    IndicatorFinding,
    IndicatorVerdict,
)
from assistant.rules.verdict import Stance, Verdict, edition_phrase
from corpus.codes import Code, Modifier
from corpus.relations import Table

_STANCES = {
    IndicatorFinding.APPLIES: Stance.AFFIRMS,
    IndicatorFinding.CONDITIONS: Stance.CONDITIONS,
    IndicatorFinding.NOT_PAID: Stance.DENIES,
    IndicatorFinding.DOES_NOT_APPLY: Stance.DENIES,
    IndicatorFinding.NO_INDICATOR: Stance.SILENT,
    IndicatorFinding.NOT_LISTED: Stance.SILENT,
    IndicatorFinding.NOT_LOADED: Stance.NOT_LOADED,
}
_GLOBAL_STANCES = {
    GlobalFinding.PERIOD: Stance.AFFIRMS,
    GlobalFinding.IN_PERIOD: Stance.CONDITIONS,
    GlobalFinding.AFTER: Stance.AFFIRMS,
    GlobalFinding.BEFORE: Stance.AFFIRMS,
    GlobalFinding.NO_PERIOD: Stance.SILENT,
    GlobalFinding.NOT_LISTED: Stance.SILENT,
    GlobalFinding.NOT_LOADED: Stance.NOT_LOADED,
}
# What a value means, by field: the answer first.
_MEANS = {
    ("bilateral", "0"): "No. The bilateral payment of 150% does not apply to {code}; both sides are paid as one",
    ("bilateral", "1"): "Yes. {code} takes the bilateral payment: both sides are paid 150% of one",
    ("bilateral", "2"): "No. The values of {code} are for both sides already; both sides are paid 100%",
    ("bilateral", "3"): "Yes, but without the bilateral adjustment: each side of {code} is paid 100%",
    ("bilateral", "9"): "No. The bilateral concept does not apply to {code}",
    ("assistant", "0"): "Only with documentation of medical necessity: {code} restricts payment of an assistant",
    ("assistant", "1"): "No. By statute an assistant at surgery is not paid for {code}",
    ("assistant", "2"): "Yes. An assistant at surgery may be paid for {code}",
    ("assistant", "9"): "No. The concept of an assistant at surgery does not apply to {code}",
    ("co_surgeon", "0"): "No. Co-surgeons are not permitted for {code}",
    ("co_surgeon", "1"): "Only with documentation that two surgeons were necessary for {code}",
    ("co_surgeon", "2"): "Yes. Co-surgeons of two specialties are permitted for {code} without documentation",
    ("co_surgeon", "9"): "No. The concept of co-surgeons does not apply to {code}",
    ("team", "0"): "No. Team surgeons are not permitted for {code}",
    ("team", "1"): "Only with documentation that a team was necessary for {code}; it is paid by report",
    ("team", "2"): "Yes. Team surgeons are permitted for {code}; it is paid by report",
    ("team", "9"): "No. The concept of team surgery does not apply to {code}",
    ("multiple_procedure", "0"): "No. {code} takes no adjustment for multiple procedures",
    ("multiple_procedure", "2"): "Yes. {code} takes the standard adjustment for multiple procedures",
    ("multiple_procedure", "3"): "Yes. {code} takes the adjustment for multiple endoscopies of one family",
    ("multiple_procedure", "4"): "Yes, by a rule of its own: further imaging of the family of {code} is paid at less",
    ("multiple_procedure", "5"): "Yes, by a rule of its own: the practice expense of therapy like {code} is reduced",
    ("multiple_procedure", "6"): "Yes, by a rule of its own: further cardiovascular tests like {code} are paid at less",
    ("multiple_procedure", "7"): "Yes, by a rule of its own: further ophthalmology tests like {code} are paid at less",
    ("multiple_procedure", "9"): "No. The multiple procedure concept does not apply to {code}",
    ("pc_tc", "0"): "No. {code} is a physician service that is not split into two components",
    ("pc_tc", "1"): "Yes. {code} has a professional and a technical component, so 26 and TC can be used",
    (
        "pc_tc",
        "2",
    ): "No. {code} is the professional component by itself; other codes are the technical part and the whole",
    ("pc_tc", "3"): "No. {code} is a technical component by itself",
    ("pc_tc", "4"): "No. {code} is the whole test; other codes are its professional and technical parts",
    ("pc_tc", "5"): "No. {code} is a service incident to a physician's; it is not split",
    ("pc_tc", "9"): "No. The concept of two components does not apply to {code}",
}
_IN_LABORATORY = {
    "26": "Yes. The interpretation of the laboratory test {code} may be paid separately, with 26",
    "TC": "No. The laboratory test of {code} is paid in another way, so TC cannot be used",
}
GLOBAL_PERIODS = {
    "000": "the day of the procedure only",
    "010": "the day of the procedure and 10 days after it",
    "090": "one day before, the day of the procedure and 90 days after it",
    "MMM": "maternity: the usual global period does not apply",
    "XXX": "the global concept does not apply",
    "YYY": "the contractor sets the period",
    "ZZZ": "it belongs to another service and is in that service's period",
}
_VISIT_MODIFIERS = tuple(map(Modifier, ("24", "25", "57")))
_PROCEDURE_MODIFIERS = tuple(map(Modifier, ("58", "78", "79")))


def tell_modifier(verdict: IndicatorVerdict) -> Verdict:
    """May the modifier stand on the code, as far as the fee schedule says?"""
    components: set[Code] = {Modifier("26"), Modifier("TC")} if verdict.field == "pc_tc" else set()
    return Verdict(
        key=f"modifier:{verdict.code}:{verdict.modifier}",
        title=f"Modifier {verdict.modifier} on {verdict.code}",
        stance=_stance(verdict),
        conclusion=_modifier_words(verdict),
        mend=_mend(verdict),
        checked=f"modifier {verdict.modifier} fits" if verdict.finding is IndicatorFinding.APPLIES else "",
        reasons=tuple(_modifier_reasons(verdict)),
        row=_modifier_row(verdict),
        mentions=frozenset({verdict.code, verdict.modifier} | components),
        about=frozenset({verdict.code, verdict.modifier}),
        denies=frozenset({verdict.modifier}) if _stance(verdict) is Stance.DENIES else frozenset(),
        basis=verdict.basis,
        locator=f"row {verdict.code}" if verdict.row else f"no row {verdict.code}",
    )


def _stance(verdict: IndicatorVerdict) -> Stance:
    """Where a concept has a payment of its own without the adjustment, the modifier costs money but no denial."""
    if verdict.finding is IndicatorFinding.DOES_NOT_APPLY:
        if verdict.field == "multiple_procedure":
            return Stance.SILENT
        if verdict.field == "bilateral" and verdict.value in "02":
            return Stance.CONDITIONS
    return _STANCES[verdict.finding]


def _mend(verdict: IndicatorVerdict) -> str:
    """What to do about a modifier that the fee schedule turns down or pays under a condition."""
    code, modifier = verdict.code, verdict.modifier
    match _stance(verdict):
        case Stance.DENIES:
            return f"take {modifier} off {code}"
        case Stance.CONDITIONS if verdict.finding is IndicatorFinding.DOES_NOT_APPLY:
            return f"take {modifier} off {code}: both sides are paid as one"
        case Stance.CONDITIONS if verdict.field == "bilateral":
            return f"nothing: each side of {code} is paid in full"
        case Stance.CONDITIONS:
            return f"send records that show why {modifier} on {code} was necessary"
    return ""


def _modifier_words(verdict: IndicatorVerdict) -> str:
    code, modifier = f"**{verdict.code}**", verdict.modifier
    match verdict.finding:
        case IndicatorFinding.NOT_LOADED:
            table = Table.FEE_SCHEDULE
            return f"I don't have the {table} loaded, so I cannot say whether modifier {modifier} fits {code}."
        case IndicatorFinding.NOT_LISTED:
            return f"{code} is not in the fee schedule, so no indicator speaks of modifier {modifier} on it."
        case IndicatorFinding.NO_INDICATOR:
            return f"The fee schedule has no indicator that decides on modifier {modifier} for {code}."
    words = _MEANS.get((verdict.field, verdict.value)) or _IN_LABORATORY.get(str(modifier), "")
    return f"{words.format(code=code)} (modifier {modifier}, {verdict.name} indicator {verdict.value})."


def _modifier_reasons(verdict: IndicatorVerdict) -> Iterator[str]:
    match verdict.finding:
        case IndicatorFinding.NOT_LOADED:
            yield not_here(verdict.basis.table)
            return
        case IndicatorFinding.NO_INDICATOR | IndicatorFinding.NOT_LISTED:
            yield "That is neither a yes nor a no: the modifier's own rules and the payer's decide."
        case _ if verdict.field == "bilateral" and verdict.value in "01":
            yield "The same holds when both sides are told with RT and LT, or by two units."
        case _ if verdict.field == "multiple_procedure":
            yield "The indicator says how the payment of several procedures of one day is adjusted."
    yield "This is Medicare's fee schedule; another payer may decide otherwise."


def _modifier_row(verdict: IndicatorVerdict) -> str:
    edition = edition_phrase(verdict.basis)
    if verdict.row is None:
        return f"{edition}: no row {verdict.code}." if verdict.basis.edition else f"{edition}."
    if not verdict.field:
        return f"{edition}: {verdict.code}, status {verdict.row.status}."
    return f"{edition}: {verdict.code}, {verdict.name} indicator {verdict.value}."


def tell_global(verdict: GlobalVerdict) -> Verdict:
    """The global period of a code, and where a later service falls."""
    modifiers: set[Code] = set()
    if verdict.finding is GlobalFinding.IN_PERIOD:
        modifiers = {*_VISIT_MODIFIERS, *_PROCEDURE_MODIFIERS}
    return Verdict(
        key=f"global:{verdict.code}",
        title=f"Global period of {verdict.code}",
        stance=_GLOBAL_STANCES[verdict.finding],
        conclusion=_global_words(verdict),
        reasons=tuple(_global_reasons(verdict)),
        row=_global_row(verdict),
        mentions=frozenset({verdict.code} | modifiers),
        about=frozenset({verdict.code}),
        basis=verdict.basis,
        locator=f"row {verdict.code}" if verdict.row else f"no row {verdict.code}",
    )


def _global_words(verdict: GlobalVerdict) -> str:
    code, days = f"**{verdict.code}**", verdict.global_days
    match verdict.finding:
        case GlobalFinding.NOT_LOADED:
            return f"I don't have the {Table.FEE_SCHEDULE} loaded, so I cannot say what the global days of {code} are."
        case GlobalFinding.NOT_LISTED:
            return f"{code} is not in the fee schedule, so it has no global days there."
        case GlobalFinding.IN_PERIOD:
            return (
                f"Only under a modifier: day {verdict.days_after} after {code} is inside its global period, global "
                f"days {days}: {GLOBAL_PERIODS[days]}."
            )
        case GlobalFinding.BEFORE:
            return (
                f"Outside: the day before {code} is not in its global period, global days {days}: "
                f"{GLOBAL_PERIODS[days]}."
            )
        case GlobalFinding.AFTER:
            return f"Outside: day {verdict.days_after} after {code} is after its global period, global days {days}."
        case _:
            meaning = GLOBAL_PERIODS.get(days)
            return (
                f"{code} has global days {days}: {meaning}."
                if meaning
                else f"{code} has global days {days or 'blank'}."
            )


def _global_reasons(verdict: GlobalVerdict) -> Iterator[str]:
    if verdict.finding is GlobalFinding.NOT_LOADED:
        yield not_here(verdict.basis.table)
        return
    if verdict.finding is GlobalFinding.IN_PERIOD:
        yield (
            "For a visit: 24 if it is unrelated to the operation, 25 on the day of a minor procedure if it is "
            "significant and separate, 57 if it decided on major surgery."
        )
        yield (
            "For a procedure: 58 if it was planned or more extensive, 78 for a return to the operating room, 79 if it "
            "is unrelated."
        )
    elif verdict.finding in (GlobalFinding.PERIOD, GlobalFinding.BEFORE, GlobalFinding.AFTER):
        yield "Usual care of the procedure in this period is part of its payment."
    yield "This is Medicare's fee schedule; another payer may decide otherwise."


def _global_row(verdict: GlobalVerdict) -> str:
    edition = edition_phrase(verdict.basis)
    if verdict.row is None:
        return f"{edition}: no row {verdict.code}." if verdict.basis.edition else f"{edition}."
    return f"{edition}: {verdict.code}, global days {verdict.global_days}."
