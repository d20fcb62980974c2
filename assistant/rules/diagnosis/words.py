"""ICD-10-CM verdicts in words: is a code billable, and may two stand together?

What the words say of policy is from the ICD-10-CM Official Guidelines FY 2026: sections I.A.4 and I.A.5 (placeholder
and 7th character), I.A.12.a (Excludes1, its exception, and the query when it is not clear), I.A.12.b (Excludes2), I.B.2
(full length), I.B.5 (signs that belong to a disease), I.B.12 (each code once), I.B.13 (sides; the unspecified side
rarely) and I.C.19.a (active treatment decides).
Titles and notes are quoted from the tabular list, which is public.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.rules.basis.bringing import not_here
from assistant.rules.diagnosis.decide import BillableFinding, BillableVerdict, PairVerdict
from assistant.rules.diagnosis.mending import mend_code
from assistant.rules.diagnosis.tabular import printed_codes
from assistant.rules.validity.decide import CodeStatus
from assistant.rules.validity.words import changes
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase, edition_title
from corpus.codes import Code
from corpus.records import CodeRecord
from corpus.relations import Table

_BILLABLE_STANCES = {
    BillableFinding.BILLABLE: Stance.AFFIRMS,
    BillableFinding.HEADER: Stance.DENIES,
    BillableFinding.NEEDS_SEVENTH: Stance.DENIES,
    BillableFinding.UNKNOWN: Stance.DENIES,
    BillableFinding.NOT_LOADED: Stance.NOT_LOADED,
}


def tell_billable(verdict: BillableVerdict, status: CodeStatus | None = None) -> Verdict:
    """The verdict on one code; ``status`` adds what the lists before and after say."""
    said = _billable(verdict)
    changed = tuple(changes(status)) if status else ()
    reasons = (*changed, *_billable_reasons(verdict), *edition_reason(verdict))
    records = (verdict.record, verdict.nearest, *verdict.children, *verdict.sides, *verdict.meant)
    below = {record.code for record in records if record} | {
        child for record in (verdict.record, verdict.nearest) if record for child in record.children
    }
    quoted = codes_in(record.description for record in records if record)
    return Verdict(
        key=f"icd10cm:{verdict.code}",
        title=f"ICD-10-CM {verdict.code}: billable?",
        stance=_billable_stance(verdict),
        conclusion=said,
        mend=mend_code(verdict),
        checked="billable" if verdict.finding is BillableFinding.BILLABLE else "",
        reasons=reasons,
        row=_billable_row(verdict),
        mentions=frozenset({verdict.code, *below} | quoted | _successors(status)),
        about=frozenset({verdict.code}),
        denies=frozenset({verdict.code}) if _billable_stance(verdict) is Stance.DENIES else frozenset(),
        basis=verdict.basis,
        locator=f"tabular list, {verdict.code}" if verdict.record else f"no entry {verdict.code}",
    )


def _successors(status: CodeStatus | None) -> frozenset[Code]:
    words = (status.word, status.before, status.after) if status else ()
    return frozenset(code for word in words if word for code in word.replaced_by)


def _billable_stance(verdict: BillableVerdict) -> Stance:
    """A list that does not reach the day cannot say yes for it, nor that a code is not there.

    A header stays one; but of a list that begins later it may have been whole before.
    """
    stance = _BILLABLE_STANCES[verdict.finding]
    if verdict.basis.covers or stance is Stance.NOT_LOADED:
        return stance
    is_header = verdict.finding in (BillableFinding.HEADER, BillableFinding.NEEDS_SEVENTH)
    return stance if is_header and not verdict.basis.begins_later else Stance.CONDITIONS


def _billable(verdict: BillableVerdict) -> str:
    code = bold(verdict.code)
    match verdict.finding:
        case BillableFinding.BILLABLE:
            return f"Yes. {titled(verdict.record)} is a billable code."
        case BillableFinding.HEADER:
            below = listed(verdict.record.children if verdict.record else ())
            return f"No. {code} needs more characters: below it stand {below}."
        case BillableFinding.NEEDS_SEVENTH:
            full = listed(verdict.record.children if verdict.record else (), "or")
            return f"No. {code} needs a 7th character{_placeholders(verdict)}: {full}."
        case BillableFinding.UNKNOWN if verdict.meant:
            meant = ", or ".join(titled(record) for record in verdict.meant)
            edition = edition_title(verdict.basis)
            return f"No. {code} is not in {edition}; with the placeholder X in its place it may be {meant}."
        case BillableFinding.UNKNOWN:
            return f"No. {code} is not in {edition_title(verdict.basis)}.{_nearest(verdict)}"
        case _:
            whole = "all of " if verdict.basis.edition else ""
            return f"I don't have {whole}{Table.ICD10CM} loaded, so I cannot say whether {code} is billable."


def _placeholders(verdict: BillableVerdict) -> str:
    match verdict.placeholders:
        case 0:
            return ""
        case 1:
            return ", and the placeholder X fills the empty place before it"
        case empty:
            return f", and placeholders X fill the {empty} empty places before it"


def _nearest(verdict: BillableVerdict) -> str:
    if verdict.nearest is None:
        return ""
    if not verdict.nearest.children:
        return f" {titled(verdict.nearest)} is in it and takes no further characters."
    return f" The nearest entry is {titled(verdict.nearest)}, with {listed(verdict.nearest.children)} below it."


def _billable_reasons(verdict: BillableVerdict) -> Iterator[str]:
    match verdict.finding:
        case BillableFinding.BILLABLE:
            yield "Nothing stands below it in the tabular list, so it is coded to its full length."
            if verdict.sides:
                sides = "; ".join(titled(record) for record in verdict.sides)
                yield f"Its title leaves the side open. Where the record tells the side, the code is one of: {sides}."
                yield "The code of an unspecified side is for a record that does not tell it and cannot be clarified."
            yield "Billable means complete; whether a payer covers it is another question."
        case BillableFinding.HEADER:
            below = "; ".join(
                f"{titled(child)}{' (more characters needed)' if child.children else ''}" for child in verdict.children
            )
            yield f"A code that is further divided is not valid for reporting. Choose among: {below}."
            if verdict.seventh:
                yield "The codes below it also need a 7th character."
        case BillableFinding.NEEDS_SEVENTH:
            yield "A code that takes a 7th character is not valid without it, and it always stands in seventh place."
            yield f"{'; '.join(f'{character}: {meaning}' for character, meaning in verdict.seventh)}."
            if any(meaning.startswith("initial encounter") for _, meaning in verdict.seventh):
                yield "Initial encounter means active treatment, also by a new provider, not the first visit alone."
        case BillableFinding.UNKNOWN:
            yield "Only codes of the edition in force on the date of service can be reported."
        case BillableFinding.NOT_LOADED:
            yield not_here(verdict.basis.table)


def _billable_row(verdict: BillableVerdict) -> str:
    edition = edition_phrase(verdict.basis)
    if verdict.record is None:
        return f"{edition}: no entry {verdict.code}." if verdict.basis.edition else f"{edition}."
    count = len(verdict.record.children)
    below = f"{count} {'entry' if count == 1 else 'entries'} right below it" if count else "no entry below it"
    return f"{edition}: {', '.join(filter(None, (str(verdict.code), verdict.record.description)))}; {below}."


def edition_reason(verdict: BillableVerdict | PairVerdict) -> Iterator[str]:
    if verdict.basis.edition and not verdict.basis.covers:
        yield f"The edition does not cover the date of service: {edition_phrase(verdict.basis)}."


def titled(record: CodeRecord | None) -> str:
    """A code with its title in parentheses."""
    if record is None:
        return ""
    return f"{bold(record.code)} ({record.description})" if record.description else bold(record.code)


def listed(codes: Iterable[Code], joined: str = "and") -> str:
    """Codes in a row: "**E11.0**, **E11.1** and **E11.2**"."""
    names = [bold(code) for code in codes]
    return f"{', '.join(names[:-1])} {joined} {names[-1]}" if len(names) > 1 else "".join(names)


def codes_in(texts: Iterable[str]) -> frozenset[Code]:
    """Every ICD-10-CM code that quoted titles and notes name, both ends of a range."""
    return frozenset(code for text in texts for code in printed_codes(text))


def capital(text: str) -> str:
    return text[0].upper() + text[1:]
