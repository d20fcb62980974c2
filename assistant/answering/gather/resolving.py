"""Which code a follow-up means by words alone: "and with ultrasound?" after 20610, "other leg?" after L03.115."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from assistant.answering.gather.siblings import Relative, names, relative_meant
from assistant.retrieval.words.contradiction import named_values
from assistant.rules.engine import Decider
from assistant.rules.payment.listed.decide import codes_of
from assistant.rules.ptp.modifiers import is_visit
from assistant.understand.query import Line, Query, Relation
from assistant.understand.story.lexicon import COMMON
from assistant.understand.story.tokens import tokens_of
from assistant.understand.wishes.wish import Wish
from corpus.codes import Code, CodeSystem, Icd10CmCode
from corpus.records import CodeRecord
from corpus.relations import ProcedureCode
from corpus.store.catalog import Catalog
from corpus.store.knowledge_base import KnowledgeBase

# Add-on codes among which a follow-up may mean one.
_SIBLINGS = 20
_OF_A_FAMILY = 3  # characters that a code and its add-on code begin with
# Of more codes no follow-up means a relative of one.
_FEW = 2

# Words beside a drug's name that tell nothing more of it.
_OF_A_DRUG = frozenset("injection shot infusion drug dose medicare for the of".split())
_WORDS_OF_A_SIDE = 2
_AGAINST = frozenset("vs versus".split())
_SIDE = re.compile(r"\b(?:right|left)\b", re.IGNORECASE)
_OTHER = {"right": "left", "left": "right"}


def resolved(question: Query, day: date, knowledge: KnowledgeBase, decider: Decider) -> Query:
    """The question with the code that its words mean; as it is when they mean none, or nothing was talked about."""
    if question.relation in (Relation.ABOVE, Relation.BELOW):
        return _neighbour(question, day, knowledge.catalog)
    if question.relation is Relation.FURTHER:
        return _each_more(question, day, knowledge, decider)
    if _asks_for_diagnoses_of_a_drug(question):
        return _drug_by_code(question, day, decider)
    beside = question.beside
    if not beside and "codes" in question.carried and (question.other_side or _only_a_side(question.words)):
        beside = question.codes
    if not beside:
        return _another_by_words(question, day, knowledge, decider)
    code = beside[-1]
    record = knowledge.catalog.records([code], day).get(code)
    if record is None:
        return question
    if isinstance(code, Icd10CmCode):
        return _diagnosis_meant(question, code, record, day, knowledge.catalog)
    relatives = _relatives(record, day, knowledge.catalog, decider)
    meant = relative_meant(question.topic, record.description, relatives, knowledge.encoder.encode)
    if meant is None and any(character.isdigit() for character in question.topic):
        meant = code  # "and for 80 mg?" asks of an amount of the same code
    return question if meant is None else _about(question, meant)


def _asks_for_diagnoses_of_a_drug(question: Query) -> bool:
    """ "Which dx for Prolia?": a drug, and nothing else, is asked for what supports it."""
    named = {word for name in question.drugs for word in name.split()}
    rest = {token.word for token in tokens_of(question.topic) if not token.is_sign} - named - _OF_A_DRUG
    of_diagnoses = question.story.within(COMMON).has("says_diagnosis")
    return bool(named) and not question.codes and of_diagnoses and not rest


def _drug_by_code(question: Query, day: date, decider: Decider) -> Query:
    """The same of the drug's codes, as the crosswalk has them."""
    found = dict.fromkeys(code for name in question.drugs for code in codes_of(decider.published.drug(name, day).rows))
    lines = tuple(map(Line, found))
    return replace(question, codes=tuple(found), lines=lines, intent=Wish.COVERAGE) if found else question


def _relatives(record: CodeRecord, day: date, catalog: Catalog, decider: Decider) -> list[Relative]:
    """The codes that belong to one, its add-on codes too, with our words for each."""
    how = {other.code: other.difference for other in record.related}
    add_ons = decider.add_ons(record.code, day).add_ons if isinstance(record.code, ProcedureCode) else ()
    known = catalog.records([*how, *add_ons[:_SIBLINGS]], day)
    return [
        Relative(other, tuple(filter(None, (how.get(other), known[other].description if other in known else None))))
        for other in dict.fromkeys((*how, *known))
    ]


def _neighbour(question: Query, day: date, catalog: Catalog) -> Query:
    """The next code of the ladder that the entry names: 99214 above 99213, 11402 above 11401."""
    step = 1 if question.relation is Relation.ABOVE else -1
    asked = question.codes[-1:]
    related = [other.code for record in catalog.records(asked, day).values() for other in record.related]
    meant = next((code for code in related for old in asked if _steps(old, code) == step), None)
    if meant is None:
        return replace(question, relation=None)
    return replace(_in_place(question, meant), relation=None)


def _each_more(question: Query, day: date, knowledge: KnowledgeBase, decider: Decider) -> Query:
    """The add-on code that counts on from a code: 99292 behind 99291, 11105 behind 11104; none of another family.

    Where no loaded table pairs the two, it is the relative in our text that the words are about.
    """
    code = question.procedures[-1]
    later = [other for other in decider.add_ons(code, day).add_ons if _counts_on(code, other)]
    asked = replace(question, relation=None)
    record = knowledge.catalog.records([code], day).get(code)
    if later or record is None:
        return _in_place(asked, min(later, key=str)) if later else asked
    relatives = [one for one in _relatives(record, day, knowledge.catalog, decider) if _counts_on(code, one.code)]
    only = relatives[0].code if len(relatives) == 1 else None
    meant = only or relative_meant(question.topic, record.description, relatives, knowledge.encoder.encode)
    return _in_place(asked, meant) if meant is not None else asked


