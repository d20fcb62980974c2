"""The job board keeps its contract on SQLite and on PostgreSQL: the same tests run on both."""

from __future__ import annotations

import dataclasses
import time
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desk.accounts.database import Database
from desk.careers.job.job import Employment, Job, Location, Pay, PayUnit
from desk.careers.job.wanted import Remote, Sort, Status, Wanted
from desk.careers.reading.places import place_of
from desk.careers.store.jobs import Jobs, prepared
from tests.support.postgres import PostgresServer, postgres_server

TODAY = date(2026, 11, 30)
NOW = time.mktime(TODAY.timetuple())
AUSTIN = Location("Austin", "TX", "78701", 30.27, -97.74)
DALLAS = Location("Dallas", "TX", "", 32.78, -96.80)
BOSTON = Location("Boston", "MA", "02118", 42.34, -71.07)

BASE = Job(
    title="Medical Coder",
    employer="Acme Health",
    description="<p>Assign codes to charts of the emergency room and query physicians where the record is silent.</p>",
    apply="https://jobs.example.org/1",
    posted=TODAY,
    source="csv:a",
    source_id="1",
    location=AUSTIN,
)


def a_job(**fields: object) -> Job:
    source_id = str(fields.pop("source_id", uuid.uuid4()))
    return dataclasses.replace(BASE, source_id=source_id, **fields)  # type: ignore[arg-type]


BOARD = {
    "crc": a_job(title="Risk Adjustment Coder", remote=True, location=Location("", "TX"), credentials=("CRC", "CPC"),
                 pay=Pay(28, 34.5, PayUnit.HOUR), specialties=("risk-adjustment",), posted=TODAY - timedelta(2)),
    "inpatient": a_job(title="Inpatient Coder II", credentials=("CCS",), setting="inpatient", employer="Lakeside",
                       employment=(Employment.FULL_TIME,), pay=Pay(70_000, 85_000, PayUnit.YEAR)),
    "apprentice": a_job(title="Coding Apprentice", location=DALLAS, credentials=("CPC-A",), posted=TODAY - timedelta(9)),
    "boston": a_job(title="Pro Fee Auditor", location=BOSTON, credentials=("CPMA", "CCS-P"), specialties=("auditing",),
                    description="<p>Audits charts that coders have coded, and teaches them.</p>"),
    "elsewhere": a_job(title="Denials Specialist", remote=True, accepts=("MA", "NH"), location=Location(), employer="Bay"),
    "over": a_job(title="Old Coder", valid_through=TODAY - timedelta(1), posted=TODAY - timedelta(20)),
    "stale": a_job(title="Stale Coder", posted=TODAY - timedelta(61)),
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('careers')}/desk.db"
    else:
        running: PostgresServer = request.getfixturevalue("server")
        running.execute("CREATE DATABASE careers")
        address = running.url("careers")
    opened = Database.open(address)
    yield opened
    opened.close()


