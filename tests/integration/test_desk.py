"""A coder's desk: tables added, verdicts out. The questions of the desk through ``CasePilot.ask``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Answer, AnswerKind
from assistant.bootstrap import open_retriever
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.snapshot import Home
from ingest.adding import add
from ingest.progress import Progress
from ingest.sources.formats import FORMATS
from tests.support.tables import AOC, write_tables

TODAY = date(2026, 5, 15)  # every table of the desk covers it


@pytest.fixture(scope="module")
def desk(desk_home: Path) -> Iterator[CasePilot]:
    knowledge = KnowledgeBase.open(desk_home)
    yield CasePilot(knowledge, open_retriever(knowledge))
    knowledge.close()


async def ask(casepilot: CasePilot, *texts: str, today: date = TODAY) -> Answer:
    """The answer to the last question of a conversation."""
    conversation = Conversation()
    for text in texts:
        async for event in casepilot.ask(conversation, text, today=today):
            if isinstance(event, AnswerReady):
                conversation = event.conversation
                answer = event.answer
    return answer


QUESTIONS = [
    # question, how the answer begins (without bold)
    (
        "Can I bill 0709T alone?",
        "No. 0709T is an add-on code: it never stands alone, only with its primary code: 0708T.",
    ),
    ("11102 and 11104 same visit?", "No: 11102 and 11104 are never together; report 11104 first and 11103"),
    ("can I bill 96372 with 99213?", "Only with a modifier that the record supports"),
    ("96372 with 99213-25", "Only if the record supports it"),
    ("96372 and 99211 in our office", "No: 99211 is never added to an injection or infusion"),
    ("96372 and 99211 hospital outpatient", "Only with a modifier that the record supports, on hospital outpatient"),
    ("11103 with 11104", "Yes, these are a listed pair: 11103 is an add-on code"),
    ("20610 with 27447", "No PTP edit pairs 20610 and 27447"),
    ("does 20610 include the drug", "20610: The drug is reported separately"),
    ("can I use 25 on 99214", "Yes, 25 goes on an E/M service like 99214, when"),
    ("is modifier 25 valid with 20610?", "No: 25 does not go on 20610, a procedure"),
    ("which dx for prolia", "I don't have a coverage document loaded that lists diagnoses for J0897"),
    ("what does MUE mean", "MUE, medically unlikely edit"),
    ("20610 x3?", "Only on appeal: 3 units of 20610 are over the MUE of 2 units a day"),
    ("how many units of 0708T?", "The MUE of 0708T is 1 unit"),
    ("5 units of 96372 per day", "Only on appeal: 5 units of 96372 are over the MUE of 4 units a day"),
    ("0708T x2", "No. 2 units of 0708T are over the MUE of 1 unit a day"),
    ("is E11 billable?", "No. E11 needs more characters"),
    ("E11.9 with E10.9?", "No, E11.9 and E10.9 do not go together unless"),
    (
        "80 minutes, new patient, Medicare",
        "99205 alone, no G2212: Medicare, 80 minutes of an office visit of a new patient",
    ),
    ("80 minutes, new patient", "Medicare: 99205 alone; CPT rules: 99205, 99417 x1."),
    (
        "3 punch biopsies and 1 shave biopsy",
        "11104",
    ),
    ("64483 three levels", "64483"),
    ("modifier 50 on 27447?", "Yes. 27447 takes the bilateral payment"),
    ("27447-26", "No. 27447 is a physician service that is not split"),
    ("does 20610 allow an assistant surgeon?", "No. By statute an assistant at surgery is not paid for 20610"),
    ("global days of 27447", "27447 has global days 090"),
    (
        "how much does Medicare pay for 99213 non-facility?",
        "Medicare's fee schedule amount of 99213 is $88.95 nationally",
    ),
    ("which add-ons go with 64483?", "One add-on code lists 64483 as its primary code: 64484."),
    ("which primaries go with 11103?", "The primary codes of 11103 are 11102, 11104 and 11106."),
    ("how many add-on codes are there?", "6 add-on codes have pairs in force"),
    ("list all add-on codes", "6 add-on codes have pairs in force"),
    ("how many codes are in M17?", "11 billable ICD-10-CM codes and 3 headers are in M17"),
    ("how many PTP edits does 96372 have?", "2 PTP edits of 96372 are in force for practitioner claims"),
    ("which codes have global days 090?", "1 code has global days 090"),
]


@pytest.mark.parametrize(("question", "begins"), QUESTIONS)
async def test_a_question_of_the_desk_is_answered_by_rule(desk: CasePilot, question: str, begins: str) -> None:
    answer = await ask(desk, question)
    assert answer.kind is AnswerKind.ANSWER
    assert answer.text.replace("**", "").startswith(begins)
    assert answer.sentences[0].citations
    assert not [check for sentence in answer.sentences for check in sentence.checks]


async def test_a_list_names_every_member(desk: CasePilot) -> None:
    answer = await ask(desk, "list all add-on codes")
    assert "0054T, 0709T, 11103, 11105, 11107, 64484" in answer.text
    answer = await ask(desk, "list all codes in M17")
    assert answer.text.count("M17.") >= 13


async def test_the_date_of_service_is_said_and_rules(desk: CasePilot) -> None:
    today = await ask(desk, "20610 x3?")
    assert "Decided for today, 2026-05-15" in today.details
    earlier = await ask(desk, "20610 x3 on 3/15/2020?")
    assert "which begins on 2026-04-01, after the date of service 2020-03-15" in earlier.details
    assert "Decided for the date of service 2020-03-15" in earlier.details


async def test_a_follow_up_carries_the_question_to_another_circumstance(desk: CasePilot) -> None:
    answer = await ask(desk, "96372 and 99211 in our office", "and on a hospital outpatient claim?")
    assert "hospital outpatient" in answer.sentences[0].text


CLAIM = "99213-25\n20610-RT x3\n11102\n11104\n0709T\nDx: E11.9, E10.9, M17\nDOS 5/1/2026"


async def test_a_pasted_claim_comes_back_as_a_table(desk: CasePilot) -> None:
    answer = await ask(desk, CLAIM)
    rows = {line.split("|")[2].strip(): line for line in answer.text.splitlines() if line.startswith("| ")}
    assert "| Line | Code | Units | Result | What to look at |" in answer.text
    assert "Needs attention" in rows["20610-RT"]
    assert "over the MUE of 2 units" in rows["20610-RT"]
    assert "Denied as written" in rows["11102"]
    assert "modifier indicator 0" in rows["11102"]
    assert "its primary code is missing" in rows["0709T"]
    assert "do not go together" in rows["E11.9"]
    assert "needs more characters" in rows["M17"]
    assert "No objection found" in rows["11104"]
    assert "Decided for the date of service 2026-05-01" in answer.text
    assert not [check for sentence in answer.sentences for check in sentence.checks]


async def test_each_line_of_a_claim_is_decided_by_its_own_modifiers_and_day(desk: CasePilot) -> None:
    pasted = "5/1/2026 99213-25\n5/1/2026 99213\n5/1/2026 20610-RT\n5/2/2026 20610-LT x3\n5/3/2026 99213 auth# 11102"
    answer = await ask(desk, pasted)
    rows = {line.split("|")[1].strip(): line for line in answer.text.splitlines() if line.startswith("| ")}
    assert "gets past the PTP edit" in rows["1"]
    assert "Only with a modifier" in rows["2"]
    assert "No objection found" in rows["3"]
    assert "over the MUE of 2 units" in rows["4"]
    assert "No objection found" in rows["5"]
    assert "Not taken for a service: 11102 (authorization number)" in answer.text.replace("**", "")


async def test_a_claim_that_was_not_read_whole_is_not_called_clean(desk: CasePilot) -> None:
    for pasted in ("99213 25 1 150 200\n20610 RT", "99213-25\n20610-RT\nauth# 11102"):
        answer = await ask(desk, f"check this claim:\n{pasted}\nDOS 5/1/2026")
        first = answer.text.strip().splitlines()[0]
        assert "that is not a promise of payment" not in first
        assert "ot read" in first or "Not taken for a service" in first


async def test_an_unknown_code_on_a_claim_is_named(desk: CasePilot) -> None:
    answer = await ask(desk, "check this claim: 99213, 99999")
    assert "Unknown code" in answer.text
    assert "**99999** is not in the loaded editions" in answer.text


async def test_a_licensed_descriptor_shows_only_where_it_was_loaded(
    desk: CasePilot, desk_home: Path, tmp_path: Path
) -> None:
    for name in ("models", "knowledge-base"):
        (tmp_path / name).symlink_to(desk_home / name, target_is_directory=True)
    licensed = tmp_path / "Consolidated_Code_List_2026.txt"
    licensed.write_text("CPT Code\tLong\tMedium\tShort\n0709T\tan invented official text\tmedium\tshort\n")
    assert not add(Home(tmp_path), [licensed], FORMATS, _Quiet()).failed
    knowledge = KnowledgeBase.open(tmp_path)
    answer = await ask(CasePilot(knowledge, open_retriever(knowledge)), "what is 0709T?")
    knowledge.close()
    assert "official descriptor of 0709T: an invented official text" in answer.text
    assert "an invented official text" not in (await ask(desk, "what is 0709T?")).text


# --- adding ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf_home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


class _Quiet(Progress):
    def __init__(self) -> None:
        import io

        super().__init__(io.StringIO())


def test_adding_tells_of_every_file_and_passes_over_what_is_there(shelf_home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    write_tables(folder)
    (folder / "notes.xyz").write_bytes(b"\x00\x01\x02")
    (folder / "empty.csv").touch()
    shutil.make_archive(str(tmp_path / "packed"), "zip", folder)
    (folder / "broken.zip").write_bytes((tmp_path / "packed.zip").read_bytes()[:-200])
    first = add(shelf_home, [folder], FORMATS, _Quiet())
    outcomes = {report.origin: report.outcome for report in first.reports}
    assert outcomes.pop("notes.xyz") == "unknown"
    assert outcomes.pop("empty.csv") == "damaged"
    assert outcomes.pop("broken.zip") == "damaged"
    assert set(outcomes.values()) == {"loaded"}
    assert all(report.read == report.loaded + report.refused for report in first.reports)
    again = add(shelf_home, [tmp_path / "packed.zip"], FORMATS, _Quiet())
    assert {report.outcome for report in again.reports} == {"already there", "unknown", "damaged"}


def test_a_file_of_a_few_rows_is_an_excerpt_and_cannot_be_silent(shelf_home: Home, tmp_path: Path) -> None:
    path = tmp_path / "AOC_V2026Q2-MCR.txt"
    path.write_text(AOC)
    (report,) = add(shelf_home, [path], FORMATS, _Quiet()).reports
    assert [edition.complete for edition in report.editions] == [False]
