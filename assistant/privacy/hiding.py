"""A text without the identifiers in it. Pure; never raises on any text.

hidden = hide("Pt Maria Lopez, DOB 3/4/1960, 20610 on 10/3/2026", today)
hidden.text          # "Pt [name], age 66, 20610 on 10/3/2026"
hidden.told          # "1 name, 1 date of birth"
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.privacy.identifiers import Identifier, Kind, identifiers_in
from assistant.privacy.names import names_in
from assistant.privacy.tables import cells_in
from assistant.understand.claims.files.segments import is_x12

# Below these the age of a child is told in months and in days, which codes go by.
_MONTHS_BELOW_YEARS, _DAYS_BELOW_MONTHS = 2, 1
_MONTHS = 12
_A_FILE = "[a pasted claim file, not kept]"
_PLURALS = {
    Kind.MAIL: "e-mail addresses",
    Kind.ADDRESS: "addresses",
    Kind.NETWORK: "network addresses",
    Kind.BIRTH: "dates of birth",
    Kind.DEATH: "dates of death",
}


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text with a word for each identifier in its place, and the identifiers at their places in the text before."""

    text: str
    found: tuple[Identifier, ...] = ()

    @property
    def told(self) -> str:
        """What was replaced, counted by kind; empty when nothing was."""
        counted = Counter(one.kind for one in self.found)
        return ", ".join(
            f"{count} {kind if count == 1 else _PLURALS.get(kind, f'{kind}s')}" for kind, count in counted.items()
        )


def hide(text: str, today: date) -> Hidden:
    """Replaces every identifier. Of a date of birth the age today stays, in years, below two in months or days."""
    found = _apart(
        [
            *identifiers_in(text, today),
            *cells_in(text, today),
            *(Identifier(Kind.NAME, *span) for span in names_in(text)),
        ]
    )
    if not found:
        return Hidden(text)
    pieces, end = [], 0
    for one in found:
        pieces += [text[end : one.start], _word(one, today)]
        end = one.end
    return Hidden("".join([*pieces, text[end:]]), found)


def _apart(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """The identifiers in order; of those that overlap the longest, and a name least of all."""
    kept: list[Identifier] = []
    for one in sorted(found, key=lambda each: (each.kind is Kind.NAME, each.start - each.end, each.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda each: each.start))


def _word(one: Identifier, today: date) -> str:
    if one.day is None:
        return f"[{one.kind}]"
    return age_said(one.day, today)


def age_said(birth: date, today: date) -> str:
    """ "age 66", "age 7 months", "age 12 days"."""
    months = (today.year - birth.year) * _MONTHS + today.month - birth.month - (today.day < birth.day)
    if months < _DAYS_BELOW_MONTHS:
        return f"age {(today - birth).days} days"
    return f"age {months} months" if months < _MONTHS_BELOW_YEARS * _MONTHS else f"age {months // _MONTHS}"


def kept_words(text: str) -> str:
    """What may be kept of a message: it without its identifiers; of a pasted 837 or 835 only that it was one."""
    return _A_FILE if is_x12(text) else hide(text, date.today()).text
