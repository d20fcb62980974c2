"""ICD-10-CM verdicts in words: is a code billable, and may two stand together?

What the words say of policy is from the ICD-10-CM Official Guidelines FY 2026: sections I.A.4 and I.A.5 (placeholder
and 7th character), I.A.12.a (Excludes1, its exception, and the query when it is not clear), I.A.12.b (Excludes2), I.B.2
(full length), I.B.5 (signs that belong to a disease), I.B.12 (each code once), I.B.13 (sides; the unspecified side
rarely) and I.C.19.a (active treatment decides).
Titles and notes are quoted from the tabular list, which is public.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.rules.diagnosis.decide import BillableFinding, BillableVerdict, Match, PairFinding, PairVerdict
from assistant.rules.diagnosis.tabular import printed_codes
from assistant.rules.verdict import Stance, Verdict, edition_phrase
from corpus.codes import Code
from corpus.records import CodeRecord
from corpus.relations import Table

# More unread notes than these tell a coder nothing more than to read the list.
_MOST_QUOTED = 3
_SIGNS = "R"

_BILLABLE_STANCES = {
    BillableFinding.BILLABLE: Stance.AFFIRMS,
    BillableFinding.HEADER: Stance.DENIES,
    BillableFinding.NEEDS_SEVENTH: Stance.DENIES,
    BillableFinding.UNKNOWN: Stance.DENIES,
    BillableFinding.NOT_LOADED: Stance.NOT_LOADED,
}
_PAIR_STANCES = {
    PairFinding.SAME_CODE: Stance.DENIES,
    PairFinding.EXCLUDES1: Stance.DENIES,
    PairFinding.BOTH_SIDES: Stance.AFFIRMS,
    PairFinding.EXCLUDES2: Stance.AFFIRMS,
    PairFinding.NO_NOTE: Stance.SILENT,
    PairFinding.UNKNOWN: Stance.DENIES,
    PairFinding.NOT_LOADED: Stance.NOT_LOADED,
}


def tell_billable(verdict: BillableVerdict) -> Verdict:
    """The verdict on one code."""
    said = _billable(verdict)
    reasons = (*_billable_reasons(verdict), *_edition_reason(verdict))
    records = (verdict.record, verdict.nearest, *verdict.children, *verdict.sides, *verdict.meant)
    below = {record.code for record in records if record} | {
        child for record in (verdict.record, verdict.nearest) if record for child in record.children
    }
    quoted = codes_in(record.description for record in records if record)
    return Verdict(
        key=f"icd10cm:{verdict.code}",
        title=f"ICD-10-CM {verdict.code}: billable?",
        stance=_BILLABLE_STANCES[verdict.finding],
        conclusion=said,
        reasons=reasons,
        row=_billable_row(verdict),
        mentions=frozenset({verdict.code, *below} | quoted),
        about=frozenset({verdict.code}),
        denies=frozenset({verdict.code}) if _BILLABLE_STANCES[verdict.finding] is Stance.DENIES else frozenset(),
        basis=verdict.basis,
        locator=f"tabular list, {verdict.code}" if verdict.record else f"no entry {verdict.code}",
    )


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
            edition = edition_phrase(verdict.basis)
            return f"No. {code} is not in {edition}; with the placeholder X in its place it may be {meant}."
        case BillableFinding.UNKNOWN:
            return f"No. {code} is not in {edition_phrase(verdict.basis)}.{_nearest(verdict)}"
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
            yield "A code list that is not here says nothing, for or against."


def _billable_row(verdict: BillableVerdict) -> str:
    edition = edition_phrase(verdict.basis)
    if verdict.record is None:
        return f"{edition}: no entry {verdict.code}." if verdict.basis.edition else f"{edition}."
    count = len(verdict.record.children)
    below = f"{count} {'entry' if count == 1 else 'entries'} right below it" if count else "no entry below it"
    return f"{edition}: {verdict.code}, {verdict.record.description}; {below}."


def tell_pair(verdict: PairVerdict) -> Verdict:
    """The verdict on two codes of one encounter."""
    pair = f"{verdict.first}/{verdict.second}"
    notes = verdict.matches + verdict.others + verdict.unread
    levels = {match.note.level for match in notes}
    bilateral = {verdict.bilateral.code} if verdict.bilateral else set()
    quoted = codes_in([*(match.note.text for match in notes), *levels])
    quoted |= codes_in([verdict.bilateral.description]) if verdict.bilateral else frozenset()
    return Verdict(
        key=f"icd10cm-pair:{pair}",
        title=f"ICD-10-CM notes between {verdict.first} and {verdict.second}",
        stance=_pair_stance(verdict),
        conclusion=_pair(verdict),
        reasons=(*_pair_reasons(verdict), *_edition_reason(verdict)),
        row=_pair_row(verdict),
        mentions=frozenset({verdict.first, verdict.second, *bilateral} | quoted),
        about=frozenset({verdict.first, verdict.second}),
        denies=frozenset({verdict.first, verdict.second}) if _pair_stance(verdict) is Stance.DENIES else frozenset(),
        basis=verdict.basis,
        locator=_pair_locator(verdict),
    )


def _pair_stance(verdict: PairVerdict) -> Stance:
    if verdict.finding is PairFinding.BOTH_SIDES and verdict.bilateral:
        return Stance.DENIES
    if verdict.finding is PairFinding.EXCLUDES2 and _has_sign(verdict):
        return Stance.CONDITIONS
    return _PAIR_STANCES[verdict.finding]


def _has_sign(verdict: PairVerdict) -> bool:
    """True where one of two codes, and not both, is of chapter 18: signs and symptoms."""
    return (verdict.first.value[0] == _SIGNS) != (verdict.second.value[0] == _SIGNS)


def _pair(verdict: PairVerdict) -> str:
    first, second = bold(verdict.first), bold(verdict.second)
    match verdict.finding:
        case PairFinding.SAME_CODE:
            return f"No, not twice. {first} is reported once for an encounter, however many conditions it stands for."
        case PairFinding.EXCLUDES1:
            match_ = verdict.matches[0]
            return (
                f"No, {first} and {second} do not go together unless the two conditions are clearly unrelated: "
                f"{_note(match_)}."
            )
        case PairFinding.BOTH_SIDES if verdict.bilateral:
            return (
                f"No, not both. When both sides have the condition, {titled(verdict.bilateral)} stands for {first} and "
                f"{second} together."
            )
        case PairFinding.BOTH_SIDES:
            return f"Yes, when both sides have the condition: {first} and {second} are one for each side."
        case PairFinding.EXCLUDES2:
            return (
                f"Yes, when the patient has both. {_capital(_note(verdict.matches[0]))}, which means that it is not "
                "part of that code and may be coded beside it."
            )
        case PairFinding.NO_NOTE:
            return (
                f"The notes do not decide it: no Excludes1 note between {first} and {second} in "
                f"{edition_phrase(verdict.basis)}. That is no statement that they belong together."
            )
        case PairFinding.UNKNOWN:
            missing = listed(verdict.missing)
            are = "is" if len(verdict.missing) == 1 else "are"
            return (
                f"No. {missing} {are} not in {edition_phrase(verdict.basis)}, so the pair cannot be reported as it is."
            )
        case _:
            whole = "all of " if verdict.basis.edition else ""
            return (
                f"I don't have {whole}{Table.ICD10CM} loaded, so I cannot say whether a note keeps {first} and "
                f"{second} apart."
            )


def _pair_reasons(verdict: PairVerdict) -> Iterator[str]:
    for match_ in verdict.matches[1:]:
        yield f"{_capital(_note(match_))}."
    match verdict.finding:
        case PairFinding.EXCLUDES1:
            yield "Excludes1 means not coded here: the two conditions cannot occur together, or one code takes in both."
            yield (
                "The guidelines (section I.A.12.a) allow both when the conditions are clearly unrelated to each other; "
                "when the record does not make that clear, ask the provider."
            )
        case PairFinding.SAME_CODE:
            yield "That holds for both sides too, where no code tells the side, and for two conditions of one code."
        case PairFinding.BOTH_SIDES if verdict.bilateral is None:
            yield "The list has no code for both sides of it, so each side gets its own code."
        case PairFinding.BOTH_SIDES:
            yield "Two codes, one a side, are for conditions without a code for both sides."
        case PairFinding.NO_NOTE:
            yield "Excludes1 notes were read in both directions, at the codes and at all that they stand below."
        case PairFinding.NOT_LOADED:
            yield "A code list that is not here says nothing, for or against."
    if verdict.finding in (PairFinding.EXCLUDES1, PairFinding.BOTH_SIDES) and verdict.others:
        yield f"Beside that, {_note(verdict.others[0])}; an Excludes2 note does not keep codes apart."
    if verdict.finding in (PairFinding.NO_NOTE, PairFinding.EXCLUDES2) and _has_sign(verdict):
        yield "A sign or symptom that routinely belongs to a disease is not coded beside it (section I.B.5)."
    if verdict.finding in (PairFinding.NO_NOTE, PairFinding.EXCLUDES2) and verdict.unread:
        texts = "; ".join(f'"{match_.note.text}" at {match_.note.level}' for match_ in verdict.unread[:_MOST_QUOTED])
        yield f"Excludes1 notes that name no code could not be compared; read them yourself: {texts}."
    if verdict.not_billable:
        needs = "needs" if len(verdict.not_billable) == 1 else "need"
        yield f"{listed(verdict.not_billable)} {needs} more characters to be reported."


def _pair_row(verdict: PairVerdict) -> str:
    edition = edition_phrase(verdict.basis)
    if verdict.finding is PairFinding.NOT_LOADED and verdict.basis.edition is None:
        return f"{edition}."
    if verdict.finding is PairFinding.SAME_CODE:
        return f"{edition}; {verdict.first} is given twice."
    if verdict.matches:
        return f"{edition}: {'; '.join(_told(match_) for match_ in verdict.matches)}."
    if verdict.missing:
        return f"{edition}: no entry {', '.join(map(str, verdict.missing))}."
    return f"{edition}: no Excludes1 note of {verdict.first} names {verdict.second}, nor the other way round."


def _pair_locator(verdict: PairVerdict) -> str:
    if verdict.matches:
        return f"tabular list, {verdict.matches[0].note.kind} at {verdict.matches[0].note.level}"
    return f"tabular list, {verdict.first} and {verdict.second}"


def _note(match_: Match) -> str:
    """The note in a clause: 'the Excludes1 note at E11, above **E11.9**, names "type 1 diabetes mellitus (E10.-)"'."""
    level, owner = match_.note.level, match_.owner
    where = f"at {bold(owner)}" if level == str(owner) else f"at {level}, which {bold(owner)} stands below,"
    return f'the {match_.note.kind} note {where} names "{match_.note.text}"'


def _told(match_: Match) -> str:
    return f'{match_.note.kind} at {match_.note.level}, "{match_.note.text}"'


def _edition_reason(verdict: BillableVerdict | PairVerdict) -> Iterator[str]:
    if verdict.basis.edition and not verdict.basis.covers:
        yield f"The edition does not cover the date of service: {edition_phrase(verdict.basis)}."


def titled(record: CodeRecord | None) -> str:
    """A code with its title in parentheses."""
    return f"{bold(record.code)} ({record.description})" if record else ""


def listed(codes: Iterable[Code], joined: str = "and") -> str:
    """Codes in a row: "**E11.0**, **E11.1** and **E11.2**"."""
    names = [bold(code) for code in codes]
    return f"{', '.join(names[:-1])} {joined} {names[-1]}" if len(names) > 1 else "".join(names)


def bold(code: Code) -> str:
    return f"**{code}**"


def codes_in(texts: Iterable[str]) -> frozenset[Code]:
    """Every ICD-10-CM code that quoted titles and notes name, both ends of a range."""
    return frozenset(code for text in texts for code in printed_codes(text))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
