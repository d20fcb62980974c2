"""Answers as the Markdown that the chat page shows. Pure; knows what the page's Markdown does, and no Chainlit.

Text that comes from records, documents, questions or a model is made safe by ``as_markdown``: only links that CasePilot
itself makes, around such text, are live.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime

from assistant.answer import JOB_BOARD, Answer, Check, CheckKind, Citation, CodeCard, Part, Sentence
from assistant.events import Stage, StageFinished, StepTaken
from assistant.markdown import as_markdown
from assistant.understand.conversation.standing import ON, PAYER, PAYERS, PLACE, SETTING, SETTINGS, Standing
from corpus.authored import EDITION_ID as AUTHORED
from corpus.codes import Code, CodeSystem, CptCode
from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.relations import Table

ASK_ABOUT = "Ask about: CPT codes, guidelines, modifiers, crosswalks, NCCI edits, compliance, Medicare coverage"
STARTERS = (
    "What is 0709T?",
    "What is CPT code 99213?",
    "Guidelines for E/M services",
    "Can 64484 be billed alone?",
    "ICD-10 for type 2 diabetes with CKD stage 3",
)

STOPPED = "Stopped. What was shown so far stays above; ask again, or go on with another question."
INCOMPLETE = "*Stopped here: this answer is not complete.*"
BROKEN = "Something went wrong in CasePilot itself and is in the server's log; ask again, or ask in other words."
SOURCE_GONE = "That answer belongs to an earlier session; ask again to open its sources."

COMPOSER = "composer"
DETAILS = "Details"

# More of them push the start page off a phone's screen.
_TOLD_RELEASES = 5
_TABLES = frozenset(table.value for table in Table if table not in (Table.DOCUMENTS, Table.GUIDANCE)) | {
    "Medicare NCCI Policy Manual",
    "ICD-10-CM Official Guidelines",
}

STAGE_NAMES: Mapping[Stage, str] = {
    Stage.UNDERSTAND: "Reading the question",
    Stage.GATHER: "Looking up sources",
    Stage.DRAFT: "Writing the answer",
    Stage.GROUND: "Checking the answer",
}

_SYSTEM_NAMES: Mapping[CodeSystem, str] = {
    CodeSystem.CPT: "CPT",
    CodeSystem.HCPCS: "HCPCS Level II",
    CodeSystem.ICD10CM: "ICD-10-CM",
    CodeSystem.ICD10PCS: "ICD-10-PCS",
    CodeSystem.MODIFIER: "Modifier",
}

_MARKS: Mapping[CheckKind, str] = {
    CheckKind.UNCITED: "*(uncited)*",
    CheckKind.UNSUPPORTED: "*(not supported by the cited source)*",
}

# An address of the job board, as its answers write them.
JOB_ADDRESSES = re.compile(r"(?<![\w(/])/careers(?:/jobs/(?P<number>\d+)|\?[\w=&%+.-]+)?")
_NO_LINK = re.compile(r"`[^`]*`|\[[^\]\[]*\](?:\([^)\s]*\))?")


def sentence_markdown(sentence: Sentence) -> str:
    """A sentence with its lead and with a small mark for what checking found."""
    marks = " ".join(dict.fromkeys(_MARKS[check.kind] for check in sentence.checks if check.kind in _MARKS))
    text = as_markdown(sentence.text)
    if not marks:
        return sentence.lead + text
    if text.endswith("|"):  # the last row or cell of a table: a mark after it would break the table
        return f"{sentence.lead}{text[:-1].rstrip()} {marks} |"
    return f"{sentence.lead}{text} {marks}"


def answer_markdown(answer: Answer) -> str:
    """The finished message: the answer, its warnings, its sources and who answered; then the details, which are closed.

    The heading of the details is what ``public/casepilot.js`` opens and closes: all that follows it belongs to them.
    """
    seen = {
        number for sentence in answer.sentences if sentence.part is not Part.DETAILS for number in sentence.citations
    }
    parts = [
        "".join(sentence_markdown(item) for item in answer.sentences if item.part is not Part.DETAILS).strip(),
        *(f"⚠ **Note:** {as_markdown(warning)}" for warning in _warnings(answer)),
        sources_markdown(item for item in answer.citations if item.number in seen),
        f"*{as_markdown(answered_by(answer))}*",
        details_markdown(answer, seen),
    ]
    return "\n\n".join(part for part in parts if part)


def linked(markdown: str, addresses: Mapping[Code, str]) -> str:
    """Markdown whose codes are links to their addresses; what is a link or is set as code stays."""
    if not addresses:
        return markdown
    kept = [match.span() for match in _NO_LINK.finditer(markdown)]
    pieces, end = [], 0
    for mention in find_codes(markdown):
        address = addresses.get(mention.code)
        inside = any(start < mention.end and mention.start < stop for start, stop in kept)
        if address is None or inside:
            continue
        pieces += [markdown[end : mention.start], f"[{markdown[mention.start : mention.end]}]({address})"]
        end = mention.end
    return "".join([*pieces, markdown[end:]])


def with_jobs(markdown: str) -> str:
    """Markdown whose addresses of the job board, in plain text until here, are links."""
    return JOB_ADDRESSES.sub(lambda found: f"[open the {'job' if found['number'] else 'search'}]({found[0]})", markdown)


def codes_shown(markdown: str) -> frozenset[Code]:
    """Every code that a finished message names."""
    return frozenset(mention.code for mention in find_codes(markdown))


def was_struck(answer: Answer) -> bool:
    """Whether checking took something out of the answer."""
    taken = (CheckKind.CODE_STRUCK, CheckKind.CITATION_REMOVED, CheckKind.CONTRADICTED)
    return any(check.kind in taken for sentence in answer.sentences for check in sentence.checks)


def details_markdown(answer: Answer, seen: Container[int] = frozenset()) -> str:
    """What is under the fold: verdicts with their rows, each code at a glance, sections, and their sources."""
    cited = frozenset(citation.number for citation in answer.citations)
    parts = [
        "".join(sentence_markdown(item) for item in answer.sentences if item.part is Part.DETAILS).strip(),
        *(card_markdown(card, cited) for card in answer.codes),
        sources_markdown((item for item in answer.citations if item.number not in seen), "Further sources"),
        as_markdown(usage_line(answer)),
    ]
    told = [part for part in parts if part]
    return "\n\n".join([f"###### {DETAILS}", *told]) if told else ""


def _warnings(answer: Answer) -> Iterable[str]:
    yield from answer.warnings
    checks: list[Check] = [check for sentence in answer.sentences for check in sentence.checks]
    if removed := [check.detail for check in checks if check.kind is CheckKind.CITATION_REMOVED]:
        yield f"Removed from the draft because it points to no source: {', '.join(dict.fromkeys(removed))}."


def card_markdown(card: CodeCard, cited: frozenset[int]) -> str:
    """A named code at a glance, as a block quote: code and system, description, relations, status and edition.

    Its source's number is shown when it is among ``cited``: the only ones that open.
    """
    lines = [f"**{card.code}** · {system_name(card.code)} · {as_markdown(card.status)}", as_markdown(card.description)]
    lines += map(as_markdown, card.relations)
    if not card.official:
        lines.append("*CasePilot's own wording, not the official descriptor*")
    number = f" [{card.citation}]" if card.citation in cited else ""
    lines.append(f"{as_markdown(card.edition)}{number}")
    return "\n".join(f"> {line}" for line in lines)


def system_name(code: Code) -> str:
    """What a coder calls the code's system: "CPT Category III", "ICD-10-CM"."""
    name = _SYSTEM_NAMES[code.system]
    if not isinstance(code, CptCode):
        return name
    category = code.category.value
    return f"{name} Category {category}" if set(category) <= {"I"} else f"{name} {category}"


