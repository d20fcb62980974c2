"""Grounding takes any text, and no unknown code is left to read in what it shows."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import CheckKind
from assistant.answering.evidence import Evidence, EvidenceKind, codes_in
from assistant.checking.grounding import STRUCK, ground, ground_draft
from corpus.codes import CptCode
from corpus.mentions import find_codes

_TEXT = "64484 is an add-on code of 64483. It is not billed alone. Its limit is 4 units."
EVIDENCE = (Evidence(1, EvidenceKind.CODE, "64484", _TEXT, "test", "Test edition", "row 1", codes_in(_TEXT)),)
ASKED = frozenset({CptCode("64484")})
KNOWN = codes_in(_TEXT)

WORDS = (
    "64484 64483 0709T 0790T 99213 99213-25 E11.9 E1165 J1885 G2212 0DBN8ZX [1] [9] [1,9] (E1) 【1】 ** * _ ` ~ \\ | # "
    "- – / . , : ; ? ( ) [ ] &#50; &#x32; <b> </b> modifier XU 59 x2 × not alone never four 4 90-day $45 2026 A"
)
ODD = (" ", "  ", "\n", "\u200b", "\u00ad", "\u00a0", "２", "²", "Т", "О", "ﬁ", "é", "\U0001d7d7")
PIECES = st.sampled_from((*WORDS.split(), *ODD))
MESSY = st.lists(PIECES, max_size=20).map("".join)
SPACED = st.lists(PIECES, max_size=20).map(" ".join)
ANY = st.one_of(st.text(max_size=120), MESSY, SPACED)

INVENTED = st.one_of(
    st.integers(10_000, 99_499).map(str),
    st.integers(0, 1_999).map("{:04d}T".format),
    st.tuples(st.sampled_from("CEGJKLQST"), st.integers(0, 9_999)).map(lambda code: f"{code[0]}{code[1]:04d}"),
).filter(lambda code: code not in {str(known) for known in KNOWN})
MARKS = st.sampled_from(["", "**", "_", "`", "*", "__", "~~", '"', "'"])
INSIDE = st.sampled_from(["", "\u200b", "\u00ad", "**", "_", "\\", "\u2060"])
AROUND = st.sampled_from(["Report {} [1].", "{} [1].", "Use CPT {} here [1].", "See [{}](http://example.org) [1].",
                          "| 64484 | {} | [1]", "64484/{} [1].", "Code:{}.", "({})", "<b>{}</b>", "check {} [1]."])  # fmt: skip


@given(ANY)
def test_grounding_takes_any_text(text: str) -> None:
    sentence = ground("", text, EVIDENCE, ASKED)
    assert set(sentence.citations) <= {1}
    ground_draft(text, EVIDENCE, ASKED)


@given(ANY)
def test_every_code_left_is_known(text: str) -> None:
    shown = ground("", text, EVIDENCE, ASKED).text
    unknown = [
        mention.text
        for mention in find_codes(shown)
        if mention.certain
        and not {mention.code, *mention.alternatives} & KNOWN
        # "64484x2" has the form of an ICD-10-PCS code; it is a known code with its units.
        and not re.fullmatch(r"6448[34][xX×]\d\d?", mention.text)
    ]
    assert not unknown


@given(ANY)
def test_no_citation_to_nothing_is_left(text: str) -> None:
    shown = ground("", text, EVIDENCE, ASKED).text
    assert not re.search(r"\[(?!1\])\d{1,3}\]", shown)


@given(INVENTED, st.integers(1, 4), INSIDE, MARKS, AROUND, st.booleans())
def test_an_invented_code_is_struck_however_it_is_dressed(
    code: str, split: int, inside: str, marks: str, around: str, lower: bool
) -> None:
    written = code.lower() if lower else code
    text = around.format(marks + written[:split] + inside + written[split:] + marks)
    sentence = ground("", text, EVIDENCE, ASKED)
    assert STRUCK in sentence.text
    assert CheckKind.CODE_STRUCK in {check.kind for check in sentence.checks}
    assert code not in re.sub(r"[^0-9A-Z]", "", sentence.text.upper())


@given(st.sampled_from(["64484", "64483"]), MARKS, AROUND)
def test_a_known_code_is_left_however_it_is_dressed(code: str, marks: str, around: str) -> None:
    sentence = ground("", around.format(marks + code + marks), EVIDENCE, ASKED)
    assert STRUCK not in sentence.text


@given(ANY)
def test_what_was_checked_passes_the_same_check_again(text: str) -> None:
    once = ground("", text, EVIDENCE, ASKED)
    twice = ground("", once.text, EVIDENCE, ASKED)
    assert CheckKind.CITATION_REMOVED not in {check.kind for check in twice.checks}
    assert twice.text.count(STRUCK) == once.text.count(STRUCK)
