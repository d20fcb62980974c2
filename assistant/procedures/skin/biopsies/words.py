"""How the codes of skin biopsies are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.case import CaseLine
from assistant.procedures.skin.biopsies.decide import Sampled
from assistant.procedures.skin.repairs.words import said
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Modifier


def tell(sampled: Sampled, lines: tuple[CaseLine, ...], day: date, *, asks_whether: bool = False) -> Verdict:
    """The biopsies in words: the codes with units, then why the first one is first."""
    apart = (Modifier("59"),) if sampled.biopsies.beside_removal else ()
    billed = (Billed(sampled.first, 1, apart), *(Billed(code, units) for code, units in sampled.further))
    codes = frozenset(line.code for line in billed)
    named = [line for line in lines if str(line.code).startswith("1110")]
    units = {line.code: line.units for line in billed}
    wrong = [line.code for line in named if line.code not in codes]
    many = [f"{line.code} x{line.units}" for line in named if line.units and line.units != units.get(line.code, 0)]
    instead = [*map(str, wrong), *(text for text in many if text.partition(" ")[0] not in map(str, wrong))]
    told = ", ".join(f"{count} {kind}" for kind, count in sampled.biopsies.counts)
    correction = f", not {', '.join(instead)}" if instead else ""
    answer = "No: " if many and asks_whether else ""
    what = "several samples of one lesion are one biopsy" if sampled.biopsies.samples_of_one else told
    return Verdict(
        key=f"biopsies:{'/'.join(map(str, sorted(codes, key=str)))}",
        title="Biopsies of the skin by technique and number",
        stance=Stance.AFFIRMS,
        conclusion=f"{answer}{_said(billed)}{correction}: {what}. {_first(sampled)}",
        reasons=tuple(_reasons(sampled)),
        row=f"{sampled.parameter.edition.title}; {told}.",
        mentions=frozenset((*codes, *(line.code for line in lines), *sampled.firsts)),
        basis=sampled.parameter.basis(day),
        locator="hierarchy of techniques",
        about=codes | frozenset(wrong),
        denies=frozenset(wrong),
        billed=billed,
        rests_on=sampled.biopsies.rests_on,
    )


def _said(billed: tuple[Billed, ...]) -> str:
    """The first code, and each add-on with its units."""
    return ", ".join([said(billed[:1]), *(f"**{line.code}** x{line.units}" for line in billed[1:])])


def _first(sampled: Sampled) -> str:
    if sampled.biopsies.beside_removal and not sampled.further:
        return "A sample of another lesion than the one shaved off."
    if not sampled.further:
        return f"One lesion by the {sampled.technique} technique has one code."
    return f"One first code a session, of the highest technique ({sampled.technique}); every other lesion is an add-on."


def _reasons(sampled: Sampled) -> list[str]:
    if sampled.biopsies.beside_removal:
        return ["59 (or XS): another lesion than the one shaved off; one lesion has one code, the removal's."]
    reasons = ["Rank: incisional, then punch, then tangential (shave, scoop, curette)."]
    if sampled.further:
        reasons.append(
            "Two first codes cannot stand together: their edits have indicator 0 (2024 Q3), so 59 does not help."
        )
    reasons.append("Local anesthesia and simple closure are included; each lesion is located in the note.")
    return reasons