def sources_markdown(citations: Iterable[Citation], heading: str = "Sources") -> str:
    """The cited sources by number; empty when nothing is cited."""
    lines = [f"- [{item.number}] *{as_markdown(item.title)} · {as_markdown(item.edition)}*" for item in citations]
    return "\n".join([f"**{heading}**", "", *lines]) if lines else ""


def source_title(citation: Citation) -> str:
    """The heading of the side panel."""
    return f"[{citation.number}] {citation.title}"


def source_markdown(citation: Citation, address: str = "") -> str:
    """What the side panel shows of a source: edition and place, whose words follow, its page, then the passage."""
    place = f" · {as_markdown(citation.locator)}" if citation.locator else ""
    whose, page_name = whose_words(citation)
    page = f" [{page_name}]({address})" if address else ""
    head = f"\n\n*{whose}*{page}" if whose else page
    return f"**{as_markdown(citation.edition)}**{place}{head}\n\n---\n\n{as_markdown(citation.text)}"


def whose_words(citation: Citation) -> tuple[str, str]:
    """Who wrote the passage of a source, and what its page is called; "" where it has no edition: what was pasted."""
    if citation.edition_id == AUTHORED:
        return "CasePilot's own words.", "On its page"
    if citation.section:
        return "The document's own words.", "In the document"
    if citation.edition_id:
        return "CasePilot's account of this source, not a quotation as it stands.", "The row as published"
    return "", "As published"


