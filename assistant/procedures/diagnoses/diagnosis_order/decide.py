"""Which diagnoses, and in which order? One reader for each kind of case that is composed of told conditions.

Cases that are decided without composing are rows of decisions.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.body_mass import body_mass_case
from assistant.procedures.diagnoses.diagnosis_order.heart_kidney import heart_and_kidney
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, asks_for_diagnoses
from assistant.procedures.diagnoses.diagnosis_order.pregnancy import pregnancy_case
from assistant.procedures.diagnoses.diagnosis_order.sepsis import sepsis_case

READERS = (sepsis_case, pregnancy_case, heart_and_kidney, body_mass_case)


def decide(case: Case, day: date) -> Iterator[Listed]:
    """What each reader comes to on a day; nothing where no diagnosis code is asked for."""
    if not asks_for_diagnoses(case, case.told(FAMILY)):
        return
    tables = Tables(day)
    for reader in READERS:
        if (found := reader(case, tables)) is not None:
            yield found
