"""Is a proposed diagnosis code right? Each reader of ``checks.py`` may correct one character of it.

contradicts what is told -> the code that fits, or that no code of this kind fits
agrees with it           -> yes, where that was asked
nothing to compare       -> nothing is said

Sources: corpus/text/guidelines/icd10cm-*.md; parameters.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.right_code.check import Check, Values
from assistant.procedures.diagnoses.right_code.checks import READERS
from assistant.procedures.diagnoses.right_code.facts import FAMILY
from corpus.codes import Icd10CmCode


@dataclass(frozen=True, slots=True)
class Outcome:
    """A named code and what it should be. ``right`` is empty where no code of its kind fits; it has several codes
    where the record has to choose among them."""

    named: Icd10CmCode
    right: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def agrees(self) -> bool:
        return self.right == (str(self.named),)


def decide(case: Case, day: date) -> Iterator[Outcome]:
    """An outcome for each named code that something told can be compared with."""
    told, values = case.told(FAMILY), Values(day)
    if told.has("asks_difference"):
        return
    for code in case.diagnoses:
        current, found = str(code), list[Check]()
        for reader in READERS:
            check = reader(current.replace(".", ""), told, values)
            if check is None:
                continue
            found.append(check)
            if len(check.right) != 1:
                break
            current = check.right[0]
        if found:
            last = found[-1].right
            yield Outcome(code, last if len(last) != 1 else (current,), tuple(found))
