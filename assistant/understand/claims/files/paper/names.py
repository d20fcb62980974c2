"""Form fields by their names: those of the CMS-1500 that is passed around most, and names made of box numbers. Pure.

The field names of claim forms follow no standard. Known are the names of the fillable CMS-1500 (02/12) of many
programs (``cpt1 mod1 mod1a sv1_mm_from place1 diag1 ch1 day1 diagnosis1``), and names with the number of a box and of a
line (``24D_1 cpt``, ``FL44_2``). A form whose names say nothing is read by its places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.understand.claims.files.paper.form import CMS1500, CODED, UB04, PaperClaim, PaperLine, coded

Fields = Sequence[tuple[str, str]]

_SPLIT = re.compile(r"[^0-9a-z]+|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
# What may hold five characters in the form of a code and is none: a ZIP code, a number of somebody.
_ADDRESS = re.compile(r"zip|city|addr|street|location|state|phone|policy|id\b|_id|grp|group|pin|npi|tax|auth|ref", re.I)
_LETTERS = "ABCDEFGHIJKL"

# --- the widely used CMS-1500 ----------------------------------------------------------------------------------------
_OF_LINE = re.compile(r"(cpt|mod|diag|ch|day|place|local)(\d)([abc]?)", re.IGNORECASE)
_OF_DAY = re.compile(r"sv(\d)_(mm|dd|yy)_(from|end)", re.IGNORECASE)
_OF_DIAGNOSIS = re.compile(r"diagnosis(\d{1,2})", re.IGNORECASE)
_OF_CLAIM = {
    "insurance_name": "payer",
    "insurance_type": "filing",
    "pt_account": "account",
    "t_charge": "total",
    "prior_auth": "authorization",
    "medicaid_resub": "bill",
    "original_ref": "earlier",
    "pin1": "npi",
}
_SHADED = {f"suppl{letter}": place for place, letter in enumerate(("", *"abcde"), start=1)}

# --- names with words or box numbers: what the words of a name may be, the first that fits --------------------------
_WORDS_OF_LINE = (
    ("modifier", "mod mods modifier modifiers"),
    ("revenue", "rev revenue revcode fl42 42"),
    ("code", "cpt hcpcs procedure proc code 24d fl44 44"),
    ("last", "to thru through end 24a2"),
    ("first", "from dos date servdate begin 24a fl45 45"),
    ("place", "pos place 24b"),
    ("pointers", "ptr pointer pointers 24e"),
    ("charge", "charge charges 24f fl47 47"),
    ("units", "units unit days qty 24g fl46 46"),
    ("npi", "npi rendering 24j"),
    ("shaded", "shaded supplemental ndc"),
)
_WORDS_OF_CLAIM = (
    ("total", "total"),
    ("authorization", "auth authorization 23 63"),
    ("bill", "bill tob resubmission"),
    ("account", "account acct control 26"),
    ("payer", "payer insurer carrier 50"),
)
_DIAGNOSIS = frozenset("dx diagnosis diag icd 21 67".split())


def claim_by_names(fields: Fields) -> PaperClaim | None:
    """The claim that a page's fields hold by their names; None where the names tell no service line."""
    named = {name.rpartition(".")[2].removesuffix("[0]"): text for name, text in fields}
    claim = _common(named) or _worded(named)
    if claim is None or not any(line.code or line.revenue for line in claim.lines):
        return None
    known = {*claim.diagnoses, claim.total, claim.account, claim.authorization, claim.earlier, claim.payer}
    known.update(text for line in claim.lines for text in (line.code, line.charge, line.units))
    claim.unread += [
        f"{name}: {text}"
        for name, text in named.items()
        if CODED.fullmatch(text) and not {text, coded(text)[0]} & known and not _ADDRESS.search(name)
    ]
    return claim


def _common(named: Mapping[str, str]) -> PaperClaim | None:
    if not any(re.fullmatch(r"cpt[1-6]", name, re.IGNORECASE) for name in named):
        return None
    claim, lines = PaperClaim(CMS1500), dict[int, PaperLine]()
    letters: dict[int, str] = {}
    days: dict[tuple[int, str], dict[str, str]] = {}
    for name, text in named.items():
        if match := _OF_DAY.fullmatch(name):
            days.setdefault((int(match[1]), match[3].lower()), {})[match[2].lower()] = text
        elif match := _OF_DIAGNOSIS.fullmatch(name):
            letters[int(match[1])] = text
        elif match := _OF_LINE.fullmatch(name):
            _put(lines.setdefault(int(match[2]), PaperLine()), match[1].lower(), text, match[3])
        elif place := _SHADED.get(name.lower()):
            lines.setdefault(place, PaperLine()).shaded = text
        elif kind := _OF_CLAIM.get(name.lower()):
            setattr(claim, kind, text)
        elif name.lower() == "99icd":
            claim.icd9 = text.strip() == "9"
    for (place, end), parts in days.items():
        day = " ".join(parts.get(part, "") for part in ("mm", "dd", "yy")).strip()
        setattr(lines.setdefault(place, PaperLine()), "first" if end == "from" else "last", day)
    claim.filing = claim.filing.strip("/")
    return _finished(claim, lines, letters)


