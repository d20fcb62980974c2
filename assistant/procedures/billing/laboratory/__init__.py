"""Laboratory: panels, repeats, specimens, pathology."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.billing.laboratory.decide import draw, known_tests, units
from assistant.procedures.billing.laboratory.facts import counted_of, tests_of
from assistant.procedures.billing.laboratory.repeats import repeats_of, waived_of
from assistant.procedures.billing.laboratory.words import tell_draw, tell_repeats, tell_units, tell_waived
from assistant.procedures.case import Case, Figures
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The codes of the tests or specimens that are told; none where another question is asked."""
    if (tests := tests_of(case, known_tests(day))) and (found := draw(tests, day)):
        yield tell_draw(found, case.payer, day)
    if (counted := counted_of(case)) and (lines := units(counted, day)):
        yield tell_units(lines, case, day)
    if repeats := repeats_of(case, figures, day):
        yield tell_repeats(repeats, day)
    if waived := waived_of(case, day):
        yield tell_waived(waived, day)