@pytest.fixture
def jobs(database: Database) -> Jobs:
    """The board without a job."""
    jobs = Jobs(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM jobs")
        connection.exec_driver_sql("DELETE FROM job_words")
    return jobs


@pytest.fixture(scope="module")
def board(database: Database) -> dict[int, str]:
    """The board above, whose jobs the searches find; numbers to names."""
    taken = Jobs(database).take([prepared(job) for job in BOARD.values()], NOW)
    return dict(zip(taken.numbers, BOARD, strict=True))


SEARCHES: dict[str, tuple[Wanted, list[str]]] = {
    "all that is shown, the newest first": (Wanted(), ["elsewhere", "boston", "inpatient", "crc", "apprentice"]),
    "a stem": (Wanted(words="auditing charts"), ["boston"]),
    "every word": (Wanted(words="inpatient apprentice"), []),
    "title before text": (Wanted(words="coders"), ["inpatient", "crc", "boston"]),
    "a word of the employer": (Wanted(words="lakeside"), ["inpatient"]),
    "signs that mean something to a database": (Wanted(words="\"coder' OR 1=1 -- * ( : & | !"), []),
    "words that say nothing": (Wanted(words="jobs in the"), ["elsewhere", "boston", "inpatient", "crc", "apprentice"]),
    "a state takes remote jobs that accept it": (Wanted(place=Location(state="TX")), ["inpatient", "crc", "apprentice"]),
    "near a town": (Wanted(place=AUSTIN, miles=50), ["inpatient", "crc"]),
    "farther": (Wanted(place=AUSTIN, miles=200), ["inpatient", "crc", "apprentice"]),
    "no remote ones": (Wanted(place=AUSTIN, miles=50, remote=Remote.NO), ["inpatient"]),
    "remote ones alone": (Wanted(remote=Remote.ONLY), ["elsewhere", "crc"]),
    "remote and accepted": (Wanted(place=BOSTON, remote=Remote.ONLY), ["elsewhere", "crc"]),
    "remote and not accepted": (Wanted(place=DALLAS, remote=Remote.ONLY), ["crc"]),
    "CPC is not CPC-A": (Wanted(credentials=("CPC",)), ["crc"]),
    "any of two credentials": (Wanted(credentials=("CPC-A", "CCS-P")), ["boston", "apprentice"]),
    "CCS is not CCS-P": (Wanted(credentials=("CCS",)), ["inpatient"]),
    "a specialty": (Wanted(specialties=("risk-adjustment",)), ["crc"]),
    "a setting": (Wanted(settings=("inpatient", "plan")), ["inpatient"]),
    "hours": (Wanted(employments=(Employment.FULL_TIME,)), ["inpatient"]),
    "an hourly pay counts by the year": (Wanted(pay=71_000), ["inpatient", "crc"]),
    "a pay that only one reaches": (Wanted(pay=80_000), ["inpatient"]),
    "pay named": (Wanted(paid=True, sort=Sort.PAY), ["inpatient", "crc"]),
    "of the last days": (Wanted(days=3), ["elsewhere", "boston", "inpatient", "crc"]),
    "listed since": (Wanted(listed_after=NOW), []),
}  # fmt: skip


@pytest.mark.parametrize("name", SEARCHES)
def test_search(database: Database, board: dict[int, str], name: str) -> None:
    wanted, expected = SEARCHES[name]
    found = Jobs(database).search(wanted, TODAY)
    told = [board[kept.number] for kept in found.jobs]
    assert (told, found.total) == (expected, len(expected)), name


def test_a_page_of_what_was_found_and_what_is_kept(database: Database, board: dict[int, str]) -> None:
    jobs = Jobs(database)
    page = jobs.search(Wanted(sort=Sort.NEWEST), TODAY, limit=2, offset=2)
    assert (len(page.jobs), page.total) == (2, 5)
    number = next(number for number, name in board.items() if name == "crc")
    kept = jobs.get(number)
    assert kept is not None
    assert kept.job == BOARD["crc"]
    assert jobs.get(0) is None


def with_text(words: str, **fields: object) -> Job:
    return a_job(description=f"<p>{words}</p>", **fields)


LONG = " ".join(
    f"The coder reviews chart {number} and assigns diagnoses for it by the guideline." for number in range(30)
)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (with_text(LONG, source="lever", title="Sr. Medical Coder II - Remote? (CPC)"), False),
        (
            with_text(
                LONG, source="lever", employer="ACME Health, Inc.", title="Medical Coder - Austin, TX (CPC) #R-1289"
            ),
            True,
        ),
        (with_text(LONG[: len(LONG) // 2] + " We are an equal opportunity employer.", source="lever"), True),
        (with_text("Another text about quite other work in another room of the house.", source="lever"), False),
        (with_text(LONG, source="lever", location=DALLAS), False),
        (with_text(LONG, source="lever", employer="Lakeside"), False),
        (with_text(LONG, source="lever", employment=(Employment.PER_DIEM,)), False),
        (with_text(LONG + " Evening hours.", source_id="2"), True),
        (with_text(LONG[: len(LONG) // 2], source_id="2"), False),
    ],
)
def test_the_same_job_is_known_in_other_words(jobs: Jobs, other: Job, same: bool) -> None:
    first = with_text(LONG, employment=(Employment.FULL_TIME,))
    (number,) = jobs.take([prepared(first)], NOW).numbers
    taken = jobs.take([prepared(other)], NOW)
    assert (taken.numbers == (number,)) == bool(taken.duplicates) == same
    again = jobs.take([prepared(other)], NOW)  # known by its source from now on
    assert (again.same, again.numbers) == (1, taken.numbers)


def test_what_its_source_tells_otherwise_is_changed_and_found_by_its_new_words(jobs: Jobs) -> None:
    (number,) = jobs.take([prepared(a_job(source_id="7"))], NOW).numbers
    changed = jobs.take([prepared(a_job(source_id="7", title="Cardiology Coder"))], NOW + 9)
    assert (changed.changed, changed.numbers) == (1, (number,))
    assert [one.number for one in jobs.search(Wanted(words="cardiology"), TODAY).jobs] == [number]
    assert jobs.search(Wanted(words="medical"), TODAY).total == 0


def test_one_file_that_tells_a_job_twice_is_taken_in(jobs: Jobs) -> None:
    twice = [prepared(a_job(source_id="7", title=title)) for title in ("Coder", "Auditor", "Biller")]
    assert (jobs.take(twice, NOW).added, jobs.search(Wanted(words="biller"), TODAY).total) == (1, 0)
    assert (jobs.take(twice[1:], NOW).changed, jobs.search(Wanted(words="biller"), TODAY).total) == (2, 1)


def test_an_old_job_does_not_swallow_a_new_one(jobs: Jobs) -> None:
    old = a_job(posted=TODAY - timedelta(90))
    new = a_job(source="lever")
    assert jobs.take([prepared(old)], NOW - 90 * 86_400).added == 1
    assert jobs.take([prepared(new)], NOW).added == 1


def test_what_waits_is_not_shown_until_it_is_listed(jobs: Jobs) -> None:
    (number,) = jobs.take([prepared(a_job())], NOW, Status.WAITING).numbers
    assert jobs.search(Wanted(), TODAY).total == 0
    assert [kept.number for kept in jobs.waiting()] == [number]
    assert jobs.decide(number, Status.LISTED, NOW + 5)
    assert jobs.search(Wanted(listed_after=NOW), TODAY).total == 1
    assert jobs.decide(number, Status.REFUSED, NOW + 6, "not a job")
    assert jobs.search(Wanted(), TODAY).total == 0
    kept = jobs.get(number)
    assert kept is not None
    assert (kept.status, kept.note) == (Status.REFUSED, "not a job")


def test_the_word_index_can_be_made_anew(database: Database, jobs: Jobs) -> None:
    jobs.take([prepared(a_job())], NOW)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE job_words")
    assert Jobs(database).search(Wanted(words="coder charts"), TODAY).total == 1


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("02118", ("Boston", "MA")),
        ("2118", ("Boston", "MA")),
        ("78701-1234", ("Austin", "TX")),
        ("Saint Louis, MO", ("Saint Louis", "MO")),
        ("st. louis missouri", ("st. louis", "MO")),
        ("Austin", ("Austin", "TX")),
        ("texas", ("", "TX")),
        ("TX", ("", "TX")),
        ("New York, NY", ("New York", "NY")),
    ],
)
def test_a_place_as_it_is_typed(written: str, place: tuple[str, str]) -> None:
    found = place_of(written)
    assert (found.town, found.state) == place
    assert (found.latitude is None) == (not found.town)


def test_no_job_is_at_zero_degrees(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no ZIP code that is known"):
        place_of("09001")  # a military one, whose coordinates the table gives as zeros
