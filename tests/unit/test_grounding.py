"""Grounding as a table: the sentence a model wrote, the sentence that is shown, and what was found."""

from __future__ import annotations

import pytest

from assistant.answer import CheckKind
from assistant.answering.evidence import Evidence, EvidenceKind, codes_in
from assistant.checking.grounding import STRUCK, ground, ground_draft
from assistant.checking.sentences import split_sentences
from corpus.codes import CptCode


def passage(number: int, title: str, text: str) -> Evidence:
    return Evidence(
        number, EvidenceKind.CODE, title, text, "test", "Test edition, 2026 Q2", "row 1", codes_in(text + title)
    )


EVIDENCE = (
    passage(
        1,
        "CPT 64484",
        "CPT 64484: Each further level of a steroid injection beside a nerve root of the lower back, with imaging. "
        "It is an add-on code and is not billed alone. Facts: global days ZZZ; MUE, practitioner 4 (MAI 3).",
    ),
    passage(2, "Add-on codes", "64484 is an add-on code, edit type 1. Primary codes listed: 64483."),
    passage(3, "Office visits", "99213 takes at least 20 minutes of total time on the date of the visit."),
)
ASKED = frozenset({CptCode("64484")})

OK = [
    "64484 is an add-on code and is not billed alone [1].",
    "**No.** 64484 is reported with its primary code, **64483** [2].",
    "Total time of at least twenty minutes on the date of the visit supports 99213 [3].",
    "The MUE for practitioners is 4, with MAI 3 [1].",
    "The add-on table of 2026 Q2 lists 64483 as the primary code [2].",
    "It needs a primary [2].",
    "No, 64484 cannot be reported alone; pair it with 64483 [2].",
    "64484 is never reported without its primary code [1].",
    "Do not bill 64484 by itself [1].",
    "Use the codes **64484**, *64483* and `99213` [1][2][3].",
    "The visit takes 20min of total time [3].",
    "The MUE is 4: report 64484x4 at most [1].",
    "A 2026 rule applies to the add-on code [1].",
    "Levels T12-L1 and L4-L5 are of the lower back [1].",
    "ICD-10 goes beside the add-on code [1].",
]
NOT_CLAIMS = [
    "I don't have that in the loaded sources.",
    "Which one do you mean?",
    "Sources:",
    "**Primary codes**",
    "The primary codes are:",
    "| Code | Primary |",
    "---",
    "Check the payer's policy.",
]


@pytest.mark.parametrize("text", OK + NOT_CLAIMS)
def test_honest_sentences_pass_unchanged(text: str) -> None:
    sentence = ground("", text, EVIDENCE, ASKED)
    assert (sentence.text, sentence.checks) == (text, ())


INVENTED = [
    # as written by the model, what must not be left to read
    ("Report it with 62323 [2].", "62323"),
    ("The primary is 0790t [2].", "0790t"),
    ("The primary is **0790T** [2].", "0790T"),
    ("See CPT® 0790T [2].", "0790T"),
    ("Use 0790\u200bT [2].", "0790"),
    ("Use 0790 T [2].", "0790 T"),
    ("Use ９９２１４ [2].", "９９２１４"),
    ("Use 9 9 2 1 4 [2].", "9 9 2 1 4"),
    ("Try [62323](http://example.org) [2].", "[62323]"),
    ("Add J1885 [2].", "J1885"),
    ("The diagnosis M54.16 supports it [1].", "M54.16"),
    ("The diagnosis M5416 supports it [1].", "M5416"),
    ("| 64484 | 62323 | [2]", "62323"),
    ("Any of 62321-62323 [2].", "62321"),
    ("Append 64484-59 [1].", "-59"),
    ("Use modifier 59 [1].", "59"),
    ("It goes with 64483/62323 [2].", "62323"),
    ("Diagnosis E11 applies [1].", "E11"),
    ("Use _0790T_ [2].", "0790T"),
    ("Use __62323__ [2].", "62323"),
    ("Use **0790**T [2].", "0790"),
    ("Use 6**2323** [2].", "2323"),
    ("Use 0790\\T [2].", "0790"),
    ("Use 0790Т [2].", "0790"),  # a Cyrillic letter
    ("Use O79OT [2].", "O79OT"),  # the letter O for zero
    ("Use 6&#50;323 [2].", "323"),
    ("Use 62323² [2].", "62323"),  # a note's mark
    ("Use CPT62323 [2].", "62323"),
    ("Use G2212x [2].", "G2212"),
    ("Use 62\u00a0323 [2].", "323"),
    ("Check 62323 [2].", "62323"),  # in a question this is a number of a cheque, in an answer it is a code
    ("Room 62323 [2].", "62323"),
    ("See https://example.org/62323 [2].", "62323"),
    ("Report 64483 through 64493 [2].", "64493"),
    ("Append XU [1].", "XU"),
    ("Use modifier AS [3].", "AS"),
    ("Append 59 [1].", "59"),
    ("The modifier is 59 [1].", "59"),
    ("Use modifier-59 [1].", "59"),
    ("ﬀ00100-22 [1].", "22"),  # upper-casing this letter would shift every span behind it
    ("00000A00 [1].", "A00"),
]


@pytest.mark.parametrize(("text", "gone"), INVENTED)
def test_a_code_in_neither_evidence_nor_question_is_struck(text: str, gone: str) -> None:
    sentence = ground("", text, EVIDENCE, ASKED)
    assert STRUCK in sentence.text
    assert gone not in sentence.text
    assert CheckKind.CODE_STRUCK in {check.kind for check in sentence.checks}


NO_CODES = [
    "It took effect in 2026 [1].",
    "Vitamin B12 helps the nerve root [1].",
    "COVID-19 rules ended [1].",
    "Call 1-800-633-4227 [1].",
]


