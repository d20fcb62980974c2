"""The API of the desk: what it gives, what it refuses, and that every answer names its editions."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from starlette.testclient import TestClient

from tests.conftest import REPOSITORY
from tests.support.desk import asked_from_here, client_of

DAY = "2026-05-01"
QUERY = {
    "text": "11102 with 11104",
    "standalone": "11102 with 11104",
    "intent": "together",
    "codes": ["cpt:11102", "cpt:11104"],
    "lines": [{"code": "cpt:11102", "modifiers": ["modifier:59"], "units": 2}, {"code": "cpt:11104"}],
}


async def test_a_question_and_its_follow_up(desk_client: httpx.AsyncClient) -> None:
    asked = {"question": "Can 64484 be billed alone?", "date_of_service": DAY}
    first = (await desk_client.post("/api/v1/ask", json=asked)).json()
    assert first["kind"] == "answer"
    assert "64483" in first["conclusion"]
    assert first["knowledge"]["snapshot"]
    assert any(edition["table"] == "NCCI add-on code edits" for edition in first["knowledge"]["editions"])
    follow_up = {"question": "what is its primary?", "conversation": first["conversation"], "date_of_service": DAY}
    second = (await desk_client.post("/api/v1/ask", json=follow_up)).json()
    assert second["kind"] == "answer"
    assert "64483" in second["conclusion"]


async def test_a_question_in_pieces(desk_client: httpx.AsyncClient) -> None:
    events = []
    async with desk_client.stream("POST", "/api/v1/ask/stream", json={"question": "what is 0709T?"}) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        async for line in stream.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                events.append(value)
            elif name == "data":
                last = json.loads(value)
    assert events[0] == "stage"
    assert events.count("answer") == 1
    assert "sentence" in events
    assert events[-1] == "answer"
    assert last["citations"]


async def test_search_and_codes(desk_client: httpx.AsyncClient) -> None:
    found = (await desk_client.get("/api/v1/search", params={"q": "knee arthritis", "system": "icd10cm"})).json()
    assert found["results"]
    assert all(result["system"] == "icd10cm" for result in found["results"])
    assert found["knowledge"]["editions"]
    code = (await desk_client.get("/api/v1/codes/cpt/0709T", params={"on": DAY})).json()
    assert [other["code"] for other in code["primary_codes"]] == ["0708T"]
    assert code["facts"]
    assert code["may_be_reported"]
    assert (await desk_client.get("/api/v1/codes/icd10cm/M17", params={"on": DAY})).json()["may_be_reported"] is False


async def test_claims_as_lines_as_text_and_as_a_file(desk_client: httpx.AsyncClient) -> None:
    lines = [{"code": "99213"}, {"code": "96372"}]
    asked = {"lines": lines, "diagnoses": ["M17.11"], "date_of_service": DAY, "setting": "practitioner"}
    of_lines = (await desk_client.post("/api/v1/claims/check", json=asked)).json()
    (claim,) = of_lines["claims"]
    assert [line["result"] for line in claim["lines"]] == ["attention", "no_objection"]
    assert claim["lines"][0]["mends"][0].startswith("25 on 99213 if the record shows")
    assert of_lines["counts"] == {"denied": 0, "attention": 1, "not_fully_checked": 0, "no_objection": 2}
    assert of_lines["knowledge"]["editions"]
    pasted = {"text": "99213\n96372\ndx M17.11", "date_of_service": DAY, "setting": "practitioner"}
    assert (await desk_client.post("/api/v1/claims/check", json=pasted)).json()["counts"] == of_lines["counts"]
    table = b"code,units,dx\n99213,1,M17.11\n96372,1,M17.11\n"
    sent = await desk_client.post(
        "/api/v1/claims/check/file",
        files={"file": ("charges.csv", table)},
        data={"date_of_service": DAY, "setting": "practitioner"},
    )
    assert sent.json()["counts"] == of_lines["counts"]


async def test_the_verdicts_of_a_query(desk_client: httpx.AsyncClient) -> None:
    found = (await desk_client.post("/api/v1/verdicts", json={"query": QUERY, "date_of_service": DAY})).json()
    leading = found["verdicts"][0]
    assert (leading["rule"], leading["stance"]) == (
        "biopsies",
        "denies",
    )  # with the right code; the edit stands behind it
    assert [code["code"] for code in leading["denies"]] == ["11102"]


async def test_editions(desk_client: httpx.AsyncClient) -> None:
    given = (await desk_client.get("/api/v1/editions")).json()
    assert given["counts"]["cpt"]
    assert {"NCCI MUE, practitioner", "ICD-10-CM"} <= {edition["table"] for edition in given["knowledge"]["editions"]}


REFUSED = [
    ("GET", "/api/v1/codes/cpt/99219", None, 404, "99219 is in no loaded edition"),
    ("GET", "/api/v1/codes/cpt/nonsense", None, 404, "CPT"),
    ("GET", "/api/v1/codes/cpt/99213?on=May", None, 400, "on"),
    ("GET", "/api/v1/search?q=", None, 400, "q"),
    ("POST", "/api/v1/ask", {"question": "   "}, 400, "type a question"),
    ("POST", "/api/v1/ask/stream", {"question": "x" * 8001}, 400, "8000"),
    ("POST", "/api/v1/ask", {"question": "99213", "conversation": {"turns": 5}}, 400, "not a conversation"),
    ("POST", "/api/v1/claims/check", {}, 400, "either lines or text"),
    ("POST", "/api/v1/claims/check", {"lines": [{"code": "ABCDE"}]}, 400, "ABCDE"),
    ("POST", "/api/v1/claims/check", {"text": "good morning"}, 400, "no claim"),
    ("POST", "/api/v1/claims/check", {"text": "99213\n" * 2001}, 413, "2,000"),
    ("POST", "/api/v1/verdicts", {"query": {"text": 5}}, 400, "not a query"),
    ("POST", "/api/v1/verdicts", {"query": QUERY | {"lines": [{"code": "cpt:99213", "units": -1}]}}, 400, "units"),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "told"), REFUSED, ids=[f"{case[1]} {case[3]} {case[4]}" for case in REFUSED]
)
async def test_what_is_refused(
    desk_client: httpx.AsyncClient, method: str, path: str, body: object, status: int, told: str
) -> None:
    response = await desk_client.request(method, path, json=body)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert told in response.json()["detail"]
    assert response.json()["status"] == status


async def test_only_this_machine_is_answered(desk_application: FastAPI) -> None:
    async with client_of(desk_application, ("192.0.2.7", 1)) as elsewhere:
        response = await elsewhere.get("/api/v1/editions")
    assert response.status_code == 403


# --- held against its own document ----------------------------------------------------------------------------------

# Few, seeded, the same on every machine: an answer takes its time. Of the checks those that hold it against the document.
EXAMPLES, OF_A_QUESTION = 10, 4
HELD = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
LIKELY_CODES = (("cpt", "99213"), ("cpt", "0709T"), ("hcpcs", "J1885"), ("icd10cm", "M17"), ("modifier", "25"))


def made_likely(case: schemathesis.Case, data: st.DataObject) -> None:
    """Puts what a program would send into half of the requests: at random no code exists and no day is near."""
    if not data.draw(st.booleans()):
        return
    if "code" in case.path_parameters:
        system, code = data.draw(st.sampled_from(LIKELY_CODES))
        case.path_parameters.update(system=system, code=code)
    case.query.pop("on", None)
    if not isinstance(case.body, dict):
        return
    case.body.pop("date_of_service", None)
    if case.path.endswith("/claims/check"):
        case.body.pop("text", None)
        codes = st.sampled_from(("99213", "96372", "20610", "0709T", "J1885"))
        case.body["lines"] = [{"code": code} for code in data.draw(st.lists(codes, min_size=1, max_size=4))]
        case.body["diagnoses"] = data.draw(st.sampled_from(([], ["M17.11"], ["M17", "E11.9"])))
    elif case.path.endswith("/verdicts"):
        case.body["query"] = _altered(QUERY, data)


def _altered(value: Any, data: st.DataObject) -> Any:
    """A JSON value with now and then another one in its place, or left out."""
    if data.draw(st.integers(0, 9)) == 0:
        return data.draw(st.sampled_from((None, "", "x", -1, 2**70, 0.5, True, [], {}, [[]])))
    if isinstance(value, dict):
        return {key: _altered(item, data) for key, item in value.items() if data.draw(st.integers(0, 9))}
    return [_altered(item, data) for item in value] if isinstance(value, list) else value


@pytest.mark.timeout(120)
def test_every_operation_answers_as_its_document_says(desk_application: FastAPI) -> None:
    load_all_checks()
    checks = CHECKS.get_by_names(HELD)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", asked_from_here(desk_application))
    operations = [found.ok() for found in schema.get_all_operations()]
    of_api = [operation for operation in operations if operation.path.startswith("/api/v1/")]
    assert len(of_api) == 8
    for operation in of_api:

        @seed(17)
        @settings(
            max_examples=OF_A_QUESTION if "/ask" in operation.path else EXAMPLES,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        @given(case=operation.as_strategy(), data=st.data())
        def answers(case: schemathesis.Case, data: st.DataObject) -> None:
            made_likely(case, data)
            case.call_and_validate(checks=checks)

        answers()


def test_the_client_of_the_documentation_runs(desk_application: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    text = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
    script: dict[str, Any] = {"__name__": "client"}
    exec(text.partition("```python\n")[2].partition("```")[0], script)
    script["main"](TestClient(desk_application, client=("127.0.0.1", 1)))
    said = capsys.readouterr().out
    assert "64484 goes with 64483" in said
    assert "1 99213 attention 25 on 99213 if the record shows" in said
    assert "Procedure-to-Procedure Edits, practitioner" in said
