"""Jobs as a CSV table: a heading line, a job a line. Headings are known by several names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from corpus.errors import SourceError
from desk.careers.reading.told import Told
from desk.careers.reading.vocabulary import vocabulary

# Field of Told <- headings, in small letters with spaces.
_HEADINGS = {
    "title": ("title", "job title", "position"),
    "employer": ("employer", "company", "company name", "organization", "hiring organization"),
    "description": ("description", "job description", "details", "summary"),
    "apply": ("apply", "apply url", "apply link", "url", "link", "apply to", "email", "contact email"),
    "posted": ("posted", "date posted", "post date", "dateposted", "published"),
    "valid_through": ("valid through", "validthrough", "expires", "closing date", "close date", "deadline"),
    "source_id": ("id", "job id", "reference", "requisition", "requisition id", "req id"),
    "place": ("location", "place"),
    "town": ("city", "town"),
    "state": ("state", "region", "province"),
    "zip": ("zip", "zip code", "postal code", "zipcode"),
    "remote": ("remote", "is remote", "work from home"),
    "accepts": ("accepts", "remote states", "states"),
    "credentials": ("credentials", "certifications", "certification", "credential"),
    "specialties": ("specialty", "specialties"),
    "setting": ("setting",),
    "employment": ("employment", "employment type", "job type", "type"),
    "pay": ("pay", "salary", "wage", "compensation", "rate"),
    "pay_low": ("pay low", "salary min", "min pay", "pay min", "minimum salary"),
    "pay_high": ("pay high", "salary max", "max pay", "pay max", "maximum salary"),
    "pay_unit": ("pay unit", "salary unit", "per"),
}
_FIELD_OF = {heading: field for field, headings in _HEADINGS.items() for heading in headings}
_NEEDED = ("title", "employer", "description", "apply")
_YES, _NO = frozenset("yes y true 1 remote x".split()), frozenset("no n false 0 onsite on-site hybrid".split())
_LARGEST_FIELD = 200_000


def postings_of_table(text: str, source: str) -> Iterator[Told]:
    """The jobs of a table, with the line they begin on. Raises SourceError where it isn't one of jobs."""
    csv.field_size_limit(_LARGEST_FIELD)
    lines = io.StringIO(text, newline="")
    first = lines.readline()
    lines.seek(0)
    delimiter = max(",;\t|", key=first.count)
    rows = csv.reader(lines, delimiter=delimiter)
    headings = [_FIELD_OF.get(" ".join(word.replace("_", " ").casefold().split()), "") for word in next(rows, [])]
    if missing := [name for name in _NEEDED if name not in headings]:
        raise SourceError(
            f"This table has no column for {', '.join(missing)}; its first line names the columns, such as "
            "title, employer, city, state, pay, description, apply."
        )
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _told(dict(zip(headings, row, strict=False)), f"line {rows.line_num}", source)
    except csv.Error as error:
        raise SourceError(f"Line {rows.line_num} can't be read ({error}); the lines before it were.") from None


def _told(row: dict[str, str], place: str, source: str) -> Told:
    row.pop("", None)
    remote, low, high = (row.pop(name, "").strip() for name in ("remote", "pay_low", "pay_high"))
    specialties = vocabulary().specialties.counts(row.pop("specialties", "").casefold().replace("-", " "))
    told = Told(**{name: cell.strip() for name, cell in row.items()}, source=source, row=place)  # type: ignore[arg-type]
    word = remote.casefold()
    told.remote = True if word in _YES else False if word in _NO else None
    told.specialties = tuple(specialties)
    told.setting = next(iter(vocabulary().settings.counts(told.setting.casefold())), told.setting)
    if low or high:
        told.pay = " - ".join(part for part in (low, high) if part)
    return told
