"""An answer as the Markdown of a mail: what the chat shows above its fold, then what belongs to a mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import JOB_BOARD, Answer, AnswerKind, CheckKind, Part, Sentence
from assistant.answering.rendering import DETAILS, JOB_ADDRESSES, answer_markdown, codes_shown, linked, with_jobs
from assistant.markdown import as_markdown
from assistant.opened import Opened
from desk.mail.writing.words import NOT_A_PERSON
from desk.pages.links import code_address

_MOST_ASKED_NEXT = 3


@dataclass(frozen=True, slots=True)
class Written:
    """The same words twice: ``linked`` has the codes as links where there are pages."""

    markdown: str
    linked: str


def written(answer: Answer, opened: Opened, notes: Sequence[str], pages: str) -> Written:
    """``notes`` are told between the answer and the line that no person wrote it. ``pages`` is the desk's address."""
    if answer.mode == JOB_BOARD:
        return _of_jobs(answer, notes, pages)
    shown, _, _ = answer_markdown(answer).partition(f"###### {DETAILS}")
    parts = [shown.strip(), *_asked_next(answer), _editions(answer, opened), *notes, NOT_A_PERSON]
    markdown = "\n\n".join(part for part in parts if part)
    return Written(markdown, _linked(markdown, opened, pages) if pages else markdown)


def _of_jobs(answer: Answer, notes: Sequence[str], pages: str) -> Written:
    """What the job board answers: no editions and no codes, its addresses whole."""
    markdown = "\n\n".join([answer_markdown(answer), *notes, NOT_A_PERSON])
    plain = JOB_ADDRESSES.sub(lambda found: f"{pages}{found[0]}", markdown)
    return Written(plain, with_jobs(markdown).replace("](/careers", f"]({pages}/careers"))


def is_unsure(answer: Answer) -> bool:
    """Whether a person should look at it: nothing was found, or a shown sentence lacks its source's support. The job
    board is sure of what it has."""
    if answer.mode == JOB_BOARD:
        return False
    unsure = any(check.kind is CheckKind.UNSUPPORTED for sentence in _shown(answer) for check in sentence.checks)
    return answer.kind is AnswerKind.ABSTENTION or unsure


def _shown(answer: Answer) -> Iterable[Sentence]:
    return (sentence for sentence in answer.sentences if sentence.part is not Part.DETAILS)


def _linked(markdown: str, opened: Opened, pages: str) -> str:
    known = opened.casepilot.known(codes_shown(markdown))
    return linked(markdown, {code: f"{pages}{code_address(code)}" for code in known})


def _editions(answer: Answer, opened: Opened) -> str:
    built = f"the knowledge base of {opened.knowledge.manifest.built:%Y-%m-%d}"
    shown = {number for sentence in _shown(answer) for number in sentence.citations}
    used = dict.fromkeys(citation.edition for citation in answer.citations if citation.number in shown)
    return f"*Editions: {as_markdown('; '.join(used))}, in {built}.*" if used else f"*From {built}.*"


def _asked_next(answer: Answer) -> Iterable[str]:
    if answer.follow_ups:
        asked = (f"- {as_markdown(question)}" for question in answer.follow_ups[:_MOST_ASKED_NEXT])
        yield "\n".join(["You can reply with a question such as:", "", *asked])
