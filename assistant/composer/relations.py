"""Answers about how codes go together: add-on and primary codes, standing alone, and pairs on one day."""

from __future__ import annotations

from collections.abc import Iterator

from assistant import passages
from assistant.composer.draft import Block, bold, bullets, cite, join_codes
from assistant.composer.topics import section_blocks
from assistant.gathering import Findings
from assistant.question import Question
from assistant.rules.addon import AddOnFinding, AddOnVerdict
from corpus.authored import REPORTED
from corpus.codes import Code, Icd10CmCode, code_key
from corpus.relations import ProcedureCode

# Past these a list of primaries is easier to read in the source panel than in a sentence.
_NAMED_PRIMARIES = 24


def primaries(question: Question, findings: Findings) -> Iterator[Block]:
    """Which primary codes each subject is reported with."""
    for code in findings.subjects:
        verdict = findings.verdicts.get(code)
        if verdict is None:
            yield Block(
                f"I don't have primary codes for {bold(code)}: only CPT and HCPCS add-on codes have them.", claim=False
            )
            continue
        match verdict.finding:
            case AddOnFinding.NEEDS_PRIMARY | AddOnFinding.PAYER_DECIDES if verdict.primaries:
                listed = verdict.primaries
                verb = "The primary code of" if len(listed) == 1 else "The primary codes of"
                is_are = "is" if len(listed) == 1 else "are"
                names = ", ".join(map(bold, listed))  # this is the question: every one is named
                yield Block(cite(f"{verb} {bold(code)} {is_are} {names}.", _pairs_number(code, findings)))
                yield from bullets(_described(listed, findings))
                yield from _payer_line(verdict, findings)
            case AddOnFinding.NEEDS_PRIMARY | AddOnFinding.PAYER_DECIDES:
                yield Block(contractor_line(code, findings))
            case AddOnFinding.NOT_ADD_ON:
                yield Block(not_add_on_line(code, findings))
                yield from add_ons_line(code, findings)
            case AddOnFinding.NOT_LOADED:
                yield Block(f"I don't have add-on pairs for {bold(code)}: none are loaded.", claim=False)


def add_ons(question: Question, findings: Findings) -> Iterator[Block]:
    """Which add-on codes list each subject as their primary."""
    for code in findings.subjects:
        rows = findings.add_ons.get(code, ())
        if not rows:
            yield Block(
                f"No loaded add-on code lists {bold(code)} as its primary; "
                "only the pairs of add-on codes that CasePilot describes are loaded.",
                claim=False,
            )
            continue
        yield from add_ons_line(code, findings)
        yield from bullets(_described(tuple(dict.fromkeys(row.add_on for row in rows)), findings))


def alone(question: Question, findings: Findings) -> Iterator[Block]:
    """May each subject be billed alone? The verdict first."""
    for code in findings.subjects:
        verdict = findings.verdicts.get(code)
        if verdict is None:
            yield Block(
                f"I don't have an add-on rule for {bold(code)}: only CPT and HCPCS codes have one.", claim=False
            )
            continue
        yield from _alone_blocks(verdict, findings)
    yield from section_blocks(findings.sections[:1], findings)


def _alone_blocks(verdict: AddOnVerdict, findings: Findings) -> Iterator[Block]:
    code = verdict.code
    match verdict.finding:
        case AddOnFinding.NEEDS_PRIMARY | AddOnFinding.PAYER_DECIDES if verdict.primaries:
            names = ", ".join(map(bold, verdict.primaries[:_NAMED_PRIMARIES]))
            one_of = "its primary code" if len(verdict.primaries) == 1 else "one of its primary codes"
            text = f"**No.** {bold(code)} is an add-on code: it is reported with {one_of}, {names}.{_rest(verdict)}"
            yield Block(cite(text, _pairs_number(code, findings)))
            yield from bullets(_described(verdict.primaries, findings)[:4])
            yield from _payer_line(verdict, findings)
        case AddOnFinding.NEEDS_PRIMARY | AddOnFinding.PAYER_DECIDES:
            yield Block("**No.** " + contractor_line(code, findings))
        case AddOnFinding.NOT_ADD_ON:
            yield Block(not_add_on_line(code, findings))
            number = findings.numbers[f"verdict:{code_key(code)}"]
            yield Block(cite("Other edits, coverage and payer rules still apply.", number))
            yield from add_ons_line(code, findings)
        case AddOnFinding.NOT_LOADED:
            yield Block(f"I don't have add-on pairs for {bold(code)}: none are loaded.", claim=False)


