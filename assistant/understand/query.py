"""One message, understood: what is wanted, of which codes and which case. Filled once, by ``reader.py``.

After this no module reads the message's words again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from assistant.understand.circumstances import Circumstances
from assistant.understand.claims.text import ClaimText
from assistant.understand.conversation.standing import Standing
from assistant.understand.form.changes import ChangeRequest
from assistant.understand.form.foreign import Foreign
from assistant.understand.form.listing_request import ListingRequest
from assistant.understand.form.products import is_about_drugs_alone
from assistant.understand.story import Kind, Role, Story
from assistant.understand.story.tokens import tokens_of
from assistant.understand.wishes.wish import Wish
from corpus.codes import Code, CodeSystem, Icd10CmCode, Modifier
from corpus.relations import ProcedureCode, Table

Span = tuple[int, int]

# "my documents", "our Larkfield payment policy".
_OWN = frozenset("my our uploaded added own".split())
_DOCUMENTS = frozenset("document policy policie file contract manual upload pdf".split())
_OWN_WITHIN = 4


class Relation(StrEnum):
    """A code named only by its relation to the one talked about: "its primary", "the level above"."""

    PRIMARY = "primary"
    ADD_ON = "add_on"
    ABOVE = "above"  # the next level or size of the same ladder
    BELOW = "below"
    FURTHER = "further"  # the add-on code for each more of the same: "and each extra half hour?"


class AboutAnswer(StrEnum):
    """What a follow-up asks of the answer itself."""

    WHY = "why"
    SOURCE = "source"  # where it is from
    SURE = "sure"  # whether it stands
    WHICH = "which"  # which of its codes is meant: the one that is paid, that takes the modifier


@dataclass(frozen=True, slots=True)
class Line:
    """A procedure code as it is written: with its modifiers, and its units where they stand on it."""

    code: ProcedureCode
    modifiers: tuple[Modifier, ...] = ()
    units: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One message, understood.

    ``intent`` leads, ``further`` are other wishes of the same message in order. ``codes`` are the subjects in order (of
    a range all its known members), ``modifiers`` those named beside them, ``lines`` the procedure codes as they stand.
    ``standalone`` is the message as it could be asked without the conversation, ``topic`` its text without the words
    that only ask. ``beside`` are the codes talked about when a follow-up names a variant of them by words alone ("and
    with ultrasound?"). ``choices`` is filled when "it" could mean several codes and the answer would differ;
    ``dangling`` is True when "it" could mean nothing at all. ``figures`` is the procedure, in words, whose figures are
    asked for, ``changes`` what is asked of changes in the code sets. ``outside`` is why the message is not answered
    here, as a sentence. ``table`` is the published table that is asked for by its name, ``ndcs`` the product numbers
    that are named, of eleven digits, ``drugs`` the names (``corpus.fees.drug_key``) of drugs that a crosswalk has.

    ``other_side`` is True where the other side of what was talked about is meant ("other leg?"), ``elliptic`` where the
    words make sense only behind another message ("and with neuropathy?", "unspecified"). ``lists`` are loaded tables
    that are asked for by name (``outside.TABLES``), ``foreign`` what is named of other code sets.

    ``guessed`` is True when the reading of the wish is not sure; ``next_wishes`` are the next likely ones. ``carried``
    names what came from the conversation: "codes", "wish", "payer", "day", "story" ... ``story`` is the told case, the
    carried part of it first. ``of_answer`` is what is asked of the answer before: all else is the question that it
    answered. ``led`` is the rule that led the answer before, where the same is asked again. ``notes`` tell which codes
    were read otherwise than they are written.
    """

    text: str
    standalone: str
    intent: Wish
    codes: tuple[Code, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    relation: Relation | None = None
    system: CodeSystem | None = None
    topic: str = ""
    beside: tuple[Code, ...] = ()
    date_of_service: date | None = None
    choices: tuple[Code, ...] = ()
    dangling: bool = False
    lines: tuple[Line, ...] = ()
    circumstances: Circumstances = field(default_factory=Circumstances)
    claim: ClaimText | None = None
    listing: ListingRequest | None = None
    changes: ChangeRequest | None = None
    figures: str | None = None
    outside: str | None = None
    table: Table | None = None
    drugs: tuple[str, ...] = ()
    ndcs: tuple[str, ...] = ()
    story: Story = field(default_factory=Story)
    places: Mapping[Code, tuple[Span, ...]] = field(default_factory=dict)
    further: tuple[Wish, ...] = ()
    guessed: bool = False
    next_wishes: tuple[Wish, ...] = ()
    carried: tuple[str, ...] = ()
    other_side: bool = False
    elliptic: bool = False
    notes: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    foreign: Foreign = field(default_factory=Foreign)
    of_answer: AboutAnswer | None = None
    led: str = ""

    @classmethod
    def of_claim(cls, text: str, claim: ClaimText) -> Query:
        """The query of a claim: to check it, with its lines and diagnoses as subjects."""
        codes: tuple[Code, ...] = tuple(dict.fromkeys((*(line.code for line in claim.lines), *claim.diagnoses)))
        lines = tuple(Line(line.code, line.modifiers, line.units) for line in claim.lines)
        return cls(
            text,
            text,
            Wish.CLAIM,
            codes,
            date_of_service=claim.day,
            lines=lines,
            circumstances=claim.circumstances,
            claim=claim,
        )

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word of the message, and of the one that it stands for."""
        return frozenset(token.word for text in (self.standalone, self.text) for token in tokens_of(text))

    @property
    def subject(self) -> str:
        """What is asked about in words: the topic, else the whole message."""
        return self.topic or self.text

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """Everything that is wanted, in order."""
        return (self.intent, *self.further)

    @property
    def wish(self) -> Wish:
        return self.intent

    @property
    def procedures(self) -> tuple[ProcedureCode, ...]:
        return tuple(code for code in self.codes if isinstance(code, ProcedureCode))

    @property
    def diagnoses(self) -> tuple[Icd10CmCode, ...]:
        return tuple(code for code in self.codes if isinstance(code, Icd10CmCode))

    @property
    def minutes(self) -> int | None:
        return self.circumstances.minutes

    @property
    def both_sides(self) -> bool:
        return self.circumstances.both_sides

    @property
    def begins(self) -> int:
        """Where this message begins in the story, which has the case that it goes on with before it."""
        tokens = self.story.tokens
        return (tokens[-1].end if tokens else 0) - len(self.text.rstrip())

    @property
    def words(self) -> str:
        """The words of this message, without signs: what a search for sections goes by."""
        return " ".join(token.text for token in tokens_of(self.text) if not token.is_sign)

    @property
    def asks_own_documents(self) -> bool:
        """Whether the message asks what the user's own documents say: "my documents", "our policies"."""
        words = [token.word for token in tokens_of(self.text) if not token.is_sign]
        return any(
            word in _OWN and any(thing in _DOCUMENTS for thing in words[place + 1 : place + 1 + _OWN_WITHIN])
            for place, word in enumerate(words)
        )

    @property
    def is_of_drugs_alone(self) -> bool:
        """Whether the message asks for the code, or the units, of the drugs that it names, and tells nothing more."""
        return not self.codes and is_about_drugs_alone(self.text, self.drugs)

    @property
    def counts(self) -> tuple[Decimal, ...]:
        """Numbers of things in the told case."""
        told = (amount for amount in self.story.amounts if amount.kind is Kind.COUNT and amount.role is Role.TOLD)
        return tuple(amount.value for amount in told)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one finished message leaves for the next: wish, subject codes, the codes its answer listed, its query."""

    text: str
    intent: Wish
    subjects: tuple[Code, ...] = ()
    listed: tuple[Code, ...] = ()
    topic: str = ""
    system: CodeSystem | None = None
    awaiting: bool = False  # the answer asked back, so the next text may be just a code
    query: Query | None = None
    led: str = ""  # the rule whose verdict led the answer

    @classmethod
    def of(cls, query: Query, listed: tuple[Code, ...] = (), *, awaiting: bool = False) -> Turn:
        """The turn of a query that was answered with its own codes as subjects."""
        topic = "" if query.codes else query.topic
        return cls(query.text, query.intent, query.codes, listed, topic, query.system, awaiting, query)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns so far, oldest first, and what stands for all of them. Immutable: an answer comes with the next one."""

    turns: tuple[Turn, ...] = ()
    standing: Standing = field(default_factory=Standing)

    def after(self, turn: Turn) -> Conversation:
        return replace(self, turns=(*self.turns, turn))

    def under(self, standing: Standing) -> Conversation:
        """The conversation with another standing: what the former one lent to the last case holds no more."""
        turns = self.turns
        if turns and (query := turns[-1].query) is not None:
            turns = (*turns[:-1], replace(turns[-1], query=self.standing.taken_from(query)))
        return Conversation(turns, standing)

    def anew(self) -> Conversation:
        """No turns, and what stands."""
        return replace(self, turns=())

    @property
    def last(self) -> Turn | None:
        return self.turns[-1] if self.turns else None

    def subjects_in_order(self) -> tuple[Code, ...]:
        """Every code that was asked about, each once, in the order of first asking."""
        return tuple(dict.fromkeys(code for turn in self.turns for code in turn.subjects))
