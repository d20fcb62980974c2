"""What the desk's guard lets through: hosts, origins and sizes; and what every answer carries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from assistant.opened import Opened, Workbench
from corpus.errors import KnowledgeBaseMissing
from desk.application import create_application
from desk.serving.guard import BODY_LIMITS
from desk.serving.served import Served, is_loopback

SERVED = Served.on_loopback(8000)
MISSING = "There is no knowledge base; run 'python -m ingest build'."


def _nothing() -> Opened:
    raise KnowledgeBaseMissing(MISSING)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    application = create_application(SERVED, chat=False, bench=Workbench(_nothing))
    with TestClient(application, base_url=SERVED.address) as client:
        yield client


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:8000"}, 200),
        ({"host": "[::1]:8000"}, 200),
        ({"host": "LOCALHOST:8000"}, 200),
        ({"host": "127.0.0.1"}, 400),  # another port
        ({"host": "elsewhere.example"}, 400),
        ({"host": ""}, 400),
        ({"origin": "http://127.0.0.1:8000"}, 200),
        ({"origin": "https://127.0.0.1:8000"}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_only_requests_for_this_server_are_served(client: TestClient, headers: dict[str, str], status: int) -> None:
    response = client.get("/", headers=headers)
    assert response.status_code == status
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert status == 200 or "Open CasePilot at http://127.0.0.1:8000" in response.text


def test_a_body_is_refused_by_its_told_length_before_it_is_read(client: TestClient) -> None:
    response = client.post("/", content=b"x", headers={"content-length": str(BODY_LIMITS[""] + 1)})
    assert response.status_code == 413
    assert "0.1 MB is the most" in response.text


def test_a_body_of_no_told_length_is_read_up_to_its_limit() -> None:
    application = create_application(SERVED, chat=False, bench=Workbench(_nothing))
    taken = 0

    async def take(request: Request) -> None:
        nonlocal taken
        async for chunk in request.stream():
            taken += len(chunk)

    application.add_route("/take", take, methods=["POST"])
    part, parts = b"x" * 10_000, 1_000
    response = TestClient(application, base_url=SERVED.address).post("/take", content=(part for _ in range(parts)))
    assert response.status_code == 413
    assert taken <= BODY_LIMITS[""]


@pytest.mark.parametrize(
    ("path", "kind"), [("/nothing-here", "text/html; charset=utf-8"), ("/api/nothing", "application/problem+json")]
)
def test_a_failure_is_a_page_and_under_api_a_problem_document(client: TestClient, path: str, kind: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == kind
    assert "There is no page at this address" in response.text


def test_the_start_page_says_that_there_is_no_knowledge_base(client: TestClient) -> None:
    assert "There is no knowledge base" in client.get("/").text


def test_a_bug_is_a_page_with_the_headers_too() -> None:
    application = create_application(SERVED, chat=False, bench=Workbench(_nothing))

    def broken() -> None:
        raise ZeroDivisionError

    application.add_api_route("/broken", broken)
    response = TestClient(application, base_url=SERVED.address).get("/broken")
    assert response.status_code == 500
    assert response.headers["x-frame-options"] == "DENY"
    assert "ZeroDivisionError" not in response.text


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        *((host, True) for host in ("127.0.0.1", "localhost", "::1", "127.9.9.9")),
        *((host, False) for host in ("0.0.0.0", "::", "192.0.2.1", "codes.example.org")),
    ],
)
def test_which_hosts_only_this_machine_reaches(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize("address", ["codes.example.org", "ftp://codes.example.org", "https://", "https://a.example/b"])
def test_what_is_no_address_of_a_proxy_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"write it like https://codes\.example\.org"):
        Served.behind(address)


def test_behind_a_proxy_its_address_is_the_only_one() -> None:
    served = Served.behind("https://codes.example.org")
    assert served.has_host("codes.example.org")
    assert served.has_origin("https://codes.example.org")
    assert not served.has_host("127.0.0.1:8000")
    assert not served.local
