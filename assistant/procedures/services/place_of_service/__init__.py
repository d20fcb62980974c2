"""Places of service: which one a told case takes (decisions.yaml), and what each code stands for (places.yaml)."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.services.place_of_service.decide import places
from assistant.procedures.services.place_of_service.facts import place_asked
from assistant.procedures.services.place_of_service.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """What the code stands for that is asked of."""
    if asked := place_asked(case.story.tokens):
        code, spans = asked
        yield tell(code, places().get(code), day, spans)
