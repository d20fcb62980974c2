"""How codes of drugs and fluids given are said. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.procedures.medicine.drugs.names import title_of
from assistant.procedures.medicine.infusion.decide import Line, Outcome
from assistant.procedures.medicine.infusion.facts import Matter, Service, Way
from assistant.procedures.medicine.infusion.minutes import Note
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, CptCode, Modifier

_FAMILY_CODES = tuple(map(CptCode, "96360 96361 96365 96366 96367 96368 96372 96374 96375 96376".split()))
_CHEMO_CODES = tuple(map(CptCode, "96401 96402 96409 96411 96413 96415 96417".split()))
_HYDRATION = ("96360", "96361")
DISTINCT = Modifier("59")
_FURTHER_HOURS = ("96361", "96366", "96415")  # counted by the clock: their units are always said
_MOST_REASONS = 4
# In the order of their weight: what changes the codes goes first.
_NOTES = {
    Note.SHORT_HYDRATION: "Hydration needs {hydration} minutes of its own to be reported: none here.",
    Note.CONCURRENT_HYDRATION: "Minutes of hydration while a drug is infused are not reported.",
    Note.SAME_PUSH_EARLY: "The same drug pushed again within {apart} minutes is not reported again.",
    Note.SAME_PUSH_OFFICE: "96376, the same drug pushed again more than {apart} minutes later, is for facilities only; "
    "an office reports the drug once.",
    Note.NO_TIME: "Without start and stop times a drug by vein is a push; more than {push} minutes are an infusion.",
    Note.NO_FLUID_TIME: "Hydration counts by its minutes: from {hydration}, so without times it is not reported.",
    Note.SHORT_INFUSION: "{push} minutes or less are a push.",
    Note.CONCURRENT_ONCE: "Two drugs running at the same time: 96368, once a day.",
    Note.ONE_LINE: "Lumens of one catheter are one access site: one initial code, and no 59 for a second.",
    Note.SITE: "A second initial code needs a second access site that was medically necessary, and its record.",
    Note.REASON: "In an office the initial code is the main reason of the visit.",
    Note.RANK: "One initial code: facilities rank chemotherapy, then drug infusion, push, hydration; an office takes "
    "the main reason of the visit.",
    Note.OFFICE: "One initial code: in an office the main reason of the visit, here taken to be the one listed first.",
    Note.NEEDLE: "NCCI bundles 96372 into the initial code: 59 says that it was a separate injection.",
    Note.LONG_REST: "The first code is the first hour; a further hour counts from {further} minutes beyond it.",
    Note.SHORT_REST: "A further hour needs more than {beyond} minutes beyond the hour before it.",
    Note.COMPLEX: "A biologic is given under the complex codes when the record shows that work; some payers list "
    "it elsewhere.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the question proposes: codes of giving, visit codes, units of the former; whether it asks for a yes, for
    units, for a check of each code, for hydration; codes that are proposed ``apart``, with 59 or its like; codes of
    flushing or drawing from a line; and the fluids whose volume is told."""

    named: tuple[Code, ...]
    levels: tuple[Code, ...]
    proposed: Mapping[Code, int | None]
    whether: bool
    units: bool = False
    checks: bool = False
    hydration: bool = False
    modified: bool = False
    apart: tuple[Code, ...] = ()
    flushes: tuple[Code, ...] = ()
    fluids: tuple[Billed, ...] = ()


def tell(outcome: Outcome, asked: Asked, day: date) -> Verdict:
    """The outcome in words: the codes in order first."""
    named, levels = asked.named, asked.levels
    lines = [_billed(line) for line in outcome.lines]
    visits = [code for code in levels if str(code) != outcome.included_visit]
    lines = [Billed(code, 1, (outcome.visit_modifier,)) for code in visits] + lines
    if any(str(line.code) in _HYDRATION for line in lines):
        lines += asked.fluids
    codes: set[Code] = {line.code for line in lines}
    family: set[Code] = {*_FAMILY_CODES, *_CHEMO_CODES}
    wrong = [code for code in named if code in family and code not in codes]
    if outcome.initial is not None:
        wrong += asked.flushes
    apart = [code for code in asked.apart if code in codes] if Note.ONE_LINE in outcome.notes else []
    refused = [code for code in levels if str(code) == outcome.included_visit]
    stance = Stance.CONDITIONS if outcome.open else Stance.AFFIRMS if lines else Stance.DENIES
    return Verdict(
        key=f"infusion:{'/'.join(map(str, lines)) or 'none'}",
        title="Drugs and fluids given",
        stance=stance,
        conclusion=_answer(asked, lines, bool(wrong or refused or apart))
        + _conclusion(outcome, asked, lines, [*wrong, *refused, *(f"{code}-{DISTINCT}" for code in apart)]),
        reasons=tuple(_reasons(outcome, [*visits, *refused], asked.flushes)),
        row=f"{outcome.parameter.edition.title}: " + (", ".join(map(str, lines)) or "no code") + ".",
        mentions=frozenset({*codes, *family, *named, *asked.flushes, *levels, DISTINCT, outcome.visit_modifier}),
        basis=outcome.parameter.basis(day),
        locator="chapter XI, section B",
        about=frozenset({*codes, *wrong, *refused}),
        denies=frozenset((*wrong, *refused)),
        billed=tuple(lines),
        missing=outcome.open,
        rests_on=outcome.encounter.rests_on,
    )


