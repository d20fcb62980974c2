"""How a service of the catalog is said: its codes with side, digit and part first, then what it is."""

from __future__ import annotations

from assistant.procedures.catalog.named.decide import BOTH, lines_of
from assistant.procedures.catalog.named.facts import Facts
from assistant.procedures.surgery.spoken import Said
from assistant.rules.verdict import Stance


def say(facts: Facts, global_days: str = "") -> Said:
    """The service in words, with its global days where they are given; a proposed code that it turns down is denied."""
    service = facts.service
    lines = tuple(lines_of(facts))
    codes = ", ".join(f"**{line}**" for line in lines)
    no = f", not {' or '.join(f'**{code}**' for code in facts.proposed)}" if facts.proposed else ""
    once = ", once: one or both sides are in the code" if service.sides == "once" and facts.sides == BOTH else ""
    period = f", {int(global_days)} global days" if global_days.isdigit() else f", global {global_days}"
    after = period if global_days else ""
    return Said(
        id=service.id,
        stance=Stance.DENIES if facts.proposed else Stance.AFFIRMS,
        conclusion=f"{codes}{no}: {service.says}{once}{after}.",
        why=service.why,
        reference=service.reference,
        billed=tuple(str(line) for line in lines),
        denies=tuple(code for code in facts.proposed if code in service.instead),
        mentions=service.mentions,
    )
