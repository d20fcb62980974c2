"""The user's own documents: named by payer, title or code they answer first, in the version of the date of service."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from assistant.answer import AnswerKind, Part
from assistant.answering.compose.draft import Block, Draft
from assistant.answering.compose.own import with_own
from assistant.answering.evidence import EvidenceBook
from assistant.answering.findings import Findings
from assistant.answering.gather.own.documents import OwnDocuments
from assistant.answering.gather.searching.sections import SectionFinder
from assistant.understand.query import Query
from assistant.understand.story import Story
from assistant.understand.story.tokens import tokens_of
from assistant.understand.wishes.wish import Wish
from corpus.codes import CptCode
from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.records import GuidelineSection, SourceRef
from corpus.relations import Table

_LARKFIELD = "Larkfield Health Plan"


def _edition(name: str, title: str, payer: str = "", begin: date | None = None) -> Edition:
    return Edition(name, Table.DOCUMENTS.value, payer or "Own document", title, begin, payer=payer)


_TEXTS = {
    _edition(
        "a", "Larkfield Bilateral Policy", begin=date(2024, 1, 1)
    ): "Bilateral knee claims go on two lines with RT and LT.",
    _edition(
        "b", "Larkfield Bilateral Policy", begin=date(2026, 1, 1)
    ): "Bilateral knee claims go on one line with modifier 50.",
    _edition(
        "c", "Therapy Limits 2026", _LARKFIELD
    ): "Limits of the plan.\nCode: 97140 | Units: 3\nCode: 97110 | Units: 4",
    _edition("d", "Ostermoor Payment Policy", "Ostermoor Mutual"): "97140 is not paid beside 97530 on one day.",
    _edition("e", "Medicare Benefit Policy Manual"): "97140 is a therapy service of Medicare.",
}


class _Catalog:
    def document(self, document_id: str) -> tuple[GuidelineSection, ...]:
        edition = next(one for one in _TEXTS if one.id == document_id)
        text = _TEXTS[edition]
        codes = tuple(mention.code for mention in find_codes(text))
        return (
            GuidelineSection(
                edition.id, edition.title, "p1", "page 1", text, 1, SourceRef(edition.id, "page 1"), (), codes
            ),
        )


def _asked(text: str, *codes: str, day: date = date(2026, 6, 1), before: str = "") -> Findings:
    editions = {edition.id: edition for edition in _TEXTS}
    book = EvidenceBook(editions)
    catalog = cast(Any, _Catalog())
    finder = SectionFinder(catalog, cast(Any, None), {name: one.title for name, one in editions.items()})
    question = Query(text, text, Wish.UNITS, tuple(map(CptCode, codes)), topic=text)
    question = replace(question, story=Story(tuple(tokens_of(f"{before} {text}"))))
    own = OwnDocuments(catalog, finder, editions.values()).about(question, day, book)
    assert book.left_aside >= {"a"} if day >= date(2026, 1, 1) else {"b"}
    draft = with_own(question, Findings(book.evidence, book.numbers, own=own, day=day), _REST)
    return Findings(book.evidence, book.numbers, own=own, day=day, quoted=tuple((b.text, 0) for b in draft.blocks))


_REST = Draft(AnswerKind.ANSWER, (Block("The MUE is 6 units.", verdict=True, part=Part.CONCLUSION),))

CASES = [
    # (the question, its codes, day of service, the documents that answer, what the first line says)
    ("Larkfield bilateral knee: modifier 50 or two lines?", (), date(2025, 3, 1), "a", "two lines"),
    ("Larkfield bilateral knee: modifier 50 or two lines?", (), date(2026, 3, 1), "b", "one line"),
    ("how many units of 97140?", ("97140",), date(2026, 3, 1), "cd", "97140"),
    ("Larkfield: how many units of 97110?", ("97110",), date(2026, 3, 1), "c", "97110 | Units: 4"),
    ("97140 with 97530 for Ostermoor?", ("97140", "97530"), date(2026, 3, 1), "d", "not paid"),
    ("what is 33533?", ("33533",), date(2026, 3, 1), "", ""),
    ("what are good visits?", (), date(2026, 3, 1), "", ""),
]


@pytest.mark.parametrize(("text", "codes", "day", "documents", "says"), CASES)
def test_which_documents_answer(text: str, codes: tuple[str, ...], day: date, documents: str, says: str) -> None:
    findings = _asked(text, *codes, day=day)
    assert {one.edition.id for one in findings.own if one.lines} >= set(documents)
    if documents:
        assert findings.own[0].edition.id in documents
        assert says in findings.own[0].lines[0][0]
        first, *rest = [line for line, _ in findings.quoted]
        assert says in first
        assert any("MUE is 6" in line and line.startswith("**") for line in rest)  # beside it, as what it is
    else:
        assert not findings.own


def test_a_payer_whose_documents_are_silent_is_said_so() -> None:
    findings = _asked("Larkfield: is 33533 paid?", "33533")
    assert "none of your documents of this payer" in findings.quoted[0][0]
    assert "MUE is 6" in findings.quoted[1][0]


def test_what_my_documents_say_is_a_list() -> None:
    lines = [line for line, _ in _asked("What do my documents say about 97140?", "97140").quoted]
    assert lines[0].startswith("2 of your documents speak of 97140")
    assert len([line for line in lines[1:3] if "97140" in line]) == 2
    (said, *_) = _asked("What do our policies say about 33533?", "33533").quoted
    assert said[0] == "None of your documents speaks of 33533."


FOLLOWED = [
    # (the turns before, the message, its codes, the documents that answer)
    ("Larkfield: how many units of 97140?", "and 97110?", ("97110",), "c"),
    ("Therapy Limits 2026: how many units of 97140?", "and 97110?", ("97110",), "c"),
    ("Larkfield: 97110? Ostermoor: 97140 with 97530?", "and 97140 alone?", ("97140",), "d"),
    ("Larkfield: how many units of 97140?", "and for Ostermoor, 97140?", ("97140",), "d"),
    ("how many units of 97140?", "and 97110?", ("97110",), "c"),
]


@pytest.mark.parametrize(("before", "text", "codes", "documents"), FOLLOWED)
def test_a_payer_and_a_title_hold_in_the_next_turn(
    before: str, text: str, codes: tuple[str, ...], documents: str
) -> None:
    findings = _asked(text, *codes, before=before)
    assert {one.edition.id for one in findings.own if one.lines} == set(documents)
    assert findings.own[0].named == (before != FOLLOWED[-1][0])


def test_a_payer_of_before_does_not_hold_where_medicare_is_asked() -> None:
    findings = _asked("and what does Medicare say of 97110?", "97110", before="Larkfield: how many units of 97140?")
    assert not any(one.named for one in findings.own)