def _counts_on(code: Code, other: Code) -> bool:
    return str(other)[:_OF_A_FAMILY] == str(code)[:_OF_A_FAMILY] and str(other) > str(code)


def _steps(code: Code, other: Code) -> int | None:
    """How far apart two codes of one ladder are; None for two that only the last character does not tell apart."""
    first, second = str(code), str(other)
    if first[:-1] != second[:-1] or not (first[-1:] + second[-1:]).isdigit():
        return None
    return int(second[-1]) - int(first[-1])


def _in_place(question: Query, code: Code) -> Query:
    """The same asked of another code."""
    lines = (Line(code),) if isinstance(code, ProcedureCode) else ()
    return replace(question, standalone=f"{question.words} ({code})", codes=(code,), lines=lines)


def _another_by_words(question: Query, day: date, knowledge: KnowledgeBase, decider: Decider) -> Query:
    """A follow-up that keeps the codes, where its words name a relative: "and the prolonged code for Medicare?"."""
    compared = len(question.codes) == _FEW and question.intent is Wish.DIFFERENCE
    kept = "codes" in question.carried and (compared or ("wish" in question.carried and len(question.codes) == 1))
    if not (kept and question.elliptic) or question.modifiers or not 0 < len(question.codes) <= _FEW:
        return question
    for record in knowledge.catalog.records(question.codes, day).values():
        if isinstance(record.code, ProcedureCode):
            relatives = _relatives(record, day, knowledge.catalog, decider)
            shared = [one for one in relatives if names(question.words, one) and one.code not in question.codes]
            meant = relative_meant(question.words, record.description, shared, knowledge.encoder.encode)
            if meant is not None:
                asked = _in_place(question, meant)
                return asked if len(question.codes) == 1 else replace(asked, intent=Wish.DESCRIBE)
    return question


def _diagnosis_meant(question: Query, code: Icd10CmCode, record: CodeRecord, day: date, catalog: Catalog) -> Query:
    if question.other_side and (other := _other_side(record, day, catalog)):
        return _about(question, other)
    if _only_a_side(question.words) and (sided := _sided(question.words, record, day, catalog)):
        return _about(question, sided)
    if not (_only_a_side(question.words) or question.elliptic):
        return question  # a few words that may as well be a search of their own: "knee pain?"
    # "and with neuropathy?" after E11.9: what the category is, with the words that were added.
    category = Icd10CmCode(code.category)
    named = catalog.records([category], day).get(category, record)
    topic = f"{named.description} {question.topic}"
    return replace(question, topic=topic, intent=Wish.FIND, system=CodeSystem.ICD10CM, codes=(), beside=())


def _only_a_side(words: str) -> bool:
    """ "Left side", "right": a side, and at most one word more."""
    return bool(named_values(words).get("side")) and len(words.split()) <= _WORDS_OF_A_SIDE


def _sided(words: str, record: CodeRecord, day: date, catalog: Catalog) -> Code | None:
    """The one code beside a found one, or below it, whose title names the side that the words do."""
    parents = [record, *(catalog.records([record.parent], day).values() if record.parent else ())]
    for parent in parents:
        children = catalog.records(parent.children, day).values()
        sided = [
            one.code for one in children if named_values(one.description).get("side") == named_values(words)["side"]
        ]
        if sided:
            return sided[0] if len(sided) == 1 else None
    return None


def _other_side(record: CodeRecord, day: date, catalog: Catalog) -> Code | None:
    """The code of the same category whose title has left for right, or right for left."""
    wanted = _SIDE.sub(lambda side: _OTHER[side[0].lower()], record.description)
    if wanted == record.description or record.parent is None:
        return None
    above = catalog.records([record.parent], day).get(record.parent)
    # A 7th character hangs below the code that names the side, so the other side may be a cousin.
    parents = [above] if above else []
    if above is not None and above.parent is not None:
        parents += catalog.records([above.parent], day).values()
    for parent in parents:
        children = catalog.records(parent.children, day)
        cousins = catalog.records([one for child in children.values() for one in child.children], day)
        for other in (*children.values(), *cousins.values()):
            if other.description.lower() == wanted.lower():
                return other.code
    return None


def _about(question: Query, code: Code) -> Query:
    standalone = f"{question.words} ({code})"
    return replace(question, standalone=standalone, intent=Wish.DESCRIBE, codes=(code,), beside=())


def of_settings(question: Query) -> Query:
    """Asked how a clinic and a hospital differ, both are meant; with a visit and a procedure it is their edits."""
    told = question.story.within("common")
    against = question.intent is Wish.DIFFERENCE or any(token.word in _AGAINST for token in question.story.tokens)
    if not (against and told.has("office") and told.has("hospital", "hospital_outpatient")):
        return question
    visits = [is_visit(code) for code in question.procedures]
    if not any(visits) or all(visits):
        return question
    either = replace(question.circumstances, setting=None)
    intent = Wish.TOGETHER if question.intent is Wish.DIFFERENCE else question.intent
    return replace(question, intent=intent, circumstances=either)
