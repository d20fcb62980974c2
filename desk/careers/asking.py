"""The board's answers in the chat and the API: what was searched for, and jobs with the addresses of their pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assistant.answer import JOB_BOARD, Answer, AnswerKind, Part, Sentence
from assistant.understand.outside import asks_for_jobs
from desk.careers.board import Board
from desk.careers.job.job import JobError
from desk.careers.job.telling import pay_told
from desk.careers.job.wanted import Kept
from desk.careers.reading.question import searched_for

_SHOWN = 5


def answers(board: Board) -> Callable[[str, date], Answer | None]:
    """What answers beside CasePilot: messages that look for jobs, and None for every other."""

    def answered(text: str, day: date) -> Answer | None:
        return _answer(board, text, day) if asks_for_jobs(text) else None

    return answered


def _answer(board: Board, text: str, day: date) -> Answer:
    asked = searched_for(text)
    search = f"/careers?{asked.address()}" if asked.address() else "/careers"
    try:
        found = board.jobs.search(asked.wanted(), day, _SHOWN)
    except JobError as error:
        return _said(AnswerKind.CLARIFICATION, [Sentence(f"The job board can't search for that: {error.reason}")])
    if not found.total:
        told = f"No job on the board fits now. Searched for: {asked.told()}. Change it on the board: {search}"
        return _said(AnswerKind.ABSTENTION, [Sentence(told, part=Part.CONCLUSION)])
    jobs = "job fits" if found.total == 1 else "jobs fit"
    number = found.number[0].upper() + found.number[1:]
    head = f"**{number} {jobs}**. Searched for: {asked.told()}."
    listed = [Sentence(_line(kept), "\n\n" if at == 0 else "\n", part=Part.BODY) for at, kept in enumerate(found.jobs)]
    rest = [Sentence(f"More on the board: {search}", "\n\n")] if found.total > len(found.jobs) else []
    return _said(AnswerKind.ANSWER, [Sentence(head, part=Part.CONCLUSION), *listed, *rest])


def _line(kept: Kept) -> str:
    job = kept.job
    facts = [job.employer, job.place, pay_told(job.pay), ", ".join(job.credentials), f"posted {job.posted}"]
    return f"- **{_plain(job.title)}**, {_plain(', '.join(filter(None, facts)))}: /careers/jobs/{kept.number}"


def _plain(text: str) -> str:
    """What an employer wrote, without the signs that lay text out."""
    return " ".join("".join(" " if sign in "*_`|[]<>#\\" else sign for sign in text).split())


def _said(kind: AnswerKind, sentences: list[Sentence]) -> Answer:
    return Answer(kind, tuple(sentences), mode=JOB_BOARD)
