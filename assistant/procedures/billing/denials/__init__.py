"""Denials: reason and remark codes of a remittance with the told story, and the time limits of appeals."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.billing.denials.decide import FOLDER, decide, known_codes, within_limit
from assistant.procedures.billing.denials.facts import elapsed_of, remittance_of
from assistant.procedures.billing.denials.words import tell, tell_limit
from assistant.procedures.case import Case, Figures
from assistant.procedures.decisions import decision_table
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the codes told; none where a row of the decision table knows the whole story."""
    if (elapsed := elapsed_of(case)) and (limit := within_limit(elapsed, day)):
        yield tell_limit(limit, day)
        return
    if any(decision_table(FOLDER).decide(case, day)):
        return
    remittance = remittance_of(case, known_codes(day))
    if remittance and (outcome := decide(remittance, day)):
        yield tell(outcome, day)
