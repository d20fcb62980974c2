"""Invariants of codes, mentions, records and grounding on any input."""

from __future__ import annotations

import itertools
import string

from hypothesis import example, given
from hypothesis import strategies as st

from assistant.answering.evidence import Evidence, EvidenceKind, codes_in
from assistant.checking.grounding import STRUCK, ground
from corpus.codes import (
    Code,
    CptCode,
    HcpcsCode,
    Icd10CmCode,
    Icd10PcsCode,
    Modifier,
    code_from_key,
    code_key,
    parse_code,
)
from corpus.mentions import find_codes
from corpus.records import CodeRecord, Fact, RecordStatus, RelatedCode, Section, SourceRef
from corpus.store.codec import decode_record, encode_record

DIGITS = st.text(string.digits, min_size=4, max_size=4)
CPT = st.one_of(
    st.integers(100, 99607).map(lambda number: CptCode(f"{number:05d}")),
    st.integers(1, 1999).map(lambda number: CptCode(f"{number:04d}T")),
)
HCPCS = st.builds(lambda letter, digits: HcpcsCode(letter + digits), st.sampled_from("ABCDEGHJKLMPQRSTV"), DIGITS)
ICD10CM = st.builds(
    lambda letter, category, rest: Icd10CmCode(f"{letter}{category:02d}.{rest}"),
    st.sampled_from(string.ascii_uppercase),
    st.integers(0, 99),
    st.text(string.digits, min_size=1, max_size=4),
)
ICD10PCS = st.text(string.digits + "ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=6, max_size=6).map(
    lambda rest: Icd10PcsCode("0" + rest)
)
MODIFIER = st.text(string.digits + string.ascii_uppercase, min_size=2, max_size=2).map(Modifier)
CODES: st.SearchStrategy[Code] = st.one_of(CPT, HCPCS, ICD10CM, ICD10PCS, MODIFIER)

PROSE = st.lists(
    st.sampled_from(
        "the code is 99213 0709T - , . / $ room x2 25 E11.9 modifier RT to 2025 ( ) [1] units é １２３ \n \u200b J1885-".split(
            " "
        )
    ),
    max_size=20,
).map(" ".join)


@given(CODES)
def test_codes_survive_their_text_and_key(code: Code) -> None:
    assert parse_code(str(code), code.system) == code
    assert parse_code(f" {str(code).lower()} ", code.system) == code
    assert code_from_key(code_key(code)) == code


@given(st.one_of(st.text(), PROSE))
def test_mentions_are_in_order_apart_and_as_written(text: str) -> None:
    mentions = find_codes(text)
    assert [mention.text for mention in mentions] == [text[mention.start : mention.end] for mention in mentions]
    assert all(one.end <= two.start for one, two in itertools.pairwise(mentions))


@given(
    st.one_of(CPT, HCPCS, ICD10CM),
    st.sampled_from(["what is {}?", "Bill {} today", "({})", "“{}”", "**{}**", "{}, please"]),
)
def test_a_code_is_found_in_any_prose_and_case(code: Code, prose: str) -> None:
    for text in (str(code), str(code).lower()):
        (mention,) = find_codes(prose.format(text))
        assert code in (mention.code, *mention.alternatives)


@example("QAA")  # chapter 17 has categories like QA0
@given(st.text(string.ascii_letters + " .,;:!?-'\"()\n"))
def test_a_text_without_digits_names_no_code_but_modifiers(text: str) -> None:
    assert all(isinstance(mention.code, Modifier) for mention in find_codes(text))


SOURCE = st.builds(SourceRef, st.text(), st.text())
RECORDS = st.builds(
    CodeRecord,
    code=CODES,
    description=st.text(),
    official=st.booleans(),
    status=st.sampled_from(RecordStatus),
    source=SOURCE,
    synonyms=st.lists(st.text(), max_size=3).map(tuple),
    sections=st.lists(
        st.builds(Section, st.text(), st.text(), st.lists(st.text(), max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    related=st.lists(st.builds(RelatedCode, CODES, st.text()), max_size=2).map(tuple),
    facts=st.lists(st.builds(Fact, st.text(), st.text(), SOURCE), max_size=2).map(tuple),
    further_sources=st.lists(SOURCE, max_size=2).map(tuple),
    parent=st.none() | CODES,
    children=st.lists(CODES, max_size=3).map(tuple),
)


@given(RECORDS)
def test_records_survive_the_catalog(record: CodeRecord) -> None:
    assert decode_record(encode_record(record)) == record


def _evidence(text: str) -> tuple[Evidence, ...]:
    return (Evidence(1, EvidenceKind.CODE, "Title", text, "e", "Edition", "row", codes_in(text)),)


@given(st.one_of(st.text(), PROSE), st.one_of(st.text(), PROSE))
def test_grounding_takes_anything_and_leaves_no_unknown_code(text: str, source: str) -> None:
    evidence = _evidence(source)
    sentence = ground("", text, evidence, frozenset())
    for mention in find_codes(sentence.text.replace(STRUCK, " ")):
        if isinstance(mention.code, Modifier) and str(mention.code) in source.upper():
            continue  # two characters that the source has, however it introduces them, are not invented
        readings = {mention.code, *mention.alternatives}
        assert readings & evidence[0].codes or not (mention.certain or mention.alternatives)
    assert set(sentence.citations) <= {1}


@given(
    st.one_of(CPT, HCPCS, ICD10CM),
    st.sampled_from(["Report {} [1].", "It is **{}**.", "- {} [1]", "[{}](http://x.y)", "| {} | a |"]),
)
def test_an_invented_code_never_reaches_the_screen(code: Code, draft: str) -> None:
    sentence = ground("", draft.format(code), _evidence("Nothing is said of codes here."), frozenset())
    assert str(code) not in sentence.text
