"""What the chat page is given to show, as tables of sentences, cards and answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, AnswerKind, Check, CheckKind, Citation, CodeCard, Part, Sentence
from assistant.answering.rendering import (
    answer_markdown,
    card_markdown,
    duration,
    editions_line,
    linked,
    sentence_markdown,
    source_markdown,
    steps_line,
    system_name,
    welcome_lines,
)
from assistant.events import Stage, StageFinished
from assistant.markdown import as_markdown
from corpus.codes import Code, CptCode, HcpcsCode, Icd10CmCode, Modifier
from corpus.editions import Edition

SAFE = [
    ("plain text stays", "plain text stays"),
    ("**bold** and [1][2] stay", "**bold** and [1][2] stay"),
    ("note: with a space and 10:30 stay", "note: with a space and 10:30 stay"),
    ("ICD:E11.9 and E/M:time", r"ICD\:E11.9 and E/M\:time"),
    ("`a:b` stays in code, c:d does not", r"`a:b` stays in code, c\:d does not"),
    ("[1]: is no link definition", r"[1]\: is no link definition"),
    ("~30 and ~40 are not struck, ~~this~~ is", r"\~30 and \~40 are not struck, ~~this~~ is"),
    ("![picture](https://elsewhere.example/x.png)", r"!\[picture]\(`https://elsewhere.example/x.png`)"),
    ("see [the policy](https://x.example/a?b=1).", r"see [the policy]\(`https://x.example/a?b=1`)."),
    ("see [the policy](/logout)", r"see [the policy]\(/logout)"),
    ("<https://x.example> or www.x.example", "<`https://x.example`> or `www.x.example`"),
    ("write to a.b@x.example now", "write to `a.b@x.example` now"),
    ("a ` b https://x.example", r"a \` b `https://x.example`"),
    ("``https://x.example`", r"\`\``https://x.example`\`"),
    ("`https://x.example` stays", "`https://x.example` stays"),
]


@pytest.mark.parametrize(("text", "expected"), SAFE)
def test_text_is_made_safe_for_the_page(text: str, expected: str) -> None:
    assert as_markdown(text) == expected


@given(st.text())
def test_making_safe_only_adds_backslashes_and_backticks(text: str) -> None:
    def bare(shown: str) -> str:
        return shown.replace("\\", "").replace("`", "")

    assert bare(as_markdown(text)) == bare(text)


MARKED = [
    (Sentence("Fine [1].", "\n\n"), "\n\nFine [1]."),
    (Sentence("A claim.", checks=(Check(CheckKind.UNCITED),)), "A claim. *(uncited)*"),
    (Sentence("No [1].", checks=(Check(CheckKind.UNSUPPORTED),)), "No [1]. *(not supported by the cited source)*"),
    (Sentence("Bill [code removed].", checks=(Check(CheckKind.CODE_STRUCK, "0799T"),)), "Bill [code removed]."),
    (Sentence("| a | b |", "\n", checks=(Check(CheckKind.UNCITED),)), "\n| a | b *(uncited)* |"),
    (Sentence("x", checks=(Check(CheckKind.UNCITED), Check(CheckKind.UNCITED))), "x *(uncited)*"),
]


@pytest.mark.parametrize(("sentence", "expected"), MARKED)
def test_a_sentence_shows_what_checking_found(sentence: Sentence, expected: str) -> None:
    assert sentence_markdown(sentence) == expected


SYSTEMS: list[tuple[Code, str]] = [
    (CptCode("99213"), "CPT Category I"),
    (CptCode("0001F"), "CPT Category II"),
    (CptCode("0709T"), "CPT Category III"),
    (CptCode("0001U"), "CPT PLA"),
    (HcpcsCode("G2211"), "HCPCS Level II"),
    (Icd10CmCode("E11.9"), "ICD-10-CM"),
    (Modifier("25"), "Modifier"),
]


@pytest.mark.parametrize(("code", "expected"), SYSTEMS)
def test_a_system_is_called_as_coders_call_it(code: Code, expected: str) -> None:
    assert system_name(code) == expected


CARD = CodeCard(CptCode("0709T"), "Each further one.", False, "Active", "Our text", ("Add-on code; primary: 0708T",), 1)


def test_a_card_is_one_quote_with_all_that_a_coder_looks_for() -> None:
    assert card_markdown(CARD, frozenset({1})).splitlines() == [
        "> **0709T** · CPT Category III · Active",
        "> Each further one.",
        "> Add-on code; primary: 0708T",
        "> *CasePilot's own wording, not the official descriptor*",
        "> Our text [1]",
    ]


def test_a_card_shows_no_number_that_would_not_open() -> None:
    assert card_markdown(CARD, frozenset({2})).endswith("> Our text")


CITATION = Citation(1, "CPT 0709T", "Our text, November 2026", "entry 0709T", "The passage.")


def test_under_an_answer_stand_warnings_sources_who_answered_and_the_details() -> None:
    answer = Answer(
        AnswerKind.ANSWER,
        (
            Sentence("An add-on [1].", citations=(1,)),
            Sentence("More.", " ", checks=(Check(CheckKind.UNCITED),)),
            Sentence("The row.", "\n\n", part=Part.DETAILS),
        ),
        codes=(CARD,),
        citations=(CITATION,),
        warnings=("Not in force today.",),
        timings={"total": 38.4},
    )
    text = answer_markdown(answer)
    parts = [
        "An add-on [1]. More. *(uncited)*",
        "⚠ **Note:** Not in force today.",
        "**Sources**",
        "- [1] *CPT 0709T · Our text, November 2026*",
        "*Answered from the knowledge base, without a model in 38 ms.*",
        "###### Details",
        "The row.",
        "> **0709T**",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_removed_citation_is_told() -> None:
    sentence = Sentence("So it is.", checks=(Check(CheckKind.CITATION_REMOVED, "[9]"),))
    text = answer_markdown(Answer(AnswerKind.ANSWER, (sentence,), mode="a-model", timings={"total": 2100}))
    assert "points to no source: [9]" in text
    assert text.endswith("*Drafted by a-model and checked against the sources in 2.1 s.*")


def test_a_source_shows_its_edition_place_and_exact_passage() -> None:
    assert source_markdown(CITATION) == "**Our text, November 2026** · entry 0709T\n\n---\n\nThe passage."


@pytest.mark.parametrize(
    ("edition_id", "section", "head"),
    [
        ("casepilot-text", "", "*CasePilot's own words.*"),
        ("casepilot-text", "modifier-25#use", "*CasePilot's own words.* [On its page](/there)"),
        ("doc-manual", "doc-manual#page-1", "*The document's own words.* [In the document](/there)"),
        ("pfs-2025-10", "", "not a quotation as it stands.* [The row as published](/there)"),
    ],
)
def test_a_source_says_whose_words_follow(edition_id: str, section: str, head: str) -> None:
    address = "/there" if section or edition_id != "casepilot-text" else ""
    shown = source_markdown(replace(CITATION, edition_id=edition_id, section=section), address)
    assert shown.partition("\n\n---")[0].endswith(head)


def _edition(name: str, start: date | None, end: date | None) -> Edition:
    return Edition(name, "HCPCS Level II", "CMS", name, start, end)


def test_the_start_page_tells_the_newest_releases_and_the_oldest() -> None:
    releases = [_edition(f"Release {year}", date(year, 1, 1), date(year, 12, 31)) for year in range(2019, 2027)]
    law = Edition("law", "Federal law", "Congress", "An act of 2026", date(2026, 1, 30), date(2027, 12, 31))
    documents = [_edition("A manual", None, None), _edition("A fact sheet", date(2020, 1, 1), None), law]
    assert editions_line([*releases, *documents]) == (
        "Release 2026 · Release 2025 · Release 2024 · Release 2023 · Release 2022 · "
        "3 more, the oldest Release 2019 · 3 other documents."
    )
    lines = welcome_lines("a-model", releases, datetime(2026, 11, 23, tzinfo=UTC), "fetch brings 3 tables")
    assert lines[1].startswith("Answering with a-model, checked")
    assert lines[2] == "Knowledge base of 2026-11-23, 8 editions"
    assert lines[4] == "fetch brings 3 tables"


ADDRESSES = {CptCode("0709T"): "/code/cpt/0709T", Modifier("25"): "/code/modifier/25"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**0709T** adds.", "**[0709T](/code/cpt/0709T)** adds."),
        ("| 1 | 0709T |", "| 1 | [0709T](/code/cpt/0709T) |"),
        ("Of 0708T and 0709T.", "Of 0708T and [0709T](/code/cpt/0709T)."),
        ("Use modifier 25 [25].", "Use modifier [25](/code/modifier/25) [25]."),
        ("`0709T` and [0709T](https://example.org/0709T)", "`0709T` and [0709T](https://example.org/0709T)"),
    ],
)
def test_a_code_that_has_a_page_links_to_it(text: str, expected: str) -> None:
    assert linked(text, ADDRESSES) == expected
    assert linked(text, {}) == text


def test_the_line_of_steps_tells_what_was_found_and_checked() -> None:
    finished = [
        StageFinished(Stage.GATHER, "3 pieces of evidence: one; two; three", 12.0),
        StageFinished(Stage.GROUND, "6 passages checked, nothing to object to", 3.0),
    ]
    assert steps_line(finished) == "3 pieces of evidence · 6 passages checked, nothing to object to · 15 ms"
    assert steps_line([]) == "0 ms"


@pytest.mark.parametrize(("milliseconds", "expected"), [(0.4, "0 ms"), (38.4, "38 ms"), (2149, "2.1 s")])
def test_durations_are_short(milliseconds: float, expected: str) -> None:
    assert duration(milliseconds) == expected
