"""The instructional notes of a diagnosis, as the tabular list has them at the code and above it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering.compose.draft import Block, bullets, cite
from assistant.answering.compose.topics import WHOLE_LENGTH
from assistant.answering.findings import Findings
from assistant.rules.verdict import bold, either
from assistant.understand.query import Query
from corpus.codes import code_key
from corpus.records import CodeRecord

# The notes that a question asks for, by a concept of rules/vocabulary.yaml; the first one that is told counts.
_ASKED_NOTES = {
    "excludes1": ("Excludes1",),
    "excludes2": ("Excludes2",),
    "excludes": ("Excludes1", "Excludes2"),
    "code_first": ("Code first", "Use additional code", "Code also"),
    "use_additional": ("Use additional code",),
    "code_also": ("Code also",),
    "seventh_character": ("7th character",),
    "includes": ("Includes",),
}


def notes(question: Query, findings: Findings) -> Iterator[Block]:
    """The tabular notes asked about, at the code and inherited from above, as the evidence passage has them."""
    told = question.story.within("rules")
    headings = next((found for concept, found in _ASKED_NOTES.items() if told.mentions(concept)), ())
    for code in findings.known_subjects:
        number = findings.numbers[code_key(code)]
        lines = findings.evidence[number - 1].text.splitlines()
        wanted = [line for line in lines if line.startswith(headings or ("Excludes", "Code", "Use", "Includes"))]
        if findings.records[code].synonyms and "Includes" in headings:
            wanted += [line for line in lines if line.startswith("Inclusion terms")]
        if not wanted:
            name = headings[0] if headings else "instructional"
            yield Block(cite(f"No {name} note stands at {bold(code)} or above it in the loaded edition.", number))
        else:
            characters = _seventh_characters(findings.records[code]) if "7th character" in headings else ""
            yield Block(cite(f"{bold(code)}{characters}: {findings.records[code].description}.", number))
            yield from bullets([cite(line, number) for line in wanted])


def _seventh_characters(record: CodeRecord) -> str:
    """The characters of the codes below one that needs a 7th; "" where it has it, or more must be added before."""
    below = [str(child) for child in record.children]
    if not below or any(len(child) != WHOLE_LENGTH for child in below):
        return ""
    return f" takes a 7th character, {either([child[-1] for child in below], len(below))}"
