"""Biopsies of the skin: one first code of a session and add-ons, by technique; what goes with a biopsy."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.skin.biopsies.decide import decide
from assistant.procedures.skin.biopsies.facts import biopsies_of
from assistant.procedures.skin.biopsies.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the biopsies that a case tells; none where none is told, or their number is open.

    Where something was destroyed too, the family of destructions tells both.
    """
    if case.told("biopsies").has("destruction"):
        return
    biopsies = biopsies_of(case)
    if biopsies is not None and (sampled := decide(biopsies, day)):
        yield tell(sampled, case.lines, day, asks_whether=case.told("biopsies").has("asks_whether"))
