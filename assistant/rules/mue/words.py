"""MUE verdicts in words.

What the words say of policy is from the Medicare NCCI Policy Manual, January 2026, chapter I, section V (as summed up
in ``corpus/text/guidelines/mue.md``): what each MAI means, that exceeding MAI 2 and 3 denies all units, that some
values are not published, and which modifiers put units on a line of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.basis.bringing import not_here
from assistant.rules.indicators.values import STATUS_MEANS
from assistant.rules.mue.decide import MueFinding, MueVerdict
from assistant.rules.mue.mending import mend
from assistant.rules.verdict import Stance, Verdict, edition_phrase
from corpus.codes import Code, Modifier
from corpus.relations import Setting

_STANCES = {
    MueFinding.LIMIT: Stance.AFFIRMS,
    MueFinding.WITHIN: Stance.AFFIRMS,
    MueFinding.OVER_LINE: Stance.CONDITIONS,
    MueFinding.OVER_ABSOLUTE: Stance.DENIES,
    MueFinding.OVER_CLINICAL: Stance.CONDITIONS,
    MueFinding.NO_MUE: Stance.SILENT,
    MueFinding.NOT_LOADED: Stance.NOT_LOADED,
}
_CLAIMS = {
    Setting.PRACTITIONER: "practitioner claims",
    Setting.HOSPITAL: "hospital outpatient claims",
    Setting.DME_SUPPLIER: "DME supplier claims",
}
_MEANS = {
    1: "MAI 1: each claim line is tested by itself, and a line over the value is denied as a whole.",
    2: "MAI 2: the units of all lines of the date are added, and the limit is absolute: it follows from policy.",
    3: "MAI 3: the units of all lines of the date are added; the limit is a clinical benchmark.",
}
# Statuses of the fee schedule that say why a value is 0: bundled, not valid, not covered.
_SAYS_WHY = frozenset("BIN")
_ON_OTHER_LINES = tuple(map(Modifier, ("59", "76", "77", "91")))


def tell_mue(verdict: MueVerdict) -> Verdict:
    """The verdict on a code's units, for its setting or, with a twin, for both."""
    both = (verdict, verdict.twin) if verdict.twin else (verdict,)
    codes: set[Code] = {verdict.code}
    if verdict.finding is MueFinding.OVER_LINE:
        codes |= set(_ON_OTHER_LINES)
    return Verdict(
        key=f"mue:{verdict.code}" if verdict.twin else f"mue:{verdict.code}:{verdict.setting}",
        title=f"MUE of {verdict.code}, {' and '.join(each.setting for each in both)}",
        stance=_stance(verdict),
        conclusion=_verdict(verdict),
        mend=mend(verdict),
        checked=_checked(verdict),
        reasons=tuple(_reasons(verdict)),
        row=" ".join(_row(each) for each in both),
        mentions=frozenset(codes),
        about=frozenset({verdict.code}),
        denies=frozenset({verdict.code}) if _stance(verdict) is Stance.DENIES else frozenset(),
        basis=verdict.basis,
        locator=f"row {verdict.code}" if verdict.row else f"no row {verdict.code}",
    )


def _stance(verdict: MueVerdict) -> Stance:
    """A value of 0 is a no to any unit, whatever its MAI: there is nothing that an appeal could show more of."""
    return Stance.DENIES if _is_never_paid(verdict) else _STANCES[verdict.finding]


def _is_never_paid(verdict: MueVerdict) -> bool:
    return verdict.row is not None and verdict.row.value == 0 and verdict.finding is not MueFinding.WITHIN


