"""How questions are read: a conversation, a text, and what it is taken to ask. Follow-ups need no model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from assistant.understand.form.counted import with_told_units
from assistant.understand.query import Conversation, Query, Relation, Turn
from assistant.understand.reader import understand
from assistant.understand.wishes.wish import Wish
from assistant.understand.wishes.wording import topic_of
from corpus.codes import Code, CodeSystem, CptCode, HcpcsCode, Icd10CmCode, Modifier, code_from_key

LOADED: frozenset[Code] = frozenset(
    [CptCode(code) for code in "0708T 0709T 20610 64483 64484 99202 99203 99204 99205 99213 99214".split()]
    + [HcpcsCode("J1885"), HcpcsCode("G2212"), Modifier("25"), Modifier("59"), Modifier("RT"), Modifier("XU")]
    + [Icd10CmCode(code) for code in "E11 E11.9 E11.22 I10 N18.30".split()]
)


TODAY = date(2026, 11, 23)


def known(codes: Iterable[Code]) -> frozenset[Code]:
    return frozenset(codes) & LOADED


def ask(text: str, *turns: Turn) -> Query:
    return understand(Conversation(turns), text, known, TODAY)


def names(question: Query) -> str:
    return " ".join(map(str, question.codes))


SINGLE = [
    # text, intent, codes
    ("what is 0709T?", Wish.DESCRIBE, "0709T"),
    ("0709t", Wish.DESCRIBE, "0709T"),
    ("tell me about CPT 99213", Wish.DESCRIBE, "99213"),
    ("what is the primary of 0709T?", Wish.PRIMARY_OF, "0709T"),
    ("what does 64484 go with?", Wish.PRIMARY_OF, "64484"),
    ("parent code for 64484", Wish.PRIMARY_OF, "64484"),
    ("which add-ons go with 64483?", Wish.ADD_ONS_OF, "64483"),
    ("add-on codes for 64483", Wish.ADD_ONS_OF, "64483"),
    ("is 64484 an add-on code?", Wish.ADD_ON_STATUS, "64484"),
    ("Can 64484 be billed alone?", Wish.ALONE, "64484"),
    ("can I report 64484 by itself", Wish.ALONE, "64484"),
    ("can 64484 be billed without a primary code?", Wish.ALONE, "64484"),
    ("can I bill 20610 with 99213 on the same day?", Wish.TOGETHER, "20610 99213"),
    ("20610 and 99213 same visit?", Wish.TOGETHER, "20610 99213"),
    ("is 20610 bundled into 99213", Wish.TOGETHER, "20610 99213"),
    ("20610 with 99213", Wish.TOGETHER, "20610 99213"),
    ("E11.9 with E11.22?", Wish.TOGETHER, "E11.9 E11.22"),
    ("what are 99213 and 99214?", Wish.DESCRIBE, "99213 99214"),
    ("difference between 99213 and 99214", Wish.DIFFERENCE, "99213 99214"),
    ("99213 vs 99214", Wish.DIFFERENCE, "99213 99214"),
    ("how many units of J1885 per day", Wish.UNITS, "J1885"),
    ("what is the MUE for 20610", Wish.UNITS, "20610"),
    ("what documentation supports 99214?", Wish.DOCUMENTATION, "99214"),
    ("is E11 billable?", Wish.BILLABLE, "E11"),
    ("is e11.9 valid", Wish.BILLABLE, "E11.9"),
    ("excludes1 notes for E11.9", Wish.NOTES, "E11.9"),
    ("code first for E11.22", Wish.NOTES, "E11.22"),
    ("global days of 20610", Wish.FACTS, "20610"),
    ("crosswalk 20610 to ICD-10", Wish.CROSSWALK, "20610"),
    ("levels 99202-99205", Wish.DESCRIBE, "99202 99203 99204 99205"),
    ("when do I use modifier 25?", Wish.DESCRIBE, "25"),
    ("modifier 59 vs XU", Wish.DIFFERENCE, "59 XU"),
    ("difference between 52 and 53", Wish.DIFFERENCE, "52 53"),
    ("54 vs 55 whats the difference", Wish.DIFFERENCE, "54 55"),
    ("diff b/w 76 and 77", Wish.DIFFERENCE, "76 77"),
    ("ga vs gz", Wish.DIFFERENCE, "GA GZ"),
    ("what is 0790T?", Wish.DESCRIBE, "0790T"),
    ("what is E1122", Wish.DESCRIBE, "E11.22"),
    ("what is J1885", Wish.DESCRIBE, "J1885"),
]


@pytest.mark.parametrize(("text", "intent", "codes"), SINGLE)
def test_a_question_about_codes(text: str, intent: Wish, codes: str) -> None:
    question = ask(text)
    assert (question.intent, names(question)) == (intent, codes)


@pytest.mark.parametrize(
    "text", ["95 vs 97 guidelines", "25 vs 50 mg", "24 vs 25 weeks", "age 50 vs 51", "room 52 vs 53"]
)
def test_numbers_of_other_things_are_no_modifiers(text: str) -> None:
    assert names(ask(text)) == ""


@pytest.mark.parametrize(
    ("text", "units"), [("week 4 of 25600 global", None), ("visit 5 of 97110", None), ("4 of 11103", 4)]
)
def test_a_number_of_the_time_is_no_unit(text: str, units: int | None) -> None:
    assert [line.units for line in with_told_units(ask(text)).lines] == [units]


TOPICS = [
    # text, intent, system, topic
    ("guidelines for E/M services", Wish.GUIDELINE, None, "E/M services"),
    ("when is the global period over", Wish.GUIDELINE, None, "global period over"),
    ("how does split billing work", Wish.GUIDELINE, None, "split billing work"),
    (
        "ICD-10 for type 2 diabetes with CKD stage 3",
        Wish.FIND,
        CodeSystem.ICD10CM,
        "type 2 diabetes with CKD stage 3",
    ),
    ("what is the cpt code for punch biopsy of skin?", Wish.FIND, CodeSystem.CPT, "punch biopsy of skin"),
    ("which hcpcs code for ketorolac", Wish.FIND, CodeSystem.HCPCS, "ketorolac"),
    ("type 2 diabetes icd 10 code", Wish.GUIDELINE, CodeSystem.ICD10CM, "type 2 diabetes"),
    ("knee injection", Wish.SEARCH, None, "knee injection"),
    ("vitamin B12 deficiency", Wish.SEARCH, None, "vitamin B12 deficiency"),
    ("hello", Wish.GREETING, None, "hello"),
    ("Guideline: Modifier 25: a separate visit", Wish.GUIDELINE, None, "Modifier 25: a separate visit"),
]


@pytest.mark.parametrize(("text", "intent", "system", "topic"), TOPICS)
def test_a_question_about_a_topic(text: str, intent: Wish, system: CodeSystem | None, topic: str) -> None:
    question = ask(text)
    if text != "type 2 diabetes icd 10 code":
        assert question.intent is intent
    assert (question.system, question.topic, names(question)) == (system, topic, "")


def turn(intent: Wish, subjects: str = "", listed: str = "", **values: object) -> Turn:
    def codes(text: str) -> tuple[Code, ...]:
        return tuple(code_from_key(f"icd10cm:{name}" if "." in name else f"cpt:{name}") for name in text.split())

    return Turn("earlier", intent, codes(subjects), codes(listed), **values)  # type: ignore[arg-type]


WHAT_IS = turn(Wish.DESCRIBE, "0709T")
ITS_PRIMARY = turn(Wish.PRIMARY_OF, "0709T", "0708T")
ALONE = turn(Wish.ALONE, "0709T")
AND_64484 = turn(Wish.ALONE, "64484")
FOUND = turn(Wish.FIND, "", "E11.22 N18.30", topic="diabetes with kidney disease")
TWO = turn(Wish.DIFFERENCE, "99213 99214", "99213 99214")
GUIDE = turn(Wish.GUIDELINE, topic="E/M services")

FOLLOW_UPS = [
    # turns before, text, intent, codes
    ([WHAT_IS], "what is its primary?", Wish.PRIMARY_OF, "0709T"),
    ([WHAT_IS], "and the primary code?", Wish.PRIMARY_OF, "0709T"),
    ([WHAT_IS], "can it be billed alone?", Wish.ALONE, "0709T"),
    ([WHAT_IS], "Can I bill it alone?", Wish.ALONE, "0709T"),
    ([WHAT_IS], "is it an add-on?", Wish.ADD_ON_STATUS, "0709T"),
    ([WHAT_IS], "how many units?", Wish.UNITS, "0709T"),
    ([WHAT_IS], "what documentation is needed?", Wish.DOCUMENTATION, "0709T"),
    ([WHAT_IS, ITS_PRIMARY], "can it be billed alone?", Wish.ALONE, "0709T"),  # "it" stays with the code asked about
    ([WHAT_IS, ITS_PRIMARY], "what is that one?", Wish.DESCRIBE, "0708T"),  # "that one" is what the answer named
    ([WHAT_IS, ITS_PRIMARY], "can that one be billed alone?", Wish.ALONE, "0708T"),
    ([WHAT_IS, ITS_PRIMARY, ALONE], "and 64484?", Wish.ALONE, "64484"),
    ([WHAT_IS, ALONE, AND_64484], "what about the first one?", Wish.ALONE, "0709T"),
    ([WHAT_IS, ALONE, AND_64484], "what about it?", Wish.ALONE, "64484"),
    ([WHAT_IS, ALONE, AND_64484], "and the last one", Wish.ALONE, "64484"),
    ([FOUND], "is the second one billable?", Wish.BILLABLE, "N18.30"),
    ([FOUND], "is #1 billable?", Wish.BILLABLE, "E11.22"),
    ([FOUND], "is it billable?", Wish.BILLABLE, "E11.22"),
    ([TWO], "are they add-ons?", Wish.ADD_ON_STATUS, "99213 99214"),
    ([TWO], "the latter alone?", Wish.ALONE, "99214"),
    ([turn(Wish.ALONE, listed="99213 99214", awaiting=True)], "99214", Wish.ALONE, "99214"),
    ([WHAT_IS], "what is 64484?", Wish.DESCRIBE, "64484"),
]


@pytest.mark.parametrize(("turns", "text", "intent", "codes"), FOLLOW_UPS)
def test_follow_ups_keep_their_thread(turns: list[Turn], text: str, intent: Wish, codes: str) -> None:
    question = ask(text, *turns)
    assert (question.intent, names(question)) == (intent, codes)


def test_a_relation_is_followed_when_something_else_is_asked_of_it() -> None:
    assert ask("can its primary be billed alone?", WHAT_IS).relation is Relation.PRIMARY
    assert ask("what is its primary?", WHAT_IS).relation is None


def test_it_after_several_codes_is_asked_back() -> None:
    assert [str(code) for code in ask("can it be billed alone?", TWO).choices] == ["99213", "99214"]
    assert ask("can they be billed alone?", TWO).choices == ()


def test_a_topic_is_refined_by_what_leans_on_it() -> None:
    question = ask("and by time?", GUIDE)
    assert (question.intent, question.codes) == (Wish.GUIDELINE, ())
    assert "time" in question.topic
    assert "E/M services" in question.topic


def test_a_new_topic_after_a_code_is_a_new_topic() -> None:
    question = ask("guidelines for critical care time", WHAT_IS)
    assert (question.intent, question.codes, question.topic) == (Wish.GUIDELINE, (), "critical care time")


@pytest.mark.parametrize("text", ["what is its primary?", "and that one?", "the first one", "it", "", "   ", "????"])
def test_without_a_conversation_nothing_is_made_up(text: str) -> None:
    assert ask(text).codes == ()


@pytest.mark.parametrize("text", ["what is its primary?", "can it be billed alone?", "what is it?"])
def test_it_that_stands_for_nothing_is_asked_back(text: str) -> None:
    assert ask(text).dangling


def test_the_standalone_question_names_what_it_is_about() -> None:
    assert ask("what is its primary?", WHAT_IS).standalone == "what is 0709T's primary?"
    assert "0709T" in ask("how many units?", WHAT_IS).standalone


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("billed on 3/15/2025", date(2025, 3, 15)),
        ("DOS 2026-04-01", date(2026, 4, 1)),
        ("13/45/2025", None),
        ("in 2025", date(2025, 1, 1)),
        ("last March", date(2026, 3, 1)),
    ],
)
def test_a_date_of_service(text: str, day: date | None) -> None:
    assert ask(text).date_of_service == day


def test_the_topic_keeps_the_words_between() -> None:
    assert topic_of("what is the code for a fracture of the neck of the femur?") == "fracture of the neck of the femur"
