"""The desk's pages on a small knowledge base with tables, without the chat: what they show, and how they refuse."""

from __future__ import annotations

import itertools
import re
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.events import AnswerReady
from assistant.lookup.found import Wanted
from assistant.lookup.guiding import names
from assistant.opened import Opened, Workbench, open_all
from assistant.settings import Settings
from assistant.understand.query import Conversation
from corpus.codes import CodeSystem, CptCode, Icd10CmCode
from corpus.configuration import StoreSettings
from corpus.relations import PTP_TABLES
from corpus.store.published_rows import Cut, ptp_partners
from desk.application import create_application
from desk.pages.links import citation_address, code_address
from desk.serving.fetching import Fetching
from desk.serving.served import Served

SERVED = Served.on_loopback(8000)
DAY = "on=2026-05-15"  # every table of the desk covers it

# Prints a line, then waits to be ended: a download as a page sees it.
_DOWNLOAD = (sys.executable, "-c", "import sys, time; print('Downloading', sys.argv[1:], flush=True); time.sleep(60)")


@pytest.fixture(scope="module")
def opened(desk_home: Path) -> Iterator[Opened]:
    found = open_all(Settings(StoreSettings(home=desk_home)))
    yield found
    found.knowledge.close()


@pytest.fixture(scope="module")
def client(opened: Opened) -> Iterator[TestClient]:
    application = create_application(SERVED, chat=False, bench=Workbench(lambda: opened), fetching=Fetching(_DOWNLOAD))
    with TestClient(application, base_url=SERVED.address, follow_redirects=False) as client:
        yield client


PAGES = [
    # address, status, what the page says
    ("/", 200, ["Look it up", "/search", "/editions"]),
    ("/search", 200, ["Find a code"]),
    ("/search?q=E11", 200, ["E11.22", "Header", "Billable"]),
    ("/search?q=E11&billable=1", 200, ["E11.22", "!Header"]),
    ("/search?q=11102-11107", 200, ["11102", "11107"]),
    ("/search?q=knee%20replacement", 200, ["27447"]),
    ("/search?q=toradol&in=hcpcs", 200, ["J1885", "!ICD-10-CM tabular"]),
    ("/search/hits?q=knee+replac", 200, ["27447", "!<html"]),
    ("/search/hits?q=", 200, ["Find a code"]),
    ("/search?q=99999", 200, ["There is no code 99999"]),
    ("/search?q=99999X", 200, ["There is no code 99999X", "what its letters find"]),
    ("/search?q=J1885&in=cpt", 200, ["!There is no code"]),
    ("/search?q=E11.2&billable=1&in=hcpcs", 200, ["!There is no code"]),
    ("/search?q=E11.2&billable=1", 200, ["!There is no code"]),
    ("/search?q=diabetes&in=guidelines", 200, ["!shares some of the words"]),
    ("/search?q=fusion&in=icd10pcs", 200, ["!shares some of the words"]),
    ("/search?q=t2dm", 200, ["!There is no code"]),
    ("/search?q=kenolog", 200, ["“kenolog” is read as <strong>kenalog</strong>", "J3301"]),
    ("/search?q=percutaneous+moonbeam+alignment", 200, ["shares some of the words", "/chat/?prompt=percutaneous"]),
    ("/search?q=knee+replacement", 200, ["!shares some of the words"]),
    ("/search?q=99213-25+96372+J1885+x2+M17.11", 200, ["99213-25\n96372\nJ1885 x2\nDx M17.11", "Check as a claim"]),
    ("/search?q=99213", 200, ["!Check as a claim"]),
    ("/search?q=E11.9+M17.11", 200, ["!Check as a claim"]),
    ("/search?q=%3Cscript%3Ealert(1)%3C/script%3E", 200, ["&lt;script&gt;", "!<script>alert"]),
    ("/search?q=E11&in=icd9", 400, ["icd9", "icd10cm"]),
    ("/search?q=E11&on=31.2.2026", 400, ["31.2.2026", "2026-03-01"]),
    (f"/search?q={'x' * 400}", 400, ["300 characters"]),
    ("/search?q=250&in=icd9cm", 200, ["ICD-9-CM is not loaded"]),
    ("/search?q=%00knee%00replacement", 200, ["27447"]),
    ("/icd9/250.00", 404, ["No map of ICD-9-CM is loaded"]),
    ("/codes/icd9cm/240-279", 404, ["no part of a loaded set"]),
    ("/codes/cdt/D1", 404, ["no part of a loaded set"]),
    (f"/code/cpt/20610?{DAY}", 200, ["MUE", "2 (MAI 3)", "Global days", "NCCI", "Have a question"]),
    (f"/code/cpt/0709T?{DAY}", 200, ["Add-on code", "0708T"]),
    (f"/code/cpt/0708T?{DAY}", 200, ["Primary code", "0709T"]),
    (f"/code/cpt/0708T?{DAY}&with=07", 200, ["0709T", "All 1<"]),
    (f"/code/cpt/0708T?{DAY}&with=zz", 200, ["None of 1 begins with “zz”"]),
    (f"/code/icd10cm/E11.22?{DAY}", 200, ["E11.2", "Use additional code", "/search?q=N18.1-N18.6"]),
    ("/code/icd10cm/E11", 200, ["E11.2", "Below it"]),
    ("/code/modifier/25", 200, ["separately identifiable"]),
    ("/code/hcpcs/J1885", 200, ["15 mg"]),
    ("/code/icd10cm/e1122", 308, []),
    ("/code/cpt/99299", 404, ["in no loaded edition of CPT", "Search for 99299"]),
    ("/code/j1885", 307, []),
    ("/code/25", 307, []),
    ("/code/e11.22?on=2026-05-15", 307, []),
    ("/code/99999X", 404, ["form of no code", "Search for 99999X", "Ask the chat", "/editions"]),
    ("/code/99299", 404, ["There is no code 99299", "CPT"]),
    ("/code/20610?on=soon", 400, ["soon"]),
    ("/code/cpt/E11.9", 404, ["is not a CPT code", "/code/icd10cm/E11.9"]),
    ("/code/icd11/E11.9", 404, ["no code system"]),
    ("/code/cpt/20610?on=soon", 400, ["soon"]),
    (f"/code/cpt/11104/ncci?{DAY}", 200, ["11102", "never"]),
    (f"/code/cpt/11104/ncci?{DAY}&setting=hospital&with=97", 200, ["None with a partner"]),
    ("/code/cpt/11104/ncci?setting=moon", 400, ["moon"]),
    ("/code/icd10cm/E11.9/ncci", 404, ["no procedure"]),
    (f"/code/cpt/99213/payment?{DAY}", 200, ["National", "88.95"]),
    ("/codes", 200, ["E00-E89", "0001T-9999T"]),
    ("/codes/icd10cm/E00-E89", 200, ["E11"]),
    ("/codes/icd10cm/E00", 404, ["no chapter"]),
    ("/codes/families", 200, ["not loaded"]),
    ("/source/nothing", 404, ["No edition"]),
    ("/documents/icd10cm-diabetes", 200, ["/documents/icd10cm-diabetes/"]),
    ("/documents/icd10cm-diabetes/nothing", 404, ["No section"]),
    ("/editions", 200, ["Publishers' tables", "Download", "licence"]),
]


