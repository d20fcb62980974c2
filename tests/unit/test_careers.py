"""What the job board reads: credentials, pay, places, HTML, and the forms of other boards' files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.rendering import answer_markdown, with_jobs
from assistant.understand.outside import asks_for_jobs, outside
from corpus.errors import SourceError
from desk.accounts.database import Database
from desk.careers.asking import answers
from desk.careers.board import Board
from desk.careers.importing.files import postings_in
from desk.careers.job.job import Employment, Job, JobError, Pay, PayUnit
from desk.careers.reading.cleaning import apply_address, clean, plain
from desk.careers.reading.credentials import asked_credentials, credentials_in
from desk.careers.reading.filling import is_of_the_board
from desk.careers.reading.pay import pay_in, pay_of
from desk.careers.reading.question import searched_for
from desk.careers.reading.told import JobErrors, Told, made
from desk.careers.settings import CareersSettings
from desk.careers.store.jobs import prepared

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Coder", "CPC-A or CPC required.", ("CPC", "CPC-A")),
        ("Coder", "CPC-A accepted by our AAPC chapter.", ("CPC-A",)),
        ("Coder", "AHIMA CCS-P preferred", ("CCS-P",)),
        ("Coder", "CCS, RHIT, RHIA", ("CCS", "RHIT", "RHIA")),
        ("Coder", "Certified Professional Coder-Apprentice welcome", ("CPC-A",)),
        ("Coder", "a Certified Coding Specialist – Physician-based", ("CCS-P",)),
        ("Coder", "must be a certified professional coder", ("CPC",)),
        ("CRC Coder", "", ("CRC",)),
        ("Nurse", "supports CRC screening for colorectal cancer; coding experience", ()),
        ("CRC - Clinical Research Coordinator", "", ()),
        ("Marketer", "lower our CPC and CPM", ()),
        ("Coder", "CPC-H certification", ()),  # a name of old, of no list here
    ],
)
def test_credentials_by_the_longest_name_and_the_words_around(title: str, text: str, found: tuple[str, ...]) -> None:
    assert credentials_in(title, text) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [("remote cpc-a jobs", ("CPC-A",)), ("ccs or cpc", ("CPC", "CCS")), ("access code", ()), ("crcs", ())],
)
def test_credentials_of_a_search(asked: str, found: tuple[str, ...]) -> None:
    assert asked_credentials(asked) == found


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("$28 - $34.50 an hour", Pay(28, 34.5, PayUnit.HOUR)),
        ("60-70k", Pay(60_000, 70_000, PayUnit.YEAR)),
        ("$65,000.00", Pay(65_000, 65_000, PayUnit.YEAR)),
        ("up to 80k a year", Pay(None, 80_000, PayUnit.YEAR)),
        ("31/hr", Pay(31, 31, PayUnit.HOUR)),
        ("5200 per month", Pay(5_200, 5_200, PayUnit.MONTH)),
        ("", None),
        ("competitive", "can't be read"),
        ("$70k - $60k", "the smaller amount comes first"),
        ("$2 an hour", "check the amount"),
        ("900000 a year", "check the amount"),
    ],
)
def test_pay(text: str, pay: Pay | str | None) -> None:
    if isinstance(pay, str):
        with pytest.raises(JobError, match=pay):
            pay_in(text)
    else:
        assert pay_in(text) == pay


def test_zeros_of_a_feed_are_no_pay() -> None:
    assert pay_of(0, 0, "PH") is None


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p onclick=x>a<script>alert(1)</script><a href='javascript:x'>b</a></p>", "<p>ab</p>"),
        ("<img src=x onerror=alert(1)>text", "text"),
        ("one\n\ntwo <3 more", "<p>one</p><p>two &lt;3 more</p>"),
        ("<h1>Big</h1><style>p{}</style>", "<h2>Big</h2>"),
        ("<iframe src=//evil></iframe><ul><li>x</ul>", "<ul><li>x</li></ul>"),
    ],
)
def test_html_is_cleaned(html: str, cleaned: str) -> None:
    assert clean(html) == cleaned


@given(st.text(alphabet="<>/ abp\"'=:;&#scriptonlu\n", max_size=200))
def test_no_script_is_left_and_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert "<script" not in cleaned.casefold()
    assert "=" not in "".join(part.partition(">")[0] for part in cleaned.split("<")[1:])
    assert plain(cleaned) is not None


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://a.example.org/x?y=1", "https://a.example.org/x?y=1"),
        ("jobs@example.org", "mailto:jobs@example.org"),
        ("mailto:jobs@example.org?bcc=x@y.z", "mailto:jobs@example.org"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//evil.example", None),
        ("https://good.example@evil.example/", None),
        ("https://a.example.org/\u202ex", None),
        ("https://[bad", None),
        ("", None),
    ],
)
def test_apply_links_by_their_scheme(written: str, address: str | None) -> None:
    if address is None:
        with pytest.raises(JobError):
            apply_address(written)
    else:
        assert apply_address(written) == address


def test_what_is_wrong_is_told_at_once() -> None:
    told = Told(title="Coder", pay="lots", valid_through="13/45/2026", apply="javascript:x", posted="yesterday")
    with pytest.raises(JobErrors) as wrong:
        made(told, TODAY, strict=True)
    fields = [error.field for error in wrong.value.errors]
    assert sorted(fields) == sorted(["employer", "description", "apply", "posted", "town", "pay", "valid_through"])


@pytest.mark.parametrize(
    ("title", "yes"),
    [
        ("Medical Coder", True), ("Software Engineer, Billing", False), ("Registered Nurse", False),
        ("Risk Adjustment Auditor", True), ("Revenue Integrity Analyst", True), ("Line Cook", False),
    ],
)  # fmt: skip
def test_what_belongs_to_the_board(title: str, yes: bool) -> None:
    assert is_of_the_board(title, ()) is yes


def read(folder: Path, name: str, content: Any, employer: str = "") -> list[Job | str]:
    """The jobs of a file, or the sentences for what can't be read."""
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    found: list[Job | str] = []
    for told in postings_in(path, employer):
        try:
            found.append(told if isinstance(told, str) else made(told, TODAY))
        except JobErrors as error:
            found.append(f"{told.row}: {error}")  # type: ignore[union-attr]
    return found


