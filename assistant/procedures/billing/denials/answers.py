"""How units above the limit, bundled codes, the primary payer and what each side bears are said. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.procedures.billing.denials.allowed import Owed, money
from assistant.procedures.billing.denials.primary import Primary
from assistant.procedures.billing.denials.shares import Shares
from assistant.procedures.billing.denials.units import Bundled, Excess
from assistant.procedures.case import Span
from assistant.rules.basis.parameters import Parameter
from assistant.rules.verdict import Stance, Verdict
from corpus.codes import Code, Modifier

_EXCESS = {
    "1": (
        Stance.CONDITIONS,
        "**Yes, with MAI 1, on further lines with a true modifier**",
        "the limit counts for each line, so 76, 77, 59, RT, LT or a digit modifier that the record supports carries "
        "the rest",
    ),
    "2": (
        Stance.DENIES,
        "**No, MAI 2 is an absolute limit for the date**",
        "the units of all lines are added, so neither a split nor a modifier such as 59 or 76 nor an appeal brings the "
        "rest; write it off or correct a miscount",
    ),
    "3": (
        Stance.CONDITIONS,
        "**No modifier or split line with MAI 3, but appeal with records**",
        "the units of the date are added, and units that were given, coded right and needed can be paid on appeal",
    ),
}


def tell_excess(found: Excess, day: date) -> Verdict:
    """What can be done about units above the MUE."""
    stance, answer, because = _EXCESS[found.indicator]
    if found.indicator == "3" and found.asks_appeal and not found.asks_modifier:
        answer = "**Yes, with MAI 3 appeal with records**; no modifier or split line helps"
    of_code = f" {found.code} has an MUE of {found.limit} (MAI {found.indicator})." if found.code else ""
    about: tuple[Code, ...] = (found.code,) if found.code else ()
    return _verdict(
        f"mai-{found.indicator}",
        "Units above the MUE",
        stance,
        f"{answer}: {because}.{of_code}",
        (
            "First check that the units follow the code's definition; a wrong count is corrected.",
            "A coding denial (CO): the patient may not be billed, not even with an ABN.",
        ),
        found.rests_on,
        found.parameter,
        day,
        about=about,
        mentions=tuple(map(Modifier, ("76", "77", "59", "RT", "LT"))),
    )


def tell_bundled(found: Bundled, day: date) -> Verdict:
    """Codes that are part of what else was paid that day."""
    codes = (*found.always, *found.beside_others)
    names = " and ".join(map(str, codes))
    if found.beside_others:
        because = "status T is paid only when nothing else payable was billed that day by the same provider"
    else:
        because = "status B is always inside other payments, even billed alone"
    visit = " The visit in a global period takes 24 only if unrelated to the surgery." if found.in_global else ""
    return _verdict(
        f"bundled-{'-'.join(map(str, codes))}",
        "Bundled by its status",
        Stance.DENIES,
        f"**No, write off {names}**: {because}. No modifier (25, 59) separates it, and the patient may not be "
        f"billed.{visit}",
        ("The other service of the day stays as it is.", "A payer by contract may pay it: read the contract."),
        found.rests_on,
        found.parameter,
        day,
        about=codes,
        mentions=tuple(map(Modifier, ("24", "25", "59"))),
        denies=frozenset(codes),
    )


def tell_primary(found: Primary, day: date) -> Verdict:
    """Which of group plan and Medicare is first."""
    rule = (
        f"At 65 or over: {found.aged} or more employees, own or spouse's current work. Disability: {found.disabled} or "
        f"more, own or a family member's. Kidney failure: the group plan for {found.months} months, any size."
    )
    size = f"{found.employees} employees" if found.employees is not None else "the employer's size"
    missing: tuple[str, ...] = ()
    if found.why == "kidney":
        said = (
            f"**The group plan is primary for the first {found.months} months** of entitlement by kidney failure, "
            "whatever the employer's size; then Medicare"
        )
    elif found.first == "medicare" and not found.works:
        said = "**Medicare is primary**: retiree coverage, or a plan without current work, comes after Medicare"
    elif found.first == "medicare":
        bound = found.disabled if found.why == "disability" else found.aged
        said = (
            f"**Medicare is primary, the group plan second**: {size} are below the {bound} that count. The "
            "patient has Medicare's file mended (BCRC), then have the claim reprocessed"
        )
    elif found.first == "group":
        bound = found.disabled if found.why == "disability" or not found.why else found.aged
        said = (
            f"**The group plan is primary, Medicare secondary**: current work and {size} ({bound} or more). Bill the "
            "plan, then Medicare with its remittance"
        )
    else:
        missing = ("number of employees",) if found.employees is None else ("reason for Medicare",)
        said = (
            f"**By the employer's size**: at 65 or over the group plan is first with {found.aged} or more employees, "
            f"with disability from {found.disabled}; below that Medicare is"
        )
    return _verdict(
        f"primary-{found.first or 'unknown'}",
        "Medicare and a group plan",
        Stance.AFFIRMS if found.first else Stance.CONDITIONS,
        f"{said}.",
        (rule, "Retiree coverage and COBRA come after Medicare, except in the months of kidney failure."),
        found.rests_on,
        found.parameter,
        day,
        missing=missing,
    )


def tell_shares(found: Shares, day: date) -> Verdict:
    """Who bears which amount of a remittance."""
    patient = ", ".join(f"{share.label} ${_money(share.amount)}" for share in found.shares if share.group == "PR")
    provider = ", ".join(f"{share.label} ${_money(share.amount)}" for share in found.shares if share.group == "CO")
    told = [
        f"**the patient owes ${_money(found.patient)}** ({patient}), no more"
        if patient
        else "**the patient owes nothing** here",
        f"**write off ${_money(found.written_off)}** ({provider})" if provider else "nothing is written off as CO",
    ]
    said = "; ".join(told)
    others = [share for share in found.shares if share.group not in ("PR", "CO")]
    reasons = ["PR goes to the patient or a secondary payer; CO is the provider's and is never billed to the patient."]
    if others:
        reasons.append(f"{', '.join(share.label for share in others)}: neither side by itself; read the reason.")
    return _verdict(
        "shares",
        "Shares of a remittance",
        Stance.AFFIRMS,
        f"{said[:2]}{said[2].upper()}{said[3:]}.",
        tuple(reasons),
        found.rests_on,
        found.parameter,
        day,
    )


def tell_owed(found: Owed, day: date) -> Verdict:
    """What the patient owes of the allowed amount, and what is written off."""
    plan = found.allowed - found.patient
    over = ""
    if found.written_off:
        over = f" Write off {money(found.written_off)} above the allowed amount."
        if not found.contracted:
            over = (
                f" Without a contract the {money(found.written_off)} above it may be billed only where the law lets it."
            )
    return _verdict(
        "owed",
        "What the patient owes",
        Stance.AFFIRMS,
        f"**The patient owes {money(found.patient)}**: {' plus '.join(found.parts)}; the plan's part is "
        f"{money(plan)}.{over}",
        (
            "The deductible comes first, then the share of what is left of the allowed amount.",
            "Under a contract the charge above the allowed amount (CO-45) is never billed to the patient.",
        ),
        found.rests_on,
        found.parameter,
        day,
    )


def tell_advantage(name: str, rests_on: tuple[Span, ...], parameter: Parameter, day: date) -> Verdict:
    """A claim that went to Original Medicare and belongs to a plan that is named."""
    return _verdict(
        "wrong-payer-plan",
        "The claim belongs to a Medicare Advantage plan",
        Stance.DENIES,
        f"**Neither: bill {name}, the Medicare Advantage plan of that date**, not Original Medicare: the claim belongs "
        "elsewhere (CO-109). No appeal, and the patient is not billed; send it within the plan's filing limit.",
        (
            "An appeal does not move a claim to another payer.",
            "Send the denial with it as proof if the plan's limit has gone by.",
            "Hospice: Original Medicare pays hospice claims during the election.",
        ),
        rests_on,
        parameter,
        day,
    )


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _verdict(
    key: str,
    title: str,
    stance: Stance,
    conclusion: str,
    reasons: tuple[str, ...],
    rests_on: tuple[Span, ...],
    parameter: Parameter,
    day: date,
    *,
    about: tuple[Code, ...] = (),
    mentions: tuple[Code, ...] = (),
    denies: frozenset[Code] = frozenset(),
    missing: tuple[str, ...] = (),
) -> Verdict:
    return Verdict(
        key=f"denials:{key}",
        title=title,
        stance=stance,
        conclusion=conclusion,
        reasons=reasons,
        row=f"{parameter.edition.title}.",
        mentions=frozenset((*about, *mentions)),
        basis=parameter.basis(day),
        locator=parameter.name.replace("_", " "),
        about=frozenset(about),
        denies=denies,
        missing=missing,
        rests_on=rests_on,
    )
