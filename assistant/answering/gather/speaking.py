"""Every verdict that the things named in a question allow; what is wanted only chooses, later, which one leads.

a code that the day does not have  its status: deleted, not yet
two procedure codes               add-on pairing and PTP edits, both ways
two diagnoses                     Excludes notes, then their order
an add-on code                    never alone
a code with a modifier on it      the indicator, and the PTP edit with that modifier where it stands
a code with a number of units     the MUE
a diagnosis and a patient         conflicts of age and sex
a code, a patient with minutes    time
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from assistant.rules.addon.decide import AddOnListing, PairingFinding, PairingVerdict
from assistant.rules.addon.listing_words import tell_add_ons
from assistant.rules.addon.words import tell_add_on, tell_primaries, tell_status
from assistant.rules.diagnosis.decide import pair_verdict
from assistant.rules.diagnosis.pair_words import tell_pair
from assistant.rules.diagnosis.sequencing import SequenceFinding, sequencing
from assistant.rules.diagnosis.sequencing_words import tell_sequencing
from assistant.rules.engine import Decider
from assistant.rules.ptp.summary import summary
from assistant.rules.verdict import Verdict
from assistant.understand.circumstances.payers import Payer
from assistant.understand.query import Line, Query
from assistant.understand.wishes.wish import Wish
from corpus.codes import Code, Icd10CmCode
from corpus.relations import ProcedureCode

# Sequencing that says something about these codes; the rest ("code first" of what is not there) stands in the notes.
_SAYS_ORDER = frozenset({SequenceFinding.OUT_OF_ORDER, SequenceFinding.NEEDS_FIRST, SequenceFinding.IN_ORDER})
# More codes than these are a range or a list: what is asked of them is not asked of every pair.
_MOST_NAMED = 8
_RULES = "rules"


def verdicts_for(
    question: Query,
    subjects: Sequence[Code],
    pairings: Mapping[Code, PairingVerdict],
    add_ons: Mapping[Code, AddOnListing],
    day: date,
    decider: Decider,
) -> Iterator[Verdict]:
    """All verdicts, each once: those that were asked for first."""
    told: dict[str, Verdict] = {verdict.key: verdict for verdict in decider.lists.asked(question, subjects, day)}
    for wish in question.wishes:
        for verdict in _asked_for(wish, question, subjects, pairings, add_ons, day, decider):
            told.setdefault(verdict.key, verdict)
    for verdict in _allowed(question, subjects, pairings, day, decider):
        told.setdefault(verdict.key, verdict)
    if joined := summary(tuple(told.values())):
        yield joined
    yield from told.values()


def _asked_for(
    wish: Wish,
    question: Query,
    subjects: Sequence[Code],
    pairings: Mapping[Code, PairingVerdict],
    add_ons: Mapping[Code, AddOnListing],
    day: date,
    decider: Decider,
) -> Iterator[Verdict]:
    """What is asked for by name."""
    procedures = [code for code in subjects if isinstance(code, ProcedureCode)]
    diagnoses = [code for code in subjects if isinstance(code, Icd10CmCode)]
    said = question.circumstances
    match wish:
        case Wish.ALONE if len(procedures) > 1 and question.story.within(_RULES).has("needs"):
            yield from decider.together(_lines(question, procedures), day, said.setting)  # "does 64484 need 64483?"
        case Wish.ALONE:
            yield from (tell_add_on(pairings[code]) for code in procedures if code in pairings)
        case Wish.ADD_ON_STATUS:
            yield from (tell_status(pairings[code]) for code in procedures if code in pairings)
        case Wish.PRIMARY_OF:
            yield from (tell_primaries(pairings[code]) for code in procedures if code in pairings)
        case Wish.ADD_ONS_OF:
            yield from (tell_add_ons(add_ons[code]) for code in procedures if code in add_ons)
        case Wish.TOGETHER:
            yield from decider.together(_lines(question, procedures), day, said.setting)
            yield from _diagnoses_together(diagnoses, day, decider)
        case Wish.UNITS:
            if decider.mue_is_loaded():
                for line in _lines(question, procedures):
                    yield from decider.units(line.code, [line.units] if line.units else [], day, said.setting)
        case Wish.BILLABLE:
            yield from _never_paid(question, procedures, day, decider)
            named = dict.fromkeys((*subjects, *question.modifiers))
            yield from (verdict for code in named if (verdict := decider.status(code, day)))
            for code in procedures:  # "is modifier 25 valid with 20610"
                yield from decider.modifiers(code, question.modifiers, day)
        case Wish.FACTS:
            told = question.story.within(_RULES)
            yield from (verdict for code in procedures for verdict in decider.indicators(code, told, day))
        case Wish.MODIFIER:
            for code in procedures:
                yield from decider.modifiers(code, question.modifiers, day)
        case Wish.PAYMENT:
            yield from _whether_paid(question, procedures, day, decider)
            for code in procedures:
                yield from decider.payment(code, question.modifiers, said, day)
        case Wish.TABLE if question.table is not None:
            yield from decider.published.asked(question.table, procedures, question.drugs, question.ndcs, said, day)
        case Wish.COVERAGE:
            yield from _whether_paid(question, procedures, day, decider)
            if not diagnoses:  # "is Z00.00 allowed with 99396" asks of the diagnosis
                yield from _never_paid(question, procedures, day, decider)
            yield from decider.coverage(procedures, diagnoses, day, said)


def _whether_paid(question: Query, codes: Sequence[ProcedureCode], day: date, decider: Decider) -> Iterator[Verdict]:
    """Whether Medicare pays the codes at all, where that is asked: it needs no amount and no diagnosis."""
    told = question.story.within(_RULES)
    if told.has("whether_paid") and not told.has("asks_amount") and not _is_of_another(question):
        yield from (decider.paid.status(code, day) for code in codes)


def _never_paid(question: Query, codes: Sequence[ProcedureCode], day: date, decider: Decider) -> Iterator[Verdict]:
    """That Medicare never pays a line of a code."""
    if not _is_of_another(question):
        yield from (verdict for code in codes for verdict in decider.paid.never(code, day, codes))


def _is_of_another(question: Query) -> bool:
    """Whether another payer than Medicare is named: it has policies of its own."""
    said = question.circumstances
    return bool(said.payer_name) and said.payer is not Payer.MEDICARE


def _allowed(
    question: Query, subjects: Sequence[Code], pairings: Mapping[Code, PairingVerdict], day: date, decider: Decider
) -> Iterator[Verdict]:
    """What the named things allow whatever is asked."""
    if len(subjects) > _MOST_NAMED:
        return
    procedures = [code for code in subjects if isinstance(code, ProcedureCode)]
    diagnoses = [code for code in subjects if isinstance(code, Icd10CmCode)]
    yield from decider.lists.of_patient(diagnoses, question.circumstances, day)
    lines, setting = _lines(question, procedures), question.circumstances.setting
    yield from decider.gone((*subjects, *question.modifiers), day)
    if len(procedures) > 1 and question.intent is not Wish.DIFFERENCE:
        yield from decider.together(lines, day, setting)
        yield from _never_paid(question, procedures, day, decider)
    elif len(procedures) == 1 and procedures[0] in pairings and _is_add_on(pairings[procedures[0]]):
        yield tell_add_on(pairings[procedures[0]])
    for line in lines:
        if line.modifiers:
            yield from decider.modifiers(line.code, line.modifiers, day)
        if line.units and decider.mue_is_loaded():
            yield from decider.units(line.code, [line.units], day, setting)
    if question.intent is not Wish.DIFFERENCE:
        yield from _diagnoses_together(diagnoses, day, decider)


def _is_add_on(verdict: PairingVerdict) -> bool:
    """True where the table has the code as an add-on code in force."""
    return bool(verdict.rows) and verdict.finding is not PairingFinding.NOT_ADD_ON


def _diagnoses_together(diagnoses: Sequence[Icd10CmCode], day: date, decider: Decider) -> Iterator[Verdict]:
    """Every pair of diagnoses by the notes of the tabular list, then their order where the list has one."""
    if len(diagnoses) < 2:
        return
    loaded = decider.diagnoses(diagnoses)
    for first, second in combinations(diagnoses, 2):
        yield tell_pair(pair_verdict(first, second, loaded, day))
    order = sequencing(diagnoses, loaded, day)
    if order.finding in _SAYS_ORDER:
        yield tell_sequencing(order)


def relations_of(
    subjects: Sequence[Code], pairings: Mapping[Code, PairingVerdict], add_ons: Mapping[Code, AddOnListing]
) -> Iterator[Verdict]:
    """What a description tells of add-on and primary codes: only where a table speaks."""
    for code in subjects:
        if code in pairings and pairings[code].rows:
            yield tell_primaries(pairings[code])
        if code in add_ons and add_ons[code].rows:
            yield tell_add_ons(add_ons[code])


def _lines(question: Query, procedures: Sequence[ProcedureCode]) -> list[Line]:
    """The codes as they were written: with the modifiers and units on each."""
    written = {line.code: line for line in question.lines}
    return [written.get(code, Line(code)) for code in procedures]
