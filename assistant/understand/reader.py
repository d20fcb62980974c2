"""A message and its conversation to one ``Query``: form by patterns, meaning by example. Never raises on any text.

reader = Reader(known, lexicon, meaning)
query = reader.read(conversation, "does it need 51?", today)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.understand.circumstances import Circumstances, circumstances, minutes_told
from assistant.understand.claims.text import ClaimText, read_claim
from assistant.understand.conversation.carried import (
    circumstances_kept,
    codes_replaced,
    day_later,
    lines_kept,
    story_kept,
)
from assistant.understand.conversation.references import Referred, forgets, refers, relation_in
from assistant.understand.form.dates import dates_of_service, without_dates
from assistant.understand.form.listing import listing_request
from assistant.understand.form.naming import Known, Named, read_names, spans_of
from assistant.understand.outside import no_modifier, outside
from assistant.understand.query import Conversation, Line, Query, Span, Turn
from assistant.understand.story import Kind, Lexicon, Role, Story, read_story
from assistant.understand.wishes import wording
from assistant.understand.wishes.meaning import AskedFor, Meanings
from assistant.understand.wishes.wish import CODE_WISHES, OF_SEVERAL, TOPIC_WISHES, Wish
from corpus.codes import Code, Modifier
from corpus.meaning import IntentModel
from corpus.meaning.model import Encodes
from corpus.relations import ProcedureCode

# What minutes of a visit make a question of time.
_OPEN = frozenset({Wish.WHICH_CODE, Wish.SEARCH, Wish.GUIDELINE, Wish.GREETING})


@dataclass(frozen=True, slots=True)
class _Message:
    """What the form of a message tells before it is asked what is wanted."""

    text: str
    plain: str  # without its dates
    day: date | None
    named: Named
    story: Story
    last: Turn | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages. ``known`` says which codes exist; without ``model`` phrases tell what is wanted.

    ``titles`` are those of the loaded editions.
    """

    known: Known
    lexicon: Lexicon = field(default_factory=lambda: Lexicon({}))
    model: IntentModel | None = None
    encoder: Encodes | None = None
    titles: tuple[str, ...] = ()

    def read(self, conversation: Conversation, text: str, today: date) -> Query:
        """The query of one message. ``today`` dates "last March"."""
        claim = read_claim(text, today)
        text = " ".join(text.split())
        if claim is not None:
            return self._told(_of_claim(text, claim), self._message(None, text, today))
        if forgets(text):
            conversation = Conversation()
        message = self._message(conversation.last, text, today)
        query = self._of_words(conversation, message)
        names_codes = any(not isinstance(code, Modifier) for code in query.codes)
        reason = outside(text, today, names_codes=names_codes, titles=self.titles) or no_modifier(text, self.known)
        if reason:
            return self._told(Query(text, text, Wish.SEARCH, outside=reason), message)
        return self._told(query, message)

    def _message(self, last: Turn | None, text: str, today: date) -> _Message:
        dates = dates_of_service(text, today)
        plain = without_dates(text, today, dates)
        named = read_names(plain, self.known, speaks_of_codes=bool(last and any(map(_takes_modifiers, last.subjects))))
        # "5 months ago" dates the service, and is an amount of the story as well.
        told = [(one.start, one.end) for one in dates if not text[one.start : one.end].lower().endswith("ago")]
        taken = [*spans_of(list(named.mentions)), *told]
        story = read_story(text, self.lexicon, taken)
        return _Message(text, plain, dates[0].day if dates else None, named, story, last)

    def _told(self, query: Query, message: _Message) -> Query:
        """The query with its case: circumstances, day, story and places, and what of the case before still holds."""
        said = circumstances(message.text)
        said = replace(said, minutes=minutes_told(message.story.amounts))
        places = _places(message.named)
        before = message.last.query if message.last else None
        query = replace(
            query,
            date_of_service=query.date_of_service or message.day,
            circumstances=query.circumstances if query.claim else said,
            story=message.story,
            places=places,
        )
        if before is None or ("codes" not in query.carried and "wish" not in query.carried):
            return query
        kept, names = circumstances_kept(before.circumstances, said)
        if said.minutes is None and before.minutes is not None and (bare := _units(message.story)):
            kept = replace(kept, minutes=bare)  # "and if it was 52?"
        day = message.day or day_later(before.date_of_service, message.story) or before.date_of_service
        modifiers = query.modifiers
        if not modifiers and query.intent is before.intent and "codes" in query.carried:
            modifiers = before.modifiers
        return replace(
            query,
            date_of_service=day,
            circumstances=kept,
            modifiers=modifiers,
            lines=lines_kept(before, query.codes, message.named.lines, message.named.modifiers, _units(message.story)),
            story=story_kept(before.story, message.story),
            places={**places, **{code: spans for code, spans in before.places.items() if code not in places}},
            carried=(*query.carried, *names, *(("story",) if before.story.tokens else ())),
        )

    # --- what is wanted, of what -------------------------------------------------------------------------------------

    def _of_words(self, conversation: Conversation, message: _Message) -> Query:
        text, plain = message.text, message.plain
        if title := wording.guideline_title(text):
            return Query(text, text, Wish.GUIDELINE, topic=title)
        if request := listing_request(" ".join(plain.split())):
            return Query(text, text, Wish.LIST, message.named.codes, topic=text, listing=request)
        codes, modifiers = message.named.codes, message.named.modifiers
        if not codes and modifiers and message.last is None:
            codes, modifiers = tuple(modifiers), ()
        asked = Meanings(self.model, self.encoder).read(message.plain, message.named, message.last)
        referred = refers(conversation, plain, message.named, asked, _tells(message))
        if referred is not None:
            return self._follow_up(conversation, message, asked, referred)
        system = wording.system_of(plain)
        topic = wording.topic_of(" ".join(plain.split()))
        if codes:
            wish = _settled(asked.fitting(len(codes) + len(modifiers), names=True), message)
            if wish is Wish.MODIFIER and not any(map(_is_procedure, codes)):
                wish = Wish.DESCRIBE  # "when do I use modifier 25?" asks what the modifier is
            query = Query(text, text, wish, codes, modifiers, None, system, topic, lines=message.named.lines)
            return asked.onto(query)
        return self._without_code(message, asked, system, topic)

    def _follow_up(self, conversation: Conversation, message: _Message, asked: AskedFor, referred: Referred) -> Query:
        """A message that leans on the one before: about its codes, or of the same wish."""
        last = conversation.last
        assert last is not None  # the caller found what is referred to
        named, text = message.named, message.text
        carried = ["codes"] if referred.codes else []
        wish = asked.fitting(
            len(referred.codes) + len(named.codes) + len(named.modifiers), names=bool(referred.codes or named.codes)
        )
        if referred.again:
            wish = last.intent
            carried.append("wish")
            if wish in TOPIC_WISHES and (referred.codes or named.codes) and wish is not Wish.LIST:
                wish = Wish.DESCRIBE
        codes: tuple[Code, ...] = referred.codes
        if named.codes:
            paired = wish in OF_SEVERAL or wish in (Wish.ORDER, Wish.MODIFIER, Wish.TIME, Wish.DENIED)
            replaced = codes_replaced(last.subjects, named.codes, paired=paired)
            joined = tuple(dict.fromkeys((*referred.codes, *named.codes)))
            codes = referred.codes if referred.settled else joined if referred.codes else replaced
        elif not codes and named.modifiers and last.subjects:
            codes = last.subjects
        relation = relation_in(message.plain, wish)
        topic = wording.topic_of(" ".join(message.plain.split()))
        if not codes and last.topic:
            topic = f"{topic or message.plain} {last.topic}".strip()
        choices = codes if referred.ambiguous else ()
        standalone = _standalone(text, codes) if codes and not named.codes else topic if not codes else text
        query = Query(
            text,
            standalone,
            wish,
            codes,
            named.modifiers,
            relation,
            last.system if referred.again and not codes else None,
            topic,
            choices=choices,
            lines=tuple(Line(code) for code in codes if isinstance(code, ProcedureCode)),
            carried=tuple(carried),
        )
        return query if referred.again else asked.onto(query)

    def _without_code(self, message: _Message, asked: AskedFor, system: object, topic: str) -> Query:
        """A message that names no code and points at none: of a topic, a told case, or a variant of what was named."""
        text, plain, last = message.text, message.plain, message.last
        contrast = wording.contrast_only(plain)
        if contrast and last and last.subjects:
            return Query(text, text, Wish.SEARCH, (), (), None, None, contrast, last.subjects)
        wish = asked.fitting(0, names=False)
        said = circumstances(text)
        if wish in _OPEN and said.patient is not None and minutes_told(message.story.amounts) is not None:
            wish = Wish.TIME  # "established patient, 40 minutes"
        points = wording.has_pronoun(plain) and wording.topic_is_empty(plain)
        if points and asked.first in CODE_WISHES and (last is None or not (last.subjects or last.listed)):
            return Query(text, text, asked.first, dangling=True)
        beside: tuple[Code, ...] = ()
        varies = wording.is_elliptic(plain) or wording.says_a_qualifier(plain) or wording.names_a_variant(plain)
        topical = wish in (Wish.GREETING, Wish.LIST, Wish.GUIDELINE) and not (asked.again or asked.guessed)
        if last and varies and not topical:
            beside = last.subjects or (last.listed[:1] if last.intent is Wish.WHICH_CODE else ())
        if beside:
            wish = Wish.SEARCH  # which code is meant is asked of the records
        figures = None if beside else wording.figures_subject(plain)
        query = Query(
            text,
            text,
            wish,
            (),
            message.named.modifiers,
            None,
            wording.system_of(plain),
            topic or plain,
            beside,
            figures=figures,
        )
        return asked.onto(query)


