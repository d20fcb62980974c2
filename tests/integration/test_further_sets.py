"""CDT and ICD-9-CM where a table of them is loaded: found, browsed, and led to what took their place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.lookup.further import FurtherSet
from assistant.opened import Workbench, open_all
from assistant.settings import Settings
from corpus.configuration import StoreSettings
from desk.application import create_application
from desk.serving.served import Served
from tests.support.homes import add_to_small

SERVED = Served.on_loopback(8000)
FILES = {
    "2018_I9gem.txt": "25000 E119    10000\n25002 E1165   10000\nE8859 W1840XA 10000\n76409 NoDx    11000\n",
    "cdt2026.csv": "CDT Code,Nomenclature,Descriptor\nD0999,a picture of our own words,\nD1110,a cleaning of our words,\n",
}


def write_files(folder: Path) -> list[Path]:
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in FILES]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("further")
    add_to_small(home, write_files)
    opened = open_all(Settings(StoreSettings(home=home)))
    application = create_application(SERVED, chat=False, bench=Workbench(lambda: opened))
    with TestClient(application, base_url=SERVED.address, follow_redirects=False) as client:
        yield client
    opened.knowledge.close()


PAGES = [
    ("/codes", 200, ["4</span>", "ICD-9-CM", "/codes/icd9cm/240-279", "CDT", "/codes/cdt/D1"]),
    ("/codes/icd9cm/240-279", 200, ["250.00", "250.02", "!764.09"]),
    ("/codes/icd9cm/E000-E999", 200, ["E885.9"]),
    ("/codes/cdt/D1", 200, ["D1110", "a cleaning", "!D0999"]),
    ("/codes/cdt/D99", 404, ["no part"]),
    ("/icd9/250.00", 200, ["/code/icd10cm/E11.9", "approximate", "250.02", "2015-09-30"]),
    ("/icd9/25000", 308, []),
    ("/icd9/764.09", 200, ["leads nowhere"]),
    ("/icd9/250.99", 404, ["no loaded map"]),
    ("/search?q=250", 200, ["/icd9/250.00"]),
    ("/search?q=250.00-250.02&in=icd9cm", 200, ["/icd9/250.00", "/icd9/250.02", "!/code/"]),
    ("/search?q=cleaning&in=cdt", 200, ["/code/hcpcs/D1110", "a cleaning"]),
    ("/search?q=cleaning", 200, ["/code/hcpcs/D1110"]),
    ("/search/hits?q=D0&in=cdt", 200, ["D0999", "!D1110"]),
    ("/code/hcpcs/D1110", 200, ["a cleaning of our words"]),
]


@pytest.mark.parametrize(("address", "status", "says"), PAGES, ids=[page[0] for page in PAGES])
def test_a_page(client: TestClient, address: str, status: int, says: list[str]) -> None:
    response = client.get(address)
    assert response.status_code == status
    for part in says:
        assert (part.removeprefix("!") in response.text) is not part.startswith("!"), part


def test_a_set_is_found_by_beginnings_ranges_and_words() -> None:
    titles = {"250.00": "Diabetes of a kind", "250.1": "", "E885.9": "Fall on the level", "V10.3": "History of a tumor"}
    known = FurtherSet(titles)
    assert [one.code for one in known.find("250", 9)] == ["250.00", "250.1"]
    assert [one.code for one in known.find("250", 9, after="250.00")] == ["250.1"]
    assert [one.code for one in known.find("250.1-E885", 9)] == ["250.1", "E885.9"]
    assert [one.code for one in known.find("fall lev", 9)] == ["E885.9"]
    assert known.find("of", 9) == ()
    assert known.get("v103") is not None
    assert known.get("250") is None
