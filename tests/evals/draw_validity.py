"""Draws cases/validity.csv: may a code be reported on a day, by the publishers' files alone.

    python -m tests.evals.draw_validity FOLDER_OF_PUBLISHER_FILES

Codes that came, went, became headers or were revised, and some that stayed, of ICD-10-CM, ICD-10-PCS, HCPCS Level II with
its modifiers, and CPT, drawn with a fixed seed; each asked of a day before the change, on it, and after it. What is right
is read here from the files and by nothing of the product. ``unknown`` is a day of which no file of the folder speaks:
right is then only what says so. ``facts`` is what the files have of the code, for a test that makes small ones of them.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import load_workbook

from tests.evals.cases import FOLDER

TABLE = FOLDER / "validity.csv"
SEED = 20261130
YES, NO, UNKNOWN = "yes", "no", "unknown"

_FY2025 = (date(2024, 10, 1), date(2025, 9, 30))
_APRIL_2026 = (date(2026, 4, 1), date(2026, 9, 30))
_FY2027 = (date(2026, 10, 1), date(2027, 9, 30))
_PCS_2021 = (date(2020, 10, 1), date(2021, 9, 30))
_PCS_2024 = (date(2023, 10, 1), date(2024, 9, 30))
_LAST_QUARTER = (date(2025, 10, 1), date(2025, 12, 31))
_DAY = timedelta(days=1)
# Addenda name a code that became a header twice: deleted as one to report, added as one that is not.
_REPORTABLE = {"0": NO, "1": YES}

Span = tuple[date, date]
Says = Callable[[date], str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the table, and what the files answer."""

    code_set: str
    code: str
    kind: str
    when: str
    day: date
    expected: str
    facts: str


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 1
    questions = list(drawn(Path(sys.argv[1])))
    TABLE.write_text(written(questions), encoding="utf-8")
    print(f"{len(questions)} questions in {TABLE}")
    return 0


def written(questions: Iterable[Question]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Question)])
    writer.writerows(map(astuple, questions))
    return out.getvalue()