POSTING = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "CRC Coder &amp; Auditor",
    "hiringOrganization": {"@type": "Organization", "name": "Acme Health"},
    "description": "<p>Audit HCC charts for a health plan. CRC required.</p>",
    "datePosted": "2026-11-20",
    "validThrough": "2026-12-31T23:59:59-05:00",
    "url": "https://jobs.example.org/9",
    "identifier": {"@type": "PropertyValue", "name": "Acme", "value": "R-9"},
    "employmentType": ["FULL_TIME", "CONTRACTOR"],
    "jobLocationType": "TELECOMMUTE",
    "applicantLocationRequirements": [{"@type": "State", "name": "TX, USA"}, {"@type": "State", "name": "Oklahoma"}],
    "baseSalary": {"@type": "MonetaryAmount", "currency": "USD",
                   "value": {"@type": "QuantitativeValue", "minValue": 60000, "maxValue": "72,000", "unitText": "YEAR"}},
}  # fmt: skip


def test_json_ld_of_a_page_with_a_broken_block_beside_a_good_one(tmp_path: Path) -> None:
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, POSTING]}
    page = (
        '<html><script type="application/ld+json">{"@type": "JobPosting", broken}</script>'
        f'<script type="application/ld+json; charset=utf-8">{json.dumps(graph)}</script>'
        "<script>var x = 1</script>"
    )
    wrong, job = read(tmp_path, "page.html", page)
    assert isinstance(wrong, str)
    assert "block 1" in wrong
    assert isinstance(job, Job)
    assert (job.title, job.employer, job.credentials) == ("CRC Coder & Auditor", "Acme Health", ("CRC",))
    assert (job.remote, job.accepts, job.pay) == (True, ("OK", "TX"), Pay(60_000, 72_000, PayUnit.YEAR))
    assert (job.valid_through, job.source_id) == (date(2026, 12, 31), "Acme Health:R-9")
    assert job.employment == (Employment.FULL_TIME, Employment.CONTRACTOR)
    assert (job.specialties, job.setting) == (("auditing",), "plan") or "auditing" in job.specialties


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", POSTING),
        ("a.json", [POSTING]),
        ("a.json", {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": POSTING}]}),
        ("a.jsonl", json.dumps(POSTING) + "\n" + json.dumps(POSTING)),
        ("a.json", {**POSTING, "@type": ["Thing", "schema:JobPosting"]}),
        ("a.json", ("\ufeff" + json.dumps(POSTING)).encode("utf-8")),
        ("a.json", json.dumps(POSTING).encode("utf-16")),
    ],
)
def test_json_ld_wherever_it_stands(tmp_path: Path, name: str, content: Any) -> None:
    jobs = read(tmp_path, name, content)
    assert jobs
    assert all(isinstance(job, Job) and job.credentials == ("CRC",) for job in jobs)


