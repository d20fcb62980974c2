"""How the codes of fractures, their casts and their 7th characters are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.surgery.fractures.decide import Application, Character, Treatment
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, CptCode, Modifier

_WAYS = {
    "closed": "closed, without manipulation",
    "reduced": "closed, with manipulation",
    "pinned": "fixed through the skin",
    "open": "opened and set",
    "nail": "fixed with a nail",
}
_PHASES = {
    "active": "active treatment, at every encounter while it lasts, also with a new provider",
    "routine": "treatment is completed and the fracture heals as usual",
    "delayed": "healing is delayed",
    "nonunion": "nonunion",
    "malunion": "malunion",
    "sequela": "what is treated is a later consequence; it is coded first, the fracture with S behind it",
}
_DECISION, _SEPARATE = Modifier("57"), Modifier("25")
_TREATMENTS = ("23", "24", "25", "26", "27", "28")
_SIDES = (Modifier("RT"), Modifier("LT"))
_OPENNESS = ("closed", "open, type I or II or not stated", "open, type III")


def tell_treatment(treatment: Treatment, case: Case, day: date) -> Verdict:
    """The treatment code first, with 54 where another practice follows up, and 57 on the visit."""
    treated, line = treatment.treated, treatment.line
    named = [code for code in case.procedures if isinstance(code, CptCode)]
    wrong = [code for code in named if code in treatment.siblings and code != line.code]
    devices = [code for code in named if str(code).startswith("29")]
    visit = " The visit at which it was decided takes **57**, in the emergency department too." if treated.visit else ""
    by_others = any(token.word.startswith("anesthes") for token in case.story.tokens)
    numbed = [code for code in named if str(code)[:3] == "644" and not by_others]
    out = (*wrong, *devices, *numbed)
    instead = f", not {', '.join(map(str, out))}" if out else ""
    bone = treated.bone.replace("_", " ")
    reasons = [
        "The first cast or splint and 90 days of follow-up are included"
        + (f": {', '.join(map(str, devices))} is not reported besides." if devices else "."),
        "54: another practice follows up; it reports 55 after a formal transfer."
        if treated.elsewhere
        else "Where another practice follows up, 54 is added; only splinted for it is no treatment code.",
        "Supplies and X-rays are reported besides; RT or LT names the side.",
    ]
    if numbed:
        reasons.insert(1, "The block by the one who treats the fracture is included too.")
    if treated.way == "closed" and not treated.elsewhere:
        reasons.append("Where nothing was moved, single services (visit with 25, cast code, supply) are the other way.")
    return Verdict(
        key=f"fractures:{line.code}",
        title="Treatment of a fracture by bone and way",
        stance=Stance.AFFIRMS,
        conclusion=f"**{_name(line)}**{instead}: {bone} fracture {_WAYS[treated.way]}"
        f"{', follow-up by another practice' if treated.elsewhere else ''}.{visit}",
        reasons=tuple(reasons),
        row=f"{treatment.parameter.edition.title}, row {line.code}.",
        mentions=frozenset(
            {line.code, *named, *line.modifiers, Modifier("54"), Modifier("55"), _DECISION, _SEPARATE, *_SIDES}
        ),
        basis=treatment.parameter.basis(day),
        locator=f"row {line.code}",
        about=frozenset({line.code, *out}),
        denies=frozenset(out),
        billed=(line,),
        rests_on=treated.rests_on,
    )


def tell_application(application: Application, case: Case, day: date) -> Verdict:
    """The application code with its supply; a visit besides only where it is separate."""
    applied, line = application.applied, application.line
    supplies = " or ".join(f"**{code}**" for code in application.supplies)
    choice = "" if len(application.supplies) == 1 else " (plaster, fiberglass)"
    device = applied.device.replace("_", " ")
    age = "under 11 years" if applied.months is not None and applied.months < application.child_below else "11 or older"
    if applied.again:
        told = f"a {device} put on again in the global period, with a reason in the note"
        reasons = [
            "Only the first cast or splint is inside the treatment code; one that replaces it counts.",
            "Cast codes have 0 days, so 58 begins no new global period; after the 90 days it is not needed.",
            "The visit is inside the package of the fracture.",
        ]
    elif applied.supply_alone:
        told = ""
        reasons = ["The first cast or splint is inside a fracture treatment code, its supply is not."]
    else:
        told = f"a {device} to stabilize the fracture for someone else's treatment"
        reasons = [
            "Without treatment for good and follow-up there is no fracture treatment code.",
            "The visit is added with 25 only if it was significant and separate from the decision to splint.",
        ]
    reasons.append("Supplies are reported where the practice bought them; the hospital reports its own.")
    named = [code for code in case.procedures if isinstance(code, CptCode)]
    wrong = [] if applied.again or applied.supply_alone else [c for c in named if str(c).startswith(_TREATMENTS)]
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    visit = " and the visit with **25** if it was separate" if applied.visit and not applied.again else ""
    mentions: set[Code] = {line.code, *application.supplies, *line.modifiers, *named, Modifier("58"), _SEPARATE}
    supplied = tuple(Billed(code) for code in application.supplies) if len(application.supplies) == 1 else ()
    return Verdict(
        key=f"fractures:{line.code}",
        title="Cast or splint apart from the treatment of a fracture",
        stance=Stance.AFFIRMS,
        conclusion=(
            f"{supplies}{choice}: the supply of a {device}, patient {age}; putting it on is **{line.code}**."
            if applied.supply_alone
            else f"{_yes(applied.again, case)}**{_name(line)}**{visit}{instead}; "
            f"supply {supplies}{choice}, patient {age}: {told}."
        ),
        reasons=tuple(reasons),
        row=f"{application.parameter.edition.title}, row {line.code}.",
        mentions=frozenset(mentions),
        basis=application.parameter.basis(day),
        locator=f"row {line.code}",
        about=frozenset({line.code, *application.supplies, *wrong}),
        denies=frozenset(wrong),
        billed=supplied if applied.supply_alone else (line, *supplied),
        missing=() if supplied else ("material",),
        rests_on=applied.rests_on,
    )


def _yes(again: bool, case: Case) -> str:
    """Asked whether it may be charged, a cast that replaces the first one may."""
    return "Yes: " if again and case.story.within("common").has("asks_whether") else ""


def tell_character(character: Character, day: date) -> Verdict:
    """The 7th character and the phase that decides it."""
    phase = character.phase
    return Verdict(
        key=f"fractures:7th character {character.letter}",
        title="7th character of a fracture",
        stance=Stance.AFFIRMS,
        conclusion=(
            f"**7th character {character.letter}** ({_OPENNESS[phase.openness]} fracture): {_PHASES[phase.phase]}."
        ),
        reasons=(
            "It says the phase of care, not how often the patient was seen or by whom.",
            "Injuries take no aftercare Z code: the fracture code with its character says it.",
            "Not stated open or closed is coded closed; not stated displaced or not is coded displaced.",
        ),
        row=f"{character.parameter.edition.title}, sections I.C.19.a and I.C.19.c.",
        mentions=frozenset(),
        basis=character.parameter.basis(day),
        locator="sections I.C.19.a and I.C.19.c",
        rests_on=phase.rests_on,
    )


def _name(line: Billed) -> str:
    return "-".join((str(line.code), *map(str, line.modifiers)))
