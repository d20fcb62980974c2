"""A search of the board as its address has it: read, told in words, and written again. Pure but for places.

The same words are what an alert keeps: "place=Austin%2C+TX&credential=CRC".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from desk.careers.job.job import Employment, JobError, Location
from desk.careers.job.wanted import DEFAULT_MILES, MOST_FOUND, MOST_MILES, Remote, Sort, Wanted
from desk.careers.reading.places import place_of
from desk.careers.reading.vocabulary import vocabulary

PAGE = 25
MILES = (10, 25, 50, 100, 200)
DAYS: Mapping[int, str] = {1: "the last day", 3: "3 days", 7: "a week", 30: "a month"}
SORTS: Mapping[str, str] = {"best": "Best first", "newest": "Newest first", "pay": "Highest pay first"}
REMOTE: Mapping[str, str] = {"any": "Remote or not", "only": "Remote only", "no": "Not remote"}
_LONGEST = 200
_MOST_PAY = 1_000_000
_DEEPEST_PAGE = MOST_FOUND // PAGE


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of the search form. What can't be is passed over, so that an old link still leads somewhere."""

    q: str = ""
    place: str = ""
    miles: int = DEFAULT_MILES
    remote: str = Remote.ANY.value
    credential: tuple[str, ...] = ()
    specialty: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    pay: str = ""
    paid: bool = False
    days: int = 0
    sort: str = Sort.BEST.value
    page: int = 1

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Asked:
        told: dict[str, list[str]] = {}
        for name, value in pairs:
            told.setdefault(name, []).append(" ".join(value.split())[:_LONGEST])

        def one(name: str) -> str:
            return next(iter(told.get(name, ())), "")

        def some(name: str, known: Iterable[str]) -> tuple[str, ...]:
            return tuple(word for word in known if word in told.get(name, ()))

        known = vocabulary()
        return cls(
            q=one("q"),
            place=one("place"),
            miles=min(_count(one("miles")) or DEFAULT_MILES, MOST_MILES),
            remote=one("remote") if one("remote") in REMOTE else Remote.ANY.value,
            credential=some("credential", known.credentials),
            specialty=some("specialty", known.specialties.names),
            setting=some("setting", known.settings.names),
            type=some("type", known.employments.names),
            pay=one("pay")[:20],
            paid=one("paid") == "1",
            days=_count(one("days")),
            sort=one("sort") if one("sort") in SORTS else Sort.BEST.value,
            page=min(max(_count(one("page")), 1), _DEEPEST_PAGE),
        )

    @classmethod
    def kept(cls, search: str) -> Asked:
        """A search that was written by ``address``."""
        return cls.of(parse_qsl(search))

    def wanted(self) -> Wanted:
        """Raises JobError (``place`` or ``pay``) where what was typed isn't understood."""
        return Wanted(
            words=self.q,
            place=self.located(),
            miles=self.miles,
            remote=Remote(self.remote),
            credentials=self.credential,
            specialties=self.specialty,
            settings=self.setting,
            employments=tuple(map(Employment, self.type)),
            pay=self._dollars(),
            paid=self.paid,
            days=min(self.days, 3_650) or None,
            sort=Sort(self.sort),
        )

    def located(self) -> Location | None:
        return place_of(self.place) if self.place else None

    def address(self, **changes: object) -> str:
        """The search as the words of an address, without what stands at its default."""
        asked = replace(self, **changes) if changes else self  # type: ignore[arg-type]
        default = Asked()
        pairs: list[tuple[str, str]] = []
        for name in self.__slots__:
            value = getattr(asked, name)
            if value == getattr(default, name) or (name == "miles" and not asked.place):
                continue
            values = value if isinstance(value, tuple) else ("1",) if value is True else (str(value),)
            pairs += [(name, one) for one in values]
        return urlencode(pairs)

    def told(self) -> str:
        """For people: "CRC · near Austin, TX (50 miles) · remote only · from $60,000"."""
        known = vocabulary()
        near = f"{self.place} ({self.miles} miles)" if self.place and any(map(str.isdigit, self.place)) else self.place
        parts = [
            f"“{self.q}”" if self.q else "",
            *self.credential,
            *(known.specialties.names[key] for key in self.specialty),
            *(known.settings.names[key] for key in self.setting),
            *(known.employments.names[key] for key in self.type),
            f"in or near {near}{', or remote' if self.remote == Remote.ANY.value else ''}" if near else "",
            REMOTE[self.remote].lower() if self.remote != Remote.ANY.value else "",
            self._pay_told(),
            f"posted within {DAYS.get(self.days, f'{self.days} days')}" if self.days else "",
        ]
        return " · ".join(part for part in parts if part) or "All jobs"

    def _pay_told(self) -> str:
        try:
            dollars = self._dollars()
        except JobError:
            return f"from {self.pay}"
        return f"from ${dollars:,} a year" if dollars is not None else "pay named" if self.paid else ""

    def _dollars(self) -> int | None:
        told = self.pay.strip().lstrip("$").replace(",", "").casefold()
        thousands = told.endswith("k")
        number = told.removesuffix("k").strip()
        if not told:
            return None
        if not number.isdecimal() or not number.isascii():
            raise JobError("pay", f"“{self.pay}” is no amount; write dollars a year, like 60000 or 60k.")
        amount = int(number) * (1_000 if thousands else 1)
        return min(amount * 2_080 if amount < 500 else amount, _MOST_PAY)  # 30 means an hour


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 6 else 0