def test_usajobs(tmp_path: Path) -> None:
    found = {
        "PositionID": "VA-26-1",
        "PositionTitle": "Medical Records Technician (Coder)",
        "PositionURI": "https://www.usajobs.gov:443/job/1",
        "OrganizationName": "Veterans Health Administration",
        "PositionLocation": [
            {"CityName": "Austin, Texas", "CountrySubDivisionCode": "Texas", "CountryCode": "United States"}
        ],
        "PositionRemuneration": [{"MinimumRange": "52000.0", "MaximumRange": "68000.0", "RateIntervalCode": "PA"}],
        "PositionSchedule": [{"Name": "Full-time", "Code": "1"}],
        "PublicationStartDate": "2026-11-18T00:00:00.0000",
        "ApplicationCloseDate": "2026-12-08T23:59:59.9970",
        "UserArea": {
            "Details": {"JobSummary": "Assigns codes.", "MajorDuties": ["Reads charts."], "RemoteIndicator": True}
        },
    }
    (job,) = read(tmp_path, "usa.json", {"SearchResult": {"SearchResultItems": [{"MatchedObjectDescriptor": found}]}})
    assert isinstance(job, Job)
    assert (job.location.town, job.location.state, job.remote) == ("Austin", "TX", True)
    assert (job.pay, job.employment) == (Pay(52_000, 68_000, PayUnit.YEAR), (Employment.FULL_TIME,))
    assert (job.posted, job.valid_through) == (date(2026, 11, 18), date(2026, 12, 8))


def test_greenhouse(tmp_path: Path) -> None:
    board = {"jobs": [{
        "id": 77, "title": "Remote Inpatient Coder", "absolute_url": "https://boards.greenhouse.io/acmehealth/jobs/77",
        "location": {"name": "Remote - Texas"}, "content": "&lt;p&gt;CCS or RHIT certification required.&lt;/p&gt;",
        "updated_at": "2026-11-01T10:00:00-05:00", "metadata": [{"name": "Employment Type", "value": "Full-time"}],
    }]}  # fmt: skip
    (job,) = read(tmp_path, "g.json", board, "Acme Health")
    assert isinstance(job, Job)
    assert (job.employer, job.description) == ("Acme Health", "<p>CCS or RHIT certification required.</p>")
    assert (job.remote, job.location.state, job.credentials) == (True, "TX", ("CCS", "RHIT"))
    assert job.employment == (Employment.FULL_TIME,)


def test_lever(tmp_path: Path) -> None:
    posting = {
        "id": "ab-1", "text": "Coding Auditor", "hostedUrl": "https://jobs.lever.co/acme-health/ab-1", "country": "US",
        "categories": {"location": "Dallas, TX", "commitment": "Part-time"}, "workplaceType": "hybrid",
        "description": "<div>Audits.</div>", "lists": [{"text": "You have", "content": "<li>CPMA credential</li>"}],
        "createdAt": 1763424000000, "salaryRange": {"min": 30, "max": 38, "currency": "USD", "interval": "per-hour-wage"},
    }  # fmt: skip
    job, other = read(tmp_path, "l.json", [posting, {**posting, "id": "2", "country": "GB"}])
    assert isinstance(job, Job)
    assert (job.employer, job.remote, job.location.town) == ("Acme Health", False, "Dallas")
    assert (job.pay, job.credentials, job.posted) == (Pay(30, 38, PayUnit.HOUR), ("CPMA",), date(2025, 11, 18))
    assert isinstance(other, str)
    assert "no state of the US" in other