def answered_by(answer: Answer) -> str:
    """One line: who wrote the answer and how long it took."""
    total = answer.timings.get("total")
    took = f" in {duration(total)}" if total is not None else ""
    if answer.mode == COMPOSER:
        return f"Answered from the knowledge base, without a model{took}."
    if answer.mode == JOB_BOARD:
        return "Answered from this desk's job board."
    return f"Drafted by {answer.mode} and checked against the sources{took}."


def usage_line(answer: Answer) -> str:
    """What the model was asked for: tokens, cost where prices are set, time to the first words; "" without a model."""
    if answer.usage is None:
        return ""
    told = [f"{answer.usage.read:,} tokens read", f"{answer.usage.written:,} written"]
    if answer.usage.cached:
        told[0] += f" ({answer.usage.cached:,} of them known before)"
    if answer.usage.dollars is not None:
        told.append(f"${answer.usage.dollars:.4f}")
    if (first := answer.timings.get("first_token")) is not None:
        told.append(f"first words after {duration(first)}")
    return f"The model: {', '.join(told)}."


def mode_line(mode: str) -> str:
    """Which mode answers, for the start page and the console."""
    if mode == COMPOSER:
        return "answering from the knowledge base (no model configured)"
    return f"answering with {mode}, checked against the knowledge base"


def welcome_lines(mode: str, editions: Sequence[Edition], built_at: datetime, offer: str = "") -> list[str]:
    """The start page as lines of plain text: what to ask, who answers, what is loaded in short and whole, an offer.

    The last one is empty where nothing can be brought.
    """
    line = mode_line(mode)
    loaded = f"Knowledge base of {built_at:%Y-%m-%d}, {len(editions)} editions"
    return [ASK_ABOUT, f"{line[0].upper()}{line[1:]}.", loaded, editions_line(editions), offer]


def standing_lines(standing: Standing) -> list[list[str]]:
    """What stands for all questions, as a screen shows it: pairs of a name and a value."""
    told = dict(standing.told)
    shown = {
        "Date of service": told.get(ON),
        "Payer": PAYERS[told[PAYER]][0] if PAYER in told else None,
        "Setting": SETTINGS[told[SETTING]][0] if SETTING in told else None,
        "Place": told.get(PLACE),
    }
    return [[name, value] for name, value in shown.items() if value]


def editions_line(editions: Sequence[Edition]) -> str:
    """The releases of a knowledge base: the newest by title, the rest counted with the oldest named. Plain text.

    A release is an edition of a table with a first and a last day, which a newer one replaces. A law may have both, and
    is a document all the same.
    """
    releases = [
        edition for edition in editions if edition.table in _TABLES and edition.effective_from and edition.effective_to
    ]
    releases.sort(key=lambda edition: (edition.effective_to or date.max, edition.id), reverse=True)
    told = [edition.title for edition in releases[:_TOLD_RELEASES]]
    if (more := len(releases) - len(told)) > 0:
        told.append(f"{more} more, the oldest {releases[-1].title}")
    if documents := len(editions) - len(releases):
        told.append(f"{documents} other document{'s' if documents > 1 else ''}")
    return f"{' · '.join(told)}."


def duration(milliseconds: float) -> str:
    """ "38 ms", "2.1 s"."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1_000 else f"{milliseconds / 1_000:.1f} s"


def step_name(event: StageFinished | StepTaken) -> str:
    """What a step is called: a stage, or the function that the model called."""
    if isinstance(event, StageFinished):
        return STAGE_NAMES[event.stage]
    return f"The model called {event.name.replace('_', ' ')}"


def step_told(event: StageFinished | StepTaken) -> str:
    """What a step brought, in a line."""
    if isinstance(event, StageFinished):
        return event.summary
    return f"{event.asked}: {event.summary}" if event.asked else event.summary


def steps_line(finished: Iterable[StageFinished]) -> str:
    """What was found, what was checked and how long all took, in one line: the heading over the steps."""
    stages = list(finished)
    told = {item.stage: item.summary for item in stages}
    parts = [told[Stage.GATHER].partition(":")[0]] if Stage.GATHER in told else []
    if Stage.GROUND in told:
        parts.append(told[Stage.GROUND])
    return " · ".join([*parts, duration(sum(item.milliseconds for item in stages))])
