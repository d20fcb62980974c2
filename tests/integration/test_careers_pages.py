"""The job board's pages and mails: searching, posting, looking after, alerts; without browser and chat."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from assistant.opened import Opened, Workbench
from corpus.errors import KnowledgeBaseMissing
from desk.__main__ import main
from desk.accounts.accounts import Accounts
from desk.accounts.entrance.cookies import Cookies
from desk.accounts.rights import Role
from desk.accounts.settings import AccountSettings, Mode
from desk.application import create_application
from desk.careers.board import Board
from desk.careers.job.job import Employment, Job, Location, Pay, PayUnit
from desk.careers.mailing.sending import send_due
from desk.careers.pages.structured import job_posting
from desk.careers.reading.asked import Asked
from desk.careers.settings import CareersSettings
from desk.careers.store.jobs import prepared
from desk.serving.post import Smtp
from desk.serving.served import Served
from tests.support.smtp_server import SmtpServer, smtp_server

SITE = "http://testserver"
SECRET = "s" * 40
DAY_SECONDS = 86_400.0

JOB = Job(
    title="Risk Adjustment Coder",
    employer="Acme & Sons <Health>",
    description="<p>Reads charts of a health plan. </script> & more.</p><ul><li>CRC</li></ul>",
    apply="https://jobs.example.org/1?a=1&b=2",
    posted=date.today(),
    source="csv:a",
    source_id="1",
    location=Location("Austin", "TX", "78701", 30.27, -97.74),
    remote=True,
    accepts=("OK", "TX"),
    credentials=("CRC",),
    specialties=("risk-adjustment",),
    employment=(Employment.FULL_TIME,),
    pay=Pay(28, 34.5, PayUnit.HOUR),
)
POSTED = {
    "title": "Inpatient Coder",
    "employer": "Lakeside",
    "description": "Assigns codes to inpatient charts. <script>alert(1)</script>CCS required for this work.",
    "apply": "jobs@lakeside.example.org",
    "town": "Boston",
    "state": "MA",
    "zip": "02118",
    "pay": "70k - 80k",
    "pay_unit": "YEAR",
    "employment": ["FULL_TIME", "CONTRACTOR"],
}


def nothing() -> Opened:
    raise KnowledgeBaseMissing("There is no knowledge base.")


@dataclass
class Desk:
    accounts: Accounts
    board: Board
    mail: SmtpServer
    open: Callable[[str], TestClient]

    def word(self, browser: TestClient) -> str:
        found = re.search(r'name="csrf" value="(\w+)"', browser.get("/account").text)
        assert found is not None
        return found[1]

    def send(self, browser: TestClient, path: str, **fields: Any) -> Any:
        return browser.post(path, data={"csrf": self.word(browser), **fields}, follow_redirects=False)

    def confirmed(self, name: str) -> str:
        """An address of theirs, confirmed as its mail says."""
        browser = self.open(name)
        assert self.send(browser, "/careers/address", mail=f"{name}@example.org").status_code == 303
        text = self.mail.mails[-1].get_content()
        link = re.search(r"/careers/confirm\?key=[\w-]+", text)
        assert link is not None
        nobody = self.open("nobody")
        asked = nobody.get(link[0])
        assert "Confirm it" in asked.text
        key = link[0].partition("key=")[2]
        assert "is confirmed" in nobody.post("/careers/confirm", data={"key": key}).text
        return f"{name}@example.org"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("board")
    settings = AccountSettings(Mode.TEAM, f"sqlite:///{folder}/desk.db", secret=SECRET)
    accounts = Accounts.open(folder, settings)
    people = {
        "ann": accounts.people.add("ann", None),
        "root": accounts.people.add("root", None, Role.ADMIN),
        "reader": accounts.people.add("reader", None, Role.READER),
    }
    with smtp_server() as mail:
        smtp = Smtp("127.0.0.1", int(mail.server_address[1]))
        board = Board.open(accounts.database, CareersSettings(True, smtp, "careers@example.org", SITE))
        application = create_application(
            Served.on_loopback(80, "testserver"), chat=False, bench=Workbench(nothing), accounts=accounts, board=board
        )

        def opened(name: str) -> TestClient:
            session = (
                {Cookies(SECRET, secure=False).session_name: accounts.sessions.start(people[name])}
                if name in people
                else {}
            )
            headers = {"accept": "text/html", "origin": SITE}
            return TestClient(application, base_url=SITE, headers=headers, cookies=session, client=("203.0.113.7", 5))

        yield Desk(accounts, board, mail, opened)
    accounts.close()


@pytest.fixture
def desk(served: Desk) -> Desk:
    """The desk without a job, an alert or a mail address."""
    with served.accounts.database.engine.begin() as connection:
        for table in ("jobs", "job_words", "job_alerts", "job_mail_addresses", "attempts"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    served.mail.refuses = served.mail.breaks = False
    served.mail.mails.clear()
    return served


# What schema.org's vocabulary lets a value of each type have, of the properties that are written here, and of which
# types their values are; and what search engines want at least.
VOCABULARY: dict[str, dict[str, tuple[str, ...]]] = {
    "JobPosting": {
        "title": ("Text",), "description": ("Text",), "datePosted": ("Date",), "validThrough": ("Date",),
        "hiringOrganization": ("Organization", "Person"), "identifier": ("PropertyValue",), "url": ("URL",),
        "directApply": ("Boolean",), "jobLocation": ("Place",), "jobLocationType": ("Text",),
        "applicantLocationRequirements": ("AdministrativeArea", "State", "Country"), "employmentType": ("Text",),
        "baseSalary": ("MonetaryAmount",), "qualifications": ("Text",), "occupationalCategory": ("Text",),
    },
    "Organization": {"name": ("Text",)},
    "PropertyValue": {"name": ("Text",), "value": ("Text",)},
    "Place": {"address": ("PostalAddress",)},
    "PostalAddress": {"addressLocality": ("Text",), "addressRegion": ("Text",), "postalCode": ("Text",), "addressCountry": ("Text",)},
    "State": {"name": ("Text",)},
    "Country": {"name": ("Text",)},
    "MonetaryAmount": {"currency": ("Text",), "value": ("QuantitativeValue",)},
    "QuantitativeValue": {"value": ("Number",), "minValue": ("Number",), "maxValue": ("Number",), "unitText": ("Text",)},
}  # fmt: skip
NEEDED = {"title", "description", "datePosted", "hiringOrganization"}


def check(value: Any, types: tuple[str, ...], where: str) -> None:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            assert one["@type"] in types, where
            for name, inside in one.items():
                if not name.startswith("@"):
                    check(inside, VOCABULARY[one["@type"]][name], f"{where}.{name}")
        elif isinstance(one, bool):
            assert "Boolean" in types, where
        elif isinstance(one, int | float):
            assert "Number" in types, where
        else:
            assert {"Text", "URL", "Date"} & set(types), where
            if "Date" in types:
                date.fromisoformat(one)
            if "URL" in types:
                assert one.startswith("http"), where


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"remote": False, "accepts": ()},
        {"accepts": (), "location": Location()},
        {"pay": Pay(None, 80_000, PayUnit.YEAR), "employment": (), "credentials": ()},
        {"pay": Pay(30, 30, PayUnit.HOUR), "specialties": ()},
        {"pay": None, "valid_through": date(2027, 1, 1)},
    ],
)
def test_structured_data_is_of_the_vocabulary(desk: Desk, changes: dict[str, Any]) -> None:
    (number,) = desk.board.jobs.take([prepared(replace(JOB, **changes))], time.time()).numbers
    page = desk.open("ann").get(f"/careers/jobs/{number}")
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    assert script is not None
    told = json.loads(script[1])
    kept = desk.board.jobs.get(number)
    assert kept is not None
    assert told == job_posting(kept, f"{SITE}/careers/jobs/{number}")
    assert told["@context"] == "https://schema.org"
    check(told, ("JobPosting",), "posting")
    assert told.keys() >= NEEDED
    assert "jobLocation" in told or {"jobLocationType", "applicantLocationRequirements"} <= told.keys()


def test_it_is_off_unless_it_is_given(tmp_path: Path) -> None:
    accounts = Accounts.open(tmp_path, AccountSettings(Mode.SINGLE, f"sqlite:///{tmp_path}/desk.db", secret=SECRET))
    application = create_application(
        Served.on_loopback(80, "testserver"), chat=False, bench=Workbench(nothing), accounts=accounts
    )
    browser = TestClient(application, base_url=SITE)
    assert browser.get("/careers").status_code == 404
    assert "/careers" not in browser.get("/").text
    accounts.close()


def test_a_search_keeps_what_was_typed_and_tells_what_is_wrong(desk: Desk) -> None:
    desk.board.jobs.take([prepared(JOB)], time.time())
    browser = desk.open("reader")
    found = browser.get("/careers?q=charts&credential=CRC&place=TX&pay=60k").text
    assert "Acme &amp; Sons &lt;Health&gt;" in found
    assert "$28.00 – $34.50 an hour (about $58,240 – $71,760 a year)" in found
    wrong = browser.get('/careers?q="><b>&place=Nowhereville')
    assert wrong.status_code == 400
    assert "Nowhereville” isn&#39;t known here" in wrong.text
    assert 'value="&#34;&gt;&lt;b&gt;"' in wrong.text
    assert browser.get("/careers?page=99999&miles=x&sort=y&credential=z&days=-1&remote=w").status_code == 200


@pytest.mark.parametrize(
    "search",
    ["", "q=a+b&credential=CPC&credential=CCS-P&pay=60k", "place=Austin%2C+TX&miles=100&remote=only&paid=1&days=7",
     "specialty=auditing&setting=plan&type=PER_DIEM&sort=pay&page=3"],
)  # fmt: skip
def test_a_search_is_written_as_it_was_read(search: str) -> None:
    assert Asked.kept(search).address() == search


def test_feeds_are_read_by_programs(desk: Desk) -> None:
    (number,) = desk.board.jobs.take([prepared(JOB)], time.time()).numbers
    browser = desk.open("ann")
    feed = ElementTree.fromstring(browser.get("/careers/rss.xml?credential=CRC").content)
    assert [item.findtext("link") for item in feed.iter("item")] == [f"{SITE}/careers/jobs/{number}"]
    assert not list(ElementTree.fromstring(browser.get("/careers/rss.xml?credential=CCS").content).iter("item"))
    sitemap = ElementTree.fromstring(browser.get("/careers/sitemap.xml").content)
    assert f"{SITE}/careers/jobs/{number}" in [node.text for node in sitemap.iter()]


def test_a_posting_from_the_form_to_the_board(desk: Desk) -> None:
    browser, root = desk.open("ann"), desk.open("root")
    assert browser.get("/careers/post", follow_redirects=False).headers["location"] == "/careers/address?next=post"
    assert desk.send(browser, "/careers/post", **POSTED).status_code == 403
    assert desk.send(desk.open("reader"), "/careers/post", **POSTED).status_code == 403
    desk.confirmed("ann")

    wrong = desk.send(browser, "/careers/post", **{**POSTED, "apply": "javascript:x", "zip": "99999", "pay": "lots"})
    assert wrong.status_code == 400
    for kept in ("Inpatient Coder", "javascript:x", "lots", "&lt;script&gt;alert(1)", 'value="CONTRACTOR" checked'):
        assert kept in wrong.text, kept
    assert re.findall(r'id="wrong-(\w+)"', wrong.text) == ["apply", "zip", "pay"]

    posted = desk.send(browser, "/careers/post", **POSTED)
    job = posted.headers["location"].partition("?")[0]
    number = int(job.rpartition("/")[2])
    assert "waits for an administrator" in browser.get(job).text
    assert desk.open("reader").get(job).status_code == 404
    assert "Inpatient Coder" not in browser.get("/careers").text
    again = desk.send(browser, "/careers/post", **POSTED)
    assert again.headers["location"] == "/careers/mine?told=same"

    assert browser.get("/careers/queue").status_code == 403
    assert "Inpatient Coder" in root.get("/careers/queue").text
    assert desk.send(root, f"/careers/queue/{number}", decided="refuse", note="Say who you are").status_code == 303
    assert "Say who you are" in browser.get("/careers/mine").text
    assert "70,000.00 - 80,000.00" in browser.get(f"/careers/post?like={number}").text
    assert desk.send(root, f"/careers/queue/{number}", decided="list").status_code == 303
    shown = desk.open("reader").get(job)
    assert "alert(1)" not in shown.text
    assert 'href="mailto:jobs@lakeside.example.org"' in shown.text
    assert desk.send(browser, f"/careers/mine/{number}/close").status_code == 303
    assert desk.open("reader").get(job).status_code == 404


@pytest.mark.parametrize("what", ["mine/{}/close", "jobs/{}/save", "jobs/{}/report", "queue/{}", "jobs/{}"])
def test_a_number_that_no_database_holds_is_no_job(desk: Desk, what: str) -> None:
    address = f"/careers/{what.format(10**23)}"
    root = desk.open("root")
    sent = root.get(address) if what == "jobs/{}" else desk.send(root, address, forget="1", decided="close")
    assert sent.status_code == 404
    assert "There is no such job" in sent.text


def test_saved_and_reported(desk: Desk) -> None:
    (number,) = desk.board.jobs.take([prepared(JOB)], time.time()).numbers
    browser, root = desk.open("reader"), desk.open("root")
    assert desk.send(browser, f"/careers/jobs/{number}/save").status_code == 303
    assert JOB.title in browser.get("/careers/saved").text
    assert desk.send(browser, f"/careers/jobs/{number}/save", forget="1").status_code == 303
    assert JOB.title not in browser.get("/careers/saved").text
    for _ in range(2):  # one a person
        assert desk.send(browser, f"/careers/jobs/{number}/report", reason="asks for money").status_code == 303
    assert root.get("/careers/queue").text.count("asks for money") == 1
    desk.send(root, f"/careers/queue/{number}", decided="close")
    assert browser.get(f"/careers/jobs/{number}").status_code == 404
    assert "asks for money" not in root.get("/careers/queue").text


def test_too_many_reports_are_refused_for_a_while(desk: Desk) -> None:
    (number,) = desk.board.jobs.take([prepared(JOB)], time.time()).numbers
    browser = desk.open("ann")
    word = {"csrf": desk.word(browser), "reason": "x"}
    told = [browser.post(f"/careers/jobs/{number}/report", data=word, follow_redirects=False) for _ in range(21)]
    assert [answer.status_code for answer in told] == [303] * 20 + [429]
    assert "too often for now; try again in 60 minutes" in told[-1].text


def test_an_alert_is_mailed_once_and_stopped_by_one_click(desk: Desk) -> None:
    browser, start = desk.open("ann"), time.time()
    assert desk.send(browser, "/careers/alerts", search="credential=CRC", days="1").status_code == 303
    assert desk.send(browser, "/careers/alerts", search="credential=CRC", days="1").status_code == 400  # the same one
    desk.board.jobs.take(
        [prepared(JOB), prepared(replace(JOB, source_id="2", title="Auditor", credentials=("CPC",)))], start + 60
    )
    tomorrow = start + DAY_SECONDS + 120
    assert send_due(desk.board, SECRET, tomorrow).sent == 0  # the address isn't confirmed
    desk.confirmed("ann")
    desk.mail.mails.clear()
    assert send_due(desk.board, SECRET, start + 120).sent == 0  # not a day yet
    assert send_due(desk.board, SECRET, tomorrow).sent == 1
    assert send_due(desk.board, SECRET, tomorrow + DAY_SECONDS).nothing_new == 1
    (mail,) = desk.mail.mails
    assert mail["To"] == "ann@example.org"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert "Risk Adjustment Coder" in text
    assert "Auditor" not in text
    assert "Acme &amp; Sons &lt;Health&gt;" in html

    stop = mail["List-Unsubscribe"].strip("<>").removeprefix(SITE)
    program = desk.open("nobody")
    program.headers.pop("origin")
    assert "Stop it" in program.get(stop).text  # a program that only looks stops nothing
    assert len(desk.board.alerts.of(desk.accounts.people.named("ann").id)) == 1
    assert program.post(stop + "x", data={"List-Unsubscribe": "One-Click"}).status_code == 404
    assert program.post(stop, data={"List-Unsubscribe": "One-Click"}, headers={"accept": "*/*"}).text == "Stopped."
    assert not desk.board.alerts.of(desk.accounts.people.named("ann").id)


def test_a_mail_in_doubt_is_not_sent_twice_and_its_jobs_are_not_lost(desk: Desk) -> None:
    desk.confirmed("ann")
    desk.mail.mails.clear()
    ann, start = desk.accounts.people.named("ann").id, time.time()
    desk.board.alerts.add(ann, "credential=CRC", 1)
    desk.board.jobs.take([prepared(JOB)], start + 60)
    first = start + DAY_SECONDS + 120
    desk.mail.refuses = True
    refused = send_due(desk.board, SECRET, first)
    assert (refused.failed, refused.sent) == (1, 0)
    desk.mail.refuses, desk.mail.breaks = False, True
    assert send_due(desk.board, SECRET, first).failed == 1  # it was taken, and nobody said so
    assert len(desk.mail.mails) == 1
    desk.mail.breaks = False
    assert send_due(desk.board, SECRET, first + 60).sent == 0
    assert send_due(desk.board, SECRET, first + 2 * 3_600).doubtful == 1
    assert len(desk.mail.mails) == 1
    assert send_due(desk.board, SECRET, first + DAY_SECONDS + 3_600).sent == 1
    assert "Risk Adjustment Coder" in desk.mail.mails[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_the_command_line_brings_a_file_and_mails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CASEPILOT_HOME", str(tmp_path))
    table = tmp_path / "jobs.csv"
    table.write_text(
        "title,employer,state,description,apply,pay\n"
        "Medical Coder,Acme,TX,Codes charts,https://a.example.org,30 an hour\n"
        "Medical Coder,Bay,Ontario,Codes charts,https://a.example.org,\n"
        "Cook,Acme,TX,Cooks,https://a.example.org,\n",
        encoding="utf-8",
    )
    assert main(["careers", "import", str(table)]) == 0
    told = capsys.readouterr().out
    assert "jobs.csv: 3 postings read: 1 new, 1 of other work, 1 not taken." in told
    assert "jobs.csv, line 3: state: “Ontario” is no state of the US; write two letters, like TX" in told
    assert main(["careers", "alerts"]) == 0
    assert capsys.readouterr().out == "0 sent, 0 without anything new, 0 failed.\n"
    assert main(["careers", "import", str(tmp_path / "none.csv")]) == 1
    assert "can't be read" in capsys.readouterr().err
