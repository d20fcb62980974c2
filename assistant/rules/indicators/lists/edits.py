"""Does a diagnosis fit the patient's age and sex? By the lists of the Medicare Code Editor.

Each list is asked in the edition of the day; lists of one sex, which CMS no longer prints, in the last loaded edition
that has them. Without the lists only chapter 15 is decided: its note keeps its codes to the mother's record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.rules.basis import GUIDANCE, Basis, consult
from assistant.rules.basis.parameters import sources
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase, edition_title
from assistant.understand.circumstances.bearer import Sex
from corpus.codes import Icd10CmCode, Modifier
from corpus.editions import nearest_edition
from corpus.listed import CodeEdit
from corpus.relations import Loaded

_SEXES = {Sex.FEMALE: "female", Sex.MALE: "male"}
_KX = Modifier("KX")
_PREGNANCY = "O"
_NOTE_OF_CHAPTER_15 = "icd10cm-guidelines-fy2026"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A diagnosis that does not fit. ``row`` is None for a code of chapter 15 without the lists.

    ``printed`` is False where the lists of the day have no such list any more.
    """

    code: Icd10CmCode
    basis: Basis
    row: CodeEdit | None
    sex: Sex | None = None
    age: int | None = None
    printed: bool = True


def conflicts(
    codes: Sequence[Icd10CmCode],
    loaded: Loaded[CodeEdit],
    day: date,
    sex: Sex | None,
    age: int | None,
    sexed: frozenset[str],
) -> Iterator[Conflict]:
    """Each diagnosis that conflicts with what is known of the patient. ``sexed``: ids of editions with lists by sex."""
    consulted = consult(loaded, day)
    for row in consulted.rows:
        if row.code not in codes or row.sex or age is None:
            continue
        if not (row.lowest_age or 0) <= age <= (row.highest_age or 0):
            yield Conflict(row.code, consulted.basis, row, age=age)
    if sex is None:
        return
    edition = nearest_edition((one for one in loaded.editions if one.id in sexed), day)
    of_day = consulted.basis.edition
    printed = of_day is None or edition is None or of_day.id == edition.id
    basis = Basis(loaded.table, day, edition, dated=not printed)
    found = set()
    for row in loaded.rows:
        if edition and row.source.edition_id == edition.id and row.code in codes and row.sex and row.sex != sex:
            found.add(row.code)
            yield Conflict(row.code, basis, row, sex=sex, printed=printed)
    for code in codes:
        if sex is Sex.MALE and code.value.startswith(_PREGNANCY) and code not in found:
            yield Conflict(code, Basis(GUIDANCE, day, sources()[_NOTE_OF_CHAPTER_15]), None, sex=sex)


def tell_conflict(conflict: Conflict) -> Verdict:
    """A conflict denies the diagnosis for this patient."""
    return Verdict(
        key=f"code-edit:{conflict.code}:{'sex' if conflict.sex else 'age'}",
        title=f"{'Sex' if conflict.sex else 'Age'} conflict of {conflict.code}",
        stance=Stance.DENIES,
        conclusion=_conclusion(conflict),
        mend=f"correct {conflict.code} or the patient's {'sex' if conflict.sex else 'age'}, whichever is wrong",
        reasons=tuple(_reasons(conflict)),
        row=_row(conflict),
        mentions=frozenset({conflict.code, *((_KX,) if conflict.sex else ())}),
        basis=conflict.basis,
        locator=conflict.row.source.locator if conflict.row else "section I.C.15.a",
        about=frozenset({conflict.code}),
        denies=frozenset({conflict.code}),
    )


def _conclusion(conflict: Conflict) -> str:
    code, row = bold(conflict.code), conflict.row
    if row is None:
        return f"No, sex conflict: {code} is of chapter 15, which is for the mother's record, and the patient is male."
    if conflict.sex:
        other = _SEXES[Sex(row.sex)]
        last = "" if conflict.printed else f" in {edition_title(conflict.basis)}, the last loaded with such lists,"
        return (
            f"No, sex conflict: {code} is listed{last} for {other} patients only; this one is {_SEXES[conflict.sex]}."
        )
    ages = (
        f"age {row.lowest_age}" if row.lowest_age == row.highest_age else f"ages {row.lowest_age} to {row.highest_age}"
    )
    return f"No, age conflict: {code} is listed for {ages} only ({row.group}), and the patient is {conflict.age}."


def _reasons(conflict: Conflict) -> Iterator[str]:
    yield "Either the diagnosis or what the claim says of the patient is wrong: correct the one that is."
    if conflict.sex:
        yield (
            "Where both are right (a transgender or intersex patient), Medicare takes **KX** on the line, on an "
            "institutional claim condition code 45 (Claims Processing Manual, chapter 32, section 240)."
        )
    if not conflict.printed:
        yield "The edition of this day prints no lists by sex: Medicare's own edit is off, another payer's may not be."
    elif conflict.row is None:
        yield "The lists of the Medicare Code Editor are not loaded; this is the chapter's own note."


def _row(conflict: Conflict) -> str:
    if conflict.row is None:
        edition = conflict.basis.edition
        return f"{edition.title if edition else ''}, section I.C.15.a: chapter 15 is for the mother's record."
    return f"{edition_phrase(conflict.basis)}: {conflict.code} in the list {conflict.row.group}."


def tell_edits(code: Icd10CmCode, loaded: Loaded[CodeEdit], day: date) -> Verdict:
    """Which lists of age and sex have a diagnosis, each in the edition of the day or the last that has it."""
    consulted = consult(loaded, day)
    rows = consulted.rows or tuple(sorted(loaded.rows, key=lambda row: row.source.edition_id)[-1:])
    editions = {edition.id: edition for edition in loaded.editions}
    told = "; ".join(f"{row.group} ({editions[row.source.edition_id].title})" for row in rows)
    whole = consulted.basis.edition is not None and consulted.basis.edition.complete
    found = f"{bold(code)} is in the lists of the Medicare Code Editor: {told}."
    none = f"{bold(code)} is in none of the loaded lists of age and sex."
    excerpt = f"I don't have that: the loaded lists of age and sex are excerpts without {bold(code)}."
    return Verdict(
        key=f"code-edit:{code}",
        title=f"{code} in the lists of age and sex",
        stance=Stance.CONDITIONS if rows else Stance.AFFIRMS if whole else Stance.NOT_LOADED,
        conclusion=found if rows else none if whole else excerpt,
        reasons=("A list of ages or of one sex denies the diagnosis for every other patient.",) if rows else (),
        row=f"{edition_phrase(consulted.basis)}: {told or f'no row {code}'}.",
        mentions=frozenset({code}),
        basis=consulted.basis,
        locator=rows[0].source.locator if rows else f"no row {code}",
        about=frozenset({code}),
    )
