"""Equipment (DMEPOS) under Medicare: rental, oxygen, supplies, braces, delivery."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.billing.equipment import decide, facts, words
from assistant.procedures.case import Case, Figures
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdicts that follow from a number that is told; none where another payer pays."""
    if not case.may_be_payer("medicare"):
        return
    if (rental := facts.rental_of(case)) and (month := decide.rental_month(rental, day)):
        yield words.tell_rental(month, day)
    elif (flow := facts.flow_of(case)) and (flows := decide.flow_modifier(flow, day)):
        yield words.tell_flow(flows, day)
    if (strips := facts.strips_of(case)) and (units := decide.strip_units(strips, day)):
        yield words.tell_strips(units, day)
    if (use := facts.use_of(case)) and (found := decide.adherence(use, day)):
        yield words.tell_adherence(found, day)
