"""How panels and units of pathology are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.billing.laboratory.decide import Draw, Units
from assistant.procedures.billing.laboratory.repeats import Repeats, Waived
from assistant.procedures.case import Case
from assistant.rules.verdict import Billed, Stance, Verdict
from assistant.understand.circumstances.payers import Payer
from corpus.codes import CptCode, Modifier

_REASONS = {
    "tissue": (
        "One unit for each specimen that is sent and diagnosed on its own, not for blocks or slides.",
        "The report names each specimen with its own diagnosis.",
    ),
    "frozen": (
        "88331 is the first block of each specimen, 88332 each further block of the same specimen.",
        "The final examination, such as 88305, is reported besides.",
    ),
    "antibody": (
        "88342 is the first antibody on each specimen, 88341 each further one; blocks and slides do not count.",
        "A mixture that gives several results is 88344.",
    ),
}


def tell_draw(found: Draw, payer: Payer | None, day: date) -> Verdict:
    """The codes of one draw."""
    codes, wide = list(found.codes), found.wide
    because = _because(found)
    if wide and payer is Payer.CPT:
        parts = sorted({"80053", "84443", "85025"} & set(codes))
        codes = [wide, *(code for code in codes if code not in parts)]
        because = f"{', '.join(parts)} of one draw are {wide} for a payer that goes by CPT"
    named = tuple(CptCode(code) for code in found.tests.named)
    wrong = [code for code, _ in found.inside if code in found.tests.named]
    told = ", ".join(f"**{code}**" for code in codes)
    instead = f", not {', '.join(wrong)}" if wrong else ""
    conclusion = f"{told}{instead}: {because}."
    reasons = ["A panel is reported when all its tests are done on one day; a test inside it is not added."]
    if found.inside:
        reasons.append("A part is added only when it was repeated for a clinical reason, with 91.")
    if wide and payer is not Payer.CPT:
        reasons.append(f"These three together are {wide} for payers that accept it; Medicare does not.")
    every = frozenset(
        CptCode(code) for code in (*codes, *found.codes, *(c for c, _ in found.inside), *([wide] if wide else []))
    )
    return Verdict(
        key=f"laboratory:{'/'.join(codes)}",
        title="Laboratory panels of one draw",
        stance=Stance.AFFIRMS,
        conclusion=conclusion,
        reasons=tuple(reasons),
        row=f"{found.parameter.edition.title}, chapter X; panels.",
        mentions=every | frozenset(named),
        basis=found.parameter.basis(day),
        locator="chapter X, section C",
        about=every,
        denies=frozenset(CptCode(code) for code in wrong),
        billed=tuple(Billed(CptCode(code)) for code in codes),
        rests_on=found.tests.rests_on,
    )


def _because(found: Draw) -> str:
    if not found.inside:
        return "no test of one is inside the other, so all are reported"
    held: dict[str, list[str]] = {}
    for code, within in found.inside:
        held.setdefault(within, []).append(code)
    within, inside = next(iter(held.items()))
    if set(found.parameter.value[within]) <= set(found.tests.told):
        return f"all tests of {within} were done, so the panel takes their place"
    return f"{', '.join(inside)} {'is' if len(inside) == 1 else 'are'} inside {within}"


def tell_units(found: Units, case: Case, day: date) -> Verdict:
    """Lines of pathology with units; no, where other units of them were proposed."""
    counted = found.counted
    right = dict(found.lines)
    proposed = [(str(line.code), line.units) for line in case.lines if line.units is not None]
    wrong = any(code in right and right[code] != units for code, units in proposed)
    lines = tuple(Billed(CptCode(code), units) for code, units in found.lines)
    told = ", ".join(f"**{code}** x{units}" for code, units in found.lines)
    what = f"{counted.specimens} specimen{'s' if counted.specimens > 1 else ''}"
    if counted.pieces:
        thing = "block" if counted.what == "frozen" else "antibod"
        ending = {"block": ("", "s"), "antibod": ("y", "ies")}[thing][counted.pieces > 1]
        what += f" with {counted.pieces} {thing}{ending}{' each' if counted.each else ''}"
    return Verdict(
        key=f"laboratory:{counted.what}",
        title="Pathology by specimen",
        stance=Stance.AFFIRMS,
        conclusion=f"{'No: ' if wrong else ''}{told}: {what}.",
        reasons=_REASONS[counted.what],
        row=f"{found.parameter.edition.title}, chapter X, section L.",
        mentions=frozenset(CptCode(code) for code in ("88305", "88331", "88332", "88341", "88342", "88344")),
        basis=found.parameter.basis(day),
        locator="chapter X, section L",
        about=frozenset(line.code for line in lines),
        billed=lines,
        rests_on=counted.rests_on,
    )


def tell_repeats(found: Repeats, day: date) -> Verdict:
    """The same test several times on one day."""
    further = None if found.times is None else found.times - 1
    repeated = f"**{found.code}-91**" + (f" x{further}" if further else " for each repeat")
    many = "" if found.times is None else f" ({found.times} in all)"
    need = "" if found.needed else ", if the physician needed each further result"
    reasons = ["Not 91, and no charge, for a rerun that confirms a result or mends a bad sample; 76 is for procedures."]
    if found.mue is not None:
        reasons.append(
            f"MUE {found.mue.value}: units above it need a record of the reason for each, times and results with it."
        )
    reasons.append("A line for each performance, or 91 with units, as the payer wants.")
    return Verdict(
        key=f"laboratory:repeat-{found.code}",
        title="Test repeated on one day",
        stance=Stance.AFFIRMS if found.needed else Stance.CONDITIONS,
        conclusion=f"**{found.code}** once and {repeated}{many}{need}: the same test again for a further result.",
        reasons=tuple(reasons),
        row="NCCI manual, chapter X, section A; modifier 91.",
        mentions=frozenset((found.code, Modifier("91"), Modifier("76"))),
        basis=found.parameter.basis(day),
        locator="modifier 91",
        about=frozenset((found.code,)),
        billed=(Billed(found.code), Billed(found.code, further or 1, (Modifier("91"),))),
        missing=() if found.needed else ("reason of the repeat",),
        rests_on=found.rests_on,
    )


def tell_waived(found: Waived, day: date) -> Verdict:
    """Which of the tests take QW."""
    needs = ", ".join(f"**{code}-QW**" for code in found.needs)
    plain = ", ".join(f"**{code}**" for code in found.plain)
    mended = ", by corrected claim" if found.denied else ""
    if found.needs and found.plain:
        said = f"**QW only on {', '.join(map(str, found.needs))}**: {needs}{mended}; {plain} without QW, waived as such"
    elif found.needs:
        said = f"{needs}{mended}: a certificate of waiver needs QW, if the kit is on CMS's waived list"
    else:
        said = f"**No QW**: {plain} {'is' if len(found.plain) == 1 else 'are'} waived as such{mended}"
    lines = (*(Billed(code, 1, (Modifier("QW"),)) for code in found.needs), *map(Billed, found.plain))
    return Verdict(
        key="laboratory:waived",
        title="Tests under a certificate of waiver",
        stance=Stance.AFFIRMS if found.needs else Stance.DENIES,
        conclusion=f"{said}. The CLIA number goes on the claim.",
        reasons=(
            "QW says that the waived method was used; the same code on another analyzer takes none.",
            f"Waived without QW: {', '.join(found.every_plain)}.",
        ),
        row=f"{found.parameter.edition.title}, codes with and without QW.",
        mentions=frozenset((*found.needs, *found.plain, Modifier("QW"), *map(CptCode, found.every_plain))),
        basis=found.parameter.basis(day),
        locator="codes without QW",
        about=frozenset((*found.needs, *found.plain)),
        denies=frozenset() if found.needs else frozenset((Modifier("QW"),)),
        billed=lines,
        rests_on=found.rests_on,
    )
