"""How the code of films or a scan is said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.billing.imaging.components import Components, Outside, Repeat
from assistant.procedures.billing.imaging.decide import FilmCode, Pair, ScanCode
from assistant.procedures.case import Span
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import CptCode, Modifier

_SPINE = frozenset("cervical thoracic lumbar".split())
_CONTRAST = {"without": "without contrast", "with": "with contrast", "both": "without, then with contrast"}


def tell_films(found: FilmCode, day: date) -> Verdict:
    """The code of films: the number of views decides."""
    films, code = found.films, CptCode(found.code)
    both = films.both_sides and found.sided
    wrong = tuple(each for each in found.named if each != code)
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    region = _region(films.region)
    line = f"**{code}** for each side (RT and LT, or 50)" if both else f"**{code}**"
    others = "; ".join(f"{other} from {fewest} view{'s' if fewest > 1 else ''}" for fewest, other in found.others)
    reasons = []
    if others:
        reasons.append(f"By the number of views of the {region}: {code} from {found.least}; {others}.")
    reasons.append("Codes of one region are not added up, and a repeat for quality does not count as a view.")
    if both:
        reasons.append("Views are counted for each side; the report names the views of both.")
    elif found.sided:
        reasons.append("RT or LT names the side.")
    return Verdict(
        key=f"imaging:{code}",
        title=f"Films of the {region}, {films.views} views",
        stance=Stance.AFFIRMS,
        conclusion=f"{line}{instead}: {films.views} view{'s' if films.views > 1 else ''} of the {region}.",
        reasons=tuple(reasons),
        row=f"{found.parameter.edition.title}, row {code}.",
        mentions=frozenset(
            (code, *wrong, *(CptCode(other) for _, other in found.others), *map(Modifier, ("RT", "LT", "50")))
        ),
        basis=found.parameter.basis(day),
        locator=f"row {code}",
        about=frozenset((code, *wrong)),
        denies=frozenset(wrong),
        billed=(Billed(code, 1, (Modifier("RT"),)), Billed(code, 1, (Modifier("LT"),))) if both else (Billed(code),),
        rests_on=films.rests_on,
    )


def tell_scan(found: ScanCode, day: date) -> Verdict:
    """The code of a CT or MRI: the contrast decides."""
    scan, code = found.scan, CptCode(found.code)
    wrong = tuple(each for each in found.named if each != code)
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    why = "contrast by mouth or rectum alone counts as none" if scan.oral_only else _CONTRAST[scan.contrast]
    kind, _, region = scan.region.partition("_")
    others = ", ".join(f"{other} {_CONTRAST[name]}" for name, other in found.codes if other != found.code)
    return Verdict(
        key=f"imaging:{code}",
        title=f"{kind.upper()} of the {region.replace('_', ' ')}",
        stance=Stance.AFFIRMS,
        conclusion=f"**{code}**{instead}: {kind.upper()} of {_region(region)}, {why}.",
        reasons=(
            f"Its siblings: {others}.",
            "Access and injection of the contrast are inside; only a vein, artery, joint or spinal canal counts.",
        ),
        row=f"{found.parameter.edition.title}, row {code}.",
        mentions=frozenset((code, *wrong, *(CptCode(other) for _, other in found.codes))),
        basis=found.parameter.basis(day),
        locator=f"row {code}",
        about=frozenset((code, *wrong)),
        denies=frozenset(wrong),
        billed=(Billed(code),),
        rests_on=scan.rests_on,
    )


def _region(name: str) -> str:
    """A region as it is said: "cervical spine", "abdomen and pelvis", "leg joint"."""
    if name == "abdomen_pelvis":
        return "abdomen and pelvis"
    return f"{name} spine" if name in _SPINE else name.replace("_", " ")


def tell_pair(found: Pair, rests_on: tuple[Span, ...], day: date) -> Verdict:
    """Two codes of one region: the fuller one alone."""
    inside = ", ".join(map(str, found.inside))
    return Verdict(
        key=f"imaging:pair-{found.fuller}",
        title=f"Films of the {_region(found.region)}",
        stance=Stance.DENIES,
        conclusion=(
            f"**{found.fuller} alone, not {inside} with it**: films of the {_region(found.region)} of one session "
            "are added up and one code is reported. RT and LT only where the other side was filmed."
        ),
        reasons=("A second session because the condition changed takes 76 or 77.",),
        row=f"{found.parameter.edition.title}; NCCI manual, chapter IX, section C.",
        mentions=frozenset((found.fuller, *found.inside, *map(Modifier, ("RT", "LT", "76", "77")))),
        basis=found.parameter.basis(day),
        locator=f"row {found.fuller}",
        about=frozenset((found.fuller, *found.inside)),
        denies=frozenset(found.inside),
        billed=(Billed(found.fuller),),
        rests_on=rests_on,
    )


def tell_components(found: Components, day: date) -> Verdict:
    """The parts of a study by who does them."""
    reading = ", ".join(f"{code}-26" for code in found.codes)
    taking = ", ".join(f"{code}-TC" for code in found.codes)
    plain = ", ".join(map(str, found.codes))
    mended = " by corrected claim" if found.denied else ""
    if found.who == "reader":
        conclusion = (
            f"**{reading}**{mended} for the physician who reads and writes the report: the equipment is the "
            "hospital's, which bills the technical part itself."
        )
        reason = f"{plain} without a modifier would claim the equipment too; TC is not for the reader."
    elif found.who == "two":
        conclusion = (
            f"**{reading}** for the one who reads and writes the report, **{taking}** for the site that takes the "
            f"images{mended}: nobody bills {plain} without a modifier."
        )
        reason = "A second look by the ordering clinician is part of the visit. Buying the reading: anti-markup rules."
    else:
        conclusion = (
            f"**{plain}, no modifier**{mended}: one practice owns the equipment and its physician writes the report. "
            "26 is for the reading alone, TC for the images alone."
        )
        reason = "The signed report must stand on its own."
    billed = {
        "reader": tuple(Billed(code, 1, (Modifier("26"),)) for code in found.codes),
        "two": tuple(Billed(code, 1, (Modifier(part),)) for part in ("26", "TC") for code in found.codes),
        "whole": tuple(Billed(code) for code in found.codes),
    }[found.who]
    return Verdict(
        key=f"imaging:components-{found.who}",
        title="Professional and technical part",
        stance=Stance.AFFIRMS,
        conclusion=conclusion,
        reasons=(reason, "Place of service is where the patient had the test, not where it was read."),
        row=f"{found.parameter.edition.title}, PC/TC indicator.",
        mentions=frozenset((*found.codes, Modifier("26"), Modifier("TC"))),
        basis=found.parameter.basis(day),
        locator="PC/TC indicator",
        about=frozenset(found.codes),
        billed=billed,
        rests_on=found.rests_on,
    )


def tell_repeat(found: Repeat, day: date) -> Verdict:
    """The same study again on one day."""
    part = (Modifier("26"),) if found.reading else ()
    lines = (Billed(found.code, 1, part), Billed(found.code, 1, (*part, Modifier(found.modifier))))
    by = "the same physician or group and specialty" if found.modifier == "76" else "another physician"
    other = "77 if another physician read it." if found.modifier == "76" else "76 if it was the same physician."
    wrong = (Modifier("59"),) if found.asks_59 else ()
    return Verdict(
        key=f"imaging:repeat-{found.modifier}",
        title="Study repeated on one day",
        stance=Stance.AFFIRMS,
        conclusion=(
            f"**{lines[0]}**, then **{lines[1]}** for the repeat by {by}, not 59: the same code again takes "
            f"{found.modifier}, when the repeat was needed. The other side takes RT or LT instead."
        ),
        reasons=(f"{other} A retake for quality is not billed.", "The record needs both times and the reason."),
        row=f"{found.parameter.edition.title}, row {found.code}; NCCI manual, repeat procedures.",
        mentions=frozenset((found.code, *map(Modifier, ("26", "59", "76", "77", "RT", "LT")))),
        basis=found.parameter.basis(day),
        locator=f"row {found.code}",
        about=frozenset((found.code, *wrong)),
        denies=frozenset(wrong),
        billed=lines,
        rests_on=found.rests_on,
    )


def tell_outside(found: Outside, day: date) -> Verdict:
    """Films made elsewhere: part of the visit."""
    reading = ", ".join(f"{code}-26" for code in found.codes)
    return Verdict(
        key="imaging:outside-films",
        title="Outside films looked at in a visit",
        stance=Stance.DENIES,
        conclusion=(
            f"**No {reading}: looking at outside films is part of the visit (E/M)** and counts as independent "
            "interpretation in its data. Only a separate written report that was asked for and needed is billed, with "
            "26 and 77, which Medicare seldom pays."
        ),
        reasons=("A reading that you bill yourself does not count in the visit's data.",),
        row="Medicare Claims Processing Manual, chapter 13, second interpretations.",
        mentions=frozenset((*found.codes, Modifier("26"), Modifier("77"))),
        basis=found.parameter.basis(day),
        locator="second interpretations",
        about=frozenset(found.codes),
        denies=frozenset(found.codes),
        rests_on=found.rests_on,
    )
