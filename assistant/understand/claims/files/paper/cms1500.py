"""A CMS-1500 by the places on its page: service lines by the order of their boxes, the rest by labels and places. Pure.

Box 24 reads from the left: from, to, place of service, EMG, code, modifiers, pointer, charge, units, EPSDT, qualifier,
NPI. That order holds for filled fields, for a printed form and for the data alone, as it goes onto a preprinted sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understand.claims.files.paper.form import CMS1500, PaperClaim, PaperLine, coded
from assistant.understand.claims.files.paper.names import with_places
from assistant.understand.claims.files.paper.page import FormPage, Word
from assistant.understand.claims.numbers import is_npi
from assistant.understand.claims.pieces import CODE_FORM, loose_codes
from corpus.mentions import NUMERIC_MODIFIERS

_DATE = r"(?:\d{1,2} \d{1,2} (?:\d{4}|\d{2})|\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d{2})|\d{8}|\d{6})"
_ROW = re.compile(
    rf"(?:[1-6] )?(?P<first>{_DATE})(?: (?P<last>{_DATE}))?(?: (?P<place>\d{{2}}))?(?: (?P<emergency>[YNyn]))?"
    rf" (?P<code>{CODE_FORM}(?:-?[0-9A-Z]{{2}}){{0,4}})(?P<rest>(?: \S+)*)",
    re.ASCII,
)
_LONGEST_ROW = 200
_MONEY = re.compile(r"\$?\d[\d,]*\.\d{2}", re.ASCII)
_DOLLARS = re.compile(r"\$?\d[\d,]*", re.ASCII)
_LETTERS = re.compile(r"[A-L]{1,4}", re.ASCII)
_ICD = re.compile(r"[A-Z]\d[0-9AB](?:\.?[0-9A-Z]{1,4})?", re.ASCII)
_MARKED = re.compile(r"([A-L])[.:)]*", re.ASCII)
_SHADED = re.compile(r"(?:N4|ZZ|CTR|VP|OZ|7)\s*\S", re.ASCII)
# Points above the first service line within which boxes 21 to 23 stand; six lines are four a inch high, in pairs.
_ABOVE, _SIX_LINES = 100.0, 150.0
_RIGHT_HALF = 0.6
_NPI_DIGITS = 10
_BELOW = 24.0


def read_cms1500(page: FormPage) -> PaperClaim | None:
    """The claim of a page; None where no line of it is a service line of this form."""
    lines = page.lines()
    texts = [" ".join(word.text for word in line if word.text != "NPI") for line in lines]
    rows = {at: match for at, text in enumerate(texts) if len(text) < _LONGEST_ROW and (match := _ROW.fullmatch(text))}
    rows = {at: match for at, match in rows.items() if match["last"] or match["place"]}
    if not rows:
        return None
    claim = PaperClaim(CMS1500)
    first = lines[min(rows)][0].middle
    for at, match in rows.items():
        claim.lines.append(_line(match))
        if at - 1 not in rows and at and _SHADED.match(texts[at - 1]):
            claim.lines[-1].shaded = texts[at - 1]
    _left_over(claim, lines, texts, rows)
    above = [line for line in lines if first - _ABOVE < line[0].middle < first - 2]
    _diagnoses(claim, above, page.width)
    _boxes(claim, page, lines, above, first)
    return claim


def _line(match: re.Match[str]) -> PaperLine:
    code, modifiers = coded(match["code"])
    line = PaperLine(code, modifiers, match["first"], match["last"] or "", match["place"] or "")
    tokens = match["rest"].split()
    at = _charge_at(tokens)
    before, behind = (tokens, []) if at is None else (tokens[:at], tokens[at:])
    if before and (_LETTERS.fullmatch(before[-1]) or (at is not None and _is_digit_pointer(before[-1]))):
        line.pointers = [before.pop()]
    for token in before:
        (line.modifiers if re.fullmatch(r"[0-9A-Z]{2}", token) else line.unread).append(token)
    if behind:
        line.charge = behind.pop(0)
        if "." not in line.charge and behind and _is_cents(behind):
            line.charge += f".{behind.pop(0)}"
    if behind and re.fullmatch(r"\d{1,4}(?:\.\d+)?", behind[0]):
        line.units = behind.pop(0)
    for token in behind:
        if len(token) == _NPI_DIGITS and is_npi(token):
            line.npi = token
        elif len(token) > 2:
            line.unread.append(token)  # EPSDT and qualifiers have one or two letters
    return line


def _charge_at(tokens: Sequence[str]) -> int | None:
    """Where the charge stands: an amount with cents, else the number behind the pointer, else one of three digits."""
    for at, token in enumerate(tokens):
        if _MONEY.fullmatch(token):
            return at
    # "LA 50 AB 90 00 2": modifiers may look like a pointer and an amount; the pointer is the last of such letters.
    for at in range(len(tokens) - 1, 0, -1):
        if _LETTERS.fullmatch(tokens[at - 1]) and _DOLLARS.fullmatch(tokens[at]) and len(tokens[at]) < _NPI_DIGITS:
            return at
    amounts = (at for at, token in enumerate(tokens) if _DOLLARS.fullmatch(token) and 2 < len(token) < _NPI_DIGITS)
    return next(amounts, None)


def _is_digit_pointer(token: str) -> bool:
    """Old forms point with the digits 1 to 4."""
    return bool(re.fullmatch(r"[1-4]{1,4}", token)) and token not in NUMERIC_MODIFIERS


def _is_cents(behind: Sequence[str]) -> bool:
    """Whether a number behind dollars is their cents: "00", or two digits with the units behind them."""
    following = len(behind) > 1 and behind[1].isdigit() and len(behind[1]) <= 4
    return bool(re.fullmatch(r"\d\d", behind[0])) and (behind[0] == "00" or following)


def _left_over(
    claim: PaperClaim, lines: Sequence[Sequence[Word]], texts: Sequence[str], rows: dict[int, re.Match[str]]
) -> None:
    """What stands among the service lines and is none of them is told, unless it is the form's own print."""
    first = lines[min(rows)][0].middle
    for at, text in enumerate(texts):
        if at in rows or not first < lines[at][0].middle < first + _SIX_LINES:
            continue
        if at + 1 in rows and _SHADED.match(text):
            continue
        if _begins_with_day(text) or (at < max(rows) and any(loose_codes(text))):
            claim.unread.append(text)


