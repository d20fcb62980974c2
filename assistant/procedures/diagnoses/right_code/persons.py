"""Readers of a proposed code by the person it is about: weeks of pregnancy, age, sex. Pure.

The form is that of ``checks.py``.
"""

from __future__ import annotations

from typing import Any

from assistant.procedures.diagnoses.right_code.check import Check, Values, with_point
from assistant.procedures.diagnoses.right_code.facts import months_of, trimester_of, weeks_of
from assistant.understand.story import Told

_GROWN = 18 * 12


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
        right = (with_point(code[:-1] + str(wanted)),) if str(wanted) in there else ()
        concepts = ("pregnant", "first_trimester", "second_trimester", "third_trimester")
        return Check(with_point(code), right, said, concepts, values.edition("trimester_weeks"), "section I.C.15.a.3")
    return None


def gestation(code: str, told: Told, values: Values) -> Check | None:
    bounds, weeks = values.of("gestation"), weeks_of(told)
    if bounds is None or weeks is None or not code.startswith(bounds["beginning"]) or not told.has("pregnant"):
        return None
    if not bounds["first"] <= weeks <= bounds["last"]:
        return None
    right = f"{bounds['beginning']}.{weeks:02d}"
    return Check(
        with_point(code),
        (right,),
        f"{weeks} completed weeks are told, days do not count",
        ("pregnant",),
        values.edition("gestation"),
        "Z3A",
    )


def patient(code: str, told: Told, values: Values) -> Check | None:
    """Codes that the patient's sex or age rules out."""
    if told.has("transgender", "father"):
        return None
    dotted = with_point(code)
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
    dotted = with_point(code)
    if exams is None or months is None or dotted not in (*exams["adult"], *exams["child"]):
        return None
    kind = "adult" if months >= exams["from"] else "child"
    other = exams["child" if kind == "adult" else "adult"]
    right = dotted if dotted in exams[kind] else exams[kind][other.index(dotted)]
    years = int(months / 12)
    return Check(
        dotted, (right,), f"the patient is {years} years old", (), values.edition("child_exam"), "section IV.P"
    )
