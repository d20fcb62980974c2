"""How panels and units of pathology are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.billing.laboratory.decide import Draw, Units
from assistant.rules.verdict import Billed, Stance, Verdict
from assistant.understand.payers import Payer
from corpus.codes import CptCode

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
    if wide and payer is Payer.CPT:
        parts = {"80053", "84443", "85025"} & set(codes)
        codes = [wide, *(code for code in codes if code not in parts)]
    named = tuple(CptCode(code) for code in found.tests.named)
    wrong = [code for code, _ in found.inside if code in found.tests.named]
    told = ", ".join(f"**{code}**" for code in codes)
    instead = f", not {', '.join(wrong)}" if wrong else ""
    conclusion = f"{told}{instead}: {_because(found)}."
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


def tell_units(found: Units, day: date) -> Verdict:
    """Lines of pathology with units."""
    counted = found.counted
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
        conclusion=f"{told}: {what}.",
        reasons=_REASONS[counted.what],
        row=f"{found.parameter.edition.title}, chapter X, section L.",
        mentions=frozenset(CptCode(code) for code in ("88305", "88331", "88332", "88341", "88342", "88344")),
        basis=found.parameter.basis(day),
        locator="chapter X, section L",
        about=frozenset(line.code for line in lines),
        billed=lines,
        rests_on=counted.rests_on,
    )