def test_a_table_with_its_own_headings_and_bad_rows(tmp_path: Path) -> None:
    table = (
        "Job Title;Company;City;State;Zip;Remote;Salary;Job Description;Apply URL;Deadline\n"
        "Coder;Acme;Boston;MA;2118;no;$30/hr;CPC required;jobs@example.org;12/31/2026\n"
        'Coder;Acme;"Boston";MA;;yes;lots;"two\nlines";nowhere;\n'
        "Auditor;Bay;;New Hampshire;;Yes;;Audits;https://bay.example.org;\n"
    )
    good, bad, remote = read(tmp_path, "jobs.csv", table.encode("cp1252"))
    assert isinstance(good, Job)
    assert (good.location.zip, good.pay, good.apply) == ("02118", Pay(30, 30, PayUnit.HOUR), "mailto:jobs@example.org")
    assert (good.valid_through, good.credentials, good.remote) == (date(2026, 12, 31), ("CPC",), False)
    assert bad == (
        "line 4: apply: leads nowhere that can be opened here; write https://… or a mail address.; "
        "pay: “lots” can't be read; write it like $28 - $34.50 an hour."
    )
    assert isinstance(remote, Job)
    assert (remote.remote, remote.location.state) == (True, "NH")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"),
        ("<html><p>no</p></html>", "without JSON-LD"),
        ('{"a": 1}', "of no form"),
        ("{broken", "is no JSON"),
        ("name,age\nx,1", "no column for title, employer, description, apply"),
    ],
)
def test_a_file_of_no_known_form_is_told_with_what_to_bring(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        read(tmp_path, "x.json", content)


@pytest.mark.parametrize(
    ("question", "search"),
    [
        ("remote CRC jobs in Texas over 60k", "place=Texas&remote=only&credential=CRC&pay=60000"),
        ("any CCS-P or CPC openings near Austin, TX within 25 miles?", "place=Austin%2C+TX&miles=25&credential=CPC&credential=CCS-P"),
        ("part time inpatient coder jobs in Boston paying at least $30 an hour", "place=Boston&setting=inpatient&type=PART_TIME&pay=62400"),
        ("coding auditor positions around 78701 this week", "place=78701&specialty=auditing&days=7"),
        ("who is hiring risk adjustment coders from home? jobs for coders", "specialty=risk-adjustment"),
        ("Ohio CPC-A jobs, not remote", "place=Ohio&remote=no&credential=CPC-A"),
        ("coding jobs in Nowhereville", ""),
        ("looking for work as a medical coder in Ohio", "place=Ohio"),
        ("find me a CPMA position", "credential=CPMA"),
    ],
)  # fmt: skip
def test_a_question_for_jobs_is_read_as_a_search(question: str, search: str) -> None:
    assert asks_for_jobs(question)
    assert searched_for(question).address() == search
    told = outside(question, TODAY, names_codes=False)  # where there is no board
    assert told is not None
    assert "CASEPILOT_CAREERS=on" in told


@pytest.mark.parametrize(
    "question",
    [
        "can 99213 be billed with 20610?",
        "nose job with septoplasty, what CPT?",
        "which position is the patient in for 76811",
        "opening of the abdomen, 49000",
        "is it the coder's job to query the physician?",
        "code for drainage near the opening of the ear",
        "physical exam for a new job, which diagnosis code",
        "pre-employment physical for job, DX code?",
        "patient fell on the job in Texas, W19",
        "injury at job in construction, external cause code",
        "what is the coding job description of modifier 25",
    ],
)
def test_a_coding_question_is_not_taken_for_one(question: str) -> None:
    assert not asks_for_jobs(question)


def test_an_answer_of_the_board_has_links_in_the_chat(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/desk.db")
    board = Board.open(database, CareersSettings(True))
    job = made(
        Told("CRC [Coder](x)", "Acme", "<p>HCC charts</p>", "a@b.org", place="Remote, TX", source="s", source_id="1"),
        TODAY,
    )
    board.jobs.take([prepared(job)], 1.0)
    answer = answers(board)("remote CRC jobs in Texas", TODAY)
    assert answer is not None
    shown = with_jobs(answer_markdown(answer))
    assert "**1 job fits**. Searched for: CRC · in or near Texas · remote only." in shown
    assert "- **CRC Coder (x)**, Acme, Remote · TX, CRC, posted 2026-11-30: [open the job](/careers/jobs/1)" in shown
    assert "Answered from this desk's job board." in shown
    nothing = answers(board)("CCS jobs in Ohio", TODAY)
    assert nothing is not None
    assert "[open the search](/careers?place=Ohio&credential=CCS)" in with_jobs(answer_markdown(nothing))
    assert "from $62,400 a year" in answer_markdown(
        answers(board)("CCS jobs in Ohio paying $30 an hour", TODAY) or answer
    )
    assert answers(board)("what is 0709T?", TODAY) is None
    database.close()
