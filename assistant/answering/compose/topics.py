"""Answers to questions that name no code: the closest codes, and the guideline sections that speak of the topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import AnswerKind
from assistant.answering import passages
from assistant.answering.compose import form
from assistant.answering.compose.draft import Block, Draft, cite
from assistant.answering.findings import Findings
from assistant.understand.query import Query as Question
from assistant.understand.wishes.wish import Wish as Intent
from corpus.codes import CodeSystem, code_key
from corpus.records import GuidelineSection, RecordStatus

ASK_ABOUT = "Ask about: CPT codes, guidelines, modifiers, crosswalks, NCCI edits, compliance, Medicare coverage"
# About a screen of a laptop: past it the sources are the better place to read on.
_WORDS_SHOWN = 320

INVITATION = f"Ask me a code, a rule, or a case: what was done, for whom, when and by whose rules. {ASK_ABOUT}."
WELCOME = "You are welcome. Ask on whenever a code, a rule or a case comes up."
NOTHING_HERE = (
    "I don't have that: nothing in the loaded sources is close enough to answer from. "
    "Name a code, or ask in English about coding, with other words."
)


def compose_topic(question: Question, findings: Findings) -> Draft:
    """An answer from what the search found, or a plain abstention."""
    if not findings.confident:
        return Draft(AnswerKind.ABSTENTION, (Block(NOTHING_HERE, claim=False),))
    if not findings.quoted and not findings.found and question.guessed:
        return _nearest(findings)
    asks_code = question.intent is Intent.FIND or bool(question.figures) or not findings.sections
    found = list(found_codes(findings, figures=bool(question.figures)))
    quoted = list(quoted_blocks(findings))
    told = [*found, *quoted] if asks_code else [*quoted, *found]
    blocks = form.arranged(told) if asks_code else form.arranged(quoted) + form.in_details(found)
    sections = form.in_details(section_blocks(findings.sections, findings))
    notes = form.in_details(notes_of_the_best(findings))
    return Draft(AnswerKind.ANSWER, (*blocks, *notes, *sections), listed=findings.found)


def _nearest(findings: Findings) -> Draft:
    """Sections were found, and no sentence of them speaks of what was asked: said so, with the nearest one by name."""
    first = findings.sections[0]
    text = f"{NOTHING_HERE} The nearest text here is **{passages.section_title(first)}**."
    blocks = (Block(cite(text, findings.numbers[first.key]), claim=False),)
    return Draft(AnswerKind.ABSTENTION, (*blocks, *form.in_details(section_blocks(findings.sections, findings))))


def quoted_blocks(findings: Findings) -> Iterator[Block]:
    """The sentences that speak most of what was asked: the best one, then the next ones as a list."""
    if not findings.quoted and findings.sections:
        first = findings.sections[0]
        yield Block(cite(_paragraphs(first.text)[0], findings.numbers[first.key]))
    for index, (sentence, number) in enumerate(findings.quoted):
        lead = "\n\n" if index == 0 else "\n\n- " if index == 1 else "\n- "
        yield Block(cite(sentence, number), lead)


def found_codes(findings: Findings, *, figures: bool = False) -> Iterator[Block]:
    """The closest codes as a table, best first: code, what it is, and whether it is billable; with figures if asked."""
    if not findings.found:
        return
    last = "Figures" if figures else "Billable"
    yield Block(f"| Code | What it is | {last} |", claim=False)
    yield Block("|---|---|---|", "\n", claim=False)
    for code in findings.found:
        record = findings.records[code]
        told = passages.facts_in_words(record) if figures else _billable(record.status)
        text = f"| **{code}** | {record.description.replace('|', '/')} | {told}"
        yield Block(f"{cite(text, findings.numbers[code_key(code)])} |", "\n")


def _billable(status: RecordStatus) -> str:
    if status is RecordStatus.HEADER:
        return "no: a header, needs more characters"
    if status is RecordStatus.TERMINATED:
        return "no: deleted"
    return "yes" if status is RecordStatus.BILLABLE else ""


def notes_of_the_best(findings: Findings) -> Iterator[Block]:
    """The notes that stand at the best diagnosis found."""
    if not findings.found:
        return
    best = findings.records[findings.found[0]]
    if best.code.system is CodeSystem.ICD10CM:
        for section in best.sections:
            if "(at " in section.heading:
                continue  # notes of the whole chapter or block are in the source; here they would bury the answer
            text = f"At {best.code}, **{section.heading}:** {section.as_text()}"
            yield Block(cite(text, findings.numbers[code_key(best.code)]))


def section_blocks(sections: Sequence[GuidelineSection], findings: Findings) -> Iterator[Block]:
    """The sections of the best document in full, up to a page's worth; the others by title."""
    in_full, by_title = shown_sections(sections)
    for index, section in enumerate(in_full):
        # All of one document: its title once, then the headings alone.
        title = passages.section_title(section) if index == 0 else _heading(section)
        yield Block(f"**{title}**", claim=False)
        for paragraph in _paragraphs(section.text):
            yield Block(cite(paragraph, findings.numbers[section.key]))
    if by_title:
        titles = (cite(passages.section_title(section), findings.numbers[section.key]) for section in by_title)
        yield Block(f"**See also:** {'; '.join(titles)}", claim=False)


def shown_sections(
    sections: Sequence[GuidelineSection],
) -> tuple[list[GuidelineSection], list[GuidelineSection]]:
    """Those of the best document that fit on a page, and the rest, which are only named."""
    in_full: list[GuidelineSection] = []
    by_title: list[GuidelineSection] = []
    words = 0
    for section in sections:
        words += len(section.text.split())
        fits = section.document_id == sections[0].document_id and words <= _WORDS_SHOWN
        (in_full if fits or not in_full else by_title).append(section)
    return in_full, by_title


def _heading(section: GuidelineSection) -> str:
    return section.document_title if section.position == 1 else section.heading


def _paragraphs(text: str) -> list[str]:
    """Paragraphs of a section; a list stays with the line that introduces it."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]
