"""Which state, Medicare locality, town or ZIP code a text names, for a payment: "in Alabama", "locality 05". Pure."""

from __future__ import annotations

import re

_NAMES = {
    name.replace("_", " "): code
    for name, code in (
        pair.split("=")
        for pair in (
            "alabama=AL alaska=AK arizona=AZ arkansas=AR california=CA colorado=CO connecticut=CT delaware=DE "
            "washington_dc=DC washington,_dc=DC washington_d.c.=DC washington,_d.c.=DC district_of_columbia=DC "
            "florida=FL georgia=GA hawaii=HI idaho=ID illinois=IL indiana=IN iowa=IA kansas=KS kentucky=KY "
            "louisiana=LA maine=ME maryland=MD massachusetts=MA michigan=MI minnesota=MN mississippi=MS missouri=MO "
            "montana=MT nebraska=NE nevada=NV new_hampshire=NH new_jersey=NJ new_mexico=NM new_york=NY "
            "north_carolina=NC north_dakota=ND ohio=OH oklahoma=OK oregon=OR pennsylvania=PA puerto_rico=PR "
            "rhode_island=RI south_carolina=SC south_dakota=SD tennessee=TN texas=TX utah=UT vermont=VT virginia=VA "
            "virgin_islands=VI washington=WA west_virginia=WV wisconsin=WI wyoming=WY"
        ).split()
    )
}
_NAME = (
    "(?i:" + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(_NAMES, key=len, reverse=True)) + ")"
)
_STATE = re.compile(
    rf"\b(?:in|for|of|from)\s+(?:the\s+)?(?P<after>{_NAME})(?![\w'])"
    rf"|\b(?P<before>{_NAME})\s+(?:medicare|medicaid|bcbs|blue\s+cross|locality|mac|practice|provider|rate|payment)s?\b",
    re.IGNORECASE | re.ASCII,
)
# After "in" these are an operating room, a heart attack, a scan, a hospital ward ... as well as states.
_AMBIGUOUS = frozenset("CA CO CT GA HI ID IN LA MA MD ME MI MS MT NC ND OK OR PA PR SC SD VA".split())
_CODES = frozenset(_NAMES.values())
_IN_STATE = re.compile(r"\bin\s+(?P<code>[A-Z]{2})\b")
_AT_LOCALITY = re.compile(r"\blocality\s*(?:number|no\.?|#)?\s*\d{2}\s*(?:,|\bin\b|\bof\b)?\s*(?P<code>[A-Z]{2})\b")
_STATE_LABEL = re.compile(r"\bstate(?:\s+of|\s*:|\s*=)\s*(?P<code>[A-Z]{2})\b")
_AFTER_TOWN = re.compile(
    rf"\b(?:in|near|around|for)\s+[A-Z][A-Za-z. -]{{0,30}},\s*(?:(?P<name>{_NAME})|(?P<code>[A-Z]{{2}}))(?![\w'])"
)
_PAYMENT = re.compile(
    r"\b(?:pay|pays|paid|payment|payable|rate|rates|allowed|allowable|allowance|fee|gpci|locality|reimburse\w*|amount"
    r"|conversion\s+factor)\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\bhow\s+much\b", re.IGNORECASE)
_LOCALITY = re.compile(r"\blocality\s*(?:number|no\.?|#)?\s*:?\s*(?P<number>\d{2})\b", re.IGNORECASE)


def state_in(plain_text: str) -> str | None:
    """The two-letter code of the one state that a text names; "in CT" is one only where payment is asked for."""
    named = {_NAMES[_folded(match["after"] or match["before"])] for match in _STATE.finditer(plain_text)}
    asks_payment = bool(_PAYMENT.search(plain_text))
    for match in _AFTER_TOWN.finditer(plain_text) if asks_payment else ():
        code = _NAMES[_folded(match["name"])] if match["name"] else match["code"]
        named |= {code} & _CODES
    for pattern in (_IN_STATE, _AT_LOCALITY, _STATE_LABEL):
        for match in pattern.finditer(plain_text):
            if match["code"] in _CODES and (
                pattern is not _IN_STATE or asks_payment or match["code"] not in _AMBIGUOUS
            ):
                named.add(match["code"])
    return named.pop() if len(named) == 1 else None


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
    """What may be a town, as written: the words behind "in" where payment is asked for."""
    if not (_PAYMENT.search(plain_text) or _HOW_MUCH.search(plain_text)):
        return ()
    names = dict.fromkeys(match["name"] for match in _TOWN.finditer(plain_text))
    return tuple(name for name in names if _folded(name) not in _NAMES)


def zip_in(plain_text: str) -> str | None:
    """The five digits of the one ZIP code that a text names, where payment is asked for."""
    named = {match["zip"] for match in _ZIP.finditer(plain_text)} if _PAYMENT.search(plain_text) else set()
    return named.pop() if len(named) == 1 else None