def _tells(message: _Message) -> bool:
    """Whether a message tells of the case: a circumstance, a day, an amount."""
    said = circumstances(message.text) != Circumstances()
    told = any(one.concept.startswith("common.") and "asks" not in one.concept for one in message.story.mentions)
    return said or told or message.day is not None or bool(message.story.amounts)


def _takes_modifiers(code: Code) -> bool:
    return isinstance(code, ProcedureCode | Modifier)


def _is_procedure(code: Code) -> bool:
    return isinstance(code, ProcedureCode)


def _settled(wish: Wish, message: _Message) -> Wish:
    """What the figures beside a code make of a bare description: "20610 x3", "99213-25", "99205 80 min"."""
    if wish is not Wish.DESCRIBE or wording.asks_what(message.plain):
        return wish
    if any(line.units for line in message.named.lines):
        return Wish.UNITS
    beside = [one for one in message.named.modifiers if one not in message.named.codes]
    return Wish.MODIFIER if beside and any(map(_is_procedure, message.named.codes)) else wish


def _units(story: Story) -> int | None:
    """The one count of a follow-up: "what about two of them"."""
    counts = [one for one in story.amounts if one.kind is Kind.COUNT and one.role is Role.TOLD and one.value % 1 == 0]
    return int(counts[0].value) if len(counts) == 1 and len(counts[0].values) <= 1 else None


def _places(named: Named) -> dict[Code, tuple[Span, ...]]:
    places: dict[Code, tuple[Span, ...]] = {}
    for mention in named.mentions:
        span = (mention.start, mention.end)
        for code in (mention.code, *mention.alternatives, *mention.modifiers):
            places[code] = (*places.get(code, ()), span)
    return places


def _of_claim(text: str, claim: ClaimText) -> Query:
    codes: tuple[Code, ...] = tuple(dict.fromkeys((*(line.code for line in claim.lines), *claim.diagnoses)))
    lines = tuple(Line(line.code, line.modifiers, line.units) for line in claim.lines)
    return Query(
        text,
        text,
        Wish.CLAIM,
        codes,
        date_of_service=claim.day,
        lines=lines,
        circumstances=claim.circumstances,
        claim=claim,
    )


def _standalone(text: str, codes: Sequence[Code]) -> str:
    names = " and ".join(map(str, codes))
    replaced = wording.replace_pronoun(text, names)
    return replaced if replaced != text else f"{text} ({names})"


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
