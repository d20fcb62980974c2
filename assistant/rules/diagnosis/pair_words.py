"""What the notes of the tabular list say between two diagnoses, in words. Pure. Sources: ``words.py``."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.basis.bringing import not_here
from assistant.rules.diagnosis.decide import Match, PairFinding, PairVerdict
from assistant.rules.diagnosis.mending import mend_pair
from assistant.rules.diagnosis.words import capital, codes_in, edition_reason, listed, titled
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from corpus.relations import Table

# More unread notes than these tell a coder nothing more than to read the list.
_MOST_QUOTED = 3
_SIGNS = "R"

_PAIR_STANCES = {
    PairFinding.SAME_CODE: Stance.DENIES,
    PairFinding.EXCLUDES1: Stance.DENIES,
    PairFinding.BOTH_SIDES: Stance.AFFIRMS,
    PairFinding.EXCLUDES2: Stance.AFFIRMS,
    PairFinding.NO_NOTE: Stance.SILENT,
    PairFinding.UNKNOWN: Stance.DENIES,
    PairFinding.NOT_LOADED: Stance.NOT_LOADED,
}


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
        mend=mend_pair(verdict),
        reasons=(*_pair_reasons(verdict), *edition_reason(verdict)),
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
                f"Yes, when the patient has both. {capital(_note(verdict.matches[0]))}, which means that it is not "
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
        yield f"{capital(_note(match_))}."
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
            yield not_here(verdict.basis.table)
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