@pytest.mark.parametrize(("address", "status", "says"), PAGES, ids=[page[0][:60] for page in PAGES])
def test_a_page(client: TestClient, address: str, status: int, says: list[str]) -> None:
    response = client.get(address)
    assert response.status_code == status
    for part in says:
        assert (part.removeprefix("!") in response.text) is not part.startswith("!"), part


# What people say for a procedure, and codes of it that stand in the first three rows.
PHRASES = [
    ("water on the knee tap", ["20610", "20611"]),
    ("fluid drained off the knee", ["20610"]),
    ("cortisone shot knee", ["20610"]),
    ("lung tap", ["32555"]),
    ("heel spur shot", ["20550"]),
    ("stomach scope", ["43235"]),
    ("bottom scope", ["46600", "45330"]),
    ("boil lanced", ["10060"]),
    ("stye lanced", ["67700"]),
    ("skin tag removal", ["11200"]),
    ("stitches in the lip", ["12011"]),
    ("ear wax scrape", ["69210"]),
    ("gallbladder out", ["47562"]),
    ("dislocated shoulder popped back", ["23650"]),
]


@pytest.mark.parametrize(("phrase", "codes"), PHRASES, ids=[phrase for phrase, _ in PHRASES])
def test_a_procedure_in_lay_words_comes_before_the_disease(opened: Opened, phrase: str, codes: list[str]) -> None:
    first = [str(entry.code) for entry in opened.finder.find(Wanted(phrase), 40).entries[:3]]
    assert set(codes) <= set(first), first


def test_a_procedure_in_lay_words_is_first_while_it_is_typed(opened: Opened) -> None:
    first = opened.finder.as_typed(Wanted("water on the knee tap"), 20).entries[0]
    assert str(first.code) == "20610"


def test_a_category_is_listed_as_deep_as_the_limit_lets_it(opened: Opened) -> None:
    whole = opened.finder.find(Wanted("E11"), 300).entries
    cut = opened.finder.find(Wanted("E11"), 20).entries
    depth = max(len(str(entry.code)) for entry in cut)
    assert len(cut) <= 20
    assert [entry.code for entry in cut] == [entry.code for entry in whole if len(str(entry.code)) <= depth]
    assert sum(entry.below for entry in cut) == len(whole) - len(cut)


