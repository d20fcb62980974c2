"""What the API takes and gives, as JSON. The field names are a promise: they may be added to, not changed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.understand.intake import LONGEST_QUESTION
from corpus.relations import Setting
from desk.api.knowledge import Knowledge
from desk.api.team import TeamNoteOut
from desk.claiming import LARGEST_FILE, MOST_LINES, MOST_UNITS

Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 12, 31), examples=["2026-05-01"])]
Question = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]


class Taken(BaseModel):
    """What comes in: an unknown name is a mistake and is told as one."""

    model_config = ConfigDict(extra="forbid")


class Given(BaseModel):
    """What every answer has."""

    knowledge: Knowledge


# --- ask ----------------------------------------------------------------------------------------------------------


class Ask(Taken):
    """A question. ``conversation`` is what the answer before gave under that name: send it back unchanged."""

    question: Question = Field(examples=["Can 64484 be billed alone?"])
    date_of_service: Day | None = Field(None, description="Where the question names none; today if left out.")
    conversation: dict[str, Any] | None = None


class CodeOut(BaseModel):
    code: str = Field(examples=["64484"])
    system: str = Field(examples=["cpt"])


class CardOut(CodeOut):
    """A named code at a glance. ``official`` is false where the description is CasePilot's own wording."""

    description: str
    official: bool
    status: str
    edition: str
    relations: list[str]
    citation: int | None


class CheckOut(BaseModel):
    kind: str
    detail: str


class SentenceOut(BaseModel):
    """One sentence with the citations left in it as [n]; ``part`` is conclusion, facts, why, body or details."""

    text: str
    part: str
    citations: list[int]
    checks: list[CheckOut]


class CitationOut(BaseModel):
    number: int
    title: str
    edition: str
    locator: str
    text: str


class AnswerOut(Given):
    """An answer, a clarification that asks back, or an abstention that says what is not here."""

    kind: Literal["answer", "clarification", "abstention"]
    text: str = Field(description="Markdown, without the details.")
    conclusion: str
    details: str
    sentences: list[SentenceOut]
    codes: list[CardOut]
    citations: list[CitationOut]
    warnings: list[str]
    follow_ups: list[str]
    team_notes: list[TeamNoteOut] = Field(description="On codes of the answer: the team's, no source.")
    mode: str = Field(description="composer, or the name of the model that drafted.")
    timings: dict[str, float] = Field(description="Milliseconds by stage.")
    usage: dict[str, int | float | None] | None = Field(description="A model's tokens and dollars; null without one.")
    conversation: dict[str, Any]


# --- search and codes ---------------------------------------------------------------------------------------------


class FoundOut(BaseModel):
    """One result: a code, or with ``section`` a section of a guideline document."""

    rank: int
    match: Literal["exact", "search"]
    system: str
    code: str | None = None
    section: str | None = None
    description: str
    status: str | None = None
    edition: str = Field(description="The id of its edition.")
    matched: str
    score: float
    similarity: float | None


class SearchOut(Given):
    query: str
    results: list[FoundOut]
    milliseconds: float


class FactOut(BaseModel):
    """What one table has on the code: the value as published, and what it means where that is known."""

    name: str
    value: str
    means: str
    edition: str


class HistoryOut(BaseModel):
    """What one edition says of the code itself."""

    edition: str
    says: str


class CodePageOut(Given, CodeOut):
    """What the loaded editions have on one code on a day. ``may_be_reported`` is null where no list could say."""

    description: str | None
    official: bool
    may_be_reported: bool | None
    status: str
    facts: list[FactOut]
    primary_codes: list[CodeOut]
    add_on_codes: list[CodeOut]
    history: list[HistoryOut]
    not_loaded: list[str] = Field(description="Tables that would say more of it.")
    team_notes: list[TeamNoteOut] = Field(description="On the code: the team's, no source.")


# --- claims -------------------------------------------------------------------------------------------------------


class LineIn(Taken):
    """One service line."""

    code: str = Field(min_length=5, max_length=5, examples=["99213"])
    modifiers: list[Annotated[str, Field(min_length=2, max_length=2)]] = Field([], max_length=4, examples=[["25"]])
    units: int = Field(1, ge=1, le=MOST_UNITS)
    date_of_service: Day | None = None


class Once(Taken):
    """What counts where a claim does not say it. What Medicare turns down is ``attention`` for any other ``payer``."""

    date_of_service: Day | None = None
    setting: Setting | None = None
    payer: Annotated[str, Field(max_length=80, examples=["Medicare"])] | None = None


class ClaimIn(Once):
    """One claim: as lines, or as text pasted from anywhere (also an X12 837 or 835)."""

    lines: list[LineIn] | None = Field(None, min_length=1, max_length=MOST_LINES)
    diagnoses: list[Annotated[str, Field(min_length=3, max_length=8)]] = Field([], max_length=25, examples=[["M17.11"]])
    text: Annotated[str, Field(min_length=1, max_length=LARGEST_FILE)] | None = None


class VerdictOut(BaseModel):
    """What one rule decided: the conclusion, why, and the row it rests on.

    ``stance`` is affirms, conditions (only with something), denies, silent (neither yes nor no) or not_loaded.
    """

    rule: str
    title: str
    stance: Literal["affirms", "conditions", "denies", "silent", "not_loaded"]
    conclusion: str
    mend: str = Field(description="What would mend the line; empty where nothing does or needs to.")
    reasons: list[str]
    row: str
    edition: str
    locator: str
    codes: list[CodeOut]
    denies: list[CodeOut]


class LineOut(BaseModel):
    """One line or diagnosis (``number`` 0). ``result``: denied, attention, not_fully_checked or no_objection.

    No objection is not a promise of payment.
    """

    number: int
    code: str
    system: str
    modifiers: list[str]
    units: int | None
    date_of_service: date | None
    result: Literal["denied", "attention", "not_fully_checked", "no_objection"]
    mends: list[str]
    verdicts: list[VerdictOut]


class ClaimOut(BaseModel):
    """One claim. ``unread`` and ``not_services`` came to no line, so they were not checked."""

    title: str
    date_of_service: date
    result: Literal["denied", "attention", "not_fully_checked", "no_objection"]
    lines: list[LineOut]
    diagnoses: list[LineOut]
    unread: list[str]
    not_services: list[str]
    notes: list[str]


class ClaimsOut(Given):
    claims: list[ClaimOut]
    counts: dict[str, int] = Field(description="Lines and diagnoses by result.")


class EditionsOut(Given):
    """Every loaded edition, under ``knowledge``."""

    mode: str = Field(description="What drafts answers: composer, or the name of a model.")
    counts: dict[str, int] = Field(description="Codes by code set, and what else is stored.")
    offer: str = Field(description="What more could be loaded; empty for nothing.")


# --- verdicts and editions ----------------------------------------------------------------------------------------


class VerdictsIn(Taken):
    """A query as JSON: as an answer's ``conversation`` holds it under ``turns``, or written by a program."""

    query: dict[str, Any] = Field(
        examples=[{"text": "64484", "standalone": "64484", "intent": "alone", "codes": ["cpt:64484"]}]
    )
    date_of_service: Day | None = None


class VerdictsOut(Given):
    """The verdict that leads an answer first."""

    verdicts: list[VerdictOut]


class Problem(BaseModel):
    """Why a request was not served, as of RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = Field(description="One sentence, with what to do.")
