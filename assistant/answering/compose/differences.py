"""Two codes side by side: what tells them apart in one line, then a table. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from assistant.answering import passages
from assistant.answering.compose.codes import number_of, one_line
from assistant.answering.compose.draft import Block, bullets, cite, join_codes
from assistant.answering.compose.topics import section_blocks
from assistant.answering.findings import Findings
from assistant.checking.sentences import split_sentences
from assistant.rules.verdict import bold
from assistant.understand.query import Query
from corpus.authored import REPORTED, UNIT
from corpus.codes import Code

_COMPARED = 2
_MOST_SENTENCES = 2
# Longer descriptions stand in the table alone.
_MOST_WORDS_APART = 40


def difference(question: Query, findings: Findings) -> Iterator[Block]:
    """What tells two codes apart in one line, then both side by side."""
    known = findings.known_subjects[:_COMPARED]
    if len(known) < _COMPARED:
        yield from bullets([one_line(findings.records[code], findings) for code in known])
        yield from section_blocks(findings.sections[:1], findings)
        return
    yield _what_differs(known, findings)
    numbers = [number_of(code, findings) for code in known]
    yield Block(f"| | {' | '.join(str(code) for code in known)} |", claim=False)
    yield Block("|---|---|---|", "\n", claim=False)
    for name, cells in _side_by_side(known, findings):
        told = [
            cite(cell.replace("|", "/"), number) if cell else "" for cell, number in zip(cells, numbers, strict=True)
        ]
        yield Block(f"| {name} | {' | '.join(told)} |", "\n", claim=any(cells))


def _what_differs(codes: tuple[Code, ...], findings: Findings) -> Block:
    """What one entry says of the other code; without such a line, what each code is."""
    for code in codes:
        for other in findings.records[code].related:
            if other.code in codes:
                text = f"{bold(other.code)} against {bold(code)}: {other.difference}."
                return Block(cite(text, number_of(code, findings)))
    differing = next(_differing_facts(codes, findings), None)
    return Block(differing or _apart(codes, findings))


def _apart(codes: tuple[Code, ...], findings: Findings) -> str:
    """What the descriptions do not share: "E11.21: nephropathy; E11.22: chronic kidney disease"."""
    numbers = [number_of(code, findings) for code in codes]
    told = [findings.records[code].description.split() for code in codes]
    begin = sum(1 for _ in itertools.takewhile(_alike, zip(*told, strict=False)))
    rest = [words[begin:] for words in told]
    end = sum(1 for _ in itertools.takewhile(_alike, zip(*(words[::-1] for words in rest), strict=False)))
    own = [" ".join(words[: len(words) - end]).strip(",;. ") for words in rest]
    if not all(own) or sum(len(words.split()) for words in own) > _MOST_WORDS_APART:
        return cite(f"{join_codes(codes)} differ in what is done.", *numbers)
    return cite(f"{'; '.join(f'{bold(code)}: {words}' for code, words in zip(codes, own, strict=True))}.", *numbers)


def _alike(pair: tuple[str, ...]) -> bool:
    return pair[0].strip(",;.").casefold() == pair[1].strip(",;.").casefold()


def _side_by_side(codes: tuple[Code, ...], findings: Findings) -> Iterator[tuple[str, list[str]]]:
    """Rows of the table: what each is, its checked values where they differ, and when each is reported."""
    records = [findings.records[code] for code in codes]
    yield "What it is", [record.description for record in records]
    values = [{fact.name: fact.value for fact in record.facts} for record in records]
    for name in dict.fromkeys(name for of_code in values for name in of_code):
        cells = [of_code.get(name, "") for of_code in values]
        if len(set(cells)) > 1:
            yield passages.fact_name(name).capitalize(), cells
    for heading in (REPORTED, UNIT):
        cells = [_opening(section.text) if (section := record.section(heading)) else "" for record in records]
        if any(cells) and len(set(cells)) > 1:
            yield heading, cells


def _opening(text: str) -> str:
    """The first sentences of a section: both codes have to fit one screen, and the rest is in the details."""
    return " ".join(sentence for _, sentence in split_sentences(text)[:_MOST_SENTENCES])


def _differing_facts(codes: tuple[Code, ...], findings: Findings) -> Iterator[str]:
    """One line for each checked value in which the codes differ."""
    values = {code: {fact.name: fact.value for fact in findings.records[code].facts} for code in codes}
    for name in dict.fromkeys(name for facts_of in values.values() for name in facts_of):
        # The day a code was added, or a value that one entry lacks, tells nothing of what is done.
        if passages.fact_name(name).casefold() == "added" or not all(name in facts_of for facts_of in values.values()):
            continue
        if len({facts_of[name] for facts_of in values.values()}) > 1:
            stated = ", ".join(f"{code} {values[code][name]}" for code in codes)
            yield cite(
                f"{passages.fact_name(name).capitalize()}: {stated}.", *(number_of(code, findings) for code in codes)
            )
