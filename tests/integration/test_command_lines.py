"""``python -m ingest`` and ``python -m assistant`` as a user runs them: output, JSON and exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.store.snapshot import Home
from tests.conftest import REPOSITORY


def run(module: str, *arguments: str, home: Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASEPILOT_", "OPENAI_"))}
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=REPOSITORY,
        env={**kept, "CASEPILOT_HOME": str(home)},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


ANSWER_KEYS = set(
    "kind text conclusion details sentences codes citations warnings follow_ups mode timings usage".split()
)


def test_one_question_is_answered_as_text(small_home: Path) -> None:
    done = run("assistant", "ask", "what is 0709T?", home=small_home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("**CPT 0709T**")
    assert "Sources\n  [1] CPT 0709T." in done.stdout


def test_one_question_is_answered_as_json(small_home: Path) -> None:
    answer = json.loads(run("assistant", "ask", "what is 0709T?", "--json", home=small_home).stdout)
    assert set(answer) == ANSWER_KEYS
    assert (answer["kind"], answer["mode"]) == ("answer", "composer")
    assert answer["codes"][0] | {"code": "0709T", "system": "cpt", "official": False} == answer["codes"][0]
    assert set(answer["citations"][0]) == {"number", "title", "edition", "locator", "text"}
    assert set(answer["sentences"][0]) == {"text", "part", "citations", "checks"}
    assert {"understand", "gather", "draft", "ground", "total", "first_token"} <= set(answer["timings"])


def test_a_conversation_is_read_from_standard_input(small_home: Path) -> None:
    turns = "what is 0709T?\nwhat is its primary?\n\ncan it be billed alone?\n"
    done = run("assistant", "ask", "--json", home=small_home, text=turns)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    said = [answer["text"].replace("**", "") for answer in answers[1:]]
    assert "The primary code of 0709T is 0708T." in said[0].splitlines()[0]
    assert "no; no edition for" in said[1].splitlines()[0]  # the pairs that are shipped end before today


def test_search_gives_one_json_line_a_query(small_home: Path) -> None:
    queries = "unilateral primary osteoarthritis of the right knee\nE11.9\n"
    done = run("assistant", "search", "--system", "icd10cm", "--top", "3", home=small_home, text=queries)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["query"] == "unilateral primary osteoarthritis of the right knee"
    assert len(first["results"]) == 3
    assert first["results"][0]["code"] == "M17.11"
    assert (second["results"][0]["code"], second["results"][0]["match"]) == ("E11.9", "exact")


def test_search_over_everything_finds_guidelines_too(small_home: Path) -> None:
    found = json.loads(run("assistant", "search", "modifier 25 same day visit", "--json", home=small_home).stdout)
    assert {"guidelines", "modifier"} <= {result["system"] for result in found["results"]}


CLAIM = (
    "ISA*00*          *00*          *ZZ*US             *ZZ*THEM           *260315*1200*^*00501*000000001*0*T*:~"
    "GS*HC*US*THEM*20260315*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~CLM*77*335***11:B:1~HI*ABK:M1711~LX*1~"
    "SV1*HC:99213:25*125*UN*1***1~LX*2~SV1*HC:20610:RT*210*UN*1***1~SE*8*0001~GE*1*1~IEA*1*000000001~"
)


def test_a_file_of_claims_is_checked_claim_by_claim(small_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "claims.837"
    file.write_text(CLAIM + CLAIM.replace("CLM*77", "CLM*78"), encoding="ascii")
    done = run("assistant", "claim", str(file), "--json", home=small_home)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["claim"]["title"] for answer in answers] == ["Claim 77, 837P", "Claim 78, 837P"]
    assert all(set(answer) == ANSWER_KEYS | {"claim"} and "20610-RT" in answer["text"] for answer in answers)


def test_a_file_that_is_no_claim_gets_one_sentence(small_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "form.pdf"
    file.write_bytes(b"%PDF-1.7")
    done = run("assistant", "claim", str(file), home=small_home)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("form.pdf is a damaged PDF")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("module", "arguments"),
    [("assistant", ["ask", "what is 0709T?"]), ("assistant", ["search", "knee"]), ("ingest", ["status"])],
)
def test_without_a_knowledge_base_one_sentence_says_what_to_do(
    empty_home: Home, module: str, arguments: list[str]
) -> None:
    done = run(module, *arguments, home=empty_home.path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "python -m ingest build" in done.stderr


def test_a_setting_that_cannot_be_used_is_named(small_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "ask", "what is 0709T?"],
        cwd=REPOSITORY,
        env={**os.environ, "CASEPILOT_HOME": str(small_home), "CASEPILOT_MODEL_TOTAL_SECONDS": "soon"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The setting CASEPILOT_MODEL_TOTAL_SECONDS cannot be used")


def test_status_tells_editions_and_counts(small_home: Path) -> None:
    status = json.loads(run("ingest", "status", "--json", home=small_home).stdout)
    assert status["codes"]["cpt"] >= 80
    assert status["refused_rows"] == 0
    assert {"aoc-2026q2", "icd10cm-2026-04"} <= {edition["id"] for edition in status["editions"]}
    assert "Knowledge base " in run("ingest", "status", home=small_home).stdout
