"""One reader for each way in which a proposed code may contradict the record. Pure.

Each takes an undotted code and what is told, and gives the code that fits, or the reason why none of its kind does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.procedures.diagnoses.right_code.facts import (
    beginnings,
    months_of,
    phase_of,
    side_of,
    trimester_of,
    weeks_of,
)
from assistant.rules.basis.parameters import parameters
from assistant.understand.story import Told
from corpus.editions import Edition

FOLDER = Path(__file__).parent
_GROWN = 18 * 12
_REACH = 5  # words between "acute" and the condition
_NOUNS = frozenset("failure cholecystitis sinusitis bronchitis anemia cough".split())
_ULCER = 6
_FULL = 7


@dataclass(frozen=True, slots=True)
class Check:
    """``right`` is the code that fits, empty where none of that kind does; ``why`` the fact that decides.
    ``together``: all of ``right`` are reported. ``confirms``: agreement in this says that the code fits."""

    code: str
    right: tuple[str, ...]
    why: str
    concepts: tuple[str, ...]
    edition: Edition
    place: str
    together: bool = False
    confirms: bool = True


class Values:
    """The parameters of this folder on one day."""

    def __init__(self, day: date) -> None:
        self.day, self._all = day, parameters(FOLDER)

    def of(self, name: str) -> Any:
        found = self._all.at(name, self.day)
        return None if found is None else found.value

    def edition(self, name: str) -> Edition:
        found = self._all.at(name, self.day)
        if found is None:
            raise KeyError(name)
        return found.edition


def _dotted(code: str) -> str:
    return code[:3] + ("." + code[3:] if len(code) > 3 else "")


def kidney(code: str, told: Told, values: Values) -> Check | None:
    stages = values.of("kidney_stages")
    if not code.startswith("N18") or stages is None:
        return None
    found = [
        name
        for name in ("esrd", "stage_5", "stage_4", "stage_3b", "stage_3a", "stage_3", "stage_2", "stage_1")
        if told.has(name)
    ]
    if not found or (len(found) > 1 and found[0] != "esrd"):
        return None
    name = "end stage" if found[0] == "esrd" else found[0].replace("_", " ")
    return Check(
        _dotted(code),
        (stages[found[0]],),
        f"the record says {name}",
        tuple(found),
        values.edition("kidney_stages"),
        "N18",
    )


def ulcer(code: str, told: Told, values: Values) -> Check | None:
    stages, table = values.of("ulcer_stages"), values.of("pressure_ulcers")
    if not code.startswith("L89") or len(code) != _ULCER or stages is None or told.has("several_ulcers"):
        return None
    if code[3:5] not in beginnings(table, "L89"):
        return None
    found = [name for name in stages if told.has(name)]
    if len(found) != 1:
        return None
    said = found[0].removeprefix("ulcer_").replace("_", " ")
    return Check(
        _dotted(code),
        (_dotted(code[:5] + stages[found[0]]),),
        f"the record says {said}",
        tuple(found),
        values.edition("ulcer_stages"),
        "L89",
    )


def side(code: str, told: Told, values: Values) -> Check | None:
    wanted = side_of(told)
    if wanted is None or values.of("sides") is None:
        return None
    category, rest = code[:3], code[3:]
    concepts = ("right_part", "left_part", "both_parts")
    for table, pair in (("sides", "12"), ("sides_further", "45")):
        for begin in beginnings(values.of(table), category):
            if not rest.startswith(begin) or len(rest) <= len(begin) or rest[len(begin)] not in pair:
                continue
            at = len(begin)
            both = table == "sides" and begin in beginnings(values.of("sides_both"), category)
            if wanted == "both":
                elsewhere = values.of("bilateral_elsewhere").get(category + begin)
                if elsewhere:
                    return Check(
                        _dotted(code),
                        (elsewhere,),
                        "the record says both sides",
                        concepts,
                        values.edition("sides"),
                        category,
                    )
                if not both and category in values.of("bilateral_unclear"):
                    return None
                if not both:
                    each = tuple(_dotted(category + rest[:at] + char + rest[at + 1 :]) for char in pair)
                    said = "there is no code for both sides, so one for each"
                    return Check(_dotted(code), each, said, concepts, values.edition("sides"), "section I.B.13", True)
                char = "3"
            else:
                char = pair[0] if wanted == "right" else pair[1]
            right = _dotted(category + rest[:at] + char + rest[at + 1 :])
            said = "both sides" if wanted == "both" else f"the {wanted} side"
            return Check(
                _dotted(code), (right,), f"the record says {said}", concepts, values.edition("sides"), category
            )
    return None


def trimester(code: str, told: Told, values: Values) -> Check | None:
    table, bounds = values.of("trimesters"), values.of("trimester_weeks")
    if table is None or bounds is None:
        return None
    wanted = trimester_of(told, bounds)
    for entry in str(table.get(code[:3], "")).split():
        begin, _, there = entry.partition(":")
        begin = "" if begin == "-" else begin
        if wanted is None or code[3:-1] != begin or code[-1] not in "0123459":
            continue
        names = ("first", "second", "third")
        weeks = weeks_of(told)
        said = (
            f"{weeks} completed weeks is the {names[wanted - 1]} trimester"
            if weeks
            else f"it is the {names[wanted - 1]} trimester"
        )
        right = (_dotted(code[:-1] + str(wanted)),) if str(wanted) in there else ()
        concepts = ("pregnant", "first_trimester", "second_trimester", "third_trimester")
        return Check(_dotted(code), right, said, concepts, values.edition("trimester_weeks"), "section I.C.15.a.3")
    return None


def gestation(code: str, told: Told, values: Values) -> Check | None:
    bounds, weeks = values.of("gestation"), weeks_of(told)
    if bounds is None or weeks is None or not code.startswith(bounds["beginning"]) or not told.has("pregnant"):
        return None
    if not bounds["first"] <= weeks <= bounds["last"]:
        return None
    right = f"{bounds['beginning']}.{weeks:02d}"
    return Check(
        _dotted(code),
        (right,),
        f"{weeks} completed weeks are told, days do not count",
        ("pregnant",),
        values.edition("gestation"),
        "Z3A",
    )


def diabetes_type(code: str, told: Told, values: Values) -> Check | None:
    if code[:3] not in ("E10", "E11") or told.has("type_1") == told.has("type_2"):
        return None
    only = values.of("diabetes_only_one")
    category = "E10" if told.has("type_1") else "E11"
    ending = "." + code[3:]
    if only is None or not code[3:] or (ending in only and code[:3] != category):
        return None
    kind = "type 1" if category == "E10" else "type 2"
    return Check(
        _dotted(code),
        (category + ending,),
        f"the record says {kind}",
        ("type_1", "type_2"),
        values.edition("diabetes_only_one"),
        "E10, E11",
        confirms=False,
    )


def acuity(code: str, told: Told, values: Values) -> Check | None:
    groups = values.of("acuity_groups")
    for what, codes in (groups or {}).items():
        if _dotted(code) not in codes:
            continue
        place = _acuity_of(told, what)
        if place is not None and codes[place]:
            said = ("acute", "chronic", "acute on chronic")[place]
            return Check(
                _dotted(code),
                (codes[place],),
                f"the record says {said} ({what})",
                ("acute_on_chronic", "acute", "chronic"),
                values.edition("acuity_groups"),
                code[:3],
                confirms=False,
            )
    return None


def _acuity_of(told: Told, what: str) -> int | None:
    """0 acute, 1 chronic, 2 acute on chronic, as it stands before the condition; None where it is not told."""
    if told.has("acute_on_chronic"):
        return 2
    words = [token for token in told.story.tokens if not token.is_sign]
    nouns = set(what.split()) & _NOUNS
    found = set()
    for place, name in enumerate(("acute", "chronic")):
        for mention in told.mentions(name):
            at = next(index for index, token in enumerate(words) if token.start == mention.start)
            if not mention.negated and nouns & {token.word for token in words[at + 1 : at + _REACH]}:
                found.add(place)
    return found.pop() if len(found) == 1 else None


def seventh(code: str, told: Told, values: Values) -> Check | None:
    letters, kinds = values.of("seventh_characters"), values.of("seventh_by_category")
    phase = phase_of(told)
    if letters is None or kinds is None or phase is None or len(code) != _FULL or code[0] not in "STM":
        return None
    if not code[6].isalpha() or not _is_injury(code):
        return None
    allowed = next((given for names, given in kinds.items() if code[:3] in names.split()), kinds["other"])
    grade = _openness(code, told, letters)
    letter = letters[phase][grade]
    if letter not in allowed:
        return None
    said = {
        "routine": "routine healing after active treatment",
        "active": "active treatment",
        "delayed": "delayed healing",
    }
    place = "section I.C.19.c.1" if len(allowed) > len("ADS") else "section I.C.19.a"
    return Check(
        _dotted(code),
        (_dotted(code[:6] + letter),),
        f"{said.get(phase, phase)} is told",
        (phase, "open_fracture", "open_third"),
        values.edition("seventh_characters"),
        place,
    )


def _is_injury(code: str) -> bool:
    """Injuries, burns and fractures of diseased bone; poisonings and complications have phases of their own."""
    return code[0] == "S" or code[:3] in ("M80", "M84") or (code[0] == "T" and code[1:3] <= "34")


def _openness(code: str, told: Told, letters: Any) -> int:
    """0 closed, 1 open of type I or II, 2 open of type III: as told, else as the named character has it."""
    if told.has("open_fracture"):
        return 2 if told.has("open_third") else 1
    return next(
        (grade for row in letters.values() for grade in (1, 2) if row[grade] == code[6] and row[0] != code[6]), 0
    )


def patient(code: str, told: Told, values: Values) -> Check | None:
    """Codes that the patient's sex or age rules out."""
    if told.has("transgender", "father"):
        return None
    dotted = _dotted(code)
    male, female = told.has("male"), told.has("female")
    if male and not female and _begins(dotted, values.of("female_only")):
        return Check(
            dotted,
            (),
            "it is for female patients, and a male patient is told",
            ("male",),
            values.edition("female_only"),
            code[:3],
        )
    if female and not male and _begins(dotted, values.of("male_only")):
        return Check(
            dotted,
            (),
            "it is for male patients, and a female patient is told",
            ("female",),
            values.edition("male_only"),
            code[:3],
        )
    months = months_of(told)
    if months is not None and months >= _GROWN and _begins(dotted, values.of("newborn_only")):
        return Check(
            dotted,
            (),
            "it is only for newborns, and an adult is told",
            ("adult",),
            values.edition("newborn_only"),
            "section I.C.16",
        )
    return None


