"""How the codes of an endoscopy are said: ``outcomes.yaml`` has the words. Pure."""

from __future__ import annotations

from dataclasses import replace

from assistant.procedures.surgery.endoscopy.decide import Choice
from assistant.procedures.surgery.endoscopy.facts import FOLDER
from assistant.procedures.surgery.spoken import Said, said
from assistant.understand.circumstances.payers import Payer

_REASONS = {
    "screening": "it began as a screening",
    "surveillance": "it began as a surveillance screening",
    "stool": "it followed a positive stool test",
}


def say(choice: Choice, named: tuple[str, ...]) -> Said:
    """The choice in words; ``named`` are the endoscopy codes of the question, for what is turned down."""
    if choice.techniques:
        return _technique(choice)
    nothing_done = not any(done.acts for done in choice.facts.scopes)
    if nothing_done and choice.facts.screening and len(choice.facts.scopes) == 1:
        return _screening(choice, named)
    return _codes(choice, named)


def _lines(choice: Choice, *, billed: bool = False) -> tuple[str, ...]:
    lines = []
    for code in choice.codes:
        pre = choice.modifier if code.startswith("45") else ""
        parts = [code, *(["59"] if code in choice.apart else []), *([pre] if pre else [])]
        lines.append("-".join(parts) if billed else f"**{'-'.join(parts)}**")
    return tuple(lines)


def _codes(choice: Choice, named: tuple[str, ...]) -> Said:
    wrong = tuple(code for code in named if code not in choice.codes)
    values = {
        "lines": " and ".join(_lines(choice)),
        "single": " and ".join(f"**{code}**" for code in choice.codes if code not in choice.apart),
        "instead": f", not {' or '.join(f'**{code}**' for code in wrong)}" if wrong else "",
        "reason": _reason(choice),
        "screening": f"{_screening_words(choice)}{_asked_diagnosis(choice)}",
        "apart": "59 (or XS) goes on the lesser code of the NCCI pair, for the other lesion." if choice.apart else "",
        "dropped": f"{' and '.join(choice.dropped)} is inside the other code here." if choice.dropped else "",
        "scopes": _scopes(choice),
        "look": "" if _scopes(choice) else "The look itself is inside; a technique counts once, however many lesions.",
        "diagnosis": _diagnosis(choice),
    }
    mentions = (*choice.codes, *choice.dropped, *wrong, "PT", "33", "51", *_diagnoses(choice))
    if choice.open_relation:
        return said(FOLDER, "codes-open", denies=wrong, mentions=mentions, **values)
    made = said(FOLDER, "codes", denies=wrong, mentions=mentions, **values)
    return replace(made, billed=_lines(choice, billed=True))


def _reason(choice: Choice) -> str:
    if choice.dropped and not choice.apart:
        return "at one lesion only the code that contains the other is reported"
    if len(choice.facts.scopes) > 1:
        return "two scopes of different families in one session, the higher value first"
    if choice.apart:
        return "different techniques at different lesions, the higher value first"
    if len(choice.codes) == 1:
        return "the code of what was done, once for the session however many lesions"
    return "each act has its code, the higher value first"


def _screening_words(choice: Choice) -> str:
    facts = choice.facts
    if not facts.screening or not any(done.scope == "colonoscopy" for done in facts.scopes):
        return ""
    why = _REASONS[facts.screening]
    if choice.modifier:
        return f" {choice.modifier} on each colonoscopy line, since {why}."
    if facts.payer is not None:
        return " **33** only where the plan counts surveillance as prevention."
    return f" Since {why}: **PT** on each colonoscopy line for Medicare, **33** for other payers."


def _scopes(choice: Choice) -> str:
    if len(choice.facts.scopes) == 1:
        return ""
    return "Two families: Medicare wants no 51; other payers may want 51, or 59, on the lesser scope."


def _diagnoses(choice: Choice) -> tuple[str, ...]:
    fixed = ("Z12.11", "Z86.0100", "Z86.0101", "Z86.0102", "Z86.0109", "R19.5") if choice.facts.screening else ()
    return (*fixed, *choice.facts.findings)


def _diagnosis(choice: Choice) -> str:
    reason = choice.facts.screening
    found = " and ".join(choice.facts.findings) or "findings"
    if reason == "surveillance":
        return f"Diagnoses: Z12.11, then the history of polyps (Z86.0100 to Z86.0109), then {found}."
    if reason == "stool":
        return f"Diagnoses: Z12.11 and R19.5 for the positive stool test, then {found}."
    return f"Diagnoses: Z12.11 first, then {found}." if reason else ""


def _asked_diagnosis(choice: Choice) -> str:
    """The diagnoses in the conclusion, where they are asked or told by pathology."""
    facts = choice.facts
    if not facts.screening or not (facts.diagnosis_asked or facts.findings):
        return ""
    found = ", ".join(f"**{code}**" for code in facts.findings)
    first = " **Z12.11** first"
    return f"{first}, then {found}." if found else f"{first}."


def _technique(choice: Choice) -> Said:
    codes = dict(choice.techniques)
    values = {
        "snare": codes["snare"],
        "hot": codes["hot_biopsy"],
        "cold": codes["biopsy"],
        "screening": _screening_words(choice),
        "diagnosis": _diagnosis(choice),
    }
    mentions = (*codes.values(), "PT", "33", *_diagnoses(choice))
    return said(FOLDER, "technique-missing", mentions=mentions, **values)


def _screening(choice: Choice, named: tuple[str, ...]) -> Said:
    facts = choice.facts
    kind = "stool" if facts.screening == "stool" else "screening"
    payer = {None: "open", Payer.MEDICARE: "medicare"}.get(facts.payer, "commercial")
    right = choice.screening_code if payer == "medicare" else "45378"
    wrong = tuple(code for code in named if code != right) if payer != "open" else ()
    high = "high risk" if facts.high_risk else "average risk"
    months = choice.months
    average = f"once in {months['average']} months, or {months['after_sigmoidoscopy']} after a sigmoidoscopy"
    interval = f"once in {months['high']} months" if facts.high_risk else average
    values = {
        "code": choice.screening_code,
        "risk": high,
        "frequency": f"Medicare covers it {interval}.",
        "diagnosis": _diagnosis(choice),
        "instead": f", not {' or '.join(wrong)}" if wrong else "",
    }
    mentions = ("45378", choice.screening_code, *_diagnoses(choice), *wrong)
    return said(FOLDER, f"{kind}-{payer}", denies=wrong, mentions=mentions, **values)
