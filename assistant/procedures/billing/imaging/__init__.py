"""Imaging and heart tests: views, contrast, components, repeats, guidance."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.billing.imaging.components import components_of, outside_of, repeat_of
from assistant.procedures.billing.imaging.decide import film_code, film_regions, pair_of, scan_code
from assistant.procedures.billing.imaging.facts import films_of, pair_is_asked, scan_of
from assistant.procedures.billing.imaging.words import (
    tell_components,
    tell_films,
    tell_outside,
    tell_pair,
    tell_repeat,
    tell_scan,
)
from assistant.procedures.case import Case, Figures
from assistant.rules.verdict import Verdict
from corpus.codes import CptCode


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The code of the films or the scan that is told; none where another question is asked of them."""
    named = tuple(code for code in case.procedures if isinstance(code, CptCode))
    if outside := outside_of(case, figures, day):
        yield tell_outside(outside, day)
    elif parts := components_of(case, figures, day):
        yield tell_components(parts, day)
    elif repeat := repeat_of(case, figures, day):
        yield tell_repeat(repeat, day)
    elif (films := films_of(case, film_regions(day))) and (found := film_code(films, named, day)):
        yield tell_films(found, day)
    elif (scan := scan_of(case)) and (code := scan_code(scan, named, day)):
        yield tell_scan(code, day)
    elif pair_is_asked(case) and (pair := pair_of(named, day)):
        yield tell_pair(pair, case.spans_of((pair.fuller, *pair.inside)), day)
