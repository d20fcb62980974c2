"""Downloads from a server that misbehaves; no test waits."""

from __future__ import annotations

import io
import time
from datetime import date
from pathlib import Path

import pytest

from corpus.addresses import Address, lacking, offer, read_addresses
from corpus.editions import Edition
from corpus.errors import SourceError
from corpus.store.snapshot import Home
from ingest.fetching import Fetcher, fetch
from ingest.progress import Progress
from scripts.serve import tell_offer
from tests.support.download_server import Answer, DownloadServer, cut, status, whole

BODY = bytes(range(256)) * 400
PAGE = "https://publisher.test/page"


class Waits(list[float]):
    """Records what would have been waited."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def run(folder: Path, *script: Answer, before: bytes = b"") -> tuple[Path, DownloadServer, Waits]:
    waits = Waits()
    with DownloadServer(BODY, *script) as server:
        if before:
            (folder / "release.zip.part").write_bytes(before)
            (folder / "release.zip.etag").write_text('"v1"')
        fetcher = Fetcher(folder, Progress(io.StringIO()), sleep=waits)
        return fetcher.fetch("source", server.url, PAGE), server, waits


WORKS = [
    ("at once", [whole(BODY)], 1),
    ("cut in the middle, then resumed", [cut(BODY, 5_000), whole(BODY)], 2),
    ("cut, and the server knows no ranges", [cut(BODY, 5_000), whole(BODY, ranges=False)], 2),
    ("cut, and the file changed meanwhile", [cut(b"x" * len(BODY), 5_000, '"old"'), whole(BODY)], 2),
    ("busy, then there", [status(503), status(500), whole(BODY)], 3),
    ("asked to wait", [status(429, Retry_After="7"), whole(BODY)], 2),
]


@pytest.mark.parametrize(("case", "script", "requests"), WORKS, ids=[case for case, _, _ in WORKS])
def test_the_file_comes_whole(tmp_path: Path, case: str, script: list[Answer], requests: int) -> None:
    path, server, waits = run(tmp_path, *script)
    assert path.read_bytes() == BODY
    assert len(server.requests) == requests
    assert sorted(found.name for found in tmp_path.iterdir()) == ["release.zip"]
    if case == "asked to wait":
        assert 7.0 in waits


def test_a_download_goes_on_where_it_stopped(tmp_path: Path) -> None:
    _, server, _ = run(tmp_path, whole(BODY), before=BODY[:60_000])
    assert server.requests[0]["range"] == "bytes=60000-"


FAILS = [
    ("gone", [status(404)], "404.*ingest add", 1),
    ("forbidden", [status(403)], "403", 1),
    ("a web page", [whole(b"<html>", kind="text/html")], "web page instead of a file", 1),
    ("never well", [status(503)], "goes on where it stopped", 6),
    ("always cut", [cut(BODY, 0)], "goes on where it stopped", 6),
]


@pytest.mark.parametrize(("case", "script", "says", "requests"), FAILS, ids=[case for case, *_ in FAILS])
def test_what_cannot_be_had_is_said(tmp_path: Path, case: str, script: list[Answer], says: str, requests: int) -> None:
    with DownloadServer(BODY, *script) as server:
        fetcher = Fetcher(tmp_path, Progress(io.StringIO()), sleep=Waits())
        with pytest.raises(SourceError, match=says):
            fetcher.fetch("source", server.url, PAGE)
        assert len(server.requests) == requests


def test_nothing_is_downloaded_before_its_licence_is_accepted(tmp_path: Path) -> None:
    with DownloadServer(BODY, whole(BODY)) as server:
        address = Address("x", "Table X", PAGE, ((server.url,),), "AMA", "agree=yes")
        fetcher = Fetcher(tmp_path, Progress(io.StringIO()), sleep=Waits())
        home, day = Home(tmp_path), date(2026, 11, 1)
        asked: list[str | None] = []

        def refuse(one: Address) -> bool:
            asked.append(one.notice)
            return False

        files, told = fetch(home, ["x"], day, Progress(io.StringIO()), refuse, fetcher, {"x": address})
        assert (files, server.requests) == ([], [])
        assert "licence was not accepted" in told[0]
        assert "American Medical Association" in str(asked[0])
        files, _ = fetch(home, ["x"], day, Progress(io.StringIO()), lambda _: True, fetcher, {"x": address})
        assert [path.read_bytes() for path in files] == [BODY]
        assert server.requests[0]["path"].endswith("?agree=yes")


URLS = [
    ("ptp-practitioner", date(2026, 11, 23), "medicare-ncci-2026q4-practitioner-ptp-edits-ccipra-v323r0-f1.zip"),
    ("ptp-hospital", date(2026, 7, 1), "medicare-ncci-2026q3-hospital-ptp-edits-ccioph-v322r0-f1.zip"),
    ("mue-practitioner", date(2026, 12, 31), "medicare-ncci-2026-q4-practitioner-services-mue-table.zip"),
    ("hcpcs", date(2026, 11, 23), "october-2026-alpha-numeric-hcpcs-file.zip"),
    ("fee-schedule", date(2026, 1, 1), "rvu26a.zip"),
    ("opps-b", date(2026, 3, 31), "january-2026-opps-addendum-b.zip"),
    ("icd10cm", date(2026, 10, 1), "2027-code-tables-tabular-index.zip"),
    ("icd10cm-conversion", date(2026, 12, 1), "2027-conversion-table.zip"),
    ("icd10pcs-order", date(2026, 10, 1), "2027-icd-10-pcs-order-file-long-abbreviated-titles.zip"),
    ("telehealth", date(2026, 10, 1), "list-telehealth-services-calendar-year-2026.zip"),
    ("laboratory", date(2026, 10, 1), "26clabq4.zip"),
    ("icd10cm-order", date(2026, 10, 1), "2027-code-descriptions-tabular-order.zip"),
]


@pytest.mark.parametrize(("name", "day", "file"), URLS)
def test_the_release_of_a_day(name: str, day: date, file: str) -> None:
    urls = read_addresses()[name].urls(day)
    assert urls[0][0].endswith("/" + file)
    assert all(url.startswith("https://www.cms.gov/") for of_file in urls for url in of_file)


# What stands on the page of a source, and the file that is then asked for; None: nothing there is it.
PAGES = [
    (
        "renamed",
        '<a href="/files/zip/other.zip">x</a> <a href="/files/zip/release-updated-06-30-2026.zip">y</a>',
        "release-u",
    ),
    ("behind a licence", '<a href = "/license/ama?file=/files/zip/release-v2.zip">z</a>', "release-v2"),
    ("elsewhere", '<a href="https://elsewhere.test/release-v3.zip">z</a>', None),
    ("nothing", "<p>Nothing yet</p>", None),
]


@pytest.mark.parametrize(("case", "links", "file"), PAGES, ids=[case for case, *_ in PAGES])
def test_a_renamed_release_is_found_on_its_page(tmp_path: Path, case: str, links: str, file: str | None) -> None:
    script = [status(404), status(404), whole(links.encode(), kind="text/html"), whole(BODY)]
    with DownloadServer(BODY, *script) as server:
        host = server.url.rpartition("/")[0]
        address = Address("x", "Table X", f"{host}/page", ((f"{host}/release-q4.zip", f"{host}/release.zip"),))
        fetcher = Fetcher(tmp_path, Progress(io.StringIO()), sleep=Waits())
        silent = Progress(io.StringIO())
        files, told = fetch(Home(tmp_path), [], date(2026, 11, 1), silent, lambda _: True, fetcher, {"x": address})
        assert [request["path"] for request in server.requests][:3] == ["/release-q4.zip", "/release.zip", "/page"]
    if file is None:
        assert files == []
        assert "404" in told[0]
        assert "ingest add FILE" in told[0]
    else:
        assert told == []
        assert files[0].name.startswith(file)
        assert files[0].read_bytes() == BODY


def test_every_source_says_what_it_brings_and_whether_a_licence_is_asked_for() -> None:
    addresses = read_addresses()
    assert [one.name for one in addresses.values() if not one.tables or not (one.files or one.begins)] == []
    free = {name for name, one in addresses.items() if one.licence is None}
    assert {"hcpcs", "icd10cm", "icd10cm-order", "icd10pcs-order"} <= free
    assert free.isdisjoint({"aoc", "fee-schedule", "ptp-practitioner", "mue-practitioner", "opps-b"})


def test_what_is_not_loaded_for_the_day_is_offered() -> None:
    day, addresses = date(2026, 11, 30), read_addresses()
    hcpcs = Edition("hcpcs-2026-10", "HCPCS Level II", "CMS", "HCPCS", date(2026, 10, 1), date(2026, 12, 31))
    older = Edition("hcpcs-2025-10", "HCPCS Level II", "CMS", "HCPCS", date(2025, 10, 1), date(2025, 12, 31))
    assert "hcpcs" not in {one.name for one in lacking(addresses.values(), [hcpcs], day)}
    assert "hcpcs" in {one.name for one in lacking(addresses.values(), [older], day)}
    said = offer(lacking(addresses.values(), [], day))
    assert said.startswith("Not loaded for today: 'python -m ingest fetch --free' brings today's hcpcs")
    assert said.index("asks you to accept a licence first") < said.index("aoc")
    assert offer([]) == ""


def test_an_offer_is_told_where_the_publisher_can_be_reached_and_nobody_waits_offline(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with DownloadServer(BODY, whole(BODY)) as server:
        host, _, port = server.url.removeprefix("http://").partition("/")[0].partition(":")
        tell_offer("Bring the tables.", (host, int(port))).join(5)
    assert capsys.readouterr().out == "Bring the tables.\n"
    began = time.monotonic()
    thread = tell_offer("Bring the tables.", (host, int(port)))  # nobody listens there any more
    assert time.monotonic() - began < 0.1
    thread.join(5)
    assert capsys.readouterr().out == ""


def test_an_unknown_source_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no source 'ptq'"):
        fetch(Home(tmp_path), ["ptq"], date(2026, 11, 1), Progress(io.StringIO()), lambda _: True)