def together(question: Question, findings: Findings) -> Iterator[Block]:
    """Two codes on one day: add-on pairs decide where they speak; the PTP table is said not to be loaded."""
    subjects = findings.subjects
    decided = False
    for code in subjects:
        verdict = findings.verdicts.get(code)
        for other in subjects:
            if verdict and other in verdict.primaries:
                decided = True
                text = f"{bold(code)} is an add-on code and {bold(other)} is one of its listed primary codes."
                yield Block(cite(text, _pairs_number(code, findings)))
    if all(isinstance(code, Icd10CmCode) for code in subjects):
        yield from _excludes_blocks(subjects, findings)
        return
    yield Block(
        f"I don't have NCCI PTP edits loaded, so I cannot say whether an edit pairs {join_codes(subjects)}; "
        "that is not the same as allowed.",
        claim=False,
    )
    for code in subjects:
        verdict = findings.verdicts.get(code)
        if verdict and verdict.rows and not decided:
            yield Block(cite(f"{bold(code)} is an add-on code.", _pairs_number(code, findings)))
    for code in findings.known_subjects:
        record, number = findings.records[code], findings.numbers[code_key(code)]
        yield Block(cite(f"**{passages.code_name(code)}**: {record.description}", number))
        if reported := record.section(REPORTED):
            yield Block(cite(reported.text, number))
    if not decided:
        yield from section_blocks(findings.sections[:2], findings)


def _excludes_blocks(subjects: tuple[Code, ...], findings: Findings) -> Iterator[Block]:
    """The Excludes1 notes that apply to each diagnosis: the reader sees whether one names the other."""
    yield Block("I don't decide Excludes1 conflicts yet. These are the notes that apply:", claim=False)
    for code in subjects:
        if code not in findings.records:
            continue
        number = findings.numbers[code_key(code)]
        notes = [line for line in findings.evidence[number - 1].text.splitlines() if line.startswith("Excludes1")]
        yield Block(cite(f"**{code}** ({findings.records[code].description}):", number))
        yield from bullets([cite(note, number) for note in notes])
        if not notes:
            yield Block(f"I don't have an Excludes1 note at {bold(code)} or above it.", claim=False)
    yield from section_blocks(findings.sections[:1], findings)


def standing_line(code: Code, findings: Findings) -> Iterator[Block]:
    """One line on whether a code is an add-on code, for a description."""
    verdict = findings.verdicts.get(code)
    if verdict is None:
        return
    if verdict.primaries:
        names = ", ".join(map(str, verdict.primaries[:_NAMED_PRIMARIES]))
        text = f"**Add-on code**, reported with: {names}.{_rest(verdict)}"
        yield Block(cite(text, _pairs_number(code, findings)))
    elif verdict.rows:
        yield Block(contractor_line(code, findings))


def add_ons_line(code: Code, findings: Findings) -> Iterator[Block]:
    """One line naming the loaded add-on codes of a primary."""
    rows = findings.add_ons.get(code, ())
    if rows:
        names = join_codes(dict.fromkeys(row.add_on for row in rows))
        number = findings.numbers[f"primary:{code_key(code)}"]
        yield Block(cite(f"{bold(code)} is a listed primary code of the add-on codes {names}.", number))


def contractor_line(code: Code, findings: Findings) -> str:
    text = (
        f"{bold(code)} is an add-on code whose primary codes are contractor-defined: "
        "none are listed, the payer decides which are accepted."
    )
    return cite(text, _pairs_number(code, findings))


def not_add_on_line(code: Code, findings: Findings) -> str:
    text = f"{bold(code)} is not listed as an add-on code, so no primary code is required for it by that table."
    return cite(text, findings.numbers[f"verdict:{code_key(code)}"])


def _payer_line(verdict: AddOnVerdict, findings: Findings) -> Iterator[Block]:
    if verdict.finding is AddOnFinding.PAYER_DECIDES:
        text = (
            f"It is edit type {min(row.edit_type for row in verdict.rows)}: the payer may accept other primary codes."
        )
        yield Block(text, claim=False)
    notes = " ".join(sorted({row.note for row in verdict.rows if row.note}))
    if notes:
        yield Block(cite(notes, _pairs_number(verdict.code, findings)))


def _rest(verdict: AddOnVerdict) -> str:
    total = len(verdict.primaries)
    return f" These are the first of {total} in all; the source lists every one." if total > _NAMED_PRIMARIES else ""


def _pairs_number(code: Code, findings: Findings) -> int:
    return findings.numbers[f"pairs:{code_key(code)}"]


def _described(codes: tuple[ProcedureCode, ...] | tuple[Code, ...], findings: Findings) -> list[str]:
    return [
        cite(f"**{passages.code_name(code)}**: {findings.records[code].description}", findings.numbers[code_key(code)])
        for code in codes
        if code in findings.records and code_key(code) in findings.numbers
    ]
