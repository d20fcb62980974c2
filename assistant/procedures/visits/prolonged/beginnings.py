"""At which minutes a prolonged code begins, where none are told: "how many minutes for 99417?". Pure.

The minutes are those of ``decide.thresholds``, whose sources are named there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.visits.prolonged.decide import Threshold, levels_of, thresholds, unit_minutes, visit_of
from assistant.procedures.visits.prolonged.facts import FAMILY, add_on_codes
from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from assistant.understand.circumstances.payers import Payer
from corpus.relations import ProcedureCode

_PAYERS = {Payer.CPT: "CPT rules", Payer.MEDICARE: "Medicare"}


def beginnings(case: Case, day: date) -> Verdict | None:
    """The verdict on the minutes of a named prolonged code; None where they are not asked for, or minutes are told."""
    told = case.told(FAMILY)
    added = next((code for code in case.procedures if code in add_on_codes()), None)
    if added is None or case.said.minutes is not None or not told.has("asks_minutes"):
        return None
    visits = {visit for code in case.procedures if (visit := visit_of(code)) is not None}
    known = [row for row in thresholds() if row.since <= day and (not visits or row.visit in visits)]
    named = [row for row in known if row.add_on == added]
    # The payer decides the code: for Medicare 99417 is G2212.
    paid = [row for row in known if row.payer is case.payer] if visits else []
    rows = paid or named
    if not rows:
        return None
    spans = (*told.spans("asks_minutes"), *case.spans_of(case.procedures))
    others = [row for row in known if visits and row not in rows]
    return _said(added, rows, others, Basis(GUIDANCE, day, rows[0].edition), spans)


def _said(
    added: ProcedureCode,
    rows: Sequence[Threshold],
    others: Sequence[Threshold],
    basis: Basis,
    spans: tuple[tuple[int, int], ...],
) -> Verdict:
    first = rows[0]
    begins = ", ".join(f"{row.first_unit} with {bold(levels_of(row.visit)[-1].code)}" for row in rows)
    instead = f", not {bold(added)}" if first.add_on != added else ""
    unit = unit_minutes()
    mentioned = [*rows, *others]
    codes = frozenset(code for row in mentioned for code in (row.add_on, levels_of(row.visit)[-1].code))
    return Verdict(
        key=f"prolonged:minutes:{added}",
        title=f"Minutes from which {first.add_on} counts",
        stance=Stance.AFFIRMS,
        conclusion=f"{bold(first.add_on)}{instead} begins at total minutes of {begins} ({_PAYERS[first.payer]}); "
        f"each further unit needs {unit} more.",
        reasons=(
            *(
                f"{_PAYERS[row.payer]}: {bold(row.add_on)} begins at {row.first_unit} with "
                f"{bold(levels_of(row.visit)[-1].code)}."
                for row in others
            ),
            f"A full {unit} minutes each, with a visit that was chosen by time: the reporting practitioner's minutes.",
        ),
        row=f"{edition_phrase(basis)}; prolonged services.",
        mentions=codes | {added},
        basis=basis,
        locator="prolonged services",
        about=frozenset({added}),
        rests_on=spans,
    )
