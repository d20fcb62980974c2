"""The cases of the PTP pair, run through the rule and its words; their rows are checked against the files they are from."""

from __future__ import annotations

import gzip
import re
from datetime import date
from typing import Any

import pytest

from assistant.rules.ptp.decide import PtpVerdict, ptp_verdict, ptp_verdicts
from assistant.rules.ptp.mending import mend
from assistant.rules.ptp.modifiers import Anatomy
from assistant.rules.ptp.words import tell_ptp
from corpus.codes import Modifier
from corpus.editions import Edition
from corpus.records import SourceRef
from corpus.relations import PTP_TABLES, Loaded, PtpEdit, Setting, procedure_code
from tests.conftest import shared_file
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("ptp-pair")

_SPANS = {"2024Q3": (date(2024, 7, 1), date(2024, 9, 30)), "2026Q3": (date(2026, 7, 1), date(2026, 9, 30))}

# "20610/99213 1 2020-01-01..2023-12-31 @2026Q3 part": columns, indicator, effective and deletion date, edition.
_ROW = re.compile(
    r"(?P<column_1>\w{5})/(?P<column_2>\w{5}) (?P<indicator>\d)"
    r"(?: (?P<begins>[\d-]*)\.\.(?P<ends>[\d-]*))?(?: @(?P<edition>\w+(?: part)?))?"
)


def _edition(name: str, setting: Setting) -> Edition:
    table = PTP_TABLES[setting]
    begins, ends = _SPANS[name.removesuffix(" part")]
    complete = not name.endswith("part")
    return Edition(f"{table} {name}", table, "CMS", f"{table}, {name}", begins, ends, complete=complete)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _edit(text: str, setting: Setting) -> PtpEdit:
    row = _ROW.fullmatch(text)
    assert row, f"cannot read the row {text!r}"
    return PtpEdit(
        procedure_code(row["column_1"]),
        procedure_code(row["column_2"]),
        int(row["indicator"]),
        setting,
        SourceRef(f"{PTP_TABLES[setting]} {row['edition'] or '2024Q3'}", f"row {row['column_1']}/{row['column_2']}"),
        _day(row["begins"]),
        _day(row["ends"]),
    )


def _loaded(case: Case, setting: Setting) -> Loaded[PtpEdit]:
    rows = case.facts[setting]
    names = case.facts.get("editions", ["2024Q3"]) if rows is not None else []
    editions = tuple(_edition(name, setting) for name in names)
    return Loaded(PTP_TABLES[setting], editions, tuple(_edit(row, setting) for row in rows or ()))


def _decide(case: Case) -> tuple[PtpVerdict, ...]:
    (first, *on_first), (second, *on_second) = (line.split("-") for line in case.facts["pair"].split())
    pair = procedure_code(first), procedure_code(second)
    modifiers = tuple(map(Modifier, on_first)), tuple(map(Modifier, on_second))
    told = case.facts.get("anatomy", {})
    anatomy = {procedure_code(code): Anatomy(*values) for code, values in told.items()}
    settings = [setting for setting in PTP_TABLES if setting in case.facts]
    if len(settings) == 1:
        return (ptp_verdict(*pair, _loaded(case, settings[0]), case.day, settings[0], *modifiers, anatomy),)
    practitioner, hospital = (_loaded(case, setting) for setting in PTP_TABLES)
    return ptp_verdicts(*pair, practitioner, hospital, case.day, *modifiers, anatomy)


def _carried(verdict: PtpVerdict) -> dict[str, Any]:
    return {
        "column_1": str(verdict.column_1),
        "column_2": str(verdict.column_2),
        "fits": [str(fit.reason) for fit in verdict.fits],
        "present": [f"{line.code}-{line.modifier}" for line in verdict.present],
        "idle": [f"{line.code}-{line.modifier}" for line in verdict.idle],
        "mend": mend(verdict),
        "both": verdict.twin is not None,
        "stance": tell_ptp(verdict).stance,
        "edition": verdict.basis.edition and verdict.basis.edition.id.rsplit(" ", 1)[-1],
    }


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case) -> None:
    verdicts = _decide(case)
    assert "; ".join(verdict.finding for verdict in verdicts) == case.verdict
    carried = _carried(verdicts[0])
    for name in case.detail.keys() & carried.keys():
        assert carried[name] == case.detail[name], name
    tellings = [tell_ptp(verdict) for verdict in verdicts]
    assert len({telling.key for telling in tellings}) == len(verdicts)
    said = " ".join(text for telling in tellings for text in (telling.conclusion, *telling.reasons, telling.row))
    assert case.detail.get("says", "") in said
    assert case.detail.get("never_says", "\0") not in said
    assert verdicts[0].basis.covers == case.detail.get("covers", bool(case.facts.get("editions", True)))
    assert case.detail.keys() <= {*carried, "covers", "says", "never_says"}


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_the_order_of_asking_does_not_matter(case: Case) -> None:
    first, second = case.facts["pair"].split()
    turned = Case(
        **{
            **{name: getattr(case, name) for name in Case.__slots__},
            "facts": {**case.facts, "pair": f"{second} {first}"},
        }
    )
    for one, other in zip(_decide(case), _decide(turned), strict=True):
        assert (one.finding, one.row, one.fits) == (other.finding, other.row, other.fits)
        assert set(one.present) == set(other.present)


def test_there_are_cases_enough() -> None:
    assert len(SPECIFICATION.cases) >= 50
    assert sum(case.detail.get("covers") is False for case in SPECIFICATION.cases) >= 3


@pytest.mark.parametrize("setting", PTP_TABLES, ids=str)
def test_the_rows_of_2024_q3_are_the_publishers(setting: Setting) -> None:
    """A pair of a case stands in the file with just these rows: indicator and deletion date (effective dates are lost)."""
    rows: dict[str, set[tuple[str, str]]] = {}
    absent: set[str] = set()
    for case in SPECIFICATION.cases:
        if "made up" in case.name + case.tables or case.facts.get("editions", ["2024Q3"])[0:1] != ["2024Q3"]:
            continue
        texts = case.facts.get(setting)
        if texts == []:
            first, second = (line.split("-")[0] for line in case.facts["pair"].split())
            absent |= {f"{first},{second}", f"{second},{first}"}
        for row in filter(None, (_ROW.fullmatch(text) for text in texts or () if "@" not in text)):
            rows.setdefault(f"{row['column_1']},{row['column_2']}", set()).add((row["ends"] or "", row["indicator"]))
    found: dict[str, set[tuple[str, str]]] = {}
    with gzip.open(shared_file(f"rekeyed/ncci_2024q3/ptp_{setting}_2024Q3.csv.gz"), "rt") as lines:
        for line in lines:
            pair = line[:11]
            if pair in rows or pair in absent:
                _, _, ends, indicator, _ = line.split(",", 4)
                found.setdefault(pair, set()).add((ends, indicator))
    assert not absent & found.keys()
    for pair, expected in rows.items():
        assert expected <= found.get(pair, set()), pair


def test_the_rows_of_2026_q3_are_the_publishers() -> None:
    text = shared_file("cms/ccipra-v322r0-f1.excerpt.txt").read_text(encoding="cp1252")
    known = {tuple(line.split("\t")[:6]) for line in text.splitlines()}
    rows = {row for case in SPECIFICATION.cases for row in case.facts.get("practitioner") or () if "@2026Q3" in row}
    assert rows
    for row in filter(None, map(_ROW.fullmatch, rows)):
        dates = row["begins"].replace("-", ""), row["ends"].replace("-", "") or "*"
        assert (row["column_1"], row["column_2"], "", *dates, row["indicator"]) in known, row[0]
