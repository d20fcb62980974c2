"""How the codes of remote monitoring are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.services.minutes import code, number, said
from assistant.procedures.services.remote_monitoring.decide import Outcome, lines_of
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, Modifier

_PLANS = frozenset[Code](Modifier(text) for text in ("GP", "GO", "GN"))
_PHYSIOLOGIC = ("9944", "9945", "9947")
_SYSTEMS = {"msk": "musculoskeletal", "respiratory": "respiratory", "cbt": "cognitive behavioral therapy"}


def tell(outcome: Outcome, day: date) -> Verdict:
    """The outcome in words: codes first, then days and minutes."""
    lines, told = lines_of(outcome), outcome.monitoring
    named = frozenset(line.code for line in told.lines)
    open_system = len(outcome.supplies) > 1 and any(supply.code for supply in outcome.supplies)
    choices = frozenset(s.code for s in outcome.supplies if s.code)
    billed = frozenset(line.code for line in lines)
    return Verdict(
        key=f"remote_monitoring:{told.family}",
        title="Remote monitoring: days of data and minutes of management",
        stance=Stance.CONDITIONS if open_system else Stance.AFFIRMS if lines else Stance.DENIES,
        conclusion=_conclusion(outcome, lines, open_system),
        reasons=tuple(_reasons(outcome)),
        row=f"{outcome.parameter.edition.title}.",
        mentions=billed | named | choices | _codes_of_minutes(outcome) | _PLANS | frozenset(_devices(outcome)),
        basis=outcome.parameter.basis(day),
        locator="days in 30 and minutes in the calendar month",
        about=billed | named,
        denies=named - billed - choices,
        billed=() if open_system else lines,
        missing=("monitored system",) if open_system else (),
        rests_on=told.rests_on,
    )


def _codes_of_minutes(outcome: Outcome) -> frozenset[Code]:
    return frozenset(
        code(ladder[key]) for ladder in outcome.parameter.value for key in ("first", "more") if key in ladder
    )


def _conclusion(outcome: Outcome, lines: tuple[Billed, ...], open_system: bool) -> str:
    parts = [part for part in (_setup(outcome), _days(outcome), _minutes(outcome)) if part]
    if open_system:
        choices = "; ".join(f"**{s.code}** {_SYSTEMS[s.system or '']}" for s in outcome.supplies if s.code)
        return f"It hangs on the system: {choices}. {_capital('; '.join(parts))}."
    wrong = _wrong(outcome, lines)
    if not lines:
        return f"**No code**{wrong}: {'; '.join(parts)}."
    return f"{said(lines)}{wrong}: {'; '.join(parts)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _setup(outcome: Outcome) -> str:
    told = outcome.monitoring
    if not told.setup:
        return ""
    if outcome.setup is None:
        return f"the set-up needs at least {outcome.setup_days} days of data"
    return "the set-up once per episode"


def _days(outcome: Outcome) -> str:
    told = outcome.monitoring
    if told.days is None or not outcome.supplies:
        return ""
    first = outcome.supplies[0]
    if not any(supply.code for supply in outcome.supplies):
        device = f"**{_devices(outcome)[0]}**" if len(outcome.supplies) == 1 else "the device"
        return f"{number(told.days)} days with data in 30 are below the {first.least} that {device} needs"
    least, most = next((low, high) for low, high, _ in first.parameter.value if low <= told.days <= high)
    return f"{number(told.days)} days with data in 30, within {least} to {most}"


def _devices(outcome: Outcome) -> tuple[Code, ...]:
    """The codes of the device's supply that the days decide between."""
    return tuple(code(text) for supply in outcome.supplies for _, _, text in supply.parameter.value)


def _minutes(outcome: Outcome) -> str:
    told, reached = outcome.monitoring, outcome.management
    if told.minutes is None or reached is None:
        return ""
    if not told.live:
        return "management needs at least one live talk with the patient or caregiver in the month"
    if not reached.lines:
        return (
            f"{number(told.minutes)} minutes in the month are below the {outcome.least_minutes} that management needs"
        )
    return f"{number(told.minutes)} minutes of management in the month"


def _wrong(outcome: Outcome, lines: tuple[Billed, ...]) -> str:
    """ ", not 99454" where a code or number of units was named that is not reached."""
    units = {line.code: line.units for line in lines}
    decided = _decided(outcome)
    if outcome.monitoring.family == "rtm":
        decided |= {line.code for line in outcome.monitoring.lines if str(line.code).startswith(_PHYSIOLOGIC)}
    wrong = [
        f"{line.code}{f' x{line.units}' if line.units else ''}"
        for line in outcome.monitoring.lines
        if line.code in decided and (line.code not in units or (line.units or units[line.code]) != units[line.code])
    ]
    return f", not {', '.join(dict.fromkeys(wrong))}" if wrong else ""


def _decided(outcome: Outcome) -> frozenset[Code]:
    """The codes that the told days or minutes decide on."""
    management = _codes_of_minutes(outcome) if outcome.management is not None else frozenset()
    return management | frozenset(_devices(outcome))


def _reasons(outcome: Outcome) -> list[str]:
    told, reasons = outcome.monitoring, []
    if told.days is not None:
        reasons.append("The device once in 30 days by one practitioner, whatever number of devices.")
    if told.minutes is not None and outcome.management and outcome.management.lines:
        reasons.append(
            "At least one live talk with the patient or caregiver in the month; only full further units count."
        )
        if outcome.management.capped:
            reasons.append("More units were reached than Medicare's edit allows on a claim line.")
    if told.family == "rtm" and any(str(line.code).startswith(_PHYSIOLOGIC) for line in told.lines):
        reasons.append(
            "RPM is for practitioners who bill visits; therapists have RTM, with data that patients may enter."
        )
    if told.family == "rtm":
        reasons.append("GP, GO or GN when it belongs to a therapy plan of care under Medicare.")
    elif told.minutes is not None:
        reasons.append("Clinical staff's minutes count under general supervision; none counts for care management too.")
    return reasons
