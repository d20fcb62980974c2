"""How modifiers and units of equipment are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.billing.equipment.decide import Adherence, FlowModifier, RentalMonth, StripUnits
from assistant.procedures.case import Span
from assistant.rules.basis.parameters import Parameter
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, HcpcsCode, Modifier


def tell_rental(found: RentalMonth, day: date) -> Verdict:
    """The modifiers of a rental month, or that the rental is over."""
    month, last = found.rental.month, found.last
    if found.rental.oxygen:
        return _tell_oxygen_month(found, day)
    if not found.modifier:
        return _verdict(
            "rental-over",
            "Capped rental",
            Stance.DENIES,
            f"**No rental for month {month}**: capped rental is paid for {last} months of continuous use, then the "
            "patient owns the item and title passes on the first day after.",
            ("From then on necessary repairs and parts are billed (RB for a part), not rent.",),
            (),
            found.rental.rests_on,
            found.parameter,
            day,
            mentions=(Modifier("RB"),),
        )
    names, kx_reason = _month_names(found)
    if found.trial and month > found.trial and found.rental.adherent is False:
        return _tell_failed_month(found, names, kx_reason, day)
    said = "" if found.rental.asks_sequence else "; KH month 1, KI months 2 and 3, KJ months 4 to 13"
    reasons = [f"RR on every rental month{said}, each billed on its anniversary date."]
    if kx_reason:
        reasons.append(kx_reason)
    title = (
        f" Yes, the patient owns it after {last} months: title passes on the first day after the last paid month."
        if found.rental.asks_title
        else ""
    )
    sequence = " (KH month 1, KI months 2 and 3, KJ months 4 to 13)" if found.rental.asks_sequence else ""
    held = found.trial and month > found.trial and found.rental.adherent is None
    with_kx = "; **KX** too if adherence and benefit are documented" if held else ""
    return _verdict(
        f"rental-{found.modifier}",
        "Capped rental",
        Stance.AFFIRMS,
        f"**{_of_item(found, names)}** for rental month {month} of at most {last}{sequence}{with_kx}.{title}",
        tuple(reasons),
        names,
        found.rental.rests_on,
        found.parameter,
        day,
        mentions=(*map(Modifier, ("KH", "KI", "KJ", "KX", "GA", "GZ")), *_item(found)),
    )


def _item(found: RentalMonth) -> tuple[Code, ...]:
    return (HcpcsCode(found.rental.code),) if found.rental.code else ()


def _of_item(found: RentalMonth, names: tuple[str, ...]) -> str:
    """The line, where the item is known, else the modifiers."""
    return "-".join((found.rental.code, *names)) if found.rental.code else ", ".join(names)


def _tell_failed_month(found: RentalMonth, names: tuple[str, ...], reason: str, day: date) -> Verdict:
    """A month after a CPAP trial that was not met."""
    return _verdict(
        "rental-not-adherent",
        "Capped rental",
        Stance.DENIES,
        f"**No KX, so month {found.rental.month} is not paid**: adherence is not met. Bill {', '.join(names)} with GA "
        "only under a signed ABN, else with GZ.",
        (reason, "After a failed trial: a new face-to-face visit and a sleep test in a facility before a new trial."),
        (),
        found.rental.rests_on,
        found.parameter,
        day,
        mentions=tuple(map(Modifier, ("RR", "KH", "KI", "KJ", "KX", "GA", "GZ"))),
    )


def _month_names(found: RentalMonth) -> tuple[tuple[str, ...], str]:
    """The modifiers of a month in order, and what is said of KX."""
    names = ("RR", found.modifier)
    if not found.trial:
        return names, ""
    if found.rental.month <= found.trial:
        return (*names, "KX"), "KX says that the first coverage criteria (visit and sleep test) are met and on file."
    if found.rental.adherent:
        return (*names, "KX"), "KX from the fourth month: adherence and a visit that documents benefit are on file."
    if found.rental.adherent is None:
        return names, "CPAP takes KX from the fourth month only when adherence and benefit are documented."
    return names, "No KX without adherence: with a signed ABN the line takes GA, without one GZ."


def _tell_oxygen_month(found: RentalMonth, day: date) -> Verdict:
    month, last = found.rental.month, found.last
    over = not found.modifier
    conclusion = (
        f"**No rental for month {month}**: oxygen equipment is paid for {last} months; the supplier keeps furnishing "
        "it without payment to the end of the five-year useful lifetime."
        if over
        else f"**RR** for month {month} of at most {last}, with N1, N2 or N3 for the group; not KH, KI or KJ."
    )
    return _verdict(
        "oxygen-month",
        "Oxygen rental",
        Stance.DENIES if over else Stance.AFFIRMS,
        conclusion,
        ("Contents are in the 36 payments; afterwards they may be billed for gas and liquid systems.",),
        () if over else ("RR",),
        found.rental.rests_on,
        found.parameter,
        day,
        mentions=tuple(map(Modifier, ("N1", "N2", "N3", "KH", "KI", "KJ"))),
    )


def tell_flow(found: FlowModifier, day: date) -> Verdict:
    """The modifier of an oxygen flow."""
    liters, bounds = f"{found.flow.liters.normalize():f}", found.parameter.value
    said = {
        "": f"**No flow modifier**: {liters} liters a minute is within {bounds['low']} to {bounds['high']}.",
        "QE": f"**QE**: {liters} liters a minute at rest is below {bounds['low']}; Medicare pays half the fee.",
        "QG": (
            f"**QG**: {liters} liters a minute at rest is above {bounds['high']} with stationary oxygen only. "
            "With portable oxygen too it is QF on both lines."
        ),
        "QF": (
            f"**QF on the stationary and the portable line**: {liters} liters a minute at rest is above "
            f"{bounds['high']}, with portable oxygen."
        ),
    }
    return _verdict(
        f"oxygen-flow-{found.modifier or 'none'}",
        "Oxygen flow",
        Stance.AFFIRMS,
        said[found.modifier],
        (
            "Different flow by day and by night: take the mean, then QA below 1, QR or with portable QB above 4.",
            "RR and N1, N2 or N3 for the coverage group stand beside it.",
        ),
        (found.modifier,) if found.modifier else (),
        found.flow.rests_on,
        found.parameter,
        day,
        mentions=tuple(map(Modifier, ("QE", "QF", "QG", "QA", "QB", "QR", "RR", "N1", "N2", "N3"))),
    )


def tell_strips(found: StripUnits, day: date) -> Verdict:
    """Modifier, usual quantity and units of strips or lancets."""
    strips, code = found.strips, found.strips.code
    thing = "strips" if code == "A4253" else "lancets"
    mentions: tuple[Code, ...] = (HcpcsCode(code), Modifier("KS"), Modifier("KX"))
    more = "More needs a record of the reason, a visit within six months and a log of the testing."
    if found.usual is None or strips.insulin is None:
        return _verdict(
            "strips",
            "Glucose testing supplies",
            Stance.CONDITIONS,
            f"**{code}-KX up to {found.usual_with} {thing} in 3 months on insulin; {code}-KS up to "
            f"{found.usual_without} without insulin.** One unit is {found.size} {thing}.",
            (more,),
            (),
            strips.rests_on,
            found.parameter,
            day,
            mentions=mentions,
            missing=("insulin",),
        )
    modifier = "KX" if strips.insulin else "KS"
    over = strips.count is not None and strips.count > found.usual
    treated = "on insulin" if strips.insulin else "without insulin"
    limit = f"{treated} Medicare covers up to {found.usual} {thing} in 3 months, {found.usual // found.size} units"
    conclusion = (
        f"**{code}-{modifier} x{found.units} only with records for the excess**: {limit}."
        if over
        else f"**{code}-{modifier} x{found.units}**: {limit}; one unit is {found.size}."
    )
    return _verdict(
        f"strips-{modifier}",
        "Glucose testing supplies",
        Stance.CONDITIONS if over else Stance.AFFIRMS,
        conclusion,
        (more, "KX for treatment with insulin, KS without; never both on a line."),
        (modifier,),
        strips.rests_on,
        found.parameter,
        day,
        mentions=mentions,
    )


def tell_adherence(found: Adherence, day: date) -> Verdict:
    """Whether a CPAP trial was passed."""
    use, rule = found.use, f"{found.hours} hours or more on {found.percent} percent of nights in 30 days in a row"
    if found.meets:
        conclusion = (
            f"**Yes, the trial is met: bill on with KX from the fourth month**, since the use reaches {rule}, if a "
            "visit between day 31 and 91 documents the benefit."
        )
    else:
        conclusion = (
            f"**No, adherence is not met, so no KX from the fourth month**: the rule is {rule}, within the first three "
            "months. Until then only with ABN and GA, else GZ."
        )
    return _verdict(
        f"cpap-{'met' if found.meets else 'failed'}",
        "CPAP trial",
        Stance.AFFIRMS if found.meets else Stance.DENIES,
        conclusion,
        (
            "After a failed trial: a new face-to-face visit and a repeat sleep test in a facility before a new one.",
            "The download of the device must be seen by the treating practitioner.",
        ),
        ("KX",) if found.meets else (),
        use.rests_on,
        found.parameter,
        day,
        mentions=tuple(map(Modifier, ("KX", "GA", "GZ"))),
    )


def _verdict(
    key: str,
    title: str,
    stance: Stance,
    conclusion: str,
    reasons: tuple[str, ...],
    billed: tuple[str, ...],
    rests_on: tuple[Span, ...],
    parameter: Parameter,
    day: date,
    *,
    mentions: tuple[Code, ...],
    missing: tuple[str, ...] = (),
) -> Verdict:
    lines = tuple(Billed(Modifier(name)) for name in billed)
    return Verdict(
        key=f"equipment:{key}",
        title=title,
        stance=stance,
        conclusion=conclusion,
        reasons=reasons,
        row=f"{parameter.edition.title}.",
        mentions=frozenset((*mentions, *(line.code for line in lines))),
        basis=parameter.basis(day),
        locator=parameter.name.replace("_", " "),
        about=frozenset(line.code for line in lines),
        billed=lines,
        missing=missing,
        rests_on=rests_on,
    )
