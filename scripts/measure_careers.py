"""Measures the job board: ``python scripts/measure_careers.py [--jobs 50000] [--postgres URL]``.

Synthetic jobs of our own making, written as a CSV table and brought in the way a file is: postings a second; then the
time of searches of many kinds; then how many planted duplicates are found, and how many jobs that are none are taken
for one. Two jobs of one employer that differ in their work, town or hours stand beside the planted ones. Same seed,
same jobs. Exit status: 0 done.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from desk.accounts.database import Database  # noqa: E402 (the project is on the path only now)
from desk.careers.importing.importing import bringing  # noqa: E402
from desk.careers.job.job import Employment  # noqa: E402
from desk.careers.job.wanted import Remote, Sort, Wanted  # noqa: E402
from desk.careers.reading.places import place_of  # noqa: E402
from desk.careers.store.jobs import Jobs  # noqa: E402

COLUMNS = "id title employer city state zip remote employment salary description apply posted valid_through".split()
TOWNS = [("Austin", "TX", "78701"), ("Dallas", "TX", "75201"), ("Boston", "MA", "02118"), ("Phoenix", "AZ", "85003"),
         ("Saint Louis", "MO", "63103"), ("Denver", "CO", "80202"), ("Tampa", "FL", "33602"), ("Omaha", "NE", "68102"),
         ("Nashville", "TN", "37203"), ("Columbus", "OH", "43215"), ("Fort Worth", "TX", "76102"),
         ("Portland", "OR", "97204"), ("Raleigh", "NC", "27601"), ("Albany", "NY", "12207")]  # fmt: skip
NAMES = "Lake River Summit Harbor Prairie Cedar Granite Mercy Valley Pioneer Beacon Orchard Canyon Meadow Union".split()
KINDS = [
    "Health",
    "Medical Group",
    "Hospital",
    "Clinics",
    "Health Plan",
    "Physicians",
    "Coding Services",
    "Care Partners",
]
WORK = [
    "Inpatient Coder", "Outpatient Coder", "Risk Adjustment Coder", "Emergency Coder", "Surgery Coder", "Pro Fee Coder",
    "Coding Auditor", "Coding Educator", "Medical Biller", "Denials Specialist", "CDI Specialist", "Radiology Coder",
    "Cardiology Coder", "Orthopedic Coder", "Anesthesia Coder", "Coding Manager", "Charge Capture Analyst",
]  # fmt: skip
LEVELS = ["", "", "", " I", " II", " III"]
LISTS = ["CPC", "CPC or CCS", "CCS", "CRC", "CPC, CRC", "RHIT or RHIA", "CCS-P", "CPMA", "COC", "CPC-A", "CIC, CCS", ""]
HOURS = ["Full-time", "Full-time", "Full-time", "Part-time", "PRN", "Contract"]
SENTENCES = [
    "Reads the whole record of each visit and assigns the codes that it supports.",
    "Queries physicians where the record is silent or says two things.",
    "Keeps an accuracy of {n} percent and codes {m} charts in an hour.",
    "Works with {k} teams of billing, denials and documentation.",
    "Follows the official guidelines and the policies of each payer.",
    "Knows modifiers, units and edits, and tells why a line was denied.",
    "Has {y} years of experience in {w}.",
    "Takes part in audits every {q} weeks and in lessons for new coders.",
    "Uses an encoder and the record system of our {k} sites.",
    "Reports findings to the manager of coding on the {q}th of each month.",
    "Benefits begin on day {m}; the code books of each year are paid.",
    "Our teams serve {n} thousand patients in {k} counties.",
    "Explains rules to physicians in plain words.",
    "Meets the dates of the month's end with {m} days in hand.",
]
BOILERPLATE = (
    " We welcome everybody who can do the work, whatever their age or origin. Apply soon: the posting closes when the "
    "place is filled. Found on a board that gathers postings of many employers."
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the job board with synthetic jobs.")
    parser.add_argument("--jobs", type=int, default=50_000)
    parser.add_argument("--planted", type=int, default=2_000, help="duplicates, as other boards would write them")
    parser.add_argument("--searches", type=int, default=400)
    parser.add_argument(
        "--postgres", default="", metavar="URL", help="an empty database to measure on instead of SQLite"
    )
    options = parser.parse_args()
    chance = random.Random(2026)
    rows = list(jobs(chance, options.jobs))
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(options.postgres or f"sqlite:///{folder}/desk.db")
        board = Jobs(database)
        place_of("78701")  # the table of places is read once a process
        print(f"{database.engine.dialect.name}, {len(rows):,} jobs")
        false = brought(board, Path(folder), "first", rows)
        print(f"taken for another's duplicate though none: {false} ({false / len(rows):.2%})")
        search_times(board, chance, options.searches)
        planted = [elsewhere(chance, row) for row in chance.sample(rows, options.planted)]
        found = brought(board, Path(folder), "second", planted)
        print(f"planted duplicates found: {found:,} of {len(planted):,} ({found / len(planted):.2%})")
        near = [differently(chance, row) for row in chance.sample(rows, options.planted)]
        wrong = brought(board, Path(folder), "third", near)
        share = f"{wrong / len(near):.2%}"
        print(f"other jobs of the same employers taken for duplicates: {wrong:,} of {len(near):,} ({share})")
        database.close()
    return 0


def jobs(chance: random.Random, count: int) -> Iterator[dict[str, str]]:
    """Jobs that are each another one: employer, work, town and hours are never all the same twice."""
    employers = [f"{one} {other} {kind}" for one in NAMES for other in NAMES if one != other for kind in KINDS]
    seen: set[tuple[str, ...]] = set()
    while len(seen) < count:
        town = chance.choice(TOWNS)
        work, hours = chance.choice(WORK) + chance.choice(LEVELS), chance.choice(HOURS)
        remote, employer = chance.random() < 0.3, chance.choice(employers)
        key = (employer, work, hours, town[1] if remote else town[0])
        if key in seen:
            continue
        seen.add(key)
        low = chance.randrange(22, 48)
        posted = date.today() - timedelta(days=chance.randrange(55))
        yield {
            "id": f"R-{len(seen)}",
            "title": f"{work} (Remote)" if remote else work,
            "employer": employer,
            "city": town[0],
            "state": town[1],
            "zip": town[2],
            "remote": "yes" if remote else "no",
            "employment": hours,
            "salary": f"${low} - ${low + chance.randrange(2, 12)} an hour" if chance.random() < 0.6 else "",
            "description": description(chance, work),
            "apply": f"https://jobs.example.org/{len(seen)}",
            "posted": posted.isoformat(),
            "valid_through": (date.today() + timedelta(days=chance.randrange(1, 60))).isoformat(),
        }


def description(chance: random.Random, work: str) -> str:
    told = chance.sample(SENTENCES, 9)
    parts = [
        one.format(n=chance.randrange(90, 99), m=chance.randrange(3, 30), k=chance.randrange(2, 40),
                   y=chance.randrange(1, 9), q=chance.randrange(2, 20), w=work.casefold())
        for one in told
    ]  # fmt: skip
    if wanted := chance.choice(LISTS):
        parts.append(f"Credential required: {wanted}.")
    return "<p>" + "</p><p>".join(parts) + "</p>"


def elsewhere(chance: random.Random, row: dict[str, str]) -> dict[str, str]:
    """The same job as another board writes it: title, employer and town in other words, the text cut or added to."""
    title, text = row["title"].replace(" (Remote)", ""), row["description"]
    place, hours = f"{row['city']}, {row['state']}", row["employment"]
    title = chance.choice((
        f"{title} - {place}", f"{title} (CPC)", title.upper(), f"{title} #{chance.randrange(10, 9_999)}",
        f"Remote {title}" if row["remote"] == "yes" else f"{title} | {hours}", f"Urgently hiring: {title}", title,
    ))  # fmt: skip
    employer = chance.choice(
        (row["employer"], row["employer"] + ", Inc.", row["employer"].upper(), f"The {row['employer']}")
    )
    whole = text.split("</p>")
    text = chance.choice(
        (text + BOILERPLATE, "</p>".join(whole[: len(whole) * 2 // 3]), text.replace("<p>", "<br>"), text)
    )
    return {
        **row,
        "id": f"X{chance.randrange(10**9)}-{row['id']}",
        "title": title,
        "employer": employer,
        "city": row["city"].replace("Saint", "St.").replace("Fort", "Ft."),
        "zip": "",
        "salary": chance.choice((row["salary"], "")),
        "description": text,
        "apply": f"https://board.example.com/{row['id']}",
        "posted": (date.fromisoformat(row["posted"]) + timedelta(days=chance.randrange(3))).isoformat(),
    }


def differently(chance: random.Random, row: dict[str, str]) -> dict[str, str]:
    """Another job of the same employer, told in nearly the same words: another work, level, town or hours."""
    other = {**row, "id": f"Y-{row['id']}", "apply": f"https://board.example.com/y/{row['id']}"}
    remote = " (Remote)" if row["remote"] == "yes" else ""
    what = chance.choice(("work", "level") if remote else ("work", "level", "town"))  # a remote job is in no town
    work = row["title"].removesuffix(remote).strip()
    base = next(one for one in WORK if work.startswith(one))
    if what == "work":
        other["title"] = chance.choice([one for one in WORK if one != base]) + " Senior" + remote
    elif what == "level":
        other["title"] = f"{base} IV{remote}"
    else:
        other["city"], other["state"], other["zip"] = ("Helena", "MT", "59601")
    return other


def brought(board: Jobs, folder: Path, name: str, rows: list[dict[str, str]]) -> int:
    """Brings rows in as a file; how many were taken for duplicates. Prints the rate."""
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    began, worked = time.perf_counter(), time.process_time()
    *_, report = bringing(board, path)
    seconds, busy = time.perf_counter() - began, time.process_time() - worked
    rate, alone = len(rows) / seconds, len(rows) / busy
    told = f"{rate:,.0f} a second, {alone:,.0f} a second of this process's own time"
    print(f"{name}: {report.read:,} postings in {seconds:.1f} s: {told}")
    assert not report.refused, report.wrong
    return report.taken.duplicates


def search_times(board: Jobs, chance: random.Random, count: int) -> None:
    kinds: dict[str, list[float]] = {}
    own: list[float] = []
    for _ in range(count):
        name, wanted = a_search(chance)
        began, worked = time.perf_counter(), time.process_time()
        board.search(wanted, date.today())
        kinds.setdefault(name, []).append((time.perf_counter() - began) * 1_000)
        own.append((time.process_time() - worked) * 1_000)
    every = [one for some in kinds.values() for one in some]
    told = f"p50 {at(every, 0.5):.0f} ms, p95 {at(every, 0.95):.0f} ms, worst {max(every):.0f} ms"
    print(f"{len(every)} searches: {told}")
    print(
        f"  of this process's own time: p50 {at(own, 0.5):.0f} ms, p95 {at(own, 0.95):.0f} ms, worst {max(own):.0f} ms"
    )
    for name, times in sorted(kinds.items()):
        print(f"  {name}: p50 {at(times, 0.5):.0f} ms, p95 {at(times, 0.95):.0f} ms")


def a_search(chance: random.Random) -> tuple[str, Wanted]:
    place = place_of(chance.choice(TOWNS)[2])
    kinds = {
        "everything": Wanted(),
        "words": Wanted(words=chance.choice(WORK)),
        "a common word": Wanted(words="coder"),
        "words, newest": Wanted(words=chance.choice(WORK), sort=Sort.NEWEST),
        "credential and place": Wanted(credentials=(chance.choice(("CRC", "CCS-P", "RHIT")),), place=place, miles=100),
        "remote in a state over a pay": Wanted(
            place=place_of("TX"), remote=Remote.ONLY, credentials=("CRC",), pay=60_000
        ),
        "many at once": Wanted(words="denials", employments=(Employment.FULL_TIME,), days=14, paid=True, place=place),
        "by pay": Wanted(sort=Sort.PAY, credentials=("CPC",)),
    }
    name = chance.choice(list(kinds))
    return name, kinds[name]


def at(times: list[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


if __name__ == "__main__":
    sys.exit(main())