def _billed(line: Line) -> Billed:
    return Billed(line.code, line.units, line.modifiers)


def _conclusion(outcome: Outcome, asked: Asked, lines: Sequence[Billed], wrong: Sequence[Code | str]) -> str:
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    if not lines:
        return f"No code{instead}: {_told_of(outcome)} is not reported."
    said = ", ".join(_bold(line, asked.units or str(line.code) in _FURTHER_HOURS) for line in lines)
    if len(asked.named) > 2 or (asked.checks and len(asked.named) > 1):
        said, instead = _checked(asked, lines), ""
    if outcome.initial is None:
        return f"{said}{instead}: {_needle_words(outcome)}."
    return f"{said}{instead}: {_told(outcome.initial)} is the initial service.{_hydration(outcome, asked, lines)}"


def _checked(asked: Asked, lines: Sequence[Billed]) -> str:
    """Every proposed code with its yes or no, then those that lack."""
    by_code = {line.code: line for line in lines}
    said = []
    for code in (*asked.levels, *asked.named, *(line.code for line in asked.fluids if line.code in asked.proposed)):
        line, told = by_code.get(code), asked.proposed.get(code)
        if line is None:
            said.append(f"**{code}** no")
        elif line.modifiers and not asked.modified and code in asked.named:
            said.append(f"**{code}** yes, as {_bold(line, asked.units)}")
        elif told is not None and told != line.units:
            said.append(f"**{code}** x{line.units}, not x{told}")
        else:
            said.append(f"{_bold(line, asked.units)} yes")
    proposed = {*asked.levels, *asked.named, *asked.proposed}
    lacking = [_bold(line, asked.units) for line in lines if line.code not in proposed]
    return ", ".join(said) + (f"; missing {', '.join(lacking)}" if lacking else "")


def _hydration(outcome: Outcome, asked: Asked, lines: Sequence[Billed]) -> str:
    """That the fluid is not reported, where it was told and no code stands for it."""
    told = any(each.matter is Matter.HYDRATION for each in outcome.encounter.services)
    if not told or any(str(line.code) in _HYDRATION for line in lines):
        return ""
    return " Hydration is not reported." if Note.NO_FLUID_TIME not in outcome.notes else ""


def _answer(asked: Asked, lines: Sequence[Billed], wrong: bool) -> str:
    """Yes or no, where codes are proposed or hydration is asked for."""
    if not lines or not asked.whether:
        return ""
    if not (asked.named or asked.levels or asked.flushes):
        hydrates = any(str(line.code) in _HYDRATION for line in lines)
        return "" if not asked.hydration else "Yes: " if hydrates else "No: "
    units = {line.code: line.units for line in lines}
    counted = all(number is None or units.get(code) == number for code, number in asked.proposed.items())
    proposed = {*asked.levels, *asked.named, *asked.proposed}
    whole = not asked.checks or all(line.code in proposed for line in lines)
    return "Yes: " if counted and whole and not wrong else "No: "


def _bold(line: Billed, units: bool = False) -> str:
    name = "-".join((str(line.code), *map(str, line.modifiers)))
    return f"**{name}**" if line.units == 1 and not units else f"**{name}** x{line.units}"


def _told_of(outcome: Outcome) -> str:
    services = outcome.encounter.services
    return _told(services[0]) if services else "what is told"


def _needle_words(outcome: Outcome) -> str:
    count = sum(each.times for each in outcome.encounter.services if each.way is Way.NEEDLE)
    return "one injection" if count == 1 else f"{count} injections, one unit each"


def _told(service: Service) -> str:
    if service.matter is Matter.HYDRATION:
        name = "hydration"
    else:
        name = "the drug" if service.drug == "drug" or service.drug.startswith("code ") else title_of(service.drug)
    if service.minutes is not None:
        return f"{name}, {service.minutes} minutes,"
    return f"{name} by push" if service.way is not Way.NEEDLE and service.matter is not Matter.HYDRATION else name


def _reasons(outcome: Outcome, levels: Sequence[Code], flushes: Sequence[Code]) -> Iterator[str]:
    limits = {**outcome.limits, "further": outcome.limits["beyond"] + 1}
    told = [_NOTES[note].format(**limits) for note in _NOTES if note in outcome.notes]
    if flushes and outcome.initial is not None:
        lines = " and ".join(map(str, flushes))
        told.insert(0, f"{lines}: within an administration of the day; indicator 0 (2024 Q3), so no 59 opens it.")
    if str(outcome.included_visit) in map(str, levels):
        told.insert(0, f"{outcome.included_visit} is included and never goes beside these codes.")
    elif outcome.encounter.visit and not levels:
        told.insert(0, f"A visit of its own goes first, with {outcome.visit_modifier}; never 99211.")
    yield from [each for each in told if each][:_MOST_REASONS]