def _begins_with_day(text: str) -> bool:
    return bool(re.match(rf"(?:[1-6] )?{_DATE} (?:{_DATE} )?\d\d\b", text))


def _diagnoses(claim: PaperClaim, above: Sequence[Sequence[Word]], width: float) -> None:
    """Box 21: codes from the left and the top, each under its letter where the form prints one."""
    places: dict[int, int] = {}
    for line in above:
        letter = ""
        for word in line:
            if word.left > width * _RIGHT_HALF:
                break
            text = word.text.upper()
            if len(text) > 2 and (match := re.match(r"([A-L])[.:)]+(?=[A-Z]\d)", text)):
                letter, text = match[1], text[match.end() :]
            if _ICD.fullmatch(text):
                claim.diagnoses.append(text)
                places["ABCDEFGHIJKL".find(letter) + 1 if letter else len(claim.diagnoses)] = len(claim.diagnoses)
                letter = ""
            elif match := _MARKED.fullmatch(text):
                letter = match[1]
    with_places(claim, places)


def _boxes(
    claim: PaperClaim,
    page: FormPage,
    lines: Sequence[Sequence[Word]],
    above: Sequence[Sequence[Word]],
    first: float,
) -> None:
    """Boxes 22, 23, 26, 28 and the payer: below their labels, or by place where only the data are printed."""
    claim.authorization = _below(page, lines, "AUTHORIZATION") or _number_beside(above, page.width)
    account, total = _bottom(lines, page.width, first)
    claim.account = _below(page, lines, "ACCOUNT") or account
    claim.total = _below(page, lines, "TOTAL", "CHARGE") or total
    top = [line for line in lines if line[0].middle < page.height * 0.1]
    carrier = [[word for word in line if word.left > page.width * 0.4] for line in top]
    names = (" ".join(word.text for word in line) for line in carrier)
    claim.payer = next((name for name in names if re.search(r"[A-Za-z]{3}", name) and not _is_print(name)), "")
    claim.icd9 = _below(page, lines, "ICD", "IND", most=8.0) == "9"


def _is_print(text: str) -> bool:
    """Whether a line is of the form itself and no carrier's name."""
    return bool(re.search(r"(?i)claim form|approved|pica|1500|\bNUCC\b", text))


def _below(page: FormPage, lines: Sequence[Sequence[Word]], *label: str, most: float = _BELOW) -> str:
    """What stands below a label, up to the next label on its line; "" without the label."""
    for line in lines:
        plain = [word.text.upper().strip(".:#?'()") for word in line]
        for at in range(len(plain) - len(label) + 1):
            if plain[at : at + len(label)] == list(label) and not line[at].value:
                return _under(lines, line, at, page.width, most)
    return ""


def _under(lines: Sequence[Sequence[Word]], line: Sequence[Word], at: int, width: float, most: float) -> str:
    numbered = [word for word in line if re.fullmatch(r"\d{1,2}[a-z]?\.", word.text)]
    begin = max((word.left for word in numbered if word.left <= line[at].left), default=line[at].left)
    end = min((word.left for word in numbered if word.left > line[at].left), default=width)
    found: list[str] = []
    for other in lines:
        if line[at].middle + 3 < other[0].middle <= line[at].bottom + most and not found:
            found = [word.text for word in other if begin - 6 <= word.left < end - 3 and word.text != "$"]
    return " ".join(found)


def _number_beside(above: Sequence[Sequence[Word]], width: float) -> str:
    """Box 23 of a sheet that holds the data alone: the lowest number right of the diagnoses."""
    for line in reversed(above):
        beside = [word.text for word in line if word.left > width * _RIGHT_HALF]
        if len(beside) == 1 and re.fullmatch(r"(?=.*\d)[0-9A-Z-]{4,30}", beside[0]):
            return beside[0]
    return ""


def _bottom(lines: Sequence[Sequence[Word]], width: float, first: float) -> tuple[str, str]:
    """Boxes 26 and 28 of a sheet that holds the data alone."""
    for line in lines:
        is_row = _begins_with_day(" ".join(word.text for word in line))
        if first + 12 < line[0].middle < first + _SIX_LINES + 30 and not is_row:
            inside = " ".join(word.text for word in line if 0.58 * width < word.left < 0.74 * width)
            account = " ".join(word.text for word in line if 0.24 * width < word.left < 0.42 * width)
            if re.fullmatch(r"\$?\s?\d[\d,]*(?:[. ]\d\d)", inside):
                return account, inside
    return "", ""