def test_guidelines_of_a_code_name_it_or_what_it_stands_below(opened: Opened) -> None:
    assert opened.files.about(Icd10CmCode("E11.22"), date(2026, 5, 15)).sections
    for code in (Icd10CmCode("E11.22"), CptCode("20610"), CptCode("0709T")):
        for section in opened.files.about(code, date(2026, 5, 15)).sections:
            text = f"{section.text} {' '.join(map(str, section.codes))}"
            assert any(name in text for name in (*names(code), str(code)[:4])), (code, section.key)


def test_hits_that_a_browser_has_are_not_sought_again(client: TestClient) -> None:
    first = client.get("/search/hits?q=knee")
    again = {"if-none-match": first.headers["etag"]}
    assert client.get("/search/hits?q=knee", headers=again).status_code == 304
    assert client.get("/search/hits?q=knees", headers=again).status_code == 200


def test_a_sample_of_every_loaded_set_has_pages(client: TestClient, opened: Opened) -> None:
    """All of them: ``scripts/measure_pages.py``."""
    for system in CodeSystem:
        codes = list(opened.finder.directory.every(system))
        for code in itertools.islice(codes, 0, None, max(1, len(codes) // 25)):
            assert client.get(code_address(code, date(2026, 5, 15))).status_code == 200, code
        assert len(codes) == opened.finder.directory.count(system)


def test_what_only_the_tables_name_is_found_and_has_a_page(client: TestClient, opened: Opened) -> None:
    described = opened.knowledge.catalog.existing
    named = [code for code in opened.finder.directory.every(CodeSystem.CPT) if code not in described([code])]
    for code in named[:5]:
        assert str(code) in client.get(f"/search?q={code}").text
        assert client.get(code_address(code)).status_code == 200


def test_partners_are_counted_as_the_rule_counts_them(opened: Opened) -> None:
    day, tables = date(2026, 5, 15), opened.knowledge.tables
    for setting, table in PTP_TABLES.items():
        for edition in tables.editions(table):
            for code in map(CptCode, ("96372", "11104", "99213")):
                rows = [row for row in tables.ptp_edits_of(code, setting).rows if row.source.edition_id == edition.id]
                found = ptp_partners(tables, code, edition.id, day, Cut())
                assert found.active == sum(row.in_force(day) for row in rows)
                assert found.active + found.ended == len(rows)
                assert sorted(found.edits, key=str) == sorted((row for row in rows if row.in_force(day)), key=str)


ASKED = ("Can 0709T be billed alone?", "Can I bill 99213 with 96372?", "Is E11.2 billable?", "How do I code diabetes?")


async def test_every_source_of_an_answer_that_has_a_page_leads_to_it(client: TestClient, opened: Opened) -> None:
    found = []
    for question in ASKED:
        async for event in opened.casepilot.ask(Conversation(), question, today=date(2026, 5, 15)):
            if isinstance(event, AnswerReady):
                found += [address for one in event.answer.citations if (address := citation_address(one))]
    assert {address.split("/")[1] for address in found} == {"source", "documents"}
    for address in found:
        assert client.get(address).status_code == 200, address


def test_a_published_row_is_marked_among_its_neighbours(client: TestClient, opened: Opened) -> None:
    edition = next(one for one in opened.knowledge.tables.editions() if one.table == "Medicare Physician Fee Schedule")
    text = client.get(f"/source/{edition.id}?code=20610").text
    assert len(re.findall(r'<tr class="marked">', text)) == 1
    assert "nonfacility" in text
    assert "27447" in text  # a neighbour


def test_a_download_needs_its_licence_runs_once_and_is_told(client: TestClient) -> None:
    own = {"origin": SERVED.address}
    assert client.post("/editions/fetch", data={}, headers=own).status_code == 400
    refused = client.post("/editions/fetch", data={"names": ["aoc", "hcpcs"]}, headers=own)
    assert refused.status_code == 400
    assert re.search(r'value="aoc" checked', refused.text)  # what was chosen stays
    assert client.post("/editions/fetch", data={"names": ["hcpcs"]}, headers=own).status_code == 303
    assert client.post("/editions/fetch", data={"names": ["hcpcs"]}, headers=own).status_code == 409
    until = time.monotonic() + 20
    while "Downloading [" not in (told := client.get("/editions/progress").text):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert "hcpcs" in told
    assert 'data-running="yes"' in told


def test_a_desk_behind_a_proxy_starts_no_download(opened: Opened) -> None:
    served = Served.behind("https://codes.example.org")
    application = create_application(served, chat=False, bench=Workbench(lambda: opened))
    response = TestClient(application, base_url=served.address).post("/editions/fetch", data={"names": ["hcpcs"]})
    assert response.status_code == 403
