"""The whole way of a question on a real small knowledge base, with no model and with a scripted one."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from assistant.answer import Answer, AnswerKind
from assistant.bootstrap import open_retriever
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady, Stage, StageFinished
from assistant.understand.query import Conversation
from corpus.codes import code_from_key
from corpus.records import GuidelineSection
from corpus.store.knowledge_base import KnowledgeBase

TODAY = date(2026, 5, 15)  # the add-on table and ICD-10-CM of the authored sources are in force


@pytest.fixture(scope="module")
def casepilot(small_knowledge: KnowledgeBase) -> CasePilot:
    return CasePilot(small_knowledge, open_retriever(small_knowledge))


async def talk(casepilot: CasePilot, *texts: str) -> list[Answer]:
    """The answers to a conversation."""
    conversation, answers = Conversation(), []
    for text in texts:
        async for event in casepilot.ask(conversation, text, today=TODAY):
            if isinstance(event, AnswerReady):
                conversation = event.conversation
                answers.append(event.answer)
    return answers


async def one(casepilot: CasePilot, text: str) -> Answer:
    return (await talk(casepilot, text))[0]


def first_line(answer: Answer) -> str:
    return answer.text.splitlines()[0].replace("**", "")


# --- the conversation that the product is for -----------------------------------------------------------------------


async def test_the_conversation_of_the_desk(casepilot: CasePilot) -> None:
    what, primary, alone, other, first = await talk(
        casepilot,
        "what is 0709T?",
        "what is its primary?",
        "can I bill it alone?",
        "and 64484?",
        "what about the first one?",
    )
    assert first_line(what).startswith("CPT 0709T: ")
    assert "not the official descriptor" in what.text
    assert first_line(primary).startswith("The primary code of 0709T is 0708T.")
    assert first_line(alone).startswith(
        "No. 0709T is an add-on code: it never stands alone, only with its primary code: 0708T."
    )
    assert first_line(other).startswith(
        "No. 64484 is an add-on code: it never stands alone, only with its primary code: 64483."
    )
    assert first_line(first) == first_line(alone)
    for answer in (what, primary, alone, other, first):
        assert answer.kind is AnswerKind.ANSWER
        assert answer.mode == "composer"
        assert not [check for sentence in answer.sentences for check in sentence.checks]


async def test_every_citation_shows_its_passage_and_edition(casepilot: CasePilot) -> None:
    answer = await one(casepilot, "what is the primary of 0709T?")
    cited = {number for sentence in answer.sentences for number in sentence.citations}
    cards = {card.citation for card in answer.codes}
    assert cited | cards == {citation.number for citation in answer.citations}
    pairing = next(citation for citation in answer.citations if citation.title == "Primary codes of 0709T")
    assert "0708T" in pairing.text
    assert pairing.edition == "Medicare NCCI Add-on Code Edits, 2026 Q2, as facts kept by CasePilot"


async def test_named_codes_come_with_a_card(casepilot: CasePilot) -> None:
    (card,) = (await one(casepilot, "what is 0709T?")).codes
    assert (str(card.code), card.official, card.status) == ("0709T", False, "Medicare status C")
    assert card.relations == ("Add-on code; primary: 0708T",)


# --- what is not here is said ---------------------------------------------------------------------------------------


async def test_an_unknown_code_is_not_described_but_near_misses_are_offered(casepilot: CasePilot) -> None:
    answer = await one(casepilot, "what is 0790T?")
    assert answer.kind is AnswerKind.ABSTENTION
    assert first_line(answer) == "0790T is not in the loaded editions. Did you mean 0709T, 0791T or 0795T?"
    assert not answer.citations


@pytest.mark.parametrize(
    "text",
    [
        "what is the capital of France?",
        "best pizza dough recipe",
        "¿qué tiempo hace mañana?",
        "天気はどうですか",
        "asdf qwer zxcv",
    ],
)
async def test_another_subject_is_declined_plainly(casepilot: CasePilot, text: str) -> None:
    answer = await one(casepilot, text)
    assert answer.kind is AnswerKind.ABSTENTION
    assert answer.text.startswith("I don't have that")


async def test_a_table_that_is_not_loaded_is_not_taken_for_a_permission(casepilot: CasePilot) -> None:
    answer = await one(casepilot, "can I bill 20610 with 99213 on the same day?")
    said = answer.text + answer.details
    assert "I don't have the NCCI PTP edits for practitioner claims" in said.replace("**", "")
    assert not first_line(answer).startswith("Yes")


async def test_it_is_asked_back_when_it_could_be_either(casepilot: CasePilot) -> None:
    _, asked, answered = await talk(casepilot, "99213 vs 99214", "can it be billed alone?", "99214")
    assert (asked.kind, asked.text) == (AnswerKind.CLARIFICATION, "Which one do you mean: 99213 or 99214?")
    assert first_line(answered).startswith("99214 is not an add-on code in this table")


async def test_editions_that_do_not_cover_the_day_are_named(casepilot: CasePilot) -> None:
    answer = await one(casepilot, "what is the primary of 0709T on 3/15/2027?")
    assert first_line(answer).startswith("As of 2026-06-30: The primary code of 0709T is 0708T.")


# --- the kinds of question ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("is E11 billable?", "No. E11 needs more characters: below it stand E11.0"),
        ("is E11.9 billable?", "Yes. E11.9 (Type 2 diabetes mellitus without complications) is a billable code"),
        ("excludes1 for E11.9", "Excludes1 (at E11)"),
        ("ICD-10 for type 2 diabetes with CKD stage 3", "E11.22 first, then N18.30"),
        ("Guidelines for E/M services", "Choose the category first"),
        ("when do I use modifier 25?", "25 goes on a visit that was significant"),
        ("which add-ons go with 64483?", "One add-on code lists 64483 as its primary code: 64484."),
        ("what is the MUE of 0709T", "0709T: MUE, practitioner 2 (MAI 3)"),
        ("99213 vs 99214", "| Minutes | 20 [1] | 30 [2] |"),
        ("what documentation supports 20610?", "CPT 20610. "),
        ("global days of 20610", "global days 000"),
        ("is 99213 an add-on code?", "99213 is not an add-on code in this table"),
        ("can its primary be billed alone?", "Which code do you mean?"),
    ],
)
async def test_each_kind_of_question_has_its_answer(casepilot: CasePilot, text: str, says: str) -> None:
    answer = await one(casepilot, text)
    assert says in answer.text.replace("**", "")
    assert not [check for sentence in answer.sentences for check in sentence.checks]


# --- many at once ---------------------------------------------------------------------------------------------------


async def test_askers_do_not_get_each_others_answers(casepilot: CasePilot) -> None:
    codes = ["0709T", "64484", "99213", "20610", "64483", "99214", "36415", "93000"] * 2
    answers = await asyncio.gather(*(one(casepilot, f"what is {code}?") for code in codes))
    assert [str(answer.codes[0].code) for answer in answers] == codes


async def test_the_stages_are_told_in_order_with_their_time(casepilot: CasePilot) -> None:
    finished = [
        event async for event in casepilot.ask(Conversation(), "what is 0709T?") if isinstance(event, StageFinished)
    ]
    assert [event.stage for event in finished] == list(Stage)
    assert all(event.summary and event.milliseconds >= 0 for event in finished)


async def test_an_answer_always_has_something_in_sight(casepilot: CasePilot) -> None:
    """Codes were found and no sentence speaks of what was told: the codes are shown, not only kept in the details."""
    answer = await one(casepilot, "CABG: LIMA to LAD plus 2 vein grafts")
    assert answer.kind is AnswerKind.ANSWER
    assert answer.text


def codes_to_ask(knowledge: KnowledgeBase) -> list[str]:
    keys = {passage.key for name in ("cpt", "hcpcs") for passage in knowledge.catalog.passages(name)}
    return sorted(str(code_from_key(key)) for key in keys)


async def marked_in(casepilot: CasePilot, questions: list[str]) -> list[object]:
    """The sentences that grounding marked in the answers to questions that all have one."""
    marked: list[object] = []
    for question in questions:
        answer = await one(casepilot, question)
        assert answer.kind is AnswerKind.ANSWER, question
        marked += [(question, sentence.text, sentence.checks) for sentence in answer.sentences if sentence.checks]
    return marked


# Ten thousand questions: in parts, so that no part comes near a test's time limit on a slow machine.
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("form", ["what is {}?", "can {} be billed alone?", "what is the primary of {}?"])
async def test_what_the_composer_says_of_every_authored_entry_passes_grounding(
    casepilot: CasePilot, small_knowledge: KnowledgeBase, form: str, part: int
) -> None:
    """The composer only repeats its evidence, so a mark on it is a false alarm of the checks."""
    assert await marked_in(casepilot, [form.format(code) for code in codes_to_ask(small_knowledge)[part::PARTS]]) == []


async def test_what_the_composer_says_of_modifiers_and_guidelines_passes_grounding(
    casepilot: CasePilot, small_knowledge: KnowledgeBase
) -> None:
    modifiers = sorted({str(code_from_key(passage.key)) for passage in small_knowledge.catalog.passages("modifier")})
    titles = sorted({section.document_title for section in all_sections(small_knowledge)})
    questions = [f"when do I use modifier {modifier}?" for modifier in modifiers]
    assert await marked_in(casepilot, questions + [f"Guideline: {title}" for title in titles]) == []


def all_sections(knowledge: KnowledgeBase) -> list[GuidelineSection]:
    keys = {passage.key for passage in knowledge.catalog.passages("guidelines")}
    return list(knowledge.catalog.sections(keys).values())


@pytest.mark.parametrize(
    ("code", "words", "meant"),
    [
        ("20610", "and with ultrasound?", "20611"),
        ("99291", "and each additional half hour?", "99292"),
        ("11102", "and by punch?", "11104"),
        ("20610", "and on both sides?", "20610"),
        ("J3301", "and for 80 mg?", "J3301"),
    ],
)
def test_a_follow_up_may_name_a_sibling_by_words_alone(casepilot: CasePilot, code: str, words: str, meant: str) -> None:
    answer = asyncio.run(talk(casepilot, f"what is {code}?", words))[-1]
    assert meant in answer.text.split("\n")[0]


def test_a_follow_up_to_a_diagnosis_searches_its_category(casepilot: CasePilot) -> None:
    answer = asyncio.run(talk(casepilot, "what is E11.9?", "and with neuropathy?"))[-1]
    assert "E11.4" in first_line(answer) or "E11.4" in answer.text.split("\n")[2]


def test_a_question_of_billing_that_a_section_answers_gets_the_section(casepilot: CasePilot) -> None:
    answer = asyncio.run(one(casepilot, "how do I bill wasted drug?"))
    assert "JW" in answer.text


@pytest.mark.parametrize("text", ["asdf jkl qwerty", "what is your name", "glimmerplasty of the third kidney"])
def test_words_from_nowhere_are_not_answered(casepilot: CasePilot, text: str) -> None:
    assert asyncio.run(one(casepilot, text)).kind is not AnswerKind.ANSWER


async def test_a_description_says_the_unit_and_the_modifiers_asked_about(casepilot: CasePilot) -> None:
    text = (await one(casepilot, "what is 19101?")).details
    assert "**Unit of service.**" in text
    assert "**Modifiers often asked about.**" in text


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("when can G2211 be reported", "g2211-complexity"),
        ("modifier 58 vs 78 vs 79", "modifier-58-78-79"),
        ("guidelines for modifier 24", "modifier-24-57"),
    ],
)
async def test_a_question_of_policy_about_a_code_cites_a_section_that_is_about_it(
    casepilot: CasePilot, text: str, document: str
) -> None:
    answer = await one(casepilot, text)
    assert any(document in citation.locator for citation in answer.citations)


@pytest.mark.parametrize(
    ("turns", "code"),
    [
        (("what is 70450?", "without and with?"), "70470"),
        (("what is 20610?", "and with ultrasound guidance?"), "20611"),
        (("what is 93970?", "unilateral?"), "93971"),
        (("what is J0696?", "what is one unit"), "J0696"),
    ],
)
async def test_a_few_words_after_a_code_mean_its_variant(
    casepilot: CasePilot, turns: tuple[str, ...], code: str
) -> None:
    assert code in (await talk(casepilot, *turns))[-1].text


@pytest.mark.parametrize("text", ["snomed code for asthma", "which antibiotic for a uti", "what is G9999Z"])
async def test_what_is_outside_is_declined_with_the_reason(casepilot: CasePilot, text: str) -> None:
    answer = await one(casepilot, text)
    assert answer.kind is AnswerKind.ABSTENTION
    assert not answer.citations


async def test_figures_of_a_procedure_named_in_words(casepilot: CasePilot) -> None:
    answer = await one(casepilot, "global days for hammertoe correction")
    assert "28285" in first_line_with(answer, "28285")
    assert "Global days" not in answer.text.split("28285")[0]
    assert "90 global days" in first_line_with(answer, "28285")


async def test_the_other_side_of_a_diagnosis(casepilot: CasePilot) -> None:
    _, other = await talk(casepilot, "what is M17.11?", "other knee?")
    assert "M17.12" in first_line(other)


def first_line_with(answer: Answer, word: str) -> str:
    return next(line for line in answer.text.splitlines() if word in line)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        # What the entry tells answers, where no rule does, and a likeness to another wish does not lead.
        ("99309 what level of mdm", "CPT 99309: "),
        ("can I upcode to 99215", "CPT 99215: "),
        ("age limit on 99396", "CPT 99396: "),
        # Titles say what tells two diagnoses apart.
        ("E11.21 vs E11.22", "E11.21: nephropathy; E11.22: chronic kidney disease."),
        ("is X1234 a code", "X1234 has the form of no code"),
    ],
)
async def test_what_an_answer_begins_with(casepilot: CasePilot, text: str, begins: str) -> None:
    assert first_line(await one(casepilot, text)).startswith(begins)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("what is 64484 and can it be billed alone", ("is an add-on", "A further level")),
        ("what is 11103 and what are its primaries", ("The primary codes of **11103**", "skin lesion")),
        ("is 64484 an add-on and what is it", ("add-on code", "A further level")),
    ],
)
async def test_several_questions_in_one_message_are_all_answered(
    casepilot: CasePilot, text: str, says: tuple[str, ...]
) -> None:
    conclusion = (await one(casepilot, text)).conclusion
    assert [words for words in says if words not in conclusion] == []


async def test_a_follow_up_goes_up_and_down_a_ladder(casepilot: CasePilot) -> None:
    _, above, below = await talk(casepilot, "what is 99213", "and the level above?", "and one level down?")
    assert first_line(above).startswith("CPT 99214: ")
    assert first_line(below).startswith("CPT 99213: ")


async def test_a_code_that_was_brought_up_is_what_that_means(casepilot: CasePilot) -> None:
    _, alone = await talk(casepilot, "which add-ons go with 64483?", "can that be billed alone")
    assert "**64484** is an add-on code" in alone.text


async def test_codes_of_a_kind_are_listed_before_sections(casepilot: CasePilot) -> None:
    answer = await one(casepilot, "list of TCM codes")
    assert answer.text.startswith("| Code")
    assert "**99495**" in answer.text
    assert "**99496**" in answer.text