def _begins(code: str, listed: Any) -> bool:
    return listed is not None and code.startswith(tuple(listed))


def examination(code: str, told: Told, values: Values) -> Check | None:
    exams, months = values.of("child_exam"), months_of(told)
    dotted = _dotted(code)
    if exams is None or months is None or dotted not in (*exams["adult"], *exams["child"]):
        return None
    kind = "adult" if months >= exams["from"] else "child"
    other = exams["child" if kind == "adult" else "adult"]
    right = dotted if dotted in exams[kind] else exams[kind][other.index(dotted)]
    years = int(months / 12)
    return Check(
        dotted, (right,), f"the patient is {years} years old", (), values.edition("child_exam"), "section IV.P"
    )


def split(code: str, told: Told, values: Values) -> Check | None:
    """A header that once was a code."""
    dotted = _dotted(code)
    for name in ("split_codes", "split_codes_2027"):
        entry = (values.of(name) or {}).get(dotted)
        if entry is not None and entry["since"] <= values.day:
            named = ", ".join(f"{new} {said}" for new, said in zip(entry["now"], entry["says"], strict=True))
            return Check(
                dotted,
                tuple(entry["now"]),
                f"a header since {entry['since']:%B %-d, %Y}: {named}",
                (),
                values.edition(name),
                dotted,
            )
    return None


READERS: tuple[Callable[[str, Told, Values], Check | None], ...] = (
    kidney,
    ulcer,
    split,
    gestation,
    trimester,
    diabetes_type,
    acuity,
    seventh,
    side,
    examination,
    patient,
)
