"""Which diagnoses, and in which order? One reader for each kind of case that is composed of told conditions.

Cases that are decided without composing are rows of decisions.yaml; codes that are proposed are answered by additions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.additions import Addition, Answer, additions, proposed_codes
from assistant.procedures.diagnoses.diagnosis_order.body_mass import body_mass_case
from assistant.procedures.diagnoses.diagnosis_order.burns import burn_case
from assistant.procedures.diagnoses.diagnosis_order.cancer.neoplasms import neoplasm_case
from assistant.procedures.diagnoses.diagnosis_order.cancer.secondary import secondary_case
from assistant.procedures.diagnoses.diagnosis_order.cancer.treatments import treatment_case
from assistant.procedures.diagnoses.diagnosis_order.drugs import drug_case
from assistant.procedures.diagnoses.diagnosis_order.heart_kidney import heart_and_kidney
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, asks_for_diagnoses
from assistant.procedures.diagnoses.diagnosis_order.pregnancy import pregnancy_case
from assistant.procedures.diagnoses.diagnosis_order.sepsis import sepsis_case

READERS = (
    sepsis_case,
    pregnancy_case,
    heart_and_kidney,
    body_mass_case,
    burn_case,
    drug_case,
    neoplasm_case,
    treatment_case,
    secondary_case,
)
_CHOICE = frozenset("or vs versus".split())


def decide(case: Case, day: date) -> Iterator[Listed]:
    """What each reader comes to on a day; nothing where no diagnosis code is asked for."""
    if not asks_for_diagnoses(case, case.told(FAMILY)):
        return
    tables = Tables(day)
    for reader in READERS:
        if (found := reader(case, tables)) is not None:
            yield found


def answers_for(listed: Listed, case: Case, day: date) -> tuple[Addition, ...]:
    """The answers to the codes that are proposed besides what a reader came to."""
    if _is_choice(case):
        return ()
    tables = Tables(day)
    found = additions(case, tables, listed.codes)
    if case.told(FAMILY).has("asks_add", "asks_behind"):
        proposed = proposed_codes(case, tables)
        return tuple(
            each
            for each in found
            if each.code in (*proposed, *listed.codes)
            or each.answer is Answer.ONLY
            or not _is_judged(each.code, listed)
        )
    return tuple(each for each in found if each.answer is Answer.NO and not _is_judged(each.code, listed))


def answers_alone(case: Case, day: date) -> tuple[Addition, ...]:
    """The answers where nothing was composed; none where the question is one of a service, or of a choice."""
    told = case.told(FAMILY)
    if _is_choice(case) or (case.procedures and told.has("procedural")) or not asks_for_diagnoses(case, told):
        return ()
    return additions(case, Tables(day))


def _is_judged(code: str, listed: Listed) -> bool:
    return code.startswith(listed.judged)


def _is_choice(case: Case) -> bool:
    """ "J44.1 or J44.9": one of them is asked for, not both."""
    tokens = case.story.tokens
    starts = {start for code in case.diagnoses for start, _ in case.places.get(code, ())}
    return any(
        token.start in starts and at and tokens[at - 1].word in _CHOICE and at > 1 and tokens[at - 2].end in _ends(case)
        for at, token in enumerate(tokens)
    )


def _ends(case: Case) -> frozenset[int]:
    return frozenset(end for code in case.diagnoses for _, end in case.places.get(code, ()))
