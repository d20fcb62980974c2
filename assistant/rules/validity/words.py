"""Code validity in words."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.validity.decide import ValidityFinding, ValidityVerdict
from assistant.rules.verdict import Stance, Verdict, edition_phrase

_STANCES = {
    ValidityFinding.ACTIVE: Stance.AFFIRMS,
    ValidityFinding.NOT_YET: Stance.DENIES,
    ValidityFinding.TERMINATED: Stance.DENIES,
    ValidityFinding.GONE: Stance.DENIES,
    ValidityFinding.NEW: Stance.DENIES,
    ValidityFinding.NEVER: Stance.DENIES,
    ValidityFinding.NAMED: Stance.SILENT,
    ValidityFinding.UNNAMED: Stance.SILENT,
    ValidityFinding.NOT_LOADED: Stance.NOT_LOADED,
}


def tell_validity(verdict: ValidityVerdict) -> Verdict:
    """Was the code valid on the day?"""
    return Verdict(
        key=f"validity:{verdict.code}",
        title=f"Validity of {verdict.code}",
        stance=_stance(verdict),
        conclusion=_verdict(verdict),
        reasons=tuple(_reasons(verdict)),
        row=_row(verdict),
        mentions=frozenset({verdict.code, *verdict.replaced_by}),
        about=frozenset({verdict.code}),
        denies=frozenset({verdict.code}) if _stance(verdict) is Stance.DENIES else frozenset(),
        basis=verdict.basis,
        locator=f"row {verdict.code}" if verdict.row else f"no row {verdict.code}",
    )


# What a later list may turn round: a code added since, or ended since.
_AS_OF_THE_LIST = frozenset({ValidityFinding.ACTIVE, ValidityFinding.NEVER, ValidityFinding.GONE})


def _stance(verdict: ValidityVerdict) -> Stance:
    """A list that does not reach the day cannot say yes for it, nor that a code is not there."""
    if verdict.finding in _AS_OF_THE_LIST and not verdict.basis.covers:
        return Stance.CONDITIONS
    return _STANCES[verdict.finding]


def _verdict(verdict: ValidityVerdict) -> str:
    code, day, row = f"**{verdict.code}**", verdict.basis.day, verdict.row
    edition = verdict.basis.edition.title if verdict.basis.edition else str(verdict.basis.table)
    others = ", ".join(each.title for each in verdict.others)
    count = len(verdict.others)
    match verdict.finding:
        case ValidityFinding.ACTIVE if not verdict.basis.covers:
            return f"Only as of {edition}: it lists {code} as active, but it does not reach {day}."
        case ValidityFinding.ACTIVE:
            return f"Yes. {code} is active on {day}: {edition} lists it."
        case ValidityFinding.NOT_YET:
            return f"No. {code} is not valid on {day} yet: it is added as of {row.added if row else ''}."
        case ValidityFinding.TERMINATED:
            return f"No. {code} was terminated: its last day was {row.terminated if row else ''}, before {day}."
        case ValidityFinding.NEVER | ValidityFinding.GONE if not verdict.basis.covers:
            return f"Not as of {edition}: it does not list {code}, but it does not reach {day}."
        case ValidityFinding.GONE:
            return f"No. {code} is not in {edition} any more; it was in {others}."
        case ValidityFinding.NEW:
            return f"No. {code} is not in {edition}; only a later list has it: {others}."
        case ValidityFinding.NEVER:
            return f"No. {code} is in no loaded list of its code set."
        case ValidityFinding.NAMED:
            tables = "1 loaded table names" if count == 1 else f"{count} loaded tables name"
            return f"I cannot say for certain: {tables} {code}, but none of them is a whole list of its code set."
        case ValidityFinding.UNNAMED:
            return f"{code} is in none of the loaded tables; no loaded table is a whole list of its code set."
        case _:
            return f"I don't have a code list loaded that would say whether {code} was valid on {day}."


def _reasons(verdict: ValidityVerdict) -> Iterator[str]:
    if verdict.finding is ValidityFinding.TERMINATED and verdict.replaced_by:
        named = ", ".join(f"**{code}**" for code in verdict.replaced_by)
        yield f"The list refers to {named} in its row."
    match verdict.finding:
        case ValidityFinding.ACTIVE:
            yield "An active code is not thereby covered or paid."
        case ValidityFinding.NAMED | ValidityFinding.UNNAMED:
            yield "Only the current CPT code book says for certain whether a CPT code is valid on a date."
        case ValidityFinding.NOT_LOADED:
            yield "A table that is not here says nothing, for or against."
    if verdict.basis.edition and not verdict.basis.covers:
        yield f"The edition does not cover the date of service: {edition_phrase(verdict.basis)}."


def _row(verdict: ValidityVerdict) -> str:
    edition = edition_phrase(verdict.basis)
    row = verdict.row
    if verdict.others and verdict.finding is ValidityFinding.NAMED:
        return f"Named by: {', '.join(each.title for each in verdict.others)}."
    if row is None:
        return f"{edition}: no row {verdict.code}." if verdict.basis.edition else f"{edition}."
    dates = [
        f"added {row.added}" if row.added else "",
        f"action effective {row.effective}" if row.effective else "",
        f"terminated {row.terminated}" if row.terminated else "no termination date",
    ]
    return f"{edition}: {verdict.code}, {', '.join(filter(None, dates))}."
