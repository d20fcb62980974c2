"""What an answer says: by its leading verdict where one decides, else by what is wanted of the codes or the topic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.answer import AnswerKind, Part
from assistant.answering.compose import (
    codes,
    differences,
    form,
    lists,
    notes,
    own,
    relations,
    topics,
)
from assistant.answering.compose.claimed import claims, remittances
from assistant.answering.compose.draft import Block, Draft, join_codes
from assistant.answering.findings import Findings
from assistant.answering.leading import DECIDES
from assistant.answering.leading.settling import covered_by
from assistant.rules.basis import GUIDANCE
from assistant.rules.indicators.lists.asked import BY_NAME
from assistant.rules.validity.words import of_excerpts
from assistant.rules.verdict import Ruling, Stance, bold
from assistant.understand.query import Query
from assistant.understand.wishes.wish import Wish
from corpus.codes import Code, CodeSystem, Icd10CmCode, Modifier
from corpus.relations import ProcedureCode

Composer = Callable[[Query, Findings], Iterator[Block]]

# What is told of named codes beside or without a verdict.
_OF_CODES: dict[Wish, Composer] = {
    Wish.DESCRIBE: codes.describe,
    Wish.PRIMARY_OF: relations.primaries,
    Wish.ADD_ONS_OF: relations.by_rule,
    Wish.ADD_ON_STATUS: relations.by_rule,
    Wish.ALONE: relations.by_rule,
    Wish.TOGETHER: relations.together,
    Wish.UNITS: codes.units,
    Wish.TIME: codes.facts,
    Wish.ADDITIONAL: relations.by_rule,
    Wish.MODIFIER: codes.modifier_use,
    Wish.PAYMENT: relations.of_codes_alone,
    Wish.TABLE: relations.by_rule,
    Wish.COVERAGE: relations.of_codes_alone,
    Wish.DOCUMENTATION: codes.documentation,
    Wish.DIFFERENCE: differences.difference,
    Wish.BILLABLE: codes.billable,
    Wish.NOTES: notes.notes,
    Wish.FACTS: codes.facts,
    Wish.CROSSWALK: codes.crosswalk,
}
# A look at a code is longer than a conclusion.
_LOOK_UPS = frozenset({Wish.DESCRIBE, Wish.DOCUMENTATION, Wish.DIFFERENCE, Wish.NOTES})
# Wishes that a verdict answers only where it is theirs: a description is not replaced by a limit of units.
_OF_THE_CODE = frozenset({Wish.DOCUMENTATION, Wish.DIFFERENCE, Wish.NOTES, Wish.CROSSWALK})

# Wishes that a message may be taken to have by its likeness alone; verdicts that list, and decide nothing else.
_OF_ADD_ONS = frozenset({Wish.ALONE, Wish.ADD_ON_STATUS, Wish.PRIMARY_OF, Wish.ADD_ONS_OF})
_OF_LISTS = frozenset({"add-ons-of", "primaries"})

# A verdict that accounts for so much of a question, beside its codes, decides a told case, whatever the words ask.
_OF_A_CASE, _OF_A_LINE, _TOLD_LENGTH = 0.25, 0.5, 50  # "66 yo 90677 medicare" is a line of a case

# CPT and HCPCS text is authored code by code, so absence here says nothing about the code book; ICD-10-CM is whole.
_PARTLY_LOADED = "It may still be a valid code: CasePilot describes only part of the CPT and HCPCS code sets."


def compose(question: Query, findings: Findings) -> Draft:
    """The answer the knowledge base gives by itself."""
    return own.with_own(question, findings, _as_read(question, _composed(question, findings)))


def _composed(question: Query, findings: Findings) -> Draft:
    if question.choices:
        text = f"Which one do you mean: {join_codes(question.choices, 'or')}?"
        return Draft(AnswerKind.CLARIFICATION, (Block(text, claim=False),), listed=question.choices)
    if findings.tallies:
        return lists.compose_list(findings)
    if question.outside:
        return Draft(AnswerKind.ABSTENTION, (Block(question.outside, claim=False),))
    if question.dangling:
        return Draft(AnswerKind.CLARIFICATION, (Block("Which code do you mean?", claim=False),))
    if question.intent is Wish.GREETING:
        thanks = question.story.within("common").has("thanks")
        said = topics.WELCOME if thanks else topics.INVITATION
        return Draft(AnswerKind.CLARIFICATION, (Block(said, claim=False),))
    if question.intent is Wish.CLAIM:
        remitted = question.claim is not None and question.claim.remittance is not None
        composer = remittances.remittance if remitted else claims.claim
        return Draft(AnswerKind.ANSWER, tuple(composer(question, findings)))
    unknown = tuple(unknown_codes(findings))
    if findings.subjects and len(findings.unknown) == len(findings.subjects):
        return _all_unknown(unknown, findings)
    lead = findings.lead
    if question.intent is Wish.BILLABLE and not question.lists and len(findings.known_statuses) > _A_FEW:
        further = form.in_details(_further(question, findings))
        return Draft(AnswerKind.ANSWER, (*unknown, *relations.each_status(findings), *further))
    if lead is not None and concludes(question, findings):
        told = form.concluded(question, findings, lead)
        further = form.in_details(_further(question, findings))
        return Draft(AnswerKind.ANSWER, (*unknown, *told, *further), listed=_listed(question, findings))
    if question.intent is Wish.TABLE and lead is not None:
        if lead.verdict.stance is not Stance.NOT_LOADED:
            return Draft(AnswerKind.ANSWER, (*unknown, *form.concluded(question, findings, lead)))
        return Draft(AnswerKind.ABSTENTION, (*unknown, Block(lead.verdict.conclusion, claim=False)))
    if question.intent is Wish.LIST and not question.codes and not findings.confident:
        return Draft(AnswerKind.ABSTENTION, (Block(lists.NO_SUCH_LIST, claim=False),))
    if not question.codes:
        return topics.compose_topic(question, findings)
    if _is_of_the_entry(question, findings):
        asked = form.asked_too(question, findings, None)
        seen = form.within([*unknown, *codes.look_up(question, findings, asked)], form.MOST_WORDS_OF_A_CODE)
        further = form.in_details(codes.describe(question, findings))
        return Draft(AnswerKind.ANSWER, (*seen, *further), listed=_listed(question, findings))
    if question.intent is Wish.DIFFERENCE:
        too = form.asked_too(question, findings, None)
        seen = [*form.whole_table([*unknown, *differences.difference(question, findings)]), *too]
        further = form.in_details((*codes.about(findings), *topics.section_blocks(findings.sections, findings)))
        return Draft(AnswerKind.ANSWER, (*seen, *further), listed=_listed(question, findings))
    too = form.asked_too(question, findings, None)
    before = {block.text for block in too}
    rest = _OF_CODES.get(question.intent, codes.describe)(question, findings)
    blocks = [*unknown, *too, *(block for block in rest if block.text not in before)]
    most = form.MOST_WORDS_OF_A_CODE if question.intent in _LOOK_UPS else form.MOST_WORDS
    further = form.in_details((*codes.about(findings), *topics.section_blocks(findings.sections, findings)))
    return Draft(AnswerKind.ANSWER, (*form.arranged(blocks, most), *further), listed=_listed(question, findings))


def concludes(question: Query, findings: Findings) -> bool:
    """Whether a verdict is the answer, where no list, claim or question back is: all in sight is then decided by it."""
    lead = findings.lead
    if lead is None or question.choices or question.outside or question.dangling or findings.tallies:
        return False
    if findings.subjects and len(findings.unknown) == len(findings.subjects):
        return False  # where they are mentioned is told in its place
    return lead.rule in BY_NAME or (lead.verdict.stance in DECIDES and _leads(question, lead))


def _is_of_the_entry(question: Query, findings: Findings) -> bool:
    """Whether what the code is answers, where no verdict does: also "98941 how many regions", "99309 what level"."""
    if len(findings.subjects) > codes.AT_A_GLANCE:
        return False
    if question.intent is Wish.DESCRIBE:
        return True
    if findings.unknown or not findings.records or question.modifiers:
        return False
    match question.intent:
        case Wish.COUNT | Wish.RIGHT | Wish.WHICH_CODE | Wish.CROSSWALK:
            return not any(status.is_gone for status in findings.statuses.values())
        case Wish.UNITS:
            return _asks_an_age(question)
        case _:
            return question.intent in _OF_ADD_ONS and not question.story.within("rules").has("of_add_ons")


def _asks_an_age(question: Query) -> bool:
    """ "Age limit on 99396" is no question of units."""
    return question.story.within("rules").has("of_age") and not any(line.units for line in question.lines)


def _leads(question: Query, lead: Ruling) -> bool:
    """False for a look at a code: "what must the note for 20610 show"; true for a case that is told beside it."""
    if question.intent in _OF_ADD_ONS and lead.rule in _OF_LISTS:
        return question.story.within("rules").has("of_add_ons")  # "can I upcode to 99215" asks for no add-on codes
    if lead.rule == "mue" and _asks_an_age(question):
        return False
    of_modifiers = question.intent is Wish.DESCRIBE and all(isinstance(code, Modifier) for code in question.codes)
    if question.intent not in _OF_THE_CODE and not (of_modifiers and question.codes):
        return True
    if question.intent is Wish.DIFFERENCE:
        of_neither = bool(question.codes) and set(question.codes) <= lead.verdict.denies  # a told case comes to another
        of_all = len(question.codes) > codes.AT_A_GLANCE and set(question.codes) <= lead.verdict.mentions
        return of_neither or of_all or _chooses(question, lead)
    if question.intent is Wish.CROSSWALK and lead.verdict.denies & set(question.codes):
        # What took the place of a code is what is asked.
        named_in_place = lead.verdict.mentions if lead.verdict.basis.table is GUIDANCE else lead.verdict.about
        return any(isinstance(code, ProcedureCode | Icd10CmCode) for code in named_in_place - lead.verdict.denies)
    named = [span for code in (*question.codes, *question.modifiers) for span in question.places.get(code, ())]
    beside = covered_by((*named, *lead.verdict.rests_on)) - covered_by(named)
    if beside and (question.guessed or question.intent is Wish.CROSSWALK):
        return True
    length = question.story.tokens[-1].end if question.story.tokens else 0
    return beside >= (_OF_A_CASE if length >= _TOLD_LENGTH else _OF_A_LINE) * length


def _chooses(question: Query, lead: Ruling) -> bool:
    """Whether a verdict takes one of the codes that are compared: "G0008 or 90471 for a flu shot, she has Medicare"."""
    billed = {line.code for line in lead.verdict.billed}
    return lead.verdict.stance is Stance.AFFIRMS and len(billed & set(question.codes)) == 1


# More codes than these are a list to be checked, code by code.
_A_FEW = 2
# A guess says how it was read; the button below it asks the next likely thing.
_READ_AS = {
    Wish.DESCRIBE: "what it is",
    Wish.ALONE: "whether it stands alone",
    Wish.TOGETHER: "whether they go together",
    Wish.UNITS: "how many units",
    Wish.MODIFIER: "which modifier",
    Wish.DIFFERENCE: "what tells them apart",
    Wish.BILLABLE: "whether it is valid",
    Wish.DOCUMENTATION: "what the record must show",
    Wish.PAYMENT: "what Medicare pays",
    Wish.COVERAGE: "what is covered",
    Wish.ORDER: "in which order",
}


def _as_read(question: Query, draft: Draft) -> Draft:
    """The draft, with a line on each code that was read otherwise than written, and on how a guess was read."""
    if question.notes:
        lines = tuple(Block(f"*{note}*", claim=False, part=Part.WHY) for note in question.notes)
        seen = [block for block in draft.blocks if block.part is not Part.DETAILS]
        draft = replace(draft, blocks=(*seen, *lines, *draft.details()))
    if question.changes is not None or not question.guessed or not question.codes:
        return draft
    if draft.kind is AnswerKind.ABSTENTION:
        return draft
    if question.intent not in _READ_AS or not question.next_wishes:
        return draft
    line = Block(f"*Read as asking {_READ_AS[question.intent]}.*", claim=False, part=Part.WHY)
    seen = [block for block in draft.blocks if block.part is not Part.DETAILS]
    return replace(draft, blocks=(*seen, line, *draft.details()))


def _further(question: Query, findings: Findings) -> Iterator[Block]:
    """What stands behind a conclusion: every verdict with its row, then the codes and the sections beside them."""
    yield from relations.verdict_blocks(question, findings)
    yield from codes.about(findings)
    yield from topics.section_blocks(findings.sections, findings)


def _all_unknown(unknown: tuple[Block, ...], findings: Findings) -> Draft:
    """No code of the question is here: said plainly, with near misses, and where the guidelines mention one."""
    near = tuple(code for codes_ in findings.unknown.values() for code in codes_)
    mentions = tuple(topics.section_blocks(findings.sections, findings))
    if not mentions:
        return Draft(AnswerKind.ABSTENTION, unknown, listed=near)
    lead = Block("The loaded guidelines mention it:", claim=False)
    return Draft(AnswerKind.ANSWER, tuple(form.arranged([*unknown, lead, *mentions])), listed=near)


def unknown_codes(findings: Findings) -> Iterator[Block]:
    """A block for every subject that no loaded edition has."""
    for code, near in findings.unknown.items():
        hint = f" Did you mean {join_codes(near, 'or')}?" if near else ""
        partly = "" if code.system in (CodeSystem.ICD10CM, CodeSystem.MODIFIER) or near else f" {_PARTLY_LOADED}"
        yield Block(f"{_lacking(code, findings)}{hint}{partly}", claim=False)


def _lacking(code: Code, findings: Findings) -> str:
    """That a code is in no loaded edition; never as if it did not exist where the edition of the day is not here."""
    status = findings.statuses.get(code)
    told = f"{bold(code)} is not in the loaded editions."
    if status is None or status.basis.covers or not (status.basis.edition or status.excerpts):
        return told
    excerpts = " ".join(of_excerpts(status))
    none = "" if excerpts else f"No edition for {status.basis.day} is loaded. "
    return " ".join(filter(None, (f"{none}{told}", excerpts)))


def _listed(question: Query, findings: Findings) -> tuple[Code, ...]:
    """The codes this answer brings up, for "that one" and "the first one"."""
    if question.intent is Wish.PRIMARY_OF:
        return tuple(dict.fromkeys(primary for v in findings.pairings.values() for primary in v.primaries))
    if question.intent is Wish.ADD_ONS_OF:
        return tuple(dict.fromkeys(code for listing in findings.add_ons.values() for code in listing.add_ons))
    if findings.lead is not None and findings.lead.verdict.billed and not question.codes:
        return tuple(dict.fromkeys(line.code for line in findings.lead.verdict.billed))
    subjects = tuple(code for code in findings.subjects if not isinstance(code, Modifier))
    return subjects if len(subjects) > 1 else ()
