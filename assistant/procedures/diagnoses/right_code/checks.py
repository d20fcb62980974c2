"""One reader for each way in which a proposed code may contradict the record. Pure.

Each takes an undotted code and what is told, and gives the code that fits, or the reason why none of its kind does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.procedures.diagnoses.right_code.check import Check, Values, with_point
from assistant.procedures.diagnoses.right_code.facts import (
    beginnings,
    phase_of,
    side_of,
)
from assistant.procedures.diagnoses.right_code.persons import examination, gestation, patient, trimester
from assistant.understand.story import Told

_REACH = 5  # words between "acute" and the condition
_NOUNS = frozenset("failure cholecystitis sinusitis bronchitis anemia cough".split())
_ULCER = 6
_NO_DIFFERENCE = frozenset("unspecified other of with stage component reason".split())
_FULL = 7
_REFUSED = ("not_taken",)  # why such a code is asked about


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
        with_point(code),
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
        with_point(code),
        (with_point(code[:5] + stages[found[0]]),),
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
                        with_point(code),
                        (elsewhere,),
                        "the record says both sides",
                        concepts,
                        values.edition("sides"),
                        category,
                    )
                if not both and category in values.of("bilateral_unclear"):
                    return None
                if not both:
                    each = tuple(with_point(category + rest[:at] + char + rest[at + 1 :]) for char in pair)
                    said = "there is no code for both sides, so one for each"
                    return Check(
                        with_point(code), each, said, concepts, values.edition("sides"), "section I.B.13", True
                    )
                char = "3"
            else:
                char = pair[0] if wanted == "right" else pair[1]
            right = with_point(category + rest[:at] + char + rest[at + 1 :])
            said = "both sides" if wanted == "both" else f"the {wanted} side"
            return Check(
                with_point(code), (right,), f"the record says {said}", concepts, values.edition("sides"), category
            )
    return None


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
        with_point(code),
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
        if with_point(code) not in codes:
            continue
        place = _acuity_of(told, what)
        if place is not None and codes[place]:
            said = ("acute", "chronic", "acute on chronic")[place]
            return Check(
                with_point(code),
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
        with_point(code),
        (with_point(code[:6] + letter),),
        f"{said.get(phase, phase)} is told",
        (phase, "open_fracture", "open_third", "injury_words"),
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


def split(code: str, told: Told, values: Values) -> Check | None:
    """A header that once was a code."""
    dotted = with_point(code)
    for name in ("split_codes", "split_codes_2027"):
        entry = (values.of(name) or {}).get(dotted)
        if entry is not None and told.has(*entry.get("elsewhere", ())):
            return None  # a row says where the told condition went
        if entry is not None and entry["since"] <= values.day:
            rows = list(zip(entry["now"], entry["says"], strict=True))
            named = ", ".join(f"{new} {said}" for new, said in rows)
            header = f"a header since {entry['since']:%B %-d, %Y}"
            told_rows = [(new, said) for new, said in rows if _is_told(said, told)]
            if len(told_rows) == 1:
                (new, said), *_ = told_rows
                return Check(
                    dotted, (new,), f"{said} is told, and {dotted} is {header}", _REFUSED, values.edition(name), dotted
                )
            return Check(
                dotted,
                tuple(entry["now"]),
                f"{header}: {named}",
                _REFUSED,
                values.edition(name),
                dotted,
            )
    return None


def _is_told(said: str, told: Told) -> bool:
    """Whether the words that tell one of several codes apart stand in the message: "chronic", "right"."""
    words = [word for word in said.lower().split() if word not in _NO_DIFFERENCE]
    heard = {token.word for token in told.story.tokens}
    side = side_of(told)
    return bool(words) and all(word.isalnum() and (word in heard or word == side) for word in words)


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
