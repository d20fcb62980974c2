"""The form of the claim tool: what was typed into it, kept as it was typed, and read where it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from assistant.understand.circumstances import Circumstances
from assistant.understand.conversation.standing import Standing
from corpus.relations import Setting
from desk.claiming import MOST_UNITS, TypedLine, paid_by
from desk.pages.asked import day_of

ROWS = 6  # typed lines that the form begins with
_PLACE = re.compile(r"(?P<state>[A-Z]{2})(?:[ ,/-]+(?P<locality>\d{2}))?|(?P<zip>\d{5})", re.ASCII)
_BETWEEN = re.compile(r"[\s,;/-]+")


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields as they were typed."""

    text: str = ""
    day: str = ""
    setting: str = ""
    payer: str = ""
    place: str = ""
    codes: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    diagnoses: str = ""

    def standing(self) -> Standing:
        """What is set once for all lines. Raises a 400 that says which field can't be read."""
        day = day_of(self.day)
        setting = _setting(self.setting)
        place = _PLACE.fullmatch(self.place.strip().upper())
        if self.place.strip() and not place:
            raise HTTPException(400, f"{self.place[:40]!r} is no place of payment: write TX, TX 11 or a ZIP code.")
        state, locality, zip_code = place.group("state", "locality", "zip") if place else (None, None, None)
        said = Circumstances(setting=setting, state=state, locality=locality, zip_code=zip_code)
        return Standing(day, paid_by(self.payer, said))

    def lines(self) -> list[TypedLine]:
        """The typed lines; rows without a code are empty. Raises a 400 for units that are no number."""
        return list(self._lines())

    def _lines(self) -> Iterator[TypedLine]:
        for number, code in enumerate(self.codes):
            if code.strip():
                modifiers = [part for part in _BETWEEN.split(_at(self.modifiers, number)) if part]
                yield TypedLine(code, modifiers, _units(_at(self.units, number), number + 1))

    def diagnosis_codes(self) -> list[str]:
        """The diagnoses in order, apart by commas or spaces."""
        return [part for part in re.split(r"[\s,;]+", self.diagnoses) if part]


def read_form(form: FormData) -> Sent:
    """The fields of a sent form; what is not in it is empty."""

    def one(name: str) -> str:
        value = form.get(name, "")
        return value if isinstance(value, str) else ""

    def several(name: str) -> tuple[str, ...]:
        return tuple(value for value in form.getlist(name) if isinstance(value, str))

    return Sent(
        one("text"),
        one("day"),
        one("setting"),
        one("payer"),
        one("place"),
        several("code"),
        several("modifiers"),
        several("units"),
        one("diagnoses"),
    )


def _at(values: tuple[str, ...], number: int) -> str:
    return values[number] if number < len(values) else ""


def _setting(text: str) -> Setting | None:
    try:
        return Setting(text) if text else None
    except ValueError as error:
        raise HTTPException(400, f"{text[:40]!r} is no setting: choose one of the list.") from error


def _units(text: str, number: int) -> int:
    if not text.strip():
        return 1
    if not text.strip().isdecimal() or not 1 <= int(text) <= MOST_UNITS:
        raise HTTPException(400, f"Line {number}: {text[:20]!r} are no units: write a whole number from 1 on.")
    return int(text)
