"""What is asked: intent, codes, date and topic of one question, with follow-ups resolved from the conversation.

Pure: whether a code exists is asked through ``known``. Wording is matched by the small tables of ``wording.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from assistant.procedures.counts import facts as counting
from assistant.understand import wording
from assistant.understand.circumstances import Circumstances, Patient, circumstances
from assistant.understand.claims.text import ClaimText, read_claim
from assistant.understand.dates import dates_of_service, without_dates
from assistant.understand.listing import ListingRequest, listing_request
from assistant.understand.outside import outside
from assistant.understand.story import Lexicon, Story, read_story
from assistant.understand.wording import Intent
from corpus.codes import Code, CodeSystem, CptCode, HcpcsCode, Modifier
from corpus.mentions import CodeMention, find_codes
from corpus.relations import ProcedureCode

__all__ = ["Conversation", "Line", "Patient", "Question", "Relation", "Turn", "named_codes", "understand"]

Known = Callable[[Iterable[Code]], frozenset[Code]]


class Relation(StrEnum):
    """A code named only by its relation to the one talked about: "its primary"."""

    PRIMARY = "primary"
    ADD_ON = "add_on"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one finished question leaves for the next: its intent, subject codes, and the codes its answer listed."""

    text: str
    intent: Intent
    subjects: tuple[Code, ...] = ()
    listed: tuple[Code, ...] = ()
    topic: str = ""
    system: CodeSystem | None = None
    awaiting: bool = False  # the answer asked back, so the next text may be just a code


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns so far, oldest first. Immutable: an answer comes with the conversation that follows it."""

    turns: tuple[Turn, ...] = ()

    def after(self, turn: Turn) -> Conversation:
        return Conversation((*self.turns, turn))

    @property
    def last(self) -> Turn | None:
        return self.turns[-1] if self.turns else None

    def subjects_in_order(self) -> tuple[Code, ...]:
        """Every code that was asked about, each once, in the order of first asking."""
        return tuple(dict.fromkeys(code for turn in self.turns for code in turn.subjects))


@dataclass(frozen=True, slots=True)
class Line:
    """A procedure code as it is written: with its modifiers, and its units where they stand on it."""

    code: ProcedureCode
    modifiers: tuple[Modifier, ...] = ()
    units: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question, understood.

    ``codes`` are its subjects in order (for a range all its known members), ``modifiers`` those named beside them.
    ``standalone`` is the question as it could be asked without the conversation. ``topic`` is its text without the
    words that only ask. ``beside`` are the codes talked about when a follow-up names a variant of them by words alone
    ("and with ultrasound?"). ``choices`` is filled when "it" could mean several codes and the answer would differ;
    ``dangling`` is True when "it" could mean nothing at all. ``figures`` is the procedure, in words, whose figures are
    asked for. ``outside`` is why it is not answered here, as a sentence.
    """

    text: str
    standalone: str
    intent: Intent
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
    figures: str | None = None
    outside: str | None = None
    story: Story = field(default_factory=Story)
    places: Mapping[Code, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    @property
    def procedures(self) -> tuple[ProcedureCode, ...]:
        return tuple(code for code in self.codes if isinstance(code, ProcedureCode))


def understand(
    conversation: Conversation, text: str, known: Known, today: date, lexicon: Lexicon | None = None
) -> Question:
    """Reads one question against its conversation; never raises on any text. ``today`` dates "last March".

    ``lexicon`` has the concepts that are looked for in a told case; without one only its amounts are read.
    """
    claim = read_claim(text, today)
    text = " ".join(text.split())
    if claim is not None:
        return _of_claim(text, claim)
    question = _understood(conversation, text, known, today)
    return replace(question, **_told(text, question, today, lexicon or Lexicon({})))


def _told(text: str, question: Question, today: date, lexicon: Lexicon) -> dict[str, Any]:
    """The told case: the story of the text, and where its codes stand in it."""
    mentions = find_codes(text)
    taken = [(mention.start, mention.end) for mention in mentions if mention.certain]
    # "5 months ago" dates the service, and is an amount of the story as well.
    taken += [
        (each.start, each.end)
        for each in dates_of_service(text, today)
        if not text[each.start : each.end].lower().endswith("ago")
    ]
    places: dict[Code, tuple[tuple[int, int], ...]] = {}
    for mention in mentions:
        for code in (mention.code, *mention.alternatives, *mention.modifiers):
            places[code] = (*places.get(code, ()), (mention.start, mention.end))
    return {"story": read_story(text, lexicon, taken), "places": places}


def _understood(conversation: Conversation, text: str, known: Known, today: date) -> Question:
    dates = dates_of_service(text, today)
    plain = " ".join(without_dates(text, today).split()) or text
    question = _understand_words(conversation, text, plain, known)
    if reason := outside(text, today, names_codes=bool(question.codes)):
        return Question(text, text, Intent.SEARCH, outside=reason)
    said = circumstances(text)
    question = replace(question, date_of_service=dates[0].day if dates else None, circumstances=said)
    return _with_numbers(question, plain)


def _of_claim(text: str, claim: ClaimText) -> Question:
    codes: tuple[Code, ...] = tuple(dict.fromkeys((*(line.code for line in claim.lines), *claim.diagnoses)))
    lines = tuple(Line(line.code, line.modifiers, line.units) for line in claim.lines)
    return Question(
        text,
        text,
        Intent.CLAIM,
        codes,
        date_of_service=claim.day,
        lines=lines,
        circumstances=claim.circumstances,
        claim=claim,
    )


def _understand_words(conversation: Conversation, text: str, plain: str, known: Known) -> Question:
    """The question without what its numbers and circumstances add. ``plain`` is the text without its dates."""
    if match := wording.guideline_title(text):
        return Question(text, text, Intent.GUIDELINE, topic=match)
    if request := listing_request(plain):
        return Question(text, text, Intent.LISTING, topic=text, listing=request)
    codes, modifiers = named_codes(plain, known)
    if not codes and modifiers:
        codes, modifiers = tuple(modifiers), ()
    intent = wording.intent_of(plain, len(codes))
    if intent is Intent.MODIFIER and codes and not any(isinstance(code, ProcedureCode) for code in codes):
        intent = None  # "when do I use modifier 25?" asks what the modifier is
    system = wording.system_of(plain)
    if codes:
        intent = _carried_intent(conversation, plain, intent)
        topic, lines = wording.topic_of(plain), _lines_in(plain)
        return Question(text, text, intent or Intent.DESCRIBE, codes, modifiers, None, system, topic, lines=lines)
    return _without_code(conversation, text, plain, intent, system)


def _lines_in(text: str) -> tuple[Line, ...]:
    """The procedure codes as they are written, with modifiers and units on each."""
    return tuple(
        Line(mention.code, mention.modifiers, mention.units)
        for mention in find_codes(text)
        if isinstance(mention.code, ProcedureCode)
    )


# What a bare code with a number, a time or a modifier on it may turn into another question.
_OPEN_INTENTS = frozenset(
    {Intent.DESCRIBE, Intent.UNITS, Intent.SEARCH, Intent.GUIDELINE, Intent.FIND, Intent.TOGETHER}
)


def _with_numbers(question: Question, plain: str) -> Question:
    """What minutes, counts, units or modifiers make of a question: "20610 x3?", "80 minutes, new patient"."""
    if question.intent not in _OPEN_INTENTS or question.choices or question.dangling:
        return question
    said = question.circumstances
    describes = wording.asks_what(plain)
    if said.minutes is not None and _takes_minutes(question) and not wording.says_an_increment(plain):
        return replace(question, intent=Intent.TIME)
    if counting.biopsies_in(plain) or counting.counted(plain, question.procedures):
        return replace(question, intent=Intent.ADDITIONAL)
    if question.intent is Intent.DESCRIBE and not describes:
        if any(line.units for line in question.lines):
            return replace(question, intent=Intent.UNITS)
        if question.modifiers and question.procedures:
            return replace(question, intent=Intent.MODIFIER)
    return question


def _takes_minutes(question: Question) -> bool:
    if question.procedures:
        return any(counting.is_timed(code) for code in question.procedures)
    return question.circumstances.patient is not None


def _without_code(
    conversation: Conversation, text: str, plain: str, intent: Intent | None, system: CodeSystem | None
) -> Question:
    """A question that names no code: about the code talked about, or about a topic."""
    if (contrast := wording.contrast_only(plain)) and conversation.last and conversation.last.subjects:
        subjects = conversation.last.subjects
        return Question(text, text, Intent.SEARCH, (), (), None, system, contrast, subjects)
    referred = _referred(conversation, plain, intent)
    if referred is not None:
        codes, relation = referred
        last = conversation.last
        carried = intent or (last.intent if last else None) or Intent.DESCRIBE
        if carried in wording.TOPIC_INTENTS:
            carried = Intent.DESCRIBE
        single = len(codes) > 1 and wording.is_singular(plain) and not wording.ordinal_in(plain)
        return Question(
            text,
            _standalone(text, codes),
            carried,
            codes,
            (),
            relation,
            None,
            wording.topic_of(plain),
            choices=codes if single else (),
        )
    if intent in wording.CODE_INTENTS and wording.has_pronoun(plain) and wording.topic_is_empty(plain):
        return Question(text, text, intent, dangling=True)
    topic, last = wording.topic_of(plain), conversation.last
    refines = wording.is_elliptic(plain) or wording.says_a_qualifier(plain)
    if last and refines and last.topic and last.intent in wording.TOPIC_INTENTS:
        # "and by time?" after "guidelines for E/M services": the new words refine the old topic.
        topic = f"{topic or plain} {last.topic}".strip()
        return Question(text, topic, intent or last.intent, (), (), None, system or last.system, topic)
    beside: tuple[Code, ...] = ()
    if last and (refines or wording.names_a_variant(plain)) and not _has_a_topic_of_its_own(plain, intent):
        beside = last.subjects or (last.listed[:1] if last.intent is Intent.FIND else ())
    figures = None if beside else wording.figures_subject(plain)
    return Question(text, text, intent or Intent.SEARCH, (), (), None, system, topic or plain, beside, figures=figures)


def _has_a_topic_of_its_own(text: str, intent: Intent | None) -> bool:
    """ "and the guidelines for it?" leaves the code talked about; "and with contrast?" asks for its sibling."""
    return intent in (Intent.GREETING, Intent.LISTING) or (intent is Intent.GUIDELINE and wording.asks_for_rules(text))


def named_codes(text: str, known: Known) -> tuple[tuple[Code, ...], tuple[Modifier, ...]]:
    """The codes and modifiers a text names, each once, in order; a form with several readings takes the known one."""
    mentions = find_codes(text)
    existing = known({reading for mention in mentions for reading in _readings(mention)})
    codes: dict[Code, None] = {}
    modifiers: dict[Modifier, None] = {}
    for mention in mentions:
        modifiers.update(dict.fromkeys(mention.modifiers))
        chosen = _chosen(mention, existing)
        if isinstance(chosen, Modifier):
            modifiers[chosen] = None
        elif chosen is not None:
            codes[chosen] = None
            codes.update(dict.fromkeys(_range_members(chosen, mention.through, known)))
    return tuple(codes), tuple(modifiers)


def _readings(mention: CodeMention) -> tuple[Code, ...]:
    return (mention.code, *mention.alternatives)


def _chosen(mention: CodeMention, existing: frozenset[Code]) -> Code | None:
    for reading in _readings(mention):
        if reading in existing:
            return reading
    # An uncertain form that no edition knows ("L45", "B12") is a word, not a code.
    return mention.code if mention.certain else None


# A range wider than this is a section of the code book, not a list someone wants spelled out.
_WIDEST_RANGE = 60


def _range_members(first: Code, through: Code | None, known: Known) -> tuple[Code, ...]:
    if through is None or type(first) is not type(through) or not isinstance(first, CptCode | HcpcsCode):
        return () if through is None else (through,)
    prefix, low = _split_number(first.value)
    other_prefix, high = _split_number(through.value)
    if prefix != other_prefix or not 0 < high - low <= _WIDEST_RANGE:
        return (through,)
    candidates = [type(first)(_join_number(first.value, number)) for number in range(low + 1, high + 1)]
    existing = known(candidates)
    return tuple(code for code in candidates if code in existing or code == through)


def _split_number(value: str) -> tuple[str, int]:
    """What stays and what counts in a code: ("T", 709) for "0709T", ("J", 1885) for "J1885"."""
    digits = "".join(character for character in value if character.isdigit())
    return "".join(character for character in value if not character.isdigit()), int(digits)


def _join_number(pattern: str, number: int) -> str:
    digits = f"{number:0{sum(map(str.isdigit, pattern))}d}"
    if pattern.isdigit():
        return digits
    return digits + pattern[-1] if pattern[0].isdigit() else pattern[0] + digits


def _carried_intent(conversation: Conversation, text: str, intent: Intent | None) -> Intent | None:
    """ "and 64484?" asks of the new code what was asked of the last one."""
    last = conversation.last
    leans = last is not None and (last.awaiting or wording.is_elliptic(text))
    if intent is None and last is not None and leans and last.intent not in wording.TOPIC_INTENTS:
        return last.intent
    return intent


def _referred(
    conversation: Conversation, text: str, intent: Intent | None
) -> tuple[tuple[Code, ...], Relation | None] | None:
    """The codes that "it", "that one", "the first one", "its primary" ... stand for, or None for a topic."""
    last = conversation.last
    if last is None:
        return None
    if (ordinal := wording.ordinal_in(text)) is not None:
        choices = last.listed if len(last.listed) > 1 else conversation.subjects_in_order()
        if choices:
            return (choices[-1] if ordinal >= len(choices) else choices[ordinal],), None
    focus = last.subjects or last.listed[:1]
    if wording.points_at_last_answer(text) and len(last.listed) == 1:
        focus = last.listed
    if not focus:
        return None
    points = wording.has_pronoun(text)
    # "and on 3/15/2025?", "for Medicare?": nothing but a circumstance is left, so the question before stands.
    leans = wording.is_elliptic(text) and not last.awaiting
    needs_code = (intent in wording.CODE_INTENTS or leans) and wording.topic_is_empty(text)
    if not points and not needs_code:
        return None
    relation = _relation(text, intent)
    return focus, relation


def _relation(text: str, intent: Intent | None) -> Relation | None:
    """ "Can its primary be billed alone?" asks about the primary; "what is its primary?" asks which it is."""
    if intent in (Intent.PRIMARY_OF, Intent.ADD_ONS_OF):
        return None
    if re.search(r"\b(?:its|the|that|their)\s+(?:primary|parent|base)\b", text, re.IGNORECASE):
        return Relation.PRIMARY
    if re.search(r"\b(?:its|the|that|their)\s+add-?\s?ons?\b", text, re.IGNORECASE):
        return Relation.ADD_ON
    return None


def _standalone(text: str, codes: tuple[Code, ...]) -> str:
    names = " and ".join(map(str, codes))
    replaced = wording.replace_pronoun(text, names)
    return replaced if replaced != text else f"{text} ({names})"
