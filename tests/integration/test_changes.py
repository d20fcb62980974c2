"""What a fresh clone answers from the tables it ships: what changed in the code sets, and add-on codes of all kinds."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Answer, AnswerKind
from assistant.bootstrap import open_casepilot
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.settings import Settings
from assistant.understand.query import Conversation
from corpus.configuration import StoreSettings
from corpus.store.snapshot import Home
from ingest.progress import Progress
from ingest.shipping import ship, shipments

# Of ICD-10-CM the categories that the questions are about: the whole list takes half a minute.
ABOUT = frozenset({"M72", "M67", "Z68", "T52", "S23", "I42", "E11"})
TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def casepilot(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> CasePilot:
    """CasePilot on the small knowledge base, with what is shipped of a few more categories."""
    folder = tmp_path_factory.mktemp("shipped")
    for name in ("models", "knowledge-base"):
        (folder / name).symlink_to((small_home / name).resolve(), target_is_directory=True)
    ship(Home(folder), Progress(io.StringIO()), tuple(shipments(ABOUT)))
    return open_casepilot(Settings(store=StoreSettings(home=folder)))


async def answered(casepilot: CasePilot, text: str, day: date = TODAY) -> Answer:
    async for event in casepilot.ask(Conversation(), text, today=day):
        if isinstance(event, AnswerReady):
            return event.answer
    raise AssertionError("an answer always comes")


M72_2 = ["M72.2", "header", "2026-10-01", "M72.20", "M72.21", "M72.22", "M67.A01"]
NEW = ["M67.A01", "M67.A02", "M72.20", "Z68.18", "T52.811A", "new since 2026-10-01"]
GONE = ["T52.8X1A", "2026-09-30", "T52.891A", "S23.420A", "M72.2"]


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("what replaced M72.2?", M72_2, []),
        ("what code replaces M72.2", M72_2, []),
        ("replacement code for M72.2?", M72_2, []),
        ("M72.2 was replaced by which codes", M72_2, []),
        ("new codes of October 1 2026", NEW, ["T52.8X1A"]),
        ("what are the new ICD-10 codes for 2027", NEW, []),
        ("which diagnosis codes are new this October?", NEW, []),
        ("list the new dx codes for FY2027", NEW, []),
        ("which icd-10 codes were deleted on October 1 2026", GONE, ["M67.A01 new"]),
        ("deleted ICD-10-CM codes FY2027", GONE, []),
        ("what diagnosis codes got retired this October", GONE, []),
        ("What changed for my codes this October? M72.2, I42.0, E11.9", [*M72_2, "I42.00", "E11.9: no change"], []),
        ("what changed this quarter for E11.9 and M72.2", [*M72_2, "E11.9: no change"], []),
        ("any changes to these codes for 2027: T52.8X1A S23.420A E11.9", ["T52.891A", "2026-09-30", "E11.9: no change"], []),
        ("new codes for plantar fasciitis", ["M67.A01", "M67.A02", "M67.A09"], ["M72.20"]),
        ("is there a new code for plantar fasciitis?", ["M67.A01"], []),
        ("which codes are new for alkenes", ["T52.811A"], ["T52.891A"]),
        ("new codes for lymphedema", ["No new ICD-10-CM code is named for 'lymphedema'"], []),
        ("new CPT codes for 2027", ["I don't have the changes of CPT"], []),
        ("what's new this quarter?", ["codes are new", "deleted", "M72.2: a header since 2026-10-01"], []),
        ("new icd-10 codes of October 2023", ["I don't have the changes of ICD-10-CM"], ["M67.A01"]),
        ("how many codes are in M72?", ["9 billable", "2 headers"], []),
        ("list all codes in M67.A", ["M67.A01", "M67.A09", "header, not billable"], []),
    ],
)  # fmt: skip
async def test_changes_are_told_from_the_tables(
    casepilot: CasePilot, asked: str, says: list[str], never: list[str]
) -> None:
    answer = await answered(casepilot, asked)
    told = f"{answer.text}\n{answer.details}".replace("**", "")  # of a long list the rest is one click away
    assert [text for text in says if text not in told] == [], told
    assert [text for text in never if text in told] == [], told


@pytest.mark.parametrize(
    "asked",
    [
        "total knee replacement with new implant code 27447", "patient changed insurance, can 99213 be billed",
        "which code for a new patient visit, 30 minutes", "dressing changed under anesthesia", "what is I42.0",
        "the valve was replaced, 33405 and 33530?",
    ],
)  # fmt: skip
async def test_other_questions_are_not_taken_for_questions_of_change(casepilot: CasePilot, asked: str) -> None:
    told = (await answered(casepilot, asked)).text
    assert "codes changed" not in told
    assert "are new;" not in told
    assert "I don't have the changes" not in told


@pytest.mark.parametrize(
    ("code", "primaries"),
    [
        ("22552", {"22551"}), ("11103", {"11102", "11104", "11106"}), ("99292", {"99291"}), ("0071U", {"0070U"}),
        ("22845", set()), ("0054T", set()),
    ],
)  # fmt: skip
async def test_add_on_codes_are_answered_without_an_added_table(
    casepilot: CasePilot, code: str, primaries: set[str]
) -> None:
    day = date(2026, 5, 15)
    listed = await answered(casepilot, f"which primaries go with {code}?", day)
    assert all(primary in listed.text for primary in primaries)
    alone = await answered(casepilot, f"can {code} be billed alone?", day)
    assert alone.kind is AnswerKind.ANSWER
    assert alone.text.replace("**", "").startswith("No")
    assert "as facts kept by CasePilot" in " ".join(citation.edition for citation in alone.citations)


async def test_an_ended_add_on_code_is_not_said_to_be_none(casepilot: CasePilot) -> None:
    told = (await answered(casepilot, "can 99354 be billed alone?", date(2026, 5, 15))).text
    assert "2022-12-31" in told
    assert "is not an add-on code" not in told
