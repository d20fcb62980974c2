"""Answers to questions that name no code: the closest codes, and the guideline sections that speak of the topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import AnswerKind, Part
from assistant.answering import passages
from assistant.answering.compose import form
from assistant.answering.compose.draft import Block, Draft, cite
from assistant.answering.findings import Findings
from assistant.rules.indicators.facts import gone_words
from assistant.understand.query import Query
from assistant.understand.wishes.wish import Wish
from corpus.codes import CodeSystem, code_key
from corpus.records import CodeRecord, GuidelineSection, RecordStatus

ASK_ABOUT = "Ask about: CPT codes, guidelines, modifiers, crosswalks, NCCI edits, compliance, Medicare coverage"
# About a screen of a laptop: past it the sources are the better place to read on.
_WORDS_SHOWN = 320
# Codes below a header that are named in its row.
_NAMED_BELOW = 4
# Characters of a diagnosis with a 7th character, the dot counted.
WHOLE_LENGTH = 8

INVITATION = f"Ask me a code, a rule, or a case: what was done, for whom, when and by whose rules. {ASK_ABOUT}."
WELCOME = "You are welcome. Ask on whenever a code, a rule or a case comes up."
NOTHING_HERE = (
    "I don't have that: nothing in the loaded sources is close enough to answer from. "
    "Name a code, or ask in English about coding, with other words."
)


def compose_topic(question: Query, findings: Findings) -> Draft:
    """An answer from what the search found, or a plain abstention."""
    if not findings.confident:
        return Draft(AnswerKind.ABSTENTION, (Block(NOTHING_HERE, claim=False),))
    if not findings.quoted and (findings.codes_first is False or (question.guessed and not findings.found)):
        return _nearest(findings)
    asks_code = findings.codes_first
    if asks_code is None:
        asks_code = question.intent is Wish.FIND or bool(question.figures) or not findings.sections
    found = list(found_codes(findings, figures=bool(question.figures)))
    quoted = list(quoted_blocks(findings))
    asks_code = asks_code or not quoted  # something has to stand in sight
    told = [*found, *quoted] if asks_code else [*quoted, *found]
    if not told:
        return _nearest(findings)
    blocks = _with_headings(form.arranged(told, form.MOST_WORDS_OF_A_CODE)) if asks_code else form.arranged(quoted)
    blocks += [] if asks_code else form.in_details(found)
    sections = form.in_details(section_blocks(findings.sections, findings))
    notes = form.in_details(notes_of_the_best(findings))
    return Draft(AnswerKind.ANSWER, (*blocks, *notes, *sections), listed=findings.found)


def _nearest(findings: Findings) -> Draft:
    """No sentence of what was found speaks of what was asked: said so, with the nearest section by name."""
    if not findings.sections:
        return Draft(AnswerKind.ABSTENTION, (Block(NOTHING_HERE, claim=False),))
    first = findings.sections[0]
    text = f"{NOTHING_HERE} The nearest text here is **{passages.section_title(first)}**."
    blocks = (Block(cite(text, findings.numbers[first.key]), claim=False),)
    return Draft(AnswerKind.ABSTENTION, (*blocks, *form.in_details(section_blocks(findings.sections, findings))))


def quoted_blocks(findings: Findings) -> Iterator[Block]:
    """The sentences that speak most of what was asked: the best one, then the next ones as a list."""
    if not findings.quoted and findings.sections and findings.sections[0].key not in findings.excerpts:
        first = findings.sections[0]
        yield Block(cite(_paragraphs(first.text)[0], findings.numbers[first.key]))
    for index, (sentence, number) in enumerate(findings.quoted):
        lead = "\n\n" if index == 0 else "\n\n- " if index == 1 else "\n- "
        yield Block(cite(sentence, number), lead)


def found_codes(findings: Findings, *, figures: bool = False) -> Iterator[Block]:
    """The closest codes as a table, best first: code, what it is, whether it is billable, and why it is offered."""
    if not findings.found:
        return
    yield Block(f"| Code | What it is | {'Figures' if figures else 'Billable | Why'} |", claim=False)
    yield Block("|---|---|---|" if figures else "|---|---|---|---|", "\n", claim=False)
    for code in findings.found:
        record = findings.records[code]
        told = passages.facts_in_words(record) if figures else f"{_billable(record, findings)} | {findings.why[code]}"
        numbers = [findings.numbers[code_key(code)]]
        status = findings.statuses.get(code)
        if status is not None and status.is_gone:
            told = f"no: {gone_words(status)}{'' if figures else f' | {findings.why[code]}'}"
            numbers.append(findings.numbers[f"status:{code}"])
        text = f"| **{code}** | {record.description.replace('|', '/')} | {told}"
        yield Block(f"{cite(text, *numbers)} |", "\n")


def _with_headings(blocks: list[Block]) -> list[Block]:
    """The blocks; rows of the table that went to the details have its headings there too."""
    first = next((place for place, block in enumerate(blocks) if block.part is Part.DETAILS), len(blocks))
    if not any(block.text.startswith("| **") for block in blocks[first : first + 1]):
        return blocks
    headings = form.in_details(block for block in blocks[:first] if block.text.startswith(("| Code", "|---")))
    return [*blocks[:first], *headings, *blocks[first:]]


def _billable(record: CodeRecord, findings: Findings) -> str:
    if record.status is not RecordStatus.HEADER:
        return "yes" if record.status is RecordStatus.BILLABLE else ""
    below = findings.below.get(record.code, ())
    more = ", ..." if len(below) > _NAMED_BELOW else ""
    if all(len(str(child)) == WHOLE_LENGTH for child in below):
        return f"no: add the 7th character ({', '.join(str(child)[-1] for child in below[:_NAMED_BELOW])}{more})"
    return f"no: one of {', '.join(str(child) for child in below[:_NAMED_BELOW])}{more}"


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
    """Sections of the best document up to a page's worth, raw pages by their best sentences; the others by title."""
    quotable = [section for section in sections if findings.excerpts.get(section.key) != ()]
    in_full, by_title = shown_sections(quotable)
    by_title += [section for section in sections if section not in quotable]
    for index, section in enumerate(in_full):
        # All of one document: its title once, then the headings alone.
        title = passages.section_title(section) if index == 0 else _heading(section)
        yield Block(f"**{title}**", claim=False)
        for paragraph in findings.excerpts.get(section.key) or _within_a_page(section.text):
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


def _within_a_page(text: str) -> Iterator[str]:
    """The first paragraphs of a section, a page's worth at most; the source has the rest."""
    words = 0
    for paragraph in _paragraphs(text):
        words += len(paragraph.split())
        if words > _WORDS_SHOWN and words > len(paragraph.split()):
            return
        yield paragraph


def _paragraphs(text: str) -> list[str]:
    """Paragraphs of a section; a list stays with the line that introduces it."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]
