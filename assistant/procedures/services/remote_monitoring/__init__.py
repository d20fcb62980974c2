"""Remote physiologic and therapeutic monitoring: days of data and minutes of management to codes and units."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.services.remote_monitoring.decide import decide
from assistant.procedures.services.remote_monitoring.facts import monitoring_of
from assistant.procedures.services.remote_monitoring.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on monitoring whose days or minutes are told; none where neither is."""
    monitoring = monitoring_of(case)
    if monitoring is None:
        return
    if outcome := decide(monitoring, day):
        yield tell(outcome, day)