@pytest.mark.parametrize("text", NO_CODES)
def test_what_only_looks_like_a_code_is_left(text: str) -> None:
    assert STRUCK not in ground("", text, EVIDENCE, ASKED).text


@pytest.mark.parametrize(
    ("text", "shown", "numbers"),
    [
        ("64484 is an add-on code [1, 2].", "64484 is an add-on code [1][2].", (1, 2)),
        ("64484 is an add-on code [E1].", "64484 is an add-on code [1].", (1,)),
        ("64484 is an add-on code 【2】.", "64484 is an add-on code [2].", (2,)),
        ("64484 is an add-on code (E2).", "64484 is an add-on code [2].", (2,)),
        ("64484 is an add-on code [^1].", "64484 is an add-on code [1].", (1,)),
        ("64484 is an add-on code [1](http://example.org).", "64484 is an add-on code [1].", (1,)),
        ("64484 is an add-on code [1][9].", "64484 is an add-on code [1].", (1,)),
    ],
)
def test_citations_take_one_form_and_those_to_nothing_go(text: str, shown: str, numbers: tuple[int, ...]) -> None:
    sentence = ground("", text, EVIDENCE, ASKED)
    assert (sentence.text, sentence.citations) == (shown, numbers)
    assert (CheckKind.CITATION_REMOVED in {check.kind for check in sentence.checks}) == ("9" in text)


@pytest.mark.parametrize(
    "text",
    [
        "64484 is always paid in full.",
        "Yes.",
        "**64484 may be billed alone**",  # a verdict dressed as a heading
        "64484 may be billed alone:",
        "Please note that 64484 is always paid twice.",
        "I cannot stress enough that 64484 is paid.",
        "I don't have that in the loaded sources, but 64484 is paid.",
        "Verify that you bill it 4 times.",
    ],
)
def test_an_uncited_claim_is_marked(text: str) -> None:
    kinds = {check.kind for check in ground("", text, EVIDENCE, ASKED).checks}
    assert kinds == {CheckKind.UNCITED}


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Yes. It is. No. It is not.", [("", "Yes. It is."), (" ", "No. It is not.")]),
        ("**Yes.** It is [1]. Next.", [("", "**Yes.** It is [1]."), (" ", "Next.")]),
        ("It is. [1][2] Next.", [("", "It is. [1][2]"), (" ", "Next.")]),
        ("Use E11.9 vs. E11.65, e.g. here. Done.", [("", "Use E11.9 vs. E11.65, e.g. here."), (" ", "Done.")]),
        ("Why:\n- one\n2. two\n", [("", "Why:"), ("\n- ", "one"), ("\n2. ", "two"), ("\n", "")]),
        ("| a. b | c |\n| d | e |", [("", "| a. b | c |"), ("\n", "| d | e |")]),
        ("## Head\nText", [("## ", "Head"), ("\n", "Text")]),
    ],
)
def test_prose_is_split_where_a_reader_would(text: str, pieces: list[tuple[str, str]]) -> None:
    assert split_sentences(text) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "64484 may be billed at most 6 times a day [1].",  # a number that is not there
        "The visit takes at least 45 minutes [3].",
        "99213 takes at least $20 thousand minutes, or 30, of total time [3].",
        "64483 takes at least 20 minutes of total time on the date of the visit [3].",  # a code of another passage
        "Medicare Advantage plans waive prior authorization for telehealth cardiology [1].",  # another subject
        "It is an add-on code and is billed alone [1].",  # the opposite
        "Yes, 64484 can be billed by itself [1].",
        "64484 may be reported without a primary code [1].",
        "64484 is not an add-on code [2].",
        "The global period is 4 days [1].",  # the number is there, of something else
        "The MUE is 2 [1].",  # "2" stands in the edition's "Q2" only
        "The visit takes 30min [3].",
        "The MUE allows 64484x9 [1].",
        "The MUE allows 64484 x9 [1].",
        "The visit takes ninety minutes [3].",
    ],
)
def test_what_the_cited_source_does_not_say_is_marked(text: str) -> None:
    assert CheckKind.UNSUPPORTED in {check.kind for check in ground("", text, EVIDENCE, ASKED).checks}


def test_a_draft_keeps_its_layout() -> None:
    draft = "**No.** 64484 is an add-on code [2].\n\n- Its primary is 64483 [2]\n- 62323 goes too [2]\n"
    shown = "".join(sentence.lead + sentence.text for sentence in ground_draft(draft, EVIDENCE, ASKED))
    assert (
        shown.rstrip("\n")
        == f"**No.** 64484 is an add-on code [2].\n\n- Its primary is 64483 [2]\n- {STRUCK} goes too [2]"
    )


@pytest.mark.parametrize(
    "text",
    [
        "**Modifiers.** 57 on the visit at which it was decided. 54 when another practice follows up [1].",  # no December
        "A further stage is another unit; not 76 or 58 [1].",  # the source's own clause, though it names nothing
    ],
)
def test_the_sources_own_clauses_pass(text: str) -> None:
    source = "Modifiers: 57 on the visit at which it was decided. 54 when another practice follows up. A further stage is another unit; not 76 or 58."
    evidence = (passage(1, "CPT 17312", source),)
    assert ground("", text, evidence, frozenset()).checks == ()


def test_a_number_moved_to_another_clause_is_still_told() -> None:
    evidence = (passage(1, "CPT 17312", "The visit is reported with 57. The limit of units is 3."),)
    checks = ground("", "The limit of units is 57 [1].", evidence, frozenset()).checks
    assert [check.kind for check in checks] == [CheckKind.UNSUPPORTED]