def _verdict(verdict: MueVerdict) -> str:
    code, where, row = f"**{verdict.code}**", _where(verdict), verdict.row
    if row is None:
        if verdict.finding is MueFinding.NO_MUE:
            return f"No MUE of {code} is published for {where}; that is not the same as any number of units."
        return f"I don't have the MUE table for {where} loaded, so I cannot say how many units of {code} are too many."
    value = _units(row.value)
    if _is_never_paid(verdict):
        means = STATUS_MEANS.get(verdict.status, "")
        why = f", and the code is {means} (status {verdict.status})" if verdict.status in _SAYS_WHY else ""
        return f"No unit of {code} is paid on {where}: its MUE there is 0 (MAI {row.mai}){why}."
    match verdict.finding:
        case MueFinding.LIMIT:
            return f"The MUE of {code} is {value} on {where}, MAI {row.mai}."
        case MueFinding.WITHIN:
            return f"Within the MUE: {_asked(verdict)} of {code}, and the limit is {value} on {where}, MAI {row.mai}."
        case MueFinding.OVER_LINE:
            return (
                f"Over the MUE on one line: {_asked(verdict)} of {code}, and the limit is {value} a line on {where}. "
                "Further units need a line of their own with a modifier that the record supports."
            )
        case MueFinding.OVER_ABSOLUTE:
            return (
                f"No. {_asked(verdict).capitalize()} of {code} are over the MUE of {value} a day on {where}, and with "
                "MAI 2 more is never paid."
            )
        case _:
            return (
                f"Only on appeal: {_asked(verdict)} of {code} are over the MUE of {value} a day on {where}; with MAI 3 "
                "more may be paid where the records show that it was done, correctly coded and medically necessary."
            )


def _checked(verdict: MueVerdict) -> str:
    if verdict.finding is MueFinding.WITHIN and verdict.row is not None:
        return f"{_units(verdict.compared)} within the MUE of {verdict.row.value}"
    return "no MUE published" if verdict.finding is MueFinding.NO_MUE else ""


def _reasons(verdict: MueVerdict) -> Iterator[str]:
    row = verdict.row
    if row is None:
        if verdict.finding is MueFinding.NO_MUE:
            yield "A few values are confidential and not published; coverage and contractor limits apply all the same."
        else:
            yield not_here(verdict.basis.table)
    else:
        yield _MEANS[row.mai]
        if verdict.finding is MueFinding.OVER_LINE and row.value:
            yield (
                f"Modifiers that may put units on another line: {', '.join(map(str, _ON_OTHER_LINES))}, an X modifier "
                "or an anatomic one, only where the services were truly separate."
            )
        if verdict.finding in (MueFinding.OVER_ABSOLUTE, MueFinding.OVER_CLINICAL) and row.value:
            yield "Over the value, all units of the code for the date are denied, not only those above it."
        if row.value == 0:
            yield (
                "A value of 0 says that the code is not paid in this setting at all: as a rule it is not covered, not "
                "valid or bundled there; the status of the fee schedule says which."
            )
        if verdict.finding in (MueFinding.WITHIN, MueFinding.LIMIT) and row.value:
            yield "It is neither a target nor a promise of payment; contractors may have stricter limits."
    for each in (verdict, verdict.twin):
        if each and each.basis.edition and not each.basis.covers:
            yield f"The edition does not cover the date of service: {edition_phrase(each.basis)}."
    if verdict.finding is not MueFinding.NOT_LOADED:
        yield "This is Medicare's table; another payer may have its own."


def _asked(verdict: MueVerdict) -> str:
    """ "3 units", "2 + 3 = 5 units on 2 lines", and for MAI 1 the largest line."""
    if len(verdict.lines) == 1:
        return _units(verdict.lines[0])
    if verdict.row is not None and verdict.row.mai == 1:
        return f"{_units(verdict.compared)} on the largest of {len(verdict.lines)} lines"
    added = " + ".join(map(str, verdict.lines))
    return f"{added} = {_units(sum(verdict.lines))} on {len(verdict.lines)} lines"


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def _row(verdict: MueVerdict) -> str:
    edition = edition_phrase(verdict.basis)
    if verdict.row is None:
        found = "not complete, and no row" if verdict.basis.edition and not verdict.basis.edition.complete else "no row"
        return f"{edition}." if verdict.basis.edition is None else f"{edition}: {found} {verdict.code}."
    rationale = f", rationale: {verdict.row.rationale}" if verdict.row.rationale else ""
    return f"{edition}: {verdict.code}, MUE {verdict.row.value}, MAI {verdict.row.mai}{rationale}."


def _where(verdict: MueVerdict) -> str:
    if verdict.twin:
        return f"{_CLAIMS[verdict.setting]} and {_CLAIMS[verdict.twin.setting]}"
    return _CLAIMS[verdict.setting]
