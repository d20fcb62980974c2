"""The door for claim forms as PDF: each page to a claim, by the names of its fields, by places, or as pasted text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.understand.claims.diagnoses import Known
from assistant.understand.claims.files.paper.cms1500 import read_cms1500
from assistant.understand.claims.files.paper.form import PaperClaim, claim_of
from assistant.understand.claims.files.paper.names import claim_by_names
from assistant.understand.claims.files.paper.page import FormPage, Word, pages_of
from assistant.understand.claims.files.paper.ub04 import read_ub04
from assistant.understand.claims.text import ClaimText, read_claim

# Cells of a printed table are further apart than words: this share of a letter's height.
_CELLS_APART = 1.2


def read_pdf(data: bytes, name: str, today: date, known: Known) -> tuple[ClaimText, ...]:
    """The claims of a PDF, a page each; empty where no page has one. Raises ClaimFileError for what cannot be opened.

    Pages of one form (the same account, no total but on the last) are one claim.
    """
    claims: list[ClaimText] = []
    papers: list[PaperClaim] = []
    blank: list[str] = []
    silent: list[str] = []
    for number, page in enumerate(pages_of(data, name), start=1):
        paper = claim_by_names(page.fields) or read_cms1500(page) or read_ub04(page)
        if paper is not None and papers and _goes_on(papers[-1], paper):
            _join(papers[-1], paper)
        elif paper is not None:
            papers.append(paper)
        elif (pasted := read_claim(_text(page), today, known)) and pasted.lines:
            claims.append(replace(pasted, title=f"{name}, page {number}"))
        else:
            (silent if page.words else blank).append(str(number))
    found = [*map(claim_of, papers), *claims]
    if not found:
        return ()
    notes = [f"Page {', '.join(blank)} has no text (a scan, or blank) and was not read."] if blank else []
    notes += [f"Page {', '.join(silent)} has no service line and was not read."] if silent else []
    *others, last = found
    unread = (*last.unread, *(f"page {number}: no text" for number in blank))
    return (*others, replace(last, notes=(*last.notes, *notes), unread=unread))


def _goes_on(before: PaperClaim, paper: PaperClaim) -> bool:
    same = bool(paper.account) and (before.form, before.account) == (paper.form, paper.account)
    return same and not any(sign.isdigit() for sign in before.total)


def _join(before: PaperClaim, paper: PaperClaim) -> None:
    before.lines += paper.lines
    before.total = paper.total
    before.unread += paper.unread
    before.diagnoses = before.diagnoses or paper.diagnoses
    if paper.diagnoses not in ([], before.diagnoses):
        before.unread.append(f"the next page has other diagnoses: {', '.join(paper.diagnoses)}")


def _text(page: FormPage) -> str:
    """The page as one would paste it: a line a line, wide gaps kept."""
    return "\n".join(_line(line) for line in page.lines())


def _line(words: Sequence[Word]) -> str:
    text, end = "", 0.0
    for word in words:
        text += (("  " if word.left - end > word.height * _CELLS_APART else " ") if text else "") + word.text
        end = word.right
    return text
