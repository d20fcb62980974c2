"""Add-on verdicts in words: may a code stand alone, which primary codes it goes with, which add-on codes a primary has.

What the words say of policy is from the Medicare NCCI Policy Manual, January 2026, chapter I: section R (reported only
in addition to a primary code; not paid where the primary code is not) and section W (the three edit types; same
practitioner, as a rule the same date; 99292 and another physician of the group). ZZZ is from the record layout of the
Medicare Physician Fee Schedule relative value file, field Global Surgery.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.rules.addon.decide import AddOnListing, ListingFinding, PairingFinding, PairingVerdict
from assistant.rules.addon.mending import mend
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from corpus.codes import Code, CptCode
from corpus.mentions import find_codes
from corpus.relations import AddOnPair, ProcedureCode, Table

# Past these a list of primary codes is easier to read in the row, which names every one.
_NAMED = 24
_CRITICAL_CARE = CptCode("99292")
TYPES = {
    1: "type 1: every acceptable primary code is listed",
    2: "type 2: no primary code is listed, the payer decides",
    3: "type 3: some primary codes are listed, the payer may accept others",
}
_OTHER_RULES = "Other edits, unit limits, coverage and the payer's own rules still apply."


def tell_add_on(verdict: PairingVerdict) -> Verdict:
    """May the code stand with what is beside it, or alone?"""
    return Verdict(
        key=f"add-on:{verdict.code}",
        title=f"Add-on code edits for {verdict.code}",
        stance=_stance(verdict),
        conclusion=_verdict(verdict),
        mend=mend(verdict),
        checked="an add-on code beside its primary code" if _stance(verdict) is Stance.AFFIRMS else "",
        reasons=tuple(_reasons(verdict)),
        row=_row(verdict),
        mentions=codes_named((verdict.code, *verdict.beside), verdict.rows + verdict.out_of_force),
        about=frozenset({verdict.code}),
        denies=frozenset({verdict.code}) if _stance(verdict) is Stance.DENIES else frozenset(),
        basis=verdict.basis,
        locator=f"rows {verdict.code}" if verdict.rows or verdict.out_of_force else f"no row {verdict.code}",
    )


def tell_status(verdict: PairingVerdict) -> Verdict:
    """Is it an add-on code? Where it is one, yes; that it never stands alone follows."""
    telling = tell_add_on(verdict)
    if verdict.finding is not PairingFinding.PRIMARY_MISSING or verdict.beside:
        return telling
    listed = _first_of(verdict.primaries)
    said = f"Yes. {bold(verdict.code)} is an add-on code: it never stands alone, only with its primary code: {listed}."
    return replace(telling, conclusion=said)


def tell_primaries(verdict: PairingVerdict) -> Verdict:
    """Which primary codes does the code go with? Every one of them is named."""
    telling = tell_add_on(replace(verdict, beside=()))
    if not verdict.primaries:
        return telling
    one = len(verdict.primaries) == 1
    lead = f"The primary code{'' if one else 's'} of {bold(verdict.code)} {'is' if one else 'are'}"
    others = " The payer may accept others." if verdict.edit_type != 1 else ""
    return replace(
        telling,
        key=f"primaries:{verdict.code}",
        title=f"Primary codes of {verdict.code}",
        stance=Stance.AFFIRMS,
        conclusion=f"{lead} {named(verdict.primaries, 'and')}.{others}",
    )


def _stance(verdict: PairingVerdict) -> Stance:
    match verdict.finding:
        case PairingFinding.WITH_PRIMARY:
            return Stance.CONDITIONS if _restricted(verdict) else Stance.AFFIRMS
        case PairingFinding.PRIMARY_MISSING:
            return Stance.DENIES
        case PairingFinding.PAYER_DECIDES | PairingFinding.ZZZ_ONLY:
            return Stance.CONDITIONS if verdict.beside else Stance.DENIES
        case PairingFinding.ENDED if _code_deleted(verdict):
            return Stance.DENIES
        case PairingFinding.ENDED if verdict.fee_row:
            return Stance.CONDITIONS
        case PairingFinding.NOT_LOADED:
            return Stance.NOT_LOADED
        case _:
            return Stance.SILENT


def _verdict(verdict: PairingVerdict) -> str:
    code, listed = bold(verdict.code), _first_of(verdict.primaries)
    beside = named(verdict.beside, "or") if verdict.beside else ""
    match verdict.finding:
        case PairingFinding.WITH_PRIMARY:
            present = named(verdict.present, "and")
            is_one = "is one of its listed primary codes" if len(verdict.present) == 1 else "are listed primary codes"
            answer = "Only under the table's note" if _restricted(verdict) else "Yes, these are a listed pair"
            return f"{answer}: {code} is an add-on code, and {present} {is_one}."
        case PairingFinding.PRIMARY_MISSING if verdict.beside:
            return f"No, not with {beside}. {code} is an add-on code, and its primary code is missing: {listed}."
        case PairingFinding.PRIMARY_MISSING:
            return f"No. {code} is an add-on code: it never stands alone, only with its primary code: {listed}."
        case PairingFinding.PAYER_DECIDES if verdict.beside and verdict.primaries:
            return f"Only if the payer accepts {beside} as the primary code of {code}: the table lists {listed}."
        case PairingFinding.PAYER_DECIDES if verdict.beside:
            return f"Only if the payer accepts {beside} as the primary code of {code}: the table lists none."
        case PairingFinding.PAYER_DECIDES if verdict.primaries:
            return (
                f"No, not alone. {code} is an add-on code: the table lists {listed}, and the payer may accept other "
                "primary codes."
            )
        case PairingFinding.PAYER_DECIDES:
            return f"No, not alone. {code} is an add-on code, and the payer decides which primary codes it accepts."
        case PairingFinding.ZZZ_ONLY:
            alone = "Only with its primary code" if verdict.beside else "No, not alone"
            return (
                f"{alone}. {code} is not in the add-on table, but the fee schedule marks it as part of another service "
                "(global days ZZZ); its primary codes are not listed here."
            )
        case _:
            return _not_in_force(verdict)


def _not_in_force(verdict: PairingVerdict) -> str:
    code, day = bold(verdict.code), verdict.basis.day
    if verdict.finding is PairingFinding.NOT_ADD_ON:
        return (
            f"{code} is not an add-on code in this table, so the table asks for no primary code. Whether it is payable "
            "is for other edits, coverage and the payer to say."
        )
    if verdict.finding is PairingFinding.NOT_LOADED:
        whole = "the whole of " if verdict.basis.edition else ""
        return f"I don't have {whole}the {Table.ADD_ON} loaded, so I cannot say whether {code} needs a primary code."
    rows = verdict.out_of_force
    begins = min((row.effective for row in rows if row.effective and row.effective > day), default=None)
    ended = max((row.last_day for row in rows if row.last_day and row.last_day < day), default=None)
    if deleted := _code_deleted(verdict):
        return f"No. The add-on table says that {code} itself was deleted: its last day was {deleted}."
    if begins:
        return f"No pair of the add-on code {code} is in force on {day} yet: the next begins on {begins}."
    if all(row.deleted is not None and row.deleted == row.effective for row in rows):
        return f"No pair of the add-on code {code} counts: each was withdrawn as of the day it began."
    return f"No pair of the add-on code {code} is in force on {day} any more: the last ended on {ended}."


def _reasons(verdict: PairingVerdict) -> Iterator[str]:
    code = bold(verdict.code)
    if verdict.rows and verdict.edit_type:
        yield f"It is edit {TYPES[verdict.edit_type]}."
    for note in verdict.notes:
        yield f"The table's note: {note.strip().rstrip('.')}."
    for row in verdict.out_of_force:
        if row.primary in verdict.beside and row.primary not in verdict.primaries:
            yield f"The pair with {bold(row.primary)} is not in force: {span(row)}."
    match verdict.finding:
        case PairingFinding.WITH_PRIMARY:
            yield f"If the primary code is not paid, {code} is not paid either. {_OTHER_RULES}"
        case PairingFinding.PRIMARY_MISSING | PairingFinding.PAYER_DECIDES:
            yield (
                "An add-on code describes a further part of the primary service: as a rule the same practitioner "
                "reports both, on one date."
            )
        case PairingFinding.NOT_ADD_ON:
            yield "A complete table is silent on it; that is not a yes to payment."
        case PairingFinding.ENDED:
            for note in dict.fromkeys(row.note for row in verdict.out_of_force if row.note):
                yield f"The table's note: {note.strip().rstrip('.')}."
            yield f"Without a pair in force this table says nothing of how {code} is billed on that date."
        case PairingFinding.NOT_LOADED if verdict.out_of_force:
            yield "The part that is loaded has pairs of it that are not in force; others may be in the missing part."
    if verdict.fee_row and verdict.finding is not PairingFinding.ZZZ_ONLY:
        yield f"The Medicare fee schedule gives {code} global days ZZZ: it belongs to another service."
    if verdict.rows and verdict.code == _CRITICAL_CARE:
        yield (
            f"For Medicare {code} may be paid to a physician who does not report the primary code, if another one of "
            "the same specialty and group reports it and is paid."
        )
    if verdict.rows and not _complete(verdict):
        yield "The loaded edition is not complete: it may lack further primary codes."
    yield from edition_and_payer(verdict)


def edition_and_payer(verdict: PairingVerdict | AddOnListing) -> Iterator[str]:
    if verdict.basis.edition and not verdict.basis.covers:
        yield f"The edition does not cover the date of service: {edition_phrase(verdict.basis)}."
    if verdict.finding not in (PairingFinding.NOT_LOADED, ListingFinding.NOT_LOADED):
        yield "This is Medicare's table; another payer may have its own."


def _row(verdict: PairingVerdict) -> str:
    edition = edition_phrase(verdict.basis)
    told = searched(edition, verdict, verdict.rows + verdict.out_of_force, f"add-on code {verdict.code}")
    if verdict.fee_row is None or verdict.fee_basis is None:
        return told
    return f"{told} {edition_phrase(verdict.fee_basis)}: {verdict.code}, global days ZZZ."


def searched(edition: str, verdict: PairingVerdict | AddOnListing, rows: Sequence[AddOnPair], wanted: str) -> str:
    if rows:
        return f"{edition}: {_told(rows)}"
    return f"{edition}: no row with {wanted}." if verdict.basis.edition else f"{edition}."


def _told(rows: Sequence[AddOnPair]) -> str:
    """Every row, those of one type and span together: "type 1, from 2019-01-01: 11103/11102, 11103/11104"."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        pair = f"{row.add_on}/{row.primary or 'contractor-defined'}"
        groups.setdefault(f"type {row.edit_type}, {span(row)}", []).append(pair)
    return "; ".join(f"{span}: {', '.join(pairs)}" for span, pairs in groups.items()) + "."


