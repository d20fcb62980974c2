"""Denials: reason and remark codes of a remittance with the told story, and the time limits of appeals."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.billing.denials.allowed import owed_of
from assistant.procedures.billing.denials.answers import (
    tell_advantage,
    tell_bundled,
    tell_excess,
    tell_owed,
    tell_primary,
    tell_shares,
)
from assistant.procedures.billing.denials.decide import FOLDER, decide, known_codes, within_limit
from assistant.procedures.billing.denials.facts import elapsed_of, remittance_of
from assistant.procedures.billing.denials.primary import advantage_of, primary_of
from assistant.procedures.billing.denials.shares import shares_of
from assistant.procedures.billing.denials.units import bundled_of, excess_of
from assistant.procedures.billing.denials.words import tell, tell_limit
from assistant.procedures.case import Case, Figures
from assistant.procedures.decisions import decision_table
from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the codes told; none where a row of the decision table knows the whole story."""
    if (elapsed := elapsed_of(case)) and (limit := within_limit(elapsed, day)):
        yield tell_limit(limit, day)
        return
    if shares := shares_of(case, day):
        yield tell_shares(shares, day)
        return
    if owed := owed_of(case, day):
        yield tell_owed(owed, day)
        return
    if plan := advantage_of(case, day):
        yield tell_advantage(*plan, day)
        return
    if primary := primary_of(case, day):
        yield tell_primary(primary, day)
        return
    if excess := excess_of(case, figures, day):
        yield tell_excess(excess, day)
    if bundled := bundled_of(case, figures, day):
        yield tell_bundled(bundled, day)
    of_the_line = parameters(FOLDER).at("whole_line", day)
    remittance = remittance_of(case, known_codes(day), of_the_line.value if of_the_line else ())
    named = remittance is not None and remittance.names_what_is_missing
    if excess or bundled or (not named and any(decision_table(FOLDER).decide(case, day))):
        return
    if remittance and (outcome := decide(remittance, day)):
        yield tell(outcome, day)
