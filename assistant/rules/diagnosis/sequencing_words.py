"""Verdicts on the order of diagnosis codes in words, and on what else they need.

What the words say of policy is from the ICD-10-CM Official Guidelines FY 2026: section I.A.13 (cause before
manifestation; "in diseases classified elsewhere" never first), I.A.17 ("code also" gives no order) and I.B.7 ("use
additional code", "code first" and "if applicable"). Notes are quoted from the tabular list, which is public.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.basis.bringing import not_here
from assistant.rules.diagnosis.mending import mend_order
from assistant.rules.diagnosis.sequencing import Ordered, SequenceFinding, SequenceVerdict, Wanted
from assistant.rules.diagnosis.tabular import NoteKind
from assistant.rules.diagnosis.words import codes_in, listed
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from corpus.relations import Table

# A list of causes can have dozens of lines; the first ones show what is meant.
_MOST_LINES = 6

_STANCES = {
    SequenceFinding.OUT_OF_ORDER: Stance.DENIES,
    SequenceFinding.NEEDS_FIRST: Stance.CONDITIONS,
    SequenceFinding.IN_ORDER: Stance.AFFIRMS,
    SequenceFinding.MAY_NEED: Stance.CONDITIONS,
    SequenceFinding.NO_NOTE: Stance.SILENT,
    SequenceFinding.UNKNOWN: Stance.DENIES,
    SequenceFinding.NOT_LOADED: Stance.NOT_LOADED,
}
_ASKS = {
    NoteKind.CODE_FIRST: "code first",
    NoteKind.USE_ADDITIONAL: "use additional code",
    NoteKind.CODE_ALSO: "code also",
}


def tell_sequencing(verdict: SequenceVerdict) -> Verdict:
    """The verdict on one code or several, in the order given."""
    notes = [order.note for order in verdict.wrong + verdict.right + verdict.together]
    notes += [note for wanted in verdict.wanted for note in wanted.notes]
    quoted = codes_in(text for note in notes for text in (note.text, note.head, note.level))
    given = ", ".join(map(str, verdict.codes))
    return Verdict(
        key=f"icd10cm-order:{'/'.join(map(str, verdict.codes))}",
        title=f"ICD-10-CM order of {given}" if len(verdict.codes) > 1 else f"ICD-10-CM codes beside {given}",
        stance=_STANCES[verdict.finding],
        conclusion=_verdict(verdict),
        mend=mend_order(verdict),
        reasons=tuple(_reasons(verdict)),
        row=_row(verdict),
        mentions=frozenset(verdict.codes) | quoted,
        about=frozenset(verdict.codes),
        basis=verdict.basis,
        locator=f"tabular list, {given}",
    )


def _verdict(verdict: SequenceVerdict) -> str:
    codes = listed(verdict.codes)
    match verdict.finding:
        case SequenceFinding.OUT_OF_ORDER if verdict.wrong:
            order = verdict.wrong[0]
            return f"No, not in this order. {bold(order.earlier)} comes before {bold(order.later)}: {_note(order)}."
        case SequenceFinding.OUT_OF_ORDER:
            return f"No, not in this order. {bold(verdict.codes[0])} is a manifestation and never stands first."
        case SequenceFinding.NEEDS_FIRST:
            code = verdict.without_cause[0].code if verdict.without_cause else verdict.manifestations[0]
            beside = ", and none of the codes given is one that its note names" if len(verdict.codes) > 1 else ""
            return (
                f"Only with its cause before it. {bold(code)} is a manifestation code and never stands first{beside}."
            )
        case SequenceFinding.IN_ORDER:
            order = verdict.right[0]
            return f"Yes, the order is right: {bold(order.earlier)} before {bold(order.later)}, as {_note(order)}."
        case SequenceFinding.MAY_NEED if verdict.together:
            pair = verdict.together[0]
            return (
                f"Yes, both. {bold(pair.owner)} has a code also note that names {bold(pair.later)}, and leaves their "
                "order to the circumstances of the encounter."
            )
        case SequenceFinding.MAY_NEED:
            asking = listed(dict.fromkeys(wanted.code for wanted in verdict.wanted))
            if len(verdict.codes) == 1:
                return f"Alone only if the record shows nothing that the notes of {asking} ask to code as well."
            return f"Only in part: no note orders these codes, but those of {asking} ask for further ones."
        case SequenceFinding.NO_NOTE:
            return (
                f"The notes do not decide it: no code first, use additional code or code also note of {codes} in "
                f"{edition_phrase(verdict.basis)}."
            )
        case SequenceFinding.UNKNOWN:
            are = "is" if len(verdict.missing) == 1 else "are"
            return f"No. {listed(verdict.missing)} {are} not in {edition_phrase(verdict.basis)}."
        case _:
            whole = "all of " if verdict.basis.edition else ""
            return f"I don't have {whole}{Table.ICD10CM} loaded, so I cannot say in which order {codes} stand."


def _reasons(verdict: SequenceVerdict) -> Iterator[str]:
    first = (verdict.wrong or verdict.right)[:1]
    for order in verdict.wrong + verdict.right:
        if order not in first:
            yield f"{bold(order.earlier)} before {bold(order.later)}: {_note(order)}."
    if verdict.manifestations:
        titles = listed(verdict.manifestations)
        yield f"By its title {titles} shows a disease that is coded elsewhere, and that code comes first."
    for wanted in sorted(verdict.wanted, key=lambda wanted: not wanted.notes[0].at_code):
        yield _want(wanted)
    if verdict.finding is SequenceFinding.NO_NOTE and len(verdict.codes) > 1:
        yield "Then the reason for the encounter decides which stands first."
    if verdict.finding is SequenceFinding.NOT_LOADED:
        yield not_here(verdict.basis.table)
    if verdict.basis.edition and not verdict.basis.covers:
        yield f"The edition does not cover the date of service: {edition_phrase(verdict.basis)}."


def _want(wanted: Wanted) -> str:
    """What a note asks for. Those of blocks and chapters hold for very many codes and are told in short."""
    ask, code, note = _ASKS[wanted.kind], bold(wanted.code), wanted.notes[0]
    lines = [line.text.strip(" ,") for line in wanted.notes]
    shown = "; ".join(lines[:_MOST_LINES]) + (f"; and {len(lines) - _MOST_LINES} more" if lines[_MOST_LINES:] else "")
    head = f"{note.head.strip(' ,').removesuffix(':')}: " if note.head else ""
    place = "" if wanted.level == str(wanted.code) else f" at {wanted.level}"
    when = {
        NoteKind.CODE_FIRST: "If one of these is present, it comes first.",
        NoteKind.USE_ADDITIONAL: "If the record shows one, it follows as an additional code.",
        NoteKind.CODE_ALSO: "If the record shows one, it is coded too, in either order.",
    }[wanted.kind]
    return f'For {code} the note{place} says {ask}, "{head}{shown}". {when}'


def _row(verdict: SequenceVerdict) -> str:
    edition = edition_phrase(verdict.basis)
    if verdict.basis.edition is None:
        return f"{edition}."
    if verdict.missing:
        return f"{edition}: no entry {', '.join(map(str, verdict.missing))}."
    notes = [order.note for order in verdict.wrong + verdict.right + verdict.together]
    notes += [wanted.notes[0] for wanted in verdict.wanted]
    places = list(dict.fromkeys(f"{note.kind} at {note.level}" for note in notes))
    return (
        f"{edition}: {'; '.join(places)}."
        if places
        else f"{edition}: no note on order at {', '.join(map(str, verdict.codes))}."
    )


def _note(order: Ordered) -> str:
    place = (
        bold(order.owner) if order.note.level == str(order.owner) else f"{order.note.level}, above {bold(order.owner)},"
    )
    return f'the note at {place} says {_ASKS[order.note.kind]}, "{order.note.text.strip(" ,")}"'
