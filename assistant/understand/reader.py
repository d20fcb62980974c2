"""A message and its conversation to one ``Query``: form by patterns, meaning by example. Never raises on any text.

reader = Reader(known, lexicon, meaning)
query = reader.read(conversation, "does it need 51?", today)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.understand.circumstances import circumstances_said, minutes_told
from assistant.understand.circumstances.bearer import age_told
from assistant.understand.claims.text import read_claim
from assistant.understand.conversation.changes import Changes, changes_in, is_bare_number
from assistant.understand.conversation.following import continued, follow_up
from assistant.understand.conversation.leaning import leaning, may_lean, may_stand_alone
from assistant.understand.conversation.of_answer import asked_of_answer
from assistant.understand.conversation.references import forgets, refers
from assistant.understand.conversation.retold import told_anew
from assistant.understand.form.changes import change_request
from assistant.understand.form.dates import dates_in, without_dates
from assistant.understand.form.foreign import read_foreign
from assistant.understand.form.listing import listing_request
from assistant.understand.form.listing_request import Subject
from assistant.understand.form.naming import Known, read_names, spans_of
from assistant.understand.form.products import drugs_in, ndcs_in
from assistant.understand.form.repair import repaired
from assistant.understand.message import Message, facts_in, places_of, takes_modifiers
from assistant.understand.outside import no_modifier, outside, tables_asked
from assistant.understand.query import Conversation, Query, Turn
from assistant.understand.story import Lexicon, read_story
from assistant.understand.wishes import kinds, wording
from assistant.understand.wishes.figures import settled, with_figures
from assistant.understand.wishes.meaning import AskedFor, Meanings
from assistant.understand.wishes.shelf import shelf_asked
from assistant.understand.wishes.tables import table_asked
from assistant.understand.wishes.wish import CODE_WISHES, Wish
from corpus.codes import Code, CodeSystem, Icd10CmCode, Modifier
from corpus.meaning import IntentModel
from corpus.meaning.model import Encodes
from corpus.relations import ProcedureCode, Table

# What minutes of a visit make a question of time.
_OPEN = frozenset({Wish.WHICH_CODE, Wish.SEARCH, Wish.GUIDELINE, Wish.GREETING})


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages. ``known`` says which codes exist; without ``model`` phrases tell what is wanted.

    ``titles`` are those of the loaded editions, ``tables`` the tables that they are of, ``drugs`` the names of the
    drugs that they have codes for.
    """

    known: Known
    lexicon: Lexicon = field(default_factory=lambda: Lexicon({}))
    model: IntentModel | None = None
    encoder: Encodes | None = None
    titles: tuple[str, ...] = ()
    drugs: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()

    def read(self, conversation: Conversation, text: str, today: date, *, leans: bool = False) -> Query:
        """The query of one message. ``today`` dates "last March"; ``leans``: it goes on with the case before it."""
        return conversation.standing.onto(self._by_itself(conversation, text, today, leans=leans))

    def _by_itself(self, conversation: Conversation, text: str, today: date, *, leans: bool) -> Query:
        """The query without what stands."""
        claim = read_claim(text, today, self.known)
        text = " ".join(text.split())
        if claim is not None:
            return self._told(Query.of_claim(text, claim), self._message(None, text, today))
        put_right = repaired(text, self.known)
        if put_right.refused:
            return Query(text, text, Wish.SEARCH, outside=put_right.refused, choices=put_right.choices)
        return replace(self._read(conversation, put_right.text, today, leans=leans), notes=put_right.notes)

    def goes_on(self, conversation: Conversation, query: Query, today: date) -> Query | None:
        """A message that was read by itself, as one that goes on with the case before it; None where it cannot."""
        last = conversation.last
        if last is None or last.query is None or not last.query.story.tokens:
            return None
        if not may_lean(query, changes_in(query.text)):
            return None
        return self.read(conversation, query.text, today, leans=True)

    def by_itself(self, conversation: Conversation, query: Query, today: date) -> Query | None:
        """A message that was read as going on with the case before it, by itself; None where it cannot stand so."""
        last = conversation.last
        if last is None or last.query is None or not may_stand_alone(query, changes_in(query.text)):
            return None
        return self.read(conversation.anew(), query.text, today)

    def _read(self, conversation: Conversation, text: str, today: date, *, leans: bool) -> Query:
        """The query of a message that is no claim."""
        conversation = conversation.anew() if forgets(text) else _without_greetings(conversation)
        message = self._message(conversation.last, text, today)
        if (of_answer := asked_of_answer(conversation, message)) is not None:
            return of_answer
        if not leans and (anew := self._retold(conversation, message, today)) is not None:
            return anew
        query = self._of_words(conversation, message, leans=leans)
        names_codes = any(not isinstance(code, Modifier) for code in query.codes)
        foreign, codes, titles = message.foreign, query.codes, self.titles
        if query.listing is not None and query.listing.subject is Subject.EDITIONS:
            return self._told(query, message)
        query = replace(query, lists=tables_asked(text, foreign, codes), foreign=foreign)
        reason = outside(
            text, today, names_codes=names_codes, codes=codes, titles=titles, foreign=foreign, tables=self.tables
        )
        if reason := reason or no_modifier(text, self.known):
            return self._told(replace(query, outside=reason), message)
        return self._told(self._of_tables(query, message), message)

    def _retold(self, conversation: Conversation, message: Message, today: date) -> Query | None:
        """The case before with another value: "now stage 5"."""
        before = conversation.last.query if conversation.last else None
        text = told_anew(before, message) if before is not None else None
        if text is None:
            return None
        return replace(self._read(conversation.anew(), text, today, leans=False), carried=("story",))

    def _of_tables(self, query: Query, message: Message) -> Query:
        """The query with the table that it asks for by name, and the drugs that it names."""
        if query.listing is not None:
            return query
        ndcs, drugs = ndcs_in(message.text), drugs_in(message.text, self.drugs)
        table = table_asked(message.text) or (Table.ASP_CROSSWALK if ndcs and not query.codes else None)
        if table is None:
            return replace(query, ndcs=ndcs, drugs=drugs)
        return replace(
            query,
            intent=Wish.TABLE,
            further=(),
            table=table,
            ndcs=ndcs,
            drugs=drugs,
            dangling=False,
            guessed=False,
            next_wishes=(),
        )

    def _message(self, last: Turn | None, text: str, today: date) -> Message:
        dates = dates_in(text, today)
        plain = without_dates(text, today, dates)
        timed = bool(last and last.query and last.query.minutes) and is_bare_number(plain)  # "and 50?" are minutes
        spoken_of = bool(last and any(map(takes_modifiers, last.subjects))) and not timed
        zip_code = circumstances_said(text).zip_code
        foreign, of_codes = read_foreign(plain)
        named = read_names(of_codes, self.known, speaks_of_codes=spoken_of, zip_code=zip_code)
        # "5 months ago" dates the service, and is an amount of the story as well.
        told = [(one.start, one.end) for one in dates if not text[one.start : one.end].lower().endswith("ago")]
        taken = [*spans_of(list(named.mentions)), *told]
        diagnoses = (one for one in named.mentions if isinstance(one.code, Icd10CmCode))
        story = read_story(text, self.lexicon, taken, spans_of(list(diagnoses)))
        changes = changes_in(text) if last is not None else Changes()
        return Message(text, plain, dates, named, story, last, changes, self.lexicon.things, foreign)

    def _told(self, query: Query, message: Message) -> Query:
        """The query with its case: circumstances, day, story and places, and what of the case before still holds."""
        said = circumstances_said(message.text)
        amounts = message.story.amounts
        said = replace(said, minutes=minutes_told(amounts), age=age_told(amounts))
        places, taken = places_of(message.named), spans_of(list(message.named.mentions))
        system = kinds.system_of(message.plain)
        before = message.last.query if message.last else None
        query = replace(
            query,
            date_of_service=query.date_of_service or message.day or _year_of_payment(query, message),
            circumstances=query.circumstances if query.claim else said,
            story=message.story,
            places=places,
            changes=change_request(message.story, query.codes, taken, message.dates, system),
            other_side=wording.asks_for_the_other_side(message.text),
            elliptic=wording.is_elliptic(message.text) or wording.says_a_qualifier(message.text),
        )
        return query if before is None else continued(query, before, message)

    # --- what is wanted, of what -------------------------------------------------------------------------------------

    def _of_words(self, conversation: Conversation, message: Message, *, leans: bool) -> Query:
        text, plain = message.text, message.plain
        if title := kinds.guideline_title(text):
            return Query(text, text, Wish.GUIDELINE, topic=title)
        if not message.named.codes and (asked_for := shelf_asked(text)):
            return Query(text, text, Wish.LIST, topic=text, listing=asked_for)
        if request := listing_request(" ".join(plain.split())):
            return Query(text, text, Wish.LIST, message.named.codes, topic=text, listing=request)
        codes, modifiers = message.named.codes, message.named.modifiers
        if not codes and modifiers and message.last is None:
            codes, modifiers = tuple(modifiers), ()
        asked = Meanings(self.model, self.encoder).read(message.plain, message.named, message.last)
        referred = refers(conversation, plain, message.named, asked, message.changes, facts_in(message))
        if leans and (referred is None or not referred.again):
            referred = leaning(conversation, message.named)
        if referred is not None:
            return follow_up(conversation, message, asked, referred)
        system = kinds.system_of(plain)
        topic = wording.topic_of(" ".join(plain.split()))
        if codes:
            wish = settled(asked.fitting(len(codes) + len(modifiers), names=True), message)
            if wish is Wish.MODIFIER and not any(map(_is_procedure, codes)):
                wish = Wish.DESCRIBE  # "when do I use modifier 25?" asks what the modifier is
            query = Query(text, text, wish, codes, modifiers, None, system, topic, lines=message.named.lines)
            return with_figures(asked.onto(query), message)
        return self._without_code(message, asked, system, topic)

    def _without_code(self, message: Message, asked: AskedFor, system: CodeSystem | None, topic: str) -> Query:
        """A message that names no code and points at none: of a topic, a told case, or a variant of what was named."""
        text, plain, last = message.text, message.plain, message.last
        contrast = wording.contrast_only(plain)
        if contrast and last and last.subjects:
            return Query(text, text, Wish.SEARCH, (), (), None, None, contrast, last.subjects)
        wish = asked.fitting(0, names=False)
        said = circumstances_said(text)
        if wish in _OPEN and said.patient is not None and minutes_told(message.story.amounts) is not None:
            wish = Wish.TIME  # "established patient, 40 minutes"
        points = wording.has_pronoun(plain) and wording.topic_is_empty(plain)
        if points and asked.first in CODE_WISHES and (last is None or not (last.subjects or last.listed)):
            return Query(text, text, asked.first, dangling=True)
        beside: tuple[Code, ...] = ()
        varies = wording.is_elliptic(plain) or wording.says_a_qualifier(plain) or wording.names_a_variant(plain)
        topical = wish in (Wish.GREETING, Wish.LIST, Wish.GUIDELINE) and not (asked.again or asked.guessed)
        topical = topical and asked.first is wish  # "the complex kind?" is no greeting for want of another fitting wish
        if last and varies and not topical:
            beside = last.subjects or (last.listed[:1] if last.intent is Wish.WHICH_CODE else ())
        if beside:
            wish = Wish.SEARCH  # which code is meant is asked of the records
        figures = None if beside else kinds.figures_subject(plain)
        query = Query(
            text,
            text,
            wish,
            (),
            message.named.modifiers,
            None,
            kinds.system_of(plain),
            topic or plain,
            beside,
            figures=figures,
        )
        return asked.onto(query)


