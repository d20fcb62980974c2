"""Which state, Medicare locality, town or ZIP code a text names, for a payment: "in Alabama", "locality 05". Pure."""

from __future__ import annotations

import re

from assistant.understand.circumstances.state_names import STATES

# Guam is read by its locality alone. The district goes by its city's name too.
_NAMES = {name.lower(): code for code, name in STATES.items() if code != "GU"} | dict.fromkeys(
    ("washington dc", "washington, dc", "washington d.c.", "washington, d.c."), "DC"
)
_NAME = (
    "(?i:" + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(_NAMES, key=len, reverse=True)) + ")"
)
_NAMED = re.compile(rf"\b{_NAME}(?![\w'])", re.IGNORECASE | re.ASCII)
# A name is that of a state behind one of these, or before one of those.
_BEFORE = frozenset("in for of from".split())
_BEHIND = frozenset("medicare medicaid bcbs blue locality mac practice provider rate payment".split())
_WORD = re.compile(r"[a-z]+", re.IGNORECASE | re.ASCII)
# How far such a word may stand from the name: "from the state of" is read by its own pattern.
_REACH = 24
# After "in" these are an operating room, a heart attack, a scan, a hospital ward ... as well as states.
_AMBIGUOUS = frozenset("CA CO CT GA HI ID IN LA MA MD ME MI MS MT NC ND OK OR PA PR SC SD VA".split())
_CODES = frozenset(_NAMES.values())
_IN_STATE = re.compile(r"\bin\s+(?P<code>[A-Z]{2})\b")
_AT_LOCALITY = re.compile(r"\blocality\s*(?:number|no\.?|#)?\s*\d{2}\s*(?:,|\bin\b|\bof\b)?\s*(?P<code>[A-Z]{2})\b")
_STATE_LABEL = re.compile(r"\bstate(?:\s+of|\s*:|\s*=)\s*(?P<code>[A-Z]{2})\b")
_AFTER_TOWN = re.compile(
    rf"\b(?:in|near|around|for)\s+[A-Z][A-Za-z. -]{{0,30}},\s*(?:(?P<name>{_NAME})|(?P<code>[A-Z]{{2}}))(?![\w'])"
)
_LOCALITY = re.compile(r"\blocality\s*(?:number|no\.?|#)?\s*:?\s*(?P<number>\d{2})\b", re.IGNORECASE)


def state_in(plain_text: str, *, pays: bool) -> str | None:
    """The two-letter code of the one state that a text names; "in CT" is one only where payment is asked for."""
    named = {_NAMES[_folded(match[0])] for match in _NAMED.finditer(plain_text) if _is_a_place(plain_text, match)}
    for match in _AFTER_TOWN.finditer(plain_text) if pays else ():
        code = _NAMES[_folded(match["name"])] if match["name"] else match["code"]
        named |= {code} & _CODES
    for pattern in (_IN_STATE, _AT_LOCALITY, _STATE_LABEL):
        for match in pattern.finditer(plain_text):
            if match["code"] in _CODES and (pattern is not _IN_STATE or pays or match["code"] not in _AMBIGUOUS):
                named.add(match["code"])
    return named.pop() if len(named) == 1 else None


def _is_a_place(text: str, name: re.Match[str]) -> bool:
    """Whether the words beside a name say that the state is meant: "in Ohio", "Texas Medicaid"."""
    before = text[max(0, name.start() - _REACH) : name.start()].lower().split()
    if before and before[-1] == "the":
        before.pop()
    behind = _WORD.match(text[name.end() : name.end() + _REACH].lstrip())
    return bool(before and _last_word(before[-1]) in _BEFORE) or bool(
        behind and text[name.end()].isspace() and behind[0].lower().removesuffix("s") in _BEHIND
    )


def _last_word(piece: str) -> str:
    """ "(in" -> "in"."""
    found = _WORD.findall(piece)
    return found[-1] if found and piece.endswith(found[-1]) else ""


def _folded(name: str) -> str:
    return " ".join(name.lower().split())


def locality_in(plain_text: str) -> str | None:
    """The two digits of the one locality that a text names."""
    named = {match["number"] for match in _LOCALITY.finditer(plain_text)}
    return named.pop() if len(named) == 1 else None


# A town is told by what stands behind "in"; whether it names a locality, the table of localities says.
_TOWN = re.compile(r"\b(?:in|near|around|for)\s+(?P<name>[A-Za-z][A-Za-z.]*(?:[ -][A-Za-z][A-Za-z.]*){0,3})", re.ASCII)
_ZIP = re.compile(
    r"\b(?:in|at|zip(?:\s?code)?\s*:?|locality\s+(?:of|for|is))\s+(?P<zip>\d{5})(?:-\d{4})?(?![\w-])",
    re.IGNORECASE | re.ASCII,
)


def towns_in(plain_text: str) -> tuple[str, ...]:
    """What may be a town, as written: the words behind "in", for a text that asks for payment."""
    names = dict.fromkeys(match["name"] for match in _TOWN.finditer(plain_text))
    return tuple(name for name in names if _folded(name) not in _NAMES)


def zip_in(plain_text: str) -> str | None:
    """The five digits of the one ZIP code that a text names, for one that asks for payment."""
    named = {match["zip"] for match in _ZIP.finditer(plain_text)}
    return named.pop() if len(named) == 1 else None
