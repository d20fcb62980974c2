"""A UB-04 (CMS-1450) by the places on its page. Pure.

A service line reads from the left: revenue code, description, HCPCS code with modifiers, date, units, charges,
charges not covered. Revenue code 0001 is the line of totals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understand.claims.files.paper.form import CODED, UB04, PaperClaim, PaperLine, coded
from assistant.understand.claims.files.paper.page import FormPage, Word
from assistant.understand.claims.pieces import loose_codes

_REVENUE = re.compile(r"0\d{3}|\d{3}", re.ASCII)
_CENTS = re.compile(r"\d\d", re.ASCII)
_MONEY = re.compile(r"\$?\d[\d,]*\.\d\d", re.ASCII)
_DOLLARS = re.compile(r"\$?\d[\d,]*", re.ASCII)
_DAY = re.compile(r"\d{6}|\d{8}|\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d{2})", re.ASCII)
_UNITS = re.compile(r"\d{1,7}(?:\.\d+)?", re.ASCII)
_ICD = re.compile(r"[A-Z]\d[0-9AB](?:\.?[0-9A-Z]{1,4})?", re.ASCII)
_BILL = re.compile(r"0?[1-9]\d[0-9A-Z]", re.ASCII)
_PRESENT = frozenset("YNUW1")
_TOTAL = "0001"
# A form has 22 lines; below them the diagnoses of box 67 stand on lines no further apart than this (points).
_NEXT_LINE = 16.0
_BELOW = 26.0


def read_ub04(page: FormPage) -> PaperClaim | None:
    """The claim of a page; None where no line of it is a service line of this form."""
    lines = page.lines()
    texts = [" ".join(word.text for word in line) for line in lines]
    rows = {at: row for at, line in enumerate(lines) if (row := _row([word.text for word in line])) is not None}
    served = [row for row in rows.values() if row.revenue != _TOTAL]
    if not served or not (any(row.code for row in served) or "REV." in " ".join(texts)):
        return None
    claim = PaperClaim(UB04, lines=served)
    claim.total = next((row.charge for row in rows.values() if row.revenue == _TOTAL), "")
    for at in range(min(rows), max(rows)):
        if at not in rows and any(loose_codes(texts[at])):
            claim.unread.append(texts[at])
    _diagnoses(claim, lines[max(rows) + 1 :])
    _boxes(claim, lines)
    return claim


def _row(tokens: list[str]) -> PaperLine | None:
    """One service line, read from the right: what is left at last is the description."""
    if tokens and re.fullmatch(r"\d{1,2}", tokens[0]):
        tokens = tokens[1:]  # the form numbers its lines
    if len(tokens) < 2 or not _REVENUE.fullmatch(tokens[0]):
        return None
    line, rest = PaperLine(revenue=tokens[0].zfill(4)), list(tokens[1:])
    charge = _money(rest)
    if charge is None:
        return None
    line.charge = charge
    if line.revenue == _TOTAL:
        return line
    ahead = list(rest)
    further = _money(ahead)  # two amounts: the last are the charges that are not covered
    if further is not None and _units(ahead) and (_DAY.fullmatch(ahead[-2]) or "." in rest[-1]):
        line.charge, rest = further, ahead
    if _units(rest):
        line.units = rest.pop()
    if rest and _DAY.fullmatch(rest[-1]):
        line.first = rest.pop()
    _take_code(line, rest)
    return line


def _units(tokens: Sequence[str]) -> bool:
    return len(tokens) > 1 and bool(_UNITS.fullmatch(tokens[-1]))


def _money(tokens: list[str]) -> str | None:
    """Takes the amount off that the tokens end with: "150.00", or "150" and "00"."""
    if tokens and _MONEY.fullmatch(tokens[-1]):
        return tokens.pop()
    if len(tokens) > 1 and _CENTS.fullmatch(tokens[-1]) and _DOLLARS.fullmatch(tokens[-2]):
        cents = tokens.pop()
        return f"{tokens.pop()}.{cents}"
    return None


def _take_code(line: PaperLine, rest: Sequence[str]) -> None:
    """The code with its modifiers, which a description stands before; nothing where the line has none."""
    for at in range(len(rest)):
        text = " ".join(rest[at:])
        if CODED.fullmatch(text):
            line.code, line.modifiers = coded(text)
            return
    line.unread += list(loose_codes(" ".join(rest)))


def _diagnoses(claim: PaperClaim, below: Sequence[Sequence[Word]]) -> None:
    """Box 67: the first line of diagnoses and those close below; further down stand admission and reason (69, 70)."""
    last: float | None = None
    for line in below:
        found = _codes([word.text.upper() for word in line])
        if not found:
            continue
        if last is None or line[0].middle - last <= _NEXT_LINE:
            claim.diagnoses += found
            last = line[0].middle
        else:
            kinds = ("ABJ", *(["APR"] * len(found)))
            claim.further += [(kind, code.partition(" ")[0]) for kind, code in zip(kinds, found, strict=False)]
            return


def _codes(tokens: Sequence[str]) -> list[str]:
    """Diagnoses of a line, each with its letter of presence on admission behind a blank."""
    found: list[str] = []
    for at, token in enumerate(tokens):
        if _ICD.fullmatch(token) and not _is_label(tokens, at):
            behind = tokens[at + 1] if at + 1 < len(tokens) else ""
            found.append(f"{token} {behind}" if behind in _PRESENT else token)
    return found


def _is_label(tokens: Sequence[str], at: int) -> bool:
    """ "67A" and the like are split by no blank; a token behind "PPS" or "ECI" of box 71 and 72 is no diagnosis."""
    return at > 0 and tokens[at - 1] in ("PPS", "DRG")


def _boxes(claim: PaperClaim, lines: Sequence[Sequence[Word]]) -> None:
    """Boxes 3a, 4, 6, 50 and 63: below or beside their labels."""
    bill = _labelled(lines, "TYPE", "OF", "BILL")
    claim.bill = next((token for token in bill if _BILL.fullmatch(token)), "")
    claim.account = next((token for token in _labelled(lines, "CNTL") if any(map(str.isdigit, token))), "")
    period = [token for token in _labelled(lines, "STATEMENT", "COVERS", "PERIOD") if _DAY.fullmatch(token)]
    if len(period) >= 2:
        claim.period = (period[0], period[1])
    claim.payer = " ".join(_labelled(lines, "PAYER", "NAME")[:8])
    codes = _labelled(lines, "AUTHORIZATION", "CODES")
    claim.authorization = next((token for token in codes if any(map(str.isdigit, token))), "")
    if not claim.bill:
        claim.notes.append("The type of bill (box 4) was not found on the form.")


def _labelled(lines: Sequence[Sequence[Word]], *label: str) -> list[str]:
    """The words below a label, as far as it reaches, or behind it on its line."""
    for line in lines:
        plain = [word.text.upper().strip(".:#()") for word in line]
        for at in range(len(plain) - len(label) + 1):
            if plain[at : at + len(label)] != list(label):
                continue
            numbers = [word.left for word in line[: at + 1] if re.fullmatch(r"\d{1,2}[a-e]?\.?", word.text)]
            left, right = (numbers or [line[at].left])[-1] - 12, line[at + len(label) - 1].right + 90
            behind = [word.text for word in line[at + len(label) :] if word.left < right and word.value]
            if behind:
                return behind
            for other in lines:
                if line[at].middle + 3 < other[0].middle <= line[at].bottom + _BELOW:
                    under = [word.text for word in other if left <= word.left < right and not word.text.isalpha()]
                    under = under or [word.text for word in other if left <= word.left < right]
                    if under:
                        return under
    return []
