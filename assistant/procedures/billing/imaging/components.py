"""Who bills what of a study that is taken and read by two, and of a study that is repeated.

hospital takes, physician reads   -> the code with 26 for the reader
one site takes, another reads     -> TC for the one, 26 for the other
one practice does both            -> the code without modifier
the same study again that day     -> the code, then with 76 (same physician) or 77 (another)

The code is one that is named and can be split (PC/TC indicator 1), else that of the told views or contrast.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.procedures.billing.imaging.decide import FOLDER, film_code, film_regions, scan_code
from assistant.procedures.billing.imaging.facts import told_films, told_scan
from assistant.procedures.case import Case, Figures, Span
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.story import Told
from corpus.codes import CptCode

Who = Literal["reader", "two", "whole"]

_OTHER_RULES = (
    "over_read", "outside_films", "ekg", "holter", "patch", "stress_test", "date_asked", "no_report",
    "guidance", "visit_level", "mammogram", "repeat", "quality_repeat", "after_reduction", "line_check",
)  # fmt: skip
_NO_REPEAT = (
    "quality_repeat", "after_reduction", "comparison", "bilateral_word", "mammogram", "line_check", "guidance",
    "over_read", "outside_films", "holter", "dexa", "visit", "second_reader_need",
)  # fmt: skip
_SPLIT = "1"
_MOST_CODES = 3


@dataclass(frozen=True, slots=True)
class Components:
    """Codes of one study and who does what of it; ``denied`` where a claim came back."""

    codes: tuple[CptCode, ...]
    who: Who
    hospital: bool
    denied: bool
    rests_on: tuple[Span, ...]
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Repeat:
    """A study done again; ``reading`` where only the reading is billed."""

    code: CptCode
    modifier: str
    reading: bool
    asks_59: bool
    rests_on: tuple[Span, ...]
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Outside:
    """Films made elsewhere and looked at in a visit; ``codes`` are the studies that were proposed for it."""

    codes: tuple[CptCode, ...]
    rests_on: tuple[Span, ...]
    parameter: Parameter


def outside_of(case: Case, figures: Figures, day: date) -> Outside | None:
    """A code proposed for looking at outside films; None where none is, or where a second reading was needed."""
    told = case.told("imaging")
    views = parameters(FOLDER).at("views", day)
    if views is None or not told.has("outside_films") or told.has("second_reader_need", "ob_us", "visit_level"):
        return None
    if told.has("over_read") and not told.has("brought"):
        return None
    known = _known(day)
    codes = tuple(
        code
        for code in case.procedures
        if isinstance(code, CptCode) and (str(code) in known or _indicator(figures, code, day) == _SPLIT)
    )
    if not codes:
        return None
    spans = told.spans("outside_films", "imaging", "film", "component_mod", "visit", "reads", "asks")
    return Outside(codes, (*spans, *case.spans_of((*case.procedures, *case.modifiers))), views)


def components_of(case: Case, figures: Figures, day: date) -> Components | None:
    """Who bills which part; None where that is not told, or where the codes are not."""
    told = case.told("imaging")
    views = parameters(FOLDER).at("views", day)
    third = told.has("third_reads") and not told.has("visit")  # films that go to the one who reads them first
    others = [name for name in _OTHER_RULES if not (third and name == "outside_films")]
    if views is None or told.has(*others):
        return None
    who = _who(told)
    if who is None:
        return None
    codes, spans = _codes(case, figures, day)
    if not codes:
        return None
    spans += told.spans(
        "film", "imaging", "reads", "hospital_place", "sent_to_radiologist", "takes_film", "owns_equipment",
        "component_mod", "denial_word", "no_modifier", "view_word", "third_reads",
    )  # fmt: skip
    spans += case.spans_of(case.modifiers)
    return Components(codes, who, told.has("hospital_place"), told.has("denial_word"), spans, views)


def _who(told: Told) -> Who | None:
    if told.has("third_reads") and told.has("reads") and not told.has("hospital_place", "visit", "over_read"):
        return "two"
    takes = told.has("takes_film", "taken", "owns_equipment", "office", "urgent_care")
    if told.has("hospital_reads") and told.has("takes_film", "owns_equipment", "office", "urgent_care"):
        return "two"
    if told.has("hospital_place") and told.has("office"):
        return None
    if told.has("hospital_place") and not told.has("owns_equipment", "takes_film"):
        return "reader" if told.has("reads", "sent_to_radiologist") else None
    if told.has("sent_to_radiologist") and takes:
        return "two"
    return "whole" if told.has("owns_equipment") and told.has("reads") else None


def _codes(case: Case, figures: Figures, day: date) -> tuple[tuple[CptCode, ...], tuple[Span, ...]]:
    """The codes that can be split: those named, else the one of the views or the contrast."""
    known = _known(day)
    named = tuple(
        code
        for code in case.procedures
        if isinstance(code, CptCode) and (str(code) in known or _indicator(figures, code, day) == _SPLIT)
    )
    if 0 < len(named) <= _MOST_CODES:
        return named, case.spans_of(named)
    if named:
        return (), ()
    if (films := told_films(case, film_regions(day))) and (found := film_code(films, (), day)):
        return (CptCode(found.code),), films.rests_on
    if (scan := told_scan(case)) and (image := scan_code(scan, (), day)):
        return (CptCode(image.code),), scan.rests_on
    return (), ()


def _indicator(figures: Figures, code: CptCode, day: date) -> str:
    figure = figures.figure(code, "pc_tc", day)
    return figure.value if figure else ""


def _known(day: date) -> frozenset[str]:
    """Codes of films, CT and MRI, all of which can be split."""
    values = parameters(FOLDER)
    tables = [values.at(name, day) for name in ("views", "contrast")]
    return frozenset(code for table in tables if table for region in table.value.values() for code in region.values())


def repeat_of(case: Case, figures: Figures, day: date) -> Repeat | None:
    """One study repeated by a physician who is told; None otherwise."""
    told = case.told("imaging")
    views = parameters(FOLDER).at("views", day)
    same, other = told.has("same_doctor"), told.has("other_doctor")
    if views is None or same == other or not told.has("repeat") or told.has(*_NO_REPEAT):
        return None
    codes, spans = _codes(case, figures, day)
    if len(codes) != 1 or len(case.procedures) > 1:
        return None
    spans += told.spans("repeat", "same_doctor", "other_doctor", "film", "imaging", "add_59", "denial_word", "same_day")
    spans += case.spans_of(case.modifiers)
    reading = told.has("hospital_place") and not told.has("owns_equipment")
    return Repeat(codes[0], "76" if same else "77", reading, case.names("59"), spans, views)