def _without_greetings(conversation: Conversation) -> Conversation:
    """The conversation up to its last turn that was about something: "thanks" changes nothing of the case."""
    turns = conversation.turns
    while turns and turns[-1].intent is Wish.GREETING and len(turns) > 1:
        turns = turns[:-1]
    return conversation if len(turns) == len(conversation.turns) else replace(conversation, turns=turns)


_YEAR = re.compile(r"20[0-4]\d")


def _year_of_payment(query: Query, message: Message) -> date | None:
    """The first day of a year that ends a question of payment: "Medicare rate for 99213 in Manhattan 2025"."""
    words = [token.word for token in message.story.tokens if not token.is_sign]
    if query.intent not in (Wish.PAYMENT, Wish.TABLE) or not words or not _YEAR.fullmatch(words[-1]):
        return None
    return date(int(words[-1]), 1, 1)


def _is_procedure(code: Code) -> bool:
    return isinstance(code, ProcedureCode)


def understand(
    conversation: Conversation,
    text: str,
    known: Known,
    today: date,
    lexicon: Lexicon | None = None,
    model: IntentModel | None = None,
    encoder: Encodes | None = None,
) -> Query:
    """Reads one message: ``Reader`` for a caller that keeps none."""
    return Reader(known, lexicon or Lexicon({}), model, encoder).read(conversation, text, today)