def read_questions(path: Path = TABLE) -> list[Question]:
    """The committed table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [Question(**{**row, "day": date.fromisoformat(row["day"])}) for row in csv.DictReader(stream)]


def drawn(folder: Path) -> Iterator[Question]:
    draw = random.Random(SEED)
    yield from _icd10cm(folder, draw)
    yield from _icd10pcs(folder, draw)
    yield from _hcpcs(folder, draw)
    yield from _cpt(folder, draw)


def _questions(code_set: str, code: str, kind: str, days: Iterable[date], says: Says, facts: str) -> Iterator[Question]:
    for when, day in zip(("before", "on", "after"), days, strict=True):
        yield Question(code_set, code, kind, when, day, says(day), facts)


def _in(day: date, span: Span) -> bool:
    return span[0] <= day <= span[1]


# --- ICD-10-CM --------------------------------------------------------------------------------------------------------


def _icd10cm(folder: Path, draw: random.Random) -> Iterator[Question]:
    import simple_icd_10_cm as april

    fy2025 = _order(folder / "rebuilt" / "icd10cm_order_2025_rebuilt.txt.gz")
    # Chapters and blocks stand among the codes there.
    listed = [code for code in april.get_all_codes(with_dots=False) if april.is_category_or_subcategory(code)]
    fy2026 = {code: "1" if april.is_leaf(code) else "0" for code in listed}
    fy2027, revised = _after_addenda(fy2026, folder / "icd10" / "icd10cm_order_addenda_2027.txt")
    kinds = {
        "new 2026-10": (7, {code for code, flag in fy2027.items() if flag == "1"} - fy2026.keys(), _FY2027[0]),
        "header 2026-10": (5, _became(fy2026, fy2027, "0"), _FY2027[0]),
        "deleted 2026-10": (4, fy2026.keys() - fy2027.keys(), _FY2027[0]),
        "revised 2026-10": (2, revised, _FY2027[0]),
        "new since FY2025": (4, {c for c, flag in fy2026.items() if flag == "1"} - fy2025.keys(), _APRIL_2026[0]),
        "header since FY2025": (3, _became(fy2025, fy2026, "0"), _APRIL_2026[0]),
        "deleted since FY2025": (2, fy2025.keys() - fy2026.keys(), _APRIL_2026[0]),
        "unchanged": (1, _became(fy2025, fy2027, "1", "1") & _became(fy2025, fy2026, "1", "1"), _FY2027[0]),
    }
    states = ((_FY2025, fy2025), (_APRIL_2026, fy2026), (_FY2027, fy2027))
    for kind, (count, codes, day) in kinds.items():
        for code in draw.sample(sorted(codes), count):
            facts = " ".join(f"{span[1].year}={flags.get(code, '-')}" for span, flags in states)
            before = day - _DAY if day == _FY2027[0] else _FY2025[1]

            def says(asked: date, code: str = code) -> str:
                spoken = [flags.get(code, "0") for span, flags in states if _in(asked, span)]
                return _REPORTABLE[spoken[0]] if spoken else UNKNOWN

            dotted = f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
            yield from _questions("ICD-10-CM", dotted, kind, (before, day, date(2026, 11, 30)), says, facts)


def _order(path: Path) -> dict[str, str]:
    """Code and flag (1: can be reported) of an order file."""
    with gzip.open(path, "rt", encoding="cp1252") as stream:
        return {line[6:13].strip(): line[14] for line in stream if line.strip()}


def _after_addenda(before: Mapping[str, str], path: Path) -> tuple[dict[str, str], set[str]]:
    """The codes of a year with a file of changes applied, and those of which only the title was revised."""
    after, revised = dict(before), set()
    for line in path.read_text(encoding="cp1252").splitlines():
        action, _, rest = line.partition(":")
        if not (parts := rest.split(maxsplit=2)):
            continue
        flag, code = parts[0], parts[1]
        if action == "Delete":
            after.pop(code, None)
        elif action == "Add":
            after[code] = flag
        elif action.startswith("Revise") and flag == "1":
            revised.add(code)
    return after, revised


def _became(before: Mapping[str, str], after: Mapping[str, str], flag: str, was: str = "1") -> set[str]:
    return {code for code, now in after.items() if now == flag and before.get(code) == was}


# --- ICD-10-PCS -------------------------------------------------------------------------------------------------------


def _icd10pcs(folder: Path, draw: random.Random) -> Iterator[Question]:
    fy2024 = {code for code in _order(folder / "rebuilt" / "icd10pcs_order_2024_rebuilt.txt.gz") if len(code) == 7}
    with gzip.open(folder / "icd10" / "icd10pcs_tables_2021.xml.gz") as stream:
        fy2021 = set(_pcs_codes(ElementTree.parse(stream).getroot()))
    kinds = {"new since FY2021": (3, fy2024 - fy2021), "deleted since FY2021": (2, fy2021 - fy2024)}
    kinds["unchanged"] = (2, fy2021 & fy2024)
    for kind, (count, codes) in kinds.items():
        for code in draw.sample(sorted(codes), count):
            days = (date(2021, 3, 1), _PCS_2024[0], date(2024, 11, 1))

            def says(asked: date, code: str = code) -> str:
                if _in(asked, _PCS_2021):
                    return YES if code in fy2021 else NO
                return (YES if code in fy2024 else NO) if _in(asked, _PCS_2024) else UNKNOWN

            yield from _questions("ICD-10-PCS", code, kind, days, says, f"2024={int(code in fy2024) or '-'}")


def _pcs_codes(root: ElementTree.Element) -> Iterator[str]:
    for table in root.iter("pcsTable"):
        start = "".join(label.attrib["code"] for label in table.findall("axis/label"))
        for row in table.findall("pcsRow"):
            axes = [[label.attrib["code"] for label in axis.findall("label")] for axis in row.findall("axis")]
            yield from (start + "".join(values) for values in itertools.product(*axes))


# --- HCPCS Level II ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    added: date
    ended: date | None
    action: str
    effective: date | None
    is_modifier: bool

    def __str__(self) -> str:
        return f"{self.added:%Y%m%d}-{f'{self.ended:%Y%m%d}' if self.ended else ''}"


def _hcpcs(folder: Path, draw: random.Random) -> Iterator[Question]:
    older = _hcpcs_text(folder / "cms" / "HCPC2019_CONTR_ANWEB.txt.gz")
    newer = _hcpcs_csv(folder / "cms" / "HCPC2025_OCT_ANWEB.csv")
    since = date(2019, 2, 1)
    for modifiers in (False, True):
        rows = {code: row for code, row in newer.items() if row.is_modifier is modifiers and not code.isdigit()}
        ended = {code for code, row in rows.items() if row.ended}
        recent = {code for code in ended if (rows[code].ended or since) >= since}
        new = {code for code, row in rows.items() if row.added >= since and code not in ended}
        revised = {
            code for code, row in rows.items() if row.action == "C" and code not in ended | new and row.effective
        }
        gone = {code for code, row in older.items() if row.is_modifier is modifiers and code not in newer}
        kinds = {
            "deleted lately": (3 if modifiers else 8, recent),
            "deleted long ago": (1 if modifiers else 3, ended - recent),
            "new": (3 if modifiers else 8, new),
            "revised": (1 if modifiers else 3, revised),
            "gone since 2019": (1 if modifiers else 2, gone),
            "unchanged": (1 if modifiers else 2, rows.keys() - ended - new - revised),
        }
        for kind, (count, codes) in kinds.items():
            for code in draw.sample(sorted(codes), min(count, len(codes))):
                row = rows.get(code) or older[code]
                facts = f"2019={older.get(code, '-')} 2025={newer.get(code, '-')}"
                name = "HCPCS modifier" if modifiers else "HCPCS Level II"
                yield from _questions(name, code, kind, _hcpcs_days(row, kind), _hcpcs_says(code, older, newer), facts)


def _hcpcs_days(row: _Row, kind: str) -> tuple[date, date, date]:
    """Before, on and after: the last day and the two after it of one that ended, the first day of one that came."""
    if row.ended:
        return row.ended, row.ended + _DAY, max(row.ended + 30 * _DAY, date(2025, 11, 1))
    if kind == "new":
        return row.added - _DAY, row.added, date(2025, 11, 1)
    first = row.effective if kind == "revised" and row.effective else _LAST_QUARTER[0]
    return first - _DAY, max(first, row.added), date(2026, 11, 30)


def _hcpcs_says(code: str, older: Mapping[str, _Row], newer: Mapping[str, _Row]) -> Says:
    def says(day: date) -> str:
        row = newer.get(code) or older.get(code)
        assert row is not None
        if day < row.added or (row.ended and day > row.ended):
            return NO
        if row.ended:
            return YES
        if code not in newer:  # it is in the list of 2019 alone, and the whole list of 2025 has it no more
            return YES if day.year == 2019 or day < date(2019, 1, 1) else NO if _in(day, _LAST_QUARTER) else UNKNOWN
        return YES if day <= _LAST_QUARTER[1] else UNKNOWN

    return says


def _hcpcs_csv(path: Path) -> dict[str, _Row]:
    with path.open(encoding="cp1252", newline="") as stream:
        lines = list(csv.reader(stream))
    heads = next(line for line in lines if line and line[0].strip() == "HCPC")
    at = {name.strip(): place for place, name in enumerate(heads)}
    names = ("ADD DT", "TERM DT", "ACTION CD", "ACT EFF DT", "RECID")
    return {
        line[0].strip(): _hcpcs_row([line[at[name]].strip() for name in names])
        for line in lines
        if len(line) == len(heads) and line[at["RECID"]].strip() in ("3", "7") and line[at["ADD DT"]].strip()
    }


def _hcpcs_text(path: Path) -> dict[str, _Row]:
    with gzip.open(path, "rt", encoding="cp1252") as stream:
        lines = [line for line in stream if line[10:11] in ("3", "7") and line[5:10].isdigit()]
    return {
        line[:5].strip(): _hcpcs_row([line[268:276], line[284:292].strip(), line[292], line[276:284].strip(), line[10]])
        for line in lines
        if line[268:276].isdigit()
    }


def _hcpcs_row(cells: Sequence[str]) -> _Row:
    added, ended, action, effective, record = cells
    return _Row(
        _day(added), _day(ended) if ended else None, action, _day(effective) if effective else None, record == "7"
    )


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


# --- CPT --------------------------------------------------------------------------------------------------------------


def _cpt(folder: Path, draw: random.Random) -> Iterator[Question]:
    """By the code dates of the add-on table, and the whole fee schedule and Addendum B of October 2025."""
    dates = _aoc(folder / "cms" / "AOC_V2026Q2-MCR.xlsx")
    priced = {line[0].strip() for line in _lines(folder / "cms" / "PPRRVU2025_Oct.csv") if line}
    priced |= {line[0].strip() for line in _lines(folder / "cms" / "OPPS_Addendum_B_Oct2025.csv") if line}
    cpt = {code for code in dates | dict.fromkeys(priced, (date.max, None)) if len(code) == 5 and code[:4].isdigit()}
    deleted = {code for code in cpt if code in dates and dates[code][1]}
    new = {code for code in cpt - deleted if code in dates and dates[code][0] >= date(2026, 1, 1)} - priced
    kinds = {"deleted": (9, deleted), "new 2026": (5, new), "unchanged": (3, (cpt & priced) - dates.keys())}
    for kind, (count, codes) in kinds.items():
        for code in draw.sample(sorted(codes), count):
            since, last = dates.get(code, (date.max, None))

            def says(day: date, code: str = code, since: date = since, last: date | None = last) -> str:
                if last:
                    return NO if day > last else YES if day >= since else UNKNOWN
                if _in(day, _LAST_QUARTER):
                    return YES if code in priced else NO
                return YES if since <= day <= date(2026, 6, 30) else UNKNOWN

            days = (_LAST_QUARTER[0], _LAST_QUARTER[1], date(2026, 11, 30))
            if last:
                days = (last, last + _DAY, max(last + 400 * _DAY, date(2026, 5, 1)))
            elif kind == "new 2026":
                days = (_LAST_QUARTER[1], since, date(2026, 5, 15))
            pair = f"{since:%Y%j}-{f'{last:%Y%j}' if last else ''}" if code in dates else "-"
            yield from _questions("CPT", code, kind, days, says, f"aoc={pair} priced={int(code in priced) or '-'}")


def _aoc(path: Path) -> dict[str, tuple[date, date | None]]:
    """The first day of a row of each code, and the last day of the code itself where one is given."""
    found: dict[str, list[tuple[date, date | None]]] = {}
    names: list[str] = []
    for row in load_workbook(path, read_only=True).active.iter_rows(values_only=True):
        cells = ["" if value is None else str(value).strip() for value in row]
        if "AOC_DelDT" in cells:
            names = cells
        elif names and cells[0].isdigit():
            values = dict(zip(names, cells, strict=False))
            for code, ended in (("Add-On_Code", "AOC_DelDT"), ("Primary_Code", "Primary_Code_DelDT")):
                last = _ordinal(values[ended]) if values[ended] else None
                found.setdefault(values[code], []).append((_ordinal(values["AOC_Edit_EffDT"]), last))
    return {
        code: (min(since for since, _ in dates), max((last for _, last in dates if last), default=None))
        for code, dates in found.items()
    }


def _ordinal(text: str) -> date:
    return date(int(text[:4]), 1, 1) + (int(text[4:7]) - 1) * _DAY


def _lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="cp1252", newline="") as stream:
        yield from csv.reader(stream)


if __name__ == "__main__":
    sys.exit(main())
