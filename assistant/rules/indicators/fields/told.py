"""What is said of a modifier on a code: by the fee schedule's indicator, else by the modifier's own field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.rules.indicators.decide import IndicatorFinding, modifier_verdict
from assistant.rules.indicators.fields.decide import field_verdict
from assistant.rules.indicators.fields.words import tell_field
from assistant.rules.indicators.words import tell_modifier
from assistant.rules.verdict import Verdict
from corpus.codes import Modifier
from corpus.relations import FeeScheduleRow, Loaded, ProcedureCode


def of_modifier(
    code: ProcedureCode, modifier: Modifier, loaded: Loaded[FeeScheduleRow], day: date
) -> Iterator[Verdict]:
    """One verdict at most; without the fee schedule only what a modifier is for can be said."""
    verdict = modifier_verdict(code, modifier, loaded, day)
    if verdict.finding is IndicatorFinding.NO_INDICATOR:
        field = field_verdict(code, modifier, verdict.row.global_days if verdict.row else "", day)
        if field is not None:
            yield tell_field(field)
            return
    if loaded.editions:
        yield tell_modifier(verdict)