def _put(line: PaperLine, kind: str, text: str, more: str) -> None:
    match kind:
        case "cpt":
            line.code, modifiers = coded(text)
            line.modifiers = [*modifiers, *line.modifiers]
        case "mod":
            line.modifiers += text.split()
        case "diag":
            line.pointers = [text]
        case "ch":
            line.charge = text
        case "day":
            line.units = text
        case "place":
            line.place = text
        case "local" if not more:
            line.npi = text


def _worded(named: Mapping[str, str]) -> PaperClaim | None:
    """Fields whose names hold words or box numbers and the number of a line: "24D_1_CPT", "line2_units"."""
    is_ub = any(re.search(r"(?i)\brev|fl4[2-7]|ub-?04", name) for name in named)
    claim, lines, letters = PaperClaim(UB04 if is_ub else CMS1500), dict[int, PaperLine](), dict[int, str]()
    for name, text in named.items():
        words = _words(name)
        number = next((int(word) for word in reversed(words) if word.isdigit() and 0 < int(word) <= 22), None)
        line_kind = _kind(words, _WORDS_OF_LINE)
        if _DIAGNOSIS & set(words) and line_kind != "pointers":
            letters[_place(words, number)] = text
        elif "total" not in words and number is not None and line_kind:
            _fill(lines.setdefault(_line(words, number), PaperLine()), line_kind, text)
        elif kind := _kind(words, _WORDS_OF_CLAIM):
            setattr(claim, kind, text)
    return _finished(claim, lines, letters) if lines else None


def _words(name: str) -> list[str]:
    """The words of a name; a box number keeps its letter ("24d")."""
    text = re.sub(r"(?i)(?<![a-z])fl\s*_?(?=\d\d)", "fl", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).lower()
    boxes = re.findall(r"(?<!\d)24\s*[._-]?\s*[a-j](?![a-z])|fl\d\d", text)
    left = re.sub(r"(?<!\d)24\s*[._-]?\s*[a-j](?![a-z])|fl\d\d", " ", text)
    return [re.sub(r"[^0-9a-z]", "", box) for box in boxes] + [word for word in _SPLIT.split(left) if word]


def _kind(words: Sequence[str], table: Sequence[tuple[str, str]]) -> str:
    return next((kind for kind, forms in table if set(forms.split()) & set(words)), "")


def _line(words: Sequence[str], number: int) -> int:
    """The number of the line: that behind "line" or "row", else the last of the name."""
    for place, word in enumerate(words[:-1]):
        if word in ("line", "row", "ln") and words[place + 1].isdigit():
            return int(words[place + 1])
    return number


def _place(words: Sequence[str], number: int | None) -> int:
    """The place of a diagnosis: by its letter or its number; a name with neither is the first."""
    letter = next((word.upper() for word in words if len(word) == 1 and word.upper() in _LETTERS), "")
    return _LETTERS.index(letter) + 1 if letter else number if number and number not in (21,) else 1


def _fill(line: PaperLine, kind: str, text: str) -> None:
    if kind == "code":
        line.code, modifiers = coded(text)
        line.modifiers = [*modifiers, *line.modifiers]
    elif kind == "modifier":
        line.modifiers += text.replace(",", " ").split()
    elif kind == "pointers":
        line.pointers = [text]
    else:
        setattr(line, kind, text)


def _finished(claim: PaperClaim, lines: Mapping[int, PaperLine], letters: Mapping[int, str]) -> PaperClaim:
    """Lines in order, pointers as places in the list of the diagnoses that are there."""
    claim.lines = [line for _, line in sorted(lines.items()) if _is_filled(line)]
    filled = [place for place in sorted(letters) if letters[place].strip()]
    claim.diagnoses = [letters[place].strip() for place in filled]
    with_places(claim, {place: number for number, place in enumerate(filled, start=1)})
    return claim


def _is_filled(line: PaperLine) -> bool:
    return any((line.code, line.charge, line.units, line.revenue, line.modifiers, line.shaded))


def with_places(claim: PaperClaim, places: Mapping[int, int]) -> None:
    """Turns the letters or digits that lines point with into places of the list; what leads nowhere is unread."""
    for line in claim.lines:
        found: list[str] = []
        for sign in "".join(line.pointers).upper():
            box = int(sign) if sign.isdigit() else _LETTERS.find(sign) + 1
            if place := places.get(box):
                found.append(str(place))
            elif sign.isalnum():
                line.unread.append(f"it points to {sign}, where the form has no diagnosis")
        line.pointers = found