def span(row: AddOnPair) -> str:
    begins = f"from {row.effective}" if row.effective else "no effective date given"
    return f"{begins} to {row.last_day}" if row.last_day else begins


def _restricted(verdict: PairingVerdict) -> bool:
    """True where each listed pair at hand has a note that keeps it to some ("96360 (Practitioner Only)")."""
    at_hand = [row for row in verdict.rows if row.primary in verdict.present]
    return bool(at_hand) and all("only" in row.note.casefold() for row in at_hand)


def _code_deleted(verdict: PairingVerdict) -> date | None:
    """The last day of a code that the table itself says was deleted before the day, with no pair to come."""
    day = verdict.basis.day
    if any(row.effective and row.effective > day for row in verdict.out_of_force):
        return None
    last = max((row.add_on_deleted for row in verdict.out_of_force if row.add_on_deleted), default=None)
    return last if last and last < day else None


def _complete(verdict: PairingVerdict) -> bool:
    return verdict.basis.edition is not None and verdict.basis.edition.complete


def codes_named(asked: Collection[ProcedureCode], rows: Iterable[AddOnPair]) -> frozenset[Code]:
    codes: set[Code] = set(asked)
    for row in rows:
        codes |= {row.add_on, row.primary or row.add_on}
        codes |= {mention.code for mention in find_codes(row.note)}
    return frozenset(codes)


def _first_of(codes: Sequence[ProcedureCode]) -> str:
    """The codes as choices, or the first of a long list: the row names every one."""
    if len(codes) <= _NAMED:
        return named(codes, "or")
    return f"{', '.join(map(bold, codes[:_NAMED]))} and {len(codes) - _NAMED} more"


def named(codes: Sequence[ProcedureCode], last: str) -> str:
    names = [bold(code) for code in codes]
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)
