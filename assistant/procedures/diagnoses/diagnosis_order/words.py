"""How diagnoses in order are said, and whether a further code is added. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.decisions import code_of
from assistant.procedures.diagnoses.diagnosis_order.additions import Addition, Answer
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables
from assistant.rules.verdict import Billed, Stance, Verdict, bold
from corpus.codes import Code
from corpus.mentions import find_codes

_MOST_ANSWERS = 3
_FURTHER = "sections I.A.17, I.B.5, I.B.7 and I.B.9"
_JOINED = "sections I.A.15 and I.B.9"
_SAYS = {Answer.YES: "yes", Answer.NO: "no", Answer.ONLY: "only if"}


def tell(listed: Listed, answers: Sequence[Addition], case: Case, day: date) -> Verdict:
    """The codes first, then the reason that decides; a proposed code is answered, one that does not fit turned down."""
    codes = tuple(code_of(code) for code in _exact(listed.codes, answers) if not _is_refused(code, answers))
    answered = tuple(code_of(each.code) for each in answers)
    refused = tuple(code_of(each.code) for each in answers if each.answer is not Answer.YES)
    wrong = tuple(
        code
        for code in case.diagnoses
        if _is_judged(str(code), listed)
        and code not in answered
        and not any(str(each).startswith(str(code)) for each in codes)
    )
    lead = listed.lead.rstrip(".")
    if answers:
        order = f" In order: {_bold(codes)}." if len(codes) > 1 else ""
        if len(codes) == 1 and codes[0] not in case.diagnoses and codes[0] not in answered:
            order = f" Code: {_bold(codes)}."
        told = _answers(answers, goes_on=bool(wrong))
        conclusion = f"No, not {' or '.join(map(bold, wrong))}; {told}.{order}" if wrong else f"{told}.{order}"
        reasons = (f"{lead[:1].upper()}{lead[1:]}.", *listed.reasons)
    else:
        conclusion, reasons = listed.opening + _conclusion(codes, wrong, lead), listed.reasons
    return Verdict(
        key=f"{FAMILY}:{listed.name}",
        title=f"Diagnosis order: {listed.name.replace('-', ' ')}",
        stance=_stance(answers),
        conclusion=conclusion,
        reasons=reasons[:4],
        row=f"{listed.parameter.edition.title}, {listed.place}.",
        mentions=frozenset((*codes, *wrong, *answered, *case.diagnoses)) | _named(listed, answers),
        basis=listed.parameter.basis(day),
        locator=listed.place,
        about=frozenset((*codes, *wrong, *answered)),
        denies=frozenset((*wrong, *refused)),
        billed=tuple(Billed(code) for code in codes),
        missing=listed.missing,
        rests_on=(*listed.rests_on, *_asking(case), *case.spans_of(case.diagnoses)),
    )


def tell_answers(answers: Sequence[Addition], case: Case, day: date) -> Verdict | None:
    """Whether codes are added, where nothing else is composed."""
    parameter = Tables(day).entry("needless")
    if parameter is None:
        return None
    codes = tuple(code_of(each.code) for each in answers)
    beside = tuple(code_of(each.beside) for each in answers if each.beside)
    agreed = tuple(code_of(each.code) for each in answers if each.answer is Answer.YES)
    return Verdict(
        key=f"{FAMILY}:further-code",
        title="Diagnosis order: a further code",
        stance=_stance(answers),
        conclusion=f"{_answers(answers)}.",
        reasons=_rules(answers),
        row=f"{parameter.edition.title}, {_FURTHER}.",
        mentions=frozenset((*codes, *beside, *case.diagnoses)) | _named(None, answers),
        basis=parameter.basis(day),
        locator=_FURTHER,
        about=frozenset(codes),
        denies=frozenset(codes) - frozenset(agreed),
        billed=tuple(Billed(code) for code in agreed),
        rests_on=(*_asking(case), *case.spans_of(case.diagnoses)),
    )


def tell_beside(addition: Addition, day: date) -> Verdict | None:
    """One diagnosis of a claim beside another that says it already, or with which it makes one code."""
    parameter = Tables(day).entry("joined" if addition.instead else "needless")
    if parameter is None:
        return None
    place = _JOINED if addition.instead else _FURTHER
    code, beside = code_of(addition.code), code_of(addition.beside)
    off = f"take {code} off if the record supports {beside}"
    return Verdict(
        key=f"{FAMILY}:beside:{code}/{beside}",
        title=f"Diagnosis order: {code} beside {beside}",
        stance=Stance.CONDITIONS,
        conclusion=f"{bold(code)} is not added to {bold(beside)}: {addition.why}.",
        reasons=_rules((addition,)),
        row=f"{parameter.edition.title}, {place}.",
        mentions=frozenset((code, beside)) | _named(None, (addition,)),
        basis=parameter.basis(day),
        locator=place,
        about=frozenset((code, beside)),
        denies=frozenset((code,)),
        told_at=frozenset((code,)),
        mend=f"in place of {code}, {addition.instead} if the record supports it" if addition.instead else off,
    )


def _asking(case: Case) -> tuple[tuple[int, int], ...]:
    """The words that ask, and all from the first to the last diagnosis that is named."""
    told = case.told(FAMILY)
    asking = told.spans(*"asks_add asks_behind organism_code_word severity_code_word asks_diagnosis".split())
    named = case.spans_of(case.diagnoses)
    if len(named) < 2:
        return asking
    return (*asking, (min(start for start, _ in named), max(end for _, end in named)))


def _stance(answers: Sequence[Addition]) -> Stance:
    kinds = {each.answer for each in answers}
    if kinds == {Answer.NO}:
        return Stance.DENIES
    return Stance.CONDITIONS if Answer.ONLY in kinds else Stance.AFFIRMS


def _answers(answers: Sequence[Addition], *, goes_on: bool = False) -> str:
    """ "No **R05.9** or **R50.9**: ...; yes **Z79.4**: ..."; those with one reason are said together.

    ``goes_on``: it stands behind another answer and begins without its own yes or no.
    """
    grouped: dict[tuple[Answer, str], list[str]] = {}
    for each in answers[:_MOST_ANSWERS]:
        grouped.setdefault((each.answer, each.why), []).append(f"**{each.code}**")
    said = []
    for (answer, why), codes in grouped.items():
        joined = (" and " if answer is Answer.YES else " or ").join(codes)
        if answer is Answer.ONLY:
            said.append(f"not {joined} as told: {why}")
        else:
            sign = "not" if answer is Answer.NO else "add"
            begins = not said and not goes_on
            said.append(f"{_SAYS[answer]}, {sign} {joined}: {why}" if begins else f"{sign} {joined}: {why}")
    text = "; ".join(said)
    return text if goes_on else text[:1].upper() + text[1:]


def _rules(answers: Sequence[Addition]) -> tuple[str, ...]:
    said = []
    if any(each.answer is Answer.NO for each in answers):
        said.append("A code that another one already says, or a symptom that belongs to the disease, is not added.")
    if any(each.answer is Answer.YES for each in answers):
        said.append("It stands behind the code that asks for it, as the record supports it.")
    if any(each.answer is Answer.ONLY for each in answers):
        said.append("If it is unclear whether the organ dysfunction belongs to the sepsis, query.")
    return tuple(said)


def _exact(codes: Sequence[str], answers: Sequence[Addition]) -> tuple[str, ...]:
    """The codes, with an agreed one in the place of the unspecified one of its category."""
    agreed = {each.code[:3]: each.code for each in answers if each.answer is Answer.YES}
    replaced = (
        agreed[code[:3]] if code.endswith("9") and code[:3] in agreed and agreed[code[:3]] not in codes else code
        for code in codes
    )
    return tuple(dict.fromkeys(replaced))


def _is_refused(code: str, answers: Sequence[Addition]) -> bool:
    return any(each.code == code and each.answer is not Answer.YES for each in answers)


def _is_judged(code: str, listed: Listed) -> bool:
    return code.startswith(listed.judged)


def _named(listed: Listed | None, answers: Sequence[Addition]) -> frozenset[Code]:
    """Every code that the words may name."""
    texts = (*(each.why for each in answers), *(listed.reasons if listed else ()), listed.lead if listed else "")
    written = [mention.code for mention in find_codes(" ".join(texts))]
    return frozenset((*(code_of(code) for code in (listed.codes if listed else ())), *written))


def _bold(codes: Sequence[Code]) -> str:
    return ", ".join(f"**{code}**" for code in codes)


def _conclusion(codes: tuple[Code, ...], wrong: tuple[Code, ...], lead: str) -> str:
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    ordered = f"{_bold(codes[:1])} first, then {_bold(codes[1:])}" if len(codes) > 1 else _bold(codes)
    return f"{ordered}{instead}: {lead[:1].lower()}{lead[1:]}."
