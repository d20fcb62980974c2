"""Drugs that go by a name of CMS's crosswalk: their codes, beside or instead of what procedures read from a part of it.

"Ocrevus Zunovo" is another product, with another code, than the "Ocrevus" that its name begins with.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from assistant.answering.leading import DECIDES
from assistant.rules.payment.listed.decide import ListedFinding, codes_of
from assistant.rules.payment.listed.drugs import tell_drug
from assistant.rules.payment.listed.published import PublishedTables
from assistant.rules.verdict import Verdict
from assistant.understand.query import Query
from assistant.understand.story import Kind, Role
from corpus.codes import Code
from corpus.fees import drug_key
from corpus.relations import ProcedureCode

_DRUGS = "drugs"  # the procedure that computes units from told doses


def with_drugs(question: Query, told: Sequence[Verdict], published: PublishedTables, day: date) -> list[Verdict]:
    """The verdicts on a message without codes, with what the crosswalk says of the drugs that it names.

    A verdict of another code that was read from a part of a name is left out. One on the whole name stays where a dose
    is told (its route decides), and gives its code to the answer where none is.
    """
    verdicts = list(told)
    dose = _dose(question)
    for name in question.drugs:
        found = published.drug(name, day)
        codes = frozenset[Code](codes_of(found.rows))
        others = [one for one in verdicts if one.rule == _DRUGS and codes.isdisjoint(_codes(one))]
        of_a_part = [one for one in others if _is_of_a_part(question, one, name)]
        verdicts = [one for one in verdicts if one not in of_a_part]
        if found.finding is not ListedFinding.LISTED or not (question.is_of_drugs_alone or of_a_part):
            continue
        of_the_name = [one for one in others if one not in of_a_part]
        known = any(codes & _codes(one) for one in verdicts if one.stance in DECIDES)
        if known or (of_the_name and dose is not None):
            continue
        also = [code for one in of_the_name for code in _codes(one) if isinstance(code, ProcedureCode)]
        verdicts = [one for one in verdicts if one not in of_the_name]
        places = [place for one in (*verdicts, *of_a_part, *of_the_name) for place in one.rests_on]
        verdicts.insert(0, tell_drug(found, dose, also, places))
    return verdicts


def _codes(verdict: Verdict) -> frozenset[Code]:
    """The codes that a verdict concludes, or is about."""
    return frozenset(line.code for line in verdict.billed) or verdict.about


def _is_of_a_part(question: Query, verdict: Verdict, name: str) -> bool:
    """Whether a verdict on a drug rests on words of a longer name, and on none of it whole."""
    words, parts = frozenset(name.split()), False
    for start, end in verdict.rests_on:
        said = drug_key(" ".join(token.text for token in question.story.tokens if start <= token.start < end))
        if said == name:
            return False
        parts |= bool(said) and words.issuperset(said.split())
    return parts


def _dose(question: Query) -> tuple[Decimal, str] | None:
    """The one dose that is told, as told."""
    doses = {(one.value, one.unit) for one in question.story.amounts if one.kind is Kind.DOSE and one.role is Role.TOLD}
    return doses.pop() if len(doses) == 1 else None
